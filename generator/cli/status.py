"""`creation-plan status`: how each plan of a folder stands, and because of what it is stale."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import manifest
from ..batch import again
from ..errors import N_, Origin, Unreadable, problem
from ..manifest import Manifest
from ..messages import _, told
from ..regenerating import ledgered, work
from ..regenerating.examined import Examined, State
from ..regenerating.impact import Effect, Impact, told_with
from ..regenerating.ledgered import Asked
from ..regenerating.strays import strays
from .commands import Command, argument, option
from .console import note, say, tell
from .options import read_day
from .paging import cells, padded
from .progress import MANY

if TYPE_CHECKING:
    from ..merge import Left
    from ..regenerating.causes import Cause

_COLOURS: Mapping[State, str] = {
    "updated": "yellow", "merged": "yellow", "conflict": "red", "undecided": "red",
    "refused": "red", "missing": "yellow", "orphaned": "yellow", "revised": "yellow",
    "failed": "red",
}  # fmt: skip
_KEPT = ("kept", "edited by a person", "added by a person", "deleted by a person")
_CAUSES = 3  # that stand on a unit's line
_CLAUSES = 5  # texts shown of a cause
_AROUND = 16  # characters shown around a difference
_WIDTH = 160  # characters shown of a text
_LINES = 60  # of many units


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
        impact = Impact()
        found = [*told_with(impact, as_left(folder, known, asked))]
        if not found:
            found = [*told_with(impact, _surveyed(folder, known, asked, jobs))]
    Lines(len(found), status_words()).show_all(found)
    show_effects(impact)
    if xlsx:
        from .status_book import write_book

        write_book(xlsx, found, impact, status_words())
    say(_("{total} plans: {counts}", total=impact.total, counts=counted(found, status_words())))
    ctx.exit(code_of(found))


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


def _surveyed(folder: Path, known: Manifest, asked: Asked, jobs: int | None) -> Iterator[Examined]:
    """How the plans stand, each looked at."""
    from ..batch.workers import processes
    from ..regenerating import looking  # only where something may have changed

    whole = work.work_of(asked, date.today())
    tell_day(whole)
    settings = looking.Settings(folder, "", whole.pattern())
    with looking.examiners(processes(sum(map(len, whole.rosters)), jobs)) as workers:
        known, renumbered = work.followed(whole, known)
        tell(renumbered)
        yield from looking.survey(whole.units(), whole.recipes, known, settings, workers)


def tell_day(whole: work.Work) -> None:
    """The day whose policies apply, where it is that of an earlier run or no longer is."""
    if whole.note:
        note(told(whole.note))


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


# In words -----------------------------------------------------------------------------------


def status_words() -> Mapping[State, str]:
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


def cause_text(cause: Cause) -> str:
    """A cause in the reader's words."""
    args = {"name": cause.name, "old": cause.old or "–", "new": cause.new or "–"}
    texts = {
        "policy": _("policy {name} {old}→{new}", **args),
        "blueprint": _("blueprint {name}", **args),
        "value": _("value {name} {old}→{new}", **_short(args)),
        "template": _("template {name}", **args),
        "format": _("format {old}→{new}", **args),
        "program": _("program {old}→{new}", **args),
        "other": _("another text of the same version"),
    }
    return texts[cause.kind]


def _short(args: Mapping[str, str]) -> dict[str, str]:
    return {name: clipped(text, 20) for name, text in args.items()}


def clipped(text: str, width: int = _WIDTH) -> str:
    """The text on one line, and no longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts where they differ, with a few words around; whole where they are short."""
    from ..merge import differences  # only what has changed is shown

    changes = differences(old, new)
    if not changes or max(len(old), len(new)) <= _WIDTH:
        return clipped(old), clipped(new)
    first, last = changes[0].start, changes[-1].end
    grown = len(new) - len(old)
    return _window(old, first, last), _window(new, first, last + grown)


def _window(text: str, first: int, last: int) -> str:
    start = max(first - _AROUND, 0)
    end = min(last + _AROUND, start + _WIDTH)
    return f"{'…' if start else ''}{clipped(text[start:end])}{'…' if end < len(text) else ''}"


def causes_text(one: Examined) -> str:
    """Because of what a plan is stale, with the parts that change."""
    told = [cause_text(cause) for cause in one.causes[:_CAUSES]]
    if len(one.causes) > _CAUSES:
        told.append("…")
    if one.changed and not one.causes:
        told.append(_("another text of the same version"))
    parts = list(dict.fromkeys(passage.id for passage in one.changed))
    if parts:
        more = ["…"] if len(parts) > _CAUSES else []
        told.append(_("changes {parts}", parts=", ".join([*parts[:_CAUSES], *more])))
    return _("; ").join(told)


