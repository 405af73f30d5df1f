"""Why a document is no longer what would be generated, as a whole and block by block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from .. import policies, source, workspace
from ..merge.bodies import proper
from ..merge.moves import moves
from ..merge.pieces import Generated
from ..recipes import Prepared, load_blueprint
from ..word.provenance import Provenance

Kind = Literal["policy", "blueprint", "value", "template", "format", "program", "other"]

_CHILDREN = frozenset({"items", "criteria", "indicators", "phases"})
_LOOP = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_BEHIND = re.compile(r"(?<=.)（[^（）]*）$")
_NUMBER = "编号"  # in the roster; a value that no text can mention
_NAMED = 20  # characters of a part that is only named
_ABOUT = ("title", "signature", "dispatch")  # what blocks with ids of their own come from


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is otherwise than when the document was generated."""

    kind: Kind
    name: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """A policy in the version that is in force."""

    label: str
    version: str
    basis: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the documents of one recipe rest on."""

    bases: Mapping[str, Basis]  # by policy
    mentions: Mapping[str, frozenset[str]]  # by path in the blueprint: names in its texts
    renamed: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)  # of variables
    wordings: Mapping[str, str] = field(default_factory=dict)  # of policies: the name by the text


@dataclass(frozen=True, slots=True)
class Changed:
    """A block that is generated otherwise than before; empty where it was, or is, not there."""

    id: str
    old: str
    new: str
    causes: tuple[Cause, ...] = ()


@lru_cache(maxsize=64)
def grounds_of(prepared: Prepared) -> Grounds:
    """The grounds of a recipe; its digest stands for the files, so that they are read once."""
    loaded = load_blueprint(prepared.recipe.blueprint)
    known = policies.load(workspace.policy_files(loaded.files[0], loaded.policies()))
    versions = policies.in_force(known, prepared.recipe.day)
    bases = {
        name: Basis(known[name].label, version.version, version.basis)
        for name, version in versions.items()
    }
    data = loaded.data
    mentions = dict(_mentions(data.get("sections", ()), ""))
    mentions.update(_annexes(data.get("annexes", ()), frozenset().union(*mentions.values())))
    about = [text for name in _ABOUT for text in source.texts(data.get(name))]
    labels = {name: variable.label for name, variable in loaded.blueprint.variables.items()}
    mentions["#"] = _names(about)
    return Grounds(bases, mentions, dict(loaded.blueprint.renamed), labels, _wordings(known))


def _wordings(known: Mapping[str, policies.Policy]) -> dict[str, str]:
    """What stands for each text of any version of a policy; first what stands for its values."""
    versions = [one for policy in known.values() for one in policy.versions]
    values = {
        text: f"policy.{one.policy}.{name}" for one in versions for name, text in one.values.items()
    }
    return values | {one.text: f"policy.{one.policy}" for one in versions}


def _annexes(entries: Any, sections: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The names in each annex; one that is derived from the plan has those of all its sections."""
    for entry in entries:
        derived = entry.get("kind") not in ("table", "file")
        yield (
            f"#annex-{entry['id']}",
            _names(source.texts(entry)) | (sections if derived else set()),
        )


def _mentions(entries: Any, parent: str) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in entries:
        path = f"{parent}/{entry['id']}" if parent else str(entry["id"])
        own = {key: value for key, value in entry.items() if key not in _CHILDREN}
        yield path, _names(source.texts(own))
        for name in _CHILDREN & set(entry):
            yield from _mentions(entry[name], path)


def _names(texts: Iterator[str] | Sequence[str]) -> frozenset[str]:
    """The names in texts, policy.x.y also as policy.x."""
    found = {name for text in texts for name in _NAME.findall(text)}
    return frozenset(found | {".".join(name.split(".")[:2]) for name in found})


def causes(old: Provenance, new: Provenance) -> tuple[Cause, ...]:
    """What differs between what two documents were made from."""
    return (
        *_differing("policy", old.policies, new.policies),
        *(
            Cause("template" if name.endswith(".docx") else "blueprint", name)
            for name in sorted({*old.files, *new.files})
            if old.files.get(name) != new.files.get(name)
        ),
        *_differing("value", old.values, new.values),
        *_differing("value", {_NUMBER: old.unit}, {_NUMBER: new.unit}),
        *_differing("format", {"": old.format}, {"": new.format}),
        *_differing("program", {"": old.generator}, {"": new.generator}),
    )


