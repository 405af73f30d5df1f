"""Findings as a workbook: what was checked, and all there is to tell, to filter and to tick off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..messages import _
from .report import Note
from .sheet import Column, Styled, Table, Target, book_for

Tone = Literal["good", "quiet", "caution", "bad"]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in the reader's words; `silent`: a person has allowed it."""

    file: str
    note: Note
    code: str
    words: str = ""  # with which the paragraph begins
    silent: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was checked, with its kind and what became of it in the reader's words."""

    file: str
    kind: str
    errors: int
    warnings: int
    style: int
    state: str
    tone: Tone


def write_findings(
    target: Target, files: Iterable[FileRow], findings: Sequence[FindingRow]
) -> None:
    """Write the workbook: a sheet of findings and a sheet of files."""
    with book_for(target) as book:
        table = Table(book, _("Findings"), _finding_columns())
        for row in findings:
            table.put(_finding(row))
        table.close()
        table = Table(book, _("Files"), _file_columns())
        for file in files:
            state = Styled(file.state, file.tone)
            table.put((file.file, file.kind, file.errors, file.warnings, file.style, state))
        table.close()


def _finding(row: FindingRow) -> tuple[Styled | str, ...]:
    note = row.note
    words: dict[str, Styled] = {
        "error": Styled(_("error"), "bad"),
        "warning": Styled(_("warning"), "caution"),
        "style": Styled(_("style"), "quiet"),
    }
    return (
        Styled(row.file, "wrapped"),
        Styled(_("allowed"), "quiet") if row.silent else words[note.severity],
        Styled(note.place, "wrapped"),
        Styled(row.words, "wrapped"),
        Styled(note.text, "wrapped"),
        Styled(note.hint, "wrapped"),
        row.code,
    )


def _finding_columns() -> list[Column]:
    return [
        Column(_("File"), 36),
        Column(_("Severity"), 9),
        Column(_("Place"), 22),
        Column(_("Beginning"), 24),
        Column(_("Message"), 60),
        Column(_("Advice"), 36),
        Column(_("Code"), 20),
    ]


def _file_columns() -> list[Column]:
    return [
        Column(_("File"), 60),
        Column(_("Kind"), 12),
        Column(_("Errors"), 9),
        Column(_("Warnings"), 9),
        Column(_("style"), 9),
        Column(_("State"), 12),
    ]
