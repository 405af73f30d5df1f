"""Zip packages made of chunks: any reader reads them, equal input gives equal bytes."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.word.package import SHORT, Chunk, Deflater, Package, Part


def read(data: bytes) -> zipfile.ZipFile:
    package = zipfile.ZipFile(io.BytesIO(data))
    assert package.testzip() is None
    return package


def part(name: str, *raws: bytes) -> Part:
    deflater = Deflater()
    return Part(name, [deflater.chunk(raw) for raw in raws])


@given(st.lists(st.binary(max_size=5000), max_size=6), st.lists(st.binary(max_size=50), max_size=4))
def test_chunks_come_back_joined(raws: list[bytes], constants: list[bytes]) -> None:
    named = [(f"c{number}", raw) for number, raw in enumerate(constants)]
    package = read(Package(named).pack([part("v", *raws)]))
    assert package.namelist() == [*(name for name, _ in named), "v"]
    assert package.read("v") == b"".join(raws)
    assert all(package.read(name) == raw for name, raw in named)


def test_chunks_may_stand_anywhere_and_repeat() -> None:
    deflater = Deflater()
    text = "党建示范点创建方案，".encode() * 300
    chunks = [deflater.chunk(text[start : start + 700]) for start in range(0, len(text), 700)]
    random.Random(4).shuffle(chunks)
    chunks *= 9  # well over deflate's window
    package = read(Package([]).pack([Part("a", chunks)]))
    assert package.read("a") == b"".join(chunk.raw for chunk in chunks)


def test_headers_hold_no_clock_and_no_data_descriptor() -> None:
    data = Package([("a.xml", b"<a/>")]).pack([part("b.xml", b"<b/>")])
    for info in read(data).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.flag_bits == 0
        assert (info.create_system, info.extract_version) == (0, 20)
        local = data[info.header_offset :]
        assert local[:4] == b"PK\x03\x04"
        # Checksum and sizes stand before the data, where Word looks for them.
        sums = [int.from_bytes(local[start : start + 4], "little") for start in (14, 18, 22)]
        assert sums == [info.CRC, info.compress_size, info.file_size]


def test_equal_parts_give_equal_bytes() -> None:
    def once() -> bytes:
        return Package([("a", b"a" * 99)]).pack([part("b", b"b" * 5000, b"c"), part("d", b"")])

    assert once() == once()


def test_a_chunk_does_not_depend_on_those_before_it_in_the_file() -> None:
    raw = "每年专题研究党建工作不少于4次".encode() * 20
    first = Deflater().chunk(raw)
    later = Deflater()
    later.chunk(raw)
    assert first == later.chunk(raw) == Chunk(raw, first.deflated)


def test_a_name_is_ascii() -> None:
    with pytest.raises(UnicodeEncodeError):
        part("方案.xml", b"")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2 * SHORT)), max_size=8))
def test_short_constants_are_compressed_with_what_stands_before_them(
    pieces: list[tuple[bool, int]],
) -> None:
    deflater = Deflater()
    raws = [b"x%d" % number + b"y" * size for number, (_, size) in enumerate(pieces)]
    chunks = [
        deflater.chunk(raw) if constant else raw
        for (constant, _), raw in zip(pieces, raws, strict=True)
    ]
    joined = deflater.joined(chunks)
    assert read(Package([]).pack([Part("a", joined)])).read("a") == b"".join(raws)
    long = [chunk for chunk in chunks if isinstance(chunk, Chunk) and len(chunk.raw) >= SHORT]
    assert [chunk for chunk in joined if chunk in long] == long
    assert len(joined) <= len(pieces)
