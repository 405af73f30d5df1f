"""Full names and short names: one body has one of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from operator import attrgetter

from ..errors import N_, Finding, problem
from .kept import Kept, Run


def full_name_shortened_twice(run: Run) -> Iterator[Finding]:
    """Units of one full name below one parent are one body, and have one short name."""
    for units in _alike(run, ("parent", "name")):
        usual = Counter(unit.short_name for unit in units).most_common(1)[0][0]
        example = next(unit for unit in units if unit.short_name == usual)
        for unit in units:
            if unit.short_name != usual:
                yield problem(
                    "two-short-names",
                    N_("{name} is called {short} here and {usual} in the plan of {other}"),
                    hint=N_("use one short name for one unit"),
                    severity="warning",
                    unit=unit.unit,
                    name=unit.name,
                    short=unit.short_name,
                    usual=usual,
                    other=example.unit,
                )


def short_name_shared(run: Run) -> Iterator[Finding]:
    """Units below one parent that have plans of one kind do not share a short name.

    Where no parent is given, two towns of one name may lie in two counties: it is only told
    of a unit whose full name does not hold the short name, while another's does.
    """
    for units in _alike(run, ("parent", "blueprint", "short_name")):
        short = units[0].short_name
        owner = next((unit for unit in units if short in unit.name), None)
        if not owner and not units[0].parent:
            continue
        owner = owner or units[0]
        for unit in units:
            if unit.name != owner.name and (unit.parent or short not in unit.name):
                yield problem(
                    "shared-short-name",
                    N_("the short name {short} of {name} is also that of {owner} ({other})"),
                    hint=N_("was it copied from there?"),
                    severity="warning",
                    unit=unit.unit,
                    short=short,
                    name=unit.name,
                    owner=owner.name,
                    other=owner.unit,
                )


def _alike(run: Run, fields: tuple[str, ...]) -> Iterator[list[Kept]]:
    """The units that agree in these fields, where there are several and they have both names."""
    named = (unit for unit in run.units.values() if unit.name and unit.short_name)
    return (units for units in _groups(named, fields) if len(units) > 1)


def _groups(units: Iterable[Kept], fields: tuple[str, ...]) -> Iterable[list[Kept]]:
    groups: dict[Hashable, Kept | list[Kept]] = {}
    key = attrgetter(*fields)
    for unit in units:
        # most stand alone, and need no list
        found = groups.setdefault(key(unit), unit)
        if isinstance(found, list):
            found.append(unit)
        elif found is not unit:
            groups[key(unit)] = [found, unit]
    return (group for group in groups.values() if isinstance(group, list))
