"""A document that came back, read: its pieces, what it tells about itself, its package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..word.bookmarks import PREFIX
from ..word.provenance import Provenance, provenance_of
from . import body, package, styles
from .package import Package
from .pieces import Piece

_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")


@dataclass(frozen=True)
class Returned:
    """A document that came back."""

    package: Package
    made: Provenance | None  # what it tells about itself; None if it does not, or no more
    pieces: tuple[Piece, ...]
    margins: Mapping[str, tuple[Piece, ...]]  # of headers and footers with blocks, by part

    @cached_property
    def styles(self) -> Mapping[str, str]:
        """By the id of each style in this document its name."""
        return styles.names(self.package.parts.get(styles.PART, b"<none/>"), self.package.name)

    def style(self, style_id: str) -> str:
        """The name of a style; its id when it has none."""
        return self.styles.get(style_id, style_id)


def read(data: bytes, name: str = "") -> Returned:
    """The document; raises `Unreadable` for what is no .docx or is dangerous to read."""
    found = package.read(data, name)
    return opened(found, provenance_of(found.parts, name))


def opened(found: Package, made: Provenance | None) -> Returned:
    """The document of a package that has been read; raises `Unreadable` for bad XML in it."""
    margins = {
        part: body.pieces(xml, found.name, part)
        for part, xml in found.parts.items()
        if _MARGIN.fullmatch(part) and PREFIX.encode() in xml
    }
    return Returned(found, made, body.pieces(found.document, found.name), margins)
