"""Blocks to the bytes of a .docx, by string building; nothing is parsed and nothing is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from ..blocks import AnyBlock, Block, TableBlock
from ..formats import Format
from . import bookmarks, properties, provenance, signature, styles, template
from .markup import encode
from .package import CONSTANT_LEVEL, Chunk, Deflater, Package, Part
from .provenance import Provenance
from .runs import run
from .tables import TableWriter

# Runs of shared blocks that are kept. A blueprint has a few dozen; the bound is there so that
# a caller who makes its shared blocks anew for every document does not fill the memory.
MAX_KEPT = 1000


class _Placed(NamedTuple):
    """A block and what its neighbours ask of it: paragraph properties, or XML before a table."""

    block: AnyBlock
    extra: str


_Group = tuple[bool, tuple[_Placed, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A run of shared blocks, written; holding the blocks keeps their identities valid."""

    blocks: tuple[_Placed, ...]
    body: Chunk
    records: Chunk


class Writer:
    """Writes documents of one format; what they have in common is made once and kept."""

    def __init__(self, rules: Format) -> None:
        self._rules = rules
        self._package = Package(template.constant_parts(rules))
        deflater = Deflater(CONSTANT_LEVEL)
        self._open = deflater.chunk(encode(template.DOCUMENT_OPEN))
        self._close = deflater.chunk(encode(template.document_close(rules)))
        self._end = deflater.chunk(encode(provenance.CLOSE))
        self._style_ids = {key: style.id for key, style in rules.styles.items()}
        self._face_ids = {
            key: styles.character_style_id(style) for key, style in styles.linked(rules).items()
        }
        self._tables = TableWriter(rules)
        self._gap = deflater.chunk(encode(self._tables.gap))
        self._kept: dict[tuple[int, ...], _Kept] = {}

    def write(self, blocks: Sequence[AnyBlock], made: Provenance) -> bytes:
        """The .docx of these blocks; equal blocks and provenance give equal bytes."""
        deflater = Deflater()
        runs = [self._written(group, deflater) for group in self._groups(blocks)]
        ending = [self._gap] if blocks and isinstance(blocks[-1], TableBlock) else []
        bodies = [self._open, *(body for body, _ in runs), *ending, self._close]
        document = Part(template.DOCUMENT, bodies)
        opening = provenance.opening(made, self._rules.key, document.crc, document.size)
        item = [deflater.chunk(encode(opening)), *(records for _, records in runs), self._end]
        return self._package.pack(
            [document, Part(template.PROVENANCE, item), *_properties(blocks, made, deflater)]
        )

    def _groups(self, blocks: Sequence[AnyBlock]) -> Iterator[_Group]:
        """The blocks in runs: shared ones that stand for themselves, and all others."""
        asked = signature.properties(blocks, self._rules)
        placed = [
            _Placed(block, asked.get(number, self._before(blocks, number)))
            for number, block in enumerate(blocks)
        ]
        for is_shared, group in groupby(placed, lambda one: one.block.shared and not one.extra):
            yield is_shared, tuple(group)

    def _before(self, blocks: Sequence[AnyBlock], number: int) -> str:
        """What must stand before a table for the sake of the block above it."""
        touching = number and isinstance(blocks[number], TableBlock)
        return self._tables.gap if touching and isinstance(blocks[number - 1], TableBlock) else ""

    def _written(self, group: _Group, deflater: Deflater) -> tuple[Chunk, Chunk]:
        """The chunks of a run, for the document and for the provenance item."""
        is_shared, run_of_blocks = group
        if not is_shared:
            return self._chunks(run_of_blocks, deflater)
        key = tuple(id(one.block) for one in run_of_blocks)
        if key not in self._kept:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            chunks = self._chunks(run_of_blocks, Deflater(CONSTANT_LEVEL))
            self._kept[key] = _Kept(run_of_blocks, *chunks)
        return self._kept[key].body, self._kept[key].records

    def _chunks(self, placed: Sequence[_Placed], deflater: Deflater) -> tuple[Chunk, Chunk]:
        body = "".join([self._xml(one.block, one.extra) for one in placed])
        records = "".join([provenance.record(one.block) for one in placed])
        return deflater.chunk(encode(body)), deflater.chunk(encode(records))

    def _xml(self, block: AnyBlock, extra: str) -> str:
        if isinstance(block, TableBlock):
            return extra + self._tables.table(block)
        runs = "".join([run(part.text, self._face(part.style)) for part in block.spans])
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self._style_ids[block.style]}"/>{extra}</w:pPr>'
            f"{bookmarks.around(block.id, runs)}</w:p>"
        )

    def _face(self, style: str) -> str:
        """The character style of a span; a style that has none is a mistake of the caller."""
        return self._face_ids[style] if style else ""


def _properties(blocks: Sequence[AnyBlock], made: Provenance, deflater: Deflater) -> list[Part]:
    core = properties.core(_first(blocks, "title"), _first(blocks, "signature"))
    custom = properties.custom(made.blueprint, made.unit, made.format)
    return [
        Part(template.CORE, [deflater.chunk(encode(core))]),
        Part(template.CUSTOM, [deflater.chunk(encode(custom))]),
    ]


def _first(blocks: Sequence[AnyBlock], style: str) -> str:
    """The text of the first paragraph of a style, on one line."""
    texts = (block.text for block in blocks if isinstance(block, Block) and block.style == style)
    return next(texts, "").replace("\n", "")
