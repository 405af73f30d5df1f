"""Zip files of other people's: what is in them as bytes or streams, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from generator.archives import MAX_MEMBERS, Archive, Kind, opened
from generator.errors import CreationPlanError

from .helpers import told

KIND = Kind("x", "no zip", "locked", "unlock it", ratio=10)


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in members:
            package.writestr(name, content)
    return buffer.getvalue()


def everything(archive: Archive) -> dict[str, bytes]:
    return {part: archive.content(part) for part in archive}


def read(data: bytes, how: Callable[[Archive], Any] = everything, **options: Any) -> Any:
    with opened(io.BytesIO(data), "f", KIND, **options) as archive:
        return how(archive)


def refused(data: bytes, how: Callable[[Archive], Any] = everything) -> str:
    with pytest.raises(CreationPlanError) as caught:
        read(data, how)
    return told(caught.value.findings).removeprefix("f: ")


PARTS = (("b/", b""), ("b/c.xml", b"<c/>"), ("a", b"1" * 200_000))


def test_parts_in_the_order_of_the_file() -> None:
    assert read(packed(*PARTS)) == {"b/c.xml": b"<c/>", "a": b"1" * 200_000}
    assert read(packed(*PARTS), wanted=lambda part: part == "a") == {"a": b"1" * 200_000}


def test_a_part_piece_by_piece() -> None:
    pieces = read(packed(*PARTS), lambda archive: [len(chunk) for chunk in archive.chunks("a")])
    assert len(pieces) > 1
    assert sum(pieces) == 200_000


def test_a_part_counts_once_however_often_it_is_read() -> None:
    data = packed(("a", b"1" * 700_000))
    assert (
        read(data, lambda archive: [len(archive.content("a")) for _ in range(3)]) == [700_000] * 3
    )


def test_a_part_without_a_name_is_a_part() -> None:
    nameless = bytearray(packed(("a", b"1")))
    for at in (nameless.index(b"PK\3\4") + 30, nameless.index(b"PK\1\2") + 46):
        nameless[at] = 0  # where reading stops
    assert read(bytes(nameless)) == {"": b"1"}


def lying(data: bytes) -> bytes:
    """The same file with a directory that says each part is one byte."""
    at = data.index(b"PK\1\2")
    return data[: at + 24] + b"\1\0\0\0" + data[at + 28 :]


SWELLS = "the file is too large, or swells too much when it is unpacked"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no zip"),
        (b"PK\3\4" + b"x" * 100, "no zip"),
        (packed(*PARTS)[:-10], "no zip"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "locked (unlock it)"),
        (packed(("a", b"1" * 2_000_000)), SWELLS),
        (packed(("a", b"1" * 600_000), ("b", b"1" * 600_000)), SWELLS),
        (packed(*((str(n), b"") for n in range(MAX_MEMBERS + 1))), SWELLS),
        (packed(("a", b"1"), ("A", b"2")), "the file holds the part A twice"),
        (packed(("a", b"1" * 2_000_000), method=zipfile.ZIP_LZMA), "no zip"),
        (packed(("a", b"1" * 2_000_000), method=zipfile.ZIP_BZIP2), "no zip"),
        (lying(packed(("a", b"1" * 2_000_000))), "no zip"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, message: str) -> None:
    assert refused(data) == message


def test_damaged_bytes_and_passwords_are_refused() -> None:
    data = bytearray(packed(("a", b"1" * 1000 + b"2")))
    data[40] ^= 0xFF
    assert refused(bytes(data)) == "no zip"
    locked = bytearray(packed(("a", b"1")))
    locked[locked.index(b"PK\1\2") + 8] |= 1
    assert refused(bytes(locked)) == "the file has a password"


@pytest.mark.parametrize("before", [0, 65_530, 65_535])  # at the edge of what is read at once
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE a>", "the part a has a document type declaration"),
        (b"<! entity b 'c'>", "the part a has a document type declaration"),
        (b"<\0a\0/\0>\0", "the part a is damaged"),
    ],
)
def test_xml_that_is_refused_before_it_is_parsed(before: int, content: bytes, message: str) -> None:
    data = packed(("a", bytes(range(32, 64)) * 10 + b" " * (before - 320) + content))
    assert refused(data, lambda archive: archive.vet("a")) == message
