"""Three versions of a document into one, block by block.

Blocks are the same when they have the same id; which piece of the file stands for which block
is told by its reader. Labels are no part of the text: they are counted anew in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import N_
from .bodies import BROKEN, WHOLE, body, body_start, is_untouched, proper
from .joints import Absorbed, absorbed, parts, spread, with_absorbed
from .joints import joined as as_one
from .layout import Laid, laid
from .neighbours import goes_on, homeless, orphans
from .order import merged_order, moved_keys
from .pieces import (
    Conflict,
    Delete,
    Fate,
    Generated,
    Insert,
    Keep,
    Left,
    Merge,
    Outcome,
    Piece,
    Row,
    Step,
    Update,
    UpdateTable,
    as_rows,
)
from .relabel import labelled
from .tables import merge_tables
from .texts import Edit, merge_text
from .versions import Versions, doubts, keyed

_NO_NEIGHBOUR = N_("this was added by hand to a part that the plan no longer has")
_TOO_DIFFERENT = N_("this was edited by hand in a way that the new version cannot be worked into")


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of one block; its label is still to be counted."""

    step: Step | None
    outcome: Outcome | None
    conflicts: tuple[Conflict, ...] = ()
    unplaced: tuple[Left, ...] = ()


def merge_blocks(
    base: Sequence[Generated],
    theirs: Sequence[Piece],
    ours: Sequence[Generated],
    renamed: Mapping[str, str] | None = None,
) -> Merge:
    """The steps that bring the file `theirs` up to date with what changed from `base` to `ours`.

    `renamed` tells the new ids of blocks whose id changed.
    """
    if renamed:
        base = [replace(block, id=renamed.get(block.id, block.id)) for block in base]
        theirs = [replace(piece, id=renamed.get(piece.id, piece.id)) for piece in theirs]
    if list(base) == list(ours):
        return Merge(tuple(Keep(piece.index) for piece in theirs))
    if refused := tuple(doubts(base, theirs)):
        return Merge(tuple(Keep(piece.index) for piece in theirs), refused=refused)
    versions = keyed(base, theirs, ours)
    order = merged_order(
        list(versions.base),
        list(versions.theirs),
        list(versions.ours),
        lambda key, new: goes_on(versions, key, new),
    )
    made = _made(versions)
    done = [(key, made[key]) for key in order if key in made]
    shifted = _shifted(versions)
    return Merge(
        tuple(labelled(versions, [(key, one.step) for key, one in done])),
        tuple(_placed_anew(one.outcome, shifted) for _, one in done if one.outcome),
        tuple(conflict for _, one in done for conflict in one.conflicts),
        tuple(left for _, one in done for left in one.unplaced),
    )


def _made(versions: Versions) -> dict[str, _Made]:
    """What becomes of every block and every piece."""
    moved = moved_keys(list(versions.base), list(versions.theirs))
    orphaned, unhoused = orphans(versions), homeless(versions)
    taken = absorbed(versions)
    made: dict[str, _Made] = {}
    for key in dict.fromkeys([*versions.base, *versions.theirs, *versions.ours]):
        if key in taken:
            made[key] = _Made(None, Outcome(key, "edited by a person"))
        elif key not in versions.base and key not in versions.ours:
            made[key] = _added(versions.theirs[key], orphaned.get(key, ""))
        elif any(one.holder == key for one in taken.values()):
            made[key] = _joined(versions, key, taken, key in moved)
        else:
            made[key] = _block(versions, key, key in moved, key in unhoused)
    for key, keys in parts(versions).items():
        made |= _split(versions, key, keys, key in moved)
    return made


def _shifted(versions: Versions) -> frozenset[str]:
    """The blocks that the plan has in another place now, and a person left in theirs."""
    by_hand = moved_keys(list(versions.base), list(versions.theirs))
    return frozenset(moved_keys(list(versions.base), list(versions.ours)) - by_hand)


def _placed_anew(outcome: Outcome, shifted: frozenset[str]) -> Outcome:
    """The outcome of a block that comes to another place, though its text may stay."""
    if outcome.id not in shifted:
        return outcome
    if outcome.fate == "kept":
        return replace(outcome, fate="updated")
    return replace(outcome, fate="merged") if outcome.fate == "edited by a person" else outcome


