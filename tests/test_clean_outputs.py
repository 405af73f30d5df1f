"""Whatever this program writes is clean under `check`; what people must still decide is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from generator import volume
from generator.checking import Checker, Context, files_in, kinds
from generator.checking.measuring import measured
from generator.inspecting.manuscript import VOLUME
from generator.regenerating.replacing import REDLINES

from . import rendering
from .cli import Cli
from .helpers import ROOT
from .test_cli_regenerate import AFTER, EDITS, edit, fresh, plan, with_addition, without_steps

UNITS = ROOT / "blueprints" / "units"
FORMATS = sorted(path.stem for path in (ROOT / "docx_templates").glob("*.yaml"))
TEMPLATES = sorted((ROOT / "docx_templates").glob("*.docx"))
OFFICIAL = UNITS / "official-forms.yaml"
FORMS = ("notice", "letter", "annexes")

# What may be told of a file, by what its name holds; of the others nothing is.
Told = Mapping[str, set[str]]
# A folder to work in; the files to be checked.
Write = Callable[[Cli], list[Path]]


def run(cli: Cli, *arguments: str, code: int = 0) -> None:
    outcome = cli.run(*arguments)
    assert outcome.code == code, (arguments, outcome.out, outcome.err)


def documents(cli: Cli, folder: str = "out") -> list[Path]:
    return sorted((cli.folder / folder).rglob("*.docx"))


def rosters(cli: Cli) -> list[Path]:
    """Every shipped unit, as `batch` writes it."""
    for roster in sorted(UNITS.glob("*.yaml")):
        run(cli, "batch", str(roster), "-o", f"out/{roster.stem}")
    return documents(cli)


def formats(cli: Cli) -> list[Path]:
    """Every official form in every format."""
    for name in FORMATS:
        run(cli, "batch", str(OFFICIAL), "-o", f"out/{name}", "--format", name)
    return documents(cli)


def templates(cli: Cli) -> list[Path]:
    """Every official form in the templates of an office."""
    for number, path in enumerate(TEMPLATES):
        for unit in FORMS:
            arguments = ("--template", str(path), "-o", f"out/{number}-{unit}.docx")
            outcome = cli.run(
                "draft", "education-demo-site", "--unit", f"{OFFICIAL}:{unit}", *arguments
            )
            assert outcome.code in (0, 1), outcome.err  # a template may have no place for a seal
    return documents(cli)


def volumes(cli: Cli) -> list[Path]:
    """Bound volumes: plain, with headings and on odd pages, of plans and of official forms."""
    for roster in (UNITS / "later-years.yaml", OFFICIAL):
        run(cli, "batch", str(roster), "-o", roster.stem)
        source = str(cli.folder / roster.stem)
        run(cli, "volume", source, "-o", f"out/{roster.stem}.docx")
        more = ("--headings", "--duplex", "--issuer", "某县委", "--date", "2026年3月")
        run(cli, "volume", source, "-o", f"out/{roster.stem}-2.docx", *more)
    return documents(cli)


def regenerated(cli: Cli) -> list[Path]:
    """Plans that were edited, then brought up to date; an issued one; what is laid beside."""
    fresh(cli.folder)
    for name, how in EDITS.items():
        edit(cli, name, how)
    edit(cli, "庚", with_addition)
    run(cli, "issue", str(plan(cli, "辛")), "--number", "云组发〔2026〕5号")
    shutil.copytree(cli.folder / "output", cli.folder / "old")
    cli.write("blueprints/tiny.yaml", without_steps())
    run(cli, "regenerate", "output", *AFTER, "--redline", code=3)
    found = files_in([cli.folder / "output"])
    assert not [path for path in found if REDLINES in path.parts], "what only compares"
    beside = {"（待处置）", "（修订1）", "（修订说明1）"}
    assert all(any(end in path.stem for path in found) for end in beside)
    return found


def redlines(cli: Cli) -> list[Path]:
    """Comparisons, looked at one by one."""
    regenerated(cli)
    for name in "丙壬":
        files = (f"old/{name}县创建方案.docx", f"output/{name}县创建方案.docx")
        run(cli, "redline", *files, "-o", f"out/{name}.docx", "--author", "张三")
    return documents(cli)


def sources(cli: Cli) -> list[Path]:
    """Blueprints, policies, rosters and formats that are shipped; a new workspace."""
    run(cli, "init", "new")
    folders = (ROOT / "blueprints", ROOT / "docx_templates", cli.folder / "new")
    return [path for folder in folders for path in files_in([folder])]


# Plans of the tiny blueprint have stages without dates; what was edited or is to be decided is told.
OPEN = {"edited-by-hand", "comments-left", "undecided", "stages-undated"}
COMPARED = {"edited-by-hand", "tracked-changes"}
KINDS: dict[str, tuple[Write, Told]] = {
    "rosters": (rosters, {}),
    "formats": (formats, {}),
    "templates": (templates, {}),
    "volumes": (volumes, {}),
    "regenerated": (
        regenerated,
        {
            **dict.fromkeys((f"{name}县创建方案.docx" for name in "甲丙丁戊己庚"), OPEN),
            "乙县创建方案.docx": OPEN | {"body-indent"},  # somebody typed without
            "辛县创建方案.docx": {"stages-undated"},
        },
    ),
    "redlines": (redlines, dict.fromkeys("丙壬", COMPARED)),
    "sources": (sources, {}),
}  # fmt: skip


def told(files: list[Path], checker: Checker, what: Told) -> dict[str, set[str]]:
    """The codes of each file that should not be told of it."""
    found = {}
    for path in files:
        may = {code for name, codes in what.items() if name in path.name for code in codes}
        found[path.name] = {one.code for one in checker.check(path).told} - may
    return {name: codes for name, codes in found.items() if codes}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Writes the files of a kind, once."""

    @cache
    def files(kind: str) -> list[Path]:
        cli = Cli.__new__(Cli)
        cli.folder = tmp_path_factory.mktemp(kind)
        found = KINDS[kind][0](cli)
        assert found
        return found

    return files


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_this_program_writes_is_clean(kind: str, written: Callable[[str], list[Path]]) -> None:
    checker = Checker(Context(today=date(2026, 3, 5)))
    assert told(written(kind), checker, KINDS[kind][1]) == {}


@pytest.mark.render
@pytest.mark.slow
@pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing())
@pytest.mark.parametrize("kind", ["rosters", "formats", "templates", "volumes", "regenerated"])
def test_so_are_its_pages(kind: str, written: Callable[[str], list[Path]], tmp_path: Path) -> None:
    files = written(kind)
    pages, failed = measured(files, tmp_path)
    assert not failed and set(pages) == set(files)
    checker = Checker(Context(today=date(2026, 3, 5), measured=True), pages)
    assert told(files, checker, KINDS[kind][1]) == {}


def test_names_that_others_give_are_theirs() -> None:
    assert (VOLUME, kinds.REDLINES) == (volume.BLUEPRINT, REDLINES)
