"""The last gate before a document is written: nothing passes that it must not hold."""

from __future__ import annotations

from collections.abc import Iterable

from ..blocks import AnyBlock
from ..characters import forbidden_character
from ..errors import N_, Finding, problem
from ..plan import REF_OPEN

Memo = dict[int, AnyBlock]  # shared blocks in which nothing was found, by identity


def leaks(blocks: Iterable[AnyBlock], memo: Memo | None = None) -> list[Finding]:
    """The blocks with forbidden characters, or with references that were not put into words.

    `memo` keeps which shared blocks need no second look.
    """
    memo = {} if memo is None else memo
    fresh = [block for block in blocks if not (block.shared and id(block) in memo)]
    text = "\n".join([block.text for block in fresh])
    if forbidden_character(text):
        return [finding for block in fresh for finding in _leaks(block)]
    memo.update((id(block), block) for block in fresh if block.shared)
    return []


def _leaks(block: AnyBlock) -> Iterable[Finding]:
    if REF_OPEN in block.text:
        message = N_("a reference in {id} was not put into words")
        yield problem("unresolved-reference", message, id=block.id)
    elif bad := forbidden_character(block.text):
        message = N_("the character {character} in {id} cannot stand in a document")
        yield problem("forbidden-character", message, character=bad, id=block.id)