# Blocks -----------------------------------------------------------------------------------------


def _block(versions: Versions, key: str, moved: bool, unhoused: bool) -> _Made:
    """What becomes of a block of the plan."""
    old, new = versions.base.get(key), versions.ours.get(key)
    piece = versions.theirs.get(key)
    if piece is None:
        return _missing(old, new, unhoused)
    if old is None:
        return _Made(Keep(piece.index), Outcome(key, "kept"))
    if new is None:
        return _gone(old, piece, moved)
    return _present(old, piece, new, moved)


def _missing(old: Generated | None, new: Generated | None, unhoused: bool) -> _Made:
    """A block that the file does not have."""
    if new is None:
        return _Made(None, None)
    if old and proper(old) == proper(new):
        return _Made(None, Outcome(new.id, "deleted by a person"))
    offered = old is not None or unhoused
    step = Insert(new.id, new.text, new.label, offered)
    if not offered:
        return _Made(step, Outcome(new.id, "inserted"))
    conflict = Conflict(new.id, -1, old.text if old else "", "", new.text)
    return _Made(step, Outcome(new.id, "conflict"), (conflict,))


def _gone(old: Generated, piece: Piece, moved: bool) -> _Made:
    """A block that the plan no longer has."""
    if is_untouched(old, piece) and not piece.holds:
        return _Made(Delete(piece.index), Outcome(old.id, "deleted", moved))
    conflict = Conflict(old.id, piece.index, old.text, piece.text, "")
    step = Delete(piece.index, offered=True)
    return _Made(step, Outcome(old.id, "conflict", moved), (conflict,))


def _added(piece: Piece, part: str) -> _Made:
    """A piece that a person added; `part` is what it belonged to, if that is gone."""
    if piece.is_outside:
        return _Made(Keep(piece.index), Outcome("", "kept"))
    outcome = Outcome("", "added by a person")
    if not part or not piece.text.strip():
        return _Made(Keep(piece.index), outcome)
    left = Left("", piece.index, piece.text, _NO_NEIGHBOUR)
    conflict = Conflict("", piece.index, "", piece.text, "", part)
    return _Made(Delete(piece.index, offered=True), outcome, (conflict,), (left,))


def _present(old: Generated, piece: Piece, new: Generated, moved: bool) -> _Made:
    """A block that all three versions have."""
    untouched = is_untouched(old, piece)
    if proper(old) == proper(new) and old.kind == new.kind:
        fate: Fate = "kept" if untouched else "edited by a person"
        relaid = untouched and piece.text == old.text and body(old) != body(new)
        step = _rewritten(old, piece, new) if relaid else Keep(piece.index)
        return _Made(step, Outcome(new.id, fate, moved))
    if untouched:
        return _renewed(old, piece, new, moved)
    if new.kind == "table" == old.kind:
        return _table(old, piece, new, moved)
    if "table" in (old.kind, new.kind) or not WHOLE.isdisjoint((old.kind, new.kind)):
        return _whole(old, piece, new, moved)
    return _paragraph(old, piece, new, moved)


def _renewed(old: Generated, piece: Piece, new: Generated, moved: bool) -> _Made:
    """A block that no person edited; what can only be exchanged whole is offered beside a comment."""
    step = _rewritten(old, piece, new)
    is_table = "table" in (old.kind, new.kind)
    whole = new.kind in WHOLE or (is_table and (new.is_fixed or not _fits(piece, new)))
    if not (whole and piece.holds):
        return _Made(step, Outcome(new.id, "updated", moved))
    conflict = Conflict(new.id, piece.index, old.text, piece.text, new.text)
    return _Made(step, Outcome(new.id, "conflict", moved), (conflict,))


def _fits(piece: Piece, new: Generated) -> bool:
    """Whether the cells of a table can take the text of the new one."""
    rows = piece.rows or as_rows(piece.text)
    return merge_tables(rows, rows, new.rows or as_rows(new.text)) is not None


def _joined(versions: Versions, key: str, taken: Mapping[str, Absorbed], moved: bool) -> _Made:
    """A paragraph to which a person joined those behind it."""
    old, new = (with_absorbed(version, key, taken) for version in (versions.base, versions.ours))
    made = _present(old, versions.theirs[key], new, moved)
    if isinstance(made.step, Update):  # to be written anew it holds too much
        return replace(made, step=replace(made.step, untouched=False))
    return made


