"""How the files of a batch are called: a pattern of names in braces, {编号} {单位名称}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import N_, Origin, Unreadable, closest, problem
from ..language import Variable
from ..units import Unit

_FIELD = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_OWN = {"编号": "id", "标题": "title", "蓝图": "blueprint"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names by which values stand in for braces; the plan's title where there is no pattern."""

    text: str = ""
    labels: tuple[tuple[str, str], ...] = ()  # (what stands in braces, name of a variable)

    def name(self, unit: Unit, values: Mapping[str, Any], title: str) -> str:
        """The name wanted for a unit's file, without suffix; it may not be safe yet."""
        if not self.text:
            return title
        known = {"id": unit.id, "title": title, "blueprint": unit.blueprint}
        labels = dict(self.labels)

        def value(match: re.Match[str]) -> str:
            name = match[1].strip()
            own = _OWN.get(name, name)
            return str(known[own] if own in known else values.get(labels.get(name, name), ""))

        return _FIELD.sub(value, self.text)


def pattern(text: str, blueprints: Iterable[Mapping[str, Variable]]) -> Pattern:
    """The pattern, its names looked up in the variables; `Unreadable` for a name no plan has."""
    labels: dict[str, str] = {}
    for variables in blueprints:
        for name, variable in variables.items():
            labels[name] = name
            labels.setdefault(variable.label, name)
    wanted = [match[1].strip() for match in _FIELD.finditer(text)]
    known = {**_OWN, **{name: name for name in _OWN.values()}, **labels}
    unknown = [name for name in wanted if name not in known]
    if text and (unknown or not wanted):
        suggestion = closest(unknown[0], known) if unknown else ""
        raise Unreadable(
            problem(
                "bad-name-pattern",
                N_("the name pattern has no {name} to put in")
                if unknown
                else N_("the name pattern would call all files the same"),
                Origin(f"--name {text}"),
                hint=N_("did you mean {suggestion}?")
                if suggestion
                else N_("for example: {example}"),
                name=unknown[0] if unknown else "",
                suggestion=suggestion,
                example="{编号}-{标题}",
            )
        )
    found = {name: labels[name] for name in wanted if name in labels}
    return Pattern(text, tuple(found.items()))
