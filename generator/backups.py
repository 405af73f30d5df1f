"""The file that is replaced, kept under `.backup`: as it was, and never over another one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .atomic import write_whole

FOLDER = ".backup"


class Backup:
    """The file that a plan has, put aside before another takes its place."""

    def __init__(self, folder: Path, day: str) -> None:
        self._folder, self._day = folder, day
        self.had = False  # there was a file
        self._copy: Path | None = None

    def take(self, file: str) -> None:
        """Keep the file as it is, as a second name of it where the system can."""
        source = self._folder / file
        if not file or source.is_symlink() or not source.is_file():
            return
        self.had = True
        target = _free(self._folder / FOLDER / self._day / file, source)
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
            with suppress(OSError):  # others lie there
                self._copy.parent.rmdir()
                self._copy.parent.parent.rmdir()
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
