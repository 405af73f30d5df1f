"""Format faults that can be put right without asking: by patching, so that nothing else changes.

Pages get the size, the margins and the page number of the rule file. Titles, headings and text
whose role is sure get its fonts, sizes, indents and spacing as direct formatting: a style may serve
other paragraphs. All but what stands in footers can be done as changes that Word tracks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import returned as reading
from ..formats import Format, Style
from ..patching.tracking import Tracker
from ..patching.zipped import changed
from ..returned import Returned
from ..word.markup import attribute
from ..word.template import DOCUMENT
from . import findings, footers, manuscript, margins, sheets, texts
from .faces import is_allowed
from .findings import Fault, FormatFinding
from .footers import Footers
from .manuscript import Manuscript
from .parts import Attributes, Paragraph, Properties, Run
from .roles import Role

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
_INDENTED = ("body-indent", "heading-indent", "element-indent")
_SPACED = ("grid-lines", "line-height", "paragraph-spacing")
_FACED = (
    "body-font", "heading-font", "title-font", "body-size", "heading-size", "title-size",
    "element-font", "element-size", "grid-characters",
)  # fmt: skip
_ALIGNED = ("title-align", "element-align")
_RUNS = (*_FACED, "text-colour", "title-bold", "quote-font")
_PAGED = ("page-size", "page-margins")
_NUMBERED = (
    "page-number-missing", "page-number-form", "page-number-font", "page-number-size",
    "page-number-place", "page-number-inset",
)  # fmt: skip
TOGETHER = (_PAGED, _SPACED, _NUMBERED)
FIXED = (*_PAGED, *_INDENTED, *_SPACED, *_ALIGNED, *_RUNS, *_NUMBERED)
_BESIDES = ("latin-font",)  # set with the font of the Chinese text, and told then
_RULES = (
    sheets.sizes, sheets.margins, texts.faces, texts.latin, texts.colours, texts.weights,
    texts.indents, texts.alignments, texts.grid, texts.gaps, margins.page_numbers,
)  # fmt: skip
# Begin elsewhere than their further lines, which is for a person to put right.
_HANGING: tuple[Role, ...] = ("annex_note",)
# Children of which the older version that Word keeps of properties says nothing.
_UNTRACKED: Mapping[str, tuple[str, ...]] = {
    "rPr": ("ins", "del", "moveFrom", "moveTo"),
    "pPr": ("rPr", "sectPr"),
    "sectPr": ("headerReference", "footerReference"),
}


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


def fixed(
    document: Returned | bytes,
    rules: Format,
    *,
    name: str = "",
    tracker: Tracker | None = None,
    unwanted: Collection[str] = (),
) -> Fixed:
    """The document with its format put right as far as that is safe, but for the `unwanted` codes.

    What is written as one stays as one: where a code of `TOGETHER` is unwanted, so are its others.
    With a `tracker` the changes wait for a person to accept them, as far as Word can track them.
    Raises `Unreadable` for what cannot be read. Documents with a digital signature are for the
    caller to refuse, see `patching.refuse_signed`.
    """
    read = reading.read(document, name) if isinstance(document, bytes) else document
    name = read.package.name
    opened = first = manuscript.of(read, rules)
    wanted = _wanted(unwanted)
    faults = found = _faults(opened, wanted)
    for step in (_pages, _paragraphs):
        parts = step(opened, found, tracker)
        if parts:
            new = changed(opened.returned.package, parts)
            opened = manuscript.of(reading.read(new, name), rules)
            found = _faults(opened, wanted)
    if opened is first:
        return Fixed(read.package.data, ())
    left = {(one.code, one.piece) for one in found}
    done = [one for one in faults if (one.code, one.piece) not in left]
    words = {at: piece.text for at, piece in enumerate(read.pieces)}
    return Fixed(opened.returned.package.data, tuple(findings.told(done, words, name)))


def _pages(
    opened: Manuscript, faults: Sequence[Fault], tracker: Tracker | None
) -> dict[str, bytes]:
    """The parts that change so that sheets, margins and page numbers are right."""
    codes = {fault.code for fault in faults}
    writer = _Writer(opened, tracker)
    foot = footers.numbered(opened, writer.inserted) if codes & set(_NUMBERED) else None
    if foot is None and not codes & set(_PAGED):
        return {}
    patches = [*writer.sections(foot, paged=bool(codes & set(_PAGED)))]
    xml = _patched(opened.returned.package.document, patches)
    return {**(foot.parts if foot else {}), DOCUMENT: xml}


def _paragraphs(
    opened: Manuscript, faults: Sequence[Fault], tracker: Tracker | None
) -> dict[str, bytes]:
    """The text with its paragraphs put right."""
    codes: dict[int, set[str]] = {}
    for fault in faults:
        if fault.code in FIXED:
            codes.setdefault(fault.piece, set()).add(fault.code)
    writer = _Writer(opened, tracker)
    patches = [
        patch
        for at, wanted in codes.items()
        if at in opened.paragraphs
        for patch in writer.paragraph(at, wanted)
    ]
    if not patches:
        return {}
    return {DOCUMENT: _patched(opened.returned.package.document, patches)}


def _wanted(unwanted: Collection[str]) -> frozenset[str]:
    """The codes of which faults are put right."""
    bound = (code for some in TOGETHER if not set(some).isdisjoint(unwanted) for code in some)
    return frozenset((*FIXED, *_BESIDES)).difference(unwanted, bound)


def _faults(opened: Manuscript, wanted: Collection[str]) -> list[Fault]:
    return [fault for rule in _RULES for fault in rule(opened) if fault.code in wanted]


def _patched(xml: bytes, patches: Sequence[_Patch]) -> bytes:
    done: list[bytes] = []
    at = 0
    for patch in sorted(patches, key=lambda one: (one.start, one.end)):
        done += [xml[at : patch.start], patch.new]
        at = patch.end
    return b"".join((*done, xml[at:]))


class _Writer:
    """Writes properties anew, keeping the bytes of every child that stays."""

    def __init__(self, opened: Manuscript, tracker: Tracker | None) -> None:
        self._opened, self._tracker = opened, tracker
        self._rules = opened.rules
        self._xml = opened.returned.package.document
        found = _ROOT_PREFIX.search(self._xml)
        self._w = (found[1] or b"").decode() if found else "w:"

    def inserted(self, xml: str) -> str:
        """Runs as an insertion, where changes are tracked."""
        opening = self._change("ins", "w:")
        return f"{opening}{xml}</w:ins>" if opening else xml

    def _change(self, name: str, prefix: str) -> str:
        """The opening tag of a tracked change; empty where changes are not tracked."""
        if self._tracker is None:
            return ""
        told = {"id": self._tracker.number(), "author": self._tracker.author}
        told["date"] = self._tracker.moment
        attributes = "".join(f' {prefix}{key}="{attribute(text)}"' for key, text in told.items())
        return f"<{prefix}{name}{attributes}>"

    def sections(self, foot: Footers | None, *, paged: bool) -> Iterator[_Patch]:
        """Sections with the size and the margins of the rule file, or with other footers."""
        for section in self._opened.sections:
            if sheets.is_turned(section):
                continue
            new = self._page(section) if paged else {}
            if foot is not None and section.start in foot.references:
                new["footerReference"] = foot.references[section.start].encode()
                room = {"footer": str(self._rules.page_number.footer.twips)}
                if "pgMar" in section.said or paged:
                    said = {**section.said.get("pgMar", {}), **room}
                    new["pgMar"] = self._element("pgMar", self._margins(said) if paged else said)
            if new:
                written = self._written("sectPr", section, new, _SECTION)
                yield _Patch(section.start, section.end, written)

    def _page(self, section: Properties) -> dict[str, bytes]:
        """Size and margins; header and footer stay."""
        page = self._rules.page
        size = {"w": str(page.width.twips), "h": str(page.height.twips)}
        margins = self._margins(section.said.get("pgMar", {}))
        return {"pgSz": self._element("pgSz", size), "pgMar": self._element("pgMar", margins)}

    def _margins(self, said: Attributes) -> dict[str, str]:
        page = self._rules.page
        margins = dict(said)
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
        return margins

    def paragraph(self, at: int, wanted: set[str]) -> Iterator[_Patch]:
        """Indents and spacing of a paragraph, faces of its runs."""
        paragraph = self._opened.paragraphs[at]
        role = self._opened.roles[at]
        style = self._opened.style(role)
        new: dict[str, bytes] = {}
        if wanted & set(_INDENTED) and role not in _HANGING:
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
        if wanted & set(_RUNS):
            most = texts.usual_font(self._opened, paragraph)
            for run in paragraph.runs:
                changes = self._face(run, paragraph, style, wanted, most) if run.text else {}
                if changes:
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
        if "title-bold" in wanted and found.bold:
            new["b"] = self._element("b", {"val": "0"})
        if "quote-font" in wanted and not found.hinted and "rFonts" not in new:
            new["rFonts"] = self._element(
                "rFonts", {**texts.said_by(run).get("rFonts", {}), "hint": "eastAsia"}
            )
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
        before = self._before(name, found)
        return b"".join((begin, *(xml for _, xml in children), before, closing))

    def _before(self, name: str, found: Properties) -> bytes:
        """What the properties were, where changes are tracked; an older version stays."""
        if self._tracker is None or f"{name}Change" in found.said:
            return b""
        opening = self._change(f"{name}Change", self._w)
        kept = [xml for child, xml in self._children(found) if child not in _UNTRACKED[name]]
        old = f"<{self._w}{name}>".encode() + b"".join(kept) + f"</{self._w}{name}>".encode()
        return b"".join((opening.encode(), old, f"</{self._w}{name}Change>".encode()))

    def _children(self, found: Properties) -> Iterator[tuple[str, bytes]]:
        """The children with their bytes, each up to where the next begins."""
        places = sorted(found.places, key=lambda one: one[1])
        closing = self._xml.rfind(b"</", found.start, found.end)
        for number, (name, start) in enumerate(places):
            last = number + 1 == len(places)
            yield name, self._xml[start : closing if last else places[number + 1][1]]
