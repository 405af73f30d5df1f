"""The plan: one unit's document as a tree of small frozen nodes; knows no Word and no YAML.

Every node has an `id` (its path of keys in the blueprint, with the loop key in brackets),
an `origin` and a `role`. A node marked `shared` does not depend on the unit: the same
object stands in every plan of a run, so a pass may keep what it once made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from .errors import NOWHERE, Origin
from .values import Month, OfficialDate

Role = Literal[
    "section",
    "item",
    "criterion",
    "indicator",
    "phase",
    "paragraph",
    "table",
    "members",
    "signature",
]
Layout = Literal["block", "run_in", "inline"]

# A reference waits in a text between two noncharacters, which no input may contain,
# until numbering knows the labels: REF_OPEN + kind + ":" + id + REF_CLOSE.
REF_OPEN, REF_CLOSE = "\ufdd0", "\ufdd1"


@dataclass(frozen=True, slots=True)
class Window:
    """A stage in time: both ends included, both of one precision."""

    start: Month | OfficialDate
    end: Month | OfficialDate


@dataclass(frozen=True, slots=True)
class Indicator:
    """What an objective is measured by."""

    target: str = ""
    by: str = ""  # by when


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a standard demands, how it is shown, and what it is worth."""

    threshold: str = ""
    evidence: tuple[str, ...] = ()
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does it, with whom, by when, and what comes of it."""

    owner: str = ""
    support: tuple[str, ...] = ()
    due: str = ""
    deliverable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of running text."""

    id: str
    text: str
    origin: Origin = field(default=NOWHERE, compare=False)
    role: Role = "paragraph"
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of a member list: a post in the group and who holds it."""

    post: str
    people: tuple[tuple[str, str], ...]  # (name, position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """A member list such as that of a leading group (领导小组成员名单)."""

    id: str
    rows: tuple[Member, ...]
    origin: Origin = field(default=NOWHERE, compare=False)
    role: Role = "members"
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a header row; every row has as many cells as there are headings."""

    id: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()  # shares of the text width; empty: by content
    shaded: frozenset[tuple[int, int]] = frozenset()  # (row, column) of filled cells, from 0
    total: bool = False  # the last row is a total
    merged: tuple[tuple[int, int, int], ...] = ()  # (row, column, rows spanned) of joined cells
    grid: int = 0  # the first column of a month grid, set in small type; 0: none
    origin: Origin = field(default=NOWHERE, compare=False)
    role: Role = "table"
    shared: bool = field(default=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with what stands under it, at any level; the only node with children."""

    id: str
    role: Role = "section"
    kind: str = ""  # of a top-level section: guiding_ideology, objectives, …
    heading: str = ""
    layout: Layout = "block"
    scheme: str = ""  # how its children are numbered; empty: by level
    continues: bool = False  # its children count on from the list before
    inline: bool = False  # its children stand in one paragraph
    children: tuple[Node, ...] = ()
    label: str = ""  # written by numbering
    level: int = 0  # written by numbering; 1 is 一、
    expects: tuple[str, ...] = ()  # names the children must have (a slogan's expansion)
    slogan: str = ""
    window: Window | None = None
    indicator: Indicator | None = None
    criterion: Criterion | None = None
    duty: Duty | None = None
    shows_duty: bool = False
    origin: Origin = field(default=NOWHERE, compare=False)
    shared: bool = field(default=False, compare=False)


Node = Section | Paragraph | Table | Members


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex (附件): a title and what stands under it, or a file of the office's own."""

    id: str
    title: str
    children: tuple[Node, ...] = ()
    landscape: bool = False
    file: str = ""  # path of a .docx as stated; its content is the annex
    origin: Origin = field(default=NOWHERE, compare=False)


AnnexKind = Literal[
    "task_list", "score_sheet", "schedule", "duty_list", "member_list", "supervision_list"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexSpec:
    """An annex still to be derived from the numbered plan; see `annexes`.

    `id` must be unlike any id in the plan, for its table is named after it.
    """

    id: str
    kind: AnnexKind
    title: str = ""  # empty: the usual one of its kind
    of: tuple[str, ...] = ()  # ids of the parts it is made from; empty: the whole plan
    total: int | None = None  # score_sheet: what the points must add up to
    method: str = ""  # supervision_list: 督导方式 of every row; empty: to be filled in by hand
    members: tuple[Member, ...] = ()  # member_list: instead of the lists in the plan
    origin: Origin = field(default=NOWHERE, compare=False)


Form = Literal["plan", "notice", "letter", "forward"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """The official document that carries the plan (发文): its elements of clauses 7.2 to 7.4.

    Every element left empty is left out of the document.
    """

    form: Form
    title: str
    issuers: tuple[str, ...]  # 主办机关 first
    body: tuple[Paragraph, ...] = ()
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限
    urgency: str = ""  # 紧急程度
    suffix: str = "文件"  # after the issuer's name in 发文机关标志
    number: str = ""  # 发文字号
    signers: tuple[str, ...] = ()  # 签发人; only in documents to a superior body
    recipients: str = ""  # 主送机关
    date: str = ""  # 成文日期
    sealed: bool = False  # leave room for the seal (7.3.5.1), else 7.3.5.2
    note: str = ""  # 附注
    names_annex: bool = True  # the plan in a notice is headed by the word 附件
    copies_to: str = ""  # 抄送机关
    printer: str = ""  # 印发机关
    printed: str = ""  # 印发日期
    origin: Origin = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """署名 and 成文日期 (clause 7.3.5)."""

    issuer: str
    date: str = ""
    origin: Origin = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One unit's plan."""

    title: str
    children: tuple[Node, ...] = ()
    signature: Signature | None = None
    annexes: tuple[Annex | AnnexSpec, ...] = ()  # specs until they are derived
    dispatch: Dispatch | None = None
    refers: bool = True  # a reference may wait in one of its texts


def changed(section: Section, **changes: Any) -> Section:
    """A copy of the section with these changes; `dataclasses.replace` at a fifth of its cost."""
    copy = object.__new__(Section)
    copy.__dict__.update(section.__dict__)
    copy.__dict__.update(changes)
    return copy


def walk(node: Plan | Node) -> Iterator[Node]:
    """All nodes below `node` in reading order, `node` itself first unless it is the plan."""
    if not isinstance(node, Plan):
        yield node
    if isinstance(node, (Plan, Section)):
        for child in node.children:
            yield from walk(child)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """A copy of the tree with `change` applied to every node, children first."""
    if isinstance(node, Section):
        node = replace(node, children=tuple(transform(child, change) for child in node.children))
    return change(node)


def dump(plan: Plan) -> str:
    """The tree as readable text, two spaces a level; for tests and for looking between passes."""
    lines = [f"plan {plan.title!r}"]
    for child in plan.children:
        _dump(child, 1, lines)
    if plan.signature:
        lines.append(f"  signature {plan.signature.issuer!r} {plan.signature.date!r}")
    return "\n".join(lines) + "\n"


_HIDDEN = {"id", "role", "label", "heading", "children", "origin", "shared", "text", "level"}


def _dump(node: Node, depth: int, lines: list[str]) -> None:
    indent = "  " * depth
    shown = [
        f"{part.name}={value!r}"
        for part in fields(node)
        if part.name not in _HIDDEN
        and (value := getattr(node, part.name)) not in ("", (), None, False, "block")
    ]
    if isinstance(node, Section):
        title = f" {node.label}{node.heading}" if node.label or node.heading else ""
        lines.append(f"{indent}{node.role} {node.id}{title} {' '.join(shown)}".rstrip())
        for child in node.children:
            _dump(child, depth + 1, lines)
    elif isinstance(node, Paragraph):
        lines.append(f"{indent}{node.text}")
    else:
        lines.append(f"{indent}{node.role} {node.id} {' '.join(shown)}".rstrip())
