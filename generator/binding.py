"""A unit's typed values: what people typed, read by what the blueprint's variables declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import blueprint as bp
from . import language, readers, values
from .errors import N_, Finding, Origin, closest, problem, told_at
from .templating import Absent
from .units import Raw, Unit


def values_of(loaded: bp.Loaded, unit: Unit) -> tuple[dict[str, Any], list[Finding]]:
    """The unit's typed values by variable name, and what is wrong with them."""
    variables = loaded.blueprint.variables
    findings = [
        _unknown_value(name, raw.origin, variables, unit)
        for name, raw in unit.values.items()
        if name not in variables
    ]
    typed: dict[str, Any] = {}
    for name, variable in variables.items():
        raw = unit.values.get(name, _NOTHING)
        origin = unit.origin if raw is _NOTHING else raw.origin
        try:
            value = _value(variable, raw.value)
        except values.BadValue as error:
            findings.append(_bad_value(name, variable, error, origin, unit))
            continue
        if value is None:
            typed[name] = Absent(name=name)
            if variable.required:
                findings.append(_missing_value(name, variable, unit))
            continue
        typed[name] = value
        for opened in dict.fromkeys(values.left_open(value)):
            findings.append(_left_open(name, opened, origin, unit))
    return typed, findings


_NOTHING = Raw(None)


def _value(variable: language.Variable, typed: Any) -> Any:
    """The value that was typed, else the default, which may be empty; None without either."""
    if not values.is_empty(typed):
        value = readers.read(variable, typed)
        if not values.is_empty(value):
            return value
    return None if variable.default is None else readers.read(variable, variable.default)


def _unknown_value(
    name: str, origin: Origin, known: Mapping[str, language.Variable], unit: Unit
) -> Finding:
    suggestion = closest(name, known)
    return problem(
        "unknown-variable",
        N_("the blueprint has no variable {name}"),
        origin,
        hint=N_("did you mean {suggestion}?")
        if suggestion
        else N_("delete it, or declare it in the blueprint"),
        unit=unit.id,
        name=name,
        suggestion=suggestion,
    )


def _bad_value(
    name: str, variable: language.Variable, error: values.BadValue, origin: Origin, unit: Unit
) -> Finding:
    return told_at(
        "bad-value",
        error,
        origin,
        N_("{label} ({name}): {cause}"),
        unit=unit.id,
        label=variable.label,
        name=name,
    )


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


def _left_open(name: str, opened: values.Open, origin: Origin, unit: Unit) -> Finding:
    return problem(
        "left-open",
        N_("{label} ({name}) is left open and prints as 〔待补：{label}〕"),
        origin,
        severity="warning",
        unit=unit.id,
        label=opened.label,
        name=name,
    )
