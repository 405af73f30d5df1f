"""`regenerate` that is killed, interrupted, has no room or meets another run.

Whatever ends it: each file is the old one or the new one, and the next run ends the work.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest

from generator import redlining
from generator.manifest import FOLDER

from .cli import Cli, Outcome, environment

pytestmark = pytest.mark.slow

POLICY = """
    policy: study
    label: 学习要求
    versions:
      - {version: "2017", effective: 2017-10-24, basis: 党的十九大报告, text: 旧精神}
      - {version: "2022", effective: 2022-10-22, basis: 党的二十大报告, text: 新精神}
"""
BLUEPRINT = """
    blueprint: study
    title: "{{ unit.name }}学习方案"
    variables:
      unit.name: {label: 单位名称, example: 县档案馆}
    sections:
      - {id: aim, kind: objectives, heading: 目标, text: "贯彻{{ policy.study }}，抓好学习。"}
      - {id: old, kind: general, heading: 过渡, text: 过渡期一个月。}
      - {id: duty, kind: general, heading: 保障, text: 明确专人负责。}
"""
WITHOUT = "".join(line for line in BLUEPRINT.splitlines(keepends=True) if "id: old" not in line)
UNITS = 40  # enough for two processes
ROSTER = "blueprint: study\nas_of: 2022-09-01\nunits:\n" + "".join(
    f"  - {{id: u{number}, values: {{unit: {{name: 第{number}局}}}}}}\n" for number in range(UNITS)
)
REGENERATE = ("regenerate", "output", "--as-of", "2022-11-01")


def _word(old: str, new: str) -> Callable[[Any], None]:
    def how(document: Any) -> None:
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace(old, new)

    return how


def _below(words: str, text: str) -> Callable[[Any], None]:
    def how(document: Any) -> None:
        (above,) = [one for one in document.paragraphs if words in one.text]
        above._p.addnext(document.add_paragraph(text)._p)

    return how


EDITS: dict[int, Callable[[Any], None]] = {
    2: _word("专人", "两人"),
    9: _below("明确专人负责", "第9局另有专班。"),
    11: _word("旧精神", "旧的好精神"),  # in conflict
    17: _below("过渡期一个月", "第17局延长一个月。"),  # has no place any more
    30: _word("专人", "三人"),
}
TYPED = ("两人", "第9局另有专班。", "旧的好精神", "第17局延长一个月。", "三人")
ISSUED = 21


@dataclass(frozen=True)
class World:
    """The folder before a policy change, and after a run that nothing disturbed."""

    before: Path
    after: Path
    steps: dict[str, int]  # what the run did to files, in one process and in two

    def copy(self, folder: Path) -> Cli:
        shutil.copytree(self.before, folder)  # with the times of the files
        return _in(folder)


def _in(folder: Path) -> Cli:
    cli = Cli.__new__(Cli)
    cli.folder = folder
    return cli


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    base = tmp_path_factory.mktemp("world")
    (base / "before").mkdir()
    cli = Cli(base / "before")
    cli.write("blueprints/policies/study.yaml", POLICY)
    cli.write("blueprints/study.yaml", BLUEPRINT)
    cli.write("units.yaml", ROSTER)
    assert cli.run("batch", "units.yaml").code == 0
    for number, how in EDITS.items():
        document = docx.Document(str(_plan(cli, number)))
        how(document)
        document.save(str(_plan(cli, number)))
    issued = _plan(cli, ISSUED).relative_to(cli.folder)
    assert cli.run("issue", str(issued), "--number", "某发〔2022〕5号").code == 0
    cli.write("blueprints/study.yaml", WITHOUT)
    steps = {}
    for jobs in ("2", "1"):
        shutil.rmtree(base / "after", ignore_errors=True)
        shutil.copytree(cli.folder, base / "after")
        ended = _ended(_in(base / "after"), jobs, 0)
        assert ended.code == 3, ended.err
        steps[jobs] = int(ended.out.rpartition("steps ")[2])
    return World(cli.folder, base / "after", steps)


def _plan(cli: Cli, number: int, rest: str = "") -> Path:
    return cli.folder / f"output/第{number}局学习方案{rest}.docx"


# What the program is about to do to a file is told to audit hooks. The signal comes at the n-th
# step, or before a file of that ending is named.
HOOKED = """
import os, sys
from generator.cli import main
moment, signal, *arguments = sys.argv[1:]
done = 0

def step(event, args):
    global done
    if event in ("os.rename", "os.link", "os.remove"):
        done += 1
        if moment == str(done) or (not moment.isdigit() and str(args[1]).endswith(moment)):
            os.kill(os.getpid(), int(signal))

sys.addaudithook(step)
try:
    main(arguments)
