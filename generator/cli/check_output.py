"""What `creation-plan check` shows: findings by file on a terminal, or as rows of a workbook."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ..checking import Checked, Told
from ..checking.reports import summary
from ..errors import N_, Finding
from ..messages import _
from .console import say
from .paging import wrapped

if TYPE_CHECKING:
    from ..books.findings import FileRow, FindingRow, Tone

_COLOURS = {"error": "red", "warning": "yellow", "style": "cyan"}
_LEAST = 40  # columns
_MOST = 200  # findings of one file
_KINDS = {
    "document": N_("document"),
    "text": N_("plain text"),
    "blueprint": N_("blueprint"),
    "roster": N_("roster"),
    "policy": N_("policy"),
    "format": N_("format"),
    "config": N_("configuration"),
    "other": "",
}


def words(finding: Finding) -> tuple[str, str]:
    """What is wrong, and what to do, in the language of messages."""
    args = dict(finding.args) or {"": ""}
    return _(finding.message, **args), _(finding.hint, **args) if finding.hint else ""


def comment(finding: Finding) -> str:
    """The finding as the text of a Word comment."""
    return f"{_severities()[finding.severity]}  {_advised(finding)}  {finding.code}"


def _advised(finding: Finding) -> str:
    message, hint = words(finding)
    return _("{text} ({hint})", text=message, hint=hint) if hint else message


def _severities() -> Mapping[str, str]:
    return {"error": _("error"), "warning": _("warning"), "style": _("style")}


def place(told: Told, checked: Checked) -> str:
    """Where a person finds it; empty for what is about the file as a whole."""
    if found := told.place:
        is_line = checked.kind == "text"
        number = found.paragraph
        text = (
            _("line {number}", number=number) if is_line else _("paragraph {number}", number=number)
        )
        return _("{place}, page {page}", place=text, page=found.page) if found.page else text
    origin = told.origin
    text = f"{origin.line}:{origin.column}" if origin.line else ""
    text += "!".join(part for part in (origin.sheet, origin.cell) if part)
    text = f"{text} {origin.path}".strip()
    elsewhere = origin.source and origin.source != checked.name
    return f"{origin.source} {text}".strip() if elsewhere else text


# A terminal ----------------------------------------------------------------------------------


def show(files: Sequence[Checked]) -> None:
    """Each file of which there is something to tell, and the sums."""
    width = max(shutil.get_terminal_size().columns, _LEAST)
    for checked in files:
        if checked.told or checked.notes:
            say(click.style(checked.name, bold=True))
            for told in (*checked.told[:_MOST], *map(Told, checked.notes)):
                _show(told, checked, width)
            if left := len(checked.told[_MOST:]):
                say("  " + _("{count} more; --format json or xlsx has all", count=left))
            say()
    say(_sums(files))


def _show(told: Told, checked: Checked, width: int) -> None:
    """A finding on as many lines as it takes, all but the first set in."""
    where = place(told, checked)
    if told.place and told.place.words:
        where = _("{place} “{words}”", place=where, words=told.place.words)
    text = _advised(told.finding)
    text = f"[{told.finding.unit}] {text}" if told.finding.unit else text
    text = _("{place}: {text}", place=where, text=text) if where else text
    word = _severities()[told.severity]
    lines = wrapped(f"{word}  {text}  {told.code}", width - 4)
    for number, line in enumerate(lines):
        head, tail = "    " if number else "  ", ""
        if not number:
            head += click.style(word, fg=_COLOURS[told.severity])
            line = line.removeprefix(word)
        if number == len(lines) - 1 and line.endswith(told.code):
            line, tail = line.removesuffix(told.code), click.style(told.code, dim=True)
        say(head + line + tail)


def _sums(files: Sequence[Checked]) -> str:
    counts = summary(files)
    text = _(
        "{files} files checked: {errors} errors, {warnings} warnings, {style} of style", **counts
    )
    if counts["allowed"]:
        text += _("; ") + _("{allowed} more are allowed", **counts)
    if counts["unreadable"]:
        text += _("; ") + _("{unreadable} files cannot be read", **counts)
    return text


# The workbook --------------------------------------------------------------------------------


def rows(files: Sequence[Checked]) -> tuple[list[FileRow], list[FindingRow]]:
    """The rows of the workbook: of files and of findings."""
    findings = [
        _row(told, checked, silent)
        for checked in files
        for silent, some in ((False, checked.told), (True, checked.allowed))
        for told in some
    ]
    return [_file(checked) for checked in files], findings


def _row(told: Told, checked: Checked, silent: bool) -> FindingRow:
    from ..books.findings import FindingRow
    from ..books.report import Note

    message, hint = words(told.finding)
    note = Note(told.severity, place(told, checked), message, hint)
    first = told.place.words if told.place else ""
    return FindingRow(checked.name, note, told.code, first, silent)


def _file(checked: Checked) -> FileRow:
    from ..books.findings import FileRow

    errors, warnings = checked.count("error"), checked.count("warning")
    state: tuple[str, Tone] = (_("in order"), "good")
    if checked.unreadable:
        state = (_("cannot be read"), "bad")
    elif errors:
        state = (_("errors"), "bad")
    elif warnings:
        state = (_("warnings"), "caution")
    kind = _(_KINDS[checked.kind])
    return FileRow(checked.name, kind, errors, warnings, checked.count("style"), *state)
