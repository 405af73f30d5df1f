"""What is to be drafted: a unit whose file is there, made of the same as before, is not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import N_, CreationPlanError, Finding, problem
from ..manifest import AT_ONCE, Manifest, Output, unpacked
from ..placing import Result
from ..recipes import Prepared, Recipes, program_digest
from ..units import Unit
from .drafting import Order
from .proofing import Silent, switched_off
from .settings import Settings

CHUNK = 16  # units in an order: enough to send them cheaply, few enough to share them out
GROUP = 256  # outputs that are flushed and told to the manifest together


@dataclass(frozen=True, slots=True)
class Task:
    """One unit on its way; without a result it is to be drafted."""

    number: int  # in the run
    unit: Unit
    output: Output  # what is known of the file there is
    prepared: Prepared | None = None
    given: str = ""  # digest of what the roster says of it
    result: Result | None = None
    repeated: bool = False  # the output is that of another unit of the run
    rules: str = ""  # digest of what is switched off of the rules over texts

    def places(self, findings: tuple[Finding, ...]) -> str:
        """The digest of where the roster says what was told, and of what was not to be told."""
        return _told_by(self.unit, bool(findings), self.rules)


def _told_by(unit: Unit, told: bool, rules: str) -> str:
    parts = [*([unit.places()] if told else []), *([rules] if rules else [])]
    return digest(*parts) if parts else ""


def digest(*parts: Any) -> str:
    """Equal for equal parts, as their `repr` tells."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class Tasks:
    """Tells of each unit whether anything it is made from has changed."""

    def __init__(self, recipes: Recipes, manifest: Manifest, settings: Settings) -> None:
        self._recipes, self._settings = recipes, settings
        self._known = _Known(manifest)
        self._folder = str(settings.folder)
        self._seen: set[bytes] = set()
        silent = switched_off(settings.folder)
        self._rules = digest(silent) if silent else ""

    def of(self, units: Iterable[Unit]) -> Iterator[Task]:
        """A task for each unit, in their order."""
        for number, unit in enumerate(units):
            yield self._task(number, unit)

    def _task(self, number: int, unit: Unit) -> Task:
        prepared, errors = None, unit.findings
        try:
            prepared = self._recipes.of(unit)
        except CreationPlanError as error:
            errors = error.findings
        blueprint = prepared.blueprint if prepared else unit.blueprint or self._recipes.blueprint
        old = self._known.output(number, blueprint, unit.id)
        if self._is_repeated(blueprint, unit.id):
            errors = unit.findings or (_repeated(unit),)
            return Task(number, unit, old, result=_failed(unit, errors), repeated=True)
        if prepared is None:
            return Task(number, unit, old, result=_failed(unit, errors))
        given = digest(unit.given(), self._settings.pattern)
        if result := self._as_it_stands(old, prepared, given, unit):
            return Task(number, unit, old, prepared, given, result)
        return Task(number, unit, old, prepared, given, rules=self._rules)

    def _is_repeated(self, blueprint: str, unit: str) -> bool:
        """Whether the run had the unit before; few bytes are kept of each."""
        text = f"{blueprint}\0{unit}".encode("utf-8", "surrogatepass")
        key = blake2b(text, digest_size=12).digest()
        if key in self._seen:
            return True
        self._seen.add(key)
        return False

    def _as_it_stands(
        self, old: Output, prepared: Prepared, given: str, unit: Unit
    ) -> Result | None:
        """The result of a unit for which drafting would make what lies there, and say the same."""
        if not old.hash or (old.recipe, old.given) != (prepared.digest, given):
            return None
        if old.places != _told_by(unit, old.findings != "[]", self._rules):
            return None
        path = os.path.join(self._folder, old.file)  # noqa: PTH118 -- ten thousand times
        try:
            status = os.lstat(path)
        except OSError:
            return None
        if (status.st_size, status.st_mtime_ns) != (old.size, old.modified):
            return None
        findings = unpacked(old.findings) if old.findings != "[]" else ()
        return Result(unit.id, Path(path), "unchanged", findings)


class _Known:
    """The outputs that are known, read in the order of the run before, which is mostly the same."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._read = 0  # outputs of the run before
        self._near: dict[tuple[str, str], Output] = {}

    def output(self, number: int, blueprint: str, unit: str) -> Output:
        """What is known of a unit's output, given its place in this run."""
        if number >= self._read:
            before = [*self._manifest.before(self._read)]
            self._read += AT_ONCE
            self._near = {(one.blueprint, one.unit): one for one in before} | {
                key: self._near[key] for key in islice(self._near, AT_ONCE)
            }
        if found := self._near.pop((blueprint, unit), None):
            return found
        return self._manifest.output(blueprint, unit) or Output(blueprint, unit)


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


def bundles(
    tasks: Iterable[Task], unfinished: Path, settings: Settings
) -> Iterator[tuple[list[Task], Order | None]]:
    """The tasks in their order, some at a time, with the order for those to be drafted."""
    silent = switched_off(settings.folder)
    bundle: list[Task] = []
    count = 0
    for task in tasks:
        bundle.append(task)
        count += task.result is None
        if count >= CHUNK or len(bundle) >= GROUP:
            yield bundle, _order(bundle, unfinished, settings, silent)
            bundle, count = [], 0
    if bundle:
        yield bundle, _order(bundle, unfinished, settings, silent)


def _order(
    bundle: list[Task], unfinished: Path, settings: Settings, silent: tuple[Silent, ...]
) -> Order | None:
    wanted = tuple((t.unit, t.prepared) for t in bundle if t.result is None and t.prepared)
    if not wanted:
        return None
    keep = not settings.dry_run
    program = program_digest()
    return Order(wanted, unfinished, Path.cwd(), settings.pattern, keep, program, silent)
