"""A plan as the paragraphs and tables a reader sees."""

from __future__ import annotations

from typing import Any

import pytest

from generator import blocks as layout
from generator.blocks import Block, spread
from generator.plan import Criterion, Paragraph, Plan, Section

from .helpers import draft, draft_text, items, one_section

A = {"id": "a", "text": "子。"}
B = {"id": "b", "text": "丑。"}


def lines(text: str) -> list[str]:
    return draft_text(text)[1:]


@pytest.mark.parametrize(
    ("item", "result"),
    [
        ({"text": "文。"}, ["（一）文。"]),
        ({"heading": "题", "text": "文。"}, ["（一）题。文。"]),
        ({"heading": "题", "text": ["文。", "又。"]}, ["（一）题。文。", "又。"]),
        ({"heading": "题", "text": "文。", "layout": "block"}, ["（一）题", "文。"]),
        ({"heading": "题", "items": [A]}, ["（一）题", "1.子。"]),
        ({"heading": "题", "text": "文：", "items": [A]}, ["（一）题", "文：", "1.子。"]),
        ({"heading": "题", "text": "文：", "items": [A], "closing": "末。"},
         ["（一）题", "文：", "1.子。", "末。"]),
        ({"text": "文一\n文二"}, ["（一）文一", "文二"]),
    ],
)  # fmt: skip
def test_headings_alone_and_run_in(item: dict[str, Any], result: list[str]) -> None:
    assert lines(items({"id": "x", **item})) == result


@pytest.mark.parametrize(
    ("entries", "keys", "result"),
    [
        ([A, B], {"numbering": "一是"}, "一是子；二是丑。"),
        ([A, B], {"numbering": "一是", "text": "要："}, "要：一是子；二是丑。"),
        ([{**A, "heading": "题"}, B], {"numbering": "一是"}, "一是题，子；二是丑。"),
        ([{"id": "a", "text": "子。又。"}, B], {"numbering": "一是"}, "一是子。又。二是丑。"),
        ([{"id": "a", "text": "子；"}, B], {"numbering": "一是"}, "一是子；二是丑。"),
        ([A, B], {"inline": True, "numbering": "none"}, "子；丑。"),
    ],
)
def test_items_within_a_paragraph(
    entries: list[dict[str, Any]], keys: dict[str, Any], result: str
) -> None:
    assert lines(items(*entries, **keys)) == [result]


@pytest.mark.parametrize(
    ("criterion", "result"),
    [
        ({"text": "开会。"}, "（一）开会。"),
        ({"text": "开会", "points": "10"}, "（一）开会（10分）。"),
        ({"text": "开会。", "points": "10"}, "（一）开会（10分）。"),
        ({"text": "开会。", "evidence": ["记录", "照片"]}, "（一）开会。印证材料：记录、照片。"),
        ({"heading": "会议", "text": "开会。", "points": "5", "evidence": "记录"},
         "（一）会议。开会（5分）。印证材料：记录。"),
    ],
)  # fmt: skip
def test_criteria(criterion: dict[str, Any], result: str) -> None:
    assert lines(items(kind="standards", criteria=[{"id": "x", **criterion}])) == [result]


@pytest.mark.parametrize(
    ("duty", "result"),
    [
        ({"owner": "甲办"}, "（责任单位：甲办）"),
        (
            {"owner": "甲办", "support": ["乙局", "丙局"]},
            "（责任单位：甲办；配合单位：乙局、丙局）",
        ),
        ({"due": "6月底", "deliverable": "台账"}, "（完成时限：6月底；成果：台账）"),
        ({}, ""),
    ],
)
def test_duties_stand_behind_the_text(duty: dict[str, Any], result: str) -> None:
    assert lines(items({**A, **duty}, show_duties=True)) == [f"（一）子。{result}"]
    assert lines(items({**A, **duty})) == ["（一）子。"]


