"""Interleaved measurement: every engine takes its turn in every round of the same run.

Whatever slows the machine down for a while then slows all engines alike, and ratios hold.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Engine:
    """One way to make a document: `make(number)` makes that of unit `number`."""

    name: str
    make: Callable[[int], object]
    around: Callable[[], AbstractContextManager[object]] = nullcontext  # each of its turns


@dataclass(frozen=True)
class Times:
    """How long one engine took, document by document."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median in milliseconds."""
        return median(self.seconds) * 1000

    @property
    def least(self) -> float:
        """The shortest time in milliseconds."""
        return min(self.seconds) * 1000


def interleaved(engines: Sequence[Engine], rounds: int, turn: int) -> dict[str, Times]:
    """The times of all engines by name: A B C A B C …, `turn` documents at each turn.

    In one round all engines make the same units; no unit comes twice. An unmeasured document
    before each turn fills the processor's caches, and the rubbish of the turns before is
    collected, so that nobody pays for his predecessor.
    """
    seconds: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for number in range(rounds):
        first = number * (turn + 1)
        for engine in engines:
            with engine.around():
                engine.make(first)
                gc.collect()
                for unit in range(first + 1, first + 1 + turn):
                    begin = perf_counter()
                    engine.make(unit)
                    seconds[engine.name].append(perf_counter() - begin)
    return {name: Times(name, tuple(times)) for name, times in seconds.items()}
