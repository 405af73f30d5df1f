"""Months, dates and spans of them in a text: what they mean and where they stand."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..patterns import pattern

_DASH = "起?[-–—－~～至到]{1,2}"
_PART = "上旬|中旬|下旬|初|底|末"
_PERIOD = pattern(
    r"(?<![\d.])(?:(?P<year>\d{4}) ?年度? ?)?"
    rf"(?:(?P<from>\d{{1,2}}) ?{_DASH} ?(?P<upto>\d{{1,2}}) ?月(?! ?\d)(?P<uptopart>{_PART})?"
    rf"|(?P<one>(?P<month>\d{{1,2}}) ?月份?(?: ?(?P<day>\d{{1,2}}) ?[日号])?(?P<part>{_PART})?)"
    rf"(?: ?{_DASH} ?(?=[\d次翌])(?:(?P<year2>\d{{4}}|次|翌) ?年 ?)?(?:(?P<month2>\d{{1,2}}) ?月份?)?"
    rf"(?: ?(?P<day2>\d{{1,2}}) ?[日号])?(?P<part2>{_PART})?)?)"
)
_YEARS = pattern(rf"(?<!\d)(\d{{4}})(?:年?{_DASH}(\d{{4}}))?年(?! ?\d{{1,2}} ?[-–—－~～至到月\d])")
_HALF = "上半年|下半年|第?[一二三四1-4](?:、第?[二三四2-4])?季度"
_HALVES = pattern(
    rf"(?<!\d)(?P<year>\d{{4}})年 ?(?P<from>{_HALF})"
    rf"(?: ?{_DASH} ?(?:(?P<year2>\d{{4}})年 ?)?(?P<upto>{_HALF}))?"
)
# All that stands in one of these, and no more: a stretch of text in which one may stand.
_STRETCH = pattern(r"[\d.][\d. 年度月份日号上中下旬初底末半季第一二三四、次翌起–—－~～至到-]+")
_QUARTERS = {sign: number for number, sign in enumerate("一二三四", 1)}
_NONE = 99
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, month or day; 0 for what is not said."""

    year: int = 0
    month: int = 0
    day: int = 0
    part: str = ""  # of the month: 上旬, 底 …
    later: int = 0  # years after the one that it does not name: 次年

    def first(self, year: int = 0) -> tuple[int, int, int]:
        """Its first day, in `year` where it names none."""
        low = _PARTS.get(self.part, (21, 31) if self.part else (1, 31))[0]
        return (self.year or year + self.later, self.month or 1, self.day or low)

    def last(self, year: int = 0) -> tuple[int, int, int]:
        """Its last day, in `year` where it names none."""
        month = self.month or 12
        year = self.year or year + self.later
        most = _days(year, month)
        return (year, month, self.day or _PARTS.get(self.part, (21, most))[1])

    @property
    def exists(self) -> bool:
        """Whether the calendar has it; 29 February exists where no year is said."""
        if not 1 <= (self.month or 1) <= 12:
            return False
        return not self.day or self.day <= _days(self.year or 4, self.month)


@lru_cache(maxsize=256)
def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 and year else 31


@dataclass(frozen=True, slots=True)
class Period:
    """A moment, or two that a dash joins; `start` and `end` are its place in the text."""

    first: Moment
    last: Moment
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        return self.first != self.last


def periods(text: str) -> list[Period]:
    """The months, dates, years and spans that a text names, in their order."""
    return [
        Period(one.first, one.last, one.start + at, one.end + at)
        for at, found in stretches(text)
        for one in found
    ]


def stretches(text: str) -> Iterator[tuple[int, tuple[Period, ...]]]:
    """The stretches of a text with dates in them: their places, and the dates by places within."""
    if "月" not in text and "年" not in text:
        return
    for match in _STRETCH.finditer(text):
        stretch = match[0]
        if ("月" in stretch or "年" in stretch) and (found := _within(stretch)):
            yield match.start(), found


@lru_cache(maxsize=1024)  # the same dates stand in many lines
def _within(text: str) -> tuple[Period, ...]:
    found: list[Period] = []
    if "月" in text:
        found += (_period(match) for match in _PERIOD.finditer(text))
    if "年" in text:
        found += (_halves(match) for match in _HALVES.finditer(text))
        taken = [(period.start, period.end) for period in found]
        found += (p for p in _years(text) if not any(a <= p.start < b for a, b in taken))
    return tuple(sorted(found, key=lambda period: period.start))


def _years(text: str) -> Iterator[Period]:
    for match in _YEARS.finditer(text):
        first = Moment(int(match[1]))
        yield Period(first, Moment(int(match[2])) if match[2] else first, *match.span())


def _halves(match: re.Match[str]) -> Period:
    """Halves and quarters of years: 2023年上半年, 2023年第二、三季度至2024年第一季度."""
    year = int(match["year"])
    begins, ends = _months(match["from"])
    if match["upto"]:
        year2, ends = int(match["year2"] or year), _months(match["upto"])[1]
        return Period(Moment(year, begins), Moment(year2, ends), *match.span())
    return Period(Moment(year, begins), Moment(year, ends), *match.span())


def _months(half: str) -> tuple[int, int]:
    """The first and the last month of a half or some quarters of a year."""
    if "季" not in half:
        return (1, 6) if half[0] == "上" else (7, 12)
    quarters = [_QUARTERS.get(sign) or int(sign) for sign in half if sign not in "第、季度"]
    return quarters[0] * 3 - 2, quarters[-1] * 3


def _period(match: re.Match[str]) -> Period:
    start, end = match.span()
    year, month, day = (_figure(match[name]) for name in ("year", "month", "day"))
    if match["from"]:
        first, last = Moment(year, _figure(match["from"])), Moment(year, _figure(match["upto"]))
        return Period(first, _in(last, match["uptopart"]), start, end)
    first = Moment(year, month, day, match["part"] or "")
    month2, day2 = _figure(match["month2"]), _figure(match["day2"])
    if not (month2 or day2):
        return Period(first, first, start, match.end("one"))
    year2, later = _second_year(match["year2"], year)
    last = Moment(year2, month2 or month, day2, match["part2"] or "", later)
    return Period(first, last, start, end)


def _second_year(text: str | None, year: int) -> tuple[int, int]:
    """The year in which a span ends, and how many years after one that is not said."""
    if not text:
        return year, 0
    if text.isdecimal():
        return int(text), 0
    return (year + 1, 0) if year else (0, 1)


def _figure(text: str | None) -> int:
    """What is written; 0 stands for what is not, so a 0 that is written becomes no such day."""
    return (int(text) or _NONE) if text else 0


def _in(moment: Moment, part: str | None) -> Moment:
    return Moment(moment.year, moment.month, 0, part or "")
