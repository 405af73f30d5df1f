"""One unit being filled in: what its texts may name and ask, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .. import values
from ..errors import N_, Finding, Origin, Refusal
from ..plan import REF_CLOSE, REF_OPEN, Window
from ..templating import Absent, Compiler, Wording, absent, render

if TYPE_CHECKING:
    from .sections import SectionPart

MAX_PARTS = 20_000  # of one plan: turns, headings, paragraphs, rows
MAX_DEPTH = 20  # of parts that depend on one another

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

    def begins(self, name: str) -> values.Month | values.OfficialDate | Absent:
        """When the first stage begins."""
        windows = self._windows(name)
        return windows[0].start if windows else _undated(name)

    def ends(self, name: str) -> values.Month | values.OfficialDate | Absent:
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


def lookup(names: Mapping[str, Any], variable: str) -> Any:
    """The value of a variable, of the unit's group or not; None when it is unknown."""
    if variable.startswith("unit."):
        return names["unit"].get(variable[5:])
    return names.get(variable)
