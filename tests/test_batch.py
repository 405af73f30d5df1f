"""Units to files: whole or not at all, never over a person's work, one failure stops no other."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import batch
from generator.batch import Result, put, run, write_whole
from generator.drafter import Drafter
from generator.errors import Rejected, problem
from generator.units import Unit

from .helpers import caged, declared, make_drafter, one_section, told, unit

TEXT = (
    "blueprint: b\ntitle: \"{{ v }}方案\"\n"
    + declared({"v": "text", "w": {"type": "integer", "default": 1}})
    + one_section("文{{ v }}{{ w }}")
)  # fmt: skip


@pytest.fixture(scope="module")
def drafter(tmp_path_factory: pytest.TempPathFactory) -> Drafter:
    return make_drafter(tmp_path_factory.mktemp("blueprint"), TEXT)


def runs(drafter: Drafter, folder: Path, *units: Unit, force: bool = False) -> list[Result]:
    return list(run(units, lambda _unit: drafter, folder, force=force))


def shown(results: list[Result]) -> list[tuple[str, str, str]]:
    return [(r.unit, r.state, r.path.name if r.path else "") for r in results]


def edited(data: bytes) -> bytes:
    """The document after a person has changed a word."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("文".encode(), "改".encode())
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return changed.getvalue()


# States -------------------------------------------------------------------------------------------


