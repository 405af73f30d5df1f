"""Markdown: its marks taken off, so that a plan written in it reads as any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from ..outline import Line
from ..outline.lines import physical

SUFFIX = ".md"
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*")
_RULE = re.compile(r"\s{0,3}(?:=+|-{3,}|\*{3,}|_{3,})\s*")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"\s*[-*+]\s+(?:\[[ xX]\]\s+)?")
_NUMBERED = re.compile(r"(\s*)(\d{1,3})([.)])\s+(?=\S)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_DEFINITION = re.compile(r"\s{0,3}\[[^\[\]]{1,200}\]:\s")
_PARTING = re.compile(r"[\s|:-]*-[\s|:-]*")  # between the headings of a table and its rows
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"(`{1,3})(?!`).{1,500}?(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,200}\])")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,500}>")
_STRONG = re.compile(r"(\*{1,3}|(?<!\w)_{2,3}|~~)(?=\S)([^*~\n]{1,2000}?)(?<=\S)\1(?!_|(?<=_)\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_STANDS_FOR = "\ufffc"  # code, which may be anything


def lines_of(text: str) -> list[Line]:
    """The lines of a Markdown text without its marks; code and comments are left blank."""
    return list(_Reader(text).lines())


@dataclass(slots=True)
class _Reader:
    text: str
    titled: bool = False
    numbers: dict[int, int] = field(default_factory=dict)  # of the lists open, by their indents

    def lines(self) -> Iterator[Line]:
        plain = enumerate(_plain_lines(self.text), 1)
        for is_table, some in groupby(plain, lambda pair: pair[1].lstrip().startswith("|")):
            if is_table:
                numbered = list(some)
                rows = tuple(_cells(raw) for _, raw in numbered if not _PARTING.fullmatch(raw))
                yield Line("", numbered[0][0], table=rows)
            else:
                yield from (self._line(raw, index) for index, raw in some)

    def _line(self, raw: str, index: int) -> Line:
        raw = _QUOTE.sub("", raw, count=1)
        if heading := _HEADING.fullmatch(raw):
            self.numbers = {}
            first = len(heading[1]) == 1 and not self.titled
            self.titled = self.titled or first
            return Line(_bare(heading[2]), index, style="title" if first else "")
        if _RULE.fullmatch(raw) or _DEFINITION.match(raw):
            return Line("", index)
        if item := _NUMBERED.match(raw):
            return Line(_bare(raw[item.end() :]), index, numbering=self._number(item))
        if raw.strip() and not raw[0].isspace() and not _BULLET.match(raw):
            self.numbers = {}
        return Line(_bare(_BULLET.sub("", raw, count=1)), index)

    def _number(self, item: re.Match[str]) -> str:
        """The number that is shown: a list goes on from its first one, whatever is typed."""
        indent = len(item[1].expandtabs(4))
        self.numbers = {at: number for at, number in self.numbers.items() if at <= indent}
        self.numbers[indent] = self.numbers[indent] + 1 if indent in self.numbers else int(item[2])
        return f"{self.numbers[indent]}{'.' if item[3] == '.' else '）'}"


def _plain_lines(text: str) -> Iterator[str]:
    """The lines; those of code, of comments and of the data on top are blank."""
    lines = physical(_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text))
    data = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else -1
    fenced = False
    for at, line in enumerate(lines):
        is_fence = at > data and bool(_FENCE.match(line))
        fenced ^= is_fence
        yield "" if fenced or is_fence or at <= data else line


def _cells(raw: str) -> tuple[str, ...]:
    inner = raw.strip().removeprefix("|")
    inner = inner.removesuffix("|") if not inner.endswith("\\|") else inner
    return tuple(_bare(cell.strip()) for cell in re.split(r"(?<!\\)\|", inner))


def _bare(text: str) -> str:
    """A text without the marks within it."""
    text = _TAG.sub("", _LINK.sub(r"\1", _CODE.sub(_STANDS_FOR, text)))
    return _ESCAPED.sub(r"\1", _STRONG.sub(r"\2", text)).strip()
