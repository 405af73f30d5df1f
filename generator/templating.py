"""Jinja in the texts of a blueprint, made safe and strict; the only module that knows jinja2.

A text is checked before it is compiled: only the listed kinds of nodes, names, functions
and filters may occur, and loops do not nest, so that a text can neither reach Python nor
run away in time or memory. Values come in as data and are never compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.runtime import Context, new_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import numerals, values
from .errors import N_, Finding, Origin, Refusal, closest, problem, told_at

MAX_SOURCE = 20_000  # characters of one text with expressions
MAX_NODES = 2_000
MAX_OUTPUT = 200_000  # characters one text may print
MAX_NUMBER = 10**15

FUNCTIONS = ("count", "total", "span", "begins", "ends", "ref", "label")
GROUPS = ("unit", "policy", "slogans")
RESERVED = frozenset((*FUNCTIONS, *GROUPS, "loop", "true", "false", "none"))

_MARKUP = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_FULL_WIDTH = re.compile(r"[｛{][｛]|｛[{%％]|[}｝]｝|[%％]｝|｝\}")

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Filter, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Neg,
    nodes.Concat,
)  # fmt: skip


class Absent(Undefined):
    """An optional value that was not given: false in a condition, an error when printed."""

    __slots__ = ()
    __str__ = Undefined._fail_with_undefined_error


# Filters ---------------------------------------------------------------------------------


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, (bool, values.YesNo)):
        return int(value)
    if isinstance(value, values.Amount) and value == value.to_integral_value():
        return int(value)
    raise Refusal(N_("“{value}” is not a whole number"), value=str(value))


def _sequence(value: Any) -> tuple[str, ...]:
    if isinstance(value, (tuple, list)):
        return tuple(str(item) for item in value)
    raise Refusal(N_("“{value}” is not a list"), value=str(value))


def _zh(value: Any) -> str:
    return numerals.quantity(_whole(value))


def _ordinal(value: Any) -> str:
    return f"第{numerals.chinese(_whole(value))}"


def _and_list(value: Any) -> str:
    """甲、乙和丙."""
    items = _sequence(value)
    return "、".join(items) if len(items) < 2 else "、".join(items[:-1]) + "和" + items[-1]


def _enumeration(value: Any) -> str:
    """甲、乙、丙."""
    return "、".join(_sequence(value))


def _part(name: str) -> Callable[[Any], Any]:
    def part(value: Any) -> Any:
        if isinstance(value, values.Year) and name == "year":
            return int(value)
        if not hasattr(value, name):
            raise Refusal(N_("“{value}” is not a date"), value=str(value))
        return getattr(value, name)

    return part


def _sum(value: Any, column: str = "") -> Any:
    """The sum of a list of numbers, or of a column of a table."""
    items = [item[column] for item in value] if column else list(value)
    try:
        return sum(items[1:], start=items[0]) if items else 0
    except TypeError:
        raise Refusal(N_("“{value}” is not a number"), value=str(items[0])) from None


def _length(value: Any) -> int:
    return len(_sequence(value))


FILTERS: dict[str, Callable[..., Any]] = {
    "zh": _zh,
    "ordinal": _ordinal,
    "list": _and_list,
    "enum": _enumeration,
    "year": _part("year"),
    "month": _part("month"),
    "day": _part("day"),
    "sum": _sum,
    "length": _length,
}


# The environment -------------------------------------------------------------------------


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A key of a mapping or one of the few attributes values offer; never a method."""
        if isinstance(obj, (Mapping, tuple, list)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        elif argument in _ATTRIBUTES:
            found = getattr(obj, argument, None)
            if found is not None and not callable(found):
                return found
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        numbers = (int, values.Amount)
        if isinstance(left, numbers) and isinstance(right, numbers):
            product: Any = left * right
            if abs(product) < MAX_NUMBER:
                return product
        raise Refusal(N_("only numbers can be multiplied"))


_ATTRIBUTES = frozenset(
    ["number", "unit", "year", "month", "day", "start", "end", "low", "high", "name", "position",
     "titled", "title", "expanded", "items", "text"]
)  # fmt: skip


def _environment() -> Environment:
    environment = _Environment(undefined=Undefined, autoescape=False, cache_size=0)
    environment.filters = dict(FILTERS)
    environment.tests = {}
    environment.globals = {}
    environment.undefined = _Missing
    return environment


class _Missing(Undefined):
    """A name with no value: every use is an error."""

    __slots__ = ()
    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = (
        Undefined._fail_with_undefined_error
    )


# Texts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may name: variables (`villages`, `unit.name`), policies, slogans, node ids."""

    variables: frozenset[str]
    policies: Mapping[str, frozenset[str]]
    slogans: frozenset[str]
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A compiled text. `constant` is what it prints when that never varies, else None."""

    source: str
    origin: Origin
    constant: str | None
    uses: frozenset[str] = frozenset()  # variables it names
    policies: frozenset[str] = frozenset()  # policies it names
    run: Callable[[Context], Iterable[str]] | None = None


class Compiler:
    """Compiles the texts of one blueprint; collects what is wrong with them in `findings`."""

    def __init__(self, names: Names, constants: Mapping[str, Any]) -> None:
        self.names = names
        self.findings: list[Finding] = []
        self.wordings: list[Wording] = []  # all with expressions, in reading order
        self.environment = _environment()
        self.fixed = self.context(constants)

    def context(self, variables: Mapping[str, Any]) -> Context:
        """What texts are rendered with: the values by their first name."""
        return new_context(self.environment, None, {}, dict(variables), shared=True)

    def text(self, text: str, origin: Origin, loop: frozenset[str] = frozenset()) -> Wording:
        """The compiled text; `loop` are the names that `each` brings into scope."""
        text = text.strip()
        if _FULL_WIDTH.search(text):
            self._tell(
                "full-width-braces",
                N_("full-width braces stand in the text"),
                origin,
                N_("write {{{{ and }}}} with half-width braces"),
            )
        if not _MARKUP.search(text):
            return Wording(text, origin, text)
        return self._compiled(text, origin, loop)

    def condition(self, expression: str, origin: Origin, loop: frozenset[str]) -> Wording | None:
        """A text that prints something when the expression is true; None for no condition."""
        if not expression.strip():
            return None
        if _MARKUP.search(expression):
            self._tell(
                "braces-in-expression",
                N_("an expression is written without braces"),
                origin,
                N_("write only what stands between the braces"),
            )
            return Wording(expression, origin, "")
        return self._compiled("{% if " + expression + " %}1{% endif %}", origin, loop)

    def _compiled(self, text: str, origin: Origin, loop: frozenset[str]) -> Wording:
        broken = Wording(text, origin, "")
        if len(text) > MAX_SOURCE:
            self._tell(
                "text-too-long",
                N_("the text is longer than {limit} characters"),
                origin,
                limit=MAX_SOURCE,
            )
            return broken
        try:
            tree = self.environment.parse(text)
        except TemplateSyntaxError as error:
            self._tell(
                "expression-syntax",
                N_("the expression is not complete or not understood ({reason})"),
                origin,
                N_(
                    "compare the braces and quotation marks: {{{{ name }}}}, {{% if name %}}…{{% endif %}}"
                ),
                reason=error.message,
            )
            return broken
        except RecursionError:
            self._tell("expression-too-deep", N_("the expression is nested too deep"), origin)
            return broken
        check = _Check(self, origin, loop)
        before = len(self.findings)
        check.tree(tree)
        if len(self.findings) > before:
            return broken
        template = self.environment.from_string(tree)
        run: Any = template.root_render_func
        wording = Wording(text, origin, None, frozenset(check.uses), frozenset(check.policies), run)
        if not check.varies:
            constant = render(wording, self.fixed, self.findings)
            wording = Wording(text, origin, constant, policies=wording.policies)
        self.wordings.append(wording)
        return wording

    def _tell(
        self, code: str, message: str, origin: Origin, hint: str = "", **args: object
    ) -> None:
        self.findings.append(Finding(code, message, origin, hint, args=args))


class _Check:
    """Walks one syntax tree: is every node allowed, every name known?"""

    def __init__(self, compiler: Compiler, origin: Origin, loop: frozenset[str]) -> None:
        self.compiler, self.names, self.origin = compiler, compiler.names, origin
        self.loop = set(loop)
        self.uses: set[str] = set()
        self.policies: set[str] = set()
        self.varies = False
        self.count = 0
        self.nested = False

    def tell(self, code: str, message: str, hint: str = "", **args: object) -> None:
        self.compiler._tell(code, message, self.origin, hint, **args)

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

    def tree(self, tree: nodes.Node) -> None:
        try:
            self.node(tree)
        except RecursionError:
            self.tell("expression-too-deep", N_("the expression is nested too deep"))

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
        self.node(node.iter)
        names = {name.name for name in node.target.find_all(nodes.Name)} | {
            node.target.name if isinstance(node.target, nodes.Name) else ""
        }
        added = (names | {"loop"}) - self.loop
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


def render(wording: Wording, context: Context, findings: list[Finding]) -> str:
    """What the text prints; the empty text, with a finding, when it cannot be printed."""
    if wording.constant is not None or wording.run is None:
        return wording.constant or ""
    try:
        return _joined(wording.run(context))
    except UndefinedError as error:
        findings.append(_undefined(error, wording))
    except Refusal as error:
        findings.append(told_at("cannot-print", error, wording.origin))
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        findings.append(
            problem(
                "cannot-print",
                N_("the expression cannot be worked out ({reason})"),
                wording.origin,
                reason=error,
            )
        )
    return ""


def _joined(pieces: Iterable[str]) -> str:
    """The pieces as one text; refused as soon as they grow too long."""
    text, room = [], MAX_OUTPUT
    for piece in pieces:
        text.append(piece)
        room -= len(piece)
        if room < 0:
            raise Refusal(N_("the text is longer than {limit} characters"), limit=MAX_OUTPUT)
    return "".join(text)


def _undefined(error: UndefinedError, wording: Wording) -> Finding:
    return problem(
        "no-value",
        N_("a value that was not given is used here ({names})"),
        wording.origin,
        hint=N_("give the value, or guard the text with when or {{% if %}}"),
        names=", ".join(sorted(wording.uses)),
        reason=error.message,
    )
