"""Rules across the units of one run: what no single plan can tell.

Each rule goes over the units kept of the run and yields findings. They are quiet when in
doubt: a false alarm times thousands of units teaches people to read none of them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..errors import Finding
from ..facts import Facts
from .identity import full_name_shortened_twice, short_name_shared
from .kept import gathered
from .leaders import leader_under_two_spellings
from .names import Names, Search, index, typed_in, watched
from .quotas import totals_add_up
from .spans import stages_within_parent

__all__ = ("RULES", "Names", "Search", "findings", "index", "typed_in", "watched")

RULES = (
    totals_add_up,
    stages_within_parent,
    full_name_shortened_twice,
    short_name_shared,
    leader_under_two_spellings,
)


def findings(facts: Iterable[Facts], partial: Container[str] = frozenset()) -> list[Finding]:
    """What is wrong between the units, by every rule, in the order of the facts.

    `partial` are the ids of units some of whose children are not among the facts.
    """
    run = gathered(facts, partial)
    return [finding for rule in RULES for finding in rule(run)]
