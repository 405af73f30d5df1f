"""Reading from a PDF that LibreOffice made which line stands where.

Widths are estimated: a Chinese character is as wide as it is high, digits and letters half that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from ..word.widths import text_width
from .pages import SeenLine, Sheet

__all__ = ("SeenLine", "Sheet", "sheets")

MAX_PAGES = 500
_SAME_LINE = 2.0  # points between baselines
_LEADER = re.compile(r"\.{4,}")  # up to the page number, in a table of contents


@dataclass(frozen=True, slots=True)
class _Stretch:
    text: str
    left: float
    top: float
    size: float
    narrowed: float  # how wide characters are set, 1 for as they are

    @property
    def right(self) -> float:
        """Where the text ends at the least: gaps between words and dots are not known."""
        text = _LEADER.sub("", "".join(self.text.split()))
        return self.left + text_width(text) * self.size * self.narrowed


def sheets(pdf: Path) -> tuple[Sheet, ...]:
    """The pages of a PDF; text that stands on end is left out."""
    with PdfReader(pdf) as reader:
        return tuple(_sheet(page) for page in reader.pages[:MAX_PAGES])


def _sheet(page: Any) -> Sheet:
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    found: list[_Stretch] = []

    def take(text: str, outer: list[float], own: list[float], font: Any, size: float) -> None:
        if text.strip() and abs(own[1]) < abs(own[0]):
            left = own[4] * outer[0] + own[5] * outer[2] + outer[4]
            bottom = own[4] * outer[1] + own[5] * outer[3] + outer[5]
            wide, high = abs(own[0] * outer[0]), abs(own[3] * outer[3]) or 1.0
            found.append(_Stretch(text, left, height - bottom, size * high, wide / high))

    page.extract_text(visitor_text=take)
    return Sheet(width, height, tuple(_lines(found)))


def _lines(found: Iterable[_Stretch]) -> list[SeenLine]:
    """Stretches on one baseline make a line."""
    rows: list[list[_Stretch]] = []
    for one in sorted(found, key=lambda stretch: stretch.top):
        if not rows or one.top - rows[-1][0].top > _SAME_LINE:
            rows.append([])
        rows[-1].append(one)
    return [_line(sorted(row, key=lambda stretch: stretch.left)) for row in rows]


def _line(row: list[_Stretch]) -> SeenLine:
    return SeenLine(
        text="".join(one.text for one in row).strip(),
        left=row[0].left,
        right=max(one.right for one in row),
        top=row[0].top,
        size=max(one.size for one in row),
    )
