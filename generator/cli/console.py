"""Printing: results to standard output, findings and errors to standard error."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click

from ..errors import CreationPlanError, Finding
from ..messages import _, of_system, told

_COLOURS = {"error": "red", "warning": "yellow", "style": "cyan"}


def say(text: str = "") -> None:
    """A line of result."""
    click.echo(text)


def note(text: str = "") -> None:
    """A line beside the result: progress, questions, summaries of trouble."""
    click.echo(text, err=True)


def labelled(severity: str, text: str) -> str:
    """The text behind its severity as a coloured word."""
    words = {"error": _("error"), "warning": _("warning"), "style": _("style")}
    word = click.style(words[severity], fg=_COLOURS[severity])
    return _("{severity}: {text}", severity=word, text=text)


def tell(findings: Iterable[Finding]) -> None:
    """Each finding on a line of standard error."""
    for finding in findings:
        note(labelled(finding.severity, told(finding)))


def remark(findings: Iterable[Finding]) -> None:
    """As `tell`, of what is no fault of anybody's."""
    for finding in findings:
        note(told(finding))


def fail(error: BaseException) -> int:
    """Print an error that ends the command; its exit code."""
    if isinstance(error, CreationPlanError):
        tell(error.findings)
        return error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        note(labelled("error", f"{place}{of_system(error.strerror or str(error))}"))
        return 2
    if isinstance(error, MemoryError):
        note(labelled("error", _("there is not enough memory for this")))
        return 1
    fault = _(
        "this is a fault of the program ({kind}: {reason})", kind=type(error).__name__, reason=error
    )
    note(labelled("error", fault))
    note(_("please report it with what CREATION_PLAN_DEBUG=1 prints"))
    if os.environ.get("CREATION_PLAN_DEBUG"):
        import traceback

        traceback.print_exception(error)
    return 1
