"""Units that have another number in the roster than in the last run keep their files.

A row put in between and all below numbered anew: by number alone each plan would be taken for
that of the unit above. A name that one unit alone has, then and now, tells better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping

from ..crossing import Names
from ..errors import N_, NOWHERE, Finding, problem
from ..manifest import Manifest

Key = tuple[str, str]  # blueprint, unit
Moves = Mapping[Key, Key]
_BEFORE = "（原）"
_TOLD = 10


def moves(manifest: Manifest, names: Names) -> dict[Key, Key]:
    """The plans whose unit has another number now, with that one."""
    known = [*manifest.called()]
    how_often = Counter((blueprint, name) for blueprint, _, name in known)
    found = {
        (blueprint, unit): (blueprint, owner)
        for blueprint, unit, name in known
        if how_often[blueprint, name] == 1
        and len(owners := {*names.owners.get(name, ())}) == 1
        and (owner := next(iter(owners))) != unit
    }
    return {**found, **_made_room(found, {(blueprint, unit) for blueprint, unit, _ in known})}


def _made_room(found: Moves, taken: Container[Key]) -> dict[Key, Key]:
    """Where the plans go whose numbers others have now: to numbers that no roster has."""
    moved = {}
    for blueprint, unit in {*found.values()} - {*found}:
        free = unit
        while (blueprint, free) in taken:
            free += _BEFORE
        if free != unit:
            moved[blueprint, unit] = (blueprint, free)
    return moved


def followed(manifest: Manifest, names: Names) -> tuple[Finding, ...]:
    """Give the plans to the numbers that their units have now; a word on it if there are any."""
    if not (found := moves(manifest, names)):
        return ()
    manifest.renumber(found)
    return (_told(found, names),)


def _told(found: Moves, names: Names) -> Finding:
    called = {owners[0]: name for name, owners in names.owners.items() if len(owners) == 1}
    some = [
        f"{old}→{new}（{called[new]}）" for (_, old), (_, new) in found.items() if new in called
    ]
    return problem(
        "renumbered",
        N_("{count} units have another number than before and keep their files: {units}"),
        NOWHERE,
        severity="style",
        count=len(some),
        units="、".join([*some[:_TOLD], *(["…"] if len(some) > _TOLD else [])]),
    )
