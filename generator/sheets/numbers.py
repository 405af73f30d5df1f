"""What a number in a cell shows: digits, percent, date or month, as its number format says.

A workbook keeps 15 digits of a number; more of them are damaged already and are refused.
"""

from __future__ import annotations

import datetime
import re
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

from ..errors import N_, Refusal

Kind = Literal["plain", "percent", "date", "month", "year", "time"]

# Built-in formats (ECMA-376 Part 1, 18.8.30), those of Chinese Excel included.
_BUILT_IN: dict[int, str] = {
    9: "0%", 10: "0.00%",
    **dict.fromkeys((14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58), "yyyy-m-d"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "yyyy-m"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
    22: "yyyy-m-d h:mm",
}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DIGITS = Context(prec=15)
_LAST_DAY = 2_958_465  # 9999-12-31


def format_code(number: int, own: dict[int, str]) -> str:
    """The code of a number format; General is empty."""
    return own.get(number, _BUILT_IN.get(number, ""))


@lru_cache(maxsize=512)
def kind_of(code: str) -> Kind:
    """What the first section of a number format shows."""
    marks = _LITERAL.sub("", code.split(";")[0]).lower()
    if marks == "general" or not marks:
        return "plain"
    if "%" in marks:
        return "percent"
    if "d" in marks:
        return "date"
    if "y" in marks or "e" in re.sub(r"e[+-]", "", marks):
        return "month" if "m" in marks else "year"
    if re.search("[hs]", marks):
        return "time"
    return "month" if "m" in marks else "plain"


def shown(raw: str, code: str, from_1904: bool) -> str:
    """The text a number stands for under its format; `Refusal` when it cannot be trusted."""
    try:
        exact = Decimal(raw.strip())
    except InvalidOperation:
        raise Refusal(N_("“{text}” is not a number"), text=raw[:40]) from None
    if not exact.is_finite():
        raise Refusal(N_("“{text}” is not a number"), text=raw[:40])
    if abs(exact) >= Decimal(10) ** 15:
        raise Refusal(
            N_("the number has more than 15 digits, and the workbook has lost the last ones"),
            N_("format the cell as text and type the number again"),
        )
    value = _DIGITS.plus(exact)
    kind = kind_of(code)
    if kind == "plain":
        return _padded(value, code)
    if kind == "percent":
        return f"{_plain(_DIGITS.multiply(value, Decimal(100)))}%"
    return _moment(value, kind, code, from_1904)


def _plain(value: Decimal) -> str:
    """The digits without exponent and trailing zeros; never -0."""
    text = format(value if value else Decimal(0), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _padded(value: Decimal, code: str) -> str:
    """The digits, with the leading zeros that a format such as 00000 shows."""
    if re.fullmatch("00+", code) and value >= 0 and value == value.to_integral_value():
        return _plain(value).zfill(len(code))
    return _plain(value)


def _moment(value: Decimal, kind: Kind, code: str, from_1904: bool) -> str:
    days, part = int(value), value - int(value)
    seconds = int((part * 86_400).to_integral_value())
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if kind == "time":
        return clock
    day = _day(days, from_1904)
    if kind == "year":
        return f"{day.year}年"
    if kind == "month":
        return f"{day.year}年{day.month}月"
    text = f"{day.year}年{day.month}月{day.day}日"
    has_clock = re.search("[hs]", _LITERAL.sub("", code).lower())
    return f"{text} {clock}" if seconds and has_clock else text


def _day(days: int, from_1904: bool) -> datetime.date:
    if from_1904:
        days += 1462
    if not 1 <= days <= _LAST_DAY or days == 60:  # 60 is 29 February 1900, which never was
        raise Refusal(N_("the cell is formatted as a date but holds no date"))
    start = datetime.date(1899, 12, 30 if days > 60 else 31)
    return start + datetime.timedelta(days)
