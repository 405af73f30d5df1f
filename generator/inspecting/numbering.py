"""Word's automatic numbers as the texts a reader sees: 一、（一）1.（1）①, per list and level."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..numerals import chinese
from ..word import reading
from .parts import Said, number
from .styles import Styles, attributes_of, name_of, over, said_by

PART = "word/numbering.xml"
LEVELS = 9
MAX_NUMBER = 9999
_PLACE = re.compile("%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list."""

    format: str = "decimal"
    text: str = ""  # with %1 for the number of the first level
    start: int = 1
    restart: int = -1  # after which level (from 1) it begins anew; 0 never, -1 after any higher
    legal: bool = False  # all numbers in it are Arabic
    paragraph: Said = field(default_factory=dict)
    style: str = ""  # the paragraph style that stands on this level


@dataclass(frozen=True, slots=True)
class _Abstract:
    """What lists have in common; one may refer to that of a list style by its name."""

    levels: Mapping[int, Level]
    name: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """A list: those with the same `abstract` go on counting where another stopped."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]  # overridden for this list alone


Lists = Mapping[str, List]


def lists(parts: Mapping[str, bytes], name: str = "") -> Lists:
    """The lists of a package by w:numId; raises `Unreadable` when the part is malformed."""
    xml = parts.get(PART)
    if not xml:
        return {}
    abstracts: dict[str, _Abstract] = {}
    found: dict[str, List] = {}
    for element in reading.parsed(xml, PART, name):
        own, told = name_of(element), attributes_of(element)
        if own == "abstractNum":
            abstracts[told.get("abstractNumId", "")] = _abstract(element)
        elif own == "num":
            found[told.get("numId", "")] = _list(element, abstracts)
    return found


def _abstract(element: Any) -> _Abstract:
    told = {name_of(child): attributes_of(child).get("val", "") for child in element}
    levels = {
        number(attributes_of(child).get("ilvl", "0")): _level(child)
        for child in element
        if name_of(child) == "lvl"
    }
    return _Abstract(levels, told.get("styleLink", ""), told.get("numStyleLink", ""))


def _meant(own: str, abstracts: Mapping[str, _Abstract]) -> str:
    """The abstract list that counts: of one that refers to a list style, that style's own."""
    refers = abstracts[own].refers if own in abstracts else ""
    found = (key for key, one in abstracts.items() if refers and one.name == refers)
    return next(found, own)


def _level(element: Any) -> Level:
    told: dict[str, str] = {}
    paragraph: Said = {}
    for child in element:
        own = name_of(child)
        if own == "pPr":
            paragraph = said_by(child)
        else:
            told[own] = attributes_of(child).get("val", "")
    return Level(
        format=told.get("numFmt") or "decimal",
        text=told.get("lvlText", ""),
        start=number(told.get("start", "0")),
        restart=number(told["lvlRestart"]) if "lvlRestart" in told else -1,
        legal=told.get("isLgl", "0") not in ("0", "false", "off"),
        paragraph=paragraph,
        style=told.get("pStyle", ""),
    )


def _list(element: Any, abstracts: Mapping[str, _Abstract]) -> List:
    abstract = ""
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for child in element:
        own, told = name_of(child), attributes_of(child)
        if own == "abstractNumId":
            abstract = _meant(told.get("val", ""), abstracts)
            levels = dict(abstracts[abstract].levels) if abstract in abstracts else {}
        elif own == "lvlOverride":
            at = number(told.get("ilvl", "0"))
            for inner in child:
                if name_of(inner) == "lvl":
                    levels[at] = _level(inner)
                else:
                    starts[at] = number(attributes_of(inner).get("val", "1"))
    return List(abstract, levels, starts)


def placed(said: Said, styles: Styles, lists: Lists) -> tuple[str, int]:
    """The list of a paragraph that says so itself or by its style, and the level from 0.

    The empty text for none. Where a style brings the list, the level is the one to which the list
    ties that style or one it is based on (17.9.23).
    """
    style = styles.of_paragraph(said.get("pStyle", {}).get("val", ""))
    told = over(styles.paragraph(style), said)
    list_id = told.get("numPr/numId", {}).get("val", "")
    if list_id in ("", "0"):
        return "", 0
    if not said.keys() & {"numPr/numId", "numPr/ilvl"} and list_id in lists:
        tied = {level.style: at for at, level in lists[list_id].levels.items() if level.style}
        for one in reversed(styles.chain(style)):
            if one in tied:
                return list_id, tied[one]
    return list_id, number(told.get("numPr/ilvl", {}).get("val", "0"))


class Counter:
    """Counts the paragraphs of lists in their order."""

    def __init__(self, known: Lists) -> None:
        self._lists = known
        self._counts: dict[str, dict[int, int]] = {}  # by abstract list and level
        self._begun: set[tuple[str, int]] = set()  # lists whose own start was taken

    def label(self, list_id: str, at: int) -> str:
        """The number of the next paragraph of that list and level; empty for a bullet or none."""
        known = self._lists.get(list_id)
        if known is None or not 0 <= at < LEVELS or at not in known.levels:
            return ""
        counts = self._counts.setdefault(known.abstract, {})
        own = (list_id, at)
        if at in known.starts and own not in self._begun:
            counts[at] = known.starts[at]
        elif at in counts:
            counts[at] += 1
        else:
            counts[at] = known.levels[at].start
        self._begun.add(own)
        for below in [lower for lower in counts if lower > at]:
            level = known.levels.get(below)
            if level is None or level.restart < 0 or level.restart > at:
                del counts[below]
        return self._text(known, at, counts)

    def _text(self, known: List, at: int, counts: Mapping[int, int]) -> str:
        level = known.levels[at]
        if level.format in ("bullet", "none"):
            return ""

        def told(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            shown = known.levels.get(place, level)
            form = "decimal" if level.legal and place != at else shown.format
            return written(counts.get(place, shown.start), form)

        return _PLACE.sub(told, level.text)


def written(value: int, form: str) -> str:
    """A number as a format of Word writes it; in Arabic digits where the format is not known."""
    if not 0 < value <= MAX_NUMBER or form not in _FORMS:
        return str(value)
    return _FORMS[form](value)


def _circled(value: int) -> str:
    if value <= 20:
        return chr(0x2460 + value - 1)
    if value <= 35:
        return chr(0x3251 + value - 21)
    return chr(0x32B1 + value - 36) if value <= 50 else str(value)


def _roman(value: int) -> str:
    told = ""
    for size, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        told += sign * (value // size)
        value %= size
    return told


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _from(first: int) -> Callable[[int], str]:
    """Signs that stand one after another, twenty of them."""
    return lambda value: chr(first + value - 1) if value <= 20 else str(value)


def _digits(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


_COUNTED = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)
_FORMS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(_COUNTED, chinese),
    **dict.fromkeys(
        ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": _from(0x2474),
    "decimalEnclosedFullstop": _from(0x2488),
    "decimalFullWidth": _full_width,
    "decimalZero": "{:02}".format,
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "ideographTraditional": lambda value: _STEMS[(value - 1) % 10],
    "ideographZodiac": lambda value: _BRANCHES[(value - 1) % 12],
}
