"""The bones of a plan: no heading without something under it, no label without a text."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from ..plan import Paragraph, Section


def heading_has_body(section: Section) -> Iterator[Finding]:
    """Under each heading stands a text, a list, a table or a member list."""
    if section.heading and section.layout == "block" and not section.children:
        yield problem(
            "empty-section",
            N_("nothing stands under the heading {heading}"),
            section.origin,
            heading=section.heading,
        )


def item_has_text(section: Section) -> Iterator[Finding]:
    """An item without heading begins with a text: behind its label, or before what it is worth."""
    if section.level < 2 or section.heading or _begins_with_text(section):
        return
    if section.label or not section.children:
        yield problem(
            "empty-item",
            N_("the item {label} has neither heading nor text"),
            section.origin,
            hint=N_("give it a text, or guard it with when"),
            label=section.label or section.id,
        )


def _begins_with_text(section: Section) -> bool:
    first = section.children[0] if section.children else None
    return isinstance(first, Paragraph) or (section.inline and isinstance(first, Section))
