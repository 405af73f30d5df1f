"""`creation-plan draft`: one unit's plan, from a roster, from values given, or by asking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from .. import atomic, blocks, placing, source, units
from ..batch.proofing import Proofs, switched_off
from ..binding import values_of
from ..blueprint import Loaded
from ..drafter import Draft
from ..duplex import on_even_pages
from ..errors import N_, Finding, Origin, Rejected, Unreadable, closest, errors_of, problem
from ..filenames import safe_name
from ..messages import _
from ..recipes import Recipe, load_blueprint, variables_of
from ..units import Raw, Unit
from . import options
from .asking import ask_missing, can_ask, confirm
from .commands import Command, argument, option
from .console import note, say, tell
from .pdfs import make_pdfs, require_office

_YAML = (".yaml", ".yml")


@click.command(
    cls=Command,
    help=N_(
        "Draft one unit's plan with BLUEPRINT (a name or a file). On a terminal the values that "
        "are missing are asked for; elsewhere a missing value is an error that names them all."
    ),
)
@argument("blueprint", metavar=N_("BLUEPRINT"))
@option(
    "--unit",
    "unit_name",
    metavar=N_("ROSTER[:ID]"),
    help=N_("take the values of a unit in a roster"),
)
@option(
    "--set",
    "settings",
    metavar=N_("NAME=VALUE"),
    multiple=True,
    help=N_("give one value; may be repeated"),
)
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    help=N_("file to write, or folder for it; default output/TITLE.docx"),
)
@option(
    "--save",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("keep the answers in a roster file, for --unit"),
)
@options.as_of
@options.format_name
@options.template
@options.force
@options.pdf
@option("--dry-run", is_flag=True, help=N_("print the text of the plan and write nothing"))
@click.pass_context
def command(
    ctx: click.Context,
    blueprint: str,
    unit_name: str | None,
    settings: tuple[str, ...],
    output: str | None,
    save: Path | None,
    as_of: str | None,
    format_name: str,
    template: Path | None,
    force: bool,
    as_pdf: bool,
    dry_run: bool,
) -> None:
    if as_pdf:
        require_office()
    day = options.read_day(as_of)
    loaded = load_blueprint(blueprint)
    if save:
        save = save if save.suffix in _YAML else save.with_name(f"{save.name}.yaml")
        _refuse_to_lose(save, unit_name)
    unit = _from_roster(unit_name, blueprint) if unit_name else Unit(id="")
    unit = replace(unit, as_of=day or unit.as_of)
    maker = Recipe(blueprint, unit.as_of or date.today(), format_name, template).drafter()
    unit = _named(loaded, replace(unit, values={**unit.values, **_given(loaded, settings)}))
    answers: dict[str, Any] = {}
    stopped = False
    if can_ask():
        _reject_wrong(loaded, unit, unit_name)
        stopped = _ask(loaded, unit, answers)
        unit = _answered(unit, answers)
    unit = unit if unit_name else _named(loaded, replace(unit, id=""))
    if save:
        _save(save, blueprint, unit)
    if stopped:
        note(_("stopped; no document was written"))
        ctx.exit(1)
    draft = maker.draft(unit)
    if not dry_run:
        [draft] = on_even_pages([draft], lambda _unit: maker)
    draft = replace(draft, findings=_shortened(draft.findings, unit_name))
    code = _show(draft) if dry_run else _write(draft, output, force, as_pdf)
    if draft.document and draft.plan and code in (0, 3):
        path = _file(output, _called(draft))
        told = Proofs(maker.loaded, unit.as_of or date.today()).findings(
            draft, path.stem, switched_off(path.parent)
        )
        tell(_shortened(told, unit_name))
    if code == 1 and answers and not save:
        _offer_to_save(blueprint, unit)
    ctx.exit(code)


def _from_roster(text: str, blueprint: str) -> Unit:
    """The unit of `ROSTER:ID`, or the only one of `ROSTER`."""
    path, name = _roster_and_id(text)
    roster = units.load(path, variables_of=variables_of(blueprint))
    tell(roster.notes)
    if name:
        return roster.unit(name)
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


def _roster_and_id(text: str) -> tuple[Path, str]:
    """The two parts of `ROSTER:ID`; the colon of a drive (C:) parts nothing."""
    match = re.fullmatch(r"(..+)[:：]([^:：]+)", text)
    if match is None or Path(text).is_file():
        return Path(text), ""
    return Path(match[1]), match[2]


def _given(loaded: Loaded, settings: tuple[str, ...]) -> dict[str, Raw]:
    """The values of `--set NAME=VALUE`; a variable may be named by its Chinese label, too."""
    variables = loaded.blueprint.variables
    by_label = {variable.label: name for name, variable in variables.items()}
    values: dict[str, Raw] = {}
    findings: list[Finding] = []
    for setting in settings:
        name, equals, value = re.fullmatch(r"(?s)([^=＝]*)([=＝]?)(.*)", setting).groups()  # type: ignore[union-attr]
        name = by_label.get(name.strip(), name.strip())
        if not equals or name not in variables:
            findings.append(_bad_setting(setting, name, bool(equals), [*variables, *by_label]))
            continue
        values[name] = Raw(value, Origin(f"--set {name}"))
    if findings:
        raise Unreadable(findings)
    return values


def _bad_setting(setting: str, name: str, equals: bool, known: list[str]) -> Finding:
    if not equals:
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


def _named(loaded: Loaded, unit: Unit) -> Unit:
    """The unit with an id and a blueprint; where no roster names it, by its short or full name."""
    names = (unit.values.get(name) for name in ("unit.short_name", "unit.name"))
    name = next((raw.value for raw in names if raw and isinstance(raw.value, str)), "")
    return replace(
        unit,
        id=unit.id or safe_name(name or loaded.blueprint.blueprint),
        blueprint=loaded.blueprint.blueprint,
    )


def _reject_wrong(loaded: Loaded, unit: Unit, unit_name: str | None) -> None:
    """Raise `Rejected` for values that are wrong, before a person types twenty answers in vain."""
    findings = errors_of(values_of(loaded, unit)[1])
    if wrong := [finding for finding in findings if finding.code != "missing-value"]:
        raise Rejected(_shortened(wrong, unit_name))


def _shortened(findings: Iterable[Finding], unit_name: str | None) -> tuple[Finding, ...]:
    """The findings without the unit's id, where no roster is named that has other units."""
    return tuple(f if unit_name else replace(f, unit="") for f in findings)


