"""The options that several commands share, said once and read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..books.ours import is_as_written
from ..errors import N_, Origin, Unreadable, problem, told_at
from ..readers import read_date
from ..values import BadValue, OfficialDate
from .commands import option

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

as_of: Decorator = option(
    "--as-of",
    metavar=N_("DATE"),
    help=N_("date whose policy versions apply, as 2026-03-05; default today"),
)
format_name: Decorator = option(
    "--format",
    "format_name",
    metavar=N_("FORMAT"),
    default="gbt9704",
    show_default=True,
    help=N_("format of the documents"),
)
template: Decorator = option(
    "--template",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=N_("Word template of your office: a .docx with {{ body }}"),
)
force: Decorator = option(
    "--force", is_flag=True, help=N_("replace files that were edited by hand, too")
)
pdf: Decorator = option(
    "--pdf", "as_pdf", is_flag=True, help=N_("make a PDF beside each document (needs LibreOffice)")
)


def require_book(path: Path | None, *inputs: Path) -> None:
    """Raise unless a workbook may be written there: over nothing that this program did not write."""
    if path is None:
        return
    if path.suffix.lower() != ".xlsx":
        raise Unreadable(
            problem("bad-name", N_("the workbook must be an .xlsx"), Origin(str(path)))
        )
    is_input = path.exists() and any(one.exists() and path.samefile(one) for one in inputs)
    if is_input or (path.exists() and not is_as_written(path)):
        message = N_("a file that is needed or was not written by this program has this name")
        raise Unreadable(
            problem("not-ours", message, Origin(str(path)), hint=N_("give it another name"))
        )


def read_day(text: str | None) -> OfficialDate | None:
    """The date given with --as-of; None when none was."""
    if text is None:
        return None
    try:
        return read_date(text)
    except BadValue as error:
        raise Unreadable(told_at("bad-date", error, Origin("--as-of"))) from error
