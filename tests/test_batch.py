"""Units to files: whole or not at all, never over a person's work, one failure stops no other."""

from __future__ import annotations

import errno
import os
import signal
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from generator import manifest
from generator.batch.drafting import Order
from generator.batch.folder import only_run
from generator.batch.naming import pattern as read_pattern
from generator.batch.workers import Inline, Workers, processes
from generator.errors import Origin
from generator.language import Variable
from generator.units import Unit, Values
from generator.word.provenance import read_provenance, recorded

from .batches import Batches, edited, repacked, shown, visible, write_blueprint
from .helpers import told, trouble, unit


@pytest.fixture
def batches(tmp_path: Path) -> Batches:
    return Batches(write_blueprint(tmp_path / "blueprints"), tmp_path / "output")


def many(count: int, **values: Any) -> list[Unit]:
    return [unit(f"u{n}", v=f"第{n}", **values) for n in range(count)]


# States -------------------------------------------------------------------------------------------


def test_written_then_unchanged_then_written_anew(batches: Batches) -> None:
    first = [unit("a", v="甲"), unit("b", v="乙")]
    assert shown(batches.run(*first)) == [
        ("a", "written", "甲方案.docx"), ("b", "written", "乙方案.docx"),
    ]  # fmt: skip
    assert batches.states(*first) == ["unchanged", "unchanged"]
    assert batches.states(unit("a", v="甲", w="2"), first[1]) == ["written", "unchanged"]
    assert [*batches.documents()] == ["乙方案.docx", "甲方案.docx"]


def test_what_is_unchanged_is_not_drafted(batches: Batches) -> None:
    units = many(3)
    batches.run(*units)
    orders: list[Order] = []

    class Counting(Inline):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            orders.append(args[0])
            return super().submit(fn, *args, **kwargs)

    changed = [units[0], unit("u1", v="第1", w="2"), units[2]]
    results = batches.run(*changed, workers=Workers.of(Counting(), 1))
    assert [r.state for r in results] == ["unchanged", "written", "unchanged"]
    assert [one.id for order in orders for one, _ in order.units] == ["u1"]


def test_the_order_of_units_moves_nothing(batches: Batches) -> None:
    units = many(40)
    batches.run(*units)
    before = {path: path.stat().st_mtime_ns for path in visible(batches.folder)}
    for order in (units[::-1], units[7:] + units[:7], units[::2], [unit("new", v="新"), *units]):
        results = batches.run(*order)
        assert [r.unit for r in results] == [one.id for one in order]
        assert {r.state for r in results if r.unit != "new"} == {"unchanged"}
        assert [*batches.known()] == [one.id for one in order]
    assert before.items() <= {p: p.stat().st_mtime_ns for p in visible(batches.folder)}.items()


@pytest.mark.parametrize("forgotten", [False, True], ids=["manifest", "no manifest"])
def test_a_file_edited_by_hand_is_left_alone(batches: Batches, forgotten: bool) -> None:
    (result,) = batches.run(unit(v="甲"))
    assert result.path
    work = edited(result.path.read_bytes())
    result.path.write_bytes(work)
    if forgotten:
        manifest.path_in(batches.folder).unlink()
    for one in (unit(v="甲"), unit(v="甲", w="2"), unit(v="甲", w="2")):
        (kept,) = batches.run(one)
        assert kept.state == "edited"
        assert "was changed since it was generated" in told(kept.findings)
        assert result.path.read_bytes() == work
    assert batches.states(unit(v="甲"), force=True) == ["written"]
    assert result.path.read_bytes() != work
    assert batches.states(unit(v="甲")) == ["unchanged"]


def test_a_file_that_was_only_saved_again_is_ours(batches: Batches) -> None:
    (result,) = batches.run(unit(v="甲"))
    assert result.path
    result.path.write_bytes(repacked(result.path.read_bytes()))
    assert batches.states(unit(v="甲", w="2")) == ["written"]


