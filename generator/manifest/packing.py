"""Findings as JSON, in no language: the message is a template and what fills it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..errors import NOWHERE, Finding, Origin, Refusal

_ORIGIN = ("source", "line", "column", "path", "sheet", "cell")


def packed(findings: Iterable[Finding]) -> str:
    """The findings as JSON in no language: templates and what fills them."""
    return json.dumps([_packed(finding) for finding in findings], ensure_ascii=False)


def unpacked(text: str) -> tuple[Finding, ...]:
    """The findings `packed` wrote; none when the text was damaged."""
    try:
        return tuple(_unpacked(entry) for entry in json.loads(text))
    except (ValueError, TypeError, AttributeError, KeyError):
        return ()


def _packed(finding: Finding) -> list[Any]:
    origin = finding.origin
    return [
        finding.code,
        finding.message,
        [getattr(origin, name) for name in _ORIGIN] if origin != NOWHERE else [],
        finding.hint,
        finding.severity,
        finding.unit,
        {name: _plain(value) for name, value in finding.args.items()},
    ]


def _plain(value: object) -> Any:
    """A field of a message as JSON; what prints itself is kept as it prints."""
    if isinstance(value, Refusal):
        args = {name: _plain(part) for name, part in value.args_.items()}
        return {"refusal": [value.message, value.hint, args]}
    return value if type(value) in (str, int, float, bool, type(None)) else str(value)


def _unpacked(entry: list[Any]) -> Finding:
    code, message, origin, hint, severity, unit, args = entry
    fields_ = {name: _live(value) for name, value in args.items()}
    return Finding(code, message, Origin(*origin), hint, severity, unit, fields_)


def _live(value: Any) -> Any:
    if isinstance(value, dict):
        message, hint, args = value["refusal"]
        return Refusal(message, hint, **{name: _live(part) for name, part in args.items()})
    return value
