"""Workbooks written row by row: every text a text, the same rows the same bytes.

openpyxl makes the workbook, its styles and its sheets without rows. The rows are written here,
as openpyxl takes five times as long for them, into a file on disk: memory stays flat.
"""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from ..characters import forbidden_at, without_forbidden
from ..messages import _
from ..word.markup import escape

Target = str | Path | IO[bytes]
Style = Literal[
    "heading", "label", "wrapped", "plain", "good", "quiet", "caution", "bad", "day", "month"
]

ROWS = 1_048_576  # of a sheet
_LONGEST = 32_767  # UTF-16 units of a cell
_STAMP = datetime.datetime(2000, 1, 1)
_ZIP_STAMP = (1980, 1, 1, 0, 0, 0)
# Excel reads _x0041_ in a text as the character of that number, unless its first _ is spelt so.
_SPELT = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: what stands above it, and how many half-width characters it takes."""

    heading: str
    width: float


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that does not look like the rest."""

    value: str | int
    style: Style


Value = str | int | Styled

_FILLS = {"good": "E2EFDA", "caution": "FFF2CC", "bad": "F8CBAD", "heading": "D9E1F2"}
_COLOURS = {"good": "375623", "quiet": "7F7F7F", "caution": "7F6000", "bad": "9C0006"}
_FORMATS = {"day": "yyyy-mm-dd", "month": "yyyy-mm"}
_LINE = Side(style="thin", color="8EA9DB")


class Sheet:
    """A sheet of a book that takes its rows one by one."""

    def __init__(self, book: Book, title: str, widths: Iterable[float]) -> None:
        self.rows = 0
        self._written = book.rows_of(title)
        self._sheet = book.workbook[title]
        self._letters: list[str] = []
        self._styles: dict[Style, int] = {}
        for number, width in enumerate(widths, 1):
            self._letters.append(get_column_letter(number))
            self._sheet.column_dimensions[self._letters[-1]].width = width
        _for_print(self._sheet)

    def put(self, values: Sequence[Value]) -> None:
        """Add a row; the last row a sheet has room for says that more were left out."""
        if self.rows == ROWS:
            return
        self.rows += 1
        if self.rows == ROWS:
            values = (_("more rows do not fit into a sheet"),)
        cells = [
            self._cell(f'<c r="{self._letters[at]}{self.rows}"', value)
            for at, value in enumerate(values)
            if value != ""
        ]
        self._written.write(f'<row r="{self.rows}">{"".join(cells)}</row>'.encode())

    def _cell(self, start: str, value: Value) -> str:
        if isinstance(value, Styled):
            start += f' s="{self._styles.get(value.style) or self._new(value.style)}"'
            value = value.value
        if isinstance(value, int):
            return f"{start}><v>{value}</v></c>"
        if not value:
            return f"{start}/>"
        text = escape(_fitting(value))
        space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        return f'{start} t="inlineStr"><is><t{space}>{text}</t></is></c>'

    def _new(self, style: Style) -> int:
        cell = WriteOnlyCell(self._sheet)
        bold = style in ("heading", "label")
        if bold or style in _COLOURS:
            cell.font = Font("Calibri", 11, bold=bold, color=_COLOURS.get(style), scheme="minor")
        if style in _FILLS:
            cell.fill = PatternFill("solid", fgColor=_FILLS[style])
        if style in _FORMATS:
            cell.number_format = _FORMATS[style]
        if style == "heading":
            cell.border = Border(bottom=_LINE)
        if style in ("heading", "wrapped"):
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        elif style not in _FORMATS:
            cell.alignment = Alignment(vertical="top")
        self._styles[style] = cell.style_id
        return self._styles[style]


class Table(Sheet):
    """A sheet whose first row stays in view, repeats on every page and filters the rest."""

    def __init__(
        self, book: Book, title: str, columns: Sequence[Column], *, corner: str = "A2"
    ) -> None:
        super().__init__(book, title, [column.width for column in columns])
        self._last = get_column_letter(len(columns))
        self._sheet.freeze_panes = corner
        self._sheet.print_title_rows = "1:1"
        self.put([Styled(column.heading, "heading") for column in columns])

    def close(self) -> None:
        """Give the rows their filter; there are no more."""
        self._sheet.auto_filter.ref = f"A1:{self._last}{self.rows}"


def _fitting(text: str) -> str:
    """The text as a cell can hold it; what is lost can be seen."""
    if forbidden_at(text) >= 0:
        text = without_forbidden(text, "\ufffd")
    if "_x" in text:
        text = _SPELT.sub("_x005F_", text)
    if len(text) > _LONGEST // 2:
        units = text.encode("utf-16-le", "surrogatepass")
        if len(units) > 2 * _LONGEST:
            mark = _("… (cut off)")
            kept = units[: 2 * (_LONGEST - len(mark))]
            text = kept.decode("utf-16-le", "ignore") + mark
    return text


def _for_print(sheet: Any) -> None:
    """A4 across, all columns on each page, the pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"


# The file --------------------------------------------------------------------------------


class Book:
    """A workbook of openpyxl without rows, and the rows of its sheets, each in a file."""

    def __init__(self) -> None:
        self.workbook = Workbook(write_only=True)
        self.workbook.properties.creator = "creation-plan"
        self.workbook.properties.created = self.workbook.properties.modified = _STAMP
        self._rows: dict[str, IO[bytes]] = {}  # by the name of the part in the package

    def rows_of(self, title: str) -> IO[bytes]:
        """A new sheet of that title: where its rows are written."""
        self.workbook.create_sheet(title)
        name = f"xl/worksheets/sheet{len(self._rows) + 1}.xml"
        self._rows[name] = tempfile.TemporaryFile()  # noqa: SIM115 -- see close
        return self._rows[name]

    def save(self, target: Target) -> None:
        """Write the whole book."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            ExcelWriter(self.workbook, _Archive(archive, self._rows)).write_data()

    def close(self) -> None:
        """Let go of all files."""
        for rows in self._rows.values():
            rows.close()


@contextmanager
def book_for(target: Target) -> Iterator[Book]:
    """A book to put sheets into; it is written to the target when all went well."""
    book = Book()
    try:
        yield book
        book.save(target)
    finally:
        book.close()


@dataclass(frozen=True, slots=True)
class _Archive:
    """What openpyxl writes the parts of a book into: all of one date, the sheets with their rows."""

    zip: zipfile.ZipFile
    rows: Mapping[str, IO[bytes]]

    def writestr(self, name: str, data: bytes | str) -> None:
        data = data.encode() if isinstance(data, str) else data
        self.zip.writestr(_member(name, len(data)), data)

    def write(self, path: str, name: str) -> None:
        before, end, after = Path(path).read_bytes().partition(b"</sheetData>")
        rows = self.rows[name]
        with self.zip.open(_member(name, len(before) + rows.tell()), "w") as member:
            rows.seek(0)
            member.write(before)
            shutil.copyfileobj(rows, member, 1 << 16)
            member.write(end + after)

    def namelist(self) -> list[str]:
        return self.zip.namelist()


def _member(name: str, size: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _ZIP_STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3  # as on every system
    member.file_size = size
    return member
