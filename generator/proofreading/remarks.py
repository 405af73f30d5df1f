"""What the rules look at, and what they say: a finding with the stretch of text that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ..errors import Finding, Origin, Severity
from ..outline import Outline, Spot
from ..policies import Policy
from .severities import SEVERITIES

_FIRST_WORDS = 12
_EXCERPT = 30


@dataclass(frozen=True, slots=True)
class Names:
    """The names of units: `own` are those of the unit whose plan this is."""

    others: Mapping[str, str] = field(default_factory=dict)  # name to unit
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A plan and what is known about it besides its text."""

    outline: Outline
    day: date | None = None  # what the policies are held against
    policies: Mapping[str, Policy] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    source: str = ""  # the file

    def has(self, signs: Iterable[str]) -> bool:
        """Whether any of these characters or words stands in the text: quicker than a pattern."""
        text = self.outline.text
        return any(sign in text for sign in signs)


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding and its place: `line` is the index of a line, the others offsets in its content."""

    finding: Finding
    line: int
    start: int
    end: int

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def severity(self) -> Severity:
        return self.finding.severity


Function = Callable[[Manuscript], Iterator[Remark]]


def remark(
    manuscript: Manuscript, code: str, message: str, spot: Spot, *, hint: str = "", **args: object
) -> Remark:
    """A remark about a stretch of the text, which the message may name as {excerpt}."""
    line = manuscript.outline.lines[spot.position]
    start, end = max(spot.start, 0), max(spot.end, spot.start, 0)
    origin = Origin(manuscript.source, line.index, start + 1, path=_words(line.content))
    excerpt = _cut(line.content[start:end].strip(), _EXCERPT)
    fields = {"excerpt": excerpt, **args}
    finding = Finding(code, message, origin, hint, SEVERITIES[code], args=fields)
    return Remark(finding, line.index, start, end)


@lru_cache(maxsize=256)
def _words(content: str) -> str:
    return f"“{_cut(content.strip().replace(chr(10), ' ').replace(chr(9), ' '), _FIRST_WORDS)}”"


def _cut(text: str, size: int) -> str:
    text = " ".join(text.split("\n"))
    return text if len(text) <= size else f"{text[:size]}…"


def in_order(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """The remarks from the first line to the last."""
    return iter(sorted(remarks, key=lambda found: (found.line, found.start, found.code)))