def edited_text(one: Examined) -> str:
    """Which blocks people edited."""
    if one.edits is None:
        return ""
    ids = [*one.edits.ids, *(f"+{added.after}" for added in one.edits.added)]
    return ", ".join(dict.fromkeys(ids))


def left_text(left: Left) -> str:
    """Why something could not be placed."""
    return _(left.reason)


def counts_text(one: Examined) -> str:
    """What a merge did to a plan, in numbers."""
    counts = one.counts
    if not counts:
        return ""
    return _(
        "{kept} kept, {updated} updated, {merged} merged, {conflicts} in conflict, {unplaced} not placed",
        **numbers(one),
    )


def numbers(one: Examined) -> dict[str, int]:
    """The blocks of a merged plan by what became of them."""
    counts = Counter[str]({str(fate): count for fate, count in one.counts.items()})
    return {
        "kept": sum(counts[fate] for fate in _KEPT),
        "updated": counts["updated"] + counts["inserted"] + counts["deleted"],
        "merged": counts["merged"],
        "conflicts": len(one.conflicts),
        "unplaced": len(one.unplaced),
    }


def counted(found: Iterable[Examined], words: Mapping[State, str]) -> str:
    """How many plans stand how."""
    counts = Counter(one.state for one in found)
    return _(", ").join(
        _("{count} {state}", count=counts[state], state=word)
        for state, word in words.items()
        if counts[state]
    )


def code_of(found: Iterable[Examined]) -> int:
    """The exit code: 1 when something failed, 3 when a person has to decide, else 0."""
    found = [*found]
    states = {one.state for one in found}
    if "failed" in states:
        return 1
    waiting = states & {"conflict", "undecided", "refused"} or any(one.conflicts for one in found)
    return 3 if waiting else 0


class Lines:
    """A line for each plan; of many only those that need a person's eye."""

    def __init__(self, total: int, words: Mapping[State, str]) -> None:
        self._words = words
        self._width = max(map(cells, words.values()))
        self._total, self._shown = total, 0

    def show_all(self, found: Iterable[Examined]) -> None:
        """A line for each, with what there is to tell about it."""
        for one in found:
            self.show(one)
        if self._shown > _LINES and self._total > MANY:
            note(_("{count} more plans; --xlsx FILE has them all", count=self._shown - _LINES))

    def show(self, one: Examined) -> None:
        """The line of one plan."""
        if self._total > MANY:
            if one.state in ("unchanged", "issued", "updated", "new"):
                return
            self._shown += 1
            if self._shown > _LINES:
                return
        word = click.style(padded(self._words[one.state], self._width), fg=_COLOURS.get(one.state))
        say(f"{word}  {one.path or one.wanted or one.unit}")
        if why := causes_text(one):
            say(f"{'':{self._width}}  {why}")
        if edited := edited_text(one):
            say(f"{'':{self._width}}  {_('edited by hand: {blocks}', blocks=clipped(edited))}")
        if counts := counts_text(one):
            say(f"{'':{self._width}}  {counts}")
        tell(one.findings)


def show_effects(impact: Impact) -> None:
    """What each cause changes, with old and new text once for all plans."""
    for effect in impact.effects():
        if not effect.clauses:
            continue
        say(effect_text(effect, impact.total))
        for clause in effect.clauses[:_CLAUSES]:
            say(_("  {part} ({count} plans)", part=clause.id, count=len(clause.units)))
            old, new = excerpts(clause.old, clause.new)
            say(_("    old: {text}", text=old or "–"))
            say(_("    new: {text}", text=new or "–"))
        if len(effect.clauses) > _CLAUSES:
            more = len(effect.clauses) - _CLAUSES
            say(_("  {count} more passages; --xlsx FILE has them all", count=more))


def effect_text(effect: Effect, total: int) -> str:
    """The cause with its counts."""
    return _(
        "{cause}: {plans} of {total} plans, {edited} of them edited there, {conflicts} in conflict",
        cause=cause_text(effect.cause),
        plans=len(effect.units),
        total=total,
        edited=len(effect.edited),
        conflicts=len(effect.conflicts),
    )


def show_alike(impact: Impact) -> None:
    """What several units changed alike, for the blueprint to take up."""
    for one in impact.alike():
        say(_("{count} units changed {part} alike; text for the blueprint:", count=len(one.units), part=one.id or "–"))  # fmt: skip
        say(f"  {clipped(one.text) or _('(deleted)')}")
