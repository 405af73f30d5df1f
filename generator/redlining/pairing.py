"""Which pieces of one document stand for which of another, in the order of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from ..merge.order import moved_keys
from ..returned import Piece, Returned, match
from ..returned.aligning import path
from ..returned.comparing import grams, likeness

_MOST = 250_000  # pairs of texts, beyond which only equal ones are found
_LEAST, _LEAST_ALONE = 0.4, 0.3  # likeness of texts that are two versions of one

Pair = tuple[int, int]


def paired(old: Returned, new: Returned) -> list[Pair]:
    """The numbers of pieces that are versions of one another, both rising.

    What stands elsewhere in the other document has no pair: it is taken out and put in.
    """
    anchors = _by_id(old, new)
    ends = [(-1, -1), *anchors, (len(old.pieces), len(new.pieces))]
    found = list(anchors)
    for before, after in pairwise(ends):
        ours = [n for n in range(before[0] + 1, after[0]) if old.pieces[n].kind != "other"]
        theirs = [n for n in range(before[1] + 1, after[1]) if new.pieces[n].kind != "other"]
        keys = [_key(old.pieces[n]) for n in ours], [_key(new.pieces[n]) for n in theirs]
        found += [(ours[a], theirs[b]) for a, b in aligned(*keys)]
    return sorted(found)


def _by_id(old: Returned, new: Returned) -> list[Pair]:
    """The pieces that stand for the same block."""
    ours, theirs = _ids(old), _ids(new)
    common = [
        name
        for name, number in ours.items()
        if name in theirs and old.pieces[number].kind == new.pieces[theirs[name]].kind
    ]
    given = set(common)
    moved = moved_keys(common, [name for name in theirs if name in given])
    return [(ours[name], theirs[name]) for name in common if name not in moved]


def _ids(document: Returned) -> dict[str, int]:
    """The number of the piece that stands for each block, in the order of the document."""
    if document.made is None:
        return {}
    standings = match(document.pieces, document.made.blocks).standings
    return {one.id: n for n, one in enumerate(standings) if one.role == "block" and one.certain}


def _key(piece: Piece) -> str:
    """The text by which pieces are paired; tables begin with a sign that no paragraph has."""
    return ("\0" if piece.kind == "table" else "") + (piece.text or piece.boxed)


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The places of texts that are versions of one another, both rising."""
    done = (0, 0)
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from _alike(old, new, range(done[0], block.a), range(done[1], block.b))
        yield from ((block.a + step, block.b + step) for step in range(block.size))
        done = block.a + block.size, block.b + block.size


def _alike(old: Sequence[str], new: Sequence[str], ours: range, theirs: range) -> Iterator[Pair]:
    """The pairs of like texts among those that have no equal."""
    if not ours or not theirs or len(ours) * len(theirs) > _MOST:
        return
    found = [grams(new[number]) for number in theirs]
    table = [
        [
            likeness(own, other) if _same_sort(old[number], new[at]) else 0.0
            for at, other in zip(theirs, found, strict=True)
        ]
        for number in ours
        for own in (grams(old[number]),)
    ]
    alone = len(ours) == len(theirs) == 1
    for row, column in path(table, _LEAST_ALONE if alone else _LEAST):
        yield ours[row], theirs[column]


def _same_sort(old: str, new: str) -> bool:
    return old.startswith("\0") == new.startswith("\0")
