"""What people changed by hand, and which units changed the same thing alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import labels
from .bodies import body, body_start, is_untouched
from .differences import differences
from .pieces import Generated, Piece


@dataclass(frozen=True, slots=True)
class HandEdit:
    """A block that a person changed, added (`base` is empty) or deleted (`text` is empty).

    What was added has the id of the block it follows. Labels are left out.
    """

    id: str
    base: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """The same change of one block by several units, in words that name none of them."""

    id: str
    base: str
    text: str
    units: tuple[str, ...]

    @property
    def kind(self) -> Literal["changed", "added", "deleted"]:
        """Whether the block was changed or deleted, or the text added behind it."""
        return "changed" if self.base and self.text else "added" if self.text else "deleted"


def hand_edits(
    base: Sequence[Generated],
    theirs: Sequence[Piece],
    ours: Sequence[Generated] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> tuple[HandEdit, ...]:
    """What people changed since the blocks were generated, in the order of the file.

    Given `ours`, what they changed in, or added to, blocks that this has not is left out, and
    the others have the ids that `renamed` gives them there.
    """
    found = (*_changed(base, theirs), *_deleted(base, theirs))
    if ours is None:
        return found
    names = {"", *(block.id for block in ours)}
    told = (replace(one, id=(renamed or {}).get(one.id, one.id)) for one in found)
    return tuple(one for one in told if one.id in names)


def _changed(base: Sequence[Generated], theirs: Sequence[Piece]) -> Iterator[HandEdit]:
    blocks = {block.id: block for block in base}
    follows = ""
    for piece in theirs:
        old = blocks.get(piece.id)
        if old:
            follows = old.id
            if not is_untouched(old, piece):
                yield HandEdit(old.id, body(old), piece.text[body_start(old, piece) :])
        elif piece.text:
            label = labels.first(piece.text)
            yield HandEdit(follows, "", piece.text[label.end if label else 0 :])


def _deleted(base: Sequence[Generated], theirs: Sequence[Piece]) -> Iterator[HandEdit]:
    """What is gone; nothing when so much is that the file is another."""
    left = {piece.id for piece in theirs}
    gone = [old for old in base if old.id not in left and old.text]
    if 2 * len(gone) <= len(base):
        yield from (HandEdit(old.id, body(old), "") for old in gone)


def alike(
    edits: Mapping[str, Iterable[HandEdit]],
    values: Mapping[str, Mapping[str, str]],
    at_least: int = 2,
    wordings: Mapping[str, str] | None = None,
) -> list[Alike]:
    """The changes that several units made, the most frequent first.

    `edits` and `values` are by unit. A unit's own values give way to {{ name }} in the texts,
    and two changes are the same when they take the same words out of the same block and put
    the same words in, whatever else its text says. `wordings` are texts that every unit may
    have, such as the versions of a policy, each with the name that it gives way to.
    """
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[str, HandEdit]]] = {}
    shared = {text: name for text, name in (wordings or {}).items() if len(text) >= _WORDING}
    for unit, made in edits.items():
        name = _naming(values.get(unit, {}), shared)
        for edit in made:
            general = HandEdit(edit.id, name(edit.base), name(edit.text))
            groups.setdefault((edit.id, _words(general)), []).append((unit, general))
    found = [
        Alike(members[0][1].id, members[0][1].base, members[0][1].text, tuple(units))
        for members in groups.values()
        if len(units := dict.fromkeys(unit for unit, _ in members)) >= at_least
    ]
    return sorted(found, key=lambda one: -len(one.units))


def _words(edit: HandEdit) -> tuple[tuple[str, str], ...]:
    """What is taken out and what is put in; a block that goes is the same whatever it said."""
    if not edit.text:
        return ()
    return tuple(
        (edit.base[change.start : change.end], change.text)
        for change in differences(edit.base, edit.text)
    )


# A shorter wording of a policy, such as a number, may stand in a text by chance.
_WORDING = 4


def _naming(values: Mapping[str, str], wordings: Mapping[str, str]) -> Callable[[str], str]:
    """What puts {{ name }} for the values of a unit and for wordings, the longest first."""
    # a value of one character stands in too many words to be told from them
    names = {**wordings, **{text: name for name, text in values.items() if len(text) > 1}}
    longest_first = sorted(names, key=len, reverse=True)

    def named(text: str) -> str:
        here = [name for name in longest_first if name in text]
        if not here:
            return text
        pattern = re.compile("|".join(map(re.escape, here)))
        return pattern.sub(lambda found: f"{{{{ {names[found.group()]} }}}}", text)

    return named
