"""The sandbox: what an expression may reach while it is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from jinja2 import Environment, Undefined, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from .. import values
from ..errors import N_, Refusal
from .filters import FILTERS, entries, printed

MAX_NUMBER = 10**15

# What `Exact` puts into the tree of a text; no text can name it.
_EXACT: dict[str, Callable[[Any], Any]] = {
    "#printed": printed,
    "#entries": entries,
    "#decimal": lambda number: Decimal(str(number)),
}


class Exact(NodeTransformer):
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


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["*"])

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A key of a mapping or one of the few attributes values offer; never a method."""
        if isinstance(obj, values.Open):
            return obj  # and so are its parts
        if isinstance(obj, (dict, tuple, list, Mapping)):
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


def make_environment() -> Environment:
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
