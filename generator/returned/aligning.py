"""Records and pieces that no bookmark brings together, aligned by their texts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice, takewhile

from ..word.provenance import Record
from .comparing import FILE, can_stand_for, grams, kind_of, likeness
from .pieces import Piece

_MOST = 1_000_000  # pairs of equal texts, beyond which only those that stand once are aligned
_MOST_ALIKE = 250_000  # pairs of other texts, beyond which the last pieces are not looked at
_LEAST = 0.4  # likeness of texts that can be one block,
_LEAST_ALONE = 0.3  # where a record and a piece are alone between their neighbours,
_SURE, _SURE_ALONE = 0.6, 0.5  # and of those that surely are,
_AHEAD = 0.15  # when no other is nearly as like


def by_text(pieces: Sequence[Piece], taken: Container[int]) -> dict[str, list[int]]:
    """The numbers of the free pieces with text, by their texts."""
    found: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        if piece.text and number not in taken:
            found.setdefault(piece.text, []).append(number)
    return found


def equal(
    pieces: Sequence[Piece], records: Sequence[Record], taken: Mapping[int, int]
) -> Iterator[tuple[int, int, bool]]:
    """Record, piece and whether that is sure, for those of equal text.

    Where a text stands several times the order decides; that is sure if it stands as often as
    it was generated. One that stands once is found wherever it was moved.
    """
    free = by_text(pieces, set(taken.values()))
    wanted: dict[str, list[int]] = {}
    for index, record in enumerate(records):
        if index not in taken and record.text in free:
            wanted.setdefault(record.text, []).append(index)
    many: set[int] = set()
    for text, indexes in wanted.items():
        if len(indexes) == len(free[text]) == 1:
            index, number = indexes[0], free[text][0]
            if can_stand_for(records[index], pieces[number]):
                yield index, number, True
        else:
            many.update(indexes)
    if many and sum(len(free[records[index].text]) for index in many) <= _MOST:
        for index, number in _in_order(pieces, records, taken, many):
            text = records[index].text
            yield index, number, len(wanted[text]) == len(free[text])


def _in_order(
    pieces: Sequence[Piece],
    records: Sequence[Record],
    taken: Mapping[int, int],
    many: Container[int],
) -> Iterator[tuple[int, int]]:
    """The records of `many`, whose texts repeat, with pieces in the same order."""
    anchors = {number: index for index, number in taken.items()}
    ours = [index for index in range(len(records)) if index in taken or index in many]
    texts = {records[index].text for index in ours if index in many}
    theirs = [n for n, piece in enumerate(pieces) if n in anchors or piece.text in texts]
    keys = [index if index in taken else records[index].text for index in ours]
    their_keys = [anchors.get(number, pieces[number].text) for number in theirs]
    for block in SequenceMatcher(None, keys, their_keys, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            index, number = ours[block.a + step], theirs[block.b + step]
            if index in many and can_stand_for(records[index], pieces[number]):
                yield index, number


def alike(
    pieces: Sequence[Piece], records: Sequence[Record], taken: Mapping[int, int]
) -> Iterator[tuple[int, int, float, bool]]:
    """Record, piece, likeness and whether that is sure, for like texts between neighbours."""
    free = {n for n, piece in enumerate(pieces) if not piece.is_empty and piece.kind != "other"}
    free -= set(taken.values())
    if not free:
        return
    for group, run in _gaps(pieces, records, taken, free):
        yield from _best_pairs(pieces, records, group, run[: _MOST_ALIKE // len(group)])


def _gaps(
    pieces: Sequence[Piece], records: Sequence[Record], taken: Mapping[int, int], free: set[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Records without piece that follow each other, and the free pieces in their place."""
    told = sorted(free.union(taken.values()))  # neither empty paragraphs nor anything else
    group: list[int] = []
    before = -1
    for index in range(len(records) + 1):
        known = index == len(records) or index in taken
        if not known and kind_of(records[index]) != FILE:
            group.append(index)
        if known:
            number = taken[index] if index < len(records) else len(pieces)
            if group and (run := _run(told, before, number, free)):
                yield group, run
                free.difference_update(run)
            group, before = [], number


def _run(told: Sequence[int], before: int, behind: int, free: set[int]) -> list[int]:
    """The free pieces next behind one place and next before another."""
    after = takewhile(free.__contains__, islice(told, bisect_right(told, before), None))
    until = takewhile(free.__contains__, reversed(told[: bisect_left(told, behind)]))
    return sorted({*after, *until})


def _best_pairs(
    pieces: Sequence[Piece], records: Sequence[Record], group: Sequence[int], run: Sequence[int]
) -> Iterator[tuple[int, int, float, bool]]:
    """The pairs, in the order of both, that are most like each other taken together."""
    table = _table(pieces, records, group, run)
    alone = len(group) == len(run) == 1
    least, sure = (_LEAST_ALONE, _SURE_ALONE) if alone else (_LEAST, _SURE)
    for row, column in path(table, least):
        likely = table[row][column]
        rivals = [*table[row][:column], *table[row][column + 1 :]]
        rivals += [other[column] for at, other in enumerate(table) if at != row]
        is_sure = likely >= sure and likely - max(rivals, default=0) >= _AHEAD
        yield group[row], run[column], round(likely, 3), is_sure


def _table(
    pieces: Sequence[Piece], records: Sequence[Record], group: Sequence[int], run: Sequence[int]
) -> list[list[float]]:
    """How like each record is to each piece."""
    theirs = [grams(pieces[number].text or pieces[number].boxed) for number in run]
    return [
        [
            likeness(own, other) if can_stand_for(records[index], pieces[number]) else 0.0
            for number, other in zip(run, theirs, strict=True)
        ]
        for index in group
        for own in (grams(records[index].text),)
    ]


def path(table: Sequence[Sequence[float]], least: float) -> list[tuple[int, int]]:
    """The pairs of rows and columns, both rising, with the greatest sum of at least `least` each."""
    rows, columns = len(table), len(table[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            value = table[row][column]
            taken = value + best[row + 1][column + 1] if value >= least else 0.0
            best[row][column] = max(taken, best[row + 1][column], best[row][column + 1])
    found: list[tuple[int, int]] = []
    row = column = 0
    while row < rows and column < columns:
        if best[row][column] == best[row + 1][column]:
            row += 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            found.append((row, column))
            row, column = row + 1, column + 1
    return found
