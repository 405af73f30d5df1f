"""Files written whole or not at all: beside the old one, flushed to disk, put in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file in one step: beside it, flushed to disk, renamed, the folder flushed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{os.urandom(8).hex()}.tmp"
    try:
        write_new(temporary, data, flushed=True)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def write_new(path: Path, data: bytes, *, flushed: bool = False) -> os.stat_result:
    """Write a file that does not exist yet; what the system says of it then.

    It has the rights of any new file, less what the user's mask takes.
    """
    handle = os.open(path, _NEW, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if flushed:
            os.fsync(handle)
        return os.fstat(handle)


def flush_files(paths: Sequence[Path]) -> None:
    """Have the disk hold these files of one folder: with one flush for all where the system can.

    Raises `OSError` when the disk could not take one of them.
    """
    if not paths:
        return
    if len(paths) > 1 and (flush := _flush_of_file_system()):
        handle = os.open(paths[0].parent, os.O_RDONLY)
        try:
            if flush(handle) == 0:
                return
        finally:
            os.close(handle)
    for path in paths:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _flush_of_file_system() -> Callable[[int], int] | None:
    """`syncfs` of the C library; None where there is none (Windows, macOS)."""
    with suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes  # Python itself has only `os.sync`, which waits for every disk there is

        flush: Callable[[int], int] = ctypes.CDLL(None, use_errno=True).syncfs
        return flush
    return None


def flush_folder(folder: Path) -> None:
    """Have the disk hold the names in a folder."""
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
