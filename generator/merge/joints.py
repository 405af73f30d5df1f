"""Paragraphs that a person split or joined, told by the text they had before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from .bodies import BROKEN, WHOLE, body
from .pieces import Generated, Piece
from .texts import Edit
from .versions import Versions

# A shorter text may stand in a paragraph by chance.
_ENOUGH = 4


def parts(versions: Versions) -> dict[str, list[str]]:
    """The pieces that hold what was one paragraph, in order, by the block's key.

    They stand side by side, and all but that of the block itself were added.
    """
    keys = list(versions.theirs)
    found: dict[str, list[str]] = {}
    free = 0  # pieces before it are parts of another paragraph
    for place, key in enumerate(keys):
        old = versions.base.get(key)
        if old is None or _is_whole(versions, key) or versions.theirs[key].text == old.text:
            continue
        first, last = place, place
        while first > free and _is_part(versions, keys[first - 1], old.text):
            first -= 1
        while last + 1 < len(keys) and _is_part(versions, keys[last + 1], old.text):
            last += 1
        if first < last:
            found[key] = keys[first : last + 1]
            free = last + 1
    return found


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A block whose text now stands in the piece of a block before it."""

    holder: str
    label: str  # that stands before the text there


def absorbed(versions: Versions) -> dict[str, Absorbed]:
    """The blocks that a person joined to the paragraph before, by key."""
    keys = list(versions.base)
    found: dict[str, Absorbed] = {}
    for before, key in pairwise(keys):
        holder = found[before].holder if before in found else before
        if key in versions.theirs or holder not in versions.theirs or holder not in versions.ours:
            continue
        if _is_whole(versions, key) or _is_whole(versions, holder):
            continue
        block = versions.base[key]
        had, has = versions.base[holder].text, versions.theirs[holder].text
        for label in (block.label, ""):
            text = label + body(block)
            if len(text) >= _ENOUGH and text in has and text not in had:
                found[key] = Absorbed(holder, label)
                break
    return found


def with_absorbed(
    version: Mapping[str, Generated], key: str, taken: Mapping[str, Absorbed]
) -> Generated:
    """The block with the text of those that were joined to it."""
    texts = [
        one.label + body(version[name])
        for name, one in taken.items()
        if one.holder == key and name in version
    ]
    return replace(version[key], text="".join([version[key].text, *texts]))


def _is_part(versions: Versions, key: str, text: str) -> bool:
    """Whether a piece was added that holds nothing but a stretch of the text."""
    if key in versions.base or key in versions.ours:
        return False
    piece = versions.theirs[key]
    return piece.kind == "paragraph" and len(piece.text) >= _ENOUGH and piece.text in text


def _is_whole(versions: Versions, key: str) -> bool:
    return versions.base[key].kind in ("table", *WHOLE, *BROKEN)


def joined(pieces: list[Piece], own: Piece) -> Piece:
    """The pieces as one, with line breaks where the paragraph was split."""
    return Piece(own.index, "\n".join(piece.text for piece in pieces), own.id)


def spread(edits: tuple[Edit, ...], pieces: list[Piece]) -> list[tuple[Edit, ...]] | None:
    """The edits of each of the joined pieces; None when an edit does not lie within one."""
    shares: list[list[Edit]] = [[] for _ in pieces]
    for edit in edits:
        start = 0
        for share, piece in zip(shares, pieces, strict=True):
            if start <= edit.start and edit.end <= start + len(piece.text):
                share.append(Edit(edit.start - start, edit.end - start, edit.text, edit.offered))
                break
            start += len(piece.text) + 1
        else:
            return None
    return [tuple(share) for share in shares]