finally:
    print("steps", done)
"""


def _ended(cli: Cli, jobs: str, moment: int | str, by: int = signal.SIGKILL) -> Outcome:
    """A run that a signal ends at that moment; one that nothing ends when it is 0."""
    done = subprocess.run(
        [sys.executable, "-c", HOOKED, str(moment), str(int(by)), *REGENERATE, "-j", jobs],
        cwd=cli.folder, env=environment("en"), capture_output=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip
    return Outcome(done.returncode, done.stdout, done.stderr)


def _documents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "output").glob("[!.]*.docx")}


def _backups(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "output/.backup").rglob("*.docx")}


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    found = (path for path in (folder / "output").glob("*.docx"))
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in found}


def _states(cli: Cli) -> list[str]:
    """How each plan stands."""
    return [line for line in cli.run("status", "output").lines if not line.startswith(" ")]


def assert_whole(world: World, cli: Cli) -> None:
    """Every document is the old one or the new one."""
    old, new = _documents(world.before), _documents(world.after)
    for name, data in _documents(cli.folder).items():
        assert data in (old.get(name), new.get(name)), name
    assert set(_documents(cli.folder)) >= set(old)


def assert_done(world: World, cli: Cli) -> None:
    """All is as a run leaves it that nothing disturbed, and another run finds nothing to do."""
    old, new = _documents(world.before), _documents(world.after)
    assert _documents(cli.folder) == new
    assert _backups(cli.folder) >= {data for name, data in old.items() if new[name] != data}
    assert not [*(cli.folder / "output" / FOLDER / "new").glob("*")]
    known = sqlite3.connect(cli.folder / "output" / FOLDER / "manifest.sqlite3")
    assert known.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    known.close()
    before = _stamps(cli.folder)
    assert _states(cli) == _states(_in(world.after))
    assert cli.run("regenerate", "output").code == 3  # two plans wait for a decision
    assert _stamps(cli.folder) == before


def test_what_is_typed_is_there_after_a_run_that_nothing_disturbs(world: World) -> None:
    plans = _documents(world.after).values()
    texts = [text for data in plans for text in _texts(redlining.rejected(data))]
    for typed in TYPED:
        assert any(typed in text for text in texts), typed
    assert {name for name in _documents(world.after) if "（" in name} == {
        "第17局学习方案（待处置）.docx",
        "第21局学习方案（修订1）.docx",
        "第21局学习方案（修订说明1）.docx",
    }


def _texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


# Killed -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("jobs", "part"),
    [*(("1", part) for part in (0, 0.1, 0.15, 0.3, 0.6, 1)), ("2", 0.1), ("2", 0.5), ("2", 0.9)],
)
def test_a_run_that_is_killed_is_ended_by_the_next(
    world: World, tmp_path: Path, jobs: str, part: float
) -> None:
    cli = world.copy(tmp_path / "work")
    moment = 1 + round(part * (world.steps[jobs] - 1))
    assert _ended(cli, jobs, moment).code == -signal.SIGKILL
    assert_whole(world, cli)
    outcome = cli.run(*REGENERATE)
    assert (outcome.code, outcome.err.count("error")) == (3, 0), outcome.err
    assert_done(world, cli)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("jobs", "part"), [("1", 0.1), ("2", 0.6)])
def test_ctrl_c_ends_with_a_word(world: World, tmp_path: Path, jobs: str, part: float) -> None:
    cli = world.copy(tmp_path / "work")
    ended = _ended(cli, jobs, round(part * world.steps[jobs]), signal.SIGINT)
    assert ended.code == 130
    assert ended.err.strip() == "stopped; every file is whole, and the same command does the rest"
    assert_whole(world, cli)
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("rest", ["（修订说明1）.docx", "（修订1）.docx", "第9局学习方案.docx"])
def test_killed_between_two_names(world: World, tmp_path: Path, rest: str) -> None:
    """A plan and the papers beside it are named one after the other."""
    cli = world.copy(tmp_path / "work")
    assert _ended(cli, "1", rest).code == -signal.SIGKILL
    assert_whole(world, cli)
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_again_and_again(world: World, tmp_path: Path) -> None:
    cli = world.copy(tmp_path / "work")
    for moment in (4, 9, 14, 30):
        _ended(cli, "1", moment)
        assert_whole(world, cli)
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


# Two at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [REGENERATE, ("batch", "units.yaml", "--as-of", "2023-01-01")])
@pytest.mark.parametrize("second", [REGENERATE, ("batch", "units.yaml")])
def test_only_one_run_writes_into_a_folder(
    world: World, tmp_path: Path, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    cli = world.copy(tmp_path / "work")
    running = cli.folder / "output" / FOLDER / "running.json"
    running.unlink(missing_ok=True)
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPED, *first], cwd=cli.folder, env=environment("en"),
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _wait in range(500):
            if running.exists() and running.read_text():
                break
            time.sleep(0.02)
        refused = cli.run(*second)
        looked = cli.run("status", "output")
    finally:
        run.communicate(b"go on", timeout=60)
    assert refused.code == 2
    assert "error: output: another run is writing into this folder (process " in refused.err
    assert f"(process {run.pid} on " in refused.err
    assert "another run" not in looked.err  # looking is allowed
    assert cli.run(*REGENERATE).code == 3
    if first == REGENERATE:
        assert_done(world, cli)


# Waits for a word before it names the first file.
STOPPED = """
import sys
from generator.cli import main
waiting = True

