"""A part of an office's template as a stream: constant XML, slots for texts, groups that vanish.

The tree is walked once, when a template is compiled; filling is string work only.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..errors import N_, Finding, Origin, problem
from . import bookmarks
from .markup import DECLARATION, W, escape
from .placeholders import ANNEXES, BODY, SLOT, Place, heal, paragraph_text, words
from .widths import text_width

SECTION = "section"  # the mark of the last section's properties
LINES = "/lines"  # after the name of a field: the text as it is broken into lines


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the text of a field stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where blocks stand; `closed`: a paragraph follows, so that a table may come last."""

    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """XML that gives way to `otherwise` when all its fields are empty; `None`: it never does."""

    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    otherwise: str | None
    record: TextRecord | None = None


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A paragraph's identity and its text, names of fields standing at every odd place."""

    id: str
    style: str  # Word's style id
    text: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with the fields filled in."""
        return "".join(
            values.get(part, "") if index % 2 else part for index, part in enumerate(self.text)
        )


@dataclass(frozen=True, slots=True)
class Fit:
    """How narrow the characters of a line must be set for it to fit; see `w:w`."""

    text: tuple[str, ...]  # as in `TextRecord`
    cells: float  # that fit in the line at full width

    def xml(self, values: Mapping[str, str]) -> str:
        """The scale of the characters in percent, or nothing when the text fits as it is."""
        width = text_width(TextRecord("", "", self.text).filled(values))
        if width <= self.cells:
            return ""
        return f'<w:w w:val="{max(_NARROWEST, int(100 * self.cells / width))}"/>'


Token = str | Slot | Mark | Group | Fit


def fill(
    tokens: tuple[Token, ...], values: Mapping[str, str], out: list[str], told: list[TextRecord]
) -> None:
    """Append the XML of tokens without marks to `out`, and the paragraphs that stay to `told`."""
    for token in tokens:
        if isinstance(token, str):
            out.append(token)
        elif isinstance(token, Slot):
            out.append(slot_text(values.get(token.name, "")))
        elif isinstance(token, Fit):
            out.append(token.xml(values))
        elif isinstance(token, Group):
            if token.otherwise is not None and not any(map(values.get, token.names)):
                out.append(token.otherwise)
                continue
            if token.record:
                told.append(token.record)
            fill(token.tokens, values, out, told)


def slot_text(text: str) -> str:
    """The text as the inside of w:t; line feeds and tabs end it and begin another."""
    xml = escape(text)
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        if sign in xml:
            xml = xml.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return xml


def instruction(text: str) -> Any:
    """A processing instruction, which stands in the tree for what is no XML of the template's."""
    return etree.ProcessingInstruction(_PI, text)


