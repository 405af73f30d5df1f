"""Stages in time: those of a unit lie within those of the unit above."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..values import Month, OfficialDate
from .kept import Kept, Run, Span


def stages_within_parent(run: Run) -> Iterator[Finding]:
    """No stage begins before the first of the parent's, or ends after the last.

    Plans of two blueprints that do not even overlap in time are two matters.
    """
    for unit in run.units.values():
        above = run.units.get(unit.parent)
        span, frame = unit.span, above and above.span
        if not above or not span or not frame:
            continue
        if unit.blueprint == above.blueprint or _overlap(span, frame):
            yield from _outside(unit, span, above, frame)


def _outside(unit: Kept, span: Span, above: Kept, frame: Span) -> Iterator[Finding]:
    if _before(span.start, frame.start):
        message = N_("the stage {stage} begins on {day}, before the stages of {name} ({start} to {end})")  # fmt: skip
        yield _told("stage-before-parent", message, unit, span.first, span.start, above, frame)
    if _before(frame.end, span.end):
        message = N_("the stage {stage} ends on {day}, after the stages of {name} ({start} to {end})")  # fmt: skip
        yield _told("stage-after-parent", message, unit, span.last, span.end, above, frame)


def _told(
    code: str, message: str, unit: Kept, stage: str, day: str, above: Kept, frame: Span
) -> Finding:
    return problem(
        code,
        message,
        hint=N_("compare the dates with those of the unit above"),
        severity="warning",
        unit=unit.unit,
        stage=stage,
        day=_shown(day),
        name=above.called,
        start=_shown(frame.start),
        end=_shown(frame.end),
    )


def _overlap(one: Span, other: Span) -> bool:
    return not (_before(one.end, other.start) or _before(other.end, one.start))


def _before(one: str, other: str) -> bool:
    """Whether it is earlier as far as both are told: a month is not before a day in it."""
    told = min(len(one), len(other))
    return one[:told] < other[:told]


def _shown(text: str) -> str:
    year, month, *day = map(int, text.split("-"))
    return str(OfficialDate(year, month, *day) if day else Month(year, month))
