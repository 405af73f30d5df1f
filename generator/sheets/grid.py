"""What a sheet is once it is read: rows of texts with places to go to, streamed from a spool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple, cast

from ..errors import Finding, Origin, Refusal
from .spool import Spool

MAX_COLUMNS = 16_384  # of a workbook, as are the rows
MAX_ROWS = 1_048_576
MAX_TEXT = 1_000_000  # characters in a cell; Excel takes 32,767

# Why what a cell shows must not be used: message, hint and fields of a `Refusal`, as plain data.
Trouble = tuple[str, str, dict[str, str]]
Text = str | Trouble

# The place of a cell as one number: sheet and row, or line, then column; see `Places`.
Place = int
_COLUMNS = 1 << 32
_ROWS = 1 << 32


class Row(NamedTuple):
    """One row: its number, or the line where it begins, and its texts by column from 1.

    Empty cells of a workbook are absent.
    """

    number: int
    cells: dict[int, Text]
    hidden: bool = False  # a person does not see it
    starts: tuple[Place, ...] = ()  # of the cells of a CSV row with quotation marks
    fault: tuple[Place, Trouble] | None = None  # why no cell of the row must be used


@dataclass(frozen=True, slots=True)
class Places:
    """Numbers to places: of a CSV file when there are no sheets."""

    source: str
    sheets: tuple[str, ...] = ()

    def origin(self, place: Place) -> Origin:
        """The place a person can go to."""
        row, column = divmod(place, _COLUMNS)
        if not self.sheets:
            return Origin(self.source, row, column)
        sheet, row = divmod(row, _ROWS)
        cell = f"{column_letters(column)}{row}"
        return Origin(self.source, sheet=self.sheets[sheet], cell=cell)


class Rows:
    """The rows of a sheet in their order, also by their index; reading them anew costs no memory."""

    def __init__(self) -> None:
        self._spool = Spool()

    def append(self, row: Row) -> None:
        """Keep the row, the last so far."""
        self._spool.append(tuple(row))

    def __len__(self) -> int:
        return len(self._spool)

    def __getitem__(self, index: int) -> Row:
        return Row(*self._spool[index])

    def __iter__(self) -> Iterator[Row]:
        return map(Row._make, self._spool)


@dataclass
class Sheet:
    """The rows of one sheet, by rising number, and where they stand."""

    where: Places
    name: str
    index: int = 0  # among the sheets of the file
    rows: Rows = field(default_factory=Rows)
    ruled: bool = False  # each row has as many cells as the header, as in CSV

    @property
    def source(self) -> str:
        return self.where.source

    def places(self, row: Row) -> Sequence[Place]:
        """The places of the row's cells by column, those that are absent included."""
        if not self.ruled:
            first = place_of(row.number, 0, self.index)
            return range(first, first + _COLUMNS)
        texts = cast("dict[int, str]", row.cells).values()  # where one is no text, there are starts
        return [0, *(row.starts or starts(row.number, texts))]

    def origin(self, row: Row, column: int) -> Origin:
        """Where the cell stands; beyond the end of a CSV row, where its last cell does."""
        places = self.places(row)
        if self.ruled:
            column = min(column, len(places) - 1)
        return self.where.origin(places[column])


def place_of(row: int, column: int, sheet: int = 0) -> Place:
    """The place of a cell."""
    return (sheet * _ROWS + row) * _COLUMNS + column


def starts(number: int, texts: Iterable[str]) -> tuple[Place, ...]:
    """Where the cells of a line without quotation marks begin."""
    lengths = [len(text) + 1 for text in texts]
    return tuple(accumulate(lengths[:-1], initial=place_of(number, 1)))


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


def trouble(refusal: Refusal) -> Trouble:
    """The refusal as plain data."""
    args: dict[str, Any] = refusal.args_
    return refusal.message, refusal.hint, {name: str(value) for name, value in args.items()}


def is_blank(row: Row) -> bool:
    """Whether nothing stands in the row."""
    return not any(
        text and (isinstance(text, tuple) or not text.isspace()) for text in row.cells.values()
    )