def step(event, args):
    global waiting
    if event == "os.rename" and str(args[1]).endswith((".docx", ".xlsx")) and waiting:
        waiting = False
        sys.stdin.read()

sys.addaudithook(step)
main(sys.argv[1:])
"""


# Faults of the system -----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes")
def test_a_full_disk_costs_only_what_has_no_room(world: World, tmp_path: Path) -> None:
    cli = world.copy(tmp_path / "work")
    code = (
        "import resource; from generator.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000));"
        f"main([*{REGENERATE}, '-j', '1'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cli.folder, env=environment("en"),
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert "fault of the program" not in done.stderr
    assert _documents(cli.folder) == _documents(world.before)
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("fsync", errno.EIO),
        ("replace", errno.ENOSPC),
        ("replace", errno.EACCES),
        ("link", errno.EPERM),
    ],
)
def test_a_fault_of_the_disk_leaves_the_old_files(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    cli = world.copy(tmp_path / "work")
    real = getattr(os, call)

    def fail(*args: Any, **options: Any) -> Any:
        if call != "fsync" and not str(args[-1]).endswith(".docx"):
            return real(*args, **options)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("generator.atomic._flush_of_file_system", lambda: None)
    monkeypatch.setattr(os, call, fail)
    outcome = cli.run(*REGENERATE, "-j", "1")
    monkeypatch.undo()
    assert "fault of the program" not in outcome.err
    assert_whole(world, cli)
    if call != "link":  # without links there are copies
        assert outcome.code in (1, 2)
        assert os.strerror(number) in outcome.err
        assert _documents(cli.folder) == _documents(world.before)
        cli.run(*REGENERATE)
    assert_done(world, cli)


@pytest.mark.parametrize("owner", [".~第9局学习方案.docx", ".~lock.第9局学习方案.docx#"])
def test_a_file_that_is_open_waits_for_the_next_run(
    world: World, tmp_path: Path, owner: str
) -> None:
    cli = world.copy(tmp_path / "work")
    lock = cli.write(f"output/{owner}", "someone")
    outcome = cli.run(*REGENERATE)
    assert outcome.code == 1
    assert outcome.err.count("error: ") == 1
    assert "open in Word or WPS" in outcome.err
    assert _plan(cli, 9).read_bytes() == _plan(_in(world.before), 9).read_bytes()
    assert_whole(world, cli)
    lock.unlink()
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write anywhere")
def test_a_folder_that_may_not_be_written(world: World, tmp_path: Path) -> None:
    cli = world.copy(tmp_path / "work")
    output = cli.folder / "output"
    output.chmod(0o555)
    try:
        outcome = cli.run(*REGENERATE)
    finally:
        output.chmod(0o755)
    assert outcome.code in (1, 2)
    assert "fault of the program" not in outcome.err
    assert _documents(cli.folder) == _documents(world.before)
    assert cli.run(*REGENERATE).code == 3
    assert_done(world, cli)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_is_saved_while_the_run_goes_on_is_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Somebody saves just before or just after the old file is put aside."""
    cli = world.copy(tmp_path / "work")
    real, plan = os.link, _plan(cli, 9)

    def save() -> None:
        document = docx.Document(str(plan))
        document.add_paragraph("刚刚加的一句。")
        document.save(str(tmp_path / "new.docx"))
        (tmp_path / "new.docx").rename(plan)  # as Word saves

    def linking(source: Path, target: Path) -> None:
        if Path(source).name != plan.name:
            return real(source, target)
        if moment == "before":
            save()
        real(source, target)
        if moment == "after":
            save()
        return None

    monkeypatch.setattr(os, "link", linking)
    assert "fault of the program" not in cli.run(*REGENERATE, "-j", "1").err
    monkeypatch.undo()
    assert any(
        "刚刚加的一句。" in _texts(data) for data in (plan.read_bytes(), *_backups(cli.folder))
    )
