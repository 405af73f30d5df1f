"""A unit's values: where what is wrong with them is told, and what is not told twice."""

from __future__ import annotations

from typing import Any

import pytest

from generator.binding import values_of
from generator.errors import Finding, Origin, Severity, problem
from generator.units import Raw, Unit

from .helpers import declared, load_blueprint, one_section

LOADED = load_blueprint(
    declared({
        "n": "integer",
        "t": {"type": "table", "columns": {"name": {"label": "村"}, "n": {"label": "户", "type": "integer"}}},
    })
    + one_section("x")
)  # fmt: skip
SHEET = Origin("units.xlsx", sheet="villages", cell="A2")
ROWS = tuple(Origin("units.xlsx", sheet="villages", cell=f"A{row}") for row in (2, 5, 7))
SOUND = {"n": Raw("1"), "t": Raw([["甲", "1"]])}


def told(*own: Finding, **values: Raw) -> list[tuple[str, str]]:
    """What is told of a unit with these values and errors of its own, and where."""
    _, findings = values_of(LOADED, Unit("u", values, origin=Origin("u"), findings=own))
    return [(finding.code, str(finding.origin)) for finding in findings]


def test_sound_values_are_told_nothing_of() -> None:
    assert told(**SOUND) == []


@pytest.mark.parametrize(
    ("rows", "places", "told_at"),
    [
        ([["甲", "1"], ["乙", "x"], ["丙", "3"]], ROWS, ROWS[1]),
        ([["甲", "1"], ["乙", "2"], ["丙", "x"]], ROWS, ROWS[2]),
        ([["甲", "1", "2"]], ROWS, ROWS[0]),  # a column too many
        ([["甲", "1"], ["乙", "x"]], (), SHEET),
        ("甲", ROWS, SHEET),  # no table
    ],
)
def test_a_bad_row_is_told_at_its_own_place(
    rows: Any, places: tuple[Origin, ...], told_at: Origin
) -> None:
    table = Raw(rows, SHEET, places)
    assert told(**SOUND | {"t": table}) == [("bad-value", str(told_at))]


@pytest.mark.parametrize(
    ("label", "severity", "codes"),
    [
        ("n", "error", []),
        (" n *", "error", []),
        ("", "error", []),  # it is not known what it concerns
        ("t", "error", ["missing-value"]),
        ("n", "warning", ["missing-value"]),
    ],
)
def test_a_cell_in_error_is_not_missing_too(
    label: str, severity: Severity, codes: list[str]
) -> None:
    own = problem("bad-cell", "{label} …", severity=severity, **({"label": label} if label else {}))
    assert [code for code, _ in told(own, t=SOUND["t"])] == codes


def test_a_bad_value_is_told_beside_a_cell_in_error() -> None:
    own = problem("hidden-cell", "the cell …")
    assert told(own, n=Raw("x", SHEET)) == [("bad-value", str(SHEET))]


def test_places_of_what_is_unknown_missing_and_left_open() -> None:
    assert told(z=Raw("1", SHEET), t=Raw([["甲", "待补"], ["待补", "待补"]], ROWS[1])) == [
        ("unknown-variable", str(SHEET)),
        ("missing-value", "u"),
        ("left-open", str(ROWS[1])),
        ("left-open", str(ROWS[1])),
    ]
