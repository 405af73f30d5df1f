"""Printing: results to standard output, findings and errors to standard error."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable

import click

from ..errors import CreationPlanError, Finding
from ..messages import _, told

_COLOURS = {"error": "red", "warning": "yellow", "style": "cyan"}


def say(text: str = "") -> None:
    """A line of result."""
    click.echo(text)


def note(text: str) -> None:
    """A line beside the result: progress, questions, summaries of trouble."""
    click.echo(text, err=True)


def label(severity: str) -> str:
    """The severity as a coloured word."""
    words = {"error": _("error"), "warning": _("warning"), "style": _("style")}
    return click.style(words[severity], fg=_COLOURS[severity])


def tell(findings: Iterable[Finding]) -> None:
    """Each finding on a line of standard error."""
    for finding in findings:
        note(f"{label(finding.severity)}: {told(finding)}")


def fail(error: BaseException) -> int:
    """Print an error that ends the command; its exit code."""
    if isinstance(error, CreationPlanError):
        tell(error.findings)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 1
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        note(f"{label('error')}: {place}{error.strerror or error}")
        return 2
    if isinstance(error, MemoryError):
        note(f"{label('error')}: {_('there is not enough memory for this')}")
        return 1
    note(
        f"{label('error')}: "
        + _(
            "this is a fault of the program ({kind}: {reason})",
            kind=type(error).__name__,
            reason=error,
        )
    )
    note(_("please report it with what CREATION_PLAN_DEBUG=1 prints"))
    if os.environ.get("CREATION_PLAN_DEBUG"):
        traceback.print_exception(error)
    return 1
