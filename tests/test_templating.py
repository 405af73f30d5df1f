"""Jinja in texts: what may be written, what it prints, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.characters import forbidden_character
from generator.errors import CreationPlanError

from .helpers import draft, one_section, say, trouble

VARIABLES: dict[str, Any] = {
    "n": "integer 个",
    "villages": "list",
    "start": "month",
    "day": "date",
    "rate": "percent",
    "leader": "person",
    "flag": "yes_no",
    "spare": {"type": "text", "required": "no"},
    "kinds": {
        "type": "table",
        "columns": {"name": {"label": "名"}, "number": {"label": "数", "type": "integer"}},
    },
    "unit.name": "text",
}
VALUES: dict[str, Any] = {
    "n": "42", "villages": "甲村、乙村、丙村", "start": "2018-06", "day": "2026-03-05", "rate": "90%",
    "leader": "张三（县委书记）", "flag": "否", "kinds": [["红", "2"], ["绿", "3"]], "unit.name": "云台县",
}  # fmt: skip


def printed(text: str) -> str:
    return say(text, VARIABLES, **VALUES)


def refused(text: str) -> str:
    return trouble(draft, one_section(text, VARIABLES), VALUES)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("没有变量", "没有变量"),
        ("{{ unit.name }}", "云台县"),
        ("有{{ n }}，共{{ n | zh }}类", "有42个，共四十二类"),
        ("{{ 2 | zh }}个方面", "两个方面"),
        ("{{ 3 | ordinal }}", "第三"),
        ("{{ n.number + 1 }}", "43"),
        ("{{ n * 2 }}", "84"),
        ("{{ n - 2 }}", "40"),
        ("{{ villages }}", "甲村、乙村、丙村"),
        ("{{ villages | list }}", "甲村、乙村和丙村"),
        ("{{ villages | enum }}", "甲村、乙村、丙村"),
        ("{{ villages | length }}", "3"),
        ("{{ villages | length | zh }}个村", "三个村"),
        ("{{ kinds | sum('number') }}", "5"),
        ("{{ start }}起", "2018年6月起"),
        ("{{ start | year }}年", "2018年"),
        ("{{ day | month }}月{{ day | day }}日", "3月5日"),
        ("{{ rate }}", "90%"),
        ("{{ leader }}", "张三"),
        ("{{ leader.titled }}", "县委书记张三"),
        ("{{ flag }}", "否"),
        ("{{ leader.position }}", "县委书记"),
        ("{% if flag %}甲{% else %}乙{% endif %}", "乙"),
        ("{% if not flag and n > 40 %}甲{% endif %}", "甲"),
        ("{% if spare %}甲{% else %}乙{% endif %}", "乙"),
        ("{% if '乙村' in villages %}有{% endif %}", "有"),
        ("{{ '多' if n > 10 else '少' }}", "多"),
        ("{% for v in villages %}{{ v }}。{% endfor %}", "甲村。乙村。丙村。"),
        ("{% for v in villages if v != '乙村' %}{{ v }}。{% endfor %}", "甲村。丙村。"),
        ("{% for k in kinds %}{{ k.name }}{{ k.number }}。{% endfor %}", "红2。绿3。"),
        ("{% for v in spare %}{{ v }}{% else %}无{% endfor %}", "无"),
        ("{{ villages[0] }}", "甲村"),
        ("{{ '甲' ~ n ~ '乙' }}", "甲42个乙"),
        ("甲{# 说明 #}乙", "甲乙"),
        ("{{ policy.thought }}", "新思想"),
        ("{{ policy.thought.verb }}", "贯彻"),
        ("花括号 { } 和百分号 % 是文字", "花括号 { } 和百分号 % 是文字"),
        ("{% raw %}{{ n }}{% endraw %}", "{{ n }}"),
        ("{{ '{{ n }}' }}", "{{ n }}"),
        ("{{ count('s') }}", "0"),
    ],
)  # fmt: skip
def test_printed(text: str, result: str) -> None:
    assert printed(text) == result


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{{ vilages }}", "vilages is not declared (did you mean villages?)"),
        ("{{ unit.nam }}", "unit.nam is not declared (did you mean unit.name?)"),
        ("{{ policy.thougt }}", "did you mean policy.thought?"),
        ("{{ policy.thought.vrb }}", "did you mean policy.thought.verb?"),
        ("{{ slogans.x }}", "slogans.x is not declared"),
        ("{{ unit }}", "unit cannot stand alone"),
        ("{{ policy }}", "policy cannot stand alone"),
        ("{{ count }}", "count cannot stand alone"),
        ("{{ count('t') }}", "there is no part with the id t"),
        ("{{ count(n) }}", "takes the id of a part"),
        ("{{ count('s', 's') }}", "takes the id of a part"),
        ("{{ n | chinese }}", "there is no filter chinese"),
        ("{{ n | zhh }}", "did you mean zh?"),
        ("{{ n", "not complete or not understood"),
        ("{{ n }", "not complete or not understood"),
        ("{% if n %}甲", "not complete or not understood"),
        ("{% fi n %}", "not complete or not understood"),
        ("{{ }}", "not complete or not understood"),
        ("｛｛ n ｝｝", "full-width braces"),
        ("{｛ n }}", "full-width braces"),
        ("{{ spare }}", "a value that was not given is used here (spare)"),
        ("{{ spare ~ '甲' }}", "a value that was not given is used here (spare)"),
        ("{{ leader.phone }}", "a value that was not given is used here (leader)"),
        ("{{ villages[7] }}", "a value that was not given is used here (villages)"),
        ("{{ villages | zh }}", "is not a whole number"),
        ("{{ n | list }}", "“42个” is not a list"),
        ("{{ n | month }}", "is not a date"),
        ("{{ villages | sum }}", "is not a number"),
        ("{{ leader > n }}", "cannot be worked out"),
        ("{{ villages * 3 }}", "only numbers can be multiplied"),
        (
            "{% for a in villages %}{% for b in villages %}x{% endfor %}{% endfor %}",
            "loops must not",
        ),
        ("{{ n " + "+ n " * 7000 + "}}", "longer than 20000 characters"),
    ],
)
def test_refused_in_words(text: str, part: str) -> None:
    message = refused(text)
    assert part in message
    assert "b.yaml:" in message
    assert "sections[0].text" in message


def test_every_text_that_fails_is_told_in_one_run() -> None:
    message = refused("{{ a }}{{ b | c }}{{ count('d') }}")
    assert len(message.splitlines()) == 4  # a, b, filter c, part d


# Values are data ----------------------------------------------------------------------------------

_clean = st.text(st.characters().filter(lambda c: not forbidden_character(c)), max_size=40)


@given(_clean)
def test_any_clean_value_comes_out_exactly(value: str) -> None:
    value = value.replace("\n", "").replace("\t", "").strip()
    if value and value not in ("待补", "〔待补〕"):
        assert say("【{{ v }}】", v=value) == f"【{value}】"


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7 * 7 }}", "{% for x in y %}", "{{ v }}", "{# x #}", "{{", "}}", "${x}", "%(v)s", "{v}",
        "｛｛ v ｝｝", "\\n", "& < > \" '", "]]>", "</w:t><w:br/>", "<!-- -->", "&amp;", "A&B", "a<b",
        "\u3000甲\u3000".strip(), "=1+1", "'; drop table", "../../etc/passwd",
    ],
)  # fmt: skip
def test_template_code_and_markup_in_values_are_literal(value: str) -> None:
    assert say("【{{ v }}】", v=value) == f"【{value}】"


@given(st.text(alphabet="{}%#|'\"n()[]. -+*~在", max_size=25))
def test_any_text_prints_or_is_told(text: str) -> None:
    """No traceback, whatever stands in a blueprint."""
    try:
        draft(one_section("甲" + text, VARIABLES), VALUES)
    except Exception as error:
        assert isinstance(error, CreationPlanError), repr(error)


# Conditions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("flag", False),
        ("not flag", True),
        ("n > 40", True),
        ("n == 42 and '甲村' in villages", True),
        ("spare", False),
        ("villages | length > 5", False),
        ("true", True),
        ("", True),
    ],
)
def test_conditions(when: str, shown: bool) -> None:
    text = one_section([{"text": "甲", "when": when}, "乙"], VARIABLES)  # type: ignore[arg-type]
    assert draft(text, VALUES).lines[1:] == (["甲", "乙"] if shown else ["乙"])


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ("{{ flag }}", "an expression is written without braces"),
        ("flag %}甲{% if flag", "an expression is written without braces"),
        ("flga", "did you mean flag?"),
        ("flag and", "not complete or not understood"),
        ("no", "no is not declared"),
    ],
)
def test_conditions_refused(when: str, part: str) -> None:
    text = one_section([{"text": "甲", "when": when}, "乙"], VARIABLES)  # type: ignore[arg-type]
    message = trouble(draft, text, VALUES)
    assert part in message
    assert "sections[0].text[0].when" in message


# Wrong, or a traceback -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "escape", ["\\x07", "\\ud800", "\\u200b", "\\ufdd0ref:s\\ufdd1", "\\ufffe"]
)
def test_escapes_that_make_forbidden_characters_are_refused(escape: str) -> None:
    assert "U+" in refused(f"甲{{{{ '{escape}' }}}}")


def test_a_number_of_many_digits() -> None:
    refused("{{ " + "9" * 5000 + " }}")


def test_a_long_sum() -> None:
    refused("{{ " + " + ".join(["n"] * 250) + " }}")


def test_conditions_nested_a_hundredfold() -> None:
    refused("{% if n %}" * 101 + "甲" + "{% endif %}" * 101)


def test_loop_index() -> None:
    text = "{% for v in villages %}{{ loop.index }}{{ v }}{% endfor %}"
    assert printed(text) == "1甲村2乙村3丙村"


@pytest.mark.parametrize(
    "text",
    [
        "{% for v in villages %}{{ loop }}{% endfor %}", "{{ none }}", "{{ kinds }}",
        "{{ kinds[0] }}", "{{ 1e999 }}", "{{ 0.1 + 0.2 }}", "{{ n > 3 }}", "{{ kinds | enum }}",
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_or_printed_officially(text: str) -> None:
    try:
        result = printed(text)
    except (AssertionError, CreationPlanError):
        return
    assert result in ("0.3", "否", "是")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{ n * 0.5 }}", "21"),
        ("{{ (n * 0.5) | zh }}", "二十一"),
        ("{{ n + 0.1 + 0.2 }}", "42.3"),
        ("{{ -0.50 }}", "-0.5"),
        ("{{ '甲' ~ 0.5 ~ (n > 3) }}", "甲0.5是"),
    ],
)
def test_decimals_are_exact(text: str, result: str) -> None:
    assert printed(text) == result


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{% for a, b in kinds %}x{% endfor %}", "a loop has one name"),
        ("{% for a in leader %}x{% endfor %}", "“张三” is not a list"),
        ("{{ '甲' ~ none }}", "this value cannot be printed as a whole"),
    ],
)
def test_loops_and_joins_take_what_prints(text: str, part: str) -> None:
    assert part in refused(text)


@pytest.mark.parametrize(
    ("text", "open_one"),
    [
        ("{{ n | zh }}", "n"),
        ("{{ villages | length }}", "villages"),
        ("{{ leader.titled }}", "leader"),
    ],
)
def test_what_comes_of_an_open_value_is_open(text: str, open_one: str) -> None:
    drafted = draft(one_section(text, VARIABLES), {**VALUES, open_one: "待补"})
    assert drafted.lines[1:] == [f"〔待补：{open_one}〕"]


def test_chinese_numerals_of_huge_numbers() -> None:
    message = trouble(draft, one_section("{{ v | zh }}", {"v": "integer"}), {"v": "1" + "0" * 20})
    assert "index" not in message