def _differing(kind: Kind, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Cause]:
    for name in sorted({*old, *new}):
        before, now = old.get(name, ""), new.get(name, "")
        if before != now:
            yield Cause(kind, name, before, now)


def changed(
    base: Sequence[Generated],
    ours: Sequence[Generated],
    renamed: Mapping[str, str],
    reasons: Sequence[Cause],
    grounds: Grounds,
) -> tuple[Changed, ...]:
    """The blocks that are generated otherwise, each with why; labels do not count."""
    before = {renamed.get(block.id, block.id): block for block in base}
    now = {block.id: block for block in ours}
    moved = {one.ids[0]: one for one in moves(base, ours, renamed)}
    found = []
    for name in _in_order(before, now):
        old, new = before.get(name), now.get(name)
        is_same = old and new and proper(old) == proper(new)
        if is_same and name not in moved:
            continue
        move = moved.get(name)
        was = (proper(old) if old else "") + (_place(move.before) if move else "")
        becomes = (proper(new) if new else "") + (_place(move.now) if move else "")
        why = _whole(reasons) if is_same else _of_block(name, reasons, grounds)
        found.append(Changed(name, was, becomes, why))
    return tuple(found)


def dropped(base: Sequence[Generated], ours: Sequence[Generated]) -> dict[str, str]:
    """What the parts were called whose ids nothing has any more."""
    now = {block.id for block in ours}
    return {
        block.id: _called(proper(block))
        for block in base
        if block.id not in now and "#" not in block.id and block.text
    }


def _called(text: str) -> str:
    """A part by its heading: the text up to the first full stop, without dates behind it."""
    heading = _BEHIND.sub("", text.partition("\n")[0].partition("。")[0])
    return heading if len(heading) <= _NAMED else f"{heading[:_NAMED]}…"


def _place(after: Generated | None) -> str:
    """Where a part stands, told behind its text."""
    if after is None:
        return "（在最前面）"
    text = after.label + proper(after)
    return f"（在“{text if len(text) <= _NAMED else f'{text[:_NAMED]}…'}”之后）"


def _in_order(before: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    """All ids in the order of now; those that are gone behind what they followed."""
    there, gone, follows = dict.fromkeys(now), dict[str, list[str]](), ""
    for name in before:
        if name in there:
            follows = name
        else:
            gone.setdefault(follows, []).append(name)
    for name in ("", *there):
        if name:
            yield name
        yield from gone.get(name, ())


def _of_block(name: str, reasons: Sequence[Cause], grounds: Grounds) -> tuple[Cause, ...]:
    """Those of the causes that the texts of the block mention; else what cannot be mentioned."""
    mentioned = _mentioned(name, grounds.mentions)
    sure = tuple(
        cause
        for cause in reasons
        if (cause.kind == "policy" and f"policy.{cause.name}" in mentioned)
        or (cause.kind == "value" and cause.name in mentioned)
    )
    return sure or _whole(reasons)


def _whole(reasons: Sequence[Cause]) -> tuple[Cause, ...]:
    """Those of the causes that may change anything in a plan, its order too."""
    others = tuple(cause for cause in reasons if cause.kind == "blueprint")
    return others or tuple(reasons) or (Cause("other"),)


def _mentioned(name: str, mentions: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The names in the texts of the part that a block comes from.

    Items that stand in their part's own paragraph are part of the block.
    """
    if name.startswith("#"):
        annexes = [at for at in mentions if at != "#" and f"{name}-".startswith(f"{at}-")]
        return mentions[max(annexes, key=len, default="#")]
    steps = _LOOP.sub("", name.partition("#")[0]).split("/")
    for length in range(len(steps), 0, -1):
        path = "/".join(steps[:length])
        inner = f"{path}/" if length == len(steps) else "\0"
        known = [names for at, names in mentions.items() if at == path or at.startswith(inner)]
        if found := frozenset().union(*known):
            return found
    return frozenset()
