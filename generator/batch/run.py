"""A run: what is unchanged is left, the rest drafted by workers, named and put in place here.

Orders go out and results come back in the order of the roster, a few at a time, so that memory
does not grow with the number of units. Documents are flushed to disk and named group by group:
first all of them are on the disk, then each takes its name, then the manifest is told. A run
that is ended in between has whole files only, and the next one finds them right.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import Any

from ..atomic import flush_files, flush_folder
from ..errors import N_, CreationPlanError, Finding, problem
from ..filenames import Names
from ..manifest import Manifest, Output, packed, unpacked
from ..placing import Result, State, cannot_write, hand_work, in_the_way, is_of_another
from ..recipes import Prepared, Recipes, program_digest
from ..units import Unit
from .drafting import Made, Order
from .naming import Pattern
from .workers import Workers

CHUNK = 16  # units in an order: enough to send them cheaply, few enough to share them out
GROUP = 256  # outputs that are flushed and told to the manifest together
_PATIENCE = 2.0  # seconds after which a smaller group is, so that slow work shows progress


_TITLE = Pattern()


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run deals with files: where, over a person's work or not, or only as if."""

    folder: Path
    force: bool = False
    dry_run: bool = False
    pattern: Pattern = _TITLE


@dataclass(frozen=True, slots=True)
class _Task:
    """One unit on its way; without a result it is to be drafted."""

    unit: Unit
    old: Output  # what is known of the file there is
    new: Output  # what will be known of a new one
    prepared: Prepared | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A unit with its result; a document that waits for its name is `source`."""

    result: Result
    output: Output
    record: bytes | None = None
    source: Path | None = None
    old: Output | None = None  # what stays true when it cannot take its name


def run(
    units: Iterable[Unit],
    recipes: Recipes,
    manifest: Manifest,
    unfinished: Path,
    settings: Settings,
    workers: Workers,
) -> Iterator[Result]:
    """Bring each unit's file up to date; a result for each, in the order of the units.

    `unfinished` is the folder that `only_run` gives. One unit's failure stops no other.
    """
    placer = _Placer(manifest, settings)
    tasks = _Tasks(recipes, manifest, settings).of(units)
    bundles = _bundles(tasks, unfinished, settings)
    group: list[_Placed] = []
    begun = monotonic()
    for bundle, made in workers.drafted(bundles):
        group += placer.placed(bundle, made)
        if len(group) >= GROUP or monotonic() - begun > _PATIENCE:
            yield from _finished(group, manifest, settings)
            group, begun = [], monotonic()
    yield from _finished(group, manifest, settings)


# What is to be drafted -----------------------------------------------------------------------


class _Tasks:
    """Tells of each unit whether anything it is made from has changed."""

    def __init__(self, recipes: Recipes, manifest: Manifest, settings: Settings) -> None:
        self._recipes, self._manifest, self._settings = recipes, manifest, settings
        self._seen: dict[tuple[str, str], int] = {}

    def of(self, units: Iterable[Unit]) -> Iterator[_Task]:
        for number, unit in enumerate(units):
            yield self._task(unit, number)

    def _task(self, unit: Unit, number: int) -> _Task:
        try:
            prepared = self._recipes.of(unit)
        except CreationPlanError as error:
            blueprint = unit.blueprint or self._recipes.blueprint
            old = self._known(blueprint, unit, number)
            return _Task(unit, old, old, result=_failed(unit, error.findings))
        old = self._known(prepared.blueprint, unit, number)
        new = replace(
            old,
            recipe=prepared.digest,
            given=_digest(unit.given(), self._settings.pattern),
            places=_digest(unit.places()),
        )
        if self._seen.setdefault((old.blueprint, old.unit), number) != number:
            return _Task(unit, old, new, result=_failed(unit, (_repeated(unit),)))
        result = self._as_it_stands(old, unit) if _is_same(old, new) else None
        return _Task(unit, old, new, prepared, result)

    def _known(self, blueprint: str, unit: Unit, number: int) -> Output:
        old = self._manifest.output(blueprint, unit.id) or Output(blueprint, unit.id)
        return replace(old, number=number, roster=unit.origin.source)

    def _as_it_stands(self, old: Output, unit: Unit) -> Result | None:
        """The result of a unit whose inputs are as they were; None when its file is not."""
        path = self._settings.folder / old.file
        try:
            status = path.lstat()
        except OSError:
            return None
        if (status.st_size, status.st_mtime_ns) != (old.size, old.modified):
            return None
        return Result(unit.id, path, "unchanged", unpacked(old.findings))


def _is_same(old: Output, new: Output) -> bool:
    """Whether drafting would make what it made before, and say the same of it."""
    if not old.hash or (old.recipe, old.given) != (new.recipe, new.given):
        return False
    return old.findings == "[]" or old.places == new.places


def _failed(unit: Unit, findings: tuple[Finding, ...]) -> Result:
    return Result(unit.id, None, "failed", findings)


def _repeated(unit: Unit) -> Finding:
    return problem(
        "repeated-unit",
        N_("another roster has the unit {name} with the same blueprint"),
        unit.origin,
        hint=N_("give one of them another id"),
        unit=unit.id,
        name=unit.id,
    )


def _digest(*parts: Any) -> str:
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _bundles(
    tasks: Iterable[_Task], unfinished: Path, settings: Settings
) -> Iterator[tuple[list[_Task], Order | None]]:
    """The tasks in their order, some at a time, with the order for those to be drafted."""
    bundle: list[_Task] = []
    count = 0
    for task in tasks:
        bundle.append(task)
        count += task.result is None
        if count >= CHUNK or len(bundle) >= GROUP:
            yield bundle, _order(bundle, unfinished, settings)
            bundle, count = [], 0
    if bundle:
        yield bundle, _order(bundle, unfinished, settings)


def _order(bundle: list[_Task], unfinished: Path, settings: Settings) -> Order | None:
    wanted = tuple((t.unit, t.prepared) for t in bundle if t.result is None and t.prepared)
    keep = not settings.dry_run
    if not wanted:
        return None
    return Order(wanted, unfinished, Path.cwd(), settings.pattern, keep, program_digest())


# What becomes of it --------------------------------------------------------------------------


class _Placer:
    """Gives documents their names and decides whether they may take them."""

    def __init__(self, manifest: Manifest, settings: Settings) -> None:
        self._manifest, self._settings = manifest, settings
        self._names = Names()
        for file, *owner in manifest.names():
            self._names.reserve(Path(file).stem, tuple(owner))

    def placed(self, bundle: list[_Task], made: list[Made]) -> Iterator[_Placed]:
        """The tasks of a bundle with their results."""
        drafted = iter(made)
        for task in bundle:
            if task.result is not None:
                old = task.old
                if task.result.state == "failed":  # it is to be tried again
                    old = _told(old, task.result, old.facts)
                yield _Placed(task.result, old)
            else:
                yield self._place(task, next(drafted))

    def _place(self, task: _Task, made: Made) -> _Placed:
        if not made.wanted:
            result = Result(made.unit, None, "failed", made.findings)
            return _Placed(result, _told(task.old, result, made.facts))
        path = self._path(task.old, made)
        try:
            if made.error is not None:
                raise made.error
            state, told = self._judged(path, made, task.old)
            modified = path.lstat().st_mtime_ns if state == "unchanged" else made.modified
        except OSError as error:
            state, told, modified = "failed", (cannot_write(path, error),), 0
        result = Result(made.unit, path, state, (*made.findings, *told))
        if state not in ("written", "unchanged"):
            _remove(made.temporary)
            old = replace(task.old, wanted=made.wanted, file=task.old.file or path.name)
            return _Placed(result, _told(old, result, made.facts))
        new = replace(
            task.new,
            places=task.new.places if made.findings else "",
            wanted=made.wanted,
            file=path.name,
            hash=made.hash,
            size=made.size,
            modified=modified,
            findings=packed(made.findings),
            facts=made.facts,
        )
        if state == "unchanged":
            _remove(made.temporary)
            return _Placed(result, new, made.record)
        return _Placed(result, new, made.record, made.temporary, task.old)

    def _path(self, old: Output, made: Made) -> Path:
        """The unit's file: the one it has as long as it is to be called the same."""
        owner = (old.blueprint, old.unit)
        if old.file and old.wanted == made.wanted:
            return self._settings.folder / old.file
        while True:
            path = self._settings.folder / f"{self._names.give(made.wanted, owner)}.docx"
            if old.file == path.name or not is_of_another(path, *owner):
                return path
            self._names.reserve(path.stem, None)

    def _judged(self, path: Path, made: Made, old: Output) -> tuple[State, tuple[Finding, ...]]:
        """What is to be done with the file that lies where the document is to go."""
        if (refusal := in_the_way(path)) is not None:
            return "failed", (refusal,)
        try:
            status = path.lstat()
        except FileNotFoundError:
            return "written", ()
        known = path.name == old.file and bool(old.hash)
        if known and (status.st_size, status.st_mtime_ns) == (old.size, old.modified):
            return ("unchanged" if old.hash == made.hash else "written"), ()
        data = path.read_bytes()
        found = blake2b(data, digest_size=16).hexdigest()
        if found == made.hash:
            return "unchanged", ()
        if self._settings.force or (known and found == old.hash):
            return "written", ()
        work = hand_work(data, path)
        return ("edited", work) if work else ("written", ())


