"""report.xlsx: what became of each unit of a run, and everything there is to tell about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..errors import Finding, Severity
from ..messages import _
from .sheet import Book, Column, Sheet, Styled, Table, Target, book_for

Tone = Literal["good", "quiet", "caution", "bad"]


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in the reader's words."""

    severity: Severity
    place: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one unit; `state` in the reader's words, its colour by `tone`."""

    unit: str
    name: str
    plan: str
    blueprint: str
    state: str
    tone: Tone
    file: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The run as a whole; `counts` are words of the reader and numbers.

    `notes` are those that concern no unit alone, such as what is wrong with a blueprint.
    """

    day: date
    rosters: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...] = ()


def note_of(finding: Finding) -> Note:
    """The finding told in the language of messages, part by part."""
    args = dict(finding.args) or {"": ""}
    hint = _(finding.hint, **args) if finding.hint else ""
    return Note(finding.severity, str(finding.origin), _(finding.message, **args), hint)


def write_report(target: Target, rows: Iterable[ReportRow], summary: Summary) -> None:
    """Write the workbook: the summary, a sheet of units and a sheet of findings."""
    with book_for(target) as book:
        _summarize(book, summary)
        results = Table(book, _("Results"), _result_columns(), corner="C2")
        findings = Table(book, _("Findings"), _finding_columns())
        words = _severities()
        for note in summary.notes:
            _put_note(findings, "", "", note, words[note.severity])
        for row in rows:
            _put_result(results, row)
            for note in row.notes:
                _put_note(findings, row.unit, row.name, note, words[note.severity])
        results.close()
        findings.close()


def _summarize(book: Book, summary: Summary) -> None:
    sheet = Sheet(book, _("Summary"), (24, 80))
    sheet.put((Styled(_("Date"), "label"), summary.day.isoformat()))
    for name in summary.rosters:
        sheet.put((Styled(_("Roster"), "label"), Styled(name, "wrapped")))
    for word, count in summary.counts:
        sheet.put((Styled(word, "label"), Styled(count, "plain")))


def _result_columns() -> list[Column]:
    return [
        Column(_("No."), 16),
        Column(_("Unit"), 32),
        Column(_("Plan"), 44),
        Column(_("Blueprint"), 20),
        Column(_("State"), 10),
        Column(_("File"), 44),
        Column(_("Errors"), 9),
        Column(_("Warnings"), 9),
    ]


def _finding_columns() -> list[Column]:
    return [
        Column(_("Unit no."), 16),
        Column(_("Unit"), 28),
        Column(_("Severity"), 9),
        Column(_("Place"), 32),
        Column(_("Message"), 60),
        Column(_("Advice"), 40),
    ]


def _severities() -> dict[Severity, Styled]:
    return {
        "error": Styled(_("error"), "bad"),
        "warning": Styled(_("warning"), "caution"),
        "style": Styled(_("style"), "quiet"),
    }


def _put_result(sheet: Table, row: ReportRow) -> None:
    severities = [note.severity for note in row.notes]
    sheet.put(
        (
            row.unit,
            row.name,
            row.plan,
            row.blueprint,
            Styled(row.state, row.tone),
            row.file,
            severities.count("error"),
            severities.count("warning"),
        )
    )


def _put_note(sheet: Table, unit: str, name: str, note: Note, severity: Styled) -> None:
    sheet.put(
        (
            Styled(unit, "wrapped"),
            Styled(name, "wrapped"),
            severity,
            Styled(note.place, "wrapped"),
            Styled(note.text, "wrapped"),
            Styled(note.hint, "wrapped"),
        )
    )
