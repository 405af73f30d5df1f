"""What a roster's file says of one unit, before anything comes down to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from ..errors import N_, Finding, Origin, Refusal, told_at
from ..readers import halfwidth_digits, read_date
from ..sheets import Places, Trouble, trouble
from ..values import BadValue, OfficialDate
from .columns import Variables

# A number that `sheets.Places` reads, a range of such for rows of a further sheet, or the place.
Place = int | tuple[int, ...] | Origin
VariablesOf = Callable[[str], Variables]  # from the name of a blueprint; "" is the one given

DEFAULT_IDS = {"默认", "默认值", "默认行", "defaults", "default"}
EXAMPLE_IDS = {"示例", "example"}


class Fault(NamedTuple):
    """Why something a unit says must not be used; a finding once the unit is known."""

    place: Place
    code: str
    trouble: Trouble
    label: str = ""  # of the variable that a bad cell belongs to


class Bad(NamedTuple):
    """In place of a value that must not be used."""

    faults: tuple[Fault, ...]


class Entry(NamedTuple):
    """A unit's own row or mapping: values by variable name, with their places."""

    id: str
    place: Place
    values: dict[str, tuple[Any, Place]]
    blueprint: str = ""
    file: str = ""
    parent: str = ""
    parent_place: Place = 0
    as_of: OfficialDate | Bad | None = None
    faults: tuple[Fault, ...] = ()
    is_whole: bool = True  # what is above its units can be told from it


class Entries(Protocol):
    """All entries of a roster in their order, and each by its number."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> Entry: ...
    def __iter__(self) -> Iterator[Entry]: ...


class Where(Protocol):
    """Tells the places of one file."""

    def __call__(self, place: Place, /) -> Origin: ...


@dataclass(frozen=True, slots=True)
class CellPlaces:
    """Tells the places of a file of sheets: of one cell, or from the first of rows to the last."""

    places: Places

    def __call__(self, place: Place) -> Origin:
        if isinstance(place, int):
            return self.places.origin(place)
        assert isinstance(place, tuple)
        first, last = self.places.origin(place[0]), self.places.origin(place[-1])
        if first == last:
            return first
        return Origin(first.source, sheet=first.sheet, cell=f"{first.cell}:{last.cell}")


def id_text(text: str) -> str:
    """An id as one compares it: no full-width digits, no stray spaces."""
    return " ".join(halfwidth_digits(text).split())


def day_of(text: str, place: Place) -> OfficialDate | Bad:
    """The day a text names."""
    try:
        return read_date(text)
    except BadValue as error:
        return Bad((Fault(place, "bad-date", trouble(error)),))


def finding(fault: Fault, where: Where, unit: str = "") -> Finding:
    """The fault as it is told of a unit."""
    message, hint, args = fault.trouble
    origin = where(fault.place)
    if not fault.label:
        return Finding(fault.code, message, origin, hint, unit=unit, args=args)
    refusal = Refusal(message, hint, **args)
    return told_at(fault.code, refusal, origin, N_("{label}: {cause}"), unit, label=fault.label)


def twice(name: str, origin: Origin, first: Origin) -> Finding:
    """A value of all units that is given in two places."""
    message, hint, args = twice_given(name, first)
    return Finding("duplicate-key", message, origin, hint, args=args)


def twice_given(name: str, first: Origin) -> Trouble:
    message = N_("a value of {name} stands here and at {first}")
    return message, N_("delete one of them"), {"name": name, "first": short(first)}


def short(origin: Origin) -> str:
    """A place within the file."""
    return "!".join(part for part in (origin.sheet, origin.cell) if part) or f"{origin.line}"
