"""Rosters: units and their values as typed, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import units
from generator.errors import CreationPlanError
from generator.units import Roster
from generator.values import OfficialDate

from .helpers import told


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
        ("units:\n  - id: a\n  - id: b\n  - id: a\n", "r.yaml:4:5", "a stands here twice (first"),
        ("unit: []\n", "r.yaml:1:1", "did you mean units?"),
        ("roster: x\n", "r.yaml:1:1", "units is missing"),
        ("units:\n  - {values: {}}\n", "r.yaml:2:5", "id is missing"),
        (f"units:\n  - {{id: {'x' * 101}}}\n", "r.yaml:2:6", "longer than 100 characters"),
        ("units:\n  - {id: a, value: {}}\n", "r.yaml:2:13", "did you mean values?"),
        ("units:\n  - {id: a, values: [x]}\n", "r.yaml:2:13", "values must be a mapping"),
        ("as_of: soon\nunits: []\n", "r.yaml:1:1", "“soon” is not a date"),
        ("units:\n  - {id: a, as_of: 2018-02-30}\n", "r.yaml:2:13", "does not exist"),
        ("units:\n  - {id: a, values: {n: 1, n: 2}}\n", "r.yaml:2:28", "stands here twice"),
    ],
)
def test_refused_with_place_and_words(tmp_path: Path, text: str, place: str, part: str) -> None:
    message = refused(tmp_path, text)
    assert message.startswith(place)
    assert part in message


def test_an_empty_id_is_refused(tmp_path: Path) -> None:
    assert "r.yaml:2" in refused(tmp_path, "units:\n  - {id: ''}\n")


def test_one_value_in_two_spellings_is_refused(tmp_path: Path) -> None:
    text = "units:\n  - id: a\n    values: {unit: {name: 甲}, unit.name: 乙}\n"
    assert "unit.name" in refused(tmp_path, text)


@pytest.mark.parametrize("second", ["' '", "'a '", "'　a'"])
def test_ids_are_not_told_apart_by_spaces(tmp_path: Path, second: str) -> None:
    refused(tmp_path, f"units:\n  - id: a\n  - id: {second}\n")


def test_a_stray_space_does_not_part_an_id_from_itself(tmp_path: Path) -> None:
    (unit,) = load(tmp_path, "units:\n  - id: ' 甲镇  一 '\n").units
    assert unit.id == "甲镇 一"


def test_an_empty_group_is_nothing(tmp_path: Path) -> None:
    (unit,) = load(tmp_path, "units:\n  - id: a\n    values: {unit: , n: }\n").units
    assert {name: raw.value for name, raw in unit.values.items()} == {"n": None}


def test_values_given_one_by_one() -> None:
    unit = units.from_values({"unit.name": "甲", "n": "3"}, "u", "--set")
    assert str(unit.values["n"].origin) == "--set n"
    assert (unit.id, unit.values["unit.name"].value) == ("u", "甲")
