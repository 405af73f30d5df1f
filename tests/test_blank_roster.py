"""The empty roster: what a clerk finds in it, and that it loads once it is filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from generator.blank_roster import workbook

from .cli import Cli
from .helpers import ROOT, load_blueprint

PLANS = sorted(
    path.stem for path in (ROOT / "blueprints" / "units").glob("*.yaml")
    if (ROOT / "blueprints" / path.name).exists()
)  # fmt: skip


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def fill(path: Path) -> None:
    """Make the example rows those of a unit."""
    book = load_workbook(path)
    for sheet in book:
        if sheet.cell(2, 1).value == "示例":
            sheet.cell(2, 1).value = "u1"
    book.save(path)


@pytest.mark.parametrize("name", PLANS)
def test_filled_in_it_loads_and_drafts(cli: Cli, name: str) -> None:
    assert cli.run("roster", name).out == "written  units.xlsx\n"
    fill(cli.folder / "units.xlsx")
    outcome = cli.run("batch", "units.xlsx")
    assert (outcome.code, outcome.err) == (0, "")
    assert "1 plans: 1 written" in outcome.out


def test_the_example_makes_no_plan(cli: Cli) -> None:
    cli.run("roster", "tiny")
    outcome = cli.run("batch", "units.xlsx")
    assert outcome.code == 0
    assert "units.xlsx[名册!A2]: the row 示例 is an example" in outcome.err
    assert cli.files() == {"units.xlsx"}


def test_headings_notes_lists_and_formats(cli: Cli) -> None:
    cli.run("roster", "tiny", "-o", "名册.xlsx")
    sheet: Any = load_workbook(cli.folder / "名册.xlsx")["名册"]
    head = [cell.value for cell in sheet[1]]
    assert head == [
        "编号", "文件名", "蓝图", "上级", "政策日期", "单位全称", "创建数量", "验收频次", "成文日期",
    ]  # fmt: skip
    bold = [cell.value for cell in sheet[1] if cell.font.bold]
    assert bold == ["编号", "单位全称", "创建数量"]
    assert sheet["F1"].comment.text == "必填\n写规范全称\n例如：示例县"
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["H2:H10001"].formula1 == '"每半年,每年"'
    assert (rules["G2:G10001"].formula1, rules["G2:G10001"].formula2) == ("1", "9")
    assert rules["I2:I10001"].type == "date"
    assert sheet.freeze_panes == "B2"


def test_long_choices_stand_in_a_hidden_sheet(tmp_path: Path) -> None:
    choices = [f"第{number}种,很长的选项" for number in range(3)]
    path = tmp_path / "units.xlsx"
    path.write_bytes(made(f"variables: {{c: {{label: 方式, type: choice, choices: {choices}}}}}\n"))
    book: Any = load_workbook(path)
    assert book["名册"].data_validations.dataValidation[1].formula1 == "选项!$A$1:$A$3"
    assert book["选项"].sheet_state == "hidden"


def made(declarations: str) -> bytes:
    loaded = load_blueprint(declarations + "sections: [{id: a, kind: general, text: 甲}]\n")
    return workbook(loaded.blueprint, "b")


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    path.write_bytes(made('variables: {c: {label: "=1+1", example: "=cmd|x"}}\n'))
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=cmd|x" in {cell.value for cell in cells}


def test_the_same_blueprint_makes_the_same_bytes() -> None:
    declarations = "variables: {c: {label: 方式, type: yes_no}}\n"
    assert made(declarations) == made(declarations)


def test_a_roster_that_is_there_is_kept(cli: Cli) -> None:
    cli.write("units.xlsx", "填了一半")
    outcome = cli.run("roster", "tiny")
    assert outcome.code == 3
    assert (cli.folder / "units.xlsx").read_text("utf-8") == "填了一半"
    assert cli.run("roster", "tiny", "--force").code == 0


def test_a_roster_is_an_xlsx(cli: Cli) -> None:
    outcome = cli.run("roster", "tiny", "-o", "units.csv")
    assert outcome.code == 2
    assert "must be an .xlsx" in outcome.err
