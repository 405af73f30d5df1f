"""Zip files of other people's, read within bounds: parts as bytes or as streams, or a refusal.

Nothing is unpacked to disk, and sizes are counted while they inflate: the directory of a zip
file may lie.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from .errors import N_, Origin, Unreadable, problem

MEGABYTE = 1024 * 1024
MAX_FILE = 50 * MEGABYTE
MAX_MEMBERS = 2_000
MAX_TOTAL = 200 * MEGABYTE
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # files of old Office, and those with a password
_ENCRYPTED = 1  # bit of a member's flags
# What Office writes (ECMA-376 Part 2, Annex B); the others inflate without bound in one step.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 64 * 1024
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 32  # bytes of the chunk before in which a declaration may have begun


@dataclass(frozen=True, slots=True)
class Kind:
    """What a zip file is to be, and how it is told that it is not."""

    code: str  # of the findings
    none: str  # the message for what is no such file
    locked: str  # the message for a file of old Office or with a password
    unlock: str  # the hint to that
    ratio: int  # most of the inflated to the packed size, beyond the first megabyte

    def refused(self, message: str, name: str, hint: str = "", **args: Any) -> Unreadable:
        """What to raise for a file that is none of this kind."""
        return Unreadable(problem(self.code, message, Origin(name), hint=hint, **args))

    def too_large(self, name: str) -> Unreadable:
        return self.refused(
            N_("the file is too large, or swells too much when it is unpacked"), name
        )

    def damaged(self, part: str, name: str) -> Unreadable:
        return self.refused(N_("the part {part} is damaged"), name, part=part)

    def declaring(self, part: str, name: str) -> Unreadable:
        return self.refused(N_("the part {part} has a document type declaration"), name, part=part)


class Archive:
    """The wanted parts of an open zip file; each reading counts, and a part only once."""

    def __init__(self, package: zipfile.ZipFile, name: str, kind: Kind, size: int) -> None:
        self.name, self.kind = name, kind
        self._package = package
        self._most = min(MAX_TOTAL, max(MEGABYTE, kind.ratio * size))
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._sizes: dict[str, int] = {}

    def __contains__(self, part: object) -> bool:
        return part in self._members

    def __iter__(self) -> Iterator[str]:
        """The names of the parts in the order of the file."""
        return iter(self._members)

    def take(self, members: list[zipfile.ZipInfo]) -> None:
        """Hold the members as parts; two whose names differ in case only are one part twice."""
        seen: set[str] = set()
        for member in members:
            part = member.filename
            if part.lower() in seen:
                raise self.kind.refused(
                    N_("the file holds the part {part} twice"), self.name, part=part
                )
            if member.flag_bits & _ENCRYPTED:
                raise self.kind.refused(N_("the file has a password"), self.name)
            if member.compress_type not in _METHODS:
                raise self.kind.refused(self.kind.none, self.name)
            seen.add(part.lower())
            self._members[part] = member

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part piece by piece; `Unreadable` as soon as it swells beyond the bounds."""
        others = sum(size for name, size in self._sizes.items() if name != part)
        size = 0
        with _told(self.kind, self.name), self._package.open(self._members[part]) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if others + size > self._most:
                    raise self.kind.too_large(self.name)
                yield chunk
        self._sizes[part] = size

    def content(self, part: str) -> bytes:
        """The whole part."""
        return b"".join(self.chunks(part))

    def vet(self, part: str) -> None:
        """Refuse XML that declares a document type, or is UTF-16, where that would go unseen."""
        before = b""
        for chunk in self.chunks(part):
            if _DECLARATION.search(before + chunk):
                raise self.kind.declaring(part, self.name)
            if b"\0" in chunk:
                raise self.kind.damaged(part, self.name)
            before = chunk[-_OVERLAP:]


@contextmanager
def opened(
    file: IO[bytes], name: str, kind: Kind, wanted: Callable[[str], bool] | None = None
) -> Iterator[Archive]:
    """The parts of the zip file that are wanted, all unless told; `Unreadable` for what is none."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(len(_OLE)) == _OLE:
        raise kind.refused(kind.locked, name, kind.unlock)
    if size > MAX_FILE:
        raise kind.too_large(name)
    with _told(kind, name):
        package = zipfile.ZipFile(file)
    with package:
        members = [m for m in package.infolist() if not m.filename.endswith("/")]
        if len(members) > MAX_MEMBERS:
            raise kind.too_large(name)
        archive = Archive(package, name, kind, size)
        archive.take([m for m in members if wanted is None or wanted(m.filename)])
        yield archive


@contextmanager
def _told(kind: Kind, name: str) -> Iterator[None]:
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:  # zipfile lets zlib, struct and its own errors through
        raise kind.refused(kind.none, name) from error
