"""What a rendered document says of its pages: how many, and where a bookmark or heading stands.

It reads PDFs that `pdf` made; the names of destinations are LibreOffice's spelling of bookmarks.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pypdf import PdfReader

_PLAIN = frozenset(string.ascii_letters + string.digits + "-")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline: level from 1, text with its label, page from 1."""

    level: int
    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """The pages of one document; pages count from 1, as sides of sheets, whatever is printed on them."""

    count: int
    headings: tuple[Heading, ...]
    _destinations: Mapping[str, int]

    def page_of(self, bookmark: str) -> int | None:
        """The page on which the bookmark starts; None when there is none, or it holds no text."""
        return self._destinations.get(destination(bookmark))


def pages_of(pdf: Path) -> Rendered:
    """The pages, bookmarks and headings of a PDF that `pdf.convert` made."""
    with PdfReader(pdf) as reader:
        destinations = {
            name.removeprefix("/"): page + 1
            for name, place in reader.named_destinations.items()
            if (page := reader.get_destination_page_number(place)) is not None
        }
        return Rendered(len(reader.pages), tuple(_headings(reader, reader.outline)), destinations)


def _headings(reader: PdfReader, entries: list[Any], level: int = 1) -> Iterator[Heading]:
    """The outline in reading order; pypdf puts the entries below an entry into a list after it."""
    for entry in entries:
        if isinstance(entry, list):
            yield from _headings(reader, entry, level + 1)
        elif (page := reader.get_destination_page_number(entry)) is not None:
            yield Heading(level, str(entry.title), page + 1)


def destination(bookmark: str) -> str:
    """The name LibreOffice gives a bookmark in a PDF: as in an address, then signs as their codes.

    `_cp_1a` becomes `5Fcp5F1a`. Letters, digits and _ are all that Word allows in a bookmark.
    """
    return "".join(c if c in _PLAIN else f"{ord(c):02X}" for c in quote(bookmark, safe="_"))
