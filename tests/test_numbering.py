"""Labels, counts and cross-references."""

from __future__ import annotations

from typing import Any

import pytest

from generator.errors import Finding
from generator.numbering import SCHEMES, circled, number
from generator.plan import Paragraph, Plan, Section, dump

from .helpers import draft, draft_text, items, one_section, told, trouble

A = {"id": "a", "text": "子"}
B = {"id": "b", "text": "丑"}
C = {"id": "c", "text": "寅"}


@pytest.mark.parametrize(
    ("scheme", "labels"),
    [
        ("一、", ["一、", "二、", "十、", "十一、", "二十一、"]),
        ("（一）", ["（一）", "（二）", "（十）", "（十一）", "（二十一）"]),
        ("1.", ["1.", "2.", "10.", "11.", "21."]),
        ("（1）", ["（1）", "（2）", "（10）", "（11）", "（21）"]),
        ("①", ["①", "②", "⑩", "⑪", "㉑"]),
        ("一是", ["一是", "二是", "十是", "十一是", "二十一是"]),
        ("第一阶段", ["第一阶段", "第二阶段", "第十阶段", "第十一阶段", "第二十一阶段"]),
        ("none", ["", "", "", "", ""]),
    ],
)
def test_schemes(scheme: str, labels: list[str]) -> None:
    assert [SCHEMES[scheme](n) for n in (1, 2, 10, 11, 21)] == labels


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "（51）")],
)
def test_circled(value: int, text: str) -> None:
    assert circled(value) == text


def nest(depth: int) -> dict[str, Any]:
    inner = {"items": [nest(depth - 1)]} if depth > 1 else {"text": "文"}
    return {"id": f"d{depth}", "heading": "题", **inner}


def test_the_levels_of_the_standard() -> None:
    assert draft_text(items(nest(5))) == [
        "一、标题", "（一）题", "1.题", "（1）题", "①题", "①题。文",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "lines"),
    [
        ({}, ["（一）子", "（二）丑"]),
        ({"numbering": "1."}, ["1.子", "2.丑"]),
        ({"numbering": {"style": "第一阶段"}}, ["第一阶段子", "第二阶段丑"]),
        ({"numbering": "一是"}, ["一是子；二是丑。"]),
        ({"numbering": "（1）", "inline": True}, ["（1）子；（2）丑。"]),
    ],
)
def test_styles(style: dict[str, Any], lines: list[str]) -> None:
    assert draft_text(items(A, B, **style))[1:] == lines


def test_what_falls_away_closes_up() -> None:
    dropped = {**B, "when": "false"}
    assert draft_text(items(A, dropped, C))[1:] == ["（一）子", "（二）寅"]


def test_a_section_without_heading_has_no_number() -> None:
    text = (
        "sections: [{id: p, kind: general, text: 引言}, {id: a, kind: general, heading: 甲, text: 乙},"
        " {id: q, kind: general, text: 附}, {id: c, kind: general, heading: 丙, text: 丁}]"
    )
    assert draft_text(text) == ["引言", "一、甲", "乙", "附", "二、丙", "丁"]


def test_a_list_that_counts_on() -> None:
    first = {"id": "f", "heading": "甲", "items": [A, B]}
    second = {"id": "g", "heading": "乙", "items": [C], "numbering": {"continues": True}}
    assert draft_text(items(first, second))[1:] == [
        "（一）甲", "1.子", "2.丑", "（二）乙", "3.寅",
    ]  # fmt: skip


def test_phases_and_items_share_one_count() -> None:
    text = items(kind="standards", criteria=[A, B])
    assert draft_text(text)[1:] == ["（一）子", "（二）丑"]


# Cross-references -----------------------------------------------------------------------------------


