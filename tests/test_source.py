"""YAML to plain data with positions; what is unsafe or ambiguous is refused with its place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import SafeLoader

from generator import source
from generator.errors import CreationPlanError, Rejected, Unreadable
from generator.source import Map, Seq, load, loads, where

from .helpers import told


def read(text: str | bytes) -> Map:
    return loads(text, "f.yaml")


def refused(text: str | bytes) -> str:
    with pytest.raises(CreationPlanError) as caught:
        read(text)
    return told(caught.value.findings)


@pytest.mark.parametrize(
    ("yaml", "value"),
    [
        ("007", "007"),
        ("0123", "0123"),
        ("08", "08"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("3.0", "3.0"),
        ("2026-02-30", "2026-02-30"),
        ("2018-06-01", "2018-06-01"),
        ("90%", "90%"),
        ("'null'", "null"),
        ('""', ""),
        ("'~'", "~"),
        ("! 12", "12"),
        (">-\n  a\n  b", "a b"),
        (">-\n  一\n  二", "一二"),
        ("|\n  一\n  二\n", "一\n二\n"),
        ("[甲, 乙]", ["甲", "乙"]),
        ("{k: v}", {"k": "v"}),
    ],
)
def test_scalars_stay_text(yaml: str, value: Any) -> None:
    assert read(f"a: {yaml}\n")["a"] == value


@pytest.mark.parametrize("yaml", ["null", "~", "", "Null"])
def test_nothing_is_nothing(yaml: str) -> None:
    assert read(f"a: {yaml}\n")["a"] is None


@pytest.mark.parametrize("yaml", ["'null'", '""', "'~'", "12:30", "no", "[a, 'b']", ">-\n  一"])
def test_both_parsers_of_yaml_agree(yaml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(f"a: {yaml}\n")
    monkeypatch.setattr(source, "_Loader", SafeLoader)
    assert read(f"a: {yaml}\n") == fast


def test_every_value_knows_its_place() -> None:
    data = read("a: 1\nb:\n  - x\n  - c: 好\n    d: [1, 2]\n")
    assert isinstance(data["b"], Seq)
    assert str(where(data, ("b", 1, "c"))) == "f.yaml:4:5 b[1].c"
    assert str(where(data, ("b", 0))) == "f.yaml:3:5 b[0]"
    assert str(where(data, ("b", 1, "d", 1))) == "f.yaml:5:12 b[1].d[1]"


@pytest.mark.parametrize("path", [("b", 1, "nothing"), ("b", 1, "kind", "c2"), ("b", 1)])
def test_an_absent_value_has_the_place_of_what_holds_it(path: tuple[int | str, ...]) -> None:
    data = read("a: 1\nb:\n  - x\n  - c: 好\n")
    assert str(where(data, path)) == "f.yaml:4:5 b[1]"


@pytest.mark.parametrize(
    ("yaml", "place", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "the key a stands here twice (first in line 1)"),
        ("a:\n  b: 1\n  b: 1\n", "f.yaml:3:3", "first in line 2"),
        ("a: &x 1\nb: 2\n", "f.yaml:1:4", "anchors (&) and aliases (*)"),
        ("a: 1\nb: *x\n", "f.yaml:2:4", "anchors (&) and aliases (*)"),
        ("a: {<<: {b: 1}}\n", "f.yaml:1:5", "merge keys (<<)"),
        ("a: !!python/object/apply:os.system [x]\n", "f.yaml:1:4", "python/object"),
        ("a: !!str 1\n", "f.yaml:1:4", "the tag tag:yaml.org,2002:str is not allowed"),
        ("a: !!binary aGk=\n", "f.yaml:1:4", "binary is not allowed"),
        ("a: !Point {x: 1}\n", "f.yaml:1:4", "the tag !Point"),
        ("a: !!timestamp 2018-01-01\n", "f.yaml:1:4", "timestamp"),
        ("? [a, b]\n: 1\n", "f.yaml:1:3", "a key must be plain text"),
        ("? {a: b}\n: 1\n", "f.yaml:1:3", "a key must be plain text"),
        ("a:\n\tb: 1\n", "f.yaml:2", "indent with spaces, not with tabs"),
        ("a：1\nb: 2\n", "f.yaml:2", "half-width"),
        ("标题： x\nb: 2\n", "f.yaml:2", "half-width"),
        ('a: "未完\n', "f.yaml:", "a quotation mark is opened and not closed"),
        ("a: b: c\n", "f.yaml:1", "put a text that contains “: ” between quotation marks"),
        ("a:\n  b: 1\n c: 2\n", "f.yaml:3", "compare the indentation"),
        ("a: [1, 2\n", "f.yaml:", "this line is not valid YAML"),
        ('a: "\\x07"\n', "f.yaml:1:4 a", "U+0007"),
        ('a: "\\ud800"\n', "f.yaml:1", ""),
        ('a: "x\\0y"\n', "f.yaml:1:4 a", "U+0000"),
        ("a: x\u200by\n", "f.yaml:1:4 a", "U+200B"),
        ('"a\\u200b": 1\n', "f.yaml:1:1", "U+200B"),
        ("", "f.yaml:1:1", "one mapping"),
        ("- a\n", "f.yaml:1:1", "one mapping"),
        ("text\n", "f.yaml:1:1", "one mapping"),
        ("a: 1\n---\nb: 2\n", "f.yaml:1:1", "one mapping"),
        ("%YAML 3.0\n---\na: 1\n", "f.yaml:1", "not valid YAML"),
    ],
)
def test_refused_with_place_and_words(yaml: str, place: str, part: str) -> None:
    message = refused(yaml)
    assert message.startswith(place)
    assert part in message


def test_errors_beyond_counting_end_the_reading() -> None:
    assert len(refused("k: v\n" * 1_000).splitlines()) == source.MAX_ERRORS


def test_several_errors_come_in_one_run() -> None:
    message = refused('a: 1\na: 2\nb: "\\x07"\nc: 1\nc: 2\n')
    assert [line.partition(" ")[0].rstrip(":") for line in message.splitlines()] == [
        "f.yaml:2:1", "f.yaml:3:4", "f.yaml:5:1",
    ]  # fmt: skip


def test_an_unclosed_quotation_mark_is_told_where_it_stands() -> None:
    message = refused('a: 1\nb: "未完\nc: 2\nd: 3\n')
    assert message.startswith("f.yaml:2")
    assert "a quotation mark is opened and not closed" in message


# Encodings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_utf8_with_and_without_mark_and_any_line_end(encoding: str, newline: str) -> None:
    data = "a: 云台县\nb:\n  - 㐂㙍𠮷\n".replace("\n", newline).encode(encoding)
    assert read(data) == {"a": "云台县", "b": ["㐂㙍𠮷"]}


@pytest.mark.parametrize(
    ("data", "place", "name"),
    [
        ("a: 1\nb: 中心小学\n".encode("gbk"), "f.yaml:2:1", "GB18030"),
        ("a: 㐂㙍\n".encode("gb18030"), "f.yaml:1:1", "GB18030"),
        ("a: 中心\n".encode("utf-16"), "f.yaml:1:1", "UTF-16"),
        (b"\xfe\xff" + "a: 中心\n".encode("utf-16-be"), "f.yaml:1:1", "UTF-16"),
        ("a: 中\nb: ".encode() + "云台".encode("gbk") + b"\n", "f.yaml:2:1", "not UTF-8"),
        (b"PK\x03\x04\xff\xfe\x00\x81", "f.yaml:1:1", "not UTF-8"),
    ],
)
def test_another_encoding_is_named(data: bytes, place: str, name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    message = told(caught.value.findings)
    assert message.startswith(place)
    assert name in message
    assert "save it again with encoding UTF-8" in message


def test_utf16_without_a_mark_is_named() -> None:
    assert "UTF-16" in refused("a: 1\nb: 2\n".encode("utf-16-le"))


@pytest.mark.parametrize(("character", "name"), [("\x07", "7"), ("\x00", "0"), ("\x7f", "7F")])
def test_a_raw_control_character_is_told_with_its_line(character: str, name: str) -> None:
    message = refused(f"a: 1\nb: x{character}y\n".encode())
    assert message.startswith("f.yaml:2")
    assert name in message.upper()


def test_a_lone_surrogate_in_a_text() -> None:
    assert "U+D800" in refused("a: \ud800\n")


# Files --------------------------------------------------------------------------------------------


def test_load_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "方案.yaml"
    path.write_text("a: 一\n", encoding="utf-8")
    data = load(path)
    assert data == {"a": "一"}
    assert str(where(data, ("a",))) == f"{path}:1:1 a"
    assert where(load(path, "short"), ("a",)).source == "short"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("absent.yaml", "", "pipe", "loop", "x" * 300, "a\0b", "absent/x"):
        with pytest.raises(Unreadable) as caught:
            load(tmp_path / name)
        assert str(tmp_path) in told(caught.value.findings)


def test_a_file_of_more_than_four_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: " + b"x" * (4 * 1024 * 1024))
    with pytest.raises(Unreadable) as caught:
        load(path)
    assert "larger than 4 MB" in told(caught.value.findings)
    with pytest.raises(Unreadable):
        loads(path.read_bytes(), "big.yaml")


# Bounds -------------------------------------------------------------------------------------------


def test_depth_and_number_of_values_are_bounded() -> None:
    deep = "a: " + "[" * 49 + "]" * 49
    assert read(deep)
    assert "nested more than 50 levels" in refused("a: " + "[" * 50 + "]" * 50)
    many = "a: [" + "x," * (source.MAX_NODES - 3) + "]"
    assert len(read(many)["a"]) == source.MAX_NODES - 3
    assert "more than 200000 values" in refused("a: [" + "x," * source.MAX_NODES + "]")


@given(st.text(max_size=80))
def test_any_text_is_data_or_told(text: str) -> None:
    try:
        assert isinstance(read(text.encode("utf-8", "replace")), Map)
    except CreationPlanError as error:
        assert told(error.findings).startswith("f.yaml:")


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`, \n\t?~<：", max_size=60))
def test_any_yaml_like_text_is_data_or_told(text: str) -> None:
    try:
        assert isinstance(read(text), Map)
    except Rejected as error:
        assert told(error.findings).startswith("f.yaml:")


@given(st.binary(max_size=80))
def test_any_bytes_are_data_or_told(data: bytes) -> None:
    try:
        assert isinstance(read(data), Map)
    except CreationPlanError as error:
        assert told(error.findings).startswith("f.yaml:")
