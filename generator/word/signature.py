"""署名 and 成文日期 without a seal (clause 7.3.5.2) and with the room for one (7.3.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..blocks import AnyBlock, Block
from ..formats import Format, Signing
from . import seals
from .asks import Asks, spacing
from .widths import text_width

STYLES = ("signature", "date", "sealed_signature", "sealed_date")


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


def centred(name: str, date: str, right: float) -> tuple[float, float]:
    """How many 字 to leave empty to the right of a name that is centred on the date below it.

    The date stands `right` in; both move left when the name would leave the line.
    """
    beyond = (text_width(date) - text_width(name)) / 2
    return max(0.0, right + beyond), right + max(0.0, -beyond - right)


def ask(blocks: Sequence[AnyBlock], special: Iterable[int], rules: Format, asks: Asks) -> None:
    """Ask of names and dates, and of the paragraph before, what makes a signature.

    That paragraph stays with the signature: a page must not hold the names alone.
    """
    done = -1
    for number in special:
        if number <= done or not _is(blocks[number], *STYLES):
            continue
        group = _group(blocks, number)
        done = number + len(group) - 1
        if group[0].style.startswith("sealed"):
            _sealed(group, number, rules, asks)
        else:
            _plain(group, number, rules, asks)
        for above in _kept_above(blocks, number):
            asks.of(above).properties["keepNext"] = "<w:keepNext/>"


def _kept_above(blocks: Sequence[AnyBlock], number: int) -> Iterator[int]:
    """The paragraphs that stay with the signature: the last one, or the whole 附件说明.

    The first paragraph of 正文 stays where it is: page 1 must show some of it (7.3.3).
    """
    above = number - 1
    while above >= 0 and _is(blocks[above], *_ANNEX_NOTE):
        yield above
        above -= 1
    last = blocks[above] if above >= 0 else None
    if above < number - 1 or not isinstance(last, Block):
        return
    if last.style != "body" or any(_is(block, "body") for block in blocks[:above]):
        yield above


_ANNEX_NOTE = ("annex_note_only", "annex_note_first", "annex_note_next")


def _group(blocks: Sequence[AnyBlock], number: int) -> list[Block]:
    """The names from `number` on and the date after them, or the date alone."""
    first = blocks[number]
    sealed = isinstance(first, Block) and first.style.startswith("sealed")
    name, date = ("sealed_signature", "sealed_date") if sealed else ("signature", "date")
    group: list[Block] = []
    for block in blocks[number:]:
        if not isinstance(block, Block) or block.style not in (name, date):
            break
        group.append(block)
        if block.style == date:
            break
    return group


def _is(block: AnyBlock, *styles: str) -> bool:
    return isinstance(block, Block) and block.style in styles


def _parts(group: list[Block]) -> tuple[list[Block], Block | None]:
    """The names and the date."""
    date = group[-1] if group[-1].style.endswith("date") else None
    return (group[:-1] if date else group), date


def _plain(group: list[Block], number: int, rules: Format, asks: Asks) -> None:
    """Names one below the other from the same left edge, the date two characters in from it."""
    names, date = _parts(group)
    widest = max((name.text for name in names), key=text_width, default="")
    right: float = rules.signing.right
    below = right
    if names and date:
        right, below = indents(widest, date.text, rules.signing, rules.grid.characters)
    for index, name in enumerate(names):
        asked = asks.of(number + index).properties
        asked["ind"] = _right(right + text_width(widest) - text_width(name.text), rules)
        if index:
            asked["spacing"] = spacing(0, 0, rules.styles["signature"].line.twips)
    if date:
        asks.of(number + len(names)).properties["ind"] = _right(below, rules)


def _sealed(group: list[Block], number: int, rules: Format, asks: Asks) -> None:
    names, date = _parts(group)
    right: float = rules.seal.date_right
    if len(names) == 1 and date:
        over, right = centred(names[0].text, date.text, right)
        asks.of(number).properties["ind"] = _right(over, rules)
    elif len(names) == 1:
        asks.of(number).properties["ind"] = _right(right, rules)
    elif names:
        right = seals.ask(names, date.text if date else "", number, rules, asks)
    if date:
        asks.of(number + len(names)).properties["ind"] = _right(right, rules)


def _right(characters: float, rules: Format) -> str:
    """A right indent in twips only: Word would measure w:rightChars in cells of its own."""
    return f'<w:ind w:right="{round(characters * rules.styles["signature"].cell * 20)}"/>'
