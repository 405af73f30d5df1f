"""The output folder of a run: for one run at a time, and without what an ended one left behind."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path

from ..errors import N_, Finding, Origin, Unreadable, problem
from ..manifest import FOLDER


@contextmanager
def only_run(folder: Path) -> Iterator[Path]:
    """Hold the folder for one run; the folder for unfinished documents, empty and absolute.

    Raises `Unreadable` when another run holds it, or nothing can be written there.
    """
    with ExitStack() as held:
        try:
            own = _own(folder / FOLDER)
            _lock(own, held)
            unfinished = _own(own / "new")
            _clear(unfinished)
        except OSError as error:
            raise Unreadable(_unusable(folder, error.strerror or str(error))) from error
        held.callback(_clear, unfinished)
        yield unfinished.absolute()


def _own(folder: Path) -> Path:
    """The folder, made when there is none; it must be one and no link to somebody's."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))
    return folder


def _lock(own: Path, held: ExitStack) -> None:
    """Take the lock, which the system frees when we end, however that is."""
    from filelock import FileLock, Timeout

    who = own / "running.json"
    try:
        held.enter_context(FileLock(own / "lock", timeout=0))
    except Timeout:
        raise Unreadable(_busy(own.parent, who)) from None
    except NotImplementedError as error:  # some network folders
        raise Unreadable(_unusable(own.parent, str(error))) from error
    who.write_text(json.dumps({"host": socket.gethostname(), "process": os.getpid()}))
    held.callback(who.unlink, missing_ok=True)


def _busy(folder: Path, who: Path) -> Finding:
    other = {"host": "?", "process": "?"}
    with suppress(OSError, ValueError):
        other |= json.loads(who.read_text())
    return problem(
        "folder-busy",
        N_("another run is writing into this folder (process {process} on {host})"),
        Origin(str(folder)),
        hint=N_("wait until it has ended, or use another folder with -o"),
        process=other["process"],
        host=other["host"],
    )


def _unusable(folder: Path, reason: str) -> Finding:
    return problem(
        "cannot-write",
        N_("nothing can be written into this folder: {reason}"),
        Origin(str(folder)),
        hint=N_("use another folder with -o"),
        reason=reason,
    )


def _clear(folder: Path) -> None:
    """Remove what a run that was ended had begun; it was never named."""
    for path in folder.iterdir():
        with suppress(OSError):
            path.unlink()
