"""The compiled parts of a blueprint: each fills itself in for one unit as plan nodes.

A part that no value can change is filled in once, when it is made, and then always
answers with that same `shared` node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from . import values
from .errors import N_, Finding, Origin, told_at
from .plan import (
    REF_CLOSE,
    REF_OPEN,
    Criterion,
    Duty,
    Indicator,
    Member,
    Members,
    Node,
    Paragraph,
    Role,
    Section,
    Signature,
    Table,
    Window,
)
from .templating import Compiler, Wording, render

MAX_TURNS = 2_000  # of one `each`


class Scope:
    """One unit being filled in: the names its texts may use, and what went wrong."""

    __slots__ = ("by_id", "compiler", "context", "findings", "names", "turned")

    def __init__(
        self,
        compiler: Compiler,
        by_id: Mapping[str, SectionPart],
        names: Mapping[str, Any],
        findings: list[Finding],
        turned: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.compiler, self.by_id, self.findings = compiler, by_id, findings
        self.turned = turned  # (id in the blueprint, id of this turn) of each `each` around
        self.names = {
            **names,
            "count": self.count,
            "total": self.total,
            "span": self.span,
            "begins": self.begins,
            "ends": self.ends,
            "ref": lambda name: f"{REF_OPEN}ref:{name}{REF_CLOSE}",
            "label": lambda name: f"{REF_OPEN}label:{name}{REF_CLOSE}",
        }
        self.context = compiler.context(self.names)

    def turn(self, part: str, key: str, name: str, value: Any) -> Scope:
        """The scope of one turn of an `each`."""
        turned = (*self.turned, (part, f"{self.id(part)}[{key}]"))
        names = {**self.names, name: value}
        return Scope(self.compiler, self.by_id, names, self.findings, turned)

    def id(self, part: str) -> str:
        """The id a part has here: with the loop keys of the turns around it."""
        for static, actual in reversed(self.turned):
            if part == static or part.startswith((static + "/", static + "#")):
                return actual + part[len(static) :]
        return part

    def text(self, wording: Wording) -> str:
        if wording.constant is not None:
            return wording.constant
        return render(wording, self.context, self.findings)

    def holds(self, condition: Wording | None) -> bool:
        return condition is None or bool(self.text(condition))

    def tell(self, code: str, message: str, origin: Origin, hint: str = "", **args: object) -> None:
        self.findings.append(Finding(code, message, origin, hint, args=args))

    # What texts can ask about the plan itself.

    def count(self, name: str) -> int:
        """How many numbered children the part has for this unit."""
        return sum(len(list(child.scopes(self))) for child in self.by_id[name].sections())

    def total(self, name: str) -> int:
        """The sum of the points of all criteria in the part."""
        return sum(part.total(scope) for part in (self.by_id[name],) for scope in part.scopes(self))

    def span(self, name: str) -> str:
        """From the first stage's start to the last stage's end."""
        windows = self._windows(name)
        return values.span(windows[0].start, windows[-1].end) if windows else ""

    def begins(self, name: str) -> values.Month | values.OfficialDate | str:
        """When the first stage begins."""
        windows = self._windows(name)
        return windows[0].start if windows else ""

    def ends(self, name: str) -> values.Month | values.OfficialDate | str:
        """When the last stage ends."""
        windows = self._windows(name)
        return windows[-1].end if windows else ""

    def _windows(self, name: str) -> list[Window]:
        """The windows of the stages in the part; what is wrong with them is told elsewhere."""
        quiet = Scope(self.compiler, self.by_id, self.names, [], self.turned)
        return [window for _, window in self.by_id[name].timed(quiet) if window]


class Part(Protocol):
    """Makes the plan nodes of one node of the blueprint: none, one, or several by `each`."""

    @property
    def constant(self) -> tuple[Node, ...] | None:
        """The finished nodes when no value can change them."""

    def nodes(self, scope: Scope) -> Sequence[Node]:
        """The nodes for this unit."""


@dataclass(slots=True)
class ParagraphPart:
    """A paragraph; a text of several lines makes several."""

    id: str
    origin: Origin
    text: Wording
    when: Wording | None = None
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        if self.constant is not None and not scope.turned:
            return self.constant
        if not scope.holds(self.when):
            return ()
        lines = [line for line in map(str.strip, scope.text(self.text).split("\n")) if line]
        return [
            Paragraph(
                id=scope.id(self.id) + (f".{n}" if n > 1 else ""), text=line, origin=self.origin
            )
            for n, line in enumerate(lines, 1)
        ]


@dataclass(slots=True)
class TablePart:
    """A table: rows written out, or the rows of a table variable."""

    id: str
    origin: Origin
    caption: Wording
    headings: tuple[Wording, ...]
    widths: tuple[float, ...]
    variable: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Wording, ...], ...] = ()
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        if self.constant is not None and not scope.turned:
            return self.constant
        return [
            Table(
                id=scope.id(self.id),
                caption=scope.text(self.caption),
                headings=tuple(scope.text(heading) for heading in self.headings),
                rows=tuple(self._rows(scope)),
                widths=self.widths,
                origin=self.origin,
            )
        ]

    def _rows(self, scope: Scope) -> Iterator[tuple[str, ...]]:
        if self.variable:
            for row in lookup(scope.names, self.variable) or ():
                yield tuple(str(row[column]) for column in self.columns)
        for cells in self.rows:
            yield tuple(scope.text(cell) for cell in cells)


@dataclass(slots=True)
class MembersPart:
    """A member list: posts, and the person variables that fill them."""

    id: str
    origin: Origin
    rows: tuple[tuple[Wording, str], ...]
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        rows = [
            Member(post=scope.text(post), people=people)
            for post, variable in self.rows
            if (people := tuple(_people(lookup(scope.names, variable))))
        ]
        if not rows:
            return ()
        return [Members(id=scope.id(self.id), rows=tuple(rows), origin=self.origin)]


def _people(value: Any) -> Iterator[tuple[str, str]]:
    for person in (value,) if isinstance(value, values.Person) else value or ():
        if isinstance(person, values.Person):
            yield person.name, person.position
        else:
            yield str(person), ""


def lookup(names: Mapping[str, Any], variable: str) -> Any:
    """The value of a variable, of the unit's group or not; None when it is unknown."""
    if variable.startswith("unit."):
        return names["unit"].get(variable[5:])
    return names.get(variable)


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


