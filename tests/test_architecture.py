"""Imports point down, every library has one home, only the command line prints and knows the time."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from .helpers import ROOT

# From low to high; those of one line do not import one another. A package counts as one module.
# Some are only planned (see DESIGN); a module that is not listed here is an error.
LAYERS = [
    {"__init__"},
    {"errors", "patterns"},
    {"archives", "atomic"},
    {"backups"},
    {"characters", "numerals"},
    {"filenames"},
    {"source"},
    {"values"},
    {"readers"},
    {"models", "overlay"},
    {"language"},
    {"sheets"},
    {"rosters"},
    {"plan"},
    {"blueprint", "units", "policies"},
    {"blank_roster"},
    {"templating"},
    {"numbering"},
    {"parts"},
    {"surroundings"},
    {"resolver"},
    {"binding"},
    {"blocks"},
    {"annexes"},
    {"facts"},
    {"crossing", "merge", "outline"},
    {"proofreading"},
    {"workspace"},
    {"formats"},
    {"word"},
    {"returned"},
    {"patching"},
    {"official_words"},
    {"redlining", "inspecting"},
    {"titles"},
    {"official"},
    {"compose"},
    {"checks"},
    {"manifest"},
    {"placing"},
    {"strays"},
    {"drafter"},
    {"pdf", "rendered"},
    {"duplex", "volume"},
    {"recipes"},
    {"checking"},
    {"messages"},
    {"books"},
    {"batch"},
    {"regenerating"},
    {"cli"},
    {"__main__"},
]

HOMES = {
    "yaml": {"source"},
    "jinja2": {"templating"},
    "gettext": {"messages"},
    "babel": {"messages"},
    "lxml": {"word", "compose", "patching", "redlining"},
    "zipfile": {
        "archives",
        "word",
        "pdf",
        "compose",
        "volume",
        "blank_roster",
        "books",
        "returned",
        "patching",
        "batch",
    },
    "docx": {"word"},
    "click": {"cli"},
    "rich": {"cli"},
    "openpyxl": {"blank_roster", "books"},
    "pypdf": {"rendered", "inspecting"},
    "sqlite3": {"manifest"},
    "concurrent": {"batch", "regenerating"},
    "multiprocessing": {"batch"},
    "filelock": {"batch"},
    "distributed": {"batch"},
}

# Only these may be imported from these: the language of messages is the command line's affair.
ONLY_FOR = {"messages": {"cli", "books", "batch"}}

PRINTS = {"cli"}
CLOCKS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "time.strftime",
}  # fmt: skip


def violations(package: Path) -> list[str]:
    """Every breach of the rules above in the modules of a package."""
    return [
        f"{path.relative_to(package).as_posix()}:{line} {what}"
        for path in sorted(package.rglob("*.py"))
        for line, what in _breaches(path, package)
    ]


def _breaches(path: Path, package: Path) -> Iterator[tuple[int, str]]:
    steps = path.relative_to(package).with_suffix("").parts
    here = steps[0]
    if not any(here in layer for layer in LAYERS):
        yield 1, f"{here} is in no layer"
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name, ours in _imported(node, steps, package.name):
            yield from ((node.lineno, what) for what in _wrong_import(here, name, ours))  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            yield from ((node.lineno, what) for what in _wrong_call(here, node))


def _imported(node: ast.AST, steps: tuple[str, ...], package: str) -> Iterator[tuple[str, bool]]:
    """What a statement imports: (top-level module of ours or of others, is it ours)."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            first, _, rest = alias.name.partition(".")
            yield (
                (rest.partition(".")[0] or "__init__", True) if first == package else (first, False)
            )
    elif isinstance(node, ast.ImportFrom):
        full = (node.module or "").split(".") if node.module else []
        if node.level:
            full = [*steps[: len(steps) - node.level], *full]
        elif full[0] == package:
            full = full[1:]
        else:
            yield full[0], False
            return
        if full:
            yield full[0], True
        else:
            names = {name.name for name in node.names}
            yield from (
                (name if not name.startswith("__v") else "__init__", True) for name in names
            )


