"""Documents that were merged take the place of their files, or stand beside issued ones."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..atomic import flush_files, flush_folder, write_whole
from ..backups import Backup
from ..errors import N_, CreationPlanError, Finding, Origin, problem
from ..manifest import Manifest
from ..placing import cannot_write, in_the_way
from ..redlining import AUTHOR, redline
from . import ledgered, papers, revising
from .examined import Examined
from .ledgered import Standing
from .looking import Known, Settings, Step, edited, failing, made_from, seen_at

REDLINES = "修订对照"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit, and the papers laid beside its plan."""

    examined: Examined
    leavings: Path | None = None
    redline: Path | None = None
    files: tuple[Path, ...] = ()  # new versions of an issued plan


def _version(issued: Path, number: int) -> tuple[Path, Path]:
    """The files of a version of an issued plan: itself, and what explains it."""
    return revising.version(issued, number), revising.explanation(issued, number)


def _may_take(path: Path, new: Path) -> bool:
    """Whether nothing has that name, or only what a run that was ended laid there itself."""
    return not os.path.lexists(path) or (path.is_file() and path.read_bytes() == new.read_bytes())


@dataclass
class Placer:
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
        Backup(self.settings.folder, self.settings.day).take(path.name)
        flush_folder(path.parent)
        if refusal := self._meanwhile(found):  # flushing takes its time
            return Outcome(failing(found.unit, path, refusal))
        found.temporary.replace(path)
        flush_folder(path.parent)
        self._stand(step, found)
        return redlined(Outcome(found, left), old, self.settings)

    def _beside(self, step: Step, found: Examined) -> Outcome:
        """The next version of an issued plan, and what explains it."""
        assert found.path and found.temporary and found.explanation
        issued = self.known.issued[step.key]
        number = issued.revision + 1
        new = (found.temporary, found.explanation)
        while not all(map(_may_take, files := _version(found.path, number), new)):
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
        if found.still and not found.still.is_edited:
            return  # it says what would be generated: the next run finds it as good as that
        ledgered.stand(
            self.manifest,
            Standing(
                *step.key,
                *made_from(step.task),
                found.path.name,
                *seen,
                "conflict" if found.waits or found.state == "undecided" else "kept",
                edited(found.still or found.edits),
                found.record,
            ),
        )


def redlined(outcome: Outcome, old: bytes, settings: Settings) -> Outcome:
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
