"""`creation-plan status`: how each plan of a folder stands, and because of what it is stale."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from .. import manifest
from ..batch import again
from ..errors import N_, Origin, Unreadable, problem
from ..manifest import Manifest
from ..messages import _
from ..regenerating import ledgered, work
from ..regenerating.examined import Examined, State
from ..regenerating.impact import Impact, told_with
from ..regenerating.ledgered import Asked
from ..regenerating.work import Work
from ..strays import strays
from . import telling
from .called import Called, called_in
from .commands import Command, argument, option
from .console import remark, say
from .options import read_day, require_book


@click.command(
    cls=Command,
    help=N_("Tell how each plan of a folder stands: up to date, stale and why, edited, missing."),
)
@argument(
    "folder",
    metavar=N_("[FOLDER]"),
    required=False,
    type=click.Path(path_type=Path),
    default=Path("output"),
)
@argument("rosters", metavar=N_("[ROSTER]..."), nargs=-1, type=click.Path(path_type=Path))
@option(
    "--as-of",
    metavar=N_("DATE"),
    help=N_("date whose policy versions apply; default that of the last run, or today"),
)
@option(
    "--xlsx",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("write it all into a workbook, too"),
)
@option(
    "-j", "--jobs", metavar=N_("N"), type=click.IntRange(1, 256), help=N_("processes to work with")
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    rosters: tuple[Path, ...],
    as_of: str | None,
    xlsx: Path | None,
    jobs: int | None,
) -> None:
    gc.enable()
    given, named = given_of(rosters, as_of)
    with manifest.look_in(existing(folder)) as known:
        asked = work.asked_now(known, folder, given, named)
        remark(work.dropped(known, asked))
        require_book(xlsx, *map(Path, asked.rosters))
        impact, called = Impact(), Called()
        found = [*told_with(impact, as_left(folder, known, asked))]
        if not found:
            whole = work.work_of(asked, date.today())
            called = called_in(whole, impact.gone)
            found = [*told_with(impact, _surveyed(folder, known, whole, jobs))]
    telling.Lines(len(found), words(), called).show_all(found)
    telling.show_effects(impact, called)
    if xlsx:
        from .status_book import write_book

        write_book(xlsx, found, impact, words(), called)
    say(
        _(
            "{total} plans: {counts}",
            total=impact.total,
            counts=telling.counted(found, words()),
        )
    )
    ctx.exit(telling.code_of(found))


def as_left(folder: Path, known: Manifest, asked: Asked) -> list[Examined]:
    """How the plans stand when all are as the last run left them; none when that is not so."""
    recipes = work.recipes_of(asked, date.today())
    same = again.unchanged(folder, known, work.key_of(asked), recipes)
    if same is None or ledgered.issued_in(known):
        return []
    names = {file: unit for file, _blueprint, unit in known.names()}
    if strays(folder, names):
        return []
    found = []
    for path in same.paths:
        unit = names.pop(path.rpartition(os.sep)[2])
        found.append(Examined(unit=unit, state="unchanged", path=Path(path)))
    left = [(unit, folder / file) for file, unit in names.items()]
    gone = [
        Examined(unit=unit, state="orphaned", path=path) for unit, path in left if path.is_file()
    ]
    return [*found, *gone]


def _surveyed(folder: Path, known: Manifest, whole: Work, jobs: int | None) -> Iterator[Examined]:
    """How the plans stand, each looked at."""
    from ..batch.workers import processes
    from ..regenerating import looking  # only where something may have changed

    tell_day(whole)
    settings = looking.Settings(folder, "", whole.pattern())
    with looking.examiners(processes(sum(map(len, whole.rosters)), jobs)) as workers:
        known, renumbered = work.followed(whole, known)
        remark(renumbered)
        yield from looking.survey(whole.units(), whole.recipes, known, settings, workers)


def tell_day(whole: Work) -> None:
    """The day whose policies apply, where it is that of an earlier run or no longer is."""
    remark([whole.note] if whole.note else ())


def existing(folder: Path) -> Path:
    """The folder; `Unreadable` when there is none."""
    if not folder.is_dir():
        message = N_("there is no folder of this name")
        hint = N_("write the plans with creation-plan batch")
        raise Unreadable(problem("no-folder", message, Origin(str(folder)), hint=hint))
    return folder


def given_of(
    rosters: tuple[Path, ...],
    as_of: str | None,
    blueprint: str | None = None,
    format_name: str | None = None,
    template: Path | None = None,
) -> tuple[Asked, list[str]]:
    """What was given on the command line, and which of it was."""
    day = read_day(as_of)
    given = Asked(
        tuple(path.as_posix() for path in rosters),
        blueprint or "",
        day.isoformat() if day else "",
        format_name or "",
        template.as_posix() if template else "",
    )
    values = {
        "rosters": rosters, "blueprint": blueprint, "as_of": as_of, "format": format_name,
        "template": template,
    }  # fmt: skip
    return given, [name for name, value in values.items() if value]


def words() -> Mapping[State, str]:
    """The word for how a plan stands."""
    stale, edited = _("stale"), _("edited")
    return {
        "unchanged": _("up to date"),
        "updated": stale,
        "merged": _("edited and stale"),
        "conflict": _("stale with conflicts"),
        "new": _("new"),
        "missing": _("missing"),
        "kept": edited,
        "undecided": _("undecided"),
        "refused": _("unclear"),
        "issued": _("issued"),
        "revised": _("issued and stale"),
        "orphaned": _("orphaned"),
        "failed": _("failed"),
    }
