"""The roster that `make plans` drafts: units of several levels in one workbook, all of them sound."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from generator import crossing, facts, units
from generator.drafter import Draft
from generator.recipes import Recipes, variables_of
from generator.units import Roster, Unit

from .cli import Cli
from .helpers import ROOT

UNITS = ROOT / "blueprints" / "units"
SAMPLE = UNITS / "sample.xlsx"
SEEDS = {  # a roster of one unit, and the same unit here
    "county-demo-zone": "01",
    "bureau-branch": "02",
    "education-demo-site": "11",
    "development-zone": "21",
}
# What tells where values come from; the rest of a document is what people see.
PROVENANCE = {"customXml/item1.xml", "docProps/custom.xml"}


@cache
def roster(path: Path) -> Roster:
    return units.load(path, variables_of=variables_of(""))


@cache
def recipes() -> Recipes:
    return Recipes("gbt9704", None, date(2030, 1, 1), "", None)


@cache
def drafts() -> dict[str, Draft]:
    return {unit.id: draft(unit) for unit in roster(SAMPLE)}


def draft(unit: Unit) -> Draft:
    return recipes().of(unit).recipe.drafter().draft(unit)


def line(unit: Unit) -> Iterator[Unit]:
    """The unit and those above it."""
    yield unit
    if unit.parent:
        yield from line(roster(SAMPLE).unit(unit.parent))


def test_it_has_units_of_every_blueprint_on_several_levels() -> None:
    blueprints = Counter(unit.blueprint for unit in roster(SAMPLE))
    levels = Counter(len([*line(unit)]) for unit in roster(SAMPLE))
    assert set(blueprints) == set(SEEDS)
    assert blueprints.total() >= 16
    assert set(levels) == {1, 2, 3}


def test_nothing_is_told_of_it() -> None:
    assert roster(SAMPLE).notes == ()
    assert [finding for made in drafts().values() for finding in made.findings] == []
    assert all(made.document for made in drafts().values())


def test_nothing_is_told_across_its_units() -> None:
    loaded = {unit.id: recipes().loaded(unit.blueprint) for unit in roster(SAMPLE)}
    search = crossing.Search(names := crossing.index(roster(SAMPLE)))
    kept = []
    for unit in roster(SAMPLE):
        blueprint = loaded[unit.id]
        assert blueprint
        assert crossing.typed_in(blueprint, names) == []
        search.look(unit, crossing.watched(blueprint.blueprint))
        made = drafts()[unit.id]
        kept.append(facts.facts_of(unit, blueprint.blueprint, made.values or {}, made.plan))
    assert search.findings() == []
    assert crossing.findings(kept) == []


@pytest.mark.parametrize(("parent", "name"), [("01", "villages"), ("11", "sites")])
def test_figures_add_up(parent: str, name: str) -> None:
    values = {unit: dict(made.values or {}) for unit, made in drafts().items()}
    below = [
        unit.id for unit in roster(SAMPLE) if unit.parent == parent and name in values[unit.id]
    ]
    assert len(below) > 1
    assert sum(values[unit][name] for unit in below) == values[parent][name]


@pytest.mark.parametrize(
    ("unit", "name", "above"),
    [
        ("0103", "program", "01"),
        ("0201", "assistance", "02"),
        ("0202", "unit.organization", "02"),
        ("1102", "platform", "11"),
        ("2101", "horizon", "21"),
    ],
)
def test_what_is_left_blank_comes_from_the_unit_above(unit: str, name: str, above: str) -> None:
    raw = roster(SAMPLE).unit(unit).values[name]
    assert raw == roster(SAMPLE).unit(above).values[name]


@pytest.mark.parametrize(("name", "unit"), SEEDS.items())
def test_the_seed_plans_are_the_same_documents(name: str, unit: str) -> None:
    seed = draft(roster(UNITS / f"{name}.yaml").units[0])
    assert seed.document
    assert parts(drafts()[unit].document) == parts(seed.document)


def parts(document: bytes | None) -> dict[str, bytes]:
    assert document
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n not in PROVENANCE}


def test_it_is_a_workbook_as_clerks_have_it() -> None:
    book: Any = load_workbook(SAMPLE)
    assert book.sheetnames == [
        "县和乡镇", "机关和直属单位", "教育系统", "开发区", "默认值",
        "区域经济示范区类型", "领导小组成员", "宣传渠道", "督导清单",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes, sheet.title
        for cell in sheet[1]:
            assert cell.comment and cell.comment.text, cell
            assert sheet.column_dimensions[cell.column_letter].width >= 8
        assert not any(cell.data_type == "f" for row in sheet for cell in row)
    for title in book.sheetnames[:4]:
        lists = [rule.formula1 for rule in book[title].data_validations.dataValidation]
        assert f'"{",".join(SEEDS)}"' in lists


def test_one_command_drafts_them_all(tmp_path: Path) -> None:
    outcome = Cli(tmp_path).run("batch", str(SAMPLE), "-o", "output")
    assert (outcome.code, outcome.err) == (0, "")
    count = len(roster(SAMPLE))
    assert f"{count} plans: {count} written, 0 unchanged, 0 kept as edited, 0 failed" in outcome.out
    report: Any = load_workbook(tmp_path / "output" / "report.xlsx")
    assert report["Findings"].max_row == 1
