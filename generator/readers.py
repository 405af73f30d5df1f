"""Reading values: what people type, as each variable type understands it; `BadValue` if it is none.

Nothing here evaluates anything, and what is read is never guessed: 5² is no 52.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from .characters import forbidden_character
from .errors import N_
from .values import (
    Amount,
    BadValue,
    CitedTitle,
    Integer,
    IntegerRange,
    Listing,
    Money,
    Month,
    MonthRange,
    OfficialDate,
    Open,
    Person,
    Year,
    YesNo,
    is_empty,
    plain,
)

MAX_TEXT = 20_000
MAX_DIGITS = 20  # of a number, so that sums in 亿元 are worked out exactly

_OPEN = re.compile(r"待补|〔待补(：[^〔〕]*)?〕")


class Spec(Protocol):
    """What a declaration says about a value; `language.Variable` is one."""

    @property
    def type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def min(self) -> str | None: ...
    @property
    def max(self) -> str | None: ...
    @property
    def choices(self) -> list[str]: ...
    @property
    def columns(self) -> Mapping[str, Any]: ...
    def __hash__(self) -> int: ...


def read(spec: Spec, raw: Any) -> Any:
    """The value `raw` (text, or a list or mapping of texts) stands for under `spec`; `BadValue` if none."""
    if isinstance(raw, str) and (opened := _opened(spec, raw)):
        return opened
    value = READERS[spec.type](spec, raw)
    if spec.min is not None or spec.max is not None:
        _check_bounds(spec, value)
    return value


def _opened(spec: Spec, text: str) -> Open | None:
    """What prints where the text says 待补, or what that printed before; else None."""
    if "待补" in text and _OPEN.fullmatch(text.strip()):
        return Open(spec.label)
    return None


# Bounds ----------------------------------------------------------------------------------

# What the bounds of a type are read as; the others have none.
BOUNDS = {
    **{name: name for name in ("integer", "decimal", "percent", "money", "area")},
    **{name: name for name in ("date", "month", "year")},
    "month_range": "month",
    "integer_range": "integer",  # as are numbers of entries
    **dict.fromkeys(("list", "table", "person_list"), "integer"),
}


@lru_cache(maxsize=256)
def bounds(spec: Spec) -> tuple[Any, Any]:
    """The least and the most allowed, None where that is not stated; `BadValue` for bad ones."""
    if spec.type not in BOUNDS:
        raise BadValue(N_("a value of type {type} has no min and max"), type=spec.type)
    reader = READERS[BOUNDS[spec.type]]
    low = None if spec.min is None else reader(spec, spec.min)
    high = None if spec.max is None else reader(spec, spec.max)
    if low is not None and high is not None and _size(high) < _size(low):
        raise BadValue(N_("the least is more than the most"))
    return low, high


def _check_bounds(spec: Spec, value: Any) -> None:
    low, high = bounds(spec)
    for part in _bounded(value):
        if low is not None and _size(part) < _size(low):
            raise BadValue(
                N_("{value} is less than the least allowed, {bound}"),
                value=str(part),
                bound=str(low),
            )
        if high is not None and _size(part) > _size(high):
            raise BadValue(
                N_("{value} is more than the most allowed, {bound}"),
                value=str(part),
                bound=str(high),
            )


def _bounded(value: Any) -> tuple[Any, ...]:
    """What bounds apply to: both ends of a range, the number of entries of a list."""
    if isinstance(value, Listing):
        return (len(value),)
    if isinstance(value, IntegerRange):
        return (value.low, value.high)
    if isinstance(value, MonthRange):
        return (value.start, value.end)
    return (value,)


def _size(value: Any) -> Any:
    """What is compared: areas by their square metres, all else as it is."""
    return value * _SQUARE_METRES.get(value.unit, 1) if isinstance(value, Amount) else value


# Texts and numbers -----------------------------------------------------------------------

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def halfwidth(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones, for reading numbers."""
    return (text if text.isascii() else text.translate(_HALFWIDTH)).strip()


