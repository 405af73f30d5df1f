"""The package of a document that comes back: its parts, and its members as they are packed."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..errors import N_, Finding, Origin, Unreadable, problem
from ..word import hazards, reading
from ..word.template import DOCUMENT

_LENGTHS = struct.Struct("<2H")  # of the name and of the extra field, in a local header
_LENGTHS_AT, _HEADER = 26, 30

# What `hazards` tells of templates, told of a document; the rest is not its business.
_TOLD = {
    "the template is attached to another template ({target})": N_(
        "the document is attached to a template elsewhere ({target})"
    ),
    "the template contains macros": N_("the document contains macros"),
    "the template contains another file ({target})": N_(
        "the document contains another file ({target})"
    ),
    "the template contains an embedded object ({target})": N_(
        "the document contains an embedded object ({target})"
    ),
    "the template has a digital signature": N_(
        "the document has a digital signature, which no change to it survives"
    ),
    "the template loads something from outside ({target})": N_(
        "the document loads something from outside ({target})"
    ),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the zip file; `packed` are its bytes as they stand there.

    To copy it as it is, write `packed` under a header with the same method, checksum and sizes.
    """

    name: str
    method: int  # 8: deflated, 0: stored
    crc: int
    size: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """A .docx, read and found safe to read: nothing in it is followed, run or loaded."""

    name: str  # the file's, for messages
    members: tuple[Member, ...]  # in the order of the file
    parts: Mapping[str, bytes]  # by name, unpacked
    data: bytes = field(default=b"", repr=False)  # the file itself

    @property
    def document(self) -> bytes:
        """The part with the text."""
        return self.parts[DOCUMENT]

    def hazards(self) -> list[Finding]:
        """What the document brings along that no document of ours may carry, as warnings."""
        trees = {
            part: reading.parsed(content, part, self.name)
            for part, content in self.parts.items()
            if reading.is_xml(part)
        }
        return [
            replace(
                found,
                code="document-unsafe",
                message=_TOLD[found.message],
                hint="",
                severity="warning",
            )
            for found in hazards.found(trees, self.name)
            if found.message in _TOLD
        ]


def read(data: bytes, name: str = "") -> Package:
    """The package; raises `Unreadable` for what is no .docx or is dangerous to read."""
    parts = reading.parts(data, name)
    if DOCUMENT not in parts:
        raise Unreadable(
            problem("not-docx", N_("the file is not a Word document (.docx)"), Origin(name))
        )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = tuple(_member(data, info) for info in package.infolist() if not info.is_dir())
    return Package(name, members, parts, data)


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    """The member as it is packed; its local header says how long that header is."""
    lengths = _LENGTHS.unpack_from(data, info.header_offset + _LENGTHS_AT)
    start = info.header_offset + _HEADER + sum(lengths)
    packed = data[start : start + info.compress_size]
    return Member(info.filename, info.compress_type, info.CRC, info.file_size, packed)
