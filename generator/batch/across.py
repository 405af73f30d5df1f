"""What only all units of a run tell: they are looked at as they pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from .. import crossing
from ..errors import Finding
from ..facts import Facts, from_json
from ..manifest import Manifest
from ..recipes import Recipes
from ..units import Unit

Pair = tuple[str, date | None]  # a blueprint and day as rosters have them


def surveyed(units: Iterable[Unit]) -> tuple[crossing.Names, tuple[Pair, ...]]:
    """The names of all units, and the blueprints and days of those that are not in error."""
    pairs: dict[Pair, None] = {}

    def passing() -> Iterator[Unit]:
        for unit in units:
            if not unit.findings:
                pairs[unit.blueprint, unit.as_of] = None
            yield unit

    return crossing.index(passing()), tuple(pairs)


@dataclass
class Across:
    """Looks at the units of a run as they pass, for what no unit tells alone."""

    names: crossing.Names
    pairs: tuple[Pair, ...]  # the blueprints and days of the units
    recipes: Recipes
    search: crossing.Search = field(init=False)
    _watched: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = crossing.Search(self.names)

    def passing(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units, each looked through on its way."""
        for unit in units:
            name = unit.blueprint or self.recipes.blueprint
            if name not in self._watched:
                loaded = self.recipes.loaded(name)
                self._watched[name] = crossing.watched(loaded.blueprint) if loaded else {}
            self.search.look(unit, self._watched[name])
            yield unit

    def findings(self, manifest: Manifest) -> list[Finding]:
        """What is wrong between the units of the run that `manifest` has just been told of."""
        lacking: set[str] = set()
        found = crossing.findings(self._facts(manifest, lacking), lacking)
        typed = [
            finding
            for name in self._watched
            if (loaded := self.recipes.loaded(name))
            for finding in crossing.typed_in(loaded, self.names)
        ]
        return [*typed, *self.search.findings(), *found]

    def _facts(self, manifest: Manifest, lacking: set[str]) -> Iterator[Facts]:
        for output in manifest.outputs_of_run():
            if output.facts:
                with suppress(ValueError):  # it was damaged
                    yield from_json(output.facts)
            elif parent := self.names.parents.get(output.unit):
                lacking.add(parent)
