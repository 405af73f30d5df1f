"""A run: what is unchanged is left, the rest drafted by workers, named and put in place here.

Orders go out and results come back in the order of the roster, a few at a time, so that memory
does not grow with the number of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic

from ..manifest import Manifest
from ..placing import Result
from ..recipes import Recipes
from ..units import Unit
from .choosing import Chooser, Chosen
from .finishing import finished
from .settings import Settings
from .tasks import GROUP, Tasks, bundles
from .workers import Workers

_PATIENCE = 2.0  # seconds after which a smaller group is finished, so that slow work shows progress


def run(
    units: Iterable[Unit],
    recipes: Recipes,
    manifest: Manifest,
    unfinished: Path,
    settings: Settings,
    workers: Workers,
) -> Iterator[Result]:
    """Bring each unit's file up to date; a result for each, in the order of the units.

    `unfinished` is the folder that `only_run` gives. One unit's failure stops no other.
    """
    chooser = Chooser(manifest, settings)
    tasks = Tasks(recipes, manifest, settings).of(units)
    group: list[Chosen] = []
    begun = monotonic()
    for bundle, made in workers.drafted(bundles(tasks, unfinished, settings)):
        chosen = chooser.chosen(bundle, made)
        if settings.dry_run:
            yield from (one.result for one in chosen)
            continue
        group += chosen
        if len(group) >= GROUP or monotonic() - begun > _PATIENCE:
            yield from finished(group, manifest)
            group, begun = [], monotonic()
    if group:
        yield from finished(group, manifest)
