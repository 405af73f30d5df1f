"""The units and their values as people typed them, each value with its place; untyped.

Whether a value fits is for the blueprint's variables to say; see `binding.values_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import N_, NOWHERE, Finding, Origin, Unreadable, closest, problem
from .values import OfficialDate

if TYPE_CHECKING:
    from .rosters.entries import Place, VariablesOf
    from .rosters.found import Found
    from .rosters.inheritance import Complete

_YAML = (".yaml", ".yml")
_NAMES = ("unit.name", "unit.short_name")


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as typed, and where; `rows` are the places of its rows where each has its own."""

    value: Any
    origin: Origin = NOWHERE
    rows: tuple[Origin, ...] = ()


class Values(Mapping[str, Raw]):
    """Values by name, held as plain texts: one of them is only made a `Raw` when it is asked for."""

    __slots__ = ("_at", "names", "places", "raws", "where")

    def __init__(
        self,
        names: tuple[str, ...],
        raws: tuple[Any, ...],
        places: tuple[Place, ...],
        where: Callable[[Place], Origin],
    ) -> None:
        self.names, self.raws, self.places, self.where = names, raws, places, where
        self._at = _positions(names)

    def __getitem__(self, name: str) -> Raw:
        at = self._at[name]
        place = self.places[at]
        rows = tuple(map(self.where, place)) if isinstance(place, tuple) else ()
        return Raw(self.raws[at], self.where(place), rows)

    def __contains__(self, name: object) -> bool:
        return name in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __reduce__(self) -> tuple[Any, ...]:
        return Values, (self.names, self.raws, self.places, self.where)


@lru_cache(maxsize=256)
def _positions(names: tuple[str, ...]) -> Mapping[str, int]:
    return {name: at for at, name in enumerate(names)}


@lru_cache(maxsize=256)
def _same(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as units with the same values share them."""
    return names


@dataclass(frozen=True)
class Unit:
    """One unit of a roster; `values` by variable name (`unit.name`)."""

    id: str
    values: Mapping[str, Raw] = field(default_factory=dict)
    blueprint: str = ""
    as_of: OfficialDate | None = None
    file: str = ""
    origin: Origin = NOWHERE
    parent: str = ""  # the id of the unit above it
    findings: tuple[Finding, ...] = ()  # errors of its own, with which it makes no plan

    def typed(self) -> dict[str, Any]:
        """The values as typed by name, without their places, which only mistakes need."""
        values = self.values
        if isinstance(values, Values):
            return dict(zip(values.names, values.raws, strict=True))
        return {name: raw.value for name, raw in values.items()}

    def given(self) -> tuple[Any, ...]:
        """What the roster says of the unit, without places: equal when its `repr` is."""
        values = self.values
        if isinstance(values, Values):
            names, raws = values.names, values.raws
        else:
            names, raws = tuple(values), tuple(raw.value for raw in values.values())
        day = self.as_of.isoformat() if self.as_of else ""
        return (self.id, self.file, self.blueprint, day, self.parent, names, raws)

    def places(self) -> tuple[Any, ...]:
        """Where the roster says it: equal when its `repr` is."""
        values = self.values
        if isinstance(values, Values):
            return (str(self.origin), values.names, values.places, values.where)
        return (str(self.origin), *((name, str(raw.origin)) for name, raw in values.items()))


@dataclass(eq=False)
class Roster:
    """The units of one file in their order, read anew each time they are gone through."""

    path: Path
    notes: tuple[Finding, ...]  # to be told though nothing is wrong
    _found: Found

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Unit]:
        return map(self._unit, self._found)

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units at once."""
        return tuple(self)

    @property
    def ids(self) -> Mapping[str, int]:
        """The ids of the units, and which in the file each is."""
        return self._found.inheritance.ids.numbers

    @property
    def pairs(self) -> tuple[tuple[str, OfficialDate | None], ...]:
        """The distinct blueprints and days of the units that are not in error."""
        return self._survey[0]

    @property
    def names(self) -> Mapping[str, str]:
        """The full and short names of units: the id of the first unit so called."""
        return self._survey[1]

    @cached_property
    def _survey(self) -> tuple[tuple[tuple[str, OfficialDate | None], ...], dict[str, str]]:
        pairs: dict[tuple[str, OfficialDate | None], None] = {}
        names: dict[str, str] = {}
        for unit in self._found:
            if not unit.faults:
                pairs[unit.blueprint, unit.as_of] = None
            for name in _NAMES:
                text = unit.values[name][0] if name in unit.values else ""
                if isinstance(text, str) and text.strip():
                    names.setdefault(text.strip(), unit.entry.id)
        return tuple(pairs), names

    def unit(self, name: str) -> Unit:
        """The unit with that id; `Unreadable` with a hint when there is none."""
        if found := self._found.unit(name):
            return self._unit(found)
        suggestion = closest(name, self.ids)
        raise Unreadable(
            problem(
                "no-unit",
                N_("the roster has no unit {name}"),
                Origin(str(self.path)),
                hint=N_("did you mean {suggestion}?") if suggestion else N_("it has: {ids}"),
                name=name,
                suggestion=suggestion,
                ids="、".join([*self.ids][:20]),
            )
        )

    def _unit(self, complete: Complete) -> Unit:
        entry, where = complete.entry, self._found.where
        values = complete.values
        raws, places = zip(*values.values(), strict=True) if values else ((), ())
        return Unit(
            entry.id,
            Values(_same(tuple(values)), raws, places, where),
            complete.blueprint,
            complete.as_of,
            entry.file,
            where(entry.place),
            entry.parent,
            self._found.told(complete) if complete.faults else (),
        )


def load(path: Path, shown: str = "", variables_of: VariablesOf | None = None) -> Roster:
    """The roster a file holds: YAML, or by its suffix a sheet.

    `Rejected` with all its errors when something is wrong that concerns more than single units;
    those have their own errors in `findings`. `variables_of` gives the variables of a blueprint,
    whose labels may head the columns of a sheet and which alone come down from the unit above;
    it is asked for the blueprint "" where the roster names none.
    """
    found = _found(path, shown, variables_of)
    return Roster(path, tuple(found.notes), found)


def _found(path: Path, shown: str, variables_of: VariablesOf | None) -> Found:
    if path.suffix.lower() not in _YAML:
        from . import sheets  # what reads spreadsheets is only worth loading for one

        if sheets.is_table(path):
            from .rosters import in_sheets

            return in_sheets.read(path, shown, variables_of)
    from .rosters import in_yaml

    return in_yaml.read(path, shown, variables_of)
