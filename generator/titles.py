"""Titles broken into centred lines at word boundaries (clause 7.3.1); sets no type.

A place where a line may end has a grade (how bad a break there is by rule) and a price
(how good it reads). Better grades are used as long as they leave no stretch wider than
a line; among the breaks left, the cheapest lines by shape, prices and balance are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from .official_words import (
    ADVERBS,
    BEFORE_GENRES,
    CLOSING,
    GENRES,
    ISSUING,
    JOINING,
    LEADING,
    ORGANS,
    SCOPES,
    SUFFIXES,
    TRAILING,
    VERBS,
    is_known,
    is_name,
    is_number,
    segment,
)
from .word.widths import text_width

# Grades of a break, the worse the higher.
BETWEEN_WORDS, IN_GROUP, IN_INNER_GROUP, IN_WORD, BESIDE_MARK = range(5)
_GRADE_PRICE = (0.0, 20.0, 40.0, 100.0, 400.0)

_OPENING, _CLOSING = "《〈“‘（(「『【〔[", "》〉”’）)」』】〕]"
_NEVER_FIRST = _CLOSING + "，。、；：！？…,.;:!?%％—–-·~～/ 　"
_NEVER_LAST = _OPENING + "—–-·~～/#＃"
_ROUND, _SPACES = "（(", " 　"
_ISSUERS = re.compile("(?:^|[《〈])(?P<names>[^《〈“”〉》]{2,}?)关于")
_ORDINALS = ("届", "次", "个", "项")  # 第七次全体会议 is one name

_SLACK = 2  # a title leaves this much of a single line empty if it can
_LINE = 6.0  # what each line costs
_SINGLE = 20.0  # a single line without slack
_FULL = 1.0  # per 字 that a line takes of that slack
_HOPELESS = 80.0  # a stack so much dearer than another of the same text is given up
_HOURGLASS = 60.0  # 沙漏形: a line grows again after one that shrank
_EQUAL, _NEARLY_EQUAL = 20.0, 7.0  # 矩形: neighbours that differ by less than one, than two
_STEEP = ((6.0, 0.4), (11.0, 0.6))  # for what neighbours differ by beyond so much, per 字
_IN_ISSUER = 10.0  # a break within the name of an issuer
_STUMP = {1: 16.0, 2: 10.0, 3: 6.0, 4: 2.0}  # lines of so few 字


class _Break(NamedTuple):
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
    _judge_issuers(title, breaks)
    for first, last in _groups(title, words):
        for at in range(first + 1, last):
            if breaks[at].grade < IN_INNER_GROUP:
                breaks[at] = breaks[at]._replace(grade=breaks[at].grade + 1)
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
    if before in _SPACES:
        return BETWEEN_WORDS, 0
    if after in _ROUND:
        return _judged_aside("".join(pieces[index:]))
    if _inseparable(before, after, following):
        return IN_WORD, 0
    return BETWEEN_WORDS, _price(before, after, following)


def _judged_aside(rest: str) -> tuple[int, float]:
    """Grade and price of a break before an aside in round brackets: （试行） follows its word."""
    aside = re.match(r"[（(][^（()）]{5,}[)）]", rest)
    if not aside:
        return IN_WORD, 0
    return BETWEEN_WORDS, 0 if aside.group() == rest else 4


def _inseparable(before: str, after: str, following: str) -> bool:
    """Whether the two pieces belong to one word or phrase that no line break may part."""
    unknown = not is_known(before) and not is_known(after)
    named = after in SUFFIXES or (after[0] in SUFFIXES and not is_known(before))
    expression = before in BEFORE_GENRES and after in GENRES
    counted = is_number(before) and before[-1].isnumeric() and len(after) == 1
    governed = before in LEADING or after in TRAILING
    return unknown or named or expression or counted or governed


def _price(before: str, after: str, following: str) -> float:
    """How badly a line break between two pieces reads, 0 (well) to 14."""
    if after == "关于":
        return 0
    if before in ISSUING:
        return 1 if after == "《" else 3
    if before in JOINING:
        return 3
    if before == "的":
        return 1 if len(after) > 2 or following else 3
    if before in ADVERBS or not is_known(before):
        return 14
    if before in VERBS:
        return 7 if len(before) < 3 else 4
    if before in SCOPES and after not in VERBS:
        return 10
    if after in ORGANS or following in SUFFIXES:
        return 8 if before in ORGANS else 12
    if before in ORGANS or is_name(before):
        return 2
    if following in GENRES and after in BEFORE_GENRES:
        return 3
    if following in CLOSING and after in VERBS:
        return 4
    if after in CLOSING or after in GENRES or before.endswith(_ORDINALS):
        return 8
    if before in _CLOSING:
        return 6 if before in "）)" else 4
    if after in VERBS or after in ADVERBS or after in _OPENING or after in LEADING:
        return 2
    return 2 if before.endswith("年") or is_number(after) else 4


def _judge_issuers(title: str, breaks: list[_Break]) -> None:
    """Make breaks within the issuers' names dear, but free between two issuers.

    The issuers stand before 关于, in a cited title too; each further one starts with the
    place of the first.
    """
    for issuers in _ISSUERS.finditer(title):
        first, end = issuers.span("names")
        start = first + 2 * title.startswith("中共", first)
        place = title[start : start + 2]
        for at in range(first + 1, end):
            if title.startswith(("中共" + place, place, "国务院"), at) and at != start:
                breaks[at] = _Break(at, BETWEEN_WORDS, 0)
            elif title[at - 1] not in _SPACES + "、":
                breaks[at] = breaks[at]._replace(price=breaks[at].price + _IN_ISSUER)


class _Stack(NamedTuple):
    """Lines one above the other, with what they cost so far."""

    cost: float
    width: float  # of the last line
    shrinks: bool  # whether a line was shorter than the one above
    ends: tuple[int, ...]


def _shaped(title: str, breaks: list[_Break], room: float) -> tuple[int, ...]:
    """Where the lines of the cheapest stack end."""
    lefts = [0.0, *accumulate(map(text_width, title))]
    stacks: list[list[_Stack]] = [[_Stack(0, 0, False, ())]]
    for end in breaks[1:]:
        kept: dict[tuple[float, bool], _Stack] = {}
        toll = _LINE + end.price + _GRADE_PRICE[end.grade]
        for first in range(len(stacks) - 1, -1, -1):
            width = lefts[end.at] - lefts[breaks[first].at]
            if width > room:
                break
            price = toll + _line_price(width, room)
            for above in stacks[first]:
                _keep(kept, above, width, price, end.at)
        limit = min(stack.cost for stack in kept.values()) + _HOPELESS
        stacks.append([stack for stack in kept.values() if stack.cost <= limit])
    return min(
        stacks[-1],
        key=lambda stack: (stack.cost + _SINGLE * (len(stack.ends) == 1), stack.ends),
    ).ends


def _keep(
    kept: dict[tuple[float, bool], _Stack], above: _Stack, width: float, price: float, end: int
) -> None:
    """Add a line to the stack `above` and keep the result if no equal one is cheaper."""
    cost, shrinks = above.cost + price, above.shrinks
    if above.ends:
        step = width - above.width
        cost += _step_price(abs(step)) + (_HOURGLASS if step > 0 and shrinks else 0)
        shrinks = shrinks or step < 0
    rival = kept.get((width, shrinks))
    if rival is None or cost < rival.cost:
        kept[width, shrinks] = _Stack(cost, width, shrinks, (*above.ends, end))


def _line_price(width: float, room: float) -> float:
    """What it costs that a line is very short or takes nearly all the room."""
    return _STUMP.get(int(width), 0) + _FULL * max(0.0, width - room + _SLACK)


@lru_cache(maxsize=256)
def _step_price(step: float) -> float:
    """What it costs that neighbouring lines differ by so much."""
    if step < 1:
        return _EQUAL
    if step < 2:
        return _NEARLY_EQUAL
    return sum((step - easy) * price for easy, price in _STEEP if step > easy)
