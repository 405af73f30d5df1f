"""What is safe to repair in a text: marks, spaces, document numbers, dates, and our own labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..numerals import NoNumeral, chinese, number
from ..outline import Outline, Run
from ..proofreading import Remark

# Codes whose findings a repair can take away, all or some of them.
LABELS = ("label-gap", "label-repeat", "label-order")
CODES = frozenset(("half-width", "stray-space", "document-number", "date-form", *LABELS))


@dataclass(frozen=True, slots=True)
class Repair:
    """In a paragraph, by its index, `text[start:end]` gives way to `new`."""

    code: str
    index: int
    start: int
    end: int
    old: str
    new: str


def repairs(plan: Outline, remarks: Iterable[Remark], *, ours: bool) -> list[Repair]:
    """What can be repaired, in order and apart from each other; tables are left to a person.

    `ours`: the document is of this program, so that its labels follow from the order of its parts.
    """
    found: list[Repair] = []
    remarks = list(remarks)
    positions = {line.index: at for at, line in enumerate(plan.lines)}
    codes = {remark.code for remark in remarks}
    if "half-width" in codes:
        for position, line in enumerate(plan.lines):
            if line.table is None:
                found += _widened(line.index, plan.content(position))
    for remark in remarks:
        position = positions[remark.line]
        if remark.code in _REPAIRS and plan.lines[position].table is None:
            found += _REPAIRS[remark.code](remark, plan.content(position))
    if ours and codes & set(LABELS):
        told = {positions[remark.line] for remark in remarks if remark.code in LABELS}
        for run in plan.runs:
            if told & {mark.position for mark in run.marks} and not _is_cited(plan, run):
                found += _recounted(plan, run)
    return list(_apart(found))


def _apart(found: Iterable[Repair]) -> Iterator[Repair]:
    """The repairs in order; of those that overlap the first."""
    index, end = 0, 0
    for repair in sorted(found, key=lambda one: (one.index, one.start, one.end)):
        if repair.index != index or repair.start >= end:
            yield repair
            index, end = repair.index, repair.end


def applied(text: str, some: Iterable[Repair]) -> str:
    """The text with repairs made."""
    for repair in reversed(list(some)):
        text = text[: repair.start] + repair.new + text[repair.end :]
    return text


# Widths --------------------------------------------------------------------------------------

_HAN = "\u4e00-\u9fff"
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF = re.compile(rf"(?<=[{_HAN}”》）])[,;:!?()](?!\d{{3}}(?!\d))|[,;:!?()](?=[{_HAN}“《])")
_QUOTE = re.compile(rf"(?<=[{_HAN}”》），。；：（])\"|\"(?=[{_HAN}“《，。；：）])")
_ROUNDS = 5  # a mark that was widened makes its neighbour one that stands in Chinese text


def widened(text: str) -> str:
    """The text with its half-width marks beside Chinese made full-width; as long as it was."""
    for _ in range(_ROUNDS):
        again = _widened_once(text)
        if again == text:
            break
        text = again
    return text


def _widened_once(text: str) -> str:
    signs = list(text)
    for match in _HALF.finditer(text):
        signs[match.start()] = _FULL[match[0]]
    for begin, end in _brackets(text):
        if signs[begin] != text[begin] or signs[end] != text[end]:
            signs[begin], signs[end] = "（", "）"
    quotes = [at for at, sign in enumerate(text) if sign == '"']
    if quotes and len(quotes) % 2 == 0 and _QUOTE.search(text):
        for count, at in enumerate(quotes):
            signs[at] = "”" if count % 2 else "“"
    return "".join(signs)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The places of half-width brackets in pairs."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            yield opened.pop(), at


def _widened(index: int, text: str) -> Iterator[Repair]:
    for at, (old, new) in enumerate(zip(text, widened(text), strict=True)):
        if old != new:
            yield Repair("half-width", index, at, at + 1, old, new)


# Spaces, numbers, dates ----------------------------------------------------------------------

_BLANK = " \t\u3000\xa0"


def _unspaced(remark: Remark, text: str) -> Iterator[Repair]:
    start, end = remark.start, remark.end
    while start > 0 and text[start - 1] in _BLANK:
        start -= 1
    while end < len(text) and text[end] in _BLANK:
        end += 1
    old = text[start:end]
    if old and not old.strip(_BLANK) and start:
        yield Repair(remark.code, remark.line, start, end, old, "")


def _numbered(remark: Remark, text: str) -> Iterator[Repair]:
    official = remark.finding.args.get("official")
    if isinstance(official, str):
        old = text[remark.start : remark.end]
        yield Repair(remark.code, remark.line, remark.start, remark.end, old, official)


_PARTS = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})")
_ZERO = re.compile(r"(?<=[年月])0(?=[1-9][月日])")
_CN = re.compile(
    "([一二三四五六七八九〇○零]{4})年(?:([一二三四五六七八九十]+)月(?:([一二三四五六七八九十]+)日)?)?"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


# The date before this one, as in 2018.6.1-2018.8.31: both are written anew, or neither.
_FIRST = re.compile(
    r"(?<![\dA-Za-z.])(\d{4}([./-])\d{1,2}\2\d{1,2})[ ]?(?:[-–~～至到]|—{1,2})[ ]?$"
)
_LONGEST = 16  # characters of such a beginning


def _dated(remark: Remark, text: str) -> Iterator[Repair]:
    begins = max(remark.start - _LONGEST, 0)
    first = _FIRST.search(text[begins : remark.start])
    spans = [(begins + first.start(1), begins + first.end(1))] if first else []
    found = [
        Repair(remark.code, remark.line, start, end, old, official_date(old))
        for start, end in (*spans, (remark.start, remark.end))
        if (old := text[start:end])
    ]
    if all(one.new for one in found) and not _IN_NAME.search(text[begins : found[0].start]):
        yield from (one for one in found if one.new != one.old)


_IN_NAME = re.compile("[A-Za-z]$")  # V2018.6.1 is no day


def official_date(text: str) -> str:
    """The date as 2018年6月1日; empty where it is not sure what is meant."""
    if match := _PARTS.fullmatch(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        return f"{year}年{month}月{day}日" if _exists(year, month, day) else ""
    if match := _CN.fullmatch(text):
        parts = [match[1].translate(_DIGITS), "年"]
        for figure, unit in ((match[2], "月"), (match[3], "日")):
            if figure:
                try:
                    parts += [str(number(figure)), unit]
                except NoNumeral:
                    return ""
        return "".join(parts)
    return _ZERO.sub("", text)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


_REPAIRS: Mapping[str, Callable[[Remark, str], Iterator[Repair]]] = {
    "stray-space": _unspaced,
    "document-number": _numbered,
    "date-form": _dated,
}

# Labels --------------------------------------------------------------------------------------

_CITED = re.compile("第[（(]?[一二三四五六七八九十百\\d]{1,4}[）)]?(部分|项|条|款|点)")
_OF_PARTS = "部分"
_PARTS_LABEL = "一、"
_NUMERAL = re.compile("[一二三四五六七八九十百]+|\\d+|[①-⑳]")


def _is_cited(plan: Outline, run: Run) -> bool:
    """Whether the text points at labels of this kind: counted anew, they would be others."""
    words = set(_CITED.findall(plan.text))
    return bool(words if run.kind == _PARTS_LABEL else words - {_OF_PARTS})


def _recounted(plan: Outline, run: Run) -> Iterator[Repair]:
    """The labels of a run counted from its first one on."""
    first = run.marks[0].label.value
    for value, mark in enumerate(run.marks, first):
        line, label = plan.lines[mark.position], mark.label
        if label.value == value or line.numbering or line.table is not None:
            continue
        match = _NUMERAL.search(plan.content(mark.position), label.start, label.end)
        if match:
            new = _like(match[0], value)
            yield Repair("label-gap", line.index, *match.span(), match[0], new)


def _like(old: str, value: int) -> str:
    """The number written as the old one is."""
    if old.isdecimal():
        return str(value)
    return chr(ord("①") + value - 1) if "①" <= old <= "⑳" else chinese(value)
