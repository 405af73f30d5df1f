"""The ids of a roster's units: which entry each means, and which stand there more than once."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, closest
from .entries import Entry, Fault, Where, short

_SUGGESTIONS = 50  # each looks at all ids


class Ids:
    """The numbers of entries by id, the first of each."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.repeated: dict[str, list[int]] = {}
        self._suggested: dict[str, str] = {}

    def add(self, name: str, number: int) -> None:
        """Note the id of an entry; one without id is called by nobody."""
        if not name:
            return
        first = self.numbers.setdefault(name, number)
        if first != number:
            self.repeated.setdefault(name, [first]).append(number)

    def __contains__(self, name: object) -> bool:
        return name in self.numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def suggestion(self, name: str) -> str:
        """The id most like the name, for as many names as anybody reads."""
        if name not in self._suggested and len(self._suggested) < _SUGGESTIONS:
            self._suggested[name] = closest(name, self.numbers)
        return self._suggested.get(name, "")

    def other(self, name: str, number: int) -> int | None:
        """The entry that has the same id as this one: the first, or for the first the next."""
        numbers = self.repeated.get(name)
        if not numbers:
            return None
        return numbers[0] if number != numbers[0] else numbers[1]


def repeated(entry: Entry, is_first: bool, other: Entry, where: Where) -> Fault:
    """What is told of a unit whose id another one has."""
    place = where(other.place)
    if is_first:
        message = (
            N_("the unit {name} stands here twice (again at {other})")
            if place.sheet
            else N_("the unit {name} stands here twice (again in line {other})")
        )
    else:
        message = (
            N_("the unit {name} stands here twice (first at {first})")
            if place.sheet
            else N_("the unit {name} stands here twice (first in line {first})")
        )
    args = {"name": entry.id, "other" if is_first else "first": short(place)}
    return Fault(entry.place, "repeated-unit", (message, "", args))
