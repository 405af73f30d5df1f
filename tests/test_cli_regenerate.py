"""`creation-plan regenerate`: a policy changes, and nothing that people wrote is lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document

from generator import redlining

from .cli import Cli
from .office import part, repacked

POLICY = """
    policy: guiding_thought
    label: 指导思想
    versions:
      - {version: "2017", effective: 2017-10-24, basis: 党的十九大报告, text: 旧思想}
      - {version: "2022", effective: 2022-10-16, basis: 党的二十大报告, text: 新思想}
"""
BLUEPRINT = """
    blueprint: tiny
    label: 小方案
    title: "{{ unit.name }}创建方案"
    variables:
      unit.name: {label: 单位全称, example: 示例县}
      sites: {label: 创建数量, type: integer, unit: 个, example: 2}
    sections:
      - id: ideology
        kind: guiding_ideology
        heading: 指导思想
        text: "以{{ policy.guiding_thought }}为指导，认真学习贯彻。坚持从实际出发。"
      - id: aim
        kind: objectives
        heading: 创建目标
        text: "{{ unit.name }}创建{{ sites }}示范点。每半年验收一次。"
      - id: steps
        kind: steps
        heading: 方法步骤
        items:
          - {id: launch, heading: 宣传动员, text: "召开动员会，部署工作。"}
          - {id: review, heading: 检查验收, text: "逐项验收，总结经验。"}
    annexes:
      - id: tasks
        kind: table
        title: 任务表
        table: {headings: [任务, 单位], rows: [[召开动员会, 组织部], [组织考核, 各支部]]}
"""
NAMES = "甲乙丙丁戊己庚辛壬癸子丑"
ROSTER = "blueprint: tiny\nunits:\n" + "".join(
    f"  - {{id: u{number}, values: {{unit: {{name: {name}县}}, sites: 2}}}}\n"
    for number, name in enumerate(NAMES, 1)
)
NEW = "以新思想为指导，认真学习贯彻。坚持从实际出发。"
BEFORE, AFTER = ("--as-of", "2020-01-01"), ("--as-of", "2023-01-01")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve plans under the policy of 2017."""
    return fresh(tmp_path_factory.mktemp("written"))


def fresh(folder: Path, roster: str = ROSTER) -> Path:
    cli = Cli(folder)
    cli.write("blueprints/policies/guiding_thought.yaml", POLICY)
    cli.write("blueprints/tiny.yaml", BLUEPRINT)
    cli.write("units.yaml", roster)
    outcome = cli.run("batch", "units.yaml", *BEFORE)
    assert outcome.code == 0, outcome.err
    outcome = cli.run("regenerate", "output", "units.yaml", *BEFORE)  # it remembers the day
    assert (outcome.code, outcome.lines[-1].split()[-1]) == (0, "unchanged"), outcome.err
    return folder


@pytest.fixture
def cli(written: Path, tmp_path: Path) -> Cli:
    folder = tmp_path / "work"
    shutil.copytree(written, folder)  # with the times of the files
    found = Cli.__new__(Cli)
    found.folder = folder
    return found


@pytest.fixture
def two(tmp_path: Path) -> Cli:
    """Two plans only."""
    fresh(tmp_path, "".join(ROSTER.splitlines(keepends=True)[:4]))
    found = Cli.__new__(Cli)
    found.folder = tmp_path
    return found


def plan(cli: Cli, name: str, rest: str = "") -> Path:
    return cli.folder / f"output/{name}县创建方案{rest}.docx"


def texts(path: Path | bytes) -> list[str]:
    import io

    document = docx.Document(io.BytesIO(path) if isinstance(path, bytes) else str(path))
    return [paragraph.text for paragraph in document.paragraphs]


def rows(path: Path) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in docx.Document(str(path)).tables[0].rows]


def edit(cli: Cli, name: str, how: Callable[[Document], None]) -> bytes:
    document = docx.Document(str(plan(cli, name)))
    how(document)
    document.save(str(plan(cli, name)))
    return plan(cli, name).read_bytes()


def word(old: str, new: str) -> Callable[[Document], None]:
    def how(document: Document) -> None:
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace(old, new)

    return how


def without(text: str) -> Callable[[Document], None]:
    def how(document: Document) -> None:
        for paragraph in document.paragraphs:
            if text in paragraph.text:
                element = paragraph._p
                element.getparent().remove(element)

    return how


def with_row(document: Document) -> None:
    row = document.tables[0].add_row()
    row.cells[0].text, row.cells[1].text = "走访群众", "各镇"


