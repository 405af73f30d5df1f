"""Blueprint, unit and policies to plan: conditions, repetition, inheritance of data, stages."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from generator.binding import values_of
from generator.errors import errors_of
from generator.plan import Paragraph, Section, walk
from generator.resolver import compile_blueprint

from .helpers import (
    DAY,
    caged,
    declared,
    draft,
    draft_text,
    from_values,
    items,
    load_blueprint,
    one_section,
    say,
    tiny_policies,
    told,
    trouble,
)

V = declared({"vs": "list", "flag": "yes_no", "t": {
    "type": "table", "columns": {"name": {"label": "村名"}, "n": {"label": "户数", "type": "integer"}},
}, "p": "person", "ps": "person_list"})  # fmt: skip
VALUES: dict[str, Any] = {
    "vs": "甲村、乙村", "flag": "是", "t": [["红村", "3"], ["绿村", "4"]],
    "p": "张三（书记）", "ps": "李四（镇长）、王五",
}  # fmt: skip


def lines(text: str) -> list[str]:
    return draft_text(V + text, VALUES)[1:]


# Values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "value", "result"),
    [
        ({"type": "integer", "default": 4}, None, "【4】"),
        ({"type": "integer", "default": 4}, "", "【4】"),
        ({"type": "integer", "default": 4}, "5", "【5】"),
        ({"type": "text", "default": "no"}, None, "【no】"),
        ({"type": "text", "default": ""}, None, "【】"),
        ({"type": "text", "default": "no"}, " ", "【no】"),
        ({"type": "text"}, "待补", "【〔待补：v〕】"),
    ],
)
def test_values_and_defaults(variable: dict[str, Any], value: Any, result: str) -> None:
    given = {} if value is None else {"v": value}
    assert say("【{{ v }}】", {"v": variable}, **given) == result


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({}, "v (v) is missing"),
        ({"v": ""}, "v (v) is missing"),
        ({"v": None}, "v (v) is missing"),
        ({"v": "x"}, "v (v): “x” is not a number"),
        ({"v": "1", "w": "2"}, "the blueprint has no variable w (did you mean v?)"),
        ({"v": ["1"]}, "v (v): a single text is expected here"),
    ],
)
def test_values_that_do_not_fit(given: dict[str, Any], part: str) -> None:
    text = one_section("{{ v }}", {"v": "integer"})
    message = trouble(draft, text, given)
    if "w" not in given:
        assert part in message
    else:
        assert part.partition(" (did")[0] in message
    assert "[甲]" in message


def test_all_wrong_values_are_told_at_once() -> None:
    text = one_section("x", {"a": "integer", "b": "date", "c": "text"})
    message = trouble(draft, text, {"a": "x", "b": "x", "d": "x"})
    assert len(message.splitlines()) == 4


def test_a_value_left_open_is_reported() -> None:
    drafted = draft(one_section("{{ v }}", {"v": "text"}), {"v": "待补"})
    assert drafted.codes == ["left-open"]
    assert drafted.findings[0].severity == "warning"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", " "),
        ("text", "　"),
        ("long_text", "\n"),
        ("list", []),
        ("list", "、"),
        ("table", []),
    ],
)
def test_blanks_are_no_values(kind: str, value: Any) -> None:
    keys = {"columns": {"a": {"label": "a"}}} if kind == "table" else {}
    text = one_section("x", {"v": {"type": kind, **keys}})
    assert "missing" in trouble(draft, text, {"v": value})


@pytest.mark.parametrize(
    ("variable", "given"),
    [
        ({"type": "text", "default": "待补"}, {}),
        ({"type": "table", "columns": {"a": {"label": "a"}}}, {"v": [["待补"]]}),
        ({"type": "person_list"}, {"v": ["张三", "待补"]}),
    ],
)
def test_whatever_is_left_open_is_reported(variable: dict[str, Any], given: dict[str, Any]) -> None:
    assert "left-open" in draft(one_section("x", {"v": variable}), given).codes


# Conditions and repetition ------------------------------------------------------------------------------


def test_what_does_not_hold_falls_away_with_all_below_it() -> None:
    kept = {"id": "a", "when": "flag", "text": "甲"}
    gone = {"id": "b", "when": "not flag", "heading": "乙", "items": [{"id": "c", "text": "丙"}]}
    assert lines(items(gone, kept)) == ["（一）甲"]


@pytest.mark.parametrize(
    ("each", "text", "result"),
    [
        ("v in vs", "{{ v }}", ["（一）甲村", "（二）乙村"]),
        ("row in t", "{{ row.name }}{{ row.n }}户", ["（一）红村3户", "（二）绿村4户"]),
        ("one in ps", "{{ one.titled }}", ["（一）镇长李四", "（二）王五"]),
    ],
)
def test_each_repeats(each: str, text: str, result: list[str]) -> None:
    assert lines(items({"id": "a", "each": each, "text": text})) == result


def test_each_with_a_condition_on_its_name() -> None:
    assert lines(
        items({"id": "a", "each": "v in vs", "when": "v != '甲村'", "text": "{{ v }}"})
    ) == ["（一）乙村"]


def test_ids_carry_the_keys_of_their_turns() -> None:
    inner = {"id": "b", "each": "w in vs", "text": "{{ v }}{{ w }}"}
    drafted = draft(
        V + items({"id": "a", "each": "v in vs", "heading": "{{ v }}", "items": [inner]}), VALUES
    )
    ids = [node.id for node in walk(drafted.plan)]
    assert ids == [
        "s", "s/a[甲村]", "s/a[甲村]/b[甲村]", "s/a[甲村]/b[甲村]#1", "s/a[甲村]/b[乙村]",
        "s/a[甲村]/b[乙村]#1", "s/a[乙村]", "s/a[乙村]/b[甲村]", "s/a[乙村]/b[甲村]#1",
        "s/a[乙村]/b[乙村]", "s/a[乙村]/b[乙村]#1",
    ]  # fmt: skip
    assert len({block.id for block in drafted.blocks}) == len(drafted.blocks)


def test_a_stated_key() -> None:
    drafted = draft(V + items({"id": "a", "each": "r in t", "key": "r.n", "text": "x"}), VALUES)
    assert [node.id for node in walk(drafted.plan) if isinstance(node, Section)] == [
        "s", "s/a[3]", "s/a[4]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("each", "part"),
    [
        ("vs", "“vs” is not understood"),
        ("v of vs", "write: village in villages"),
        ("v in vss", "did you mean vs?"),
        ("v in flag", "flag is not a variable of type list, table or person_list"),
        ("flag in vs", "flag is already the name of something else"),
        ("unit in vs", "unit is already the name of something else"),
    ],
)
def test_each_refused(each: str, part: str) -> None:
    message = trouble(draft, V + items({"id": "a", "each": each, "text": "x"}), VALUES)
    assert part in message
    assert "sections[0].items[0].each" in message


def test_two_turns_of_one_key_are_told() -> None:
    text = V + items({"id": "a", "each": "v in vs", "text": "x"})
    assert "two entries of vs have the same key 甲村" in trouble(
        draft, text, {**VALUES, "vs": ["甲村", "甲村"]}
    )


def test_a_list_of_too_many_entries_is_told() -> None:
    text = V + items({"id": "a", "each": "v in vs", "text": "x"})
    many = [str(n) for n in range(2001)]
    assert "more than 2000 entries" in trouble(draft, text, {**VALUES, "vs": many})


def test_count_and_total_follow_what_is_there() -> None:
    criteria = [
        {"id": "a", "text": "甲", "points": "10"},
        {"id": "b", "text": "乙", "points": "5", "when": "not flag"},
        {"id": "c", "text": "{{ v }}", "points": "{{ 2 * 10 }}", "each": "v in vs"},
    ]
    text = items(
        kind="standards", criteria=criteria, closing="{{ count('s') | zh }}条{{ total('s') }}分"
    )
    assert lines(text)[-1] == "三条50分"


@pytest.mark.parametrize("points", ["x", "-1", "1.5", "10分"])
def test_points_that_are_no_number(points: str) -> None:
    text = items(kind="standards", criteria=[{"id": "a", "text": "甲", "points": points}])
    assert f"“{points}” is not a number of points" in trouble(draft, text)


# Tables and members ---------------------------------------------------------------------------------------


def test_a_table_of_a_variable_takes_its_columns() -> None:
    assert lines(one_section("文", table={"rows": "t"}))[1:] == ["村名\t户数\n红村\t3\n绿村\t4"]


def test_a_table_written_out() -> None:
    table = {
        "caption": "表1",
        "headings": ["甲", "乙"],
        "rows": [["{{ p }}", "2"]],
        "widths": [1, 2],
    }
    assert lines(one_section("文", table=table))[1:] == ["表1", "甲\t乙\n张三\t2"]


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ({"headings": ["甲"], "rows": [["1", "2"]]}, "the table has 1 headings"),
        ({"headings": ["甲"], "rows": [["1"]], "widths": [1, 2]}, "the table has 1 headings"),
        ({"headings": ["甲"], "rows": "t"}, "the table has 1 headings"),
        ({"rows": "vs"}, "vs is not a variable of type table"),
        ({"rows": "tt"}, "did you mean t?"),
    ],
)
def test_tables_refused(table: dict[str, Any], part: str) -> None:
    if part == "did you mean t?":
        part = "tt is not a variable of type table"
    message = trouble(draft, V + one_section("文", table=table), VALUES)
    assert part in message
    assert "sections[0].table" in message


def test_a_member_list() -> None:
    members = [{"post": "组长", "people": "p"}, {"post": "副组长", "people": "ps"}]
    assert lines(one_section("文", members=members))[1:] == [
        "组　长：张　三　书记", "副组长：李　四　镇长", "　　　　王　五",
    ]  # fmt: skip


@pytest.mark.parametrize("people", ["flag", "nobody", "t"])
def test_members_refused(people: str) -> None:
    text = V + one_section("文", members=[{"post": "组长", "people": people}])
    assert f"{people} is not a variable of type person" in trouble(draft, text, VALUES)


OPEN = {**VALUES, "p": "待补", "t": "待补", "vs": "待补"}


@pytest.mark.parametrize(
    "text",
    [
        one_section("文", members=[{"post": "组长", "people": "p"}]),
        one_section("文", table={"rows": "t"}),
        items({"id": "a", "each": "v in vs", "text": "{{ v }}"}),
        one_section("{% for v in vs %}{{ v }}；{% endfor %}"),
    ],
    ids=["members", "table", "each", "for"],
)
def test_lists_left_open_stay_whole(text: str) -> None:
    drafted = draft(V + text, OPEN)
    assert len(drafted.lines) <= 3
    assert "〔待补：" in "".join(drafted.lines) or errors_of(drafted.findings)


# Stages ---------------------------------------------------------------------------------------------------


def stages(*phases: str, text: str = "") -> str:
    lines = "".join(
        f"      - {{id: p{n}, heading: 阶段, text: 文{',' if phase else ''} {phase}}}\n"
        for n, phase in enumerate(phases)
    )
    lead = f"    text: {text}\n" if text else ""
    return f"sections:\n  - id: s\n    kind: steps\n    heading: 步骤\n{lead}    phases:\n{lines}"


def windows(*phases: str) -> list[str]:
    return ["".join(re.findall("阶段（(.*?)）", line)) for line in draft_text(stages(*phases))[1:]]


@pytest.mark.parametrize(
    ("phases", "result"),
    [
        (["from: 2018-06", "months: 2", "months: 1"], ["2018年6月", "2018年7—8月", "2018年9月"]),
        (["from: 2018-11, months: 3", ""], ["2018年11月—2019年1月", ""]),
        (["from: 2018-06, to: 2018-08", "to: 2018-12"], ["2018年6—8月", "2018年9—12月"]),
        (["from: 2018-06-10, days: 20", "days: 1"], ["2018年6月10日—29日", "2018年6月30日"]),
        (["from: 2018-01-31, months: 1"], ["2018年1月31日—2月27日"]),
        (["from: 2018-06, to: 2018-07-15"], ["2018年6月1日—7月15日"]),
        (["from: 2018-06, days: 10"], ["2018年6月1日—10日"]),
        (["from: 2018年6月, months: 2个月"], ["2018年6—7月"]),
    ],
)
def test_windows_follow_each_other(phases: list[str], result: list[str]) -> None:
    findings = draft(stages(*phases)).findings
    assert not errors_of(findings), told(findings)
    assert windows(*phases) == result


@pytest.mark.parametrize(
    ("phases", "part"),
    [
        (["months: 2"], "the stage has no start and follows no dated stage"),
        (["from: soon"], "“soon” is not a month"),
        (["from: 2018-13"], "the month 2018-13 does not exist"),
        (["from: 2018-08, to: 2018-06"], "ends (2018年6月) before it begins (2018年8月)"),
        (["from: 2018-06, months: some"], "“some” is not a length of a stage"),
        (["from: 2018-06, months: 0"], "“0” is not a length of a stage"),
        (["from: 2018-06, days: 10000"], "“10000” is not a length of a stage"),
        (["from: 2018-06, months: -1"], "“-1” is not a length of a stage"),
    ],
)
def test_stages_refused(phases: list[str], part: str) -> None:
    message = trouble(draft, stages(*phases))
    assert part in message
    assert message.count(part) == 1
    assert "sections[0].phases[0]" in message


def test_texts_can_ask_for_the_span_of_all_stages() -> None:
    text = stages("from: 2018-06", "months: 6", text="\"自{{ span('s') }}\"")
    assert draft_text(text)[1] == "自2018年6—12月"


@pytest.mark.parametrize(
    "phases",
    [["from: 9999-12, months: 2", "months: 1"], ["from: 9999-12-01, days: 900"],
     ["from: 9999-12-31", "days: 1"]],
)  # fmt: skip
def test_stages_beyond_the_calendar_are_refused(phases: list[str]) -> None:
    trouble(draft, stages(*phases))


@pytest.mark.parametrize(
    "text",
    [
        stages("from: 2018-06, months: " + "9" * 5000),
        items(kind="standards", criteria=[{"id": "a", "text": "甲", "points": "9" * 5000}]),
    ],
    ids=["months", "points"],
)
def test_lengths_and_points_of_many_digits(text: str) -> None:
    trouble(draft, text)


def test_the_span_of_a_part_without_stages_is_told() -> None:
    trouble(draft, one_section("自{{ span('s') }}"))


# Runaways within the plan ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        items({"id": "a", "text": "x", "when": "count('s') > 1"}),
        items(kind="standards", criteria=[{"id": "a", "text": "x", "points": "{{ total('s') }}"}]),
        stages("from: \"{{ begins('s') }}\""),
    ],
    ids=["count", "total", "begins"],
)
def test_what_depends_on_itself_is_told(text: str) -> None:
    trouble(draft, text)


RUNAWAY = """
from tests.helpers import draft, items, trouble, declared
{text}
print(trouble(draft, text, values))
"""


def test_each_within_each_is_bounded() -> None:
    caged(RUNAWAY.format(text="""
