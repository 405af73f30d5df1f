"""What people have done to a document since it was generated."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from ..errors import N_, Finding, Origin, Refusal, problem
from ..merge.pieces import AUTHOR
from ..word import reading
from ..word.looks import Layout
from ..word.markup import W
from ..word.provenance import Provenance, Record, provenance_of
from ..word.template import DOCUMENT
from . import overall, package, styles
from .attached import digests_of
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
    tracked: tuple[str, ...] = ()  # it holds tracked changes of people
    offered: tuple[str, ...] = ()  # what an update offered there is not decided yet
    commented: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()  # a picture, footnote, field, link, page break … was put in
    formatted: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()  # it is not sure that it is this block
    untold: tuple[str, ...] = ()  # annexes that are files: something was, or may have been, done
    layout: tuple[str, ...] = ()  # pages, headers, footers, styles; see `overall.named`
    texts: Mapping[str, str] = field(default_factory=dict, compare=False)  # of `ids`, as generated

    @property
    def is_edited(self) -> bool:
        """Whether anything was done, or may have been."""
        return any(self.counts.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many blocks there are of each sort."""
        return {name: len(getattr(self, name)) for name in _SORTS}

    @property
    def ids(self) -> tuple[str, ...]:
        """What people edited, each once: blocks, but not those beside which they added something.

        Nor those where nothing but an offer of ours stands.
        """
        names = (name for name in _SORTS if name not in ("added", "offered"))
        return tuple(dict.fromkeys(block for name in names for block in getattr(self, name)))


_SORTS = tuple(name for name in Edits.__slots__ if name != "texts")


def edits(data: bytes, records: Sequence[Record] | None = None, name: str = "") -> Edits | None:
    """What people have done to a document since it was generated; None when that is unknown.

    `records` are the blocks as generated, kept elsewhere, for a document that has lost its own.
    A document saved by LibreOffice or Word without a change has no edits. Raises `Unreadable`
    for a file that is no .docx or is dangerous to read; `name` is the file's in that message.
    """
    found = package.read(data, name)
    made = provenance_of(found.parts, name)
    if made is not None and _is_as_written(found, made):
        return Edits(layout=_of_styles(found, made))
    known = made.blocks if made is not None else records
    return None if known is None else compare(opened(found, made), known)


def _is_as_written(found: Package, made: Provenance) -> bool:
    """Whether the document part is the very one that was written: nobody saved it since."""
    written = (made.document_crc, made.document_size)
    return any((one.crc, one.size) == written for one in found.members if one.name == DOCUMENT)


def _of_styles(found: Package, made: Provenance) -> tuple[str, ...]:
    """What was changed of a document as a whole without touching its text."""
    return compare(opened(found, made), made.blocks).layout if made.layout else ()


def compare(document: Returned, records: Sequence[Record], layout: Layout | None = None) -> Edits:
    """How a document differs from its blocks, and from its layout, as they were generated.

    The layout is that of its own record if none is given.
    """
    matched = match(document.pieces, records, document.margins)
    by_id = {record.id: record for record in records}
    blocks = [one for one in matched.standings if one.role == "block"]
    told = [*blocks, *(one for _, one in matched.margins)]
    present = [one for one in told if not one.piece.is_gone]
    usual = _usual_styles(blocks, by_id)
    layout = layout or (document.made.layout if document.made else None)
    changes = [
        *((one.id, one.piece.authors) for one in told),
        *((one.after, one.piece.authors) for one in matched.standings if _is_offered(one)),
    ]
    own = _own_comments(document)
    found = Edits(
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
        tracked=tuple(name for name, authors in changes if authors - {AUTHOR}),
        offered=tuple(name for name, authors in changes if AUTHOR in authors),
        commented=tuple(one.id for one in told if one.piece.comments - own),
        holding=tuple(_holding(matched, by_id)),
        formatted=tuple(
            one.id
            for one in present
            if _formatted(one.piece, by_id[one.id], document, usual)
            or (layout and _repainted(one.piece, by_id[one.id], document, layout))
        ),
        unsure=tuple(one.id for one in blocks if not one.certain),
        untold=tuple(_untold(matched, by_id)),
        layout=overall.changes(document, layout, usual, _within(present)) if layout else (),
    )
    return replace(found, texts={name: by_id[name].text for name in found.ids if name in by_id})


