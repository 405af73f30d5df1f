"""Tables: fixed layout, as wide as the text area, header row repeated, rows kept whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat

from ..blocks import AnyBlock, TableBlock, Turn
from ..formats import Format
from . import bookmarks
from .asks import NOTHING, Asks
from .runs import run
from .widths import text_width

# Before a table that follows a table and after one that ends the document: Word joins
# tables that touch, and wants a paragraph last.
GAP = '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'

MIN_COLUMN = 3.0  # 字; a heading such as 序号 with its margins
# A month has no room for them.
_NO_MARGINS = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_HEADER_ROW = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"


class TableWriter:
    """Writes the tables of one format."""

    def __init__(self, rules: Format) -> None:
        text, heading = rules.styles["table_text"], rules.styles["table_heading"]
        total = rules.styles["table_total"]
        self._width = rules.page.line_twips
        self._short = rules.table.short_cell
        self._margins = 2 * rules.table.cell_margin.twips / text.cell.twips
        self._cell_width = text.cell.twips
        self._cell = f'<w:p><w:pPr><w:pStyle w:val="{text.id}"/>{{0}}</w:pPr>'
        self._total = f'<w:p><w:pPr><w:pStyle w:val="{total.id}"/>{{0}}</w:pPr>'
        self._shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{rules.table.shade}"/>'
        self._heading = f'<w:p><w:pPr><w:pStyle w:val="{heading.id}"/></w:pPr>'
        self._grid = f'<w:p><w:pPr><w:pStyle w:val="{rules.styles["table_grid"].id}"/></w:pPr>'
        self.gap = GAP.format(style=text.id)

    def table(self, block: TableBlock, width: int = 0) -> str:
        """The XML of a table, as wide as the text of an upright page or as said, in twips.

        Its bookmark stands in the first cell.
        """
        width = width or self._width
        widths = self._column_widths(block, width)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
            f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
            '<w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{self._header(block, widths)}"
            f"{self._rows(block, widths)}</w:tbl>"
        )

    def ask(self, blocks: Sequence[AnyBlock], special: Iterable[int], asks: Asks) -> None:
        """Ask for an empty paragraph before each table that would touch another."""
        touching = -1  # the block after a table
        for number in special:
            block = blocks[number]
            asked = asks.get(number, NOTHING)
            if number == touching and (
                isinstance(block, TableBlock) or asked.before.startswith("<w:tbl>")
            ):
                asks.of(number).before = self.gap + asked.before
            if isinstance(block, TableBlock) or asked.after.endswith("</w:tbl>"):
                touching = number + 1
            elif isinstance(block, Turn) and number == touching:
                touching += 1

    def _header(self, block: TableBlock, widths: Sequence[int]) -> str:
        runs = [run(heading) for heading in block.headings]
        runs[0] = bookmarks.around(block.id, runs[0])
        plain = block.grid or len(runs)
        starts = [self._heading] * plain + [self._grid] * (len(runs) - plain)
        fills = [""] * plain + [_NO_MARGINS] * (len(runs) - plain)
        cells = [start + text for start, text in zip(starts, runs, strict=True)]
        return _row(_HEADER_ROW, cells, widths, fills)

    def _rows(self, block: TableBlock, widths: Sequence[int]) -> str:
        starts = [
            self._cell.format(_alignment(is_short)) for is_short in self._short_columns(block)
        ]
        rows = [
            [start + run(cell) for start, cell in zip(starts, row, strict=True)]
            for row in block.rows
        ]
        if block.total and rows:
            rows[-1] = self._total_row(block)
        special = self._special_cells(block)
        if not special:
            return "".join([_row(_ROW, cells, widths) for cells in rows])
        return "".join(
            _row(_ROW, cells, widths, [special.get((n, at), "") for at in range(len(cells))])
            for n, cells in enumerate(rows)
        )

    def _special_cells(self, block: TableBlock) -> dict[tuple[int, int], str]:
        """What stands in the properties of joined and of filled cells, by row and column."""
        special = dict.fromkeys(block.shaded, self._shade)
        for row, column, count in block.merged:
            special[row, column] = '<w:vMerge w:val="restart"/>'
            special |= {(below, column): "<w:vMerge/>" for below in range(row + 1, row + count)}
        return special

    def _total_row(self, block: TableBlock) -> list[str]:
        """The last row, aligned like the columns above it."""
        return [
            self._total.format(_alignment(is_short)) + run(cell)
            for is_short, cell in zip(self._short_columns(block), block.rows[-1], strict=True)
        ]

    def _short_columns(self, block: TableBlock) -> list[bool]:
        """Which columns hold short cells only; those are centred."""
        columns = _columns(block)
        return [all(text_width(cell) <= self._short for cell in column[1:]) for column in columns]

    def _column_widths(self, block: TableBlock, width: int) -> list[int]:
        """The width of each column in twips; their sum is the width of the table."""
        shares = block.widths or self._shares_by_content(block, width)
        total = sum(shares)
        edges = [round(width * sum(shares[:count]) / total) for count in range(len(shares) + 1)]
        return [right - left for left, right in pairwise(edges)]

    def _shares_by_content(self, block: TableBlock, width: int) -> list[float]:
        """Room for each column's longest cell; when that is too much, the long ones give way."""
        wanted = [
            max(MIN_COLUMN, *map(text_width, column)) + self._margins for column in _columns(block)
        ]
        return shared_out(wanted, width / self._cell_width)


def shared_out(wanted: Sequence[float], room: float) -> list[float]:
    """Widths adding up to `room` for columns that want so much.

    What is left over is spread. When there is too little, short columns get what they want and
    long ones share the rest by the square root of theirs, which evens out their heights.
    """
    if sum(wanted) <= room:
        return [width * room / sum(wanted) for width in wanted]
    fair = room / len(wanted)
    left = room - sum(width for width in wanted if width <= fair)
    roots = sum(math.sqrt(width) for width in wanted if width > fair)
    return [width if width <= fair else left * math.sqrt(width) / roots for width in wanted]


def _columns(block: TableBlock) -> list[tuple[str, ...]]:
    return list(zip(block.headings, *block.rows, strict=True))


def _alignment(is_short: bool) -> str:
    return '<w:jc w:val="center"/>' if is_short else ""


def _row(
    start: str, paragraphs: Sequence[str], widths: Sequence[int], fills: Iterable[str] = repeat("")
) -> str:
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph}</w:p></w:tc>"
        for paragraph, width, fill in zip(paragraphs, widths, fills, strict=False)
    ]
    return f"{start}{''.join(cells)}</w:tr>"
