"""What an office calls the parts and values of its plans: headings and labels instead of ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .. import policies, workspace
from ..errors import N_
from ..messages import _

if TYPE_CHECKING:
    from ..blueprint import Loaded
    from ..regenerating.work import Work

_LISTS = ("items", "criteria", "indicators", "phases")
_LOOP = re.compile(r"\[([^\]]*)\]")
_NAME = re.compile(r"\{\{ ([^{}]*?) \}\}")
_STYLE = "#style "
# Parts around the plan, the longer ids first.
_AROUND = (
    ("#dispatch-title", N_("title of the dispatch")),
    ("#dispatch-signature", N_("signature")),
    ("#dispatch-date", N_("date")),
    ("#dispatch", N_("text of the dispatch")),
    ("#title", N_("title")),
    ("#signature", N_("signature")),
    ("#date", N_("date")),
    ("#mark", N_("name of the office at the head")),
    ("#number", N_("document number")),
    ("#signers", N_("signers")),
    ("#recipients", N_("recipients")),
    ("#note", N_("note below the text")),
    ("#copy-number", N_("copy number")),
    ("#secrecy", N_("secrecy")),
    ("#urgency", N_("urgency")),
    ("#annexes", N_("list of annexes")),
    ("#annex", N_("annex")),
    ("#imprint", N_("imprint")),
    ("#template-", N_("text of the template")),
    ("#page-setup", N_("page setup")),
    ("#header", N_("header")),
    ("#footer", N_("footer")),
)


@dataclass(frozen=True, slots=True)
class Called:
    """Headings by the path of a part, labels by the names of variables and policies."""

    parts: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)  # headings of parts dropped since, by id

    def part(self, name: str) -> str:
        """The part that a block belongs to; its id where nothing has a name."""
        if name.startswith("#"):
            return self._around(name)
        steps = name.partition("#")[0].split("/")
        for length in range(len(steps), 0, -1):
            whole = "/".join(steps[:length])
            path = _LOOP.sub("", whole)
            if path in self.parts:
                keys = "".join(f"（{key}）" for key in _LOOP.findall(name))
                return self.parts[path] + keys
            if whole in self.gone:
                return self.gone[whole]
        return name

    def _around(self, name: str) -> str:
        if name.startswith(_STYLE):
            return _("style “{name}”", name=name.removeprefix(_STYLE))
        for path in sorted(self.parts, key=len, reverse=True):
            if path.startswith("#") and (name == path or name.startswith(f"{path}-")):
                return _("annex “{title}”", title=self.parts[path])
        return next((_(word) for start, word in _AROUND if name.startswith(start)), name)

    def given(self, name: str) -> str:
        """The label of a variable or policy; its name where it has none."""
        return self.labels.get(name, name)

    def policy(self, name: str) -> str:
        """The label of a policy; its name where it has none."""
        return self.labels.get(f"policy.{name}", name)

    def plain(self, text: str) -> str:
        """The text with labels in brackets where a value of the unit stands."""
        return _NAME.sub(lambda found: f"〔{self.given(found[1])}〕", text)


def called_in(whole: Work, gone: Mapping[str, str]) -> Called:
    """What the blueprints of a run call their parts and values, and what they called `gone`."""
    names = dict.fromkeys(name or whole.recipes.blueprint for name, _day in whole.pairs)
    found = called(loaded for name in names if (loaded := whole.recipes.loaded(name)))
    return replace(found, gone=gone)


def called(blueprints: Iterable[Loaded]) -> Called:
    """What blueprints call their parts and values; the first of several that has a name for it."""
    parts: dict[str, str] = {}
    labels: dict[str, str] = {}
    for loaded in blueprints:
        for name, variable in loaded.blueprint.variables.items():
            labels.setdefault(name, variable.label)
        for policy in policies.load(
            workspace.policy_files(loaded.files[0], loaded.policies())
        ).values():
            labels.setdefault(f"policy.{policy.name}", policy.label)
        for path, heading in _headings(loaded.data.get("sections", ()), ""):
            parts.setdefault(path, heading)
        for annex in loaded.data.get("annexes", ()):
            if title := _printed(annex.get("title")):
                parts.setdefault(f"#annex-{annex['id']}", title)
    return Called(parts, labels)


def _headings(entries: Iterable[Any], parent: str) -> Iterator[tuple[str, str]]:
    """The headings of parts by path; those that a unit's values fill in are left out."""
    for entry in entries:
        path = f"{parent}/{entry['id']}" if parent else str(entry["id"])
        if heading := _printed(entry.get("heading")):
            yield path, heading
        for name in _LISTS:
            yield from _headings(entry.get(name) or (), path)


def _printed(text: Any) -> str:
    return str(text) if text and "{" not in str(text) else ""
