"""What is kept beside the outputs of a folder: what was asked, what was issued, how files stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any, TypeVar

from ..manifest import Manifest

_SCHEMA = """
create table if not exists asked (name text primary key, value text) without rowid;
create table if not exists issued (
    blueprint text, unit text, number text, file text, hash text, revision integer, recipe text,
    given text, primary key (blueprint, unit)) without rowid;
create table if not exists standing (
    blueprint text, unit text, recipe text, given text, file text, size integer,
    modified integer, state text, edited text, record blob, primary key (blueprint, unit));
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for, so that the next one need not be told again."""

    rosters: tuple[str, ...] = ()
    blueprint: str = ""
    as_of: str = ""  # 2026-03-05; empty: the day of the run
    format: str = "gbt9704"
    template: str = ""
    pattern: str = ""
    # The policy dates that the rosters stated when `as_of` was given; None: that was just now.
    stated: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A plan that was issued under a 文号: its file is frozen, revisions lie beside it."""

    blueprint: str
    unit: str
    number: str  # 文号
    file: str
    hash: str  # of the file as issued
    revision: int = 0  # the last one written
    recipe: str = ""  # what that one was made from
    given: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that people edited and that is up to date all the same, as a run left it."""

    blueprint: str
    unit: str
    recipe: str
    given: str
    file: str
    size: int
    modified: int
    state: str  # kept, conflict
    edited: str  # where, as `looking.edited` tells
    record: bytes  # what was generated, deflated: the base of the next merge


Row = TypeVar("Row", Issued, Standing)


def ask(manifest: Manifest, asked: Asked) -> None:
    """Keep what the run was asked for."""
    text = json.dumps({field.name: getattr(asked, field.name) for field in fields(Asked)})
    if asked_in(manifest) != asked:
        _write(manifest, "insert or replace into asked values ('run', ?)", (text,))


def asked_in(manifest: Manifest) -> Asked | None:
    """What the last run into the folder was asked for; None when it was not kept."""
    rows = _read(manifest, "asked", "select value from asked where name = 'run'")
    return _asked(json.loads(rows[0][0])) if rows else None


def _asked(told: Mapping[str, Any]) -> Asked:
    known = {field.name for field in fields(Asked)} & set(told)
    lists = {
        name: tuple(told[name]) for name in ("rosters", "stated") if told.get(name) is not None
    }
    return Asked(**{**{name: told[name] for name in known}, **lists})


def issue(manifest: Manifest, one: Issued) -> None:
    """Keep that a plan was issued, or that it was revised since."""
    _put(manifest, "issued", one)


def issued_in(manifest: Manifest) -> dict[tuple[str, str], Issued]:
    """The plans that were issued, by blueprint and unit."""
    return {(one.blueprint, one.unit): one for one in _rows(manifest, "issued", Issued)}


def stand(manifest: Manifest, one: Standing) -> None:
    """Keep how a file stands."""
    _put(manifest, "standing", one)


def standings_in(manifest: Manifest) -> dict[tuple[str, str], Standing]:
    """How files stand that people edited, by blueprint and unit."""
    return {(one.blueprint, one.unit): one for one in _rows(manifest, "standing", Standing)}


def put_in_order(manifest: Manifest, places: Iterable[tuple[int, int]]) -> None:
    """Give what the run passed the numbers of its units: (as it was saved, in the rosters)."""
    moved = sorted((old, new) for old, new in places if old != new)
    if not moved:
        return
    with manifest.writing() as connection:
        (run,) = connection.execute("select max(run) from passed").fetchone()
        # those behind first, so that no number is taken when its unit comes to it
        ahead = [(new, run, old) for old, new in moved if new > old][::-1]
        back = [(new, run, old) for old, new in moved if new < old]
        connection.executemany(
            "update passed set number = ? where run = ? and number = ?", [*ahead, *back]
        )


def _rows(manifest: Manifest, table: str, row: type[Row]) -> Iterator[Row]:
    columns = ", ".join(field.name for field in fields(row))
    return (row(*found) for found in _read(manifest, table, f"select {columns} from {table}"))


def _put(manifest: Manifest, table: str, row: Issued | Standing) -> None:
    columns = ", ".join(field.name for field in fields(row))
    marks = ", ".join("?" for _ in fields(row))
    _write(manifest, f"insert or replace into {table} ({columns}) values ({marks})", astuple(row))


def _read(manifest: Manifest, table: str, query: str) -> list[Any]:
    connection = manifest.connection
    known = "select 1 from sqlite_master where name = ?"
    if connection.execute(known, (table,)).fetchone() is None:
        return []
    return connection.execute(query).fetchall()


def _write(manifest: Manifest, statement: str, values: tuple[Any, ...]) -> None:
    with manifest.writing() as connection:
        for created in _SCHEMA.split(";"):
            connection.execute(created)
        connection.execute(statement, values)
