"""Whole batches by processes of their own: against docxtpl's loop, and against one another."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from openpyxl import Workbook

from . import plan4, roster
from .engines import Engines

ROOT = Path(__file__).resolve().parents[2]

# The command line, which then says how much memory this process alone has taken at most. The
# system's own figure, ru_maxrss, counts the process that started it, too.
_MAIN = """
import sys
from pathlib import Path
from generator.cli import main
try:
    main()
except SystemExit as done:
    code = done.code
status = Path("/proc/self/status")
peak = status.read_text().partition("VmHWM:")[2].split()[0] if status.exists() else 0
print(peak, file=sys.stderr)
sys.exit(code)
"""

# A blueprint whose table has a default, for rosters of one sheet.
_MANY = "blueprint: many\nextends: plan4\nvariables:\n  supervision:\n    default:\n"


@dataclass(frozen=True)
class Sizes:
    """How many units are drafted at each point of the bench."""

    turns: int = 3
    turn: int = 100  # by docxtpl, each turn
    batch: int = 4_000  # by ours, each turn
    jobs: int = 4_000
    small: int = 1000
    large: int = 10_000


QUICK = Sizes(turns=1, turn=2, batch=4, jobs=4, small=2, large=6)


@dataclass(frozen=True)
class Run:
    """One process: how long it took, and its peak of memory in MB."""

    seconds: float
    peak: float


@dataclass(frozen=True)
class Ratio:
    """What is held against its target; `detail` are the figures behind it."""

    text: str  # with {ratio}
    ratio: float
    least: float
    detail: str
    aim: float = 0
    most: bool = False  # the target is the most it may be

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.least if self.most else self.ratio >= self.least


def measure(folder: Path, sizes: Sizes) -> list[Ratio]:
    """Check that batches write the texts docxtpl writes, then measure everything in turn."""
    bench = _Bench(folder, sizes)
    return [bench.against_docxtpl(), bench.jobs(), *bench.large()]


def lines(ratios: Sequence[Ratio]) -> list[str]:
    """The figures, a line each."""
    return [ratio.detail for ratio in ratios]


def verdicts(ratios: Sequence[Ratio]) -> list[tuple[bool, str]]:
    """For each target whether it is met, and a line about it."""
    found = []
    for one in ratios:
        target = f"at {'most' if one.most else 'least'} {one.least:g}"
        target += f", aim {one.aim:g}" if one.aim else ""
        found.append((one.met, f"{one.text.format(ratio=f'{one.ratio:.3g}')} ({target})"))
    return found


class _Bench:
    """The folder of the bench with its blueprints, and what runs batches in it."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self._folder, self._sizes = folder, sizes
        shutil.copy(plan4.BLUEPRINT, folder)
        rows = "".join(f"      - {dict(row)}\n" for row in roster.values(0)[plan4.TABLE])
        (folder / "many.yaml").write_text(_MANY + rows, encoding="utf-8")

    def _batch(self, units: Path, output: str, *options: str) -> Run:
        """Draft the units of a roster by a process of its own."""
        blueprint = "plan4.yaml" if units.stem == "tables" else "many.yaml"
        arguments = ["batch", str(units), "-b", blueprint, "-o", output, "--as-of", "2026-03-01"]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(self._folder / "compiled"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        begin = perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _MAIN, *arguments, *options],
            cwd=self._folder, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        seconds = perf_counter() - begin
        if done.returncode:
            raise AssertionError(f"{arguments} ended with {done.returncode}: {done.stderr}")
        return Run(seconds, int(done.stderr.split()[-1]) / 1024)

    def _anew(self, units: Path, *options: str) -> Run:
        """The same into a new folder, which is deleted."""
        run = self._batch(units, "once", *options)
        shutil.rmtree(self._folder / "once")
        return run

    def against_docxtpl(self) -> Ratio:
        """The whole batch on one process against docxtpl's loop over the same values."""
        sizes = self._sizes
        engines = Engines(self._folder, sizes.turns * sizes.turn)
        units = self._folder / "tables.xlsx"
        _write_sheets(units, sizes.batch, tables=True)
        self._batch(units, "first", "--jobs", "1")
        for number in range(sizes.turn):
            ours = self._folder / "first" / f"{number}.docx"
            if plan4.texts(ours) != plan4.texts(engines.docxtpl(number)):
                raise AssertionError(f"batch and docxtpl write different texts of unit {number}")
        ours_seconds, their_seconds = [], []
        for turn in range(sizes.turns):
            ours_seconds.append(self._anew(units, "--jobs", "1").seconds / sizes.batch)
            begin = perf_counter()
            for number in range(turn * sizes.turn, (turn + 1) * sizes.turn):
                engines.docxtpl(number)
            their_seconds.append((perf_counter() - begin) / sizes.turn)
        mine, theirs = sum(ours_seconds) / sizes.turns, sum(their_seconds) / sizes.turns
        return Ratio(
            "a whole batch on one process is {ratio} times as fast as docxtpl's loop, unit by unit",
            theirs / mine,
            12,
            f"{mine * 1000:.2f} ms a unit for a batch of {sizes.batch} on one process, all of it "
            f"(start, roster, flushing, manifest, report); {theirs * 1000:.2f} ms in docxtpl's loop",
            aim=20,
        )

    def jobs(self) -> Ratio:
        """Two processes against one."""
        units = self._folder / "jobs.csv"
        _write_csv(units, self._sizes.jobs)
        runs = [(self._anew(units, "-j", "1"), self._anew(units, "-j", "2")) for _ in range(2)]
        one, two = (min(run.seconds for run in each) for each in zip(*runs, strict=True))
        return Ratio(
            "two processes are {ratio} times as fast as one",
            one / two,
            1.7,
            f"{self._sizes.jobs} units: {one:.1f} s with --jobs 1, {two:.1f} s with --jobs 2",
        )

    def large(self) -> Iterator[Ratio]:
        """Many units: memory, a second run, a run after one cell has changed."""
        count = self._sizes.large
        small, units = self._folder / "small.csv", self._folder / "large.csv"
        _write_csv(small, self._sizes.small)
        _write_csv(units, count)
        few, first = self._anew(small), self._batch(units, "csv")
        yield Ratio(
            f"memory at {count} units is {{ratio}} times that at {self._sizes.small}",
            first.peak / (few.peak or 1),
            1.2,
            f"{first.peak:.0f} MB at {count} units, {few.peak:.0f} MB at {self._sizes.small}",
            most=True,
        )
        again = self._batch(units, "csv")
        yield Ratio(
            "a second run that finds nothing changed is {ratio} times as fast as the first",
            first.seconds / again.seconds,
            20,
            f"{count} units from .csv: {first.seconds:.1f} s at first, {again.seconds:.2f} s again",
        )
        yield self._after_a_change(units, first, _write_csv)
        book = self._folder / "large.xlsx"
        _write_sheets(book, count)
        yield self._after_a_change(book, self._batch(book, "xlsx"), _write_sheets)

    def _after_a_change(self, units: Path, first: Run, write: Any) -> Ratio:
        """A run after the value of one unit has changed: it alone is written anew."""
        kind, count = units.suffix[1:], self._sizes.large
        before = _times(self._folder / kind)
        write(units, count, changed=count // 2)
        run = self._batch(units, kind)
        after = _times(self._folder / kind)
        anew = [name for name in after if after[name] != before.get(name)]
        if anew != [f"{count // 2}.docx"] or len(before) != count:
            raise AssertionError(f"of {len(before)} documents these were written anew: {anew}")
        return Ratio(
            f"a run after one cell of a .{kind} has changed is {{ratio}} times as fast",
            first.seconds / run.seconds,
            4,
            f"{count} units from .{kind}: {first.seconds:.1f} s at first, {run.seconds:.2f} s after "
            "one cell has changed",
        )


def _times(folder: Path) -> dict[str, int]:
    """When each document was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.docx")}


# Rosters ---------------------------------------------------------------------------------


def _write_csv(path: Path, count: int, changed: int = -1) -> None:
    """A roster of one sheet; the unit `changed` has another budget."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(_rows(count, changed))


def _write_sheets(path: Path, count: int, changed: int = -1, tables: bool = False) -> None:
    """The same as a workbook, with the units' tables in a further sheet if there are to be any."""
    book = Workbook(write_only=True)
    units = book.create_sheet("名册")
    for row in _rows(count, changed):
        units.append(row)
    if tables:
        sheet = book.create_sheet(plan4.TABLE)
        sheet.append(["编号", *plan4.COLUMNS])
        for number in range(count):
            for entry in roster.values(number)[plan4.TABLE]:
                sheet.append([_id(number), *(entry[name] for name in plan4.COLUMNS)])
    book.save(path)


def _rows(count: int, changed: int) -> Iterator[list[str]]:
    names = [name for name in roster.values(0) if name != plan4.TABLE]
    yield ["编号", "文件名", *names]
    for number in range(count):
        values: Mapping[str, Any] = roster.values(number)
        if number == changed:
            values = {**values, "budget": "7万元"}
        yield [_id(number), str(number), *(values[name] for name in names)]


def _id(number: int) -> str:
    return f"u{number:05}"