def _split(versions: Versions, key: str, keys: list[str], moved: bool) -> dict[str, _Made]:
    """A paragraph that a person split; empty when the parts cannot be told apart."""
    old, new = versions.base[key], versions.ours.get(key)
    pieces = [versions.theirs[part] for part in keys]
    own = versions.theirs[key]
    if new is None:
        return {part: _gone(old, piece, moved) for part, piece in zip(keys, pieces, strict=True)}
    made = _present(old, as_one(pieces, own), new, moved)
    edits = made.step.edits if isinstance(made.step, Update) else ()
    shares = spread(edits, pieces)
    if shares is None or made.unplaced:
        return {}
    restyled = old.kind != new.kind
    return {
        part: _Made(
            Update(piece.index, piece.id, share, "", False, restyled)
            if share
            else Keep(piece.index),
            made.outcome if piece is own else Outcome("", "added by a person"),
            made.conflicts if piece is own else (),
        )
        for part, piece, share in zip(keys, pieces, shares, strict=True)
    }


def _rewritten(old: Generated, piece: Piece, new: Generated) -> Update:
    """A block that no person edited, as it is now."""
    edits: tuple[Edit, ...] = ()
    if new.kind != "table" and new.kind not in WHOLE:
        start = body_start(old, piece)
        found = merge_text(piece.text[start:], piece.text[start:], body(new)).edits
        edits = tuple(replace(e, start=e.start + start, end=e.end + start) for e in found)
    label = piece.text[: body_start(old, piece)]
    return Update(piece.index, new.id, edits, label, True, old.kind != new.kind)


def _paragraph(old: Generated, piece: Piece, new: Generated, moved: bool) -> _Made:
    start = body_start(old, piece)
    before, hand, now = (
        laid(text, old.kind in BROKEN) for text in (body(old), piece.text[start:], body(new))
    )
    merge = merge_text(before.text, hand.text, now.text)
    edits = tuple(_placed(hand, edit, start) for edit in merge.edits)
    conflicts = tuple(
        Conflict(new.id, piece.index, one.base, one.theirs, one.ours) for one in merge.conflicts
    )
    fate: Fate = "conflict" if conflicts else "merged" if edits else "edited by a person"
    restyled = old.kind != new.kind
    step: Step = Keep(piece.index)
    if edits or restyled:
        step = Update(piece.index, new.id, edits, piece.text[:start], False, restyled)
    return _Made(step, Outcome(new.id, fate, moved), conflicts)


def _placed(hand: Laid, edit: Edit, by: int) -> Edit:
    start, end = hand.places(edit.start, edit.end)
    return replace(edit, start=start + by, end=end + by)


def _table(old: Generated, piece: Piece, new: Generated, moved: bool) -> _Made:
    before, hand, now = (one.rows or as_rows(one.text) for one in (old, piece, new))
    merge = merge_tables(before, hand, now)
    if merge is None or _edits_nested(merge.rows, piece):
        return _whole(old, piece, new, moved)
    conflicts = tuple(
        Conflict(new.id, piece.index, one.base, one.theirs, one.ours) for one in merge.conflicts
    )
    changed = any(row.action != "keep" for row in merge.rows)
    order = [row.index for row in merge.rows]
    fate: Fate = "conflict" if conflicts else "merged" if changed else "edited by a person"
    step: Step = Keep(piece.index)
    if changed or order != sorted(order):
        step = UpdateTable(piece.index, new.id, merge.rows)
    return _Made(step, Outcome(new.id, fate, moved), conflicts)


def _edits_nested(rows: Iterable[Row], piece: Piece) -> bool:
    """Whether a cell is to be edited in which a person put a table."""
    return any((row.index, cell.column) in piece.nested for row in rows for cell in row.cells)


def _whole(old: Generated, piece: Piece, new: Generated, moved: bool) -> _Made:
    """Both sides changed what can only be taken whole: the person's stays, ours is told."""
    conflict = Conflict(new.id, piece.index, old.text, piece.text, new.text)
    left = Left(new.id, piece.index, new.text, _TOO_DIFFERENT)
    return _Made(Keep(piece.index), Outcome(new.id, "conflict", moved), (conflict,), (left,))
