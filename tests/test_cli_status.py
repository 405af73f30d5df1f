"""`creation-plan status`: how plans stand, and because of what they are stale."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .cli import Cli
from .test_cli_regenerate import AFTER, BLUEPRINT, EDITS, POLICY, ROSTER, edit, fresh, plan

FEW = "".join(ROSTER.splitlines(keepends=True)[:4])


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    fresh(tmp_path, FEW)
    found = Cli.__new__(Cli)
    found.folder = tmp_path
    return found


def snapshot(cli: Cli) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in cli.folder.rglob("*")}


def test_up_to_date(cli: Cli) -> None:
    outcome = cli.run("status")
    assert outcome.code == 0, outcome.err
    assert [line.split("  ")[0] for line in outcome.lines[:2]] == ["up to date"] * 2
    assert outcome.lines[2] == "2 plans: 2 up to date"


@pytest.mark.parametrize(
    ("file", "old", "new", "cause"),
    [
        ("blueprints/tiny.yaml", "每半年", "每年", "blueprint tiny.yaml; changes 创建目标"),
        ("units.yaml", "sites: 2}}\n  - {id: u2", "sites: 3}}\n  - {id: u2",
         "value 创建数量 2→3; changes 创建目标"),
        ("blueprints/policies/guiding_thought.yaml", "text: 旧思想", "text: 原思想",
         "another text of the same version; changes 指导思想"),
        ("blueprints/policies/guiding_thought.yaml", '"2017"', '"十九大"',
         "policy 指导思想 2017→十九大"),
    ],
)  # fmt: skip
def test_stale_and_why(cli: Cli, file: str, old: str, new: str, cause: str) -> None:
    texts = {"units.yaml": FEW, "blueprints/tiny.yaml": BLUEPRINT}
    text = texts.get(file, POLICY)
    assert old in text
    cli.write(file, text.replace(old, new))
    outcome = cli.run("status")
    assert outcome.code == 0, outcome.err
    first = "\n".join(outcome.lines[:2])
    assert first.startswith("stale ")
    assert first.endswith(cause)


def test_a_later_policy(cli: Cli) -> None:
    outcome = cli.run("status", "output", *AFTER)
    assert outcome.lines[1].strip() == "policy 指导思想 2017→2022; changes 指导思想"
    assert (
        "policy 指导思想 2017→2022: 2 of 2 plans, 0 of them edited there, 0 in conflict"
        in outcome.lines
    )


def test_nothing_is_written(cli: Cli) -> None:
    edit(cli, "甲", EDITS["戊"])
    before = snapshot(cli)
    assert cli.run("status", "output", *AFTER).code == 3
    assert cli.run("status", "output").code == 0
    assert snapshot(cli) == before


def test_edited_missing_orphaned_new(cli: Cli) -> None:
    edit(cli, "甲", EDITS["甲"])
    plan(cli, "乙").unlink()
    cli.write("units.yaml", FEW + "  - {id: u3, values: {unit: {name: 丙县}, sites: 2}}\n")
    outcome = cli.run("status")
    assert outcome.code == 0, outcome.err
    states = [line.split("  ")[0] for line in outcome.lines if "output/" in line or "丙" in line]
    assert states == ["edited", "missing", "new"]
    assert "edited by hand: 宣传动员" in outcome.out
    cli.write("units.yaml", FEW.replace("u1", "u9").replace("甲", "新"))
    outcome = cli.run("status")
    assert outcome.lines[-1] == "2 plans: 1 new, 1 missing, 1 orphaned"


def test_as_a_workbook(cli: Cli) -> None:
    edit(cli, "甲", EDITS["甲"])
    cli.run("status", "output", *AFTER, "--xlsx", "status.xlsx")
    book = openpyxl.load_workbook(cli.folder / "status.xlsx")
    rows = [*book["Plans"].values]
    assert [row[:3] for row in rows[1:]] == [
        ("u1", "edited and stale", "甲县创建方案.docx"),
        ("u2", "stale", "乙县创建方案.docx"),
    ]


def test_in_chinese(cli: Cli) -> None:
    assert cli.run("status", lang="zh").code == 0


@pytest.mark.parametrize("text", [b"no", b""])
def test_a_damaged_file(cli: Cli, text: bytes) -> None:
    plan(cli, "甲").write_bytes(text)
    outcome = cli.run("status")
    assert outcome.code == 1
    assert outcome.lines[0].startswith("failed")
    assert sum(line.startswith("error") for line in outcome.err.splitlines()) == 1


def test_a_link_is_no_plan(cli: Cli) -> None:
    path = plan(cli, "甲")
    path.rename(cli.folder / "elsewhere.docx")
    path.symlink_to(cli.folder / "elsewhere.docx")
    outcome = cli.run("status")
    assert outcome.code == 1
    assert "something that is not a plain file has this name" in outcome.err
