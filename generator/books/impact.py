"""What a change does to all plans, as a workbook: by cause, by clause, by unit, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..messages import _
from .report import Note, Tone
from .sheet import Book, Column, Sheet, Styled, Table, Target, Value, book_for


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause in the reader's words, and how many plans it concerns."""

    cause: str
    plans: int
    edited: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A passage before and after, once for all units that have it."""

    cause: str
    id: str
    old: str
    new: str
    units: tuple[str, ...]
    edited: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How one plan stands; `state` in the reader's words, its colour by `tone`."""

    unit: str
    state: str
    tone: Tone
    file: str
    causes: str = ""
    edited: str = ""  # blocks
    kept: int = 0
    updated: int = 0
    merged: int = 0
    conflicts: int = 0
    unplaced: int = 0
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A passage a person has to decide upon."""

    unit: str
    id: str
    base: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """待处置: a text that could not be placed, and why."""

    unit: str
    id: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A change that several units made by hand, for the blueprint to take up."""

    id: str
    old: str
    new: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImpactBook:
    """All that the workbook says; `counts` are words of the reader and numbers."""

    day: str
    counts: tuple[tuple[str, int], ...] = ()
    causes: Sequence[CauseRow] = ()
    clauses: Sequence[ClauseRow] = ()
    units: Sequence[UnitRow] = ()
    conflicts: Sequence[ConflictRow] = ()
    left: Sequence[LeftRow] = ()
    alike: Sequence[AlikeRow] = ()


_SHOWN = 50  # units named in a cell


def write_impact(target: Target, told: ImpactBook) -> None:
    """Write the workbook; sheets of which there would be nothing to say are left out."""
    with book_for(target) as book:
        summary = Sheet(book, _("Summary"), (28, 16))
        summary.put((Styled(_("Date"), "label"), told.day))
        for word, count in told.counts:
            summary.put((Styled(word, "label"), Styled(count, "plain")))
        _table(book, _("Causes"), _cause_columns(), map(_cause, told.causes))
        _table(book, _("Clauses"), _clause_columns(), map(_clause, told.clauses))
        _table(book, _("Plans"), _unit_columns(), map(_unit, told.units))
        _table(book, _("To decide"), _conflict_columns(), map(_conflict, told.conflicts))
        _table(book, _("Not placed"), _left_columns(), map(_left, told.left))
        _table(book, _("Changed alike"), _alike_columns(), map(_alike, told.alike))


def _table(
    book: Book, title: str, columns: list[Column], rows: Iterable[tuple[Value, ...]]
) -> None:
    found = [*rows]
    if found:
        table = Table(book, title, columns)
        for row in found:
            table.put(row)
        table.close()


def _named(units: Sequence[str]) -> str:
    more = ["…"] if len(units) > _SHOWN else []
    return "、".join([*units[:_SHOWN], *more])


def _wrapped(*texts: str) -> tuple[Styled, ...]:
    return tuple(Styled(text, "wrapped") for text in texts)


def _cause_columns() -> list[Column]:
    return [
        Column(_("Cause"), 60),
        Column(_("Plans"), 10),
        Column(_("Edited there"), 12),
        Column(_("In conflict"), 12),
    ]


def _cause(row: CauseRow) -> tuple[Value, ...]:
    return (*_wrapped(row.cause), row.plans, row.edited, row.conflicts)


def _clause_columns() -> list[Column]:
    return [
        Column(_("Cause"), 36),
        Column(_("Part"), 24),
        Column(_("Old text"), 60),
        Column(_("New text"), 60),
        Column(_("Plans"), 10),
        Column(_("Edited there"), 12),
        Column(_("In conflict"), 12),
        Column(_("Units"), 40),
    ]


def _clause(row: ClauseRow) -> tuple[Value, ...]:
    texts = _wrapped(row.cause, row.id, row.old, row.new)
    return (*texts, len(row.units), row.edited, row.conflicts, *_wrapped(_named(row.units)))


def _unit_columns() -> list[Column]:
    return [
        Column(_("No."), 16),
        Column(_("State"), 12),
        Column(_("File"), 44),
        Column(_("Cause"), 40),
        Column(_("Edited by hand"), 30),
        Column(_("Kept"), 8),
        Column(_("Updated"), 8),
        Column(_("Merged"), 8),
        Column(_("Conflicts"), 9),
        Column(_("Not placed"), 9),
        Column(_("Remarks"), 60),
    ]


def _unit(row: UnitRow) -> tuple[Value, ...]:
    remarks = "\n".join(f"{n.text} ({n.hint})" if n.hint else n.text for n in row.notes)
    return (
        row.unit,
        Styled(row.state, row.tone),
        *_wrapped(row.file, row.causes, row.edited),
        row.kept,
        row.updated,
        row.merged,
        row.conflicts,
        row.unplaced,
        *_wrapped(remarks),
    )


def _conflict_columns() -> list[Column]:
    return [
        Column(_("Unit no."), 16),
        Column(_("Part"), 24),
        Column(_("As generated before"), 50),
        Column(_("By the unit"), 50),
        Column(_("As generated now"), 50),
    ]


def _conflict(row: ConflictRow) -> tuple[Value, ...]:
    return _wrapped(row.unit, row.id, row.base, row.theirs, row.ours)


def _left_columns() -> list[Column]:
    return [
        Column(_("Unit no."), 16),
        Column(_("Part"), 24),
        Column(_("Text"), 70),
        Column(_("Reason"), 50),
    ]


def _left(row: LeftRow) -> tuple[Value, ...]:
    return _wrapped(row.unit, row.id, row.text, row.reason)


def _alike_columns() -> list[Column]:
    return [
        Column(_("Part"), 24),
        Column(_("Old text"), 60),
        Column(_("Text for the blueprint"), 60),
        Column(_("Plans"), 10),
        Column(_("Units"), 40),
    ]


def _alike(row: AlikeRow) -> tuple[Value, ...]:
    return (*_wrapped(row.id, row.old, row.new), len(row.units), *_wrapped(_named(row.units)))
