"""The Chinese catalogue: complete, compiled, its fields those of the code; which language is used."""

from __future__ import annotations

import os
import string
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest

from generator import messages
from generator.errors import Origin, Refusal, problem

from . import catalogue

RUN = "run `make messages` and translate what it names"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    with mock.patch.dict(os.environ):
        yield
        messages.use("en")


def _pairs() -> Iterator[tuple[str, str]]:
    """Every message of the Chinese catalogue with its translation; a plural's forms one by one."""
    for message in catalogue.stored():
        if message.pluralizable:
            yield message.id[0], message.string[0]
        elif message.id:
            yield message.id, message.string


def test_everything_is_translated() -> None:
    assert [text for text, chinese in _pairs() if not chinese] == [], RUN


def test_nothing_is_fuzzy() -> None:
    assert [message.id for message in catalogue.stored() if message.id and message.fuzzy] == []


def test_every_message_of_the_code_is_in_the_catalogue() -> None:
    known = {message.id for message in catalogue.stored()}
    assert [m.id for m in catalogue.collected() if m.id and m.id not in known] == [], RUN


def test_the_catalogue_holds_nothing_else() -> None:
    known = {message.id for message in catalogue.collected()}
    assert [m.id for m in catalogue.stored() if m.id and m.id not in known] == [], RUN


def test_the_compiled_catalogue_is_current() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.stored()), RUN


def test_the_catalogue_is_kept_in_one_form() -> None:
    assert catalogue.PO.read_bytes() == catalogue.as_text(catalogue.stored()), RUN


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


# The plural names one of several things, the singular the only one; Chinese has one form.
_PLURAL = {"{value!r} is not {choice}.", "Did you mean {possibility}?"}


@pytest.mark.parametrize(("text", "chinese"), [*_pairs()])
def test_fields_are_the_same(text: str, chinese: str) -> None:
    if text in _PLURAL or not chinese:  # what is not translated is told above
        return
    allowed = _fields(text)
    assert _fields(chinese) <= allowed
    assert allowed - _fields(chinese) <= {"nargs"}


@pytest.mark.parametrize(("text", "chinese"), [*_pairs()])
def test_punctuation_is_chinese(text: str, chinese: str) -> None:
    """No half-width comma, question mark or bracket after a Chinese character."""
    wrong = [
        pair for pair in pairwise(chinese) if "\u4e00" <= pair[0] <= "\u9fff" and pair[1] in ",;?!"
    ]
    assert not wrong, (text, chinese)


LANGUAGES = [
    ({}, "zh"),
    ({"LANG": "C.UTF-8"}, "zh"),
    ({"LANG": "zh_CN.UTF-8"}, "zh"),
    ({"LANG": "de_DE.UTF-8"}, "zh"),
    ({"LANG": "en_US.UTF-8"}, "en"),
    ({"LANG": "EN_GB"}, "en"),
    ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
    ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
    ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
    ({"CREATION_PLAN_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ({"CREATION_PLAN_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
    ({"CREATION_PLAN_LANG": "ZH_cn", "LANG": "en_US.UTF-8"}, "zh"),
    ({"CREATION_PLAN_LANG": "en_US.UTF-8"}, "en"),
    ({"CREATION_PLAN_LANG": "fr", "LANG": "en_US.UTF-8"}, "en"),
    ({"CREATION_PLAN_LANG": "", "LANG": "en_US.UTF-8"}, "en"),
]


@pytest.mark.parametrize(("environment", "language"), LANGUAGES)
def test_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert messages.preferred(environment) == language


@pytest.mark.parametrize(
    ("system", "language"),
    [
        ("en_US", "en"),
        ("English_United States", "en"),
        ("Chinese (Simplified)_China", "zh"),
        (None, "zh"),
    ],
)
def test_language_of_windows(
    system: str | None, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (system, None))
    assert messages.preferred({}) == language


FINDING = problem(
    "missing-value",
    "{label} ({name}) is missing",
    Origin("units.yaml", 3, 5),
    hint="for example {example}",
    unit="a",
    label="单位全称",
    name="unit.name",
    example="甲县",
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "units.yaml:3:5: [a] 单位全称 (unit.name) is missing (for example 甲县)"),
        ("zh", "units.yaml:3:5: [a] 缺少单位全称（unit.name）（例如：甲县）"),
    ],
)
def test_a_finding_is_told(language: str, text: str) -> None:
    messages.use(language)
    assert messages.told(FINDING) == text
    assert messages.language() == language


def test_values_are_never_taken_for_templates() -> None:
    finding = problem("x", "there is no slogan {name}", name="{name} {0} %s")
    assert messages.told(finding) == "there is no slogan {name} {0} %s"


def test_a_message_without_fields_prints_doubled_braces_once() -> None:
    finding = problem("x", "write {{{{ and }}}} with half-width braces")
    assert messages.told(finding) == "write {{ and }} with half-width braces"


CAUSES: list[tuple[Any, str]] = [
    (Refusal("“{text}” is not a date", text="x"), "“x”不是日期"),
    (Refusal("a table is a list of rows"), "表格要逐行填写"),
    ("Permission denied", "没有权限"),
    ("something new", "something new"),
    (3, "3"),
]


@pytest.mark.parametrize(("cause", "text"), CAUSES)
def test_a_cause_is_translated_too(cause: Any, text: str) -> None:
    messages.use("zh")
    told = messages.told(problem("x", "row {row}: {cause}", row=2, cause=cause))
    assert told == f"第 2 行：{text}"


def test_the_empty_text_stays_empty() -> None:
    messages.use("zh")  # gettext answers it with the catalogue's header
    assert messages._("") == ""
