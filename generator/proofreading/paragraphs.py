"""The rules that look at one paragraph only, so that they hold for any text, plan or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from ..outline import Line, Outline, Part
from ..outline.parts import Role

# What one paragraph alone shows, whatever stands around it.
CODES = frozenset((
    "no-such-date", "range-reversed", "hole", "empty-brackets", "unbalanced", "stray-mark",
    "doubled-word", "doubled-mark", "repeated-frequency", "broken-phrase", "half-width",
    "stray-space", "document-number", "date-form", "range-dash", "congress-name", "superseded",
    "left-open", "blank-date", "other-unit", "table-total",
))  # fmt: skip


def outlined(
    lines: Sequence[Line], roles: Iterable[Role], parts: Sequence[Part] = (Part("plan", "", 0),)
) -> Outline:
    """An outline of paragraphs that do not follow one another."""
    contents = [line.content for line in lines]
    lengths = [len(content) + 1 for content in contents]
    return Outline(
        lines=tuple(lines),
        roles=tuple(roles),
        text="\n".join(contents),
        starts=tuple(accumulate(lengths[:-1], initial=0)) if lengths else (),
        parts=tuple(parts),
        entries=(),
        runs=(),
    )
