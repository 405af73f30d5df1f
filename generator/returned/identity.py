"""Which piece of a returned document stands for which generated block.

The bookmark tells first: LibreOffice and Word keep it, but when a paragraph is parted it stays
with one half, and when two are joined the one left has both. Then equal text, in the order of
the document; then like text between the same neighbours, and how sure that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..word.provenance import Record
from . import aligning
from .comparing import (
    FILE,
    IMPRINT,
    MARK,
    TEMPLATE,
    TURN,
    can_stand_for,
    grams,
    is_same,
    kind_of,
    likeness,
    text_of,
)
from .pieces import Bookmark, Piece

# A block that stands for a record; what a person added; an empty paragraph that parts tables or
# ends a section, and whatever else shows nothing; the content of an annex that is a file.
Role = Literal["block", "added", "layout", "attached"]
How = Literal["bookmark", "text", "likeness", ""]

# A bookmark may have gone astray where text and record are less like than _UNLIKE; a neighbour is
# the block rather if it is at least _LIKE and by _MORE more like.
_UNLIKE, _LIKE, _MORE = 0.3, 0.5, 0.15
_FARTHEST = 20  # pieces over which a bookmark is followed


@dataclass(frozen=True, slots=True)
class Standing:
    """What a piece of the document is.

    `id` is the block's; of attached content that of the file's block. `others` are blocks whose
    text has come into this piece too: paragraphs that a person joined, or the paragraphs of an
    office's template in one table. `after` is the block that the piece follows, empty at the top.
    """

    piece: Piece
    role: Role
    id: str = ""
    how: How = ""
    confidence: float = 1.0
    certain: bool = True
    others: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A document's pieces with the blocks they stand for.

    `standings` are those of all pieces of the body, in order. Records of where pages turn stand
    for no piece and are left out of everything.
    """

    standings: tuple[Standing, ...]
    deleted: tuple[Record, ...]  # no piece stands for them
    margins: tuple[tuple[str, Standing], ...] = ()  # in headers and footers, with the part's name

    @property
    def certain(self) -> bool:
        """Whether no match is a guess."""
        return all(standing.certain for standing in self.standings)


@dataclass(slots=True)
class _Claims:
    """Who stands for whom so far, by the numbers of pieces and of records."""

    by_record: dict[int, int] = field(default_factory=dict)
    by_piece: dict[int, list[int]] = field(default_factory=dict)
    how: dict[int, tuple[How, float, bool]] = field(default_factory=dict)  # by record

    def claim(
        self, record: int, piece: int, how: How, likely: float = 1, sure: bool = True
    ) -> None:
        self.by_record[record] = piece
        self.by_piece.setdefault(piece, []).append(record)
        self.how[record] = how, likely, sure

    def release(self, record: int) -> None:
        piece = self.by_record.pop(record)
        self.by_piece[piece].remove(record)
        if not self.by_piece[piece]:
            del self.by_piece[piece]


def match(
    pieces: Sequence[Piece],
    records: Sequence[Record],
    margins: Mapping[str, Sequence[Piece]] | None = None,
) -> Matched:
    """The pieces with the blocks they stand for; `margins` are headers and footers by part."""
    kept = [record for record in records if kind_of(record) != TURN]
    elsewhere, found = _in_margins(margins or {}, kept)
    kept = [record for record in kept if record.id not in found]
    claims = _Claims()
    _by_bookmark(pieces, kept, claims)
    if len(claims.by_record) < len(kept):
        _by_text(pieces, kept, claims)
    standings = _standings(_Document(pieces, kept, *_surroundings(records)), claims)
    deleted = tuple(r for number, r in enumerate(kept) if number not in claims.by_record)
    return Matched(standings, deleted, elsewhere)


def has_sections(records: Sequence[Record]) -> bool:
    """Whether the document as generated may have had more than one section."""
    return any(
        kind_of(record) in (TURN, IMPRINT, FILE) or record.id.startswith(TEMPLATE)
        for record in records
    )


