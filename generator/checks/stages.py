"""Stages in time: in order, without overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..errors import N_, Finding, problem
from ..plan import Section, Window
from ..values import Month, OfficialDate


def stages_in_order(section: Section) -> Iterator[Finding]:
    """Each stage begins after the one before it has ended; all are dated, or none is."""
    stages = [c for c in section.children if isinstance(c, Section) and c.role == "phase"]
    dated = [(stage, stage.window) for stage in stages if stage.window]
    for (_, before), (stage, window) in pairwise(dated):
        if _first_day(window) <= _last_day(before):
            yield problem(
                "stage-overlap",
                N_(
                    "the stage {name} begins on {start}, before the one before it has ended ({end})"
                ),
                stage.origin,
                name=stage.heading,
                start=window.start,
                end=before.end,
            )
    if dated and len(dated) < len(stages):
        undated = next(stage for stage in stages if not stage.window)
        yield problem(
            "stage-undated",
            N_("the stage {name} has no dates, while others have"),
            undated.origin,
            name=undated.heading,
            severity="warning",
        )


def _first_day(window: Window) -> OfficialDate:
    return window.start.first_day() if isinstance(window.start, Month) else window.start


def _last_day(window: Window) -> OfficialDate:
    return window.end.last_day() if isinstance(window.end, Month) else window.end
