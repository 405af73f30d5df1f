"""What is told of plans on the screen: how each stands, why, and what a change means for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from ..errors import N_
from ..messages import _
from ..regenerating.examined import Examined, State
from ..regenerating.impact import Effect, Impact
from .called import Called
from .console import note, say, tell
from .paging import cells, padded
from .progress import MANY

if TYPE_CHECKING:
    from ..merge import Left
    from ..regenerating.causes import Cause

_COLOURS: Mapping[State, str] = {
    "updated": "yellow", "merged": "yellow", "conflict": "red", "undecided": "red",
    "refused": "red", "missing": "yellow", "orphaned": "yellow", "revised": "yellow",
    "failed": "red",
}  # fmt: skip
_KEPT = ("kept", "edited by a person", "added by a person", "deleted by a person")
_CAUSES = 3  # that stand on a unit's line
_CLAUSES = 5  # texts shown of a cause
_AROUND = 16  # characters shown around a difference
_WIDTH = 160  # characters shown of a text
_LINES = 60  # of many units


def cause_text(cause: Cause, called: Called) -> str:
    """A cause in the reader's words."""
    args = {"name": cause.name, "old": cause.old or "–", "new": cause.new or "–"}
    texts = {
        "policy": _("policy {name} {old}→{new}", **{**args, "name": called.policy(cause.name)}),
        "blueprint": _("blueprint {name}", **args),
        "value": _value_text(cause, called),
        "template": _("template {name}", **args),
        "format": _("format {old}→{new}", **args),
        "program": _("program {old}→{new}", **args),
        "other": _("another text of the same version"),
    }
    return texts[cause.kind]


def _value_text(cause: Cause, called: Called) -> str:
    old, new = (clipped(text, 20) or _("not given") for text in (cause.old, cause.new))
    return _("value {name} {old}→{new}", name=called.given(cause.name), old=old, new=new)


def clipped(text: str, width: int = _WIDTH) -> str:
    """The text on one line, and no longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts where they differ, with a few words around; whole where they are short."""
    from ..merge import differences  # only what has changed is shown

    changes = differences(old, new)
    if not changes or max(len(old), len(new)) <= _WIDTH:
        return clipped(old), clipped(new)
    first, last = changes[0].start, changes[-1].end
    grown = len(new) - len(old)
    return _window(old, first, last), _window(new, first, last + grown)


def _window(text: str, first: int, last: int) -> str:
    start = max(first - _AROUND, 0)
    end = min(last + _AROUND, start + _WIDTH)
    return f"{'…' if start else ''}{clipped(text[start:end])}{'…' if end < len(text) else ''}"


def causes_text(one: Examined, called: Called) -> str:
    """Because of what a plan is stale, with the parts that change."""
    told = [cause_text(cause, called) for cause in one.causes[:_CAUSES]]
    if len(one.causes) > _CAUSES:
        told.append("…")
    if one.changed and not one.causes:
        told.append(_("another text of the same version"))
    parts = list(dict.fromkeys(called.part(passage.id) for passage in one.changed))
    if parts:
        more = ["…"] if len(parts) > _CAUSES else []
        told.append(_("changes {parts}", parts=", ".join([*parts[:_CAUSES], *more])))
    return _("; ").join(told)


def edited_text(one: Examined, called: Called) -> str:
    """Which parts people edited, where they added something and what they deleted."""
    if (edits := one.edits) is None:
        return ""
    changed = [name for name in edits.ids if name not in edits.deleted]
    told = (
        _named(changed, called),
        _("added behind {parts}", parts=_named((a.after for a in edits.added), called)),
        _("deleted {parts}", parts=_named(edits.deleted, called)),
    )
    there = (changed, edits.added, edits.deleted)
    return _("; ").join(text for text, some in zip(told, there, strict=True) if some)


def _named(ids: Iterable[str], called: Called) -> str:
    """The parts, each once."""
    names = dict.fromkeys(called.part(name) if name else _("the beginning") for name in ids)
    return _(", ").join(names)


def left_text(left: Left) -> str:
    """Why something could not be placed."""
    return _(left.reason)


def counts_text(one: Examined) -> str:
    """What a merge did to a plan, in numbers."""
    counts = one.counts
    if not counts:
        return ""
    return _(
        "{kept} kept, {updated} updated, {merged} merged, {conflicts} in conflict, {unplaced} not placed",
        **numbers(one),
    )


