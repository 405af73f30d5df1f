"""A hundred of our plans checked, content and format, in the time docxtpl takes to make them."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from generator import checking, policies, workspace

from .engines import Engines, unflushed

PLANS = 100


@dataclass(frozen=True)
class Measured:
    """Seconds for all plans, the least of the rounds: making them with docxtpl, checking ours."""

    plans: int
    docxtpl: float
    check: float


def measure(folder: Path, rounds: int, plans: int = PLANS) -> Measured:
    """Draft the plans, then make and check as many in turn; no plan may have a finding."""
    engines = Engines(folder, plans)
    with unflushed():
        paths = [engines.ours(number) for number in range(plans)]
    known = policies.load(workspace.all_policy_files())
    making: list[float] = []
    times: list[float] = []
    for _ in range(rounds):
        gc.collect()
        begin = perf_counter()
        for number in range(plans):
            engines.docxtpl(number)
        making.append(perf_counter() - begin)
        gc.collect()
        begin = perf_counter()
        checker = checking.Checker(checking.Context(today=date(2026, 3, 5), policies=known))
        checked = [checker.check(path) for path in paths]
        times.append(perf_counter() - begin)
        if any(one.count("error") or one.count("warning") for one in checked):
            raise AssertionError("the bench's own plans have findings")
    return Measured(plans, min(making), min(times))


def lines(measured: Measured) -> Sequence[str]:
    """The two times."""
    return [
        f"{'docxtpl, made':32}{measured.docxtpl:13.3f} s",
        f"{'ours, checked (not rendered)':32}{measured.check:13.3f} s",
    ]


def verdicts(measured: Measured) -> list[tuple[bool, str]]:
    """Whether checking takes no longer than making with docxtpl."""
    ratio = measured.docxtpl / measured.check
    line = f"{measured.plans} plans checked in 1/{ratio:.1f} of the time docxtpl makes them in"
    return [(ratio >= 1, f"{line} (at least 1)")]
