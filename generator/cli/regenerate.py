"""`creation-plan regenerate`: all plans of a folder brought up to date, what people wrote kept."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from .. import backups, manifest
from ..batch import across, again, closing, folder, renumbering
from ..batch.workers import Workers, processes
from ..books.report import Summary, note_of
from ..errors import N_, Finding
from ..manifest import Manifest
from ..merge import AUTHOR
from ..messages import _
from ..placing import hash_of
from ..regenerating import applying, ledgered, looking, work
from ..regenerating.examined import Examined, State
from ..regenerating.impact import Impact, told_with
from ..regenerating.looking import Settings
from ..regenerating.replacing import Outcome
from ..regenerating.work import Work
from . import options, status, telling
from .called import Called, called_in
from .commands import Command, argument, option
from .console import note, remark, say, tell
from .progress import MANY, bar
from .status_book import write_book

REPORT = "更新报告.xlsx"
_BAR = 20  # units that are worth a bar
_NAMED = 5  # files that are named of many


@click.command(
    cls=Command,
    help=N_("Bring the plans of a folder up to date; what people edited in them is kept."),
)
@argument(
    "target",
    metavar=N_("[FOLDER]"),
    required=False,
    type=click.Path(path_type=Path),
    default=Path("output"),
)
@argument("rosters", metavar=N_("[ROSTER]..."), nargs=-1, type=click.Path(path_type=Path))
@option("-b", "--blueprint", metavar=N_("BLUEPRINT"), help=N_("blueprint for units that name none"))
@option(
    "--as-of",
    metavar=N_("DATE"),
    help=N_("date whose policy versions apply; default that of the last run, or today"),
)
@option("--format", "format_name", metavar=N_("FORMAT"), help=N_("format of the documents"))
@option(
    "--template",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=N_("Word template of your office: a .docx with {{ body }}"),
)
@option("--dry-run", is_flag=True, help=N_("show what would change and write nothing"))
@option(
    "--xlsx",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("write what is shown into a workbook, too"),
)
@option("--redline", is_flag=True, help=N_("lay documents beside that show each change, tracked"))
@option(
    "-j", "--jobs", metavar=N_("N"), type=click.IntRange(1, 256), help=N_("processes to work with")
)
@click.pass_context
def command(
    ctx: click.Context,
    target: Path,
    rosters: tuple[Path, ...],
    blueprint: str | None,
    as_of: str | None,
    format_name: str | None,
    template: Path | None,
    dry_run: bool,
    xlsx: Path | None,
    redline: bool,
    jobs: int | None,
) -> None:
    gc.enable()
    given, named = status.given_of(rosters, as_of, blueprint, format_name, template)
    with manifest.look_in(status.existing(target)) as known:
        asked = work.asked_now(known, target, given, named)
        remark(work.dropped(known, asked))
        options.require_book(xlsx, *map(Path, asked.rosters))
        impact, called = Impact(), Called()
        found = [*told_with(impact, status.as_left(target, known, asked))]
    if found:
        _show(found, impact, called, dry_run)
    else:
        whole = work.work_of(asked, date.today())
        called = called_in(whole, impact.gone)
        found = _looked_at(whole, target, impact, called, redline, dry_run, jobs)
    if xlsx:
        write_book(xlsx, found, impact, words(), called)
    ctx.exit(telling.code_of(found))


def words() -> Mapping[State, str]:
    """The word for what became of a plan, or would become."""
    return {
        "unchanged": _("unchanged"),
        "new": _("new"),
        "missing": _("missing"),
        "updated": _("updated"),
        "kept": _("kept"),
        "merged": _("merged"),
        "conflict": _("in conflict"),
        "undecided": _("undecided"),
        "refused": _("left alone"),
        "issued": _("issued"),
        "revised": _("revised"),
        "orphaned": _("orphaned"),
        "failed": _("failed"),
    }


def _looked_at(
    whole: Work,
    target: Path,
    impact: Impact,
    called: Called,
    redline: bool,
    dry_run: bool,
    jobs: int | None,
) -> list[Examined]:
    """What became of the plans, or would."""
    status.tell_day(whole)
    today = date.today().isoformat()
    settings = Settings(target, today, whole.pattern(), redline, telling.left_text)
    count = sum(map(len, whole.rosters))
    wanted = processes(count, jobs)
    if not dry_run:
        return _apply(whole, settings, impact, called, wanted, count)
    with (
        manifest.look_in(target) as known,
        looking.examiners(wanted) as workers,
        _progress(count) as step,
    ):
        known, renumbered = work.followed(whole, known)
        remark(renumbered)
        survey = looking.survey(whole.units(), whole.recipes, known, settings, workers)
        found = [step(one) for one in told_with(impact, survey)]
    _show(found, impact, called, dry_run)
    return found


def _show(found: list[Examined], impact: Impact, called: Called, dry_run: bool) -> None:
    """All plans with what a change does to them, and their sums."""
    told = words()
    telling.Lines(len(found), told, called).show_all(found)
    telling.show_effects(impact, called)
    telling.show_alike(impact, called)
    counts = telling.counted(found, told)
    if dry_run:
        say(_("{total} plans: {counts}; nothing was written", total=impact.total, counts=counts))
    else:
        say(_("{total} plans: {counts}", total=impact.total, counts=counts))


def _apply(
    whole: Work, settings: Settings, impact: Impact, called: Called, jobs: int, count: int
) -> list[Examined]:
    found: list[Examined] = []
    with ExitStack() as held:
        unfinished = held.enter_context(folder.only_run(settings.folder))
        target = held.enter_context(manifest.open_in(settings.folder))
        tell(target.notes)
        renumbered = renumbering.followed(target, whole.names)
        remark(renumbered)
        passing = across.Across(whole.names, whole.pairs, whole.recipes)
        workers = (
            held.enter_context(looking.examiners(jobs)),
            held.enter_context(Workers(jobs)),
        )
        outcomes = applying.apply(
            whole.units, passing.passing, whole.recipes, target, unfinished, settings, workers
        )
        with _progress(count) as step:
            lines = telling.Lines(count, words(), called)
            for outcome in outcomes:
                one = step(outcome.examined)
                impact.add(one)
                found.append(one.told())
                lines.show(one)
                _show_papers(outcome, count)
        _close(whole, settings, target, unfinished, passing, found, renumbered)
        ledgered.ask(target, whole.asked)
        telling.show_alike(impact, called)
        write = partial(write_book, found=found, impact=impact, words=words(), called=called)
        done = bool({one.state for one in found} & _DONE)
        report = _report(target, settings.folder, unfinished, write) if done else ""
        tell(target.notes)
    counts = telling.counted(found, words())
    say(_("{total} plans: {counts}", total=impact.total, counts=counts))
    _last_words(settings.folder, found, report)
    return found


def _show_papers(outcome: Outcome, count: int) -> None:
    """The files that were laid beside a plan."""
    papers = (*outcome.files, *filter(None, (outcome.leavings, outcome.redline)))
    for path in papers if count <= MANY or outcome.files or outcome.leavings else ():
        say(f"  + {path}")


def _close(
    whole: Work,
    settings: Settings,
    target: Manifest,
    unfinished: Path,
    passing: across.Across,
    found: list[Examined],
    renumbered: Sequence[Finding],
) -> None:
    """Bring report and ledger of the folder up to date, and keep that all is done."""
    told = passing.findings(target)
    notes = [*renumbered, *(finding for roster in whole.rosters for finding in roster.notes)]
    general = [*notes, *(finding for finding in told if not finding.unit)]
    rows = [(word, 0) for word in words().values()]
    counts = {word: sum(words()[one.state] == word for one in found) for word, _none in rows}
    summary = Summary(
        date.today(),
        whole.asked.rosters,
        ((_("plans"), len(found)), *((word, number) for word, number in counts.items() if number)),
        tuple(note_of(finding) for finding in general),
    )
    tell(told)
    tell(closing.write_books(settings.folder, unfinished, target, summary, told))
    if all(one.state in ("unchanged", "updated", "new", "missing", "orphaned") for one in found):
        key = work.key_of(whole.asked)
        again.finished(target, key, passing.pairs, whole.recipes, [*notes, *told])


# Of what the last report does not tell already.
_DONE: frozenset[State] = frozenset(
    {"updated", "new", "missing", "merged", "conflict", "revised", "failed"}
)
_REPLACED: frozenset[State] = frozenset({"updated", "merged", "conflict"})


def _report(
    target: Manifest, place: Path, unfinished: Path, write: Callable[[io.BytesIO], None]
) -> str:
    """The name of the report of this run, written; empty when it could not be."""
    buffer = io.BytesIO()
    write(buffer)
    data = buffer.getvalue()
    source = hash_of(data)
    tell(closing.place_book(place, unfinished, target, REPORT, source, partial(_put, data)))
    book = target.book(REPORT)
    return book.file if book and book.source == source else ""


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _last_words(place: Path, found: list[Examined], report: str) -> None:
    states = {one.state for one in found}
    if any(one.conflicts for one in found):
        note(_("accept or reject the changes by {author} in Word or WPS", author=AUTHOR))
    if old := [*_old_pdfs(found)]:
        names = [path.name for path in old[:_NAMED]] + (["…"] if len(old) > _NAMED else [])
        args = {"count": len(old), "files": _(", ").join(names)}
        note(_("{count} PDF files are of before the update: {files}", **args))
    if report:
        say(_("report: {report}", report=place / report))
    if states & _REPLACED:
        say(_("the old files: {folder}", folder=place / backups.FOLDER))


def _old_pdfs(found: list[Examined]) -> Iterator[Path]:
    """The PDF files beside plans that were replaced: they say what those said before."""
    for one in found:
        if one.path and one.state in _REPLACED:
            path = one.path.with_suffix(".pdf")
            if path.is_file():
                yield path


@contextmanager
def _progress(count: int) -> Iterator[Any]:
    """What is called with each plan that is done; on a terminal it moves a bar."""
    if not (sys.stderr.isatty() and count >= _BAR):
        yield lambda one: one
        return
    with bar() as shown:
        task = shown.add_task(_("comparing"), total=count)

        def step(one: Examined) -> Examined:
            shown.advance(task)
            return one

        yield step
