"""What the typed models of all inputs share: the base class, and errors told with places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from . import source
from .errors import N_, Finding, closest, problem
from .source import Map


class Model(BaseModel):
    """A mapping of the YAML inputs: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


M = TypeVar("M", bound=Model)


def validated(model: type[M], data: Map, findings: list[Finding]) -> M | None:
    """The data as a `model`; None with all its errors added to `findings`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = sorted(_field_names(model))
        findings += [_told(data, detail, known) for detail in error.errors(include_url=False)]
        return None


def as_list(value: Any) -> Any:
    """A value standing alone as a list of one; nothing as an empty list."""
    return [] if value is None else value if isinstance(value, list) else [value]


_CAUSES: dict[str, str] = {
    "missing": N_("{name} is missing"),
    "extra_forbidden": N_("{name} is not a known key here"),
    "literal_error": N_("{name} must be one of: {expected}"),
    "union_tag_not_found": N_("the key kind is missing"),
    "union_tag_invalid": N_("{tag} is no kind of section; the kinds are: {expected_tags}"),
    "string_pattern_mismatch": N_("{name} may hold only ASCII letters, digits, - and _"),
    "string_too_long": N_("{name} is longer than {max_length} characters"),
    "bool_parsing": N_("{name} must be yes or no"),
    "bool_type": N_("{name} must be yes or no"),
    "int_parsing": N_("{name} must be a whole number"),
    "int_type": N_("{name} must be a whole number"),
    "float_parsing": N_("{name} must be a number"),
    "list_type": N_("{name} must be a list"),
    "too_short": N_("{name} must not be empty"),
    "dict_type": N_("{name} must be a mapping of keys and values"),
    "model_type": N_("{name} must be a mapping of keys and values"),
    "model_attributes_type": N_("{name} must be a mapping of keys and values"),
    "string_type": N_("{name} must be a text"),
}


def _told(data: Map, detail: Any, known: list[str]) -> Finding:
    path, kind = tuple(detail["loc"]), detail["type"]
    steps = [step for step in path if isinstance(step, str)]
    name = steps[-1] if steps else ""
    suggestion = closest(name, known) if kind == "extra_forbidden" else ""
    return problem(
        "model-" + kind.replace("_", "-"),
        _CAUSES.get(kind, N_("{name} is not valid here ({reason})")),
        source.where(data, path),
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        **{
            "name": name,
            "suggestion": suggestion,
            "reason": detail["msg"],
            **detail.get("ctx", {}),
        },
    )


def _field_names(model: type[Model]) -> Iterator[str]:
    """The keys of a model and of every model below it."""
    todo, seen = [model], set[type[Model]]()
    while todo:
        current = todo.pop()
        if current in seen:
            continue
        seen.add(current)
        for name, field in current.model_fields.items():
            yield field.alias or name
            todo += _models_in(field.annotation)


def _models_in(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]
