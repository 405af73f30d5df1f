"""The rules that look at one paragraph only, so that they hold for any text, plan or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from .. import proofreading
from ..errors import Finding, Origin
from ..outline import Line, Outline
from ..proofreading import RULES, Remark
from ..proofreading.paragraphs import CODES, outlined
from ..source import Map, Seq
from .found import Context, Told

OTHERS = frozenset(RULES) - CODES


def check(plan: Outline, context: Context, **known: Any) -> list[Remark]:
    """What the rules for single paragraphs tell."""
    return proofreading.check(
        plan, policies=context.policies, without=OTHERS | context.without, **known
    )


# Texts with places of their own ---------------------------------------------------------------

_HAN = re.compile("[\u4e00-\u9fff]")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STANDS_FOR = "\ufffc"  # an expression, which may print anything
_MASK = re.compile(f"{_STANDS_FOR}+")
# What is compared, matched or told to clerks, and never printed.
_SILENT = frozenset(("when", "each", "renamed", "example", "choices", "help", "basis", "file"))
_AT_ONCE = 1_000  # texts

Texts = Iterable[tuple[str, Origin]]


def of_texts(texts: Texts, context: Context) -> list[Told]:
    """What the rules for single paragraphs tell of texts, each at its own origin."""
    told: list[Told] = []
    waiting = iter(texts)
    while some := list(islice(waiting, _AT_ONCE)):
        lines = [Line(_masked(text), index) for index, (text, _) in enumerate(some, 1)]
        remarks = check(outlined(lines, ["text"] * len(lines)), context, day=context.day)
        told += (Told(_at(remark.finding, some[remark.line - 1][1])) for remark in remarks)
    return told


def texts_of(data: Map) -> Iterator[tuple[str, Origin]]:
    """The Chinese texts of a YAML file that are printed."""
    yield from _texts(data, "")


def _texts(value: Map | Seq, path: str) -> Iterator[tuple[str, Origin]]:
    pairs = value.items() if isinstance(value, Map) else enumerate(value)
    for key, part in pairs:
        if key in _SILENT:
            continue
        here = f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")
        if isinstance(part, (Map, Seq)):
            yield from _texts(part, here)
        elif isinstance(part, str) and _HAN.search(part):
            origin = value.marks[key]  # type: ignore[index]
            yield part, Origin(origin.source, origin.line, origin.column, here)


def _masked(text: str) -> str:
    """The text with its expressions blotted out, so that places stay."""
    return _EXPRESSION.sub(lambda match: _STANDS_FOR * len(match[0]), text)


def _at(finding: Finding, origin: Origin) -> Finding:
    args = {
        name: _MASK.sub("…", value) if isinstance(value, str) else value
        for name, value in finding.args.items()
    }
    return replace(finding, origin=origin, args=args)
