"""How the plans of a folder stand: what a run left as it is, and what is to be looked at.

Documents are looked at in workers, in the order of the rosters, a few at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .. import strays
from ..batch.drafting import Made, Order
from ..batch.naming import Pattern
from ..batch.settings import Settings as BatchSettings
from ..batch.tasks import Task, Tasks
from ..batch.workers import Workers
from ..errors import N_, Finding, Origin, problem
from ..manifest import Manifest
from ..merge import Left
from ..placing import contents, hand_work, hash_of, in_the_way, saved_otherwise
from ..recipes import Recipes, program_digest
from ..returned import Added, Edits
from ..units import Unit
from . import ledgered, revising
from .examined import Examined, State
from .examining import Look, Looks, examine_all
from .ledgered import Issued, Standing

CHUNK = 8  # documents looked at in one order

Key = tuple[str, str]  # blueprint, unit
_TITLE = Pattern()
# Before the id of a block that was deleted, or behind which something was added.
_GONE, _BESIDE = "-", "+"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told."""

    folder: Path
    day: str  # of backups: 2026-03-05
    pattern: Pattern = _TITLE
    redline: bool = False  # lay what changed beside, as tracked changes
    told: Callable[[Left], str] = lambda left: left.reason  # in the language of the reader

    @property
    def moment(self) -> str:
        return f"{self.day}T00:00:00Z"


def examiners(jobs: int) -> Workers:
    """Workers that look at documents and draft what is to be compared with them."""
    return Workers(jobs, work=examine_all)


# How everything stands ------------------------------------------------------------------------


@dataclass
class Known:
    """What is known of the folder from runs before."""

    manifest: Manifest
    folder: Path
    issued: Mapping[Key, Issued] = field(init=False)
    standings: Mapping[Key, Standing] = field(init=False)

    def __post_init__(self) -> None:
        self.issued = ledgered.issued_in(self.manifest)
        self.standings = ledgered.standings_in(self.manifest)

    @cached_property
    def strays(self) -> Mapping[Key, list[Path]]:
        """Documents of plans under names that no run gave them."""
        names = {file for file, *_ in self.manifest.names()}
        found = strays.strays(self.folder, names | {one.file for one in self.issued.values()})
        return {key: rest for key, paths in found.items() if (rest := self._copies(key, paths))}

    def _copies(self, key: Key, paths: list[Path]) -> list[Path]:
        """The documents of a plan without those issued before and the versions beside them."""
        issued = self.issued.get(key)
        if issued is None:
            return paths
        plan = revising.plan_of(self.folder / issued.file)
        return [
            path
            for path in paths
            if revising.plan_of(path) != plan and not revising.is_version(path)
        ]

    def path(self, key: Key, file: str) -> Path | None:
        """The file of a unit; of one that no run knows of what lies there and says so itself."""
        if issued := self.issued.get(key):
            file = issued.file
        path = self.folder / file
        if file and os.path.lexists(path):
            return path
        found = self.strays.get(key, [])
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Step:
    """A unit on its way: it stands as `done` tells, or is to be looked at."""

    key: Key
    task: Task
    done: Examined | None = None
    look: Look | None = None
    told: tuple[Finding, ...] = ()


def steps_of(
    units: Iterable[Unit], recipes: Recipes, known: Known, settings: Settings
) -> Iterator[Step]:
    """What there is to look at, unit by unit."""
    of_batch = BatchSettings(settings.folder, pattern=settings.pattern)
    for task in Tasks(recipes, known.manifest, of_batch).of(units):
        key = (task.output.blueprint, task.output.unit)
        step = _step(key, task, known)
        told = (*_altered(key, known), *_waiting(key, known), *_copies(key, task, known))
        yield replace(step, told=told) if told else step


