"""`creation-plan batch`: the plans of all units of one or more rosters."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

import click

from .. import batch, crossing, manifest, units
from ..batch import Settings, again, closing, folder, naming
from ..batch.workers import Workers, processes
from ..books.report import Summary, note_of
from ..errors import N_, CreationPlanError, Finding, Rejected, problem
from ..manifest import Manifest
from ..placing import Result
from ..recipes import Recipes, variables_of
from ..units import Roster, Unit
from . import options
from .batch_output import Screen
from .commands import Command, argument, option
from .console import tell
from .pdfs import make_pdfs, require_office


@dataclass
class _Run:
    """What a run was asked for, and what it has told so far."""

    recipes: Recipes
    settings: Settings
    rosters: tuple[Path, ...]
    key: str
    jobs: int | None
    scheduler: str | None
    files: list[Path] = field(default_factory=list)


@click.command(cls=Command, help=N_("Write the plans of all units of a roster into a folder."))
@argument(
    "rosters", metavar=N_("ROSTER..."), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "-b",
    "--blueprint",
    metavar=N_("BLUEPRINT"),
    default="",
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
@option(
    "--name",
    "pattern",
    metavar=N_("PATTERN"),
    default="",
    help=N_(
        "how files are called, with names in braces, as {id}-{title}; default the plan's title"
    ),
)
@option("--dry-run", is_flag=True, help=N_("show what would be written and write nothing"))
@option(
    "-j",
    "--jobs",
    metavar=N_("N"),
    type=click.IntRange(1, 256),
    help=N_("processes to work with; default as many as pay"),
)
@option(
    "--scheduler",
    metavar=N_("ADDRESS"),
    help=N_("draft on the Dask cluster of this scheduler, as tcp://host:8786"),
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
    blueprint: str,
    output: Path,
    pattern: str,
    dry_run: bool,
    jobs: int | None,
    scheduler: str | None,
    as_of: str | None,
    format_name: str,
    template: Path | None,
    force: bool,
    as_pdf: bool,
) -> None:
    gc.enable()  # a long run makes garbage
    if as_pdf and not dry_run:
        require_office()
    day = options.read_day(as_of)
    run = _Run(
        Recipes(format_name, day, date.today(), blueprint, template),
        Settings(output, force, dry_run),
        rosters,
        again.key_of(rosters, blueprint, format_name, str(template), str(day), pattern),
        jobs,
        scheduler,
    )
    if (same := again.unchanged(output, manifest.look_in(output), run.key, run.recipes)) is None:
        screen, code = _draft(run, pattern)
    else:
        screen, code = _show_unchanged(same, run), 0
    without_pdf = make_pdfs(run.files) if as_pdf and not dry_run else 0
    screen.sum_up()
    ctx.exit(code or screen.code or (1 if without_pdf else 0))


def _show_unchanged(same: again.Unchanged, run: _Run) -> Screen:
    """Tell what the last run told of the same inputs."""
    screen = Screen(len(same.paths), run.settings)
    for path in same.paths:
        screen.show(Result("", Path(path), "unchanged"))
    tell([*same.of_units, *same.of_run])
    run.files += map(Path, same.paths)
    return screen


def _draft(run: _Run, pattern: str) -> tuple[Screen, int]:
    """Draft what has changed; what was shown of it."""
    rosters = _loaded(run)
    if code := _without_recipe(rosters, run.recipes):
        return Screen(0, run.settings, silent=True), code
    run.settings = _with_pattern(run, pattern, rosters)
    names = crossing.index(chain.from_iterable(rosters))
    across = closing.Across(names, run.recipes)
    total = sum(map(len, rosters))
    with ExitStack() as held:
        target, unfinished = _opened(run.settings, held)
        workers = held.enter_context(_workers(run, total))
        screen = held.enter_context(Screen(total, run.settings))
        passing = across.passing(chain.from_iterable(rosters))
        for result in batch.run(passing, run.recipes, target, unfinished, run.settings, workers):
            screen.show(result)
            if result.path and result.state != "failed":
                run.files.append(result.path)
        if not run.settings.dry_run:
            _close(run, screen, rosters, target, unfinished, across)
    return screen, 0


def _opened(settings: Settings, held: ExitStack) -> tuple[Manifest, Path]:
    """The manifest, and the folder for unfinished documents; for a dry run nothing is made."""
    if settings.dry_run:
        return manifest.look_in(settings.folder), Path()
    unfinished = held.enter_context(folder.only_run(settings.folder))
    target = manifest.open_in(settings.folder)
    held.callback(target.close)
    tell(target.notes)
    target.begin()
    return target, unfinished


def _workers(run: _Run, total: int) -> AbstractContextManager[Workers]:
    if run.scheduler:
        from ..batch.cluster import cluster

        return cluster(run.scheduler)
    return Workers(processes(total, run.jobs))


def _close(
    run: _Run,
    screen: Screen,
    rosters: Sequence[Roster],
    target: Manifest,
    unfinished: Path,
    across: closing.Across,
) -> None:
    """Tell what only all units tell, write report and ledger, and keep what was done."""
    found = across.findings(target)
    notes = [finding for roster in rosters for finding in roster.notes]
    general = [*notes, *screen.of_blueprints, *(f for f in found if not f.unit)]
    summary = Summary(
        date.today(),
        tuple(map(str, run.rosters)),
        screen.counted(),
        tuple(note_of(finding) for finding in general),
    )
    screen.tell(found)
    screen.tell(closing.write_books(run.settings.folder, unfinished, target, summary, found))
    if screen.is_done:
        pairs = dict.fromkeys(pair for roster in rosters for pair in roster.pairs)
        again.finished(target, run.key, pairs, run.recipes, [*notes, *found])


def _with_pattern(run: _Run, pattern: str, rosters: Sequence[Roster]) -> Settings:
    names = dict.fromkeys(name for roster in rosters for name, _day in roster.pairs)
    known = (run.recipes.loaded(name or run.recipes.blueprint) for name in names)
    variables = [loaded.blueprint.variables for loaded in known if loaded]
    settings = run.settings
    found = naming.pattern(pattern, variables)
    return Settings(settings.folder, settings.force, settings.dry_run, found)


def _loaded(run: _Run) -> list[Roster]:
    """The rosters, each unit with a blueprint; all errors of all rosters at once."""
    found: list[Roster] = []
    failures: list[CreationPlanError] = []
    blueprint = run.recipes.blueprint
    for path in run.rosters:
        try:
            found.append(units.load(path, variables_of=variables_of(blueprint)))
        except CreationPlanError as error:
            failures.append(error)
    if failures:
        worst = max(failures, key=lambda error: error.exit_code)
        raise type(worst)(finding for error in failures for finding in error.findings)
    for roster in found:
        tell(roster.notes)
    if nameless := [*_nameless(found, blueprint)]:
        raise Rejected(nameless)
    return found


def _nameless(rosters: Iterable[Roster], blueprint: str) -> Iterator[Finding]:
    for roster in rosters:
        if not blueprint and any(not name for name, _day in roster.pairs):
            yield from (_without_blueprint(unit) for unit in roster if not unit.blueprint)


def _without_blueprint(unit: Unit) -> Finding:
    return problem(
        "no-blueprint-given",
        N_("no blueprint is given for the unit"),
        unit.origin,
        hint=N_("state blueprint in the roster, or use -b"),
        unit=unit.id,
    )


def _without_recipe(rosters: Iterable[Roster], recipes: Recipes) -> int:
    """The exit code when no unit has a blueprint that can be used, which is told then; else 0."""
    errors: list[CreationPlanError] = []
    pairs = dict.fromkeys(pair for roster in rosters for pair in roster.pairs)
    for pair in pairs:
        try:
            recipes.prepared(*pair)
        except CreationPlanError as error:
            if error not in errors:
                errors.append(error)
    if not errors or len(errors) < len(pairs):
        return 0
    for told in errors:
        tell(told.findings)
    return max(told.exit_code for told in errors)
