"""Rosters: units and their values as typed, each with its place."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generator import units
from generator.errors import CreationPlanError, Origin, Unreadable, problem
from generator.language import Variable
from generator.units import Raw, Roster
from generator.values import OfficialDate

from .helpers import load_blueprint, one_section, told


def load(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "r.yaml"
    path.write_text(text, encoding="utf-8")
    return units.load(path, "r.yaml")


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(CreationPlanError) as caught:
        load(tmp_path, text)
    return told(caught.value.findings)


ROSTER = """\
roster: 各镇
blueprint: town
as_of: 2018-06-01
defaults: {p: 共有, unit: {upper: 县委}}
units:
  - id: a
    values:
      n: 3
      unit: {name: 甲镇}
  - id: "007"
    file: 乙镇方案
    blueprint: village
    as_of: 2019年1月2日
    values: {p: 自有, unit.name: 乙镇}
"""


def test_values_are_flat_and_defaults_are_shared(tmp_path: Path) -> None:
    first, second = load(tmp_path, ROSTER).units
    assert {name: raw.value for name, raw in first.values.items()} == {
        "p": "共有", "unit.upper": "县委", "n": "3", "unit.name": "甲镇",
    }  # fmt: skip
    assert {name: raw.value for name, raw in second.values.items()} == {
        "p": "自有", "unit.upper": "县委", "unit.name": "乙镇",
    }  # fmt: skip


def test_what_the_roster_says_for_all_a_unit_may_say_for_itself(tmp_path: Path) -> None:
    first, second = load(tmp_path, ROSTER).units
    assert (first.id, first.blueprint, first.file) == ("a", "town", "")
    assert (second.id, second.blueprint, second.file) == ("007", "village", "乙镇方案")
    assert (first.as_of, second.as_of) == (OfficialDate(2018, 6, 1), OfficialDate(2019, 1, 2))


def test_each_value_knows_its_place(tmp_path: Path) -> None:
    first, second = load(tmp_path, ROSTER).units
    assert str(first.origin) == "r.yaml:6:5 units[0]"
    assert str(first.values["n"].origin) == "r.yaml:8:7 units[0].values.n"
    assert str(first.values["unit.name"].origin) == "r.yaml:9:14 units[0].values.unit.name"
    assert str(second.values["unit.upper"].origin) == "r.yaml:4:26 defaults.unit.upper"


def test_a_unit_by_its_id(tmp_path: Path) -> None:
    roster = load(tmp_path, ROSTER)
    assert roster.unit("007").file == "乙镇方案"
    for wanted, part in (("07", "did you mean 007?"), ("zzz", "it has: a、007")):
        with pytest.raises(CreationPlanError) as caught:
            roster.unit(wanted)
        assert part in told(caught.value.findings)


@pytest.mark.parametrize("ids", [["7", "07", "007"], ["1", "1.0", "1e0"], ["no", "No", "false"]])
def test_ids_that_look_like_one_number_stay_apart(tmp_path: Path, ids: list[str]) -> None:
    text = "units:\n" + "".join(f"  - id: {name}\n" for name in ids)
    assert [unit.id for unit in load(tmp_path, text).units] == ids


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("unit: []\n", "r.yaml:1:1", "did you mean units?"),
        ("roster: x\n", "r.yaml:1:1", "units is missing"),
        ("units:\n  - {values: {}}\n", "r.yaml:2:5", "id is missing"),
        (f"units:\n  - {{id: {'x' * 101}}}\n", "r.yaml:2:6", "longer than 100 characters"),
        ("units:\n  - {id: a, value: {}}\n", "r.yaml:2:13", "did you mean values?"),
        ("units:\n  - {id: a, values: [x]}\n", "r.yaml:2:13", "values must be a mapping"),
        ("as_of: soon\nunits: []\n", "r.yaml:1:1", "“soon” is not a date"),
        ("units:\n  - {id: a, values: {n: 1, n: 2}}\n", "r.yaml:2:28", "stands here twice"),
    ],
)
def test_refused_with_place_and_words(tmp_path: Path, text: str, place: str, part: str) -> None:
    message = refused(tmp_path, text)
    assert message.startswith(place)
    assert part in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {id: a}\n- {id: b}\n- {id: a}", [
            "r.yaml:2:3 units[0]: [a] the unit a stands here twice (again in line 4)",
            "r.yaml:4:3 units[2]: [a] the unit a stands here twice (first in line 2)",
        ]),
        ("- {id: a, as_of: 2018-02-30}", ["r.yaml:2:11 units[0].as_of: [a] the date 2018-02-30 does not exist"]),
        ("- {id: ''}", ["r.yaml:2:3 units[0]: [第2行] id is missing"]),
        ("- {id: a, parent: b}", ["r.yaml:2:11 units[0].parent: [a] the roster has no unit b above this one"]),
        ("- {id: a, parent: a}", ["r.yaml:2:11 units[0].parent: [a] the unit is above itself"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_unit_is_told_of_that_unit(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    roster = load(tmp_path, f"units:\n{text}\n- {{id: z}}\n")
    assert told(f for unit in roster for f in unit.findings).splitlines() == expected
    assert not roster.unit("z").findings


def test_values_come_down_from_the_units_above_but_not_their_names(tmp_path: Path) -> None:
    text = """\