def _step(key: Key, task: Task, known: Known) -> Step:
    name, output = task.unit.id, task.output
    if task.result is not None:
        state: State = "failed" if task.result.state == "failed" else "unchanged"
        if state == "unchanged" and key in known.issued:
            state = "issued"
        path, told = task.result.path, task.result.findings
        return Step(key, task, Examined(unit=name, state=state, path=path, findings=told))
    path = known.path(key, output.file)
    if path is None and (refusal := _elsewhere(key, task, known)):
        there = known.folder / output.file if output.file else None
        return Step(
            key, task, Examined(unit=name, state="refused", path=there, findings=(refusal,))
        )
    if path is not None and (refusal := in_the_way(path)) and refusal.code == "not-a-file":
        return Step(key, task, failing(name, path, refusal))
    if path is not None and (done := _as_left(key, task, path, known)):
        return Step(key, task, done)
    assert task.prepared is not None
    standing, issued = known.standings.get(key), known.issued.get(key)
    as_written = (
        path is not None and bool(output.hash) and seen_at(path) == (output.size, output.modified)
    )
    by_hand = standing is not None and not as_written
    look = Look(
        task.unit,
        task.prepared,
        path,
        known.folder / output.file if output.file and path is None else None,
        as_written,
        standing.record if standing and by_hand else known.manifest.record(*key),
        issued.number if issued else "",
        _version(path, issued) if path and issued else None,
    )
    return Step(key, task, look=look)


def _version(path: Path, issued: Issued) -> Path | None:
    """The last version of an issued plan that was written beside it and is not issued itself."""
    last = revising.version(path, issued.revision)
    there = bool(issued.revision) and last != path and last.is_file() and not last.is_symlink()
    return last if there else None


def _as_left(key: Key, task: Task, path: Path, known: Known) -> Examined | None:
    """How an edited or issued file stands that is as a run left it, made of the same as now."""
    now, issued, left = made_from(task), known.issued.get(key), known.standings.get(key)
    if issued and (issued.recipe, issued.given) == now:
        return Examined(unit=task.unit.id, state="issued", path=path)
    if left is None or (left.recipe, left.given, left.file) != (*now, path.name):
        return None
    if seen_at(path) != (left.size, left.modified):
        return None
    state: State = "undecided" if left.state == "conflict" else "issued" if issued else "kept"
    return Examined(unit=task.unit.id, state=state, path=path, edits=_edits(left))


def _edits(left: Standing) -> Edits:
    """Where people edited the file."""
    told = left.edited.split("\n") if left.edited else []
    return Edits(
        changed=tuple(name for name in told if name[:1] not in (_BESIDE, _GONE)),
        deleted=tuple(name[1:] for name in told if name.startswith(_GONE)),
        added=tuple(Added(name[1:], "") for name in told if name.startswith(_BESIDE)),
    )


def edited(edits: Edits | None) -> str:
    """Where people edited a file, as a `Standing` keeps it: a line for each block."""
    if edits is None:
        return ""
    there = (name for name in edits.ids if name not in edits.deleted)
    gone = (f"{_GONE}{name}" for name in edits.deleted)
    beside = (f"{_BESIDE}{added.after}" for added in edits.added)
    return "\n".join(dict.fromkeys((*there, *gone, *beside)))


def _elsewhere(key: Key, task: Task, known: Known) -> Finding | None:
    """Why a plan that has no file is not written anew: it lies there otherwise."""
    if len(known.strays.get(key, ())) > 1:
        return strays.several(known.strays[key], task.output.file, task.unit.id)
    if not task.output.file:
        return None
    found = saved_otherwise(known.folder / task.output.file)
    return replace(found, unit=task.unit.id) if found else None


def _copies(key: Key, task: Task, known: Known) -> Iterator[Finding]:
    """A word on each further document of a plan that has its file."""
    path = known.path(key, task.output.file) if key in known.strays else None
    for other in known.strays.get(key, ()) if path else ():
        if path and other != path:
            yield strays.copy(other, path.name, task.unit.id)


def _altered(key: Key, known: Known) -> Iterator[Finding]:
    """A word on an issued file that is no longer what was issued."""
    issued = known.issued.get(key)
    path = known.path(key, "") if issued else None
    if issued is None or path is None or path.is_symlink() or not path.is_file():
        return
    if hash_of(contents(path)) != issued.hash:
        yield problem(
            "issued-altered",
            N_("the file was changed since it was issued under {number}"),
            Origin(str(path)),
            hint=N_("put the issued file back, or issue the new version under its own number"),
            severity="warning",
            unit=issued.unit,
            number=issued.number,
        )


