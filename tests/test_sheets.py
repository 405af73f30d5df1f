"""Spreadsheets and CSV to grids: what a person sees, each cell with its place; hostile files refused."""

from __future__ import annotations

import datetime
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from csv import QUOTE_ALL, writer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from generator import sheets
from generator.errors import CreationPlanError
from generator.sheets import Grid, column_letters

from .helpers import told


def header(texts: list[str]) -> bool:
    return sum(text in ("编号", "名称", "数量") for text in texts) >= 2


def read(path: Path) -> Grid:
    return sheets.read(path, path.name, header)


def csv(tmp_path: Path, data: str | bytes) -> Grid:
    path = tmp_path / "r.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read(path)


def texts(grid: Grid) -> list[list[str]]:
    return [list(row.cells.values()) for row in grid.sheets[0].rows]


def refused(function: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(CreationPlanError) as caught:
        function(*args)
    return told(caught.value.findings)


# CSV -----------------------------------------------------------------------------------------

TEXT = "编号,名称\n007,中心小学\n"
ROWS = [["编号", "名称"], ["007", "中心小学"]]


@pytest.mark.parametrize(
    ("encoding", "told_as"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030")],
)
def test_encodings_are_told_apart_and_told(tmp_path: Path, encoding: str, told_as: str) -> None:
    grid = csv(tmp_path, TEXT.encode(encoding))
    assert texts(grid) == ROWS
    assert told(grid.notes) == f"r.csv: the file was read as {told_as}"


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    assert texts(csv(tmp_path, "编号,名称\n1,㐂㙍\n".encode("gb18030")))[1] == ["1", "㐂㙍"]


@pytest.mark.parametrize("text", [TEXT.replace(",", mark) for mark in ";\t"])
def test_other_separators(tmp_path: Path, text: str) -> None:
    assert texts(csv(tmp_path, text)) == ROWS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("编号;名称\n1;甲,乙,丙\n", ["1", "甲,乙,丙"]),
        ('编号,名称\n1,"甲,""乙""\n丙"\n', ["1", '甲,"乙"\n丙']),
        ("编号,名称\r\n1,\r\n", ["1", ""]),
        ("编号,名称\n1,", ["1", ""]),
        ('编号,名称\n1,甲"乙\n', ["1", '甲"乙']),
        ("2026年名册\n编号;名称\n1;甲\n", ["编号", "名称"]),
    ],
)
def test_cells_of_csv(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert texts(csv(tmp_path, text))[1] == expected


def test_places_count_lines_within_quotation_marks(tmp_path: Path) -> None:
    sheet = csv(tmp_path, '编号,名称\n1,"甲\n乙"\n2,丙\n').sheets[0]
    assert str(sheet.origin(sheet.rows[2], 2)) == "r.csv:4:3"


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ('编号,名称\n1,"甲\n2,乙\n', "r.csv:2:3", "opened and not closed"),
        ("编号,名称\n1,甲\0\n", "r.csv:2:4", "NUL"),
        ("sep=;\n编号;名称\n", "r.csv:1:1", "delete this line"),
        (b"a,b\n1,\xff\xff\n", "r.csv:2:3", "neither UTF-8 nor GB18030"),
        (TEXT.encode("utf-16"), "r.csv", "UTF-16"),
    ],
)
def test_bad_csv_is_refused_at_its_place(
    tmp_path: Path, data: str | bytes, place: str, words: str
) -> None:
    message = refused(csv, tmp_path, data)
    assert message.startswith(f"{place}: ")
    assert words in message


def test_a_number_that_excel_shortened_is_not_used(tmp_path: Path) -> None:
    sheet = csv(tmp_path, "编号,名称\n1.38E+10,甲\n").sheets[0]
    row = sheet.rows[1]
    assert "shortened" in row.cells[1][0]
    assert str(sheet.origin(row, 2)) == "r.csv:2:10"


@pytest.mark.parametrize(
    ("text", "lines", "place"),
    [
        ('编号,名称\n1,"甲"乙\n2,丙\n', [2], "r.csv:2:6"),
        ('编号,名称\n1,"甲\r\n""乙"丙,"丁"戊\n2,丙\n', [2], "r.csv:3:5"),
    ],
)
def test_text_behind_a_quotation_mark_spoils_its_row_only(
    tmp_path: Path, text: str, lines: list[int], place: str
) -> None:
    sheet = csv(tmp_path, text).sheets[0]
    faults = {row.number: row.fault for row in sheet.rows if row.fault}
    assert [*faults] == lines
    at, (message, _, _) = faults[2]
    assert str(sheet.where.origin(at)) == place
    assert "follows a closing quotation mark" in message


