"""The shipped plans as a whole: what each unit's plan says, and the XML of a small document.

`make golden` rewrites the files; review them as a diff.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from generator import blocks, units
from generator.plan import dump
from generator.values import OfficialDate

from .helpers import drafters

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden"
PLANS = ["county-demo-zone", "education-demo-site", "bureau-branch", "development-zone"]
TODAY = OfficialDate(2026, 11, 23)

SMALL = """
blueprint: small
title: "{{ unit.name }}创建方案"
variables:
  unit.name: {label: 单位名称}
  sites: {label: 创建数量, type: integer, unit: 个}
sections:
  - {id: aim, kind: objectives, heading: 创建目标, text: "创建{{ sites }}示范点。"}
  - id: steps
    kind: steps
    heading: 方法步骤
    numbering: 第一阶段
    phases: [{id: launch, heading: 动员, from: 2018-06, months: 2, text: 召开会议。}]
signature: {issuer: "{{ unit.name }}", date: 2018年6月1日}
"""
SMALL_UNIT = "units: [{id: one, values: {unit: {name: 甲局}, sites: 2}}]"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> GoldenFile:
    return GoldenFile(bool(request.config.getoption("--rewrite-golden")))


class GoldenFile:
    """Compares a text with the file kept for it, or rewrites the file."""

    def __init__(self, rewrites: bool) -> None:
        self.rewrites = rewrites

    def __call__(self, name: str, text: str) -> None:
        path = GOLDEN / name
        if self.rewrites:
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text("utf-8"), f"{name} differs: see `make golden`"


@pytest.mark.parametrize("name", PLANS)
def test_plan(name: str, golden: GoldenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    unit = units.load(Path("blueprints/units") / f"{name}.yaml").units[0]
    draft = drafters("gbt9704", None, TODAY, "")(unit).draft(unit)
    assert draft.plan is not None
    shown = "\n".join(block.text for block in blocks.blocks(draft.plan))
    golden(f"{name}.txt", f"{shown}\n")
    golden(f"{name}.plan", dump(draft.plan))


def test_document_xml(golden: GoldenFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(SMALL, encoding="utf-8")
    Path("units.yaml").write_text(SMALL_UNIT, encoding="utf-8")
    unit = units.load(Path("units.yaml")).units[0]
    draft = drafters("gbt9704", None, TODAY, "small.yaml")(unit).draft(unit)
    assert draft.document is not None
    with zipfile.ZipFile(io.BytesIO(draft.document)) as package:
        xml = package.read("word/document.xml").decode()
    golden("small.xml", xml.replace("<w:p>", "\n<w:p>").replace("<w:sectPr", "\n<w:sectPr") + "\n")
