"""Chinese numerals, both ways (GB/T 15835): 一, 十二, 二十, 一百零五."""

from __future__ import annotations

import re

from .errors import N_, Refusal

DIGITS = "零一二三四五六七八九"
LIMIT = 10**16  # 万万亿 and beyond have no names in use
_PLACES = ("", "十", "百", "千")
_GROUPS = ((100_000_000, "亿"), (10_000, "万"))
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_WEIGHTS = {"十": 10, "百": 100, "千": 1000}
_LONGEST = 40
_ONE_FORM = str.maketrans("〇两", "零二")
NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿]+")


class NoNumeral(Refusal, ValueError):
    """The number has no Chinese numeral, or the text is none."""


def chinese(number: int) -> str:
    """The ordinal form of a whole number: 2 is 二, 12 is 十二, 105 is 一百零五."""
    if abs(number) >= LIMIT:
        raise NoNumeral(N_("{number} is too large for a Chinese numeral"), number=number)
    if number < 0:
        return "负" + chinese(-number)
    text = _spelt(number) or DIGITS[0]
    return text[1:] if text.startswith("一十") else text


def _spelt(number: int) -> str:
    """The numeral of a number above zero, 10 as 一十; 零 stands for the empty places within."""
    for weight, name in _GROUPS:
        if number >= weight:
            high, low = divmod(number, weight)
            gap = "零" if 0 < low < weight // 10 else ""
            return _spelt(high) + name + gap + _spelt(low)
    return _group(number)


def _group(number: int) -> str:
    text, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            pending = bool(text)
            continue
        text += ("零" if pending else "") + DIGITS[digit] + _PLACES[place]
        pending = False
    return text


def quantity(number: int) -> str:
    """The form that stands before a measure word: 2 is 两 (两个方面), the others as `chinese`."""
    return "两" if number == 2 else chinese(number)


def number(text: str) -> int:
    """The value of a Chinese numeral such as 十二 or 一百零五; `NoNumeral` for anything else."""
    if NUMERAL.fullmatch(text) and len(text) <= _LONGEST:
        value = _value(text)
        if text.translate(_ONE_FORM) in (chinese(value), _spelt(value)):
            return value
    raise NoNumeral(N_("“{text}” is not a Chinese numeral"), text=text)


def _value(text: str) -> int:
    """What the characters add up to, in whatever order they stand."""
    total = group = digit = 0
    for character in text:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _WEIGHTS:
            group, digit = group + (digit or 1) * _WEIGHTS[character], 0
        else:
            group, digit = group + digit, 0
            weight = 10_000 if character == "万" else 100_000_000
            total = (total + group) * weight if character == "亿" else total + group * weight
            group = 0
    return total + group + digit
