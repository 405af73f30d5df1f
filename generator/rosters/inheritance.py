"""What comes down to a unit: from the units above it, the nearest first, then from the defaults.

The names of a unit stay with it. A value that must not be used comes down as well, so that it
fails the units that would print it, and a line of units above one another that breaks off fails
those below the gap: nobody knows what they lack.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..errors import N_
from ..values import OfficialDate
from .entries import Bad, Entries, Entry, Fault, Place, Where
from .ids import Ids, repeated

_OWN = ("unit.name", "unit.short_name")  # no unit is called as the one above it
_REMEMBERED = 512  # units above others

Values = dict[str, tuple[Any, Place]]


class Complete(NamedTuple):
    """A unit with all that comes down to it."""

    entry: Entry
    values: Values
    blueprint: str
    as_of: OfficialDate | None
    faults: tuple[Fault, ...]


class _Above(NamedTuple):
    """What a unit hands down to those below it."""

    values: Values
    as_of: OfficialDate | Bad | None = None
    broken: Fault | None = None  # it cannot be told what it should hand down


_NOTHING = _Above({})


@dataclass
class Inheritance:
    """The entries of a roster, completed one by one."""

    entries: Entries
    ids: Ids
    defaults: Entry
    where: Where
    known: Callable[[str], Container[str] | None]  # the variables of a blueprint, if they are known
    nameless: tuple[Fault, ...] = ()  # what is wrong with units that name no blueprint themselves
    strict_defaults: bool = False  # defaults that a blueprint does not know come down, to be told
    _above: OrderedDict[int, _Above] = field(default_factory=OrderedDict)
    _circles: dict[int, _Above] = field(default_factory=dict)  # by the units that are part of one

    def complete(self, number: int, entry: Entry) -> Complete:
        """The entry of this number with all that comes down to it."""
        above, line_faults = self._from_above(number, entry)
        blueprint = entry.blueprint or self.defaults.blueprint
        known = self.known(blueprint)
        values = dict(entry.values)
        _take(values, above.values, known)
        _take(values, self.defaults.values, None if self.strict_defaults else known)
        as_of = entry.as_of or above.as_of or self.defaults.as_of
        faults = [*entry.faults, *self._repeated(number, entry), *line_faults]
        if not entry.blueprint:
            faults += self.nameless
        if isinstance(as_of, Bad):
            faults += as_of.faults
            as_of = None
        for name in [name for name, (value, _) in values.items() if type(value) is Bad]:
            faults += values.pop(name)[0].faults
        return Complete(entry, values, blueprint, as_of, tuple(faults))

    def _repeated(self, number: int, entry: Entry) -> tuple[Fault, ...]:
        other = self.ids.other(entry.id, number)
        if other is None:
            return ()
        return (repeated(entry, number < other, self.entries[other], self.where),)

    # The line of units above -----------------------------------------------------------------

    def _from_above(self, number: int, entry: Entry) -> tuple[_Above, tuple[Fault, ...]]:
        """What the unit above hands down, and what is wrong with the line of units above."""
        if not entry.parent:
            return _NOTHING, ()
        if fault := self._parent_fault(entry):
            return _NOTHING, (fault,)
        above = self._handed_down(self.ids.numbers[entry.parent])
        if number in self._circles:
            message = N_("the unit is above itself")
            return _NOTHING, (Fault(entry.parent_place, "bad-parent", (message, "", {})),)
        return above, (above.broken,) if above.broken else ()

    def _parent_fault(self, entry: Entry) -> Fault | None:
        """Why it cannot be told which unit is above; None when it can."""
        name, hint = entry.parent, ""
        args = {"name": name}
        if name in self.ids.repeated:
            message = N_("the roster has several units {name}; which of them is above this one?")
        elif name not in self.ids:
            message = N_("the roster has no unit {name} above this one")
            if suggestion := self.ids.suggestion(name):
                hint, args["suggestion"] = N_("did you mean {suggestion}?"), suggestion
        else:
            return None
        return Fault(entry.parent_place, "bad-parent", (message, hint, args))

    def _handed_down(self, number: int) -> _Above:
        """What a unit hands down: climbs to the top, or to a unit whose part is remembered."""
        line: list[tuple[int, Entry]] = []
        seen: dict[int, int] = {}
        above = _NOTHING
        while True:
            if number in self._above:
                self._above.move_to_end(number)
                above = self._above[number]
                break
            if number in self._circles:
                above = self._circles[number]
                break
            if number in seen:
                circle = dict(line[seen[number] :])
                above = _broken(circle[min(circle)])
                self._circles.update(dict.fromkeys(circle, above))
                break
            entry = self.entries[number]
            seen[number] = len(line)
            line.append((number, entry))
            if self._breaks(entry):
                above = _broken(entry)
                break
            if not entry.parent:
                break
            number = self.ids.numbers[entry.parent]
        for number, entry in reversed(line):
            above = self._remember(number, _handing_down(entry, above))
        return above

    def _breaks(self, entry: Entry) -> bool:
        return not entry.is_whole or bool(entry.parent and self._parent_fault(entry))

    def _remember(self, number: int, above: _Above) -> _Above:
        self._above[number] = above
        if len(self._above) > _REMEMBERED:
            self._above.popitem(last=False)
        return above


def _take(values: Values, more: Values, known: Container[str] | None) -> None:
    for name, value in more.items():
        if name not in values and (known is None or name in known):
            values[name] = value


def _handing_down(entry: Entry, above: _Above) -> _Above:
    values = {name: value for name, value in entry.values.items() if name not in _OWN}
    _take(values, above.values, None)
    return _Above(values, entry.as_of or above.as_of, above.broken)


def _broken(entry: Entry) -> _Above:
    message = N_("nothing can come down to this unit: the units above it end wrongly at {name}")
    place = entry.parent_place or entry.place
    return _Above({}, None, Fault(place, "bad-parent", (message, "", {"name": entry.id})))
