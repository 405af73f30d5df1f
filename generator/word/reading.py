"""A .docx of somebody else's read whole into memory, within bounds; anything doubtful is refused.

Nothing is unpacked to disk and no entity is expanded; see `archives` for the bounds.
"""

from __future__ import annotations

import io
from typing import Any

from lxml import etree

from ..archives import Kind, opened
from ..errors import N_

MAX_TAGS = 1_000_000  # in one part
_XML = (".xml", ".rels", ".vml")
_DOCUMENT = Kind(
    code="not-docx",
    none=N_("the file is not a Word document (.docx)"),
    locked=N_("the file is an old .doc or has a password"),
    unlock=N_("open it in Word and save it as .docx without a password"),
    ratio=100,
)


def parts(data: bytes, name: str) -> dict[str, bytes]:
    """Every part of the package by its name, in the order of the file.

    Raises `Unreadable` for what is no .docx or is dangerous to read; `name` is the file's.
    """
    with opened(io.BytesIO(data), name, _DOCUMENT) as archive:
        for part in archive:
            _check_name(part, name)
        return {part: archive.content(part) for part in archive}


def _check_name(part: str, name: str) -> None:
    """Part names are those of one folder tree."""
    steps = part.split("/")
    if not part.isascii() or "\\" in part or "" in steps or ".." in steps or ":" in part:
        raise _DOCUMENT.refused(
            N_("the file holds a part with a name that is not allowed: {part}"), name, part=part
        )


def is_xml(part: str) -> bool:
    """Whether a part of that name is XML."""
    return part.lower().endswith(_XML)


def parsed(xml: bytes, part: str, name: str) -> Any:
    """The root element, without comments and processing instructions.

    Raises `Unreadable` for XML that is malformed, too large or declares a document type.
    """
    if xml.count(b"<") > MAX_TAGS:
        raise _DOCUMENT.too_large(name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _DOCUMENT.damaged(part, name) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise _DOCUMENT.declaring(part, name)
    return root
