"""The documentation says what the program does: every example is run, every name is there.

How examples are written and run is told in `documents`.
"""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import entry_points, metadata
from itertools import pairwise
from pathlib import Path

import click
import pytest

from generator import language, messages, policies, readers, source, templating
from generator.checks import RULES
from generator.cli.commands import group
from generator.errors import errors_of
from generator.models import Model, validated

from .documents import (
    COMMANDS,
    FENCE,
    LANGUAGE,
    PLAYED,
    README,
    README_ZH,
    ROOT,
    Example,
    complete,
    examples,
    fences,
    matches,
    outcome,
    play,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    before = messages.language()
    messages.use("zh")
    yield tmp_path
    messages.use(before)


EXAMPLES = list(examples(LANGUAGE))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line-{example.line}")
def test_example_of_the_language_prints_what_the_documentation_says(
    example: Example, folder: Path
) -> None:
    printed, findings = outcome(example, folder)
    if example.kind == "errors":
        printed = [messages.told(finding) for finding in findings]
    else:
        assert not errors_of(findings), [messages.told(finding) for finding in findings]
    assert "\n".join(printed) == example.expected.rstrip("\n")


def test_every_rule_has_an_example_that_makes_it_speak(folder: Path) -> None:
    shown = {
        finding.code
        for example in EXAMPLES
        if example.kind == "errors"
        for finding in outcome(example, folder)[1]
    }
    codes = {
        code
        for rule in RULES
        for code in re.findall(
            r'problem\(\s*"([a-z-]+)"', inspect.getsource(sys.modules[rule.__module__])
        )
    }
    assert codes <= shown


# Tables of the language document: a code cell with an expression, and what it prints.


@dataclass(frozen=True)
class Row:
    """A row of a table, its cells without surrounding blanks."""

    line: int
    cells: tuple[str, ...]


def rows(path: Path) -> Iterator[Row]:
    for number_, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("|") and not line.startswith("| ---"):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
            yield Row(number_, tuple(cells[1:-1]))


def _expressions() -> Iterator[tuple[int, str, str]]:
    for row in rows(LANGUAGE):
        for cell, result in pairwise(row.cells):
            if re.fullmatch(r"`[^`]*\{[{%][^`]*`", cell):
                yield row.line, cell.strip("`"), result


@pytest.mark.parametrize(("line", "text", "expected"), list(_expressions()))
def test_expression_in_a_table_prints_what_the_table_says(
    line: int, text: str, expected: str, folder: Path
) -> None:
    example = max((e for e in EXAMPLES if e.line < line), key=lambda e: e.line)
    data = source.loads(example.main, "example.yaml")
    data["sections"].append({"id": "of-the-table", "kind": "general", "text": text})
    printed, findings = outcome(replace(example, main=source.dump(data)), folder)
    assert not errors_of(findings), [messages.told(finding) for finding in findings]
    assert printed[-1] == expected


def _types() -> Iterator[tuple[str, str, str, str]]:
    text = LANGUAGE.read_text("utf-8")
    for row in rows(LANGUAGE):
        if len(row.cells) == 5 and (name := row.cells[0].strip("`")) in readers.READERS:
            stated = re.findall("`([^`]*)`", row.cells[2])
            for typed in re.findall("`([^`]*)`", row.cells[3]):
                yield name, stated[0] if stated else "", typed, row.cells[4]
    assert "### 类型" in text


@pytest.mark.parametrize(("name", "stated", "typed", "expected"), list(_types()))
def test_value_in_the_table_of_types_prints_what_the_table_says(
    name: str, stated: str, typed: str, expected: str
) -> None:
    declaration = {"label": "变量", "type": name, **(source.loads(stated, "") if stated else {})}
    variable = validated(language.Variable, source.loads(source.dump(declaration), ""), [])
    assert variable
    value = readers.read(variable, source.loads(f"value: {typed}", "")["value"])
    assert expected in ("—", str(value))


def test_every_yaml_block_of_the_language_takes_part_in_an_example() -> None:
    kinds = {
        fence.words[:2] for fence in fences(LANGUAGE) if fence.words[:1] in (("yaml",), ("text",))
    }
    assert kinds <= {
        ("yaml", "blueprint"), ("yaml", "policy"), ("yaml", "values"), ("yaml", "roster"),
        ("text", "plan"), ("text", "errors"),
    }  # fmt: skip
    assert len(EXAMPLES) > 40


def test_part_of_a_blueprint_is_completed_and_run(folder: Path) -> None:
    example = Example(main=complete("sections: [{id: a, kind: general, text: 甲。}]\n", "example"))
    assert outcome(example, folder) == (["甲。"], [])


# Commands --------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are written for a Unix shell")
@pytest.mark.parametrize("path", list(PLAYED), ids=lambda path: path.name)
def test_commands_print_what_the_documentation_says(path: Path, folder: Path) -> None:
    assert folder == Path.cwd()
    for fence, ran in play(path):
        for command, output, code in ran:
            place = f"{path.name}:{fence.line} $ {command.line}"
            assert matches(output, command.output), f"{place}\n{output}"
            assert code == command.exit_code, place


# Completeness ----------------------------------------------------------------------------


def quoted(path: Path) -> set[str]:
    """Everything a document sets in code type, in its prose or tables."""
    text = FENCE.sub("", path.read_text("utf-8"))
    return set(re.findall(r"`+ ?(.+?) ?`+", text))


def _keys(model: type[Model], seen: set[type[Model]]) -> Iterator[str]:
    """The keys of a model and of all models below it."""
    if model in seen:
        return
    seen.add(model)
    yield from model.keys()
    for field in model.fields.values():
        for _, inner in field.below():
            yield from _keys(inner, seen)


NAMES = {
    "variable type": sorted(readers.READERS),
    "filter": sorted(templating.FILTERS),
    "function": [f"{name}()" for name in templating.FUNCTIONS],
    "group of names": [f"{name}." for name in templating.GROUPS],
    "section kind": list(language.KINDS),
    "numbering style": list(language.NUMBERING_STYLES),
    "form of document": list(language.FORMS),
    "kind of annex": list(language.ANNEX_KINDS),
    "key of a blueprint": sorted(set(_keys(language.Blueprint, set()))),
    "placing key": ["before", "after", "remove"],
    "key of a policy": sorted(set(_keys(policies.PolicyModel, set()))),
}


@pytest.mark.parametrize(
    ("what", "name"), [(what, name) for what, names in NAMES.items() for name in names]
)
def test_the_language_is_documented_completely(what: str, name: str) -> None:
    assert name in quoted(LANGUAGE), f"{what} {name} is not mentioned in {LANGUAGE.name}"


def _all_commands(
    command: click.Command, path: str = "creation-plan"
) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _all_commands(inner, f"{path} {name}")


@pytest.mark.usefixtures("folder")
def test_every_command_and_option_is_documented() -> None:
    text = COMMANDS.read_text("utf-8")
    for path, command in _all_commands(group):
        match = re.search(
            rf"^#+ `{re.escape(path)}`.*?(?=^#+ `|\Z)", text, re.MULTILINE | re.DOTALL
        )
        assert match, f"{COMMANDS.name} has no heading `{path}`"
        names = [name for parameter in command.params for name in _names(command, parameter)]
        assert [name for name in names if f"`{name}" not in match[0]] == [], path


def _names(command: click.Command, parameter: click.Parameter) -> list[str]:
    if isinstance(parameter, click.Option):
        return parameter.opts
    return [parameter.make_metavar(click.Context(command))]


def _shell_lines() -> Iterator[tuple[str, list[str]]]:
    """The lines of ours and of Dask that documents show without running them."""
    for path in DOCUMENTS:
        for fence in fences(path):
            if fence.words != ("sh",):
                continue
            for line in fence.text.splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] in ("creation-plan", "dask"):
                    yield f"{path.name}: {line}", words


