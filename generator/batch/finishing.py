"""Documents take their names, a group at a time.

First all of a group are on the disk, then each takes its name, then the manifest is told. A run
that is ended in between has whole files only, and the next one finds them right.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ..atomic import flush_files, flush_folder
from ..errors import N_, Finding, Origin, problem
from ..manifest import Manifest
from ..placing import Result, cannot_write
from .choosing import Chosen, seen_at


def finished(group: Sequence[Chosen], manifest: Manifest) -> Iterator[Result]:
    """Put the documents of a group in place and keep what is known of them."""
    done = [*_named(group)]
    manifest.save(one.passed for one in done)
    yield from (one.result for one in done)


def _named(group: Sequence[Chosen]) -> Iterator[Chosen]:
    """The group with its documents named; one that cannot be is failed, its old file there."""
    waiting = [one.source for one in group if one.source]
    error: OSError | None = None
    try:
        flush_files(waiting)
    except OSError as failure:
        error = failure
    for one in group:
        yield _renamed(one, error) if one.source else one
    folder = next((one.result.path.parent for one in group if one.source and one.result.path), None)
    if folder:
        with suppress(OSError):
            flush_folder(folder)


def _renamed(one: Chosen, error: OSError | None) -> Chosen:
    source, path = one.source, one.result.path
    assert source is not None and path is not None
    try:
        if error:
            raise error
        if seen_at(path) != one.seen:
            source.unlink(missing_ok=True)
            return one.failing(_changed_meanwhile(one.result))
        os.replace(source, path)  # noqa: PTH105 -- what a sharing violation comes from on Windows
    except OSError as failure:
        with suppress(OSError):
            source.unlink()
        return one.failing(cannot_write(path, failure))
    return one


def _changed_meanwhile(result: Result) -> Finding:
    return problem(
        "changed-meanwhile",
        N_("the file was changed during the run and is left as it is"),
        Origin(str(result.path)),
        hint=N_("run again"),
        unit=result.unit,
    )
