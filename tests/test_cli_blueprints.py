"""`creation-plan blueprints` and `init`: what there is, what it needs, the exported schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator import blueprint, source, workspace
from generator.cli.paging import cells

from .cli import ROOT, Cli

BLUEPRINTS = sorted((ROOT / "blueprints").glob("*.yaml"))
PLANS = ["bureau-branch", "county-demo-zone", "development-zone", "education-demo-site"]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def test_list(cli: Cli) -> None:
    outcome = cli.run("blueprints", "list")
    assert (outcome.code, outcome.err) == (0, "")
    assert re.split(" {2,}", outcome.lines[0]) == ["name", "label", "variables", "summary"]
    assert re.split(" {2,}", outcome.lines[1]) == ["tiny", "小方案", "4", "只有一个部分"]
    assert [line.split()[0] for line in outcome.lines[2:]] == PLANS
    assert cli.run("blueprints").out == outcome.out


def test_list_in_chinese(cli: Cli) -> None:
    outcome = cli.run("blueprints", "list", lang="zh")
    assert outcome.lines[0].split() == ["名字", "名称", "项数", "简介"]


def test_list_tells_a_broken_blueprint_and_goes_on(cli: Cli) -> None:
    cli.write("blueprints/broken.yaml", "blueprint: broken\ntitel: x\n")
    outcome = cli.run("blueprints", "list")
    assert outcome.code == 1
    assert outcome.err.startswith("error: blueprints/broken.yaml:2:")
    assert outcome.lines[1].startswith("tiny")


@pytest.mark.parametrize("command", ["list", "vars education-demo-site"])
def test_tables_fit_a_terminal(cli: Cli, command: str) -> None:
    with cli.terminal("blueprints", *command.split(), columns=80) as terminal:
        assert terminal.end() == 0
        shown = terminal.shown
    assert "…\n" not in shown
    assert max(cells(line) for line in shown.splitlines()) <= 80
    assert ("小方案" if command == "list" else "单位全称") in shown


def test_show(cli: Cli) -> None:
    outcome = cli.run("blueprints", "show", "tiny")
    assert outcome.out == (
        "tiny  小方案\n"
        "只有一个部分\n"
        "title: {{ unit.name }}创建方案\n"
        "files: blueprints/tiny.yaml\n"
        "\n"
        "aim [general]  创建目标\n"
    )
    assert "标题：{{ unit.name }}创建方案\n" in cli.run("blueprints", "show", "tiny", lang="zh").out


@pytest.mark.parametrize("name", PLANS)
def test_show_names_every_part(cli: Cli, name: str) -> None:
    outcome = cli.run("blueprints", "show", name)
    assert outcome.code == 0
    for section in blueprint.load(
        workspace.find_blueprint(name), lambda base, _origin: workspace.find_blueprint(base)
    ).blueprint.sections:
        assert f"\n{section.id} [{section.kind}]" in outcome.out


def test_vars(cli: Cli) -> None:
    outcome = cli.run("blueprints", "vars", "tiny")
    assert outcome.out == (
        "variable   label     type                  required  default  example  help\n"
        "unit.name  单位全称  text                  yes                示例县   写规范全称\n"
        "sites      创建数量  whole number          yes                2\n"
        "pace       验收频次  choice: 每半年、每年  no        每年\n"
        "issued     成文日期  date                  no\n"
    )
    assert "整数" in cli.run("blueprints", "vars", "tiny", lang="zh").out


@pytest.mark.parametrize("name", PLANS)
def test_vars_has_a_line_for_every_variable(cli: Cli, name: str) -> None:
    loaded = blueprint.load(
        workspace.find_blueprint(name), lambda base, _origin: workspace.find_blueprint(base)
    )
    outcome = cli.run("blueprints", "vars", name)
    assert [line.split()[0] for line in outcome.lines[1:]] == [*loaded.blueprint.variables]


# The schema ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    outcome = Cli(tmp_path_factory.mktemp("schema")).run("blueprints", "schema")
    assert outcome.code == 0
    exported: dict[str, Any] = json.loads(outcome.out)
    jsonschema.Draft202012Validator.check_schema(exported)
    return exported


def _errors(schema: dict[str, Any], data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)]


def _typed(value: Any) -> Any:
    """The data as an editor sees it (YAML 1.2): 3 and true are no texts there, yes is one."""
    if isinstance(value, dict):
        return {key: _typed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_typed(part) for part in value]
    if value in ("true", "false"):
        return value == "true"
    number = isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", value)
    return float(value) if number else value


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_schema_accepts_the_shipped_blueprints(schema: dict[str, Any], path: Path) -> None:
    assert _errors(schema, _typed(source.load(path))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "titel: x",
        "variables: {a: {labell: x}}",
        "sections: [{id: a, kind: general, heding: x}]",
        "sections: [{id: a, kind: steps, phases: [{id: b, month: 3}]}]",
        "sections: [{id: a, kind: generl}]",
        "variables: {a: {label: x, type: integr}}",
    ],
)
def test_schema_rejects_what_is_misspelt(schema: dict[str, Any], wrong: str) -> None:
    base = "blueprint: x\nlabel: x\ntitle: x\n"
    text = base.replace("title: x\n", "") + wrong if "titel" in wrong else base + wrong
    assert _errors(schema, _typed(source.loads(text, "x.yaml")))


def test_the_committed_schema_is_the_export(cli: Cli) -> None:
    outcome = cli.run("blueprints", "schema", "-o", "schema.json")
    assert (outcome.code, outcome.out) == (0, "written  schema.json\n")
    committed = ROOT / "blueprints" / "blueprint.schema.json"
    assert (cli.folder / "schema.json").read_bytes() == committed.read_bytes(), "run `make schema`"


# init ----------------------------------------------------------------------------------------


def test_init_then_batch(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    outcome = cli.process("init", "新 文件夹")
    assert outcome.code == 0
    assert re.fullmatch(r"新 文件夹: \d+ files set up, 0 kept\n", outcome.out)
    assert outcome.err == (
        'next:\n    cd "新 文件夹"\n    creation-plan batch blueprints/units/*.yaml\n'
    )
    new = Cli.__new__(Cli)
    new.folder = tmp_path / "新 文件夹"
    rosters = sorted(str(path) for path in (new.folder / "blueprints" / "units").glob("*.yaml"))
    assert len(rosters) == 6
    outcome = new.process("batch", *rosters)
    assert outcome.code == 0, outcome.err
    assert len([*(new.folder / "output").glob("*.docx")]) == len(outcome.lines) - 2 >= 4


def test_init_keeps_what_is_there(cli: Cli) -> None:
    mine = cli.write("blueprints/bureau-branch.yaml", "mine")
    outcome = cli.run("init", ".")
    assert outcome.out.endswith(" files set up, 1 kept\n")
    assert "cd" not in outcome.err
    assert mine.read_text() == "mine"
    again = cli.run("init", ".")
    assert again.out.startswith(".: 0 files set up, ")
