"""The plans of a folder brought up to date.

What nobody edited is the business of `batch`, which drafts and replaces it. What people edited,
and what was issued, is looked at first, document by document, and takes its name then. Each file
is put aside before another takes its place. A run that was ended in between finds what it has
done already done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..backups import Backup
from ..batch.run import run as run_batch
from ..batch.settings import Settings as BatchSettings
from ..batch.workers import Workers
from ..errors import Finding
from ..manifest import Manifest, Passed, packed
from ..placing import Result
from ..recipes import Recipes
from ..units import Unit
from ..word.provenance import recorded_apart
from . import ledgered
from .examined import Examined, Seen, State
from .examining import Look, explained
from .looking import (
    Key,
    Known,
    Settings,
    Step,
    looked_at,
    made_from,
    orphans,
    seen_at,
    steps_of,
)
from .replacing import Outcome, Placer, redlined

_BEHIND = 1 << 40  # so numbered, what was merged is apart from what `batch` numbers itself


def apply(
    units: Callable[[], Iterable[Unit]],
    through: Callable[[Iterable[Unit]], Iterable[Unit]],
    recipes: Recipes,
    manifest: Manifest,
    unfinished: Path,
    settings: Settings,
    workers: tuple[Workers, Workers],
) -> Iterator[Outcome]:
    """Bring every plan up to date; an outcome for each unit, in their order, then the orphans.

    `units` gives the units anew each time; they pass `through` once on their way. The second
    of the workers only draft. Begins a run in the manifest.
    """
    run = _Run(recipes, manifest, unfinished, settings, Known(manifest, settings.folder))
    run.merge(units(), workers[0])
    manifest.begin()
    yield from run.draft(through(units()), workers[1])
    manifest.save(run.passed)
    ledgered.put_in_order(manifest, run.places())
    for one in orphans(manifest, settings.folder, set(run.order)):
        yield Outcome(one)


@dataclass
class _Run:
    """First what people edited, and what was issued; then what is drafted anew."""

    recipes: Recipes
    manifest: Manifest
    unfinished: Path
    settings: Settings
    known: Known
    order: list[Key] = field(default_factory=list)  # the units by number
    apart: dict[int, Outcome] = field(default_factory=dict)  # of what is not for `batch`
    changing: dict[int, Examined | None] = field(default_factory=dict)  # what it may replace
    told: dict[int, tuple[Finding, ...]] = field(default_factory=dict)  # beside what batch tells
    passed: list[Passed] = field(default_factory=list)
    drafted: list[int] = field(default_factory=list)  # the units that went to `batch`, by number

    def places(self) -> list[tuple[int, int]]:
        """(number in the manifest, number in the rosters) of every unit; all the same: none."""
        if not self.passed:
            return []
        merged = [(one.number, one.number - _BEHIND) for one in self.passed]
        return [*enumerate(self.drafted), *merged]

    def merge(self, units: Iterable[Unit], workers: Workers) -> None:
        """Bring up to date what people edited, and write revisions of what was issued."""
        placer = Placer(self.manifest, self.known, self.settings)
        steps = self._to_look_at(units)
        for step, examined in looked_at(steps, self.unfinished, self.settings, workers, keep=True):
            outcome = placer.placed(step, examined)
            found = outcome.examined
            if found.state == "updated" or (found.state == "unchanged" and _is_called_anew(step, found)):  # fmt: skip
                self.changing[step.task.number] = found  # nobody edited it
                if found.path and found.path.name != step.task.output.file:
                    self.manifest.call(*step.key, found.path.name)
            else:
                self.apart[step.task.number] = outcome
                self.passed.append(_passed(step, found))

    def _to_look_at(self, units: Iterable[Unit]) -> Iterator[Step]:
        for step in steps_of(units, self.recipes, self.known, self.settings):
            self.order.append(step.key)
            if step.told:
                self.told[step.task.number] = step.told
            look = step.look
            if look and _is_for_batch(look, step):
                self.changing[step.task.number] = None
            elif look or (step.done and step.done.state in _OURS):
                yield step

    def draft(self, units: Iterable[Unit], workers: Workers) -> Iterator[Outcome]:
        """What nobody edited, drafted anew where it changed; with all others, in their order."""
        waiting: deque[_Replaced] = deque()

        def passing() -> Iterator[Unit]:
            for number, unit in enumerate(units):
                waiting.append(self._replaced(number, unit))
                if number not in self.apart:
                    self.drafted.append(number)
                    yield unit

        settings = BatchSettings(self.settings.folder, pattern=self.settings.pattern)
        for result in run_batch(
            passing(), self.recipes, self.manifest, self.unfinished, settings, workers
        ):
            while waiting[0].number in self.apart:
                yield self.apart[waiting.popleft().number]
            yield self._drafted(result, waiting.popleft())
        yield from (self.apart[one.number] for one in waiting)

    def _replaced(self, number: int, unit: Unit) -> _Replaced:
        """A unit on its way to `batch`, its file put aside."""
        one = _Replaced(number, unit, Backup(self.settings.folder, self.settings.day))
        if number in self.changing and number not in self.apart:
            key = self.order[number]
            output = self.manifest.output(*key)
            one.backup.take(output.file if output else "")
            if self.changing[number] is None:
                one.record = self.manifest.record(*key)
        return one

    def _there(self, number: int) -> Path | None:
        """The file that a unit has, though it could not be drafted."""
        output = self.manifest.output(*self.order[number])
        return self.settings.folder / output.file if output and output.file else None

    def _drafted(self, result: Result, one: _Replaced) -> Outcome:
        """What batch did, in the words of this run, and why."""
        is_new = result.state == "written"
        one.backup.settle(kept=is_new)
        state = _STATES.get(result.state) or ("updated" if one.backup.had else "new")
        path = result.path or self._there(one.number)
        found = Examined(unit=result.unit, state=state, path=path, findings=result.findings)
        if looked := self.changing.get(one.number):
            found = replace(
                looked, state=state, path=path, findings=result.findings, temporary=None
            )
        elif is_new and one.record and (new := self.manifest.record(*self.order[one.number])):
            base, ours = recorded_apart(one.record, new)
            found = explained(found, base, ours, self.recipes.of(one.unit))
        found = replace(found, findings=(*found.findings, *self.told.get(one.number, ())))
        return redlined(Outcome(found), one.backup.old, self.settings)


def _is_for_batch(look: Look, step: Step) -> bool:
    """Whether a plan is drafted anew without a look at what lies there."""
    if look.issued:
        return False
    return not look.path or (look.as_written and look.path.name == step.task.output.file)


_OURS = ("kept", "undecided", "issued", "refused")  # what is known of them batch is not told
_STATES: Mapping[str, State] = {"unchanged": "unchanged", "edited": "kept", "failed": "failed"}


@dataclass
class _Replaced:
    """A unit whose file may be replaced."""

    number: int
    unit: Unit
    backup: Backup
    record: bytes | None = None  # of what was generated before


def _is_called_anew(step: Step, found: Examined) -> bool:
    """Whether a file that says what would be generated is to have another name."""
    output = step.task.output
    return bool(output.file) and output.wanted != found.wanted


def _passed(step: Step, found: Examined) -> Passed:
    """What the manifest is told of a plan that was not drafted: mostly that it is edited.

    One that says what would be generated, saved by another program, is as good as generated.
    """
    output, number = step.task.output, step.task.number
    told = packed(found.findings)
    if found.state == "issued" and step.task.result is not None:
        return Passed(_BEHIND + number, "unchanged", output, findings=told, is_known=True)
    file = found.path.name if found.path else output.file
    kept = replace(output, given="", file=file, facts=found.facts or output.facts)
    if seen := _seen_as_generated(found):
        recipe, given = made_from(step.task)
        size, modified = seen
        kept = replace(
            kept,
            roster=step.task.unit.origin.source,
            recipe=recipe,
            given=given,
            places=step.task.places(found.findings),
            wanted=found.wanted,
            hash=found.hash,
            size=size,
            modified=modified,
            findings=told,
        )
        return Passed(_BEHIND + number, "unchanged", kept, found.record, told)
    state = "failed" if found.state == "failed" else "edited"
    return Passed(_BEHIND + number, state, kept, findings=told)


def _seen_as_generated(found: Examined) -> Seen | None:
    """Size and time of a file that says what would be generated, or says it since it was merged."""
    seen = seen_at(found.path) if found.path else None
    if found.still:
        return None if found.still.is_edited else seen
    return seen if found.state == "unchanged" and found.seen == seen else None