def bookmark_of(record: Record, piece: Piece) -> Bookmark | None:
    """The record's bookmark, if it begins in that piece."""
    for mark in piece.bookmarks:
        if mark.name == record.bookmark:
            return mark
    return None


# By bookmark -------------------------------------------------------------------------------


def _by_bookmark(pieces: Sequence[Piece], records: Sequence[Record], claims: _Claims) -> None:
    places: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        for mark in piece.bookmarks:
            places.setdefault(mark.name, []).append(number)
    for index, record in enumerate(records):
        candidates = [
            candidate
            for number in places.get(record.bookmark, ())
            for candidate in _reached(pieces, number, record)
        ]
        if candidates:
            claims.claim(index, _best(pieces, candidates, record), "bookmark")
    for number, claimed in list(claims.by_piece.items()):
        if len(claimed) > 1:
            for index in _left_over(pieces[number], [(i, records[i]) for i in claimed]):
                claims.release(index)
    _find_astray(pieces, records, claims)


def _reached(pieces: Sequence[Piece], number: int, record: Record) -> list[int]:
    """The pieces that a record's bookmark covers, of those that can be the block."""
    mark = bookmark_of(record, pieces[number])
    if mark is None or mark.inner is not None:
        return [number]
    first = number
    if mark.reach and mark.start >= len(pieces[number].text) > 0:
        first += 1  # it only begins at the end of a paragraph
    last = min(number + min(mark.reach, _FARTHEST), len(pieces) - 1)
    return [at for at in range(first, last + 1) if can_stand_for(record, pieces[at])]


def _best(pieces: Sequence[Piece], candidates: Sequence[int], record: Record) -> int:
    """The candidate whose text is most like the record's; of equal ones the first."""
    if len(candidates) == 1:
        return candidates[0]
    wanted = grams(record.text)
    return max(
        candidates,
        key=lambda at: likeness(wanted, grams(_text(record, pieces[at]))),
    )


def _text(record: Record, piece: Piece) -> str:
    return text_of(record, piece, bookmark_of(record, piece))


def _left_over(piece: Piece, claimed: Sequence[tuple[int, Record]]) -> list[int]:
    """Those of several records whose bookmarks a piece has, but not their text.

    When a person deletes a paragraph, its bookmark may stay, empty, in the next one.
    """
    empty = [
        index
        for index, record in claimed
        if (mark := bookmark_of(record, piece)) is not None
        and mark.inner is None
        and mark.start == mark.end
        and not (record.text and record.text in piece.text)
    ]
    if len(empty) < len(claimed):
        return empty
    own = grams(piece.text)
    kept = max(claimed, key=lambda pair: likeness(grams(pair[1].text), own))[0]
    return [index for index in empty if index != kept]


def _find_astray(pieces: Sequence[Piece], records: Sequence[Record], claims: _Claims) -> None:
    """Prefer a piece with the text to one that has the bookmark and another text.

    Of a paragraph that was parted the greater part is the block; a piece that says the very same
    is it wherever it stands.
    """
    free: dict[str, list[int]] | None = None
    for index, record in enumerate(records):
        number = claims.by_record.get(index)
        if number is None or kind_of(record) == FILE:
            continue
        text = _text(record, pieces[number])
        if is_same(record, text):
            continue
        wanted = grams(record.text)
        own = likeness(wanted, grams(text))
        if free is None:
            free = aligning.by_text(pieces, claims.by_piece)
        others = free.get(record.text, [])
        if own < _UNLIKE and len(others) == 1 and len(record.text) > 3:
            other = others.pop()
        else:
            other = _liker(pieces, record, number, max(_LIKE, own + _MORE), claims)
        if other >= 0:
            claims.release(index)
            claims.claim(index, other, "likeness", likeness(wanted, grams(pieces[other].text)))


def _liker(
    pieces: Sequence[Piece], record: Record, number: int, least: float, claims: _Claims
) -> int:
    """The neighbour that is no block and at least so like the record; -1 if none is."""
    wanted = grams(record.text)
    for at in (number - 1, number + 1):
        if 0 <= at < len(pieces) and at not in claims.by_piece:
            piece = pieces[at]
            if can_stand_for(record, piece) and likeness(wanted, grams(piece.text)) >= least:
                return at
    return -1


