"""Whether a piece of a returned document says what a record of a generated block says."""

from __future__ import annotations

import re
from itertools import pairwise

from ..word.provenance import Record
from .pieces import Bookmark, Piece

# Records of what has no text of its own: where pages turn, and an annex that is a file.
TURN, FILE = "turn", "file"
MARK, IMPRINT, TABLE = "mark", "imprint", "table"
TEMPLATE = "#template-"  # so begin the ids of paragraphs of an office's own template
# The label of 印发机关和印发日期 ends so, whether the date was given with it or not.
_PRINTED = "印发"
_SIGNS = re.compile("[\\s\ufffd\ue000-\uf8ff]+")
_COMPARED = 3_000  # characters


def text_of(record: Record, piece: Piece, bookmark: Bookmark | None = None) -> str:
    """What the piece has in the place of that record, as `Record.text` would say it.

    发文机关标志 and 版记 may stand in a box or a table. A paragraph that an office's template has
    in a box or a cell is found by its bookmark. Of an annex that is a file the record has no
    text, so nothing is compared.
    """
    inner = bookmark.inner if bookmark is not None else None
    kind = kind_of(record)
    if kind == FILE:
        return record.text
    if kind == IMPRINT:
        return piece.boxed or piece.text
    if kind == MARK:
        own = piece.text if inner is None or piece.kind == TABLE else inner
        return own or piece.boxed
    return piece.text if inner is None or kind == TABLE else inner


def kind_of(record: Record) -> str:
    """What sort of block that is no paragraph a record is of; empty for a paragraph.

    A paragraph of an office's template may have the style of 标志 or 版记.
    """
    special = record.style in (TURN, FILE, MARK, IMPRINT, TABLE)
    return record.style if special and not record.id.startswith(TEMPLATE) else ""


def is_same(record: Record, text: str) -> bool:
    """Whether the text is that of the record, as far as one can tell."""
    if record.text == text:
        return True
    if record.id.startswith(TEMPLATE):  # white space and signs of a font in it were not ours
        return _SIGNS.sub("", record.text) == _SIGNS.sub("", text)
    return kind_of(record) in (MARK, IMPRINT) and _essence(record.text) == _essence(text)


def _essence(text: str) -> str:
    """The text without what only parts it: stacked names, the ends of lines."""
    rows = (row.strip() for row in text.split("\n"))
    return "".join(_printed(row).replace("\t", "") for row in rows)


def _printed(row: str) -> str:
    while row.endswith(_PRINTED):
        row = row.removesuffix(_PRINTED)
    return row


def can_stand_for(record: Record, piece: Piece) -> bool:
    """Whether a piece of that kind can be the block: a table only stands for a table."""
    kind = kind_of(record)
    if kind in (MARK, IMPRINT):
        return piece.kind != "other"
    return piece.kind == ("table" if kind == TABLE else "paragraph")


def grams(text: str) -> frozenset[str]:
    """What `likeness` compares: the pairs of neighbouring characters; not of a whole book."""
    return frozenset(map("".join, pairwise(f"\n{text[:_COMPARED]}\n")))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How like two texts are, from 0 to 1 (Dice's coefficient of their pairs of characters)."""
    return 2 * len(one & other) / (len(one) + len(other))
