"""What a change means for all plans: by cause, and each clause once for all units that have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .examined import Examined

if TYPE_CHECKING:
    from ..merge import Alike, HandEdit
    from .causes import Cause


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage before and after, in words that name no unit, and the units that have it."""

    id: str
    old: str
    new: str
    units: tuple[str, ...]
    edited: tuple[str, ...] = ()  # of these units, those who edited it by hand
    conflicts: tuple[str, ...] = ()  # and where a person has to decide


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cause changes."""

    cause: Cause
    units: tuple[str, ...]
    edited: tuple[str, ...]
    conflicts: tuple[str, ...]
    clauses: tuple[Clause, ...]


@dataclass
class Impact:
    """Collects units one by one."""

    total: int = 0
    gone: dict[str, str] = field(default_factory=dict)  # headings of parts that plans had, by id
    _units: dict[Cause, dict[str, None]] = field(default_factory=dict)
    _changed: dict[Cause, dict[str, list[HandEdit]]] = field(default_factory=dict)
    _edited: dict[str, frozenset[str]] = field(default_factory=dict)
    _conflicts: dict[str, frozenset[str]] = field(default_factory=dict)
    _values: dict[str, dict[str, str]] = field(default_factory=dict)
    _hand: dict[str, tuple[HandEdit, ...]] = field(default_factory=dict)
    _wordings: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def add(self, one: Examined) -> None:
        """Take up a unit."""
        if one.state == "orphaned":
            return
        self.total += 1
        for cause in one.causes:
            self._units.setdefault(cause, {})[one.unit] = None
        for name, heading in one.gone.items():
            self.gone.setdefault(name, heading)
        if one.changed:
            self._add_changed(one)
        if one.edits:
            self._edited[one.unit] = frozenset(one.edits.ids)
        if one.conflicts:
            self._conflicts[one.unit] = frozenset(conflict.id for conflict in one.conflicts)
        if one.hand:
            self._hand[one.unit] = one.hand
            self._wordings.update(one.wordings)
        if one.changed or one.hand:
            self._values[one.unit] = {
                self._once(name): self._once(text) for name, text in one.values.items()
            }

    def _add_changed(self, one: Examined) -> None:
        from ..merge import HandEdit  # most of the time nothing has changed

        for passage in one.changed:
            edit = HandEdit(passage.id, self._once(passage.old), self._once(passage.new))
            for cause in passage.causes:
                self._units.setdefault(cause, {})[one.unit] = None
                self._changed.setdefault(cause, {}).setdefault(one.unit, []).append(edit)

    def _once(self, text: str) -> str:
        """The text, kept once though many units have it."""
        return self._texts.setdefault(text, text)

    def effects(self) -> list[Effect]:
        """What each cause changes; those that change most plans first."""
        found = [self._effect(cause) for cause in self._units]
        return sorted(found, key=lambda one: (not one.clauses, -len(one.units)))

    def _effect(self, cause: Cause) -> Effect:
        from ..merge import alike

        made = self._changed.get(cause, {})
        clauses = tuple(self._clause(one) for one in alike(made, self._values, at_least=1))
        units = tuple(made) or tuple(self._units[cause])
        touched = {unit: {edit.id for edit in edits} for unit, edits in made.items()}
        return Effect(
            cause,
            units,
            tuple(unit for unit, ids in touched.items() if ids & self._edited.get(unit, set())),
            tuple(unit for unit, ids in touched.items() if ids & self._conflicts.get(unit, set())),
            clauses,
        )

    def _clause(self, one: Alike) -> Clause:
        return Clause(
            one.id,
            one.base,
            one.text,
            one.units,
            tuple(unit for unit in one.units if one.id in self._edited.get(unit, ())),
            tuple(unit for unit in one.units if one.id in self._conflicts.get(unit, ())),
        )

    def alike(self) -> list[Alike]:
        """What several units changed by hand in the same way."""
        if not self._hand:
            return []
        from ..merge import alike

        return alike(self._hand, self._values, wordings=self._wordings)


def told_with(impact: Impact, found: Iterable[Examined]) -> Iterator[Examined]:
    """The units, taken up by `impact` on their way; what it keeps once they no longer carry."""
    for one in found:
        impact.add(one)
        yield one.told()
