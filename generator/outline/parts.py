"""What an outline is made of."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .labels import Label
from .lines import Line

Role = Literal[
    "blank", "head", "title", "recipients", "entry", "text", "table", "signature", "date",
    "annex_note", "annex_label", "annex_title", "imprint", "contents",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: the position of a line in the outline (from 0), and offsets in its content."""

    position: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that begins with a label, and what stands under it up to the next one."""

    position: int
    label: Label
    level: int  # from 1
    parent: int  # position in `Outline.entries`; -1 for none
    part: int  # position in `Outline.parts`
    heading: str
    block: bool  # the heading has the line to itself
    texts: tuple[int, ...] = ()  # positions of the unlabelled lines and tables under it
    children: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One label of a run, before a line or within one; `entry` is -1 for those within."""

    label: Label
    position: int
    entry: int = -1


@dataclass(frozen=True, slots=True)
class Run:
    """Labels of one kind that belong together, in their order."""

    kind: str
    marks: tuple[Mark, ...]
    parent: int  # the entry they stand under; -1 for none
    part: int
    inline: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A plan, a notice around one, or an annex: numbering begins anew in each."""

    kind: Literal["plan", "annex"]
    title: str
    first: int  # position of its first line
    number: int = 0  # of an annex; 0 for the only one


@dataclass(frozen=True, slots=True)
class AnnexNote:
    """An annex as the note below the text (附件说明) lists it."""

    number: int
    title: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Outline:
    """The structure of a plan; `text` is the contents of its lines, joined."""

    lines: tuple[Line, ...]
    roles: tuple[Role, ...]
    text: str
    starts: tuple[int, ...]  # where each line begins in the text
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    runs: tuple[Run, ...]
    title: str = ""
    number: str = ""  # 文号
    recipients: str = ""
    issuer: str = ""
    day: date | None = None  # 成文日期
    notes: tuple[AnnexNote, ...] = ()

    def spot(self, start: int, end: int) -> Spot:
        """The place of a stretch of the whole text, cut at the end of its line."""
        position = max(bisect_right(self.starts, start) - 1, 0)
        begins = self.starts[position]
        size = len(self.lines[position].content)
        return Spot(position, min(start - begins, size), min(end - begins, size))

    def content(self, position: int) -> str:
        """The content of the line at that position."""
        return self.lines[position].content

    def role(self, offset: int) -> Role:
        """The role of the line in which that offset of the text lies."""
        return self.roles[max(bisect_right(self.starts, offset) - 1, 0)]

    def part_of(self, position: int) -> int:
        """The part in which a line stands."""
        return max(bisect_right([part.first for part in self.parts], position) - 1, 0)
