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

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.runtime import Context, new_context

from ..errors import N_, Finding, Origin, Refusal, problem, told_at
from .environment import Exact, make_environment
from .filters import FILTERS, Absent, absent, entries
from .vetting import FUNCTIONS, GROUPS, PLAN_TITLE, RESERVED, Names, Vetting

__all__ = [
    "FILTERS",
    "FUNCTIONS",
    "GROUPS",
    "PLAN_TITLE",
    "RESERVED",
    "Absent",
    "Compiler",
    "Context",
    "Names",
    "Wording",
    "absent",
    "entries",
    "render",
]

MAX_SOURCE = 20_000  # characters of one text with expressions
MAX_OUTPUT = 200_000  # characters one text may print

_MARKUP = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_FULL_WIDTH = re.compile(r"[｛{][｛]|｛[{%％]|[}｝]｝|[%％]｝|｝\}")


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
        self.environment = make_environment()
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
        check = Vetting(self.names, origin, loop, self.findings)
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

    def _checked(self, text: str, check: Vetting) -> Any:
        """What prints the text; None, with findings, when something is wrong with it."""
        before = len(self.findings)
        try:
            tree = self.environment.parse(text)
            check.node(tree)
            if len(self.findings) == before:
                tree = Exact().visit(tree) if check.inexact else tree
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
