"""The paragraphs of a .docx for the rules about text: as accepted, with the numbers Word gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from ..errors import N_
from ..outline import Line, Rows
from ..returned import Piece, Returned, body
from . import numbering, styles
from .numbering import Lists
from .parts import Paragraph, read
from .styles import Styles

MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TITLES = ("Title", "标题", "附件标题", "另面标题")  # names of styles that are for titles only


def lines(returned: Returned) -> tuple[Line, ...]:
    """The paragraphs and tables in their order, every tracked change accepted.

    `index` is the position of the piece, from 1; what holds no text counts, too. A paragraph whose
    end was deleted is told with the one that it runs on into. The text of boxes stands for a
    paragraph that has none. `style` is "title" or the style's name in small letters.
    """
    name = returned.package.name
    parts = returned.package.parts
    part = read(returned.package.document, name)
    known, lists = styles.of(parts, name), numbering.lists(parts, name)
    return lines_of(returned, part.paragraphs, known, lists)


def lines_of(
    returned: Returned, paragraphs: tuple[Paragraph, ...], known: Styles, lists: Lists
) -> tuple[Line, ...]:
    """The lines of a document whose part has been read."""
    labels = _labels(returned, paragraphs, known, lists)
    found: list[Line] = []
    before = ""
    for index, piece in enumerate(returned.pieces, 1):
        if piece.kind == "other":
            continue
        if piece.joined:
            before += piece.text
            continue
        line = _line(piece, index, labels.get(piece.start, ""), returned)
        found.append(replace(line, text=before + line.text) if before else line)
        before = ""
    if before:
        found.append(Line(before, len(returned.pieces)))
    return tuple(found)


def _line(piece: Piece, index: int, label: str, returned: Returned) -> Line:
    if piece.kind == "table":
        return Line("", index, table=_rows(piece))
    name = returned.style(piece.style)
    style = "title" if name in _TITLES else name.lower()
    return Line(piece.text or piece.boxed, index, label, style)


def _rows(piece: Piece) -> Rows:
    rows = (row for row in piece.rows if not row.deleted)
    return tuple(tuple(cell.text for cell in row.cells) for row in rows)


def _labels(
    returned: Returned, paragraphs: tuple[Paragraph, ...], known: Styles, lists: Lists
) -> dict[int, str]:
    """By the start of each paragraph that Word numbers, cells and all, its number."""
    if not lists:
        return {}
    gone = {piece.start for piece in returned.pieces if piece.is_gone}
    counter = numbering.Counter(lists)
    found: dict[int, str] = {}
    for paragraph in paragraphs:
        list_id, level = numbering.placed(paragraph.said, known, lists)
        if list_id and paragraph.start not in gone:
            found[paragraph.start] = counter.label(list_id, level)
    return found


HEADER, NOTE, BOX = N_("header or footer"), N_("footnote or endnote"), N_("text box")
BESIDE = (HEADER, NOTE, BOX)


def beside_text(returned: Returned) -> dict[str, str]:
    """What stands beside the text, each text with its place, one of `BESIDE`.

    Rules about what was left in a copy look there, too. A text that stands there twice is told once.
    """
    boxes = (piece.boxed for piece in returned.pieces if piece.boxed and piece.text)
    said = zip(BESIDE, (_margins(returned), _notes(returned), boxes), strict=True)
    return {text: place for place, texts in said for text in texts}


def _notes(returned: Returned) -> Iterator[str]:
    for part in _NOTES:
        if xml := returned.package.parts.get(part):
            texts = (one.text for one in read(xml, returned.package.name, part).paragraphs)
            yield from (text for text in texts if text.strip())


def _margins(returned: Returned) -> Iterator[str]:
    for part, xml in returned.package.parts.items():
        if MARGIN.fullmatch(part):
            yield from _said(xml, part)


@lru_cache(maxsize=64)
def _said(xml: bytes, part: str) -> tuple[str, ...]:
    """What a header or footer says; documents of one program have the same ones."""
    texts = (
        piece.text or piece.boxed
        for piece in body.pieces(xml, "", part)
        if "field" not in piece.holds
    )
    return tuple(text for text in texts if text.strip())
