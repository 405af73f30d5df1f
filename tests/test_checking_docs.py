"""docs/checks.md tells every code of the checks about format, and what can be repaired."""

from __future__ import annotations

import re

from generator.checking.codes import CODES
from generator.checking.repairs import CODES as REPAIRED
from generator.inspecting import SEVERITIES
from generator.inspecting.fixing import FIXED
from generator.proofreading import RULES

from .helpers import ROOT

TEXT = (ROOT / "docs" / "checks.md").read_text("utf-8")
LEVELS = {"错误": "error", "警告": "warning", "格式": "style"}
_ROW = re.compile(r"^\| `([a-z-]+)` \| (错误|警告|格式) \| ", re.MULTILINE)


def test_every_code_of_the_format_is_told_once_with_its_severity() -> None:
    told = [(code, LEVELS[level]) for code, level in _ROW.findall(TEXT)]
    assert len(told) == len(dict(told))
    assert {code: level for code, level in told if code in SEVERITIES} == dict(SEVERITIES)
    others = {"edited-by-hand", "allow-reason", "allow-unknown"}
    assert {code for code, _ in told} - set(SEVERITIES) == others


def test_every_code_that_can_be_switched_off_is_documented() -> None:
    headings = set(re.findall(r"^### `([a-z-]+)`", TEXT, re.MULTILINE))
    assert headings | {code for code, _ in _ROW.findall(TEXT)} >= CODES
    assert headings == {*RULES, *SEVERITIES, "edited-by-hand"}


def test_what_can_be_repaired_is_told() -> None:
    chapter = TEXT[TEXT.index("## 自动修改") : TEXT.index("## 序号和结构")]
    rows = [line.split("|")[1] for line in chapter.splitlines() if line.startswith("| `")]
    assert set(re.findall("`([a-z-]+)`", "".join(rows))) == {*REPAIRED, *FIXED}
