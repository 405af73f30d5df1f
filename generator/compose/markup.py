"""Names of Word's XML and small helpers for its trees; nothing here knows a document."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from ..word.markup import R, W

DOCUMENT = "word/document.xml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def order(names: str) -> tuple[str, ...]:
    """The names, which are parted by spaces, in their order."""
    return tuple(names.split())


# The order of the schema (ECMA-376, CT_RPr and CT_PPr).
RUN_ORDER = order(
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof"
    " snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd"
    " fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
PARAGRAPH_ORDER = order(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr"
    " shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE"
    " autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents"
    " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr"
    " sectPr pPrChange"
)


def w(name: str) -> str:
    """The qualified name of one of Word's elements or attributes."""
    return f"{{{W}}}{name}"


def r(name: str) -> str:
    """The qualified name of an attribute that refers to a relationship."""
    return f"{{{R}}}{name}"


def val(element: Any | None) -> str:
    """The w:val of an element, empty when there is none."""
    return "" if element is None else str(element.get(w("val"), ""))


def made(element: str, /, **attributes: str) -> Any:
    """A new element of Word's with these attributes."""
    result = etree.Element(w(element), nsmap={"w": W})
    for key, value in attributes.items():
        result.set(w(key), value)
    return result


def from_text(xml: str) -> Any:
    """An element from XML of our own, in which w and r are known."""
    return etree.fromstring(f'<x xmlns:w="{W}" xmlns:r="{R}">{xml}</x>')[0]


def canonical(element: Any) -> bytes:
    """The element spelled in one way, whatever its prefixes and the order of its attributes."""
    copy = deepcopy(element)
    copy.tail = None
    return bytes(etree.tostring(copy, method="c14n", exclusive=True))


def spelled(root: Any) -> bytes:
    """The bytes of a part."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def put(parent: Any, child: Any, names: Sequence[str]) -> None:
    """Put a child where the schema wants it, in place of one of its name."""
    places = {w(name): place for place, name in enumerate(names)}
    place = places[child.tag]
    for old in parent.findall(child.tag):
        parent.remove(old)
    for index, sibling in enumerate(parent):
        if places.get(sibling.tag, len(names)) > place:
            parent.insert(index, child)
            return
    parent.append(child)


def properties(element: Any) -> Any:
    """The properties of a paragraph, made if it has none."""
    found = element.find(w("pPr"))
    if found is None:
        found = made("pPr")
        element.insert(0, found)
    return found


def merged(below: Any, above: Any | None, names: Sequence[str]) -> Any:
    """Properties of both, those of `above` winning, attribute by attribute."""
    result = deepcopy(below)
    for child in () if above is None else above:
        old = result.find(child.tag)
        copy = deepcopy(child)
        if old is not None and not len(child):
            for key, value in old.attrib.items():
                if key not in copy.attrib:
                    copy.set(key, value)
        if etree.QName(child).localname in names and etree.QName(child).namespace == W:
            put(result, copy, names)
        else:
            result.append(copy)
    return result
