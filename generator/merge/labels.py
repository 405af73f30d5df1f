"""Labels such as 一、（一）1.（1）① 第一阶段 一是: told from the text, and counted anew.

Labels follow from the order of the parts. What a person typed before a part is taken for its
label when it is one of the same scheme, whatever its number and the width of its brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..numbering import SCHEMES
from ..numerals import NoNumeral
from ..numerals import number as value_of

_NUMERAL = "[零〇一二三四五六七八九十百]{1,6}"
_CIRCLED = "①-⑳㉑-㉟㊱-㊿"
_SPACE = r"[ \t\u3000]*"
_FORMS = {
    "一、": f"(?P<n>{_NUMERAL})[、．.]",
    "（一）": f"[（(](?P<n>{_NUMERAL})[）)]、?",
    "1.": r"(?P<n>\d{1,3})[.．、]",
    "（1）": r"[（(](?P<n>\d{1,3})[）)]、?",
    "①": f"(?P<n>[{_CIRCLED}])",
    "一是": f"(?P<n>{_NUMERAL})是",
    "第一阶段": rf"第(?P<n>{_NUMERAL}|\d{{1,2}})阶段",
}
_LEADING = {
    scheme: re.compile(f"(?P<space>{_SPACE})(?P<label>{form})") for scheme, form in _FORMS.items()
}
_WITHIN = {  # items within one paragraph follow a mark
    scheme: re.compile(f"(?:^|(?<=[。！？；：，、,;:\\n]))(?P<label>{_FORMS[scheme]})")
    for scheme in ("一是", "（1）", "①")
}
INLINE = tuple(_WITHIN)
_CIRCLES = {SCHEMES["①"](number): number for number in range(1, 51)}


@dataclass(frozen=True, slots=True)
class Label:
    """A label that stands in a text at `start`; `end` is where the text proper goes on."""

    scheme: str
    value: int
    start: int
    end: int


def scheme_of(label: str) -> str:
    """The scheme a label was made by; empty for a text that is none."""
    for scheme in _FORMS:
        found = leading(label, scheme)
        if found and found.end == len(label) and SCHEMES[scheme](found.value) == label:
            return scheme
    return ""


def leading(text: str, scheme: str) -> Label | None:
    """The label of that scheme which the text begins with."""
    match = _LEADING[scheme].match(text) if scheme else None
    value = _value(match["n"]) if match else 0
    return Label(scheme, value, match.start("label"), match.end()) if match and value else None


def first(text: str) -> Label | None:
    """The label, of any scheme, which a text begins with that nobody vouches for.

    1.5万元 begins with none.
    """
    for scheme in _FORMS:
        found = leading(text, scheme)
        if found and not (scheme == "1." and text[found.end : found.end + 1].isdigit()):
            return found
    return None


def within(text: str, scheme: str) -> list[Label]:
    """The labels of that scheme which stand in the text after marks: 一是……；二是……。"""
    return [
        Label(scheme, value, match.start(), match.end())
        for match in _WITHIN[scheme].finditer(text)
        if (value := _value(match["n"]))
    ]


def _value(number: str) -> int:
    """What a label counts; 0 for what is no number."""
    if number in _CIRCLES:
        return _CIRCLES[number]
    if number.isdecimal():
        return int(number)
    try:
        return value_of(number)
    except NoNumeral:
        return 0


# Counting ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph of the merged document, as far as labels go.

    `list` is the list its block belongs to (see `lists`), -1 for none; `typed` is the label that
    stands there now. A paragraph that a person added has no list of its own: `free`.
    """

    list: int
    typed: Label | None = None
    free: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class List:
    """Items that are counted through, by the scheme of their labels and the first number."""

    scheme: str
    first: int


def lists(labels: Iterable[str]) -> tuple[list[int], list[List]]:
    """Which list each label belongs to (-1: the text is no label), and the lists."""
    found: list[List] = []
    last: list[int] = []  # the number each list has come to
    open_: list[int] = []
    members: list[int] = []
    for label in labels:
        scheme = scheme_of(label) if label else ""
        if not scheme:
            members.append(-1)
            continue
        label_read = leading(label, scheme)
        value = label_read.value if label_read else 1
        number = _continued(open_, found, last, scheme, value)
        if number < 0:
            number = len(found)
            found.append(List(scheme, value))
            last.append(value)
            _leave(open_, next((n for n in open_ if found[n].scheme == scheme), -1))
        last[number] = value
        _leave(open_, number)
        open_.append(number)
        members.append(number)
    return members, found


def _continued(
    open_: list[int], found: list[List], last: list[int], scheme: str, value: int
) -> int:
    """The list a number goes on with; lists that ended before may go on, too (`continues`)."""
    earlier = [*reversed(open_), *range(len(found) - 1, -1, -1)]
    fits = (n for n in earlier if found[n].scheme == scheme and last[n] == value - 1)
    return next(fits, -1)


def _leave(open_: list[int], number: int) -> None:
    """Close a list, if it is open, and the lists within it."""
    if number in open_:
        del open_[open_.index(number) :]


def counted(entries: Sequence[Entry], known: Sequence[List]) -> list[str]:
    """The label of each entry in this order; empty for one that has none."""
    counts: dict[int, int] = {}
    typed: dict[int, int] = {}  # the number that was last typed in each list
    open_: list[int] = []
    labels: list[str] = []
    for entry, next_list in zip(entries, _next_lists(entries), strict=True):
        number = entry.list
        if entry.free and entry.typed:
            number = _joined_list(entry.typed, next_list, known, open_, counts, typed)
        if number < 0 or not entry.counts:
            labels.append("")
            continue
        counts[number] = counts.get(number, known[number].first - 1) + 1
        if entry.typed:
            typed[number] = entry.typed.value
        _leave(open_, number)
        open_.append(number)
        labels.append(SCHEMES[known[number].scheme](counts[number]))
    return labels


def _next_lists(entries: Sequence[Entry]) -> list[int]:
    """The list of the next item behind each entry; -1 for none."""
    found: list[int] = []
    following = -1
    for entry in reversed(entries):
        found.append(following)
        following = entry.list if entry.list >= 0 else following
    return found[::-1]


def _joined_list(
    label: Label,
    next_list: int,
    known: Sequence[List],
    open_: Sequence[int],
    counts: dict[int, int],
    typed: dict[int, int],
) -> int:
    """The list that a paragraph typed by a person is an item of; -1 for none."""
    number = next((n for n in reversed(open_) if known[n].scheme == label.scheme), -1)
    if number >= 0:
        before = (counts[number], typed.get(number, 0))
        if any(label.value in (last, last + 1) for last in before):
            return number
    begins = next_list >= 0 and next_list not in counts and label.value == 1
    return next_list if begins and known[next_list].scheme == label.scheme else -1
