"""Which name a document takes, and whether it may: nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..backups import Backup
from ..errors import N_, Finding, Origin, problem
from ..filenames import Names
from ..manifest import Manifest, Output, Passed, packed
from ..placing import (
    Result,
    State,
    cannot_write,
    contents,
    hand_work,
    hash_of,
    in_the_way,
    made_for,
    saved_otherwise,
)
from ..strays import strays, under
from .drafting import Made
from .settings import Settings
from .tasks import Task

Seen = tuple[int, int] | None  # size and time of a file; None where there is none


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to become of a unit; a document that waits for its name is `source`."""

    result: Result
    passed: Passed
    source: Path | None = None
    seen: Seen = None  # of the file that it is to replace
    task: Task | None = None  # for when it cannot

    def failing(self, *findings: Finding) -> Chosen:
        """This unit when its document could not take its name; the old file stays."""
        assert self.task is not None
        told = (*self.result.findings, *findings)
        result = replace(self.result, state="failed", findings=told)
        return Chosen(result, _kept(self.task, result, self.passed.output.facts))


@dataclass
class Chooser:
    """Gives documents their names and decides whether they may take them."""

    manifest: Manifest
    settings: Settings
    _met: dict[bytes, str] = field(default_factory=dict)  # names of files that are of others

    @cached_property
    def _names(self) -> Names:
        names = Names()
        for file, blueprint, unit in self.manifest.names():
            names.reserve(Path(file).stem, _owner(blueprint, unit))
        return names

    def chosen(self, tasks: list[Task], made: list[Made]) -> Iterator[Chosen]:
        """What is to become of each task, given what was made of those to be drafted."""
        drafted = iter(made)
        for task in tasks:
            if task.result is None:
                yield self._choose(task, next(drafted))
            elif task.result.state == "unchanged":
                roster = task.unit.origin.source
                is_known = roster == task.output.roster
                output = task.output if is_known else replace(task.output, roster=roster)
                passed = Passed(task.number, "unchanged", output, is_known=is_known)
                yield Chosen(task.result, passed)
            else:
                yield Chosen(task.result, _kept(task, task.result, task.output.facts))

    def _choose(self, task: Task, made: Made) -> Chosen:
        if not made.wanted:
            result = Result(made.unit, None, "failed", made.findings)
            return Chosen(result, _kept(task, result, made.facts))
        path = self._path(task.output, made)
        seen: Seen = None
        try:
            if made.error is not None:
                raise made.error
            state, told, seen = self._judged(path, made, task.output)
        except OSError as error:
            state, told = "failed", (cannot_write(path, error),)
        result = Result(made.unit, path, state, (*made.findings, *told))
        if state != "written":
            _remove(made.temporary)
        if state not in ("written", "unchanged"):
            return Chosen(result, _kept(task, result, made.facts, made.wanted))
        result = self._with_old_name(result, task.output)
        assert task.prepared is not None
        new = replace(
            task.output,
            roster=task.unit.origin.source,
            recipe=task.prepared.digest,
            given=task.given,
            places=task.places(made.findings),
            wanted=made.wanted,
            file=path.name,
            hash=made.hash,
            size=made.size,
            modified=seen[1] if seen and state == "unchanged" else made.modified,
            findings=packed(made.findings),
            facts=made.facts,
        )
        told_now = None if result.findings == made.findings else packed(result.findings)
        passed = Passed(task.number, state, new, made.record, told_now)
        return Chosen(result, passed, made.temporary if state == "written" else None, seen, task)

    def _with_old_name(self, result: Result, old: Output) -> Result:
        """The result, with a word on the file that the plan had before under another name."""
        path = self.settings.folder / old.file
        if not (old.file and result.path and path != result.path and path.is_file()):
            return result
        return replace(result, findings=(*result.findings, _called_before(result, path)))

    def _path(self, old: Output, made: Made) -> Path:
        """The unit's file: the one it has as long as it is to be called the same, or is edited."""
        there = self.settings.folder / old.file
        if old.file and (old.wanted == made.wanted or self._is_edited(there, old)):
            return there
        owner = _owner(old.blueprint, old.unit)
        met = self._met.pop(owner, "")
        if met.startswith(made.wanted):
            return self.settings.folder / f"{met}.docx"
        while True:
            path = self.settings.folder / f"{self._names.give(made.wanted, owner)}.docx"
            found = None if old.file == path.name else made_for(path)
            if found is None or (other := _owner(*found)) == owner:
                return path
            self._names.reserve(path.stem, other)
            self._met.setdefault(other, path.stem)

    @cached_property
    def _strays(self) -> Mapping[tuple[str, str], list[Path]]:
        return strays(self.settings.folder, {file for file, *_ in self.manifest.names()})

    def _elsewhere(self, path: Path, old: Output) -> tuple[Finding, ...]:
        """A word on the plan that had a file here, if it lies there otherwise now."""
        if self.settings.force:
            return ()
        if other := saved_otherwise(path):
            return (other,)
        found = self._strays.get((old.blueprint, old.unit), ())
        return tuple(under(other, path.name, old.unit) for other in found)

    def _is_edited(self, path: Path, old: Output) -> bool:
        """Whether the file of a plan that is to be called otherwise holds a person's work."""
        try:
            seen = seen_at(path)
            if seen is None or seen == (old.size, old.modified) or self.settings.force:
                return False
            data = contents(path)
            return hash_of(data) != old.hash and bool(hand_work(data, path))
        except OSError:
            return True  # it will be told

    def _judged(
        self, path: Path, made: Made, old: Output
    ) -> tuple[State, tuple[Finding, ...], Seen]:
        """What is to be done with the file that lies where the document is to go."""
        if (refusal := in_the_way(path)) is not None:
            return "failed", (refusal,), None
        if (seen := seen_at(path)) is None:
            told = self._elsewhere(path, old) if path.name == old.file else ()
            return ("edited", told, None) if told else ("written", (), None)
        if (old.blueprint, old.unit) in self.settings.frozen:
            return "edited", (_frozen(path, old.unit),), seen
        known = path.name == old.file and bool(old.hash)
        if known and seen == (old.size, old.modified):
            return ("unchanged" if old.hash == made.hash else "written"), (), seen
        data = contents(path)
        found = hash_of(data)
        if found == made.hash:
            return "unchanged", (), seen
        if known and found == old.hash:
            return "written", (), seen
        work = hand_work(data, path)
        if work and self.settings.force:
            if self.settings.day and not self.settings.dry_run:
                Backup(path.parent, self.settings.day).take(path.name)
            return "written", (), seen
        return ("edited" if work else "written"), work, seen


