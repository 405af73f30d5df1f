"""What the rules need of each unit, kept small: a run has tens of thousands."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from sys import intern

from ..facts import Facts, StageFacts, TotalFacts

MANY = 6  # names for one position: beyond, it is a post that every unit has for itself

Spelling = tuple[int, str]  # how many units write the name so, and the first of them


@dataclass(frozen=True, slots=True)
class Span:
    """All stages of a unit in time: the first to begin and the last to end."""

    start: str
    first: str
    end: str
    last: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One unit."""

    unit: str
    parent: str
    blueprint: str
    name: str
    short_name: str
    span: Span | None
    totals: tuple[TotalFacts, ...]

    @property
    def called(self) -> str:
        """The unit as a message names it."""
        return self.short_name or self.name or self.unit


@dataclass(frozen=True, slots=True)
class Run:
    """All units of a run; `people` by parent and position, None where they are many."""

    units: dict[str, Kept] = field(default_factory=dict)
    people: dict[tuple[str, str], dict[str, Spelling] | None] = field(default_factory=dict)
    partial: Container[str] = frozenset()


def gathered(facts: Iterable[Facts], partial: Container[str] = frozenset()) -> Run:
    """The run the facts are of; one pass."""
    run = Run(partial=partial)
    spans: dict[Span, Span] = {}  # of which many units have the same
    totals: dict[tuple[TotalFacts, ...], tuple[TotalFacts, ...]] = {}
    for unit in facts:
        span = _span(unit.stages)
        run.units[unit.unit] = Kept(
            unit=unit.unit,
            parent=intern(unit.parent),
            blueprint=intern(unit.blueprint),
            name=unit.name,
            short_name=unit.name if unit.short_name == unit.name else unit.short_name,
            span=spans.setdefault(span, span) if span else None,
            totals=totals.setdefault(unit.totals, unit.totals),
        )
        _add_people(run, unit)
    return run


def _span(stages: tuple[StageFacts, ...]) -> Span | None:
    dated = [stage for stage in stages if stage.start and stage.end]
    if not dated:
        return None
    first = min(dated, key=lambda stage: stage.start)
    last = max(dated, key=lambda stage: _end(stage.end))
    return Span(first.start, first.name, last.end, last.name)


def _end(text: str) -> str:
    """Comparable: a month ends after each of its days."""
    return text if len(text) > 7 else text + "-99"


def _add_people(run: Run, unit: Facts) -> None:
    for name, position in unit.people:
        if not position:
            continue
        key = (intern(unit.parent), intern(position))
        spellings = run.people.setdefault(key, {})
        if spellings is None:
            continue
        count, first = spellings.get(name, (0, unit.unit))
        spellings[name] = (count + 1, first)
        if len(spellings) > MANY:
            run.people[key] = None