def with_paragraph(document: Document) -> None:
    document.add_paragraph("本县另加一项工作。")


def with_addition(document: Document) -> None:
    for paragraph in document.paragraphs:
        if "总结经验" in paragraph.text:
            paragraph.insert_paragraph_before("本县的补充。")


def without_steps() -> str:
    start, end = BLUEPRINT.index("      - id: steps"), BLUEPRINT.index("    annexes:")
    return BLUEPRINT[:start] + BLUEPRINT[end:]


EDITS: dict[str, Callable[[Document], None]] = {
    "甲": word("召开动员会", "召开全县动员会"),
    "乙": with_paragraph,
    "丙": without("总结经验"),
    "丁": with_row,
    "戊": word("以旧思想为指导", "以旧的好思想为指导"),
    "己": word("召开动员会", "召开全县动员会"),
}


def snapshot(cli: Cli) -> dict[str, tuple[int, int]]:
    """Every document with its time and node."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in cli.folder.rglob("*.docx")
    }


# The scenario ------------------------------------------------------------------------------------


def test_a_policy_changes_and_hand_edits_stay(cli: Cli) -> None:
    edited = {name: edit(cli, name, how) for name, how in EDITS.items()}
    before = snapshot(cli)

    outcome = cli.run("regenerate", "output", *AFTER, "--dry-run", "--xlsx", "preview.xlsx")
    assert outcome.code == 3, outcome.err
    assert outcome.out.endswith(
        "policy 指导思想 2017→2022: 12 of 12 plans, 1 of them edited there, 1 in conflict\n"
        "  指导思想 ideology#1 (12 plans)\n"
        "    old: 以旧思想为指导，认真学习贯彻。坚持从实际出发。\n"
        f"    new: {NEW}\n"
        "2 units changed 宣传动员 steps/launch alike; text for the blueprint:\n"
        f"  {alike_text()}\n"
        "12 plans: 6 updated, 5 merged, 1 in conflict; nothing was written\n"
    )
    assert snapshot(cli) == before
    assert not (cli.folder / "output/.backup").exists()

    outcome = cli.run("regenerate", "output", *AFTER)
    assert outcome.code == 3, outcome.err
    assert "12 plans: 6 updated, 5 merged, 1 in conflict\n" in outcome.out
    assert "2 units changed 宣传动员 steps/launch alike" in outcome.out
    for name in NAMES:
        if name != "戊":
            assert texts(plan(cli, name))[2] == NEW
    assert "（一）宣传动员。召开全县动员会，部署工作。" in texts(plan(cli, "甲"))
    assert "本县另加一项工作。" in texts(plan(cli, "乙"))
    assert not any("总结经验" in text for text in texts(plan(cli, "丙")))
    assert rows(plan(cli, "丁"))[-1] == ["走访群众", "各镇"]

    conflict = plan(cli, "戊").read_bytes()
    assert "政策更新" in part(conflict).decode()
    comments = part(conflict, "word/comments.xml").decode()
    for told in ("指导思想（2017→2022）：党的二十大报告", "旧思想", "新思想"):
        assert told in comments
    assert texts(redlining.rejected(conflict))[2].startswith("以旧的好思想为指导")
    assert texts(redlining.accepted(conflict))[2] == NEW

    for name, data in edited.items():  # the old files
        kept = [*(cli.folder / "output/.backup").glob(f"*/{name}县创建方案.docx")]
        assert [path.read_bytes() for path in kept] == [data]

    before = snapshot(cli)
    outcome = cli.run("regenerate", "output")
    assert outcome.code == 3
    assert "12 plans: 6 unchanged, 5 kept, 1 undecided\n" in outcome.out
    assert snapshot(cli) == before

    plan(cli, "戊").write_bytes(redlining.accepted(conflict))
    before = snapshot(cli)
    outcome = cli.run("regenerate", "output")
    assert outcome.code == 0, outcome.err
    assert "12 plans: 7 unchanged, 5 kept\n" in outcome.out
    assert snapshot(cli) == before


def alike_text() -> str:
    """The text as it stands in a record, which may tell its label apart."""
    from generator.word.provenance import Record

    label = "" if "label" in Record.__slots__ else "（一）"
    return f"{label}宣传动员。召开全县动员会，部署工作。"


def test_the_preview_as_a_workbook(cli: Cli) -> None:
    edit(cli, "戊", EDITS["戊"])
    cli.run("regenerate", "output", *AFTER, "--dry-run", "--xlsx", "preview.xlsx")
    book = openpyxl.load_workbook(cli.folder / "preview.xlsx")
    assert book.sheetnames == ["Summary", "Causes", "Clauses", "Plans", "To decide"]
    assert [*book["Causes"].values][1] == ("policy 指导思想 2017→2022", 12, 1, 1)
    clause = [*book["Clauses"].values][1]
    assert clause[1:7] == ("指导思想 ideology#1", NEW.replace("新", "旧"), NEW, 12, 1, 1)
    assert [*book["To decide"].values][1][:2] == ("u5", "指导思想 ideology#1")


def test_a_file_that_was_only_saved_again_stays(two: Cli) -> None:
    """It says what would be generated: no byte of it changes, and later it is replaced as such."""
    saved = edit(two, "甲", lambda document: None)
    outcome = two.run("regenerate", "output")
    assert (outcome.code, outcome.lines[-1]) == (0, "2 plans: 2 unchanged")
    assert plan(two, "甲").read_bytes() == saved
    assert two.run("status").lines[-1] == "2 plans: 2 up to date"
    dated = (two.folder / "units.yaml").read_text("utf-8") + "as_of: 2020-01-01\n"  # the same day
    two.write("units.yaml", dated)
    assert two.run("regenerate", "output").lines[-1] == "2 plans: 2 unchanged"
    assert plan(two, "甲").read_bytes() == saved
    outcome = two.run("regenerate", "output", *AFTER)
    assert "2 plans: 2 updated" in outcome.lines
    assert texts(plan(two, "甲"))[2] == NEW
    kept = [*(two.folder / "output/.backup").glob("*/甲县创建方案.docx")]
    assert [path.read_bytes() for path in kept] == [saved]


def test_the_real_run_tells_what_the_preview_told(two: Cli) -> None:
    preview = two.run("regenerate", "output", *AFTER, "--dry-run", "--xlsx", "preview.xlsx")
    outcome = two.run("regenerate", "output", *AFTER)
    for line in outcome.lines[:4]:
        assert line in preview.lines
    assert outcome.lines[1].split() == ["policy", "指导思想", "2017→2022;", "changes", "指导思想"]  # fmt: skip
    seen, done = (
        openpyxl.load_workbook(two.folder / name)["Clauses"]
        for name in ("preview.xlsx", "output/更新报告.xlsx")
    )
    assert [*seen.values] == [*done.values]


def test_a_report_is_replaced_by_the_next_that_has_something_to_tell(two: Cli) -> None:
    edit(two, "甲", EDITS["戊"])
    two.run("regenerate", "output", *AFTER)
    path = two.folder / "output/更新报告.xlsx"
    first = path.read_bytes()
    outcome = two.run("regenerate", "output")  # one waits for a decision
    assert (outcome.code, path.read_bytes()) == (3, first)
    assert "report" not in outcome.out
    book = openpyxl.load_workbook(path)
    book.active["A20"] = "请县里看"
    book.save(path)
    edited = path.read_bytes()
    two.write("blueprints/tiny.yaml", BLUEPRINT.replace("每半年", "每季度"))
    outcome = two.run("regenerate", "output")
    assert "report: output/更新报告_2.xlsx" in outcome.lines
    assert path.read_bytes() == edited


def test_the_rosters_own_date_counts_again_once_it_changes(tmp_path: Path) -> None:
    roster = "as_of: 2020-01-01\n" + "".join(ROSTER.splitlines(keepends=True)[:4])
    cli = Cli(tmp_path)
    for name, text in (("policies/guiding_thought", POLICY), ("tiny", BLUEPRINT)):
        cli.write(f"blueprints/{name}.yaml", text)
    cli.write("units.yaml", roster)
    cli.run("batch", "units.yaml")
    assert texts(plan(cli, "甲"))[2] != NEW
    assert "2 updated" in cli.run("regenerate", "output", *AFTER).out
    edit(cli, "甲", with_paragraph)
    outcome = cli.run("regenerate", "output")
    assert "policies as of 2023-01-01, as the last run was told" in outcome.err
    assert outcome.lines[-1] == "2 plans: 1 unchanged, 1 kept"
    cli.write("units.yaml", roster.replace("2020-01-01", "2019-01-01"))
    outcome = cli.run("regenerate", "output")
    assert "the rosters state another policy date now" in outcome.err
    assert "1 updated, 1 merged" in outcome.out
    assert texts(plan(cli, "甲"))[2] != NEW
    assert "policy date" not in cli.run("regenerate", "output").err


def test_a_changed_value_is_told_as_it_was_and_is(two: Cli) -> None:
    two.write("units.yaml", (two.folder / "units.yaml").read_text("utf-8").replace("sites: 2", "sites: 30"))  # fmt: skip
    outcome = two.run("status")
    assert "    old: 〔单位全称〕创建2个示范点。每半年验收一次。" in outcome.lines
    assert "    new: 〔单位全称〕创建30个示范点。每半年验收一次。" in outcome.lines


def test_where_people_added_something_is_told_by_later_runs_too(two: Cli) -> None:
    edit(two, "甲", with_paragraph)
    told = [two.run("regenerate", "output").lines[1] for _ in range(2)]
    assert told[0] == told[1]
    assert "edited by hand: added behind annex “任务表”" in told[0]


def test_a_second_change_waits_for_the_first_decision(cli: Cli) -> None:
    edit(cli, "戊", EDITS["戊"])
    cli.run("regenerate", "output", *AFTER)
    cli.write("blueprints/tiny.yaml", BLUEPRINT.replace("每半年", "每季度"))
    before = plan(cli, "戊").read_bytes()
    outcome = cli.run("regenerate", "output")
    assert outcome.code == 3
    assert "changes by 政策更新 still wait for a decision" in outcome.err
    assert plan(cli, "戊").read_bytes() == before
    assert "甲县创建2个示范点。每季度验收一次。" in texts(plan(cli, "甲"))


# Single cases ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "change", "state", "expected"),
    [
        (word("部署工作", "安排工作"), ("召开动员会", "召开动员大会"), "merged",
         "（一）宣传动员。召开动员大会，安排工作。"),
        (word("部署工作", "安排工作"), ("部署工作", "安排工作"), "merged",
         "（一）宣传动员。召开动员会，安排工作。"),
        (without("部署工作"), ("每半年", "每年"), "merged", "甲县创建2个示范点。每年验收一次。"),
        (with_paragraph, ("heading: 检查验收", "heading: 验收"), "merged",
         "（二）验收。逐项验收，总结经验。"),
        (with_row, ("[组织考核, 各支部]", "[组织评议, 各支部]"), "merged", ""),
        (word("x", "x"), ("每半年", "每年"), "updated", "甲县创建2个示范点。每年验收一次。"),
    ],
)  # fmt: skip
def test_one_edit_and_one_change(
    two: Cli, how: Callable[[Document], None], change: tuple[str, str], state: str, expected: str
) -> None:
    edit(two, "甲", how)
    two.write("blueprints/tiny.yaml", BLUEPRINT.replace(*change))
    outcome = two.run("regenerate", "output")
    assert (outcome.code, outcome.lines[0].split()[0]) == (0, state), outcome.err
    if expected:
        assert expected in texts(plan(two, "甲"))
    else:
        assert rows(plan(two, "甲"))[1:] == [
            ["召开动员会", "组织部"], ["组织评议", "各支部"], ["走访群众", "各镇"],
        ]  # fmt: skip


def test_without_a_change_no_byte_changes(two: Cli) -> None:
    edited = edit(two, "甲", with_paragraph)
    before = snapshot(two)
    outcome = two.run("regenerate", "output")
    assert (outcome.code, outcome.lines[-1]) == (0, "2 plans: 1 unchanged, 1 kept")
    assert plan(two, "甲").read_bytes() == edited
    assert snapshot(two) == before


def test_what_has_no_place_any_more_is_laid_beside(two: Cli) -> None:
    edit(two, "甲", with_addition)
    two.write("blueprints/tiny.yaml", without_steps())
    outcome = two.run("regenerate", "output", "--xlsx", "told.xlsx")
    assert outcome.code == 3
    assert "1 not placed" in outcome.out
    assert "  + output/甲县创建方案（待处置）.docx" in outcome.lines
    left = plan(two, "甲", "（待处置）")
    assert texts(left)[0] == "甲县创建方案待处置内容"
    assert rows(left)[1][0] == "本县的补充。"
    book = openpyxl.load_workbook(two.folder / "told.xlsx")
    assert [*book["Not placed"].values][1][2] == "本县的补充。"
    assert "本县的补充。" in "".join(texts(redlining.rejected(plan(two, "甲").read_bytes())))


def test_a_renamed_part_keeps_its_edits(two: Cli) -> None:
    edit(two, "甲", EDITS["甲"])
    renamed = BLUEPRINT.replace("id: launch", "id: start").replace("部署工作", "部署任务")
    two.write("blueprints/tiny.yaml", renamed.replace(
        "    sections:", "    renamed: {steps/launch: steps/start}\n    sections:"
    ))  # fmt: skip
    outcome = two.run("regenerate", "output")
    assert outcome.code == 0, outcome.err
    assert "（一）宣传动员。召开全县动员会，部署任务。" in texts(plan(two, "甲"))


def test_a_file_without_its_record_is_matched_by_its_text(two: Cli) -> None:
    data = edit(two, "甲", EDITS["甲"])
    xml = part(data).decode()
    import re

    xml = re.sub("<w:bookmark(Start|End)[^>]*/>", "", xml)
    bare = repacked(data, {"word/document.xml": xml.encode(), "customXml/item1.xml": b"<nothing/>"})
    plan(two, "甲").write_bytes(bare)
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.code == 0, outcome.err
    assert texts(plan(two, "甲"))[2] == NEW
    assert "（一）宣传动员。召开全县动员会，部署工作。" in texts(plan(two, "甲"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"not a document", "the file is not a Word document (.docx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
        (b"PK\x03\x04" + bytes(50), ""),
    ],
)
def test_a_damaged_file_costs_the_others_nothing(two: Cli, data: bytes, message: str) -> None:
    plan(two, "甲").write_bytes(data)
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.code == 1
    assert outcome.out.splitlines()[0] == "failed       output/甲县创建方案.docx"
    errors = [line for line in outcome.err.splitlines() if line.startswith("error")]
    assert len(errors) == 1
    assert message in errors[0]
    assert plan(two, "甲").read_bytes() == data
    assert texts(plan(two, "乙"))[2] == NEW


def test_macros_are_told_and_left(two: Cli) -> None:
    data = edit(two, "甲", EDITS["甲"])
    types = part(data, "[Content_Types].xml").decode()
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", macros
    )
    changes = {"word/vbaProject.bin": b"x", "[Content_Types].xml": types.encode()}
    plan(two, "甲").write_bytes(repacked(data, changes))
    outcome = two.run("regenerate", "output", *AFTER)
    assert "the document contains macros" in outcome.err
    assert "新" in part(plan(two, "甲").read_bytes()).decode()
    assert part(plan(two, "甲").read_bytes(), "word/vbaProject.bin") == b"x"


def test_an_open_file_is_left_alone(two: Cli) -> None:
    data = edit(two, "甲", EDITS["甲"])
    two.write("output/~$创建方案.docx", "")
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.code == 1
    assert "(close it and run again)" in outcome.err
    assert plan(two, "甲").read_bytes() == data


@pytest.mark.parametrize(
    ("folder", "message"),
    [("nowhere", "nowhere: there is no folder of this name"),
     (".", "it is not known which rosters the plans in this folder come from")],
)  # fmt: skip
def test_nothing_to_bring_up_to_date(two: Cli, folder: str, message: str) -> None:
    outcome = two.run("regenerate", folder)
    assert outcome.code == 2
    assert message in outcome.err


def test_redlines_lie_beside(two: Cli) -> None:
    edit(two, "甲", EDITS["甲"])
    outcome = two.run("regenerate", "output", *AFTER, "--redline")
    assert outcome.code == 0, outcome.err
    for name in "甲乙":
        shown = (two.folder / f"output/修订对照/{name}县创建方案.docx").read_bytes()
        assert texts(redlining.rejected(shown))[2] == NEW.replace("新", "旧")
        assert texts(redlining.accepted(shown))[2] == NEW


def test_backups_are_never_replaced(two: Cli) -> None:
    first = edit(two, "甲", EDITS["甲"])
    two.run("regenerate", "output", *AFTER)
    second = plan(two, "甲").read_bytes()
    two.run("regenerate", "output", *BEFORE)
    kept = sorted((two.folder / "output/.backup").glob("*/甲*.docx"))
    assert sorted(path.read_bytes() for path in kept) == sorted([first, second])


def test_units_that_came_and_went(two: Cli) -> None:
    roster = ROSTER.splitlines(keepends=True)
    two.write("units.yaml", "".join([*roster[:2], roster[3], roster[4]]))
    outcome = two.run("regenerate", "output")
    assert outcome.code == 0, outcome.err
    assert [line.split()[0] for line in outcome.lines[:3]] == ["unchanged", "new", "orphaned"]
    assert plan(two, "丙").exists()
    assert plan(two, "甲").exists()


def test_a_plan_that_was_deleted_is_written_again(two: Cli) -> None:
    plan(two, "甲").unlink()
    outcome = two.run("regenerate", "output")
    assert (outcome.code, texts(plan(two, "甲"))[0]) == (0, "甲县创建方案")


def test_without_a_manifest_the_documents_tell(two: Cli) -> None:
    edit(two, "甲", EDITS["甲"])
    shutil.rmtree(two.folder / "output/.creation-plan")
    outcome = two.run("regenerate", "output", "units.yaml", *AFTER)
    assert outcome.code == 0, outcome.err
    assert "merged" in outcome.lines[0]
    assert texts(plan(two, "甲"))[2] == NEW
    assert "（一）宣传动员。召开全县动员会，部署工作。" in texts(plan(two, "甲"))


@pytest.mark.parametrize("forget", ["standing", "outputs"])
def test_a_run_that_was_ended_finds_done_what_it_did(two: Cli, forget: str) -> None:
    """Documents are named before the manifest is told: it may know less than what lies there."""
    edit(two, "甲", EDITS["戊"])
    two.run("regenerate", "output", *AFTER)
    before = snapshot(two)
    with sqlite3.connect(two.folder / "output/.creation-plan/manifest.sqlite3") as known:
        known.execute(f"delete from {forget}")
    known.close()
    outcome = two.run("regenerate", "output")
    assert (outcome.code, outcome.lines[-1]) == (3, "2 plans: 1 unchanged, 1 undecided")
    assert snapshot(two) == before


def test_batch_leaves_alone_what_was_merged(two: Cli) -> None:
    edit(two, "甲", EDITS["戊"])
    two.run("regenerate", "output", *AFTER)
    before = snapshot(two)
    outcome = two.run("batch", "units.yaml", *AFTER)
    assert outcome.code == 3
    assert outcome.lines[0].split()[0] == "kept"
    assert snapshot(two) == before


def test_batch_leaves_alone_what_is_offered_for_deletion(two: Cli) -> None:
    edit(two, "甲", with_addition)
    two.write("blueprints/tiny.yaml", without_steps())
    two.run("regenerate", "output")
    before = plan(two, "甲").read_bytes()
    two.run("batch", "units.yaml", *BEFORE)
    assert plan(two, "甲").read_bytes() == before


def test_a_signed_file_is_left_alone(two: Cli) -> None:
    data = edit(two, "甲", EDITS["甲"])
    data = repacked(data, {"_xmlsignatures/origin.sigs": b"x"})
    plan(two, "甲").write_bytes(data)
    outcome = two.run("regenerate", "output", *AFTER)
    assert (outcome.code, outcome.lines[0].split("  ")[0]) == (3, "left alone")
    assert "digital signature" in outcome.err
    assert plan(two, "甲").read_bytes() == data


@pytest.mark.slow
def test_in_two_processes(cli: Cli) -> None:
    for name, how in EDITS.items():
        edit(cli, name, how)
    outcome = cli.process("regenerate", "output", *AFTER, "-j", "2")
    assert outcome.code == 3, outcome.err
    assert "12 plans: 6 updated, 5 merged, 1 in conflict\n" in outcome.out


# Files under other names ---------------------------------------------------------------------------


def test_a_plan_that_came_back_under_another_name_is_taken(two: Cli) -> None:
    data = edit(two, "甲", EDITS["甲"])
    plan(two, "甲").rename(plan(two, "甲", "(1)"))
    assert two.run("status").lines[0].split()[-1] == "output/甲县创建方案(1).docx"
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.lines[0] == "merged       output/甲县创建方案(1).docx"
    assert not plan(two, "甲").exists()
    told = texts(plan(two, "甲", "(1)"))
    assert NEW in told and "（一）宣传动员。召开全县动员会，部署工作。" in told
    assert [p.read_bytes() for p in two.folder.glob("output/.backup/*/甲*")] == [data]
    assert two.run("regenerate", "output").lines[-1] == "2 plans: 1 unchanged, 1 kept"


def test_one_that_nobody_edited_is_replaced_under_its_other_name(two: Cli) -> None:
    plan(two, "甲").rename(plan(two, "甲", "(1)"))
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.lines[0] == "updated      output/甲县创建方案(1).docx"
    assert NEW in texts(plan(two, "甲", "(1)"))
    assert not plan(two, "甲").exists()
    assert two.run("status").lines[-1] == "2 plans: 2 up to date"


def test_a_second_copy_is_told_each_time(two: Cli) -> None:
    shutil.copy(plan(two, "甲"), plan(two, "甲", "(1)"))
    for command in (("status",), ("regenerate", "output"), ("regenerate", "output", *AFTER)):
        outcome = two.run(*command)
        assert (
            "output/甲县创建方案(1).docx: [u1] this is another copy of 甲县创建方案.docx"
            in outcome.err
        )


def test_of_several_copies_none_is_taken(two: Cli) -> None:
    data = plan(two, "甲").read_bytes()
    plan(two, "甲").unlink()
    for number in "12":
        plan(two, "甲", f"({number})").write_bytes(data)
    outcome = two.run("regenerate", "output", *AFTER)
    assert outcome.code == 3
    assert "several names: 甲县创建方案(1).docx、甲县创建方案(2).docx" in outcome.err
    assert not plan(two, "甲").exists()


@pytest.mark.parametrize("command", ["regenerate", "batch"])
def test_a_plan_saved_as_doc_is_not_written_anew(two: Cli, command: str) -> None:
    plan(two, "甲").rename(plan(two, "甲").with_suffix(".doc"))
    where = "output" if command == "regenerate" else "units.yaml"
    outcome = two.run(command, where, *AFTER)
    assert outcome.code == 3
    assert "the plan lies here as 甲县创建方案.doc" in outcome.err
    assert not plan(two, "甲").exists()


@pytest.mark.parametrize("command", ["regenerate", "batch"])
def test_a_file_marked_read_only_is_left(two: Cli, command: str) -> None:
    edit(two, "甲", EDITS["甲"])
    plan(two, "甲").chmod(0o444)
    before = plan(two, "甲").read_bytes()
    outcome = two.run(command, "output" if command == "regenerate" else "units.yaml", *AFTER)
    assert "the file is marked read-only and is left as it is" in outcome.err
    assert plan(two, "甲").read_bytes() == before


def test_batch_keeps_the_edited_plan_of_a_unit_that_has_another_name(two: Cli) -> None:
    edited = edit(two, "甲", EDITS["甲"])
    two.write("units.yaml", (two.folder / "units.yaml").read_text("utf-8").replace("甲县", "甲市"))
    outcome = two.run("batch", "units.yaml", *BEFORE)
    assert (outcome.code, outcome.lines[0]) == (3, "kept       output/甲县创建方案.docx")
    assert plan(two, "甲").read_bytes() == edited
    assert [p.name for p in two.folder.glob("output/甲*")] == ["甲县创建方案.docx"]


# Numbers -------------------------------------------------------------------------------------------

ROWS = [line.split("{", 1)[1] for line in ROSTER.splitlines()[2:6]]  # u1 甲 … u4 丁


def numbered(*names: str) -> str:
    """A roster of these units, numbered from u1 on."""
    rows = (f"  - {{id: u{n}, values: {{unit: {{name: {name}}}, sites: 2}}}}\n" for n, name in enumerate(names, 1))  # fmt: skip
    return f"blueprint: tiny\nunits:\n{''.join(rows)}"


@pytest.mark.parametrize("command", ["regenerate", "batch"])
@pytest.mark.parametrize(
    "names",
    [
        ("新县", "甲县", "乙县", "丙县"),  # a row put in
        ("乙县", "丙县"),  # a row taken out
        ("丙县", "甲县", "乙县"),  # another order
        ("新县", "丙县", "甲县"),  # all of it at once
    ],
)
def test_a_plan_follows_its_unit_to_another_number(
    tmp_path: Path, names: tuple[str, ...], command: str
) -> None:
    fresh(tmp_path, numbered("甲县", "乙县", "丙县"))
    cli = Cli.__new__(Cli)
    cli.folder = tmp_path
    for name in "甲乙丙":
        edit(cli, name, lambda document, name=name: word("召开动员会", f"召开{name}的动员会")(document))  # type: ignore[misc]  # fmt: skip
    edited = {name: plan(cli, name).read_bytes() for name in "甲乙丙"}
    cli.write("units.yaml", numbered(*names))
    if command == "regenerate":
        assert "have another number" in cli.run("status").err
        outcome = cli.run("regenerate", "output", *AFTER)
        assert outcome.code == 0, outcome.err
    else:
        outcome = cli.run("batch", "units.yaml", *AFTER)
        assert outcome.code == 3, outcome.err  # edited plans are kept
    assert "have another number" in outcome.err
    assert "（甲县）" in outcome.err or "甲县" not in names
    for name in "甲乙丙":
        told = "".join(texts(plan(cli, name)))
        assert f"召开{name}的动员会" in told
        if f"{name}县" not in names or command == "batch":
            assert plan(cli, name).read_bytes() == edited[name]
        else:
            assert NEW in told
    wanted = {f"{name}创建方案.docx" for name in (*names, "甲县", "乙县", "丙县")}
    assert {path.name for path in tmp_path.glob("output/*.docx")} == wanted
    assert "another number" not in cli.run("regenerate", "output").err


def test_a_name_that_two_plans_had_tells_nothing(tmp_path: Path) -> None:
    fresh(tmp_path, numbered("甲县", "甲县", "丙县"))
    cli = Cli.__new__(Cli)
    cli.folder = tmp_path
    cli.write("units.yaml", numbered("丙县", "甲县"))
    assert "another number than before and keep their files: u3→u1（丙县）" in cli.run("status").err


# batch and the day ---------------------------------------------------------------------------------


def test_batch_does_not_take_plans_back_to_older_policies_in_silence(tmp_path: Path) -> None:
    roster = "as_of: 2020-01-01\n" + numbered("甲县", "乙县")
    fresh(tmp_path, roster)
    cli = Cli.__new__(Cli)
    cli.folder = tmp_path
    cli.run("regenerate", "output", *AFTER)
    outcome = cli.run("batch", "units.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "the plans here follow the policies of 2023-01-01" in outcome.err
    assert "--as-of 2023-01-01 keeps them" in outcome.err
    assert NEW in texts(plan(cli, "甲"))
    cli.write("units.yaml", roster + "  - {id: u3, values: {unit: {name: 丙县}, sites: 2}}\n")
    assert "1 written, 2 unchanged" in cli.run("batch", "units.yaml", *AFTER).out
    assert NEW in texts(plan(cli, "丙"))
    cli.write("units.yaml", roster.replace("2020-01-01", "2019-01-01"))  # it states so itself
    assert "2 written" in cli.run("batch", "units.yaml").out
    assert NEW not in texts(plan(cli, "甲"))


# What must not be written over ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["units.yaml", "output/甲县创建方案.docx", "名单.xlsx"])
@pytest.mark.parametrize("command", [("status",), ("regenerate", "output", "--dry-run")])
def test_a_workbook_takes_the_place_of_nothing_but_a_workbook_of_ours(
    two: Cli, command: tuple[str, ...], name: str
) -> None:
    openpyxl.Workbook().save(two.folder / "名单.xlsx")
    before = (two.folder / name).read_bytes()
    outcome = two.run(*command, "--xlsx", name)
    assert outcome.code == 2
    assert (two.folder / name).read_bytes() == before
    assert [two.run(*command, "--xlsx", "看.xlsx").code for _ in range(2)] == [0, 0]


def test_a_foreign_document_under_the_name_of_a_plan_is_left(two: Cli) -> None:
    document = docx.Document()
    for number in range(12):
        document.add_paragraph(f"另一份材料的第{number}段，讲的是别的事情。")
    document.save(str(plan(two, "甲")))
    before = plan(two, "甲").read_bytes()
    outcome = two.run("regenerate", "output", *AFTER)
    assert (outcome.code, outcome.lines[0]) == (3, "left alone   output/甲县创建方案.docx")
    assert "hardly anything of the plan is in this file" in outcome.err
    assert plan(two, "甲").read_bytes() == before


def test_force_keeps_the_old_file(two: Cli) -> None:
    edited = edit(two, "甲", EDITS["甲"])
    assert two.run("batch", "units.yaml", *BEFORE, "--force", "--dry-run").code == 0
    assert not (two.folder / "output/.backup").exists()
    assert two.run("batch", "units.yaml", *BEFORE, "--force").code == 0
    assert plan(two, "甲").read_bytes() != edited
    assert [p.read_bytes() for p in two.folder.glob("output/.backup/*/*.docx")] == [edited]


def test_batch_writes_no_plan_beside_one_that_came_back_under_another_name(two: Cli) -> None:
    edit(two, "甲", EDITS["甲"])
    plan(two, "甲").rename(plan(two, "甲", "(1)"))
    outcome = two.run("batch", "units.yaml", *BEFORE)
    assert outcome.code == 3
    assert "this is 甲县创建方案.docx under another name; it is left as it is" in outcome.err
    assert not plan(two, "甲").exists()


def test_what_a_person_wrote_just_as_it_is_generated_now_is_no_edit(two: Cli) -> None:
    edit(two, "甲", word("以旧思想为指导", "以新思想为指导"))
    assert "2 plans: 1 updated, 1 merged" in two.run("regenerate", "output", *AFTER).lines
    assert two.run("regenerate", "output").lines[-1] == "2 plans: 2 unchanged"
    assert two.run("status").lines[-1] == "2 plans: 2 up to date"
