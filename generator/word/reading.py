"""A .docx of somebody else's read whole into memory, within bounds; anything doubtful is refused.

Nothing is unpacked to disk, no entity is expanded, and sizes are counted while they inflate:
the directory of a zip file may lie.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from ..errors import N_, Origin, Unreadable, problem

MEGABYTE = 1024 * 1024
MAX_FILE = 50 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_TOTAL = 200 * MEGABYTE
MAX_RATIO = 100  # of the inflated to the packed size, beyond the first megabyte
MAX_TAGS = 1_000_000  # in one part
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # .doc and documents with a password
_ENCRYPTED = 1  # bit of a member's flags
_XML = (".xml", ".rels", ".vml")


def parts(data: bytes, name: str) -> dict[str, bytes]:
    """Every part of the package by its name, in the order of the file.

    Raises `Unreadable` for what is no .docx or is dangerous to read; `name` is the file's.
    """
    if data.startswith(_OLE):
        raise _refused(
            N_("the file is an old .doc or has a password"),
            name,
            hint=N_("open it in Word and save it as .docx without a password"),
        )
    if len(data) > MAX_FILE:
        raise _too_large(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _members(package, name, min(MAX_TOTAL, max(MEGABYTE, MAX_RATIO * len(data))))
    except Unreadable:
        raise
    except Exception as error:  # zipfile lets zlib, struct and its own errors through
        raise _refused(N_("the file is not a Word document (.docx)"), name) from error


def _members(package: zipfile.ZipFile, name: str, room: int) -> dict[str, bytes]:
    members = [member for member in package.infolist() if not member.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise _too_large(name)
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    for member in members:
        _name_allowed(member.filename, seen, name)
        if member.flag_bits & _ENCRYPTED:
            raise _refused(N_("the file has a password"), name)
        with package.open(member) as file:
            content = file.read(room + 1)
        room -= len(content)
        if room < 0:
            raise _too_large(name)
        found[member.filename] = content
    return found


def _name_allowed(part: str, seen: set[str], name: str) -> None:
    """Part names are those of one folder tree; two that differ in case only are one name."""
    steps = part.split("/")
    if not part.isascii() or "\\" in part or "" in steps or ".." in steps or ":" in part:
        raise _refused(
            N_("the file holds a part with a name that is not allowed: {part}"), name, part=part
        )
    if part.lower() in seen:
        raise _refused(N_("the file holds the part {part} twice"), name, part=part)
    seen.add(part.lower())


def is_xml(part: str) -> bool:
    """Whether a part of that name is XML."""
    return part.lower().endswith(_XML)


def parsed(xml: bytes, part: str, name: str) -> Any:
    """The root element, without comments and processing instructions.

    Raises `Unreadable` for XML that is malformed, too large or declares a document type.
    """
    if xml.count(b"<") > MAX_TAGS:
        raise _too_large(name)
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
        raise _refused(N_("the part {part} is damaged"), name, part=part) from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise _refused(N_("the part {part} has a document type declaration"), name, part=part)
    return root


def _too_large(name: str) -> Unreadable:
    return _refused(N_("the file is too large, or swells too much when it is unpacked"), name)


def _refused(message: str, name: str, hint: str = "", **args: Any) -> Unreadable:
    return Unreadable(problem("not-docx", message, Origin(name), hint=hint, **args))
