"""Titles broken into centred lines at word boundaries (clause 7.3.1); sets no type.

A place where a line may end has a grade (how bad a break there is by rule) and a price
(how good it reads). Better grades are used as long as they leave no stretch wider than
a line; among the breaks left, the cheapest lines by shape, prices and balance are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from .official_words import (
    ADVERBS,
    BEFORE_GENRES,
    CLOSING,
    GENRES,
    ISSUING,
    JOINING,
    LEADING,
    ORGANS,
    PLACES,
    SUFFIXES,
    TRAILING,
    VERBS,
    is_known,
    is_number,
    segment,
)
from .word.widths import text_width

# Grades of a break, the worse the higher.
BETWEEN_WORDS, IN_GROUP, IN_WORD, BESIDE_MARK = range(4)
_GRADE_PRICE = (0.0, 20.0, 100.0, 400.0)

_OPENING, _CLOSING = "《〈“‘（(「『【〔[", "》〉”’）)」』】〕]"
_NEVER_FIRST = _CLOSING + "，。、；：！？…,.;:!?%％—–-·~～/ 　"
_NEVER_LAST = _OPENING + "—–-·~～/#＃"
_ROUND = "（("

_SLACK = 2  # a title leaves this much of a single line empty if it can
_LINE = 6.0  # what each line costs
_SINGLE = 20.0  # a single line without slack
_HOURGLASS = 60.0  # 沙漏形: a line grows again after one that shrank
_EQUAL, _NEARLY_EQUAL = 24.0, 4.0  # 矩形: neighbours that differ by less than one, than two
_STEEP, _EASY_STEP = 0.5, 6.0  # per 字 that neighbours differ by beyond an easy step
_STUMP = {1: 16.0, 2: 10.0, 3: 6.0, 4: 2.0}  # lines of so few 字


@dataclass(frozen=True, slots=True)
class _Break:
    """A place where a line may end: before the character at `at`."""

    at: int
    grade: int
    price: float


def lines(title: str, room: float = 20, words: Iterable[str] = ()) -> list[str]:
    """The title in lines of at most `room` 字: one if it fits well, else 梯形 or 菱形.

    Joined, the lines are the title. `words` (names, cited titles) stay whole while they fit
    on a line.
    """
    return list(_lines(title, max(room, 1), frozenset(words) - {""}))


@lru_cache(maxsize=256)
def _lines(title: str, room: float, words: frozenset[str]) -> tuple[str, ...]:
    if not title:
        return ()
    if text_width(title) <= room - _SLACK:
        return (title,)
    ends = _shaped(title, _usable(title, room, words), room)
    return tuple(title[start:end] for start, end in zip((0, *ends), ends, strict=False))


def _usable(title: str, room: float, words: Set[str]) -> list[_Break]:
    """The breaks of the best grades that leave no stretch wider than the room, in order."""
    breaks = _breaks(title, words, room)
    usable = [_Break(0, 0, 0), _Break(len(title), 0, 0)]
    for grade in range(len(_GRADE_PRICE)):
        refined = usable[:1]
        for last in usable[1:]:
            first = refined[-1].at
            if text_width(title[first : last.at]) > room or grade == BETWEEN_WORDS:
                refined += [b for b in breaks[first + 1 : last.at] if b.grade <= grade]
            refined.append(last)
        usable = refined
    return usable


def _breaks(title: str, words: Set[str], room: float) -> list[_Break]:
    """A break for every place in the title, `breaks[at].at == at`; the first is of no use."""
    pieces = segment(title, words)
    breaks = [_Break(at, IN_WORD, 0) for at in range(len(title))]
    at = 0
    for index, piece in enumerate(pieces):
        if piece in words and text_width(piece) > room:
            for inner in _breaks(piece, words - {piece}, room)[1:]:
                breaks[at + inner.at] = _Break(at + inner.at, inner.grade, inner.price)
        if index:
            breaks[at] = _Break(at, *_judged(pieces, index))
        at += len(piece)
    _judge_issuer(title, breaks)
    for first, last in _groups(title, words):
        for at in range(first + 1, last):
            breaks[at] = _Break(at, max(IN_GROUP, breaks[at].grade), breaks[at].price)
    for at in range(1, len(title)):
        if title[at] in _NEVER_FIRST or title[at - 1] in _NEVER_LAST:
            breaks[at] = _Break(at, BESIDE_MARK, 0)
    return breaks


def _groups(title: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    """First and end of every stretch that stays on one line if it can."""
    opened: list[int] = []
    for at, character in enumerate(title):
        if character in _OPENING:
            opened.append(at)
        elif character in _CLOSING and opened:
            yield opened.pop(), at + 1
    for word in words:
        at = title.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = title.find(word, at + 1)


def _judged(pieces: list[str], index: int) -> tuple[int, float]:
    """Grade and price of a break before the piece at `index`."""
    before, after = pieces[index - 1], pieces[index]
    following = pieces[index + 1] if index + 1 < len(pieces) else ""
    if before in " 　":
        return BETWEEN_WORDS, 0
    if _inseparable(before, after, following):
        return IN_WORD, 0
    return BETWEEN_WORDS, _price(before, after, following)


def _inseparable(before: str, after: str, following: str) -> bool:
    """Whether the two pieces belong to one word or phrase that no line break may part."""
    unknown = not is_known(before) and not is_known(after)
    named = after in SUFFIXES or (after[0] in SUFFIXES and not is_known(before))
    expression = before in BEFORE_GENRES and after in GENRES
    aside = after in _ROUND and following != "" and len(before) < 3
    counted = is_number(before) and before[-1].isnumeric() and len(after) == 1
    governed = before in LEADING or after in TRAILING
    return unknown or named or expression or aside or counted or governed


def _price(before: str, after: str, following: str) -> float:
    """How badly a line break between two pieces reads, 0 (well) to 10."""
    if after == "关于":
        return 0
    if before in ISSUING:
        return 1 if after == "《" else 3
    if before in JOINING:
        return 2
    if before == "的":
        return 1 if len(after) > 2 or following else 3
    if before in ADVERBS or not is_known(before):
        return 9
    if before in VERBS:
        return 7
    if after in ORGANS or following in SUFFIXES:
        return 6 if before in ORGANS else 8
    if before in ORGANS or before.endswith(PLACES):
        return 1
    if before in _CLOSING:
        return 3
    if after in VERBS or after in ADVERBS or after in _OPENING or after in LEADING:
        return 2
    if after in BEFORE_GENRES and following in GENRES:
        return 3
    if after in CLOSING or after in GENRES:
        return 8
    return 2 if before.endswith("年") or is_number(after) else 4


def _judge_issuer(title: str, breaks: list[_Break]) -> None:
    """Make breaks within the issuers' names dear, but free between two issuers.

    The issuers stand before the first 关于; a second one starts with the first one's place.
    """
    end = title.find("关于")
    if end < 0 or any(mark in title[:end] for mark in _OPENING):
        return
    place = title[:end].removeprefix("中共")[:2]
    for at in range(1, end):
        joint = title[at : at + 2] == place and not title.startswith("中共" + place)
        joint = joint or title.startswith(("中共" + place, place), at) and at > 2
        if joint:
            breaks[at] = _Break(at, BETWEEN_WORDS, 0)
        elif title[at - 1] not in " 　、":
            breaks[at] = _Break(at, breaks[at].grade, breaks[at].price + 6)


@dataclass(frozen=True, slots=True)
class _Stack:
    """Lines one above the other, with what they cost so far."""

    cost: float
    width: float  # of the last line
    shrinks: bool  # whether a line was shorter than the one above
    ends: tuple[int, ...]


def _shaped(title: str, breaks: list[_Break], room: float) -> tuple[int, ...]:
    """Where the lines of the cheapest stack end."""
    stacks: list[dict[tuple[float, bool], _Stack]] = [{} for _ in breaks]
    stacks[0][0, False] = _Stack(0, 0, False, ())
    for last, end in enumerate(breaks):
        toll = _LINE + end.price + _GRADE_PRICE[end.grade]
        for first in range(last - 1, -1, -1):
            width = text_width(title[breaks[first].at : end.at])
            if width > room:
                break
            for above in stacks[first].values():
                _keep(stacks[last], _with_line(above, width, toll, end.at))
    whole = text_width(title)
    return min(
        stacks[-1].values(),
        key=lambda stack: (stack.cost + _SINGLE * (stack.width == whole), stack.ends),
    ).ends


def _keep(kept: dict[tuple[float, bool], _Stack], stack: _Stack) -> None:
    rival = kept.get((stack.width, stack.shrinks))
    if rival is None or stack.cost < rival.cost:
        kept[stack.width, stack.shrinks] = stack


def _with_line(above: _Stack, width: float, toll: float, end: int) -> _Stack:
    cost = above.cost + toll + _STUMP.get(int(width), 0)
    step = width - above.width
    if above.ends:
        cost += _step_cost(abs(step)) + _HOURGLASS * (step > 0 and above.shrinks)
    shrinks = above.shrinks or bool(above.ends and step < 0)
    return _Stack(cost, width, shrinks, (*above.ends, end))


def _step_cost(step: float) -> float:
    """What it costs that neighbouring lines differ by so much."""
    if step < 1:
        return _EQUAL
    return _NEARLY_EQUAL if step < 2 else max(0.0, step - _EASY_STEP) * _STEEP
