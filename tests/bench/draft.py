"""The whole per-unit path, from raw values to a file on disk, against the other engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import plan4
from .engines import Engines, unflushed
from .timing import Engine, Times, interleaved

TURN = 8  # documents an engine makes before it is the next one's turn

FLUSHED = "ours, flushed to disk (fsync)"
OURS = "ours, not flushed"
DOCXTPL = "docxtpl"
MAILMERGE = "docx-mailmerge2"
DOCXTPL_LEAN = "docxtpl, lean template"
MAILMERGE_LEAN = "docx-mailmerge2, lean template"
FLOOR = "floor: compress and save"

# How many times faster than each we must at least be, and aim to be; the other engines do not
# flush, so it is our unflushed time that is held against theirs.
TARGETS = {DOCXTPL: (12, 20), MAILMERGE: (4, 7)}


@dataclass(frozen=True)
class Measured:
    """The times of all engines by name; how many characters a document has."""

    times: dict[str, Times]
    characters: int


def measure(folder: Path, rounds: int) -> Measured:
    """Check that all engines write the same text, then time them in turn."""
    engines = Engines(folder, rounds * (TURN + 1) + 4)
    characters = plan4.check_equal(
        {
            OURS: engines.ours,
            DOCXTPL: engines.docxtpl,
            MAILMERGE: engines.mailmerge,
            DOCXTPL_LEAN: partial(engines.docxtpl, base="lean"),
            MAILMERGE_LEAN: partial(engines.mailmerge, base="lean"),
        },
        range(4),
    )
    times = interleaved(
        [
            Engine(FLUSHED, partial(engines.ours, prefix="flushed")),
            Engine(DOCXTPL, engines.docxtpl),
            Engine(MAILMERGE, engines.mailmerge),
            Engine(OURS, partial(engines.ours, prefix="unflushed"), unflushed),
            Engine(FLOOR, engines.floor),
            Engine(DOCXTPL_LEAN, partial(engines.docxtpl, base="lean")),
            Engine(MAILMERGE_LEAN, partial(engines.mailmerge, base="lean")),
        ],
        rounds,
        TURN,
    )
    return Measured(times, characters)


def lines(measured: Measured) -> Sequence[str]:
    """The table, engine by engine."""
    times = measured.times
    base, other = times[DOCXTPL].median, times[MAILMERGE].median
    head = ("ms median", "ms min", "docxtpl=1", "x docxtpl", "x mailmerge")
    found = [f"{'':32}" + "".join(f"{name:>13}" for name in head)]
    for name, one in times.items():
        found.append(
            f"{name:32}{one.median:13.3f}{one.least:13.3f}{one.median / base:13.3f}"
            f"{base / one.median:13.1f}{other / one.median:13.1f}"
        )
    return found


def verdicts(measured: Measured) -> list[tuple[bool, str]]:
    """For each target whether the least is met, and a line about it."""
    ours = measured.times[OURS].median
    flushed = measured.times[FLUSHED].median
    found = []
    for name, (least, aim) in TARGETS.items():
        theirs = measured.times[name].median
        ratio = theirs / ours
        found.append(
            (
                ratio >= least,
                f"{ratio:.1f} times faster than {name} (at least {least}, aim {aim}; "
                f"with our flushing to disk {theirs / flushed:.1f})",
            )
        )
    return found
