"""A batch on a Dask cluster: a real scheduler and workers, of which one is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.manifest import FOLDER

from .cli import PROGRAM, Cli, environment

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

DASK = (sys.executable, "-m", "distributed.cli.dask_scheduler")
WORKER = (sys.executable, "-m", "distributed.cli.dask_worker")


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.folder, self.held = folder, ExitStack()
        self.environment = {**environment("en"), "PYTHONWARNINGS": "ignore"}
        port = self.address.rpartition(":")[2]
        self.scheduler = self.start(
            *DASK, "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show"
        )
        self.workers = [self.start(*self.worker()) for _ in range(2)]

    def worker(self) -> list[str]:
        return [
            *WORKER, self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", str(self.folder / "scratch"),
        ]  # fmt: skip

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, cwd=self.folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.held.callback(process.wait)
        self.held.callback(process.kill)
        return process

    def wait(self) -> None:
        """Until both workers have come to the scheduler."""
        code = (
            "import sys; from distributed import Client;"
            "Client(sys.argv[1], timeout=30).wait_for_workers(2, timeout=30)"
        )
        subprocess.run(
            [sys.executable, "-c", code, self.address],
            check=True, env=self.environment, capture_output=True, timeout=90,
        )  # fmt: skip


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    with made.held:
        made.wait()
        yield made


def _many(cli: Cli, count: int) -> set[str]:
    units = "".join(
        f"\n  - {{id: u{n}, values: {{unit: {{name: 第{n}县}}, sites: 2}}}}" for n in range(count)
    )
    cli.write("many.yaml", f"blueprint: tiny\nunits:{units}\n")
    return {f"第{n}县创建方案.docx" for n in range(count)}


def _in_the_middle(cli: Cli, cluster: Cluster) -> tuple[subprocess.Popen[str], Path]:
    """A batch that has laid documents ready, and the folder in which it does."""
    command = [*PROGRAM, "batch", "many.yaml", "--scheduler", cluster.address]
    run = subprocess.Popen(
        command, cwd=cli.folder, env=environment("en"), encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    unfinished = cli.folder / "output" / FOLDER / "new"
    for _wait in range(3000):
        if unfinished.exists() and any(unfinished.iterdir()):
            break
        time.sleep(0.01)
    return run, unfinished


def test_a_worker_killed_in_the_middle_costs_no_plan(tmp_path: Path, cluster: Cluster) -> None:
    cli = Cli(tmp_path)
    expected = _many(cli, 3000)
    run, unfinished = _in_the_middle(cli, cluster)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert run.poll() is None, "it ended too early to be disturbed"
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (0, "")
    assert "3000 plans: 3000 written, 0 unchanged, 0 kept as edited, 0 failed" in out
    assert {path.name for path in (cli.folder / "output").glob("*.docx")} == expected
    assert not [*unfinished.iterdir()]
    again = cli.process("batch", "many.yaml", "--scheduler", cluster.address)
    assert "3000 unchanged" in again.out


def test_a_scheduler_that_dies_ends_the_run_with_a_word(tmp_path: Path, cluster: Cluster) -> None:
    cli = Cli(tmp_path)
    expected = _many(cli, 3000)
    run, unfinished = _in_the_middle(cli, cluster)
    cluster.scheduler.kill()
    _, err = run.communicate(timeout=120)
    assert run.returncode == 2
    assert err == (
        "error: the workers do not answer any more"
        " (what was written stays; start them anew and run the same command again)\n"
    )
    outcome = cli.process("batch", "many.yaml")
    assert outcome.code == 0
    assert {path.name for path in (cli.folder / "output").glob("*.docx")} == expected
    assert not [*unfinished.iterdir()]


def test_the_same_documents_as_here(tmp_path: Path, cluster: Cluster) -> None:
    cli = Cli(tmp_path)
    cli.process("batch", "units.yaml", "-o", "here")
    outcome = cli.process("batch", "units.yaml", "-o", "there", "--scheduler", cluster.address)
    assert (outcome.code, outcome.err) == (0, "")
    for path in (cli.folder / "here").glob("*.docx"):
        assert (cli.folder / "there" / path.name).read_bytes() == path.read_bytes()


def test_without_workers_nothing_is_begun(tmp_path: Path, cluster: Cluster) -> None:
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    outcome = Cli(tmp_path).process("batch", "units.yaml", "--scheduler", cluster.address)
    assert outcome.code == 2
    assert "the scheduler has no workers (start one with: dask scheduler" in outcome.err


@pytest.mark.parametrize("address", ["nonsense", "tcp://127.0.0.1:1", ""])
def test_an_address_where_no_scheduler_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    cli = Cli(tmp_path)
    outcome = cli.process("batch", "units.yaml", "--scheduler", address)
    if not address:  # as if it had not been given
        assert outcome.code == 0
        return
    assert outcome.code == 2
    assert re.match(rf"error: --scheduler {address}: no scheduler answers there \(", outcome.err)
    assert len(outcome.err.splitlines()) == 1