def _ask(loaded: Loaded, unit: Unit, answers: dict[str, Any]) -> bool:
    """Ask a person for what the unit lacks; whether they stopped before the end."""
    given = {name for name, raw in unit.values.items() if raw.value not in (None, "")}
    try:
        ask_missing(loaded.blueprint.variables, given, answers)
    except (click.Abort, KeyboardInterrupt, EOFError):
        note()
        return True
    return False


def _answered(unit: Unit, answers: Mapping[str, Any]) -> Unit:
    typed = {name: Raw(raw, Origin(_("answer"), path=name)) for name, raw in answers.items()}
    return replace(unit, values={**unit.values, **typed})


def _refuse_to_lose(path: Path, unit_name: str | None) -> None:
    """Raise `Unreadable` when saving would replace a file other than the one taken up again."""
    if not path.exists():
        return
    taken_up = unit_name is not None and _roster_and_id(unit_name)[0].resolve() == path.resolve()
    if taken_up and len(units.load(path).units) == 1:
        return
    raise Unreadable(
        problem(
            "file-exists",
            N_("there is a file of this name already"),
            Origin(str(path)),
            hint=N_("use another name; to go on with saved answers add --unit {path}")
            if not taken_up
            else N_("use another name"),
            path=path,
        )
    )


def _save(path: Path, blueprint: str, unit: Unit) -> None:
    """Write the unit as a roster of its own; nothing when it has no values."""
    if not unit.values:
        return
    entry: dict[str, Any] = {"id": unit.id}
    if unit.file:
        entry["file"] = unit.file
    if unit.as_of:
        entry["as_of"] = unit.as_of.isoformat()
    entry["values"] = {name: raw.value for name, raw in unit.values.items()}
    data = source.dump({"blueprint": blueprint, "units": [entry]})
    atomic.write_whole(path, data.encode())
    note(_("answers kept in {path}; use them again with --unit {path}", path=path))


def _offer_to_save(blueprint: str, unit: Unit) -> None:
    """Answers that took a while to type are not lost to an error found afterwards."""
    path = Path(f"{safe_name(unit.id)}.yaml")
    number = 2
    while path.exists():
        path = Path(f"{safe_name(unit.id)}-{number}.yaml")
        number += 1
    try:
        keep = confirm(_("keep the answers in {path}?", path=path), default=True)
    except (click.Abort, KeyboardInterrupt, EOFError):
        keep = False
        note()
    if keep:
        _save(path, blueprint, unit)


def _show(draft: Draft) -> int:
    tell(draft.findings)
    if draft.plan is None or draft.document is None:
        return _not_written(draft)
    for block in blocks.blocks(draft.plan):
        say(block.text)
    note(_("nothing was written"))
    return 0


def _write(draft: Draft, output: str | None, force: bool, as_pdf: bool) -> int:
    if draft.document is None or draft.plan is None:
        tell(draft.findings)
        return _not_written(draft)
    path = _file(output, _called(draft))
    result = placing.put(path, draft.document, force=force, day=date.today().isoformat())
    tell([*draft.findings, *result.findings])
    words = {"written": _("written"), "unchanged": _("unchanged")}
    if result.state in words:
        say(f"{words[result.state]}  {path}")
        return make_pdfs([path]) if as_pdf else 0
    note(_("nothing was written"))
    return 3 if result.state == "edited" else 1


def _called(draft: Draft) -> str:
    """How the document is called where nobody says so."""
    title = draft.plan.title if draft.plan else draft.unit.id
    return f"{safe_name(draft.unit.file or title)}.docx"


def _file(output: str | None, name: str) -> Path:
    """Where the document goes: the file named, or a file of its own name in the folder named."""
    path = Path(output or "output/")
    if path.is_dir() or not output or output.endswith(("/", "\\")):
        return path / name
    return path if path.suffix else path.with_name(f"{path.name}.docx")


def _not_written(draft: Draft) -> int:
    if any(finding.code == "missing-value" for finding in draft.findings):
        note(_("give values with --set NAME=VALUE, or run this on a terminal to be asked"))
    note(_("nothing was written"))
    return 1
