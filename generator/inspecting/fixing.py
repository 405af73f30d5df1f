"""Format faults that can be put right without asking: by patching, so that nothing else changes.

Pages get the size and the margins of the rule file. Titles, headings and text whose role is sure
get its fonts, sizes, indents and spacing as direct formatting: a style may serve other paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import returned as reading
from ..formats import Format, Style
from ..patching.zipped import changed
from ..returned import Returned
from ..word.markup import attribute
from ..word.template import DOCUMENT
from . import findings, manuscript, sheets, texts
from .faces import is_allowed
from .findings import Fault, FormatFinding
from .manuscript import Manuscript
from .parts import Paragraph, Properties, Run

_OPENING = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ROOT_PREFIX = re.compile(rb"<([\w.-]+:)?document[\s>]")

# The order of the schema, as far as something is put in or stands before it.
_RUN = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline",
    "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color",
    "spacing", "w", "kern", "position", "sz", "szCs",
)  # fmt: skip
_PARAGRAPH = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
    "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
)  # fmt: skip
_SECTION = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar",
)  # fmt: skip
_INDENTED = ("body-indent", "heading-indent")
_SPACED = ("grid-lines", "line-height", "paragraph-spacing")
_FACED = (
    "body-font", "heading-font", "title-font", "body-size", "heading-size", "title-size",
    "element-font", "element-size", "grid-characters",
)  # fmt: skip
_ALIGNED = ("title-align",)
FIXED = ("page-size", "page-margins", *_INDENTED, *_SPACED, *_FACED, *_ALIGNED, "text-colour")
_RULES = (
    sheets.sizes, sheets.margins, texts.faces, texts.colours, texts.indents,
    texts.alignments, texts.grid, texts.gaps,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fixed:
    """The document, and the findings that no longer hold; without any the bytes are the same."""

    data: bytes
    done: tuple[FormatFinding, ...]


@dataclass(frozen=True, slots=True)
class _Patch:
    start: int
    end: int
    new: bytes


def fixed(document: Returned | bytes, rules: Format, *, name: str = "") -> Fixed:
    """The document with its format put right as far as that is safe.

    Raises `Unreadable` for what cannot be read. Documents with a digital signature are for the
    caller to refuse, see `patching.refuse_signed`.
    """
    read = reading.read(document, name) if isinstance(document, bytes) else document
    name = read.package.name
    opened = manuscript.of(read, rules)
    faults = _faults(opened)
    patches = list(_patches(opened, faults))
    if not patches:
        return Fixed(read.package.data, ())
    xml = _patched(read.package.document, patches)
    new = changed(read.package, {DOCUMENT: xml})
    left = {(one.code, one.piece) for one in _faults(manuscript.of(reading.read(new, name), rules))}
    done = [one for one in faults if (one.code, one.piece) not in left]
    words = {at: piece.text for at, piece in enumerate(read.pieces)}
    return Fixed(new, tuple(findings.told(done, words, name)))


def _faults(opened: Manuscript) -> list[Fault]:
    return [fault for rule in _RULES for fault in rule(opened) if fault.code in FIXED]


def _patched(xml: bytes, patches: Sequence[_Patch]) -> bytes:
    done: list[bytes] = []
    at = 0
    for patch in sorted(patches, key=lambda one: (one.start, one.end)):
        done += [xml[at : patch.start], patch.new]
        at = patch.end
    return b"".join((*done, xml[at:]))


def _patches(opened: Manuscript, faults: Iterable[Fault]) -> Iterator[_Patch]:
    codes: dict[int, set[str]] = {}
    for fault in faults:
        codes.setdefault(fault.piece, set()).add(fault.code)
    writer = _Writer(opened)
    if findings.DOCUMENT in codes:
        for section in opened.sections:
            yield from writer.section(section)
    for at, wanted in codes.items():
        if at in opened.paragraphs:
            yield from writer.paragraph(at, wanted)


class _Writer:
    """Writes properties anew, keeping the bytes of every child that stays."""

    def __init__(self, opened: Manuscript) -> None:
        self._opened = opened
        self._rules = opened.rules
        self._xml = opened.returned.package.document
        found = _ROOT_PREFIX.search(self._xml)
        self._w = (found[1] or b"").decode() if found else "w:"

    def section(self, section: Properties) -> Iterator[_Patch]:
        """Size and margins of upright pages; header and gutter stay."""
        page = self._rules.page
        if sheets.is_turned(section):
            return
        margins = dict(section.said.get("pgMar", {}))
        for side, length in (
            ("top", page.top), ("right", page.right), ("bottom", page.bottom), ("left", page.left)
        ):  # fmt: skip
            margins[side] = str(length.twips)
        margins["gutter"] = "0"
        for name, room in (
            ("header", "851"),
            ("footer", str(self._rules.page_number.footer.twips)),
        ):
            margins.setdefault(name, room)
        size = {"w": str(page.width.twips), "h": str(page.height.twips)}
        new = {"pgSz": self._element("pgSz", size), "pgMar": self._element("pgMar", margins)}
        yield _Patch(section.start, section.end, self._written("sectPr", section, new, _SECTION))

    def paragraph(self, at: int, wanted: set[str]) -> Iterator[_Patch]:
        """Indents and spacing of a paragraph, faces of its runs."""
        paragraph = self._opened.paragraphs[at]
        role = self._opened.roles[at]
        style = self._opened.style(role)
        new: dict[str, bytes] = {}
        if wanted & set(_INDENTED):
            new["ind"] = self._indent(style, texts.typed(paragraph.text))
        if wanted & set(_SPACED):
            new["spacing"] = self._element(
                "spacing",
                {
                    "before": "0", "beforeLines": "0", "beforeAutospacing": "0",
                    "after": "0", "afterLines": "0", "afterAutospacing": "0",
                    "line": str(style.line.twips), "lineRule": "exact",
                },
            )  # fmt: skip
        if wanted & set(_ALIGNED):
            new["jc"] = self._element("jc", {"val": "center"})
        if new:
            yield self._properties("pPr", paragraph.properties, paragraph.start, new, _PARAGRAPH)
        if wanted & {*_FACED, "text-colour"}:
            most = texts.usual_font(self._opened, paragraph)
            for run in paragraph.runs:
                if changes := self._face(run, paragraph, style, wanted, most):
                    yield self._properties("rPr", run.properties, run.start, changes, _RUN)

    def _indent(self, style: Style, typed: float) -> bytes:
        """The indent of the rule file, less what is typed as blanks.

        That of a list or style is put out by naming both measures.
        """
        first = max(style.first_line - typed, 0.0)
        told = {
            "leftChars": "0", "left": "0", "firstLineChars": str(round(first * 100)),
            "firstLine": str(round(first * style.cell * 20)),
        }  # fmt: skip
        return self._element("ind", told)

    def _face(
        self, run: Run, paragraph: Paragraph, style: Style, wanted: set[str], most: str
    ) -> dict[str, bytes]:
        """What is to change in a run; other faces of official documents within the text stay."""
        found, rules = self._opened.face(run, paragraph), self._rules
        new: dict[str, bytes] = {}
        codes = {code.partition("-")[2] for code in wanted}
        stays = found.font != most and texts.is_official(found.font, style.font, rules)
        if "font" in codes and not stays and not is_allowed(found.font, style.font, rules):
            latin = style.latin or style.font
            fonts = {"ascii": latin, "hAnsi": latin, "eastAsia": style.font, "cs": latin}
            new["rFonts"] = self._element("rFonts", {**fonts, "hint": "eastAsia"})
        off = abs(found.size - style.size) > texts.SIZE
        if "size" in codes and off and "vertAlign" not in texts.said_by(run):
            for name in ("sz", "szCs"):
                new[name] = self._element(name, {"val": str(style.size.half_points)})
        if codes & {"characters", "size"}:
            new["spacing"] = self._element("spacing", {"val": str(style.spacing.twips)})
        if "colour" in codes and found.colour != style.colour:
            new["color"] = self._element("color", {"val": style.colour})
        return new

    def _element(self, name: str, attributes: Mapping[str, str]) -> bytes:
        told = "".join(f' {self._w}{key}="{attribute(value)}"' for key, value in attributes.items())
        return f"<{self._w}{name}{told}/>".encode()

    def _properties(
        self,
        name: str,
        found: Properties | None,
        owner: int,
        new: Mapping[str, bytes],
        order: Sequence[str],
    ) -> _Patch:
        """The patch that writes properties, which the owner at that place may not have yet."""
        if found is not None:
            return _Patch(found.start, found.end, self._written(name, found, new, order))
        opening = _OPENING.match(self._xml, owner)
        place = opening.end() if opening else owner
        return _Patch(place, place, self._written(name, Properties(place, place), new, order))

    def _written(
        self, name: str, found: Properties, new: Mapping[str, bytes], order: Sequence[str]
    ) -> bytes:
        """The element with its children in the order of the schema, the new ones among them."""
        children = [(child, xml) for child, xml in self._children(found) if child not in new]
        for child, xml in new.items():
            rank = order.index(child)
            at = next(
                (
                    n for n, (one, _) in enumerate(children)
                    if one not in order or order.index(one) > rank
                ),
                len(children),
            )  # fmt: skip
            children.insert(at, (child, xml))
        opening = _OPENING.match(self._xml, found.start) if found.end > found.start else None
        begin = opening[0] if opening else f"<{self._w}{name}>".encode()
        if begin.endswith(b"/>"):
            begin = begin[:-2].rstrip() + b">"
        closing = f"</{self._w}{name}>".encode()
        return b"".join((begin, *(xml for _, xml in children), closing))

    def _children(self, found: Properties) -> Iterator[tuple[str, bytes]]:
        """The children with their bytes, each up to where the next begins."""
        places = sorted(found.places, key=lambda one: one[1])
        closing = self._xml.rfind(b"</", found.start, found.end)
        for number, (name, start) in enumerate(places):
            last = number + 1 == len(places)
            yield name, self._xml[start : closing if last else places[number + 1][1]]