def seen_at(path: Path) -> Seen:
    """Size and time of the file; None when there is none."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def _owner(blueprint: str, unit: str) -> bytes:
    """The owner of a name in few bytes."""
    return f"{blueprint}\0{unit}".encode("utf-8", "surrogatepass")


def _kept(task: Task, result: Result, facts: str, wanted: str = "") -> Passed:
    """What is known of a unit whose file stays as it is, to be tried again; what was told of it."""
    old = replace(task.output, given="", facts=facts)
    if result.path and not old.file:
        old = replace(old, wanted=wanted, file=result.path.name)
    told = packed(result.findings)
    return Passed(task.number, result.state, old, findings=told, repeated=task.repeated)


def _frozen(path: Path, unit: str) -> Finding:
    return problem(
        "issued",
        N_("the plan was issued and is left as it is"),
        Origin(str(path)),
        hint=N_("creation-plan regenerate writes its new version beside it"),
        severity="warning",
        unit=unit,
    )


def _called_before(result: Result, old: Path) -> Finding:
    return problem(
        "called-before",
        N_("the plan was called {old} before; that file is still there"),
        Origin(str(result.path)),
        hint=N_("delete it if it is not needed"),
        severity="warning",
        unit=result.unit,
        old=old.name,
    )


def _remove(path: Path | None) -> None:
    if path is not None:
        with suppress(OSError):
            path.unlink()
