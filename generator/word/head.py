"""What stands beside each other in the head: 发文字号 and 签发人, and the lines of a letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..blocks import AnyBlock, Block
from ..formats import Format
from .asks import Asks, spacing
from .widths import text_width

STYLES = ("number_signed", "signers", "letter_line", "annex_note_next")


def ask(blocks: Sequence[AnyBlock], special: Iterable[int], rules: Format, asks: Asks) -> None:
    """Ask for tabs, and for the empty lines that only the first or the last has."""
    for number in special:
        block = blocks[number]
        if not isinstance(block, Block):
            continue
        if block.style in ("number_signed", "signers"):
            _signers(blocks, number, rules, asks)
        elif block.style == "letter_line":
            _letter_line(blocks, number, rules, asks)
        elif block.style == "annex_note_next":
            _annex_note(block, number, rules, asks)


def _signers(blocks: Sequence[AnyBlock], number: int, rules: Format, asks: Asks) -> None:
    """The names end one 字 in; those of a further line begin below the first (7.2.6)."""
    style = rules.styles["signers"]
    asked = asks.of(number).properties
    widest = max(_after_tab(one) for one in _signer_lines(blocks, number))
    inset = rules.styles["number_signed"].first_line  # the same at both sides
    left = rules.page.line_twips - round((inset + widest) * style.cell * 20)
    asked["tabs"] = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
    if number and _is(blocks[number - 1], "signers"):
        after = rules.styles["number_signed"].after if _is(blocks[number], "number_signed") else 0
        asked["spacing"] = spacing(0, round(after * style.line.twips), style.line.twips)


def _signer_lines(blocks: Sequence[AnyBlock], number: int) -> list[Block]:
    """The lines with signers of which that of `number` is one."""
    first = number
    while first and _is(blocks[first - 1], "signers"):
        first -= 1
    found = []
    for block in blocks[first:]:
        if not isinstance(block, Block) or block.style not in ("signers", "number_signed"):
            break
        found.append(block)
        if block.style == "number_signed":
            break
    return found


def _after_tab(block: Block) -> float:
    return text_width(block.text.partition("\t")[2])


def _letter_line(blocks: Sequence[AnyBlock], number: int, rules: Format, asks: Asks) -> None:
    """发文字号 ends at the right edge; the title stands two lines below the last line (10.1)."""
    asked = asks.of(number).properties
    asked["tabs"] = f'<w:tabs><w:tab w:val="right" w:pos="{rules.page.line_twips}"/></w:tabs>'
    if number + 1 < len(blocks) and not _is(blocks[number + 1], "letter_line"):
        line = rules.styles["letter_line"].line.twips
        asked["spacing"] = spacing(0, 2 * line, line)


def _annex_note(block: Block, number: int, rules: Format, asks: Asks) -> None:
    """From the tenth annex on the number is wider, and so is the indent of a wrapped name."""
    digits = len(block.text) - len(block.text.lstrip("0123456789"))
    if digits < 2:
        return
    style = rules.styles["annex_note_next"]
    more = (digits - 1) / 2
    left, hanging = (
        round((width + more) * style.cell * 20) for width in (style.left, style.hanging)
    )
    # Without the widths in cells Word would take those of the style.
    asks.of(number).properties["ind"] = (
        f'<w:ind w:leftChars="{round((style.left + more) * 100)}" w:left="{left}"'
        f' w:hangingChars="{round((style.hanging + more) * 100)}" w:hanging="{hanging}"/>'
    )


def _is(block: AnyBlock, style: str) -> bool:
    return isinstance(block, Block) and block.style == style
