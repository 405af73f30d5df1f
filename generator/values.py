"""Typed values: how each variable type prints itself in the style of official documents.

A value prints itself in the style of official documents (GB/T 9704 7.3.5.4, GB/T 15835):
2026年3月5日, 2018年7—8月, 90%, 3至5年. Values are data: nothing here evaluates anything.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import Any

from .errors import N_, Refusal

DASH = "—"  # 一字线 between the ends of a span (GB/T 15834 4.13)


_NO_SUCH_YEAR = N_("the date lies outside the years 1 to 9999")


class BadValue(Refusal, ValueError):
    """The text is no value of its type."""


class Open(str):
    """A value deliberately left open: prints as 〔待补：label〕 and is reported."""

    label: str

    def __new__(cls, label: str) -> Open:
        opened = super().__new__(cls, f"〔待补：{label}〕")
        opened.label = label
        return opened


class Integer(int):
    """A whole number that prints with its unit: 42个."""

    unit: str = ""

    def __str__(self) -> str:
        return f"{int(self)}{self.unit}"

    @property
    def number(self) -> int:
        return int(self)


class YesNo(int):
    """A truth value that prints as 是 or 否."""

    def __str__(self) -> str:
        return "是" if self else "否"


class Year(int):
    """A year: 2018年."""

    def __str__(self) -> str:
        return f"{int(self)}年"


class Amount(Decimal):
    """A decimal number with its unit: 200平方米, 5.5公里, 90%."""

    unit: str = ""

    def __str__(self) -> str:
        return plain(self) + self.unit

    @property
    def number(self) -> str:
        return plain(self)


class Money(Amount):
    """An amount in yuan; prints in 亿元 or 万元 where that takes at most two decimals."""

    unit = "元"

    def __str__(self) -> str:
        for weight, unit in ((100_000_000, "亿元"), (10_000, "万元")):
            scaled = Decimal(self) / weight
            if scaled >= 1 and scaled == scaled.quantize(Decimal("0.01")):
                return plain(scaled) + unit
        return plain(self) + "元"


class OfficialDate(datetime.date):
    """A date: 2026年3月5日, no leading zeros (7.3.5.4)."""

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月{self.day}日"

    def following(self, days: int) -> OfficialDate:
        """The date so many days later; `BadValue` outside the calendar."""
        try:
            return OfficialDate.fromordinal(self.toordinal() + days)
        except (ValueError, OverflowError):
            raise BadValue(_NO_SUCH_YEAR) from None


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year: 2018年6月."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"

    def __lt__(self, other: Month) -> bool:
        return (self.year, self.month) < (other.year, other.month)

    def following(self, months: int) -> Month:
        """The month so many months later; `BadValue` outside the calendar."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if not 1 <= year <= 9999:
            raise BadValue(_NO_SUCH_YEAR)
        return Month(year, month + 1)

    def first_day(self) -> OfficialDate:
        return OfficialDate(self.year, self.month, 1)

    def last_day(self) -> OfficialDate:
        return OfficialDate(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


@dataclass(frozen=True, slots=True)
class MonthRange:
    """Months from start to end, both included: 2018年7—8月."""

    start: Month
    end: Month

    def __str__(self) -> str:
        return span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class IntegerRange:
    """A span of whole numbers: 3至5年."""

    low: int
    high: int
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.low}至{self.high}{self.unit}"


class Listing(tuple[Any, ...]):
    """Several values; prints with 、 between them."""

    __slots__ = ()

    def __str__(self) -> str:
        return "、".join(str(value) for value in self)


@dataclass(frozen=True, slots=True)
class Person:
    """A person: prints the name; `position` is the office held."""

    name: str
    position: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def titled(self) -> str:
        return self.position + self.name


@dataclass(frozen=True, slots=True)
class CitedTitle:
    """A cited document: 《……》, with its 文号 in brackets when known."""

    title: str
    number: str = ""

    def __str__(self) -> str:
        inner = self.title.replace("《", "〈").replace("》", "〉")
        return f"《{inner}》" + (f"（{self.number}）" if self.number else "")


def span(start: Month | OfficialDate, end: Month | OfficialDate) -> str:
    """Both ends with what they share written once: 2018年7—8月, 2018年12月—2019年2月."""
    if start == end:
        return str(start)
    if start.year != end.year:
        return f"{start}{DASH}{end}"
    if isinstance(start, OfficialDate) and isinstance(end, OfficialDate):
        if start.month == end.month:
            return f"{start}{DASH}{end.day}日"
        return f"{start}{DASH}{end.month}月{end.day}日"
    return f"{start.year}年{start.month}{DASH}{end.month}月"


def plain(value: Decimal) -> str:
    """A decimal in digits without exponent and trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_empty(value: Any) -> bool:
    """Whether nothing is there, typed or read: none, a blank, a list without entries."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or (isinstance(value, _SEVERAL) and not value)


_SEVERAL = (list, tuple, Mapping)


def left_open(value: Any) -> list[Open]:
    """What is deliberately left open in a value: itself, a person's name, entries, cells."""
    kind = type(value)
    if kind is Open:
        return [value]
    if kind is Person:
        return left_open(value.name)
    if kind is dict:
        value = value.values()
    elif kind is not Listing:
        return []
    return [found for part in value for found in left_open(part)]
