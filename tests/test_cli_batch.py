"""`creation-plan batch`: every unit's plan, what a person edited kept, no unit stopped by another."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cli import FORMATS, ROSTER, Cli, edit

A, B = "output/甲县创建方案.docx", "output/乙县创建方案.docx"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def test_batch_writes_every_unit(cli: Cli) -> None:
    outcome = cli.process("batch", "units.yaml")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        f"written    {A}\n"
        f"written    {B}\n"
        "2 plans: 2 written, 0 unchanged, 0 kept as edited, 0 failed\n"
    )
    assert cli.files() == {A, B}


def test_batch_in_chinese(cli: Cli) -> None:
    outcome = cli.process("batch", "units.yaml", lang="zh")
    assert outcome.out == (
        f"已写入  {A}\n"
        f"已写入  {B}\n"
        "共 2 份方案：写入 2 份，未变化 0 份，因手工修改而保留 0 份，失败 0 份\n"
    )


def test_batch_again_changes_nothing(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    before = (cli.folder / A).stat()
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 0
    assert outcome.out == (
        f"unchanged  {A}\n"
        f"unchanged  {B}\n"
        "2 plans: 0 written, 2 unchanged, 0 kept as edited, 0 failed\n"
    )
    after = (cli.folder / A).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_was_edited_by_hand_is_kept(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    edited = edit(cli.folder / A)
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4").replace("sites: 3", "sites: 5"))
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 3
    assert outcome.out == (
        f"kept       {A}\n"
        f"written    {B}\n"
        "2 plans: 1 written, 0 unchanged, 1 kept as edited, 0 failed\n"
    )
    assert outcome.err == (
        f"warning: {A}: the file was changed since it was generated and is left as it is"
        " (use another name, or --force to replace it)\n"
        "what was edited by hand is never overwritten; --force replaces it\n"
    )
    assert (cli.folder / A).read_bytes() == edited
    forced = cli.run("batch", "units.yaml", "--force")
    assert forced.code == 0
    assert forced.lines[0] == f"written    {A}"
    assert (cli.folder / A).read_bytes() != edited


def test_a_failing_unit_does_not_stop_the_others(cli: Cli) -> None:
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: many"))
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 1
    assert outcome.out == (
        "failed     a\n"
        f"written    {B}\n"
        "2 plans: 1 written, 0 unchanged, 0 kept as edited, 1 failed\n"
    )
    assert outcome.err == (
        "error: units.yaml:4:40 units[0].values.sites: [a] 创建数量 (sites): “many” is not a number\n"
    )
    assert cli.files() == {B}


def test_a_failing_blueprint_does_not_stop_the_others(cli: Cli) -> None:
    cli.write("blueprints/broken.yaml", "blueprint: broken\nlabel: x\ntitel: x\n")
    cli.write("more.yaml", "blueprint: broken\nunits: [{id: c}, {id: d}]\n")
    outcome = cli.run("batch", "more.yaml", "units.yaml")
    assert outcome.code == 1
    assert outcome.lines[-1] == "4 plans: 2 written, 0 unchanged, 0 kept as edited, 2 failed"
    assert outcome.err.count("error") == 1  # told once, not for each unit
    assert cli.files() == {A, B, "blueprints/broken.yaml", "more.yaml"}


def test_every_unreadable_roster_is_told_and_nothing_is_written(cli: Cli) -> None:
    outcome = cli.run("batch", "nowhere.yaml", "units.yaml", "neither.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error: nowhere.yaml: there is no file of this name\n"
        "error: neither.yaml: there is no file of this name\n"
    )
    assert not cli.files()


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        ([], "nameless.yaml:1:9 units[0]: [a] no blueprint is given for the unit"
         " (state blueprint in the roster, or use -b)", 1),
        (["-b", "tinny"], "there is no blueprint tinny (did you mean tiny?)", 2),
        (["-b", "tiny", "--format", "gb"],
         f"there is no format gb (there are: {FORMATS})", 2),
    ],
)  # fmt: skip
def test_blueprint_option(cli: Cli, arguments: list[str], message: str, code: int) -> None:
    cli.write("nameless.yaml", "units: [{id: a, values: {unit.name: 甲县, sites: 2}}]\n")
    outcome = cli.run("batch", "nameless.yaml", *arguments)
    assert (outcome.code, outcome.err) == (code, f"error: {message}\n")
    assert cli.run("batch", "nameless.yaml", "-b", "tiny").code == 0


def test_two_units_of_one_title_get_two_files(cli: Cli) -> None:
    cli.write("units.yaml", ROSTER.replace("乙县", "甲县"))
    outcome = cli.run("batch", "units.yaml", "-o", "new/folder")
    assert outcome.code == 0
    written = cli.files()
    assert len(written) == 2
    assert all(name.startswith("new/folder/甲县创建方案") for name in written)


def test_output_folder_that_is_a_file(cli: Cli) -> None:
    cli.write("output", "mine")
    outcome = cli.process("batch", "units.yaml")
    assert outcome.code in (1, 2)
    assert "output" in outcome.err
    assert "Traceback" not in outcome.err
    assert "fault of the program" not in outcome.err
    assert (cli.folder / "output").read_text() == "mine"


def test_something_in_the_way_of_one_file(cli: Cli) -> None:
    (cli.folder / A).mkdir(parents=True)
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 1
    assert outcome.lines[0] == f"failed     {A}"
    assert "something that is not a plain file has this name (move it away and run again)" in (
        outcome.err
    )
    assert cli.files() == {B}


def test_a_file_open_in_word_is_left_alone(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    before = (cli.folder / A).read_bytes()
    cli.write("output/~$创建方案.docx", "")
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4"))
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 1
    assert "(close it and run again)" in outcome.err
    assert (cli.folder / A).read_bytes() == before


def test_many_units_show_a_bar_on_a_terminal_only(cli: Cli) -> None:
    pytest.importorskip("pty")
    units = "".join(
        f"\n  - {{id: u{n}, values: {{unit: {{name: 第{n}县}}, sites: 2}}}}" for n in range(30)
    )
    cli.write("many.yaml", f"blueprint: tiny\nunits:{units}\n")
    with cli.terminal("batch", "many.yaml") as terminal:
        assert terminal.end() == 0
        assert "30 plans: 30 written" in terminal.shown
    outcome = cli.process("batch", "many.yaml")
    assert outcome.err == ""
    assert len(outcome.lines) == 31
