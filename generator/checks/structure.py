"""The bones of a plan: no heading without something under it."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..plan import Section


def heading_has_body(section: Section) -> Iterator[Finding]:
    """Under each heading stands a text, a list, a table or a member list."""
    if section.heading and section.layout == "block" and not section.children:
        yield problem(
            "empty-section",
            N_("nothing stands under the heading {heading}"),
            section.origin,
            heading=section.heading,
        )
