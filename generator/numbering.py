"""Labels and cross-references: plan to plan. What can be counted is never typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass, replace
from functools import lru_cache
from typing import Any

from .errors import N_, NOWHERE, Finding, Origin, problem
from .numerals import chinese
from .plan import REF_CLOSE, REF_OPEN, Members, Node, Paragraph, Plan, Section, Table, changed

# Structure levels of clause 7.3.3, and ① below them.
LEVELS = ("一、", "（一）", "1.", "（1）", "①")
INLINE_SCHEMES = frozenset(["一是"])

SCHEMES: Mapping[str, Callable[[int], str]] = {
    "一、": lambda n: f"{chinese(n)}、",
    "（一）": lambda n: f"（{chinese(n)}）",
    "1.": lambda n: f"{n}.",
    "（1）": lambda n: f"（{n}）",
    "①": lambda n: circled(n),
    "一是": lambda n: f"{chinese(n)}是",
    "第一阶段": lambda n: f"第{chinese(n)}阶段",
    "none": lambda _n: "",
}


@lru_cache(maxsize=1024)  # a run makes the same ones for every unit
def label_of(scheme: str, position: int) -> str:
    """The label of the child that stands at this position, from 1."""
    return SCHEMES[scheme](position)


Memo = dict[tuple[int, str, int], Section]  # of shared sections, by identity, label, level


def circled(number: int) -> str:
    """① to ㊿; beyond that Unicode has none, and （51） stands in."""
    for last, first_character in ((20, 0x2460), (35, 0x3251), (50, 0x32B1)):
        if number <= last:
            first = {20: 1, 35: 21, 50: 36}[last]
            return chr(first_character + number - first)
    return f"（{number}）"


def number(plan: Plan, findings: list[Finding], memo: Memo | None = None) -> Plan:
    """The plan with every label, level and cross-reference filled in.

    `memo` keeps the numbered copies of shared sections between plans. A reference to a part
    the unit does not have is told in `findings`.
    """
    counter = _Counter({} if memo is None else memo)
    children = counter.children(plan.children, level=1, scheme="", continues=False)
    return refer(replace(plan, children=children), findings)


class _Counter:
    """Numbers the children of one plan; remembers where each level stopped."""

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self.last: dict[int, int] = {}

    def children(
        self, children: tuple[Node, ...], level: int, scheme: str, continues: bool
    ) -> tuple[Node, ...]:
        scheme = scheme or LEVELS[min(level, len(LEVELS)) - 1]
        position = self.last.get(level, 0) if continues else 0
        numbered: list[Node] = []
        for child in children:
            if not isinstance(child, Section):
                numbered.append(child)
                continue
            counts = bool(child.heading) or level > 1
            position += counts
            label = label_of(scheme, position) if counts else ""
            numbered.append(self.section(child, label, level))
        self.last[level] = position
        return tuple(numbered)

    def section(self, section: Section, label: str, level: int) -> Section:
        key = (id(section), label, level)
        if section.shared and (known := self.memo.get(key)):
            return known
        children = self.children(section.children, level + 1, section.scheme, section.continues)
        numbered = changed(section, label=label, level=level, children=children)
        if section.shared:
            self.memo[key] = numbered
        return numbered


# Cross-references ------------------------------------------------------------------------

_REF = re.compile(f"{REF_OPEN}(ref|label):([^{REF_CLOSE}]*){REF_CLOSE}")


def refer(plan: Plan, findings: list[Finding]) -> Plan:
    """The plan with its cross-references in words: 第二部分第（一）项."""
    if not plan.refers:
        return plan
    around = {name: part for name in _AROUND if _waits(part := getattr(plan, name))}
    if not around and not any(_has_refs(child) for child in plan.children):
        return plan
    references = _References(plan, findings)
    children = tuple(_referred(child, references) for child in plan.children)
    changes: dict[str, Any] = {name: references.put_into(part) for name, part in around.items()}
    return replace(plan, children=children, **changes)


# What may hold references besides the parts that are numbered.
_AROUND = ("title", "signature", "dispatch", "annexes")


class _References:
    """The labels of a plan's sections, put in place of references to them."""

    def __init__(self, plan: Plan, findings: list[Finding]) -> None:
        self.findings = findings
        self.labels: dict[str, tuple[str, str]] = {}
        for child in plan.children:
            _collect(child, "", self.labels)

    def put_into(self, part: Any) -> Any:
        """A text, a record of texts or a tuple of such, without references."""
        if isinstance(part, tuple):
            return tuple(map(self.put_into, part))
        return _reworded(part, self.words_at(getattr(part, "origin", NOWHERE)))

    def words_at(self, origin: Origin) -> Callable[[str], str]:
        """What turns a text that stands there into one without references."""
        return lambda text: _REF.sub(lambda match: self._words(match, origin), text)

    def _words(self, match: re.Match[str], origin: Origin) -> str:
        kind, name = match.groups()
        label, path = self.labels.get(name, ("", ""))
        words = label if kind == "label" else path
        if not words:
            self.findings.append(
                problem(
                    "dangling-reference",
                    N_("the text refers to {name}, which has no number in this plan"),
                    origin,
                    hint=N_("guard the reference with the condition of the part it names"),
                    name=name,
                )
            )
        return words


def _collect(node: Node, above: str, labels: dict[str, tuple[str, str]]) -> None:
    """For each section its own label, and the words that lead to it from the top."""
    if not isinstance(node, Section):
        return
    path = above + _step(node)
    labels[node.id] = (node.label.rstrip("、."), path)
    for child in node.children:
        _collect(child, path, labels)


_STEPS = {2: "第{}项", 3: "第{}点", 4: "第{}小点"}


def _step(section: Section) -> str:
    label = section.label.rstrip("、.是")
    if not label:
        return ""
    if section.level == 1:
        return f"第{label}部分"
    if label.startswith("第"):
        return label
    return _STEPS.get(section.level, "第{}小点").format(label)


def _has_refs(node: Node) -> bool:
    if node.shared:
        return False
    if isinstance(node, Section) and any(_has_refs(child) for child in node.children):
        return True
    return any(_waits(getattr(node, part)) for part in _TEXTS[type(node)])


# The parts of each node that hold texts.
_TEXTS: dict[type[Node], tuple[str, ...]] = {
    Paragraph: ("text",),
    Table: ("caption", "headings", "rows"),
    Members: ("rows",),
    Section: ("heading", "duty", "criterion", "indicator"),
}


def _waits(value: Any) -> bool:
    """Whether a reference waits in a text, or in a text of a tuple or a record of texts."""
    if isinstance(value, str):
        return REF_OPEN in value
    if isinstance(value, tuple):
        return any(_waits(part) for part in value)
    if is_dataclass(value):
        return any(_waits(getattr(value, part.name)) for part in dataclass_fields(value))
    return False


def _reworded(value: Any, words: Callable[[str], str]) -> Any:
    """The value with `words` applied to every text in it."""
    if isinstance(value, str):
        return words(value)
    if isinstance(value, tuple):
        return tuple(_reworded(part, words) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in dataclass_fields(value)}
        return replace(value, **{name: _reworded(part, words) for name, part in parts.items()})
    return value


def _referred(node: Node, references: _References) -> Node:
    if not _has_refs(node):
        return node
    words = references.words_at(node.origin)
    changes = {part: _reworded(getattr(node, part), words) for part in _TEXTS[type(node)]}
    if isinstance(node, Section):
        changes["children"] = tuple(_referred(child, references) for child in node.children)
    return replace(node, **changes)
