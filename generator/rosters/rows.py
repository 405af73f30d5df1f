"""The rows of a sheet below its header as entries; nothing is kept of a row that was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..errors import N_
from ..sheets import Row, Text
from ..values import OfficialDate
from .columns import Columns, fixed_headings, is_filled, misshapen
from .entries import Bad, Entry, Fault, Place, day_of, id_text

Names = Callable[[str], Mapping[str, str]]  # what headings mean to units of a blueprint


@dataclass
class RowReader:
    """Reads the rows below one header."""

    columns: Columns
    names: Names
    elsewhere: Callable[[str], str]  # the variable that a heading means to another blueprint
    default_blueprint: str = ""
    _fixed: dict[str, int] = field(default_factory=dict)
    _variables: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fixed = {name: self.columns.of(name) for name in fixed_headings().values()}

    def id(self, row: Row) -> str:
        """The id that stands in the row; empty when none does."""
        return _id(row.cells.get(self._fixed["id"]))

    def is_used(self, row: Row) -> bool:
        """Whether anything stands below a heading."""
        return any(
            text and (isinstance(text, tuple) or not text.isspace())
            for text in map(row.cells.get, self.columns.headings)
        )

    def entry(self, row: Row) -> Entry:
        """What the row says; a cell that must not be used stands for itself, see `Bad`."""
        sheet, cells, fixed = self.columns.sheet, row.cells, self._fixed
        places = sheet.places(row)
        name = _id(cells.get(fixed["id"]))
        if fault := self._shape(row):
            shown = name or _unnamed(row)
            return Entry(shown, places[1], {}, faults=(fault,), is_whole=False)
        place = places[fixed["id"] or 1]
        faults: list[Fault] = []
        texts: dict[str, str] = {}
        for key, column in fixed.items():
            text = cells.get(column)
            if is_filled(text):
                texts[key] = text.strip()
            elif isinstance(text, tuple) and key != "as_of":
                faults.append(self._bad(column, places[column], text))
        if not name and not isinstance(cells.get(fixed["id"]), tuple):
            faults.append(_MISSING._replace(place=place))
        values: dict[str, tuple[object, Place]] = {}
        for column, variable in self._below(texts.get("blueprint") or self.default_blueprint):
            text = cells.get(column)
            if not text:
                continue
            if isinstance(text, tuple):
                bad = Bad((self._bad(column, places[column], text),))
                values[variable] = (bad, places[column])
            elif not text.isspace():
                values[variable] = (text, places[column])
        parent = fixed["parent"]
        return Entry(
            name or _unnamed(row),
            place,
            values,
            texts.get("blueprint", ""),
            texts.get("file", ""),
            id_text(texts.get("parent", "")),
            places[parent] if parent else 0,
            self._as_of(cells.get(fixed["as_of"]), places[fixed["as_of"]]),
            tuple(faults),
            not isinstance(cells.get(parent), tuple),
        )

    def _below(self, blueprint: str) -> list[tuple[int, str]]:
        """The columns of variables, as a unit of this blueprint understands their headings."""
        if blueprint not in self._variables:
            names, fixed = self.names(blueprint), fixed_headings()
            self._variables[blueprint] = [
                (column, names.get(heading) or self.elsewhere(heading))
                for column, heading in self.columns.headings.items()
                if heading not in fixed
            ]
        return self._variables[blueprint]

    def _as_of(self, text: Text | None, place: Place) -> OfficialDate | Bad | None:
        if isinstance(text, tuple):
            return Bad((self._bad(self._fixed["as_of"], place, text),))
        if not is_filled(text):
            return None
        found = _day(text.strip())
        if isinstance(found, Bad):
            return Bad(tuple(fault._replace(place=place) for fault in found.faults))
        return found

    def _bad(self, column: int, place: Place, text: Text) -> Fault:
        assert isinstance(text, tuple)
        return Fault(place, "bad-cell", text, self.columns.label(column))

    def _shape(self, row: Row) -> Fault | None:
        sheet = self.columns.sheet
        if row.fault is not None:
            return Fault(row.fault[0], "csv-shape", row.fault[1])
        if (wrong := misshapen(row, self.columns)) is None:
            return None
        column, trouble = wrong
        place = sheet.places(row)[min(column, len(row.cells))]
        return Fault(place, "csv-shape", trouble)


@lru_cache(maxsize=256)
def _day(text: str) -> OfficialDate | Bad:
    return day_of(text, 0)


_MISSING = Fault(0, "model-missing", (N_("{name} is missing"), "", {"name": "编号"}))


def _unnamed(row: Row) -> str:
    """How a unit without id is called."""
    return f"第{row.number}行"


def _id(text: Text | None) -> str:
    return id_text(text) if isinstance(text, str) else ""
