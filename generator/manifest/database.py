"""The database of a manifest: where it lies, its tables, and opening one that may be damaged."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from ..errors import N_, Finding, Origin, Unreadable, problem
from .columns import COLUMNS, OF_RUN

FOLDER = ".creation-plan"  # in the output folder: the manifest, the lock, unfinished files
VERSION = 1
# What a run made of each unit stands apart from the outputs: a run that changes nothing but
# the order, or one plan of ten thousand, writes ten thousand small rows and one large one.
_SCHEMA = """
create table if not exists outputs (
    id integer primary key, blueprint text, unit text, roster text, recipe text, given text,
    places text, wanted text, file text, hash text, size integer, modified integer,
    findings text, facts text, head blob, tail text, unique (blueprint, unit));
create table if not exists passed (
    run integer, number integer, output integer, state text, findings text, repeated integer,
    primary key (run, number)) without rowid;
create table if not exists tails (hash text primary key, data blob) without rowid;
create table if not exists books (
    name text primary key, file text, source text, hash text, size integer, modified integer) without rowid;
create table if not exists runs (key text primary key, recipes text, findings text) without rowid;
"""


def path_in(folder: Path) -> Path:
    """Where the manifest of an output folder lies."""
    return folder / FOLDER / "manifest.sqlite3"


def looked_into(folder: Path) -> sqlite3.Connection:
    """The database of the folder for looking only; an empty one when there is none."""
    path = path_in(folder)
    if not path.is_file():
        return connected(":memory:")
    try:
        return connected(f"{path.absolute().as_uri()}?mode=ro", write=False)
    except sqlite3.DatabaseError:  # the next run that writes will tell
        return connected(":memory:")


def opened(folder: Path) -> tuple[sqlite3.Connection, list[Finding]]:
    """The database of the folder, made when there is none; a damaged one is put aside and told."""
    path = path_in(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return connected(str(path)), []
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_NOT_ITS_FAULT):
            raise _unusable(path, error) from error
    aside = _aside(path)
    path.replace(aside)
    with suppress(FileNotFoundError):  # it belongs to the damaged one
        path.with_name(path.name + "-journal").unlink()
    told = problem(
        "damaged-manifest",
        N_("the manifest was damaged and is begun anew; the old one is kept as {name}"),
        Origin(str(path)),
        severity="warning",
        name=aside.name,
    )
    return connected(str(path)), [told]


_NOT_ITS_FAULT = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "READONLY", "CANTOPEN", "FULL", "IOERR", "PERM")
)


def connected(path: str, write: bool = True) -> sqlite3.Connection:
    """The connection; `sqlite3.DatabaseError` for a database that is damaged or not ours."""
    connection = sqlite3.connect(path, timeout=5, uri=path.startswith("file:"))
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        (sound,) = connection.execute("pragma quick_check(1)").fetchone()
        if sound != "ok":
            raise _damaged(sound)
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise Unreadable(
                problem(
                    "newer-manifest",
                    N_("the manifest was written by a later version of this program"),
                    Origin(path),
                    hint=N_("use that version, or another folder"),
                )
            )
        if write:
            connection.executescript(f"begin; {_SCHEMA} pragma user_version = {VERSION}; commit;")
        connection.execute(f"select {COLUMNS}, head, tail from outputs limit 1").fetchone()
        connection.execute(OF_RUN, (0, 0, 0)).fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _damaged(reason: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(reason)
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


def _aside(path: Path) -> Path:
    number = 1
    while (found := path.with_name(f"damaged-{number}.sqlite3")).exists():
        number += 1
    return found


def _unusable(path: Path, error: sqlite3.Error) -> Unreadable:
    return Unreadable(
        problem(
            "cannot-write",
            N_("the file cannot be written: {reason}"),
            Origin(str(path)),
            reason=str(error),
        )
    )