def test_a_file_that_was_only_touched_is_unchanged(batches: Batches) -> None:
    (result,) = batches.run(unit(v="甲"))
    assert result.path
    os.utime(result.path, (1, 1))
    for _again in range(2):
        assert batches.states(unit(v="甲")) == ["unchanged"]
        assert result.path.stat().st_mtime == 1


def test_a_file_that_was_deleted_is_written_again(batches: Batches) -> None:
    (result,) = batches.run(unit(v="甲"))
    assert result.path
    before = result.path.read_bytes()
    result.path.unlink()
    assert batches.states(unit(v="甲")) == ["written"]
    assert result.path.read_bytes() == before


def test_a_file_put_in_place_of_another(batches: Batches) -> None:
    one, other = batches.run(unit("a", v="甲"), unit("b", v="乙"))
    assert one.path
    assert other.path
    one.path.write_bytes(other.path.read_bytes())  # the plan of b under the name of a
    (again, _) = batches.run(unit("a", v="甲"), unit("b", v="乙"))
    assert again.state == "written"
    provenance = read_provenance(one.path.read_bytes())
    assert provenance
    assert provenance.unit == "a"


@pytest.mark.parametrize(
    "content", [b"", b"notes", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old", b"\0" * 1000]
)
def test_a_file_that_is_not_ours_is_left_alone(batches: Batches, content: bytes) -> None:
    batches.folder.mkdir()
    path = batches.folder / "甲方案.docx"
    path.write_bytes(content)
    for _again in range(2):
        assert batches.states(unit(v="甲")) == ["edited"]
        assert path.read_bytes() == content


def test_one_units_failure_stops_no_other(batches: Batches) -> None:
    results = batches.run(unit("a", v="甲"), unit("b"), unit("c", v="丙", w="x"), unit("d", v="丁"))
    assert [r.state for r in results] == ["written", "failed", "failed", "written"]
    assert "[b] v (v) is missing" in told(results[1].findings)
    assert "[c] w (w): “x” is not a number" in told(results[2].findings)
    assert len(batches.documents()) == 2
    assert [o.state for o in batches.known().values()] == [r.state for r in results]


def test_one_units_broken_blueprint_stops_no_other(batches: Batches) -> None:
    broken = replace(unit("b", v="乙"), blueprint="nowhere.yaml")
    assert batches.states(unit("a", v="甲"), broken, unit("c", v="丙")) == [
        "written", "failed", "written",
    ]  # fmt: skip


def test_a_failed_unit_keeps_its_file(batches: Batches) -> None:
    one, other = unit("a", v="甲"), unit("b", v="甲", w="2")
    batches.run(one, other)
    before = batches.documents()
    for bad in (unit("a", v="甲", w="x"), replace(one, blueprint="nowhere.yaml")):
        for order in ([bad, other], [other, bad]):
            assert sorted(batches.states(*order)) == ["failed", "unchanged"]
            assert batches.documents() == before
    assert batches.states(one, other) == ["unchanged", "unchanged"]
    assert batches.documents() == before


def test_a_unit_of_two_rosters_is_drafted_once(batches: Batches) -> None:
    first, second, other = unit("a", v="甲"), unit("a", v="另"), unit("b", v="乙")
    for _again in range(2):
        results = batches.run(first, second, other)
        assert results[1].state == "failed"
        assert "another roster has the unit a with the same blueprint" in told(results[1].findings)
        assert [*batches.documents()] == ["乙方案.docx", "甲方案.docx"]
    with manifest.look_in(batches.folder) as known:
        assert [(o.unit, o.state, o.file) for o in known.outputs_of_run()] == [
            ("a", "unchanged", "甲方案.docx"), ("a", "failed", ""), ("b", "unchanged", "乙方案.docx"),
        ]  # fmt: skip


def test_units_of_one_id_and_two_blueprints_are_two(batches: Batches) -> None:
    path = batches.blueprint.with_name("c.yaml")
    path.write_text(batches.blueprint.read_text("utf-8").replace("blueprint: b", "blueprint: c"))
    units = [unit("a", v="甲"), replace(unit("a", v="甲"), blueprint=str(path))]
    assert shown(batches.run(*units)) == [
        ("a", "written", "甲方案.docx"), ("a", "written", "甲方案_2.docx"),
    ]  # fmt: skip
    assert batches.states(*units[::-1]) == ["unchanged", "unchanged"]


def test_findings_of_what_is_unchanged_are_told_where_they_stand_now(batches: Batches) -> None:
    text = batches.blueprint.read_text("utf-8").replace("文{{ v }}{{ w }}", "文{{ v }}。。")
    batches.blueprint.write_text(text, encoding="utf-8")

    def at(line: int) -> Unit:
        values = Values(("v",), ("甲",), (line,), _Lines())
        return Unit("a", values, origin=Origin("units.yaml", line))

    (first,) = batches.run(at(1))
    again, moved = batches.run(at(1))[0], batches.run(at(2))[0]
    assert (again.state, moved.state) == ("unchanged", "unchanged")
    assert again.findings == first.findings


class _Lines:
    """Tells the place of a line; it is the same as any other."""

    def __call__(self, place: Any) -> Origin:
        return Origin("units.yaml", place)

    def __repr__(self) -> str:
        return "lines"


# Names --------------------------------------------------------------------------------------------


def test_hostile_names_stay_inside_the_folder(batches: Batches) -> None:
    from .test_filenames import HOSTILE

    units = [unit(f"u{n}", v="甲", file=name) for n, name in enumerate(HOSTILE)]
    assert set(batches.states(*units)) == {"written"}
    assert len(batches.documents()) == len(HOSTILE)
    assert set(batches.states(*units)) == {"unchanged"}
    assert sorted(path.name for path in batches.folder.parent.iterdir()) == ["blueprints", "output"]


@pytest.mark.parametrize(
    "title", ["../../逃逸", "/tmp/逃逸", "甲/乙", "CON", "a" * 300, "甲\u3000"]
)
def test_hostile_titles_stay_inside_the_folder(batches: Batches, title: str) -> None:
    (result,) = batches.run(unit(v=title))
    assert result.state == "written"
    assert result.path
    assert result.path.resolve().parent == batches.folder.resolve()


def test_units_of_one_title_get_a_file_each(batches: Batches) -> None:
    units = [unit(name, v="甲", w=w) for name, w in (("a", "1"), ("b", "2"), ("c", "3"))]
    expected = {"a": "甲方案.docx", "b": "甲方案_2.docx", "c": "甲方案_3.docx"}
    for order in (units, units[::-1], units[1:]):
        for name, _, file in shown(batches.run(*order)):
            assert expected[name] == file
    manifest.path_in(batches.folder).unlink()
    for name, state, file in shown(batches.run(*units[::-1])):  # the documents know whose they are
        assert (state, expected[name]) == ("unchanged", file)
    assert len(batches.documents()) == 3


def test_a_plan_that_is_called_differently_leaves_its_old_file(batches: Batches) -> None:
    batches.run(unit("a", v="甲"))
    (renamed,) = batches.run(unit("a", v="乙"))
    assert shown([renamed]) == [("a", "written", "乙方案.docx")]
    assert "the plan was called 甲方案.docx before; that file is still there" in told(
        renamed.findings
    )
    assert [*batches.documents()] == ["乙方案.docx", "甲方案.docx"]
    assert "called-before" in batches.known()["a"].findings
    (again,) = batches.run(unit("a", v="乙"))
    assert (again.state, again.findings) == ("unchanged", ())


def test_names_by_a_pattern(batches: Batches) -> None:
    variables = [{"v": Variable(label="单位名称"), "w": Variable(label="数")}]
    for text, expected in [
        ("{编号}-{标题}", "a-甲方案.docx"), ("{id} {v}", "a 甲.docx"), ("｛单位名称｝{ 数 }", "甲2.docx"),
        ("{蓝图}/{id}", "_a.docx"), ("", "甲方案.docx"),
    ]:  # fmt: skip
        found = read_pattern(text, variables)
        (result,) = batches.run(unit("a", v="甲", w="2"), pattern=found)
        assert shown([result]) == [("a", "written", expected)]
        assert batches.run(unit("a", v="甲", w="2"), pattern=found)[0].state == "unchanged"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{单位名}", "--name {单位名}: the name pattern has no 单位名 to put in"
         " (did you mean 单位名称?)"),
        ("{}", "the name pattern has no  to put in"),
        ("方案", "the name pattern would call all files the same (for example: {编号}-{标题})"),
    ],
)  # fmt: skip
def test_patterns_that_name_nothing(text: str, message: str) -> None:
    assert message in trouble(read_pattern, text, [{"v": Variable(label="单位名称")}])


