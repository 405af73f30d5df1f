"""Parts of a plan that are generated in another order than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .order import moved_keys
from .pieces import Generated


@dataclass(frozen=True, slots=True)
class Move:
    """Blocks that moved together, and what the first of them follows; None at the top."""

    ids: tuple[str, ...]
    before: Generated | None
    now: Generated | None


def moves(
    base: Sequence[Generated], ours: Sequence[Generated], renamed: Mapping[str, str] | None = None
) -> tuple[Move, ...]:
    """The fewest blocks that were moved to come from one order to the other, in the new one.

    `renamed` tells the new ids of blocks whose id changed.
    """
    if renamed:
        base = [replace(block, id=renamed.get(block.id, block.id)) for block in base]
    old, new = ({block.id: at for at, block in enumerate(blocks)} for blocks in (base, ours))
    moved = moved_keys(list(old), list(new))
    return tuple(
        Move(tuple(run), _followed(base, old[run[0]]), _followed(ours, new[run[0]]))
        for run in _runs(moved, list(old), list(new))
    )


def _runs(moved: set[str], base: Sequence[str], ours: Sequence[str]) -> Iterator[list[str]]:
    """The moved ids in the order of `ours`, those together that follow each other in both."""
    both = set(base) & set(ours)
    follows = dict(pairwise(name for name in base if name in both))
    run: list[str] = []
    for name in ours:
        if name not in both:
            continue
        if run and (name not in moved or follows.get(run[-1]) != name):
            yield run
            run = []
        if name in moved:
            run.append(name)
    if run:
        yield run


def _followed(blocks: Sequence[Generated], place: int) -> Generated | None:
    """What a block follows: a heading the one before of its level or above, text what is before."""
    kind = blocks[place].kind
    headed = kind.startswith("heading")
    for block in reversed(blocks[:place]):
        if not headed or (block.kind.startswith("heading") and block.kind <= kind):
            return block
    return None
