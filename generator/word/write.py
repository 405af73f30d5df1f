"""Blocks to the bytes of a .docx, by string building; nothing is parsed and nothing is read."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A run of shared blocks, written; holding the blocks keeps their identities valid."""

    blocks: tuple[AnyBlock, ...]
    body: Chunk
    records: Chunk


class Writer:
    """Writes documents of one format; what they have in common is made once and kept."""

    def __init__(self, rules: Format) -> None:
        self._rules = rules
        self._package = Package(template.constant_parts(rules))
        deflater = Deflater(CONSTANT_LEVEL, stored=0)
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
        bodies: list[Chunk] = []
        records: tuple[list[str], list[Chunk]] = ([], [])  # of own runs, of shared ones
        asked = signature.properties(blocks, self._rules) | self._tables.gaps(blocks)
        runs = _runs(blocks, asked)
        for is_shared, numbers in runs:
            run_of_blocks = tuple([blocks[number] for number in numbers])
            if is_shared:
                kept = self._shared(run_of_blocks)
                bodies.append(kept.body)
                records[1].append(kept.records)
            else:
                xml = [self._xml(blocks[number], asked.get(number, "")) for number in numbers]
                bodies.append(deflater.chunk(encode("".join(xml))))
                records[0].append(provenance.records(run_of_blocks))
        if blocks and isinstance(blocks[-1], TableBlock):
            bodies.append(self._gap)
        document = Part(template.DOCUMENT, [self._open, *bodies, self._close])
        shared_first = bool(runs) and runs[0][0]
        opening = provenance.opening(made, self._rules.key, document, records[0], shared_first)
        item = [deflater.chunk(encode(opening)), *records[1], self._end]
        return self._package.pack(
            [document, Part(template.PROVENANCE, item), *self._properties(blocks, made, deflater)]
        )

    def _shared(self, blocks: tuple[AnyBlock, ...]) -> _Kept:
        """The chunks of a run of shared blocks, made when it is first met."""
        key = tuple(map(id, blocks))
        if key not in self._kept:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            deflater = Deflater(CONSTANT_LEVEL, stored=0)
            body = deflater.chunk(encode("".join([self._xml(block, "") for block in blocks])))
            records = deflater.chunk(encode(provenance.records(blocks)))
            self._kept[key] = _Kept(blocks, body, records)
        return self._kept[key]

    def _xml(self, block: AnyBlock, extra: str) -> str:
        if isinstance(block, TableBlock):
            return extra + self._tables.table(block)
        runs = "".join(
            [run(part.text, self._face(part.style)) for part in block.spans if part.text]
        )
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self._style_ids[block.style]}"/>{extra}</w:pPr>'
            f"{bookmarks.around(block.id, runs)}</w:p>"
        )

    def _face(self, style: str) -> str:
        """The character style of a span; a style that has none is a mistake of the caller."""
        return self._face_ids[style] if style else ""

    def _properties(
        self, blocks: Sequence[AnyBlock], made: Provenance, deflater: Deflater
    ) -> list[Part]:
        core = properties.core(_first(blocks, "title"), _first(blocks, "signature"))
        custom = properties.custom(made.blueprint, made.unit, self._rules.key)
        return [
            Part(template.CORE, [deflater.chunk(encode(core))]),
            Part(template.CUSTOM, [deflater.chunk(encode(custom))]),
        ]


def _runs(blocks: Sequence[AnyBlock], asked: Container[int]) -> list[tuple[bool, list[int]]]:
    """The numbers of the blocks in runs, alternately shared ones and those of this document.

    A block of which a neighbour asks something is written anew, shared or not.
    """
    shared = [block.shared and number not in asked for number, block in enumerate(blocks)]
    groups = groupby(range(len(blocks)), shared.__getitem__)
    return [(is_shared, list(numbers)) for is_shared, numbers in groups]


def _first(blocks: Sequence[AnyBlock], style: str) -> str:
    """The text of the first paragraph of a style, on one line."""
    texts = (block.text for block in blocks if isinstance(block, Block) and block.style == style)
    return next(texts, "").replace("\n", "")
