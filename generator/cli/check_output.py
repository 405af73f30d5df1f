"""What `creation-plan check` shows: findings by file on a terminal, or as rows of a workbook."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..checking import Checked, Told
from ..checking.found import Kind
from ..checking.reports import summary
from ..errors import N_, Finding
from ..inspecting import BESIDE
from ..messages import _
from .console import say
from .paging import wrapped

if TYPE_CHECKING:
    from ..books.findings import FileRow, FindingRow, Tone
    from ..checking.fixing import Fixed

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


def comment(told: Told, checked: Checked) -> str:
    """The finding as the text of a Word comment, with its place where that is another."""
    text, where = advised(told.finding), "" if told.place else place(told, checked)
    text = _("{place}: {text}", place=where, text=text) if where else text
    return f"{_severities()[told.severity]}  {text}  {told.code}"


def advised(finding: Finding) -> str:
    """What is wrong, with what to do in brackets."""
    message, hint = words(finding)
    return _("{text} ({hint})", text=message, hint=hint) if hint else message


def _severities() -> Mapping[str, str]:
    return {"error": _("error"), "warning": _("warning"), "style": _("style")}


def place(told: Told, checked: Checked) -> str:
    """Where a person finds it; empty for what is about the file as a whole."""
    if found := told.place:
        text = _numbered(checked.kind, found.paragraph)
        return _("{place}, page {page}", place=text, page=found.page) if found.page else text
    origin = told.origin
    if origin.path in BESIDE:
        return _(origin.path)
    if checked.kind == "document":  # of which parts and columns tell a person nothing
        return _numbered(checked.kind, origin.line) if origin.line else ""
    text = f"{origin.line}:{origin.column}" if origin.line else ""
    text += "!".join(part for part in (origin.sheet, origin.cell) if part)
    text = f"{text} {origin.path}".strip()
    elsewhere = origin.source and origin.source != checked.name
    return f"{origin.source} {text}".strip() if elsewhere else text


def _numbered(kind: Kind, number: int) -> str:
    if kind == "text":
        return _("line {number}", number=number)
    return _("paragraph {number}", number=number)


# A terminal ----------------------------------------------------------------------------------


def show(files: Sequence[Checked]) -> None:
    """Each file of which there is something to tell, and the sums."""
    width = max(shutil.get_terminal_size().columns, _LEAST)
    for checked in files:
        if checked.told or checked.notes:
            say(click.style(checked.name, bold=True))
            for told in checked.told[:_MOST]:
                _show(told, checked, width, _severities()[told.severity], _COLOURS[told.severity])
            for noted in checked.notes:
                _show(Told(noted), checked, width, _("note"))
            if left := len(checked.told[_MOST:]):
                say("  " + _("{count} more; --format json or xlsx has all", count=left))
            say()
    say(_sums(files))


def _show(told: Told, checked: Checked, width: int, word: str, colour: str | None = None) -> None:
    """A finding on as many lines as it takes, all but the first set in."""
    where = place(told, checked)
    if told.place and told.place.words:
        where = _("{place} “{words}”", place=where, words=told.place.words)
    text = advised(told.finding)
    text = f"[{told.finding.unit}] {text}" if told.finding.unit else text
    text = _("{place}: {text}", place=where, text=text) if where else text
    lines = wrapped(f"{word}  {text}  {told.code}", width - 4)
    for number, line in enumerate(lines):
        head, tail = "    " if number else "  ", ""
        if not number:
            head += click.style(word, fg=colour)
            line = line.removeprefix(word)
        if number == len(lines) - 1 and line.endswith(told.code):
            line, tail = line.removesuffix(told.code), click.style(told.code, dim=True)
        say(head + line + tail)


def repair_lines(path: Path, fixed: Fixed, *, dry_run: bool) -> Iterator[str]:
    """The repairs of a file, each with its place, and an empty line."""
    word = _("would be repaired") if dry_run else _("repaired")
    yield f"{click.style(str(path), bold=True)}  {word}"
    for one in fixed.repairs:
        new = f"“{one.new}”" if one.new else _("nothing")
        yield f"  {_numbered(fixed.kind, one.index)}  “{one.old}” → {new}  {one.code}"
    width = max(shutil.get_terminal_size().columns, _LEAST)
    for told in fixed.formats:
        where = f"{_numbered(fixed.kind, told.place.paragraph)} " if told.place else ""
        first, *others = wrapped(f"{where}{words(told.finding)[0]} {told.code}", width - 4)
        yield f"  {first}"
        yield from (f"    {line}" for line in others)
    yield ""


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
    elif any(note.code == "not-checked" for note in checked.notes):
        state = (_("not checked"), "quiet")
    elif errors:
        state = (_("errors"), "bad")
    elif warnings:
        state = (_("warnings"), "caution")
    kind = _(_KINDS[checked.kind])
    return FileRow(checked.name, kind, errors, warnings, checked.count("style"), *state)
