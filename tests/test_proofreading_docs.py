"""docs/checks.md: every code is there, its bad example is found, its good one is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from generator import outline, policies, proofreading
from generator.proofreading import RULES, Names, Remark

from .helpers import ROOT

CHECKS = ROOT / "docs" / "checks.md"
LEVELS = {"错误": "error", "警告": "warning", "格式": "style"}
POLICIES = policies.load(sorted((ROOT / "blueprints" / "policies").glob("*.yaml")))
NAMES = Names(others={"乙县": "乙县"}, own=frozenset(["甲县"]))  # as the page says


@dataclass(frozen=True)
class Section:
    """What the page says of one code."""

    code: str
    severity: str
    bad: str
    good: str


_SECTION = re.compile(r"^### `([a-z-]+)` \S+（(\S+)）\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"^```text (bad|good)\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def sections() -> list[Section]:
    found = []
    for code, level, text in _SECTION.findall(CHECKS.read_text("utf-8")):
        examples = dict(_EXAMPLE.findall(text))
        found.append(Section(code, LEVELS[level], examples["bad"], examples["good"]))
    return found


SECTIONS = sections()


def check(text: str) -> list[Remark]:
    plan = outline.read(outline.lines_of(text))
    return proofreading.check(plan, policies=POLICIES, names=NAMES)


def test_every_code_is_documented_once_with_its_severity() -> None:
    documented = [(section.code, section.severity) for section in SECTIONS]
    assert sorted(documented) == sorted((code, rule.severity) for code, rule in RULES.items())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_the_bad_example_is_found(section: Section) -> None:
    assert section.code in {remark.code for remark in check(section.bad)}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_the_good_example_is_left_alone(section: Section) -> None:
    assert [(remark.code, str(remark.finding.origin)) for remark in check(section.good)] == []