def referring(expression: str) -> str:
    return (
        "sections:\n"
        "  - {id: a, kind: general, heading: 甲, items: [{id: x, text: 子},"
        " {id: y, heading: 题, items: [{id: z, text: 寅}]}]}\n"
        f'  - {{id: b, kind: general, heading: 乙, text: "见{expression}。"}}\n'
    )


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("{{ ref('a') }}", "第一部分"),
        ("{{ ref('a/x') }}", "第一部分第（一）项"),
        ("{{ ref('a/y/z') }}", "第一部分第（二）项第1点"),
        ("{{ ref('b') }}", "第二部分"),
        ("{{ label('a') }}", "一"),
        ("{{ label('a/y') }}", "（二）"),
        ("{{ label('a/y/z') }}", "1"),
        ("{{ count('a') | zh }}项", "两项"),
    ],
)
def test_references_in_words(expression: str, words: str) -> None:
    assert draft_text(referring(expression))[-1] == f"见{words}。"


def test_references_follow_what_falls_away() -> None:
    text = referring("{{ ref('b') }}").replace("heading: 甲,", "heading: 甲, when: 'false',")
    assert draft_text(text) == ["一、乙", "见第一部分。"]


def test_a_reference_to_nothing_is_told() -> None:
    text = referring("{{ ref('a/x') }}").replace("{id: x,", "{id: x, when: 'false',")
    message = trouble(draft, text)
    assert "refers to a/x, which has no number in this plan" in message
    assert "sections[1].text" in message


def test_references_in_headings_and_tables() -> None:
    text = one_section("文", heading="见{{ ref('s') }}", table={
        "caption": "{{ ref('s') }}", "headings": ["列"], "rows": [["{{ ref('s') }}"]],
    })  # fmt: skip
    assert draft_text(text) == ["一、见第一部分", "文", "第一部分", "列\n第一部分"]


REF = "{{ ref('s') }}"


@pytest.mark.parametrize(
    "text",
    [
        one_section("文") + f'signature: {{issuer: "{REF}"}}\n',
        items({**A, "heading": "题", "owner": REF}, show_duties="yes"),
        items(kind="standards", criteria=[{**A, "evidence": [REF]}]),
        one_section("文", table={"headings": [REF], "rows": [["a"]]}),
        f'title: "{REF}"\n' + one_section("文"),
    ],
    ids=["signature", "duty", "evidence", "table heading", "title"],
)
def test_references_everywhere(text: str) -> None:
    if text.startswith("title"):
        text = "blueprint: b\n" + text
    drafted = draft(text)
    assert not any("\ufdd0" in block.text for block in drafted.blocks)


def test_a_reference_within_the_turn_of_an_each() -> None:
    each = {"id": "e", "each": "v in vs", "heading": "{{ v }}", "items": [A, {
        "id": "b", "text": "见{{ ref('s/e/a') }}",
    }]}  # fmt: skip
    text = "variables: {vs: {label: 村, type: list}}\n" + items(each)
    assert "见第一部分第（一）项第1点" in draft(text, {"vs": "甲村"}).lines[3]


# Passes keep what they need not change ---------------------------------------------------------------


def _plan(*children: Section) -> Plan:
    return Plan(title="方案", children=children)


def test_number_does_not_change_its_input() -> None:
    plan = _plan(Section(id="a", heading="甲", children=(Paragraph(id="a#1", text="文"),)))
    before = dump(plan)
    findings: list[Finding] = []
    numbered = number(plan, findings)
    assert dump(plan) == before
    assert dump(numbered) == "plan '方案'\n  section a 一、甲\n    文\n"
    assert told(findings) == ""


def test_shared_sections_are_numbered_once_and_kept() -> None:
    memo: Any = {}
    shared = Section(id="a", heading="甲", shared=True)
    one = number(_plan(shared), [], memo).children[0]
    two = number(_plan(shared), [], memo).children[0]
    assert one is two
    moved = number(_plan(Section(id="z", heading="前"), shared), [], memo).children[1]
    assert isinstance(moved, Section)
    assert moved.label == "二、"
