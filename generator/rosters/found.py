"""What reading a roster's file comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .. import readers
from ..errors import N_, Finding, told_at
from ..values import BadValue
from .columns import Variables
from .entries import Place, Where, finding
from .inheritance import Complete, Inheritance


@dataclass
class Found:
    """The units of a file, made anew whenever they are gone through."""

    inheritance: Inheritance
    where: Where
    notes: list[Finding]

    def __len__(self) -> int:
        return len(self.inheritance.entries)

    def __iter__(self) -> Iterator[Complete]:
        for number, entry in enumerate(self.inheritance.entries):
            yield self.inheritance.complete(number, entry)

    def told(self, unit: Complete) -> tuple[Finding, ...]:
        """What is wrong with a unit."""
        return tuple(finding(fault, self.where, unit.entry.id) for fault in unit.faults)

    def unit(self, name: str) -> Complete | None:
        """The first unit of that id."""
        number = self.inheritance.ids.numbers.get(name)
        if number is None:
            return None
        return self.inheritance.complete(number, self.inheritance.entries[number])


def value_findings(found: Found, variables_of: Callable[[str], Variables]) -> Iterator[Finding]:
    """What the values' types will have to say, for a roster that is rejected already."""
    told: set[tuple[str, Place]] = set()
    for unit in found:
        variables: Mapping[str, readers.Spec] = variables_of(unit.blueprint)
        for name, (value, place) in unit.values.items():
            if name not in variables or (name, place) in told:
                continue
            try:
                readers.read(variables[name], value)
            except BadValue as error:
                told.add((name, place))
                origin, label = found.where(place), variables[name].label
                message = N_("{label} ({name}): {cause}")
                yield told_at(
                    "bad-value", error, origin, message, unit.entry.id, label=label, name=name
                )
