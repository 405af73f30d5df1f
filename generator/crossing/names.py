"""Names of other units, left in a value or typed into a blueprint when it was copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import add
from sys import intern
from typing import Any

from ..blueprint import Loaded
from ..errors import N_, Finding, Origin, problem
from ..language import Blueprint
from ..units import Unit, Values

_FULL, _SHORT = "unit.name", "unit.short_name"
_TEXTS = ("text", "long_text")
_PRINTED = ("title", "slogans", "sections", "signature", "annexes", "dispatch")
# Elements of a dispatch that name other bodies as a matter of course.
_ADDRESSES = ("recipients", "copies_to", "printer")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"[a-z][a-z0-9_.]*")
_HAN = re.compile("[\u3400-\u9fff]")
_MEANT = 2  # units at least that name others in a variable meant for that …
_MEANT_SHARE = 10  # … and at least every tenth


@dataclass(frozen=True, slots=True)
class Names:
    """The full and short names of all units of a run."""

    heads: Mapping[str, tuple[int, ...]]  # by their first two characters: lengths, longest first
    owners: Mapping[str, tuple[str, ...]]  # ids; none of a name that several bodies share
    parents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """A name of another unit, found in a value."""

    unit: str
    variable: str
    label: str
    name: str
    owner: str
    origin: Origin


def index(units: Iterable[Unit]) -> Names:
    """The names of all these units, for `Search` and `typed_in`."""
    owners: dict[str, tuple[str, ...]] = {}
    bodies: dict[str, int] = {}
    parents: dict[str, str] = {}
    for unit in units:
        if unit.parent:
            parents[unit.id] = intern(unit.parent)
        full, short = _own(_given(unit))
        own, body = (unit.id,), hash((full, unit.parent))
        for name in {full, short}:
            if len(name) < 2:
                continue
            # a unit that has two plans stands in the roster twice
            if bodies.setdefault(name, body) != body:
                owners[name] = ()
            elif (others := owners.setdefault(name, own)) is not own and others:
                owners[name] = (*others, unit.id)
    lengths: dict[str, set[int]] = {}
    for name in owners:
        lengths.setdefault(name[:2], set()).add(len(name))
    heads = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}
    return Names(heads, owners, parents)


def _given(unit: Unit) -> Mapping[str, Any]:
    """The values of a unit without their places, which few are asked for."""
    values = unit.values
    if isinstance(values, Values):
        return dict(zip(values.names, values.raws, strict=True))
    return {name: raw.value for name, raw in values.items()}


def _own(given: Mapping[str, Any]) -> tuple[str, str]:
    return _typed(given.get(_FULL)), _typed(given.get(_SHORT))


def _typed(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def watched(blueprint: Blueprint) -> dict[str, str]:
    """The variables in which a name may have been left, with their labels.

    Texts, but for the unit's own names and for those to whom a dispatch is sent.
    """
    dispatch = blueprint.dispatch
    addresses = " ".join(getattr(dispatch, key) for key in _ADDRESSES) if dispatch else ""
    others = {_FULL, _SHORT, *_WORD.findall(addresses)}
    return {
        name: variable.label
        for name, variable in blueprint.variables.items()
        if variable.type in _TEXTS and name not in others
    }


class Search:
    """Looks through the units of a run one by one; what it found is told at the end.

    Only then it is known which variables hold the unit's own name, where another is a
    mistake, and which are meant for other units, such as a partner or a superior.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._units = 0
        self._found: list[Left] = []
        self._own: Counter[str] = Counter()  # units that name themselves, by variable

    def look(self, unit: Unit, watched: Mapping[str, str]) -> None:
        """Look through the texts of a unit, given what `watched` says of its blueprint."""
        self._units += 1
        given = _given(unit)
        own = [name for name in _own(given) if name]
        for variable, label in watched.items():
            text = given.get(variable)
            if type(text) is not str or _has_none(text, self._names):
                continue
            if any(name in text for name in own):
                self._own[variable] += 1
            # a text that names several others is a list of them, and none was left in it
            names = set(_names_in(text, self._names))
            others = [name for name in names if self._strange(name, unit, own)]
            if len(others) == 1:
                owner, origin = self._names.owners[others[0]][0], unit.values[variable].origin
                self._found.append(Left(unit.id, variable, label, others[0], owner, origin))

    def findings(self) -> list[Finding]:
        """The names that were left in the units looked through."""
        counts = Counter(left.variable for left in self._found)
        meant = {
            variable
            for variable, count in counts.items()
            if count >= max(_MEANT, self._own[variable], self._units / _MEANT_SHARE)
        }
        return [_told(left) for left in self._found if left.variable not in meant]

    def _strange(self, name: str, unit: Unit, own: Iterable[str]) -> bool:
        """Whether it names a unit that is neither this one nor above or below it."""
        owners = self._names.owners[name]
        if not owners or any(name in one or one in name for one in own):
            return False
        above = set(_line(unit.id, self._names))
        below = (unit.id in _line(owner, self._names) for owner in owners)
        return above.isdisjoint(owners) and not any(below)


