"""The title and first-level headings of a document, whoever made it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..formats import Format
from .guest import Guest
from .markup import made, val, w

_TITLES = ("title", "标题")
_NO_TEXT = (w("pPr"), w("del"), w("txbxContent"))
_MAX = 120  # characters of a line of contents


@dataclass(frozen=True, slots=True)
class Heading:
    """A paragraph that the contents name."""

    block: Any
    text: str


def title(guest: Guest, rules: Format) -> Heading:
    """The document's title: by its style, else its first paragraph; a file without any has its name."""
    ids = {rules.styles["title"].id} if guest.blueprint else set()
    ids |= _named(guest, _TITLES)
    paragraphs = [(block, _text(block)) for block in guest.body.findall(w("p"))]
    spoken = [(block, text) for block, text in paragraphs if text]
    for block, text in spoken:
        if _style(block) in ids:
            return Heading(block, text)
    for block, text in spoken:
        return Heading(block, text)
    blank = paragraphs[0][0] if paragraphs else _first_paragraph(guest)
    return Heading(blank, Path(guest.name).stem)


def headings(guest: Guest) -> Iterator[Heading]:
    """The headings of the first level."""
    top = _top_styles(guest)
    for block in guest.body.findall(w("p")):
        direct = block.find(f"{w('pPr')}/{w('outlineLvl')}")
        is_top = val(direct) == "0" if direct is not None else _style(block) in top
        if is_top and (text := _text(block)):
            yield Heading(block, text)


def _first_paragraph(guest: Guest) -> Any:
    paragraph = made("p")
    guest.body.insert(0, paragraph)
    return paragraph


def _style(block: Any) -> str:
    return val(block.find(f"{w('pPr')}/{w('pStyle')}"))


def _named(guest: Guest, names: tuple[str, ...]) -> set[str]:
    return {
        style.get(w("styleId"))
        for style in guest.styles.iter(w("style"))
        if val(style.find(w("name"))).lower() in names
    }


def _top_styles(guest: Guest) -> set[str]:
    """The ids of paragraph styles whose outline level is the first."""
    known = {style.get(w("styleId")): style for style in guest.styles.iter(w("style"))}

    def level(key: str, depth: int = 0) -> str:
        style = known.get(key)
        if style is None or depth > len(known):
            return ""
        own = style.find(f"{w('pPr')}/{w('outlineLvl')}")
        return val(own) if own is not None else level(val(style.find(w("basedOn"))), depth + 1)

    return {key for key in known if level(key) == "0"}


def _text(block: Any) -> str:
    """What a paragraph says, on one line, without what is in boxes."""
    pieces: list[str] = []
    _gather(block, pieces)
    return " ".join("".join(pieces).split())[:_MAX]


def _gather(element: Any, pieces: list[str]) -> None:
    for child in element:
        if child.tag == w("t"):
            pieces.append(child.text or "")
        elif child.tag == w("tab"):
            pieces.append(" ")
        elif child.tag not in _NO_TEXT and child.tag.startswith(w("")):
            _gather(child, pieces)
