"""Chinese numerals, both ways (GB/T 15835): 一, 十二, 二十, 一百零五."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
_VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_WEIGHTS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万亿]+")


def chinese(number: int) -> str:
    """The ordinal form of a whole number: 2 is 二, 12 is 十二, 105 is 一百零五."""
    if number < 0:
        return "负" + chinese(-number)
    if number < 10:
        return DIGITS[number]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    for index in range(len(groups) - 1, -1, -1):
        text = _join_group(text, groups[index], index)
    return text.removeprefix("一") if text.startswith("一十") else text


def _join_group(text: str, group: int, index: int) -> str:
    if not group:
        return text
    gap = "零" if text and (group < 1000 or text.endswith("零")) else ""
    return text + gap + _group(group) + _GROUPS[index]


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
    """The value of a Chinese numeral such as 十二 or 一百零五; ValueError for anything else."""
    if not text or not NUMERAL.fullmatch(text):
        raise ValueError(text)
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