class PartReader:
    """Turns the tree of one part into tokens; healing and checking its marks on the way."""

    def __init__(
        self, file: str, part: str, root: Any, ids: set[str], mark: tuple[str, float] = ("", 0)
    ) -> None:
        self.findings: list[Finding] = []
        self.names: list[str] = []  # of every mark, in order
        self.own: set[str] = set()  # fields that stand alone in a paragraph of the text
        self._file, self._part, self._root = file, part, root
        self._past_body = False
        self._mark_style, self._line = mark  # id of 发文机关标志, width of its line in points
        self._fits: list[Fit] = []
        self._ids = ids  # of bookmarks, of the whole template
        self._groups: list[tuple[tuple[str, ...], TextRecord | None]] = []
        self._marks: dict[Any, list[str]] = {}  # of the paragraphs that have some

    def tokens(self, namespaces: Mapping[str, str]) -> tuple[Token, ...]:
        """The tokens of the part; meaningless when there are findings.

        `namespaces` are made known to the part: those of the XML that is put into it.
        """
        forget_bookmarks(self._root)
        for number, paragraph in enumerate(list(self._root.iter(_P)), start=1):
            place = Place(self._file, self._part, number)
            names, findings = heal(paragraph, place)
            self.findings += findings
            self.names += names
            if names:
                self._marks[paragraph] = names
                self.findings += self._misplaced(paragraph, names, place)
        if self.findings:
            return ()
        for paragraph, names in self._marks.items():
            self._paragraph(paragraph, names)
        for table in list(self._root.iter(_TBL)):
            self._rows(table)
        return self._serialised(namespaces)

    # Checking ---------------------------------------------------------------------------

    def _misplaced(self, paragraph: Any, names: list[str], place: Place) -> Iterator[Finding]:
        for name in {BODY, ANNEXES}.intersection(names):
            alone = len(names) == 1 and not SLOT.sub("", paragraph_text(paragraph)).strip()
            if not alone or _holds_more(paragraph):
                yield self._finding(
                    N_("paragraph {number} (“{words}”): {mark} must stand alone in its paragraph"),
                    place, paragraph, name,
                )  # fmt: skip
            elif paragraph.getparent().tag != _BODY:
                yield self._finding(
                    N_(
                        "paragraph {number} (“{words}”): {mark} must stand in the text itself, not in a table, text box, header or footer"
                    ),
                    place, paragraph, name,
                )  # fmt: skip

    def _finding(self, message: str, place: Place, paragraph: Any, name: str) -> Finding:
        return problem(
            "template-mark",
            message,
            Origin(self._file, path=self._part),
            number=place.number,
            words=words(paragraph_text(paragraph)),
            mark=f"{{{{ {name} }}}}",
        )

    # Groups -----------------------------------------------------------------------------

    def _paragraph(self, paragraph: Any, names: list[str]) -> None:
        """Put the instructions for one paragraph with marks into the tree."""
        if names[0] in (BODY, ANNEXES):
            self._past_body = True
            self._mark(paragraph, names[0])
            return
        text = SLOT.split(paragraph_text(paragraph))
        if self._is_own(paragraph, names, text):
            self.own.update(names)
            if names == ["title"]:
                names = ["title" + LINES]
                text[1] = names[0]
        record = None
        if not _in_fallback(paragraph):
            record = TextRecord(self._id(names), _style(paragraph), tuple(text))
            _bookmark(paragraph, record.id)
        _slots(paragraph, names)
        if _style(paragraph) == self._mark_style:
            self._fit(paragraph, tuple(text))
        stays = _holds_more(paragraph)
        needed = not stays and _is_needed(paragraph, self._marks)
        empty = _emptied(paragraph) if needed else None
        self._group(paragraph, tuple(names), record, "always" if stays else "", empty)

    def _fit(self, paragraph: Any, text: tuple[str, ...]) -> None:
        """Set a name that is too long for its line narrower: the size is the office's choice."""
        for run in paragraph.iter(_R):
            size = run.find(f"{{{W}}}rPr/{{{W}}}sz")
            if size is None or run.find(f"{{{W}}}rPr/{{{W}}}w") is not None:
                continue
            points = int(size.get(f"{{{W}}}val")) / 2
            later = [child for child in size.getparent() if child.tag in _AFTER_SCALE]
            later[0].addprevious(instruction(f"fit {len(self._fits)}"))
            self._fits.append(Fit(text, self._line / points))

    def _is_own(self, paragraph: Any, names: list[str], text: list[str]) -> bool:
        """Whether the paragraph stands for one that would otherwise be generated.

        The issuer and the date do so after the body only: before it they are part of the head.
        """
        alone = len(names) == 1 and not "".join(text[::2]).strip(_DECORATION)
        late = names[0] not in _SIGNING or self._past_body
        return alone and late and paragraph.getparent().tag == _BODY

    def _rows(self, table: Any) -> None:
        """Rows of which each cell has marks and nothing else vanish, and so does their table."""
        rows = [row for row in table if row.tag == _TR]
        found = [self._row_names(row) for row in rows]
        if not any(found):
            return
        for row, names in zip(rows, found, strict=True):
            if names:
                self._group(row, names, None, "", None)
        if all(found):
            every = tuple(name for names in found for name in names)
            self._group(table, every, None, "", None)

    def _row_names(self, row: Any) -> tuple[str, ...]:
        """The fields of a row that may vanish; none for every other."""
        names: list[str] = []
        for cell in (child for child in row if child.tag == _TC):
            content = [child for child in cell if isinstance(child.tag, str) and child.tag != _TCPR]
            marked = [child for child in content if child in self._marks]
            if not marked or any(
                child.tag != _P or _holds_more(child) or
                (child not in marked and paragraph_text(child).strip())
                for child in content
            ) or cell.find(f"{{{W}}}tcPr/{{{W}}}vMerge") is not None:  # fmt: skip
                return ()
            for paragraph in marked:
                names += self._marks[paragraph]
        return tuple(names)

    def _mark(self, paragraph: Any, name: str) -> None:
        following = paragraph.getnext()
        closed = following is not None and following.tag == _P
        mark = instruction(f"mark {name} {int(closed)}")
        paragraph.addprevious(mark)
        if paragraph.find(f"{{{W}}}pPr/{{{W}}}sectPr") is None:
            paragraph.getparent().remove(paragraph)
        else:  # a section ends here
            _empty(paragraph)

    def _group(
        self,
        element: Any,
        names: tuple[str, ...],
        record: TextRecord | None,
        always: str,
        otherwise: Any,
    ) -> None:
        """Set an element, and what stands in its stead, between instructions."""
        number = len(self._groups)
        self._groups.append((names, record))
        element.addprevious(instruction(f"group {number} {always}".strip()))
        end = instruction("end")
        element.addnext(end)
        end.addprevious(instruction("otherwise"))
        if otherwise is not None:
            end.addprevious(otherwise)

    def _id(self, names: list[str]) -> str:
        base = "#template-" + "-".join(name.removesuffix(LINES).replace("_", "-") for name in names)
        found, number = base, 1
        while found in self._ids:
            number += 1
            found = f"{base}-{number}"
        self._ids.add(found)
        return found

    # Serialising ------------------------------------------------------------------------

    def _serialised(self, namespaces: Mapping[str, str]) -> tuple[Token, ...]:
        xml = etree.tostring(self._root, encoding="unicode")
        declared = "".join(
            f' xmlns:{prefix}="{uri}"'
            for prefix, uri in namespaces.items()
            if self._root.nsmap.get(prefix) != uri
        )
        tag = re.match(r"<[\w:]+", xml)
        assert tag
        xml = f"{DECLARATION}{tag[0]}{declared}{xml[tag.end() :]}"
        pieces = re.split(r"<\?cp ([^?]*)\?>", xml)
        return self._parsed(iter(pieces))

    def _parsed(self, pieces: Iterator[str]) -> tuple[Token, ...]:
        """The tokens up to the next instruction that ends or divides a group."""
        found: list[Token] = []
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                found += [piece] if piece else []
                continue
            kind, *rest = piece.split()
            if kind == "slot":
                found.append(Slot(rest[0]))
            elif kind == "mark":
                found.append(Mark(rest[0], rest[1] == "1"))
            elif kind == "fit":
                found.append(self._fits[int(rest[0])])
            elif kind == "group":
                found.append(self._parsed_group(pieces, int(rest[0]), "always" in rest))
            else:
                break
        return tuple(found)

    def _parsed_group(self, pieces: Iterator[str], number: int, always: bool) -> Group:
        names, record = self._groups[number]
        inner = self._parsed(pieces)
        otherwise = "".join(part for part in self._parsed(pieces) if isinstance(part, str))
        return Group(names, inner, None if always else otherwise, record)