# By text -----------------------------------------------------------------------------------


def _by_text(pieces: Sequence[Piece], records: Sequence[Record], claims: _Claims) -> None:
    for index, number, sure in aligning.equal(pieces, records, claims.by_record):
        claims.claim(index, number, "text", 1, sure)
    for index, number, likely, sure in aligning.alike(pieces, records, claims.by_record):
        claims.claim(index, number, "likeness", likely, sure)


# Standings ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Document:
    pieces: Sequence[Piece]
    records: Sequence[Record]
    parted: bool  # it may have had several sections
    templated: bool  # it was made with an office's template, which has paragraphs of its own


def _surroundings(records: Sequence[Record]) -> tuple[bool, bool]:
    return has_sections(records), any(record.id.startswith(TEMPLATE) for record in records)


def _standings(document: _Document, claims: _Claims) -> tuple[Standing, ...]:
    found: list[Standing] = []
    after = file = ""
    for number, piece in enumerate(document.pieces):
        claimed = [document.records[index] for index in sorted(claims.by_piece.get(number, ()))]
        if claimed:
            found.append(_block(piece, claimed, claims, number, after))
            after = claimed[-1].id if not piece.is_gone else after
            file = claimed[0].id if kind_of(claimed[0]) == FILE else ""
        elif _is_layout(document, claims, number):
            found.append(Standing(piece, "layout", after=after))
        elif file:
            found.append(Standing(piece, "attached", file, after=after))
        else:
            found.append(Standing(piece, "added", after=after))
    return tuple(found)


def _block(
    piece: Piece, claimed: Sequence[Record], claims: _Claims, number: int, after: str
) -> Standing:
    told = [claims.how[index] for index in claims.by_piece[number]]
    how, likely, _ = told[0]
    others = tuple(record.id for record in claimed[1:])
    sure = all(told_sure for _, _, told_sure in told)
    return Standing(piece, "block", claimed[0].id, how, likely, sure, others, after)


def _is_layout(document: _Document, claims: _Claims, number: int) -> bool:
    """Whether a piece that is no block is one of those that the writer puts round blocks.

    What a template has itself without text (an empty line, a rule, a place for a mark) cannot be
    told from what a person put there; it counts as layout.
    """
    pieces, piece = document.pieces, document.pieces[number]
    if piece.kind == "other" or piece.is_gone:
        return piece.ends_section or piece.is_gone
    if document.templated and piece.holds <= {"drawing"}:
        return not (piece.text.strip() or piece.boxed)
    if not piece.is_empty:
        return False
    if piece.ends_section:
        return document.parted
    following = number + 1
    beside = (document.records[index] for index in claims.by_piece.get(following, ()))
    if any(kind_of(record) == MARK for record in beside):
        return True
    before = number - 1
    if before > 0 and pieces[before].is_empty and pieces[before].ends_section:
        before -= 1  # a section ended below the table
    if before < 0 or pieces[before].kind != "table":
        return False
    # the last table has a paragraph behind it, whatever people type behind that
    is_last = len(document.records) - 1 in claims.by_piece.get(before, ())
    return is_last or following == len(pieces) or pieces[following].kind != "paragraph"


def _in_margins(
    margins: Mapping[str, Sequence[Piece]], records: Sequence[Record]
) -> tuple[tuple[tuple[str, Standing], ...], set[str]]:
    """The records of which the bookmarks stand in headers and footers."""
    by_name = {record.bookmark: record for record in records}
    found: list[tuple[str, Standing]] = []
    for part, pieces in margins.items():
        for piece in pieces:
            ids = [by_name[m.name].id for m in piece.bookmarks if m.name in by_name]
            if ids:
                standing = Standing(piece, "block", ids[0], "bookmark", others=tuple(ids[1:]))
                found.append((part, standing))
    ids_found = {name for _, one in found for name in (one.id, *one.others)}
    return tuple(found), ids_found
