"""Rosters in sheets: rows to units with their values, each with its sheet and cell; untyped.

Values come down from the defaults and from the units above; whether one fits is looked at only
when the roster is rejected anyway, so that everything wrong is told in one run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import readers, sheets
from .errors import (
    N_,
    NOWHERE,
    CreationPlanError,
    Finding,
    Origin,
    Rejected,
    closest,
    errors_of,
    problem,
    told_at,
)  # fmt: skip
from .language import VARIABLE_NAME
from .roster_columns import (
    CHOICES,
    DEFAULTS,
    EXAMPLE,
    Columns,
    Variables,
    columns,
    fixed_headings,
    folded,
    header,
    misshapen,
    names_of,
    repeats_header,
)  # fmt: skip
from .sheets import Cell, Grid, Sheet
from .sheets.grid import is_blank
from .values import BadValue, OfficialDate, is_empty

VariablesOf = Callable[[str], Variables]  # from the name of a blueprint; "" is the one given

_DEFAULT_IDS = {"默认", "默认值", "默认行", "defaults", "default"}
_EXAMPLE_IDS = {EXAMPLE, "example"}
_OWN = ("unit.name", "unit.short_name")  # no unit is called as the one above it
_SEVERAL = ("table", "list", "person_list")


@dataclass
class Entry:
    """A row of the roster: values by variable name, with their places."""

    id: str
    origin: Origin = NOWHERE
    fixed: dict[str, tuple[str, Origin]] = field(default_factory=dict)
    values: dict[str, tuple[Any, Origin]] = field(default_factory=dict)
    as_of: OfficialDate | None = None

    def text(self, name: str) -> str:
        """What stands in a fixed column; empty when nothing does."""
        return self.fixed.get(name, ("", NOWHERE))[0]


@dataclass
class Found:
    """The units of a file in their order, and what is to be told though nothing is wrong."""

    entries: list[Entry]
    notes: list[Finding]


def read(path: Path, shown: str, variables_of: VariablesOf | None) -> Found:
    """The units of a spreadsheet or CSV file; `Rejected` with all its errors.

    Without `variables_of` columns go by the names of variables only, and further sheets are
    not read.
    """
    name = shown or str(path)
    grid = sheets.read(path, name, lambda texts: _is_header(texts, variables_of))
    reader = _Reader(grid, variables_of)
    entries = reader.entries()
    if errors_of(reader.findings):
        raise Rejected([*reader.findings, *reader.value_findings(entries)])
    notes = [note for note in grid.notes if note.origin.sheet != CHOICES]
    return Found(entries, [*notes, *reader.findings])


def _is_header(texts: list[str], variables_of: VariablesOf | None) -> bool:
    """Whether a line of CSV looks like the header; with no blueprint known yet, by 编号 or 蓝图."""
    known = dict(fixed_headings())
    if variables_of is not None:
        with suppress(CreationPlanError):  # told when the rows are read
            known |= names_of(variables_of(""))
    return len(texts) > 1 and sum(folded(text) in known for text in texts) >= (
        1 if variables_of is None or len(known) == len(fixed_headings()) else 2
    )


class _Reader:
    """The sheets of one file being read."""

    def __init__(self, grid: Grid, variables_of: VariablesOf | None) -> None:
        self.grid, self.variables_of = grid, variables_of
        self.findings: list[Finding] = []
        self.defaults = Entry("")
        self.by_blueprint: dict[str, Variables] = {}
        self.by_heading: dict[str, dict[str, str]] = {}

    # Columns -----------------------------------------------------------------------------

    def variables(self, blueprint: str) -> Variables:
        """The variables of a blueprint; none when it cannot be read, which is told once."""
        if blueprint not in self.by_blueprint:
            self.by_blueprint[blueprint] = {}
            try:
                if self.variables_of is not None:
                    self.by_blueprint[blueprint] = self.variables_of(blueprint)
            except CreationPlanError as error:
                self.findings += error.findings
        return self.by_blueprint[blueprint]

    def names(self, blueprint: str) -> dict[str, str]:
        """What a heading means to a unit of this blueprint."""
        if blueprint not in self.by_heading:
            self.by_heading[blueprint] = names_of(self.variables(blueprint))
        return self.by_heading[blueprint]

    def known(self) -> dict[str, str]:
        """What a heading means to any of the blueprints that the file names."""
        found: dict[str, str] = {}
        for blueprint in self._blueprints() or [""]:
            found = {**self.names(blueprint), **found}
        return {**found, **fixed_headings()}

    def _blueprints(self) -> list[str]:
        """The blueprints named below a heading 蓝图, and the one given where a row names none."""
        found: dict[str, None] = {}
        for sheet in self.grid.sheets:
            place = _column_of(sheet, "blueprint")
            if place is None:
                continue
            row, column = place
            for number, cells in sheet.rows.items():
                if number > row and (cell := cells.get(column)) and cell.text.strip():
                    found[cell.text.strip()] = None
        if self.variables_of is not None and self.variables(""):
            found[""] = None
        return [*found]

    # Sheets ------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """All units with their values, inherited ones included."""
        known = self.known()
        if self.variables_of is None:
            known = _Open(known)
        elif not any(self.by_blueprint.values()):
            return self._without_blueprint()
        further = self._further(known)
        found: list[Entry] = []
        read_any = False
        for sheet in self.grid.sheets:
            if _holds_defaults(sheet):
                self._read_defaults(sheet, known)
        for sheet in self.grid.sheets:
            if _holds_defaults(sheet) or folded(sheet.name) in further:
                continue
            if row := header(sheet, known.__contains__):
                found += self._units(columns(sheet, row, known, self.findings))
                read_any = True
            elif any(not is_blank(row) for row in sheet.rows.values()):
                self._tell_unused(sheet)
        if not read_any:
            self.findings.insert(0, self._no_header())
        by_id = self._by_id(found)
        for sheet in self.grid.sheets:
            if folded(sheet.name) in further:
                self._add_rows(sheet, further[folded(sheet.name)], by_id)
        self._inherit(found, by_id)
        return found

    def _without_blueprint(self) -> list[Entry]:
        if not errors_of(self.findings):
            self.findings.append(
                problem(
                    "no-blueprint-given",
                    N_("no blueprint is given for the roster"),
                    Origin(self.grid.sheets[0].source) if self.grid.sheets else NOWHERE,
                    hint=N_("add a column 蓝图, or use -b"),
                )
            )
        return []

    def _no_header(self) -> Finding:
        return problem(
            "no-header",
            N_("no row has the headings of a roster"),
            Origin(self.grid.sheets[0].source) if self.grid.sheets else NOWHERE,
            hint=N_("write 编号 and the names of the variables above the columns"),
        )

    def _tell_unused(self, sheet: Sheet) -> None:
        self.findings.append(
            problem(
                "unused-sheet",
                N_("the sheet is not used: it is called after no list or table of the blueprint"),
                Origin(sheet.source, sheet=sheet.name),
                severity="warning",
            )
        )

    def _further(self, known: Mapping[str, str]) -> dict[str, str]:
        """The variables that sheets of their own hold, by the folded names of these sheets."""
        types = {
            name: variable.type
            for variables in self.by_blueprint.values()
            for name, variable in variables.items()
        }
        titles = [folded(sheet.name) for sheet in self.grid.sheets if sheet.name]
        names = {
            title: next(
                (n for h, n in known.items() if len(title) == 31 and h[:31] == title), title
            )
            for title in titles
        }
        found = {title: known.get(title, names[title]) for title in titles}
        return {title: name for title, name in found.items() if types.get(name) in _SEVERAL}

    # Units -------------------------------------------------------------------------------

    def _read_defaults(self, sheet: Sheet, known: Mapping[str, str]) -> None:
        row = header(sheet, known.__contains__, least=1)
        if not row:
            if any(not is_blank(cells) for cells in sheet.rows.values()):
                self._tell_unused(sheet)
            return
        found = columns(sheet, row, known, self.findings)
        for number in _rows_below(found):
            self._take_defaults(self._entry(found, number))

    def _take_defaults(self, entry: Entry) -> None:
        """Keep the values of all units; one that is given twice is told."""
        for own, new in (
            (self.defaults.values, entry.values),
            (self.defaults.fixed, entry.fixed),
        ):
            for name, (value, origin) in new.items():
                if name in own:
                    self.findings.append(_twice(name, origin, own[name][1], ""))
                own[name] = (value, origin)
        self.defaults.as_of = entry.as_of or self.defaults.as_of

    def _units(self, found: Columns) -> Iterator[Entry]:
        """The units of a sheet; the example and the defaults are no units."""
        sheet, hidden = found.sheet, set(found.sheet.hidden)
        seen_hidden: list[int] = []
        for number in _rows_below(found):
            shape = list(misshapen(sheet, number, found))
            if shape:
                self.findings += shape
                continue
            entry = self._entry(found, number)
            if not (entry.id or entry.values or entry.fixed):
                continue  # only cells outside the columns
            if number in hidden:
                seen_hidden.append(number)
            if folded(entry.id) in _EXAMPLE_IDS:
                self._tell_example(entry)
            elif folded(entry.id) in _DEFAULT_IDS:
                self._take_defaults(entry)
            else:
                yield entry
        self._tell_hidden(sheet, seen_hidden)
        self._tell_outside(found)

    def _tell_example(self, entry: Entry) -> None:
        self.findings.append(
            problem(
                "example-row",
                N_("the row {name} is an example and makes no plan"),
                entry.origin,
                severity="warning",
                name=entry.id,
            )
        )

    def _tell_hidden(self, sheet: Sheet, hidden: list[int]) -> None:
        if hidden:
            self.findings.append(
                problem(
                    "hidden-rows",
                    N_("hidden rows are used, too: {rows}"),
                    sheet.origin(hidden[0], 1),
                    severity="warning",
                    rows="、".join(map(str, hidden[:20])),
                )
            )

    def _tell_outside(self, found: Columns) -> None:
        """Cells that stand below no heading are used by nobody; the first of them is told."""
        sheet = found.sheet
        if sheet.ruled:
            return  # told by the length of the row
        for number in _rows_below(found):
            for at, cell in sheet.rows[number].items():
                if at not in sheet.rows[found.row] and cell.text.strip():
                    self.findings.append(
                        problem(
                            "no-heading",
                            N_("the cell stands below no heading and is not used"),
                            sheet.origin(number, at),
                            severity="warning",
                        )
                    )
                    return

    def _entry(self, found: Columns, number: int) -> Entry:
        """One row as it stands; its cells' troubles are told with unit and variable."""
        sheet, row = found.sheet, found.sheet.rows[number]
        at = found.of("id")
        entry = Entry(_id(row.get(at)), sheet.origin(number, at or 1))
        fixed = fixed_headings()
        blueprint = row.get(found.of("blueprint"))
        names = self.names((blueprint.text.strip() if blueprint else "") or self._default())
        for column, heading in found.headings.items():
            cell = row.get(column)
            if cell is None or not (cell.trouble or cell.text.strip()):
                continue
            name = fixed.get(heading) or names.get(heading) or self._elsewhere(heading)
            origin = sheet.origin(number, column)
            if cell.trouble:
                self.findings.append(self._troubled(cell, origin, found, column, entry.id))
            elif heading in fixed:
                entry.fixed[name] = (cell.text.strip(), origin)
            else:
                entry.values[name] = (cell.text, origin)
        entry.as_of = self._as_of(entry)
        return entry

    def _default(self) -> str:
        return self.defaults.text("blueprint")

    def _elsewhere(self, heading: str) -> str:
        """The variable that a heading means to another blueprint of this roster."""
        return next((n[heading] for n in self.by_heading.values() if heading in n), heading)

    def _troubled(
        self, cell: Cell, origin: Origin, found: Columns, column: int, unit: str
    ) -> Finding:
        assert cell.trouble is not None
        label = found.sheet.rows[found.row][column].text.strip()
        message = N_("{label}: {cause}")
        return told_at("bad-cell", cell.trouble, origin, message, unit=unit, label=label)

    def _as_of(self, entry: Entry) -> OfficialDate | None:
        if "as_of" not in entry.fixed:
            return None
        text, origin = entry.fixed["as_of"]
        try:
            return readers.read_date(text)
        except BadValue as error:
            self.findings.append(told_at("bad-date", error, origin, unit=entry.id))
            return None

    def _by_id(self, entries: list[Entry]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in entries:
            if not entry.id:
                self.findings.append(
                    problem("model-missing", N_("{name} is missing"), entry.origin, name="编号")
                )
            elif entry.id in found:
                self.findings.append(
                    problem(
                        "repeated-unit",
                        N_("the unit {name} stands here twice (first at {first})"),
                        entry.origin,
                        name=entry.id,
                        first=_short(found[entry.id].origin),
                    )
                )
            found.setdefault(entry.id, entry)
        return found

    # Further sheets ----------------------------------------------------------------------

    def _add_rows(self, sheet: Sheet, name: str, by_id: dict[str, Entry]) -> None:
        """Give each unit the rows of a list or table that stand in a sheet of their own."""
        variable = next(v[name] for v in self.by_blueprint.values() if name in v)
        inner = names_of(variable.columns)
        if variable.type != "table":
            inner = {folded(text): "" for text in (name, variable.label, "值", "value")}
        known = {**inner, folded("id"): "id", folded("编号"): "id"}
        row = header(sheet, known.__contains__)
        if not row:
            if any(not is_blank(cells) for cells in sheet.rows.values()):
                self.findings.append(self._no_columns(sheet, [*known]))
            return
        found = columns(sheet, row, known, self.findings)
        rows: dict[str, list[tuple[int, Any]]] = {}
        for number in _rows_below(found):
            self.findings += misshapen(sheet, number, found)
            self._add_row(found, number, known, rows)
        for unit, values in rows.items():
            self._give(sheet, name, unit, values, by_id)

    def _no_columns(self, sheet: Sheet, known: list[str]) -> Finding:
        return problem(
            "no-header",
            N_("no row has the headings of this table"),
            Origin(sheet.source, sheet=sheet.name),
            hint=N_("it needs 编号 and: {names}"),
            names="、".join(name for name in known if name not in ("id", "编号")),
        )

    def _add_row(
        self,
        found: Columns,
        number: int,
        known: Mapping[str, str],
        rows: dict[str, list[tuple[int, Any]]],
    ) -> None:
        row = found.sheet.rows[number]
        unit, values = "", {}
        for at, heading in found.headings.items():
            cell = row.get(at)
            if cell is None or not (cell.trouble or cell.text.strip()):
                continue
            if cell.trouble:
                origin = found.sheet.origin(number, at)
                self.findings.append(self._troubled(cell, origin, found, at, unit))
            elif known[heading] == "id":
                unit = _id(cell)
            else:
                values[known[heading]] = cell.text
        if values or unit:
            value = values.get("") if "" in known.values() else values
            rows.setdefault(unit, []).append((number, value))

    def _give(
        self,
        sheet: Sheet,
        name: str,
        unit: str,
        values: list[tuple[int, Any]],
        by_id: dict[str, Entry],
    ) -> None:
        first, last = values[0][0], values[-1][0]
        place = sheet.origin(first, 1)
        if last > first:
            place = Origin(sheet.source, sheet=sheet.name, cell=f"A{first}:A{last}")
        if folded(unit) in _EXAMPLE_IDS:
            return
        entry = self.defaults if folded(unit) in _DEFAULT_IDS else by_id.get(unit)
        if entry is None:
            suggestion = closest(unit, by_id)
            self.findings.append(
                problem(
                    "no-unit",
                    N_("the roster has no unit {name}"),
                    place,
                    hint=N_("did you mean {suggestion}?") if suggestion else "",
                    name=unit or "（空）",
                    suggestion=suggestion,
                )
            )
        elif name in entry.values:
            self.findings.append(_twice(name, place, entry.values[name][1], unit))
        else:
            entry.values[name] = ([value for _, value in values if not is_empty(value)], place)

    # Inheritance -------------------------------------------------------------------------

    def _inherit(self, entries: list[Entry], by_id: dict[str, Entry]) -> None:
        """Complete each unit from those above it, the nearest first, then from the defaults."""
        own = {id(entry): dict(entry.values) for entry in entries}
        for entry in entries:
            chain = self._above(entry, by_id)
            blueprint = entry.text("blueprint") or self._default()
            known = self.variables(blueprint) or None
            for above in (*chain, self.defaults):
                for name, value in own.get(id(above), above.values).items():
                    if above is not self.defaults and name in _OWN:
                        continue
                    if known is None or name in known:
                        entry.values.setdefault(name, value)
                entry.as_of = entry.as_of or above.as_of
            if self._default():
                entry.fixed.setdefault("blueprint", self.defaults.fixed["blueprint"])

    def _above(self, entry: Entry, by_id: dict[str, Entry]) -> list[Entry]:
        """The units above this one, the nearest first; a circle or a gap is told at this unit."""
        chain: list[Entry] = []
        seen = {id(entry)}
        at = entry
        while parent := _id_text(at.text("parent")):
            above = by_id.get(parent)
            if above is entry or (above is None and at is entry):
                self._tell_parent(entry, parent, above, by_id)
            if above is None or id(above) in seen:
                break
            seen.add(id(above))
            chain.append(above)
            at = above
        return chain

    def _tell_parent(
        self, entry: Entry, parent: str, above: Entry | None, by_id: dict[str, Entry]
    ) -> None:
        suggestion = closest(parent, by_id) if above is None else ""
        self.findings.append(
            problem(
                "bad-parent",
                N_("the roster has no unit {name} above this one")
                if above is None
                else N_("the unit is above itself"),
                entry.fixed["parent"][1],
                hint=N_("did you mean {suggestion}?") if suggestion else "",
                unit=entry.id,
                name=parent,
                suggestion=suggestion,
            )
        )

    # Values ------------------------------------------------------------------------------

    def value_findings(self, entries: list[Entry]) -> Iterator[Finding]:
        """What the values' types will have to say, for a roster that is rejected already."""
        told: set[tuple[str, Origin]] = set()
        for entry in entries:
            variables = self.variables(entry.text("blueprint") or self._default())
            for name, (value, origin) in entry.values.items():
                if name not in variables or (name, origin) in told:
                    continue
                try:
                    readers.read(variables[name], value)
                except BadValue as error:
                    told.add((name, origin))
                    label = variables[name].label
                    message = N_("{label} ({name}): {cause}")
                    yield told_at(
                        "bad-value", error, origin, message, entry.id, label=label, name=name
                    )


class _Open(dict[str, str]):
    """Headings where no blueprint is known: what looks like a variable's name is one."""

    def __contains__(self, heading: object) -> bool:
        return super().__contains__(heading) or bool(re.fullmatch(VARIABLE_NAME, str(heading)))

    def __missing__(self, heading: str) -> str:
        return heading


def _column_of(sheet: Sheet, name: str) -> tuple[int, int] | None:
    """Row and column of the first cell that is the fixed heading."""
    wanted = fixed_headings()
    for number in sorted(sheet.rows):
        for at, cell in sheet.rows[number].items():
            if wanted.get(folded(cell.text)) == name:
                return number, at
    return None


def _holds_defaults(sheet: Sheet) -> bool:
    return folded(sheet.name) in (DEFAULTS, "defaults")


def _rows_below(found: Columns) -> Iterator[int]:
    """The rows below the header that hold anything and are not the header again."""
    for number in sorted(found.sheet.rows):
        if number > found.row and not is_blank(found.sheet.rows[number]):
            if repeats_header(found.sheet, number, found):
                continue
            yield number


def _id(cell: Cell | None) -> str:
    return _id_text(cell.text) if cell else ""


def _id_text(text: str) -> str:
    """An id as one compares it: no full-width digits, no stray spaces."""
    return " ".join(readers.halfwidth_digits(text).split())


def _short(origin: Origin) -> str:
    return "!".join(part for part in (origin.sheet, origin.cell) if part) or f"{origin.line}"


def _twice(name: str, origin: Origin, first: Origin, unit: str) -> Finding:
    return problem(
        "duplicate-key",
        N_("a value of {name} stands here and at {first}"),
        origin,
        hint=N_("delete one of them"),
        unit=unit,
        name=name,
        first=_short(first),
    )
