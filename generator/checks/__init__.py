"""Rules over a finished plan; each rule is a function that yields findings."""

from __future__ import annotations

from ..errors import Finding
from ..plan import Plan
from .slogans import slogan_matches_list
from .stages import stages_in_order
from .structure import heading_has_body

RULES = (slogan_matches_list, stages_in_order, heading_has_body)


def check(plan: Plan) -> list[Finding]:
    """What is wrong with a numbered plan, by every rule."""
    return [finding for rule in RULES for finding in rule(plan)]
