"""What goes into a merge: the records of a document as blocks, its pieces as they stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .. import merge, patching
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
        merge.Generated(record.id, record.style, record.text, record.label, record.rows)
        for record in records
        if record.id not in without
    )


def pieces(
    document: Returned, matched: Matched, records: Sequence[Record], without: frozenset[str]
) -> tuple[merge.Piece, ...]:
    """The document as people left it, as a merge takes it; indexes are those of its pieces."""
    by_id = {record.id: record for record in records}
    numbers = {id(piece): number for number, piece in enumerate(document.pieces)}
    return tuple(_piece(numbers[id(one.piece)], one, by_id, without) for one in matched.standings)


def _piece(
    index: int, one: Standing, records: Mapping[str, Record], without: frozenset[str]
) -> merge.Piece:
    piece, text = one.piece, one.piece.text
    stands = one.role == "block" and not piece.is_gone and one.id not in without
    name = one.id if stands else ""
    if name:
        record = records[name]
        if kind_of(record) in (MARK, IMPRINT):
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
