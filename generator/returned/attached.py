"""The content of annexes that are files, told in short: enough to see whether it is the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ..word.provenance import Record
from .identity import Standing, match
from .pieces import Piece

_DRAWN = frozenset(("drawing", "object"))
_FIGURES = re.compile(r"\d+")
# Programs write some characters otherwise: hyphens that part nothing, or only where a line ends.
_SPELLED = str.maketrans({"\u2011": "-", "\u00ad": None, "\u200b": None, "\ufeff": None})


def digests(pieces: Sequence[Piece], records: Sequence[Record]) -> dict[str, str]:
    """By the id of each file's block the digest of what stands below its label."""
    return digests_of(match(pieces, records).standings)


def digests_of(standings: Sequence[Standing]) -> dict[str, str]:
    """As `digests`, when it is known which pieces are a file's."""
    content: dict[str, list[Piece]] = {}
    for one in standings:
        if one.role == "attached":
            content.setdefault(one.id, []).append(one.piece)
    return {name: _digest(pieces) for name, pieces in content.items()}


def _digest(pieces: Sequence[Piece]) -> str:
    """Of the texts in order, white space left out, and of how much else there is."""
    texts = [text for piece in pieces if (text := _text(piece))]
    drawn = sum(not piece.holds.isdisjoint(_DRAWN) for piece in pieces)
    comments = sum(len(piece.comments) for piece in pieces)
    content = "\n".join((str(drawn), str(comments), *texts))
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _text(piece: Piece) -> str:
    """What it says; beside a field, which may be today's date or a number of pages, no figures."""
    text = "".join(f"{piece.text}{piece.boxed}".split()).translate(_SPELLED)
    return _FIGURES.sub("", text) if "field" in piece.holds else text