def _squeezed(raw: Any) -> str:
    """The half-width text with single spaces, which patterns read in linear time."""
    return " ".join(halfwidth(_plain_text(raw)).split())


def _plain_text(raw: Any) -> str:
    if isinstance(raw, str):
        text = raw
    elif isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        text = plain(Decimal(str(raw)))
    elif isinstance(raw, datetime.date):
        text = raw.isoformat()[:10]
    else:
        raise BadValue(N_("a single text is expected here"))
    if len(text) > MAX_TEXT:
        raise BadValue(N_("the text is longer than {limit} characters"), limit=MAX_TEXT)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := forbidden_character(text):
        raise BadValue(
            N_("the character {character} cannot stand in a document"),
            N_("delete it; it may be invisible: retype the text around it"),
            character=bad,
        )
    return text.strip()


def _text(spec: Spec, raw: Any) -> str:
    text = _plain_text(raw)
    if "\n" in text or "\t" in text:
        raise BadValue(
            N_("a line break or tab stands inside the text"),
            N_("remove it, or declare the variable as long_text"),
        )
    return _opened(spec, text) or text


def _long_text(spec: Spec, raw: Any) -> str:
    if isinstance(raw, list):
        raw = "\n".join(_text(spec, part) for part in raw)
    return "\n".join(line.strip() for line in _plain_text(raw).splitlines() if line.strip())


def _digits(spec: Spec, raw: Any) -> str:
    text = _squeezed(raw)
    return text.removesuffix(halfwidth(spec.unit)).strip() if spec.unit else text


_DECIMAL = re.compile(r"(?ai)[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,2})?")
_THOUSANDS = re.compile(r"(?a)(?<![\d.])\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?!\d)")


def _ungrouped(text: str) -> str:
    """The text without the commas or spaces that part the thousands of its numbers."""
    return _THOUSANDS.sub(lambda group: re.sub("[, ]", "", group[0]), text)


def _decimal_of(text: str) -> Decimal:
    digits = _ungrouped(text)
    if not _DECIMAL.fullmatch(digits):
        raise BadValue(N_("“{text}” is not a number"), text=text)
    value = Decimal(digits)
    places, exponent = len(value.as_tuple().digits), int(value.as_tuple().exponent)
    if max(places, places + exponent, -exponent) > MAX_DIGITS:
        raise BadValue(N_("the number has too many digits"))
    return value


def _integer(spec: Spec, raw: Any) -> Integer:
    number = _decimal_of(_digits(spec, raw))
    if number != number.to_integral_value():
        raise BadValue(N_("“{text}” is not a whole number"), text=plain(number))
    value = Integer(int(number))
    value.unit = spec.unit
    return value


def _decimal(spec: Spec, raw: Any) -> Amount:
    value = Amount(_decimal_of(_digits(spec, raw)))
    value.unit = spec.unit
    return value


def _percent(spec: Spec, raw: Any) -> Amount:
    text = _squeezed(raw)
    if not text.endswith("%") and "." in text and 0 < _decimal_of(text) < 1:
        raise BadValue(
            N_("“{text}” may mean {percent}% or {text}%"),
            N_("write the percent sign"),
            text=text,
            percent=plain(Decimal(text) * 100),
        )
    value = Amount(_decimal_of(text.removesuffix("%").rstrip()))
    value.unit = "%"
    return value


# Patterns of rarer types stay texts until a value needs one: compiling takes long at the start.
_MONEY = r"(.+?) ?(亿元|万元|元|亿|万)?"
_MONEY_UNITS = {"亿": 100_000_000, "万": 10_000, "元": 1, "": 1}


def _money(spec: Spec, raw: Any) -> Money:
    match = re.fullmatch(_MONEY, _squeezed(raw))
    number, unit = (match.group(1), match.group(2) or "") if match else ("", "")
    return Money(_decimal_of(number) * _MONEY_UNITS[unit[:1]])


