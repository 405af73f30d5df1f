"""`creation-plan batch`: the plans of all units of one or more rosters."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click

from .. import manifest, units
from ..batch import across, again, closing, folder, naming, proofing, renumbering
from ..batch.run import run as run_batch
from ..batch.settings import Settings
from ..batch.workers import Workers, processes
from ..books.report import Summary, note_of
from ..errors import N_, CreationPlanError, Finding, Rejected, problem
from ..manifest import Manifest
from ..placing import Result
from ..recipes import Recipes, variables_of
from ..regenerating import ledgered, work
from ..regenerating.ledgered import Asked
from ..units import Roster, Unit
from . import options
from .batch_output import Screen
from .commands import Command, argument, option
from .console import remark, tell
from .pdfs import make_pdfs, require_office


@dataclass
class _Run:
    """What a run was asked for."""

    recipes: Recipes
    settings: Settings
    rosters: tuple[Path, ...]
    options: tuple[str, ...]  # beside those that are part of recipes
    jobs: int | None
    scheduler: str | None
    asked: Asked  # kept, so that `regenerate` need not be told again

    def key(self) -> str:
        """By which a run over the same inputs is known."""
        silent = proofing.switched_off(self.settings.folder)
        return again.key_of(self.rosters, *self.options, *([silent] if silent else []))


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
    gc.freeze()  # what is loaded now stays; a long run makes garbage of its own
    gc.enable()
    if as_pdf and not dry_run:
        require_office()
    day = options.read_day(as_of)
    run = _Run(
        Recipes(format_name, day, date.today(), blueprint, template),
        Settings(output, force, dry_run, day=date.today().isoformat()),
        rosters,
        (blueprint, format_name, str(template), str(day), pattern),
        jobs,
        scheduler,
        Asked(
            tuple(path.as_posix() for path in rosters),
            blueprint,
            day.isoformat() if day else "",
            format_name,
            template.as_posix() if template else "",
            pattern,
        ),
    )
    key = run.key()
    with manifest.look_in(output) as known:
        same = again.unchanged(output, known, key, run.recipes)
    screen = _show_unchanged(same, run) if same else _draft(run, key, pattern)
    without_pdf = make_pdfs(_documents(output)) if as_pdf and not dry_run else 0
    screen.sum_up()
    ctx.exit(screen.code or (1 if without_pdf else 0))


def _documents(folder: Path) -> list[Path]:
    """The documents of the run that has ended."""
    with manifest.look_in(folder) as known:
        return [folder / o.file for o in known.outputs_of_run() if o.file and o.state != "failed"]


def _show_unchanged(same: again.Unchanged, run: _Run) -> Screen:
    """Tell what the last run told of the same inputs."""
    screen = Screen(len(same.paths), run.settings)
    for path in same.paths:
        screen.show(Result("", Path(path), "unchanged"))
    screen.tell([*same.of_units, *same.of_run])
    return screen


def _draft(run: _Run, key: str, pattern: str) -> Screen:
    """Draft what has changed; what was shown of it."""
    rosters = _loaded(run)
    total = sum(map(len, rosters))
    with ExitStack() as held:
        workers = held.enter_context(_workers(run, total))
        if not manifest.path_in(run.settings.folder).exists():
            workers.begin()  # all is to be drafted
        names, pairs = across.surveyed(chain.from_iterable(rosters))
        _require_blueprints(run, rosters, pairs)
        run.settings = replace(run.settings, pattern=_pattern(run, pattern, pairs))
        looking = across.Across(names, pairs, run.recipes)
        if not total:
            return Screen(0, run.settings)
        _follow_day(run, pairs)
        target, unfinished = _opened(run.settings, held)
        renumbered = renumbering.followed(target, names)
        run.settings = replace(run.settings, frozen=frozenset(ledgered.issued_in(target)))
        screen = held.enter_context(Screen(total, run.settings))
        remark(renumbered)
        passing = looking.passing(chain.from_iterable(rosters))
        for result in run_batch(passing, run.recipes, target, unfinished, run.settings, workers):
            screen.show(result)
        if not run.settings.dry_run:
            notes = [note for roster in rosters for note in roster.notes]
            _close(run, key, screen, [*notes, *renumbered], target, unfinished, looking)
    return screen


def _follow_day(run: _Run, pairs: Sequence[across.Pair]) -> None:
    """Keep the day whose policies the plans in the folder follow; raise where it would change."""
    with manifest.look_in(run.settings.folder) as known:
        asked = work.drafted_as_of(run.asked, ledgered.asked_in(known), pairs)
    work.require_same_policies(asked, run.asked, run.recipes, pairs, date.today())
    run.asked = asked


def _opened(settings: Settings, held: ExitStack) -> tuple[Manifest, Path]:
    """The manifest, and the folder for unfinished documents; for a dry run nothing is made."""
    if settings.dry_run:
        with manifest.look_in(settings.folder) as known:
            return held.enter_context(known.copied()), Path()
    unfinished = held.enter_context(folder.only_run(settings.folder))
    target = held.enter_context(manifest.open_in(settings.folder))
    target.begin()
    return target, unfinished


def _workers(run: _Run, total: int) -> AbstractContextManager[Workers]:
    if run.scheduler:
        from ..batch.cluster import cluster

        return cluster(run.scheduler)
    return Workers(processes(total, run.jobs))


def _close(
    run: _Run,
    key: str,
    screen: Screen,
    notes: Sequence[Finding],
    target: Manifest,
    unfinished: Path,
    looking: across.Across,
) -> None:
    """Tell what only all units tell, write report and ledger, and keep what was done."""
    found = looking.findings(target)
    general = [*notes, *screen.of_blueprints, *(f for f in found if not f.unit)]
    summary = Summary(
        date.today(),
        tuple(map(str, run.rosters)),
        screen.counted(),
        tuple(note_of(finding) for finding in general),
    )
    screen.tell(found)
    screen.tell(closing.write_books(run.settings.folder, unfinished, target, summary, found))
    ledgered.ask(target, run.asked)
    screen.tell(target.notes)
    if screen.is_done and key == run.key():  # what was read is what lies there still
        again.finished(target, key, looking.pairs, run.recipes, [*notes, *found])


def _pattern(run: _Run, pattern: str, pairs: Iterable[across.Pair]) -> naming.Pattern:
    names = dict.fromkeys(name for name, _day in pairs)
    known = (run.recipes.loaded(name or run.recipes.blueprint) for name in names)
    return naming.pattern(pattern, [loaded.blueprint.variables for loaded in known if loaded])


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
        _raise_all(failures)
    for roster in found:
        tell(roster.notes)
    return found


def _require_blueprints(run: _Run, rosters: Iterable[Roster], pairs: Sequence[across.Pair]) -> None:
    """Raise when a unit names no blueprint and none is given, or when none can be used."""
    blueprint = run.recipes.blueprint
    if not blueprint and any(not name for name, _day in pairs):
        units_ = chain.from_iterable(rosters)
        raise Rejected(_without_blueprint(unit) for unit in units_ if not unit.blueprint)
    errors: list[CreationPlanError] = []
    for pair in pairs:
        try:
            run.recipes.prepared(*pair)
        except CreationPlanError as error:
            errors.append(error)
    if errors and len(errors) == len(pairs):
        _raise_all(dict.fromkeys(errors))


def _raise_all(errors: Iterable[CreationPlanError]) -> NoReturn:
    """Raise one error with the findings of all."""
    errors = [*errors]
    worst = max(errors, key=lambda error: error.exit_code)
    raise type(worst)(finding for error in errors for finding in error.findings)


def _without_blueprint(unit: Unit) -> Finding:
    return problem(
        "no-blueprint-given",
        N_("no blueprint is given for the unit"),
        unit.origin,
        hint=N_("state blueprint in the roster, or use -b"),
        unit=unit.id,
    )
