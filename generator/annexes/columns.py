"""A table built column by column; a column that would be empty throughout can drop out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ..plan import Table

# How many characters of table text stand side by side on the page; widths add up to these.
PORTRAIT, LANDSCAPE = 36.8, 53.2


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the cells under it; `width` is in characters of table text, margins included."""

    heading: str
    width: float
    cells: tuple[str, ...]
    optional: bool = False  # left out where all cells are empty
    shaded: frozenset[int] = frozenset()  # rows
    grouped: bool = False  # a cell that is empty belongs to the one above it


def table(
    name: str, columns: Sequence[Column], *, caption: str = "", total: bool = False, grid: int = 0
) -> Table:
    """The columns side by side; narrow ones only grow where others drop out.

    The last `grid` columns are those of a month grid.
    """
    kept = [column for column in columns if not column.optional or any(column.cells)]
    return Table(
        id=name,
        caption=caption,
        headings=tuple(column.heading for column in kept),
        rows=tuple(zip(*(column.cells for column in kept), strict=True)),
        widths=tuple(column.width for column in kept),
        shaded=frozenset(
            (row, number) for number, column in enumerate(kept) for row in column.shaded
        ),
        total=total,
        merged=merged(kept),
        grid=len(kept) - grid if grid else 0,
    )


def merged(columns: Sequence[Column]) -> tuple[tuple[int, int, int], ...]:
    """(row, column, rows spanned) of each cell of a grouped column with empty cells below it."""
    spans = []
    for number, column in enumerate(columns):
        starts = [row for row, cell in enumerate(column.cells) if cell] if column.grouped else []
        ends = [*starts[1:], len(column.cells)]
        spans += [
            (start, number, end - start)
            for start, end in zip(starts, ends, strict=False)
            if end - start > 1
        ]
    return tuple(spans)


def ordinals(count: int) -> Column:
    """序号."""
    return Column("序号", 3.2, tuple(str(number) for number in range(1, count + 1)))


def blank(heading: str, width: float, count: int) -> Column:
    """A column to be filled in by hand."""
    return Column(heading, width, ("",) * count)


def once(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells that repeat the one above emptied, for a grouped column."""
    return tuple(
        cell if first else ""
        for cell, same in groupby(cells)
        for first in (True, *(False for _ in list(same)[1:]))
    )