def _wrong_import(here: str, name: str, ours: bool) -> Iterator[str]:
    if ours:
        if name == here:
            return
        if name in ONLY_FOR and here not in ONLY_FOR[name]:
            yield f"{name} is only for {', '.join(sorted(ONLY_FOR[name]))}"
        if _rank(name) >= _rank(here):
            yield f"{here} must not import {name}"
    elif name in HOMES:
        if here not in HOMES[name]:
            yield f"{name} belongs in {', '.join(sorted(HOMES[name]))}"
    elif name not in sys.stdlib_module_names:
        yield f"{name} has no home"


def _rank(name: str) -> int:
    return next((rank for rank, layer in enumerate(LAYERS) if name in layer), len(LAYERS))


def _wrong_call(here: str, node: ast.Call) -> Iterator[str]:
    called = ast.unparse(node.func)
    if here not in PRINTS:
        if called in ("print", "input", "sys.stdout.write", "sys.stderr.write", "breakpoint"):
            yield f"{called} outside the command line"
        if ".".join(called.split(".")[-2:]) in CLOCKS:
            yield f"{called} outside the command line"
    if called in ("eval", "exec", "os.system", "pickle.loads", "pickle.load", "yaml.load"):
        yield f"{called} is never called"


def test_the_package_keeps_its_layers() -> None:
    assert violations(ROOT / "generator") == []


@pytest.mark.parametrize(
    ("module", "text", "expected"),
    [
        ("source", "import yaml", []),
        ("blueprint", "import yaml", ["yaml belongs in source"]),
        ("blueprint", "from yaml import load", ["yaml belongs in source"]),
        ("word/write", "import zipfile\nfrom lxml import etree", []),
        ("drafter", "from lxml import etree", ["lxml belongs in compose, patching, redlining, word"]),
        ("plan", "import requests", ["requests has no home"]),
        ("values", "from .errors import N_\nimport re", []),
        ("errors", "from .values import read", ["errors must not import values"]),
        ("errors", "from . import values", ["errors must not import values"]),
        ("errors", "import generator.values", ["errors must not import values"]),
        ("errors", "from generator import values", ["errors must not import values"]),
        ("errors", "from generator.values import read", ["errors must not import values"]),
        ("blueprint", "from . import policies", ["blueprint must not import policies"]),
        ("units", "from .blueprint import Variable", ["units must not import blueprint"]),
        ("plan", "def f():\n    from .word import write", ["plan must not import word"]),
        ("word/write", "from ..blocks import Block\nfrom .runs import run", []),
        ("word/write", "from .. import batch", ["word must not import batch"]),
        ("word/write", "from ..source import load\nimport yaml", ["yaml belongs in source"]),
        ("checks/structure", "from ..drafter import Drafter", ["checks must not import drafter"]),
        ("drafter", "from .messages import _", ["messages is only for batch, books, cli", "drafter must not import messages"]),
        ("cli/main", "from ..messages import _\nimport click\nprint('x')", []),
        ("drafter", "from . import __version__", []),
        ("batch", "print('x')", ["print outside the command line"]),
        ("batch", "import datetime\nd = datetime.datetime.now()",
         ["datetime.datetime.now outside the command line"]),
        ("word/write", "from datetime import date\ndef f(): return date.today()",
         ["date.today outside the command line"]),
        ("batch", "import time\nt = time.time()", ["time.time outside the command line"]),
        ("cli/main", "from datetime import date\nd = date.today()", []),
        ("parts", "eval('1')", ["eval is never called"]),
        ("utils", "", ["utils is in no layer"]),
    ],
)  # fmt: skip
def test_the_guard_catches(tmp_path: Path, module: str, text: str, expected: list[str]) -> None:
    path = tmp_path / "generator" / f"{module}.py"
    path.parent.mkdir(parents=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    found = violations(tmp_path / "generator")
    assert [line.partition(" ")[2] for line in found] == expected
    assert all(line.startswith(f"{module}.py:") for line in found)


def test_the_list_of_layers_names_each_module_once() -> None:
    names = [name for layer in LAYERS for name in layer]
    assert len(names) == len(set(names))
    assert set().union(*HOMES.values()) <= set(names)
