"""Chinese numerals, both ways."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.numerals import chinese, number, quantity

NUMERALS = [
    (0, "零"),
    (1, "一"),
    (2, "二"),
    (10, "十"),
    (11, "十一"),
    (12, "十二"),
    (20, "二十"),
    (21, "二十一"),
    (99, "九十九"),
    (100, "一百"),
    (101, "一百零一"),
    (105, "一百零五"),
    (110, "一百一十"),
    (111, "一百一十一"),
    (1001, "一千零一"),
    (1010, "一千零一十"),
    (1100, "一千一百"),
    (2018, "二千零一十八"),
    (10_000, "一万"),
    (10_001, "一万零一"),
    (10_500, "一万零五百"),
    (100_000, "十万"),
    (100_010, "十万零一十"),
    (1_000_000, "一百万"),
    (12_345_678, "一千二百三十四万五千六百七十八"),
    (100_000_000, "一亿"),
    (100_000_001, "一亿零一"),
    (1_000_000_000_000, "一万亿"),
]


@pytest.mark.parametrize(("value", "text"), NUMERALS)
def test_chinese(value: int, text: str) -> None:
    assert chinese(value) == text


@pytest.mark.parametrize(("value", "text"), [*NUMERALS, (2, "两"), (200, "两百"), (0, "〇")])
def test_number_reads_what_chinese_writes(value: int, text: str) -> None:
    assert number(text) == value


def test_a_negative_number_has_its_sign_in_front() -> None:
    assert chinese(-12) == "负十二"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "一"), (2, "两"), (3, "三"), (10, "十"), (12, "十二"), (22, "二十二")]
)
def test_quantity_before_a_measure_word(value: int, text: str) -> None:
    assert quantity(value) == text


@pytest.mark.parametrize("text", ["", " ", "12", "一 二", "五好", "第一", "-一", "１"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number(text)


@pytest.mark.parametrize("text", ["一二", "二〇一八", "万", "亿", "十十", "百千"])
def test_malformed_numerals_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number(text)


@given(st.integers(0, 10**12))
@example(100_000_000)
@example(10_010_010)
def test_writing_then_reading_gives_the_same_number(value: int) -> None:
    assert number(chinese(value)) == value


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_different_numbers_read_differently(one: int, other: int) -> None:
    assert (one == other) == (chinese(one) == chinese(other))


def test_ten_thousands_of_hundred_millions() -> None:
    assert chinese(1_000_100_000_000) == "一万零一亿"


def test_an_empty_group_is_a_zero() -> None:
    assert chinese(100_001_000) == "一亿零一千"


def test_the_names_of_large_numbers() -> None:
    assert chinese(1_000_000_000_001) == "一万亿零一"
    assert chinese(123_000_004_500) == "一千二百三十亿零四千五百"
    assert number("一万零一亿") == 1_000_100_000_000


def test_numbers_beyond_all_names_are_refused_in_words() -> None:
    with pytest.raises(ValueError):
        chinese(10**16)
