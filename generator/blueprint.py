"""The blueprint: loading one with everything it inherits, and what only the whole can tell.

A blueprint that `extends` another is laid over it before it is validated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import readers, source, values
from .errors import N_, Finding, Origin, Rejected, problem, told_at
from .language import Blueprint, Item, Paragraph, Variable, child_lists, ids_of
from .models import validated
from .numerals import NUMERAL, NoNumeral, number
from .overlay import overlay
from .source import Map


@dataclass(frozen=True)
class Loaded:
    """A blueprint with the data it was read from, for places in messages and for hashing."""

    blueprint: Blueprint
    data: Map
    files: tuple[Path, ...]  # itself first, then what it extends

    def where(self, *path: int | str) -> Origin:
        """The place of a value, by its path of keys."""
        return source.where(self.data, path)

    def policies(self) -> set[str]:
        """The names of the policies its texts may use."""
        return {name for text in source.texts(self.data) for name in _POLICY.findall(text)}


_POLICY = re.compile(r"\bpolicy\.([a-z][a-z0-9_]*)")

Find = Callable[[str, Origin], Path]


def load(path: Path, find: Find) -> Loaded:
    """The blueprint in `path`, laid over what it extends and validated.

    `find` gives the file of a blueprint named in `extends`. Raises `Rejected` with every
    error of the whole chain, or `Unreadable`.
    """
    data, files = _with_inherited(path, find, ())
    findings: list[Finding] = []
    blueprint = validated(Blueprint, data, findings)
    if blueprint is not None:
        findings += _semantics(blueprint, data)
    if findings or blueprint is None:
        raise Rejected(findings)
    return Loaded(blueprint, data, files)


_NOT_INHERITED = {"blueprint", "label", "summary", "abstract", "extends"}


def _with_inherited(path: Path, find: Find, seen: tuple[Path, ...]) -> tuple[Map, tuple[Path, ...]]:
    data = source.load(path, shown_name(path))
    base_name = data.get("extends")
    if not base_name:
        return data, (path,)
    origin = source.where(data, ("extends",))
    base_path = find(str(base_name), origin)
    if base_path in (*seen, path):
        message = N_("{name} extends itself in a circle")
        raise Rejected(problem("extends-cycle", message, origin, name=base_name))
    base, files = _with_inherited(base_path, find, (*seen, path))
    inherited = Map({key: value for key, value in base.items() if key not in _NOT_INHERITED})
    inherited.origin, inherited.marks = data.origin, base.marks
    return overlay(inherited, data), (path, *files)


def shown_name(path: Path) -> str:
    """The name of an input file in messages: below the current folder relative, else as given."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


# What only the whole can tell ------------------------------------------------------------


def _semantics(blueprint: Blueprint, data: Map) -> list[Finding]:
    return [
        *_check_ids(data, "sections", blueprint.sections),
        *_repeated(data, [(("annexes", n), a.id) for n, a in enumerate(blueprint.annexes)]),
        *(
            finding
            for index, section in enumerate(blueprint.sections)
            for finding in _check_kinds(data, section.kind, section, ("sections", index))
        ),
        *_check_variables(blueprint.variables, data),
        *_check_slogans(blueprint, data),
        *_check_renamed(blueprint, data),
        *_check_required(blueprint, data),
    ]


_KIND_OF_LIST = {"indicators": "objectives", "criteria": "standards"}


def _check_kinds(data: Map, kind: str, item: Any, path: tuple[Any, ...]) -> Iterator[Finding]:
    for name, children in child_lists(item):
        if _KIND_OF_LIST.get(name, kind) != kind:
            yield problem(
                "list-in-kind",
                N_("{name} belong in a section of kind {expected}, not {kind}"),
                source.where(data, (*path, name)),
                name=name,
                expected=_KIND_OF_LIST[name],
                kind=kind,
            )
        for index, child in enumerate(children):
            yield from _check_kinds(data, kind, child, (*path, name, index))


