"""Typed values: what people type, what is printed, what is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import readers, values
from generator.characters import forbidden_character
from generator.language import Variable
from generator.readers import read
from generator.values import BadValue, Money, Month, OfficialDate, span

from .helpers import message_of


def spec(kind: str, **keys: Any) -> Variable:
    return Variable(label="值", type=kind, **keys)


def printed(kind: str, typed: Any, **keys: Any) -> str:
    return str(read(spec(kind, **keys), typed))


def refused(kind: str, typed: Any, **keys: Any) -> str:
    with pytest.raises(BadValue) as caught:
        read(spec(kind, **keys), typed)
    return message_of(caught.value)


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("text", "云台县", "云台县"),
        ("text", "　云台县 ", "云台县"),
        ("text", "007", "007"),
        ("text", "A & B < C", "A & B < C"),
        ("text", 7, "7"),
        ("text", 13800138000.0, "13800138000"),
        ("text", datetime.datetime(2026, 3, 5, 10, 0), "2026-03-05"),
        ("long_text", "一\n\n  二 \n", "一\n二"),
        ("long_text", ["一", "二"], "一\n二"),
        ("integer", "42", "42"),
        ("integer", "４２", "42"),
        ("integer", "1,234", "1234"),
        ("integer", "3.0", "3"),
        ("integer", "-5", "-5"),
        ("decimal", "5.50", "5.5"),
        ("decimal", ".5", "0.5"),
        ("decimal", "1E+3", "1000"),
        ("percent", "90%", "90%"),
        ("percent", "９０％", "90%"),
        ("percent", "90", "90%"),
        ("percent", "99.50%", "99.5%"),
        ("percent", "0.5%", "0.5%"),
        ("money", "50000", "5万元"),
        ("money", "5万元", "5万元"),
        ("money", "5 万", "5万元"),
        ("money", "12345元", "12345元"),
        ("money", "1.5亿元", "1.5亿元"),
        ("money", "12,000,000", "1200万元"),
        ("money", "0", "0元"),
        ("area", "200", "200平方米"),
        ("area", "200㎡", "200平方米"),
        ("area", "200 m2", "200平方米"),
        ("area", "3.50亩", "3.5亩"),
        ("area", "2公顷", "2公顷"),
        ("date", "2026-03-05", "2026年3月5日"),
        ("date", "2026/3/5", "2026年3月5日"),
        ("date", "2026年3月5日", "2026年3月5日"),
        ("date", "2026.3.5", "2026年3月5日"),
        ("date", "2026-03-05 00:00:00", "2026年3月5日"),
        ("date", datetime.date(2024, 2, 29), "2024年2月29日"),
        ("month", "2018-06", "2018年6月"),
        ("month", "2018年6月", "2018年6月"),
        ("month", "２０１８／６", "2018年6月"),
        ("month", "2018/6/1", "2018年6月"),
        ("month", "2018年6月1日", "2018年6月"),
        ("year", "2018", "2018年"),
        ("year", "2018年度", "2018年"),
        ("month_range", "2018-07 至 2018-08", "2018年7—8月"),
        ("month_range", "2018年7—8月", "2018年7—8月"),
        ("month_range", "2018-12到2019-02", "2018年12月—2019年2月"),
        ("month_range", "2018-07", "2018年7月"),
        ("integer_range", "3-5", "3至5"),
        ("integer_range", "3～5", "3至5"),
        ("integer_range", "3至5年", "3至5年"),
        ("list", "甲、乙、丙", "甲、乙、丙"),
        ("list", "甲；乙", "甲、乙"),
        ("list", "甲\n乙、丙", "甲、乙、丙"),
        ("list", ["甲", "乙"], "甲、乙"),
        ("person", "张三（组织部部长）", "张三"),
        ("person", "张　三", "张三"),
        ("person", {"name": "张三", "position": "部长"}, "张三"),
        ("person_list", "张三、李四", "张三、李四"),
        ("doc_number", "云党发〔2018〕5号", "云党发〔2018〕5号"),
        ("doc_number", "云党发〔２０１８〕５号", "云党发〔2018〕5号"),
        ("cited_title", "关于加强党建的意见", "《关于加强党建的意见》"),
        ("cited_title", "《关于加强党建的意见》", "《关于加强党建的意见》"),
        ("cited_title", "《关于印发〈办法〉的通知》", "《关于印发〈办法〉的通知》"),
        ("cited_title", "关于印发《办法》的通知", "《关于印发〈办法〉的通知》"),
        ("cited_title", "《意见》（中发〔2018〕5号）", "《意见》（中发〔2018〕5号）"),
    ],
)
def test_typed_and_printed(kind: str, typed: Any, text: str) -> None:
    assert printed(kind, typed) == text


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "text"),
    [
        ("integer", "个", "42", "42个"),
        ("integer", "个", "42个", "42个"),
        ("integer", "㎡", "42㎡", "42㎡"),
        ("decimal", "公里", "5.5 公里", "5.5公里"),
        ("integer_range", "年", "3至5", "3至5年"),
        ("area", "亩", "30", "30亩"),
        ("area", "亩", "30平方米", "30平方米"),
    ],
)
def test_units_of_measure(kind: str, unit: str, typed: str, text: str) -> None:
    assert printed(kind, typed, unit=unit) == text


@pytest.mark.parametrize(
    "word", ["是", "yes", "TRUE", "y", "1", "on", "√", "对", "有", "ｙｅｓ", True]
)
def test_yes(word: Any) -> None:
    assert bool(read(spec("yes_no"), word)) is True


@pytest.mark.parametrize("word", ["否", "no", "False", "n", "0", "off", "×", "不", "无", False])
def test_no(word: Any) -> None:
    assert bool(read(spec("yes_no"), word)) is False


@pytest.mark.parametrize(
    ("kind", "typed", "part"),
    [
        ("text", "a\x07b", "U+0007"),
        ("text", "a\u202eb", "U+202E"),
        ("text", "\ud800", "U+D800"),
        ("text", "一\n二", "declare the variable as long_text"),
        ("text", ["一"], "a single text is expected"),
        ("text", {"a": "b"}, "a single text is expected"),
        ("text", True, "a single text is expected"),
        ("text", "长" * 20_001, "longer than 20000"),
        ("integer", "四十二", "“四十二” is not a number"),
        ("integer", "3.5", "“3.5” is not a whole number"),
        ("integer", "12:30", "not a number"),
        ("integer", "1_000", "not a number"),
        ("integer", "0x1F", "not a number"),
        ("integer", "1½", "not a number"),
        ("integer", "nan", "not a number"),
        ("integer", "inf", "not a number"),
        ("integer", "1e999", "not a number"),
        ("integer", "9" * 31, "too many digits"),
        ("integer", "٤٢", "not a number"),
        ("integer", "", "not a number"),
        ("decimal", "--5", "not a number"),
        ("percent", "0.15", "may mean 15% or 0.15%"),
        ("percent", "百分之九十", "not a number"),
        ("money", "万元", "not a number"),
        ("money", "$5", "not a number"),
        ("area", "200尺", "“尺” is not a unit of area"),
        ("area", "宽敞", "not a number"),
        ("date", "2026-02-30", "does not exist"),
        ("date", "2023-02-29", "does not exist"),
        ("date", "2026-03", "is not a date"),
        ("date", "0000-01-01", "does not exist"),
        ("date", "45000", "is not a date"),
        ("month", "2018-13", "does not exist"),
        ("month", "2018-00", "does not exist"),
        ("month", "2018", "is not a month"),
        ("month", "2018-06-15", "is not a month"),
        ("year", "18", "is not a year"),
        ("year", "0000", "is not a year"),
        ("month_range", "2018-08至2018-07", "ends before it begins"),
        ("month_range", "夏天", "is not a range of months"),
        ("integer_range", "5至3", "ends before it begins"),
        ("integer_range", "很多", "is not a range of numbers"),
        ("yes_no", "也许", "neither yes nor no"),
        ("yes_no", "２", "neither yes nor no"),
        ("list", [["甲"]], "a single text is expected"),
        ("list", ["甲", None], "a single text is expected"),
        ("person", "（部长）", "is not a person"),
        ("person", {"name": "张三", "phone": "1"}, "keys name and position"),
        ("person", {"position": "部长"}, "keys name and position"),
        ("doc_number", "云党发[2018]5号", "write 云党发〔2018〕5号"),
        ("doc_number", "云党发〔2018〕第05号", "write 云党发〔2018〕5号"),
        ("doc_number", "云党发2018-5", "is not a document number"),
        ("table", "甲", "a table is a list of rows"),
    ],
)
def test_refused(kind: str, typed: Any, part: str) -> None:
    keys = {"columns": {"a": spec("text")}} if kind == "table" else {}
    assert part in refused(kind, typed, **keys)


@pytest.mark.parametrize(
    ("kind", "bounds", "typed", "part"),
    [
        ("integer", {"min": "1"}, "0", "0 is less than the least allowed, 1"),
        ("integer", {"max": "10"}, "11", "11 is more than the most allowed, 10"),
        ("percent", {"max": "100%"}, "120%", "120% is more than"),
        ("money", {"min": "1万元"}, "9999", "less than the least allowed, 1万元"),
        ("date", {"min": "2018-01-01"}, "2017-12-31", "less than"),
        ("month", {"max": "2018-12"}, "2019-01", "more than"),
        ("year", {"min": "2012"}, "2011", "less than"),
        ("integer_range", {"max": "10"}, "3至11", "more than"),
        ("decimal", {"min": "0"}, "-0.5", "less than"),
    ],
)
def test_bounds(kind: str, bounds: dict[str, str], typed: str, part: str) -> None:
    assert part in refused(kind, typed, **bounds)


def test_bounds_of_a_month_range() -> None:
    assert printed("month_range", "2018-07", min="2018-01") == "2018年7月"
    assert "less than" in refused("month_range", "2017-07", min="2018-01")


def test_a_sum_beyond_all_bounds_is_told() -> None:
    assert "more than the most allowed" in refused("money", "9" * 20 + "亿元", max="100万元")
    assert "too many digits" in refused("money", "9" * 29 + "亿元", max="100万元")


@pytest.mark.parametrize("typed", ["9" * 20 + "亿元", "1E+19亿元", "0.00000000000000000001亿"])
def test_sums_are_worked_out_exactly(typed: str) -> None:
    number = Fraction(typed.partition("亿")[0])
    assert Fraction(read(spec("money"), typed)) == number * 10**8
    assert printed("money", printed("money", typed)) == printed("money", typed)


@pytest.mark.parametrize("typed", ["1E-21", "0." + "0" * 5000 + "1", "1E+20", "9" * 21])
def test_numbers_of_too_many_digits(typed: str) -> None:
    assert "too many digits" in refused("decimal", typed)


def test_areas_are_compared_in_one_unit() -> None:
    assert printed("area", "3亩", min="100") == "3亩"
    assert "less than the least allowed, 1公顷" in refused("area", "3亩", min="1公顷")


def test_numbers_of_entries_are_bounded() -> None:
    assert "3 is more than the most allowed, 2" in refused("list", "甲、乙、丙", max="2")


def test_a_choice() -> None:
    assert printed("choice", "县", choices=["省", "县"]) == "县"
    assert "choose one of: 省、县" in refused("choice", "乡", choices=["省", "县"])


def test_what_is_left_open_within_a_value_is_found() -> None:
    people = read(spec("person_list"), ["张三", "待补"])
    assert values.left_open(people) == ["〔待补：值〕"]
    assert [person.titled for person in people] == ["张三", "〔待补：值〕"]


@pytest.mark.parametrize("word", ["待补", "〔待补〕", " 待补 "])
@pytest.mark.parametrize("kind", ["text", "integer", "date", "list", "table", "person"])
def test_a_value_left_open_prints_its_label(kind: str, word: str) -> None:
    value = read(spec(kind), word)
    assert isinstance(value, values.Open)
    assert str(value) == "〔待补：值〕"


# Tables ------------------------------------------------------------------------------------------

COLUMNS = {"name": spec("text"), "count": spec("integer"), "level": spec("choice", choices=["高"])}


def rows(*typed: Any) -> list[dict[str, Any]]:
    return list(read(spec("table", columns=COLUMNS), list(typed)))


def test_rows_are_mappings_or_lists() -> None:
    assert rows({"name": "甲", "count": "3"}) == [{"name": "甲", "count": 3, "level": ""}]
    assert rows(["甲", "3", "高"]) == [{"name": "甲", "count": 3, "level": "高"}]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (["甲", "三"], "row 1: “三” is not a number"),
        ({"名": "甲"}, "row 1 does not have the columns name、count、level"),
        ("甲", "row 1 does not have the columns"),
    ],
)
def test_a_wrong_row_is_told_with_its_number(row: Any, part: str) -> None:
    assert part in refused("table", [row], columns=COLUMNS)


def test_a_wrong_row_is_told_with_the_hint_of_its_cell() -> None:
    assert "choose one of: 高" in refused("table", [["甲", "3", "低"]], columns=COLUMNS)


def test_a_row_with_too_many_cells_is_refused() -> None:
    assert "row 1" in refused("table", [["甲", "3", "高", "多余"]], columns=COLUMNS)


# Wrong without a word -----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["5²", "①", "10³"])
def test_superscripts_and_circled_digits_are_no_digits(typed: str) -> None:
    assert "is not a number" in refused("integer", typed)


@pytest.mark.parametrize("typed", ["3，5", "3 5", "1,2,3"])
def test_a_comma_that_parts_no_thousands_is_refused(typed: str) -> None:
    assert "is not a number" in refused("integer", typed)


def test_another_unit_than_the_declared_one_is_refused() -> None:
    refused("integer_range", "3至5月", unit="年")


def test_a_list_is_not_parted_within_brackets() -> None:
    people = read(spec("person_list"), "张三（部长、主任）、李四")
    assert [person.name for person in people] == ["张三", "李四"]
    assert len(read(spec("list"), "甲（一、二）、乙")) == 2


@pytest.mark.parametrize("typed", ["3年至5年", "3 至 5 年", "1,000至3,000"])
def test_ways_to_write_a_range(typed: str) -> None:
    assert printed("integer_range", typed, unit="年") in ("3至5年", "1000至3000年")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("甲（一（二、三）四、五）、乙", ["甲（一（二、三）四、五）", "乙"]),
        ("1）甲、2）乙", ["1）甲", "2）乙"]),
        ("甲（一、乙", ["甲（一", "乙"]),
        ("《一、二》、“三、四”", ["《一、二》", "“三、四”"]),
        ("甲、\r\n乙、\r\n", ["甲、", "乙、"]),
    ],
)
def test_brackets_hold_a_part_of_a_list_together(typed: str, parts: list[str]) -> None:
    assert list(read(spec("list"), typed)) == parts


@pytest.mark.parametrize("typed", ["1,234", "1 234", "１，２３４", "1,234.0"])
def test_thousands_may_be_parted(typed: str) -> None:
    assert printed("integer", typed) == "1234"


def test_a_title_that_begins_with_a_title() -> None:
    assert printed("cited_title", "《办法》实施细则") == "《〈办法〉实施细则》"


@pytest.mark.parametrize("typed", ["《》", "《", "》", "《甲》《乙》"])
def test_title_marks_without_one_title_are_refused(typed: str) -> None:
    refused("cited_title", typed)


def test_line_ends_of_windows() -> None:
    assert printed("long_text", "一\r\n二") == "一\n二"


def test_a_value_left_open_is_known_again() -> None:
    assert isinstance(read(spec("text"), "〔待补：值〕"), values.Open)


@pytest.mark.parametrize("typed", ["\x1c甲", "甲\x85", "甲\u2028"])
def test_control_characters_at_the_ends_are_refused(typed: str) -> None:
    assert "U+" in refused("text", typed)


# Spans --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (Month(2018, 6), Month(2018, 6), "2018年6月"),
        (Month(2018, 6), Month(2018, 8), "2018年6—8月"),
        (Month(2018, 12), Month(2019, 1), "2018年12月—2019年1月"),
        (OfficialDate(2018, 6, 1), OfficialDate(2018, 6, 1), "2018年6月1日"),
        (OfficialDate(2018, 6, 1), OfficialDate(2018, 6, 15), "2018年6月1日—15日"),
        (OfficialDate(2018, 6, 1), OfficialDate(2018, 8, 15), "2018年6月1日—8月15日"),
        (OfficialDate(2018, 6, 1), OfficialDate(2019, 1, 1), "2018年6月1日—2019年1月1日"),
    ],
)
def test_span(start: Any, end: Any, text: str) -> None:
    assert span(start, end) == text


@pytest.mark.parametrize(
    ("month", "later", "end"),
    [
        (Month(2018, 11), 1, OfficialDate(2018, 12, 31)),
        (Month(2018, 12), 2, OfficialDate(2019, 2, 28)),
        (Month(2024, 1), 1, OfficialDate(2024, 2, 29)),
        (Month(2018, 1), -1, OfficialDate(2017, 12, 31)),
    ],
)
def test_months_that_follow(month: Month, later: int, end: OfficialDate) -> None:
    assert month.following(later).last_day() == end


def test_nothing_follows_the_end_of_the_calendar() -> None:
    for moment in (OfficialDate(9999, 12, 31), Month(9999, 12)):
        with pytest.raises(BadValue):
            moment.following(1)
    with pytest.raises(BadValue):
        OfficialDate(2018, 1, 1).following(10**30)


def test_a_person_with_title() -> None:
    person = read(spec("person"), "张三，组织部部长")
    assert (person.name, person.position, person.titled) == ("张三", "组织部部长", "组织部部长张三")


# Properties: what is printed reads back as the same value ------------------------------------------

_months = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
_names = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=6
).filter(lambda name: name != "待补")  # which says that the value is open


def _four(year: int) -> str:
    return f"{year:04}"


def back(kind: str, value: Any, **keys: Any) -> Any:
    return read(spec(kind, **keys), str(value))


@given(st.integers(-(10**15), 10**15), st.sampled_from(["", "个", "名", "个月", "㎡"]))
def test_integers_read_back(number: int, unit: str) -> None:
    value = read(spec("integer", unit=unit), str(number))
    assert back("integer", value, unit=unit) == value == number


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(["", "公里"]))
def test_decimals_read_back(number: Decimal, unit: str) -> None:
    value = read(spec("decimal", unit=unit), str(number))
    assert back("decimal", value, unit=unit) == value == number


@given(st.decimals(0, 1000, places=2))
def test_percentages_read_back(number: Decimal) -> None:
    value = read(spec("percent"), f"{number}%")
    assert back("percent", value) == value == number


@given(st.decimals(0, 10**13, places=2))
def test_money_reads_back(number: Decimal) -> None:
    assert back("money", Money(number)) == number


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["平方米", "亩", "公顷", "平方公里"]))
def test_areas_read_back(number: Decimal, unit: str) -> None:
    value = read(spec("area"), f"{number}{unit}")
    again = back("area", value)
    assert (again, again.unit) == (number, unit)


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_dates_read_back(day: datetime.date) -> None:
    assert back("date", read(spec("date"), day.isoformat())) == day


@given(st.integers(1000, 9999), st.integers(1, 12))
def test_months_read_back(year: int, month: int) -> None:
    assert back("month", Month(year, month)) == Month(year, month)


@given(st.integers(1000, 9990), st.integers(1, 12), st.integers(0, 100))
def test_month_ranges_read_back(year: int, month: int, length: int) -> None:
    start = Month(year, month)
    value = values.MonthRange(start, start.following(length))
    assert back("month_range", value) == value


@given(st.integers(0, 10**9 - 1), st.integers(0, 1000), st.sampled_from(["", "年", "个"]))
def test_integer_ranges_read_back(low: int, more: int, unit: str) -> None:
    value = values.IntegerRange(low, min(low + more, 10**9 - 1), unit)
    assert back("integer_range", value, unit=unit) == value


@given(st.lists(_names, min_size=1, max_size=5))
def test_lists_read_back(names: list[str]) -> None:
    value = values.Listing(names)
    assert back("list", value) == value
    assert read(spec("list"), list(names)) == value


@given(_names, st.integers(1, 999))
def test_cited_titles_read_back(title: str, number: int) -> None:
    value = values.CitedTitle(title, f"云党发〔2018〕{number}号")
    assert back("cited_title", value) == value


_any_text = st.text(st.characters().filter(lambda c: not forbidden_character(c)), max_size=60)


@given(_any_text)
def test_any_clean_text_of_a_line_stays_as_it_is(text: str) -> None:
    text = text.replace("\n", "").replace("\t", "").strip()
    if text not in ("待补", "〔待补〕"):
        assert printed("text", text) == text


@given(st.sampled_from(sorted(readers.READERS)), st.one_of(
    st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans(),
    st.lists(st.text(max_size=5), max_size=3), st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
))  # fmt: skip
def test_whatever_is_typed_is_a_value_or_told(kind: str, typed: Any) -> None:
    keys: dict[str, Any] = {"columns": COLUMNS} if kind == "table" else {}
    try:
        value = read(spec(kind, **keys), typed)
    except BadValue:
        return
    assert not forbidden_character(str(value))
