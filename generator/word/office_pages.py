"""The pages of an office's template: which section the annexes stand in, and pages we add to it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..formats import Format
from .markup import R, W
from .part_tree import instruction
from .placeholders import ANNEXES, paragraph_text
from .sections import EMPTY_FOOTER, Kind, section
from .stream import SECTION

_SECTION, _BODY, _FOOTER = f"{{{W}}}sectPr", f"{{{W}}}body", f"{{{W}}}footerReference"
_TYPE, _ID, _VAL = f"{{{W}}}type", f"{{{R}}}id", f"{{{W}}}val"
_BEFORE_TYPE = tuple(
    f"{{{W}}}{name}"
    for name in ("headerReference", "footerReference", "footnotePr", "endnotePr")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pages:
    """The w:sectPr of every kind of page of a template."""

    kinds: Mapping[Kind, str]  # portrait: that in which the annexes stand
    later: str  # portrait, when it goes on after other pages
    final: str  # at the end of the document
    is_open: bool  # nothing follows the annexes


def read(document: Any, rules: Format, footers: Mapping[str, str]) -> Pages:
    """The pages of a document; marks where the last section's properties and annexes stand.

    `footers` are the relationship ids of our footers in this package by those in ours.
    """
    body = document.find(_BODY)
    _explicit(body, footers[EMPTY_FOOTER])
    last = body[-1] if len(body) and body[-1].tag == _SECTION else etree.SubElement(body, _SECTION)
    marks = [paragraph for paragraph in body if _reads(paragraph, ANNEXES)]
    portrait, is_open = last, True
    if marks:
        is_open = marks[0].getnext() is last
        portrait = next(_sections_from(marks[0]))
    kinds = _kinds(portrait, rules, footers)
    later, final = _xml(_later(portrait)), _xml(last)
    end = instruction(f"mark {SECTION} 1")
    body.replace(last, end)
    if not marks:
        end.addprevious(instruction(f"mark {ANNEXES} 0"))
    return Pages(kinds, later, final, is_open)


def _sections_from(paragraph: Any) -> Any:
    """The section properties from a paragraph of the text on."""
    yield from paragraph.iter(_SECTION)
    for following in paragraph.itersiblings():
        yield from following.iter(_SECTION)


def _explicit(body: Any, empty: str) -> None:
    """Name the footers of every section: one that names none takes those of the section before,

    which might be ours. Where the template has no footer at all, ours is empty.
    """
    known = {"default": empty, "even": empty}
    for properties in body.iter(_SECTION):
        own = {one.get(_TYPE): one.get(_ID) for one in properties.findall(_FOOTER)}
        for kind in ("even", "default"):
            known[kind] = own.get(kind, known[kind])
            if kind not in own:
                properties.insert(0, etree.Element(_FOOTER, {_TYPE: kind, _ID: known[kind]}))


def _kinds(portrait: Any, rules: Format, footers: Mapping[str, str]) -> dict[Kind, str]:
    landscape = re.sub(
        'r:id="(.*?)"', lambda match: f'r:id="{footers[match[1]]}"', section(rules, "landscape")
    )
    unnumbered = _later(portrait)
    for reference in unnumbered.findall(_FOOTER):
        reference.set(_ID, footers[EMPTY_FOOTER])
    for old in unnumbered.findall(f"{{{W}}}type"):
        unnumbered.remove(old)
    at = sum(child.tag in _BEFORE_TYPE for child in unnumbered)
    unnumbered.insert(at, etree.Element(f"{{{W}}}type", {_VAL: "evenPage"}))
    own = _xml(portrait)
    return {
        "portrait": own,
        "letter": own,
        "landscape": landscape,
        "unnumbered": _xml(unnumbered),
    }


def _later(properties: Any) -> Any:
    """The section going on: without a first page of its own, and on a new page."""
    later = copy.deepcopy(properties)
    for child in list(later):
        if child.get(_TYPE) == "first" or child.tag in (f"{{{W}}}titlePg", f"{{{W}}}type"):
            later.remove(child)
    return later


def _xml(properties: Any) -> str:
    """The element as XML for a place where its namespaces are known."""
    xml: str = etree.tostring(properties, encoding="unicode", with_tail=False)
    return re.sub(r' xmlns:\w+="[^"]*"', "", xml)


def _reads(element: Any, name: str) -> bool:
    """Whether a paragraph is the mark of that name, healed or not."""
    return "".join(paragraph_text(element).split()).lower() == f"{{{{{name}}}}}"
