"""Rosters of any shape: CSV and workbooks alike, streamed, and in bounded memory."""

from __future__ import annotations

import csv
import pickle
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from generator import units
from generator.language import Variable
from generator.units import Roster, Unit

from .helpers import caged, declared, load_blueprint, told

NAMES = {"unit.name": "单位名称", "a": "甲", "b": "乙"}
VARIABLES = load_blueprint(
    declared({name: {"label": label, "required": False} for name, label in NAMES.items()})
    + "sections: [{id: a, kind: general, text: 甲}]\n"
).blueprint.variables
HEAD = ["编号", "上级", "政策日期", *NAMES.values()]
DAYS = ["", "", "2018-06-01", "2019-07-02"]

Rows = list[list[str]]


def variables_of(name: str) -> Mapping[str, Variable]:
    return VARIABLES


def write(path: Path, rows: Rows) -> Path:
    """The rows as a file of the kind that the suffix says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = Workbook()
    for row in rows:
        book.active.append([text or None for text in row])
    book.save(path)
    return path


def load(path: Path) -> Roster:
    return units.load(path, path.name, variables_of)


@pytest.fixture(params=[".csv", ".xlsx"])
def suffix(request: Any) -> str:
    return str(request.param)


# Inheritance ---------------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "", "子", "丑，寅", "说“卯”", '辰"巳', "午\n未"])
ENTRIES = st.tuples(
    st.integers(-3, 11), st.sampled_from(DAYS), st.lists(TEXTS, min_size=3, max_size=3)
)


@st.composite
def rosters(draw: Any) -> Rows:
    """Rows of units that may be above one another in any way, and a row of defaults."""
    entries = draw(st.lists(ENTRIES, max_size=8))
    rows = [
        [f"u{number}", f"u{parent}" if parent >= 0 else "", day, *values]
        for number, (parent, day, values) in enumerate(entries)
    ]
    defaults = ["默认", "", draw(st.sampled_from(DAYS)), *draw(ENTRIES)[2]]
    return [HEAD, *draw(st.permutations([*rows, defaults]))]


def expected(rows: Rows) -> dict[str, tuple[str, dict[str, str]] | None]:
    """Day and values by unit, worked out one by one; None for those with a bad line above."""
    entries = {row[0]: row for row in rows[1:]}
    defaults = entries.pop("默认")
    found: dict[str, tuple[str, dict[str, str]] | None] = {}
    for name in entries:
        line, at = [name], entries[name][1]
        while at in entries and at not in line:
            line.append(at)
            at = entries[at][1]
        if at:
            found[name] = None
            continue
        above = [*(entries[one] for one in line), defaults]
        values = {}
        for column, variable in enumerate(NAMES, 3):
            asked = [above[0], above[-1]] if variable == "unit.name" else above
            if text := next((row[column] for row in asked if row[column].strip()), ""):
                values[variable] = text
        found[name] = next((row[2] for row in above if row[2]), ""), values
    return found


def found_in(roster: Roster) -> Iterator[tuple[str, Any]]:
    for unit in roster:
        day = unit.as_of.isoformat() if unit.as_of else ""
        values = {name: raw.value for name, raw in unit.values.items()}
        yield unit.id, None if unit.findings else (day, values)


@given(rosters())
def test_csv_and_workbooks_hold_the_same_units_and_values_come_down_as_told(rows: Rows) -> None:
    wanted = expected(rows)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".csv", ".xlsx"):
            roster = load(write(Path(folder) / f"r{suffix}", rows))
            assert dict(found_in(roster)) == wanted
            assert dict(found_in(roster)) == wanted  # gone through once more
            assert all(content(roster.unit(unit.id)) == content(unit) for unit in roster)
            assert len(roster) == len(wanted)


def content(unit: Unit) -> str:
    return repr((unit.given(), unit.places(), told(unit.findings)))


@pytest.mark.parametrize("order", [1, -1])
def test_ten_thousand_units_above_one_another(tmp_path: Path, order: int) -> None:
    rows = [[f"u{n}", f"u{n - 1}" if n else "", "", "", str(n) if not n % 500 else "", "乙"]
            for n in range(10_000)][::order]  # fmt: skip
    roster = load(write(tmp_path / "r.csv", [HEAD, *rows]))
    assert [raw.value for raw in (roster.unit("u1499").values["a"],)] == ["1000"]
    numbers = {unit.id: unit.values["a"].value for unit in roster}
    assert numbers["u9999"] == "9500"
    assert numbers["u499"] == "0"


# Places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "place"), [(".csv", "r.csv:3:8"), (".xlsx", "r.xlsx[Sheet!E3]")]
)
def test_values_have_their_places_after_a_journey(tmp_path: Path, suffix: str, place: str) -> None:
    rows = [HEAD, ["u", "", "", "一", "二", "三"], ["v", "u", "", "一", "四", ""]]
    unit = pickle.loads(pickle.dumps(load(write(tmp_path / f"r{suffix}", rows)).unit("v")))
    assert str(unit.values["a"].origin) == place
    assert str(unit.values["b"].origin).endswith(("2:9", "!F2]"))


# Bounds --------------------------------------------------------------------------------------

PEAK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.test_rosters import load
import tracemalloc
roster = load(Path(sys.argv[1]))  # what is imported on the way does not count
tracemalloc.start()
roster = load(Path(sys.argv[1]))
print(sum(len(unit.values) for unit in roster), roster.pairs and tracemalloc.get_traced_memory()[1])
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_units(tmp_path: Path, suffix: str) -> None:
    peaks = []
    for count in (1_000, 10_000):
        rows = [
            [f"u{n}", f"u{n // 50 * 50}" if n % 50 else "", "", f"第{n}中心小学", f"内容{n}", "乙"]
            for n in range(count)
        ]
        path = write(tmp_path / f"r{count}{suffix}", [HEAD, *rows])
        root = Path(__file__).parents[1]
        output = caged(PEAK, seconds=60, arguments=[path, root]).output.split()
        assert int(output[0]) == 3 * count
        peaks.append(int(output[1]))
    assert peaks[1] - peaks[0] < 8 << 20


def test_a_roster_leaves_no_file_open(tmp_path: Path, suffix: str) -> None:
    rows = [[f"u{n}", "", "", "很长的名称" * 20, str(n), ""] for n in range(4_000)]
    roster = load(write(tmp_path / f"r{suffix}", [HEAD, *rows]))  # more than stays in memory
    first = iter(roster)
    assert next(first).values["a"].value == "0"
    assert roster.unit("u3999").values["a"].value == "3999"
    assert next(first).values["a"].value == "1"
    del roster, first  # a file left open would be a warning, and so an error
