"""Formulas that a later version of a policy had replaced when the plan was issued."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import N_
from ..outline import Outline
from ..patterns import pattern
from ..policies import Policy, Version
from ..values import OfficialDate
from .remarks import Manuscript, Remark, remark

# Shapes of the same words; each for one character, so that places stay.
_FOLDED = tuple(zip("“”‘’『』「」,;和与", '""""""""，；、、', strict=True))
_LEAST_TEXT = 4  # characters; shorter wordings, such as 三年, say other things, too
_LEAST_VALUE = 6
_GENERAL = frozenset(["科学发展"])
_FILLER = "\ufffc"
_BEFORE = pattern(r"(?:自|从|《|召开以来|回顾)\Z")
_BEHIND = pattern("以来|以后|报告|召开|期间|首次|通过的|闭幕|开幕|成果|收官|后|常态化")
_CLAUSE = "，；。\n"
_SENTENCE = "。\n"
_FAR = 300  # characters; no sentence is looked at further off


def formulas_are_current(manuscript: Manuscript) -> Iterator[Remark]:
    """No formula of the plan had been replaced by its day; quiet where no day is known."""
    day = manuscript.day or manuscript.outline.day
    if day is None or not manuscript.policies:
        return
    known = _known(manuscript.policies, day)
    text = _folded(manuscript.outline.text)
    if not known.any_gone or not known.any_gone.search(text):
        return
    old_ones = [old for old in known.gone if old in text]
    masked = _masked(text, known.current)
    taken: set[int] = set()
    for old in old_ones:
        gone = known.gone[old]
        for start in _places(masked, old):
            end = start + len(old)
            if taken & {start, end - 1} or _is_past(manuscript.outline, text, start, end):
                continue
            if _is_extended(text, start, end, gone.now, known.texts):
                continue
            taken.update(range(start, end))
            yield remark(
                manuscript,
                "superseded",
                N_("“{excerpt}” was replaced on {since}: {basis}"),
                manuscript.outline.spot(start, end),
                hint=N_("now: {now}"),
                since=str(gone.since),
                basis=gone.basis,
                now=gone.now.text or next(iter(gone.now.values.values()), ""),
            )


def _folded(text: str) -> str:
    """The text with one sign for each of several shapes; one by one is quicker than a table."""
    for sign, usual in _FOLDED:
        text = text.replace(sign, usual)
    return text


@dataclass(frozen=True, slots=True)
class _Gone:
    """A wording that is no longer in force: since when, by what, and the version that is."""

    since: OfficialDate
    basis: str
    now: Version


def _wordings(version: Version) -> list[str]:
    texts = [version.text] if len(version.text) >= _LEAST_TEXT else []
    return texts + [value for value in version.values.values() if len(value) >= _LEAST_VALUE]


@dataclass(frozen=True, slots=True)
class _Known:
    """What policies said and say on a day."""

    policies: Mapping[str, Policy]  # held, so that no others are taken for them
    gone: Mapping[str, _Gone]
    any_gone: re.Pattern[str] | None  # one of them
    current: Sequence[str]
    texts: Sequence[str]  # of the versions in force


_MOST = 16
_kept: dict[tuple[int, date], _Known] = {}


def _known(policies: Mapping[str, Policy], day: date) -> _Known:
    """What these policies say, gathered once for a day; a rule asks for each plan."""
    key = (id(policies), day)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST:
            _kept.clear()
        now = (version.text for one in policies.values() if (version := one.at(day)))
        texts = [_folded(text) for text in now if text]
        gone = _gone(policies, day)
        any_gone = re.compile("|".join(map(re.escape, gone))) if gone else None
        found = _Known(policies, gone, any_gone, _current(policies.values(), day), texts)
        _kept[key] = found
    return found


def _current(policies: Iterable[Policy], day: date) -> list[str]:
    """The wordings in force, the longest first."""
    found = {
        _folded(wording)
        for policy in policies
        if (now := policy.at(day))
        for wording in _wordings(now)
    }
    return sorted(found, key=len, reverse=True)


def _masked(text: str, current: Sequence[str]) -> str:
    """The text without the wordings in force, all places kept."""
    for wording in current:
        if wording in text:
            text = text.replace(wording, _FILLER * len(wording))
    return text


def _gone(policies: Mapping[str, Policy], day: date) -> dict[str, _Gone]:
    """The wordings replaced before that day, the longest first.

    What several policies say is gone when the last of them has dropped it.
    """
    found: dict[str, _Gone] = {}
    for policy in policies.values():
        now = policy.at(day)
        for version in policy.versions:
            if now is None or version.effective >= now.effective:
                break
            if _lives_on(policy, version):
                continue
            for wording in _wordings(version):
                if wording in _GENERAL:
                    continue
                folded = _folded(wording)
                by = _dropping(policy, version, wording, now)
                gone = _Gone(by.effective, by.basis, now)
                if folded not in found or found[folded].since < gone.since:
                    found[folded] = gone
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def _dropping(policy: Policy, version: Version, wording: str, now: Version) -> Version:
    """The first later version that does not say it."""
    later = (v for v in policy.versions if version.effective < v.effective <= now.effective)
    dropping = (v for v in later if wording not in (v.text, *v.values.values()))
    return next(dropping, now)


def _lives_on(policy: Policy, version: Version) -> bool:
    """Whether a later version was this one and more: then it was added to, not replaced."""
    later = (other for other in policy.versions if other.effective > version.effective)
    return any(version.text != other.text and version.text in other.text for other in later)


def _places(text: str, wording: str) -> Iterator[int]:
    at = text.find(wording)
    while at >= 0:
        yield at
        at = text.find(wording, at + len(wording))


def _is_past(outline: Outline, text: str, start: int, end: int) -> bool:
    """Whether the words tell of the past, 党的十八大以来, or stand in the title of a document."""
    if _BEFORE.search(text[max(start - 4, 0) : start]) or _BEHIND.match(text[end : end + 4]):
        return True
    least = max(start - _FAR, _begin(outline, start))
    return text.rfind("《", least, start) > text.rfind("》", least, start)


def _begin(outline: Outline, at: int) -> int:
    """Where the line of a place begins; of a title in several lines, the first of them."""
    position = outline.spot(at, at).position
    while position and outline.roles[position] == outline.roles[position - 1] == "title":
        position -= 1
    return outline.starts[position]


def _is_extended(text: str, start: int, end: int, now: Version, others: Sequence[str]) -> bool:
    """Whether the wording in force stands in the same sentence, or another one goes on with it."""
    if now.text and _folded(now.text) in _around(text, start, end, _SENTENCE):
        return True
    clause = _around(text, start, end, _CLAUSE)
    return any(other in clause for other in others)


def _around(text: str, start: int, end: int, marks: str) -> str:
    """The stretch around a place, up to the nearest of these marks on both sides."""
    least, most = max(start - _FAR, 0), end + _FAR
    first = max(text.rfind(mark, least, start) for mark in marks)
    lasts = [at for mark in marks if (at := text.find(mark, end, most)) >= 0]
    return text[max(first + 1, least) : min(lasts, default=most)]
