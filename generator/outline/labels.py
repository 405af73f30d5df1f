"""Labels such as 一、（一）1.（1）① 第一阶段 一是: what kind, which number, where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..numerals import NoNumeral, number
from ..patterns import pattern

SPOKEN = ("一是", "一要", "首先", "第一，")  # kinds that stand within sentences

_CN = "一二三四五六七八九十百"
_BLANK = "[ \t\u3000\xa0]"
_LABEL = pattern(
    rf"{_BLANK}*(?:"
    rf"(?P<top>[{_CN}]{{1,4}})(?:、(?![{_CN}](?:[年季月等届批期级类]|、))|[．.])"
    rf"|[（(]{_BLANK}*(?:(?P<bracketed>[{_CN}]{{1,4}})|(?P<small>\d{{1,3}})){_BLANK}*[）)]、?"
    r"|(?P<figure>\d{1,3})(?:(?P<half>[)）])|[.．、](?!\d(?!\d{3}年)))"
    r"|(?P<circled>[①-⑳])"
    rf"|第(?P<ordinal>[{_CN}]{{1,4}}|\d{{1,3}})(?P<of>章|节|条|部分|阶段|步)(?![骤的中内前后以完结工])"
    rf"|(?P<spoken>[{_CN}]{{1,2}})(?P<says>是(?!一、)|要(?![素点求义件]|务(?![求实必])))"
    rf"|第(?P<nth>[{_CN}]{{1,2}})[，,]"
    r"|(?P<first>首先|其次|再次|最后)[，,是要]"
    rf"){_BLANK}*"
)
_LED = pattern(rf"{_BLANK}*[\u4e00-\u9fff]{{1,8}}[：:]{_BLANK}*(?=1[.．、）)])")
# 1.24小时 and 3.5米: a label before a figure, or no label
_BEFORE_FIGURE = pattern(
    rf"{_BLANK}*(?P<figure>\d{{1,2}})[.．]"
    r"(?=\d+(?:[年月日天周个名人家户次项所级条类号岁米吨元万亿千公平分G]|小时|[—–-]\d))"
)
# Marks in the midst of a paragraph stand behind another mark.
_INLINE = pattern(
    rf"(?<=[。；;：:，,、”）)！])(?:"
    rf"(?P<spoken>[{_CN}]{{1,2}})(?P<says>是(?!一、)|要(?![素点求义件]|务(?![求实必])))"
    rf"|(?<=[。；;：:！])[（(](?:(?P<bracketed>[{_CN}]{{1,4}})|(?P<small>\d{{1,3}}))[）)]"
    rf"|(?<=[。；;：:！])第(?P<nth>[{_CN}]{{1,2}})[，,]"
    r"|(?P<circled>[①-⑳]))"
)
_MAYBE = pattern(rf"[。；;：:，,、”）)！](?=[{_CN}（(第①-⑳])")  # before each of them; quick
_KINDS = {
    "top": "一、",
    "bracketed": "（一）",
    "small": "（1）",
    "figure": "1.",
    "circled": "①",
    "nth": "第一，",
    "first": "首先",
}
_FIRSTS = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its kind as the label of number one, its number, its shape, where it stands."""

    kind: str
    value: int
    text: str
    start: int = 0
    end: int = 0

    @property
    def shape(self) -> str:
        """The marks without the number: 1、and 1. are shapes of one kind."""
        return _SHAPE.sub("", self.text)


_SHAPE = pattern(rf"[{_CN}\d\s①-⑳]")


def label_of(text: str, numbering: str = "") -> Label | None:
    """The label a paragraph begins with, typed or given by Word; None when there is none."""
    if numbering:
        match = _LABEL.match(numbering)
        made = _made(match) if match else None
        return made and Label(made.kind, made.value, numbering.strip())
    match = _LABEL.match(text)
    return _made(match) if match else None


def led_label(text: str) -> Label | None:
    """The label of number one behind a word and a colon, 注：1.; None when there is none."""
    lead = _LED.match(text)
    match = _LABEL.match(text, lead.end()) if lead else None
    return _made(match) if match else None


def label_before_figure(text: str) -> Label | None:
    """The label that 1.24小时 may begin with; None where it is no such line."""
    match = _BEFORE_FIGURE.match(text)
    return _made(match) if match else None


def inline_labels(text: str, start: int) -> Iterator[Label]:
    """The labels within a paragraph, from `start` on."""
    for before in _MAYBE.finditer(text, max(start - 1, 0)):
        match = _INLINE.match(text, before.end())
        if match and (found := _made(match)):
            yield found


def _made(match: re.Match[str]) -> Label | None:
    name = match.lastgroup or ""
    if name == "of":
        name, kind = "ordinal", f"第一{match['of']}"
    elif name == "half":
        name, kind = "figure", "1）"
    elif name == "says":
        name, kind = "spoken", f"一{match['says']}"
    else:
        kind = _KINDS[name]
    value = _value(match[name])
    start, end = match.span()
    text = match[0].strip()
    start += len(match[0]) - len(match[0].lstrip())
    return None if value is None else Label(kind, value, text, start, end)


@lru_cache(maxsize=512)
def _value(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if text in _FIRSTS:
        return _FIRSTS[text]
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    try:
        return number(text)
    except NoNumeral:
        return None
