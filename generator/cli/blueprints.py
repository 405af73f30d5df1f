"""`creation-plan blueprints`: what there is, what it contains and needs, and the JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .. import blueprint as bp
from .. import workspace
from ..errors import N_, CreationPlanError
from ..messages import _
from .commands import Command, Group, option
from .console import say, tell
from .shared import load_blueprint


@click.group(
    cls=Group, name="blueprints", help=N_("Show the blueprints there are and what they need.")
)
def command() -> None:
    """Commands that only look."""


@command.command("list", cls=Command, help=N_("List the blueprints that can be used by name."))
@click.pass_context
def list_(ctx: click.Context) -> None:
    from rich.table import Table

    table = Table(_("name"), _("label"), _("summary"), _("variables"), box=None, pad_edge=False)
    failed = False
    for name in workspace.blueprint_files():
        try:
            loaded = load_blueprint(name)
        except CreationPlanError as error:
            tell(error.findings)
            failed = True
            continue
        blueprint = loaded.blueprint
        if not blueprint.abstract:
            table.add_row(name, blueprint.label, blueprint.summary, str(len(blueprint.variables)))
    _print(table)
    ctx.exit(1 if failed else 0)


@command.command(cls=Command, help=N_("Show the parts of a blueprint, with their ids."))
@click.argument("name")
def show(name: str) -> None:
    loaded = load_blueprint(name)
    blueprint = loaded.blueprint
    say(f"{blueprint.blueprint}  {blueprint.label}")
    if blueprint.summary:
        say(blueprint.summary)
    say(f"{_('title')}: {blueprint.title}")
    say(f"{_('files')}: {', '.join(bp.shown_name(path) for path in loaded.files)}")
    for section in blueprint.sections:
        _outline(section, section.id, 1)


def _outline(item: Any, path: str, depth: int) -> None:
    kind = f" [{item.kind}]" if hasattr(item, "kind") else ""
    conditions = "".join(
        f" {name}: {value}" for name in ("when", "each") if (value := getattr(item, name))
    )
    text = item.heading or _first_words(item)
    say(f"{'  ' * depth}{path}{kind}  {text}{conditions}")
    for _name, children in bp.child_lists(item):
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
@click.argument("name")
def vars_(name: str) -> None:
    from rich.table import Table

    loaded = load_blueprint(name)
    table = Table(
        _("variable"), _("label"), _("type"), _("required"), _("default"), _("example"), _("help"),
        box=None, pad_edge=False,
    )  # fmt: skip
    for variable_name, variable in loaded.blueprint.variables.items():
        table.add_row(
            variable_name,
            variable.label,
            variable.type + (f"（{'、'.join(variable.choices)}）" if variable.choices else ""),
            _("yes") if variable.required and variable.default is None else "",
            _shown(variable.default),
            _shown(variable.example),
            variable.help,
        )
    _print(table)


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
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("file to write instead"))
def schema(output: Path | None) -> None:
    text = json.dumps(bp.json_schema(), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        say(text.rstrip())
        return
    from ..batch import write_whole

    write_whole(output, text.encode())
    say(f"{_('written')}  {output}")


def _print(table: Any) -> None:
    """The table on standard output; without a terminal a row is one line, however long."""
    import sys

    from rich.console import Console

    console = (
        Console(highlight=False, soft_wrap=False)
        if sys.stdout.isatty()
        else Console(width=400, highlight=False)
    )
    with console.capture() as capture:
        console.print(table)
    say("\n".join(line.rstrip() for line in capture.get().splitlines()))
