"""Sections round what is put in: where ours end, where those of the file end, whose footers they show."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from ..formats import Format
from ..word import footers
from ..word.markup import encode
from .host import Host
from .markup import DOCUMENT, canonical, from_text, made, order, properties, put, r, w
from .relations import OFFICE

_SECTION_ORDER = order(
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders"
    " lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter"
    " docGrid printerSettings sectPrChange"
)
_REFERENCES = (w("headerReference"), w("footerReference"))
_NOT_GEOMETRY = (*_REFERENCES, w("type"), w("pgNumType"), w("titlePg"), w("printerSettings"))
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_NUMBER_HEIGHT = 283  # twips; a line of the page number's size
_TINY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)


class Footers:
    """Our footers, added to the document when a section first wants them."""

    def __init__(self, host: Host, rules: Format) -> None:
        self._host, self._rules = host, rules
        self._footer = rules.page_number.footer.twips

    def ours(self, section: Any) -> None:
        """Give a section of somebody else's our page numbers instead of its headers and footers."""
        for tag in (*_REFERENCES, w("pgNumType"), w("titlePg"), w("printerSettings")):
            for child in section.findall(tag):
                section.remove(child)
        size = section.find(w("pgSz"))
        lies = size is not None and size.get(w("orient")) == "landscape"
        make = footers.turned if lies else footers.upright
        self._refer(section, make(self._rules, "right"), make(self._rules, "left"))
        if not lies:
            self._make_room(section)

    def none(self, section: Any) -> None:
        """Give a section pages without number."""
        for child in section.findall(_REFERENCES[1]):
            section.remove(child)
        empty = footers.empty(self._rules)
        self._refer(section, empty, empty)

    def _refer(self, section: Any, odd: str, even: str) -> None:
        for place, xml in (("even", even), ("default", odd)):
            part = self._host.add("word/footer1.xml", encode(xml), _TYPE)
            key = self._host.relations(DOCUMENT).add(f"{OFFICE}/footer", part)
            reference = made("footerReference", type=place)
            reference.set(r("id"), key)
            section.insert(0, reference)

    def _make_room(self, section: Any) -> None:
        """The number stands where it stands on our pages, or above a narrower margin's edge."""
        margins = section.find(w("pgMar"))
        if margins is None:
            return
        bottom = abs(int(margins.get(w("bottom"), "1440")))
        margins.set(w("footer"), str(min(self._footer, max(0, bottom - _NUMBER_HEIGHT))))


def set_type(section: Any, kind: str) -> None:
    """Let a section begin so: nextPage, oddPage …"""
    put(section, made("type", val=kind), _SECTION_ORDER)


def restart_pages(section: Any) -> None:
    """Let the page numbers begin with 1 in a section."""
    put(section, made("pgNumType", start="1"), _SECTION_ORDER)


def run_on(section: Any) -> None:
    """Let the page numbers run on into a section."""
    for child in section.findall(w("pgNumType")):
        section.remove(child)


def geometry(section: Any) -> tuple[bytes, ...]:
    """Sheet, margins, columns and grid."""
    copy = deepcopy(section)
    for margins in copy.iter(w("pgMar")):
        for name in ("header", "footer"):
            margins.attrib.pop(w(name), None)
    return tuple(sorted(canonical(child) for child in copy if child.tag not in _NOT_GEOMETRY))


def ending(block: Any) -> Any | None:
    """The properties of the section that a block of the body ends."""
    if block.tag == w("sectPr"):
        return block
    found = block.find(f"{w('pPr')}/{w('sectPr')}") if block.tag == w("p") else None
    return found


def of(blocks: Sequence[Any]) -> list[Any]:
    """The properties of all sections that end in these blocks."""
    return [found for block in blocks if (found := ending(block)) is not None]


def end_with(block: Any, section: Any) -> None:
    """Let a section end with a block; a table gets a paragraph behind it, as low as can be."""
    if block.tag != w("p") or ending(block) is not None:
        tiny = from_text(_TINY)
        block.addnext(tiny)
        block = tiny
    where = properties(block)
    before = [child for child in where if child.tag in (w("sectPr"), w("pPrChange"))]
    for child in before:
        where.remove(child)
    where.append(section)


def only_ends(block: Any) -> bool:
    """Whether a block is there for the end of a section alone."""
    if block.tag == w("sectPr"):
        return True
    return ending(block) is not None and not any(child.tag != w("pPr") for child in block)


def has_footers(section: Any) -> bool:
    """Whether a section says itself what stands below its odd and even pages."""
    found = {one.get(w("type")) for one in section.findall(w("footerReference"))}
    return {"default", "even"} <= found
