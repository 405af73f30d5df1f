"""Where a parser of events is in a part, and what each element of WordprocessingML means to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.parsers import expat

from ..errors import N_
from ..word.bookmarks import PREFIX
from ..word.markup import W
from .names import BETWEEN, STRICT, is_off, local
from .opened import OpenBox, OpenMark, OpenParagraph, OpenRow, OpenTable
from .pieces import Piece, Run

MAX_DEPTH = 20  # of tables and boxes within each other: each has the text of those within it
TOO_LARGE = N_("the part {part} is too large")
NOT_UTF8 = N_("the part {part} is not in UTF-8")  # in which places are counted
_DECLARES = N_("the part {part} has a document type declaration")
_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NAME = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
_PLAIN = frozenset((b"r", b"t", b"tab", b"br", b"cr", b"noBreakHyphen", b"lastRenderedPageBreak"))

_Attributes = dict[str, str]
_Begin = Callable[["Reader", _Attributes], None]
_End = Callable[["Reader"], None]


class Doubtful(Exception):
    """What is not read; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Reader:
    """Reads one part; `told` gives what it found once `parser` has parsed it.

    It may raise `Doubtful`, and `IndexError` or `ValueError` for elements in impossible places.
    """

    def __init__(self, xml: bytes) -> None:
        self.found: list[Piece] = []
        self.parser = expat.ParserCreate(namespace_separator=BETWEEN)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = _declared
        self.parser.XmlDeclHandler = _declaration
        self._xml = xml
        self._begins: dict[str, _Begin | None] = {}  # by the full name
        self._ends: dict[str, _End | None] = {}
        self._w = ""
        self._paragraph: OpenParagraph | None = None
        self._tables: list[OpenTable] = []
        self._boxes: list[OpenBox] = []
        self._story: list[Piece] | None = None  # where finished pieces go; None outside the body
        self._in_text = False
        self._gone = 0  # deleted ranges that we are in
        self._fields: list[bool] = []  # of those that are open: whether we are in the code
        self._codes = 0  # how many of them
        self._coded = False
        self._controls = 0
        self._alternatives: list[bool] = []  # whether one was read
        self._skipped = 0  # how deep we are in what is passed over
        self._other = -1  # where a piece that is passed over begins,
        self._is_section = False  # and whether it is the properties of the last section
        self._marks: dict[str, tuple[OpenMark, int]] = {}  # by w:id, with the piece it began in
        self._reaching: list[tuple[int, OpenMark]] = []  # those that ended in a later piece
        self._waiting: list[OpenMark] = []  # begun between pieces
        self._commented: set[str] = set()
        self.runs: dict[int, list[Run]] | None = None  # by paragraph, if they are wanted
        self._inserted = 0  # inserted ranges that we are in

    # Callbacks ---------------------------------------------------------------------------

    def _start(self, name: str, attributes: _Attributes) -> None:
        try:
            begin = self._begins[name]
        except KeyError:
            begin = self._known(name)
        if begin is not None:
            begin(self, attributes)

    def _known(self, name: str) -> _Begin | None:
        """What to do at the beginning of an element of a name that was not met before."""
        if not self._begins:
            self._w = (STRICT if name.startswith(STRICT) else W) + BETWEEN
        own = local(name)
        self._ends[name] = _ENDS.get(own)
        if own == "rPr" and self.runs is not None:
            self._ends[name] = Reader._end_run_properties
        begin = self._begins[name] = _BEGINS.get(own)
        return begin

    def _end(self, name: str) -> None:
        end = self._ends[name]
        if end is not None:
            end(self)

    def _characters(self, data: str) -> None:
        if self._in_text:
            paragraph = self._paragraph  # as `_add`, which is called for everything else
            if paragraph is not None and not self._gone and not self._coded:
                paragraph.texts.append(data)
                paragraph.size += len(data)

    def _skip(self) -> None:
        """Pass over the element that begins here."""
        self._skipped = 1
        self.parser.StartElementHandler = self._deeper
        self.parser.EndElementHandler = self._higher

    def _deeper(self, name: str, attributes: _Attributes) -> None:
        self._skipped += 1

    def _higher(self, name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self.parser.StartElementHandler = self._start
            self.parser.EndElementHandler = self._end
            if self._other >= 0:
                end, section = self._after(self._other), self._is_section
                self._append(Piece(start=self._other, end=end, kind="other", ends_section=section))
                self._other, self._is_section = -1, False

    def _after(self, start: int) -> int:
        """The place behind the element that ends here."""
        here = self.parser.CurrentByteIndex
        tag = _TAG.match(self._xml, start)
        if tag is not None and tag.end() == here and self._xml[here - 2] == 0x2F:
            return here  # it is an empty-element tag: here is already behind it
        return self._xml.index(b">", here) + 1

    def _append(self, piece: Piece) -> None:
        if self._story is not None:
            self._story.append(piece)

    def _value(self, attributes: _Attributes, name: str = "val") -> str:
        return attributes.get(self._w + name, "")

    # Text --------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        paragraph = self._paragraph
        if paragraph is not None and not self._gone and not self._coded:
            paragraph.texts.append(text)
            paragraph.size += len(text)

    def _hold(self, what: str) -> None:
        if self._paragraph is not None and not self._gone:
            self._paragraph.holds.add(what)

    def _begin_text(self, attributes: _Attributes) -> None:
        self._in_text = True

    def _end_text(self) -> None:
        self._in_text = False

    def _tab(self, attributes: _Attributes) -> None:
        if self._paragraph is not None and not self._paragraph.in_properties:
            self._add("\t")

    def _break(self, attributes: _Attributes) -> None:
        if self._value(attributes, "type") in ("page", "column"):
            self._hold("break")
        else:
            self._add("\n")

    def _return(self, attributes: _Attributes) -> None:
        self._add("\n")

    def _hyphen(self, attributes: _Attributes) -> None:
        self._add("-")

    def _symbol(self, attributes: _Attributes) -> None:
        code = int(self._value(attributes, "char") or "20", 16)
        if not 0xD800 <= code < 0xE000:  # half of a character
            self._add(chr(code))

    # Paragraphs --------------------------------------------------------------------------

    def _begin_paragraph(self, attributes: _Attributes) -> None:
        opened = OpenParagraph(self.parser.CurrentByteIndex, self._controls > 0, self._paragraph)
        self._paragraph = opened
        if self._waiting:
            opened.marks += self._waiting
            self._waiting = []
        if self._commented:
            opened.comments |= self._commented
            self._commented = set()

    def _end_paragraph(self) -> None:
        opened = self._paragraph
        if opened is not None:
            self._append(opened.piece(self._after(opened.start)))
            self._paragraph = opened.outer
            if self._coded:  # the code of a field that has no end: what follows is text
                self._fields = [code for code in self._fields if not code]
                self._codes = 0
                self._coded = False

    def _begin_properties(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.in_properties = True

    def _end_properties(self) -> None:
        if self._paragraph is not None:
            self._paragraph.in_properties = self._paragraph.in_mark = False

    def _begin_run(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.begin_run(self.parser.CurrentByteIndex)

    def _end_run(self) -> None:
        if self._paragraph is not None:
            self._paragraph.end_run()
            if self.runs is not None:
                self._note_run(self.runs, self._paragraph)

    def _note_run(self, found: dict[int, list[Run]], paragraph: OpenParagraph) -> None:
        start, told = paragraph.run_place, paragraph.properties_place
        end = self._after(start)
        rest = self._xml[start : told[0]] + self._xml[told[1] : end]
        run = Run(
            start=start,
            end=end,
            first=paragraph.run_start,
            last=paragraph.size,
            properties=told,
            plain=all(name in _PLAIN for name in _NAME.findall(rest)),
            deleted=self._gone > 0,
            inserted=self._inserted > 0,
        )
        found.setdefault(paragraph.start, []).append(run)

    def _run_properties(self, attributes: _Attributes) -> None:
        paragraph = self._paragraph
        if paragraph is None:
            return
        if paragraph.in_properties:
            paragraph.in_mark = True
        elif self.runs is not None:
            here = self.parser.CurrentByteIndex
            paragraph.properties_place = (here, here)

    def _end_run_properties(self) -> None:
        paragraph = self._paragraph
        if paragraph is not None and not paragraph.in_properties:
            start = paragraph.properties_place[0]
            paragraph.properties_place = (start, self._after(start))

    def _style(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.style = self._value(attributes)

    def _list(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.list_id = self._value(attributes)

    def _level(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.level = int(self._value(attributes) or 0)

    def _section(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph.ends_section = True
        else:
            self._other, self._is_section = self.parser.CurrentByteIndex, True
        self._skip()

    def _standing_alone(self, attributes: _Attributes) -> None:
        """A formula or another file: a piece of its own unless it stands in a paragraph."""
        if self._paragraph is not None:
            self._hold("math")
        else:
            self._other = self.parser.CurrentByteIndex
        self._skip()

    # Formatting --------------------------------------------------------------------------

    def _format(self, name: str, attributes: _Attributes) -> None:
        paragraph = self._paragraph
        if paragraph is not None and not paragraph.in_properties:
            paragraph.run_formatting.add(name)

    def _underline(self, attributes: _Attributes) -> None:
        if not is_off(self._value(attributes)):
            self._format("u", attributes)

    def _fonts(self, attributes: _Attributes) -> None:
        if any(not name.endswith("hint") for name in attributes):
            self._format("rFonts", attributes)

    def _run_style(self, attributes: _Attributes) -> None:
        paragraph = self._paragraph
        if paragraph is not None and not paragraph.in_properties:
            paragraph.run_face = self._value(attributes)

    def _vanish(self, attributes: _Attributes) -> None:
        if not is_off(self._value(attributes)):
            self._format("vanish", attributes)

    def _paragraph_format(self, name: str) -> None:
        paragraph = self._paragraph
        if paragraph is not None and paragraph.in_properties and not paragraph.in_mark:
            paragraph.formatting.add(f"p:{name}")

    def _shade(self, attributes: _Attributes) -> None:
        if self._paragraph is None and self._tables and self._tables[-1].in_cell:
            self._tables[-1].fill = self._filling(attributes)
        self._paragraph_format("shd")
        self._format("shd", attributes)

    def _filling(self, attributes: _Attributes) -> str:
        """The colour of a cell; of a pattern without one its name."""
        fill, pattern = self._value(attributes, "fill"), self._value(attributes)
        if fill.lower() not in ("", "auto", "ffffff"):
            return fill
        return pattern if pattern not in ("", "clear", "nil") else ""

    def _spacing(self, attributes: _Attributes) -> None:
        """Of lines, or of letters."""
        self._paragraph_format("spacing")
        self._format("spacing", attributes)

    # Tracked changes ---------------------------------------------------------------------

    def _note_author(self, attributes: _Attributes) -> None:
        author = self._value(attributes, "author")
        if self._paragraph is not None:
            self._paragraph.authors.add(author)
        elif self._tables:
            self._tables[-1].authors.add(author)

    def _changed_format(self, attributes: _Attributes) -> None:
        self._note_author(attributes)
        self._skip()

    def _begin_inserted(self, attributes: _Attributes) -> None:
        self._inserted += 1
        self._note_author(attributes)
        paragraph = self._paragraph
        if paragraph is None:
            if self._tables and self._tables[-1].row_properties:
                self._tables[-1].rows[-1].inserted = True
        elif paragraph.in_mark:
            paragraph.inserted = True

    def _end_inserted(self) -> None:
        self._inserted -= 1

    def _begin_deleted(self, attributes: _Attributes) -> None:
        self._note_author(attributes)
        paragraph = self._paragraph
        if paragraph is None and self._tables and self._tables[-1].row_properties:
            self._tables[-1].rows[-1].deleted = True
            self._skip()
        elif paragraph is not None and paragraph.in_properties:
            paragraph.joined = paragraph.joined or paragraph.in_mark
            self._skip()
        else:
            self._gone += 1

    def _end_deleted(self) -> None:
        self._gone -= 1

    # Tables ------------------------------------------------------------------------------

    def _begin_table(self, attributes: _Attributes) -> None:
        self._deepen()
        here = self.parser.CurrentByteIndex
        self._tables.append(OpenTable(here, self._controls > 0, self._paragraph, self._story))
        self._paragraph = None

    def _end_table(self) -> None:
        table = self._tables.pop()
        self._story, self._paragraph = table.story, table.outer
        self._append(table.piece(self._after(table.start)))

    def _table_style(self, attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].style = self._value(attributes)

    def _begin_row(self, attributes: _Attributes) -> None:
        self._tables[-1].rows.append(OpenRow(self.parser.CurrentByteIndex))

    def _end_row(self) -> None:
        row = self._tables[-1].rows[-1]
        row.end = self._after(row.start)

    def _begin_row_properties(self, attributes: _Attributes) -> None:
        self._tables[-1].row_properties = True

    def _end_row_properties(self) -> None:
        self._tables[-1].row_properties = False

    def _begin_cell(self, attributes: _Attributes) -> None:
        self._tables[-1].open_cell(self.parser.CurrentByteIndex)
        self._story = []

    def _end_cell(self) -> None:
        table = self._tables[-1]
        content = tuple(self._story or ())
        table.rows[-1].cells.append(table.finished(self._after(table.cell), content))
        self._story = []

    def _begin_borders(self, attributes: _Attributes) -> None:
        if self._tables and self._paragraph is None:
            self._tables[-1].bordering = True

    def _end_borders(self) -> None:
        if self._tables:
            self._tables[-1].bordering = False

    def _edge(self, attributes: _Attributes) -> None:
        if self._paragraph is not None:
            self._paragraph_format("pBdr")
            return
        if not self._tables or not self._tables[-1].bordering:
            return
        table = self._tables[-1]
        told = (self._value(attributes, name) for name in ("val", "sz", "color"))
        (table.cell_edges if table.in_cell else table.edges).add(" ".join(told))

    def _joined(self, attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].joined = True

    def _column(self, attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].grid.append(round(float(self._value(attributes, "w") or 0)))

    def _height(self, attributes: _Attributes) -> None:
        if self._tables:
            self._tables[-1].formatting.add("t:height")

    # Boxes, fields, wrappers ---------------------------------------------------------------

    def _deepen(self) -> None:
        if len(self._tables) + len(self._boxes) >= MAX_DEPTH:
            raise Doubtful(TOO_LARGE)

    def _begin_box(self, attributes: _Attributes) -> None:
        self._deepen()
        self._boxes.append(OpenBox(self._paragraph, self._story))
        self._paragraph, self._story = None, []

    def _end_box(self) -> None:
        box = self._boxes.pop()
        if box.outer is not None:
            box.outer.take(self._story or [])
        self._paragraph, self._story = box.outer, box.story

    def _field(self, attributes: _Attributes) -> None:
        kind = self._value(attributes, "fldCharType")
        if kind == "begin":
            self._hold("field")
            self._fields.append(True)
            self._codes += 1
        elif self._fields and kind == "separate":
            self._codes -= self._fields[-1]
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._codes -= self._fields.pop()
        self._coded = self._codes > 0

    def _begin_control(self, attributes: _Attributes) -> None:
        self._controls += 1

    def _end_control(self) -> None:
        self._controls -= 1

    def _pass_over(self, attributes: _Attributes) -> None:
        self._skip()

    def _begin_alternatives(self, attributes: _Attributes) -> None:
        self._alternatives.append(False)

    def _end_alternatives(self) -> None:
        self._alternatives.pop()

    def _alternative(self, attributes: _Attributes) -> None:
        if not self._alternatives or self._alternatives[-1]:
            self._skip()
        else:
            self._alternatives[-1] = True

    def _begin_body(self, attributes: _Attributes) -> None:
        self._story = self.found

    def _end_body(self) -> None:
        self._story = None

    # Marks -------------------------------------------------------------------------------

    def _begin_bookmark(self, attributes: _Attributes) -> None:
        name = self._value(attributes, "name")
        if not name.startswith(PREFIX):
            return
        mark = OpenMark(name, self._paragraph.size if self._paragraph is not None else 0)
        self._marks[self._value(attributes, "id")] = mark, len(self.found)
        marks = self._waiting if self._paragraph is None else self._paragraph.marks
        marks.append(mark)

    def _end_bookmark(self, attributes: _Attributes) -> None:
        mark, began = self._marks.pop(self._value(attributes, "id"), (None, 0))
        if mark is None:
            return
        if self._paragraph is not None:
            if any(mark is own for own in self._paragraph.marks):
                mark.end = self._paragraph.size
            mark.reach = len(self.found) - began
        elif mark in self._waiting:
            mark.end = 0
        else:  # it ends behind the last piece
            mark.reach = len(self.found) - began - 1
        if mark.reach > 0:
            self._reaching.append((began, mark))

    def told(self) -> tuple[Piece, ...]:
        """All pieces; bookmarks that ended later tell how far they reach.

        Raises `ValueError` when one stands within another, as no program writes it.
        """
        if any(one.end > other.start for one, other in pairwise(self.found)):
            raise ValueError("pieces within each other")
        for number, mark in self._reaching:
            piece = self.found[number]
            marks = (
                replace(one, reach=mark.reach) if one.name == mark.name else one
                for one in piece.bookmarks
            )
            self.found[number] = replace(piece, bookmarks=tuple(marks))
        return tuple(self.found)

    def _comment(self, attributes: _Attributes) -> None:
        comments = self._commented if self._paragraph is None else self._paragraph.comments
        comments.add(self._value(attributes, "id"))


def _declared(*_: Any) -> None:
    raise Doubtful(_DECLARES)


def _declaration(version: str, encoding: str | None, standalone: int) -> None:
    if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
        raise Doubtful(NOT_UTF8)


def _holding(what: str) -> _Begin:
    return lambda reader, attributes: reader._hold(what)


def _formatting(name: str) -> _Begin:
    return lambda reader, attributes: reader._format(name, attributes)


def _formatting_paragraph(name: str) -> _Begin:
    return lambda reader, attributes: reader._paragraph_format(name)


_R = Reader
_FORMATS = (
    "b", "i", "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "caps", "smallCaps",
    "color", "highlight", "sz", "position", "vertAlign", "em", "effect", "bdr", "w", "fitText",
    "eastAsianLayout",
)  # fmt: skip
_CHANGED = (
    "rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange",
    "tcPrChange", "sectPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
)  # fmt: skip
# Properties that say nothing about text, and what is read aloud above it (ruby).
_PASSED_OVER = ("sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "instrText", "delText", "rt")
_EDGES = (
    "top", "left", "start", "bottom", "right", "end", "insideH", "insideV", "tl2br", "tr2bl",
)  # fmt: skip
_PICTURES = (
    f"http://schemas.openxmlformats.org/drawingml/2006/picture{BETWEEN}pic",
    f"http://purl.oclc.org/ooxml/drawingml/picture{BETWEEN}pic",
    f"urn:schemas-microsoft-com:vml{BETWEEN}imagedata",
)
_BEGINS: dict[str, _Begin] = {
    "body": _R._begin_body, "hdr": _R._begin_body, "ftr": _R._begin_body,
    "p": _R._begin_paragraph, "pPr": _R._begin_properties, "pStyle": _R._style,
    "numId": _R._list, "ilvl": _R._level, "sectPr": _R._section,
    "r": _R._begin_run, "rPr": _R._run_properties, "t": _R._begin_text,
    "tab": _R._tab, "ptab": _R._tab, "br": _R._break, "cr": _R._return, "sym": _R._symbol,
    "noBreakHyphen": _R._hyphen,
    "tbl": _R._begin_table, "tblStyle": _R._table_style, "tr": _R._begin_row,
    "trPr": _R._begin_row_properties, "tc": _R._begin_cell,
    "txbxContent": _R._begin_box, "fldChar": _R._field,
    "sdt": _R._begin_control, "mc:AlternateContent": _R._begin_alternatives,
    "mc:Choice": _R._alternative, "mc:Fallback": _R._alternative,
    "bookmarkStart": _R._begin_bookmark, "bookmarkEnd": _R._end_bookmark,
    "commentRangeStart": _R._comment, "commentReference": _R._comment,
    "ins": _R._begin_inserted, "moveTo": _R._begin_inserted,
    "del": _R._begin_deleted, "moveFrom": _R._begin_deleted,
    "altChunk": _R._standing_alone, "subDoc": _R._standing_alone, "oMath": _R._standing_alone,
    "drawing": _holding("drawing"), "pict": _holding("drawing"), "object": _holding("object"),
    **dict.fromkeys(_PICTURES, _holding("picture")),
    "footnoteReference": _holding("note"), "endnoteReference": _holding("note"),
    "fldSimple": _holding("field"), "hyperlink": _holding("link"),
    "u": _R._underline, "rFonts": _R._fonts, "rStyle": _R._run_style, "vanish": _R._vanish,
    "shd": _R._shade, "spacing": _R._spacing,
    "jc": _formatting_paragraph("jc"), "ind": _formatting_paragraph("ind"),
    "pageBreakBefore": _formatting_paragraph("pageBreakBefore"),
    "tblBorders": _R._begin_borders, "tcBorders": _R._begin_borders,
    **dict.fromkeys(_EDGES, _R._edge),
    "vMerge": _R._joined, "gridCol": _R._column, "trHeight": _R._height,
    **{name: _formatting(name) for name in _FORMATS},
    **dict.fromkeys(_CHANGED, _R._changed_format),
    **dict.fromkeys(_PASSED_OVER, _R._pass_over),
}  # fmt: skip
_ENDS: dict[str, _End] = {
    "body": _R._end_body, "hdr": _R._end_body, "ftr": _R._end_body,
    "p": _R._end_paragraph, "pPr": _R._end_properties, "r": _R._end_run, "t": _R._end_text,
    "tbl": _R._end_table, "tr": _R._end_row, "trPr": _R._end_row_properties, "tc": _R._end_cell,
    "tblBorders": _R._end_borders, "tcBorders": _R._end_borders,
    "txbxContent": _R._end_box, "sdt": _R._end_control,
    "mc:AlternateContent": _R._end_alternatives,
    "del": _R._end_deleted, "moveFrom": _R._end_deleted,
    "ins": _R._end_inserted, "moveTo": _R._end_inserted,
}  # fmt: skip
