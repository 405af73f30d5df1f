"""`creation-plan batch`: the plans of all units of one or more rosters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from .. import batch, units
from ..errors import N_, Rejected, problem
from ..messages import _
from .commands import Command, option
from .console import note, say, tell
from .shared import drafters, read_day


@click.command(cls=Command, help=N_("Write the plans of all units of a roster into a folder."))
@click.argument("rosters", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("-b", "--blueprint", help=N_("blueprint for units that name none"))
@option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help=N_("folder for the documents"),
)  # fmt: skip
@option("--as-of", help=N_("date whose policy versions apply, as 2026-03-05; default today"))
@option(
    "--format",
    "format_name",
    default="gbt9704",
    show_default=True,
    help=N_("format of the documents"),
)
@option("--force", is_flag=True, help=N_("replace files that were edited by hand, too"))
@click.pass_context
def command(
    ctx: click.Context,
    rosters: tuple[Path, ...],
    blueprint: str | None,
    output: Path,
    as_of: str | None,
    format_name: str,
    force: bool,
) -> None:
    day = read_day(as_of)
    entries = [unit for path in rosters for unit in units.load(path).units]
    nameless = [unit for unit in entries if not (unit.blueprint or blueprint)]
    if nameless:
        raise Rejected(
            problem(
                "no-blueprint-given",
                N_("no blueprint is given for the unit"),
                unit.origin,
                hint=N_("state blueprint in the roster, or use -b"),
                unit=unit.id,
            )
            for unit in nameless
        )
    make = drafters(format_name, day, date.today(), blueprint or "")
    counts = {"written": 0, "unchanged": 0, "edited": 0, "failed": 0}
    for result in batch.run(entries, make, output, force=force):
        counts[result.state] += 1
        words = {
            "written": _("written"),
            "unchanged": _("unchanged"),
            "edited": _("edited by hand, kept"),
            "failed": _("failed"),
        }
        say(f"{words[result.state]}  {result.path or result.unit}")
        tell(result.findings)
    summary = _(
        "{total} plans: {written} written, {unchanged} unchanged, {edited} kept as edited, {failed} failed",
        total=len(entries), **counts,
    )  # fmt: skip
    say(summary)
    if counts["edited"]:
        note(_("what was edited by hand is never overwritten; --force replaces it"))
    ctx.exit(1 if counts["failed"] else 3 if counts["edited"] else 0)