def _check_required(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    if not blueprint.abstract:
        for name in ("title", "sections"):
            if not getattr(blueprint, name):
                yield problem(
                    "model-missing", N_("{name} is missing"), source.where(data, ()), name=name
                )


def _check_ids(
    data: Map, name: str, items: list[Any], path: tuple[Any, ...] = ()
) -> Iterator[Finding]:
    yield from _repeated(
        data, [((*path, name, index), item.id) for index, item in enumerate(items)]
    )
    for index, item in enumerate(items):
        here = (*path, name, index)
        yield from _repeated(data, _paragraph_ids(item, here))
        below = [
            ((*here, list_name, position), child.id)
            for list_name, children in child_lists(item)
            for position, child in enumerate(children)
        ]
        if len(list(child_lists(item))) > 1:
            yield from _repeated(data, below)
        for list_name, children in child_lists(item):
            yield from _check_ids(data, list_name, children, here)


def _paragraph_ids(item: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The ids of what stands beside an item's lists, given or by position, as they are resolved."""
    if not isinstance(item, Item):
        return
    for name, mark in (("text", ""), ("closing", "end")):
        for index, entry in enumerate(getattr(item, name)):
            given = entry.id if isinstance(entry, Paragraph) else ""
            yield (*path, name, index), given or f"{mark}{index + 1}"
    for name in ("table", "members"):
        if getattr(item, name):
            yield (*path, name), name


def _repeated(data: Map, ids: Iterable[tuple[tuple[Any, ...], str]]) -> Iterator[Finding]:
    first: dict[str, tuple[Any, ...]] = {}
    for path, name in ids:
        if name in first:
            yield problem(
                "repeated-id",
                N_("the id {name} is used twice in this list (first in line {first})"),
                source.where(data, (*path, "id")),
                name=name,
                first=source.where(data, (*first[name], "id")).line,
            )
        first.setdefault(name, path)


def _check_variables(
    variables: Mapping[str, Variable], data: Map, path: tuple[Any, ...] = ("variables",)
) -> Iterator[Finding]:
    for name, variable in variables.items():
        here = (*path, name)
        yield from _check_variable(variable, data, here)
        yield from _check_variables(variable.columns, data, (*here, "columns"))
        for column, of in variable.columns.items():
            if of.type == "table":
                place = source.where(data, (*here, "columns", column))
                yield problem("table-in-table", N_("a column cannot be a table"), place)


def _check_variable(variable: Variable, data: Map, path: tuple[Any, ...]) -> Iterator[Finding]:
    yield from _check_values(variable, data, path)
    if (variable.type == "choice") != bool(variable.choices):
        yield problem(
            "choices",
            N_("choices belong to a variable of type choice, and it needs them"),
            source.where(data, path),
        )
    if (variable.type == "table") != bool(variable.columns):
        yield problem(
            "columns",
            N_("columns belong to a variable of type table, and it needs them"),
            source.where(data, path),
        )
    if variable.unit and variable.type not in _WITH_UNIT:
        yield problem(
            "unit-without-number",
            N_("a unit belongs to a variable of one of the types {types}"),
            source.where(data, (*path, "unit")),
            types="、".join(_WITH_UNIT),
        )
    if variable.adds_up and (variable.type not in _ADDS_UP or len(path) > 2):
        yield problem(
            "adds-up",
            N_("adds_up belongs to a variable of one of the types {types}, not to a column"),
            source.where(data, (*path, "adds_up")),
            types="、".join(_ADDS_UP),
        )


def _check_values(variable: Variable, data: Map, path: tuple[Any, ...]) -> Iterator[Finding]:
    """What is wrong with the bounds, or else with the values that must keep to them."""
    if variable.min is not None or variable.max is not None:
        try:
            readers.bounds(variable)
        except values.BadValue as error:
            place = source.where(data, path)
            yield told_at("bad-bound", error, place, N_("min and max: {cause}"))
            return
    for field in ("default", "example"):
        raw = getattr(variable, field)
        if raw is None:
            continue
        try:
            readers.read(variable, raw)
        except values.BadValue as error:
            yield told_at("bad-" + field, error, source.where(data, (*path, field)))


_WITH_UNIT = ("integer", "decimal", "area", "integer_range")
_ADDS_UP = ("integer", "decimal", "money", "area")


def _check_renamed(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    known = set(ids_of(blueprint.sections))
    for old, new in blueprint.renamed.items():
        place = source.where(data, ("renamed", old))
        if new not in known:
            message = N_("renamed leads to {new}, which is no part of the blueprint")
            yield problem("renamed-to-nothing", message, place, new=new)
        if old in known:
            message = N_("{old} is said to be renamed and is still there")
            yield problem("renamed-and-kept", message, place, old=old)


def _check_slogans(blueprint: Blueprint, data: Map) -> Iterator[Finding]:
    for name, slogan in blueprint.slogans.items():
        if any("{{" in text or "{%" in text for text in (slogan.name, *slogan.items)):
            message = N_("a slogan is the same for every unit: no braces here")
            yield problem("slogan-with-braces", message, source.where(data, ("slogans", name)))
        claimed = slogan.count if slogan.count is not None else claimed_count(slogan.name)
        if claimed and claimed != len(slogan.items):
            yield problem(
                "slogan-count",
                N_("“{slogan}” claims {claimed} items and lists {listed}"),
                source.where(data, ("slogans", name)),
                slogan=slogan.name,
                claimed=claimed,
                listed=len(slogan.items),
                hint=N_("complete the list, or state count where the name is not a sum"),
            )


def claimed_count(name: str) -> int:
    """How many things a slogan names: the sum of its numerals (五好 5, 三会一课 3+1); 0 if none."""
    return sum(_value_of(run) for run in re.findall(NUMERAL, name))


def _value_of(run: str) -> int:
    """The value of a run of numerals; 0 of one that is no number, such as 万 or 二〇一八."""
    try:
        return number(run)
    except NoNumeral:
        return 0
