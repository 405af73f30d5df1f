"""The compiled parts of a blueprint: each fills itself in for one unit as plan nodes.

A part that no value can change is filled in once, when it is made, and then always
answers with that same `shared` node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from . import readers, values
from .errors import N_, Finding, Origin, Refusal, told_at
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
    changed,
)
from .templating import Absent, Compiler, Wording, absent, entries, render

MAX_TURNS = 2_000  # of one `each`
MAX_PARTS = 20_000  # of one plan: turns, headings, paragraphs, rows
MAX_DEPTH = 20  # of parts that depend on one another
MAX_DIGITS = 4  # of a number of points, months or days

Moment = values.Month | values.OfficialDate
T = TypeVar("T")


class _Work:
    """What the scopes of one unit have in common: what was worked out, and how much was made."""

    __slots__ = ("busy", "known", "made")

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Any] = {}
        self.busy: set[tuple[str, str]] = set()  # what is being worked out
        self.made = 0


class Scope:
    """One unit being filled in: the names its texts may use, and what went wrong.

    Each turn of an `each` has a scope of its own, `outer` is the one around it.
    """

    __slots__ = (
        "_part", "_turn", "_work", "by_id", "compiler", "context", "findings", "names", "outer",
    )  # fmt: skip

    def __init__(
        self,
        compiler: Compiler,
        by_id: Mapping[str, SectionPart],
        names: Mapping[str, Any],
        findings: list[Finding],
        outer: Scope | None = None,
    ) -> None:
        self.compiler, self.by_id, self.findings = compiler, by_id, findings
        self.outer = outer
        self._work: _Work = outer._work if outer else _Work()
        self._part = self._turn = ""  # the part repeated: its id in the blueprint, and here
        self.names = {
            **names,
            "count": self.count,
            "total": self.total,
            "span": self.span,
            "begins": self.begins,
            "ends": self.ends,
            "ref": lambda name: f"{REF_OPEN}ref:{self.id(name)}{REF_CLOSE}",
            "label": lambda name: f"{REF_OPEN}label:{self.id(name)}{REF_CLOSE}",
        }
        self.context = compiler.context(self.names)

    def turn(self, part: str, key: str, name: str, value: Any) -> Scope:
        """The scope of one turn of an `each`."""
        inner = Scope(self.compiler, self.by_id, {**self.names, name: value}, self.findings, self)
        inner._part, inner._turn = part, f"{self.id(part)}[{key}]"
        return inner

    def around(self, part: str) -> Scope:
        """The scope in which the part stands: that of the innermost turn around it."""
        scope = self
        while scope.outer and not f"{part}/".startswith((f"{scope._part}/", f"{scope._part}#")):
            scope = scope.outer
        return scope

    def id(self, part: str) -> str:
        """The id a part has here: with the loop keys of the turns around it."""
        if self.outer is None:
            return part
        scope = self.around(part)
        return scope._turn + part[len(scope._part) :]

    def once(self, what: str, part: str, work: Callable[[], T]) -> T:
        """What `work` returns, worked out once in a plan; refused while it is worked out."""
        known, busy, key = self._work.known, self._work.busy, (what, self.id(part))
        if key in busy:
            raise Refusal(N_("{part} depends on itself"), part=part)
        if key not in known:
            if len(busy) == MAX_DEPTH:
                raise Refusal(N_("{part} depends on too many other parts"), part=part)
            busy.add(key)
            try:
                known[key] = work()
            finally:
                busy.remove(key)
        found: T = known[key]
        return found

    def grow(self, origin: Origin, parts: int = 1) -> bool:
        """Whether the plan may hold that much more; told once when it may not."""
        before, self._work.made = self._work.made, self._work.made + parts
        if before <= MAX_PARTS < self._work.made:
            self.tell(
                "plan-too-large",
                N_("the plan grows beyond {limit} headings, paragraphs and rows"),
                origin,
                N_("look for lists that are repeated within lists"),
                limit=MAX_PARTS,
            )
        return self._work.made <= MAX_PARTS

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
        part, scopes = self._occurrences(name)
        return sum(len(child.scopes(scope)) for scope in scopes for child in part.lists)

    def total(self, name: str) -> int:
        """The sum of the points of all criteria in the part."""
        part, scopes = self._occurrences(name)
        return self.once("total", name, lambda: sum(part.total(scope) for scope in scopes))

    def span(self, name: str) -> str | Absent:
        """From the first stage's start to the last stage's end."""
        windows = self._windows(name)
        return values.span(windows[0].start, windows[-1].end) if windows else _undated(name)

    def begins(self, name: str) -> Moment | Absent:
        """When the first stage begins."""
        windows = self._windows(name)
        return windows[0].start if windows else _undated(name)

    def ends(self, name: str) -> Moment | Absent:
        """When the last stage ends."""
        windows = self._windows(name)
        return windows[-1].end if windows else _undated(name)

    def _windows(self, name: str) -> list[Window]:
        """The windows of the stages in the part."""
        part, scopes = self._occurrences(name)
        return self.once(
            "windows", name,
            lambda: [window for scope in scopes for _, _, window in part.stages(scope) if window],
        )  # fmt: skip

    def _occurrences(self, name: str) -> tuple[SectionPart, Sequence[Scope]]:
        """The part with that id and its scopes: of this turn alone when asked within it."""
        part, around = self.by_id[name], self.around(name)
        return part, (around,) if around._part == name else part.scopes(around)


def _undated(name: str) -> Absent:
    return absent(N_("no stage of {part} has dates"), part=name)


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
        if self.constant is not None and scope.outer is None:
            return self.constant
        if not scope.holds(self.when):
            return ()
        lines = [line for line in map(str.strip, scope.text(self.text).split("\n")) if line]
        scope.grow(self.origin, len(lines))
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
        if self.constant is not None and scope.outer is None:
            return self.constant
        rows = tuple(self._rows(scope))
        scope.grow(self.origin, 1 + len(rows))
        return [
            Table(
                id=scope.id(self.id),
                caption=scope.text(self.caption),
                headings=tuple(scope.text(heading) for heading in self.headings),
                rows=rows,
                widths=self.widths,
                origin=self.origin,
            )
        ]

    def _rows(self, scope: Scope) -> Iterator[tuple[str, ...]]:
        if self.variable:
            for row in entries(lookup(scope.names, self.variable)):
                yield tuple(_cell(row, column) for column in self.columns)
        for cells in self.rows:
            yield tuple(scope.text(cell) for cell in cells)


def _cell(row: Any, column: str) -> str:
    return str(row if isinstance(row, values.Open) else row[column])


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
        scope.grow(self.origin, sum(len(row.people) for row in rows))
        return [Members(id=scope.id(self.id), rows=tuple(rows), origin=self.origin)]


def _people(value: Any) -> Iterator[tuple[str, str]]:
    for person in (value,) if isinstance(value, values.Person) else entries(value):
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
            children=tuple(self._children(scope)),
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

    def _children(self, scope: Scope) -> Iterator[Node]:
        for part in self.before:
            yield from part.nodes(scope)
        if any(part.timing for part in self.lists):
            yield from (part._node(inner, window) for part, inner, window in self.stages(scope))
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
                window = _window(part.timing, inner, previous) if part.timing else None
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


# Stages: each begins where the one before ended unless it says otherwise.


def _window(timing: Timing, scope: Scope, previous: Window | None) -> Window | None:
    """The stage's window; None when nothing dates it or what dates it is wrong."""
    try:
        return _dated(timing, scope, previous)
    except values.BadValue as error:  # beyond the calendar
        scope.findings.append(told_at("bad-date", error, timing.start.origin))
        return None


def _dated(timing: Timing, scope: Scope, previous: Window | None) -> Window | None:
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
        return readers.read_moment(text)
    except values.BadValue as error:
        scope.findings.append(told_at("bad-date", error, wording.origin))
        return None


def _length(wording: Wording | None, scope: Scope) -> int | None:
    if wording is None or not (text := scope.text(wording)):
        return None
    digits = text.removesuffix("个月").removesuffix("天").removesuffix("日")
    if not digits.isdecimal() or len(digits) > MAX_DIGITS or not int(digits):
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