def test_written_then_unchanged_then_written_anew(drafter: Drafter, tmp_path: Path) -> None:
    first = [unit("a", v="甲"), unit("b", v="乙")]
    assert shown(runs(drafter, tmp_path, *first)) == [
        ("a", "written", "甲方案.docx"), ("b", "written", "乙方案.docx"),
    ]  # fmt: skip
    assert [r.state for r in runs(drafter, tmp_path, *first)] == ["unchanged", "unchanged"]
    again = runs(drafter, tmp_path, unit("a", v="甲", w="2"), first[1])
    assert [r.state for r in again] == ["written", "unchanged"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["乙方案.docx", "甲方案.docx"]


def test_a_file_edited_by_hand_is_left_alone(drafter: Drafter, tmp_path: Path) -> None:
    (result,) = runs(drafter, tmp_path, unit(v="甲"))
    assert result.path
    work = edited(result.path.read_bytes())
    result.path.write_bytes(work)
    for one in (unit(v="甲"), unit(v="甲", w="2")):
        (kept,) = runs(drafter, tmp_path, one)
        assert kept.state == "edited"
        assert "was changed since it was generated" in told(kept.findings)
        assert result.path.read_bytes() == work
    (forced,) = runs(drafter, tmp_path, unit(v="甲"), force=True)
    assert forced.state == "written"
    assert result.path.read_bytes() != work


@pytest.mark.parametrize(
    "content", [b"", b"notes", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"\0" * 1000]
)
def test_a_file_that_is_not_ours_is_left_alone(
    drafter: Drafter, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "甲方案.docx"
    path.write_bytes(content)
    (result,) = runs(drafter, tmp_path, unit(v="甲"))
    assert result.state == "edited"
    assert path.read_bytes() == content


def test_one_units_failure_stops_no_other(drafter: Drafter, tmp_path: Path) -> None:
    results = runs(
        drafter, tmp_path, unit("a", v="甲"), unit("b"), unit("c", v="丙", w="x"), unit("d", v="丁")
    )
    assert [r.state for r in results] == ["written", "failed", "failed", "written"]
    assert "[b] v (v) is missing" in told(results[1].findings)
    assert "[c] w (w): “x” is not a number" in told(results[2].findings)
    assert len(list(tmp_path.iterdir())) == 2


def test_one_units_broken_blueprint_stops_no_other(drafter: Drafter, tmp_path: Path) -> None:
    def drafter_for(one: Unit) -> Drafter:
        if one.id == "b":
            raise Rejected(problem("x", "broken"))
        return drafter

    results = list(run([unit("a", v="甲"), unit("b", v="乙")], drafter_for, tmp_path))
    assert [r.state for r in results] == ["written", "failed"]


def test_a_failed_unit_keeps_its_file(drafter: Drafter, tmp_path: Path) -> None:
    one, other = unit("a", v="甲"), unit("b", v="甲", w="2")
    first, second = runs(drafter, tmp_path, one, other)
    assert first.path
    assert second.path
    before = first.path.read_bytes()
    runs(drafter, tmp_path, unit("a", v="甲", w="x"), other)
    assert first.path.read_bytes() == before


def test_the_file_of_a_unit_whose_blueprint_broke_is_kept(drafter: Drafter, tmp_path: Path) -> None:
    one, other = unit("a", v="甲"), unit("b", v="甲", w="2")
    first, second = runs(drafter, tmp_path, one, other)
    assert first.path
    before = first.path.read_bytes()

    def drafter_for(asked: Unit) -> Drafter:
        if asked.id == "a":
            raise Rejected(problem("x", "broken"))
        return drafter

    for order in ([one, other], [other, one]):
        results = list(run(order, drafter_for, tmp_path))
        assert sorted(shown(results)) == [("a", "failed", ""), ("b", "unchanged", "甲方案_2.docx")]
    assert first.path.read_bytes() == before
    assert second.state == "written"


# Names --------------------------------------------------------------------------------------------


def test_hostile_names_stay_inside_the_folder(drafter: Drafter, tmp_path: Path) -> None:
    from .test_filenames import HOSTILE

    folder = tmp_path / "deep" / "output"
    units = [unit(f"u{n}", v="甲", file=name) for n, name in enumerate(HOSTILE)]
    results = runs(drafter, folder, *units)
    assert {r.state for r in results} == {"written"}
    assert len(list(folder.iterdir())) == len(HOSTILE)
    assert [path.name for path in tmp_path.rglob("*") if path.parent != folder] == [
        "deep", "output",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title", ["../../逃逸", "/tmp/逃逸", "甲/乙", "CON", "a" * 300, "甲\u3000"]
)
def test_hostile_titles_stay_inside_the_folder(
    drafter: Drafter, tmp_path: Path, title: str
) -> None:
    (result,) = runs(drafter, tmp_path / "out", unit(v=title))
    assert result.state == "written"
    assert result.path
    assert result.path.resolve().parent == (tmp_path / "out").resolve()


def test_units_of_one_title_get_a_file_each(drafter: Drafter, tmp_path: Path) -> None:
    units = [unit(name, v="甲", w=w) for name, w in (("a", "1"), ("b", "2"), ("c", "3"))]
    assert [name for _, _, name in shown(runs(drafter, tmp_path, *units))] == [
        "甲方案.docx", "甲方案_2.docx", "甲方案_3.docx",
    ]  # fmt: skip


# In the way ---------------------------------------------------------------------------------------


@pytest.fixture
def obstacle(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A path at which no document of ours can stand."""
    path = tmp_path / "甲方案.docx"
    target = tmp_path / "target.docx"
    target.write_bytes(b"target")
    kind = request.param
    if kind == "folder":
        path.mkdir()
        (path / "kept").write_bytes(b"kept")
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(target)
    elif kind == "dangling":
        path.symlink_to(tmp_path / "absent")
    elif kind == "loop":
        path.symlink_to(path)
    yield path
    assert target.read_bytes() == b"target"
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("obstacle", ["folder", "fifo", "link", "dangling", "loop"], indirect=True)
def test_what_is_no_plain_file_is_left_alone(drafter: Drafter, obstacle: Path, force: bool) -> None:
    before = obstacle.lstat()
    failed, written = runs(
        drafter, obstacle.parent, unit("a", v="甲"), unit("b", v="乙"), force=force
    )
    assert (failed.state, written.state) == ("failed", "written")
    assert str(obstacle) in told(failed.findings)
    assert stat.S_IFMT(obstacle.lstat().st_mode) == stat.S_IFMT(before.st_mode)


def test_a_file_where_the_folder_should_be(drafter: Drafter, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"file")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        (result,) = runs(drafter, folder, unit(v="甲"))
        assert result.state == "failed"
        assert "cannot be written" in told(result.findings)
    assert (tmp_path / "out").read_bytes() == b"file"


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        ("甲", "~$甲方案.docx"),
        ("云台县党建示范区", "~$县党建示范区方案.docx"),
        ("某县党建创", "~$县党建创方案.docx"),
        ("甲", ".~lock.甲方案.docx#"),
        ("甲", ".~甲方案.docx"),
    ],
)
def test_a_file_open_in_word_is_left_alone(
    drafter: Drafter, tmp_path: Path, value: str, owner: str
) -> None:
    (result,) = runs(drafter, tmp_path, unit(v=value))
    assert result.path
    before = result.path.read_bytes()
    (tmp_path / owner).write_bytes(b"\x06someone")
    (refused,) = runs(drafter, tmp_path, unit(v=value, w="2"))
    assert refused.state == "failed"
    assert "open in Word or WPS" in told(refused.findings)
    assert result.path.read_bytes() == before
    assert (tmp_path / owner).read_bytes() == b"\x06someone"


# Faults of the system -----------------------------------------------------------------------------


@pytest.mark.parametrize("force", [False, True])
def test_a_sharing_violation_on_windows(
    drafter: Drafter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    (first,) = runs(drafter, tmp_path, unit("a", v="甲"))
    assert first.path
    before = first.path.read_bytes()
    real = os.replace

    def replace(source: str, target: str) -> None:
        if Path(target).name == "甲方案.docx":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    failed, written = runs(
        drafter, tmp_path, unit("a", v="甲", w="2"), unit("b", v="乙"), force=force
    )
    assert (failed.state, written.state) == ("failed", "written")
    assert "甲方案.docx" in told(failed.findings)
    assert "is it open in another program?" in told(failed.findings)
    assert first.path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 2  # nothing in place of it, nothing left over


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
        from generator.batch import put
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        result = put(Path(sys.argv[1]), b"x" * 200_000, force=True)
        assert result.state == "failed", result
        assert "File too large" in str(result.findings), result
        """,
        arguments=[path],
    )
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


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
        from generator.batch import write_whole
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


def test_an_unforeseen_error_is_not_taken_for_an_edit(tmp_path: Path) -> None:
    assert batch.put(tmp_path / "new" / "a.docx", b"x").state == "written"
    assert (tmp_path / "new" / "a.docx").read_bytes() == b"x"
