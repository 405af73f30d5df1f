"""The paragraphs an outline is read from, and how plain text becomes such paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..patterns import pattern

_SHORT = 20
_PROSE = pattern("[。；：]")
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one table.

    `index` is its number from 1; `numbering` is the label Word gives it by itself, which is not in
    its text; of the styles, only "title" means something here.
    """

    text: str
    index: int
    numbering: str = ""
    style: str = ""
    table: Rows | None = None
    page: int = 0

    @property
    def content(self) -> str:
        """The text; of a table the cells, rows on lines, cells parted by tabs."""
        if self.table is None or self.text:
            return self.text
        return "\n".join("\t".join(row) for row in self.table)


def lines_of(text: str) -> list[Line]:
    """The lines of a plain text; neighbouring lines with tabs in them are one table."""
    lines: list[Line] = []
    rows: list[str] = []
    for index, raw in enumerate(physical(text), 1):
        if _is_row(raw, rows):
            rows.append(raw)
            continue
        lines += _table(rows, index)
        rows = []
        lines.append(Line(raw, index))
    return [*lines, *_table(rows, text.count("\n") + 2)]


def physical(text: str) -> list[str]:
    """The lines of a text, however they end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_row(raw: str, rows: list[str]) -> bool:
    """Whether the line has cells; the first and the last may be empty below others, or short."""
    if "\t" in raw.strip():
        return True
    count = raw.count("\t")
    if not count or not raw.strip():
        return False
    if rows and count == rows[-1].count("\t"):
        return True
    return raw[0] != "\t" and len(raw) <= _SHORT and not _PROSE.search(raw)


def _table(rows: list[str], after: int) -> Iterator[Line]:
    """The rows gathered before the line `after` as one table, if there are any."""
    if rows:
        cells = tuple(tuple(row.split("\t")) for row in rows)
        yield Line("", after - len(rows), table=cells)
