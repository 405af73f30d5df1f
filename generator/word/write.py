"""Blocks to the bytes of a .docx, by string building; nothing is parsed and nothing is read."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ..blocks import (
    AnyBlock,
    Block,
    FileBlock,
    ImprintBlock,
    MarkBlock,
    Span,
    TableBlock,
    Turn,
)
from ..formats import Format
from . import (
    bookmarks,
    head,
    looks,
    page_looks,
    properties,
    provenance,
    signature,
    styles,
    template,
)
from .asks import NOTHING, Ask, Asks, spacing
from .imprint import ImprintWriter
from .letter import LetterWriter
from .mark import MarkWriter
from .markup import encode
from .package import CONSTANT_LEVEL, Chunk, Deflater, Package, Part
from .provenance import Provenance
from .runs import run
from .sections import ImprintPlace, Kind, Sections
from .tables import TableWriter

# Runs of shared blocks that are kept. A blueprint has a few dozen; the bound is there so that
# a caller who makes its shared blocks anew for every document does not fill the memory.
MAX_KEPT = 1000

# Styles of paragraphs that look at their neighbours or that stand beside others.
_SPECIAL = frozenset((*signature.STYLES, *head.STYLES))
_TINY = 20  # twips: the least height of a line
_BREAK = '<w:p><w:pPr><w:pStyle w:val="{}"/>{}{{}}</w:pPr></w:p>'


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
        self._closes: dict[Kind, Chunk] = {}
        self._style_ids = {key: style.id for key, style in rules.styles.items()}
        # A span's style that is none of these is a mistake of the caller.
        self._face_ids = {"": ""} | {
            key: styles.character_style_id(style) for key, style in styles.linked(rules).items()
        }
        self._tables = TableWriter(rules)
        self._marks, self._letters = MarkWriter(rules), LetterWriter(rules)
        self._imprints = ImprintWriter(rules)
        tiny = _BREAK.format(rules.styles["table_text"].id, spacing(0, 0, _TINY))
        self._sections = Sections(rules, tiny)
        self._gap = deflater.chunk(encode(self._tables.gap))
        self._kept: dict[tuple[int, ...], _Kept] = {}
        self._paged: dict[tuple[str, ...], str] = {}  # by the sections in their order

    def write(
        self, blocks: Sequence[AnyBlock], made: Provenance, imprint: ImprintPlace = "last_page"
    ) -> bytes:
        """The .docx of these blocks; equal blocks and provenance give equal bytes.

        `imprint` says where 版记 stands, which is the last block if there is one.
        """
        deflater = Deflater()
        bodies: list[Chunk | bytes] = []
        records: tuple[list[str], list[Chunk]] = ([], [])  # of own runs, of shared ones
        asks, kind, whole = self._asks(blocks, imprint)
        runs = _runs(blocks, asks)
        for is_shared, numbers in runs:
            run_of_blocks = tuple([blocks[number] for number in numbers])
            if is_shared:
                kept = self._shared(run_of_blocks)
                bodies.append(kept.body)
                records[1].append(kept.records)
            else:
                xml = [self._xml(blocks[number], asks.get(number, NOTHING)) for number in numbers]
                bodies.append(encode("".join(xml)))
                records[0].append(provenance.records(run_of_blocks, xml))
        if _ends_with_table(blocks, asks):
            bodies.append(self._gap)
        body = deflater.joined(bodies)
        document = Part(template.DOCUMENT, [self._open, *body, self._close(kind)])
        shared_first = bool(runs) and runs[0][0]
        pages = self._pages(_sections(asks), kind) if whole else self._upright
        opening = provenance.opening(
            made, self._rules.key, document, records[0], shared_first, pages
        )
        item = [deflater.chunk(encode(opening)), *records[1], self._end]
        package = self._whole if whole else self._package
        return package.pack(
            [document, Part(template.PROVENANCE, item), *self._properties(blocks, made, deflater)]
        )

    @cached_property
    def _end(self) -> Chunk:
        """The end of the record, which is about the styles."""
        ids = self._style_ids | {
            f"{key}{looks.FACE}": face for key, face in self._face_ids.items() if face
        }
        ids[looks.TABLE] = "TableGrid"
        told = provenance.closing(looks.layout(self._styles_part, ids))
        return Deflater(CONSTANT_LEVEL, stored=0).chunk(encode(told))

    @property
    def _styles_part(self) -> bytes:
        return encode(styles.styles(self._rules))

    @cached_property
    def _margins(self) -> dict[str, str]:
        """What the headers and footers say."""
        return page_looks.margins_of(dict(template.constant_parts(self._rules, whole=True)))

    @cached_property
    def _upright(self) -> str:
        """The record of pages that are all upright."""
        return self._pages((), "portrait")

    def _pages(self, ended: tuple[str, ...], last: Kind) -> str:
        """The record of the pages of sections, given their properties and the kind of the last."""
        key = (*ended, last)
        if key not in self._paged:
            close = template.document_close(self._rules, last)
            found = [s for text in (*ended, close) for s in page_looks.sections(encode(text))]
            self._paged[key] = provenance.told_pages(page_looks.pages(found, self._margins))
        return self._paged[key]

    @cached_property
    def _whole(self) -> Package:
        """The package with the footers of every kind of section."""
        return Package(template.constant_parts(self._rules, whole=True))

    def _close(self, kind: Kind) -> Chunk:
        if kind not in self._closes:
            xml = template.document_close(self._rules, kind)
            self._closes[kind] = Deflater(CONSTANT_LEVEL, stored=0).chunk(encode(xml))
        return self._closes[kind]

    def _asks(self, blocks: Sequence[AnyBlock], imprint: ImprintPlace) -> tuple[Asks, Kind, bool]:
        """What blocks ask of each other, the last section, and whether it takes all footers."""
        asks = Asks()
        special = [
            number
            for number, block in enumerate(blocks)
            if not isinstance(block, Block) or block.style in _SPECIAL
        ]
        signature.ask(blocks, special, self._rules, asks)
        head.ask(blocks, special, self._rules, asks)
        self._tables.ask(blocks, special, asks)
        for number in special:
            block = blocks[number]
            if isinstance(block, MarkBlock):
                asks.of(number).lines_above = number
            elif isinstance(block, ImprintBlock) and imprint == "next_page":
                asks.of(number).properties["pageBreakBefore"] = "<w:pageBreakBefore/>"
        whole = any(isinstance(blocks[n], (Turn, MarkBlock, ImprintBlock)) for n in special)
        kind = self._sections.ask(blocks, asks, imprint) if whole else "portrait"
        return asks, kind, whole

    def _shared(self, blocks: tuple[AnyBlock, ...]) -> _Kept:
        """The chunks of a run of shared blocks, made when it is first met."""
        key = tuple(map(id, blocks))
        if key not in self._kept:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            deflater = Deflater(CONSTANT_LEVEL, stored=0)
            xml = [self._xml(block, NOTHING) for block in blocks]
            body = deflater.chunk(encode("".join(xml)))
            records = deflater.chunk(encode(provenance.records(blocks, xml)))
            self._kept[key] = _Kept(blocks, body, records)
        return self._kept[key]

    def _xml(self, block: AnyBlock, ask: Ask) -> str:
        if not isinstance(block, Block):
            xml = self._other(block, ask)
        elif ask is NOTHING:
            return self._paragraph(block, "")
        else:
            xml = self._paragraph(block, ask.xml)
        return f"{ask.before}{xml}{ask.after}"

    def _paragraph(self, block: Block, properties: str) -> str:
        runs = "".join(
            [run(part.text, self._face_ids[part.style]) for part in block.spans if part.text]
        )
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self._style_ids[block.style]}"/>{properties}</w:pPr>'
            f"{bookmarks.around(block.id, runs)}</w:p>"
        )

    def _other(
        self, block: TableBlock | MarkBlock | ImprintBlock | Turn | FileBlock, ask: Ask
    ) -> str:
        if isinstance(block, TableBlock):
            return self._tables.table(block, ask.width)
        if isinstance(block, MarkBlock):
            letter = block.letter
            return self._letters.mark(block) if letter else self._marks.mark(block, ask.lines_above)
        if isinstance(block, ImprintBlock):
            return self._imprints.imprint(block, ask.xml)
        if isinstance(block, FileBlock):  # its content is put below the label; see `compose`
            return self._paragraph(Block(block.id, "annex_label", (Span(block.label),)), ask.xml)
        return bookmarks.around(block.id, "")

    def _properties(
        self, blocks: Sequence[AnyBlock], made: Provenance, deflater: Deflater
    ) -> list[Part]:
        core = properties.core(
            _first(blocks, "title"), _first(blocks, "signature", "sealed_signature")
        )
        custom = properties.custom(made.blueprint, made.unit, self._rules.key)
        return [
            Part(template.CORE, [deflater.chunk(encode(core))]),
            Part(template.CUSTOM, [deflater.chunk(encode(custom))]),
        ]


def _sections(asks: Asks) -> tuple[str, ...]:
    """The ends of sections that are asked for, in order."""
    ended = ((n, ask.properties.get("sectPr", ask.after)) for n, ask in asks.items())
    return tuple([text for _, text in sorted(ended) if "<w:sectPr" in text])


def _runs(blocks: Sequence[AnyBlock], asked: Container[int]) -> list[tuple[bool, list[int]]]:
    """The numbers of the blocks in runs, alternately shared ones and those of this document.

    A block of which a neighbour asks something is written anew, shared or not.
    """
    shared = [block.shared and number not in asked for number, block in enumerate(blocks)]
    groups = groupby(range(len(blocks)), shared.__getitem__)
    return [(is_shared, list(numbers)) for is_shared, numbers in groups]


def _ends_with_table(blocks: Sequence[AnyBlock], asks: Asks) -> bool:
    """Whether nothing stands below a table; Word wants a paragraph last."""
    for number in reversed(range(len(blocks))):
        block = blocks[number]
        if not isinstance(block, Turn):
            cell = asks.get(number, NOTHING).after.endswith("</w:tbl>")
            stacked = isinstance(block, MarkBlock) and len(block.issuers) > 1
            return cell or stacked or isinstance(block, TableBlock)
    return False


def _first(blocks: Sequence[AnyBlock], *styles: str) -> str:
    """The text of the first paragraph of such a style, on one line."""
    texts = (block.text for block in blocks if isinstance(block, Block) and block.style in styles)
    return next(texts, "").replace("\n", "")
