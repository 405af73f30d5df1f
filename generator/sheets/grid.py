"""What a sheet is once it is read: texts by row and column, each with a place to go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..errors import Finding, Origin, Refusal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's text; `trouble` says why what it shows must not be used."""

    text: str
    trouble: Refusal | None = None
    line: int = 0  # of a CSV file, where a cell may span several
    column: int = 0


Row = dict[int, Cell]


@dataclass
class Sheet:
    """Rows by number, cells by column number, both from 1; empty cells of a workbook are absent."""

    source: str
    name: str
    rows: dict[int, Row] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)  # rows a person does not see
    ruled: bool = False  # each row has as many cells as the header, as in CSV

    def origin(self, row: int, column: int) -> Origin:
        """The place of a cell, whether it is there or not."""
        cell = self.rows.get(row, {}).get(column)
        if self.ruled:
            last = max(self.rows.get(row, {}).values(), key=lambda c: c.column, default=cell)
            shown = cell or last
            line, at = (shown.line, shown.column) if shown else (row, 1)
            return Origin(self.source, line, at)
        return Origin(self.source, sheet=self.name, cell=f"{column_letters(column)}{row}")


@dataclass
class Grid:
    """The sheets of one file, and what is to be told about it though nothing is wrong."""

    sheets: list[Sheet]
    notes: list[Finding] = field(default_factory=list)


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """The letters of a column: A, Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(row: Mapping[int, Cell]) -> bool:
    """Whether nothing stands in the row."""
    return not any(cell.trouble or cell.text.strip() for cell in row.values())
