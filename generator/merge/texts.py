"""Three versions of one text into one: as generated, as people left it, as generated now.

The result is told as edits of what people left, so that their formatting stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .differences import Change, applied, differences, trimmed
from .masks import Counter, Masked, masked, unmasked
from .sentences import ends_sentence, sentence_ends

_PARTED = re.compile("[，。；：！？\n]")  # what parts two clauses
NEAR = 4  # kept characters that part two changes within one sentence
NEAR_COMMA = 2  # and if a comma is among them


@dataclass(frozen=True, slots=True)
class Edit:
    """`theirs[start:end]` gives way to `text`: at once, or as an offer for a person to decide.

    The edits of a text are in order and do not overlap; they may touch.
    """

    start: int
    end: int
    text: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """One passage in three versions, for the comment beside an offer."""

    base: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class TextMerge:
    """Edits of `theirs` in order, apart from each other, and the passages left to decide."""

    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Versions, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sided:
    change: Change
    ours: bool


def edited(text: str, edits: Iterable[Edit], accepted: bool = True) -> str:
    """The text with the edits made; offers are accepted or rejected."""
    parts, done = [], 0
    for edit in edits:
        if accepted or not edit.offered:
            parts += [text[done : edit.start], edit.text]
            done = edit.end
    return "".join([*parts, text[done:]])


def merge_text(base: str, theirs: str, ours: str) -> TextMerge:
    """The edits that bring `theirs` up to date with what changed from `base` to `ours`.

    Changes at different places are made. Where both sides changed the same place, the new text
    is offered and the person's stays. Labels within the text (一是……；二是……) count on.
    """
    if ours in (base, theirs):
        return TextMerge()
    if theirs == base:
        changes = differences(base, ours)
        return TextMerge(tuple(Edit(c.start, c.end, c.text) for c in changes))
    versions = masked(base, theirs, ours)
    if versions is None:
        return _merged(base, theirs, ours)
    old, hand, new = versions
    return _counted(hand, _merged(old.text, hand.text, new.text))


def _merged(base: str, theirs: str, ours: str) -> TextMerge:
    if ours in (base, theirs):
        return TextMerge()
    by_hand, by_policy = differences(base, theirs), differences(base, ours)
    if common := [change for change in by_policy if change in by_hand]:
        base = applied(base, common)  # what both did alike is where they start from
        by_hand, by_policy = differences(base, theirs), differences(base, ours)
    edits: list[Edit] = []
    conflicts: list[Versions] = []
    moved_by = 0  # how far theirs has run ahead of base
    for group in _groups(base, by_hand, by_policy):
        start = min(sided.change.start for sided in group)
        end = max(sided.change.end for sided in group)
        new = _passage(base, start, end, [s.change for s in group if s.ours])
        hand_changes = [s.change for s in group if not s.ours]
        hand = _passage(base, start, end, hand_changes)
        place = start + moved_by
        if not hand_changes:
            edits.append(Edit(place, place + len(hand), new))
        elif len(hand_changes) < len(group) and (edit := _edit(base[start:end], hand, new)):
            edits.append(replace(edit, start=edit.start + place, end=edit.end + place))
            conflicts += [Versions(base[start:end], hand, new)] if edit.offered else []
        moved_by += len(hand) - (end - start)
    return TextMerge(tuple(edits), tuple(conflicts))


def _passage(base: str, start: int, end: int, changes: Iterable[Change]) -> str:
    """What one side made of a stretch of the base."""
    parts, done = [], start
    for change in changes:
        parts += [base[done : change.start], change.text]
        done = change.end
    return "".join([*parts, base[done:end]])


def _edit(base: str, hand: str, new: str) -> Edit | None:
    """The policy's text beside a person's for the same place; None when theirs says it, too."""
    if new == hand:
        return None
    if base:
        change = trimmed(hand, new)
        return Edit(change.start, change.end, change.text, offered=True)
    if new in hand and (len(new) >= NEAR or ends_sentence(new)):
        return None
    if new.startswith(hand):
        return Edit(len(hand), len(hand), new[len(hand) :])
    return Edit(len(hand), len(hand), new, offered=True)


def _counted(hand: Masked, merge: TextMerge) -> TextMerge:
    """A merge of masked texts as one of the texts themselves, with the labels counted anew."""
    counter = Counter()
    edits: list[Edit] = []
    done = 0
    for edit in (*merge.edits, Edit(len(hand.text), len(hand.text), "")):
        for position, label in counter.labels(hand.text, done, edit.start):
            edits.append(_put(hand, Edit(position, position + 1, label)))
        edits.append(_put(hand, replace(edit, text=counter.filled(edit.text))))
        done = edit.end
    return TextMerge(
        tuple(edit for edit in edits if hand.original[edit.start : edit.end] != edit.text),
        tuple(
            Versions(unmasked(one.base), unmasked(one.theirs), unmasked(one.ours))
            for one in merge.conflicts
        ),
    )


def _put(hand: Masked, edit: Edit) -> Edit:
    return replace(edit, start=hand.place(edit.start), end=hand.place(edit.end))


# Which changes are at one place -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Base:
    """The base with its sentences, and those that one of the sides rewrote."""

    text: str
    ends: list[int]
    rewritten: set[int]


def _groups(
    base: str, by_hand: Sequence[Change], by_policy: Sequence[Change]
) -> list[list[_Sided]]:
    """The changes of both sides in order; those that touch the same place are together."""
    sided = [_Sided(change, False) for change in by_hand]
    sided += [_Sided(change, True) for change in by_policy]
    sided.sort(key=lambda s: (s.change.start, s.change.end))
    ends = sentence_ends(base)
    old = _Base(base, ends, _rewritten(ends, by_hand) | _rewritten(ends, by_policy))
    groups: list[list[_Sided]] = []
    for one in sided:
        first = _first_met(groups, one, old)
        # what stands between two changes that meet is at the same place, too
        groups[first:] = [[*(part for group in groups[first:] for part in group), one]]
    return _by_clause(groups, base)


def _by_clause(groups: list[list[_Sided]], base: str) -> list[list[_Sided]]:
    """The groups, those in which both sides meet grown to all that changed in the same clause.

    Else accepting an offer would leave a clause that neither side has written.
    """
    found: list[list[_Sided]] = []
    for group in groups:
        if found and (_shares_clause(found[-1], group, base)):
            found[-1] += group
        else:
            found.append([*group])
    return found


def _shares_clause(before: list[_Sided], after: list[_Sided], base: str) -> bool:
    if not (_is_shared(before) or _is_shared(after)):
        return False
    end = max(sided.change.end for sided in before)
    start = min(sided.change.start for sided in after)
    return not _PARTED.search(base, end, start)


def _is_shared(group: list[_Sided]) -> bool:
    return len({sided.ours for sided in group}) > 1


def _first_met(groups: list[list[_Sided]], one: _Sided, old: _Base) -> int:
    """The first group a change belongs to; none lies before its sentence."""
    before = bisect_right(old.ends, one.change.start)
    sentence = old.ends[before - 1] if before else 0
    first = len(groups)
    for number in range(len(groups) - 1, -1, -1):
        if _meets(groups[number], one, old):
            first = number
        elif groups[number][-1].change.end < sentence:
            break
    return first


def _meets(group: list[_Sided], one: _Sided, old: _Base) -> bool:
    return any(
        other.change.end > one.change.start
        or (other.ours != one.ours and _near(other.change, one.change, old))
        for other in group
    )


def _near(before: Change, after: Change, old: _Base) -> bool:
    """Whether a person must look at two changes together, one of each side."""
    gap = after.start - before.end
    if gap == 0 and before.start == after.end:
        return True  # two insertions: which comes first is not ours to guess
    if any(change.start == change.end and change.text == "\n" for change in (before, after)):
        return False  # a line break says nothing
    next_end = bisect_left(old.ends, before.end)
    if before.end == 0 or (next_end < len(old.ends) and old.ends[next_end] <= after.start):
        return gap == 0 and not (_is_whole(before, old) or _is_whole(after, old))
    enough = NEAR_COMMA if "，" in old.text[before.end : after.start] else NEAR
    return gap < enough or next_end in old.rewritten


def _is_whole(change: Change, old: _Base) -> bool:
    """Whether a change adds, drops or replaces nothing but whole sentences."""
    if not (_is_end(change.start, old.ends) and _is_end(change.end, old.ends)):
        return False
    at_end = change.end == len(old.text)
    if at_end and change.start == change.end and not ends_sentence(old.text):
        return False  # it goes on with the last sentence
    return not change.text or at_end or ends_sentence(change.text)


def _is_end(place: int, ends: list[int]) -> bool:
    found = bisect_left(ends, place)
    return place == 0 or (found < len(ends) and ends[found] == place)


def _rewritten(ends: list[int], changes: Iterable[Change]) -> set[int]:
    """The sentences of which a side left less than half."""
    lost: dict[int, int] = {}
    for change in changes:
        place = change.start
        while place < change.end:
            sentence = bisect_right(ends, place)
            stop = min(change.end, ends[sentence])
            lost[sentence] = lost.get(sentence, 0) + stop - place
            place = stop
    return {
        sentence
        for sentence, count in lost.items()
        if 2 * count > ends[sentence] - (ends[sentence - 1] if sentence else 0)
    }
