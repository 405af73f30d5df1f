"""Damaged inputs: whatever happens to a blueprint or roster, it is told and never thrown.

`FUZZ=10000` tries that many mutants, as is done before a release.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import CreationPlanError
from generator.messages import told
from generator.units import load
from generator.values import OfficialDate

from .helpers import ROOT, drafters

MUTANTS = int(os.environ.get("FUZZ", "200"))
FILES = ["education-demo-site.yaml", "party-building.yaml", "units/education-demo-site.yaml"]
PIECES = [
    '"', "'", "{{", "}}", "{%", "%}", ": ", "- ", "\n", "[", "]", "{", "}", "#", "&a", "*a", "!!x ",
    "\t", "：", "“", "\x00", "\u200b", "null", "-1", "1e999", "9" * 40, "count(", "ref('steps')",
    "| zh", "yes", "{}", "[]", "~", "｛｛",
]  # fmt: skip
VALUES = ["x", "0", "[a, b]", "{a: b}", "{{ sites * 2 }}", "{{ count('standards') }}", "待补", ""]


def insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(PIECES) + text[at:]


def cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.randrange(1, 30) :]


def drop_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def repeat_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "\n".join(lines)


def change_value(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    key, colon, value = lines[at].partition(": ")
    lines[at] = key + colon + chance.choice([*VALUES, value * 2])
    return "\n".join(lines)


DAMAGE: list[Callable[[str, random.Random], str]] = [
    insert, cut, drop_line, repeat_line, change_value, change_value,
]  # fmt: skip


@pytest.mark.slow
def test_damaged_inputs_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "blueprints", tmp_path / "blueprints")
    monkeypatch.chdir(tmp_path)
    chance = random.Random(20_261_123)
    drafted = 0
    for _ in range(MUTANTS):
        path = Path("blueprints") / chance.choice(FILES)
        whole = path.read_text("utf-8")
        text = whole
        for _ in range(chance.choice([1, 1, 2, 3])):
            text = chance.choice(DAMAGE)(text, chance)
        path.write_text(text, encoding="utf-8")
        drafted += _drafts()
        path.write_text(whole, encoding="utf-8")
    assert 0 < drafted < MUTANTS


def _drafts() -> bool:
    """Whether documents still come out; else everything that is wrong can be told."""
    try:
        unit = load(Path("blueprints/units/education-demo-site.yaml")).units[0]
        draft = drafters("gbt9704", None, OfficialDate(2026, 1, 1), "")(unit).draft(unit)
    except CreationPlanError as error:
        assert all(told(finding) for finding in error.findings)
        return False
    assert all(told(finding) for finding in draft.findings)
    return draft.document is not None
