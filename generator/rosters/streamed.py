"""The entries of all sheets, read from their rows whenever they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..sheets import Row
from .entries import CellPlaces, Entry, Fault, twice_given
from .further import Further
from .rows import RowReader


@dataclass
class Part:
    """The units of one sheet: where their rows are."""

    reader: RowReader
    indices: array[int] = field(default_factory=lambda: array("L"))


class SheetEntries:
    """The entries of all sheets, read from their rows each time."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.starts: list[int] = []
        self.further: list[Further] = []

    def add(self, part: Part) -> None:
        self.starts.append(len(self))
        self.parts.append(part)

    def __len__(self) -> int:
        return sum(len(part.indices) for part in self.parts)

    def __getitem__(self, number: int) -> Entry:
        at = bisect_right(self.starts, number) - 1
        part = self.parts[at]
        row = part.reader.columns.sheet.rows[part.indices[number - self.starts[at]]]
        return self._entry(part, row)

    def __iter__(self) -> Iterator[Entry]:
        for part in self.parts:
            wanted = iter(part.indices)
            following = next(wanted, -1)
            for index, row in enumerate(part.reader.columns.sheet.rows):
                if index == following:
                    yield self._entry(part, row)
                    following = next(wanted, -1)

    def _entry(self, part: Part, row: Row) -> Entry:
        entry = part.reader.entry(row)
        for sheet in self.further:
            if (value := sheet.value(entry.id)) is None:
                continue
            if sheet.name in entry.values:
                entry = self._given_twice(entry, sheet)
            else:
                entry.values[sheet.name] = value
        return entry

    def _given_twice(self, entry: Entry, sheet: Further) -> Entry:
        first = CellPlaces(sheet.columns.sheet.where)(entry.values[sheet.name][1])
        place = sheet.columns.sheet.places(sheet.columns.sheet.rows[sheet.rows[entry.id][0]])[1]
        fault = Fault(place, "duplicate-key", twice_given(sheet.name, first))
        return entry._replace(faults=(*entry.faults, fault))
