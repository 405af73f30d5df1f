"""Rules across the units of a run: what they tell, and above all what they leave alone."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from generator import units as rosters
from generator.binding import values_of
from generator.crossing import Search, findings, index, typed_in, watched
from generator.errors import Finding
from generator.facts import Facts, StageFacts, TotalFacts, facts_of
from generator.units import Raw, Unit

from .helpers import ROOT, drafters, told
from .helpers import load_blueprint as load_text

Row = tuple[str, ...]


def codes(found: list[Finding]) -> list[str]:
    assert all(finding.severity == "warning" for finding in found)
    return [f"{finding.unit} {finding.code}" for finding in found]


# Quotas ----------------------------------------------------------------------------------


def quota(text: str) -> Facts:
    """`dong<county 12个`: a unit, the one above it, its figure."""
    name, _, figure = text.partition(" ")
    own, _, parent = name.partition("<")
    digits = figure.rstrip("个亩公顷元")
    total = TotalFacts("n", "村数", digits, figure.removeprefix(digits))
    return Facts(own, parent, short_name=own, totals=(total,) if " " in text else ())


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (["县 42个", "甲<县 12个", "乙<县 30个"], []),
        (["甲<县 12个", "乙<县 30个", "县 42个"], []),
        (["县 42个", "甲<县 12个", "乙<县 29个"], ["县 totals-too-low"]),
        (["甲<县 12个", "乙<县 31个", "县 42个"], ["县 totals-too-high"]),
        (["县 42个", "甲<县 42个", "乙<县 42个"], ["县 totals-too-high"]),  # inherited
        (["县 42个"], []),
        (["县 42个", "甲 12个", "乙<丙 12个"], []),  # nobody below it
        (["县 ", "甲<县 12个"], []),  # the county states none
        (["县", "甲<县 12个"], []),
        (["县 42个", "局<县", "甲<县 42个"], []),  # a bureau has no villages
        (["县 42个", "局<县"], []),
        (["县 42个", "甲<县 12个", "乙<县 "], []),  # one is missing
        (["县 42个", "甲<县 43个", "乙<县 "], ["县 totals-too-high"]),
        (["县 9亩", "甲<县 3亩", "乙<县 1公顷"], []),  # of two measures
        (["县 0.3元", "甲<县 0.1元", "乙<县 0.2元"], []),
        (["市 5个", "县<市 5个", "甲<县 2个", "乙<县 3个"], []),
        (["市 6个", "县<市 5个", "甲<县 2个", "乙<县 2个"], ["市 totals-too-low", "县 totals-too-low"]),
        (["县<县 42个"], []),  # its own parent
    ],
)  # fmt: skip
def test_figures_add_up(units: list[str], expected: list[str]) -> None:
    assert codes(findings(map(quota, units))) == expected


def test_units_that_are_not_all_there_do_not_fall_short() -> None:
    units = [quota(text) for text in ("县 42个", "甲<县 12个", "乙<县 29个")]
    assert codes(findings(units, partial={"县"})) == []
    more = [*units, quota("丙<县 9个")]
    assert codes(findings(more, partial={"县"})) == ["县 totals-too-high"]


def test_a_body_with_two_plans_counts_once() -> None:
    figure = (TotalFacts("n", "村数", "21", "个"),)
    towns = [
        Facts(f"{name}-{plan}", "县", plan, name=name, totals=figure)
        for name in ("东河乡", "西山乡")
        for plan in ("party", "safety")
    ]
    assert findings([quota("县 42个"), *towns]) == []


def test_a_sum_is_told_with_both_figures_and_its_parts() -> None:
    units = ["县 42个", *(f"{name}<县 {n}个" for n, name in enumerate("甲乙丙丁戊", 6))]
    message = told(findings(map(quota, units)))
    assert "村数: the 5 units below 县 add up to 40个, 2个 less than its 42个" in message
    assert "(甲6个、乙7个、丙8个、丁9个……)" in message
    money = ["县 1200000元", "甲<县 1500000元"]
    assert "150万元, 30万元 more than its 120万元" in told(findings(map(quota, money)))


# Stages ----------------------------------------------------------------------------------


def timed(text: str) -> Facts:
    """`dong<county plan 2018-06..2018-07 2018-08..2018-09`: unit, parent, blueprint, stages."""
    name, blueprint, *windows = text.split()
    own, _, parent = name.partition("<")
    stages = (window.partition("..") for window in windows)
    dated = [StageFacts(f"第{n}阶段", s, e) for n, (s, _, e) in enumerate(stages, 1)]
    return Facts(own, parent, blueprint, short_name=own, stages=tuple(dated))


@pytest.mark.parametrize(
    ("above", "unit", "expected"),
    [
        ("2018-06..2018-07 2018-08..2018-12", "b 2018-06..2018-12", []),
        ("2018-06..2018-12", "b 2018-07..2018-08 2018-09..2018-10", []),
        ("2018-06..2018-12", "b 2018-05..2018-12", ["甲 stage-before-parent"]),
        ("2018-06..2018-12", "b 2018-06..2019-01", ["甲 stage-after-parent"]),
        ("2018-06..2018-12", "b 2018-05..2018-06 2018-07..2019-01",
         ["甲 stage-before-parent", "甲 stage-after-parent"]),
        ("2018-06..2018-12", "b 2019-01..2019-02", ["甲 stage-after-parent"]),
        ("2018-06..2018-12", "b 2018-06-01..2018-12-31", []),  # days in those months
        ("2018-06-15..2018-12-15", "b 2018-06..2018-12", []),  # as far as both are told
        ("2018-06-15..2018-12-15", "b 2018-06-14..2018-12-15", ["甲 stage-before-parent"]),
        ("2018-06-15..2018-12-15", "b 2018-05..2018-12", ["甲 stage-before-parent"]),
        ("2018-06..2018-12", "other 2018-06..2019-01", ["甲 stage-after-parent"]),
        ("2018-06..2018-12", "other 2020-01..2020-02", []),  # another matter altogether
        ("2018-06..2018-12", "b ..", []),
        ("..", "b 2018-06..2018-12", []),
        ("", "b 2018-06..2018-12", []),
    ],
)  # fmt: skip
def test_stages_lie_within_those_above(above: str, unit: str, expected: list[str]) -> None:
    pair = [timed(f"县 b {above}"), timed(f"甲<县 {unit}")]
    assert codes(findings(pair)) == expected
    assert codes(findings(reversed(pair))) == expected


def test_a_stage_is_told_with_all_dates() -> None:
    message = told(findings([timed("县 b 2018-06..2018-12"), timed("甲<县 b 2018-07..2019-01-05")]))
    assert "[甲] the stage 第1阶段 ends on 2019年1月5日, after the stages of 县" in message
    assert "(2018年6月 to 2018年12月)" in message


def test_no_parent_no_frame() -> None:
    assert findings([timed("县 b 2018-06..2018-12"), timed("甲 b 2020-01..2020-02")]) == []


# Names -----------------------------------------------------------------------------------


def named(row: Row) -> Facts:
    own, parent, blueprint, full, short = row
    return Facts(own, parent, blueprint, name=full, short_name=short)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", "", "b", "中共东河乡委员会", "东河乡"), ("b", "", "b", "中共西山乡委员会", "西山乡")], []),
        ([("a", "", "b", "中共东河乡委员会", "东河乡"), ("b", "", "b", "中共东河乡委员会", "东河乡")], []),
        # one body, two short names
        ([("a", "", "b", "中共东河乡委员会", "东河乡"), ("b", "", "b", "中共东河乡委员会", "东河")],
         ["b two-short-names"]),
        ([("a", "县", "b", "甲局", "甲"), ("b", "县", "b", "甲局", "甲局"), ("c", "县", "c", "甲局", "甲局")],
         ["a two-short-names"]),
        ([("a", "x", "b", "第一中学", "一中"), ("b", "y", "b", "第一中学", "县一中")], []),  # two schools
        ([("a", "", "b", "甲局", "甲局"), ("b", "", "b", "甲局", "")], []),
        # a short name left from the row that was copied
        ([("a", "", "b", "中共东河乡委员会", "东河乡"), ("b", "", "b", "中共西山乡委员会", "东河乡")],
         ["b shared-short-name"]),
        ([("a", "", "b", "中共西山乡委员会", "东河乡"), ("b", "", "b", "中共东河乡委员会", "东河乡")],
         ["a shared-short-name"]),
        ([("a", "县", "b", "东河乡党委", "东河"), ("b", "县", "b", "东河村党委", "东河")],
         ["b shared-short-name"]),
        # 城关镇 of two counties
        ([("a", "甲县", "b", "中共甲县城关镇委员会", "城关镇"), ("b", "乙县", "b", "中共乙县城关镇委员会", "城关镇")], []),
        ([("a", "", "b", "中共甲县城关镇委员会", "城关镇"), ("b", "", "b", "中共乙县城关镇委员会", "城关镇")], []),
        ([("a", "", "b", "直属机关工委", "县直"), ("b", "", "b", "国资工委", "县直")], []),
        # the district in two kinds of plan
        ([("a", "", "b", "澄溪区委教育工委", "澄溪区"), ("b", "", "c", "澄溪区委", "澄溪区")], []),
        ([("a", "市", "b", "区委教育工委", "澄溪区"), ("b", "市", "c", "澄溪区委", "澄溪区")], []),
    ],
)  # fmt: skip
def test_one_body_one_name(rows: list[Row], expected: list[str]) -> None:
    assert codes(findings(map(named, rows))) == expected


# Leaders ---------------------------------------------------------------------------------


def led(*names: str, position: str = "县委书记", parent: str = "县") -> Iterator[Facts]:
    for number, name in enumerate(names):
        yield Facts(f"u{number}", parent, people=((name, position),))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["李建国"] * 8, []),
        (["李建国"] * 3 + ["李建囯"], ["u3 two-spellings"]),
        (["李建囯"] + ["李建国"] * 3, ["u0 two-spellings"]),
        (["李建国"] * 6 + ["李建囯"] * 2, ["u6 two-spellings"]),
        (["李建国"] * 6 + ["李健国", "李建囯"], ["u6 two-spellings", "u7 two-spellings"]),
        (["李建国", "李建囯"], []),  # nobody knows which
        (["李建国"] * 2 + ["李建军"], []),
        (["李建国"] * 4 + ["李建军"] * 4, []),  # of two counties
        (["李建国"] * 5 + ["李建军"] * 2, []),
        (["李建国"] * 5 + ["王芳"], []),  # she came after him
        (["李建国"] * 5 + ["王卫国"], []),
        (["李建国"] * 5 + ["李建国强"], []),
        (["李明"] * 4 + ["李强"], []),
        (["李剑"] * 6 + ["李健"], ["u6 two-spellings"]),
        (["欧阳锋", "欧阳　锋"], ["u1 two-spellings"]),
        (["欧阳　锋", "欧阳 锋", "欧阳 锋"], ["u0 two-spellings"]),
        (["王建国", "王建军", "李建国", "李卫国"], []),  # a secretary in every village
        (["王建国"] * 3 + ["王建军", "李芳", "李卫国", "张三"], []),
        ([f"王建{x}" for x in "国军民华平文武"] + ["王建国"] * 20, []),  # many
    ],
)
def test_one_leader_has_one_name(names: list[str], expected: list[str]) -> None:
    assert codes(findings(led(*names))) == expected


def test_where_the_position_names_the_body_two_agree() -> None:
    county = Facts("县", short_name="云台县")
    there = [county, *led("李建国", "李建国", "李建囯", position="云台县委书记")]
    elsewhere = [county, *led("李建国", "李建国", "李建囯", position="青岚县委书记")]
    assert codes(findings(there)) == ["u2 two-spellings"]
    assert findings(elsewhere) == []


def test_leaders_are_compared_below_one_parent_in_one_position() -> None:
    usual = list(led(*["李建国"] * 9))
    assert findings([*usual, *led("李建囯", parent="另县")]) == []
    assert findings([*usual, *led("李建囯", position="县长")]) == []
    assert findings([*led(*["李建国"] * 9, "李建囯", position="")]) == []


# Names left in a value ---------------------------------------------------------------------

COUNTY = "云台县", "", "中共云台县委员会"
TOWNS = [("东河乡", "云台县", "中共东河乡委员会"), ("西山乡", "云台县", "中共西山乡委员会")]
VARIABLES = {"text": "内容", "more": "说明"}


def roster(*rows: Row, **values: str) -> list[Unit]:
    """Units (short name and id, parent, full name); the values are those of the last."""
    return [
        Unit(
            id=short,
            parent=parent,
            values={
                "unit.name": Raw(full),
                "unit.short_name": Raw(short),
                **{k: Raw(v) for k, v in values.items() if row_number == len(rows) - 1},
            },
        )
        for row_number, (short, parent, full) in enumerate(rows)
    ]


def searched(units: list[Unit], variables: Mapping[str, str] = VARIABLES) -> list[Finding]:
    search = Search(index(units))
    for unit in units:
        search.look(unit, variables)
    return search.findings()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("建设美丽新东河乡", ["东河乡"]),
        ("报中共东河乡委员会备案", ["中共东河乡委员会"]),
        ("前一句说西山乡，后一句说东河乡", ["东河乡"]),
        ("建设美丽新西山乡", []),
        ("中共西山乡委员会", []),
        ("按照云台县的部署", []),
        ("报中共云台县委员会", []),
        ("东河、西山", []),
        ("东河乡、南湖乡、北岭乡参加", []),  # a list
        ("", []),
        ("乡", []),
        ("{{ 东河乡 }}", ["东河乡"]),
    ],
)
def test_another_unit_is_named(text: str, left: list[str]) -> None:
    others = [("南湖乡", "云台县", "南湖乡"), ("北岭乡", "云台县", "北岭乡")]
    units = roster(COUNTY, *others, *TOWNS, text=text)
    assert [f.args["name"] for f in searched(units)] == left


@pytest.mark.parametrize(
    ("rows", "text", "left"),
    [
        # below it, above it, beside it
        ([*TOWNS, COUNTY], "在东河乡试点", []),
        ([("东河乡", "云台县", "东河乡"), ("一村", "东河乡", "一村"), COUNTY], "在一村试点", []),
        ([("东河乡", "", "东河乡"), COUNTY], "在东河乡试点", ["东河乡"]),
        # part of its own name, or its own name part of another
        ([COUNTY, ("云台县档案馆", "", "云台县档案馆")], "云台县的档案事业", []),
        ([("云台县档案馆", "", "云台县档案馆"), COUNTY], "云台县档案馆", []),
        # part of a longer name
        ([("东河", "", "东河街道"), ("东河乡", "", "东河乡"), ("西山乡", "", "西山乡")], "东河乡", ["东河乡"]),
        ([COUNTY, ("云台县教育局", "云台县", "云台县教育局"), ("西山乡", "云台县", "西山乡")],
         "云台县教育局", ["云台县教育局"]),
        # a name of two characters may be any word
        ([("和平", "", "和平村"), ("西山乡", "", "西山乡")], "维护和平稳定", []),
        ([("和平", "", "和平村"), ("西山乡", "", "西山乡")], "“和平”行动", ["和平"]),
        ([("甲", "", "甲"), ("西山乡", "", "西山乡")], "甲", []),
        # one name of two bodies
        ([("城关镇", "甲县", "城关镇"), ("城关镇", "乙县", "城关镇"), ("西山乡", "", "西山乡")], "城关镇", []),
        ([("机关党委", "", "甲局机关党委"), ("机关党委", "", "乙局机关党委"), ("丙", "", "丙局")],
         "机关党委", []),
        # one body with two plans
        ([("东河乡", "", "东河乡党委"), ("东河乡", "", "东河乡党委"), ("西山乡", "", "西山乡")], "东河乡", ["东河乡"]),
        # names in a circle
        ([("东河乡", "西山乡", "东河乡"), ("西山乡", "东河乡", "西山乡")], "东河乡", []),
    ],
)  # fmt: skip
def test_names_that_belong_there(rows: list[Row], text: str, left: list[str]) -> None:
    assert [f.args["name"] for f in searched(roster(*rows, text=text))] == left


def filled(texts: list[str]) -> list[Unit]:
    """Ten villages without parent, whose `text` is given."""
    names = [f"{x}河村" for x in "赵钱孙李周吴郑王冯陈"]
    return [
        Unit(id=name, values={"unit.short_name": Raw(name), "text": Raw(text)})
        for name, text in zip(names, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["美丽村庄"] * 9 + ["美丽赵河村"], 1),
        # many name another: a partner, a superior
        (["赵河村"] * 10, 0),
        (["美丽村庄"] * 8 + ["赵河村", "孙河村"], 0),
        # all but some name themselves
        ([f"美丽{x}河村" for x in "赵钱孙李周吴赵赵赵赵"], 4),
    ],
)
def test_what_a_variable_is_meant_for(texts: list[str], left: int) -> None:
    assert len(searched(filled(texts))) == left


def test_a_name_is_told_with_its_place() -> None:
    message = told(searched(roster(COUNTY, *TOWNS, text="东河乡")))
    assert "[西山乡] 内容 (text) names another unit: 东河乡 (东河乡)" in message


def test_only_texts_are_searched_and_no_addresses() -> None:
    blueprint = load_text(
        """
        variables:
          unit.name: {label: 名称}
          vision: {label: 愿景}
          more: {label: 说明, type: long_text}
          partners: {label: 结对单位, type: list}
          copies: {label: 抄送}
        dispatch: {form: notice, copies_to: "{{ copies }}"}
        sections: [{id: a, kind: general, text: "{{ vision }}{{ more }}{{ partners }}"}]
        """
    ).blueprint
    assert watched(blueprint) == {"vision": "愿景", "more": "说明"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("在全乡开展", []),
        ("在东河乡开展", ["东河乡"]),
        ("按照云台县的部署", []),  # above all of them
        ("{{ unit.name }}东河", []),
        ("{% if unit.name == '东河乡' %}试点{% endif %}", []),
        ("东河乡、东河乡和西山乡", ["东河乡", "西山乡"]),
    ],
)
def test_a_name_typed_into_a_blueprint(text: str, names: list[str]) -> None:
    loaded = load_text(
        f"""
        variables:
          unit.name: {{label: 名称, example: 东河乡, help: 如东河乡}}
        sections: [{{id: a, kind: general, text: "{text}"}}]
        """
    )
    found = typed_in(loaded, index(roster(COUNTY, *TOWNS)))
    assert [finding.args["name"] for finding in found] == names
    assert all(finding.origin.path == "sections[0].text" for finding in found)


# All together ------------------------------------------------------------------------------


def test_the_shipped_plans_are_left_alone() -> None:
    make = drafters("gbt9704", None, date(2026, 11, 23), "")
    units, facts = [], []
    for path in sorted((ROOT / "blueprints/units").glob("*.yaml")):
        for unit in rosters.load(path).units:
            drafter = make(unit)
            values, _ = values_of(drafter.loaded, unit)
            facts.append(facts_of(unit, drafter.loaded.blueprint, values, drafter.plan(values, [])))
            units.append((unit, drafter.loaded))
    names = index(unit for unit, _ in units)
    search = Search(names)
    for unit, loaded in units:
        search.look(unit, watched(loaded.blueprint))
        assert typed_in(loaded, names) == []
    assert len(facts) == 14
    assert findings(facts) == []
    assert search.findings() == []


def many(count: int) -> Iterator[Facts]:
    """Towns of counties, as they come back from JSON: no two texts are one object."""
    for number in range(count):
        county = f"county-{number // 20}"
        yield Facts(
            f"town-{number}",
            county,
            "county-demo-zone",
            f"云台县东河乡第{number}片区创建方案",
            f"中共云台县东河乡第{number}片区工作委员会",
            f"东河乡第{number}片区",
            tuple(StageFacts(f"第{n}阶段", f"2018-0{n}", f"2018-0{n}", "组织部") for n in (1, 2, 3, 4)),
            (("李建国", "县委书记"), (f"王建{number}", "党委书记")),
            (TotalFacts("villages", "村数", str(number % 50), "个"),),
        )  # fmt: skip


def test_a_run_is_kept_small() -> None:
    findings(many(100))
    tracemalloc.start()
    found = findings(many(4000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == []
    assert peak / 4000 < 700


def test_the_order_of_units_does_not_matter() -> None:
    units: list[Any] = [
        *map(quota, ["县 42个", "甲<县 12个", "乙<县 29个"]),
        *led(*["李建国"] * 5, "李建囯", parent="市"),
    ]
    assert sorted(codes(findings(units))) == sorted(codes(findings(units[::-1])))
