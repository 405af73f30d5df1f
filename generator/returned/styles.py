"""The names of the styles of a document: programs change the ids of styles, not their names.

LibreOffice calls `AnnexTitle` Style31, and WPS numbers styles. What puts a paragraph into a
document that came back must look up the id there.
"""

from __future__ import annotations

from xml.parsers import expat

from ..errors import N_, Origin, Unreadable, problem
from .names import BETWEEN, local

PART = "word/styles.xml"
# What Word and WPS call the character style that belongs to a paragraph style.
_LINKED = ("Char", "字符")


def names(xml: bytes, name: str = "") -> dict[str, str]:
    """By the id of each style its name, as the styles part says it.

    Raises `Unreadable` for a part that cannot be read; `name` is the file's in that message.
    """
    found: dict[str, str] = {}
    style = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal style
        own = local(element)
        if own == "style":
            style = _attribute(attributes, "styleId")
        elif own == "name" and style and style not in found:
            found[style] = _attribute(attributes, "val")

    def declared(*_: object) -> None:
        raise ValueError("a document type declaration")

    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        message = N_("the part {part} is damaged")
        raise Unreadable(problem("not-docx", message, Origin(name), part=PART)) from error
    return found


def is_face(style: str) -> bool:
    """Whether a character style of that name (or id of ours) is the face of a paragraph style, as our run-in headings have."""
    return style.endswith(_LINKED)


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((text for key, text in attributes.items() if local(key) == name), "")
