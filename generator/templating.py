"""Jinja in the texts of a blueprint, made safe and strict; the only module that knows jinja2.

A text is checked before it is compiled: only the listed kinds of nodes, names, functions
and filters may occur, and loops do not nest, so that a text can neither reach Python nor
run away in time or memory. Values come in as data and are never compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from jinja2 import Environment, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.runtime import Context, new_context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from . import numerals, values
from .characters import forbidden_character
from .errors import N_, Finding, Origin, Refusal, closest, problem, told_at

MAX_SOURCE = 20_000  # characters of one text with expressions
MAX_NODES = 2_000
MAX_OUTPUT = 200_000  # characters one text may print
MAX_NUMBER = 10**15

FUNCTIONS = ("count", "total", "span", "begins", "ends", "ref", "label")
GROUPS = ("unit", "policy", "slogans")
PLAN_TITLE = "plan_title"  # a name only the texts of a dispatch know
RESERVED = frozenset((*FUNCTIONS, *GROUPS, PLAN_TITLE, "loop", "true", "false", "none"))

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


def absent(message: str, **args: object) -> Absent:
    """Nothing, for a reason: false in a condition, refused with `message` when printed."""
    return Absent(exc=lambda _: Refusal(message, **args))  # type: ignore[arg-type]


# Values in texts ---------------------------------------------------------------------------


def printed(value: Any) -> str:
    """The value as it stands in a document: as its class says; refused when that says nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(values.YesNo(value))
    if type(value) is int:
        return str(value)
    if type(value) is Decimal:  # worked out, and so without a unit
        return values.plain(value)
    if isinstance(value, (tuple, list)):
        return "、".join(map(printed, value))
    if type(value).__str__ is object.__str__:  # type: ignore[comparison-overlap]
        raise Refusal(
            N_("this value cannot be printed as a whole"),
            N_("print a part of it, or use it in a condition"),
        )
    return str(value)


def entries(value: Any) -> Sequence[Any]:
    """The entries of a list or table: none when it was not given, one when it is left open."""
    if value is None or isinstance(value, Absent):
        return ()
    if isinstance(value, values.Open):
        return (value,)
    if isinstance(value, (tuple, list)):
        return value
    raise Refusal(N_("“{value}” is not a list"), value=str(value))


# Filters ---------------------------------------------------------------------------------


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, (bool, values.YesNo)):
        return int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    raise Refusal(N_("“{value}” is not a whole number"), value=str(value))


def _zh(value: Any) -> str:
    return numerals.quantity(_whole(value))


def _ordinal(value: Any) -> str:
    return f"第{numerals.chinese(_whole(value))}"


def _and_list(value: Any) -> str:
    """甲、乙和丙."""
    items = [printed(item) for item in entries(value)]
    return "、".join(items) if len(items) < 2 else "、".join(items[:-1]) + "和" + items[-1]


def _enumeration(value: Any) -> str:
    """甲、乙、丙."""
    return printed(entries(value))


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
    items = [item[column] if column else item for item in entries(value)]
    try:
        return sum(items[1:], start=items[0]) if items else 0
    except TypeError:
        raise Refusal(N_("“{value}” is not a number"), value=str(items[0])) from None


def _length(value: Any) -> int:
    return len(entries(value))


def _kept_open(work: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, except that what is left open stays so."""

    def kept(value: Any, *args: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, values.Open) else work(value, *args, **kwargs)

    return kept


FILTERS: dict[str, Callable[..., Any]] = {
    name: _kept_open(work)
    for name, work in {
        "zh": _zh,
        "ordinal": _ordinal,
        "list": _and_list,
        "enum": _enumeration,
        "year": _part("year"),
        "month": _part("month"),
        "day": _part("day"),
        "sum": _sum,
        "length": _length,
    }.items()
}


# What `_Exact` puts into the tree of a text; no text can name it.
_EXACT: dict[str, Callable[[Any], Any]] = {
    "#printed": printed,
    "#entries": entries,
    "#decimal": lambda number: Decimal(str(number)),
}


class _Exact(NodeTransformer):
    """Makes a checked tree mean what is written: 0.1 is 0.1, lists are lists, ~ joins what prints."""

    def visit_Const(self, node: nodes.Const) -> nodes.Expr:
        return _through("#decimal", node) if isinstance(node.value, float) else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        node.nodes = [_through("#printed", part) for part in node.nodes]
        return self.generic_visit(node)

    def visit_For(self, node: nodes.For) -> nodes.Node:
        node.iter = _through("#entries", cast(nodes.Expr, node.iter))
        return self.generic_visit(node)


def _through(name: str, node: nodes.Expr) -> nodes.Filter:
    call = nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
    call.set_environment(node.environment)  # type: ignore[arg-type]
    return call


# The environment -------------------------------------------------------------------------


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A key of a mapping or one of the few attributes values offer; never a method."""
        if isinstance(obj, values.Open):
            return obj  # and so are its parts
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
        numbers = (int, Decimal)
        if isinstance(left, numbers) and isinstance(right, numbers):
            product: Any = left * right
            if abs(product) < MAX_NUMBER:
                return product
        raise Refusal(N_("only numbers can be multiplied"))


_ATTRIBUTES = frozenset(
    ["number", "unit", "year", "month", "day", "start", "end", "low", "high", "name", "position",
     "titled", "title", "expanded", "items", "text", "index", "first", "last", "length"]
)  # fmt: skip


def _environment() -> Environment:
    environment = _Environment(autoescape=False, cache_size=0, finalize=printed)
    environment.filters = {**FILTERS, **_EXACT}
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
    refers: bool = False  # a reference may wait in what it prints


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
        check = _Check(self, origin, loop)
        run = self._checked(text, check)
        if run is None:
            return broken
        uses, policies = frozenset(check.uses), frozenset(check.policies)
        wording = Wording(text, origin, None, uses, policies, run, check.refers)
        if not check.varies:
            constant = render(wording, self.fixed, self.findings)
            wording = Wording(text, origin, constant, policies=wording.policies)
        self.wordings.append(wording)
        return wording

    def _checked(self, text: str, check: _Check) -> Any:
        """What prints the text; None, with findings, when something is wrong with it."""
        before = len(self.findings)
        try:
            tree = self.environment.parse(text)
            check.node(tree)
            if len(self.findings) == before:
                tree = _Exact().visit(tree) if check.inexact else tree
                return self.environment.from_string(tree).root_render_func
        except TemplateSyntaxError as error:
            check.tell(
                "expression-syntax",
                N_("the expression is not complete or not understood ({reason})"),
                N_(
                    "compare the braces and quotation marks: {{{{ name }}}}, {{% if name %}}…{{% endif %}}"
                ),
                reason=error.message,
            )
        except ValueError:  # int() refuses more than 4300 digits
            check.tell("number-too-long", N_("the number has too many digits"))
        except (RecursionError, MemoryError, SyntaxError):  # the last two by Python's own compiler
            check.tell("expression-too-deep", N_("the expression is nested too deep"))
        return None

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
        self.refers = False
        self.inexact = False  # `_Exact` has something to do
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
    except RecursionError:
        message = N_("the expression is nested too deep")
        findings.append(problem("expression-too-deep", message, wording.origin))
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
