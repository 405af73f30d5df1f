"""What differs between two texts, as a reader of Chinese prose would mark it.

The unit is a character; a number with its measure word, a date, a Latin word and a cited title
are one unit each. A few kept characters between two changes are not worth keeping: they are
swallowed, so that a marked text reads well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from .sentences import sentences


@dataclass(frozen=True, slots=True)
class Change:
    """`old[start:end]` gave way to `text`; either may be empty."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A stretch that is kept, deleted or inserted; `start` and `end` are places in the old text."""

    kind: Literal["keep", "delete", "insert"]
    start: int
    end: int
    text: str


# As `Change`, counted in units: old from, old to, new from, new to.
_Hunk = tuple[int, int, int, int]

_NUMBER = r"[0-9０-９]+(?:[.,．][0-9０-９]+)*"
_UNITS = (
    "(?:[%％‰]|个百分点|平方米|平方公里|公里|千米|万元|亿元|万亩|万人|小时|分钟|个月|"
    "[年月日号时分个次名人户项条件元亩家所支期批例岁周天级届份篇米吨])?"
)
_UNIT = re.compile(
    r"《[^《》\n]{1,40}》"
    r"|〔[0-9]+〕[0-9]+号"
    rf"|{_NUMBER}年(?:{_NUMBER}月(?:{_NUMBER}日)?)?|{_NUMBER}月{_NUMBER}日"
    rf"|{_NUMBER}{_UNITS}"
    "|[零〇一二三四五六七八九十百千万亿]{2,}"
    "|[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9./-]*"
    # what a variation selector or a combining mark belongs to must not be parted from it
    "|(?s:.)[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
)
_MOST = 1000  # differing units; texts that differ in more are told as replaced
_STOPS = frozenset("。！？；!?;\n")
_PAUSES = frozenset("，、：,:")


def differences(old: str, new: str) -> tuple[Change, ...]:
    """The changes that turn `old` into `new`, in order, parted by kept text."""
    if old == new:
        return ()
    a, b = _UNIT.findall(old), _UNIT.findall(new)
    hunks = _swallowed(a, _slid(_joined(_by_sentence(a, b)), a, b))
    return tuple(_changes(hunks, a, b))


def operations(old: str, changes: Iterable[Change]) -> Iterator[Operation]:
    """The changes and what is kept between them; what is deleted stands before its replacement."""
    done = 0
    for change in changes:
        if done < change.start:
            yield Operation("keep", done, change.start, old[done : change.start])
        if change.start < change.end:
            deleted = old[change.start : change.end]
            yield Operation("delete", change.start, change.end, deleted)
        if change.text:
            yield Operation("insert", change.end, change.end, change.text)
        done = change.end
    if done < len(old):
        yield Operation("keep", done, len(old), old[done:])


def applied(old: str, changes: Iterable[Change]) -> str:
    """The text with the changes made."""
    return "".join(part.text for part in operations(old, changes) if part.kind != "delete")


def trimmed(old: str, new: str) -> Change:
    """The one change that turns `old` into `new`, without what both begin and end with."""
    a, b = _UNIT.findall(old), _UNIT.findall(new)
    head = _common(zip(a, b, strict=False))
    tail = _common(zip(reversed(a[head:]), reversed(b[head:]), strict=False))
    hunk = (head, len(a) - tail, head, len(b) - tail)
    return next(_changes([hunk], a, b))


