"""Short notations for tests: a blueprint in a line or two, and what comes of it.

    say("有{{ n }}", {"n": "integer 个"}, n="3") == "有3个"
    draft_text("sections: [{id: a, kind: general, heading: 甲, text: 乙}]") == ["一、甲", "乙"]

Everything goes through real files and the public functions.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from generator import blocks as layout
from generator import blueprint as bp
from generator import formats, policies, units
from generator.binding import values_of
from generator.checks import check
from generator.drafter import Drafter
from generator.errors import (
    NOWHERE,
    CreationPlanError,
    Finding,
    Origin,
    Refusal,
    errors_of,
    reject_errors,
    told_at,
)
from generator.messages import told as told_finding
from generator.numbering import number
from generator.plan import Plan, dump
from generator.recipes import Recipes
from generator.resolver import compile_blueprint
from generator.word.provenance import read_provenance
from generator.word.template import DOCUMENT

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2024, 3, 1)

# Two versions of one policy, and one that is in force only later.
POLICIES = {
    "thought": """
        policy: thought
        label: 指导思想
        versions:
          - {version: "2012", effective: 2012-11-08, basis: 甲, text: 旧思想, values: {verb: 学习}}
          - {version: "2022", effective: 2022-10-16, basis: 乙, text: 新思想, values: {verb: 贯彻}}
    """,
    "later": """
        policy: later
        label: 以后的提法
        versions:
          - {version: "2030", effective: 2030-01-01, basis: 丙, text: 以后}
    """,
}


def bug(reason: str) -> Any:
    """A test that shows a fault which is still there; it turns red when the fault is mended."""
    return pytest.mark.xfail(strict=True, reason=reason)


def full(text: str) -> str:
    """A blueprint from its interesting part: name and title are added when they are missing."""
    text = textwrap.dedent(text)
    head = "" if text.lstrip().startswith("blueprint:") else "blueprint: b\ntitle: 方案\n"
    return head + text


def declared(variables: Mapping[str, str | Mapping[str, Any]]) -> str:
    """Declarations: {"n": "integer 个"} is type and unit; a mapping holds the keys themselves."""
    lines = []
    for name, short in variables.items():
        if isinstance(short, str):
            kind, _, unit = short.partition(" ")
            short = {"type": kind, **({"unit": unit} if unit else {})}
        lines.append(f"  {name}: {json.dumps({'label': name, **short}, ensure_ascii=False)}")
    return "\n".join(["variables:", *lines, ""]) if lines else ""


def one_section(text: str, variables: Mapping[str, Any] | None = None, **keys: Any) -> str:
    """A blueprint whose single section holds `text`; `keys` are further keys of the section."""
    section = {"id": "s", "kind": "general", "heading": "标题", "text": text, **keys}
    sections = json.dumps([section], ensure_ascii=False)
    return declared(variables or {}) + f"sections: {sections}\n"


def items(*entries: Mapping[str, Any], kind: str = "general", **keys: Any) -> str:
    """A blueprint whose single section `s` holds these items (criteria, phases: see `keys`)."""
    section = {"id": "s", "kind": kind, "heading": "标题", "items": list(entries), **keys}
    if not entries:
        del section["items"]
    return f"sections: {json.dumps([section], ensure_ascii=False)}\n"


@dataclass
class Drafted:
    """What came of one unit."""

    plan: Plan
    blocks: list[layout.AnyBlock]
    findings: list[Finding]

    @property
    def lines(self) -> list[str]:
        """The paragraphs and tables below the title."""
        return [block.text for block in self.blocks[1:]]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]

    @property
    def told(self) -> str:
        return told(self.findings)

    @property
    def dump(self) -> str:
        return dump(self.plan)


def _written(folder: Path, text: str, files: Mapping[str, str]) -> bp.Loaded:
    for name, content in {**files, "b.yaml": full(text)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content), encoding="utf-8")
    return bp.load(folder / "b.yaml", lambda name, _origin: folder / f"{name}.yaml")


def load_blueprint(text: str, files: Mapping[str, str] | None = None) -> bp.Loaded:
    """The blueprint of this text; `files` lie beside it (`base.yaml` for `extends: base`)."""
    with tempfile.TemporaryDirectory() as folder:
        return _written(Path(folder), text, files or {})


def tiny_policies(texts: Mapping[str, str] = POLICIES) -> dict[str, policies.Policy]:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in texts.items():
            paths.append(Path(folder) / f"{name}.yaml")
            paths[-1].write_text(textwrap.dedent(text), encoding="utf-8")
        return policies.load(paths)


def draft(
    text: str,
    values: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, str] | None = None,
    day: date = DAY,
) -> Drafted:
    """One unit's plan; raises `Rejected` for errors in the blueprint or in the values."""
    loaded = load_blueprint(text, files)
    program = compile_blueprint(loaded, tiny_policies(), day)
    typed, findings = values_of(loaded, from_values(values or {}, "甲"))
    reject_errors(findings)
    plan = number(program.resolve(typed, findings), findings)
    findings += check(plan)
    return Drafted(plan, layout.blocks(plan), findings)


