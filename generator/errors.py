"""What can go wrong and how it is told: places, findings, exceptions.

Messages are English templates with named fields; `messages` translates and fills
them when they are printed, so that nothing below the command line knows a language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "style"]


def N_(text: str) -> str:
    """The text itself, marked for the translation catalogue."""
    return text


@dataclass(frozen=True, slots=True)
class Origin:
    """A place a person can go to: a file with line and column, or a sheet with a cell."""

    source: str = ""
    line: int = 0  # from 1; 0 when unknown
    column: int = 0
    path: str = ""  # key path such as sections[2].items[0].text
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = self.source
        if self.line:
            place += f":{self.line}:{self.column}"
        if self.sheet or self.cell:
            place += f"[{'!'.join(part for part in (self.sheet, self.cell) if part)}]"
        return f"{place} {self.path}".strip()


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell: code, place, cause, hint. `args` fill the fields of both texts."""

    code: str
    message: str
    origin: Origin = NOWHERE
    hint: str = ""
    severity: Severity = "error"
    unit: str = ""
    args: Mapping[str, object] = field(default_factory=dict)


def problem(
    code: str,
    message: str,
    origin: Origin = NOWHERE,
    *,
    hint: str = "",
    severity: Severity = "error",
    unit: str = "",
    **args: object,
) -> Finding:
    """A finding whose template fields are given as keywords."""
    return Finding(code, message, origin, hint, severity, unit, args)


def cannot_read(name: str, error: OSError) -> Finding:
    """The finding about a file of that name that the system does not let us read."""
    message = N_("the file cannot be read: {reason}")
    return problem("cannot-read", message, Origin(name), reason=error.strerror or str(error))


class Refusal(Exception):
    """Something was refused by a function that does not know the place; its caller tells it."""

    def __init__(self, message: str, hint: str = "", **args: object) -> None:
        super().__init__(message)
        self.message, self.hint, self.args_ = message, hint, args


def told_at(
    code: str, refusal: Refusal, origin: Origin, message: str = "", unit: str = "", **args: object
) -> Finding:
    """The refusal as a finding at its place; `message` may wrap it as {cause}."""
    fields = {**refusal.args_, **args, "cause": refusal}
    return Finding(code, message or refusal.message, origin, refusal.hint, unit=unit, args=fields)


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """The findings of severity error."""
    return [finding for finding in findings if finding.severity == "error"]


def closest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or the empty text; for "did you mean"."""
    import difflib  # only a mistake needs it

    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


class CreationPlanError(Exception):
    """Shown to people without a traceback; every other exception is a bug of ours."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("; ".join(f"{f.origin} {f.code}" for f in self.findings))


class Rejected(CreationPlanError):
    """The input was read and has errors (exit code 1)."""


class Unreadable(CreationPlanError):
    """Wrong usage, or an input that cannot be read at all (exit code 2)."""

    exit_code = 2


class Undecided(CreationPlanError):
    """Something is left for a person to decide; nothing was overwritten (exit code 3)."""

    exit_code = 3


def reject_errors(findings: Iterable[Finding]) -> None:
    """Raise `Rejected` with all findings when one of them is an error."""
    findings = list(findings)
    if errors_of(findings):
        raise Rejected(findings)
