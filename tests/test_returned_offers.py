"""What an update left in a document is not what people did to it."""

from __future__ import annotations

import pytest

from generator import returned
from generator.returned import Edits
from generator.word.markup import W

from .helpers import told
from .returning import DATA, XML, exchanged, p, paragraph, run, with_xml

MADE = returned.read(DATA).made
assert MADE is not None
RECORDS = MADE.blocks
TWO = paragraph("goal/two")

COMMENTS = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="3" w:author="政策更新"><w:p/></w:comment>'
    '<w:comment w:id="4" w:author="张三"><w:p/></w:comment></w:comments>'
)


@pytest.mark.parametrize(("number", "expected"), [("3", ()), ("4", ("goal/two",))])
def test_a_comment_of_an_update_is_nothing_that_people_did(
    number: str, expected: tuple[str, ...]
) -> None:
    mark = f'<w:r><w:commentReference w:id="{number}"/></w:r></w:p>'
    xml = exchanged("goal/two", lambda old: old.replace("</w:p>", mark))
    found = returned.edits(with_xml(xml, **{"word/comments.xml": COMMENTS.encode()}))
    assert found == Edits(commented=expected)


def test_what_an_update_offered_is_told_apart_from_what_people_did() -> None:
    """Yet a document is not as it was generated while that waits."""
    waiting = f'<w:del w:id="9" w:author="政策更新">{run("")}</w:del></w:p>'
    found = returned.edits(with_xml(exchanged("goal/two", TWO.replace("</w:p>", waiting))))
    assert found == Edits(offered=("goal/two",))
    assert found is not None and found.is_edited and found.ids == ()
    assert "changes by 政策更新 wait" in told([returned.told(found, "x.docx")])


def test_the_paragraph_behind_the_last_table_is_ours() -> None:
    table = XML.index("</w:tbl>") + len("</w:tbl>")
    last = XML[:table] + p("") + p("本方案由党委负责解释。") + XML[XML.rindex("<w:sectPr") :]
    records = [one for one in RECORDS if not one.id.startswith(("#signature", "#date"))]
    found = returned.compare(returned.read(with_xml(last)), records)
    assert [one.text for one in found.added] == ["本方案由党委负责解释。"]
