"""The paragraphs of tables, nested ones too."""

from __future__ import annotations

from collections.abc import Iterator

from ..returned import Piece


def paragraphs_in(table: Piece) -> Iterator[tuple[int, Piece]]:
    """The paragraphs of a table, each with the place where its text begins in the table's."""
    at = 0
    for row in table.rows:
        if row.deleted:
            continue
        for cell in row.cells:
            for piece in cell.pieces:
                if piece.kind == "other":
                    continue
                if piece.kind == "table":
                    yield from ((at + more, inner) for more, inner in paragraphs_in(piece))
                else:
                    yield at, piece
                at += len(piece.text) + 1
            if not cell.pieces:
                at += 1
