"""What an update tells: the same as its preview, in words for people, in the order of the rosters."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from .cli import Cli
from .test_cli_regenerate import (
    AFTER,
    BLUEPRINT,
    edit,
    fresh,
    numbered,
    plan,
    snapshot,
    two,
    with_addition,
    without_steps,
    word,
)

__all__ = ["two"]


def work(folder: Path, *names: str) -> Cli:
    fresh(folder, numbered(*names))
    found = Cli.__new__(Cli)
    found.folder = folder
    return found


def test_merged_plans_stand_in_the_order_of_the_roster(tmp_path: Path) -> None:
    cli = work(tmp_path, "甲县", "乙县", "丙县", "丁县")
    for name in "甲丙":
        edit(cli, name, word("召开动员会", "召开大会"))
    for given in (AFTER, ()):  # the second run finds what the first one kept
        cli.run("regenerate", "output", *given)
        for book in ("report.xlsx", "创建台账.xlsx"):
            assert order(cli.folder / "output" / book) == ["u1", "u2", "u3", "u4"]


def order(path: Path) -> list[object]:
    """The numbers of the units, as some sheet of the workbook has them."""
    book = openpyxl.load_workbook(path, read_only=True)
    cells = [[cell for row in sheet.values for cell in row] for sheet in book]
    book.close()
    found = [[cell for cell in sheet if str(cell) in {"u1", "u2", "u3", "u4"}] for sheet in cells]
    return next(one for one in found if len(one) == 4)


def test_a_new_number_is_told_as_the_reason_by_preview_and_run(tmp_path: Path) -> None:
    cli = work(tmp_path, "甲县", "乙县")
    cli.write("units.yaml", numbered("新县", "甲县", "乙县"))
    preview = cli.run("regenerate", "output", "--dry-run")
    real = cli.run("regenerate", "output")
    for outcome in (preview, real):
        assert "value 编号 u1→u2" in outcome.out
        assert "3 plans: 1 new, 2 updated" in outcome.out
    before = snapshot(cli)
    assert cli.run("regenerate", "output").lines[-1] == "3 plans: 3 unchanged"
    assert snapshot(cli) == before


def test_parts_that_the_blueprint_dropped_are_told_by_their_headings(two: Cli) -> None:
    edit(two, "甲", with_addition)
    two.write("blueprints/tiny.yaml", without_steps())
    for command in ("status", "regenerate"):
        told = two.run(command, "output").out
        assert "changes 方法步骤, 宣传动员, 检查验收" in told
        assert "added behind 宣传动员" in told


def test_what_already_says_the_new_text_is_followed_under_its_name(two: Cli) -> None:
    """The unit was renamed by hand in the file first, then in the roster."""
    for paragraph in ("甲县创建方案", "甲县创建2个示范点"):
        edit(two, "甲", word(paragraph, paragraph.replace("甲县", "新县")))
    two.write("units.yaml", (two.folder / "units.yaml").read_text("utf-8").replace("甲县", "新县"))
    assert "1 merged" in two.run("regenerate", "output").out
    before = snapshot(two)
    for command in ("status", "regenerate"):
        assert two.run(command, "output").code == 0
    assert "2 plans: 2 unchanged" in two.run("regenerate", "output").lines
    assert two.run("batch", "units.yaml", *("--as-of", "2020-01-01")).code == 0
    assert snapshot(two) == before
    assert not plan(two, "新").exists()


def test_the_edited_plan_of_a_unit_with_another_number_and_name_is_told(tmp_path: Path) -> None:
    cli = work(tmp_path, "甲县", "乙县")
    for name in "甲乙":
        edit(cli, name, word("召开动员会", "召开大会"))
    text = numbered("甲县", "乙县").replace("u1", "u9").replace("甲县", "新县")
    cli.write("units.yaml", text)
    outcome = cli.run("regenerate", "output", "--dry-run")
    assert "甲县创建方案.docx: [u1] no roster has this unit any more, but people" in outcome.err
    cli.write("units.yaml", text.replace("u9", "u1"))  # as the hint has it
    assert "[u1]" not in cli.run("regenerate", "output").err
    assert "召开大会" in "".join(p.text for p in paragraphs(plan(cli, "甲")))


def paragraphs(path: Path) -> list[object]:
    import docx

    return [*docx.Document(str(path)).paragraphs]


def test_the_plan_of_a_unit_that_cannot_be_drafted_is_told_by_its_file(two: Cli) -> None:
    roster = (two.folder / "units.yaml").read_text("utf-8")
    two.write("units.yaml", roster.replace("甲县}, sites: 2", "甲县}, sites: 二", 1))
    outcome = two.run("regenerate", "output")
    assert outcome.code == 1
    assert outcome.lines[0].split() == ["failed", "output/甲县创建方案.docx"]


@pytest.mark.parametrize("command", ["status", "regenerate"])
def test_rosters_that_are_not_named_again_are_told(two: Cli, command: str) -> None:
    other = numbered("丙县").replace("u1", "u3")
    two.write("more.yaml", other)
    two.run("regenerate", "output", "units.yaml", "more.yaml")
    told = "the last run also had more.yaml: units that are only there count as gone"
    assert told in two.run(command, "output", "units.yaml").err
    (two.folder / "more.yaml").unlink()  # it was given another name
    two.write("others.yaml", other)
    assert told not in two.run(command, "output", "units.yaml", "others.yaml").err


def test_a_moved_part_is_told_by_both_places(two: Cli) -> None:
    head, steps, rest = BLUEPRINT.partition("      - id: steps\n")
    start = head.index("      - id: aim\n")
    end = rest.index("    annexes:\n")
    two.write("blueprints/tiny.yaml", head[:start] + steps + rest[:end] + head[start:] + rest[end:])
    told = two.run("status", "output").out
    assert (
        "old: 创建目标（在“一、指导思想”之后）" in told
        or "方法步骤（在“二、创建目标”之后）" in told
    )


def test_a_pdf_of_before_the_update_is_told(two: Cli) -> None:
    plan(two, "乙").with_suffix(".pdf").write_bytes(b"%PDF-1.7")
    told = "1 PDF files are of before the update: 乙县创建方案.pdf"
    assert told not in two.run("regenerate", "output", *AFTER, "--dry-run").err
    assert told in two.run("regenerate", "output", *AFTER).err
    assert "PDF" not in two.run("regenerate", "output").err
