"""What checking a file comes to, and what is known besides the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..errors import Finding, Origin, Severity
from ..policies import Policy

Kind = Literal["document", "text", "blueprint", "roster", "policy", "format", "config", "other"]

AUTHOR = "审读"  # of the comments and tracked changes that tell it
UNDECIDED = "undecided"  # the code of what waits for a decision
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "style")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a paragraph of a document, or of a line of a text.

    Offsets count the characters of the paragraph's text; `page` is 0 where it was not measured.
    """

    paragraph: int  # from 1; a table counts as one
    words: str = ""  # with which it begins
    start: int = 0
    end: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A finding; of a document or a text with its place, else its origin says where it is."""

    finding: Finding
    place: Place | None = None

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def origin(self) -> Origin:
        return self.finding.origin


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked: what there is to tell, in the order of the file."""

    name: str  # as in messages
    kind: Kind
    told: tuple[Told, ...] = ()
    notes: tuple[Finding, ...] = ()  # about the checking itself: the encoding, what was left out
    allowed: tuple[Told, ...] = ()  # what is wrong and was allowed by a person
    unreadable: bool = False

    @property
    def is_undecided(self) -> bool:
        """Whether a change of policy waits in it for somebody's decision."""
        return any(told.code == UNDECIDED for told in self.told)

    def count(self, severity: Severity) -> int:
        """How many findings there are of that severity."""
        return sum(told.severity == severity for told in self.told)


@dataclass(frozen=True, slots=True)
class Body:
    """A unit of a roster whose names may have been left in the plan of another."""

    id: str
    parent: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known besides the file."""

    today: date
    as_of: date | None = None  # the day for policies, of plans that have no date of their own
    policies: Mapping[str, Policy] = field(default_factory=dict)
    bodies: tuple[Body, ...] = ()
    blueprint: str = ""  # of rosters that name none
    format: str = "gbt9704"  # of documents that are not ours
    measured: bool = False  # documents are rendered, and their pages looked at
    without: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day on which blueprints are compiled."""
        return self.as_of or self.today


def exit_code(files: Iterable[Checked], *, strict: bool = False) -> int:
    """2: a file cannot be read; 1: there are errors (`strict`: or warnings); 3: only decisions."""
    files = list(files)
    if any(checked.unreadable for checked in files):
        return 2
    failing: tuple[Severity, ...] = ("error", "warning") if strict else ("error",)
    told = [told for checked in files for told in checked.told if told.code != UNDECIDED]
    if any(one.severity in failing for one in told):
        return 1
    return 3 if any(checked.is_undecided for checked in files) else 0
