"""The command line in general: help in two languages, wrong usage, no traceback for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator import __version__
from generator.cli import console, paging

from .cli import FORMATS, PROGRAM, Cli, environment

COMMANDS = [
    (), ("init",), ("draft",), ("batch",), ("blueprints",), ("blueprints", "list"),
    ("blueprints", "show"), ("blueprints", "vars"), ("blueprints", "schema"),
]  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


HELP_EN = """\
Usage: creation-plan [OPTIONS] COMMAND [ARGS]...

  Official plan documents (创建方案, GB/T 9704-2012) from blueprints and
  rosters.

Options:
  --lang [zh|en]  language of all messages
  --version       Show the version and exit.
  -h, --help      Show this message and exit.

Commands:
  init        set up a folder with a sample blueprint and roster
"""
HELP_ZH = """\
用法：creation-plan [选项] 命令 [参数]...

  用蓝图和名册生成符合 GB/T 9704—2012 的创建方案（Word 文档）。

选项：
  --lang [zh|en]  界面语言
  --version       显示版本后退出。
  -h, --help      显示本说明后退出。

命令：
  init        建好一个带示例蓝图和名册的文件夹
"""


@pytest.mark.parametrize(("lang", "text"), [("en", HELP_EN), ("zh", HELP_ZH)])
def test_help(cli: Cli, lang: str, text: str) -> None:
    assert cli.run("--help", lang=lang).out.startswith(text)
    assert cli.process("-h", lang=lang).out.startswith(text)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_of_every_command_in_both_languages(cli: Cli, command: tuple[str, ...]) -> None:
    english = cli.run(*command, "--help", lang="en")
    assert english.code == 0
    assert english.out.startswith(f"Usage: creation-plan {' '.join(command)}".rstrip())
    shown = english.out.replace("创建方案", "")
    assert not CHINESE.search(shown)
    chinese = cli.run(*command, "--help", lang="zh")
    assert chinese.out.startswith("用法：")
    for line in chinese.out.splitlines():
        words = line.split("  ")[-1].strip()  # the explanation beside an option or a command
        assert CHINESE.search(words) or not words or "." not in words, line


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_fits_into_80_columns(cli: Cli, command: tuple[str, ...], lang: str) -> None:
    for line in cli.run(*command, "--help", lang=lang).lines:
        assert paging.cells(line) <= 80, line


def test_lang_overrides_the_environment(cli: Cli) -> None:
    assert "界面语言" in cli.process("--lang", "zh", "--help", lang="en").out
    assert "language of all messages" in cli.process("--lang", "en", "--help", lang="zh").out
    shown = cli.process("--lang", "zh", "--help", lang="en").out
    assert "Show this message" not in shown
    assert "Show the version" not in shown


def test_version(cli: Cli) -> None:
    assert cli.run("--version").out == f"creation-plan, version {__version__}\n"
    assert cli.run("--version", lang="zh").out == f"creation-plan 版本 {__version__}\n"


WRONG_USAGE = [
    (["--unknown"], "No such option '--unknown'.", "没有选项“--unknown”。"),
    (["drat"], "there is no command drat; did you mean draft?", "没有命令“drat”；是不是想写 draft？"),
    (["draft"], "Missing argument 'BLUEPRINT'.", "缺少参数 '蓝图'."),
    (["draft", "tiny", "more"], "Got unexpected extra argument (more)", "多了参数：more"),
    (["draft", "tiny", "-x"], "No such option '-x'.", "没有选项“-x”。"),
    (["draft", "tiny", "--set"], "Option '--set' requires an argument.", "选项“--set”后面要写一个值。"),
    (["draft", "tiny", "--force=1"], "Option '--force' does not take a value.",
     "选项“--force”后面不带值。"),
    (["batch"], "Missing argument 'ROSTER...'.", "缺少参数 '名册...'."),
    (["blueprints", "lst"], "there is no command lst; did you mean list?",
     "没有命令“lst”；是不是想写 list？"),
    (["--lang", "fr"], "Invalid value for '--lang': 'fr' is not one of 'zh', 'en'.",
     "'--lang' 的值不对：“fr”不在可选范围内：'zh', 'en'。"),
]  # fmt: skip


def test_init_over_a_file(cli: Cli) -> None:
    (cli.folder / "taken").write_text("x", encoding="utf-8")
    outcome = cli.run("init", "taken")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: taken: a file of this name is in the way\n"


@pytest.mark.parametrize(("arguments", "english", "chinese"), WRONG_USAGE)
def test_wrong_usage(cli: Cli, arguments: list[str], english: str, chinese: str) -> None:
    outcome = cli.run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1] == f"Error: {english}"
    assert cli.process(*arguments, lang="zh").err.splitlines()[-1] == f"错误：{chinese}"
    assert not cli.files()


def _binary(folder: Path) -> str:
    (folder / "units.bin").write_bytes(bytes(range(256)))
    return "units.bin"


def _fifo(folder: Path) -> str:
    os.mkfifo(folder / "pipe")
    return "pipe"


def _broken(folder: Path) -> str:
    (folder / "broken.yaml").write_text("units: [", encoding="utf-8")
    return "broken.yaml"


UNREADABLE = {
    "missing": lambda folder: "nowhere.yaml",
    "folder": lambda folder: "blueprints",
    "binary": _binary,
    "fifo": _fifo,
    "broken": _broken,
    "empty name": lambda folder: "",
}


@pytest.mark.parametrize("make", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("command", [["batch"], ["draft", "tiny", "--unit"]], ids=" ".join)
def test_unreadable_roster(cli: Cli, make: object, command: list[str]) -> None:
    roster = make(cli.folder)  # type: ignore[operator]
    outcome = cli.process(*command, roster)
    assert outcome.code in (1, 2)
    assert not outcome.out
    assert outcome.err.startswith("error: ")
    _no_fault_of_ours(outcome.err)


BAD_BLUEPRINTS = [
    (["draft", "tinny"], "error: there is no blueprint tinny (did you mean tiny?)\n", 2),
    (["draft", "tinny.yaml"], "error: tinny.yaml: there is no file of this name\n", 2),
    (["blueprints", "vars", "tinny"], "error: there is no blueprint tinny (did you mean tiny?)\n", 2),
    (["draft", "party-building"],
     "error: party-building is only there to be extended and makes no plan itself\n", 2),
    (["draft", "tiny", "--format", "gb"],
     f"error: there is no format gb (there are: {FORMATS})\n", 2),
    (["draft", "tiny", "--as-of", "heute"],
     "error: --as-of: “heute” is not a date (write it as 2026-03-05)\n", 2),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message", "code"), BAD_BLUEPRINTS)
def test_unknown_names(cli: Cli, arguments: list[str], message: str, code: int) -> None:
    outcome = cli.run(*arguments)
    assert (outcome.code, outcome.out, outcome.err) == (code, "", message)
    _no_fault_of_ours(cli.run(*arguments, lang="zh").err)


def _no_fault_of_ours(shown: str) -> None:
    for sign in ("Traceback", "fault of the program", "程序自身"):
        assert sign not in shown, shown


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows break in another way")
@pytest.mark.parametrize("arguments", [["blueprints", "schema"], ["batch", "units.yaml"]])
def test_broken_pipe_ends_quietly(cli: Cli, arguments: list[str]) -> None:
    program = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=cli.folder,
        env=environment("en"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()  # as `| head -0` does, before anything was read
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(timeout=30) != 0


def test_a_fault_of_ours_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREATION_PLAN_DEBUG", raising=False)
    assert console.fail(RuntimeError("x")) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("error: this is a fault of the program (RuntimeError: x)\n")
    assert "Traceback" not in shown
    monkeypatch.setenv("CREATION_PLAN_DEBUG", "1")
    console.fail(RuntimeError("x"))
    assert "RuntimeError: x" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "shown", "code"),
    [
        (PermissionError(13, "Permission denied", "a.docx"), "a.docx: Permission denied", 2),
        (OSError(28, "No space left on device"), "No space left on device", 2),
        (MemoryError(), "there is not enough memory for this", 1),
    ],
)
def test_trouble_of_the_system(
    capsys: pytest.CaptureFixture[str], error: Exception, shown: str, code: int
) -> None:
    assert console.fail(error) == code
    assert capsys.readouterr().err == f"error: {shown}\n"


def test_starting_imports_nothing_heavy() -> None:
    script = (
        "import sys; from generator.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('pydantic', 'lxml', 'docx', 'jinja2', 'rich', 'openpyxl', 'yaml')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment("en"), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("abc def", 7, ["abc def"]),
        ("abc def", 6, ["abc", "def"]),
        ("甲乙丙丁", 4, ["甲乙", "丙丁"]),
        ("甲乙，丙", 4, ["甲", "乙，", "丙"]),  # no line begins with a comma
        ("（甲）乙", 4, ["（甲）", "乙"]),
        ("", 4, [""]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert paging.wrapped(text, width) == lines


def test_colours_only_on_a_terminal(cli: Cli) -> None:
    assert "\x1b" not in cli.process("draft", "tinny").err
    assert "\x1b" not in cli.process("blueprints", "list").out
