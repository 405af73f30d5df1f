"""Slogans against the lists they sum up: 五好 must be followed by its five names."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..plan import Plan, Section, walk


def slogan_matches_list(plan: Plan) -> Iterator[Finding]:
    """A section under a slogan has just the slogan's items as headings, in that order."""
    for node in walk(plan):
        if not isinstance(node, Section) or not node.expects:
            continue
        names = [child.heading for child in node.children if isinstance(child, Section)]
        fits = len(names) == len(node.expects) and all(
            expected in name for expected, name in zip(node.expects, names, strict=True)
        )
        if not fits:
            yield problem(
                "slogan-list",
                N_("“{slogan}” stands for {expected}, but the list has {found}"),
                node.origin,
                slogan=node.slogan,
                expected="、".join(node.expects),
                found="、".join(names) or "—",
            )
