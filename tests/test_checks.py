"""Rules over a finished plan."""

from __future__ import annotations

from typing import Any

import pytest

from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.checks import RULES, check, leaks
from generator.plan import Paragraph, Plan, Section, Window
from generator.values import Month, OfficialDate

from .helpers import draft, items, told

NAMES = ["班子好", "队伍好", "机制好", "业绩好", "反映好"]
SLOGANS = f"slogans: {{five: {{name: 五好, items: [{', '.join(NAMES)}]}}}}\n"


def under_slogan(*headings: str) -> list[str]:
    entries = [{"id": f"i{n}", "heading": name, "text": "文"} for n, name in enumerate(headings)]
    return draft(SLOGANS + items(*entries, slogan="five")).codes


@pytest.mark.parametrize(
    ("headings", "codes"),
    [
        (NAMES, []),
        ([f"做到{name}" for name in NAMES], []),
        (NAMES[:4], ["slogan-list"]),
        ([*NAMES, "作风好"], ["slogan-list"]),
        ([NAMES[1], NAMES[0], *NAMES[2:]], ["slogan-list"]),
        ([*NAMES[:4], "群众满意"], ["slogan-list"]),
    ],
)
def test_a_slogan_is_followed_by_its_names(headings: list[str], codes: list[str]) -> None:
    assert under_slogan(*headings) == codes


def stage(start: Any, end: Any, name: str = "阶段") -> Section:
    window = Window(start, end) if start else None
    body = (Paragraph(id="p", text="文"),)
    return Section(id=name, role="phase", heading=name, window=window, children=body)


def plan(*children: Section) -> Plan:
    return Plan(title="方案", children=(Section(id="s", heading="步骤", children=children),))


JUNE, JULY, AUGUST = Month(2018, 6), Month(2018, 7), Month(2018, 8)


@pytest.mark.parametrize(
    ("stages", "codes"),
    [
        ([(JUNE, JUNE), (JULY, AUGUST)], []),
        ([(JUNE, JULY), (JULY, AUGUST)], ["stage-overlap"]),
        ([(JULY, JULY), (JUNE, JUNE)], ["stage-overlap"]),
        ([(JUNE, JUNE), (AUGUST, AUGUST)], []),
        ([(JUNE, JUNE), (OfficialDate(2018, 7, 1), OfficialDate(2018, 7, 9))], []),
        ([(JUNE, JUNE), (OfficialDate(2018, 6, 30), OfficialDate(2018, 7, 9))], ["stage-overlap"]),
        ([(OfficialDate(2018, 6, 1), OfficialDate(2018, 6, 30)), (JULY, JULY)], []),
        ([(JUNE, JUNE), (None, None)], ["stage-undated"]),
        ([(None, None), (None, None)], []),
        ([(JUNE, JULY), (None, None), (JULY, AUGUST)], ["stage-overlap", "stage-undated"]),
    ],
)
def test_stages_in_order(stages: list[tuple[Any, Any]], codes: list[str]) -> None:
    found = check(plan(*(stage(start, end, f"第{n}") for n, (start, end) in enumerate(stages))))
    assert [finding.code for finding in found] == codes


def test_an_overlap_is_told_with_both_dates() -> None:
    message = told(check(plan(stage(JUNE, JULY, "动员"), stage(JULY, AUGUST, "创建"))))
    assert "the stage 创建 begins on 2018年7月" in message
    assert "2018年7月)" in message


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        (Section(id="a", heading="甲"), ["empty-section"]),
        (Section(id="a", heading="甲", children=(Paragraph(id="p", text="文"),)), []),
        (Section(id="a", heading="甲", layout="run_in"), []),
        (
            Section(id="a", heading="甲", children=(Section(id="b", heading="乙"),)),
            ["empty-section"],
        ),
    ],
)
def test_headings_with_nothing_below(section: Section, codes: list[str]) -> None:
    assert [finding.code for finding in check(Plan(title="方案", children=(section,)))] == codes


def test_findings_lead_to_the_blueprint() -> None:
    drafted = draft(
        items({"id": "a", "heading": "题", "layout": "block", "text": "{% if 1 > 2 %}x{% endif %}"})
    )
    assert drafted.codes == ["empty-section"]
    assert "b.yaml:3:" in drafted.told
    assert "sections[0].items[0]" in drafted.told


def test_every_rule_says_what_it_checks() -> None:
    assert all(rule.__doc__ for rule in RULES)
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_a_criterion_of_no_text_is_told() -> None:
    criterion = {
        "id": "a",
        "text": "{% if 1 > 2 %}x{% endif %}",
        "points": "10",
        "evidence": ["记录"],
    }
    assert draft(items(kind="standards", criteria=[criterion])).codes


# The last gate -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (Block("a", "body", (Span("文"), Span("题", "heading2"))), ""),
        (Block("a", "body", (Span("文\x07"),)), "forbidden-character"),
        (Block("a", "body", (Span("见\ufdd0ref:s\ufdd1"),)), "unresolved-reference"),
        (TableBlock("a", ("列",), (("甲\ufffe",),)), "forbidden-character"),
    ],
)
def test_nothing_leaves_that_no_document_may_hold(block: AnyBlock, code: str) -> None:
    assert [finding.code for finding in leaks([block])] == ([code] if code else [])
    told(leaks([block]))


def test_a_shared_block_is_looked_at_once_unless_it_is_bad() -> None:
    memo: Any = {}
    good = Block("a", "body", (Span("文"),), shared=True)
    bad = Block("b", "body", (Span("\x07"),), shared=True)
    assert not leaks([good], memo)
    assert memo
    for _ in range(2):
        assert [finding.code for finding in leaks([good, bad], memo)] == ["forbidden-character"]
