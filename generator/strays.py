"""Documents in a folder that say which plan they are, though no run put them there.

Somebody sent "方案(1).docx" back, or a folder was copied without its manifest.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from .errors import N_, Finding, Origin, problem
from .placing import in_the_way, made_for

Key = tuple[str, str]  # blueprint, unit


def strays(folder: Path, known: Collection[str]) -> dict[Key, list[Path]]:
    """By plan the documents that are not known by name, versions of issued plans apart."""
    found: dict[Key, list[Path]] = {}
    for path in sorted(_unknown(folder, known), key=lambda path: (len(path.name), path.name)):
        if not in_the_way(path) and (key := made_for(path)) and key[0]:
            found.setdefault(key, []).append(path)
    return found


def _unknown(folder: Path, known: Collection[str]) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith(".docx") and name not in known and name[0] not in "~.":
                yield folder / name


def copy(path: Path, wanted: str, unit: str) -> Finding:
    """A word on another document of a plan that has its own file."""
    return problem(
        "another-copy",
        N_("this is another copy of {wanted}; it is not brought up to date"),
        Origin(str(path)),
        hint=N_("if it is the one that counts give it that name, else move it away"),
        severity="warning",
        unit=unit,
        wanted=wanted,
    )


def under(path: Path, wanted: str, unit: str) -> Finding:
    """A word on the document of a plan whose own file is not there."""
    return problem(
        "other-name",
        N_("this is {wanted} under another name; it is left as it is"),
        Origin(str(path)),
        hint=N_("give it that name again, or bring it up to date with creation-plan regenerate"),
        severity="warning",
        unit=unit,
        wanted=wanted,
    )


def several(paths: Collection[Path], wanted: str, unit: str) -> Finding:
    """Why none of the documents of a plan without a file of its own is taken for it."""
    return problem(
        "several-copies",
        N_("the plan lies here under several names: {names}"),
        Origin(wanted),
        hint=N_("give the one that counts its name, move the others away"),
        severity="warning",
        unit=unit,
        names="、".join(path.name for path in paths),
    )
