"""docs/formats.md: every format and placeholder is named, and its example loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import formats
from generator.word.placeholders import NAMES

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "formats.md").read_text("utf-8")


def test_every_shipped_format_is_named() -> None:
    shipped = {path.stem for path in (ROOT / "docx_templates").glob("*.yaml")}
    assert {name for name in re.findall(r"^\| `([\w-]+)` \|", TEXT, re.MULTILINE)} == shipped


def test_every_placeholder_is_named() -> None:
    assert set(re.findall(r"^\| `\{\{ (\w+) \}\}` \|", TEXT, re.MULTILINE)) == set(NAMES)


def test_the_variant_of_the_example_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = re.search(r"```yaml format\n(.*?)```", TEXT, re.DOTALL)
    assert example
    path = Path("our-office.yaml")
    path.write_text(example[1], encoding="utf-8")
    rules = formats.load(path)
    assert (rules.key, rules.styles["title"].font, rules.page_number.place) == (
        "our-office",
        "黑体",
        "center",
    )
