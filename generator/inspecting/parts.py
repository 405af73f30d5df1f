"""What a part says of form: its paragraphs with the properties of their runs, sections, tables.

As `returned.pieces` tells what is written, this tells how; both count places in bytes of the part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.parsers import expat

from ..errors import N_, Origin, Unreadable, problem
from ..returned.names import BETWEEN, local

Attributes = Mapping[str, str]
Said = dict[str, Attributes]
Place = Literal["body", "cell", "box"]

MAX_LENGTH = 10**7  # twips; more than any page
MAX_CODE = 1000  # characters of the code of a field that are looked at
_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_EMPTY: Attributes = {}


@dataclass(slots=True, eq=False)
class Properties:
    """An element such as w:rPr: what its children say, by name, and where each begins.

    Those of borders and lists stand under `pBdr/bottom`, `numPr/numId`.
    """

    start: int
    end: int = 0
    said: Said = field(default_factory=dict)
    places: list[tuple[str, int]] = field(default_factory=list)
    references: list[Attributes] = field(default_factory=list)  # of a section: headers and footers
    changed: bool = False  # by a tracked change


@dataclass(slots=True, eq=False)
class Run:
    """A run with visible text; `first` is the place of its text in the paragraph's."""

    start: int
    first: int
    text: str = ""  # known once the run has ended
    texts: list[str] = field(default_factory=list)
    properties: Properties | None = None


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph; `depth` counts the tables and boxes that it stands in."""

    start: int
    place: Place = "body"
    depth: int = 0
    properties: Properties | None = None
    section: Properties | None = None
    runs: list[Run] = field(default_factory=list)
    size: int = 0
    drawn: bool = False  # it holds a drawing
    breaks: bool = False  # it holds a page break
    numbered: int = -1  # where in its text a PAGE field stands

    @property
    def text(self) -> str:
        return "".join([run.text for run in self.runs])

    @property
    def said(self) -> Said:
        return self.properties.said if self.properties is not None else {}


@dataclass(slots=True, eq=False)
class Table:
    """A table with its own width and those of its columns, in twips."""

    start: int
    depth: int
    properties: Properties | None = None
    columns: list[int] = field(default_factory=list)
    bordered: bool = False  # a cell of it has borders

    @property
    def said(self) -> Said:
        return self.properties.said if self.properties is not None else {}


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a part, in its order."""

    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    sections: tuple[Properties, ...]


def read(xml: bytes, name: str = "", part: str = "word/document.xml") -> Part:
    """The form of a part that `returned` has read; raises `Unreadable` when it is malformed."""
    reader = _Reader(xml)
    try:
        reader.parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        message = N_("the part {part} is damaged")
        raise Unreadable(problem("not-docx", message, Origin(name), part=part)) from error
    return Part(tuple(reader.paragraphs), tuple(reader.tables), tuple(reader.sections))


