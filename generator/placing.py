"""One file at a time: the old one or the new one, whole, at every instant, never over a
person's work."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .atomic import write_whole
from .backups import Backup
from .errors import N_, CreationPlanError, Finding, Origin, problem

if TYPE_CHECKING:
    from .word.provenance import Record

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_OTHERS = (".doc", ".wps", ".odt", ".docm")

State = Literal["written", "unchanged", "edited", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one unit's file."""

    unit: str
    path: Path | None
    state: State
    findings: tuple[Finding, ...] = ()


def put(path: Path, data: bytes, *, force: bool = False, day: str = "") -> Result:
    """Make `path` hold `data`: written, unchanged, edited (and left alone), or failed.

    With `force` an edited file is replaced too; it is kept under that day, if one is given.
    """
    backup = Backup(path.parent, day)
    try:
        if (refusal := in_the_way(path)) is not None:
            return Result("", path, "failed", (refusal,))
        if path.exists():
            old = contents(path)
            if old == data:
                return Result("", path, "unchanged")
            if work := hand_work(old, path):
                if not force:
                    return Result("", path, "edited", work)
                if day:
                    backup.take(path.name)
        write_whole(path, data)
    except OSError as error:
        backup.settle(kept=False)
        return Result("", path, "failed", (cannot_write(path, error),))
    return Result("", path, "written")


def hand_work(
    data: bytes, path: Path, records: Sequence[Record] | None = None
) -> tuple[Finding, ...]:
    """What people did to a document of ours, for which it is not replaced; none if nothing.

    `records` are its blocks as generated, for a document that has lost them.
    """
    from . import returned  # only a file that is there already is looked at

    try:
        found = returned.edits(data, records, str(path))
    except CreationPlanError as error:
        return (_edited(path), *(replace(f, severity="warning") for f in error.findings))
    if found is None:
        return (_not_ours(path),)
    return (_edited(path), returned.told(found, str(path))) if found.is_edited else ()


def made_for(path: Path) -> tuple[str, str] | None:
    """The blueprint and unit for which the document was generated; None when no such lies there."""
    from .word.provenance import read_provenance  # as above

    try:
        made = read_provenance(contents(path), str(path)) if is_plain(path) else None
    except (CreationPlanError, OSError):
        return None
    return (made.blueprint, made.unit) if made else None


def contents(path: Path) -> bytes:
    """What the file holds; of one larger than any document just more than is ever looked at."""
    from .archives import MAX_FILE  # as above

    with path.open("rb") as file:
        return file.read(MAX_FILE + 1)


def hash_of(document: bytes) -> str:
    """The hash by which a document is known as the one that was written."""
    return blake2b(document, digest_size=16).hexdigest()


def is_plain(path: Path) -> bool:
    """Whether a file lies there, and no link, folder, or pipe that would keep us waiting."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def in_the_way(path: Path) -> Finding | None:
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
        return None if mode & _WRITABLE else _read_only(path)
    return problem(
        "not-a-file",
        N_("something that is not a plain file has this name"),
        Origin(str(path)),
        hint=N_("move it away and run again"),
    )


def _read_only(path: Path) -> Finding:
    """A person said so: on Linux it could be replaced all the same."""
    return problem(
        "read-only",
        N_("the file is marked read-only and is left as it is"),
        Origin(str(path)),
        hint=N_("take the mark away and run again"),
    )


def saved_otherwise(path: Path) -> Finding | None:
    """A word on a document that has this name but for its ending: saved again as .doc, say."""
    for suffix in _OTHERS:
        other = path.with_suffix(suffix)
        if is_plain(other):
            return problem(
                "saved-otherwise",
                N_("the plan lies here as {name}, which this program does not read"),
                Origin(str(other)),
                hint=N_("save it as {wanted} and run again, or move it away"),
                severity="warning",
                name=other.name,
                wanted=path.name,
            )
    return None


def _owner_file(path: Path) -> Path | None:
    """What Word, WPS or LibreOffice lays beside a file that is open."""
    # Word puts ~$ before a short name, over the first of seven characters, over two of a longer one.
    folder, name = os.path.split(path)
    words = [f"~${name[covered:]}" for covered in range(3)]
    for owner in (*words, f".~{name}", f".~lock.{name}#"):
        if os.path.lexists(os.path.join(folder, owner)):  # noqa: PTH118 -- for every plan
            return path.with_name(owner)
    return None


def _edited(path: Path) -> Finding:
    return problem(
        "edited",
        N_("the file was changed since it was generated and is left as it is"),
        Origin(str(path)),
        hint=N_("use another name, or --force to replace it"),
        severity="warning",
    )


def _not_ours(path: Path) -> Finding:
    return problem(
        "not-ours",
        N_("a file that was not generated has this name and is left as it is"),
        Origin(str(path)),
        hint=N_("move it away, or use --force to replace it"),
        severity="warning",
    )


def cannot_write(path: Path, error: OSError) -> Finding:
    hint = N_("is it open in another program?") if isinstance(error, PermissionError) else ""
    return problem(
        "cannot-write",
        N_("the file cannot be written: {reason}"),
        Origin(str(path)),
        hint=hint,
        reason=error.strerror or str(error),
    )
