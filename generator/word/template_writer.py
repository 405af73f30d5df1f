"""Texts and blocks into an office's template; nothing is parsed, and its own parts stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ..blocks import AnyBlock, Block, Span, TableBlock
from ..errors import N_, Finding, Origin, problem
from ..formats import Format
from . import page_looks, properties, provenance, template
from .asks import NOTHING, Asks
from .markup import encode
from .office_pages import Pages
from .office_template import OfficeTemplate
from .package import Chunk, Deflater, Part
from .placeholders import ANNEXES, BODY
from .provenance import Provenance
from .sections import ImprintPlace, Kind, Sections
from .stream import SECTION, Mark, TextRecord, Token, fill
from .template_texts import IMPRINT, Document, replaced, texts_of
from .write import Writer

_HEAD = ("copy_number", "secrecy", "urgency", "number", "signers")


@dataclass(slots=True)
class _Filled:
    """A document on the way: chunks of its document part, and records in the order of the text."""

    chunks: list[Chunk] = field(default_factory=list)
    text: list[str] = field(default_factory=list)  # to be the next chunk
    records: list[tuple[bool, Any]] = field(default_factory=list)  # (shared, its Chunk or text)
    sections: list[bytes] = field(default_factory=list)  # their properties
    kind: Kind = "portrait"  # of the page that the annexes end on
    broken: bool = False  # whether a section ends within the blocks

    def flush(self, deflater: Deflater) -> None:
        """Make a chunk of the text so far."""
        if self.text:
            raw = encode("".join(self.text))
            self.chunks.append(deflater.chunk(raw))
            self.sections += page_looks.sections(raw)
            self.text.clear()


class TemplateWriter(Writer):
    """Writes documents with one template of an office's; used as a `Writer` is."""

    def __init__(self, rules: Format, template: OfficeTemplate) -> None:
        super().__init__(rules)
        self._template = template
        self._sections = self._breaks = _OfficeSections(rules, self._sections._tiny, template.pages)
        self._places_imprint = not template.placed.isdisjoint(IMPRINT)
        self._keys = {style.id: key for key, style in rules.styles.items()}
        constant = Deflater(stored=0)
        self._constants = {
            token: constant.chunk(encode(token))
            for token in template.document
            if isinstance(token, str)
        }
        self._ends = {
            token: page_looks.sections(chunk.raw) for token, chunk in self._constants.items()
        }

    @property
    def _styles_part(self) -> bytes:
        return self._template.styles

    def findings(self, document: Document) -> list[Finding]:
        """A warning for each text the document has and the template has no place for."""
        values, placed = texts_of(document), self._template.placed
        owed = [*_HEAD, *(IMPRINT if self._places_imprint else ())]
        return [
            problem(
                "template-omits",
                N_("the template has no place for {mark}: “{text}” is not in the document"),
                Origin(self._template.name),
                hint=N_("write {mark} where it shall stand"),
                severity="warning",
                mark=f"{{{{ {name} }}}}",
                text=values[name],
            )
            for name in owed
            if values.get(name) and name not in placed
        ]

    def write(  # type: ignore[override]
        self, document: Document, made: Provenance, imprint: ImprintPlace = "last_page"
    ) -> bytes:
        """The .docx of the document; equal documents and provenance give equal bytes."""
        deflater = Deflater()
        values = texts_of(document)
        filled = self._document(document, values, imprint, deflater)
        part = Part(template.DOCUMENT, filled.chunks)
        others = [
            self._text_part(name, tokens, values, filled, deflater)
            for name, tokens in self._template.others.items()
        ]
        item = self._provenance(made, part, filled, deflater)
        return self._template.package.pack(
            [part, *others, item, *self._properties(document.body, made, deflater)]
        )

    def _document(
        self, document: Document, values: dict[str, str], imprint: ImprintPlace, deflater: Deflater
    ) -> _Filled:
        """The document part: the template's tokens, blocks in place of the marks."""
        filled = _Filled()
        body, annexes = self._blocks(document)
        if self._template.adjacent:
            body, annexes = [*body, *annexes], []
        for token in self._template.document:
            if isinstance(token, str):
                filled.flush(deflater)
                filled.chunks.append(self._constants[token])
                filled.sections += self._ends[token]
            elif not isinstance(token, Mark):
                self._fill((token,), values, filled)
            elif token.name == SECTION:
                filled.text.append(self._last_section(filled))
            elif token.name == BODY:
                self._lay_out(body, token, imprint, filled, deflater)
            else:
                self._open_annexes(annexes, filled)
                self._lay_out(annexes, token, imprint, filled, deflater)
                self._place_imprint(document, imprint, filled)
        filled.flush(deflater)
        return filled

    def _blocks(self, document: Document) -> tuple[list[AnyBlock], list[AnyBlock]]:
        """What the marks stand for: the body without what the template places itself; annexes."""
        without = replaced(document, self._template.own)
        body = [block for block in document.body if block.id not in without]
        annexes = list(document.annexes)
        if document.imprint and not self._places_imprint:
            annexes.append(document.imprint)
        return body, annexes

    def _fill(self, tokens: tuple[Token, ...], values: dict[str, str], filled: _Filled) -> None:
        told: list[TextRecord] = []
        fill(tokens, values, filled.text, told)
        filled.records += [
            (False, provenance.record(self._block(record, values), "")) for record in told
        ]

    def _block(self, record: TextRecord, values: dict[str, str]) -> Block:
        """A paragraph of the template as a block, for the provenance."""
        style: Any = self._keys.get(record.style, "body")
        return Block(record.id, style, (Span(record.filled(values)),))

    def _lay_out(
        self,
        blocks: Sequence[AnyBlock],
        mark: Mark,
        imprint: ImprintPlace,
        filled: _Filled,
        deflater: Deflater,
    ) -> None:
        """The chunks and records of the blocks that stand for a mark."""
        asks, kind, _ = self._asks(blocks, imprint)
        filled.broken = filled.broken or _breaks(asks)
        shared = [block.shared and number not in asks for number, block in enumerate(blocks)]
        for is_shared, numbers in groupby(range(len(blocks)), shared.__getitem__):
            run = tuple([(number, blocks[number]) for number in numbers])
            if is_shared:
                filled.flush(deflater)
                kept = self._shared(tuple([block for _, block in run]))
                filled.chunks.append(kept.body)
                filled.records.append((True, kept.records))
            else:
                xml = [self._xml(block, asks.get(number, NOTHING)) for number, block in run]
                filled.text += xml
                filled.records += [
                    (False, provenance.record(block, written))
                    for (_, block), written in zip(run, xml, strict=True)
                ]
        if blocks and isinstance(blocks[-1], TableBlock) and not mark.closed:
            filled.text.append(self._tables.gap)
        if kind in ("landscape", "unnumbered"):
            if mark.name == ANNEXES or self._template.adjacent:
                filled.kind = kind if self._template.pages.is_open else "portrait"
            if filled.kind != kind:
                filled.text.append(self._breaks.paragraph(kind))
                filled.broken = True

    def _open_annexes(self, annexes: Sequence[AnyBlock], filled: _Filled) -> None:
        """End the upright pages before annexes of which the first lies."""
        if annexes and getattr(annexes[0], "orientation", "") == "landscape":
            filled.text.append(self._breaks.paragraph("portrait"))
            filled.broken = True

    def _last_section(self, filled: _Filled) -> str:
        pages = self._template.pages
        if filled.kind != "portrait":
            return pages.kinds[filled.kind]
        goes_on = filled.broken and pages.final == pages.kinds["portrait"]
        return pages.later if goes_on else pages.final

    def _place_imprint(self, document: Document, imprint: ImprintPlace, filled: _Filled) -> None:
        """Begin the page for 版记 where the template has it after the annexes."""
        placed = self._places_imprint and not self._template.pages.is_open
        if imprint == "last_page" or document.imprint is None or not placed:
            return
        if imprint == "next_page":
            filled.text.append(self._breaks.new_page())
        else:
            filled.text.append(self._breaks.paragraph("portrait", filled.broken))
            filled.kind = "unnumbered"

    def _text_part(
        self,
        name: str,
        tokens: tuple[Token, ...],
        values: dict[str, str],
        filled: _Filled,
        deflater: Deflater,
    ) -> Part:
        """A header or footer with its texts."""
        self._fill(tokens, values, filled)
        xml = "".join(filled.text)
        filled.text.clear()
        return Part(name, [deflater.chunk(encode(xml))])

    def _provenance(
        self,
        made: Provenance,
        document: Part,
        filled: _Filled,
        deflater: Deflater,
    ) -> Part:
        """The provenance item: own and shared runs in turn."""
        records = filled.records
        own: list[str] = []
        shared: list[Chunk] = []
        for is_shared, found in groupby(records, key=lambda record: record[0]):
            if is_shared:
                chunks = [chunk for _, chunk in found]
                shared += chunks
                own += [provenance.run(())] * (len(chunks) - 1)
            else:
                own.append(provenance.run([record for _, record in found]))
        first = bool(records) and records[0][0]
        pages = provenance.told_pages(
            page_looks.pages(filled.sections, self._template.margins, self._template.facing)
        )
        opening = provenance.opening(made, self._rules.key, document, own, first, pages)
        item = [deflater.chunk(encode(opening)), *shared, self._end]
        return Part(self._template.provenance, item)

    def _properties(
        self, blocks: Sequence[AnyBlock], made: Provenance, deflater: Deflater
    ) -> list[Part]:
        """The document's properties, the office's own among them."""
        core = super()._properties(blocks, made, deflater)[0]
        end = "</Properties>"
        custom = properties.custom(made.blueprint, made.unit, self._rules.key)
        custom = custom.removesuffix(end) + self._template.properties + end
        return [core, Part(template.CUSTOM, [deflater.chunk(encode(custom))])]