inner = {"id": "b", "each": "w in vs", "text": "x"}
text = declared({"vs": "list"}) + items({"id": "a", "each": "v in vs", "heading": "h", "items": [inner]})
values = {"vs": [str(n) for n in range(2000)]}
"""), seconds=1)  # fmt: skip


def test_counts_of_counts_are_bounded() -> None:
    caged(RUNAWAY.format(text="""
import json
sections = [{"id": "s0", "kind": "general", "heading": "h", "items": [{"id": "a", "text": "x"}]}]
for n in range(1, 40):
    when = f"count('s{n - 1}') + count('s{n - 1}') > 0"
    sections.append({"id": f"s{n}", "kind": "general", "heading": "h",
                     "items": [{"id": "a", "text": "x", "when": when}]})
text, values = "sections: " + json.dumps(sections), {}
draft(text)
trouble = lambda *_: "fine"
"""), seconds=1)  # fmt: skip


def test_a_long_chain_of_counts_is_told() -> None:
    sections = [
        {"id": f"s{n}", "kind": "general", "heading": "h", "items": [
            {"id": "a", "text": "x", "when": f"count('s{n + 1}') > 0" if n < 300 else "true"}]}
        for n in range(301)
    ]  # fmt: skip
    message = trouble(draft, f"sections: {json.dumps(sections)}")
    assert "depends on too many other parts" in message


def test_what_is_wrong_in_a_condition_that_is_counted_is_told_once() -> None:
    text = items({"id": "a", "text": "x", "when": "p > 3"}, closing="{{ count('s') }}")
    assert trouble(draft, V + text, VALUES).count("cannot be worked out") == 1


def test_a_part_that_falls_away_counts_nothing() -> None:
    gone = {"id": "b", "when": "not flag", "heading": "乙", "items": [{"id": "c", "text": "丙"}]}
    assert lines(items(gone, {"id": "a", "text": "{{ count('s/b') }}"})) == ["（一）0"]


# Policies, slogans, signature --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "text"), [(date(2013, 1, 1), "以旧思想学习"), (date(2024, 1, 1), "以新思想贯彻")]
)
def test_the_day_chooses_the_wording(day: date, text: str) -> None:
    section = one_section("以{{ policy.thought }}{{ policy.thought.verb }}")
    assert draft_text(section, day=day)[1] == text


def test_a_policy_not_yet_in_force_is_named_with_its_first_day() -> None:
    message = trouble(draft, one_section("{{ policy.later }}"))
    assert "no version in force on 2024-03-01" in message
    assert "2030年1月1日" in message


def test_a_policy_unknown_or_not_yet_in_force_is_refused() -> None:
    assert "policy" in trouble(draft, one_section("{{ policy.later }}"))


SLOGANS = "slogans: {five: {name: 五好, items: [班子好, 队伍好, 机制好, 业绩好, 反映好]}}\n"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ slogans.five }}", "“五好”"),
        ("{{ slogans.five.name }}", "五好"),
        ("{{ slogans.five.expanded }}", "“五好”（班子好、队伍好、机制好、业绩好、反映好）"),
        ("{{ slogans.five.items | list }}", "班子好、队伍好、机制好、业绩好和反映好"),
        ("{{ slogans.five.items | length | zh }}", "五"),
    ],
)
def test_slogans(text: str, result: str) -> None:
    assert draft_text(SLOGANS + one_section(text))[1] == result


def test_an_unknown_slogan_is_refused() -> None:
    text = SLOGANS + one_section("x", slogan="fiv")
    assert "there is no slogan fiv (did you mean five?)" in trouble(draft, text)


@pytest.mark.parametrize(
    ("signature", "result"),
    [
        ("{issuer: 某局}", ["某局"]),
        ("{issuer: 某局, date: '{{ d }}'}", ["某局", "2018年6月1日"]),
        ("{issuer: 某局, when: 'd > d'}", []),
    ],
)
def test_signature(signature: str, result: list[str]) -> None:
    text = declared({"d": "date"}) + one_section("文") + f"signature: {signature}\n"
    assert draft_text(text, {"d": "2018-06-01"})[2:] == result


# What depends on no unit is made once ---------------------------------------------------------------------------


def test_constant_parts_are_the_same_objects_in_every_plan() -> None:
    text = (
        "variables: {v: {label: v}}\nsections:\n"
        "  - {id: a, kind: general, heading: 甲, text: '{{ policy.thought }}'}\n"
        "  - {id: b, kind: general, heading: 乙, text: '{{ v }}'}\n"
    )
    loaded = load_blueprint(text)
    program = compile_blueprint(loaded, tiny_policies(), DAY)
    one, two = (
        program.resolve(values_of(loaded, from_values({"v": value}))[0], [])
        for value in ("子", "丑")
    )
    assert one.children[0] is two.children[0]
    assert one.children[0].shared
    assert not one.children[1].shared
    assert [node.text for node in walk(one) if isinstance(node, Paragraph)] == ["新思想", "子"]
    assert sorted(program.versions) == ["thought"]


def test_a_reserved_name_is_no_variable() -> None:
    for name in ("count", "policy", "loop", "true"):
        assert "is a name of the language" in trouble(
            draft, one_section("x", {name: "text"}), {name: "x"}
        )


def test_the_dump_is_readable() -> None:
    assert draft(V + items({"id": "a", "each": "v in vs", "text": "{{ v }}"}), VALUES).dump == (
        "plan '方案'\n"
        "  section s 一、标题 kind='general'\n"
        "    item s/a[甲村] （一） layout='run_in'\n"
        "      甲村\n"
        "    item s/a[乙村] （二） layout='run_in'\n"
        "      乙村\n"
    )
