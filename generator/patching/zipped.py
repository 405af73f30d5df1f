"""A package with some parts changed: every other member is copied as it is packed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping

from ..returned.package import Member, Package

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20  # 2.0: deflate
_DATE = 1 << 5 | 1  # 1980-01-01: there is no clock here
_DEFLATED, _LEVEL = 8, 6


def changed(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The package as a file, with these parts in place of its own or behind them."""
    names = {member.name for member in package.members}
    members = [
        packed(member.name, parts[member.name]) if member.name in parts else member
        for member in package.members
    ]
    members += [packed(name, content) for name, content in parts.items() if name not in names]
    return zipped(members)


def packed(name: str, content: bytes) -> Member:
    """A part as a member of a zip file."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    return Member(name, _DEFLATED, zlib.crc32(content), len(content), data)


def zipped(members: Iterable[Member]) -> bytes:
    """The members as a zip file."""
    files: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for one in members:
        name = one.name.encode()
        told = (one.method, 0, _DATE, one.crc, len(one.packed), one.size, len(name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, *told)
        files += [local, name, one.packed]
        entries.append(
            _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, 0, *told, 0, 0, 0, 0, offset) + name
        )
        offset += len(local) + len(name) + len(one.packed)
    directory = b"".join(entries)
    count = len(entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*files, directory, end))
