"""One plan by a process of its own: our command line against a minimal docxtpl script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from . import plan4, roster
from .engines import Engines
from .timing import Engine, Times, interleaved

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("docxtpl_script.py")
OURS = "creation-plan draft"
ENTRY = "from generator.cli import entry; entry()"  # what an installed script does
SCRIPTED = "python docxtpl_script.py"
UNIT = 1  # its condition holds
MOST = 1.0  # our time by the script's


def measure(folder: Path, rounds: int) -> dict[str, Times]:
    """Check that both write the same text, then time both in turn."""
    engines = Engines(folder, UNIT + 1)
    units = folder / "units.yaml"
    entry = {"id": "one", "file": "ours", "values": _grouped(UNIT)}
    units.write_text(
        yaml.safe_dump({"roster": "bench", "units": [entry]}, allow_unicode=True), encoding="utf-8"
    )
    values = folder / "values.yaml"
    context = json.loads(json.dumps(engines.context(UNIT)))  # plain types only
    values.write_text(yaml.safe_dump(context, allow_unicode=True), encoding="utf-8")
    compiled = folder / "compiled"
    ours, theirs = folder / "ours.docx", folder / "theirs.docx"
    commands = {
        OURS: ["-c", ENTRY, "draft", str(plan4.BLUEPRINT), "--unit", f"{units}:one", "-o", str(ours)],
        SCRIPTED: [str(SCRIPT), str(engines.template("docxtpl")), str(values), str(theirs)],
    }  # fmt: skip
    for command in commands.values():
        _run(command, compiled)
    if plan4.texts(ours) != plan4.texts(theirs):
        raise AssertionError("the two processes make different texts")

    def ours_anew(_number: int) -> None:
        ours.unlink(missing_ok=True)
        _run(commands[OURS], compiled)

    engines_of = [
        Engine(OURS, ours_anew),
        Engine(SCRIPTED, lambda _number: _run(commands[SCRIPTED], compiled)),
    ]
    return interleaved(engines_of, rounds, 1)


def lines(times: dict[str, Times]) -> list[str]:
    """The table of both."""
    theirs = times[SCRIPTED].median
    found = [f"{'':32}{'ms median':>13}{'ms min':>13}{'script=1':>13}"]
    for one in times.values():
        ratio = one.median / theirs
        found.append(f"{one.name:32}{one.median:13.1f}{one.least:13.1f}{ratio:13.3f}")
    return found


def verdicts(times: dict[str, Times]) -> list[tuple[bool, str]]:
    """Whether we start and draft in no more time than the script, and a line about it."""
    ratio = times[OURS].median / times[SCRIPTED].median
    return [(ratio <= MOST, f"cold start takes {ratio:.2f} of the script's time (at most {MOST})")]


def _grouped(number: int) -> dict[str, object]:
    """The values as they stand in a roster: those of the unit in a group."""
    values = roster.values(number)
    own = {name: value for name, value in values.items() if not name.startswith("unit.")}
    unit = {name[5:]: value for name, value in values.items() if name.startswith("unit.")}
    return {"unit": unit, **own}


def _run(command: Sequence[str], compiled: Path) -> None:
    """Run Python; its modules are compiled, as an installer leaves them, whatever the checkout."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr}")
