"""`creation-plan redline`: what differs, as tracked changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import redlining

from .cli import Cli, edit
from .office import part
from .test_cli_regenerate import texts

OLD, NEW = "output/甲县创建方案.docx", "output/乙县创建方案.docx"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    found = Cli(tmp_path)
    found.run("batch", "units.yaml")
    return found


def test_accepting_gives_new_and_rejecting_old(cli: Cli) -> None:
    outcome = cli.run("redline", OLD, NEW, "-o", "changes.docx")
    assert (outcome.code, outcome.out) == (0, "written  changes.docx\n"), outcome.err
    data = (cli.folder / "changes.docx").read_bytes()
    assert 'w:author="修订对照"' in part(data).decode()  # no offer that waits for a decision
    assert texts(redlining.accepted(data)) == texts(cli.folder / NEW)
    assert texts(redlining.rejected(data)) == texts(cli.folder / OLD)
    assert cli.run("redline", OLD, NEW, "-o", "changes.docx").out == "unchanged  changes.docx\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((OLD, "nowhere.docx", "-o", "x.docx"), "nowhere.docx"),
        ((OLD, "units.yaml", "-o", "x.docx"), "the file is not a Word document (.docx)"),
        ((OLD, NEW, "-o", "x.pdf"), "the document must be a .docx"),
    ],
)
def test_what_cannot_be_compared(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    outcome = cli.run("redline", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert not (cli.folder / "x.docx").exists()


def test_a_person_s_file_is_not_replaced(cli: Cli) -> None:
    cli.run("redline", OLD, NEW, "-o", "changes.docx")
    edit(cli.folder / "changes.docx")
    before = (cli.folder / "changes.docx").read_bytes()
    assert cli.run("redline", NEW, OLD, "-o", "changes.docx").code == 3
    assert (cli.folder / "changes.docx").read_bytes() == before


def test_what_is_compared_is_not_written_over(cli: Cli) -> None:
    before = (cli.folder / NEW).read_bytes()
    outcome = cli.run("redline", OLD, NEW, "-o", NEW, "--force")
    assert outcome.code == 2
    assert "the document would take the place of one of those it compares" in outcome.err
    assert (cli.folder / NEW).read_bytes() == before
