"""Changes to the tree of a template's part: slots, bookmarks, paragraphs that must stay.

What is no XML of the template's stands in the tree as a processing instruction.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from lxml import etree

from . import bookmarks
from .markup import W
from .placeholders import SLOT

TARGET = "cp"  # of our instructions; those of others are never read
_BODY, _P, _TBL, _PPR, _RPR, _R, _T = (
    f"{{{W}}}{name}" for name in ("body", "p", "tbl", "pPr", "rPr", "r", "t")
)
_BLOCKS = {_P, _TBL, f"{{{W}}}sdt", f"{{{W}}}customXml"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What a paragraph may hold beside text; it must not vanish with the text.
_OBJECTS = tuple(
    f"{{{W}}}{name}" for name in ("drawing", "pict", "object", "sectPr", "fldChar", "fldSimple")
)


def instruction(text: str) -> Any:
    """A processing instruction, which stands in the tree for what is no XML of the template's."""
    return etree.ProcessingInstruction(TARGET, text)


def holds_more(paragraph: Any) -> bool:
    """Whether the paragraph holds a picture, a text box, a field or a section's end."""
    return next(paragraph.iter(*_OBJECTS), None) is not None


def in_fallback(paragraph: Any) -> bool:
    """Whether it is the copy of a text box for old programs; identity belongs to the first."""
    return next(paragraph.iterancestors(_FALLBACK), None) is not None


def is_needed(paragraph: Any, marked: Mapping[Any, object]) -> bool:
    """Whether what holds the paragraph must have one there when it goes."""
    parent = paragraph.getparent()
    if parent.tag == _BODY:
        return False
    blocks = [child for child in parent if child.tag in _BLOCKS]
    if blocks[-1] is not paragraph:
        return False
    before = blocks[-2] if len(blocks) > 1 else None
    return before is None or before.tag != _P or before in marked


def emptied(paragraph: Any) -> Any:
    """A paragraph with the same properties and nothing in it."""
    empty = etree.Element(_P)
    properties = paragraph.find(_PPR)
    if properties is not None:
        empty.append(copy.deepcopy(properties))
    return empty


def make_empty(paragraph: Any) -> None:
    for child in list(paragraph):
        if child.tag != _PPR:
            paragraph.remove(child)


def style_id(paragraph: Any) -> str:
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "" if style is None else str(style.get(f"{{{W}}}val", ""))


def add_bookmark(paragraph: Any, block_id: str) -> None:
    """The block's hidden bookmark around what the paragraph holds."""
    name, number = bookmarks.bookmark(block_id)
    start = etree.Element(
        f"{{{W}}}bookmarkStart", {f"{{{W}}}id": str(number), f"{{{W}}}name": name}
    )
    at = 1 if len(paragraph) and paragraph[0].tag == _PPR else 0
    paragraph.insert(at, start)
    paragraph.append(etree.Element(f"{{{W}}}bookmarkEnd", {f"{{{W}}}id": str(number)}))


def forget_bookmarks(root: Any) -> None:
    """Take out our own bookmarks: a template may have been made from a document of ours."""
    numbers = set()
    for start in list(root.iter(f"{{{W}}}bookmarkStart")):
        if str(start.get(f"{{{W}}}name", "")).startswith(bookmarks.PREFIX):
            numbers.add(start.get(f"{{{W}}}id"))
            start.getparent().remove(start)
    for end in list(root.iter(f"{{{W}}}bookmarkEnd")):
        if end.get(f"{{{W}}}id") in numbers:
            end.getparent().remove(end)


def place_slots(paragraph: Any, names: list[str]) -> None:
    """Put instructions in place of the healed marks of a paragraph."""
    upcoming = iter(names)
    for text in [element for element in paragraph.iter(_T) if _own(element, paragraph)]:
        pieces = SLOT.split(text.text or "")
        if len(pieces) == 1:
            continue
        text.text = pieces[0]
        _hint(text.getparent())
        for rest in pieces[2::2]:
            slot = instruction(f"slot {next(upcoming)}")
            slot.tail = rest
            text.append(slot)


def _own(text: Any, paragraph: Any) -> bool:
    return next(text.iterancestors(_P), None) is paragraph


def _hint(run: Any) -> None:
    """Say that ambiguous characters are East Asian; what fills the run may hold some."""
    if run.tag != _R:
        return
    properties = run.find(_RPR)
    if properties is None:
        properties = etree.Element(_RPR)
        run.insert(0, properties)
    fonts = properties.find(f"{{{W}}}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{{{W}}}rFonts")
        styled = len(properties) and properties[0].tag == f"{{{W}}}rStyle"
        properties.insert(1 if styled else 0, fonts)
    fonts.set(f"{{{W}}}hint", "eastAsia")
