"""Zip packages written chunk by chunk, so that what never changes is compressed only once.

A part is a sequence of chunks. Each is raw deflate data that ends in a full flush, so it
ends on a byte and refers to nothing before it: chunks can stand in any order and any file.
There is no clock here: every entry is dated 1980-01-01, the first day zip knows.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Constant chunks are compressed once a run: as well as zlib can. A plan of 51 blocks is written
# in half the time without a Huffman table for each chunk, and 7 % larger. Level 3 is then faster
# than 1: it finds more, and there is less to write.
CONSTANT_LEVEL = 9
VARIABLE_LEVEL = 3
# A shorter variable chunk is stored: deflating 700 bytes saves 300 of them and costs 15 µs.
STORED = 700
# A constant chunk between variable ones that is shorter is compressed with them, as one of them:
# it saves more to look back, and to end one chunk less, than it costs to compress it anew.
SHORT = 4000
_MEMORY = 8  # of 9: with less, a block ends, and a Huffman table is made, every 2 kB

_STORED_BLOCK = struct.Struct("<B2H")  # not the last, length, its complement (RFC 1951, 3.2.4)
_END_OF_PART = b"\x03\x00"  # an empty final deflate block
_VERSION = 20  # 2.0: deflate
_DEFLATED = 8
_DATE = 1 << 5 | 1  # 1980-01-01
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of a part, as they are and deflated."""

    raw: bytes
    deflated: bytes


class Deflater:
    """Makes chunks; one compressor serves many, which saves setting one up for each."""

    def __init__(self, level: int = VARIABLE_LEVEL, stored: int = STORED) -> None:
        self._stored = stored
        strategy = zlib.Z_FIXED if level == VARIABLE_LEVEL else zlib.Z_DEFAULT_STRATEGY
        self._compressor = zlib.compressobj(
            level, zlib.DEFLATED, -zlib.MAX_WBITS, _MEMORY, strategy
        )

    def chunk(self, raw: bytes) -> Chunk:
        """The chunk of some bytes."""
        if len(raw) < self._stored:
            return Chunk(raw, _STORED_BLOCK.pack(0, len(raw), len(raw) ^ 0xFFFF) + raw)
        deflated = self._compressor.compress(raw)
        return Chunk(raw, deflated + self._compressor.flush(zlib.Z_FULL_FLUSH))

    def joined(self, chunks: Iterable[Chunk | bytes]) -> list[Chunk]:
        """The chunks in their order, `bytes` made into chunks together with short neighbours."""
        found: list[Chunk] = []
        waiting: list[bytes] = []
        for chunk in chunks:
            if isinstance(chunk, bytes):
                waiting.append(chunk)
            elif waiting and len(chunk.raw) < SHORT:
                waiting.append(chunk.raw)
            else:
                if waiting:
                    found.append(self.chunk(b"".join(waiting)))
                    waiting = []
                found.append(chunk)
        if waiting:
            found.append(self.chunk(b"".join(waiting)))
        return found


class Part:
    """A file of the package: name, checksum, size and deflated data."""

    __slots__ = ("crc", "data", "name", "size")

    def __init__(self, name: str, chunks: Iterable[Chunk]) -> None:
        self.name = name.encode("ascii")
        self.crc = 0
        self.size = 0
        pieces = []
        for chunk in chunks:
            self.crc = zlib.crc32(chunk.raw, self.crc)
            self.size += len(chunk.raw)
            pieces.append(chunk.deflated)
        self.data = b"".join((*pieces, _END_OF_PART))

    def local(self) -> bytes:
        """The part with its local header; sizes and checksum stand in it, as Word wants."""
        header = _LOCAL.pack(
            b"PK\x03\x04", _VERSION, 0, _DEFLATED, 0, _DATE,
            self.crc, len(self.data), self.size, len(self.name), 0,
        )  # fmt: skip
        return b"".join((header, self.name, self.data))

    def entry(self, offset: int) -> bytes:
        """The part's line in the directory at the end of the file."""
        header = _CENTRAL.pack(
            b"PK\x01\x02", _VERSION, _VERSION, 0, _DEFLATED, 0, _DATE,
            self.crc, len(self.data), self.size, len(self.name), 0, 0, 0, 0, 0, offset,
        )  # fmt: skip
        return header + self.name


class Package:
    """A package whose first parts never change; they are laid out once."""

    def __init__(self, constants: Sequence[tuple[str, bytes]]) -> None:
        deflater = Deflater(CONSTANT_LEVEL, stored=0)
        parts = [Part(name, [deflater.chunk(raw)]) for name, raw in constants]
        self._files, self._entries = _laid_out(parts, 0)
        self._count = len(parts)

    def pack(self, parts: Sequence[Part]) -> bytes:
        """The whole file: the constant parts, then these."""
        files, entries = _laid_out(parts, len(self._files))
        count = self._count + len(parts)
        start = len(self._files) + len(files)
        size = len(self._entries) + len(entries)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0)
        return b"".join((self._files, files, self._entries, entries, end))


def _laid_out(parts: Sequence[Part], offset: int) -> tuple[bytes, bytes]:
    """The parts one after another from `offset` on, and their directory."""
    files: list[bytes] = []
    entries: list[bytes] = []
    for part in parts:
        files.append(part.local())
        entries.append(part.entry(offset))
        offset += len(files[-1])
    return b"".join(files), b"".join(entries)


def packed_member(package: bytes, name: str) -> bytes:
    """The deflated bytes of a part of a package of ours; empty when it has none of that name."""
    wanted = name.encode("ascii")
    (_, _, _, count, _, _, at, _) = _END.unpack_from(package, len(package) - _END.size)
    for _number in range(count):
        entry = _CENTRAL.unpack_from(package, at)
        length, extra, comment, size, offset = entry[10], entry[11], entry[12], entry[8], entry[16]
        at += _CENTRAL.size
        if package[at : at + length] == wanted:
            local = _LOCAL.unpack_from(package, offset)
            start = offset + _LOCAL.size + local[9] + local[10]
            return package[start : start + size]
        at += length + extra + comment
    return b""
