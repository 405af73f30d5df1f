"""What `status` and `regenerate` tell, as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..books.impact import (
    AlikeRow,
    CauseRow,
    ClauseRow,
    ConflictRow,
    ImpactBook,
    LeftRow,
    UnitRow,
    write_impact,
)
from ..books.report import Tone, note_of
from ..books.sheet import Target
from ..messages import _
from ..regenerating.examined import Examined, State
from ..regenerating.impact import Impact
from .called import Called
from .telling import cause_text, causes_text, edited_text, left_text, numbers, part_text

_TONES: Mapping[State, Tone] = {
    "unchanged": "quiet", "issued": "quiet", "kept": "quiet", "updated": "good", "merged": "good",
    "new": "good", "missing": "caution", "orphaned": "caution", "revised": "good",
    "conflict": "caution", "undecided": "caution", "refused": "bad", "failed": "bad",
}  # fmt: skip


def write_book(
    target: Target,
    found: Iterable[Examined],
    impact: Impact,
    words: Mapping[State, str],
    called: Called,
) -> None:
    """Write it all into a workbook."""
    found = [*found]
    effects = impact.effects()
    book = ImpactBook(
        date.today().isoformat(),
        ((_("plans"), impact.total), *_sums(found, words)),
        [
            CauseRow(cause_text(one.cause, called), len(one.units), len(one.edited), len(one.conflicts))
            for one in effects
        ],
        [
            ClauseRow(
                cause_text(effect.cause, called), part_text(clause.id, called),
                called.plain(clause.old), called.plain(clause.new), clause.units,
                len(clause.edited), len(clause.conflicts),
            )
            for effect in effects
            for clause in effect.clauses
        ],
        [_unit_row(one, words, called) for one in found],
        [
            ConflictRow(one.unit, part_text(c.id, called), c.base, c.theirs, c.ours)
            for one in found
            for c in one.conflicts
        ],
        [
            LeftRow(one.unit, part_text(left.id, called), left.text, left_text(left))
            for one in found
            for left in one.unplaced
        ],
        [AlikeRow(part_text(one.id, called), one.base, one.text, one.units) for one in impact.alike()],
    )  # fmt: skip
    write_impact(target, book)


def _sums(found: Iterable[Examined], words: Mapping[State, str]) -> Iterator[tuple[str, int]]:
    counts = Counter(one.state for one in found)
    return ((word, counts[state]) for state, word in words.items() if counts[state])


def _unit_row(one: Examined, words: Mapping[State, str], called: Called) -> UnitRow:
    return UnitRow(
        one.unit,
        words[one.state],
        _TONES[one.state],
        one.path.name if one.path else "",
        causes_text(one, called),
        edited_text(one, called),
        **numbers(one),
        notes=tuple(note_of(finding) for finding in one.findings),
    )
