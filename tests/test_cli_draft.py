"""`creation-plan draft`: given values, asked values, saved answers; nothing written by halves."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from docx import Document

from generator import source

from .cli import Cli, edit

GIVEN = ["--set", "unit.name=甲县", "--set", "sites=2"]
terminal_only = pytest.mark.skipif(
    importlib.util.find_spec("pty") is None, reason="there are no pseudo terminals on Windows"
)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def text(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs if paragraph.text]


# Without a terminal --------------------------------------------------------------------------


def test_draft_writes_the_document(cli: Cli) -> None:
    outcome = cli.process("draft", "tiny", *GIVEN)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "written  output/甲县创建方案.docx\n"
    lines = text(cli.folder / "output/甲县创建方案.docx")
    assert lines[:3] == ["甲县创建方案", "一、创建目标", "创建2个示范点，每年验收。"]
    again = cli.run("draft", "tiny", *GIVEN)
    assert (again.code, again.out) == (0, "unchanged  output/甲县创建方案.docx\n")


MISSING_EN = """\
error: 单位全称 (unit.name) is missing (for example 示例县)
error: 创建数量 (sites) is missing (for example 2)
give values with --set NAME=VALUE, or run this on a terminal to be asked
nothing was written
"""
MISSING_ZH = """\
错误：缺少单位全称（unit.name）（例如：示例县）
错误：缺少创建数量（sites）（例如：2）
请用 --set 名称=值 填写，或在终端里运行，由程序逐项询问
没有写入任何文件
"""


@pytest.mark.parametrize(("lang", "message"), [("en", MISSING_EN), ("zh", MISSING_ZH)])
def test_all_that_is_missing_is_listed_in_one_run(cli: Cli, lang: str, message: str) -> None:
    outcome = cli.process("draft", "tiny", lang=lang)
    assert (outcome.code, outcome.out, outcome.err) == (1, "", message)
    assert not cli.files()


@pytest.mark.parametrize(
    "settings",
    [
        ["unit.name=甲县", "sites=2"],
        ["单位全称=甲县", "创建数量=2"],
        ["单位全称＝甲县", " 创建数量 ＝２"],  # as a Chinese input method types them
        ["sites=9", "unit.name=甲县", "创建数量=2"],  # the last one counts
    ],
)
def test_set_by_name_and_by_label(cli: Cli, settings: list[str]) -> None:
    arguments = [part for setting in settings for part in ("--set", setting)]
    outcome = cli.run("draft", "tiny", *arguments, "--dry-run")
    assert outcome.lines == ["甲县创建方案", "一、创建目标", "创建2个示范点，每年验收。"]


WRONG_SETTINGS = [
    ("site=2", "--set site=2: the blueprint has no variable site (did you mean sites?)"),
    (
        "创建数目=2",
        "--set 创建数目=2: the blueprint has no variable 创建数目 (did you mean 创建数量?)",
    ),
    ("x=2", "--set x=2: the blueprint has no variable x"),
    ("=2", "--set =2: the blueprint has no variable "),
    ("sites", "--set sites: write it as NAME=VALUE"),
]


@pytest.mark.parametrize(("setting", "message"), WRONG_SETTINGS)
def test_set_unknown(cli: Cli, setting: str, message: str) -> None:
    outcome = cli.run("draft", "tiny", *GIVEN, "--set", setting)
    assert (outcome.code, outcome.err) == (2, f"error: {message}\n")


def test_every_wrong_setting_is_told(cli: Cli) -> None:
    outcome = cli.run("draft", "tiny", "--set", "a=1", "--set", "b=1")
    assert len(outcome.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("sites=10", "创建数量 (sites): 10个 is more than the most allowed, 9个"),
        ("sites=many", "创建数量 (sites): “many” is not a number"),
        ("pace=daily", "验收频次 (pace): “daily” is not one of the choices (choose one of: 每半年、每年)"),
    ],
)  # fmt: skip
def test_a_wrong_value(cli: Cli, setting: str, message: str) -> None:
    outcome = cli.run(
        "draft", "tiny", "--set", "unit.name=甲", "--set", "sites=2", "--set", setting
    )
    name = setting.partition("=")[0]
    assert outcome.code == 1
    assert outcome.err == f"error: --set {name}: {message}\nnothing was written\n"


def test_a_value_left_open_is_reported(cli: Cli) -> None:
    outcome = cli.run("draft", "tiny", "--set", "unit.name=甲县", "--set", "sites=待补")
    assert outcome.code == 0
    assert outcome.err == (
        "warning: --set sites: 创建数量 (sites) is left open and prints as 〔待补：创建数量〕\n"
    )


def test_dry_run_writes_nothing(cli: Cli) -> None:
    outcome = cli.run("draft", "tiny", *GIVEN, "--dry-run", "-o", "x.docx")
    assert outcome.code == 0
    assert outcome.out == "甲县创建方案\n一、创建目标\n创建2个示范点，每年验收。\n"
    assert outcome.err == "nothing was written\n"
    assert not cli.files()


@pytest.mark.parametrize(
    ("output", "file"),
    [
        ("x.docx", "x.docx"),
        ("new/x.docx", "new/x.docx"),
        ("x", "x.docx"),
        ("blueprints", "blueprints/甲县创建方案.docx"),
        ("new/", "new/甲县创建方案.docx"),
    ],
)
def test_output(cli: Cli, output: str, file: str) -> None:
    assert cli.run("draft", "tiny", *GIVEN, "-o", output).out == f"written  {file}\n"
    assert cli.files() == {file}


def test_a_blueprint_named_by_its_file(cli: Cli) -> None:
    by_file = cli.run("draft", "blueprints/tiny.yaml", *GIVEN, "-o", "a.docx")
    by_name = cli.run("draft", "tiny", *GIVEN, "-o", "b.docx")
    assert (by_file.code, by_name.code) == (0, 0)
    assert (cli.folder / "a.docx").read_bytes() == (cli.folder / "b.docx").read_bytes()


# From a roster -------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["units.yaml:b", "units.yaml：b"])
def test_unit_of_a_roster(cli: Cli, unit: str) -> None:
    assert cli.run("draft", "tiny", "--unit", unit).out == "written  output/乙县创建方案.docx\n"


def test_draft_and_batch_make_the_same_bytes(cli: Cli) -> None:
    cli.run("draft", "tiny", "--unit", "units.yaml:b", "-o", "b.docx")
    cli.run("batch", "units.yaml")
    batch = cli.folder / "output/乙县创建方案.docx"
    assert (cli.folder / "b.docx").read_bytes() == batch.read_bytes()


def test_set_goes_before_the_roster(cli: Cli) -> None:
    outcome = cli.run("draft", "tiny", "--unit", "units.yaml:b", "--set", "sites=9", "--dry-run")
    assert "创建9个示范点" in outcome.out


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("units.yaml", "units.yaml: the roster has 2 units; say which"
         " (write units.yaml:ID with one of: a、b)"),
        ("units.yaml:c", "units.yaml: the roster has no unit c (it has: a、b)"),
        ("nowhere.yaml", "nowhere.yaml: there is no file of this name"),
        ("nowhere.yaml:a", "nowhere.yaml: there is no file of this name"),
        ("C:\\nowhere.yaml", "C:\\nowhere.yaml: there is no file of this name"),
    ],
)  # fmt: skip
def test_no_such_unit(cli: Cli, unit: str, message: str) -> None:
    outcome = cli.run("draft", "tiny", "--unit", unit)
    assert (outcome.code, outcome.err) == (2, f"error: {message}\n")


# Edited files --------------------------------------------------------------------------------


def test_an_edited_file_is_kept(cli: Cli) -> None:
    cli.run("draft", "tiny", *GIVEN)
    path = cli.folder / "output/甲县创建方案.docx"
    edited = edit(path)
    outcome = cli.run("draft", "tiny", *GIVEN)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == (
        "warning: output/甲县创建方案.docx: the file was changed since it was generated and is left"
        " as it is (use another name, or --force to replace it)\n"
        "warning: output/甲县创建方案.docx: edited by hand in 1 places: “手工加的一句。”\n"
        "nothing was written\n"
    )
    assert path.read_bytes() == edited
    assert cli.run("draft", "tiny", *GIVEN, "--force").code == 0
    assert path.read_bytes() != edited


# On a terminal -------------------------------------------------------------------------------


@terminal_only
def test_asking(cli: Cli) -> None:
    with cli.terminal("draft", "tiny") as terminal:
        terminal.expect("values needed: 2")
        terminal.expect("[1/2] 单位全称  unit.name\n    写规范全称\n    for example 示例县\n    > ")
        terminal.type("甲县")
        terminal.expect("[2/2] 创建数量  sites\n    for example 2\n    from 1 to 9\n    > ")
        terminal.type("")
        terminal.expect("a value is needed here\n    > ")
        terminal.type("many")
        terminal.expect("error: “many” is not a number\n    > ")
        terminal.type("10")
        terminal.expect("error: 10个 is more than the most allowed, 9个\n    > ")
        terminal.type("２")
        terminal.expect("→ 2个\n")
        terminal.expect(
            "more values that have a default or may be left out: 2\ngo through them? [y/N] "
        )
        terminal.type("maybe")
        terminal.expect("error: “maybe” is neither yes nor no")
        terminal.expect("[y/N] ")
        terminal.type("是")
        terminal.expect("[1/2] 验收频次  pace\n    choose by number or word: 1 每半年  2 每年\n")
        terminal.expect("    Enter takes 每年\n    > ")
        terminal.type("3")
        terminal.expect(
            "error: “3” is not one of the choices\n    choose one of: 每半年、每年\n    > "
        )
        terminal.type("1")
        terminal.expect(
            "[2/2] 成文日期  issued\n    for example 2026-03-05\n    Enter leaves it out\n"
        )
        terminal.type("")
        terminal.expect("written  output/甲县创建方案.docx\n")
        assert terminal.end() == 0
    assert "创建2个示范点，每半年验收。" in text(cli.folder / "output/甲县创建方案.docx")


@terminal_only
def test_asking_in_chinese(cli: Cli) -> None:
    with cli.terminal("draft", "tiny", lang="zh") as terminal:
        terminal.expect("需要填写 2 项；暂时没有的写“待补”，按 Ctrl+C 中止")
        terminal.expect("[1/2] 单位全称  unit.name\n    写规范全称\n    例如：示例县\n    > ")
        terminal.type("甲县")
        terminal.expect("从 1 到 9\n    > ")
        terminal.type("十个")
        terminal.expect("错误：")
        terminal.type("待补")
        terminal.expect("→ 〔待补：创建数量〕")
        terminal.expect("要逐项看一遍吗？ [是/否，回车为否] ")
        terminal.type("否")
        terminal.expect("警告：")
        terminal.expect("已写入  output/甲县创建方案.docx\n")
        assert terminal.end() == 0


@terminal_only
def test_only_what_is_missing_is_asked(cli: Cli) -> None:
    with cli.terminal("draft", "tiny", "--set", "创建数量=2") as terminal:
        terminal.expect("values needed: 1")
        terminal.expect("[1/1] 单位全称")
        terminal.type("甲县")
        terminal.expect("[y/N] ")
        terminal.type("")
        assert terminal.end() == 0


@terminal_only
def test_a_wrong_setting_is_told_before_anything_is_asked(cli: Cli) -> None:
    with cli.terminal("draft", "tiny", "--set", "sites=10") as terminal:
        assert terminal.end() == 1
        assert terminal.shown.startswith("error: --set sites: 创建数量 (sites): 10个 is more than")


@terminal_only
@pytest.mark.parametrize("key", ["C", "D"])
def test_stopping_keeps_the_answers(cli: Cli, key: str) -> None:
    with cli.terminal("draft", "tiny", "--save", "mine.yaml") as terminal:
        terminal.expect("    > ")
        terminal.type("甲县")
        terminal.expect("from 1 to 9\n    > ")
        terminal.press(key)
        terminal.expect("\nanswers kept in mine.yaml; use them again with --unit mine.yaml\n")
        terminal.expect("stopped; no document was written\n")
        assert terminal.end() == 1
        assert terminal.shown.endswith("\n")
        assert "Aborted" not in terminal.shown
        assert "Traceback" not in terminal.shown
    assert cli.files() == {"mine.yaml"}
    saved = source.load(cli.folder / "mine.yaml")
    assert saved == {
        "blueprint": "tiny",
        "units": [{"id": "甲县", "values": {"unit.name": "甲县"}}],
    }
    # and on: only what is still missing is asked for
    with cli.terminal("draft", "tiny", "--unit", "mine.yaml", "--save", "mine.yaml") as terminal:
        terminal.expect("[1/1] 创建数量")
        terminal.type("2")
        terminal.expect("[y/N] ")
        terminal.type("")
        terminal.expect("written  output/甲县创建方案.docx\n")
        assert terminal.end() == 0
    assert source.load(cli.folder / "mine.yaml")["units"][0]["values"]["sites"] == "2"


@terminal_only
def test_stopping_without_save_leaves_nothing(cli: Cli) -> None:
    with cli.terminal("draft", "tiny") as terminal:
        terminal.expect("    > ")
        terminal.press("C")
        assert terminal.end() == 1
    assert not cli.files()


@terminal_only
def test_answers_are_offered_to_be_kept_when_the_plan_fails(cli: Cli) -> None:
    (cli.folder / "x.docx").mkdir()
    (cli.folder / "x.docx" / "甲县创建方案.docx").mkdir()  # in the way
    with cli.terminal("draft", "tiny", "--set", "sites=2", "-o", "x.docx") as terminal:
        terminal.expect("    > ")
        terminal.type("甲县")
        terminal.expect("[y/N] ")
        terminal.type("")
        terminal.expect("nothing was written\nkeep the answers in 甲县.yaml? [Y/n] ")
        terminal.type("")
        terminal.expect("answers kept in 甲县.yaml")
        assert terminal.end() == 1
    assert cli.files() == {"甲县.yaml"}


# Saved answers -------------------------------------------------------------------------------


@terminal_only
def test_saved_answers_make_the_same_bytes(cli: Cli) -> None:
    with cli.terminal(
        "draft", "tiny", "--save", "mine.yaml", "-o", "a.docx", "--as-of", "2024-03-01"
    ) as terminal:
        for answer in ("甲县", "2"):
            terminal.expect("    > ")
            terminal.type(answer)
        terminal.expect("[y/N] ")
        terminal.type("")
        assert terminal.end() == 0
    assert cli.run("draft", "tiny", "--unit", "mine.yaml", "-o", "b.docx").code == 0
    assert cli.run("batch", "mine.yaml").code == 0
    first = (cli.folder / "a.docx").read_bytes()
    assert (cli.folder / "b.docx").read_bytes() == first
    assert (cli.folder / "output" / "甲县创建方案.docx").read_bytes() == first


def test_save_keeps_given_values_too(cli: Cli) -> None:
    cli.run("draft", "tiny", "--set", "sites=2", "--save", "mine.yaml")
    assert source.load(cli.folder / "mine.yaml")["units"] == [
        {"id": "tiny", "values": {"sites": "2"}}
    ]


def test_saved_answers_are_yaml_whatever_the_name(cli: Cli) -> None:
    cli.run("draft", "tiny", *GIVEN, "--save", "mine", "-o", "a.docx")
    assert cli.files() == {"mine.yaml", "a.docx"}


@pytest.mark.parametrize("unit", [[], ["--unit", "units.yaml:a"]], ids=["other file", "same file"])
def test_save_never_replaces_a_roster_of_many(cli: Cli, unit: list[str]) -> None:
    before = (cli.folder / "units.yaml").read_bytes()
    outcome = cli.run("draft", "tiny", *GIVEN, *unit, "--save", "units.yaml")
    assert outcome.code == 2
    assert outcome.err.startswith("error: units.yaml: there is a file of this name already")
    assert (cli.folder / "units.yaml").read_bytes() == before
    assert cli.files() == set()
