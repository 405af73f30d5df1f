"""What is kept of each unit: taken from its values and plan, and back from JSON unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.binding import values_of
from generator.facts import Facts, StageFacts, TotalFacts, facts_of, from_json, to_json

from .helpers import load_blueprint, make_drafter, trouble, unit

BLUEPRINT = """
blueprint: town
title: "{{ unit.name }}方案"
variables:
  unit.name: {label: 名称}
  unit.short_name: {label: 简称, required: no}
  villages: {label: 村数, type: integer, unit: 个, adds_up: yes}
  budget: {label: 预算, type: money, adds_up: yes, required: no}
  ground: {label: 面积, type: area, adds_up: yes, required: no}
  leader: {label: 组长, type: person, required: no}
  deputies: {label: 副组长, type: person_list, required: no}
  start: {label: 开始, default: 2018-06}
sections:
  - id: aims
    kind: objectives
    heading: 目标
    indicators:
      - {id: cover, heading: 覆盖率, text: 全覆盖, by: 2018年底}
  - id: steps
    kind: steps
    heading: 步骤
    owner: 组织部
    numbering: 第一阶段
    phases:
      - {id: launch, heading: 动员, from: "{{ start }}", months: 2, text: 动员。}
      - {id: build, heading: 创建, to: "2018-12", text: 创建。, owner: 各村, deliverable: 台账}
  - id: open
    kind: steps
    heading: 另外
    phases:
      - {id: later, heading: 以后, text: 以后。}
  - id: guards
    kind: safeguards
    heading: 保障
    items:
      - {id: money, heading: 经费, text: 经费。, owner: 财政所, due: 2018年7月}
"""

ADDED = """
variables:
  n: {{label: 数, type: {kind}, adds_up: yes}}
sections: [{{id: a, kind: general, text: 文}}]
"""


def facts(tmp_path: Path, **values: Any) -> Facts:
    drafter = make_drafter(tmp_path, BLUEPRINT)
    one = unit("dong", **{"unit.name": "东河乡", **values})
    typed, _ = values_of(drafter.loaded, one)
    return facts_of(one, drafter.loaded.blueprint, typed, drafter.plan(typed, []))


def test_stages_have_dates_owners_and_what_comes_of_them(tmp_path: Path) -> None:
    assert facts(tmp_path, villages=3).stages == (
        StageFacts("第一阶段：动员", "2018-06", "2018-07", "组织部"),
        StageFacts("第二阶段：创建", "2018-08", "2018-12", "各村", "台账"),
        StageFacts("以后"),
    )


def test_days_keep_their_day(tmp_path: Path) -> None:
    first = facts(tmp_path, start="2018-06-05").stages[0]
    assert (first.start, first.end) == ("2018-06-05", "2018-08-04")


def test_dates_of_duties_and_indicators(tmp_path: Path) -> None:
    assert facts(tmp_path).dues == (("覆盖率", "2018年底"), ("经费", "2018年7月"))


@pytest.mark.parametrize(
    ("values", "people"),
    [
        ({}, ()),
        ({"leader": "张三（乡长）"}, (("张三", "乡长"),)),
        (
            {"leader": "张三（乡长）", "deputies": "李四（副乡长）、王五、张三（乡长）"},
            (("张三", "乡长"), ("李四", "副乡长"), ("王五", "")),
        ),
        ({"leader": "待补"}, ()),
    ],
)
def test_people_with_their_positions(tmp_path: Path, values: Any, people: Any) -> None:
    assert facts(tmp_path, **values).people == people


@pytest.mark.parametrize(
    ("values", "totals"),
    [
        ({}, ["", "", ""]),
        ({"villages": "待补"}, ["", "", ""]),
        ({"villages": "三"}, ["", "", ""]),  # a value that cannot be read
        ({"villages": "12个", "budget": "1.5万元", "ground": "3亩"}, ["12个", "15000元", "3亩"]),
        ({"villages": 0, "budget": "0.10元"}, ["0个", "0.1元", ""]),
    ],
)
def test_figures_that_add_up(tmp_path: Path, values: Any, totals: list[str]) -> None:
    found = facts(tmp_path, **values).totals
    assert [total.number + total.unit for total in found] == totals
    assert [total.label for total in found] == ["村数", "预算", "面积"]


@pytest.mark.parametrize("kind", ["integer", "decimal", "money", "area"])
def test_what_adds_up_is_a_number(kind: str) -> None:
    assert load_blueprint(ADDED.format(kind=kind)).blueprint.variables["n"].adds_up


@pytest.mark.parametrize("kind", ["percent", "year", "text", "integer_range", "list"])
def test_what_cannot_add_up_is_refused(kind: str) -> None:
    message = trouble(load_blueprint, ADDED.format(kind=kind))
    assert "b.yaml:5:" in message
    assert "variables.n.adds_up: adds_up belongs to a variable of one of the types" in message
    assert "integer、decimal、money、area" in message


def test_a_column_does_not_add_up() -> None:
    column = "table, columns: {c: {label: 列, type: integer, adds_up: yes}}"
    text = ADDED.replace(", adds_up: yes", "").format(kind=column)
    assert "variables.n.columns.c.adds_up" in trouble(load_blueprint, text)


def test_names_left_open_are_none(tmp_path: Path) -> None:
    found = facts(tmp_path, **{"unit.name": "待补"})
    assert (found.name, found.short_name) == ("", "")


def test_a_unit_without_plan_has_what_its_values_tell() -> None:
    loaded = load_blueprint(BLUEPRINT)
    one = unit("dong", **{"unit.name": "东河乡", "villages": 3})
    found = facts_of(one, loaded.blueprint, values_of(loaded, one)[0], None)
    assert (found.title, found.stages) == ("", ())
    assert (found.unit, found.name, found.totals[0].number) == ("dong", "东河乡", "3")


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
FACTS = st.builds(
    Facts,
    *[TEXTS] * 6,
    stages=st.lists(st.builds(StageFacts, *[TEXTS] * 5), max_size=3).map(tuple),
    people=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    totals=st.lists(st.builds(TotalFacts, *[TEXTS] * 4), max_size=3).map(tuple),
    dues=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
)


@given(FACTS)
def test_json_gives_the_facts_back(facts: Facts) -> None:
    text = to_json(facts)
    assert from_json(text) == facts
    assert to_json(from_json(text)) == text
    assert "\n" not in text


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "3", "[1,2]", '["a","","","","","",[["x",1,2,3,4,5,6]],[],[],[]]']
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)
