"""A workbook (.xlsx) as sheets of text: what a person sees in the cells, never a formula.

Read from the XML itself: only there can a formula without a result, a hidden row and the digits
of a number as they were saved be told, and rows that are not there cost nothing.
"""

from __future__ import annotations

import io
import posixpath
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..errors import N_, Finding, Origin, Refusal, Unreadable, problem
from . import numbers
from .files import damaged, parts, refused, tree
from .grid import Cell, Grid, Row, Sheet

MAX_CELLS = 1_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    name: str
    parts: dict[str, bytes]
    texts: list[str]
    formats: list[str]
    from_1904: bool
    cells: int = 0


def read(data: bytes, name: str) -> Grid:
    """The visible sheets of the workbook; hidden ones are named in a note."""
    found = parts(data, name)
    top = _part(found, "xl/workbook.xml", name)
    properties = _child(top, "workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    book = _Book(name, found, _texts(found, name), _formats(found, name), from_1904)
    targets = _targets(found, name)
    grid = Grid([])
    for entry in _children(_child(top, "sheets")):
        title = entry.get("name", "")
        if entry.get("state", "visible") != "visible":
            grid.notes.append(_told_hidden(name, title))
            continue
        part = targets.get(entry.get(_RELATION) or entry.get(_STRICT_RELATION) or "", "")
        if part in found and "worksheets" in part:
            grid.sheets.append(_sheet(book, part, title))
    return grid


def _told_hidden(name: str, title: str) -> Finding:
    return problem(
        "hidden-sheet",
        N_("the hidden sheet is not read"),
        Origin(name, sheet=title),
        severity="warning",
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element | None) -> Iterator[Element]:
    return iter(()) if element is None else iter(element)


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _local(child) == name), None)


def _part(found: dict[str, bytes], part: str, name: str) -> Element:
    if part not in found:
        raise refused(N_("the file is not a workbook (.xlsx)"), name)
    return tree(found[part], part, name)


def _targets(found: dict[str, bytes], name: str) -> dict[str, str]:
    """The parts the workbook names, by the id of the relationship."""
    relations = _part(found, "xl/_rels/workbook.xml.rels", name)
    return {
        relation.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", relation.get("Target", ""))
        ).lstrip("/")
        for relation in relations
    }


def _texts(found: dict[str, bytes], name: str) -> list[str]:
    part = "xl/sharedStrings.xml"
    return [_text(entry) for entry in tree(found[part], part, name)] if part in found else []


def _text(element: Element) -> str:
    """The text of a string with runs; phonetic guides are no part of it."""
    pieces = []
    for child in element:
        kind = _local(child)
        if kind == "t":
            pieces.append(child.text or "")
        elif kind == "r":
            pieces += [run.text or "" for run in child if _local(run) == "t"]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


def _formats(found: dict[str, bytes], name: str) -> list[str]:
    """The number format of each cell style."""
    part = "xl/styles.xml"
    if part not in found:
        return []
    root = tree(found[part], part, name)
    own = {
        _number(entry.get("numFmtId")): entry.get("formatCode", "")
        for entry in _children(_child(root, "numFmts"))
    }
    return [
        numbers.format_code(_number(style.get("numFmtId")), own)
        for style in _children(_child(root, "cellXfs"))
    ]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _sheet(book: _Book, part: str, title: str) -> Sheet:
    sheet = Sheet(book.name, title)
    merged: list[str] = []
    last = 0
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(book.parts[part]), events=("end",)):
            kind = _local(element)
            if kind == "row":
                last = _number(element.get("r")) or last + 1
                if row := _row(book, element):
                    sheet.rows[last] = row
                    if element.get("hidden") in ("1", "true"):
                        sheet.hidden.append(last)
                element.clear()
            elif kind == "mergeCell":
                merged.append(element.get("ref", ""))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(part, book.name) from error
    _spread(sheet, merged, book)
    return sheet


def _row(book: _Book, element: Element) -> Row:
    row: Row = {}
    column = 0
    for entry in element:
        match = _REFERENCE.fullmatch(entry.get("r", ""))
        column = _column(match[1]) if match else column + 1
        if (cell := _cell(book, entry)) is not None:
            row[column] = cell
            _count(book)
    return row


def _count(book: _Book) -> None:
    book.cells += 1
    if book.cells > MAX_CELLS:
        raise _too_many(book.name)


def _too_many(name: str) -> Unreadable:
    return refused(N_("the file has more than {limit} cells"), name, limit=MAX_CELLS)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(book: _Book, entry: Element) -> Cell | None:
    """The cell's text; None when it is empty."""
    value: str | None = None
    formula = False
    inline: Element | None = None
    for child in entry:
        kind = _local(child)
        if kind == "v":
            value = child.text or ""
        elif kind == "f":
            formula = True
        elif kind == "is":
            inline = child
    kind = entry.get("t", "n")
    if formula and not value and kind != "str":
        return Cell("", _NO_RESULT)
    try:
        text = _text(inline) if inline is not None else _value(book, entry, kind, value or "")
    except Refusal as refusal:
        return Cell("", refusal)
    if text.strip() in _ERRORS:
        return Cell("", Refusal(N_("the cell shows the error {text}"), text=text.strip()))
    return Cell(text) if text else None


_NO_RESULT = Refusal(
    N_("the cell holds a formula whose result was not saved"),
    N_("open the file in Excel or WPS and save it, or type the value"),
)


def _value(book: _Book, entry: Element, kind: str, value: str) -> str:
    if kind == "s":
        at = _number(value) if value.isdigit() else len(book.texts)
        if at >= len(book.texts):
            raise Refusal(N_("the cell's text is missing in the file"))
        return book.texts[at]
    if kind == "b":
        return "是" if value in ("1", "true") else "否"
    if kind == "e":
        raise Refusal(N_("the cell shows the error {text}"), text=value)
    if kind == "d":
        return value.removesuffix("T00:00:00")
    if kind == "n" and value:
        style = _number(entry.get("s"))
        code = book.formats[style] if style < len(book.formats) else ""
        return numbers.shown(value, code, book.from_1904)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)


def _spread(sheet: Sheet, merged: list[str], book: _Book) -> None:
    """Repeat the value of merged cells in those rows and columns that are in use."""
    used = sorted(sheet.rows)
    width = max((max(row) for row in sheet.rows.values()), default=0)
    for reference in merged:
        ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) != 2 or not ends[0] or not ends[1]:
            continue
        (left, right), (top, bottom) = (
            (_column(ends[0][1]), min(width, _column(ends[1][1]))),
            (int(ends[0][2]), int(ends[1][2])),
        )
        cell = sheet.rows.get(top, {}).get(left)
        if cell is None:
            continue
        for number in used[bisect_left(used, top) : bisect_right(used, bottom)]:
            for column in range(left, right + 1):
                if column not in sheet.rows[number]:
                    sheet.rows[number][column] = cell
                    _count(book)
