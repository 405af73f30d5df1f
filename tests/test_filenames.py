"""File names that hold everywhere, whatever a unit is called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.filenames import MAX_BYTES, distinct, identity, safe_name

from .helpers import caged

RESERVED = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{name}{n}" for name in ("COM", "LPT") for n in range(10)),
}

HOSTILE = [
    "", " ", ".", "..", "...", "/", "\\", "../evil", "..\\evil", "/etc/passwd", "C:\\x", "C:x",
    "a/b", "a\\b", "a:b", "a*b", "a?b", 'a"b', "a<b>c", "a|b", "CON", "con", "CON.txt", "nul.docx",
    "COM1", "lpt9.x", "com¹", "a.", "a ", " a", "a. . .", "~$方案", "\x00", "a\nb", "a\tb", "a\x7fb",
    "a\u202exslx", "\u200b", "\ud800", "é", "e\u0301", "ＣＯＮ", "长" * 300, "𠮷" * 100, "-rf", "$HOME",
    "`x`", "%PATH%", "desktop.ini", "方案.docx", "\ufeff方案", "a\u2028b", "\ufdd0",
]  # fmt: skip


def holds_on_windows(name: str) -> bool:
    stem = name.split(".")[0].rstrip(" ").upper()
    return (
        bool(name)
        and not set(name) & set('<>:"/\\|?*')
        and all(ord(c) >= 32 and c != "\x7f" for c in name)
        and not name.endswith((" ", "."))
        and not name.startswith(" ")
        and stem not in RESERVED
        and not name.startswith("~$")
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云台县党建示范区创建方案", "云台县党建示范区创建方案"),
        ("“五好”方案（试行）", "“五好”方案（试行）"),
        ("方案 2018", "方案 2018"),
        ("方案\u3000 2018", "方案 2018"),
        ("a/b:c", "a_b_c"),
        ("../evil", "_evil"),
        ("/etc/passwd", "_etc_passwd"),
        ("a.", "a"),
        ("", "_"),
        ("...", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("~$方案", "_方案"),
        ("e\u0301", "é"),
        ("a\u202eb", "a_b"),
        ("𠮷田镇", "𠮷田镇"),
    ],
)
def test_safe_name(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_names(text: str) -> None:
    name = safe_name(text)
    assert holds_on_windows(name + ".docx")
    assert len(f"{name}.docx".encode()) <= 255
    assert safe_name(name) == name
    assert unicodedata.is_normalized("NFC", name)


def test_hostile_names_stay_as_many_as_they_were() -> None:
    names = distinct(HOSTILE)
    assert len(names) == len(HOSTILE)
    assert len({identity(name) for name in names}) == len(HOSTILE)
    assert all(holds_on_windows(name + ".docx") for name in names)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["甲", "乙"], ["甲", "乙"]),
        (["甲", "甲", "甲"], ["甲", "甲_2", "甲_3"]),
        (["A", "a"], ["A", "a_2"]),
        (["é", "e\u0301"], ["é", "é_2"]),
        (["ＡＢ", "AB"], ["ＡＢ", "AB_2"]),
        (["a/b", "a:b", "a_b"], ["a_b", "a_b_2", "a_b_3"]),
        (["甲", "甲_2", "甲"], ["甲", "甲_2", "甲_3"]),
        (["甲 ", "甲", "甲."], ["甲", "甲_2", "甲_3"]),
        (["ß", "ss"], ["ß", "ss_2"]),
        (["长" * 100, "长" * 101], ["长" * 66, "长" * 66 + "_2"]),
    ],
)
def test_distinct(wanted: list[str], names: list[str]) -> None:
    assert distinct(wanted) == names


_names = st.one_of(
    st.text(max_size=90),
    st.text(st.characters(categories=["Lo", "Cf", "Mn", "Zs", "Po"]), max_size=90),
    st.sampled_from(HOSTILE),
    st.text(alphabet="aAeE\u0301.~$ _2cCoOnN", max_size=6),
)


@given(_names)
@example("con." + "a" * 100)
def test_any_name_holds_and_is_stable(text: str) -> None:
    name = safe_name(text)
    assert holds_on_windows(name + ".docx")
    assert len(f"{name}.docx".encode()) <= 255
    assert safe_name(name) == name


@given(st.lists(_names, max_size=12))
def test_any_names_stay_apart(texts: list[str]) -> None:
    names = distinct(texts)
    assert len({identity(name) for name in names}) == len(texts)
    assert all(len(f"{name}.docx".encode()) <= 255 and holds_on_windows(name) for name in names)
    assert distinct(names) == names


def test_a_long_reserved_name() -> None:
    name = safe_name("con." + "a" * 300)
    assert len(name.encode()) <= MAX_BYTES
    assert safe_name(name) == name


@pytest.mark.parametrize("text", ["con .x", "NUL  .方案"])
def test_a_reserved_name_with_a_space_before_its_dot(text: str) -> None:
    assert holds_on_windows(safe_name(text))


@pytest.mark.skipif(unicodedata.unidata_version >= "15.1", reason="known to this Python")
def test_rare_ideographs_stay() -> None:
    assert safe_name("\U00031350村") == "\U00031350村"
    assert safe_name("\U0002ebf0村") == "\U0002ebf0村"


def test_many_units_of_one_name() -> None:
    caged(
        "from generator.filenames import distinct\nassert len(set(distinct(['创建方案'] * 5000))) == 5000",
        seconds=1,
    )
