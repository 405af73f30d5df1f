"""What a paragraph has to do with the rules about the whole plan.

Of each family of rules: what its functions make of one paragraph, given its place in a plan of
known structure, and what they make of all of them together. Where nothing of it differs from a
plan in which they found nothing, they find nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..outline.parts import Role
from ..policies import Policy
from . import characters, counts, leftovers, references, sentences, structure, sums, terms, times
from .remarks import Function

_BODY = ("text", "entry")
_MOST = 2_000  # paragraphs
_NOTED = ("annex_note", "annex_label", "annex_title")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in any plan."""

    content: str
    start: int  # where its label ends
    heading: str  # behind its label
    lists: Sequence[int]  # the places of labels within it that begin a list


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan of known structure, paragraph by paragraph."""

    contents: Sequence[str]
    roles: Sequence[Role]
    titles: Mapping[tuple[str, str], Sequence[str]]  # that policies cite, by first and last
    listing: dict[str, str]  # by slogan the paragraph that listed it in a plan before
    silent: dict[str, set[str]]  # by slogan the paragraphs that do not list it


One = Callable[[Paragraph], Hashable]
Values = Sequence[Any]  # what `One` made of each paragraph


@dataclass(frozen=True, slots=True)
class Family:
    """Functions that go by the same things: what `of_one` makes of each paragraph."""

    functions: tuple[Function, ...]
    of_one: One


@dataclass(frozen=True, slots=True)
class Joint(Family):
    """Functions that go by what `together` makes of that."""

    together: Callable[[Whole, Values], Hashable]


def _about_labels(one: Paragraph) -> Hashable:
    """Whether a blank stands between label and text; whether it names an excerpt."""
    blank = one.start > 0 and one.content[one.start - 1].isspace()
    return blank, structure.is_excerpt(one.content)


def _ends(one: Paragraph) -> Hashable:
    content = one.content
    stopped = bool(characters.stopped_items(content))
    return sentences.ending(content), characters.end_of(content), stopped


def _heading(one: Paragraph) -> Hashable:
    return one.heading, counts.names_in_heading(one.heading)


def _under_slogans(_whole: Whole, values: Values) -> Hashable:
    """The headings with slogans, and those called as one of the slogans says."""
    slogans = [(at, heading, names) for at, (heading, names) in enumerate(values) if names]
    called = {name for _, _, names in slogans for name in names}
    return tuple(slogans), tuple(
        (name, tuple([at for at, (heading, _) in enumerate(values) if name in heading]))
        for name in sorted(called)
    )


def _own_slogans(one: Paragraph) -> Hashable:
    return one.heading, counts.own_slogans(one.content)


def _listed(whole: Whole, values: Values) -> Hashable:
    """The slogans that are to be listed, each with what may list it."""
    return tuple(
        [
            (slogan, before or _lists(whole, slogan, values))
            for _, slogans in values
            for slogan, before in slogans
        ]
    )


def _lists(whole: Whole, slogan: str, values: Values) -> Hashable:
    """Whether a paragraph lists the slogan; else the headings with it, which may stand above a list."""
    if whole.listing.get(slogan) in whole.contents:
        return True
    silent = whole.silent.setdefault(slogan, set())
    for content in set(whole.contents) - silent:
        if counts.lists_slogan(content, slogan):
            whole.listing[slogan] = content
            return True
        silent.add(content)
    if len(silent) > _MOST:
        silent.clear()
    return tuple([at for at, (heading, _) in enumerate(values) if slogan in heading])


def _repeated(whole: Whole, values: Values) -> Hashable:
    """The sentences that stand more than once, with their paragraphs."""
    said = [
        s for some, role in zip(values, whole.roles, strict=True) if role in _BODY for s in some
    ]
    if len(set(said)) == len(said):
        return ()
    twice = {one for one, count in Counter(said).items() if count > 1}
    return tuple((at, one) for at, some in enumerate(values) for one in some if one in twice)


def _cited_annexes(whole: Whole, values: Values) -> Hashable:
    noted = zip(whole.contents, whole.roles, strict=True)
    return tuple(values), tuple([content for content, role in noted if role in _NOTED])


def _titles(whole: Whole, values: Values) -> Hashable:
    """The titles when two of them, or one of them and one that policies cite, are nearly alike."""
    if not any(values):
        return ()
    named = dict.fromkeys(title for some in values for title in some)
    ends: dict[tuple[str, str], list[str]] = {}
    for title in named:
        ends.setdefault((title[0], title[-1]), []).append(title)
    for key, some in ends.items():
        others = [*whole.titles.get(key, ()), *some]
        if any(references.nearly(one, other) for one in some for other in others):
            return tuple(values)
    return ()


def _modelled(whole: Whole, values: Values) -> Hashable:
    """The words for what is made a model, those of the title, too; none where all is called alike."""
    titles = [
        content
        for content, role in zip(whole.contents, whole.roles, strict=True)
        if role == "title"
    ]
    joined = ["".join("".join(titles[: end + 1]).split()) for end in range(len(titles))]
    named = tuple([terms.models(title)[:1] for title in joined])
    if len(set().union(*values, *named)) <= 1:
        return ()
    return tuple(values), named


def _bodies(whole: Whole, values: Values) -> Hashable:
    """The names of bodies when one has two of them."""
    if not any(values):
        return ()
    names: dict[str, str] = {}
    for value, role in zip(values, whole.roles, strict=True):
        for core, name in value if role in _BODY else ():
            if names.setdefault(core, name) != name:
                return tuple(values)
    return ()


def _shortened(whole: Whole, values: Values) -> Hashable:
    """The names that were to be short from some paragraph on, with those where they stand."""
    if not any(values):
        return ()
    found = []
    for at, value in enumerate(values):
        for full in value:
            again = [n for n, text in enumerate(whole.contents) if n >= at and full in text]
            if again != [at] or whole.contents[at].count(full) > 1:
                found.append((full, tuple(whole.contents[n] for n in again)))
    return tuple(found)


FAMILIES = (
    Family(
        (
            structure.labels_in_order,
            structure.levels_in_order,
            structure.labels_alike,
            structure.labels_official,
            structure.headings_alike,
            structure.headings_have_bodies,
            characters.labels_spaced_alike,
        ),
        _about_labels,
    ),
    Family((sentences.paragraphs_end, characters.list_ends_alike), _ends),
    Family((counts.claims_match_lists,), lambda one: counts.announced(one.content, one.lists)),
    Family(
        (times.stages_in_order, times.once_or_each_year),
        lambda one: times.dated(one.content, one.start, one.heading),
    ),
    Family((characters.marks_are_paired,), lambda one: characters.unpaired(one.content)),
    Family((sums.points_add_up,), lambda one: sums.points(one.content, one.heading)),
    Family(
        (characters.marks_are_full_width,), lambda one: characters.half_width_marks(one.content)
    ),
    Family((leftovers.no_page_number_at_end,), lambda one: leftovers.is_page_number(one.content)),
    Family((references.tables_are_there,), lambda one: references.announced_tables(one.content)),
    Family((references.parts_are_there,), lambda one: references.cited_parts(one.content)),
)
JOINT = (
    Joint((counts.slogans_match_headings,), _heading, _under_slogans),
    Joint((counts.slogans_are_listed,), _own_slogans, _listed),
    Joint(
        (characters.no_repeated_sentences,),
        lambda one: characters.long_sentences(one.content),
        _repeated,
    ),
    Joint(
        (references.annexes_are_there, references.annexes_match_note),
        lambda one: references.cited_annexes(one.content),
        _cited_annexes,
    ),
    Joint(
        (references.titles_are_whole,), lambda one: references.cited_titles(one.content), _titles
    ),
    Joint((terms.title_says_what_the_body_says,), lambda one: terms.models(one.content), _modelled),
    Joint((terms.bodies_have_one_name,), lambda one: terms.bodies(one.content), _bodies),
    Joint((terms.short_names_are_used,), lambda one: terms.shortened(one.content), _shortened),
)
OF_WHOLE = frozenset(function for family in (*FAMILIES, *JOINT) for function in family.functions)


def titles_by_ends(policies: Mapping[str, Policy]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The titles that policies cite, by their first and last characters."""
    found: dict[tuple[str, str], list[str]] = {}
    for title in references.titles_of(policies.values()):
        found.setdefault((title[0], title[-1]), []).append(title)
    return found
