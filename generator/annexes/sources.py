"""Which parts of a plan an annex is made from, and what a part is called in a table cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..plan import Node, Paragraph, Plan, Section

# Up to the first end of a sentence that does not stand in a quotation or in brackets.
_SENTENCE = re.compile("(?:“[^”]*”|（[^）]*）|[^。！？；])*")


@dataclass(frozen=True, slots=True)
class Source:
    """A section of the plan with those it stands in, outermost first."""

    section: Section
    above: tuple[Section, ...] = ()

    @property
    def inward(self) -> tuple[Section, ...]:
        """The section itself, then those around it."""
        return (self.section, *reversed(self.above))

    def owner(self) -> str:
        """Who does it: as stated here, else for the nearest section around."""
        return next((s.duty.owner for s in self.inward if s.duty and s.duty.owner), "")

    def due(self) -> str:
        """By when: as stated here or as the stage ends, else by the nearest section around."""
        return next(filter(None, map(_due, self.inward)), "")


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts chosen for an annex, in reading order."""

    chosen: tuple[Source, ...]
    absent: tuple[str, ...]  # asked for, and not in this plan
    ids: frozenset[str]  # of all parts of the plan


def sources(plan: Plan, of: tuple[str, ...]) -> Sources:
    """The sections named in `of` with all below them; without `of`, all sections.

    A section that `each` repeats is meant by its id in the blueprint, all turns of it, or by
    the id of one turn.
    """
    chosen: list[Source] = []
    ids: set[str] = set()
    inside: set[str] = set()
    for source, name in _walk(plan.children, ""):
        section = source.section
        ids |= {name, section.id}
        parent = source.above[-1].id if source.above else ""
        if not of or parent in inside or name in of or section.id in of:
            inside.add(section.id)
            chosen.append(source)
    return Sources(tuple(chosen), tuple(name for name in of if name not in ids), frozenset(ids))


def _walk(
    children: tuple[Node, ...], parent: str, above: tuple[Section, ...] = ()
) -> Iterator[tuple[Source, str]]:
    """Every section with its id in the blueprint, which has no loop keys."""
    for child in children:
        if isinstance(child, Section):
            own = child.id[len(above[-1].id) + 1 :] if above else child.id
            name = f"{parent}/" * bool(parent) + own.partition("[")[0]
            yield Source(child, above), name
            yield from _walk(child.children, name, (*above, child))


def _due(section: Section) -> str:
    if section.duty and section.duty.due:
        return section.duty.due
    if section.indicator and section.indicator.by:
        return section.indicator.by
    return str(section.window.end) if section.window else ""


def name_of(section: Section) -> str:
    """What the section is called in a cell: its label and heading, else its first sentence."""
    if section.heading:
        return numbered(section, section.heading)
    first = next(iter(_texts(section)), "")
    sentence = _SENTENCE.match(first)
    return (sentence and sentence.group()) or section.label.rstrip("、.")


def numbered(section: Section, text: str) -> str:
    """The text behind the section's label: （一）…, 第一阶段：…; 一是 belongs to prose only."""
    if not section.label or section.label.endswith("是"):
        return text
    return section.label + "：" * section.label.startswith("第") + text


def text_of(section: Section) -> str:
    """All the section says itself, its heading run in."""
    text = "".join(_texts(section))
    heading = section.heading + "。" * bool(section.heading and text)
    return numbered(section, heading + text)


def _texts(section: Section) -> list[str]:
    return [child.text for child in section.children if isinstance(child, Paragraph)]
