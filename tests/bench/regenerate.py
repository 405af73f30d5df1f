"""A folder that is looked at, and one brought up to date, against writing it; by processes."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from . import plan4, roster
from .batch import Ratio

ROOT = Path(__file__).resolve().parents[2]
BEFORE, AFTER = "2026-03-01", "2026-06-01"
OLD, NEW = "基层服务工作部署要求", "基层治理和服务工作部署要求"

# The bench's document with one sentence that a policy words; its table has a default, so that
# the roster is one sheet.
_BLUEPRINT = """
blueprint: worded
extends: plan4
variables:
  supervision:
    default:
{rows}
sections:
  - id: ideology
    text: 深入贯彻{{{{ policy.bench_guidance }}}}，坚持以人民为中心的发展思想，不断增强群众的获得感。
"""
_POLICY = f"""
policy: bench_guidance
label: 测速用表述
versions:
  - {{version: "1", effective: 2025-01-01, basis: 测速用文件第一号, text: {OLD}}}
  - {{version: "2", effective: 2026-05-01, basis: 测速用文件第二号, text: {NEW}}}
"""


@dataclass(frozen=True)
class Sizes:
    """How many plans are looked at, and how many brought up to date, that many times."""

    looked_at: int = 10_000
    updated: int = 1000
    turns: int = 2


QUICK = Sizes(looked_at=4, updated=2, turns=1)


def measure(folder: Path, sizes: Sizes) -> list[Ratio]:
    """Measure commands that must do what is said of them; what needs compiling is, by the first."""
    shutil.copy(plan4.BLUEPRINT, folder)
    rows = "\n".join(f"      - {dict(row)}" for row in roster.values(0)[plan4.TABLE])
    (folder / "worded.yaml").write_text(_BLUEPRINT.format(rows=rows), encoding="utf-8")
    (folder / "policies").mkdir()
    (folder / "policies" / "bench_guidance.yaml").write_text(_POLICY, encoding="utf-8")
    updating = _updating(folder, sizes.updated, sizes.turns)
    return [_status(folder, sizes.looked_at), updating]


def _status(folder: Path, count: int) -> Ratio:
    """Looking at plans that are as they were written, against writing them."""
    first = _written(folder, "looked_at", count)
    told = f"{count} plans: {count} up to date"
    again = min(_run(folder, told, "status", "looked_at") for _ in range(3))
    return Ratio(
        f"status of {count} plans that are up to date is {{ratio}} times as fast as writing them",
        first / again,
        20,
        f"{count} plans: {first:.1f} s to write them, {again:.2f} s for status",
    )


def _updating(folder: Path, count: int, turns: int) -> Ratio:
    """Bringing plans up to date that nobody edited, against writing as many."""
    told = f"{count} plans: {count} updated"
    writing, updating = [], []
    for _ in range(turns):
        writing.append(_written(folder, "updated", count))
        updating.append(_run(folder, told, "regenerate", "updated", "--as-of", AFTER))
        if not any(NEW in text for text in plan4.texts(folder / "updated" / "0.docx")):
            raise AssertionError("the plans brought up to date have not the new wording")
        shutil.rmtree(folder / "updated")
    first, anew = min(writing), min(updating)
    return Ratio(
        f"bringing {count} plans up to date takes {{ratio}} times as long as writing them",
        anew / first,
        1.5,
        f"{count} plans: {first:.1f} s to write them, {anew:.1f} s to bring them up to date",
        most=True,
    )


def _written(folder: Path, output: str, count: int) -> float:
    """Seconds for writing so many plans into a new folder."""
    units = folder / f"{output}.csv"
    _write_roster(units, count)
    options = ("-b", "worded.yaml", "--as-of", BEFORE)
    return _run(folder, "", "batch", units.name, "-o", output, *options)


def _write_roster(path: Path, count: int) -> None:
    names = [name for name in roster.values(0) if name != plan4.TABLE]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(["编号", "文件名", *names])
        for number in range(count):
            values = roster.values(number)
            rows.writerow([f"u{number:05}", number, *(values[name] for name in names)])


def _run(folder: Path, told: str, *arguments: str) -> float:
    """Seconds for a command by a process of its own, which must say what is `told`."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "CREATION_PLAN_LANG": "en",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    seconds = perf_counter() - begin
    if done.returncode or told not in done.stdout:
        raise AssertionError(f"{arguments}: {done.returncode}, {done.stdout}, {done.stderr}")
    return seconds