CELLS = st.text('甲,;\t\n\r"+1 ', max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    rows = [["编号", "名称"], *rows]
    buffer = io.StringIO(newline="")
    writer(buffer, quoting=QUOTE_ALL).writerows(rows)
    with tempfile.TemporaryDirectory() as name:
        grid = csv(Path(name), buffer.getvalue().encode())
        assert texts(grid) == [[ended(text) for text in row] for row in rows]
        for row in grid.sheets[0].rows:  # a cell stands where its quotation mark does
            for column in row.cells:
                origin = grid.sheets[0].origin(row, column)
                line = re.split("\r\n|\r|\n", buffer.getvalue())[origin.line - 1]
                assert line[origin.column - 1] == '"'


def ended(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_quoted_cell_of_many_lines_takes_time_in_proportion(tmp_path: Path) -> None:
    many = 'a,"' + "x\n" * 100_000 + '"\n'
    cells = ",".join(['"a\nb"'] * 50_000)
    assert len(texts(csv(tmp_path, f"编号,名称\n{many}{cells}\n"))) == 3


@pytest.mark.parametrize("size", [65_536, 65_537])
def test_a_character_on_the_edge_of_what_is_read_at_once(tmp_path: Path, size: int) -> None:
    text = "编号,名称\n1,".encode()
    data = text + b"x" * (size - len(text) - 1) + "甲\n2,乙\n".encode()
    assert texts(csv(tmp_path, data))[2] == ["2", "乙"]
    chinese = "编号,名称\n1,".encode("gb18030")
    bad = chinese + b"x" * (size - len(chinese) - 1) + "甲\n2,乙".encode("gb18030") + b"\xff\n"
    assert refused(csv, tmp_path, bad).startswith("r.csv:3:5: the file is neither")


# Workbooks -----------------------------------------------------------------------------------


def saved(tmp_path: Path, fill: Callable[[Any], None]) -> Path:
    book = Workbook()
    fill(book.active)
    book.save(tmp_path / "r.xlsx")
    return tmp_path / "r.xlsx"


def cell(tmp_path: Path, value: Any, number_format: str = "General") -> Any:
    def fill(sheet: Any) -> None:
        sheet["B2"] = value
        sheet["B2"].number_format = number_format

    return read(saved(tmp_path, fill)).sheets[0].rows[0].cells[2]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (123, "00000", "00123"),
        (0.15, "0%", "15%"),
        (0.125, "0.00%", "12.5%"),
        (0.07, "0%", "7%"),
        (13800138000.0, "General", "13800138000"),
        (1e10, "0.00E+00", "10000000000"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (-0.0, "General", "0"),
        (45000, "General", "45000"),
        (45000, "yyyy-mm-dd", "2023年3月15日"),
        (45000, 'yyyy"年"m"月"', "2023年3月"),
        (45000, "mmm-yy", "2023年3月"),
        (45000, "yyyy", "2023年"),
        (45000.5, "yyyy-mm-dd hh:mm", "2023年3月15日 12:00"),
        (datetime.date(2018, 6, 1), "yyyy-mm-dd", "2018年6月1日"),
        (59, "yyyy-mm-dd", "1900年2月28日"),
        (True, "General", "是"),
        ("007", "General", "007"),
        ("甲\n乙", "General", "甲\n乙"),
        (8, '0"天"', "8"),
    ],
)
def test_a_cell_is_what_it_shows(
    tmp_path: Path, value: Any, number_format: str, expected: str
) -> None:
    assert cell(tmp_path, value, number_format) == expected


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        ("=A1+1", "General", "formula whose result was not saved"),
        ("#N/A", "General", "shows the error"),
        (123456789012345678, "General", "more than 15 digits"),
        (5000000, "yyyy-mm-dd", "holds no date"),
        (60, "yyyy-mm-dd", "holds no date"),
        (-1, "yyyy-mm-dd", "holds no date"),
    ],
)
def test_a_cell_that_cannot_be_trusted(
    tmp_path: Path, value: Any, number_format: str, words: str
) -> None:
    message, _, _ = cell(tmp_path, value, number_format)
    assert words in message


def test_merged_cells_repeat_their_value(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        for row in (("县", 1), (None, 2), (None, 3)):
            sheet.append(row)
        sheet.merge_cells("A1:A3")

    assert texts(read(saved(tmp_path, fill)))[2][::-1] == ["县", "3"]


def test_hidden_rows_and_sheets_are_known(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"] = "甲", "乙"
        sheet.row_dimensions[2].hidden = True
        other = sheet.parent.create_sheet("旧")
        other.sheet_state = "hidden"

    grid = read(saved(tmp_path, fill))
    assert [row.number for row in grid.sheets[0].rows if row.hidden] == [2]
    assert told(grid.notes) == "r.xlsx[旧]: the hidden sheet is not read"


def test_a_far_stray_cell_costs_nothing(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "甲"
        sheet["XFD1048576"] = "乙"

    sheet = read(saved(tmp_path, fill)).sheets[0]
    assert len(sheet.rows) == 2
    assert str(sheet.origin(sheet.rows[1], 16_384)) == "r.xlsx[Sheet!XFD1048576]"


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_letters_of_columns(number: int, letters: str) -> None:
    assert column_letters(number) == letters


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml, "document type declaration"),
        (lambda xml: xml[:-5], "damaged"),
        (lambda xml: xml + b" " * (201 << 20), "swells"),
        (
            lambda xml: b'<?xml version="1.0" encoding="utf-16"?>'.decode().encode("utf-16"),
            "damaged",
        ),
    ],
)
def test_hostile_parts_are_refused(
    tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    path = changed(saved(tmp_path, lambda sheet: sheet.append([1])), SHEET, change)
    assert words in refused(read, path)


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    rows = b"<row>" + b"<c><v>1</v></c>" * 1001 + b"</row>"
    data = re.compile(rb"<sheetData>.*</sheetData>")
    path = changed(
        saved(tmp_path, lambda sheet: sheet.append([1])),
        SHEET,
        lambda xml: data.sub(lambda _: b"<sheetData>" + rows * 1000 + b"</sheetData>", xml),
    )
    assert "1000000 cells" in refused(read, path) or "swells" in refused(read, path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("r.xlsx", b"no zip", "not a workbook"),
        ("r.xlsx", bytes.fromhex("D0CF11E0A1B11AE1"), "password"),
        ("r.xls", b"", "save it as .xlsx"),
        ("r.ods", b"", "save it as .xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert words in refused(read, tmp_path / name)


def test_a_zip_without_a_workbook_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.txt", "a")
    (tmp_path / "r.xlsx").write_bytes(buffer.getvalue())
    assert "not a workbook" in refused(read, tmp_path / "r.xlsx")


def test_no_file(tmp_path: Path) -> None:
    assert "no file of this name" in refused(read, tmp_path / "none.csv")
