"""A unit's typed values: what people typed, read by what the blueprint's variables declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import blueprint as bp
from . import language, readers, values
from .errors import N_, Finding, Origin, closest, errors_of, problem, told_at
from .templating import Absent
from .units import Unit


def values_of(loaded: bp.Loaded, unit: Unit) -> tuple[dict[str, Any], list[Finding]]:
    """The unit's typed values by variable name, and what is wrong with them.

    A value whose cell is in error, or that may have come down a broken line of parents, is not
    told as missing, too.
    """
    variables = loaded.blueprint.variables
    given = unit.typed()
    findings = [_unknown_value(name, variables, unit) for name in given if name not in variables]
    typed: dict[str, Any] = {}
    for name, variable in variables.items():
        try:
            value = _value(variable, given.get(name))
        except values.BadValue as error:
            findings.append(_bad_value(name, variable, error, unit))
            continue
        if value is None:
            typed[name] = Absent(name=name)
            if variable.required and not _is_excused(name, variable, unit):
                findings.append(_missing_value(name, variable, unit))
            continue
        typed[name] = value
        if opened := values.left_open(value):
            findings += _left_open(name, opened, unit)
    return typed, findings


def _value(variable: language.Variable, typed: Any) -> Any:
    """The value that was typed, else the default, which may be empty; None without either."""
    if not values.is_empty(typed):
        value = readers.read(variable, typed)
        if not values.is_empty(value):
            return value
    return None if variable.default is None else readers.read(variable, variable.default)


def _is_excused(name: str, variable: language.Variable, unit: Unit) -> bool:
    """Whether the unit's own errors say already why there is no value."""
    known = {"".join(text.split()) for text in (name, variable.label)}
    for finding in errors_of(unit.findings):
        heading = str(finding.args.get("label", ""))
        if not heading or "".join(heading.split()).rstrip("*") in known:
            return True
    return False


def _place(name: str, unit: Unit) -> Origin:
    """Where the value stands; the unit's own place where it has none."""
    return unit.values[name].origin if name in unit.values else unit.origin


def _unknown_value(name: str, known: Mapping[str, language.Variable], unit: Unit) -> Finding:
    suggestion = closest(name, known)
    return problem(
        "unknown-variable",
        N_("the blueprint has no variable {name}"),
        _place(name, unit),
        hint=N_("did you mean {suggestion}?")
        if suggestion
        else N_("delete it, or declare it in the blueprint"),
        unit=unit.id,
        name=name,
        suggestion=suggestion,
    )


def _bad_value(
    name: str, variable: language.Variable, error: values.BadValue, unit: Unit
) -> Finding:
    return told_at(
        "bad-value",
        error,
        _bad_place(name, error, unit),
        N_("{label} ({name}): {cause}"),
        unit=unit.id,
        label=variable.label,
        name=name,
    )


def _bad_place(name: str, error: values.BadValue, unit: Unit) -> Origin:
    """Where the value stands, or its row in error where each row has a place of its own."""
    rows = unit.values[name].rows if name in unit.values else ()
    row = error.args_.get("row")
    if isinstance(row, int) and row <= len(rows):
        return rows[row - 1]
    return _place(name, unit)


def _missing_value(name: str, variable: language.Variable, unit: Unit) -> Finding:
    return problem(
        "missing-value",
        N_("{label} ({name}) is missing"),
        unit.origin,
        hint=N_("for example {example}") if variable.example is not None else "",
        unit=unit.id,
        label=variable.label,
        name=name,
        example=variable.example,
    )


def _left_open(name: str, opened: Iterable[values.Open], unit: Unit) -> list[Finding]:
    return [
        problem(
            "left-open",
            N_("{label} ({name}) is left open and prints as 〔待补：{label}〕"),
            _place(name, unit),
            severity="warning",
            unit=unit.id,
            label=one.label,
            name=name,
        )
        for one in dict.fromkeys(opened)
    ]
