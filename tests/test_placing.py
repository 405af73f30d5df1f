"""One file at a time: never over a person's work, and never through what is in the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from generator.archives import MAX_FILE
from generator.drafter import Drafter
from generator.placing import contents, in_the_way, is_plain, made_for, put

from .batches import edited
from .helpers import caged, declared, make_drafter, one_section, told, unit


@pytest.fixture(scope="module")
def drafter(tmp_path_factory: pytest.TempPathFactory) -> Drafter:
    return make_drafter(
        tmp_path_factory.mktemp("blueprint"), declared({"v": "text"}) + one_section("文{{ v }}")
    )


def document(drafter: Drafter, name: str = "甲", value: str = "一") -> bytes:
    data = drafter.draft(unit(name, v=value)).document
    assert data
    return data


def test_put_writes_leaves_and_replaces(drafter: Drafter, tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.docx"
    one, other = document(drafter), document(drafter, value="二")
    assert [put(path, data).state for data in (one, one, other)] == [
        "written", "unchanged", "written",
    ]  # fmt: skip
    assert path.read_bytes() == other


def test_put_keeps_what_a_person_wrote(drafter: Drafter, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    work = edited(document(drafter))
    path.write_bytes(work)
    kept = put(path, document(drafter, value="二"))
    assert kept.state == "edited"
    assert "was changed since it was generated" in told(kept.findings)
    assert path.read_bytes() == work
    assert put(path, document(drafter, value="二"), force=True).state == "written"


def test_of_whom_a_document_is(drafter: Drafter, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document(drafter))
    os.mkfifo(tmp_path / "pipe.docx")
    (tmp_path / "notes.docx").write_bytes(b"notes")
    (tmp_path / "link.docx").symlink_to(path)
    for name, expected in [
        ("a", ("b", "甲")), ("pipe", None), ("notes", None), ("link", None), ("absent", None),
    ]:  # fmt: skip
        assert made_for(tmp_path / f"{name}.docx") == expected, name


def test_of_a_huge_file_only_so_much_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.docx"
    with path.open("wb") as file:
        file.truncate(20 * MAX_FILE)
    assert len(contents(path)) == MAX_FILE + 1
    assert is_plain(path)
    assert made_for(path) is None
    assert put(path, b"new").state == "edited"
    assert path.stat().st_size == 20 * MAX_FILE


def test_a_long_name_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "~$folder"
    folder.mkdir()
    assert in_the_way(folder / ("长" * 60 + ".docx")) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_fault_at_the_last_moment_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")

    def fail(*_args: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    result = put(path, b"new", force=True)
    assert result.state == "failed"
    assert os.strerror(number) in told(result.findings)
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")
    caged(
        """
        import resource
        from pathlib import Path
        from generator.placing import put
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        result = put(Path(sys.argv[1]), b"x" * 200_000, force=True)
        assert result.state == "failed", result
        assert "File too large" in str(result.findings), result
        """,
        arguments=[path],
    )
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]
