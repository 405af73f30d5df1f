"""Vetting a text before it is compiled: is every node allowed, every name known?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from ..characters import forbidden_character
from ..errors import N_, Finding, Origin, closest
from .environment import MAX_NUMBER
from .filters import FILTERS

MAX_NODES = 2_000

FUNCTIONS = ("count", "total", "span", "begins", "ends", "ref", "label")
GROUPS = ("unit", "policy", "slogans")
PLAN_TITLE = "plan_title"  # a name only the texts of a dispatch know
RESERVED = frozenset((*FUNCTIONS, *GROUPS, PLAN_TITLE, "loop", "true", "false", "none"))


_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Filter, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Neg,
    nodes.Concat,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may name: variables (`villages`, `unit.name`), policies, slogans, node ids."""

    variables: frozenset[str]
    policies: Mapping[str, frozenset[str]]
    slogans: frozenset[str]
    ids: frozenset[str]


class Vetting:
    """Walks one syntax tree: is every node allowed, every name known?"""

    def __init__(
        self, names: Names, origin: Origin, loop: frozenset[str], findings: list[Finding]
    ) -> None:
        self.names, self.origin, self.findings = names, origin, findings
        self.loop = set(loop)
        self.uses: set[str] = set()
        self.policies: set[str] = set()
        self.varies = False
        self.refers = False
        self.inexact = False  # `Exact` has something to do
        self.count = 0
        self.nested = False

    def tell(self, code: str, message: str, hint: str = "", **args: object) -> None:
        self.findings.append(Finding(code, message, self.origin, hint, args=args))

    def unknown(self, name: str, known: Iterable[str]) -> None:
        suggestion = closest(name, known)
        self.tell(
            "unknown-name",
            N_("{name} is not declared"),
            N_("did you mean {suggestion}?")
            if suggestion
            else (
                "" if name.startswith(("policy.", "slogans.")) else N_("declare it under variables")
            ),
            name=name,
            suggestion=suggestion,
        )

    def node(self, node: nodes.Node) -> None:
        self.count += 1
        if self.count == MAX_NODES:
            self.tell("expression-too-large", N_("the text holds too many expressions"))
        if self.count >= MAX_NODES:
            return
        if not isinstance(node, _ALLOWED):
            self.tell(
                "expression-not-allowed",
                N_("{kind} is not allowed in a text"),
                kind=type(node).__name__,
            )
            return
        handler = getattr(self, "_" + type(node).__name__.lower(), None)
        if handler:
            handler(node)
        else:
            self.children(node)

    def children(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self.node(child)

    def clean(self, text: str) -> None:
        if bad := forbidden_character(text):
            self.tell(
                "forbidden-character",
                N_("the character {character} cannot stand in a document"),
                character=bad,
            )

    def _templatedata(self, node: nodes.TemplateData) -> None:
        self.clean(node.data)

    def _const(self, node: nodes.Const) -> None:
        if isinstance(node.value, str):
            self.clean(node.value)
        elif node.value is not None and not abs(node.value) < MAX_NUMBER:
            self.tell("number-too-long", N_("the number has too many digits"))
        self.inexact = self.inexact or isinstance(node.value, float)

    def _concat(self, node: nodes.Concat) -> None:
        self.inexact = True
        self.children(node)

    def _name(self, node: nodes.Name) -> None:
        self.varies = True
        name = node.name
        if name in self.loop or node.ctx == "store":
            return
        if name in self.names.variables:
            self.uses.add(name)
        elif name in GROUPS or name in FUNCTIONS:
            self.tell(
                "bare-group",
                N_("{name} cannot stand alone in a text"),
                N_("write {name}.something or {name}('…')"),
                name=name,
            )
        else:
            self.unknown(name, {*self.names.variables, *self.loop})

    def _getattr(self, node: nodes.Getattr) -> None:
        chain = _chain(node)
        if chain and chain[0] in GROUPS:
            self._group(chain)
        elif node.attr.startswith("_"):
            self.tell(
                "expression-not-allowed", N_("{kind} is not allowed in a text"), kind=node.attr
            )
        else:
            self.node(node.node)

    def _group(self, chain: list[str]) -> None:
        group, name = chain[0], chain[1]
        if group == "unit":
            self.varies = True
            full = f"unit.{name}"
            if full in self.names.variables:
                self.uses.add(full)
            else:
                self.unknown(full, self.names.variables)
        elif group == "slogans":
            if name not in self.names.slogans:
                self.unknown(
                    f"slogans.{name}", [f"slogans.{known}" for known in self.names.slogans]
                )
        elif name not in self.names.policies:
            self.unknown(f"policy.{name}", [f"policy.{known}" for known in self.names.policies])
        else:
            self.policies.add(name)
            offered = self.names.policies[name]
            if len(chain) > 2 and chain[2] not in offered:
                self.unknown(".".join(chain), [f"policy.{name}.{value}" for value in offered])
            elif len(chain) == 2 and "text" not in offered:
                self.unknown(f"policy.{name}.text", [f"policy.{name}.{value}" for value in offered])

    def _call(self, node: nodes.Call) -> None:
        self.varies = True
        function = node.node
        if not isinstance(function, nodes.Name) or function.name not in FUNCTIONS:
            self.tell("expression-not-allowed", N_("{kind} is not allowed in a text"), kind="()")
            return
        self.refers |= function.name in ("ref", "label")
        target = node.args[0] if len(node.args) == 1 and not node.kwargs else None
        if not isinstance(target, nodes.Const) or not isinstance(target.value, str):
            self.tell(
                "function-argument",
                N_("{name} takes the id of a part between quotation marks"),
                N_("write {name}('standards')"),
                name=function.name,
            )
        elif target.value not in self.names.ids:
            suggestion = closest(target.value, self.names.ids)
            self.tell(
                "unknown-id",
                N_("there is no part with the id {name}"),
                N_("did you mean {suggestion}?") if suggestion else "",
                name=target.value,
                suggestion=suggestion,
            )

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            suggestion = closest(node.name, FILTERS)
            self.tell(
                "unknown-filter",
                N_("there is no filter {name}"),
                N_("did you mean {suggestion}?") if suggestion else N_("the filters are: {known}"),
                name=node.name,
                suggestion=suggestion,
                known=", ".join(FILTERS),
            )
        self.children(node)

    def _for(self, node: nodes.For) -> None:
        if self.nested or node.recursive:
            self.tell("nested-loop", N_("loops must not stand inside one another"))
            return
        if not isinstance(node.target, nodes.Name):
            self.tell("loop-names", N_("a loop has one name: {{% for name in names %}}"))
            return
        self.inexact = True
        self.node(node.iter)
        added = {node.target.name, "loop"} - self.loop
        self.loop |= added
        self.nested = True
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.node(child)
        self.nested = False
        self.loop -= added


def _chain(node: nodes.Node) -> list[str]:
    """The names of `a.b.c`, or an empty list when it does not start with a name."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    return [node.name, *reversed(names)] if isinstance(node, nodes.Name) else []