def numbers(one: Examined) -> dict[str, int]:
    """The blocks of a merged plan by what became of them."""
    counts = Counter[str]({str(fate): count for fate, count in one.counts.items()})
    return {
        "kept": sum(counts[fate] for fate in _KEPT),
        "updated": counts["updated"] + counts["inserted"] + counts["deleted"],
        "merged": counts["merged"],
        "conflicts": len(one.conflicts),
        "unplaced": len(one.unplaced),
    }


def counted(found: Iterable[Examined], words: Mapping[State, str]) -> str:
    """How many plans stand how."""
    counts = Counter(one.state for one in found)
    return _(", ").join(
        _("{count} {state}", count=counts[state], state=word)
        for state, word in words.items()
        if counts[state]
    )


def code_of(found: Iterable[Examined]) -> int:
    """The exit code: 1 when something failed, 3 when a person has to decide, else 0."""
    found = [*found]
    states = {one.state for one in found}
    if "failed" in states:
        return 1
    waiting = states & {"conflict", "undecided", "refused"} or any(one.conflicts for one in found)
    return 3 if waiting else 0


class Lines:
    """A line for each plan; of many only those that need a person's eye."""

    def __init__(self, total: int, words: Mapping[State, str], called: Called) -> None:
        self._words, self._called = words, called
        self._width = max(map(cells, words.values()))
        self._total, self._shown = total, 0

    def show_all(self, found: Iterable[Examined]) -> None:
        """A line for each, with what there is to tell about it."""
        for one in found:
            self.show(one)
        if self._shown > _LINES and self._total > MANY:
            note(_("{count} more plans; --xlsx FILE has them all", count=self._shown - _LINES))

    def show(self, one: Examined) -> None:
        """The line of one plan."""
        if self._total > MANY:
            if one.state in ("unchanged", "issued", "updated", "new"):
                return
            self._shown += 1
            if self._shown > _LINES:
                return
        word = click.style(padded(self._words[one.state], self._width), fg=_COLOURS.get(one.state))
        say(f"{word}  {one.path or one.wanted or one.unit}")
        if why := causes_text(one, self._called):
            say(f"{'':{self._width}}  {why}")
        if edited := edited_text(one, self._called):
            say(f"{'':{self._width}}  {_('edited by hand: {blocks}', blocks=clipped(edited))}")
        if counts := counts_text(one):
            say(f"{'':{self._width}}  {counts}")
        if one.findings:
            from ..books.alike import is_of_text  # those the report of the folder has

            tell(finding for finding in one.findings if not is_of_text(finding))


def show_effects(impact: Impact, called: Called) -> None:
    """What each cause changes, with old and new text once for all plans."""
    for effect in impact.effects():
        if not effect.clauses:
            continue
        say(effect_text(effect, impact.total, called))
        for clause in effect.clauses[:_CLAUSES]:
            part = part_text(clause.id, called)
            say(_("  {part} ({count} plans)", part=part, count=len(clause.units)))
            old, new = excerpts(called.plain(clause.old), called.plain(clause.new))
            say(_("    old: {text}", text=old or "–"))
            say(_("    new: {text}", text=new or "–"))
        if len(effect.clauses) > _CLAUSES:
            more = len(effect.clauses) - _CLAUSES
            say(_("  {count} more passages; --xlsx FILE has them all", count=more))


def part_text(name: str, called: Called) -> str:
    """A part by its heading, and by its id for whoever writes the blueprint."""
    heading = called.part(name)
    return heading if heading == name else f"{heading} {name}"


def effect_text(effect: Effect, total: int, called: Called) -> str:
    """The cause with its counts."""
    return _(
        "{cause}: {plans} of {total} plans, {edited} of them edited there, {conflicts} in conflict",
        cause=cause_text(effect.cause, called),
        plans=len(effect.units),
        total=total,
        edited=len(effect.edited),
        conflicts=len(effect.conflicts),
    )


_ALIKE = {
    "changed": N_("{count} units changed {part} alike; text for the blueprint:"),
    "added": N_("{count} units added the same behind {part}; text for the blueprint:"),
    "deleted": N_("{count} units deleted {part}:"),
}


def show_alike(impact: Impact, called: Called) -> None:
    """What several units changed alike, for the blueprint to take up."""
    for one in impact.alike():
        say(_(_ALIKE[one.kind], count=len(one.units), part=part_text(one.id, called) or "–"))
        say(f"  {clipped(one.text) or _('(deleted)')}")