def _untold(matched: Matched, records: Mapping[str, Record]) -> Iterator[str]:
    """The annexes that are files whose content is another, or is not known."""
    found = digests_of(matched.standings)
    tracked = {
        one.id for one in matched.standings if one.role == "attached" and one.piece.is_tracked
    }
    for name, record in records.items():
        digest = found.get(name, "")
        if kind_of(record) == FILE and (name in tracked or digest != record.digest):
            yield name


def _within(standings: Sequence[Standing]) -> Iterator[Piece]:
    """The paragraphs of blocks, those in cells too."""
    for one in standings:
        yield one.piece
        for row in one.piece.rows:
            for cell in row.cells:
                yield from cell.pieces


def told(found: Edits, name: str) -> Finding:
    """The edits in one line: how many places, and the words the first ones begin with."""
    places: list[str | Refusal] = [
        *(_begun(found.texts.get(name, "")) for name in found.ids if name not in found.layout),
        *(_begun(one.text) for one in found.added),
        *map(overall.named, found.layout),
    ]
    if found.offered and not places:
        places = [Refusal(N_("where changes by {author} wait for a decision"), author=AUTHOR)]
    some = [*places[:_MOST_TOLD], *(["…"] if len(places) > _MOST_TOLD else [])]
    return problem(
        "edited-by-hand",
        N_("edited by hand in {count} places: {places}"),
        Origin(name),
        severity="warning",
        count=len(places),
        places=_listed(some),
    )


def _listed(places: Sequence[str | Refusal]) -> str | Refusal:
    """The places in a row, as a message to be translated."""
    found = places[0]
    for place in places[1:]:
        found = Refusal(N_("{places}, {place}"), places=found, place=place)
    return found


def _begun(text: str) -> str | Refusal:
    """How something that was added begins."""
    line = text.strip().partition("\n")[0]
    if not line:
        return Refusal(N_("something without text"))
    return f"“{line if len(line) <= _WORDS else f'{line[:_WORDS]}…'}”"


_COMMENTS = re.compile(r"word/comments\d*\.xml")
_NEAR = 40  # twips: LibreOffice moves the edges of columns by one or two
_MOST_TOLD = 5
_WORDS = 12


def _own_comments(document: Returned) -> frozenset[str]:
    """The ids of the comments beside offers of ours."""
    return frozenset(
        comment.get(f"{{{W}}}id", "")
        for part, content in document.package.parts.items()
        if _COMMENTS.fullmatch(part) and AUTHOR.encode() in content
        for comment in reading.parsed(content, part, document.package.name)
        if comment.get(f"{{{W}}}author") == AUTHOR
    )


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
    if kind != TABLE:  # signatures side by side stand in rows of a certain height
        found -= {"t:height"}
    restyled = kind != TABLE and piece.style != usual.get(record.style, piece.style)
    faces = (face for face in piece.faces if not _is_ours(face, document))
    return bool(found) or restyled or piece.numbering is not None or any(faces)


def _repainted(piece: Piece, record: Record, document: Returned, layout: Layout) -> bool:
    """Whether a table was given another style, or other fillings, borders, widths, by hand."""
    if kind_of(record) != TABLE:
        return False
    style = document.style(piece.style)
    if style.casefold() != layout.styles.get("table", (style, {}))[0].casefold():
        return True
    rows = [row for row in piece.rows if not row.deleted]
    cells = {
        (number, column): cell
        for number, row in enumerate(rows, start=-1)  # the headings stand above row 0
        for column, cell in enumerate(row.cells)
    }
    edges = piece.edges.union(*(cell.edges for cell in cells.values()))
    return (
        {place for place, cell in cells.items() if cell.fill} != record.fills
        or {place for place, cell in cells.items() if cell.joined} != record.joins
        or any(layout.is_drawn(edge) for edge in edges)
        or any(
            abs(one - other) > _NEAR for one, other in zip(piece.grid, record.grid, strict=False)
        )
    )


def _is_ours(face: str, document: Returned) -> bool:
    """Whether a character style is the face of a heading; LibreOffice gives new ids to some."""
    return styles.is_face(face) or styles.is_face(document.style(face))
