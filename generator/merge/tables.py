"""Three versions of a table into one, row by row and cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .differences import trimmed
from .order import merged_order
from .pieces import Cell, Row, Rows, as_text
from .texts import Edit, Versions

# A row is known by its place in the base; rows without one by a place of their own.
_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class TableMerge:
    """What becomes of each row, in the order of the new table, and what is left to decide."""

    rows: tuple[Row, ...]
    conflicts: tuple[Versions, ...] = ()


def merge_tables(base: Rows, theirs: Rows, ours: Rows) -> TableMerge | None:
    """The steps that bring the table `theirs` up to date; None when it is too different.

    Rows and cells that a person added or changed stay; where both sides changed a cell, the new
    text is offered in it. A first column that counts the rows is counted anew.
    """
    widths = {len(row) for row in (*base, *theirs, *ours)}
    if len(widths) != 1 or not (base and theirs and ours):
        return None
    numbered = _counts(base) and _counts(ours)
    old, hand, new = (_uncounted(rows) if numbered else rows for rows in (base, theirs, ours))
    in_theirs, in_ours = _matched(old, hand), _matched(old, new)
    if 2 * len(in_theirs) < len(base):
        return None
    merge = _merged(_keyed_rows(old, hand, new, in_theirs, in_ours))
    return replace(merge, rows=_numbered(merge.rows, theirs)) if numbered else merge


@dataclass(frozen=True, slots=True)
class _Keyed:
    """The rows of three versions by key, each version in its order."""

    base: Mapping[_Key, tuple[str, ...]]
    theirs: Mapping[_Key, tuple[str, ...]]
    ours: Mapping[_Key, tuple[str, ...]]
    indexes: Mapping[_Key, int]  # in theirs


def _keyed_rows(
    base: Rows, theirs: Rows, ours: Rows, in_theirs: dict[int, int], in_ours: dict[int, int]
) -> _Keyed:
    """The rows by key; one that both sides added alike is one row."""
    hand, new = _keyed(theirs, in_theirs, "theirs"), _keyed(ours, in_ours, "ours")
    added = {theirs[n]: key for key, n in hand.items() if key[0] == "theirs"}
    same = {key: added[ours[n]] for key, n in new.items() if key[0] == "ours" and ours[n] in added}
    if len(set(same.values())) < len(same):
        same = {}
    return _Keyed(
        {("base", number): row for number, row in enumerate(base)},
        {key: theirs[number] for key, number in hand.items()},
        {same.get(key, key): ours[number] for key, number in new.items()},
        hand,
    )


def _merged(rows: _Keyed) -> TableMerge:
    order = merged_order(list(rows.base), list(rows.theirs), list(rows.ours), lambda key, new: True)
    steps: list[Row] = []
    conflicts: list[Versions] = []
    for key in order:
        step, found = _step(rows, key)
        steps += [step] if step else []
        conflicts += found
    return TableMerge(tuple(steps), tuple(conflicts))


def _step(rows: _Keyed, key: _Key) -> tuple[Row | None, list[Versions]]:
    """What becomes of one row, and what is left to decide in it."""
    old, hand, new = rows.base.get(key), rows.theirs.get(key), rows.ours.get(key)
    if hand is None:
        if new is None or old == new:
            return None, []
        told = [Versions(as_text((old,)), "", as_text((new,)))] if old else []
        return Row("insert", texts=new, offered=old is not None), told
    index = rows.indexes[key]
    if old is None or new == hand:
        return Row("keep", index), []
    if new is None:
        told = [] if old == hand else [Versions(as_text((old,)), as_text((hand,)), "")]
        return Row("delete", index, offered=old != hand), told
    cells, conflicts = _cells(old, hand, new)
    return Row("edit" if cells else "keep", index, cells=cells), conflicts


def _keyed(rows: Rows, matched: Mapping[int, int], name: str) -> dict[_Key, int]:
    """The number of each row by its key, in the order of the rows."""
    known = {number: ("base", place) for place, number in matched.items()}
    return {known.get(number, (name, number)): number for number in range(len(rows))}


def _cells(
    old: Sequence[str], hand: Sequence[str], new: Sequence[str]
) -> tuple[tuple[Cell, ...], list[Versions]]:
    """The edits of the cells of one row."""
    cells: list[Cell] = []
    conflicts: list[Versions] = []
    for column, (before, theirs, ours) in enumerate(zip(old, hand, new, strict=True)):
        if ours in (before, theirs):
            continue
        change = trimmed(theirs, ours)
        offered = theirs != before
        cells.append(Cell(column, (Edit(change.start, change.end, change.text, offered),)))
        conflicts += [Versions(before, theirs, ours)] if offered else []
    return tuple(cells), conflicts


# Which row is which -----------------------------------------------------------------------------


def _matched(base: Rows, rows: Rows) -> dict[int, int]:
    """The row that stands for each row of the base, by place; some have none."""
    found = {0: 0}  # the headings
    for alike in (_whole, _name):
        left = [number for number in range(len(base)) if number not in found]
        taken = set(found.values())
        free = [number for number in range(len(rows)) if number not in taken]
        found |= _pairs_of({n: alike(base[n]) for n in left}, {n: alike(rows[n]) for n in free})
    taken = set(found.values())
    for place in range(1, len(base)):  # what is left stands where its neighbour's neighbour does
        number = found.get(place - 1, -2) + 1
        if place in found or number in taken or not 0 < number < len(rows):
            continue
        if _similar(base[place], rows[number]):
            found[place] = number
            taken.add(number)
    return found


def _pairs_of(left: dict[int, str], free: dict[int, str]) -> dict[int, int]:
    """The pairs whose text each side has once."""
    once_left, once_free = Counter(left.values()), Counter(free.values())
    numbers = {text: number for number, text in free.items()}
    return {
        place: numbers[text]
        for place, text in left.items()
        if text and once_left[text] == once_free[text] == 1
    }


def _whole(row: Sequence[str]) -> str:
    return "\t".join(row)


def _name(row: Sequence[str]) -> str:
    return next((text for text in row if text), "")


def _similar(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows agree in half of their cells or more; empty cells say nothing."""
    return one == other or 2 * sum(a == b != "" for a, b in zip(one, other, strict=True)) >= len(
        one
    )


# A column that counts ---------------------------------------------------------------------------


def _counts(rows: Rows) -> bool:
    """Whether the first column counts the rows below the headings; a sum may stand last."""
    numbers = [row[0] for row in rows[1:] if row[0].isdecimal()]
    return len(numbers) >= max(1, len(rows) - 2) and numbers == [
        str(number) for number in range(1, len(numbers) + 1)
    ]


def _uncounted(rows: Rows) -> Rows:
    return (rows[0], *(("", *row[1:]) if row[0].isdecimal() else row for row in rows[1:]))


def _numbered(steps: Iterable[Row], theirs: Rows) -> tuple[Row, ...]:
    """The steps with the first column counted through; what is offered counts."""
    return tuple(_count_through(steps, theirs))


def _count_through(steps: Iterable[Row], theirs: Rows) -> Iterator[Row]:
    count = 0
    for step in steps:
        if step.action == "insert" and not step.texts[0]:
            count += 1
            yield replace(step, texts=(str(count), *step.texts[1:]))
        elif step.action in ("keep", "edit") and step.index and theirs[step.index][0].isdecimal():
            count += 1
            typed, number = theirs[step.index][0], str(count)
            if typed == number:
                yield step
                continue
            cell = Cell(0, (Edit(0, len(typed), number),))
            yield replace(step, action="edit", cells=(cell, *step.cells))
        else:
            yield step
