"""创建台账: every stage of every unit in a row, with dates that a spreadsheet filters by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..facts import Facts, StageFacts
from ..messages import _
from ..values import Month, OfficialDate
from .sheet import Column, Styled, Table, Target, Value, book_for

_DAY_ZERO = 693_594  # of a spreadsheet: 1899-12-30, right for all dates after a day it made up
_FIRST = 61  # the day after that one: 1900-03-01


@dataclass(frozen=True, slots=True)
class LedgerUnit:
    """A unit of the ledger: the name of the one above it, and its state in the reader's words."""

    facts: Facts
    parent: str = ""
    state: str = ""


def write_ledger(target: Target, units: Iterable[LedgerUnit]) -> None:
    """Write the workbook; a unit without stages has one row."""
    with book_for(target) as book:
        table = Table(book, _("Ledger"), _columns(), corner="C2")
        for unit in units:
            for stage in unit.facts.stages or (StageFacts(""),):
                table.put(_row(unit, stage))
        table.close()


def _columns() -> list[Column]:
    return [
        Column(_("No."), 16),
        Column(_("Unit"), 30),
        Column(_("Parent unit"), 24),
        Column(_("Plan"), 40),
        Column(_("Stage"), 24),
        Column(_("Start"), 12),
        Column(_("End"), 12),
        Column(_("Responsible"), 24),
        Column(_("Deliverable"), 24),
        Column(_("State"), 10),
    ]


def _row(unit: LedgerUnit, stage: StageFacts) -> tuple[Value, ...]:
    facts = unit.facts
    return (
        facts.unit,
        facts.name or facts.short_name,
        unit.parent,
        facts.title,
        stage.name,
        _moment(stage.start, False),
        _moment(stage.end, True),
        stage.owner,
        stage.deliverable,
        unit.state,
    )


@lru_cache(maxsize=1024)
def _moment(text: str, is_end: bool) -> Value:
    """The day as a spreadsheet counts it, of a month its first or last; else the text."""
    year, month, day = (*map(int, filter(None, text.split("-"))), 0, 0, 0)[:3]
    if not year:
        return text
    if day:
        moment = OfficialDate(year, month, day)
    else:
        whole = Month(year, month)
        moment = whole.last_day() if is_end else whole.first_day()
    number = moment.toordinal() - _DAY_ZERO
    return Styled(number, "day" if day else "month") if number >= _FIRST else text
