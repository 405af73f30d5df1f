"""A run over the very inputs of the last one: nothing is read but what proves that nothing changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path

from ..errors import CreationPlanError, Finding
from ..manifest import Manifest, Run, packed, unpacked
from ..messages import language
from ..recipes import Recipes
from .across import Pair
from .closing import LEDGER, REPORT, is_as_kept


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What the last run told, which is still so; `paths` are the files of its units."""

    paths: tuple[str, ...]
    of_units: tuple[Finding, ...]
    of_run: tuple[Finding, ...]


def key_of(rosters: Iterable[Path], *options: object) -> str:
    """What a run is made from but for the recipes; empty when a roster is no plain file."""
    digest = blake2b(repr((options, language())).encode("utf-8", "surrogatepass"), digest_size=16)
    try:
        for path in rosters:
            if not path.is_file():  # a pipe can be read once only
                return ""
            digest.update(repr(str(path)).encode("utf-8", "surrogatepass"))
            with path.open("rb") as file:
                for chunk in iter(partial(file.read, 1 << 20), b""):
                    digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def unchanged(folder: Path, manifest: Manifest, key: str, recipes: Recipes) -> Unchanged | None:
    """What the last run told when it was this one and all its files are as it left them."""
    run = manifest.run(key) if key else None
    if run is None or run.recipes != digests(run.recipes, recipes):
        return None
    for name in (REPORT, LEDGER):
        book = manifest.book(name)
        if book is None or not is_as_kept(book, folder):
            return None
    paths: list[str] = []
    findings: list[Finding] = []
    for file, size, modified, told in manifest.files():
        path = os.path.join(folder, file)  # noqa: PTH118 -- ten thousand times
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return None
        if (status.st_size, status.st_mtime_ns) != (size, modified):
            return None
        paths.append(path)
        if told != "[]":
            findings += unpacked(told)
    return Unchanged(tuple(paths), tuple(findings), unpacked(run.findings))


def digests(pairs: Iterable[str], recipes: Recipes) -> dict[str, str]:
    """The digests of the recipes of these pairs, by pair as a run keeps them."""
    found = {}
    for pair in pairs:
        blueprint, _, day = pair.partition("\t")
        try:
            recipe = recipes.prepared(blueprint, date.fromisoformat(day) if day else None)
        except CreationPlanError:
            return {}
        found[pair] = recipe.digest
    return found


def finished(
    manifest: Manifest, key: str, pairs: Iterable[Pair], recipes: Recipes, told: Sequence[Finding]
) -> None:
    """Keep that a run has left nothing to be done, so that the same one is `unchanged`."""
    names = [f"{blueprint}\t{day.isoformat() if day else ''}" for blueprint, day in pairs]
    if key and (found := digests(names, recipes)):
        manifest.finish(Run(key, found, packed(told)))
