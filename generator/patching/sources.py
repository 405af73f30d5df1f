"""Blocks of the newly generated document, as they can stand in the one that came back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import N_, Origin, Rejected, problem
from ..returned import Piece, Returned, match
from ..word.bookmarks import PREFIX
from ..word.markup import R
from .parts import OFFICE, Parts
from .styles import Styles
from .trees import Frame, child, frame, w

_STYLED = tuple(map(w, ("pStyle", "rStyle", "tblStyle")))
# Sections stay theirs; notes and comments are parts of their own.
_LEFT_OUT = tuple(
    map(
        w,
        (
            "sectPr", "footnoteReference", "endnoteReference", "commentReference",
            "commentRangeStart", "commentRangeEnd",
        ),
    )
)  # fmt: skip
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_UNIQUE = (f"{_W14}paraId", f"{_W14}textId")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWING_ID = re.compile(rb":docPr\b[^>]*?\bid=\"(\d+)\"")
_COPIED = (f"{OFFICE}/image", f"{OFFICE}/hyperlink")


@dataclass(frozen=True, slots=True)
class Source:
    """The document that new blocks are taken from, and the one they go into."""

    ours: Returned
    given: Frame  # of ours
    theirs: Returned
    frame: Frame  # of theirs
    parts: Parts  # of theirs
    styles: Styles
    blocks: Mapping[str, tuple[int, int]]  # the pieces of each block in ours: from, to

    def piece(self, block: str) -> Piece | None:
        """The first piece of a block in the new document."""
        span = self.blocks.get(block)
        return self.ours.pieces[span[0]] if span else None

    def taken(self, block: str, kept: bytes) -> Any | None:
        """What holds the elements of a block, fit for the document; None if ours has it not.

        `kept` is what stays of the document, whose bookmarks must not come twice.
        """
        span = self.blocks.get(block)
        return None if span is None else self.taken_pieces(*span, kept)

    def taken_pieces(self, first: int, last: int, kept: bytes) -> Any:
        """As `taken`, of the pieces with these numbers."""
        pieces = self.ours.pieces
        xml = self.ours.package.document[pieces[first].start : pieces[last].end]
        holder = self.frame.read(self.frame.fitting(xml, self.given.prefixes))
        self._leave_out(holder)
        self._restyle(holder)
        self._relate(holder)
        _without_doubles(holder, kept)
        _number_drawings(holder, kept)
        return holder

    def _leave_out(self, holder: Any) -> None:
        """Leave out what only means something in its own document."""
        for element in list(holder.iter(*_LEFT_OUT)):
            _unhook(element)
        for number in list(holder.iter(w("numPr"))):
            own = number.find(w("numId"))
            if own is not None and own.get(w("val")) not in self._lists():
                _unhook(number)
        for element in holder.iter(w("p"), w("tr")):
            for name in _UNIQUE:
                element.attrib.pop(name, None)

    def _lists(self) -> set[str]:
        """The lists that theirs has; 0 is none."""
        lists = self.parts.tree("word/numbering.xml").iter(w("num"))
        return {"0", *(one.get(w("numId"), "") for one in lists)}

    def _restyle(self, holder: Any) -> None:
        for element in holder.iter(*_STYLED):
            element.set(w("val"), self.styles.style(element.get(w("val"), "")))

    def _relate(self, holder: Any) -> None:
        """Copy what the elements refer to, a picture or a link, into the package."""
        known: Mapping[str, Any] | None = None
        for element in holder.iter():
            if not isinstance(element.tag, str):
                continue
            for name, key in element.attrib.items():
                if name.startswith(f"{{{R}}}"):
                    known = known or Parts(self.ours.package).relations()
                    element.set(name, self._copied(known.get(key)))

    def _copied(self, relation: Any) -> str:
        kind = relation.kind if relation else ""
        if kind not in _COPIED:
            raise Rejected(
                problem(
                    "document-not-patched",
                    N_("the new text brings along what cannot be taken over: {kind}"),
                    Origin(self.theirs.package.name),
                    kind=kind.rpartition("/")[2] or "?",
                )
            )
        if relation.external:
            return self.parts.relate(kind, relation.target, True)
        content = self.ours.package.parts[relation.target]
        extension = relation.target.rpartition(".")[2]
        name = self.parts.free_name(f"word/media/policy{{}}.{extension}")
        self.parts.add(name, content, Parts(self.ours.package).content_type(relation.target))
        return self.parts.relate(kind, name)


def source(ours: Returned, theirs: Returned, parts: Parts) -> Source:
    """What new text of theirs is taken from; raises `Rejected` for a strict document."""
    return Source(
        ours,
        frame(ours.package.document, ours.package.name),
        theirs,
        frame(theirs.package.document, theirs.package.name),
        parts,
        Styles(ours, theirs, parts),
        blocks_of(ours),
    )


def blocks_of(document: Returned) -> dict[str, tuple[int, int]]:
    """The numbers of the first and the last piece of every block of a generated document."""
    if document.made is None:
        return {}
    found: dict[str, tuple[int, int]] = {}
    matched = match(document.pieces, document.made.blocks)
    for number, one in enumerate(matched.standings):
        if one.role == "block":
            for name in (one.id, *one.others):
                found.setdefault(name, (number, number))
        elif one.role == "attached" and one.id in found:
            found[one.id] = (found[one.id][0], number)
    return found


def _without_doubles(holder: Any, kept: bytes) -> None:
    """Leave out bookmarks of ours that stand elsewhere in the document."""
    for start in list(_own_starts(holder)):
        if f'"{start.get(w("name"))}"'.encode() in kept:
            number = start.get(w("id"))
            for end in list(holder.iter(w("bookmarkEnd"))):
                if end.get(w("id")) == number:
                    _unhook(end)
            _unhook(start)


def _number_drawings(holder: Any, kept: bytes) -> None:
    """Give drawings numbers that no other of the document has."""
    used = {int(number) for number in _DRAWING_ID.findall(kept)}
    for drawing in holder.iter(_DRAWING):
        number = drawing.get("id", "")
        if number.isdecimal() and int(number) in used:
            drawing.set("id", str(max(used) + 1))
            used.add(max(used) + 1)


def _unhook(element: Any) -> None:
    element.getparent().remove(element)


def _own_starts(holder: Any) -> Iterator[Any]:
    for start in holder.iter(w("bookmarkStart")):
        if (start.get(w("name")) or "").startswith(PREFIX):
            yield start


def style_of(paragraph: Any) -> str:
    """The id of the style of a paragraph."""
    own = child(child(paragraph, "pPr"), "pStyle")
    return own.get(w("val"), "") if own is not None else ""
