"""`creation-plan check --fix`: repaired files put in the place of the old ones, which are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from .. import atomic, placing
from ..backups import FOLDER, Backup
from ..checking import Checker
from ..errors import N_, CreationPlanError, Finding, Origin, Unreadable, problem
from ..messages import _
from .check_output import repair_lines
from .console import note, tell


def repair(
    files: Sequence[Path],
    checker: Checker,
    write: Callable[[str], None],
    *,
    tracked: bool,
    dry_run: bool,
) -> bool:
    """Repair what is safe in these files, and tell each repair; whether all went well."""
    well = True
    told: list[Finding] = []
    kept: dict[Path, None] = {}
    for path in files:
        try:
            fixed = checker.fixed(path, tracked=tracked, moment=moment())
        except CreationPlanError as error:
            if not isinstance(error, Unreadable):  # the check tells that again
                tell(one for one in error.findings if one not in told)
                told += error.findings
                well = False
            continue
        if fixed is None or not fixed.is_changed:
            continue
        if frozen := _frozen(path):
            tell([frozen])
            continue
        if not dry_run:
            if not _replaced(path, fixed.data):
                well = False
                continue
            kept[path.parent / FOLDER / _today()] = None
        for line in repair_lines(path, fixed, dry_run=dry_run):
            write(line)
    for folder in kept:
        note(_("the old files: {folder}", folder=folder))
    return well


def _frozen(path: Path) -> Finding | None:
    """What to tell instead of repairing a plan that was issued; None of any other file."""
    from .. import manifest  # these only matter where something is repaired
    from ..regenerating import ledgered

    with manifest.look_in(path.parent) as known:
        issued = ledgered.issued_in(known).values()
    number = next((one.number for one in issued if one.file == path.name), "")
    if not number:
        return None
    message = N_("the plan was issued under {number} and is frozen, so nothing was repaired")
    hint = N_("repair a copy, and issue it under a number of its own")
    origin = Origin(str(path))
    return problem("issued", message, origin, hint=hint, severity="warning", number=number)


def _replaced(path: Path, data: bytes) -> bool:
    """Put the repaired file in place of the old one, which is kept; whether that could be done."""
    backup = Backup(path.parent, _today())
    try:
        if (refusal := placing.in_the_way(path)) is not None:
            tell([refusal])
            return False
        backup.take(path.name)
        atomic.write_whole(path, data)
    except OSError as error:
        backup.settle(kept=False)
        tell([placing.cannot_write(path, error)])
        return False
    return True


def _today() -> str:
    return date.today().isoformat()


def moment() -> str:
    """Now, as Word has it in comments and tracked changes."""
    return datetime.now().strftime("%Y-%m-%dT%H:%M:%SZ")  # local time, whatever the Z says
