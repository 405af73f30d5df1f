"""The pages of a rendered document: which line stands where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line; lengths in points from the top left of the sheet, `top` is that of its baseline."""

    text: str
    left: float
    right: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, its lines from top to bottom."""

    width: float
    height: float
    lines: tuple[SeenLine, ...]
