"""The bones of a plan: no heading without something under it."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..plan import Plan, Section, walk


def heading_has_body(plan: Plan) -> Iterator[Finding]:
    """Under each heading stands a text, a list, a table or a member list."""
    for node in walk(plan):
        if isinstance(node, Section) and node.layout == "block" and not node.children:
            yield problem(
                "empty-section",
                N_("nothing stands under the heading {heading}"),
                node.origin,
                heading=node.heading,
            )
