"""What people changed by hand, and which units changed the same thing alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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


def hand_edits(base: Sequence[Generated], theirs: Sequence[Piece]) -> tuple[HandEdit, ...]:
    """What people changed since the blocks were generated, in the order of the file."""
    return (*_changed(base, theirs), *_deleted(base, theirs))


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
    left = {piece.id for piece in theirs}
    for old in base:
        if old.id not in left and old.text:
            yield HandEdit(old.id, body(old), "")


def alike(
    edits: Mapping[str, Iterable[HandEdit]],
    values: Mapping[str, Mapping[str, str]],
    at_least: int = 2,
) -> list[Alike]:
    """The changes that several units made, the most frequent first.

    `edits` and `values` are by unit. A unit's own values give way to {{ name }} in the texts,
    and two changes are the same when they take the same words out of the same block and put
    the same words in, whatever else its text says.
    """
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[str, HandEdit]]] = {}
    for unit, made in edits.items():
        name = _naming(values.get(unit, {}))
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


def _naming(values: Mapping[str, str]) -> Callable[[str], str]:
    """What puts {{ name }} for the values of a unit, the longest first."""
    # a value of one character stands in too many words to be told from them
    names = {text: name for name, text in values.items() if len(text) > 1}
    if not names:
        return lambda text: text
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda found: f"{{{{ {names[found.group()]} }}}}", text)
