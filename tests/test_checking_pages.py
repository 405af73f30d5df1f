"""On which page the paragraphs of a document stand, by what its pages say."""

from __future__ import annotations

import pytest

from generator.checking.pages import pages_of
from generator.inspecting.rendered_pages import SeenLine, Sheet
from generator.returned import Piece


def sheet(*texts: str) -> Sheet:
    return Sheet(595, 842, tuple(SeenLine(text, 79, 500, 120, 16) for text in texts))


CASES: list[tuple[list[str], list[Sheet], dict[int, int]]] = [
    (["方案", "一、目标"], [sheet("方案"), sheet("一、目标")], {0: 1, 1: 2}),
    (["附件：名单", "附件"], [sheet("附件：名单"), sheet("附件")], {0: 1, 1: 2}),
    (["按时报告。", "按时报告。"], [sheet("按时报告。"), sheet("按时报告。")], {0: 1, 1: 2}),
    (["一个段落分在两行", "", "另一段"], [sheet("一个段落", "分在两行", "另一段")], {0: 1, 2: 1}),
    (["没有排出来的", "方案"], [sheet("方案")], {1: 1}),
]


@pytest.mark.parametrize(("texts", "seen", "wanted"), CASES)
def test_a_paragraph_stands_below_the_one_before(
    texts: list[str], seen: list[Sheet], wanted: dict[int, int]
) -> None:
    pieces = [Piece(start=n, end=n, kind="paragraph", text=text) for n, text in enumerate(texts)]
    assert pages_of(pieces, seen) == wanted
