"""What goes into a merge: the records of a document as blocks, its pieces as they stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .. import merge, patching, returned
from ..returned import Matched, Returned, Standing
from ..returned.comparing import (
    FILE,
    IMPRINT,
    MARK,
    TABLE,
    TURN,
    is_same,
    kind_of,
    text_of,
)
from ..returned.identity import bookmark_of
from ..word.provenance import Provenance, Record, recorded

_LOOP = re.compile(r"\[[^\]]*\]")


def provenance_in(record: bytes | None) -> Provenance | None:
    """The provenance in the deflated item of a manifest; None when there is none."""
    return recorded(record) if record else None


def is_pending(document: Returned) -> bool:
    """Whether offers made in a document still wait for a decision."""
    margins = [piece for pieces in document.margins.values() for piece in pieces]
    return any(merge.AUTHOR in one.authors for one in (*document.pieces, *margins))


def outside(records: Sequence[Record], matched: Matched | None = None) -> frozenset[str]:
    """The ids of blocks that no merge reaches: page turns, files, paragraphs within something else.

    Such are those of a template's table, and the signatures of a joint dispatch, side by side.
    """
    found = {record.id for record in records if kind_of(record) in (TURN, FILE)}
    for _, standing in matched.margins if matched else ():
        found |= {standing.id, *standing.others}
    by_id = {record.id: record for record in records}
    for standing in matched.standings if matched else ():
        for name in (standing.id, *standing.others):
            if name in by_id and _is_inner(by_id[name], standing):
                found.add(name)
    return frozenset(found)


def _is_inner(record: Record, standing: Standing) -> bool:
    if kind_of(record) in (TABLE, MARK, IMPRINT):
        return False
    mark = bookmark_of(record, standing.piece)
    return standing.piece.kind != "paragraph" or (mark is not None and mark.inner is not None)


def generated(records: Sequence[Record], without: frozenset[str]) -> tuple[merge.Generated, ...]:
    """The blocks as they were generated, as a merge takes them."""
    return tuple(
        merge.Generated(
            record.id,
            record.style,
            record.text,
            record.label,
            record.rows,
            bool(record.fills or record.joins),
        )
        for record in records
        if record.id not in without
    )


def beyond(
    base: Sequence[Record], ours: Sequence[Record], without: frozenset[str]
) -> Iterator[tuple[Record | None, Record | None]]:
    """What is generated otherwise where no merge reaches, before and now.

    Of what has come, and what has gone, only annexes from files are told.
    """
    before, now = ({one.id: one for one in records} for records in (base, ours))
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name), now.get(name)
        if name in without and (_is_other(old, new) if old and new else _is_file(old or new)):
            yield old, new


def _is_other(old: Record, new: Record) -> bool:
    is_known = bool(old.digest and new.digest)
    return new.text != old.text or (is_known and new.digest != old.digest)


def _is_file(record: Record | None) -> bool:
    return record is not None and kind_of(record) == FILE


def pieces(
    document: Returned, matched: Matched, records: Sequence[Record], without: frozenset[str]
) -> tuple[merge.Piece, ...]:
    """The document as people left it, as a merge takes it; indexes are those of its pieces."""
    by_id = {record.id: record for record in records}
    numbers = {id(piece): number for number, piece in enumerate(document.pieces)}
    own = patching.comments_by(document, merge.AUTHOR)
    return tuple(
        _piece(numbers[id(one.piece)], one, by_id, without, own) for one in matched.standings
    )


def _piece(
    index: int,
    one: Standing,
    records: Mapping[str, Record],
    without: frozenset[str],
    own: frozenset[str],
) -> merge.Piece:
    piece, text = one.piece, one.piece.text
    stands = one.role == "block" and not piece.is_gone and one.id not in without
    name = one.id if stands else ""
    holds = patching.holds_more(piece, own)
    if name:
        record = records[name]
        if kind_of(record) in (MARK, IMPRINT):
            holds = bool(piece.authors or piece.comments - own)  # a picture is part of it
            found = text_of(record, piece, bookmark_of(record, piece))
            text = record.text if is_same(record, found) else found
    return merge.Piece(
        index,
        text,
        name,
        piece.kind,
        patching.rows(piece) if not name or kind_of(records[name]) == TABLE else (),
        one.certain,
        piece.numbering is not None,
        holds,
        _nested(piece),
        one.role == "attached" or one.id in without,
    )


def _nested(piece: returned.Piece) -> frozenset[tuple[int, int]]:
    """The cells of a table, by row and column, that hold a table."""
    rows = (row for row in piece.rows if not row.deleted)
    return frozenset(
        (number, column)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row.cells)
        if any(inner.kind == "table" for inner in cell.pieces)
    )


def renamed_ids(records: Sequence[Record], renamed: Mapping[str, str]) -> dict[str, str]:
    """The new ids of the blocks of parts that the blueprint calls otherwise now."""
    found = {}
    for record in records if renamed else ():
        if (new := _renamed(record.id, renamed)) != record.id:
            found[record.id] = new
    return found


def _renamed(name: str, renamed: Mapping[str, str]) -> str:
    """The id with the longest path that has another name given that name.

    Keys of loops, in brackets, stay where the path stays as deep.
    """
    path, mark, rest = name.partition("#")
    steps = path.split("/")
    plain = [_LOOP.sub("", step) for step in steps]
    for length in range(len(steps), 0, -1):
        new = renamed.get("/".join(plain[:length]))
        if new:
            return (
                "/".join([*_with_keys(new.split("/"), steps[:length]), *steps[length:]])
                + mark
                + rest
            )
    return name


def _with_keys(new: Sequence[str], old: Sequence[str]) -> Iterator[str]:
    for number, step in enumerate(new):
        key = "".join(_LOOP.findall(old[number])) if len(new) == len(old) else ""
        yield step + key