def _told(left: Left) -> Finding:
    return problem(
        "name-left",
        N_("{label} ({variable}) names another unit: {name} ({owner})"),
        left.origin,
        hint=N_("was it copied from there?"),
        severity="warning",
        unit=left.unit,
        label=left.label,
        variable=left.variable,
        name=left.name,
        owner=left.owner,
    )


def _has_none(text: str, names: Names) -> bool:
    """Whether no name begins anywhere in the text; quick, and the rule."""
    return names.heads.keys().isdisjoint(map(add, text, text[1:]))


def _names_in(text: str, names: Names) -> Iterator[str]:
    """The names in the text, each the longest that begins where it stands."""
    at = 0
    while at < len(text) - 1:
        for length in names.heads.get(text[at : at + 2], ()):
            name = text[at : at + length]
            if name in names.owners and _stands_apart(name, text, at):
                yield name
                at += len(name) - 1
                break
        at += 1


def _stands_apart(name: str, text: str, at: int) -> bool:
    """A name of two characters, such as 和平, may be any word within a text."""
    end = at + len(name)
    return len(name) > 2 or not (_HAN.match(text[at - 1 : at]) or _HAN.match(text[end : end + 1]))


def _line(unit: str, names: Names) -> Iterator[str]:
    """The unit and those above it."""
    seen: set[str] = set()
    while unit and unit not in seen:
        seen.add(unit)
        yield unit
        unit = names.parents.get(unit, "")


# In a blueprint --------------------------------------------------------------------------


def typed_in(loaded: Loaded, names: Names) -> list[Finding]:
    """The names of units in what the blueprint prints for every unit.

    A unit that has others below it may be the one under which all of them work.
    """
    above = set(names.parents.values())
    return [
        _told_of_blueprint(name, loaded, path)
        for path, text in _texts(loaded)
        for name in dict.fromkeys(_names_in(_EXPRESSION.sub("\n", text), names))
        if names.owners[name] and above.isdisjoint(names.owners[name])
    ]


def _told_of_blueprint(name: str, loaded: Loaded, path: tuple[int | str, ...]) -> Finding:
    return problem(
        "name-in-blueprint",
        N_("the blueprint names a unit of the roster: {name}"),
        loaded.where(*path),
        hint=N_("what differs from unit to unit belongs in a variable"),
        severity="warning",
        name=name,
    )


def _texts(loaded: Loaded) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Every text that is printed, with its path; those of variables only as defaults."""
    for key in _PRINTED:
        yield from _below(loaded.data.get(key), (key,))
    for name, variable in loaded.blueprint.variables.items():
        yield from _below(variable.default, ("variables", name, "default"))


def _below(value: Any, path: tuple[int | str, ...]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, (Mapping, list)):
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, part in entries:
            yield from _below(part, (*path, key))