@dataclass(frozen=True, slots=True)
class Timing:
    """When a stage begins and how it ends, as texts still to be filled in."""

    start: Wording
    to: Wording
    months: Wording | None
    days: Wording | None

    def wordings(self) -> Iterator[Wording | None]:
        """All texts, for finding out whether any varies."""
        yield from (self.start, self.to, self.months, self.days)


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
    constant: tuple[Node, ...] | None = None

    def sections(self) -> tuple[SectionPart, ...]:
        """The children that are counted and numbered."""
        return self.lists

    def scopes(self, scope: Scope) -> Iterator[Scope]:
        """A scope for each time the part occurs: none, one, or one for each turn."""
        if self.loop is None:
            if scope.holds(self.when):
                yield scope
            return
        keys: set[str] = set()
        turns = list(lookup(scope.names, self.loop.variable) or ())
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
        if self.constant is not None and not scope.turned:
            return self.constant
        return [self._node(inner, None) for inner in self.scopes(scope)]

    def _node(self, scope: Scope, window: Window | None) -> Section:
        text = scope.text
        frame, facts = self.frame, self.facts
        owner, due, deliverable = text(facts.owner), text(facts.due), text(facts.deliverable)
        support = tuple(filter(None, map(text, facts.support)))
        return Section(
            id=scope.id(self.id),
            role=self.role,
            kind=frame.kind,
            heading=text(self.heading),
            layout=frame.layout,
            scheme=frame.scheme,
            continues=frame.continues,
            inline=frame.inline,
            children=tuple(self._children(scope)),
            expects=frame.expects,
            slogan=frame.slogan,
            window=window,
            indicator=self._indicator(scope),
            criterion=self._criterion(scope),
            duty=Duty(owner, support, due, deliverable)
            if owner or support or due or deliverable
            else None,
            shows_duty=frame.shows_duty,
            origin=self.origin,
        )

    def _children(self, scope: Scope) -> Iterator[Node]:
        for part in self.before:
            yield from part.nodes(scope)
        if any(part.timing for part in self.lists):
            yield from (
                part._node(inner, window) if inner else part.constant[0]  # type: ignore[index]
                for part, inner, window in self._staged(scope)
            )
        else:
            for part in self.lists:
                yield from part.nodes(scope)
        for part in self.after:
            yield from part.nodes(scope)

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
        if self.facts.points is None or not (text := scope.text(self.facts.points)):
            return None
        if not text.isdecimal():
            scope.tell(
                "bad-points",
                N_("“{text}” is not a number of points"),
                self.facts.points.origin,
                text=text,
            )
            return None
        return int(text)

    def total(self, scope: Scope) -> int:
        """The points of the criteria in this occurrence of the part."""
        own = self._points(scope) or 0
        return own + sum(part.total(inner) for part in self.lists for inner in part.scopes(scope))

    # Stages: each begins where the one before ended unless it says otherwise.

    def timed(self, scope: Scope) -> Iterator[tuple[SectionPart, Window | None]]:
        """The stages below with their windows."""
        for part, _, window in self._staged(scope):
            yield part, window

    def _staged(self, scope: Scope) -> Iterator[tuple[SectionPart, Scope | None, Window | None]]:
        previous: Window | None = None
        for part in self.lists:
            for inner in part.scopes(scope):
                window = _window(part.timing, inner, previous) if part.timing else None
                yield part, inner, window
                previous = window or previous


