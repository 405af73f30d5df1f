"""Lists and tables in sheets of their own: each row names the unit it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import N_, Finding, Origin, problem
from ..language import Variable
from ..sheets import Row, Sheet, is_blank
from .columns import Columns, columns, folded, header, names_of
from .entries import DEFAULT_IDS, EXAMPLE_IDS, Bad, Entry, Fault, Place, id_text, twice
from .ids import Ids

SEVERAL = ("table", "list", "person_list")


@dataclass
class Further:
    """The rows of one variable by unit; their texts stay in the sheet."""

    name: str  # of the variable
    columns: Columns
    inner: Mapping[str, str]  # what each heading means: "id", a column of the table, "" for a list
    rows: dict[str, list[int]] = field(default_factory=dict)  # by unit id: indices in the sheet

    def value(self, unit: str) -> tuple[Any, Place] | None:
        """The unit's value with the places of its rows; None when it has no row."""
        if unit not in self.rows:
            return None
        sheet, faults = self.columns.sheet, list[Fault]()
        value: list[Any] = []
        places: list[int] = []
        for index in self.rows[unit]:
            row = sheet.rows[index]
            place = sheet.places(row)[1]
            if found := self._row(row, faults):
                value.append(found)
                places.append(place)
        if not places:
            places = [sheet.places(sheet.rows[index])[1] for index in self.rows[unit]]
        return Bad(tuple(faults)) if faults else value, tuple(places)

    def _row(self, row: Row, faults: list[Fault]) -> Any:
        """What the row says: a mapping, or a text of a list; empty when it says nothing."""
        sheet = self.columns.sheet
        found: dict[str, str] = {}
        for column, heading in self.columns.headings.items():
            text = row.cells.get(column, "")
            if isinstance(text, tuple):
                place = sheet.places(row)[column]
                faults.append(Fault(place, "bad-cell", text, self.columns.label(column)))
            elif self.inner[heading] != "id" and text.strip():
                found[self.inner[heading]] = text
        return found.get("") if "" in self.inner.values() else found

    def place(self, unit: str) -> Origin:
        """The first row of a unit."""
        sheet = self.columns.sheet
        return sheet.origin(sheet.rows[self.rows[unit][0]], 1)


def further(sheet: Sheet, name: str, variable: Variable, findings: list[Finding]) -> Further | None:
    """The rows of a sheet for that variable; None, with an error told, when it has no header."""
    inner = names_of(variable.columns)
    if variable.type != "table":
        inner = {folded(text): "" for text in (name, variable.label, "值", "value")}
    known = {**inner, folded("id"): "id", folded("编号"): "id"}
    row = header(sheet, known.__contains__)
    if row is None:
        if any(not is_blank(row) for row in sheet.rows):
            findings.append(_no_columns(sheet, [*known]))
        return None
    found = Further(name, columns(sheet, row, known, findings), known)
    for index, row in found.columns.below():
        for unit in _unit(found, row, findings):
            found.rows.setdefault(unit, []).append(index)
    return found


def _unit(found: Further, row: Row, findings: list[Finding]) -> Iterator[str]:
    """The unit a row belongs to; nothing when the row says nothing, or its id must not be used."""
    if not any(row.cells.get(column) for column in found.columns.headings):
        return
    at = next((c for c, h in found.columns.headings.items() if found.inner[h] == "id"), 0)
    text = row.cells.get(at, "")
    if isinstance(text, tuple):
        message, hint, args = text
        origin = found.columns.sheet.origin(row, at)
        findings.append(Finding("bad-cell", message, origin, hint, args=args))
    elif folded(text) not in EXAMPLE_IDS:
        yield id_text(text)


def orphans(found: Further, ids: Ids) -> Iterator[Finding]:
    """Rows for units that the roster does not have."""
    for unit in found.rows:
        if unit in ids or folded(unit) in DEFAULT_IDS:
            continue
        suggestion = ids.suggestion(unit)
        yield problem(
            "no-unit",
            N_("the roster has no unit {name}"),
            found.place(unit),
            hint=N_("did you mean {suggestion}?") if suggestion else "",
            name=unit or "（空）",
            suggestion=suggestion,
        )


def take_defaults(found: Further, defaults: Entry, findings: list[Finding]) -> None:
    """Add the rows for all units to the defaults."""
    for unit in found.rows:
        if folded(unit) not in DEFAULT_IDS:
            continue
        value = found.value(unit)
        assert value is not None
        if found.name in defaults.values:
            first = _first(defaults.values[found.name][1])
            where = found.columns.sheet.where
            findings.append(twice(found.name, found.place(unit), where.origin(first)))
        else:
            defaults.values[found.name] = value


def _first(place: Place) -> int:
    if isinstance(place, tuple):
        return place[0]
    assert isinstance(place, int)
    return place


def no_table(sheet: Sheet) -> Finding:
    """A sheet that nothing reads."""
    return problem(
        "unused-sheet",
        N_("the sheet is not used: it is called after no list or table of the blueprint"),
        Origin(sheet.source, sheet=sheet.name),
        severity="warning",
    )


def _no_columns(sheet: Sheet, known: list[str]) -> Finding:
    return problem(
        "no-header",
        N_("no row has the headings of this table"),
        Origin(sheet.source, sheet=sheet.name),
        hint=N_("it needs 编号 and: {names}"),
        names="、".join(name for name in known if name not in ("id", "编号")),
    )


def titles(names: list[str], known: Mapping[str, str], types: Mapping[str, str]) -> dict[str, str]:
    """The variables that sheets of their own hold, by the folded names of these sheets.

    A sheet's name has at most 31 characters: a longer heading is cut.
    """
    found: dict[str, str] = {}
    for title in map(folded, filter(None, names)):
        cut = next((n for h, n in known.items() if len(title) == 31 and h[:31] == title), title)
        found[title] = known.get(title, cut)
    return {title: name for title, name in found.items() if types.get(name) in SEVERAL}