_PI = "cp"
_NARROWEST = 33  # percent
_AFTER_SCALE = {f"{{{W}}}{name}" for name in ("kern", "position", "sz")}
_BODY, _P, _TBL, _TR, _TC, _TCPR, _PPR, _RPR, _R, _T = (
    f"{{{W}}}{name}" for name in ("body", "p", "tbl", "tr", "tc", "tcPr", "pPr", "rPr", "r", "t")
)
_BLOCKS = {_P, _TBL, f"{{{W}}}sdt", f"{{{W}}}customXml"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNING = ("issuer", "issuers", "date")
_DECORATION = " 　\t\n（）()：:"
# What a paragraph may hold beside text; it must not vanish with the text.
_OBJECTS = tuple(
    f"{{{W}}}{name}" for name in ("drawing", "pict", "object", "sectPr", "fldChar", "fldSimple")
)


def _holds_more(paragraph: Any) -> bool:
    """Whether the paragraph holds a picture, a text box, a field or a section's end."""
    return next(paragraph.iter(*_OBJECTS), None) is not None


def _in_fallback(paragraph: Any) -> bool:
    """Whether it is the copy of a text box for old programs; identity belongs to the first."""
    return next(paragraph.iterancestors(_FALLBACK), None) is not None


def _is_needed(paragraph: Any, marked: Mapping[Any, object]) -> bool:
    """Whether what holds the paragraph must have one there when it goes."""
    parent = paragraph.getparent()
    if parent.tag == _BODY:
        return False
    blocks = [child for child in parent if child.tag in _BLOCKS]
    if blocks[-1] is not paragraph:
        return False
    before = blocks[-2] if len(blocks) > 1 else None
    return before is None or before.tag != _P or before in marked


def _emptied(paragraph: Any) -> Any:
    """A paragraph with the same properties and nothing in it."""
    empty = etree.Element(_P)
    properties = paragraph.find(_PPR)
    if properties is not None:
        empty.append(copy.deepcopy(properties))
    return empty


def _empty(paragraph: Any) -> None:
    for child in list(paragraph):
        if child.tag != _PPR:
            paragraph.remove(child)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "" if style is None else str(style.get(f"{{{W}}}val", ""))


def _bookmark(paragraph: Any, block_id: str) -> None:
    """The block's hidden bookmark around what the paragraph holds."""
    name, number = bookmarks.bookmark(block_id)
    start = etree.Element(
        f"{{{W}}}bookmarkStart", {f"{{{W}}}id": str(number), f"{{{W}}}name": name}
    )
    at = 1 if len(paragraph) and paragraph[0].tag == _PPR else 0
    paragraph.insert(at, start)
    paragraph.append(etree.Element(f"{{{W}}}bookmarkEnd", {f"{{{W}}}id": str(number)}))


def forget_bookmarks(root: Any) -> None:
    """Take out our own bookmarks: a template may have been made from a document of ours."""
    numbers = set()
    for start in list(root.iter(f"{{{W}}}bookmarkStart")):
        if str(start.get(f"{{{W}}}name", "")).startswith(bookmarks.PREFIX):
            numbers.add(start.get(f"{{{W}}}id"))
            start.getparent().remove(start)
    for end in list(root.iter(f"{{{W}}}bookmarkEnd")):
        if end.get(f"{{{W}}}id") in numbers:
            end.getparent().remove(end)


def _slots(paragraph: Any, names: list[str]) -> None:
    """Put instructions in place of the healed marks of a paragraph."""
    upcoming = iter(names)
    for text in [element for element in paragraph.iter(_T) if _own(element, paragraph)]:
        pieces = SLOT.split(text.text or "")
        if len(pieces) == 1:
            continue
        text.text = pieces[0]
        _hint(text.getparent())
        for rest in pieces[2::2]:
            slot = instruction(f"slot {next(upcoming)}")
            slot.tail = rest
            text.append(slot)


def _own(text: Any, paragraph: Any) -> bool:
    return next(text.iterancestors(_P), None) is paragraph


def _hint(run: Any) -> None:
    """Say that ambiguous characters are East Asian; what fills the run may hold some."""
    if run.tag != _R:
        return
    properties = run.find(_RPR)
    if properties is None:
        properties = etree.Element(_RPR)
        run.insert(0, properties)
    fonts = properties.find(f"{{{W}}}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{{{W}}}rFonts")
        styled = len(properties) and properties[0].tag == f"{{{W}}}rStyle"
        properties.insert(1 if styled else 0, fonts)
    fonts.set(f"{{{W}}}hint", "eastAsia")