_AREA_UNITS = {
    "平方米": "平方米",
    "平米": "平方米",
    "m2": "平方米",
    "m²": "平方米",
    "㎡": "平方米",
    "亩": "亩",
    "公顷": "公顷",
    "平方公里": "平方公里",
    "平方千米": "平方千米",
}
_SQUARE_METRES = {
    "亩": Decimal(2000) / 3,
    "公顷": Decimal(10_000),
    "平方公里": Decimal(1_000_000),
    "平方千米": Decimal(1_000_000),
}


def _area(spec: Spec, raw: Any) -> Amount:
    text = _squeezed(raw)
    match = re.fullmatch(r"([\d., ]*[\d.]) ?(.*)", text, re.ASCII)
    number, unit = (match.group(1), match.group(2)) if match else (text, "")
    if unit and unit not in _AREA_UNITS:
        raise BadValue(
            N_("“{unit}” is not a unit of area"), N_("use 平方米, 亩, 公顷 or 平方公里"), unit=unit
        )
    value = Amount(_decimal_of(number))
    value.unit = _AREA_UNITS.get(unit) or spec.unit or "平方米"
    return value


_TO = "(?:至|到|--?|——?|–|~)"
_DATE = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?( 00:00:00)?", re.ASCII)
_MONTH = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?月?", re.ASCII)
# What a spreadsheet makes of a month that is typed: 2018/6/1.
_FIRST_OF_MONTH = re.compile(
    r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?0?1 ?日?(?: 00:00:00)?", re.ASCII
)
_MONTHS = (
    rf"(?a)(\d{{4}}) ?[-/.年] ?(\d{{1,2}}) ?月? ?{_TO} ?(?:(\d{{4}}) ?[-/.年] ?)?(\d{{1,2}}) ?月?"
)


def _date(spec: Spec, raw: Any) -> OfficialDate:
    return read_date(raw)


def read_date(raw: Any) -> OfficialDate:
    """The date `raw` stands for; `BadValue` if none."""
    if isinstance(raw, datetime.date):
        return OfficialDate(raw.year, raw.month, raw.day)
    return _date_of(_plain_text(raw))


