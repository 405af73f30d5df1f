"""What an update asks a person for is told as such."""

from __future__ import annotations

from collections.abc import Callable

import docx
import pytest
from docx.document import Document

from generator.merge import Generated, Piece, merge_blocks

from .cli import Cli
from .test_cli_regenerate import BLUEPRINT, edit, plan, rows, texts, two, without_steps, word

__all__ = ["two"]


def with_comment(document: Document) -> None:
    paragraph = next(one for one in document.paragraphs if "召开动员" in one.text)
    document.add_comment(paragraph.runs, text="务必保留", author="李四", initials="李")


def test_a_part_that_goes_with_a_comment_in_it_waits_for_a_decision(two: Cli) -> None:
    edit(two, "甲", with_comment)
    two.write("blueprints/tiny.yaml", without_steps())
    outcome = two.run("regenerate", "output")
    assert (outcome.code, "1 in conflict" in outcome.out) == (3, True)
    assert "1 undecided" in two.run("status", "output").out


def with_table_in_cell(row: int, text: str) -> Callable[[Document], None]:
    """Puts a table of one cell into the first cell of that row."""

    def put(document: Document) -> None:
        document.tables[0].cell(row, 0).add_table(1, 1).cell(0, 0).text = text

    return put


def test_a_cell_with_a_table_in_it_stays_and_the_new_text_is_laid_beside(two: Cli) -> None:
    edit(two, "甲", with_table_in_cell(2, "考核的细目"))
    two.write("blueprints/tiny.yaml", BLUEPRINT.replace("组织考核,", "组织评议,"))
    outcome = two.run("regenerate", "output")
    assert (outcome.code, "1 in conflict" in outcome.out) == (3, True), outcome.err
    inner = docx.Document(str(plan(two, "甲"))).tables[0].cell(2, 0)
    assert inner.text.startswith("组织考核")
    assert inner.tables[0].cell(0, 0).text == "考核的细目"
    assert "组织评议" in "".join(rows(plan(two, "甲", "（待处置）"))[1])


def test_other_cells_of_its_table_are_brought_up_to_date(two: Cli) -> None:
    edit(two, "甲", with_table_in_cell(1, "动员的细目"))
    two.write("blueprints/tiny.yaml", BLUEPRINT.replace("组织考核,", "组织评议,"))
    outcome = two.run("regenerate", "output")
    assert (outcome.code, "1 merged" in outcome.out) == (0, True), outcome.err
    assert docx.Document(str(plan(two, "甲"))).tables[0].cell(2, 0).text == "组织评议"


@pytest.mark.parametrize("is_fixed", [True, False])
def test_a_commented_table_that_can_only_be_exchanged_whole_is_offered(is_fixed: bool) -> None:
    old, new = (
        Generated("t", "table", f"任务\t分值\n{task}\t5", is_fixed=is_fixed)
        for task in ("动员", "宣传动员")
    )
    found = merge_blocks([old], [Piece(0, old.text, "t", "table", holds=True)], [new])
    assert bool(found.conflicts) == is_fixed
    assert found.outcomes[0].fate == ("conflict" if is_fixed else "updated")


def annexed(cli: Cli, text: str) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(cli.folder / "blueprints/rules.docx"))


def test_an_annex_from_a_file_is_told_where_it_cannot_be_brought_up_to_date(two: Cli) -> None:
    annexed(two, "每年考核一次。")
    more = "      - {id: rules, kind: file, title: 考核办法, file: rules.docx}\n"
    two.write("blueprints/tiny.yaml", BLUEPRINT + more)
    assert two.run("regenerate", "output").code == 0
    edit(two, "甲", lambda document: document.add_paragraph("本县另加一项工作。"))
    assert "1 kept" in two.run("regenerate", "output").out
    document = docx.Document(str(plan(two, "乙")))
    document.save(str(plan(two, "乙")))  # by another program, nothing changed
    annexed(two, "每季考核一次。")
    outcome = two.run("regenerate", "output")
    assert (outcome.code, "2 plans: 1 updated, 1 in conflict" in outcome.out) == (3, True)
    assert "alike" not in outcome.out
    assert "每季考核一次。" in texts(plan(two, "乙"))
    assert "本县另加一项工作。" in texts(plan(two, "甲"))
    assert rows(plan(two, "甲", "（待处置）"))[1][0] == "（新的附件文件）"
    assert "1 kept" in two.run("regenerate", "output").out


def test_an_annex_from_a_file_is_nobodys_addition(two: Cli) -> None:
    """The annex before it goes; then it goes itself, and comes again."""
    annexed(two, "每年考核一次。")
    more = "      - {id: rules, kind: file, title: 考核办法, file: rules.docx}\n"
    two.write("blueprints/tiny.yaml", BLUEPRINT + more)
    two.run("regenerate", "output")
    edit(two, "甲", lambda document: word("召开动员会", "召开大会")(document))
    alone = BLUEPRINT[: BLUEPRINT.index("      - id: tasks")] + more
    two.write("blueprints/tiny.yaml", alone)
    outcome = two.run("regenerate", "output")
    assert (outcome.code, "1 merged" in outcome.out) == (0, True), outcome.out
    assert "每年考核一次。" in texts(plan(two, "甲"))
    two.write("blueprints/tiny.yaml", BLUEPRINT)
    assert two.run("regenerate", "output").code == 3
    assert "（附件文件已去掉）" in rows(plan(two, "甲", "（待处置）"))[-1]
