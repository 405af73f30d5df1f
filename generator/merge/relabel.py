"""The steps of a merge with the labels that the merged sequence has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..numbering import SCHEMES
from . import labels
from .bodies import body, is_untouched, typed_label
from .labels import Entry, Label
from .pieces import Delete, Generated, Insert, Keep, Piece, Step, Update, UpdateTable
from .texts import Edit
from .versions import Versions


def labelled(versions: Versions, steps: Sequence[tuple[str, Step | None]]) -> Iterator[Step]:
    """The steps with every label counted in the new order."""
    members, known = labels.lists(block.label for block in versions.ours.values())
    list_of = dict(zip(versions.ours, members, strict=True))
    kept = [(key, step) for key, step in steps if step]
    entries = [_entry(versions, key, step, list_of.get(key, -1)) for key, step in kept]
    for (key, step), label in zip(kept, labels.counted(entries, known), strict=True):
        yield _with_label(versions, key, step, label)


def _entry(versions: Versions, key: str, step: Step, number: int) -> Entry:
    if isinstance(step, Insert):
        return Entry(number)
    if isinstance(step, Delete | UpdateTable):
        return Entry(-1)
    piece, old = versions.theirs[key], versions.base.get(key)
    if old is None:
        typed = labels.first(piece.text) if piece.kind == "paragraph" else None
        return Entry(number, typed, free=number < 0)
    typed = typed_label(old, piece) or _other_label(old, piece)
    return Entry(number, typed, counts=bool(typed or piece.numbered or not old.label))


def _other_label(old: Generated, piece: Piece) -> Label | None:
    """The label of another scheme that a person typed in place of the block's own.

    It is the person's and stays, yet the block goes on counting: 1、 where 一、 stood.
    """
    typed = labels.first(piece.text) if old.label else None
    if typed is None or body(old).startswith(piece.text[typed.start : typed.end]):
        return None
    return typed


def _with_label(versions: Versions, key: str, step: Step, label: str) -> Step:
    if isinstance(step, Delete | UpdateTable):
        return step
    new = versions.ours.get(key)
    if isinstance(step, Insert):
        wanted = label or (new.label if new else "")
        return replace(step, text=wanted + (body(new) if new else ""), label=wanted)
    piece, old = versions.theirs[key], versions.base.get(key)
    change = _label_edit(piece, old, new, label)
    if change is None:
        return step
    untouched = old is not None and is_untouched(old, piece)
    if isinstance(step, Keep):
        return Update(piece.index, key if new else "", (change,), change.text, untouched)
    return replace(step, edits=(change, *step.edits), label=change.text)


def _label_edit(
    piece: Piece, old: Generated | None, new: Generated | None, label: str
) -> Edit | None:
    """What has to change in the label of a piece; None when it is right as it is."""
    typed = typed_label(old, piece) if old else labels.first(piece.text) if label else None
    if old and old.label and typed is None:
        return None  # a person took the label away, or has Word number the paragraph
    wanted = label or (new.label if new else "")
    if old is None and not label:
        return None
    start, end = (typed.start, typed.end) if typed else (0, 0)
    made = SCHEMES[typed.scheme](typed.value) if typed and typed.scheme else ""
    if made == wanted != "" or piece.text[start:end] == wanted:
        return None
    return Edit(start, end, wanted)
