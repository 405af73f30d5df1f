"""`creation-plan roster`: an empty roster for a blueprint, to be filled in with Excel or WPS."""

from __future__ import annotations

from pathlib import Path

import click

from .. import atomic, blank_roster
from ..errors import N_, Origin, Undecided, Unreadable, problem
from ..messages import _
from ..recipes import load_blueprint
from .commands import Command, argument, option
from .console import note, say


@click.command(
    cls=Command,
    help=N_("Make an empty roster (.xlsx) for BLUEPRINT, to be filled in with Excel or WPS."),
)
@argument("blueprint", metavar=N_("BLUEPRINT"))
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("units.xlsx"),
    show_default=True,
    help=N_("roster to write"),
)
@option("--force", is_flag=True, help=N_("replace a roster that is there already"))
def command(blueprint: str, output: Path, force: bool) -> None:
    if output.suffix.lower() != ".xlsx":
        raise Unreadable(
            problem("bad-name", N_("the roster must be an .xlsx"), Origin(str(output)))
        )
    data = blank_roster.workbook(load_blueprint(blueprint).blueprint, blueprint)
    if output.exists() and not force:
        raise Undecided(
            problem(
                "file-exists",
                N_("there is a file of this name already"),
                Origin(str(output)),
                hint=N_("use another name, or --force to replace it"),
            )
        )
    atomic.write_whole(output, data)
    say(f"{_('written')}  {output}")
    note(_("fill it in, then: creation-plan batch {path}", path=output))
