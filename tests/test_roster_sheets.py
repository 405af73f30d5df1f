"""Rosters in sheets: columns by name or label, inheritance, further sheets, all errors in one run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from generator import units
from generator.errors import CreationPlanError
from generator.language import Variable
from generator.units import Roster, Unit
from generator.values import OfficialDate

from .cli import Cli
from .helpers import declared, load_blueprint, told

BLUEPRINT = declared(
    {
        "unit.name": {"label": "单位名称"},
        "n": {"label": "创建数量", "type": "integer"},
        "leader": {"label": "牵头部门", "required": False},
        "duties": {
            "label": "任务清单",
            "type": "table",
            "required": False,
            "columns": {"what": {"label": "事项"}, "due": {"label": "时限", "type": "month"}},
        },
    }
)
VARIABLES = load_blueprint(
    BLUEPRINT + "sections: [{id: a, kind: general, text: 甲}]\n"
).blueprint.variables


def variables_of(name: str) -> Mapping[str, Variable]:
    return VARIABLES


Sheets = Mapping[str, list[list[Any]]]


def write(tmp_path: Path, content: Sheets) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in content.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "r.xlsx")
    return tmp_path / "r.xlsx"


def load(tmp_path: Path, content: Sheets) -> Roster:
    return units.load(write(tmp_path, content), "r.xlsx", variables_of)


def refused(tmp_path: Path, content: Sheets) -> list[str]:
    with pytest.raises(CreationPlanError) as caught:
        load(tmp_path, content)
    return told(caught.value.findings).splitlines()


def failed(tmp_path: Path, content: Sheets) -> list[str]:
    """What is told of single units of a roster that is taken."""
    return told(f for unit in load(tmp_path, content) for f in unit.findings).splitlines()


def values(unit: Unit) -> dict[str, Any]:
    return {name: raw.value for name, raw in unit.values.items()}


HEAD = ["编号", "单位名称", "创建数量"]


def test_columns_by_label_or_name_below_a_title(tmp_path: Path) -> None:
    rows = [["2026年名册"], [], ["编 号", "单位\n名称", "n", "文件名", "政策日期"]]
    roster = load(tmp_path, {"名册": [*rows, ["００7 ", "甲镇", 3, "甲方案", "2018-06-01"]]})
    (unit,) = roster.units
    assert (unit.id, unit.file, unit.as_of) == ("007", "甲方案", OfficialDate(2018, 6, 1))
    assert values(unit) == {"unit.name": "甲镇", "n": "3"}
    assert str(unit.values["n"].origin) == "r.xlsx[名册!C4]"


def test_csv_is_a_roster_too(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,单位名称,创建数量\na,甲镇,3\n", encoding="gb18030")
    roster = units.load(path, "r.csv", variables_of)
    assert values(roster.units[0]) == {"unit.name": "甲镇", "n": "3"}
    assert str(roster.units[0].values["n"].origin) == "r.csv:2:6"
    assert "GB18030" in told(roster.notes)


def test_names_of_variables_need_no_blueprint(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("id,unit.name,n\na,甲镇,3\n", encoding="utf-8")
    assert values(units.load(path).units[0]) == {"unit.name": "甲镇", "n": "3"}


@pytest.mark.parametrize(
    "content",
    [
        {"名册": [HEAD, ["默认", None, 5], ["a", "甲", None], ["b", "乙", 7]]},
        {"名册": [HEAD, ["a", "甲", None], ["b", "乙", 7]], "默认值": [["创建数量"], [5]]},
    ],
)
def test_defaults_from_a_row_or_a_sheet(tmp_path: Path, content: Sheets) -> None:
    assert [values(unit)["n"] for unit in load(tmp_path, content).units] == ["5", "7"]


def test_values_come_down_from_the_units_above_but_not_their_names(tmp_path: Path) -> None:
    head = [*HEAD, "牵头部门", "上级"]
    rows = [
        ["branch", "支部", None, None, "town"],
        ["town", "某镇", 4, None, "county"],
        ["county", "某县", 9, "组织部", None],
        ["nameless", None, None, None, "county"],
    ]
    branch, town, _, nameless = load(tmp_path, {"名册": [head, *rows]}).units
    assert values(branch) == {"unit.name": "支部", "n": "4", "leader": "组织部"}
    assert str(branch.values["leader"].origin) == "r.xlsx[名册!D4]"
    assert values(town)["leader"] == "组织部"
    assert "unit.name" not in nameless.values


def test_tables_from_sheets_of_their_own(tmp_path: Path) -> None:
    duties = [
        ["编号", "事项", "时限"],
        ["b", "丙", None],
        ["a", "甲", "2018-06"],
        ["a", "乙", "2018-07"],
    ]
    a, b = load(
        tmp_path, {"名册": [HEAD, ["a", "甲", 1], ["b", "乙", 2]], "任务清单": duties}
    ).units
    assert a.values["duties"].value == [
        {"what": "甲", "due": "2018-06"}, {"what": "乙", "due": "2018-07"},
    ]  # fmt: skip
    assert str(a.values["duties"].origin) == "r.xlsx[任务清单!A3:A4]"
    assert b.values["duties"].value == [{"what": "丙"}]


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    rows = [HEAD, ["示例", "某镇", 1], ["a", "甲", 1, None, "备注"]]
    roster = load(tmp_path, {"名册": rows, "说明": [["怎样填写"]]})
    assert [unit.id for unit in roster.units] == ["a"]
    assert told(roster.notes).splitlines() == [
        "r.xlsx[名册!A2]: the row 示例 is an example and makes no plan",
        "r.xlsx[名册!E3]: the cell stands below no heading and is not used",
        "r.xlsx[说明]: the sheet is not used: it is called after no list or table of the blueprint",
    ]


def test_merged_headings_are_no_unit(tmp_path: Path) -> None:
    path = write(tmp_path, {"名册": [HEAD, [None, None, None], ["a", "甲", 1]]})
    from openpyxl import load_workbook

    book = load_workbook(path)
    for column in "ABC":
        book["名册"].merge_cells(f"{column}1:{column}2")
    book["名册"]["D2"] = " "
    book.save(path)
    assert [unit.id for unit in units.load(path, "r.xlsx", variables_of).units] == ["a"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[*HEAD, "牵头部们"], ["a", "甲", 1, "x"]], "[名册!D1]: the roster can have no column 牵头部们 (did you mean 牵头部门?)"),
        ([[*HEAD, "n"], ["a", "甲", 1, 2]], "[名册!D1]: the column n stands here twice (first in column C) (delete or rename one of them)"),
        ([[*HEAD, "#REF!"], ["a", "甲", 1, 2]], "[名册!D1]: the cell shows the error #REF!"),
        ([HEAD, ["a", "甲", 1], ["默认", None, 2], ["默认", None, 3]], "[名册!C4]: a value of n stands here and at 名册!C3 (delete one of them)"),
    ],
)  # fmt: skip
def test_errors_of_the_whole_roster_name_the_cell(
    tmp_path: Path, rows: list[list[Any]], expected: str
) -> None:
    assert refused(tmp_path, {"名册": rows}) == [f"r.xlsx{expected}"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEAD, [None, "甲", 1]], "[名册!A2]: [第2行] 编号 is missing"),
        ([HEAD, ["#N/A", "甲", 1]], "[名册!A2]: [第2行] 编号: the cell shows the error #N/A"),
        ([HEAD, ["a", "#REF!", None]], "[名册!B2]: [a] 单位名称: the cell shows the error #REF!"),
        ([HEAD, ["a", "=B9", 1]], "[名册!B2]: [a] 单位名称: the cell holds a formula whose result was not saved (open the file in Excel or WPS and save it, or type the value)"),
        ([HEAD, ["a", "甲", "#N/A"]], "[名册!C2]: [a] 创建数量: the cell shows the error #N/A"),
        ([[*HEAD, "上级"], ["town1", "甲", 1, None], ["a", "甲", 1, "twon1"]], "[名册!D3]: [a] the roster has no unit twon1 above this one (did you mean town1?)"),
        ([[*HEAD, "政策日期"], ["a", "甲", 1, "soon"]], "[名册!D2]: [a] “soon” is not a date (write it as 2026-03-05)"),
    ],
)  # fmt: skip
def test_errors_of_one_unit_name_the_cell(
    tmp_path: Path, rows: list[list[Any]], expected: str
) -> None:
    assert failed(tmp_path, {"名册": [*rows, ["z", "另一个单位", 1]]}) == [f"r.xlsx{expected}"]


def test_an_id_that_stands_twice_fails_both_units(tmp_path: Path) -> None:
    head = [*HEAD, "上级"]
    rows = [["a", "甲", 1], ["Ａ", "乙", 1], ["a ", "丙", 1], ["b", "丁", 1, "a"], ["c", "戊", 1]]
    assert failed(tmp_path, {"名册": [head, *rows]}) == [
        "r.xlsx[名册!A2]: [a] the unit a stands here twice (again at 名册!A4)",
        "r.xlsx[名册!A4]: [a] the unit a stands here twice (first at 名册!A2)",
        "r.xlsx[名册!D5]: [b] the roster has several units a; which of them is above this one?",
    ]


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ("a: b, b: a, c: a, d: c", {
            "a": "D2 the unit is above itself", "b": "D3 the unit is above itself",
            "c": "D2 nothing", "d": "D2 nothing",
        }),
        ("a: a, b: a", {"a": "D2 the unit is above itself", "b": "D2 nothing"}),
        ("a: , b: a, c: x, d: c, e: d", {
            "c": "D4 the roster has no unit x", "d": "D4 nothing", "e": "D4 nothing",
        }),
        ("b: a, a: '#N/A', c: b", {"a": "D3 上级: the cell shows", "b": "D3 nothing", "c": "D3 nothing"}),
    ],
)  # fmt: skip
def test_a_line_of_units_above_that_ends_wrongly_fails_those_below(
    tmp_path: Path, parents: str, expected: dict[str, str]
) -> None:
    rows = [[pair.split(":")[0].strip(), "甲", 1, pair.split(":")[1].strip(" '") or None]
            for pair in parents.split(",")]  # fmt: skip
    for order in (list, reversed):  # whatever was asked for first
        roster = load(tmp_path, {"名册": [[*HEAD, "上级"], *rows]})
        all_told = {name: told(roster.unit(name).findings) for name in order([*roster.ids])}
        found = {name: text for name, text in all_told.items() if text}
        assert found.keys() == expected.keys()
        for name, message in expected.items():
            place, words = message.split(" ", 1)
            assert found[name].startswith(f"r.xlsx[名册!{place}]: [{name}] {words}")


def test_a_bad_cell_fails_those_who_take_the_value_over(tmp_path: Path) -> None:
    head = [*HEAD, "牵头部门", "上级", "政策日期"]
    rows = [
        ["默认", None, "#N/A"],
        ["county", "某县", None, "#REF!", None, "soon"],
        ["town", "某镇", 4, None, "county", "2018-06-01"],
        ["village", "某村", None, "组织部", "town"],
        ["branch", "支部", 4, "宣传部", "county"],
        ["alone", "某局", 3],
    ]
    assert failed(tmp_path, {"名册": [head, *rows]}) == [
        "r.xlsx[名册!F3]: [county] “soon” is not a date (write it as 2026-03-05)",
        "r.xlsx[名册!D3]: [county] 牵头部门: the cell shows the error #REF!",
        "r.xlsx[名册!C2]: [county] 创建数量: the cell shows the error #N/A",
        "r.xlsx[名册!D3]: [town] 牵头部门: the cell shows the error #REF!",
        "r.xlsx[名册!F3]: [branch] “soon” is not a date (write it as 2026-03-05)",
    ]


def test_a_bad_row_of_a_further_sheet_fails_its_unit(tmp_path: Path) -> None:
    duties = [
        ["编号", "事项", "时限"],
        ["b", "丙", None],
        ["a", "#N/A", "2018-06"],
        ["a", "乙", "=B1"],
    ]
    units = [HEAD, ["a", "甲", 1], ["b", "乙", 2]]
    found = failed(tmp_path, {"名册": units, "任务清单": duties})
    assert [line.split(":")[0] for line in found] == ["r.xlsx[任务清单!B3]", "r.xlsx[任务清单!C4]"]
    assert all("[a]" in line for line in found)


def test_a_list_in_a_cell_and_in_a_further_sheet_fails_its_unit(tmp_path: Path) -> None:
    rows = [[*HEAD, "任务清单"], ["a", "甲", 1, "有"], ["b", "乙", 1]]
    duties = [["编号", "事项"], ["b", "丙"], ["a", "甲"]]
    assert failed(tmp_path, {"名册": rows, "任务清单": duties}) == [
        "r.xlsx[任务清单!A3]: [a] a value of duties stands here and at 名册!D2 (delete one of them)"
    ]


def test_rows_of_a_table_know_their_places(tmp_path: Path) -> None:
    duties = [["编号", "事项"], ["a", "甲"], ["b", "丙"], ["a", "乙"]]
    units = [HEAD, ["a", "甲", 1], ["b", "乙", 2]]
    a, b = load(tmp_path, {"名册": units, "任务清单": duties})
    assert [place.cell for place in a.values["duties"].rows] == ["A2", "A4"]
    assert (a.values["duties"].origin.cell, b.values["duties"].origin.cell) == ("A2:A4", "A3")


def test_a_long_line_of_units_above_one_another_is_read(tmp_path: Path) -> None:
    rows = [[f"u{n}", "甲", n, f"u{n - 1}" if n else None] for n in range(500)]
    assert len(load(tmp_path, {"名册": [[*HEAD, "上级"], *rows]}).units) == 500


def test_all_errors_come_in_one_run(tmp_path: Path) -> None:
    message = "\n".join(
        refused(
            tmp_path,
            {
                "名册": [HEAD, ["a", "甲", "许多"], ["b", "#REF!", 2], ["b", "乙", 2]],
                "任务清单": [["编号", "事项"], ["c", "甲"]],
            },
        )
    )
    for place in (
        "名册!C2]: [a] 创建数量 (n): “许多” is not a number",
        "名册!B3]: [b]",
        "名册!A4]: [b] the unit b stands here twice",
        "任务清单!A2]",
    ):
        assert place in message


def test_rows_of_csv_that_are_too_short_or_too_long(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,单位名称,创建数量\na,甲\n,,\nb,乙,1,2\n", encoding="utf-8")
    found = [
        finding for unit in units.load(path, "r.csv", variables_of) for finding in unit.findings
    ]
    assert [(str(f.origin), f.unit) for f in found] == [("r.csv:2:3", "a"), ("r.csv:4:7", "b")]


def test_the_same_id_in_two_lines_of_csv(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("编号,单位名称,创建数量\na,甲,1\na,乙,1\n", encoding="utf-8")
    found = [
        finding for unit in units.load(path, "r.csv", variables_of) for finding in unit.findings
    ]
    assert told(found).splitlines() == [
        "r.csv:2:1: [a] the unit a stands here twice (again in line 3)",
        "r.csv:3:1: [a] the unit a stands here twice (first in line 2)",
    ]


def test_no_header(tmp_path: Path) -> None:
    assert "no row has the headings" in refused(tmp_path, {"名册": [["甲", "乙"]]})[0]


# The command line ----------------------------------------------------------------------------


def test_batch_takes_a_spreadsheet(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    write(tmp_path, {"名册": [["编号", "蓝图", "单位全称", "创建数量"], ["a", "tiny", "甲县", 2]]})
    outcome = cli.run("batch", "r.xlsx")
    assert (outcome.code, outcome.err) == (0, "")
    assert {"r.xlsx", "output/甲县创建方案.docx"} < cli.files()


def test_the_blueprint_may_be_given_on_the_command_line(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    cli.write("r.csv", "编号,单位全称,创建数量\na,甲县,2\n")
    assert cli.run("batch", "r.csv", "-b", "tiny").code == 0
    assert cli.run("draft", "tiny", "--unit", "r.csv:a").code == 0
    outcome = cli.run("batch", "r.csv")
    assert outcome.code == 1
    assert "no blueprint is given for the roster (add a column 蓝图, or use -b)" in outcome.err
