"""`creation-plan draft`: one unit's plan, from a roster, from values given, or by asking."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from .. import batch, blocks, source, units
from ..blueprint import Loaded
from ..drafter import Draft
from ..errors import N_, Finding, Origin, Unreadable, closest, problem
from ..filenames import safe_name
from ..messages import _
from ..units import Raw, Unit
from .asking import ask_missing
from .commands import Command, option
from .console import note, say, tell
from .shared import drafter, load_blueprint, read_day


@click.command(
    cls=Command,
    help=N_(
        "Draft one unit's plan with BLUEPRINT (a name or a file). On a terminal the values that "
        "are missing are asked for; elsewhere a missing value is an error that names them all."
    ),
)
@click.argument("blueprint")
@option(
    "--unit", "unit_name", metavar="ROSTER[:ID]", help=N_("take the values of a unit in a roster")
)
@option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help=N_("give one value; may be repeated"),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=N_("file to write; default output/TITLE.docx"),
)
@option(
    "--save",
    type=click.Path(path_type=Path),
    help=N_("keep the answers in a roster file, for --unit"),
)
@option("--as-of", help=N_("date whose policy versions apply, as 2026-03-05; default today"))
@option(
    "--format",
    "format_name",
    default="gbt9704",
    show_default=True,
    help=N_("format of the documents"),
)
@option("--force", is_flag=True, help=N_("replace files that were edited by hand, too"))
@option("--dry-run", is_flag=True, help=N_("print the text of the plan and write nothing"))
@click.pass_context
def command(
    ctx: click.Context,
    blueprint: str,
    unit_name: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    save: Path | None,
    as_of: str | None,
    format_name: str,
    force: bool,
    dry_run: bool,
) -> None:
    day = read_day(as_of)
    loaded = load_blueprint(blueprint)
    unit = _from_roster(unit_name) if unit_name else Unit(id="")
    values = {**unit.values, **_given(loaded, settings)}
    answers: dict[str, Any] = {}
    try:
        if sys.stdin.isatty() and sys.stderr.isatty():
            ask_missing(loaded.blueprint.variables, values, answers)
    finally:
        if save and (answers or values):
            _save(save, blueprint, unit, {**{n: r.value for n, r in values.items()}, **answers})
    values |= {name: Raw(value, Origin(_("answer"), path=name)) for name, value in answers.items()}
    unit = _named(loaded, unit, values)
    maker = drafter(blueprint, day or unit.as_of or date.today(), format_name)
    draft = maker.draft(unit)
    if dry_run:
        ctx.exit(_show(draft))
    ctx.exit(_write(draft, output, force))


def _from_roster(text: str) -> Unit:
    """The unit of `ROSTER:ID`, or the only one of `ROSTER`."""
    path, _colon, name = text.rpartition(":")
    if Path(text).is_file() or not path:
        roster = units.load(Path(text))
        if len(roster.units) == 1:
            return roster.units[0]
        raise Unreadable(
            problem(
                "which-unit",
                N_("the roster has {count} units; say which"),
                Origin(text),
                hint=N_("write {text}:ID with one of: {ids}"),
                count=len(roster.units),
                text=text,
                ids="、".join(unit.id for unit in roster.units[:20]),
            )
        )
    return units.load(Path(path)).unit(name)


def _given(loaded: Loaded, settings: tuple[str, ...]) -> dict[str, Raw]:
    """The values of `--set NAME=VALUE`; a variable may be named by its Chinese label, too."""
    variables = loaded.blueprint.variables
    by_label = {variable.label: name for name, variable in variables.items()}
    values: dict[str, Raw] = {}
    findings: list[Finding] = []
    for setting in settings:
        name, equals, value = setting.partition("=")
        name = by_label.get(name.strip(), name.strip())
        if not equals or name not in variables:
            findings.append(_bad_setting(setting, name, [*variables, *by_label]))
            continue
        values[name] = Raw(value, Origin(f"--set {name}"))
    if findings:
        raise Unreadable(findings)
    return values


def _bad_setting(setting: str, name: str, known: list[str]) -> Finding:
    if "=" not in setting:
        return problem("bad-setting", N_("write it as NAME=VALUE"), Origin(f"--set {setting}"))
    suggestion = closest(name, known)
    return problem(
        "unknown-variable",
        N_("the blueprint has no variable {name}"),
        Origin(f"--set {setting}"),
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        name=name,
        suggestion=suggestion,
    )


def _named(loaded: Loaded, unit: Unit, values: Mapping[str, Raw]) -> Unit:
    """The unit with these values; where no roster names it, its id is its short or full name."""
    names = (values.get(name) for name in ("unit.short_name", "unit.name"))
    name = next((raw.value for raw in names if raw and isinstance(raw.value, str)), "")
    return Unit(
        id=unit.id or safe_name(name or loaded.blueprint.blueprint),
        values=dict(values),
        blueprint=loaded.blueprint.blueprint,
        as_of=unit.as_of,
        file=unit.file,
        origin=unit.origin,
    )


def _save(path: Path, blueprint: str, unit: Unit, values: Mapping[str, Any]) -> None:
    name = safe_name(unit.id or str(values.get("unit.name") or blueprint))
    roster = {"blueprint": blueprint, "units": [{"id": name, "values": dict(values)}]}
    batch.write_whole(path, source.dump(roster).encode())
    note(_("answers kept in {path}; use them again with --unit {path}", path=path))


def _show(draft: Draft) -> int:
    tell(draft.findings)
    if draft.plan is None or draft.document is None:
        return 1
    for block in blocks.blocks(draft.plan):
        say(block.text)
    note(_("nothing was written"))
    return 0


def _write(draft: Draft, output: Path | None, force: bool) -> int:
    if draft.document is None or draft.plan is None:
        tell(draft.findings)
        note(_("nothing was written"))
        return 1
    path = output or Path("output") / f"{safe_name(draft.unit.file or draft.plan.title)}.docx"
    result = batch.put_draft(draft, path, force=force)
    tell(result.findings)
    words = {"written": _("written"), "unchanged": _("unchanged")}
    if result.state in words:
        say(f"{words[result.state]}  {path}")
        return 0
    note(_("nothing was written"))
    return 3 if result.state == "edited" else 1