def test_commands_that_are_not_run_are_there_with_their_options() -> None:
    dask = {point.name for point in entry_points(group="dask_cli")}
    shown = dict(_shell_lines())
    assert any("--scheduler" in words for words in shown.values())
    for line, (program, name, *words) in shown.items():
        if program == "dask":
            assert not dask or name in dask, line
            continue
        command = group.get_command(click.Context(group), name)
        assert command, line
        known = {opt for parameter in command.params for opt in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_every_make_target_is_mentioned() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for path in (README, README_ZH):
        assert {f"make {target}" for target in ("plans", "test")} <= quoted(path)
    architecture = quoted(ROOT / "ARCHITECTURE.md") | quoted(README)
    assert {f"make {target}" for target in targets} <= architecture


# Architecture ----------------------------------------------------------------------------

ARCHITECTURE = ROOT / "ARCHITECTURE.md"


def _table_after(heading: str) -> list[tuple[str, ...]]:
    lines = ARCHITECTURE.read_text("utf-8").split(f"## {heading}\n")[1].splitlines()
    end = next((n for n, line in enumerate(lines) if line.startswith("## ")), len(lines))
    found = [line for line in lines[:end] if line.startswith("|") and not line.startswith("| ---")]
    return [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in found][1:]


def _home(path: Path) -> str:
    return path.stem if path.parent.name == "generator" else f"{path.parent.name}/"


def test_the_layers_table_names_just_the_modules_there_are() -> None:
    package = ROOT / "generator"
    modules = {_home(path) for path in package.glob("**/*.py")} - {"__init__", "__main__"}
    assert {
        name for row in _table_after("The layers") for name in re.findall("`([a-z_]+/?)`", row[0])
    } == modules


def test_modules_import_only_what_stands_above_them_in_the_table() -> None:
    row_of = {
        name: number
        for number, row in enumerate(_table_after("The layers"))
        for name in re.findall("`([a-z_]+/?)`", row[0])
    }
    wrong = [
        f"{home} imports {other}"
        for path in (ROOT / "generator").glob("**/*.py")
        if (home := _home(path)) in row_of
        for other in _imports(path)
        if other in row_of and row_of[other] > row_of[home]
    ]
    assert wrong == []


def _imports(path: Path) -> Iterator[str]:
    """What a module of ours imports of ours, by home."""
    package = ROOT / "generator"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        folder = path.parents[node.level - 1]
        for name in [node.module] if node.module else [alias.name for alias in node.names]:
            target = folder.joinpath(*str(name).split("."))
            first = target.relative_to(package).parts[0]
            yield f"{first}/" if (package / first).is_dir() else first


_IMPORTED_AS = {"pyyaml": "yaml", "python-docx": "docx"}


def test_the_dependency_table_is_true() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].items()
    names = {_package(line) for line in project["dependencies"]}
    names |= {f"{_package(line)} (extra `{key}`)" for key, lines in extras for line in lines}
    table = {row[0]: row for row in _table_after("Dependencies")}
    assert set(table) == names
    for shown, row in table.items():
        name = _package(shown)
        assert _licence(name) == row[1], name
        homes = _homes_of(_IMPORTED_AS.get(name, name))
        assert set(re.findall("`([a-z_]+/?)`", row[2])) == homes, name


