"""The XML of a workbook's parts, streamed to handlers; what declares a document type is refused."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from ..archives import Archive

# Names come as “namespace}name”, as ElementTree writes them but for the first brace.
_SEPARATOR = "}"

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Names(dict[str, str]):
    """Names of elements without their namespace; a workbook has few."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(_SEPARATOR)[2]
        if len(self) < 1000:  # a hostile part may have any number
            self[name] = local
        return local


def stream(
    archive: Archive, part: str, start: Start, end: End | None = None, text: End | None = None
) -> None:
    """Call the handlers for each element of the part; `Unreadable` when it is malformed."""
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def declared(*_: object) -> None:
        raise archive.kind.declaring(part, archive.name)

    parser.StartDoctypeDeclHandler = declared
    try:
        for chunk in archive.chunks(part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise archive.kind.damaged(part, archive.name) from error