def _waiting(key: Key, known: Known) -> Iterator[Finding]:
    """A word on the version of an issued plan that is not issued yet."""
    issued = known.issued.get(key)
    path = known.path(key, "") if issued else None
    if issued and path and (last := _version(path, issued)):
        yield problem(
            "version-waits",
            N_("this version of the plan issued under {number} is not issued yet"),
            Origin(str(last)),
            hint=N_("issue it with creation-plan issue, or delete it"),
            severity="warning",
            unit=issued.unit,
            number=issued.number,
        )


def made_from(task: Task) -> tuple[str, str]:
    """What the unit is made from now: the digests of its recipe and of what the roster says."""
    return (task.prepared.digest if task.prepared else "", task.given)


def seen_at(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        status = path.lstat()
        return status.st_size, status.st_mtime_ns
    return None


def failing(unit: str, path: Path | None, *findings: Finding) -> Examined:
    told = tuple(replace(finding, unit=unit) for finding in findings)
    return Examined(unit=unit, state="failed", path=path, findings=told)


def survey(
    units: Iterable[Unit],
    recipes: Recipes,
    manifest: Manifest,
    settings: Settings,
    workers: Workers,
) -> Iterator[Examined]:
    """How the plan of each unit stands, in their order, then the plans of no unit; nothing is written."""
    known = Known(manifest, settings.folder)
    seen: set[Key] = set()

    def passing() -> Iterator[Step]:
        for step in steps_of(units, recipes, known, settings):
            seen.add(step.key)
            yield step

    for _, examined in looked_at(passing(), Path(), settings, workers, keep=False):
        is_new = examined.state == "new" and examined.wanted and examined.path is None
        named = settings.folder / f"{examined.wanted}.docx"
        yield replace(examined, path=named) if is_new else examined
    yield from orphans(manifest, settings.folder, seen)


def orphans(manifest: Manifest, folder: Path, seen: set[Key]) -> Iterator[Examined]:
    """The plans of units that no roster has any more."""
    for output in manifest.outputs():
        path = folder / output.file
        if output.file and (output.blueprint, output.unit) not in seen and path.is_file():
            told = (_worked_on(path, output.unit),) if _is_worked_on(path, output.hash) else ()
            yield Examined(unit=output.unit, state="orphaned", path=path, findings=told)


def _is_worked_on(path: Path, generated: str) -> bool:
    """Whether people edited the plan of a unit that no roster has any more."""
    with suppress(OSError):
        data = contents(path)
        return hash_of(data) != generated and bool(hand_work(data, path))
    return False


def _worked_on(path: Path, unit: str) -> Finding:
    return problem(
        "orphan-edited",
        N_("no roster has this unit any more, but people edited its plan"),
        Origin(str(path)),
        hint=N_("a unit that only has another name now must keep its number in the roster"),
        severity="warning",
        unit=unit,
    )


def looked_at(
    steps: Iterable[Step], unfinished: Path, settings: Settings, workers: Workers, *, keep: bool
) -> Iterator[tuple[Step, Examined]]:
    """The steps with what was found, in their order."""
    for bundle, found in workers.drafted(_bundles(steps, unfinished, settings, keep)):
        looked = iter(found)
        for step in bundle:
            one = step.done or _of_worker(next(looked), step)
            yield step, replace(one, findings=(*one.findings, *step.told)) if step.told else one


def _of_worker(found: Any, step: Step) -> Examined:
    if isinstance(found, Made):  # its process died
        return failing(step.task.unit.id, None, *found.findings)
    assert isinstance(found, Examined)
    return found


def _bundles(
    steps: Iterable[Step], unfinished: Path, settings: Settings, keep: bool
) -> Iterator[tuple[list[Step], Any]]:
    order = Order((), unfinished, Path.cwd(), settings.pattern, keep, program_digest())
    bundle: list[Step] = []
    count = 0
    for step in steps:
        bundle.append(step)
        count += step.look is not None
        if count >= CHUNK or len(bundle) >= 256:
            yield bundle, _looks(bundle, order, settings)
            bundle, count = [], 0
    if bundle:
        yield bundle, _looks(bundle, order, settings)


def _looks(bundle: list[Step], order: Order, settings: Settings) -> Looks | None:
    looks = tuple((step.look.unit, step.look) for step in bundle if step.look)
    return Looks(looks, order, settings.moment) if looks else None
