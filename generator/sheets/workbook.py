"""A workbook (.xlsx) as sheets of text: what a person sees in the cells, never a formula.

Read from the XML itself: only there can a formula without a result, a hidden row and the digits
of a number as they were saved be told, and rows that are not there cost nothing.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import IO

from .. import archives
from ..archives import Archive
from ..errors import N_, Finding, Origin, Refusal, problem
from . import numbers
from .files import TABLE
from .grid import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    Grid,
    Places,
    Row,
    Rows,
    Sheet,
    Text,
    Trouble,
    trouble,
)
from .merged import Merge, column_number, merge, spread
from .parts import Names, stream
from .strings import Strings, shared, unescaped

MAX_CELLS = 1_000_000
MAX_SHEETS = 1_000
MAX_STYLES = 100_000  # Excel takes 65,490
_READ = re.compile(r"xl/.*\.xml|.*\.rels|\[Content_Types\]\.xml", re.IGNORECASE)
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # in a strict workbook
)
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    archive: Archive
    texts: Strings
    formats: list[str]
    from_1904: bool
    cells: int = 0

    def count(self, cells: int) -> None:
        """Count cells in use; `Unreadable` when they are too many."""
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise TABLE.refused(
                N_("the file has more than {limit} cells"), self.archive.name, limit=MAX_CELLS
            )


def read(file: IO[bytes], name: str) -> Grid:
    """The visible sheets of the workbook; hidden ones are named in a note."""
    with archives.opened(file, name, TABLE, lambda part: bool(_READ.fullmatch(part))) as archive:
        for part in archive:
            archive.vet(part)
        return _grid(archive)


def _grid(archive: Archive) -> Grid:
    entries, from_1904 = _contents(archive)
    targets = _targets(archive)
    book = _Book(archive, shared(archive), _formats(archive), from_1904)
    found: list[tuple[str, str]] = []
    notes: list[Finding] = []
    for entry in entries:
        title = entry.get("name", "")
        if entry.get("state", "visible") != "visible":
            notes.append(_told_hidden(archive.name, title))
            continue
        part = next((targets.get(entry[key], "") for key in _RELATIONS if key in entry), "")
        if part in archive and "worksheets" in part:
            found.append((part, title))
    where = Places(archive.name, tuple(title for _, title in found))
    sheets = [
        Sheet(where, title, index, _rows(book, part)) for index, (part, title) in enumerate(found)
    ]
    return Grid(sheets, notes)


def _told_hidden(name: str, title: str) -> Finding:
    return problem(
        "hidden-sheet",
        N_("the hidden sheet is not read"),
        Origin(name, sheet=title),
        severity="warning",
    )


# The parts beside the sheets -----------------------------------------------------------------


def _required(archive: Archive, part: str) -> str:
    if part not in archive:
        raise TABLE.refused(TABLE.none, archive.name)
    return part


def _contents(archive: Archive) -> tuple[list[dict[str, str]], bool]:
    """The sheets as the workbook lists them, and whether its days count from 1904."""
    entries: list[dict[str, str]] = []
    from_1904 = False
    local = Names()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if local[name] == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
        elif local[name] == "sheet":
            entries.append(attributes)
            if len(entries) > MAX_SHEETS:
                raise TABLE.too_large(archive.name)

    stream(archive, _required(archive, "xl/workbook.xml"), start)
    return entries, from_1904


def _targets(archive: Archive) -> dict[str, str]:
    """The parts the workbook names, by the id of the relationship."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        target = posixpath.join("/xl", attributes.get("Target", ""))
        found[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")
        if len(found) > archives.MAX_MEMBERS:
            raise TABLE.too_large(archive.name)

    stream(archive, _required(archive, "xl/_rels/workbook.xml.rels"), start)
    return found


def _formats(archive: Archive) -> list[str]:
    """The number format of each cell style."""
    own: dict[int, str] = {}
    styles: list[int] = []
    local = Names()
    within = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        match local[name]:
            case "numFmt":
                own.setdefault(
                    _number(attributes.get("numFmtId")), attributes.get("formatCode", "")
                )
            case "cellXfs":
                within = True
            case "xf" if within:
                styles.append(_number(attributes.get("numFmtId")))
        if len(styles) + len(own) > MAX_STYLES:
            raise TABLE.too_large(archive.name)

    def end(name: str) -> None:
        nonlocal within
        if local[name] == "cellXfs":
            within = False

    if (part := "xl/styles.xml") in archive:
        stream(archive, part, start, end)
    return [numbers.format_code(style, own) for style in styles]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


# Sheets --------------------------------------------------------------------------------------


def _rows(book: _Book, part: str) -> Rows:
    reader = _SheetReader(book, part)
    stream(book.archive, part, reader.start, reader.end, reader.text)
    if reader.merges:
        return spread(reader.rows, reader.merges, book.count)
    return reader.rows


class _SheetReader:
    """One sheet's XML as it goes by; a cell's text is made when the cell ends."""

    def __init__(self, book: _Book, part: str) -> None:
        self.book, self.part = book, part
        self.rows, self.merges = Rows(), list[Merge]()
        self.local = Names()
        self.number = self.column = 0
        self.cells: dict[int, Text] = {}
        self.hidden = False
        self._clear({})
        self.phonetic = False
        self.into: list[str] | None = None  # where the text that goes by belongs

    def _clear(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.value, self.inline = list[str](), list[str]()
        self.has_formula = self.is_inline = False
        self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = self.local[name]
        if local == "c":
            self._clear(attributes)
        elif local == "v":
            self.into = self.value
        elif local == "row":
            self._begin_row(attributes)
        elif local == "f":
            self.has_formula = True
        elif local == "is":
            self.is_inline = True
        elif local == "rPh":
            self.phonetic = True
        elif local == "t" and self.is_inline and not self.phonetic:
            self.into = self.inline
        elif local == "mergeCell" and (found := merge(attributes.get("ref", ""))):
            self.merges.append(found)
            self.book.count(1)

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)
            self.length += len(data)
            if self.length > MAX_TEXT:
                raise TABLE.too_large(self.book.archive.name)

    def end(self, name: str) -> None:
        local = self.local[name]
        if local in ("v", "t"):
            self.into = None
        elif local == "c":
            self._end_cell()
        elif local == "row":
            if self.cells:
                self.rows.append(Row(self.number, self.cells, self.hidden))
        elif local == "rPh":
            self.phonetic = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = _number(attributes.get("r")) or self.number + 1
        if not self.number < number <= MAX_ROWS:
            raise TABLE.damaged(self.part, self.book.archive.name)
        self.number, self.column, self.cells = number, 0, {}
        self.hidden = attributes.get("hidden") in ("1", "true")

    def _end_cell(self) -> None:
        self.column = column_number(self.attributes.get("r", "")) or self.column + 1
        if self.column > MAX_COLUMNS:
            raise TABLE.damaged(self.part, self.book.archive.name)
        if text := self._shown():
            self.cells[self.column] = text
            self.book.count(1)
        self.is_inline = False

    def _shown(self) -> Text:
        """The cell's text, or why it must not be used."""
        kind = self.attributes.get("t", "n")
        value = "".join(self.value)
        if self.has_formula and not value and kind != "str":
            return _NO_RESULT
        try:
            text = unescaped("".join(self.inline)) if self.is_inline else self._of(kind, value)
        except Refusal as refusal:
            return trouble(refusal)
        if "#" in text and text.strip() in _ERRORS:
            return (N_("the cell shows the error {text}"), "", {"text": text.strip()})
        return text

    def _of(self, kind: str, value: str) -> str:
        """What a value shows; `Refusal` when it cannot be trusted."""
        texts, formats = self.book.texts, self.book.formats
        if kind == "s":
            at = _number(value) if value.isdigit() else len(texts)
            if at >= len(texts):
                raise Refusal(N_("the cell's text is missing in the file"))
            return texts[at]
        if kind == "b":
            return "是" if value in ("1", "true") else "否"
        if kind == "e":
            raise Refusal(N_("the cell shows the error {text}"), text=value)
        if kind == "d":
            return value.removesuffix("T00:00:00")
        if kind == "n" and value:
            style = _number(self.attributes.get("s"))
            code = formats[style] if style < len(formats) else ""
            return numbers.shown(value, code, self.book.from_1904)
        return unescaped(value)


_NO_RESULT: Trouble = (
    N_("the cell holds a formula whose result was not saved"),
    N_("open the file in Excel or WPS and save it, or type the value"),
    {},
)