@lru_cache(maxsize=1024)  # the dates of a run's units are few, as are their months
def _date_of(typed: str) -> OfficialDate:
    text = _squeezed(typed)
    match = _DATE.fullmatch(text)
    if not match:
        raise BadValue(N_("“{text}” is not a date"), N_("write it as 2026-03-05"), text=text)
    try:
        return OfficialDate(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise BadValue(N_("the date {text} does not exist"), text=text) from None


def _month_of(year: str, month: str, text: str) -> Month:
    if not 1 <= int(month) <= 12 or int(year) < 1:
        raise BadValue(N_("the month {text} does not exist"), text=text)
    return Month(int(year), int(month))


def read_moment(text: str) -> Month | OfficialDate:
    """The date or the month a text stands for; `BadValue` if neither."""
    return read_date(text) if _DATE.fullmatch(_squeezed(text)) else read_month(text)


def _month(spec: Spec, raw: Any) -> Month:
    return read_month(raw)


def read_month(raw: Any) -> Month:
    """The month `raw` stands for; `BadValue` if none."""
    if isinstance(raw, datetime.date):
        return Month(raw.year, raw.month)
    text = _squeezed(raw)
    match = _MONTH.fullmatch(text) or _FIRST_OF_MONTH.fullmatch(text)
    if not match:
        raise BadValue(N_("“{text}” is not a month"), N_("write it as 2018-06"), text=text)
    return _month_of(match[1], match[2], text)


def _month_range(spec: Spec, raw: Any) -> MonthRange:
    return _months_of(_plain_text(raw))


@lru_cache(maxsize=1024)
def _months_of(typed: str) -> MonthRange:
    text = _squeezed(typed)
    if match := re.fullmatch(_MONTHS, text):
        start = _month_of(match[1], match[2], text)
        end = _month_of(match[3] or match[1], match[4], text)
    elif match := _MONTH.fullmatch(text):
        start = end = _month_of(match[1], match[2], text)
    else:
        raise BadValue(
            N_("“{text}” is not a range of months"), N_("write it as 2018-07 至 2018-08"), text=text
        )
    if end < start:
        raise BadValue(N_("the range {text} ends before it begins"), text=text)
    return MonthRange(start, end)


def _year(spec: Spec, raw: Any) -> Year:
    text = _squeezed(raw).removesuffix("年度").removesuffix("年").rstrip()
    if not re.fullmatch(r"\d{4}", text, re.ASCII) or text == "0000":
        raise BadValue(
            N_("“{text}” is not a year"), N_("write it with four digits, as 2018"), text=text
        )
    return Year(text)


_INTEGERS = rf"(?a)(\d{{1,9}}) ?(\D*?) ?{_TO} ?(\d{{1,9}}) ?(\D*)"


def _integer_range(spec: Spec, raw: Any) -> IntegerRange:
    """3至5年; a unit may stand after both numbers, but only the declared one."""
    text = _squeezed(raw)
    match = re.fullmatch(_INTEGERS, _ungrouped(text))
    unit = halfwidth(spec.unit) or (match[4] if match else "")
    if not match or {match[2], match[4]} - {"", unit}:
        raise BadValue(N_("“{text}” is not a range of numbers"), N_("write it as 3至5"), text=text)
    low, high = int(match[1]), int(match[3])
    if high < low:
        raise BadValue(N_("the range {text} ends before it begins"), text=text)
    return IntegerRange(low, high, spec.unit or unit)


_TRUE = {"是", "yes", "true", "y", "1", "on", "√", "对", "有"}
_FALSE = {"否", "no", "false", "n", "0", "off", "×", "不", "无"}


def truth(text: str) -> bool | None:
    """Whether a word means yes or no; None when it means neither."""
    word = halfwidth(text).lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _yes_no(spec: Spec, raw: Any) -> YesNo:
    text = _plain_text(raw) if not isinstance(raw, bool) else ("是" if raw else "否")
    if (known := truth(text)) is not None:
        return YesNo(known)
    raise BadValue(N_("“{text}” is neither yes nor no"), N_("write 是 or 否"), text=text)


def _choice(spec: Spec, raw: Any) -> str:
    text = _text(spec, raw)
    if text not in spec.choices:
        raise BadValue(
            N_("“{text}” is not one of the choices"),
            N_("choose one of: {choices}"),
            text=text,
            choices="、".join(spec.choices),
        )
    return text


def _parts(spec: Spec, raw: Any) -> list[Any]:
    if isinstance(raw, (list, tuple)):
        return list(raw)
    text = _plain_text(raw)
    cuts = _separators(text)
    mark = next((mark for mark in "\n；;、，" if any(text[at] == mark for at in cuts)), "")
    cuts = [at for at in cuts if text[at] == mark]
    ends = zip([-1, *cuts], [*cuts, len(text)], strict=True)
    return [part for first, end in ends if (part := text[first + 1 : end].strip())]


def _separators(text: str) -> list[int]:
    """Where marks that part a list stand in the text, those within brackets left out."""
    found: list[int] = []
    opened: list[int] = []
    for at, character in enumerate(text):
        if character in "（(《〈〔“":
            opened.append(len(found))
        elif character in "）)》〉〕”" and opened:
            del found[opened.pop() :]
        elif character in "\n；;、，":
            found.append(at)
    return found


def _list(spec: Spec, raw: Any) -> Listing:
    return Listing(_text(spec, part) for part in _parts(spec, raw))


_PERSON = r"([^（(，,\s]+)\s*(?:[（(，,\s]\s*(.+?)\s*[）)]?)?"


def _person(spec: Spec, raw: Any) -> Person:
    if isinstance(raw, Mapping):
        unknown = set(raw) - {"name", "position"}
        if unknown or not raw.get("name"):
            raise BadValue(N_("a person has the keys name and position"))
        return Person(_text(spec, raw["name"]), _text(spec, raw.get("position") or ""))
    text = _text(spec, raw)
    # 张　三: a name of two characters is often spread by a space; that space is no separator.
    text = re.sub(
        r"^([\u3400-\u9fff])[ \u3000]+([\u3400-\u9fff])(?![\u3400-\u9fff])", r"\1\2", text
    )
    match = re.fullmatch(_PERSON, text)
    if not match:
        raise BadValue(
            N_("“{text}” is not a person"), N_("write it as 张三（组织部部长）"), text=text
        )
    return Person(_text(spec, match[1]), match[2] or "")


def _person_list(spec: Spec, raw: Any) -> Listing:
    return Listing(_person(spec, part) for part in _parts(spec, raw))


_NUMBER = (
    r"(?a)([^\d\s〔〕\[\]()（）【】]+)\s*[〔\[【（(]\s*(\d{4})\s*[〕\]】）)]\s*(第?)(\d+)\s*号?"
)


def _doc_number(spec: Spec, raw: Any) -> str:
    """X党发〔2018〕5号: year in full in 〔〕, number without 第 and leading zeros (7.2.5)."""
    text = halfwidth_digits(_text(spec, raw))
    match = re.fullmatch(_NUMBER, text)
    if not match:
        raise BadValue(
            N_("“{text}” is not a document number"), N_("write it as 某党发〔2018〕5号"), text=text
        )
    official = f"{match[1]}〔{match[2]}〕{int(match[4])}号"
    if text != official:
        raise BadValue(
            N_("“{text}” is not the official form of a document number"),
            N_("write {official}"),
            text=text,
            official=official,
        )
    return official


_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def halfwidth_digits(text: str) -> str:
    """Full-width digits as half-width ones; everything else as it is."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def _cited_title(spec: Spec, raw: Any) -> CitedTitle:
    text = _text(spec, raw)
    match = re.fullmatch(r"(.+?)(?:（([^（）]*〔\d{4}〕\d+号)）)?", text)
    title = match[1].strip() if match else ""
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1].strip()
    if not match or not title or not _is_paired(title):
        raise BadValue(N_("“{text}” is not the title of a document"), text=text)
    return CitedTitle(title, match[2] or "")


def _is_paired(title: str) -> bool:
    """Whether each 《 in the title is followed by its 》."""
    depth = 0
    for character in title:
        depth += (character == "《") - (character == "》")
        if depth < 0:
            return False
    return depth == 0


def _table(spec: Spec, raw: Any) -> Listing:
    """Rows, each a mapping from every declared column to its value."""
    if not isinstance(raw, (list, tuple)):
        raise BadValue(N_("a table is a list of rows"))
    return Listing(_row(spec, row, index) for index, row in enumerate(raw, 1))


def _row(spec: Spec, row: Any, index: int) -> dict[str, Any]:
    if isinstance(row, (list, tuple)):
        surplus = row[len(spec.columns) :]
        row = None if any(surplus) else dict(zip(spec.columns, row, strict=False))
    if not isinstance(row, Mapping) or not row.keys() <= spec.columns.keys():
        raise BadValue(
            N_("row {row} does not have the columns {columns}"),
            row=index,
            columns="、".join(spec.columns),
        )
    try:
        return {name: _cell(column, row.get(name)) for name, column in spec.columns.items()}
    except BadValue as error:
        fields = {**error.args_, "row": index, "cause": error}
        raise BadValue(N_("row {row}: {cause}"), error.hint, **fields) from None


def _cell(column: Spec, raw: Any) -> Any:
    return "" if is_empty(raw) else read(column, raw)


READERS: dict[str, Callable[[Spec, Any], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "integer": _integer,
    "decimal": _decimal,
    "percent": _percent,
    "money": _money,
    "area": _area,
    "date": _date,
    "month": _month,
    "year": _year,
    "month_range": _month_range,
    "integer_range": _integer_range,
    "yes_no": _yes_no,
    "choice": _choice,
    "list": _list,
    "table": _table,
    "person": _person,
    "person_list": _person_list,
    "doc_number": _doc_number,
    "cited_title": _cited_title,
}
