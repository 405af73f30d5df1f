"""Chinese prose in sentences. Nothing is lost: the sentences joined are the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSES = {"）": "（", ")": "(", "》": "《", "〉": "〈", "”": "“", "’": "‘", "」": "「", "』": "『",
           "】": "【", "〕": "〔", "]": "["}  # fmt: skip
_OPENS = frozenset(_CLOSES.values())
_QUOTES = frozenset("”’」』")
_ENDS = frozenset("。！？；!?;")
_MARKS = re.compile(f"[{re.escape(''.join([*_CLOSES, *_OPENS, *_ENDS]))}\n]")


def sentences(text: str) -> list[str]:
    """The sentences of the text, each with the marks that close it."""
    ends = sentence_ends(text)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def sentence_ends(text: str) -> list[int]:
    """Where the sentences end, in order; the last is the end of the text.

    A mark within brackets or quotation marks ends nothing; one that stands before the closing
    quotation mark ends the sentence behind it.
    """
    ends: list[int] = []
    for position in _stops(text):
        if ends and ends[-1] == position - 1:
            ends[-1] = position  # ？！ and 。” close one sentence
        else:
            ends.append(position)
    if text and (not ends or ends[-1] != len(text)):
        ends.append(len(text))
    return ends


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence does."""
    last = text.rstrip("".join(_QUOTES))[-1:]
    return bool(last) and (last in _ENDS or last == "\n")


def _stops(text: str) -> Iterator[int]:
    """The positions behind marks that end a sentence."""
    partner = _pairs(text)
    close = -1  # the bracket that closes the one we are in
    for match in _MARKS.finditer(text):
        position, mark = match.start(), match.group()
        if position < close:
            continue
        if position == close:
            if mark in _QUOTES and text[position - 1] in _ENDS:
                yield position + 1
        elif mark in _OPENS:
            close = partner.get(position, -1)
        elif mark in _ENDS or mark == "\n":
            yield position + 1


def _pairs(text: str) -> dict[int, int]:
    """The place of the closing bracket of each opening one; one without partner has none."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for match in _MARKS.finditer(text):
        position, mark = match.start(), match.group()
        if mark == "\n":
            waiting.clear()
        elif mark in _OPENS:
            waiting.append(position)
        elif mark in _CLOSES:
            _close(text, position, waiting, partner)
    return partner


def _close(text: str, position: int, waiting: list[int], partner: dict[int, int]) -> None:
    """Note the partner of a closing bracket; brackets left open within it have none."""
    wanted = _CLOSES[text[position]]
    for depth in range(len(waiting) - 1, -1, -1):
        if text[waiting[depth]] == wanted:
            partner[waiting[depth]] = position
            del waiting[depth:]
            return