def _finished(group: list[_Placed], manifest: Manifest, settings: Settings) -> Iterator[Result]:
    """Put the documents of a group in place and keep what is known of them."""
    if settings.dry_run:
        yield from (one.result for one in group)
        return
    done = [*_named(group)]
    manifest.save((replace(one.output, state=one.result.state), one.record) for one in done)
    yield from (one.result for one in done)


def _named(group: list[_Placed]) -> Iterator[_Placed]:
    """The group with its documents named; one that cannot be is failed, its old file there."""
    waiting = [one for one in group if one.source]
    error: OSError | None = None
    try:
        flush_files([one.source for one in waiting if one.source])
    except OSError as failure:
        error = failure
    for one in group:
        yield _renamed(one, error) if one.source else one
    if waiting and waiting[0].result.path:
        with suppress(OSError):
            flush_folder(waiting[0].result.path.parent)


def _renamed(one: _Placed, error: OSError | None) -> _Placed:
    source, path, old = one.source, one.result.path, one.old
    assert source is not None and path is not None and old is not None
    try:
        if error:
            raise error
        os.replace(source, path)  # noqa: PTH105 -- what a sharing violation comes from on Windows
    except OSError as failure:
        _remove(source)
        told = (*one.result.findings, cannot_write(path, failure))
        result = replace(one.result, state="failed", findings=told)
        return _Placed(result, _told(old, result, one.output.facts))
    return one


def _told(old: Output, result: Result, facts: str) -> Output:
    """What is known of a file that stays as it is, and what was told of it; to be tried again."""
    return replace(old, given="", findings=packed(result.findings), facts=facts)


def _remove(path: Path | None) -> None:
    if path is not None:
        with suppress(OSError):
            path.unlink()
