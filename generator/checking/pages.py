"""On which page each piece of a document stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..inspecting.rendered_pages import Sheet
from ..returned import Piece

_BLANKS = re.compile(r"\s+")
_BEGINNING = 20  # characters by which a piece is found; a line of a page holds 28


def pages_of(pieces: Sequence[Piece], seen: Sequence[Sheet]) -> Mapping[int, int]:
    """By the position of a piece the page on which it begins, as far as it is found there."""
    texts = [_BLANKS.sub("", "".join(line.text for line in sheet.lines)) for sheet in seen]
    found: dict[int, int] = {}
    page, at = 0, 0
    for position, piece in enumerate(pieces):
        words = _BLANKS.sub("", piece.text)[:_BEGINNING]
        if not words:
            continue
        for number in range(page, len(texts)):
            place = texts[number].find(words, at if number == page else 0)
            if place >= 0:
                page, at = number, place + len(words)
                found[position] = number + 1
                break
    return found
