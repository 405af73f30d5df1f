"""Workbooks about a run: texts stay texts, dates are dates, and equal rows are equal bytes."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from generator import messages
from generator.books import sheet as sheets
from generator.books.ledger import LedgerUnit, write_ledger
from generator.books.report import Note, ReportRow, Summary, note_of, write_report
from generator.books.sheet import Column, Table, book_for
from generator.errors import N_, Origin, problem
from generator.facts import Facts, StageFacts

from .helpers import ROOT

SUMMARY = Summary(date(2024, 3, 1), ("units.xlsx", "再一份.csv"), (("written", 2), ("failed", 1)))
HINT = Note("warning", "units.xlsx[名册!C5]", "村数没有填写", "补上")
ROWS = [
    ReportRow("dong", "东河乡", "东河乡创建方案", "town", "written", "good", "东河乡.docx", (HINT,)),
    ReportRow("xi", "西山乡", "", "town", "failed", "bad", "", (HINT, Note("error", "", "错了"))),
    ReportRow("nan", "南湖乡", "南湖乡创建方案", "town", "unchanged", "quiet", "南湖乡.docx"),
]  # fmt: skip


def report(rows: Any = ROWS, summary: Summary = SUMMARY) -> bytes:
    target = io.BytesIO()
    write_report(target, rows, summary)
    return target.getvalue()


def ledger(*units: LedgerUnit) -> bytes:
    target = io.BytesIO()
    write_ledger(target, units)
    return target.getvalue()


def opened(data: bytes) -> Any:
    with warnings.catch_warnings(record=True) as told:
        book = load_workbook(io.BytesIO(data))
    assert not told
    return book


def values(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_a_report_has_its_sheets() -> None:
    summary, results, findings = opened(report())
    assert [s.title for s in (summary, results, findings)] == ["Summary", "Results", "Findings"]
    assert values(summary) == [
        ("Date", "2024-03-01"),
        ("Roster", "units.xlsx"),
        ("Roster", "再一份.csv"),
        ("written", 2),
        ("failed", 1),
    ]
    assert values(results) == [
        ("No.", "Unit", "Plan", "Blueprint", "State", "File", "Errors", "Warnings"),
        ("dong", "东河乡", "东河乡创建方案", "town", "written", "东河乡.docx", 0, 1),
        ("xi", "西山乡", None, "town", "failed", None, 1, 1),
        ("nan", "南湖乡", "南湖乡创建方案", "town", "unchanged", "南湖乡.docx", 0, 0),
    ]
    assert values(findings) == [
        ("Unit no.", "Unit", "Severity", "Place", "Message", "Advice"),
        ("dong", "东河乡", "warning", "units.xlsx[名册!C5]", "村数没有填写", "补上"),
        ("xi", "西山乡", "warning", "units.xlsx[名册!C5]", "村数没有填写", "补上"),
        ("xi", "西山乡", "error", None, "错了", None),
    ]


@pytest.mark.parametrize(("number", "filter_", "corner"), [(1, "A1:H4", "C2"), (2, "A1:F4", "A2")])
def test_tables_are_filtered_frozen_and_printed_across(
    number: int, filter_: str, corner: str
) -> None:
    sheet = opened(report()).worksheets[number]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (filter_, corner)
    assert sheet.print_title_rows == "$1:$1"
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(sheet.column_dimensions[cell.column_letter].width > 8 for cell in sheet[1])
    assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in sheet[1])


def test_notes_on_the_whole_run_come_first() -> None:
    summary = Summary(date(2024, 3, 1), (), (), (Note("warning", "town.yaml:3:1", "写了东河乡"),))
    rows = values(opened(report(ROWS, summary)).worksheets[2])
    assert rows[1] == (None, None, "warning", "town.yaml:3:1", "写了东河乡", None)
    assert len(rows) == 5


def test_states_have_colours_and_messages_are_wrapped() -> None:
    _, results, findings = opened(report())
    colours = [results.cell(row, 5).font.color.rgb for row in (2, 3, 4)]
    assert len(set(colours)) == 3
    assert results.cell(3, 5).fill.fgColor.rgb == "00F8CBAD"
    assert all(findings.cell(2, column).alignment.wrap_text for column in (4, 5, 6))
    assert findings.cell(4, 3).fill.fgColor.rgb == "00F8CBAD"


def test_a_run_without_units_or_findings() -> None:
    _, results, findings = opened(report([]))
    assert (len(values(results)), results.auto_filter.ref) == (1, "A1:H1")
    assert (len(values(findings)), findings.auto_filter.ref) == (1, "A1:F1")


def test_headings_are_in_the_language_of_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"Results": "生成情况", "No.": "编号", "Ledger": "创建台账", "Start": "开始"}
    monkeypatch.setattr(messages._translation, "gettext", lambda text: words.get(text, text))
    results = opened(report()).worksheets[1]
    assert (results.title, results["A1"].value) == ("生成情况", "编号")
    sheet = opened(ledger()).worksheets[0]
    assert (sheet.title, sheet["F1"].value) == ("创建台账", "开始")


def test_a_finding_is_told_in_parts() -> None:
    finding = problem(
        "c", N_("{label} is missing"), Origin("u.csv", 3, 1), hint=N_("for example {e}"), label="村", e=3
    )  # fmt: skip
    assert note_of(finding) == Note("error", "u.csv:3:1", "村 is missing", "for example 3")
    plain = problem("c", N_("{{braces}} stay"), severity="style")
    assert note_of(plain) == Note("style", "", "{braces} stay", "")


# Cells -----------------------------------------------------------------------------------


def cells_of(text: str) -> Iterator[Any]:
    """The cells of a report and a ledger that show the text."""
    note = Note("warning", text, text, text)
    row = ReportRow(text, text, text, text, text, "bad", text, (note,))
    summary, results, findings = opened(report([row], Summary(date(2024, 3, 1), (text,), ())))
    yield summary["B2"]
    yield from results[2][:6]
    yield from (findings[2][column] for column in (0, 1, 3, 4, 5))
    facts = Facts(text, title=text, name=text, stages=(StageFacts(text, "", "", text, text),))
    stage = opened(ledger(LedgerUnit(facts, text, text))).worksheets[0][2]
    yield from (stage[column] for column in (0, 1, 2, 3, 4, 7, 8, 9))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((text, text) for text in (
            "=1+1", "=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "=", "#N/A", "#REF!", "0012", "1e5",
            "2018-06-01", "TRUE", "'x", " 前后 ", "两\n行", "𠮷", "<a>&amp;", "{{ x }}",
        )),
        ("响\x07铃\x00", "响\ufffd铃\ufffd"),
        ("\ud800", "\ufffd"),
        ("_x0041_", "_x005F_x0041_"),  # which Excel shows as _x0041_
        ("=_x0041_", "=_x005F_x0041_"),
        ("_x004_", "_x004_"),
    ],
)  # fmt: skip
def test_every_text_is_a_text(text: str, shown: str) -> None:
    for cell in cells_of(text):
        assert (cell.data_type, cell.value) == ("s", shown)


@pytest.mark.parametrize(
    ("text", "length", "end"),
    [
        ("长" * 32_767, 32_767, "长"),
        ("长" * 32_768, 32_767, "长… (cut off)"),
        ("长" * 100_000, 32_767, "长… (cut off)"),
        ("𠮷" * 16_383, 16_383, "𠮷"),  # two units each
        ("𠮷" * 16_384, 16_378 + 11, "𠮷… (cut off)"),
    ],
)
def test_long_texts_are_cut_where_it_is_seen(text: str, length: int, end: str) -> None:
    row = ReportRow("u", text, "", "", "", "good")
    shown = opened(report([row])).worksheets[1]["B2"].value
    assert len(shown.encode("utf-16-le")) // 2 <= 32_767
    assert shown.endswith(end)
    assert len(shown) == length


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_sound_book(text: str) -> None:
    data = report([ReportRow(text, text, text, text, text, "caution", text)])
    shown = opened(data).worksheets[1]["A2"].value
    assert text == "" or isinstance(shown, str)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert not re.search(rb"<f[ />]", book.read("xl/worksheets/sheet2.xml"))


# The ledger ------------------------------------------------------------------------------


def test_a_ledger_has_a_row_for_each_stage() -> None:
    stages = (
        StageFacts("第一阶段：动员", "2018-06", "2018-07", "组织部", "方案"),
        StageFacts("第二阶段：创建", "2018-08-05", "2018-12-31", "各村"),
    )
    facts = Facts("dong", "county", "town", "东河乡创建方案", "中共东河乡委员会", "东河乡", stages)
    other = Facts("xi", short_name="西山乡")
    sheet = opened(ledger(LedgerUnit(facts, "云台县", "written"), LedgerUnit(other))).worksheets[0]
    assert values(sheet) == [
        ("No.", "Unit", "Parent unit", "Plan", "Stage", "Start", "End", "Responsible", "Deliverable", "State"),
        ("dong", "中共东河乡委员会", "云台县", "东河乡创建方案", "第一阶段：动员",
         datetime(2018, 6, 1), datetime(2018, 7, 31), "组织部", "方案", "written"),
        ("dong", "中共东河乡委员会", "云台县", "东河乡创建方案", "第二阶段：创建",
         datetime(2018, 8, 5), datetime(2018, 12, 31), "各村", None, "written"),
        ("xi", "西山乡", *[None] * 8),
    ]  # fmt: skip
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:J4", "C2")
    formats = [sheet.cell(row, 6).number_format for row in (2, 3)]
    assert formats == ["yyyy-mm", "yyyy-mm-dd"]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2020-02", "2020-02", (datetime(2020, 2, 1), datetime(2020, 2, 29))),
        ("1900-03-01", "1900-03", (datetime(1900, 3, 1), datetime(1900, 3, 31))),
        ("1900-02-28", "1899-12", ("1900-02-28", "1899-12")),  # days that spreadsheets miscount
        ("0001-01", "9999-12-31", ("0001-01", datetime(9999, 12, 31))),
        ("", "", (None, None)),
    ],
)
def test_dates_are_dates(start: str, end: str, shown: tuple[Any, Any]) -> None:
    unit = LedgerUnit(Facts("u", stages=(StageFacts("s", start, end),)))
    row = values(opened(ledger(unit)).worksheets[0])[1]
    assert row[5:7] == shown


# The file --------------------------------------------------------------------------------


def test_equal_rows_are_equal_bytes(tmp_path: Path) -> None:
    first = report()
    path = tmp_path / "report.xlsx"
    write_report(path, iter(ROWS), SUMMARY)
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as book:
        assert {member.date_time for member in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_bytes_do_not_depend_on_hash_seeds() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib; from tests.test_books import *; "
        "print(hashlib.sha256(report() + ledger(LedgerUnit(Facts('u')))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(ROOT)],
            env={"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_what_goes_wrong_in_the_rows_leaves_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[ReportRow]:
        yield from ROWS
        raise KeyError("broken")

    path = tmp_path / "report.xlsx"
    with pytest.raises(KeyError, match="broken"):
        write_report(path, rows(), SUMMARY)
    assert not path.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_ledger(tmp_path / "none" / "ledger.xlsx", [])


def test_a_full_sheet_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS", 4)
    target = io.BytesIO()
    with book_for(target) as book:
        table = Table(book, "t", [Column("h", 9)])
        for number in range(9):
            table.put([number])
        table.close()
    sheet = opened(target.getvalue()).worksheets[0]
    assert [row[0] for row in values(sheet)] == ["h", 0, 1, "more rows do not fit into a sheet"]
    assert sheet.auto_filter.ref == "A1:A4"


@pytest.mark.slow
def test_many_rows_are_quick() -> None:
    rows = (
        ReportRow(f"u{n}", f"第{n}乡", f"第{n}乡方案", "town", "written", "good", f"{n}.docx")
        for n in range(10_000)
    )
    stages = tuple(StageFacts(f"第{n}阶段", "2018-06", "2018-07", "组织部") for n in range(4))
    units = (LedgerUnit(Facts(f"u{n}", title="方案", stages=stages)) for n in range(10_000))
    start = time.process_time()
    report(rows)
    middle = time.process_time()
    write_ledger(io.BytesIO(), units)
    assert middle - start < 4
    assert time.process_time() - middle < 16
