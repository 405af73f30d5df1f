"""Slogans against the lists they sum up: 五好 must be followed by its five names."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..plan import Section


def slogan_matches_list(section: Section) -> Iterator[Finding]:
    """A section under a slogan has just the slogan's items as headings, in that order."""
    if not section.expects:
        return
    names = [child.heading for child in section.children if isinstance(child, Section)]
    fits = len(names) == len(section.expects) and all(
        expected in name for expected, name in zip(section.expects, names, strict=True)
    )
    if not fits:
        yield problem(
            "slogan-list",
            N_("“{slogan}” stands for {expected}, but the list has {found}"),
            section.origin,
            slogan=section.slogan,
            expected="、".join(section.expects),
            found="、".join(names) or "—",
        )
