"""Files written whole or not at all, whatever interrupts it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import atomic
from generator.atomic import flush_files, write_new, write_whole

from .helpers import caged


def test_an_interrupt_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")

    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def test_files_are_flushed_before_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (calls.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (calls.append("replace"), replace(a, b))[1])
    write_whole(tmp_path / "a.docx", b"new")
    assert calls == ["fsync", "replace", "fsync"]


def test_files_have_the_rights_of_ordinary_files(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.docx", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.docx").stat().st_mode) == 0o640


def test_readers_see_the_old_or_the_new_file_while_it_is_written(tmp_path: Path) -> None:
    output = caged(
        """
        import os, signal
        from pathlib import Path
        from generator.atomic import write_whole
        path = Path(sys.argv[1])
        whole = {bytes([n]) * 200_000 for n in range(4)}
        write_whole(path, bytes([0]) * 200_000)
        child = os.fork()
        if not child:
            while True:
                for n in range(4):
                    write_whole(path, bytes([n]) * 200_000)
        seen = set()
        for _ in range(300):
            data = path.read_bytes()
            assert data in whole
            seen.add(data[0])
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert path.read_bytes() in whole
        print(len(seen))
        """,
        arguments=[tmp_path / "a.docx"],
    )
    assert int(output.output) > 1


def test_a_new_file_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")
    (tmp_path / "link.docx").symlink_to(tmp_path / "absent")
    for name in ("a.docx", "link.docx"):
        with pytest.raises(FileExistsError):
            write_new(tmp_path / name, b"new")
    assert path.read_bytes() == b"old"
    assert not (tmp_path / "absent").exists()


def test_what_the_system_says_of_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    said, found = write_new(path, b"new"), path.stat()
    assert (said.st_size, said.st_mtime_ns) == (found.st_size, found.st_mtime_ns)


def _none() -> None:
    return None


def _failing() -> Callable[[int], int]:
    return lambda _handle: -1


@pytest.mark.parametrize("flush", [None, _none, _failing], ids=["system", "none", "failing"])
def test_files_are_flushed_with_one_call_or_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flush: object
) -> None:
    if flush:
        monkeypatch.setattr(atomic, "_flush_of_file_system", flush)
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(b"x")
    flush_files(paths)
    flush_files([])
    if flush:  # one by one, so that one that is gone is told
        with pytest.raises(FileNotFoundError):
            flush_files([*paths, tmp_path / "gone"])
