"""The plans of a folder brought up to date.

What nobody edited is the business of `batch`, which drafts and replaces it. What people edited,
and what was issued, is looked at first, document by document; here it takes its name. Each file
is put aside before another takes its place. A run that was ended in between finds what it has
done already done.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import batch
from ..atomic import flush_files, flush_folder, write_whole
from ..batch.workers import Workers
from ..errors import N_, CreationPlanError, Finding, Origin, problem
from ..manifest import Manifest, Passed, packed
from ..merge import AUTHOR
from ..placing import Result, cannot_write, in_the_way
from ..recipes import Recipes
from ..redlining import redline
from ..units import Unit
from . import ledgered, papers
from .examined import Examined, State
from .ledgered import Standing
from .looking import (
    Key,
    Known,
    Settings,
    Step,
    failing,
    looked_at,
    made_from,
    orphans,
    seen_at,
    steps_of,
)

BACKUP = ".backup"
REDLINES = "修订对照"
_BEHIND = 1 << 40  # so numbered, what was merged stands behind what was drafted in the manifest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit, and the papers laid beside its plan."""

    examined: Examined
    leavings: Path | None = None
    redline: Path | None = None
    files: tuple[Path, ...] = ()  # new versions of an issued plan


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
    changing: set[int] = field(default_factory=set)  # what it may replace
    passed: list[Passed] = field(default_factory=list)

    def merge(self, units: Iterable[Unit], workers: Workers) -> None:
        """Bring up to date what people edited, and write revisions of what was issued."""
        placer = _Placer(self.manifest, self.known, self.settings)
        steps = self._to_look_at(units)
        for step, examined in looked_at(steps, self.unfinished, self.settings, workers, keep=True):
            outcome = placer.placed(step, examined)
            if outcome.examined.state in ("updated", "unchanged"):
                self.changing.add(step.task.number)  # nobody edited it
            else:
                self.apart[step.task.number] = outcome
                self.passed.append(_passed(step, outcome.examined))

    def _to_look_at(self, units: Iterable[Unit]) -> Iterator[Step]:
        for step in steps_of(units, self.recipes, self.known, self.settings):
            self.order.append(step.key)
            look = step.look
            if look and (look.as_written or not look.path) and not look.issued:
                self.changing.add(step.task.number)
            elif look or (step.done and step.done.state in ("kept", "undecided", "issued")):
                yield step

    def draft(self, units: Iterable[Unit], workers: Workers) -> Iterator[Outcome]:
        """What nobody edited, drafted anew where it changed; with all others, in their order."""
        waiting: deque[tuple[int, _Aside]] = deque()

        def passing() -> Iterator[Unit]:
            for number, unit in enumerate(units):
                aside = _Aside(self.settings)
                waiting.append((number, aside))
                if number not in self.apart:
                    if number in self.changing:
                        aside.take(self._file(number))
                    yield unit

        settings = batch.Settings(self.settings.folder, pattern=self.settings.pattern)
        for result in batch.run(
            passing(), self.recipes, self.manifest, self.unfinished, settings, workers
        ):
            while waiting[0][0] in self.apart:
                yield self.apart[waiting.popleft()[0]]
            _number, aside = waiting.popleft()
            aside.settle(kept=result.state == "written")
            yield _redlined(Outcome(_of_batch(result, aside)), aside.old, self.settings)
        yield from (self.apart[number] for number, _ in waiting)

    def _file(self, number: int) -> str:
        """The name of the file that a unit has."""
        output = self.manifest.output(*self.order[number])
        return output.file if output else ""


def _passed(step: Step, found: Examined) -> Passed:
    """What the manifest is told of a plan that was merged or left; it knows it as edited."""
    output, number = step.task.output, step.task.number
    told = packed(found.findings)
    if found.state == "issued" and step.task.result is not None:
        return Passed(_BEHIND + number, "unchanged", output, findings=told, is_known=True)
    file = output.file or (found.path.name if found.path else "")
    kept = replace(output, given="", file=file, facts=found.facts or output.facts)
    state = "failed" if found.state == "failed" else "edited"
    return Passed(_BEHIND + number, state, kept, findings=told)


def _redlined(outcome: Outcome, old: bytes, settings: Settings) -> Outcome:
    """The outcome with a document beside it that shows what has changed, if one is wanted."""
    one = outcome.examined
    if not (
        settings.redline and old and one.path and one.state in ("updated", "merged", "conflict")
    ):
        return outcome
    target = one.path.parent / REDLINES / one.path.name
    try:
        new = one.path.read_bytes()
        data = redline(old, new, author=AUTHOR, moment=settings.moment, names=(str(one.path),) * 2)
        write_whole(target, data)
    except CreationPlanError as error:
        told = (replace(f, severity="warning", unit=one.unit) for f in error.findings)
        return replace(outcome, examined=replace(one, findings=(*one.findings, *told)))
    except OSError as error:
        refusal = replace(cannot_write(target, error), severity="warning", unit=one.unit)
        return replace(outcome, examined=replace(one, findings=(*one.findings, refusal)))
    return replace(outcome, redline=target)


def _of_batch(result: Result, aside: _Aside | None) -> Examined:
    """What batch did, in the words of this run."""
    states: Mapping[str, State] = {"unchanged": "unchanged", "edited": "kept", "failed": "failed"}
    state = states.get(result.state) or ("updated" if aside and aside.had else "new")
    return Examined(unit=result.unit, state=state, path=result.path, findings=result.findings)


