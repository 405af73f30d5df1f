"""A copy of a document with Word comments at stretches of its text; nothing else changes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from .. import returned as reading
from ..patching.parts import Parts, add_comments, first_comment
from ..patching.zipped import changed
from ..returned import Piece, Returned, Run
from ..word.template import DOCUMENT
from .cells import paragraphs_in

AUTHOR = "格式检查"

# (position of the piece, start and end in its text, what to say)
Comment = tuple[int, int, int, str]

_CHARACTER = re.compile(rb"&[^;<]*;|[^<&\x80-\xbf][\x80-\xbf]*")
_SHOWN = re.compile(
    rb"<(?P<prefix>[\w.-]+:)?(?:t(?:\s[^>]*)?>(?P<text>[^<]*)</(?:[\w.-]+:)?t>"
    rb"|(?:tab|br|cr|noBreakHyphen)(?:\s[^>]*)?/>)"
)
_PROPERTIES = re.compile(rb"<(?:[\w.-]+:)?pPr(?:\s[^>]*)?(?:/>|>.*?</(?:[\w.-]+:)?pPr>)", re.DOTALL)
_OPENING = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


@dataclass(frozen=True, slots=True)
class _Target:
    """The paragraph in which a comment goes, and the stretch of its own text."""

    start: int
    end: int
    first: int
    last: int


def annotated(
    data: bytes, comments: Sequence[Comment], author: str = AUTHOR, moment: str = ""
) -> bytes:
    """The document with each comment at its place; a position below 0 is the first paragraph.

    `moment` is 2026-03-05T00:00:00Z. Offsets beyond the text are cut. Raises `Unreadable` for
    what is no .docx.
    """
    document = reading.read(data)
    parts = Parts(document.package)
    numbers = count(first_comment(parts))
    placed: list[tuple[str, str]] = []
    editor = _Editor(document)
    for piece, start, end, text in comments:
        if target := _target(document, piece, start, end):
            number = str(next(numbers))
            editor.mark(target, number)
            placed.append((number, text))
    if not placed:
        return data
    add_comments(parts, placed, author, moment)
    return changed(document.package, {**parts.changed, DOCUMENT: editor.result()})


def _target(document: Returned, at: int, start: int, end: int) -> _Target | None:
    """The paragraph of a place; of a table the one in the cell where the stretch begins."""
    pieces = document.pieces
    if at < 0 or at >= len(pieces) or _is_bare(document, pieces[at]):
        later = range(max(at, 0), len(pieces))
        at = next((n for n in later if not _is_bare(document, pieces[n])), len(pieces))
        start = end = 0
    if at >= len(pieces):
        return None
    piece = pieces[at]
    begins = 0
    if piece.kind == "table":
        inner = [one for one in paragraphs_in(piece) if not _is_bare(document, one[1])]
        begins, piece = next((one for one in reversed(inner) if one[0] <= start), inner[0])
    first = min(max(start - begins, 0), len(piece.text))
    return _Target(piece.start, piece.end, first, max(first, min(end - begins, len(piece.text))))


def _is_bare(document: Returned, piece: Piece) -> bool:
    """Whether nothing can be put into a piece: it holds no paragraph that is more than a tag."""
    if piece.kind == "table":
        return all(_is_bare(document, inner) for _, inner in paragraphs_in(piece))
    opening = _OPENING.match(document.package.document, piece.start)
    return piece.kind == "other" or opening is None or opening[0].endswith(b"/>")


class _Editor:
    """Gathers what is to be put into the document part, and where."""

    def __init__(self, document: Returned) -> None:
        self._xml = document.package.document
        self._runs = reading.runs(self._xml)
        self._added: list[tuple[int, int, bytes]] = []  # place, rank, what goes in

    def mark(self, target: _Target, number: str) -> None:
        """Put the range of a comment and its reference round a stretch."""
        runs = [run for run in self._runs.get(target.start, ()) if not run.deleted]
        shown = [run for run in runs if run.last > run.first]
        prefix = self._prefix(target)
        opening = b'<%scommentRangeStart %sid="%s"/>' % (prefix, prefix, number.encode())
        closing = opening.replace(b"Start", b"End")
        closing += b'<%sr><%scommentReference %sid="%s"/></%sr>' % (
            prefix, prefix, prefix, number.encode(), prefix,
        )  # fmt: skip
        if not shown:
            self._add(self._inside(target), 1, opening + closing)
            return
        begins = [run.first for run in shown]
        first = shown[max(bisect_right(begins, target.first) - 1, 0)]
        last = shown[max(bisect_right(begins, max(target.last - 1, target.first)) - 1, 0)]
        if target.last <= target.first:
            self._add(first.start, 2, opening)
            self._add(last.end, 0, closing)
            return
        self._add_within(first, target.first, opening, True)
        self._add_within(last, target.last, closing, False)

    def result(self) -> bytes:
        """The document part with everything in its place."""
        done: list[bytes] = []
        at = 0
        for place, _, what in sorted(self._added, key=lambda one: one[:2]):
            done += [self._xml[at:place], what]
            at = place
        return b"".join((*done, self._xml[at:]))

    def _add(self, place: int, rank: int, what: bytes) -> None:
        self._added.append((place, rank, what))

    def _add_within(self, run: Run, at: int, what: bytes, opens: bool) -> None:
        """Put marks into a run at a place of its text, or beside it where it cannot be parted."""
        rank = 2 if opens else 0
        if at <= run.first and opens:
            self._add(run.start, rank, what)
        elif at >= run.last and not opens:
            self._add(run.end, rank, what)
        elif (cut := self._cut(run, at - run.first)) is None:
            self._add(run.start if opens else run.end, rank, what)
        else:
            place, before, after = cut
            self._add(place, rank, before + what + after)

    def _cut(self, run: Run, at: int) -> tuple[int, bytes, bytes] | None:
        """The place in bytes where a run parts before its character `at`, and the tags between."""
        if not run.plain:
            return None
        content = self._xml[run.start : run.end]
        properties = self._xml[run.properties[0] : run.properties[1]]
        begins = max(run.properties[1] - run.start, 0)
        seen = 0
        for shown in _SHOWN.finditer(content, begins):
            prefix = shown["prefix"] or b""
            if seen == at:
                return (
                    run.start + shown.start(),
                    b"</%sr>" % prefix,
                    b"<%sr>%s" % (prefix, properties),
                )
            if shown["text"] is None:
                seen += 1
                continue
            characters = list(_CHARACTER.finditer(shown["text"]))
            if seen < at < seen + len(characters):
                cut = characters[at - seen].start()
                opening = content[shown.start() : shown.start("text")]
                around = shown["text"][cut - 1 : cut + 1]
                if b"preserve" not in opening and around != around.strip():
                    return None  # a blank at an end would be lost
                between = b"<%sr>%s%s" % (prefix, properties, opening)
                place = run.start + shown.start("text") + cut
                return place, b"</%st></%sr>" % (prefix, prefix), between
            seen += len(characters)
        return None

    def _inside(self, target: _Target) -> int:
        """The place behind the properties of a paragraph."""
        content = self._xml[target.start : target.end]
        opening = _OPENING.match(content)
        begins = opening.end() if opening else 0
        told = _PROPERTIES.match(content, begins)
        return target.start + (told.end() if told else begins)

    def _prefix(self, target: _Target) -> bytes:
        found = re.match(rb"<([\w.-]+:)?p", self._xml[target.start : target.end])
        return (found[1] or b"") if found else b"w:"