# In the way ---------------------------------------------------------------------------------------


@pytest.fixture
def obstacle(batches: Batches, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A path at which no document of ours can stand."""
    folder = batches.folder
    folder.mkdir()
    path = folder / "甲方案.docx"
    target = folder.parent / "target.docx"
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
        path.symlink_to(folder / "absent")
    elif kind == "loop":
        path.symlink_to(path)
    yield path
    assert target.read_bytes() == b"target"
    assert not (folder / "absent").exists()


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("obstacle", ["folder", "fifo", "link", "dangling", "loop"], indirect=True)
def test_what_is_no_plain_file_is_left_alone(batches: Batches, obstacle: Path, force: bool) -> None:
    before = obstacle.lstat()
    failed, written = batches.run(unit("a", v="甲"), unit("b", v="乙"), force=force)
    assert (failed.state, written.state) == ("failed", "written")
    assert str(obstacle) in told(failed.findings)
    assert stat.S_IFMT(obstacle.lstat().st_mode) == stat.S_IFMT(before.st_mode)


def test_a_file_where_the_folder_should_be(batches: Batches) -> None:
    batches.folder.write_bytes(b"file")
    for folder in (batches.folder, batches.folder / "deeper"):
        message = trouble(replace(batches, folder=folder).run, unit(v="甲"))
        assert "nothing can be written into this folder" in message
    assert batches.folder.read_bytes() == b"file"


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
def test_a_file_open_in_word_is_left_alone(batches: Batches, value: str, owner: str) -> None:
    (result,) = batches.run(unit(v=value))
    assert result.path
    before = result.path.read_bytes()
    (batches.folder / owner).write_bytes(b"\x06someone")
    (refused,) = batches.run(unit(v=value, w="2"))
    assert refused.state == "failed"
    assert "open in Word or WPS" in told(refused.findings)
    assert result.path.read_bytes() == before
    assert (batches.folder / owner).read_bytes() == b"\x06someone"
    (batches.folder / owner).unlink()
    assert batches.states(unit(v=value, w="2")) == ["written"]


# Faults of the system -----------------------------------------------------------------------------


@pytest.mark.parametrize("force", [False, True])
def test_a_sharing_violation_on_windows(
    batches: Batches, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    (first,) = batches.run(unit("a", v="甲"))
    assert first.path
    before = first.path.read_bytes()
    real = os.replace

    def refuse(source: str, target: str) -> None:
        if Path(target).name == "甲方案.docx":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    failed, written = batches.run(unit("a", v="甲", w="2"), unit("b", v="乙"), force=force)
    assert (failed.state, written.state) == ("failed", "written")
    assert "甲方案.docx" in told(failed.findings)
    assert "is it open in another program?" in told(failed.findings)
    assert first.path.read_bytes() == before
    assert len(batches.documents()) == 2  # nothing in place of it, nothing left over
    monkeypatch.undo()
    assert batches.states(unit("a", v="甲", w="2"), unit("b", v="乙")) == ["written", "unchanged"]


def test_a_file_that_is_saved_while_the_run_goes_on(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = batches.run(unit("a", v="甲"))
    assert first.path
    work = edited(first.path.read_bytes())
    real = os.fsync

    def saving(handle: int) -> None:
        assert first.path
        first.path.write_bytes(work)
        real(handle)

    monkeypatch.setattr("generator.atomic._flush_of_file_system", lambda: None)
    monkeypatch.setattr(os, "fsync", saving)
    (failed,) = batches.run(unit("a", v="甲", w="2"))
    assert failed.state == "failed"
    assert "the file was changed during the run and is left as it is" in told(failed.findings)
    assert first.path.read_bytes() == work


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_fault_of_the_disk_leaves_the_old_files(
    batches: Batches, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    batches.run(*many(3))
    before = batches.documents()
    real = getattr(os, call)

    def fail(*args: Any) -> Any:
        if call == "open" and not str(args[0]).endswith(".docx"):
            return real(*args)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("generator.atomic._flush_of_file_system", lambda: None)
    monkeypatch.setattr(os, call, fail)
    results = batches.run(*many(3, w="2"))
    assert {r.state for r in results} == {"failed"}
    assert all(os.strerror(number) in told(r.findings) for r in results)
    monkeypatch.undo()
    assert batches.documents() == before
    assert batches.states(*many(3, w="2")) == ["written"] * 3


# Who drafts ---------------------------------------------------------------------------------------


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"))


@pytest.mark.parametrize(
    "make", [lambda: ThreadPoolExecutor(3), lambda: _pool(2)], ids=["threads", "processes"]
)
def test_any_executor_drafts_the_same(batches: Batches, make: Callable[[], Executor]) -> None:
    units = [*many(50), unit("bad")]
    batches.run(*units)
    other = replace(batches, folder=batches.folder.with_name("other"))
    with make() as executor:
        results = other.run(*units, workers=Workers.of(executor, 3))
    assert [r.unit for r in results] == [one.id for one in units]
    assert other.documents() == batches.documents()


class Breaking(Executor):
    """Breaks on one unit, as a pool does whose process was killed by it; then it is whole again."""

    def __init__(self, killer: str, error: type[Exception] = BrokenExecutor) -> None:
        self.killer, self.error = killer, error
        self.inner = Inline()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if any(one.id == self.killer for one, _ in args[0].units):
            failed: Future[Any] = Future()
            failed.set_exception(self.error("killed"))
            return failed
        return self.inner.submit(fn, *args, **kwargs)


@pytest.mark.parametrize("error", [BrokenExecutor, MemoryError, OSError])
def test_a_unit_on_which_workers_die_fails_alone(batches: Batches, error: type[Exception]) -> None:
    results = batches.run(*many(40), workers=Workers.of(Breaking("u20", error), 4))
    assert [r.unit for r in results if r.state != "written"] == ["u20"]
    message = told(results[20].findings)
    assert "[u20] the process that drafted this plan was ended" in message
    assert len(batches.documents()) == 39


def test_no_unit_is_lost_when_a_process_is_killed(batches: Batches) -> None:
    class Killed(Workers):
        """Workers of which one is killed when the second order comes back."""

        kills = 1

        def _submit(self, order: Order) -> Future[Any]:
            future = super()._submit(order)
            pool = self._executor
            if (
                self.kills
                and isinstance(pool, ProcessPoolExecutor)
                and order.units[0][0].id == "u32"
            ):
                self.kills -= 1
                os.kill(next(iter(pool._processes)), signal.SIGKILL)
            return future

    with Killed(2) as workers:
        results = batches.run(*many(100), workers=workers)
    assert [r.state for r in results] == ["written"] * 100
    assert len(batches.documents()) == 100


def test_a_pool_ends_with_its_main_process(tmp_path: Path) -> None:
    from .helpers import caged

    output = caged(
        """
        import os, signal, time
        from generator.batch.workers import _pool
        child = os.fork()
        if not child:
            pool = _pool(1)
            worker = pool.submit(os.getpid).result()
            with open(sys.argv[1], "w") as file:
                file.write(str(worker))
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        worker = int(open(sys.argv[1]).read())
        for _wait in range(100):
            try:
                state = open(f"/proc/{worker}/stat").read().rpartition(")")[2].split()[0]
            except FileNotFoundError:
                state = "Z"
            if state == "Z":
                break
            time.sleep(0.1)
        print("ended" if state == "Z" else "lives on")
        """,
        arguments=[tmp_path / "worker"],
        seconds=10,
    )
    assert output.output == "ended"


@pytest.mark.parametrize(
    ("units", "wanted", "expected"),
    [(10, None, {1}), (100_000, 4, {4}), (100_000, 256, {61}), (3, 8, {1}), (40, 8, {3})],
)
def test_as_many_processes_as_pay(units: int, wanted: int | None, expected: set[int]) -> None:
    assert processes(units, wanted) in expected


def test_few_orders_are_out_at_a_time() -> None:
    taken: list[int] = []

    def bundles() -> Iterator[tuple[int, None]]:
        for number in range(1000):
            taken.append(number)
            yield number, None

    for number, (bundle, made) in enumerate(Workers.of(Inline(), 2).drafted(bundles())):
        assert (bundle, made) == (number, [])
        assert len(taken) <= number + 8


# One run at a time --------------------------------------------------------------------------------


def test_a_second_run_is_refused_by_name(batches: Batches) -> None:
    with only_run(batches.folder):
        message = trouble(batches.run, unit(v="甲"))
        assert "another run is writing into this folder" in message
        assert f"(process {os.getpid()} on " in message
    assert batches.states(unit(v="甲")) == ["written"]


def test_what_an_ended_run_left_is_cleared_away(batches: Batches) -> None:
    batches.run(unit(v="甲"))
    own = batches.folder / manifest.FOLDER
    (own / "new" / "0123.docx").write_bytes(b"half")
    (own / "running.json").write_text("{", "utf-8")
    assert batches.states(unit(v="甲")) == ["unchanged"]
    assert [*(own / "new").iterdir()] == []
    assert not (own / "running.json").exists()


@pytest.mark.parametrize("name", [manifest.FOLDER, f"{manifest.FOLDER}/new"])
def test_a_link_in_place_of_a_folder_of_ours_is_not_followed(batches: Batches, name: str) -> None:
    precious = batches.folder.parent / "precious"
    precious.mkdir()
    (precious / "a.docx").write_bytes(b"precious")
    path = batches.folder / name
    path.parent.mkdir(parents=True)
    path.symlink_to(precious)
    assert "nothing can be written into this folder" in trouble(batches.run, unit(v="甲"))
    assert (precious / "a.docx").read_bytes() == b"precious"


def test_a_dry_run_leaves_no_trace(batches: Batches) -> None:
    assert batches.states(unit(v="甲"), dry_run=True) == ["written"]
    assert not batches.folder.exists()
    batches.run(unit(v="甲"))
    files = _stamps(batches.folder)
    for one, state in [(unit(v="甲"), "unchanged"), (unit(v="甲", w="2"), "written")]:
        assert batches.states(one, dry_run=True) == [state]
    assert _stamps(batches.folder) == files


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of everything in the folder; looking changes neither."""
    found = ((path, path.lstat()) for path in folder.rglob("*"))
    return {path: (status.st_size, status.st_mtime_ns) for path, status in found}


# The manifest -------------------------------------------------------------------------------------


def test_the_manifest_knows_what_was_generated(batches: Batches) -> None:
    results = batches.run(*many(3))
    with manifest.look_in(batches.folder) as known:
        for result in results:
            assert result.path
            record = known.record("b", result.unit)
            assert record
            assert recorded(record) == read_provenance(result.path.read_bytes())
        assert known.record("b", "absent") is None


def test_a_manifest_that_cannot_be_written_costs_no_document(batches: Batches) -> None:
    from generator.batch.run import run as run_batch
    from generator.batch.settings import Settings
    from generator.recipes import Recipes

    from .helpers import DAY

    recipes = Recipes("gbt9704", DAY, DAY, str(batches.blueprint))
    with only_run(batches.folder) as unfinished, manifest.open_in(batches.folder) as target:
        target.connection.execute("pragma query_only = on")
        settings = Settings(batches.folder)
        results = [*run_batch(many(3), recipes, target, unfinished, settings, Workers(1))]
        assert [note.code for note in target.notes] == ["manifest-not-written"]
    assert [r.state for r in results] == ["written"] * 3
    assert batches.states(*many(3)) == ["unchanged"] * 3
