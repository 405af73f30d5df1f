"""Merged cells: the value that a person sees in all of them stands in the first only."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from .grid import Rows, Text

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Merge(NamedTuple):
    """Rows and columns of merged cells, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


def merge(reference: str) -> Merge | None:
    """The cells of a reference such as A1:B3; None when it is none."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if len(ends) != 2 or not ends[0] or not ends[1]:
        return None
    first, last = ends[0], ends[1]
    return Merge(int(first[2]), _number(first[1]), int(last[2]), _number(last[1]))


@lru_cache(maxsize=1024)
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_number(reference: str) -> int:
    """The column of a reference to one cell, such as B12; 0 when it is none."""
    match = _REFERENCE.fullmatch(reference)
    return _number(match[1]) if match else 0


def spread(rows: Rows, merges: list[Merge], count: Callable[[int], None]) -> Rows:
    """The rows with the value of merged cells repeated in those rows and columns that are in use.

    `count` is told of every row that a merge covers: the work is bounded, whatever the file says.
    """
    found = Rows()
    width = max((max(row.cells) for row in rows), default=0)
    waiting = sorted(merges, reverse=True)
    covering: list[tuple[Merge, Text]] = []
    for row in rows:
        covering = [entry for entry in covering if entry[0].bottom >= row.number]
        while waiting and waiting[-1].top <= row.number:
            area = waiting.pop()
            if area.top == row.number and area.left in row.cells:
                covering.append((area, row.cells[area.left]))
        count(len(covering))
        for area, text in covering:
            free = [c for c in range(area.left, min(width, area.right) + 1) if c not in row.cells]
            row.cells.update(dict.fromkeys(free, text))
            count(len(free))
        found.append(row)
    return found
