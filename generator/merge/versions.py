"""The blocks of three versions of a document under common names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import N_
from . import labels
from .bodies import WHOLE, proper
from .pieces import Generated, Left, Piece

_UNCERTAIN = N_("it is not certain which part of the plan this stands for")
_TWICE = N_("two places in the document stand for the same part of the plan")
_UNKNOWN = N_("this stands for a part of the plan that is not in its record")
_OTHER_KIND = N_("a table stands where the plan had a paragraph, or the other way round")

# A shorter text may have been added by chance.
_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Versions:
    """The blocks of each version by key: an id, or a name of its own for what a person added."""

    base: Mapping[str, Generated]
    theirs: Mapping[str, Piece]
    ours: Mapping[str, Generated]


def doubts(base: Sequence[Generated], theirs: Sequence[Piece]) -> Iterator[Left]:
    """Why the pieces cannot be told apart for certain."""
    known = {block.id: block for block in base}
    uses = Counter(piece.id for piece in theirs if piece.id)
    for piece in theirs:
        reason = ""
        if not piece.certain:
            reason = _UNCERTAIN
        elif uses[piece.id] > 1:
            reason = _TWICE
        elif piece.id and piece.id not in known:
            reason = _UNKNOWN
        elif piece.id and not _may_be(piece, known[piece.id].kind):
            reason = _OTHER_KIND
        if reason:
            yield Left(piece.id, piece.index, piece.text, reason)


def _may_be(piece: Piece, kind: str) -> bool:
    """Whether a piece can stand for a block of that kind; 版记 and the like may be tables."""
    return kind in WHOLE or piece.kind == "other" or (piece.kind == "table") == (kind == "table")


def keyed(
    base: Sequence[Generated], theirs: Sequence[Piece], ours: Sequence[Generated]
) -> Versions:
    """The three versions by key; a person's piece that says what a new block says stands for it."""
    old = {block.id: block for block in base}
    new = {block.id: block for block in ours}
    adopted = _adopted(theirs, [block for block in ours if block.id not in old])
    keys = [piece.id or adopted.get(piece.index, f"\0{piece.index}") for piece in theirs]
    return Versions(old, dict(zip(keys, theirs, strict=True)), new)


def _adopted(theirs: Sequence[Piece], new: Sequence[Generated]) -> dict[int, str]:
    """The pieces that say what a new block says: a person was first; by index, the block's id."""
    texts = Counter(proper(block) for block in new)
    ids = {proper(block): block.id for block in new if block.kind not in WHOLE}
    adopted: dict[int, str] = {}
    for piece in theirs if ids else ():
        if piece.id:
            continue
        label = labels.first(piece.text)
        for text in (piece.text, piece.text[label.end :] if label else ""):
            if len(text) >= _ENOUGH and texts[text] == 1 and text in ids:
                adopted[piece.index] = ids.pop(text)
                break
    return adopted