def draft_text(text: str, values: Mapping[str, Any] | None = None, **options: Any) -> list[str]:
    """The paragraphs below the title of a draft without errors."""
    drafted = draft(text, values, **options)
    assert not errors_of(drafted.findings), drafted.told
    return drafted.lines


def say(text: str, variables: Mapping[str, Any] | None = None, **values: Any) -> str:
    """What a text prints; the variables not declared are texts."""
    known = {**dict.fromkeys(values, "text"), **(variables or {})}
    lines = draft_text(one_section(text, known), values)
    assert lines[0] == "一、标题"
    return "\n".join(lines[1:])


def told(findings: Iterable[Finding]) -> str:
    """The findings as the command line prints them; fails where a message cannot be filled in."""
    return "\n".join(told_finding(finding) for finding in findings)


def message_of(refusal: Refusal) -> str:
    """What a refusal says, with its hint."""
    return told([told_at("x", refusal, NOWHERE)])


def trouble(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """What is told when the call is refused, or, for a draft, what was found; never a traceback."""
    try:
        result = function(*args, **kwargs)
    except CreationPlanError as error:
        assert error.findings
        return told(error.findings)
    except Exception as error:
        raise AssertionError(f"a traceback: {type(error).__name__}: {str(error)[:200]}") from None
    if isinstance(result, Drafted):
        assert errors_of(result.findings), f"nothing was refused: {result.lines}"
        return result.told
    raise AssertionError(f"nothing was refused: {result!r}")


# Documents -----------------------------------------------------------------------------------


def make_drafter(folder: Path, text: str, day: date = DAY) -> Drafter:
    """A drafter for the blueprint, which stays in `folder`."""
    return Drafter(_written(folder, text, {}), tiny_policies(), day, formats.load("gbt9704"))


def drafters(
    format_name: str, day: date | None, today: date, blueprint: str
) -> Callable[[units.Unit], Drafter]:
    """A function from a unit to its drafter; drafters are made once for each blueprint and day."""
    recipes = Recipes(format_name, day, today, blueprint)
    made: dict[object, Drafter] = {}

    def drafter_for(unit: units.Unit) -> Drafter:
        recipe = recipes.recipe(unit.blueprint, unit.as_of)
        if recipe not in made:
            made[recipe] = recipe.drafter()
        return made[recipe]

    return drafter_for


def from_values(values: Mapping[str, Any], name: str = "") -> units.Unit:
    """A unit made of values, each with its name as its place."""
    raws = {key: units.Raw(value, Origin(path=key)) for key, value in values.items()}
    return units.Unit(id=name, values=raws)


def unit(name: str = "甲", file: str = "", **values: Any) -> units.Unit:
    raws = {key: units.Raw(value) for key, value in values.items()}
    return units.Unit(id=name, values=raws, file=file)


# Cages ---------------------------------------------------------------------------------------

_CAGE = """
import resource, sys
sys.path.insert(0, {root!r})
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds} + 1, {seconds} + 2))
"""


@dataclass
class Caged:
    """How a script ended."""

    output: str
    megabytes: int


def caged(
    script: str,
    *,
    seconds: int = 5,
    megabytes: int = 300,
    environment: Mapping[str, str] | None = None,
    arguments: Iterable[object] = (),
) -> Caged:
    """Run a script in a process of its own; it must end by itself within these bounds.

    The address space may be larger than the memory really used; both are bounded.
    """
    limits = _CAGE.format(root=str(ROOT), memory=(megabytes + 500) << 20, seconds=seconds)
    code = (
        limits
        + textwrap.dedent(script)
        + (
            "\nstatus = open('/proc/self/status').read()"  # getrusage counts what the parent used, too
            "\nprint('peak', int(status.partition('VmHWM:')[2].split()[0]) // 1024)\n"
        )
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        timeout=seconds * 4 + 10,  # the bound that counts is that of the processor
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        cwd=ROOT,
    )
    assert run.returncode == 0, f"exit {run.returncode}: {run.stderr[-1500:]}"
    output, _, peak = run.stdout.rpartition("peak ")
    assert int(peak) < megabytes, f"{int(peak)} MB used"
    return Caged(output.strip(), int(peak))


def is_untouched(data: bytes) -> bool:
    """Whether the document part is the very one that was written: nobody saved it since."""
    made = read_provenance(data)
    with ZipFile(io.BytesIO(data)) as package:
        part = package.getinfo(DOCUMENT)
    return made is not None and (part.CRC, part.file_size) == (
        made.document_crc,
        made.document_size,
    )