def _window(timing: Timing, scope: Scope, previous: Window | None) -> Window | None:
    """The stage's window; None when nothing dates it or what dates it is wrong."""
    start_text, to_text = scope.text(timing.start), scope.text(timing.to)
    months = _length(timing.months, scope)
    days = _length(timing.days, scope)
    if not (start_text or to_text or months or days):
        return None
    start = _moment(start_text, timing.start, scope)
    if start is None and not start_text and previous:
        start = previous.end.following(1)
    if start is None:
        if not start_text:
            scope.tell(
                "stage-start",
                N_("the stage has no start and follows no dated stage"),
                timing.to.origin,
                N_("state from"),
            )
        return None
    end = _end(start, to_text, months, days, timing, scope)
    if end is None:
        return None
    if type(end) is not type(start):
        start, end = _days(start, end)
    if end < start:  # type: ignore[operator]
        scope.tell(
            "stage-order",
            N_("the stage ends ({end}) before it begins ({start})"),
            timing.start.origin,
            start=start,
            end=end,
        )
        return None
    return Window(start, end)


Moment = values.Month | values.OfficialDate


def _end(
    start: Moment, to_text: str, months: int | None, days: int | None, timing: Timing, scope: Scope
) -> Moment | None:
    if to_text:
        return _moment(to_text, timing.to, scope)
    if months and isinstance(start, values.OfficialDate):
        month = values.Month(start.year, start.month).following(months)
        last = min(start.day, month.last_day().day)
        return values.OfficialDate(month.year, month.month, last).following(-1)
    if months:
        return start.following(months - 1)
    if days:
        first = start if isinstance(start, values.OfficialDate) else start.first_day()
        return first.following(days - 1)
    return start


def _days(start: Moment, end: Moment) -> tuple[values.OfficialDate, values.OfficialDate]:
    """Both ends as days when one is a month and the other a day."""
    return (
        start.first_day() if isinstance(start, values.Month) else start,
        end.last_day() if isinstance(end, values.Month) else end,
    )


def _moment(text: str, wording: Wording, scope: Scope) -> Moment | None:
    if not text:
        return None
    try:
        return values.read_moment(text)
    except values.BadValue as error:
        scope.findings.append(told_at("bad-date", error, wording.origin))
        return None


def _length(wording: Wording | None, scope: Scope) -> int | None:
    if wording is None or not (text := scope.text(wording)):
        return None
    digits = text.removesuffix("个月").removesuffix("天").removesuffix("日")
    if not digits.isdecimal() or not 0 < int(digits) < 10_000:
        scope.tell(
            "stage-length", N_("“{text}” is not a length of a stage"), wording.origin, text=text
        )
        return None
    return int(digits)


@dataclass(frozen=True, slots=True)
class SignaturePart:
    """署名 and 成文日期."""

    origin: Origin
    issuer: Wording
    date: Wording
    when: Wording | None

    def node(self, scope: Scope) -> Signature | None:
        """The signature; None when its condition does not hold."""
        if not scope.holds(self.when):
            return None
        return Signature(
            issuer=scope.text(self.issuer), date=scope.text(self.date), origin=self.origin
        )


def share(node: Node) -> Node:
    """The node and everything below it marked as the same in every plan."""
    if isinstance(node, Section):
        return replace(node, shared=True, children=tuple(share(child) for child in node.children))
    return replace(node, shared=True)
