"""Units to files; the only module that writes to the output folder.

Each file is the old one or the new one, whole, at every instant, and a file that a person
has edited is left as it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from .drafter import Draft, Drafter
from .errors import N_, CreationPlanError, Finding, Origin, problem
from .filenames import distinct
from .units import Unit
from .word.provenance import Provenance, is_untouched, read_provenance

State = Literal["written", "unchanged", "edited", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one unit's file."""

    unit: str
    path: Path | None
    state: State
    findings: tuple[Finding, ...] = ()


def run(
    units: Iterable[Unit],
    drafter_for: Callable[[Unit], Drafter],
    folder: Path,
    *,
    force: bool = False,
    settle: Callable[[list[Draft]], list[Draft]] = list,
) -> Iterator[Result]:
    """Draft each unit and put its file into `folder`; one unit's failure never stops the others.

    `settle` may draft some anew before they are written, as 版记 on an even page asks.

    A file is called as the roster says, else after the plan's title. The files made before for
    units whose title cannot be told now keep their names: no other unit takes them over.
    """
    drafted = [_drafted(unit, drafter_for) for unit in units]
    kept = _kept_names(drafted, folder)
    wanted = [_name(draft) or draft.unit.id for draft, _ in drafted]
    names = distinct([*kept, *wanted])[len(kept) :]
    settled = settle([draft for draft, _ in drafted])
    for draft, name in zip(settled, names, strict=True):
        yield put_draft(draft, folder / f"{name}.docx", force=force)


def _drafted(unit: Unit, drafter_for: Callable[[Unit], Drafter]) -> tuple[Draft, str]:
    """The unit's draft, failed when its blueprint is rejected, and the blueprint's name."""
    try:
        drafter = drafter_for(unit)
    except CreationPlanError as error:
        return Draft(unit, None, None, error.findings), ""
    return drafter.draft(unit), drafter.loaded.blueprint.blueprint


def _name(draft: Draft) -> str:
    """What the draft's file is to be called; empty when that cannot be told."""
    return draft.unit.file or (draft.plan.title if draft.plan else "")


def _kept_names(drafted: list[tuple[Draft, str]], folder: Path) -> list[str]:
    nameless = {draft.unit.id for draft, _ in drafted if not _name(draft)}
    named = {(draft.unit.id, blueprint) for draft, blueprint in drafted if _name(draft)}
    return [
        path.stem
        for path in (sorted(folder.glob("*.docx")) if nameless else ())
        if (made := _made_from(path)) is not None
        and made.unit in nameless
        and (made.unit, made.blueprint) not in named
    ]


def _made_from(path: Path) -> Provenance | None:
    try:
        return read_provenance(path.read_bytes())
    except Exception:  # whatever lies there, it is not ours
        return None


def put_draft(draft: Draft, path: Path, *, force: bool = False) -> Result:
    """Write one draft to its file, unless it has errors or the file is not ours to replace."""
    if draft.document is None:
        return Result(draft.unit.id, None, "failed", draft.findings)
    result = put(path, draft.document, force=force)
    return replace(result, unit=draft.unit.id, findings=(*draft.findings, *result.findings))


def put(path: Path, data: bytes, *, force: bool = False) -> Result:
    """Make `path` hold `data`: written, unchanged, edited (and left alone), or failed."""
    try:
        if (refusal := _in_the_way(path)) is not None:
            return Result("", path, "failed", (refusal,))
        if path.exists():
            old = path.read_bytes()
            if old == data:
                return Result("", path, "unchanged")
            if not force and not _is_ours(old):
                return Result("", path, "edited", (_edited(path),))
        write_whole(path, data)
    except OSError as error:
        return Result("", path, "failed", (_cannot_write(path, error),))
    return Result("", path, "written")


def _is_ours(data: bytes) -> bool:
    try:
        return is_untouched(data)
    except Exception:  # whatever a person put there, it is not ours
        return False


def _in_the_way(path: Path) -> Finding | None:
    """What keeps `path` from being a plain file of ours; None when nothing does."""
    if owner := _owner_file(path):
        return problem(
            "file-open",
            N_("the file seems to be open in Word or WPS ({owner} lies beside it)"),
            Origin(str(path)),
            hint=N_("close it and run again"),
            owner=owner.name,
        )
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return None
    return problem(
        "not-a-file",
        N_("something that is not a plain file has this name"),
        Origin(str(path)),
        hint=N_("move it away and run again"),
    )


def _owner_file(path: Path) -> Path | None:
    """What Word, WPS or LibreOffice lays beside a file that is open."""
    # Word puts ~$ before a short name, over the first of seven characters, over two of a longer one.
    words = [f"~${path.name[covered:]}" for covered in range(3)]
    for name in (*words, f".~{path.name}", f".~lock.{path.name}#"):
        if (owner := path.with_name(name)).exists():
            return owner
    return None


def _edited(path: Path) -> Finding:
    return problem(
        "edited",
        N_("the file was changed since it was generated and is left as it is"),
        Origin(str(path)),
        hint=N_("use another name, or --force to replace it"),
        severity="warning",
    )


def _cannot_write(path: Path, error: OSError) -> Finding:
    hint = N_("is it open in another program?") if isinstance(error, PermissionError) else ""
    return problem(
        "cannot-write",
        N_("the file cannot be written: {reason}"),
        Origin(str(path)),
        hint=hint,
        reason=error.strerror or str(error),
    )


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file in one step: beside it, flushed to disk, renamed, the folder flushed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{os.urandom(8).hex()}.tmp"
    handle = os.open(temporary, _NEW, 0o666)  # as any new file, less what the user's mask takes
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
