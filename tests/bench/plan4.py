"""The bench's blueprint: our drafter of it, and what the other engines need to make the same.

Their templates are made of our own blocks, drafted with `{{ name }}` for every value, and
their values are ours as printed: they read no types, check nothing and number nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph

from generator import blocks as layout
from generator import blueprint as bp
from generator import formats, units, workspace
from generator.binding import values_of
from generator.blocks import Block, TableBlock
from generator.drafter import Drafter

from . import roster

BLUEPRINT = Path(__file__).with_name("plan4.yaml")
TABLE = "supervision"
CONDITION = "takes_part_in_relief"
CONDITIONAL = "safeguards/supervision#relief"  # the block that comes and goes with it

RULES = formats.load(workspace.format_file("gbt9704"))

_LOADED = bp.load(BLUEPRINT, workspace.find_blueprint)
PlainBlock = Block | TableBlock
COLUMNS = tuple(_LOADED.blueprint.variables[TABLE].columns)


@dataclass(frozen=True)
class Printed:
    """A unit's values as the document prints them, by the names the other engines use."""

    texts: dict[str, str]
    holds: bool  # the condition
    rows: list[dict[str, str]]


def drafter() -> Drafter:
    """A new drafter of the bench's blueprint."""
    return Drafter(_LOADED, {}, date(2026, 1, 1), RULES)


def unit(number: int) -> units.Unit:
    """Unit `number` with its raw values."""
    raws = {name: units.Raw(value) for name, value in roster.values(number).items()}
    return units.Unit(f"unit-{number}", raws)


def printed(number: int) -> Printed:
    """The values of unit `number` for the other engines."""
    typed, findings = values_of(_LOADED, unit(number))
    if findings:
        raise AssertionError(findings)
    texts = {_plain(name): str(value) for name, value in typed.items() if name != TABLE}
    rows = [{name: str(cell) for name, cell in row.items()} for row in typed[TABLE]]
    return Printed(texts, typed[CONDITION], rows)


def template_blocks(drafts: Drafter) -> Sequence[PlainBlock]:
    """The blocks of the document with `{{ name }}` in place of every value, and one table row."""
    marks: dict[str, Any] = {
        name: mark(_plain(name)) for name in _LOADED.blueprint.variables if name != TABLE
    }
    marks[TABLE] = [{name: mark(name) for name in COLUMNS}]
    found = layout.blocks(drafts.plan(marks, []))
    blocks = [block for block in found if isinstance(block, (Block, TableBlock))]
    if len(blocks) < len(found):
        raise AssertionError("the bench knows paragraphs and tables only")
    _check_size(blocks)
    return blocks


def mark(name: str) -> str:
    """Where the value of that name goes."""
    return "{{ " + name + " }}"


def _plain(name: str) -> str:
    return name.replace(".", "_")


def _check_size(blocks: Sequence[PlainBlock]) -> None:
    """Hold the blueprint to what the bench says of it."""
    paragraphs = [block for block in blocks if isinstance(block, Block)]
    marks = sum(block.text.count("{{") for block in paragraphs)
    tables = sum(isinstance(block, TableBlock) for block in blocks)
    sizes = (len(paragraphs), marks, tables, sum(b.id == CONDITIONAL for b in paragraphs))
    if sizes != (52, 15, 1, 1):
        raise AssertionError(f"paragraphs, substitutions, tables, conditions: {sizes}")


def texts(path: Path) -> list[str]:
    """The paragraphs and table cells of a document in order, as python-docx reads them.

    Empty paragraphs are left out: a mail merge cannot drop the one whose field came out empty.
    """
    found: list[str] = []
    for block in Document(str(path)).iter_inner_content():
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found += [cell.text for row in block.rows for cell in row.cells]
    return [text for text in found if text]


def check_equal(makers: Mapping[str, Callable[[int], Path]], numbers: Sequence[int]) -> int:
    """Fail unless all makers write equal texts for these units; the characters of the last."""
    characters = 0
    for number in numbers:
        found = {name: texts(make(number)) for name, make in makers.items()}
        expected = next(iter(found.values()))
        for name, lines in found.items():
            if lines != expected:
                pairs = zip_longest(expected, lines)
                first = next(pair for pair in pairs if pair[0] != pair[1])
                raise AssertionError(f"{name} writes another text of unit {number}: {first}")
        characters = sum(map(len, expected))
    return characters
