"""The text proper of a block: without its label and without the line breaks of a title."""

from __future__ import annotations

from . import labels
from .labels import Label
from .pieces import Generated, Piece

# The styles of titles, whose line breaks follow from the length of their lines.
BROKEN = frozenset({"title", "annex_title", "new_page_title"})
# What is no paragraph of running text: it is taken whole or left.
WHOLE = frozenset({"mark", "imprint", "turn", "file"})


def body(block: Generated) -> str:
    """The text of a block behind its label."""
    return block.text.removeprefix(block.label)


def proper(block: Generated) -> str:
    """The text of a block without its label and, in a title, without line breaks."""
    text = body(block)
    return text.replace("\n", "") if block.kind in BROKEN else text


def is_untouched(old: Generated, piece: Piece) -> bool:
    """Whether no person changed the text; labels and the lines of a title do not count."""
    if piece.text == old.text and (not (piece.rows and old.rows) or piece.rows == old.rows):
        return True
    if old.kind == "table" or old.kind in WHOLE:
        return False
    text = piece.text[body_start(old, piece) :]
    return proper(old) == (text.replace("\n", "") if old.kind in BROKEN else text)


def typed_label(old: Generated, piece: Piece) -> Label | None:
    """The label that stands before the text of a piece, as generated or typed by a person."""
    if not old.label:
        return None
    scheme = labels.scheme_of(old.label)
    if piece.text.startswith(old.label):
        made = labels.leading(old.label, scheme)
        return Label(scheme, made.value if made else 0, 0, len(old.label))
    return labels.leading(piece.text, scheme)


def body_start(old: Generated, piece: Piece) -> int:
    """Where the text of a piece begins behind its label."""
    typed = typed_label(old, piece)
    return typed.end if typed else 0