@pytest.mark.parametrize(
    ("style", "result"),
    [
        (None, "（一）动员（2018年6月）。文"),
        ("第一阶段", "第一阶段（2018年6月）动员。文"),
        ("none", "动员（2018年6月）：文"),
    ],
)
def test_where_a_stage_shows_its_dates(style: str | None, result: str) -> None:
    phase = {"id": "p", "heading": "动员", "from": "2018-06", "text": "文"}
    keys = {"numbering": style} if style else {}
    assert lines(items(kind="steps", phases=[phase], **keys)) == [result]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("张三", "张　三"),
        ("张三丰", "张三丰"),
        ("张", "张"),
        ("欧阳修文", "欧阳修文"),
        ("𠮷田", "𠮷　田"),
    ],
)
def test_spread(name: str, text: str) -> None:
    assert spread(name) == text


def test_a_run_in_heading_has_a_face_of_its_own() -> None:
    block = draft(items({"id": "x", "heading": "题", "text": "文"})).blocks[2]
    assert isinstance(block, Block)
    assert [(span.text, span.style) for span in block.spans] == [
        ("（一）题。", "heading2"),
        ("文", ""),
    ]


@pytest.mark.parametrize(("depth", "style"), [(1, "heading1"), (2, "heading2"), (5, "heading4")])
def test_heading_styles_by_level(depth: int, style: str) -> None:
    node = Section(id="x", heading="题", level=depth, children=(Paragraph(id="x#1", text="文"),))
    assert layout.blocks(Plan(title="方案", children=(node,)))[1].style == style  # type: ignore[union-attr]


def test_every_block_has_an_id_of_its_own() -> None:
    text = items(
        {"id": "x", "heading": "题", "text": ["一", "二\n三"], "items": [A, B], "closing": ["末"]},
        {"id": "y", "numbering": "一是", "heading": "题", "items": [A, B]},
        text=["引", "言"],
        closing=["末"],
        table={"caption": "表", "headings": ["a"], "rows": [["b"]]},
    )
    ids = [block.id for block in draft(text).blocks]
    assert len(set(ids)) == len(ids)


def test_ids_do_not_move_with_the_order() -> None:
    one = {block.id: block.text for block in draft(items(A, B, numbering="none")).blocks}
    two = {block.id: block.text for block in draft(items(B, A, numbering="none")).blocks}
    assert one == two


def test_shared_blocks_are_kept_between_plans() -> None:
    memo: Any = {}
    node = Section(id="a", heading="甲", shared=True, children=(Paragraph(id="a#1", text="文"),))
    one = layout.blocks(Plan(title="一", children=(node,)), memo)
    two = layout.blocks(Plan(title="二", children=(node,)), memo)
    assert one[1] is two[1]
    assert one[0].text != two[0].text


# Lost on the way --------------------------------------------------------------------------------------


def test_an_item_without_heading_keeps_its_label() -> None:
    item = {"id": "x", "text": "要做到：", "items": [A]}
    assert lines(items(item, B)) == ["（一）要做到：", "1.子。", "（二）丑。"]


def test_the_duty_of_a_heading_alone_is_shown() -> None:
    text = items({"id": "x", "heading": "题", "owner": "甲办", "items": [A]}, show_duties=True)
    assert "责任单位：甲办" in "".join(lines(text))


def test_a_heading_with_a_mark_of_its_own() -> None:
    assert lines(items({"id": "x", "heading": "怎么办？", "text": "文。"})) == [
        "（一）怎么办？文。"
    ]


def test_what_a_heading_alone_is_worth_is_shown() -> None:
    section = Section(
        id="x", heading="会议", label="（一）", level=2, criterion=Criterion("", ("记录",), 5)
    )
    assert layout.node_blocks(section, {})[0].text == "（一）会议（5分）。印证材料：记录。"


def test_a_section_of_paragraphs_only() -> None:
    assert draft_text(one_section(["一", "二"])) == ["一、标题", "一", "二"]  # type: ignore[arg-type]
