"""What people have done to a document since it was generated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from ..errors import N_, Finding, Origin, problem
from ..word.provenance import Provenance, Record, provenance_of
from ..word.template import DOCUMENT
from . import package, styles
from .comparing import FILE, IMPRINT, MARK, TABLE, TEMPLATE, is_same, kind_of, text_of
from .document import Returned, opened
from .identity import Matched, Standing, bookmark_of, has_sections, match
from .package import Package
from .pieces import Piece

# What the writer sets directly in paragraphs whose place depends on their neighbours.
_PLACED = frozenset((
    "signature", "date", "sealed_signature", "sealed_date", "number_signed", "signers",
    "letter_line", "annex_note_next",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """A paragraph or table that a person added behind a block ("" for the top)."""

    after: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What people have done, by the ids of blocks; all empty when nobody did anything."""

    changed: tuple[str, ...] = ()  # its text differs
    added: tuple[Added, ...] = ()
    deleted: tuple[str, ...] = ()  # a tracked deletion counts
    moved: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()  # its text runs on in the block before it
    tracked: tuple[str, ...] = ()  # it holds tracked changes
    commented: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()  # a picture, footnote, field, link, page break … was put in
    formatted: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()  # it is not sure that it is this block
    untold: tuple[str, ...] = ()  # annexes that are files: what was done in them cannot be told

    @property
    def is_edited(self) -> bool:
        """Whether anything was done, or may have been."""
        return any(self.counts.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many blocks there are of each sort."""
        return {name: len(getattr(self, name)) for name in self.__slots__}

    @property
    def ids(self) -> tuple[str, ...]:
        """The blocks that were edited, each once; not those beside which something was added."""
        names = (name for name in self.__slots__ if name != "added")
        return tuple(dict.fromkeys(block for name in names for block in getattr(self, name)))


def edits(data: bytes, records: Sequence[Record] | None = None, name: str = "") -> Edits | None:
    """What people have done to a document since it was generated; None when that is unknown.

    `records` are the blocks as generated, kept elsewhere, for a document that has lost its own.
    A document saved by LibreOffice or Word without a change has no edits. Raises `Unreadable`
    for a file that is no .docx or is dangerous to read; `name` is the file's in that message.
    """
    found = package.read(data, name)
    made = provenance_of(found.parts, name)
    if made is not None and _is_as_written(found, made):
        return Edits()
    known = made.blocks if made is not None else records
    return None if known is None else compare(opened(found, made), known)


def _is_as_written(found: Package, made: Provenance) -> bool:
    """Whether the document part is the very one that was written: nobody saved it since."""
    written = (made.document_crc, made.document_size)
    return any((one.crc, one.size) == written for one in found.members if one.name == DOCUMENT)


def compare(document: Returned, records: Sequence[Record]) -> Edits:
    """How a document differs from its blocks as they were generated."""
    matched = match(document.pieces, records, document.margins)
    by_id = {record.id: record for record in records}
    blocks = [one for one in matched.standings if one.role == "block"]
    told = [*blocks, *(one for _, one in matched.margins)]
    present = [one for one in told if not one.piece.is_gone]
    usual = _usual_styles(blocks, by_id)
    return Edits(
        changed=tuple(name for one in present for name in _changed(one, by_id)),
        added=tuple(
            Added(one.after, one.piece.text or one.piece.boxed)
            for one in matched.standings
            if one.role == "added"
        ),
        deleted=(
            *(record.id for record in matched.deleted),
            *(name for one in blocks if one.piece.is_gone for name in (one.id, *one.others)),
        ),
        moved=_moved(blocks, records),
        joined=tuple(name for one in blocks if not _inner(one, by_id) for name in one.others),
        tracked=(
            *(one.id for one in told if one.piece.is_tracked),
            *(one.after for one in matched.standings if _is_offered(one)),
        ),
        commented=tuple(one.id for one in told if one.piece.comments),
        holding=tuple(_holding(matched, by_id)),
        formatted=tuple(
            one.id for one in present if _formatted(one.piece, by_id[one.id], document, usual)
        ),
        unsure=tuple(one.id for one in blocks if not one.certain),
        untold=tuple(dict.fromkeys(one.id for one in matched.standings if one.role == "attached")),
    )


def told(found: Edits, name: str) -> Finding:
    """The edits in one line: how many places, and the first ones."""
    places = [*found.ids, *(f"“{_begin(one.text)}”" for one in found.added)]
    some = [*places[:_MOST_TOLD], *(["…"] if len(places) > _MOST_TOLD else [])]
    return problem(
        "edited-by-hand",
        N_("edited by hand in {count} places: {places}"),
        Origin(name),
        severity="warning",
        count=len(places),
        places=", ".join(some),
    )


def _begin(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _WORDS else f"{line[:_WORDS]}…"


_MOST_TOLD = 5
_WORDS = 12


def _is_offered(one: Standing) -> bool:
    """Whether a piece that is no block was deleted by a tracked change: it may be rejected."""
    return one.role == "layout" and one.piece.is_gone


def _changed(one: Standing, records: Mapping[str, Record]) -> Iterator[str]:
    """The blocks of a piece that say something else than was generated."""
    inner = _inner(one, records)
    for name in (one.id, *one.others) if inner else (one.id,):
        record = records[name]
        if not is_same(record, text_of(record, one.piece, bookmark_of(record, one.piece))):
            yield name


def _inner(one: Standing, records: Mapping[str, Record]) -> bool:
    """Whether the blocks of a piece are paragraphs that stand within it, side by side."""
    mark = bookmark_of(records[one.id], one.piece)
    return mark is not None and mark.inner is not None


def _moved(blocks: Sequence[Standing], records: Sequence[Record]) -> tuple[str, ...]:
    """The least number of blocks that must have been moved to give this order."""
    order = {record.id: number for number, record in enumerate(records)}
    numbers = [order[one.id] for one in blocks]
    stays = _longest_rise(numbers)
    return tuple(one.id for at, one in enumerate(blocks) if at not in stays)


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence."""
    if all(one < other for one, other in pairwise(numbers)):
        return set(range(len(numbers)))
    ends: list[int] = []  # of the best of each length: its last number
    places: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        ends[length:] = [number] if length == len(ends) else [number, *ends[length + 1 :]]
        places[length:] = [at] if length == len(places) else [at, *places[length + 1 :]]
        before.append(places[length - 1] if length else -1)
    found: set[int] = set()
    at = places[-1]
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def _holding(matched: Matched, records: Mapping[str, Record]) -> Iterator[str]:
    """The blocks into which something was put that is no text.

    A page break before 版记 is LibreOffice's: it writes one for a paragraph that begins a page.
    """
    parted = has_sections(list(records.values()))
    for one, after in zip_longest(matched.standings, matched.standings[1:]):
        if one.role != "block" or kind_of(records[one.id]) in (MARK, IMPRINT):
            continue
        holds = one.piece.holds
        if after is not None and after.id and kind_of(records[after.id]) == IMPRINT:
            holds -= {"break"}
        if not parted and one.piece.ends_section:
            holds |= {"section"}
        if holds and not one.id.startswith(TEMPLATE):
            yield one.id


def _usual_styles(blocks: Sequence[Standing], records: Mapping[str, Record]) -> dict[str, str]:
    """For each style of records the id that most paragraphs of it have in this document."""
    ids: dict[str, list[str]] = {}
    for one in blocks:
        if not kind_of(records[one.id]) and not one.id.startswith(TEMPLATE):
            ids.setdefault(records[one.id].style, []).append(one.piece.style)
    usual = {style: max(set(found), key=found.count) for style, found in ids.items()}
    return {
        style: found
        for style, found in usual.items()
        if 2 * ids[style].count(found) > len(ids[style])
    }


def _formatted(piece: Piece, record: Record, document: Returned, usual: Mapping[str, str]) -> bool:
    """Whether text or paragraph was formatted, numbered or given another style by hand."""
    kind = kind_of(record)
    if kind in (MARK, IMPRINT, FILE) or record.id.startswith(TEMPLATE):
        return False
    found = piece.formatting
    if kind == TABLE or record.style in _PLACED:
        found = frozenset(name for name in found if not name.startswith("p:"))
    restyled = kind != TABLE and piece.style != usual.get(record.style, piece.style)
    faces = (face for face in piece.faces if not _is_ours(face, document))
    return bool(found) or restyled or piece.numbering is not None or any(faces)


def _is_ours(face: str, document: Returned) -> bool:
    """Whether a character style is the face of a heading; LibreOffice gives new ids to some."""
    return styles.is_face(face) or styles.is_face(document.style(face))
