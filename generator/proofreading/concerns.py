"""What a paragraph has to do with the rules about the whole plan.

Of each family of rules: what its functions make of one paragraph, given its place in a plan of
known structure, and what they make of all of them together. Where nothing of it differs from a
plan in which they found nothing, they find nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..outline.parts import Role
from ..policies import Policy
from . import characters, counts, references, sentences, structure, sums, terms, times
from .remarks import Manuscript, Remark

_BODY = ("text", "entry")
_NOTED = ("annex_note", "annex_label", "annex_title")


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan of known structure, paragraph by paragraph."""

    contents: Sequence[str]
    roles: Sequence[Role]
    titles: Mapping[tuple[str, str], Sequence[str]]  # that policies cite, by first and last
    listing: dict[str, str]  # by slogan the paragraph that listed it in a plan before


Function = Callable[[Manuscript], Iterator[Remark]]
One = Callable[[str, int, Sequence[int]], Hashable]
Together = Callable[[Whole, Sequence[Hashable]], Hashable]


@dataclass(frozen=True, slots=True)
class Family:
    """Functions that go by the same things.

    `of_one` makes of a paragraph's content, the end of its label and the places of labels within
    it what they go by; `together` makes of these, one a paragraph, what they find nothing by.
    """

    functions: tuple[Function, ...]
    of_one: One
    together: Together = lambda _whole, values: tuple(values)


def _nothing(_content: str, _start: int, _marks: Sequence[int]) -> Hashable:
    return None


def _ends(content: str, _start: int, _marks: Sequence[int]) -> Hashable:
    return (
        sentences.ending(content),
        characters.end_of(content),
        bool(characters.stopped_items(content)),
    )


def _announced(content: str, _start: int, marks: Sequence[int]) -> Hashable:
    return counts.announced(content, (*marks, len(content)))


def _heading(content: str, start: int, _marks: Sequence[int]) -> Hashable:
    if not start:
        return None
    text = content[start : start + 45]
    return text, counts.names_in_heading(text)


def _under_slogans(_whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """Of each heading whether it is called as a slogan in another one says."""
    headings = [value if isinstance(value, tuple) else ("", ()) for value in values]
    names = sorted({name for _, some in headings for name in some})
    if not names:
        return ()
    return tuple((some and text, *(name in text for name in names)) for text, some in headings)


def _listed(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """The slogans that are to be listed, each with what may list it."""
    slogans = [one for value in values for one in value]  # type: ignore[attr-defined]
    return tuple((slogan, before or _lists(whole, slogan)) for slogan, before in slogans)


def _lists(whole: Whole, slogan: str) -> Hashable:
    """Whether a paragraph lists the slogan; else the beginnings that may be headings above a list."""
    if whole.listing.get(slogan) in whole.contents:
        return True
    for content in whole.contents:
        if counts.lists_slogan(content, slogan):
            whole.listing[slogan] = content
            return True
    return tuple(slogan in content[:60] for content in whole.contents)


def _repeated(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """The sentences that stand more than once, with their paragraphs."""
    said = [s for v, role in zip(values, whole.roles, strict=True) if role in _BODY for s in v]  # type: ignore[attr-defined]
    if len(set(said)) == len(said):
        return ()
    twice = {one for one, count in Counter(said).items() if count > 1}
    return tuple((at, one) for at, v in enumerate(values) for one in v if one in twice)  # type: ignore[attr-defined]


def _cited_annexes(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    noted = zip(whole.contents, whole.roles, strict=True)
    return (tuple(values), tuple(content for content, role in noted if role in _NOTED))


def _titles(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """The titles when two of them, or one of them and one that policies cite, are nearly alike."""
    named = dict.fromkeys(title for value in values for title in value)  # type: ignore[attr-defined]
    ends: dict[tuple[str, str], list[str]] = {}
    for title in named:
        ends.setdefault((title[0], title[-1]), []).append(title)
    for key, some in ends.items():
        others = [*whole.titles.get(key, ()), *some]
        if any(references.nearly(one, other) for one in some for other in others):
            return tuple(values)
    return ()


def _bodies(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """The names of bodies when one has two of them."""
    names: dict[str, str] = {}
    for value, role in zip(values, whole.roles, strict=True):
        for core, name in value if role in _BODY else ():  # type: ignore[attr-defined]
            if names.setdefault(core, name) != name:
                return tuple(values)
    return ()


def _shortened(whole: Whole, values: Sequence[Hashable]) -> Hashable:
    """The names that were to be short from some paragraph on, with those where they stand."""
    found = []
    for at, value in enumerate(values):
        for full in value:  # type: ignore[attr-defined]
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
        ),
        _nothing,
    ),
    Family((sentences.paragraphs_end, characters.list_ends_alike), _ends),
    Family((counts.claims_match_lists,), _announced),
    Family((counts.slogans_match_headings,), _heading, _under_slogans),
    Family((counts.slogans_are_listed,), lambda text, _s, _m: counts.own_slogans(text), _listed),
    Family(
        (times.stages_in_order, times.once_or_each_year),
        lambda text, start, _marks: times.dated(text, start),
    ),
    Family((sums.points_add_up,), lambda text, _start, _marks: sums.points(text)),
    Family(
        (characters.no_repeated_sentences,),
        lambda text, _start, _marks: characters.long_sentences(text),
        _repeated,
    ),
    Family(
        (references.annexes_are_there, references.annexes_match_note),
        lambda text, _start, _marks: references.cited_annexes(text),
        _cited_annexes,
    ),
    Family(
        (references.tables_are_there,),
        lambda text, _start, _marks: references.announced_tables(text),
    ),
    Family((references.parts_are_there,), lambda t, _s, _m: references.cited_parts(t)),
    Family(
        (references.titles_are_whole,),
        lambda text, _start, _marks: references.cited_titles(text),
        _titles,
    ),
    Family((terms.title_says_what_the_body_says,), lambda t, _s, _m: terms.models(t)),
    Family((terms.bodies_have_one_name,), lambda t, _s, _m: terms.bodies(t), _bodies),
    Family((terms.short_names_are_used,), lambda t, _s, _m: terms.shortened(t), _shortened),
)
OF_WHOLE = frozenset(function for family in FAMILIES for function in family.functions)


def concerns(content: str, start: int, marks: Sequence[int]) -> tuple[Hashable, ...]:
    """What each family goes by in a paragraph; `start` and `marks` as `Family.of_one` has them."""
    return tuple([family.of_one(content, start, marks) for family in FAMILIES])


def titles_by_ends(policies: Mapping[str, Policy]) -> Mapping[tuple[str, str], Sequence[str]]:
    """The titles that policies cite, by their first and last characters."""
    found: dict[tuple[str, str], list[str]] = {}
    for title in references.titles_of(policies.values()):
        found.setdefault((title[0], title[-1]), []).append(title)
    return found
