"""`creation-plan batch`: the plans of all units of one or more rosters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from .. import batch, units
from ..batch import Result
from ..drafter import Draft
from ..duplex import on_even_pages
from ..errors import N_, CreationPlanError, Finding, Rejected, problem
from ..messages import _
from ..units import Unit
from . import options
from .commands import Command, argument, option
from .console import note, say, tell
from .paging import cells, padded
from .pdfs import make_pdfs, require_office
from .shared import Make, drafters, read_day, variables_of

_COLOURS = {"written": "green", "unchanged": None, "edited": "yellow", "failed": "red"}


@click.command(cls=Command, help=N_("Write the plans of all units of a roster into a folder."))
@argument(
    "rosters", metavar=N_("ROSTER..."), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "-b",
    "--blueprint",
    metavar=N_("BLUEPRINT"),
    help=N_("blueprint for units that name none"),
)
@option(
    "-o",
    "--output",
    metavar=N_("FOLDER"),
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help=N_("folder for the documents"),
)
@options.as_of
@options.format_name
@options.template
@options.force
@options.pdf
@click.pass_context
def command(
    ctx: click.Context,
    rosters: tuple[Path, ...],
    blueprint: str | None,
    output: Path,
    as_of: str | None,
    format_name: str,
    template: Path | None,
    force: bool,
    as_pdf: bool,
) -> None:
    if as_pdf:
        require_office()
    day = read_day(as_of)
    entries = _entries(rosters, blueprint or "")
    make = drafters(format_name, day, date.today(), blueprint or "", template)
    ready, code = _with_blueprint(entries, make)
    if entries and not ready:
        ctx.exit(code)
    counts = {"written": 0, "unchanged": 0, "edited": 0, "failed": len(entries) - len(ready)}
    files: list[Path] = []

    def settle(drafts: list[Draft]) -> list[Draft]:
        return on_even_pages(drafts, make)

    with _progress(ready) as (drafting, stop):
        for result in batch.run(drafting, make, output, force=force, settle=settle):
            stop()
            counts[result.state] += 1
            _show(result)
            if result.path and result.state != "failed":
                files.append(result.path)
    without_pdf = make_pdfs(files) if as_pdf else 0
    say(
        _(
            "{total} plans: {written} written, {unchanged} unchanged, {edited} kept as edited, {failed} failed",
            total=len(entries),
            **counts,
        )
    )
    if counts["edited"]:
        note(_("what was edited by hand is never overwritten; --force replaces it"))
    ctx.exit(1 if counts["failed"] or without_pdf else 3 if counts["edited"] else 0)


def _entries(rosters: Iterable[Path], blueprint: str) -> list[Unit]:
    """The units of all rosters, each with a blueprint; all errors of all rosters at once."""
    entries: list[Unit] = []
    failures: list[CreationPlanError] = []
    for path in rosters:
        try:
            roster = units.load(path, variables_of=variables_of(blueprint))
            entries += roster.units
            tell(roster.notes)
        except CreationPlanError as error:
            failures.append(error)
    if failures:
        worst = max(failures, key=lambda error: error.exit_code)
        raise type(worst)(finding for error in failures for finding in error.findings)
    if nameless := [unit for unit in entries if not (unit.blueprint or blueprint)]:
        raise Rejected(_nameless(unit) for unit in nameless)
    return entries


def _nameless(unit: Unit) -> Finding:
    return problem(
        "no-blueprint-given",
        N_("no blueprint is given for the unit"),
        unit.origin,
        hint=N_("state blueprint in the roster, or use -b"),
        unit=unit.id,
    )


def _with_blueprint(entries: list[Unit], make: Make) -> tuple[list[Unit], int]:
    """The units whose blueprint can be used, what is wrong with the others told once; and the
    worst exit code of that."""
    ready: list[Unit] = []
    told: list[CreationPlanError] = []
    for unit in entries:
        try:
            make(unit)
        except CreationPlanError as error:
            if error not in told:
                tell(error.findings)
                told.append(error)
            _show(Result(unit.id, None, "failed"))
        else:
            ready.append(unit)
    return ready, max((error.exit_code for error in told), default=0)


@contextmanager
def _progress(entries: list[Unit]) -> Iterator[tuple[Iterable[Unit], Callable[[], None]]]:
    """The units, moving a bar on a terminal as they are drafted; and what takes the bar away."""
    if not sys.stderr.isatty() or len(entries) < 20:
        yield entries, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(entries, description=_("drafting")), bar.stop


def _show(result: Result) -> None:
    say(f"{_state(result.state)}  {result.path or result.unit}")
    tell(result.findings)


def _state(state: str) -> str:
    """The state as a coloured word, as wide as the widest."""
    words = {
        "written": _("written"),
        "unchanged": _("unchanged"),
        "edited": _("kept"),
        "failed": _("failed"),
    }
    width = max(cells(word) for word in words.values())
    return click.style(padded(words[state], width), fg=_COLOURS[state])
