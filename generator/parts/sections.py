"""Headings with what stands under them: repeated, typed, dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import N_, Origin
from ..plan import Criterion, Duty, Indicator, Node, Role, Section, Window, changed
from ..templating import Wording, entries
from .leaves import Part
from .scope import Scope, lookup
from .stages import Timing, window_of

MAX_TURNS = 2_000  # of one `each`
MAX_DIGITS = 4  # of a number of points


@dataclass(frozen=True, slots=True)
class Loop:
    """`each: village in villages`, with what tells the turns apart."""

    name: str
    variable: str
    key: Wording | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The data a typed item carries, as texts still to be filled in."""

    owner: Wording
    due: Wording
    deliverable: Wording
    support: tuple[Wording, ...] = ()
    target: Wording | None = None
    by: Wording | None = None
    threshold: Wording | None = None
    evidence: tuple[Wording, ...] = ()
    points: Wording | None = None

    def wordings(self) -> Iterator[Wording | None]:
        """All texts, for finding out whether any varies."""
        yield from (self.owner, self.due, self.deliverable, *self.support)
        yield from (self.target, self.by, self.threshold, *self.evidence, self.points)


@dataclass(slots=True)
class SectionPart:
    """A heading with what stands under it."""

    id: str
    origin: Origin
    role: Role
    heading: Wording
    frame: Section  # what no unit changes: kind, layout, scheme, slogan …
    before: tuple[Part, ...]  # text
    lists: tuple[SectionPart, ...]  # indicators, criteria, stages, items: what is numbered
    after: tuple[Part, ...]  # table, members, closing text
    facts: Facts
    timing: Timing | None = None
    when: Wording | None = None
    loop: Loop | None = None
    settled: bool = False  # the frame holds the data of the item
    constant: tuple[Node, ...] | None = None

    def scopes(self, scope: Scope) -> Sequence[Scope]:
        """A scope for each time the part occurs: none, one, or one for each turn."""
        if self.when is None and self.loop is None:
            return (scope,)
        return scope.once("scopes", self.id, lambda: list(self._occurring(scope)))

    def _occurring(self, scope: Scope) -> Iterator[Scope]:
        if self.loop is None:
            if scope.holds(self.when):
                yield scope
            return
        keys: set[str] = set()
        turns = entries(lookup(scope.names, self.loop.variable))
        if len(turns) > MAX_TURNS:
            scope.tell(
                "too-many-turns",
                N_("{variable} has more than {limit} entries to repeat over"),
                self.origin,
                variable=self.loop.variable,
                limit=MAX_TURNS,
            )
            return
        for value in turns:
            if not scope.grow(self.origin):
                return
            inner = self._turn(scope, value, keys)
            if inner.holds(self.when):
                yield inner

    def _turn(self, scope: Scope, value: Any, keys: set[str]) -> Scope:
        assert self.loop
        name, key_wording = self.loop.name, self.loop.key
        if key_wording is not None:
            key = scope.turn(self.id, "", name, value).text(key_wording)
        else:
            key = str(next(iter(value.values()), "")) if isinstance(value, Mapping) else str(value)
        if key in keys:
            scope.tell(
                "repeated-key",
                N_("two entries of {variable} have the same key {key}"),
                self.origin,
                N_("make them differ, or state key"),
                variable=self.loop.variable,
                key=key,
            )
        keys.add(key)
        return scope.turn(self.id, key, name, value)

    def nodes(self, scope: Scope) -> Sequence[Node]:
        if self.constant is not None and scope.outer is None:
            return self.constant
        return [self._node(inner, None) for inner in self.scopes(scope)]

    def _node(self, scope: Scope, window: Window | None) -> Section:
        scope.grow(self.origin)
        return changed(
            self.frame if self.settled else self.with_facts(scope),
            id=scope.id(self.id),
            heading=scope.text(self.heading),
            children=self._children(scope),
            window=window,
        )

    def with_facts(self, scope: Scope) -> Section:
        """The frame with the data of a typed item filled in."""
        return changed(
            self.frame,
            indicator=self._indicator(scope),
            criterion=self._criterion(scope),
            duty=self._duty(scope),
        )

    def settle(self, scope: Scope) -> None:
        """Fill the data in for good, when no value can change it."""
        wordings = [wording for wording in self.facts.wordings() if wording]
        if all(wording.constant is not None for wording in wordings):
            self.frame, self.settled = self.with_facts(scope), True

    def _duty(self, scope: Scope) -> Duty | None:
        facts, text = self.facts, scope.text
        owner, due, deliverable = text(facts.owner), text(facts.due), text(facts.deliverable)
        support = tuple(filter(None, map(text, facts.support)))
        if not (owner or support or due or deliverable):
            return None
        return Duty(owner, support, due, deliverable)

    def _children(self, scope: Scope) -> tuple[Node, ...]:
        children: list[Node] = []
        for before in self.before:
            children += before.nodes(scope)
        if any([part.timing for part in self.lists]):
            children += [part._node(inner, window) for part, inner, window in self.stages(scope)]
        else:
            for part in self.lists:
                children += part.nodes(scope)
        for after in self.after:
            children += after.nodes(scope)
        return tuple(children)

    def _indicator(self, scope: Scope) -> Indicator | None:
        if self.role != "indicator":
            return None
        assert self.facts.target and self.facts.by
        return Indicator(scope.text(self.facts.target), scope.text(self.facts.by))

    def _criterion(self, scope: Scope) -> Criterion | None:
        if self.role != "criterion":
            return None
        assert self.facts.threshold
        evidence = tuple(filter(None, map(scope.text, self.facts.evidence)))
        return Criterion(scope.text(self.facts.threshold), evidence, self._points(scope))

    def _points(self, scope: Scope) -> int | None:
        if (points := self.facts.points) is None:
            return None
        return scope.once("points", self.id, lambda: _points(points, scope))

    def total(self, scope: Scope) -> int:
        """The points of the criteria in this occurrence of the part."""
        own = self._points(scope) or 0
        return own + sum(part.total(inner) for part in self.lists for inner in part.scopes(scope))

    def stages(self, scope: Scope) -> list[tuple[SectionPart, Scope, Window | None]]:
        """What the lists hold, the stages with their windows."""
        return scope.once("stages", self.id, lambda: list(self._staged(scope)))

    def _staged(self, scope: Scope) -> Iterator[tuple[SectionPart, Scope, Window | None]]:
        previous: Window | None = None
        for part in self.lists:
            for inner in part.scopes(scope):
                window = window_of(part.timing, inner, previous) if part.timing else None
                yield part, inner, window
                previous = window or previous


def _points(wording: Wording, scope: Scope) -> int | None:
    if not (text := scope.text(wording)):
        return None
    if text.isdecimal() and len(text) <= MAX_DIGITS:
        return int(text)
    message = N_("“{text}” is not a number of points")
    scope.tell("bad-points", message, wording.origin, text=text)
    return None
