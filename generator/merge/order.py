"""Three versions of a sequence into one order: of blocks in a document, of rows in a table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def merged_order(
    base: Sequence[Key],
    theirs: Sequence[Key],
    ours: Sequence[Key],
    goes_on: Callable[[Key, Key], bool],
) -> list[Key]:
    """All keys of `theirs` and `ours` in one order.

    What a person moved or added follows what it followed in `theirs`; the rest is in the order
    of `ours`. What is new in `ours` follows what it follows there; `goes_on(key, new)` tells
    whether a person's key behind that belongs to it, so that the new one comes after both.
    """
    moved = moved_keys(base, theirs)
    held, given = set(theirs), set(ours)
    order = [key for key in ours if key in held and key not in moved]
    settled = set(order)
    before: Key | None = None
    place = 0  # behind that; -1 when it is not known yet
    for key in theirs:
        if key in settled:
            place = -1
        else:
            place = _behind(order, before) if place < 0 else place
            order.insert(place, key)
            place += 1
        before = key
    previous: list[Key] = []
    for key in ours:
        if key not in held:
            place = _behind(order, previous[-1] if previous else None)
            while place < len(order) and order[place] not in given and goes_on(order[place], key):
                place += 1
            order.insert(place, key)
        previous.append(key)
    return order


def moved_keys(base: Sequence[Key], theirs: Sequence[Key]) -> set[Key]:
    """The fewest keys that stand in another order; the others stand as they did."""
    places = {key: place for place, key in enumerate(base)}
    common = [key for key in theirs if key in places]
    return set(common) - {common[n] for n in _longest_rising([places[key] for key in common])}


def _longest_rising(values: Sequence[int]) -> list[int]:
    """The longest run of values that rise, as their places."""
    tails: list[int] = []  # the least value that a run of each length ends with
    ends: list[int] = []  # its place
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(tails, value)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [place]
    run: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]


def _behind(order: Sequence[Key], key: Key | None) -> int:
    """The place behind a key; the first one for none."""
    return order.index(key) + 1 if key is not None else 0
