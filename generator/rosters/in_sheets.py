"""Rosters in spreadsheets and CSV: which sheet holds what, and what concerns the whole file.

The rows stay where the sheets keep them; of each unit only its id and its row are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from .. import sheets
from ..errors import N_, NOWHERE, CreationPlanError, Finding, Origin, Rejected, errors_of, problem
from ..language import VARIABLE_NAME
from ..sheets import Grid, Row, Sheet, is_blank
from .columns import (
    CHOICES,
    DEFAULTS,
    Columns,
    Variables,
    columns,
    fixed_headings,
    folded,
    header,
    is_filled,
    names_of,
)  # fmt: skip
from .defaults import Defaults
from .entries import (
    DEFAULT_IDS,
    EXAMPLE_IDS,
    CellPlaces,
    Place,
    VariablesOf,
)  # fmt: skip
from .found import Found, value_findings
from .further import further, no_table, orphans, take_defaults, titles
from .ids import Ids
from .inheritance import Inheritance
from .rows import RowReader
from .streamed import Part, SheetEntries

_HEADING_WITHIN = 200  # rows, in which the heading 蓝图 is looked for


def read(path: Path, shown: str, variables_of: VariablesOf | None) -> Found:
    """The units of a spreadsheet or CSV file; `Rejected` with all errors of what is not one unit's.

    Without `variables_of` columns go by the names of variables only, and further sheets are
    not read.
    """
    name = shown or str(path)
    grid = sheets.read(path, name, lambda texts: _is_header(texts, variables_of))
    reader = _Reader(grid, variables_of)
    found = reader.found()
    if errors_of(reader.findings):
        own = (finding for unit in found for finding in found.told(unit))
        raise Rejected([*reader.findings, *own, *value_findings(found, reader.variables)])
    notes = [note for note in grid.notes if note.origin.sheet != CHOICES]
    found.notes = [*notes, *reader.findings]
    return found


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
        self.by_blueprint: dict[str, Variables] = {}
        self.by_heading: dict[str, dict[str, str]] = {}
        self.entries = SheetEntries()
        self.ids = Ids()
        places = grid.sheets[0].where if grid.sheets else sheets.Places("")
        self.where, self.source = CellPlaces(places), places.source
        self.defaults = Defaults(self.where, self.findings)

    def found(self) -> Found:
        """All units; what concerns none of them alone goes to `findings`."""
        self._read_sheets()
        inheritance = Inheritance(
            self.entries,
            self.ids,
            self.defaults.entry,
            self.where,
            self._known,
            self.defaults.faults,
        )
        return Found(inheritance, self.where, [])

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

    def headings(self) -> dict[str, str]:
        """What a heading means to any of the blueprints that the file names."""
        found: dict[str, str] = {}
        for blueprint in self._blueprints() or [""]:
            found = {**self.names(blueprint), **found}
        return {**found, **fixed_headings()}

    def _known(self, blueprint: str) -> Variables | None:
        return self.variables(blueprint) or None

    def _elsewhere(self, heading: str) -> str:
        """The variable that a heading means to another blueprint of this roster."""
        return next((n[heading] for n in self.by_heading.values() if heading in n), heading)

    def _blueprints(self) -> list[str]:
        """The blueprints named below a heading 蓝图, and the one given where a row names none."""
        found: dict[str, None] = {}
        for sheet in self.grid.sheets:
            place = _column_of(sheet, "blueprint")
            if place is None:
                continue
            number, column = place
            for row in sheet.rows:
                text = row.cells.get(column)
                if row.number > number and is_filled(text):
                    found[text.strip()] = None
        if self.variables_of is not None and self.variables(""):
            found[""] = None
        return [*found]

    # Sheets ------------------------------------------------------------------------------

    def _read_sheets(self) -> None:
        known = self.headings()
        if self.variables_of is None:
            known = _Open(known)
        elif not any(self.by_blueprint.values()):
            self._tell_no_blueprint()
            return
        types = {n: v.type for found in self.by_blueprint.values() for n, v in found.items()}
        names = titles([sheet.name for sheet in self.grid.sheets], known, types)
        mine = [sheet for sheet in self.grid.sheets if folded(sheet.name) not in names]
        for sheet in filter(_holds_defaults, mine):
            self._read_defaults(sheet, known)
        read_any = False
        for sheet in mine:
            if _holds_defaults(sheet):
                continue
            if row := header(sheet, known.__contains__):
                self._read_units(columns(sheet, row, known, self.findings))
                read_any = True
            elif any(not is_blank(row) for row in sheet.rows):
                self.findings.append(no_table(sheet))
        if not read_any:
            self.findings.insert(0, self._no_header())
        for sheet in self.grid.sheets:
            if name := names.get(folded(sheet.name)):
                self._read_further(sheet, name)

    def _tell_no_blueprint(self) -> None:
        if not errors_of(self.findings):
            self.findings.append(
                problem(
                    "no-blueprint-given",
                    N_("no blueprint is given for the roster"),
                    self._file(),
                    hint=N_("add a column 蓝图, or use -b"),
                )
            )

    def _no_header(self) -> Finding:
        return problem(
            "no-header",
            N_("no row has the headings of a roster"),
            self._file(),
            hint=N_("write 编号 and the names of the variables above the columns"),
        )

    def _file(self) -> Origin:
        return Origin(self.source) if self.grid.sheets else NOWHERE

    def _read_further(self, sheet: Sheet, name: str) -> None:
        variable = next(found[name] for found in self.by_blueprint.values() if name in found)
        if found := further(sheet, name, variable, self.findings):
            take_defaults(found, self.defaults.entry, self.findings)
            self.findings += orphans(found, self.ids)
            self.entries.further.append(found)

    # Rows --------------------------------------------------------------------------------

    def _row_reader(self, found: Columns) -> RowReader:
        return RowReader(found, self.names, self._elsewhere, self.defaults.entry.blueprint)

    def _read_defaults(self, sheet: Sheet, known: Mapping[str, str]) -> None:
        row = header(sheet, known.__contains__, least=1)
        if row is None:
            if any(not is_blank(row) for row in sheet.rows):
                self.findings.append(no_table(sheet))
            return
        reader = self._row_reader(columns(sheet, row, known, self.findings))
        for _, row in reader.columns.below():
            self.defaults.take(reader.entry(row))

    def _read_units(self, found: Columns) -> None:
        """The units of a sheet; the example and the defaults are no units."""
        reader = self._row_reader(found)
        part = Part(reader)
        self.entries.add(part)
        hidden: list[Row] = []
        outside: Place | None = None
        for index, row in found.below():
            if outside is None and not found.sheet.ruled:  # there the length of the row tells
                outside = _outside(found, row)
            if not reader.is_used(row):
                continue
            if row.hidden:
                hidden.append(row)
            name = reader.id(row)
            if folded(name) in EXAMPLE_IDS:
                self._tell_example(found.sheet.origin(row, found.of("id")), name)
            elif folded(name) in DEFAULT_IDS:
                self.defaults.take(reader.entry(row))
                reader.default_blueprint = self.defaults.entry.blueprint
            else:
                self.ids.add(name, len(self.entries))
                part.indices.append(index)
        self._tell_hidden(found.sheet, hidden)
        if outside is not None:
            self._tell_outside(outside)

    def _tell_example(self, origin: Origin, name: str) -> None:
        self.findings.append(
            problem(
                "example-row",
                N_("the row {name} is an example and makes no plan"),
                origin,
                severity="warning",
                name=name,
            )
        )

    def _tell_hidden(self, sheet: Sheet, hidden: list[Row]) -> None:
        if hidden:
            self.findings.append(
                problem(
                    "hidden-rows",
                    N_("hidden rows are used, too: {rows}"),
                    sheet.origin(hidden[0], 1),
                    severity="warning",
                    rows="、".join(str(row.number) for row in hidden[:20]),
                )
            )

    def _tell_outside(self, place: Place) -> None:
        """Cells that stand below no heading are used by nobody; the first of them is told."""
        self.findings.append(
            problem(
                "no-heading",
                N_("the cell stands below no heading and is not used"),
                self.where(place),
                severity="warning",
            )
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
    for row in islice(sheet.rows, _HEADING_WITHIN):
        for at, text in row.cells.items():
            if isinstance(text, str) and wanted.get(folded(text)) == name:
                return row.number, at
    return None


def _holds_defaults(sheet: Sheet) -> bool:
    return folded(sheet.name) in (DEFAULTS, "defaults")


def _outside(found: Columns, row: Row) -> Place | None:
    """The first cell of the row that stands below no heading."""
    for at in sorted(row.cells.keys() - found.row.cells.keys()):
        if is_filled(row.cells[at]):
            return found.sheet.places(row)[at]
    return None
