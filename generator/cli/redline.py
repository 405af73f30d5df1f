"""`creation-plan redline`: the differences of two documents as tracked changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .. import placing, redlining
from ..errors import N_, Origin, Unreadable, problem
from ..messages import _
from . import options
from .commands import Command, argument, option
from .console import say, tell

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(
    cls=Command,
    help=N_("Show how NEW differs from OLD: accept all changes for NEW, reject all for OLD."),
)
@argument("old", metavar=N_("OLD"), type=_FILE)
@argument("new", metavar=N_("NEW"), type=_FILE)
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("the document to write, a .docx"),
)
@option(
    "--author",
    metavar=N_("TEXT"),
    default=redlining.AUTHOR,
    show_default=True,
    help=N_("author of the changes"),
)
@options.force
@click.pass_context
def command(
    ctx: click.Context, old: Path, new: Path, output: Path, author: str, force: bool
) -> None:
    if output.suffix.lower() != ".docx":
        raise Unreadable(problem("bad-name", N_("the document must be a .docx")))
    if output.exists() and any(output.samefile(path) for path in (old, new)):
        message = N_("the document would take the place of one of those it compares")
        raise Unreadable(
            problem("same-file", message, Origin(str(output)), hint=N_("give it another name"))
        )
    data = redlining.redline(
        placing.contents(old),
        placing.contents(new),
        author=author,
        moment=f"{date.today().isoformat()}T00:00:00Z",
        names=(str(old), str(new)),
    )
    result = placing.put(output, data, force=force, day=date.today().isoformat())
    if result.state in ("written", "unchanged"):
        word = _("written") if result.state == "written" else _("unchanged")
        say(f"{word}  {output}")
    tell(result.findings)
    ctx.exit({"failed": 1, "edited": 3}.get(result.state, 0))
