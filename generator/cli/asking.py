"""Asking on a terminal for values that are missing; every answer is validated on the spot."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Container, Mapping
from typing import Any

import click

from .. import readers, values
from ..language import Variable
from ..messages import _
from .console import labelled, note

_EXAMPLES = {
    "integer": "4",
    "decimal": "2.5",
    "percent": "90%",
    "money": "3.5万元",
    "area": "200平方米",
    "date": "2026-03-05",
    "month": "2018-06",
    "year": "2018",
    "month_range": "2018-07 至 2018-08",
    "integer_range": "3至5",
    "yes_no": "是、否",
    "list": "甲、乙、丙",
    "person": "张三（组织部部长）",
    "person_list": "张三（部长）、李四（副部长）",
    "doc_number": "某党发〔2018〕5号",
    "cited_title": "《关于加强基层党建工作的意见》",
}


def can_ask() -> bool:
    """Whether a person sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_missing(
    variables: Mapping[str, Variable], given: Container[str], answers: dict[str, Any]
) -> None:
    """Ask for every variable not yet given; what is answered goes into `answers` at once."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # the terminal's own editing erases half a Chinese character

    missing = {name: v for name, v in variables.items() if name not in given}
    needed = {name: v for name, v in missing.items() if v.required and v.default is None}
    others = {name: v for name, v in missing.items() if name not in needed}
    if needed:
        note(_("values needed: {count}; Ctrl+C stops, 待补 leaves one open", count=len(needed)))
        _ask_all(needed, answers)
    if not others:
        return
    note()
    note(_("more values that have a default or may be left out: {count}", count=len(others)))
    if confirm(_("go through them?"), default=False):
        _ask_all(others, answers)


def confirm(question: str, default: bool) -> bool:
    """The answer to a question, yes or no in either language."""
    choices = _("Y/n") if default else _("y/N")
    yes_no = Variable(label=question, type="yes_no")
    while True:
        raw = _line(f"{question} [{choices}] ")
        if not raw:
            return default
        try:
            return bool(readers.read(yes_no, raw))
        except values.BadValue as error:
            _refused(error)


def _ask_all(variables: Mapping[str, Variable], answers: dict[str, Any]) -> None:
    for number, (name, variable) in enumerate(variables.items(), 1):
        note()
        note(f"[{number}/{len(variables)}] {click.style(variable.label, bold=True)}  {name}")
        for line in _explained(variable):
            note(f"    {line}")
        raw = _answer(variable)
        if raw is not None:
            answers[name] = raw


def _answer(variable: Variable) -> Any:
    """What was typed, valid; None where the variable keeps its default or is left out."""
    while True:
        raw = _chosen(variable, _typed(variable))
        if raw in ("", []):
            if variable.default is not None or not variable.required:
                return None
            note(f"    {_('a value is needed here')}")
            continue
        try:
            value = readers.read(variable, raw)
        except values.BadValue as error:
            _refused(error)
            continue
        if not isinstance(value, (bool, list, tuple)) and str(value) != raw:
            note(click.style(f"    → {value}", dim=True))
        return raw


def _refused(error: values.BadValue) -> None:
    args = error.args_ or {"": ""}
    note("    " + labelled("error", _(error.message, **args)))
    if error.hint:
        note(f"    {_(error.hint, **args)}")


def _explained(variable: Variable) -> list[str]:
    lines = [variable.help] if variable.help else []
    example = variable.example if variable.example is not None else _EXAMPLES.get(variable.type)
    if variable.type == "choice":
        numbered = [f"{number} {choice}" for number, choice in enumerate(variable.choices, 1)]
        lines.append(_("choose by number or word: {choices}", choices="  ".join(numbered)))
    elif variable.type == "table":
        headings = " | ".join(column.label for column in variable.columns.values())
        lines.append(_("a row a line, an empty line ends: {headings}", headings=headings))
    elif example is not None:
        lines.append(_("for example {example}", example=_shown(example)))
    lines += _bounds(variable)
    if variable.default is not None:
        lines.append(_("Enter takes {default}", default=_shown(variable.default)))
    elif not variable.required:
        lines.append(_("Enter leaves it out"))
    if variable.type == "long_text":
        lines.append(_("several lines are possible, an empty line ends"))
    return lines


def _bounds(variable: Variable) -> list[str]:
    low, high = variable.min, variable.max
    if low is not None and high is not None:
        return [_("from {low} to {high}", low=low, high=high)]
    if low is not None:
        return [_("at least {low}", low=low)]
    return [_("at most {high}", high=high)] if high is not None else []


def _shown(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _chosen(variable: Variable, raw: Any) -> Any:
    """The choice of that number; a choice that is itself a number counts as a word."""
    if variable.type == "choice" and raw not in variable.choices and str(raw).isdecimal():
        number = int(raw)
        if 1 <= number <= len(variable.choices):
            return variable.choices[number - 1]
    return raw


def _typed(variable: Variable) -> Any:
    if variable.type == "table":
        rows = _lines()
        return [[cell.strip() for cell in row.replace("｜", "|").split("|")] for row in rows]
    if variable.type == "long_text":
        return "\n".join(_lines())
    return _line()


def _lines() -> list[str]:
    lines = []
    while line := _line():
        lines.append(line)
    return lines


def _line(prompt: str = "    > ") -> str:
    # Line editing needs standard output; where that is no terminal, the question goes beside it.
    beside = not sys.stdout.isatty()
    answer: str = click.prompt(prompt, default="", show_default=False, prompt_suffix="", err=beside)
    return answer.strip()
