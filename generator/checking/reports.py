"""Findings for other programs: JSON of our own, and SARIF 2.1.0 for editors and CI."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..errors import Finding, Severity
from ..proofreading import RULES
from .found import SEVERITIES, Checked, Told

# Says a finding in the reader's language: what is wrong, and what to do.
Words = Callable[[Finding], tuple[str, str]]

_VERSION = 1  # of the JSON; raised when a key changes its meaning or goes
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "style": "note"}


def as_json(files: Sequence[Checked], words: Words) -> str:
    """All findings as JSON; docs/checks.md describes the keys."""
    data = {
        "version": _VERSION,
        "program": {"name": "creation-plan", "version": __version__},
        "files": [_file(checked, words) for checked in files],
        "summary": summary(files),
    }
    return _dumped(data)


def summary(files: Sequence[Checked]) -> dict[str, int]:
    """How many there are: files, findings of each severity, allowed ones, unreadable files."""
    counts = {
        f"{severity}s" if severity != "style" else severity: sum(
            checked.count(severity) for checked in files
        )
        for severity in SEVERITIES
    }
    return {
        "files": len(files),
        **counts,
        "allowed": sum(len(checked.allowed) for checked in files),
        "unreadable": sum(checked.unreadable for checked in files),
    }


def _file(checked: Checked, words: Words) -> dict[str, Any]:
    return {
        "path": checked.name,
        "kind": checked.kind,
        "readable": not checked.unreadable,
        "findings": [_finding(told, words) for told in checked.told],
        "allowed": [_finding(told, words) for told in checked.allowed],
        "notes": [_finding(Told(note), words) for note in checked.notes],
    }


def _finding(told: Told, words: Words) -> dict[str, Any]:
    message, hint = words(told.finding)
    return {
        "code": told.code,
        "severity": told.severity,
        "message": message,
        "hint": hint,
        "unit": told.finding.unit,
        "place": dict(_place(told)),
    }


def _place(told: Told) -> Iterator[tuple[str, Any]]:
    """What is known of the place."""
    if place := told.place:
        yield "paragraph", place.paragraph
        yield "words", place.words
        yield "start", place.start
        yield "end", place.end
        if place.page:
            yield "page", place.page
        return
    origin = told.origin
    keys = {"file": "source", "line": "line", "column": "column", "path": "path"}
    for name, attribute in (keys | {"sheet": "sheet", "cell": "cell"}).items():
        if value := getattr(origin, attribute):
            yield name, value


# SARIF ---------------------------------------------------------------------------------------

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"  # code scanning asks for it


def as_sarif(files: Sequence[Checked], advised: Callable[[Finding], str]) -> str:
    """All findings as SARIF 2.1.0, in the words of `advised`; what is allowed is suppressed."""
    rules: dict[str, int] = {}
    results = [
        _result(checked, told, rules, advised(told.finding), silent)
        for checked in files
        for silent, some in ((False, checked.told), (True, checked.allowed))
        for told in some
    ]
    driver = {
        "name": "creation-plan",
        "version": __version__,
        "rules": [_rule(code) for code in rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    """A rule, with what it asks where that is known."""
    if code not in RULES or not RULES[code].doc:
        return {"id": code}
    return {"id": code, "shortDescription": {"text": RULES[code].doc}}


def _result(
    checked: Checked, told: Told, rules: dict[str, int], text: str, silent: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": told.code,
        "ruleIndex": rules.setdefault(told.code, len(rules)),
        "level": _LEVELS[told.severity],
        "message": {"text": text},
        "locations": [_location(checked, told)],
    }
    if silent:
        found["suppressions"] = [{"kind": "inSource"}]
    return found


def _location(checked: Checked, told: Told) -> dict[str, Any]:
    origin, place = told.origin, told.place
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(origin.source or checked.name)}}
    found: dict[str, Any] = {"physicalLocation": physical}
    if place and checked.kind == "text":
        physical["region"] = {"startLine": place.paragraph, "startColumn": place.start + 1}
    elif place:
        name = f"paragraph {place.paragraph}"
        logical = {"name": name, "fullyQualifiedName": f"{name}: {place.words}", "kind": "element"}
        found["logicalLocations"] = [logical]
    elif origin.line:
        physical["region"] = {"startLine": origin.line, "startColumn": max(origin.column, 1)}
    elif cell := "!".join(part for part in (origin.sheet, origin.cell) if part):
        found["logicalLocations"] = [{"name": cell, "kind": "element"}]
    return found


def _uri(name: str) -> str:
    """A relative reference, or the address of a file."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
