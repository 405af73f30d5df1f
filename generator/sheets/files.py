"""The bytes of a table file, and the parts of a workbook; sizes are counted while they inflate."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..errors import N_, Origin, Unreadable, problem

MEGABYTE = 1024 * 1024
MAX_FILE = 50 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_TOTAL = 200 * MEGABYTE
MAX_RATIO = 200  # sheets of equal cells pack well
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # .xls, and workbooks with a password
_ENCRYPTED = 1  # bit of a member's flags
_READ = re.compile(r"xl/.*\.xml|.*\.rels|\[Content_Types\]\.xml", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def contents(path: Path, name: str) -> bytes:
    """The bytes of the file; `Unreadable` when it is absent, no file, or too large."""
    try:
        if not path.is_file():
            raise Unreadable(problem("no-file", N_("there is no file of this name"), Origin(name)))
        if path.stat().st_size > MAX_FILE:
            raise _too_large(name)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            problem(
                "cannot-read",
                N_("the file cannot be read: {reason}"),
                Origin(name),
                reason=error.strerror or error,
            )
        ) from error


def parts(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of a workbook by name; `Unreadable` for what is none or is dangerous to read."""
    if data.startswith(_OLE):
        raise refused(
            N_("the file is an old .xls or has a password"),
            name,
            hint=N_("open it and save it as .xlsx without a password"),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _members(package, name, min(MAX_TOTAL, max(MEGABYTE, MAX_RATIO * len(data))))
    except Unreadable:
        raise
    except Exception as error:  # zipfile lets zlib, struct and its own errors through
        raise refused(N_("the file is not a workbook (.xlsx)"), name) from error


def _members(package: zipfile.ZipFile, name: str, room: int) -> dict[str, bytes]:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise _too_large(name)
    found: dict[str, bytes] = {}
    for member in members:
        if not _READ.fullmatch(member.filename):
            continue
        if member.flag_bits & _ENCRYPTED:
            raise refused(N_("the file has a password"), name)
        with package.open(member) as file:
            content = file.read(room + 1)
        room -= len(content)
        if room < 0:
            raise _too_large(name)
        if member.filename in found:
            raise refused(N_("the file holds the part {part} twice"), name, part=member.filename)
        _check(content, member.filename, name)
        found[member.filename] = content
    return found


def _check(content: bytes, part: str, name: str) -> None:
    """No entity is declared; a part in UTF-16, where that would go unseen, is refused as well."""
    if _DOCTYPE.search(content):
        raise refused(N_("the part {part} has a document type declaration"), name, part=part)
    if b"\0" in content:
        raise damaged(part, name)


def tree(content: bytes, part: str, name: str) -> ElementTree.Element:
    """The root element of a part; `Unreadable` when it is malformed."""
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(part, name) from error


def damaged(part: str, name: str) -> Unreadable:
    return refused(N_("the part {part} is damaged"), name, part=part)


def _too_large(name: str) -> Unreadable:
    return refused(N_("the file is too large, or swells too much when it is unpacked"), name)


def refused(message: str, name: str, hint: str = "", **args: Any) -> Unreadable:
    """What to raise for a file that is no table of ours."""
    return Unreadable(problem("not-table", message, Origin(name), hint=hint, **args))