class _OfficeSections(Sections):
    """Section breaks with the pages of the template."""

    def __init__(self, rules: Format, tiny: str, pages: Pages) -> None:
        super().__init__(rules, tiny)
        self._pages = pages

    def page(self, kind: Kind, goes_on: bool) -> str:
        """The page of that kind; upright ones may have begun before others."""
        return self._pages.later if goes_on and kind == "portrait" else self._pages.kinds[kind]

    def paragraph(self, kind: Kind, goes_on: bool = False) -> str:
        """A paragraph as low as can be that ends pages of that kind."""
        return self._tiny.format(self.page(kind, goes_on))

    def new_page(self) -> str:
        """A paragraph as low as can be at the top of a new page."""
        paragraph = self._tiny.format("")
        return paragraph.replace("</w:pPr>", '</w:pPr><w:r><w:br w:type="page"/></w:r>')

    def _end(self, block: AnyBlock, number: int, kind: Kind, asks: Asks) -> None:
        page = self.page(kind, _breaks(asks))
        if isinstance(block, Block):
            asks.of(number).properties["sectPr"] = page
        else:
            asks.of(number).after += self._tiny.format(page)


def _breaks(asks: Asks) -> bool:
    """Whether a section ends at any of the blocks."""
    return any("sectPr" in ask.properties or "<w:sectPr" in ask.after for ask in asks.values())
