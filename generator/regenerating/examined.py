"""How one plan of a folder stands: what is told of it, and what is carried about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import Finding

if TYPE_CHECKING:  # telling that all is up to date needs nothing of this
    from ..merge import Conflict, Fate, HandEdit, Left
    from ..returned import Edits
    from .causes import Cause, Changed

State = Literal[
    "unchanged", "updated", "new", "missing",  # nobody edited it
    "kept", "merged", "conflict", "undecided", "refused",  # somebody did
    "issued", "revised", "orphaned", "failed",
]  # fmt: skip

Seen = tuple[int, int]  # size and time of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """How one unit's document stands; `temporary` is its new text, waiting to be named."""

    unit: str
    state: State
    path: Path | None = None
    wanted: str = ""  # the name for a new file
    causes: tuple[Cause, ...] = ()
    changed: tuple[Changed, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)  # headings of parts that it had, by id
    edits: Edits | None = None  # by hand
    still: Edits | None = None  # those that the new text has
    hand: tuple[HandEdit, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)  # that have not changed
    wordings: Mapping[str, str] = field(default_factory=dict)  # of policies: the name by the text
    counts: Mapping[Fate, int] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    unplaced: tuple[Left, ...] = ()
    waits: bool = False  # the new text has offers that a person is to decide
    findings: tuple[Finding, ...] = ()
    temporary: Path | None = None
    explanation: Path | None = None
    seen: Seen | None = None  # of the file that was looked at
    record: bytes = b""
    hash: str = ""  # of the document that would be generated
    facts: str = ""  # of the unit, as JSON

    def told(self) -> Examined:
        """What there is to tell, without the texts: of ten thousand plans they are many."""
        if not (self.changed or self.hand or self.values or self.record or self.facts):
            return self
        without = tuple(replace(passage, old="", new="") for passage in self.changed)
        return replace(
            self, changed=without, hand=(), gone={}, values={}, wordings={}, record=b"", facts=""
        )
