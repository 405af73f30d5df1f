"""署名 of several issuers with their seals (clause 7.3.5.1): names in rows, as cells of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..blocks import Block
from ..formats import Format, Mm
from .asks import Asks
from .mark import NO_MARGINS
from .widths import text_width


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of equally wide cells; what the last row lacks, it lacks at the left."""

    count: int
    columns: int
    left: int  # twips, of the table
    width: int  # twips, of a cell
    height: int  # twips, of a row that another follows
    missing: int
    axis: float  # 字 from the right edge to the middle of the last name and of the date

    def place(self, index: int) -> tuple[int, int]:
        """Row and column of the name with that index."""
        before_last = index < (self.count - 1) * self.columns
        return divmod(index if before_last else index + self.missing, self.columns)


def ask(names: Sequence[Block], date: str, number: int, rules: Format, asks: Asks) -> float:
    """Ask each name to stand in a cell, in the middle of the room for its seal.

    The first of them is the block of that number; the last stands over the date. Gives how
    many 字 stay empty to the right of the date.
    """
    rows, style = _rows(names, date, rules), rules.styles["sealed_signature"].id
    for index in range(len(names)):
        row, column = rows.place(index)
        asked = asks.of(number + index)
        asked.properties["jc"] = '<w:jc w:val="center"/>'
        asked.before = _CELL.format(rows.width)
        asked.after = "</w:tc>"
        if row == rows.count - 1 and column == rows.missing:
            asked.before = _EMPTY.format(rows.width, style) * rows.missing + asked.before
        if column == 0 or (row == rows.count - 1 and column == rows.missing):
            asked.before = _row(rows, row) + asked.before
        if column == rows.columns - 1:
            asked.after += "</w:tr>"
    asks.of(number).before = _table(rows) + asks.of(number).before
    asks.of(number + len(names) - 1).after += "</w:tbl>"
    return rows.axis - text_width(date) / 2


def _rows(names: Sequence[Block], date: str, rules: Format) -> _Rows:
    """As many names in a row as fit: seals neither touch nor leave the line."""
    seal, cell = rules.seal, rules.styles["sealed_signature"].cell
    pitch = Mm(seal.diameter + seal.between)
    line = rules.page.line_twips / 20 / cell  # 字, like all widths here
    axis = seal.date_right + text_width(date) / 2  # of the date, from the right edge
    width = max(pitch.points / cell, *(text_width(name.text) + 1 for name in names))
    fitting = int((line - axis - width / 2) / width) + 1
    count = math.ceil(len(names) / max(1, min(seal.in_a_row, fitting)))
    columns = math.ceil(len(names) / count)
    axis = max(axis, width / 2)  # names wider than the room over the date move it left
    twips = round(width * cell * 20)
    right = round((axis - width / 2) * cell * 20)
    return _Rows(
        count=count,
        columns=columns,
        left=rules.page.line_twips - right - columns * twips,
        width=twips,
        height=pitch.twips,
        missing=count * columns - len(names),
        axis=axis,
    )


_CELL = '<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/></w:tcPr>'
_EMPTY = _CELL + '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr></w:p></w:tc>'


def _table(rows: _Rows) -> str:
    grid = f'<w:gridCol w:w="{rows.width}"/>' * rows.columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{rows.width * rows.columns}" w:type="dxa"/>'
        f'<w:tblInd w:w="{rows.left}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{NO_MARGINS}'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(rows: _Rows, number: int) -> str:
    """The start of a row; one that another follows is as high as a seal."""
    height = f'<w:trHeight w:val="{rows.height}" w:hRule="atLeast"/>'
    if number == rows.count - 1:
        height = ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>"
