"""The texts that the cells of a workbook share, held as one run of bytes."""

from __future__ import annotations

import re
from array import array

from ..archives import Archive
from .grid import MAX_TEXT
from .parts import Names, stream

_PART = "xl/sharedStrings.xml"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Strings:
    """A sequence of texts that can only grow."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        data = self._bytes[self._ends[number] : self._ends[number + 1]]
        return data.decode("utf-8", "surrogatepass")


def shared(archive: Archive) -> Strings:
    """The shared texts of the workbook; none where it has none."""
    found = Strings()
    if _PART not in archive:
        return found
    local = Names()
    pieces: list[str] = []
    length = 0
    phonetic = within = False  # a guide to the pronunciation is no part of the text

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal phonetic, within, length
        match local[name]:
            case "si":
                pieces.clear()
                length = 0
            case "rPh":
                phonetic = True
            case "t":
                within = not phonetic

    def end(name: str) -> None:
        nonlocal phonetic, within
        match local[name]:
            case "t":
                within = False
            case "rPh":
                phonetic = False
            case "si":
                found.append(unescaped("".join(pieces)))

    def text(data: str) -> None:
        nonlocal length
        if within:
            pieces.append(data)
            if (length := length + len(data)) > MAX_TEXT:
                raise archive.kind.too_large(archive.name)

    stream(archive, _PART, start, end, text)
    return found


def unescaped(text: str) -> str:
    """The text with the characters that XML cannot hold, which a workbook writes as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