class _Aside:
    """The file that is replaced, kept under `.backup`."""

    def __init__(self, settings: Settings) -> None:
        self._folder, self._day = settings.folder, settings.day
        self.had = False
        self._copy: Path | None = None

    def take(self, file: str) -> None:
        """Keep the file as it is, as a second name of it where the system can."""
        source = self._folder / file
        if not file or source.is_symlink() or not source.is_file():
            return
        self.had = True
        target = _free(self._folder / BACKUP / self._day / file, source)
        if target is None:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # no links there: a copy
            write_whole(target, source.read_bytes())
        self._copy = target

    @property
    def old(self) -> bytes:
        """What the file held; empty when there was none."""
        return self._copy.read_bytes() if self._copy else b""

    def settle(self, *, kept: bool) -> None:
        """The file was replaced, or it was not and the second name goes."""
        if self._copy and not kept:
            self._copy.unlink(missing_ok=True)
            self._copy = None


def _free(wanted: Path, source: Path) -> Path | None:
    """A name that no backup has; None when the very file is kept already."""
    path, number = wanted, 1
    while path.exists():
        if path.samefile(source):
            return None
        number += 1
        path = wanted.with_stem(f"{wanted.stem}_{number}")
    return path


@dataclass
class _Placer:
    """Puts what was merged in place of the file it comes from, or beside an issued one."""

    manifest: Manifest
    known: Known
    settings: Settings

    def placed(self, step: Step, found: Examined) -> Outcome:
        """The outcome of a unit; its new document has its name then."""
        if step.look is None or found.path is None:
            return Outcome(found)
        try:
            outcome = self._placed(step, found)
        except OSError as error:
            refusal = cannot_write(found.path, error)
            outcome = Outcome(failing(found.unit, found.path, refusal))
        for temporary in (found.temporary, found.explanation):
            if temporary is not None:
                temporary.unlink(missing_ok=True)
        return outcome

    def _placed(self, step: Step, found: Examined) -> Outcome:
        assert found.path is not None
        if found.temporary is None:
            if found.state in ("kept", "undecided", "conflict", "issued"):
                self._stand(step, found)
            return Outcome(found)
        if refusal := in_the_way(found.path) or self._meanwhile(found):
            return Outcome(failing(found.unit, found.path, refusal))
        flush_files([found.temporary])
        if found.state == "revised":
            return self._beside(step, found)
        return self._in_place(step, found)

    def _meanwhile(self, found: Examined) -> Finding | None:
        if found.path is None or seen_at(found.path) == found.seen:
            return None
        return problem(
            "changed-meanwhile",
            N_("the file was changed while it was being brought up to date"),
            Origin(str(found.path)),
            hint=N_("run again"),
        )

    def _in_place(self, step: Step, found: Examined) -> Outcome:
        assert found.path is not None and found.temporary is not None
        path = found.path
        old = path.read_bytes() if self.settings.redline else b""
        left = self._leavings(step, found)
        aside = _Aside(self.settings)
        aside.take(path.name)
        flush_folder(path.parent)
        found.temporary.replace(path)
        flush_folder(path.parent)
        self._stand(step, found)
        return _redlined(Outcome(found, left), old, self.settings)

    def _beside(self, step: Step, found: Examined) -> Outcome:
        """The next version of an issued plan, and what explains it."""
        assert found.path and found.temporary and found.explanation
        issued = self.known.issued[step.key]
        number, stem = issued.revision + 1, found.path.stem.partition("（修订")[0]
        while True:
            files = (
                found.path.with_name(f"{stem}（修订{number}）.docx"),
                found.path.with_name(f"{stem}（修订说明{number}）.docx"),
            )
            if not any(map(os.path.lexists, files)):
                break
            number += 1
        flush_files([found.explanation])
        found.explanation.replace(files[1])
        found.temporary.replace(files[0])
        flush_folder(found.path.parent)
        left = self._leavings(step, found)
        recipe, given = made_from(step.task)
        revised = replace(issued, revision=number, recipe=recipe, given=given)
        ledgered.issue(self.manifest, revised)
        return Outcome(found, left, files=files)

    def _leavings(self, step: Step, found: Examined) -> Path | None:
        """待处置 beside the plan, when something could not be placed."""
        if not found.unplaced or found.path is None or step.task.prepared is None:
            return None
        rows = [(left.text, self.settings.told(left)) for left in found.unplaced]
        data = papers.leavings(step.task.prepared.recipe.format, found.path.stem, rows)
        path, number = found.path.with_stem(f"{found.path.stem}（待处置）"), 1
        while os.path.lexists(path):
            if path.is_file() and path.read_bytes() == data:
                return path
            number += 1
            path = found.path.with_stem(f"{found.path.stem}（待处置{number}）")
        write_whole(path, data)
        return path

    def _stand(self, step: Step, found: Examined) -> None:
        """Keep that the file is up to date as it stands, for all that people wrote in it."""
        assert found.path is not None
        seen = seen_at(found.path)
        if found.state == "undecided" and found.changed:
            return
        if seen is None or not found.record:
            return
        state = "conflict" if found.state == "conflict" and found.conflicts else found.state
        ledgered.stand(
            self.manifest,
            Standing(
                *step.key,
                *made_from(step.task),
                found.path.name,
                *seen,
                "conflict" if state in ("conflict", "undecided") else "kept",
                "\n".join(found.edits.ids if found.edits else ()),
                found.record,
            ),
        )
