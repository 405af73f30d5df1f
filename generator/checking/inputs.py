"""Blueprints, rosters, policies and rule files: what their own loaders tell, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .. import blueprint as bp
from .. import formats, policies, recipes, units, workspace
from ..binding import values_of
from ..errors import N_, CreationPlanError, Finding, Origin, Unreadable, problem
from ..resolver import compile_blueprint
from ..units import Roster, Unit
from . import apart
from .found import Body, Context

_NAMES = ("unit.name", "unit.short_name")
_PRINTED = ("text", "long_text")  # types


def of_blueprint(path: Path, context: Context) -> list[Finding]:
    """What is wrong with a blueprint: alone, and with the policies of the day."""
    try:
        loaded = bp.load(path, lambda base, origin: workspace.beside(path, base, origin))
        if loaded.blueprint.abstract:
            return []
        known = policies.load(workspace.policy_files(path, loaded.policies()))
        compile_blueprint(loaded, known, context.day)
    except CreationPlanError as error:
        return list(error.findings)
    return []


def of_policy(path: Path, name: str) -> list[Finding]:
    """What is wrong with a policy."""
    try:
        policies.load([path], {path: name})
    except CreationPlanError as error:
        return list(error.findings)
    return []


def of_format(path: Path) -> list[Finding]:
    """What is wrong with a rule file."""
    try:
        formats.load(path)
    except CreationPlanError as error:
        return list(error.findings)
    return []


# Rosters -------------------------------------------------------------------------------------


def of_roster(path: Path, name: str, context: Context) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with a roster and its units' values, and what is only to be noted.

    Raises `Unreadable` for a file that is no roster.
    """
    variables = recipes.variables_of(context.blueprint)
    try:
        roster = units.load(path, name, variables_of=variables)
    except Unreadable:
        raise
    except CreationPlanError as error:
        return list(error.findings), []
    texts: dict[Origin, str] = {}
    known: dict[str, bp.Loaded | None] = {}
    findings = list(_each_once(_of_units(roster, context, known, texts)))
    if None in known.values():  # what such a blueprint declares is not known
        findings = [finding for finding in findings if finding.code not in _UNDECLARED]
    findings += (told.finding for told in apart.of_texts(_turned(texts), context))
    return findings, list(roster.notes)


_UNDECLARED = ("unknown-column", "unused-sheet")


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without what was told of the same value already: units below inherit it."""
    told: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.code, finding.message, finding.origin, str(finding.args))
        if key not in told:
            told.add(key)
            yield finding


def _turned(texts: Mapping[Origin, str]) -> Iterator[tuple[str, Origin]]:
    return ((text, origin) for origin, text in texts.items())


def _of_units(
    roster: Roster,
    context: Context,
    known: dict[str, bp.Loaded | None],
    texts: dict[Origin, str],
) -> Iterator[Finding]:
    """What is wrong with single units; with a blueprint only once.

    `known` takes the blueprints, None for those in error, and `texts` the units' texts.
    """
    for unit in roster:
        yield from unit.findings
        name = unit.blueprint or context.blueprint
        if name not in known:
            known[name], wrong = _blueprint(name, unit)
            yield from wrong
        if loaded := known[name]:
            yield from values_of(loaded, unit)[1]
            texts.update(_typed(unit, loaded))


def _typed(unit: Unit, loaded: bp.Loaded) -> Iterator[tuple[Origin, str]]:
    """The values that are printed as they were typed."""
    for name, raw in unit.values.items():
        variable = loaded.blueprint.variables.get(name)
        if variable and variable.type in _PRINTED and isinstance(raw.value, str):
            yield raw.origin, raw.value


def _blueprint(name: str, unit: Unit) -> tuple[bp.Loaded | None, tuple[Finding, ...]]:
    if not name:
        message = N_("the roster names no blueprint, so its values were not checked")
        origin = Origin(unit.origin.source)
        hint = N_("name one with -b")
        finding = problem("no-blueprint", message, origin, hint=hint, severity="warning")
        return None, (finding,)
    try:
        return recipes.load_blueprint(name), ()
    except CreationPlanError as error:
        return None, error.findings


def bodies_of(rosters: Iterable[Path], blueprint: str = "") -> tuple[Body, ...]:
    """The units of these rosters with their names; `CreationPlanError` for a roster in error."""
    found: list[Body] = []
    for path in rosters:
        for unit in units.load(path, variables_of=recipes.variables_of(blueprint)):
            names = tuple(dict.fromkeys(_texts(unit.values)))
            if names:
                found.append(Body(unit.id, unit.parent, names))
    return tuple(found)


def _texts(values: Mapping[str, units.Raw]) -> Iterator[str]:
    for name in _NAMES:
        value = values[name].value if name in values else ""
        if isinstance(value, str) and len(value.strip()) > 2:
            yield value.strip()
