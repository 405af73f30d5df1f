"""Months, dates and spans of them in a text: what they mean and where they stand."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

_DASH = "[-–—－~～至到]{1,2}"
_PART = "上旬|中旬|下旬|初|底|末"
_PERIOD = re.compile(
    r"(?<![\d.])(?:(?P<year>\d{4}) ?年度? ?)?"
    rf"(?:(?P<from>\d{{1,2}}) ?{_DASH} ?(?P<upto>\d{{1,2}}) ?月(?! ?\d)(?P<uptopart>{_PART})?"
    rf"|(?P<one>(?P<month>\d{{1,2}}) ?月份?(?: ?(?P<day>\d{{1,2}}) ?[日号])?(?P<part>{_PART})?)"
    rf"(?: ?{_DASH} ?(?=\d)(?:(?P<year2>\d{{4}}) ?年 ?)?(?:(?P<month2>\d{{1,2}}) ?月份?)?"
    rf"(?: ?(?P<day2>\d{{1,2}}) ?[日号])?(?P<part2>{_PART})?)?)"
)
_YEARS = re.compile(
    rf"(?<!\d)(\d{{4}})(?:年?{_DASH}(\d{{4}}))?年(?! ?\d{{1,2}} ?[-–—－~～至到月\d])"
)
_NONE = 99
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, month or day; 0 for what is not said."""

    year: int = 0
    month: int = 0
    day: int = 0
    part: str = ""  # of the month: 上旬, 底 …

    def first(self, year: int = 0) -> tuple[int, int, int]:
        """Its first day, in `year` where it names none."""
        low = _PARTS.get(self.part, (21, 31) if self.part else (1, 31))[0]
        return (self.year or year, self.month or 1, self.day or low)

    def last(self, year: int = 0) -> tuple[int, int, int]:
        """Its last day, in `year` where it names none."""
        month = self.month or 12
        most = _days(self.year or year, month)
        return (self.year or year, month, self.day or _PARTS.get(self.part, (21, most))[1])

    @property
    def exists(self) -> bool:
        """Whether the calendar has it; 29 February exists where no year is said."""
        if not 1 <= (self.month or 1) <= 12:
            return False
        return not self.day or self.day <= _days(self.year or 4, self.month)


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
    found: list[Period] = []
    if "月" in text:
        found += (_period(match) for match in _PERIOD.finditer(text))
    if "年" in text:
        taken = [(period.start, period.end) for period in found]
        found += (p for p in _years(text) if not any(a <= p.start < b for a, b in taken))
    return sorted(found, key=lambda period: period.start)


def _years(text: str) -> Iterator[Period]:
    for match in _YEARS.finditer(text):
        first = Moment(int(match[1]))
        yield Period(first, Moment(int(match[2])) if match[2] else first, *match.span())


def _period(match: re.Match[str]) -> Period:
    start, end = match.span()
    year, month, day = (_figure(match[name]) for name in ("year", "month", "day"))
    if match["from"]:
        first, last = Moment(year, _figure(match["from"])), Moment(year, _figure(match["upto"]))
        return Period(first, _in(last, match["uptopart"]), start, end)
    first = Moment(year, month, day, match["part"] or "")
    year2, month2, day2 = (_figure(match[name]) for name in ("year2", "month2", "day2"))
    if not (month2 or day2):
        return Period(first, first, start, match.end("one"))
    last = Moment(year2 or year, month2 or month, day2, match["part2"] or "")
    return Period(first, last, start, end)


def _figure(text: str | None) -> int:
    """What is written; 0 stands for what is not, so a 0 that is written becomes no such day."""
    return (int(text) or _NONE) if text else 0


def _in(moment: Moment, part: str | None) -> Moment:
    return Moment(moment.year, moment.month, 0, part or "")
