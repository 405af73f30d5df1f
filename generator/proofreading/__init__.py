"""Rules over the outline of any plan, whoever made it; `RULES` says which finding comes from which.

The rules look at text only, and are quiet when in doubt: what an office reads here must be
worth its while.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..errors import Severity
from ..outline import Outline
from ..policies import Policy
from . import (
    characters,
    counts,
    forms,
    leftovers,
    references,
    sentences,
    structure,
    sums,
    terms,
    times,
    wordings,
)
from .remarks import Function, Manuscript, Names, Remark, in_order
from .severities import SEVERITIES

__all__ = ("RULES", "Names", "Remark", "Rule", "check", "functions", "told_by")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for: how grave it is, and the function that finds it."""

    severity: Severity
    function: Function

    @property
    def doc(self) -> str:
        """What the function asks of a plan."""
        return self.function.__doc__ or ""


_CODES: Mapping[Function, tuple[str, ...]] = {
    structure.labels_in_order: (
        "label-gap", "label-repeat", "label-start", "label-order", "spoken-start",
    ),
    structure.levels_in_order: ("level-order",),
    structure.labels_alike: ("mixed-labels",),
    structure.labels_official: ("label-form",),
    structure.headings_alike: ("uneven-headings",),
    structure.headings_on_their_own: ("glued-heading", "lost-label"),
    structure.headings_have_bodies: ("heading-alone",),
    sentences.paragraphs_end: ("text-cut", "no-full-stop"),
    sentences.paragraphs_begin: ("text-begins-late",),
    counts.claims_match_lists: ("count-claim",),
    counts.slogans_match_headings: ("slogan-list",),
    counts.slogans_match_expansions: ("slogan-expansion",),
    counts.ones_match_expansions: ("slogan-expansion",),
    counts.slogans_are_listed: ("slogan-unlisted",),
    times.stages_in_order: (
        "stage-overlap", "stage-order", "stage-outside", "stage-undated", "stages-undated",
        "stage-year",
    ),
    times.dates_exist: ("no-such-date", "range-reversed"),
    times.once_or_each_year: ("cycle-or-year",),
    sums.tables_add_up: ("table-total",),
    sums.points_add_up: ("points-total",),
    sums.quotas_add_up: ("quota-total",),
    leftovers.holes_are_filled: ("hole",),
    leftovers.nothing_is_left_open: ("left-open",),
    leftovers.dates_are_filled: ("blank-date",),
    leftovers.brackets_hold_something: ("empty-brackets",),
    leftovers.no_other_units: ("other-unit",),
    leftovers.no_page_residue: ("page-residue",),
    leftovers.no_page_number_at_end: ("page-residue",),
    characters.marks_are_paired: ("unbalanced",),
    characters.no_stray_marks: ("stray-mark",),
    characters.no_doubled_words: ("doubled-word",),
    characters.no_doubled_marks: ("doubled-mark",),
    characters.no_repeated_frequency: ("repeated-frequency",),
    characters.no_repeated_sentences: ("repeated-sentence",),
    characters.phrases_are_whole: ("broken-phrase",),
    characters.marks_are_full_width: ("half-width",),
    characters.no_stray_spaces: ("stray-space",),
    characters.labels_spaced_alike: ("stray-space",),
    characters.list_ends_alike: ("mixed-ends",),
    forms.numbers_are_official: ("document-number",),
    forms.dates_are_official: ("date-form",),
    forms.spans_have_one_dash: ("range-dash",),
    forms.congresses_are_named: ("congress-name",),
    references.annexes_are_there: ("annex-absent",),
    references.annexes_match_note: ("annex-unattached", "annex-title", "annex-unlisted"),
    references.tables_are_there: ("table-absent",),
    references.parts_are_there: ("part-absent",),
    references.titles_are_whole: ("cited-title",),
    wordings.formulas_are_current: ("superseded",),
    terms.title_says_what_the_body_says: ("title-term",),
    terms.bodies_have_one_name: ("two-names",),
    terms.short_names_are_used: ("short-name",),
}  # fmt: skip

RULES: Mapping[str, Rule] = {
    code: Rule(SEVERITIES[code], function) for function, codes in _CODES.items() for code in codes
}


def check(
    outline: Outline,
    *,
    day: date | None = None,
    policies: Mapping[str, Policy] | None = None,
    names: Names | None = None,
    without: Collection[str] = (),
    source: str = "",
) -> list[Remark]:
    """What is wrong with a plan, from its first line to the last.

    `day` is what the policies are held against; without it the plan's own date is taken. `without`
    are codes to leave out, `source` is the file that the findings name.
    """
    manuscript = Manuscript(outline, day, policies or {}, names or Names(), source)
    without = frozenset(without)
    return told_by(functions(without), manuscript, without)


def told_by(
    some: Iterable[Function], manuscript: Manuscript, without: frozenset[str]
) -> list[Remark]:
    """What some of the rules tell, from the first line to the last."""
    found = (remark for function in some for remark in function(manuscript))
    return list(in_order(remark for remark in found if remark.code not in without))


@lru_cache(maxsize=16)
def functions(without: frozenset[str]) -> tuple[Function, ...]:
    """The functions of all rules that tell of anything else than these codes."""
    return tuple(function for function, codes in _CODES.items() if not without.issuperset(codes))