class _Reader:
    """Goes through a part once; within properties every child is noted, elsewhere only text."""

    def __init__(self, xml: bytes) -> None:
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self.sections: list[Properties] = []
        self.parser = expat.ParserCreate(namespace_separator=BETWEEN)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = _declared
        self._xml = xml
        self._names: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._properties: list[tuple[Properties, str]] = []  # that are open
        self._deep = 0  # below the innermost of them
        self._group = ""  # the child of it whose children count: pBdr, numPr
        self._open: list[Paragraph] = []
        self._places: list[Place] = ["body"]
        self._nested: list[Table] = []
        self._runs: list[Run | None] = []  # that are open, one for each open paragraph
        self._in_text = False
        self._gone = 0
        self._fields: list[str | None] = []  # their codes; None behind the code
        self._coded = 0  # those of which we are in the code
        self._alternatives: list[bool] = []
        self._skipped = 0

    # Names ---------------------------------------------------------------------------------

    def _name(self, name: str) -> str:
        own = self._names.get(name)
        if own is None:
            own = self._names[name] = local(name)
        return own

    def _plain(self, attributes: dict[str, str]) -> Attributes:
        if not attributes:
            return _EMPTY
        names = self._attributes
        found = {}
        for key, value in attributes.items():
            own = names.get(key)
            if own is None:
                own = names[key] = key.rpartition(BETWEEN)[2]
            found[own] = value
        return found

    # Elements ------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        own = self._name(name)
        if self._properties and self._within(own, attributes):
            return
        begin = _BEGINS.get(own)
        if begin is not None:
            begin(self, attributes)

    def _within(self, own: str, attributes: dict[str, str]) -> bool:
        """Take a child of properties; False for properties that begin within others."""
        properties, owner = self._properties[-1]
        if self._deep == 0:
            if own in ("rPr", "sectPr") and owner == "pPr":
                return False
            place = self.parser.CurrentByteIndex
            properties.said[own] = self._plain(attributes)
            properties.places.append((own, place))
            if own in ("headerReference", "footerReference"):
                properties.references.append({"kind": own, **properties.said[own]})
            elif own.endswith("Change") or own in ("ins", "del"):
                properties.changed = True
            self._group = own
        elif self._deep == 1 and self._group in _GROUPS:
            properties.said[f"{self._group}/{own}"] = self._plain(attributes)
        self._deep += 1
        return True

    def _end(self, name: str) -> None:
        own = self._names[name]
        if self._properties:
            if self._deep:
                self._deep -= 1
            else:
                self._end_properties()
            return
        end = _ENDS.get(own)
        if end is not None:
            end(self)

    def _begin_properties(self, own: str, attributes: dict[str, str]) -> None:
        found = Properties(self.parser.CurrentByteIndex)
        paragraph = self._open[-1] if self._open else None
        if own == "sectPr":
            self.sections.append(found)
            if paragraph is not None:
                paragraph.section = found
        elif own == "pPr" and paragraph is not None:
            paragraph.properties = found
        elif own == "rPr" and self._runs and not self._properties:
            run = self._runs[-1]
            if run is not None:
                run.properties = found
        elif own == "tblPr" and self._nested:
            self._nested[-1].properties = found
        self._properties.append((found, own))
        self._deep = 0

    def _end_properties(self) -> None:
        found, own = self._properties.pop()
        found.end = self._after(found.start)
        if own == "tcPr" and self._nested and "tcBorders" in found.said:
            self._nested[-1].bordered = True
        if self._properties and own in ("rPr", "sectPr"):
            outer = self._properties[-1][0]
            outer.places.append((own, found.start))
            outer.changed = outer.changed or (own == "rPr" and found.changed)

    def _after(self, start: int) -> int:
        """The place behind the element that ends here."""
        here = self.parser.CurrentByteIndex
        tag = _TAG.match(self._xml, start)
        if tag is not None and tag.end() == here and self._xml[here - 2] == 0x2F:
            return here
        return self._xml.index(b">", here) + 1

    def _begin_paragraph(self, attributes: dict[str, str]) -> None:
        place, depth = self._places[-1], len(self._places) - 1
        opened = Paragraph(self.parser.CurrentByteIndex, place, depth)
        self.paragraphs.append(opened)
        self._open.append(opened)
        self._runs.append(None)

    def _end_paragraph(self) -> None:
        self._end_run()
        self._open.pop()
        self._runs.pop()
        if not self._open:  # fields that have no end go no further
            self._fields, self._coded = [], 0

    def _begin_run(self, attributes: dict[str, str]) -> None:
        if self._open:
            paragraph = self._open[-1]
            self._runs[-1] = run = Run(self.parser.CurrentByteIndex, paragraph.size)
            if not self._gone:
                paragraph.runs.append(run)

    def _end_run(self) -> None:
        if self._runs and (run := self._runs[-1]) is not None:
            run.text = "".join(run.texts)
            run.texts = []
            self._runs[-1] = None

    def _begin_text(self, attributes: dict[str, str]) -> None:
        self._in_text = True

    def _end_text(self) -> None:
        self._in_text = False

    def _characters(self, data: str) -> None:
        code = self._fields[-1] if self._fields else None
        if self._in_text:
            self._add(data)
        elif code is not None and len(code) < MAX_CODE:
            self._fields[-1] = code + data

    def _add(self, text: str) -> None:
        run = self._runs[-1] if self._runs else None
        if run is not None and not self._gone and not self._coded:
            run.texts.append(text)
            self._open[-1].size += len(text)

    def _tab(self, attributes: dict[str, str]) -> None:
        self._add("\t")

    def _break(self, attributes: dict[str, str]) -> None:
        kind = next((value for key, value in attributes.items() if key.endswith("type")), "")
        if kind in ("page", "column"):
            for paragraph in self._open[-1:]:
                paragraph.breaks = True
        else:
            self._add("\n")

    def _field(self, attributes: dict[str, str]) -> None:
        kind = self._plain(attributes).get("fldCharType")
        if kind == "begin":
            self._fields.append("")
            self._coded += 1
        elif kind == "separate" and self._fields:
            self._end_code()
            self._fields[-1] = None
        elif kind == "end" and self._fields:
            self._end_code()
            self._fields.pop()

    def _end_code(self) -> None:
        code = self._fields[-1]
        if code is not None:
            self._coded -= 1
            self._note_page(code)

    def _simple_field(self, attributes: dict[str, str]) -> None:
        self._note_page(self._plain(attributes).get("instr", ""))

    def _note_page(self, code: str) -> None:
        if self._open and code.split()[:1] == ["PAGE"]:
            self._open[-1].numbered = self._open[-1].size

    def _drawing(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._open[-1].drawn = True

    # What stands in what -------------------------------------------------------------------

    def _begin_table(self, attributes: dict[str, str]) -> None:
        table = Table(self.parser.CurrentByteIndex, len(self._places) - 1)
        self.tables.append(table)
        self._nested.append(table)
        self._places.append("cell")

    def _end_table(self) -> None:
        self._nested.pop()
        self._places.pop()

    def _column(self, attributes: dict[str, str]) -> None:
        width = self._plain(attributes).get("w", "0")
        if self._nested:
            self._nested[-1].columns.append(number(width))

    def _begin_box(self, attributes: dict[str, str]) -> None:
        self._places.append("box")

    def _end_box(self) -> None:
        self._places.pop()

    def _begin_gone(self, attributes: dict[str, str]) -> None:
        self._gone += 1

    def _end_gone(self) -> None:
        self._gone -= 1

    def _begin_alternatives(self, attributes: dict[str, str]) -> None:
        self._alternatives.append(False)

    def _end_alternatives(self) -> None:
        self._alternatives.pop()

    def _alternative(self, attributes: dict[str, str]) -> None:
        if not self._alternatives or self._alternatives[-1]:
            self._skipped = 1
            self.parser.StartElementHandler = self._deeper
            self.parser.EndElementHandler = self._higher
        else:
            self._alternatives[-1] = True

    def _deeper(self, name: str, attributes: dict[str, str]) -> None:
        self._skipped += 1

    def _higher(self, name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self.parser.StartElementHandler = self._start
            self.parser.EndElementHandler = self._end


def number(text: str) -> int:
    """A whole number of twips as programs write it, 1587.4 too; 0 for anything else."""
    try:
        found = round(float(text))
    except (ValueError, OverflowError):
        return 0
    return found if abs(found) <= MAX_LENGTH else 0


def _declared(*_: Any) -> None:
    raise ValueError("a document type declaration")


def _opening(own: str) -> Callable[[_Reader, dict[str, str]], None]:
    return lambda reader, attributes: reader._begin_properties(own, attributes)


_GROUPS = ("pBdr", "numPr", "tblBorders")
_R = _Reader
_BEGINS: dict[str, Callable[[_Reader, dict[str, str]], None]] = {
    **{
        name: _opening(name)
        for name in ("pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr", "tblGridChange")
    },
    "p": _R._begin_paragraph, "r": _R._begin_run, "t": _R._begin_text,
    "tab": _R._tab, "ptab": _R._tab, "sym": _R._tab, "noBreakHyphen": _R._tab,
    "br": _R._break, "cr": _R._break,
    "fldChar": _R._field, "fldSimple": _R._simple_field,
    "drawing": _R._drawing, "pict": _R._drawing, "object": _R._drawing,
    "tbl": _R._begin_table, "gridCol": _R._column, "txbxContent": _R._begin_box,
    "del": _R._begin_gone, "moveFrom": _R._begin_gone,
    "mc:AlternateContent": _R._begin_alternatives,
    "mc:Choice": _R._alternative, "mc:Fallback": _R._alternative,
}  # fmt: skip
_ENDS: dict[str, Callable[[_Reader], None]] = {
    "p": _R._end_paragraph, "r": _R._end_run, "t": _R._end_text, "tbl": _R._end_table,
    "txbxContent": _R._end_box, "del": _R._end_gone, "moveFrom": _R._end_gone,
    "mc:AlternateContent": _R._end_alternatives,
}  # fmt: skip
