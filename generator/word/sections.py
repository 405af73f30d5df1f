"""Sections: portrait and landscape pages, their footers, and where one ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..blocks import AnyBlock, Block, ImprintBlock, MarkBlock, TableBlock, Turn
from ..formats import Format
from .asks import Asks

Kind = Literal["portrait", "landscape", "letter", "unnumbered"]
# What the last page asks for: 版记 where the text ends, on a page of its own (numbered), or on
# the next even page, unnumbered like the blank page before it (clause 7.5).
ImprintPlace = Literal["last_page", "next_page", "even_page"]

ODD_FOOTER, EVEN_FOOTER = "rId4", "rId5"
ODD_TURNED, EVEN_TURNED, EMPTY_FOOTER = "rId7", "rId8", "rId9"
_FOOTERS: dict[Kind, dict[str, str]] = {
    "portrait": {"default": ODD_FOOTER, "even": EVEN_FOOTER},
    "landscape": {"default": ODD_TURNED, "even": EVEN_TURNED},
    "letter": {"default": ODD_FOOTER, "even": EVEN_FOOTER, "first": EMPTY_FOOTER},
    "unnumbered": {"default": EMPTY_FOOTER, "even": EMPTY_FOOTER},
}


def section(rules: Format, kind: Kind = "portrait") -> str:
    """The properties of a section of that kind."""
    page = rules.page
    width, height = page.width.twips, page.height.twips
    top, right, bottom, left = (
        edge.twips for edge in (page.top, page.right, page.bottom, page.left)
    )
    orientation = ""
    if kind == "landscape":  # the portrait sheet turned clockwise (clause 8)
        width, height, orientation = height, width, ' w:orient="landscape"'
        top, right, bottom, left = left, top, right, bottom
    footers = "".join(
        f'<w:footerReference w:type="{place}" r:id="{part}"/>'
        for place, part in _FOOTERS[kind].items()
    )
    return (
        f"<w:sectPr>{footers}{_START.get(kind, '')}"
        f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        f' w:header="851" w:footer="{rules.page_number.footer.twips}" w:gutter="0"/>'
        # No grid type: exact line spacing needs none, and LibreOffice sets 14 characters a
        # line with the character grid that Word writes for 22 × 28.
        f'<w:cols w:space="425"/>{_FIRST.get(kind, "")}'
        f'<w:docGrid w:linePitch="{rules.grid.line_pitch.twips}"/></w:sectPr>'
    )


_START: dict[Kind, str] = {"unnumbered": '<w:type w:val="evenPage"/>'}
_FIRST: dict[Kind, str] = {"letter": "<w:titlePg/>"}


class Sections:
    """Puts the section breaks of one format into what is asked of blocks."""

    def __init__(self, rules: Format, tiny: str) -> None:
        self._rules = rules
        self._tiny = tiny  # a paragraph as low as can be, with {} for its properties
        self._landscape = rules.page.height.twips - rules.page.top.twips - rules.page.bottom.twips

    def ask(self, blocks: Sequence[AnyBlock], asks: Asks, imprint: ImprintPlace) -> Kind:
        """Ask each block that ends a section for a break; the kind of the last section."""
        kind = wanted = _first_kind(blocks)
        last = -1  # the last block with content
        for number, block in enumerate(blocks):
            if isinstance(block, Turn):
                wanted = block.orientation
                continue
            if isinstance(block, ImprintBlock):
                wanted = _of_imprint(wanted, imprint)
            if wanted != kind and last >= 0:
                self._end(blocks[last], last, kind, asks)
            kind, last = wanted, number
            if kind == "landscape" and isinstance(block, TableBlock):
                asks.of(number).width = self._landscape
        return kind

    def _end(self, block: AnyBlock, number: int, kind: Kind, asks: Asks) -> None:
        properties = section(self._rules, kind)
        if isinstance(block, Block):
            asks.of(number).properties["sectPr"] = properties
        else:
            asks.of(number).after += self._tiny.format(properties)


def _first_kind(blocks: Sequence[AnyBlock]) -> Kind:
    letter = any(isinstance(block, MarkBlock) and block.letter for block in blocks[:1])
    return "letter" if letter else "portrait"


def _of_imprint(wanted: Kind, imprint: ImprintPlace) -> Kind:
    """版记 stands on an upright page."""
    if imprint == "even_page":
        return "unnumbered"
    return "portrait" if wanted == "landscape" else wanted
