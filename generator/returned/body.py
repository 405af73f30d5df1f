"""The pieces of a document's body, read by a parser of events: no tree of the document is made.

Content controls, custom XML and smart tags are looked through; of alternatives the first is
read. A document type declaration is refused, so there are no entities.
"""

from __future__ import annotations

from xml.parsers import expat

from ..errors import N_, Origin, Unreadable, problem
from .events import NOT_UTF8, TOO_LARGE, Doubtful, Reader
from .pieces import Piece, Run

MAX_SIZE = 16 * 1024 * 1024  # bytes of the part
MAX_TAGS = 300_000  # in it; a plan of 250 paragraphs has 12,000 when LibreOffice has saved it
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def pieces(xml: bytes, name: str = "", part: str = "word/document.xml") -> tuple[Piece, ...]:
    """The top-level pieces of a document part (or of a header or footer), in order.

    Raises `Unreadable` for XML that is malformed, too large, not in UTF-8 or declares a document
    type; `name` is the file's in that message.
    """
    try:
        if len(xml) > MAX_SIZE or xml.count(b"<") > MAX_TAGS:
            raise Doubtful(TOO_LARGE)
        if xml.startswith(_UTF16):
            raise Doubtful(NOT_UTF8)
        reader = Reader(xml)
        reader.parser.Parse(xml, True)
        return reader.told()
    except Doubtful as doubt:
        raise _refused(doubt.message, name, part) from None
    except (expat.ExpatError, IndexError, ValueError, OverflowError) as error:
        raise _refused(N_("the part {part} is damaged"), name, part) from error


def runs(xml: bytes) -> dict[int, tuple[Run, ...]]:
    """By the `start` of each paragraph, in cells and boxes too, its runs in order.

    `xml` is a part that `pieces` has read without refusing it.
    """
    reader = Reader(xml)
    found: dict[int, list[Run]] = {}
    reader.runs = found
    reader.parser.Parse(xml, True)
    return {start: tuple(some) for start, some in found.items()}


def _refused(message: str, name: str, part: str) -> Unreadable:
    return Unreadable(problem("not-docx", message, Origin(name), part=part))
