"""`creation-plan batch`: every unit's plan, what a person edited kept, no unit stopped by another."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import load_workbook

from generator.manifest import FOLDER

from .cli import FORMATS, PROGRAM, ROSTER, TINY, Cli, edit, environment

A, B = "output/甲县创建方案.docx", "output/乙县创建方案.docx"
REPORT, LEDGER = "output/report.xlsx", "output/创建台账.xlsx"
BOOKS = f"report: {REPORT}; ledger: {LEDGER}\n"


def documents(cli: Cli) -> set[str]:
    """The documents there are; nothing half done lies beside them."""
    own = {path for path in cli.files() if f"/{FOLDER}/" in path}
    assert not {path for path in own if "/new/" in path or "running" in path}
    return {path for path in cli.files() if path.endswith(".docx")}


def stamps(cli: Cli) -> dict[str, tuple[int, int]]:
    """When each file and folder was last touched."""
    paths = (cli.folder / "output").rglob("*")
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_ino) for p in paths}


def sheet(path: Path, name: str) -> list[tuple[object, ...]]:
    """The rows of a sheet below its heading."""
    book = load_workbook(path)
    assert book[name].auto_filter.ref or name == "Summary"
    return [*book[name].iter_rows(min_row=2, values_only=True)]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def test_batch_writes_every_unit(cli: Cli) -> None:
    outcome = cli.process("batch", "units.yaml")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        f"written    {A}\n"
        f"written    {B}\n"
        "2 plans: 2 written, 0 unchanged, 0 kept as edited, 0 failed\n" + BOOKS
    )
    assert documents(cli) == {A, B}


def test_batch_in_chinese(cli: Cli) -> None:
    outcome = cli.process("batch", "units.yaml", lang="zh")
    assert outcome.out == (
        f"已写入  {A}\n"
        f"已写入  {B}\n"
        "共 2 份方案：写入 2 份，未变化 0 份，因手工修改而保留 0 份，失败 0 份\n"
        f"报告：{REPORT}；台账：{LEDGER}\n"
    )


def test_batch_again_changes_nothing(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    before = stamps(cli)
    for _again in range(2):
        outcome = cli.run("batch", "units.yaml")
        assert outcome.code == 0
        assert outcome.out == (
            f"unchanged  {A}\n"
            f"unchanged  {B}\n"
            "2 plans: 0 written, 2 unchanged, 0 kept as edited, 0 failed\n" + BOOKS
        )
        assert stamps(cli) == before


def test_what_was_edited_by_hand_is_kept(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    edited = edit(cli.folder / A)
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4").replace("sites: 3", "sites: 5"))
    outcome = cli.run("batch", "units.yaml")
    assert outcome.code == 3
    assert outcome.out == (
        f"kept       {A}\n"
        f"written    {B}\n"
        "2 plans: 1 written, 0 unchanged, 1 kept as edited, 0 failed\n" + BOOKS
    )
    assert outcome.err == (
        f"warning: {A}: the file was changed since it was generated and is left as it is"
        " (use another name, or --force to replace it)\n"
        f"warning: {A}: edited by hand in 1 places: “手工加的一句。”\n"
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
        "2 plans: 1 written, 0 unchanged, 0 kept as edited, 1 failed\n" + BOOKS
    )
    assert outcome.err == (
        "error: units.yaml:4:40 units[0].values.sites: [a] 创建数量 (sites): “many” is not a number\n"
    )
    assert documents(cli) == {B}


def test_a_failing_blueprint_does_not_stop_the_others(cli: Cli) -> None:
    cli.write("blueprints/broken.yaml", "blueprint: broken\nlabel: x\ntitel: x\n")
    cli.write("more.yaml", "blueprint: broken\nunits: [{id: c}, {id: d}]\n")
    outcome = cli.run("batch", "more.yaml", "units.yaml")
    assert outcome.code == 1
    assert outcome.lines[-2] == "4 plans: 2 written, 0 unchanged, 0 kept as edited, 2 failed"
    assert outcome.err.count("error") == 1  # told once, not for each unit
    assert documents(cli) == {A, B}


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
    written = documents(cli)
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
    assert documents(cli) == {B}


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
    assert len(outcome.lines) == 32


# Nothing new to do --------------------------------------------------------------------------------


def _touch(cli: Cli) -> None:
    os.utime(cli.folder / "units.yaml", (1, 1))


def _edit(name: str, old: str, new: str) -> Callable[[Cli], None]:
    def change(cli: Cli) -> None:
        path = cli.folder / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    return change


def _delete(name: str) -> Callable[[Cli], None]:
    return lambda cli: (cli.folder / name).unlink()


def _append(name: str) -> Callable[[Cli], None]:
    def change(cli: Cli) -> None:
        path = cli.folder / name
        path.write_bytes(path.read_bytes() + b"\0")

    return change


def _typed(cli: Cli) -> None:
    edit(cli.folder / A)


def _swapped(cli: Cli) -> None:
    (cli.folder / A).write_bytes((cli.folder / B).read_bytes())


def _nothing(_cli: Cli) -> None:
    pass


# What is done between two runs, the options of the second, whether it looks at every unit, and
# what becomes of A and B.
AGAIN = {
    "nothing": (_nothing, [], False, "unchanged unchanged"),
    "roster touched": (_touch, [], False, "unchanged unchanged"),
    "roster with a comment": (_edit("units.yaml", "units:", "# x\nunits:"), [], True, "unchanged unchanged"),
    "roster changed": (_edit("units.yaml", "sites: 2", "sites: 4"), [], True, "written unchanged"),
    "blueprint changed": (_edit("blueprints/tiny.yaml", "示范点", "示范区"), [], True, "written written"),
    "other day": (_nothing, ["--as-of", "2020-01-01"], True, "unchanged unchanged"),
    "other format": (_nothing, ["--format", "gbt9704-times"], True, "written written"),
    "other pattern": (_nothing, ["--name", "{编号}"], True, "written written"),
    "other language": (_nothing, ["--lang"], True, "unchanged unchanged"),
    "forced": (_nothing, ["--force"], False, "unchanged unchanged"),
    "dry run": (_nothing, ["--dry-run"], False, "unchanged unchanged"),
    "report deleted": (_delete(REPORT), [], True, "unchanged unchanged"),
    "report changed": (_append(REPORT), [], True, "unchanged unchanged"),
    "ledger deleted": (_delete(LEDGER), [], True, "unchanged unchanged"),
    "plan deleted": (_delete(A), [], True, "written unchanged"),
    "plan edited": (_typed, [], True, "kept unchanged"),
    "plan replaced": (_swapped, [], True, "written unchanged"),
    "manifest deleted": (_delete(f"output/{FOLDER}/manifest.sqlite3"), [], True, "unchanged unchanged"),
    "lock left behind": (_edit(f"output/{FOLDER}/lock", "", "x"), [], False, "unchanged unchanged"),
}  # fmt: skip


@pytest.mark.parametrize(("between", "options", "looks", "states"), AGAIN.values(), ids=AGAIN)
def test_a_second_run_does_what_is_to_be_done(
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
    between: Callable[[Cli], None],
    options: list[str],
    looks: bool,
    states: str,
) -> None:
    cli.run("batch", "units.yaml")
    between(cli)
    runs: list[object] = []
    from generator.cli import batch as command

    real = command._draft
    monkeypatch.setattr(command, "_draft", lambda *a: (runs.append(a), real(*a))[1])
    lang = "zh" if options == ["--lang"] else "en"
    outcome = cli.run("batch", "units.yaml", *(o for o in options if o != "--lang"), lang=lang)
    assert bool(runs) is looks
    if lang == "en":
        assert " ".join(line.split()[0] for line in outcome.lines[:2]) == states
    assert {A, B} <= documents(cli)


def test_a_policy_that_comes_into_force_is_noticed(cli: Cli) -> None:
    cli.write("blueprints/tiny.yaml", TINY.replace("{{ pace }}", "{{ policy.later }}"))
    cli.write(
        "blueprints/policies/later.yaml",
        """
        policy: later
        label: 提法
        versions:
          - {version: "1", effective: 2012-01-01, basis: 甲, text: 旧}
          - {version: "2", effective: 2020-01-01, basis: 乙, text: 新}
        """,
    )
    days = ["2019-01-01", "2019-12-31", "2020-01-01", "2021-01-01"]
    states = []
    for day in days:
        outcome = cli.run("batch", "units.yaml", "--as-of", day)
        assert outcome.code == 0, outcome.err
        states.append(outcome.lines[0].split()[0])
    assert states == ["written", "unchanged", "written", "unchanged"]


def test_a_changed_template_is_noticed(cli: Cli) -> None:
    from .gallery import ROOT as repository

    template = next((repository / "docx_templates").glob("*.docx"), None)
    if template is None:
        pytest.skip("no template")
    (cli.folder / "t.docx").write_bytes(template.read_bytes())
    first = cli.run("batch", "units.yaml", "--template", "t.docx")
    assert first.code == 0, first.err
    assert "2 unchanged" in cli.run("batch", "units.yaml", "--template", "t.docx").out
    with zipfile.ZipFile(cli.folder / "t.docx", "a") as package:
        package.comment = b"changed"
    before = stamps(cli)
    assert cli.run("batch", "units.yaml", "--template", "t.docx").code == 0
    assert stamps(cli) != before


# Report and ledger --------------------------------------------------------------------------------


def test_report_and_ledger(cli: Cli) -> None:
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: many"))
    cli.run("batch", "units.yaml")
    report = cli.folder / REPORT
    assert [row[:6] for row in sheet(report, "Results")] == [
        ("a", "甲县", None, "tiny", "failed", None),
        ("b", "乙县", "乙县创建方案", "tiny", "written", "乙县创建方案.docx"),
    ]
    ((unit, name, severity, place, message, _),) = sheet(report, "Findings")
    assert (unit, name, severity) == ("a", "甲县", "error")
    assert place == "units.yaml:4:40 units[0].values.sites"
    assert message == "创建数量 (sites): “many” is not a number"
    assert ("failed", 1) in sheet(report, "Summary")
    assert [row[:2] for row in sheet(cli.folder / LEDGER, "Ledger")] == [("b", "乙县")]


def test_a_report_that_was_changed_by_hand_is_kept(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    mine = (cli.folder / REPORT).read_bytes() + b"\0"
    (cli.folder / REPORT).write_bytes(mine)
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4"))
    outcome = cli.run("batch", "units.yaml")
    assert (
        "the workbook was changed by hand and is left as it is; the new one is report_2.xlsx"
        in (outcome.err)
    )
    assert (cli.folder / REPORT).read_bytes() == mine
    assert sheet(cli.folder / "output/report_2.xlsx", "Results")


@pytest.mark.parametrize("name", [REPORT, LEDGER])
def test_something_in_the_way_of_a_workbook(cli: Cli, name: str) -> None:
    (cli.folder / name).mkdir(parents=True)
    outcome = cli.run("batch", "units.yaml")
    assert "something that is not a plain file has this name" in outcome.err
    assert documents(cli) == {A, B}


def test_names_of_other_units_are_told_on_screen_and_in_the_report(cli: Cli) -> None:
    cli.write(
        "blueprints/tiny.yaml", TINY.replace("sites: {", "note: {label: 说明}\n      sites: {", 1)
    )
    cli.write(
        "units.yaml",
        """
        blueprint: tiny
        units:
          - {id: a, values: {unit: {name: 云台县}, sites: 2, note: 本县}}
          - {id: b, values: {unit: {name: 青岚县}, sites: 3, note: 云台县的做法}}
        """,
    )
    outcome = cli.run("batch", "units.yaml")
    assert "[b] 说明 (note) names another unit: 云台县 (a)" in outcome.err
    assert sheet(cli.folder / REPORT, "Findings")[0][0] == "b"
    again = cli.run("batch", "units.yaml")
    assert "2 unchanged" in again.out
    assert again.err == outcome.err


# Dry runs -----------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing(cli: Cli) -> None:
    outcome = cli.process("batch", "units.yaml", "--dry-run")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        f"new        {A}\n"
        f"new        {B}\n"
        "2 plans: 2 new, 0 changed, 0 unchanged, 0 kept as edited, 0 failed; nothing was written\n"
    )
    assert not (cli.folder / "output").exists()
    cli.run("batch", "units.yaml")
    before = stamps(cli)
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4"))
    outcome = cli.run("batch", "units.yaml", "--dry-run")
    assert outcome.out == (
        f"changed    {A}\n"
        f"unchanged  {B}\n"
        "2 plans: 0 new, 1 changed, 1 unchanged, 0 kept as edited, 0 failed; nothing was written\n"
    )
    assert stamps(cli) == before


# Manifests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_manifest_is_begun_anew(cli: Cli, seed: int) -> None:
    cli.run("batch", "units.yaml")
    path = cli.folder / "output" / FOLDER / "manifest.sqlite3"
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    else:
        for _ in range(40 if seed % 3 == 1 else 4000):
            data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    for _again in range(2):
        outcome = cli.run("batch", "units.yaml")
        assert outcome.code == 0, outcome.err
        assert "fault of the program" not in outcome.err
        assert documents(cli) == {A, B}
    before = stamps(cli)
    assert "2 unchanged" in cli.run("batch", "units.yaml").out
    assert stamps(cli) == before


# Ended runs ---------------------------------------------------------------------------------------


def _many(cli: Cli, count: int) -> set[str]:
    units = "".join(
        f"\n  - {{id: u{n}, values: {{unit: {{name: 第{n}县}}, sites: 2}}}}" for n in range(count)
    )
    cli.write("many.yaml", f"blueprint: tiny\nunits:{units}\n")
    return {f"output/第{n}县创建方案.docx" for n in range(count)}


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_ends_it(
    cli: Cli, jobs: str
) -> None:
    expected = _many(cli, 1500)
    command = [*PROGRAM, "batch", "many.yaml", "-j", jobs]
    for delay in (0.5, 0.8, 1.1, 1.5, 2.0):
        run = subprocess.Popen(
            command, cwd=cli.folder, env=environment("en"), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        with suppress(subprocess.TimeoutExpired):
            run.wait(delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
        for path in (cli.folder / "output").glob("*.docx"):
            with zipfile.ZipFile(path) as package:
                assert package.testzip() is None
    outcome = cli.process("batch", "many.yaml", "-j", jobs)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.lines[-2].startswith("1500 plans: ")
    assert outcome.lines[-2].endswith("0 kept as edited, 0 failed")
    assert documents(cli) == expected
    assert "1500 unchanged" in cli.process("batch", "many.yaml").out


def test_two_runs_on_one_folder(cli: Cli) -> None:
    _many(cli, 1500)
    first = subprocess.Popen(
        [*PROGRAM, "batch", "many.yaml", "-j", "1"], cwd=cli.folder, env=environment("en"),
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        running = cli.folder / "output" / FOLDER / "running.json"
        for _wait in range(200):
            if running.exists() and running.read_text():
                break
            time.sleep(0.02)
        refused = cli.run("batch", "units.yaml")
    finally:
        first.kill()
        first.wait()
    assert refused.code == 2
    assert "error: output: another run is writing into this folder (process " in refused.err
    assert f"(process {first.pid} on " in refused.err
    assert cli.run("batch", "units.yaml").code == 0  # what is left of a killed run bars nobody


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes")
def test_a_full_disk_costs_only_what_has_no_room(cli: Cli) -> None:
    cli.run("batch", "units.yaml")
    before = {name: (cli.folder / name).read_bytes() for name in (A, B)}
    cli.write("units.yaml", ROSTER.replace("sites: 2", "sites: 4"))
    code = (
        "import resource, sys; from generator.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000));"
        "main(['batch', 'units.yaml', '-j', '1'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cli.folder, env=environment("en"),
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert "fault of the program" not in done.stderr
    assert {name: (cli.folder / name).read_bytes() for name in (A, B)} == before
    assert cli.run("batch", "units.yaml").lines[:2] == [f"written    {A}", f"unchanged  {B}"]
