"""What is kept of each unit of a run: the little that the rules across units and the books need.

Facts come back from where a unit is drafted, stand in the manifest as JSON, and are looked at
when all units are drafted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from .annexes.sources import name_of
from .language import Blueprint
from .plan import Node, Plan, Section
from .units import Unit
from .values import Amount, Integer, Listing, Month, OfficialDate, Person, plain


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage: `start` and `end` are 2018-06 or 2018-06-01, empty where it is undated."""

    name: str
    start: str = ""
    end: str = ""
    owner: str = ""
    deliverable: str = ""


@dataclass(frozen=True, slots=True)
class TotalFacts:
    """A figure that those of the units below add up to; `number` is empty where none is given."""

    variable: str
    label: str
    number: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit; `title` is empty, and nothing comes from the plan, where none could be made."""

    unit: str
    parent: str = ""
    blueprint: str = ""
    title: str = ""
    name: str = ""
    short_name: str = ""
    stages: tuple[StageFacts, ...] = ()
    people: tuple[tuple[str, str], ...] = ()  # (name, position)
    totals: tuple[TotalFacts, ...] = ()
    dues: tuple[tuple[str, str], ...] = ()  # (what, by when) of duties and indicators


def facts_of(
    unit: Unit, blueprint: Blueprint, values: Mapping[str, Any], plan: Plan | None
) -> Facts:
    """The facts of a unit with these typed values, as far as it has them."""
    stages: list[StageFacts] = []
    dues: list[tuple[str, str]] = []
    if plan:
        _gather(plan.children, "", stages, dues)
    return Facts(
        unit=unit.id,
        parent=unit.parent,
        blueprint=blueprint.blueprint,
        title=plan.title if plan else "",
        name=_name(values.get("unit.name")),
        short_name=_name(values.get("unit.short_name")),
        stages=tuple(stages),
        people=tuple(dict.fromkeys(_people(values))),
        totals=tuple(
            _total(name, variable.label, values.get(name))
            for name, variable in blueprint.variables.items()
            if variable.adds_up
        ),
        dues=tuple(dues),
    )


def _gather(
    children: tuple[Node, ...],
    owner: str,
    stages: list[StageFacts],
    dues: list[tuple[str, str]],
) -> None:
    """The stages, each with its owner or that of what it stands in, and the dates of the rest."""
    for child in children:
        if not isinstance(child, Section):
            continue
        duty, indicator = child.duty, child.indicator
        own = duty.owner if duty and duty.owner else owner
        if child.role == "phase":
            stages.append(_stage(child, own))
        elif (duty and duty.due) or (indicator and indicator.by):
            due = duty.due if duty and duty.due else indicator.by if indicator else ""
            dues.append((_called(child), due))
        _gather(child.children, own, stages, dues)


def _stage(section: Section, owner: str) -> StageFacts:
    window = section.window
    return StageFacts(
        _called(section),
        _iso(window.start) if window else "",
        _iso(window.end) if window else "",
        owner,
        section.duty.deliverable if section.duty else "",
    )


def _called(section: Section) -> str:
    """第一阶段：动员, else the heading alone: other labels begin anew in each part of the plan."""
    if section.heading and not section.label.startswith("第"):
        return section.heading
    return name_of(section)


def _iso(moment: Month | OfficialDate) -> str:
    if isinstance(moment, Month):
        return f"{moment.year:04}-{moment.month:02}"
    return moment.isoformat()


def _name(value: Any) -> str:
    """The text; empty where it is absent or left open."""
    return value if type(value) is str else ""


def _people(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for value in values.values():
        kind = type(value)
        for person in (value,) if kind is Person else value if kind is Listing else ():
            if type(person) is Person and type(person.name) is str:
                yield person.name, person.position


def _total(name: str, label: str, value: Any) -> TotalFacts:
    if isinstance(value, Amount):
        return TotalFacts(name, label, plain(value), value.unit)
    if isinstance(value, Integer):
        return TotalFacts(name, label, str(int(value)), value.unit)
    return TotalFacts(name, label, "")


# As JSON ---------------------------------------------------------------------------------

_STAGE = attrgetter(*StageFacts.__slots__)
_TOTAL = attrgetter(*TotalFacts.__slots__)
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(facts: Facts) -> str:
    """The facts in one line; equal facts give equal lines."""
    return _encoded(
        [
            facts.unit,
            facts.parent,
            facts.blueprint,
            facts.title,
            facts.name,
            facts.short_name,
            [_STAGE(stage) for stage in facts.stages],
            facts.people,
            [_TOTAL(total) for total in facts.totals],
            facts.dues,
        ]
    )


def from_json(text: str) -> Facts:
    """The facts `to_json` wrote; `ValueError` for any other text."""
    try:
        *names, stages, people, totals, dues = json.loads(text)
        unit, parent, blueprint, title, name, short_name = names
        return Facts(
            unit=unit,
            parent=parent,
            blueprint=blueprint,
            title=title,
            name=name,
            short_name=short_name,
            stages=tuple(StageFacts(*stage) for stage in stages),
            people=tuple((who, position) for who, position in people),
            totals=tuple(TotalFacts(*total) for total in totals),
            dues=tuple((what, due) for what, due in dues),
        )
    except TypeError as error:
        raise ValueError(str(error)) from None
