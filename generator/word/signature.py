"""署名 and 成文日期 of a document without a seal (clause 7.3.5.2)."""

from __future__ import annotations

from collections.abc import Sequence

from ..blocks import AnyBlock, Block
from ..formats import Format, Signing
from .widths import text_width


def indents(name: str, date: str, signing: Signing, characters: int) -> tuple[float, float]:
    """How many 字 to leave empty to the right of the name and of the date.

    The name stands `right` in and the date begins `shift` to the right of the name's first
    character; a date longer than the name stands `right` in and the name moves left.
    `characters` are those of a full line: a longer name begins at the left edge.
    """
    right, shift = signing.right, signing.shift
    named, dated = min(text_width(name), characters - right), text_width(date)
    if dated > named:
        return right + shift + dated - named, right
    return right, max(0.0, right + named - shift - dated)


def properties(blocks: Sequence[AnyBlock], rules: Format) -> dict[int, str]:
    """By block number, the paragraph properties that a signature asks for.

    The paragraph before stays with the signature: a page must not hold the names alone.
    """
    found: dict[int, str] = {}
    for number, block in enumerate(blocks):
        if not _is(block, "signature", "date") or number in found:
            continue
        found |= _pair(blocks, number, rules)
        if number and isinstance(blocks[number - 1], Block):
            found.setdefault(number - 1, "<w:keepNext/>")
    return found


def _pair(blocks: Sequence[AnyBlock], number: int, rules: Format) -> dict[int, str]:
    """The properties of the name at `number` and of the date below it, or of either alone."""
    pair = blocks[number : number + 2]
    if len(pair) == 2 and _is(pair[0], "signature") and _is(pair[1], "date"):
        name, date = indents(pair[0].text, pair[1].text, rules.signing, rules.grid.characters)
        return {number: _right(name, rules), number + 1: _right(date, rules)}
    return {number: _right(rules.signing.right, rules)}


def _is(block: AnyBlock, *styles: str) -> bool:
    return isinstance(block, Block) and block.style in styles


def _right(characters: float, rules: Format) -> str:
    """A right indent in twips only: Word would measure w:rightChars in cells of its own."""
    return f'<w:ind w:right="{round(characters * rules.styles["signature"].cell * 20)}"/>'
