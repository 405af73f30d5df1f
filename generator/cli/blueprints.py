"""`creation-plan blueprints`: what there is, what it contains and needs, and the JSON Schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from .. import blueprint as bp
from .. import language, workspace
from ..errors import N_, CreationPlanError
from ..language import Blueprint, Variable
from ..messages import _
from ..recipes import load_blueprint
from .commands import Command, Group, argument, option
from .console import say, tell

_TYPES = {
    "text": N_("text"),
    "long_text": N_("text of several paragraphs"),
    "integer": N_("whole number"),
    "decimal": N_("number"),
    "percent": N_("percent"),
    "money": N_("amount of money"),
    "area": N_("area"),
    "date": N_("date"),
    "month": N_("month"),
    "year": N_("year"),
    "month_range": N_("range of months"),
    "integer_range": N_("range of numbers"),
    "yes_no": N_("yes or no"),
    "choice": N_("choice"),
    "list": N_("list"),
    "table": N_("table"),
    "person": N_("person"),
    "person_list": N_("persons"),
    "doc_number": N_("document number"),
    "cited_title": N_("title of a document"),
}


@click.group(
    cls=Group,
    name="blueprints",
    invoke_without_command=True,
    help=N_("Show the blueprints there are and what they need."),
)
@click.pass_context
def command(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@command.command("list", cls=Command, help=N_("List the blueprints that can be used by name."))
@click.pass_context
def list_(ctx: click.Context) -> None:
    found: list[tuple[str, Blueprint]] = []
    failed = False
    for name in workspace.blueprint_files():
        try:
            blueprint = load_blueprint(name).blueprint
        except CreationPlanError as error:
            tell(error.findings)
            failed = True
            continue
        if not blueprint.abstract:
            found.append((name, blueprint))
    if sys.stdout.isatty():
        rows = [[_bold(name), _beneath(b.label, b.summary)] for name, b in found]
        _print([_("name"), _("label")], rows)
    else:
        headings = [_("name"), _("label"), _("variables"), _("summary")]
        _print(headings, [[n, b.label, str(len(b.variables)), b.summary] for n, b in found])
    ctx.exit(1 if failed else 0)


@command.command(cls=Command, help=N_("Show the parts of a blueprint, with their ids."))
@argument("name", metavar=N_("BLUEPRINT"))
def show(name: str) -> None:
    loaded = load_blueprint(name)
    blueprint = loaded.blueprint
    say(f"{blueprint.blueprint}  {blueprint.label}")
    if blueprint.summary:
        say(blueprint.summary)
    files = ", ".join(bp.shown_name(path) for path in loaded.files)
    say(_("title: {title}", title=blueprint.title))
    say(_("files: {files}", files=files))
    say()
    for section in blueprint.sections:
        _outline(section, section.id, 0)


def _outline(item: Any, path: str, depth: int) -> None:
    kind = f" [{item.kind}]" if hasattr(item, "kind") else ""
    conditions = "".join(
        f"  {name}: {value}" for name in ("when", "each") if (value := getattr(item, name))
    )
    text = item.heading or _first_words(item)
    name = click.style(path, fg="cyan")
    say(f"{'  ' * depth}{name}{kind}  {text}{click.style(conditions, dim=True)}".rstrip())
    for _name, children in language.child_lists(item):
        for child in children:
            _outline(child, f"{path}/{child.id}", depth + 1)


def _first_words(item: Any) -> str:
    texts = [item.text] if isinstance(item.text, str) else item.text
    first = texts[0] if texts else ""
    text = first if isinstance(first, str) else first.text
    return text if len(text) <= 24 else text[:24] + "…"


@command.command(
    "vars", cls=Command, help=N_("List the variables of a blueprint: what a unit must give.")
)
@argument("name", metavar=N_("BLUEPRINT"))
def vars_(name: str) -> None:
    variables = load_blueprint(name).blueprint.variables
    if sys.stdout.isatty():
        rows = [_block(variable_name, variable) for variable_name, variable in variables.items()]
        _print([_("variable"), _("what to write")], rows, gap=True)
        return
    headings = [
        _("variable"), _("label"), _("type"), _("required"), _("default"), _("example"), _("help"),
    ]  # fmt: skip
    _print(headings, [_row(variable_name, v) for variable_name, v in variables.items()])


def _needed(variable: Variable) -> bool:
    return variable.required and variable.default is None


def _type(variable: Variable) -> str:
    name = _(_TYPES[variable.type])
    return f"{name}: {_shown(variable.choices)}" if variable.choices else name


def _row(name: str, variable: Variable) -> list[str]:
    """A variable on a line, for other programs."""
    return [
        name,
        variable.label,
        _type(variable),
        _("yes") if _needed(variable) else _("no"),
        _shown(variable.default),
        _shown(variable.example),
        variable.help,
    ]


def _block(name: str, variable: Variable) -> list[Any]:
    """A variable for reading: what it is called, and beside it what to write."""
    facts = [_type(variable), _("required") if _needed(variable) else _("may be left out")]
    if variable.default is not None:
        facts[1] = _("default: {default}", default=_shown(variable.default))
    if variable.example is not None:
        facts.append(_("for example {example}", example=_shown(variable.example)))
    return [_beneath(_bold(variable.label), name), _beneath("  ".join(facts), variable.help)]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(_shown(part) for part in value)
    if isinstance(value, dict):
        return "/".join(_shown(part) for part in value.values())
    return str(value)


@command.command(
    cls=Command, help=N_("Print the JSON Schema of the blueprint language, for editors.")
)
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("file to write instead"),
)
def schema(output: Path | None) -> None:
    text = json.dumps(language.json_schema(), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        say(text.rstrip())
        return
    from ..atomic import write_whole

    write_whole(output, text.encode())
    say(f"{_('written')}  {output}")


def _bold(text: str) -> Any:
    from rich.text import Text

    return Text(text, style="bold")


def _beneath(first: Any, second: str) -> Any:
    """Two texts of a cell, one under the other, the second one fainter."""
    from rich.text import Text

    text = first if isinstance(first, Text) else Text(first)
    return text.append(f"\n{second}", style="dim not bold") if second else text


def _print(headings: list[str], rows: list[list[Any]], *, gap: bool = False) -> None:
    """The table on standard output; without a terminal a row is one line, however long."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 4000)
    table = Table(box=None, pad_edge=False, padding=(0, 2, int(gap), 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    with console.capture() as capture:
        console.print(table)
    say("\n".join(line.rstrip() for line in capture.get().splitlines()))
