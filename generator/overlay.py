"""Laying one blueprint's data over another's: mappings by key, lists by the ids in them.

Works on data as it was read, before anything is validated; every value keeps the place in
the file it came from. Nothing that is given is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import N_, Finding, Origin, Rejected, closest, problem
from .readers import truth
from .source import Map, Seq

PLACING = ("before", "after", "remove")  # keys that only say where an item goes


def overlay(base: Map, top: Map) -> Map:
    """`base` with `top` laid over it; `Rejected` when `top` names ids that are not there."""
    merged = Map(base)
    merged.origin, merged.marks = top.origin, {**base.marks}
    for key, value in top.items():
        merged[key] = _laid_over(base.get(key), value)
        merged.marks[key] = top.marks[key]
    return merged


def _laid_over(below: Any, value: Any) -> Any:
    if isinstance(value, Map) and isinstance(below, Map):
        return overlay(below, value)
    if isinstance(value, Seq) and isinstance(below, Seq) and _has_ids(value) and _has_ids(below):
        return _overlay_list(below, value)
    return value


def _has_ids(items: Seq) -> bool:
    return bool(items) and all(isinstance(item, Map) and "id" in item for item in items)


_Placed = list[tuple[Map, Origin]]


def _overlay_list(base: Seq, top: Seq) -> Seq:
    merged: _Placed = list(zip(base, base.marks, strict=True))
    findings = []
    for item, mark in zip(top, top.marks, strict=True):
        wrong = list(_misplaced(item, [old["id"] for old, _ in merged], mark))
        findings += wrong
        if not wrong:
            _place(merged, item, mark)
    if findings:
        raise Rejected(findings)
    result = Seq(item for item, _ in merged)
    result.origin, result.marks = top.origin, [mark for _, mark in merged]
    return result


def _removes(item: Map) -> bool:
    return truth(str(item.get("remove", "no"))) is True


def _misplaced(item: Map, known: list[str], mark: Origin) -> Iterator[Finding]:
    """What is wrong with the keys that place an item."""
    if truth(str(item.get("remove", "no"))) is None:
        yield problem("model-flag", N_("{name} must be yes or no"), mark, name="remove")
    if "before" in item and "after" in item:
        yield problem("two-places", N_("state either before or after, not both"), mark)
    beside = [item[key] for key in PLACING[:2] if key in item]
    if item["id"] in beside:
        message = N_("{name} cannot stand before or after itself")
        yield problem("beside-itself", message, mark, name=item["id"])
    wanted = [item["id"]] if _removes(item) else beside
    yield from (_unknown_id(str(name), known, mark) for name in wanted if name not in known)


def _unknown_id(name: str, known: list[str], mark: Origin) -> Finding:
    suggestion = closest(name, known)
    return problem(
        "unknown-id",
        N_("there is no {name} to override or to stand beside here"),
        mark,
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        name=name,
        suggestion=suggestion,
    )


def _place(merged: _Placed, item: Map, mark: Origin) -> None:
    """Put the item into the list: over the one with its id, beside another, or at the end."""
    ids = [old["id"] for old, _ in merged]
    at = ids.index(item["id"]) if item["id"] in ids else len(merged)
    old = merged.pop(at)[0] if at < len(merged) else None
    if _removes(item):
        return
    new = overlay(old, _unplaced(item)) if old is not None else _unplaced(item)
    beside = item.get("before") or item.get("after")
    if beside is not None:
        at = [one["id"] for one, _ in merged].index(beside) + ("after" in item)
    merged.insert(at, (new, mark))


def _unplaced(item: Map) -> Map:
    """The item without what only says where it goes."""
    kept = Map({key: value for key, value in item.items() if key not in PLACING})
    kept.origin, kept.marks = item.origin, item.marks
    return kept
