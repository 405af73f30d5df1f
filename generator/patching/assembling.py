"""Pieces of a document kept, changed, moved, added and taken out; what lies between them stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..merge.order import moved_keys
from ..returned import Piece
from ..word.markup import W

_BODY = re.compile(rb"<(?:[\w.-]+:)?body(?:\s[^>]*)?>")
# What ends between two pieces belongs to the first of them.
_CLOSING = re.compile(rb"(?:\s*(?:</[^>]*>|<(?:[\w.-]+:)?(?:bookmarkEnd|commentRangeEnd)[^>]*/>))+")
_ALTERNATIVES = b":AlternateContent>"
_OPENING_TABLE = re.compile(rb"<(?:[\w.-]+:)?tbl[\s>]")


def plain_gap() -> bytes:
    """An empty paragraph."""
    return f'<w:p xmlns:w="{W}"/>'.encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of the new document: one of the old (`index`) or a new one (-1).

    `xml` is None for a piece that stays byte for byte. Of one that is `gone` it is what remains.
    """

    index: int
    xml: bytes | None = None
    gone: bool = False


def assembled(
    document: bytes,
    pieces: Sequence[Piece],
    entries: Sequence[Entry],
    gap: Callable[[], bytes] = plain_gap,
) -> bytes:
    """The document part with its pieces as the entries tell, in their order.

    Pieces that no entry names stay where they are. `gap` makes a paragraph put between tables.
    """
    given = [entry.index for entry in entries if entry.index >= 0 and not entry.gone]
    moved = moved_keys(sorted(given), given)
    placed, behind = _placed(pieces, entries, moved)
    return b"".join(_parts(document, pieces, placed, behind, moved, gap))


def _placed(
    pieces: Sequence[Piece], entries: Sequence[Entry], moved: set[int]
) -> tuple[dict[int, Entry], dict[int, list[Entry]]]:
    """The entries that stand in the place of a piece, and those behind each piece (-1: at the top)."""
    last = len(pieces) - 1
    while last >= 0 and pieces[last].kind == "other" and pieces[last].ends_section:
        last -= 1  # nothing may stand behind the properties of the last section
    placed: dict[int, Entry] = {}
    behind: dict[int, list[Entry]] = {}
    before = -1
    for entry in entries:
        if entry.gone:
            placed[entry.index] = entry
        elif entry.index >= 0 and entry.index not in moved:
            placed[entry.index] = entry
            before = entry.index
        else:
            behind.setdefault(min(before, last), []).append(entry)
    return placed, behind


def _parts(
    document: bytes,
    pieces: Sequence[Piece],
    placed: dict[int, Entry],
    behind: dict[int, list[Entry]],
    moved: set[int],
    gap: Callable[[], bytes],
) -> Iterator[bytes]:
    opened = _BODY.search(document)
    done = opened.end() if opened else 0
    yield document[:done]
    stacked = _Stacked(gap)
    for entry in behind.get(-1, ()):
        yield from stacked.put(_xml(document, pieces, entry))
    for number, piece in enumerate(pieces):
        yield document[done : piece.start]
        done = piece.end
        entry = placed.get(number, Entry(number))
        if entry.gone:
            yield entry.xml or b""
            stacked.changed = True
            if entry.xml and b":sectPr" in entry.xml:
                stacked.table = False
        elif number in moved:
            stacked.changed = True
        elif piece.kind == "other":
            yield from stacked.end(piece)
            yield document[piece.start : piece.end]
        else:
            yield from stacked.put(_xml(document, pieces, entry), new=False)
        if number in behind:
            following = pieces[number + 1].start if number + 1 < len(pieces) else len(document)
            if number + 1 < len(pieces):
                end = _end_of_closing(document, done, following)
                yield document[done:end]
                done = end
            for one in behind[number]:
                yield from stacked.put(_xml(document, pieces, one))
    yield document[done:]


def _end_of_closing(document: bytes, start: int, end: int) -> int:
    """Where a piece can stand that follows another: behind what ends with that."""
    place = document.rfind(_ALTERNATIVES, start, end)  # no piece may stand between alternatives
    if place >= 0:
        start = place + len(_ALTERNATIVES)
    closing = _CLOSING.match(document, start, end)
    return closing.end() if closing else start


def _xml(document: bytes, pieces: Sequence[Piece], entry: Entry) -> bytes:
    if entry.xml is not None:
        return entry.xml
    piece = pieces[entry.index]
    return document[piece.start : piece.end]


@dataclass(slots=True)
class _Stacked:
    """Keeps tables apart: Word joins tables that touch, and wants a paragraph last."""

    gap: Callable[[], bytes]
    table: bool = False  # what came last is a table,
    changed: bool = False  # and what followed it in the old document does not follow it now

    def put(self, xml: bytes, new: bool = True) -> Iterator[bytes]:
        """The piece, with an empty paragraph before it if it needs one."""
        is_table = _OPENING_TABLE.match(xml) is not None
        if is_table and self.table and (new or self.changed):
            yield self.gap()
        yield xml
        self.table, self.changed = _ends_with_table(xml), new

    def end(self, piece: Piece) -> Iterator[bytes]:
        """An empty paragraph if the last section would end with a table."""
        if piece.ends_section and self.table and self.changed:
            yield self.gap()
        self.table = False


def _ends_with_table(xml: bytes) -> bool:
    return xml.endswith((b":tbl>", b"</tbl>"))
