"""Asking on a terminal for values that are missing; every answer is validated on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from .. import values
from ..blueprint import Variable
from ..messages import _
from .console import label, note

_TYPE_HINTS = {
    "date": "2026-03-05",
    "month": "2018-06",
    "month_range": "2018-07 至 2018-08",
    "integer_range": "3至5",
    "percent": "90%",
    "doc_number": "某党发〔2018〕5号",
    "person": "张三（组织部部长）",
    "person_list": "张三（部长）、李四（副部长）",
    "list": "甲、乙、丙",
    "yes_no": "是 / 否",
}


def ask_missing(
    variables: Mapping[str, Variable], given: Mapping[str, Any], answers: dict[str, Any]
) -> None:
    """Ask for every variable not yet given; what is answered goes into `answers` at once."""
    missing = {name: v for name, v in variables.items() if name not in given}
    needed = {n: v for n, v in missing.items() if v.required and v.default is None}
    others = {n: v for n, v in missing.items() if n not in needed}
    if needed:
        note(
            _(
                "{count} values are needed; type 待补 to leave one open, Ctrl+C to stop",
                count=len(needed),
            )
        )
    for number, (name, variable) in enumerate(needed.items(), 1):
        _ask(name, variable, f"{number}/{len(needed)}", answers)
    if others and click.confirm(
        _("{count} more values have a default or may be left out; go through them?", count=len(others)),
        default=False, err=True,
    ):  # fmt: skip
        for number, (name, variable) in enumerate(others.items(), 1):
            _ask(name, variable, f"{number}/{len(others)}", answers)


def _ask(name: str, variable: Variable, place: str, answers: dict[str, Any]) -> None:
    note("")
    note(f"[{place}] {click.style(variable.label, bold=True)} ({name})")
    for line in _explained(variable):
        note(f"    {line}")
    while True:
        raw = _typed(variable)
        if raw in ("", []):
            if variable.default is not None or not variable.required:
                return
            note(f"    {_('a value is needed here')}")
            continue
        try:
            value = values.read(variable, raw)
        except values.BadValue as error:
            note(f"    {label('error')}: {_(error.message, **(error.args_ or {'': ''}))}")
            if error.hint:
                note(f"    {_(error.hint, **(error.args_ or {'': ''}))}")
            continue
        note(f"    → {value if not isinstance(value, bool) else _('yes') if value else _('no')}")
        answers[name] = raw
        return


def _explained(variable: Variable) -> list[str]:
    lines = [variable.help] if variable.help else []
    example = variable.example if variable.example is not None else _TYPE_HINTS.get(variable.type)
    if variable.type == "choice":
        lines.append(_("one of: {choices}", choices="、".join(variable.choices)))
    elif variable.type == "table":
        headings = " | ".join(column.label for column in variable.columns.values())
        lines.append(_("a row a line, an empty line ends: {headings}", headings=headings))
    elif example is not None:
        shown = "、".join(map(str, example)) if isinstance(example, list) else example
        lines.append(_("for example {example}", example=shown))
    if variable.min is not None or variable.max is not None:
        lines.append(_("from {low} to {high}", low=variable.min or "…", high=variable.max or "…"))
    if variable.default is not None:
        lines.append(_("Enter takes {default}", default=variable.default))
    elif not variable.required:
        lines.append(_("Enter leaves it out"))
    if variable.type == "long_text":
        lines.append(_("several lines are possible, an empty line ends"))
    return lines


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


def _line() -> str:
    answer: str = click.prompt("    ", default="", show_default=False, prompt_suffix="> ", err=True)
    return answer.strip()
