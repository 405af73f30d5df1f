"""Figures shared out: those of the units below add up to the figure above."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..errors import N_, Finding, problem
from ..facts import TotalFacts
from ..values import Money, plain
from .kept import Kept, Run

_SHOWN = 4  # units in a message

Share = tuple[Kept, TotalFacts]


def totals_add_up(run: Run) -> Iterator[Finding]:
    """The figures of the children of one unit add up to its own, where a variable says so."""
    shares: dict[tuple[str, str], list[Share]] = {}
    for unit in run.units.values():
        if unit.parent in run.units:
            for total in unit.totals:
                shares.setdefault((unit.parent, total.variable), []).append((unit, total))
    for (parent, variable), below in shares.items():
        above = run.units[parent]
        stated = next((t for t in above.totals if t.variable == variable and t.number), None)
        if stated:
            lacking = parent in run.partial or any(not total.number for _, total in below)
            yield from _compared(above, stated, _given(below), lacking)


def _given(below: list[Share]) -> list[Share]:
    """The figures there are; a body that has two plans counts once."""
    bodies = {unit.name or unit.unit: (unit, total) for unit, total in below if total.number}
    return list(bodies.values())


def _compared(
    above: Kept, stated: TotalFacts, below: list[Share], lacking: bool
) -> Iterator[Finding]:
    # 亩 and 公顷 are not added up; nor is it said that too few figures add up to too little
    if not below or any(total.unit != stated.unit for _, total in below):
        return
    added = sum((Decimal(total.number) for _, total in below), Decimal())
    difference = added - Decimal(stated.number)
    if not difference or (difference < 0 and lacking):
        return
    more = difference > 0
    inherited = len(below) > 1 and all(total.number == stated.number for _, total in below)
    yield problem(
        "totals-too-high" if more else "totals-too-low",
        N_("{label}: the {count} units below {name} add up to {added}, {difference} more than its {figure} ({units})")
        if more
        else N_("{label}: the {count} units below {name} add up to {added}, {difference} less than its {figure} ({units})"),
        hint=N_("a unit left blank takes the figure above it; give each its own")
        if inherited
        else N_("compare the figures in the roster"),
        severity="warning",
        unit=above.unit,
        label=stated.label,
        name=above.called,
        count=len(below),
        added=_shown(added, stated.unit),
        difference=_shown(abs(difference), stated.unit),
        figure=_shown(Decimal(stated.number), stated.unit),
        units=_listed(below),
    )  # fmt: skip


def _listed(below: list[Share]) -> str:
    told = [unit.called + _shown(Decimal(t.number), t.unit) for unit, t in below[:_SHOWN]]
    return "、".join(told) + "……" * (len(below) > _SHOWN)


def _shown(number: Decimal, unit: str) -> str:
    return str(Money(number)) if unit == Money.unit else plain(number) + unit