def _package(requirement: str) -> str:
    return re.split(r"[<>=!~ ]", requirement)[0]


def _homes_of(library: str) -> set[str]:
    pattern = re.compile(rf"^ *(from|import) {library}\b", re.MULTILINE)
    paths = (ROOT / "generator").glob("**/*.py")
    return {_home(path) for path in paths if pattern.search(path.read_text("utf-8"))}


def _licence(name: str) -> str:
    """The licence a package states, in any of the three ways packages state it."""
    about = metadata(name)
    classifiers = " ".join(about.get_all("Classifier") or [])
    stated = (about.get_all("License-Expression") or about.get_all("License") or [""])[0]
    if "BSD" in stated or "BSD License" in classifiers:
        return "BSD-3-Clause"
    return "MIT" if "MIT" in stated or "MIT License" in classifiers else stated


# Links -----------------------------------------------------------------------------------

DOCUMENTS = [
    README,
    README_ZH,
    ARCHITECTURE,
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), target
        if anchor:
            assert anchor in _anchors(file), target


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_shipped_yaml_reader_reads_every_yaml_block() -> None:
    for path in DOCUMENTS:
        for fence in fences(path):
            if fence.words[:1] == ("yaml",) and fence.words[1:2] != ("blueprint",):
                source.loads(fence.text, path.name)
