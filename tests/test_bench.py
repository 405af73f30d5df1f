"""The bench works and all its engines write the same text; nothing here is about time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_bench_runs_and_engines_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick"],
        cwd=Path(__file__).resolve().parents[1],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "docx-mailmerge2" in done.stdout
    assert "creation-plan draft" in done.stdout
    assert "after one cell has changed" in done.stdout
    assert "status of 4 plans" in done.stdout
    assert "bringing 2 plans up to date" in done.stdout
    assert "ours, checked" in done.stdout
