"""The units whose plans lie in one folder: a name of theirs may have been left in a plan."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from .. import facts, manifest
from .found import Body

_LEAST = 3  # characters: what is shorter stands in other words, too


def bodies_beside(path: Path) -> tuple[Body, ...]:
    """The units of which the manifest of a document's folder knows; none where it has none."""
    folder = path.parent.resolve()
    try:
        changed = manifest.path_in(folder).stat().st_mtime_ns
    except OSError:
        return ()
    return _bodies(folder, changed)


@lru_cache(maxsize=8)
def _bodies(folder: Path, _changed: int) -> tuple[Body, ...]:
    found: list[Body] = []
    with manifest.look_in(folder) as known:
        for output in known.outputs():
            try:
                unit = facts.from_json(output.facts)
            except ValueError:  # there was no plan
                continue
            names = [name for name in (unit.name, unit.short_name) if len(name) >= _LEAST]
            if names:
                found.append(Body(unit.unit, unit.parent, tuple(names)))
    return tuple(found)
