"""Rules over a finished plan; each rule looks at one section and yields findings."""

from __future__ import annotations

from ..errors import Finding
from ..plan import Plan, Section
from .leaks import Memo as LeakMemo
from .leaks import leaks
from .slogans import slogan_matches_list
from .stages import stages_in_order
from .structure import heading_has_body, item_has_text

__all__ = ("RULES", "LeakMemo", "Memo", "check", "leaks")

RULES = (slogan_matches_list, stages_in_order, heading_has_body, item_has_text)

Memo = dict[int, tuple[Section, list[Finding]]]  # of shared sections, by identity


def check(plan: Plan, memo: Memo | None = None) -> list[Finding]:
    """What is wrong with a numbered plan, by every rule.

    `memo` keeps what was said of shared sections between plans.
    """
    memo = {} if memo is None else memo
    return [
        finding
        for child in plan.children
        if isinstance(child, Section)
        for finding in _checked(child, memo)
    ]


def _checked(section: Section, memo: Memo) -> list[Finding]:
    if section.shared and (known := memo.get(id(section))):
        return known[1]
    found = [finding for rule in RULES for finding in rule(section)]
    for child in section.children:
        if isinstance(child, Section):
            found += _checked(child, memo)
    if section.shared:
        memo[id(section)] = (section, found)
    return found