defaults: {p: 共有, unit.short_name: 各单位}
units:
  - {id: branch, parent: town, values: {unit.name: 支部}}
  - {id: town, parent: ' county ', values: {n: 4, unit: {name: 某镇, short_name: 镇}}}
  - {id: county, as_of: 2018-06-01, values: {n: 9, q: 组织部}}
"""
    branch, town, county = load(tmp_path, text)
    assert {name: raw.value for name, raw in branch.values.items()} == {
        "unit.name": "支部", "n": "4", "q": "组织部", "p": "共有", "unit.short_name": "各单位",
    }  # fmt: skip
    assert str(branch.values["q"].origin) == "r.yaml:5:52 units[2].values.q"
    assert branch.as_of == town.as_of == OfficialDate(2018, 6, 1)
    assert (branch.parent, town.parent, county.parent) == ("town", "county", "")


def test_only_what_its_blueprint_knows_comes_down_to_a_unit(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        "units:\n- {id: a, values: {n: 1, m: 2}}\n- {id: b, parent: a, values: {x: 3}}\n"
        "- {id: c, parent: b, blueprint: none}\n",
        encoding="utf-8",
    )
    known = load_blueprint(one_section("x", {"n": "text"})).blueprint.variables

    def variables_of(name: str) -> Mapping[str, Variable]:
        if name:
            raise Unreadable(problem("x", "x"))
        return known

    _, b, c = units.load(path, "r.yaml", variables_of)
    assert list(b.values) == ["x", "n"]
    assert list(c.values) == ["x", "n", "m"]  # its blueprint cannot be read, which is told later


def test_a_roster_knows_what_its_units_share(tmp_path: Path) -> None:
    roster = load(tmp_path, ROSTER + "  - {id: c}\n  - {id: d, as_of: x, blueprint: y}\n")
    assert (len(roster), list(roster.ids)) == (4, ["a", "007", "c", "d"])
    day = OfficialDate(2018, 6, 1)
    assert roster.pairs == (("town", day), ("village", OfficialDate(2019, 1, 2)))
    assert roster.names == {"甲镇": "a", "乙镇": "007"}
    assert [unit.id for unit in roster] == [unit.id for unit in roster]


def test_what_is_given_changes_with_the_unit_and_not_with_its_place(tmp_path: Path) -> None:
    (one,) = load(tmp_path, "units:\n- {id: a, values: {n: 1, t: [{x: 2}]}}\n")
    (moved,) = load(tmp_path, "\nunits:\n- {id: a, values: {n: 1, t: [{x: 2}]}}\n")
    (other,) = load(tmp_path, "units:\n- {id: a, values: {n: 1, t: [{x: 3}]}}\n")
    assert repr(one.given()) == repr(moved.given()) != repr(other.given())
    assert repr(one.places()) != repr(moved.places())
    assert repr(pickle.loads(pickle.dumps(one)).places()) == repr(one.places())
    by_hand = replace(one, values={**one.values, "n": Raw("1")})
    assert by_hand.given() == one.given()
    assert by_hand.places() != one.places()


def test_values_are_a_mapping_of_texts_with_places(tmp_path: Path) -> None:
    first = pickle.loads(pickle.dumps(load(tmp_path, ROSTER).units[0]))
    assert (len(first.values), "n" in first.values, "x" in first.values) == (4, True, False)
    assert first.values.get("x") is None
    assert first.values["n"] == Raw("3", Origin("r.yaml", 8, 7, "units[0].values.n"))


def test_one_value_in_two_spellings_is_refused(tmp_path: Path) -> None:
    text = "units:\n  - id: a\n    values: {unit: {name: 甲}, unit.name: 乙}\n"
    assert "unit.name" in refused(tmp_path, text)


@pytest.mark.parametrize("second", ["' '", "'a '", "'　a'"])
def test_ids_are_not_told_apart_by_spaces(tmp_path: Path, second: str) -> None:
    assert load(tmp_path, f"units:\n  - id: a\n  - id: {second}\n").units[1].findings


def test_a_stray_space_does_not_part_an_id_from_itself(tmp_path: Path) -> None:
    (unit,) = load(tmp_path, "units:\n  - id: ' 甲镇  一 '\n").units
    assert unit.id == "甲镇 一"


def test_an_empty_group_is_nothing(tmp_path: Path) -> None:
    (unit,) = load(tmp_path, "units:\n  - id: a\n    values: {unit: , n: }\n").units
    assert {name: raw.value for name, raw in unit.values.items()} == {"n": None}
