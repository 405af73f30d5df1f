"""Which characters may stand in a document."""

from __future__ import annotations

import pytest

from generator import characters
from generator.characters import forbidden_character

FORBIDDEN = [
    ("\x00", "U+0000"), ("\x07", "U+0007"), ("\x0b", "U+000B"), ("\x0c", "U+000C"), ("\r", "U+000D"),
    ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x85", "U+0085"), ("\xad", "U+00AD"), ("\u061c", "U+061C"),
    ("\u200b", "U+200B"), ("\u200d", "U+200D"), ("\u200e", "U+200E"), ("\u2028", "U+2028"),
    ("\u202e", "U+202E"), ("\u2060", "U+2060"), ("\u2066", "U+2066"), ("\ud800", "U+D800"),
    ("\udfff", "U+DFFF"), ("\ufdd0", "U+FDD0"), ("\ufeff", "U+FEFF"), ("\ufff9", "U+FFF9"),
    ("\ufffd", "U+FFFD"), ("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF"), ("\U0001ffff", "U+1FFFF"),
    ("\U0010fffe", "U+10FFFE"), ("\U000e0041", "U+E0041"),
]  # fmt: skip


@pytest.mark.parametrize(("character", "name"), FORBIDDEN, ids=[name for _, name in FORBIDDEN])
def test_forbidden(character: str, name: str) -> None:
    assert forbidden_character(f"中{character}文") == name


@pytest.mark.parametrize(
    "text",
    [
        "", "中文，标点。", "a\tb\nc", "〔2018〕5号", "《》“”—…·", "　", "\xa0", "𠮷田", "㐂㙍", "𰻝",
        "葛\U000e0100城", "\ue000", "é", "e\u0301", "①㊿", "😀", "& < > ]]> </w:t>", "{{ x }}",
    ],
)  # fmt: skip
def test_allowed(text: str) -> None:
    assert forbidden_character(text) == ""


def test_the_first_one_is_named() -> None:
    assert forbidden_character("a\x1bb\x07") == "U+001B"


def test_whatever_xml_cannot_hold_is_forbidden() -> None:
    def fits_xml(code: int) -> bool:
        return (
            code in (9, 10, 13)
            or 0x20 <= code <= 0xD7FF
            or 0xE000 <= code <= 0xFFFD
            or code >= 0x10000
        )

    unfit = [code for code in range(0x110000) if not fits_xml(code)]
    assert [hex(code) for code in unfit if not forbidden_character(chr(code))] == []


def test_all_of_the_ideographs_stay() -> None:
    blocks = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]
    texts = ["".join(map(chr, range(first, last + 1))) for first, last in blocks]
    # U+2FFFE and U+2FFFF lie between the planes' blocks and are no characters.
    assert [forbidden_character(text.replace("\U0002fffe", "").replace("\U0002ffff", ""))
            for text in texts] == [""] * len(blocks)  # fmt: skip


def test_the_quick_look_misses_no_character() -> None:
    every = [chr(code) for code in range(0x110000)]
    assert [c for c in every if characters._FORBIDDEN.match(c) and not forbidden_character(c)] == []