def _changes(hunks: Iterable[_Hunk], a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    places = [0, *accumulate(map(len, a))]
    for a0, a1, b0, b1 in hunks:
        yield Change(places[a0], places[a1], "".join(b[b0:b1]))


# Aligning ---------------------------------------------------------------------------------


def _by_sentence(a: list[str], b: list[str]) -> Iterator[_Hunk]:
    """The differences; sentences that both texts have are kept whole."""
    starts_a, starts_b = _starts(a), _starts(b)
    whole_a = ["".join(a[i:j]) for i, j in pairwise(starts_a)]
    whole_b = ["".join(b[i:j]) for i, j in pairwise(starts_b)]
    hunks = _aligned(whole_a, whole_b)
    for s0, s1, t0, t1 in [(0, len(whole_a), 0, len(whole_b))] if hunks is None else hunks:
        gap = (starts_a[s0], starts_a[s1], starts_b[t0], starts_b[t1])
        inner = _aligned(a[gap[0] : gap[1]], b[gap[2] : gap[3]])
        if inner is not None:
            yield from _moved_to(gap, inner)
        elif s1 - s0 == t1 - t0 > 1:
            for s, t in zip(range(s0, s1), range(t0, t1), strict=True):
                pair = (starts_a[s], starts_a[s + 1], starts_b[t], starts_b[t + 1])
                yield from _replaced(pair, a, b)
        else:
            yield gap


def _replaced(pair: _Hunk, a: list[str], b: list[str]) -> Iterator[_Hunk]:
    """Two sentences that stand for one another, among too many differences to look closer."""
    old, new = a[pair[0] : pair[1]], b[pair[2] : pair[3]]
    if old != new:
        head = _common(zip(old, new, strict=False))
        tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
        yield pair[0] + head, pair[1] - tail, pair[2] + head, pair[3] - tail


def _moved_to(gap: _Hunk, hunks: Iterable[_Hunk]) -> Iterator[_Hunk]:
    for a0, a1, b0, b1 in hunks:
        yield gap[0] + a0, gap[0] + a1, gap[2] + b0, gap[2] + b1


def _starts(units: list[str]) -> list[int]:
    """The number of the unit each sentence begins with, and the number of units."""
    numbers = {0: 0}
    for number, place in enumerate(accumulate(map(len, units)), 1):
        numbers[place] = number
    # a sentence may end within a unit, such as a title: then it ends behind the unit
    ends = accumulate(map(len, sentences("".join(units))))
    return [0, *(numbers[end] for end in ends if end in numbers)]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    """How many pairs are equal before the first that is not."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[_Hunk] | None:
    """The fewest differences of two sequences; None when they are more than `_MOST`."""
    head = _common(zip(a, b, strict=False))
    tail = _common(zip(reversed(a[head:]), reversed(b[head:]), strict=False))
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if not inner_a or not inner_b:
        hunks = [(0, len(inner_a), 0, len(inner_b))] if inner_a or inner_b else []
    elif (trace := _shortest(inner_a, inner_b)) is None:
        return None
    else:
        hunks = _joined(_backtracked(trace, len(inner_a), len(inner_b)))
    return [(a0 + head, a1 + head, b0 + head, b1 + head) for a0, a1, b0, b1 in hunks]


def _shortest(a: Sequence[str], b: Sequence[str]) -> list[dict[int, int]] | None:
    """How far each diagonal is reached with 0, 1, 2 … differences, until the end is reached.

    E. Myers' greedy algorithm (1986); a diagonal is the place in `a` less that in `b`.
    """
    n, m = len(a), len(b)
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for count in range(min(n + m, _MOST) + 1):
        reached: dict[int, int] = {}
        for k in range(max(-count, count - 2 * m), min(count, 2 * n - count) + 1, 2):
            x, _ = _step(furthest, k, n, m)
            if x < 0:
                continue
            y = x - k
            while x < n and y < m and a[x] == b[y]:
                x += 1
                y += 1
            reached[k] = x
            if x == n and y == m:
                return [*trace, reached]
        trace.append(reached)
        furthest = reached
    return None


def _step(furthest: dict[int, int], k: int, n: int, m: int) -> tuple[int, bool]:
    """The furthest place on a diagonal one difference on, and whether it is an insertion."""
    inserted, deleted = furthest.get(k + 1, -1), furthest.get(k - 1, -2) + 1
    if inserted - k > m:
        inserted = -1
    if deleted > n:
        deleted = -1
    return (inserted, True) if inserted > deleted else (deleted, False)


def _backtracked(trace: list[dict[int, int]], n: int, m: int) -> list[_Hunk]:
    """The differences on the shortest way, each of one unit."""
    hunks: list[_Hunk] = []
    x, y = n, m
    for count in range(len(trace) - 1, 0, -1):
        k = x - y
        x, is_insertion = _step(trace[count - 1], k, n, m)
        y = x - k
        hunks.append((x, x, y - 1, y) if is_insertion else (x - 1, x, y, y))
        x, y = hunks[-1][0], hunks[-1][2]
    return hunks[::-1]


# Reading well ------------------------------------------------------------------------------


def _joined(hunks: Iterable[_Hunk]) -> list[_Hunk]:
    """Differences that touch are one."""
    joined: list[_Hunk] = []
    for a0, a1, b0, b1 in hunks:
        if joined and joined[-1][1] == a0 and joined[-1][3] == b0:
            joined[-1] = (joined[-1][0], a1, joined[-1][2], b1)
        else:
            joined.append((a0, a1, b0, b1))
    return joined


def _slid(hunks: list[_Hunk], a: list[str], b: list[str]) -> list[_Hunk]:
    """Insertions and deletions where they begin and end at marks, if there is a choice.

    In 甲。丙。乙。 for 甲。乙。 the insertion is 丙。 and not 。丙.
    """
    slid: list[_Hunk] = []
    for number, hunk in enumerate(hunks):
        first = slid[-1][1] if slid else 0
        last = hunks[number + 1][0] if number + 1 < len(hunks) else len(a)
        by = _best_shift(hunk, a, b, first - hunk[0], last - hunk[1])
        slid.append((hunk[0] + by, hunk[1] + by, hunk[2] + by, hunk[3] + by))
    return slid


def _best_shift(hunk: _Hunk, a: list[str], b: list[str], lowest: int, highest: int) -> int:
    """By how many kept units to move an insertion or deletion; 0 for a replacement."""
    a0, a1, b0, b1 = hunk
    if a0 != a1 and b0 != b1:
        return 0
    units, start, end = (b, b0, b1) if a0 == a1 else (a, a0, a1)
    left = _common(
        zip(reversed(units[start + lowest : start]), reversed(units[end + lowest : end]),
            strict=False)
    )  # fmt: skip
    right = _common(zip(units[start : start + highest], units[end : end + highest], strict=False))
    shifts = sorted(range(-left, right + 1), key=abs)
    return max(shifts, key=lambda by: _worth(units, start + by) + _worth(units, end + by))


def _worth(units: list[str], place: int) -> int:
    """How good a place to cut is."""
    if place in (0, len(units)) or units[place - 1] in _STOPS:
        return 3
    return 2 if units[place - 1] in _PAUSES else 0


def _swallowed(a: list[str], hunks: list[_Hunk]) -> list[_Hunk]:
    """The differences, without islands shorter than the changes on both of their sides."""
    kept: list[_Hunk] = []
    for hunk in _joined(hunks):
        while kept and _is_island(a[kept[-1][1] : hunk[0]], kept[-1], hunk):
            before = kept.pop()
            hunk = (before[0], hunk[1], before[2], hunk[3])
        kept.append(hunk)
    return kept


def _is_island(units: list[str], before: _Hunk, after: _Hunk) -> bool:
    """Whether the units kept between two changes are too few; the end of a sentence is kept."""
    if any(unit in _STOPS for unit in units):
        return False
    return len(units) <= min(_size(before), _size(after))


def _size(hunk: _Hunk) -> int:
    return max(hunk[1] - hunk[0], hunk[3] - hunk[2])
