"""The manifest of an output folder: for each output what it was made from, and what was generated.

A database in a hidden folder beside the documents. It saves work and is no authority: whatever it
says, a document is looked at before it is replaced, and without it a run only takes longer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Any

from .errors import N_, NOWHERE, Finding, Origin, Refusal, Unreadable, problem

FOLDER = ".creation-plan"  # in the output folder: the manifest, the lock, unfinished files
VERSION = 1
_SPLIT = b"\0\0\xff\xff"  # ends the first chunk of a deflated record; see `word.package`
_SCHEMA = """
create table if not exists outputs (
    blueprint text, unit text, number integer, roster text, recipe text, given text, places text,
    wanted text, file text, hash text, size integer, modified integer, state text,
    findings text, facts text, head blob, tail text,
    primary key (blueprint, unit)) without rowid;
create table if not exists tails (hash text primary key, data blob) without rowid;
create table if not exists books (
    name text primary key, source text, hash text, size integer, modified integer) without rowid;
create table if not exists runs (key text primary key, recipes text, findings text) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Output:
    """One unit's output. `file` and what belongs to it stay when a later run fails for the unit."""

    blueprint: str
    unit: str
    number: int = 0  # its place in the last run
    roster: str = ""
    recipe: str = ""  # digest of what is the same for all units; see `recipes`
    given: str = ""  # digest of what the roster says of the unit; empty: to be tried again
    places: str = ""  # digest of where it says so; empty when nothing was told of the unit
    wanted: str = ""  # the name before it was made distinct
    file: str = ""  # name in the folder, with suffix; empty when there never was one
    hash: str = ""  # of the document as written
    size: int = 0
    modified: int = 0  # nanoseconds, as the file system says
    state: str = ""  # what the last run made of it
    findings: str = "[]"  # as JSON, see `packed`
    facts: str = ""  # as JSON, see `facts`


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook about the run: of what it was made, and the file as it was written."""

    name: str
    source: str  # digest
    hash: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run in which nothing failed and nothing was edited."""

    key: str  # digest of rosters and options
    recipes: Mapping[str, str]  # "blueprint\tday" as the roster has them → digest of the recipe
    findings: str  # those of no unit alone, packed


_COLUMNS = ", ".join(field.name for field in fields(Output))
_ROW = attrgetter(*(field.name for field in fields(Output)))
_UPSERT = (
    f"insert into outputs ({_COLUMNS}) values ({', '.join('?' for _ in fields(Output))})"
    " on conflict (blueprint, unit) do update set "
    + ", ".join(f"{field.name} = excluded.{field.name}" for field in fields(Output))
)


class Manifest:
    """The open manifest of one folder; `save` is one transaction."""

    def __init__(self, connection: sqlite3.Connection, notes: Sequence[Finding] = ()) -> None:
        self._connection = connection
        self.notes = tuple(notes)  # what had to be done to open it
        self._tails: set[str] = set()

    def output(self, blueprint: str, unit: str) -> Output | None:
        """What is known of a unit's output."""
        row = self._connection.execute(
            f"select {_COLUMNS} from outputs where blueprint = ? and unit = ?", (blueprint, unit)
        ).fetchone()
        return Output(*row) if row else None

    def outputs(self) -> Iterator[Output]:
        """All outputs there are, those of the last run behind the others."""
        return self._outputs("")

    def outputs_of_run(self) -> Iterator[Output]:
        """The outputs of the last run in its order."""
        return self._outputs("where number >= 0")

    def _outputs(self, where: str) -> Iterator[Output]:
        rows = self._connection.execute(
            f"select {_COLUMNS} from outputs {where} order by number, blueprint, unit"
        )
        return (Output(*row) for row in rows)

    def names(self) -> Iterator[tuple[str, str, str]]:
        """(file, blueprint, unit) of every output that has a file."""
        return iter(
            self._connection.execute("select file, blueprint, unit from outputs where file != ''")
        )

    def record(self, blueprint: str, unit: str) -> bytes | None:
        """The deflated record of what was generated, as it stands in the document; see `word`."""
        row = self._connection.execute(
            "select head, data from outputs left join tails on tails.hash = outputs.tail"
            " where blueprint = ? and unit = ? and head is not null",
            (blueprint, unit),
        ).fetchone()
        return row[0] + (row[1] or b"") if row else None

    def save(self, outputs: Iterable[tuple[Output, bytes | None]]) -> None:
        """Keep these outputs, each with its deflated record; None leaves the record as it was.

        Most of a record is the same for all units of a blueprint; that part is kept once.
        """
        with self._connection as transaction:
            for output, record in outputs:
                transaction.execute(_UPSERT, _ROW(output))
                if record is None:
                    continue
                head, mark, data = record.partition(_SPLIT)
                tail = blake2b(data, digest_size=16).hexdigest()
                if tail not in self._tails:
                    transaction.execute("insert or ignore into tails values (?, ?)", (tail, data))
                    self._tails.add(tail)
                transaction.execute(
                    "update outputs set head = ?, tail = ? where blueprint = ? and unit = ?",
                    (head + mark, tail, output.blueprint, output.unit),
                )

    def begin(self) -> None:
        """Begin a run: what was known of the last one is no longer true."""
        with self._connection as transaction:
            transaction.execute("delete from runs")
            transaction.execute("update outputs set number = -1")

    def finish(self, run: Run) -> None:
        """Keep that a run was finished."""
        with self._connection as transaction:
            transaction.execute(
                "insert or replace into runs values (?, ?, ?)",
                (run.key, json.dumps(run.recipes), run.findings),
            )

    def run(self, key: str) -> Run | None:
        """The finished run of that key, if it was the last one."""
        row = self._connection.execute("select * from runs where key = ?", (key,)).fetchone()
        return Run(row[0], json.loads(row[1]), row[2]) if row else None

    def book(self, name: str) -> Book | None:
        """What is known of a workbook about the run."""
        row = self._connection.execute("select * from books where name = ?", (name,)).fetchone()
        return Book(*row) if row else None

    def keep_book(self, book: Book) -> None:
        """Keep what is known of a workbook."""
        with self._connection as transaction:
            row = (book.name, book.source, book.hash, book.size, book.modified)
            transaction.execute("insert or replace into books values (?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        self._connection.close()


def path_in(folder: Path) -> Path:
    """Where the manifest of an output folder lies."""
    return folder / FOLDER / "manifest.sqlite3"


def look_in(folder: Path) -> Manifest:
    """The manifest of the folder for looking only; an empty one when there is none."""
    path = path_in(folder)
    if not path.is_file():
        return Manifest(_connected(":memory:"))
    try:
        return Manifest(_connected(f"{path.absolute().as_uri()}?mode=ro", write=False))
    except sqlite3.DatabaseError:  # the next run that writes will tell
        return Manifest(_connected(":memory:"))


def open_in(folder: Path) -> Manifest:
    """The manifest of the folder, made when there is none; a damaged one is put aside and told."""
    path = path_in(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return Manifest(_connected(str(path)))
    except sqlite3.DatabaseError as error:
        if type(error) is sqlite3.OperationalError:  # locked, read-only, full: not its fault
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
    return Manifest(_connected(str(path)), [told])


def _connected(path: str, write: bool = True) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5, uri=path.startswith("file:"))
    try:
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
        connection.execute(f"select {_COLUMNS}, head, tail from outputs limit 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


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


# Findings as JSON --------------------------------------------------------------------------

_ORIGIN = ("source", "line", "column", "path", "sheet", "cell")


def packed(findings: Iterable[Finding]) -> str:
    """The findings as JSON in no language: templates and what fills them."""
    return json.dumps([_packed(finding) for finding in findings], ensure_ascii=False)


def unpacked(text: str) -> tuple[Finding, ...]:
    """The findings `packed` wrote."""
    return tuple(_unpacked(entry) for entry in json.loads(text))


def _packed(finding: Finding) -> list[Any]:
    origin = finding.origin
    return [
        finding.code,
        finding.message,
        [getattr(origin, name) for name in _ORIGIN] if origin != NOWHERE else [],
        finding.hint,
        finding.severity,
        finding.unit,
        {name: _plain(value) for name, value in finding.args.items()},
    ]


def _plain(value: object) -> Any:
    """A field of a message as JSON; what prints itself is kept as it prints."""
    if isinstance(value, Refusal):
        args = {name: _plain(part) for name, part in value.args_.items()}
        return {"refusal": [value.message, value.hint, args]}
    return value if type(value) in (str, int, float, bool, type(None)) else str(value)


def _unpacked(entry: list[Any]) -> Finding:
    code, message, origin, hint, severity, unit, args = entry
    fields_ = {name: _live(value) for name, value in args.items()}
    return Finding(code, message, Origin(*origin), hint, severity, unit, fields_)


def _live(value: Any) -> Any:
    if isinstance(value, dict):
        message, hint, args = value["refusal"]
        return Refusal(message, hint, **{name: _live(part) for name, part in args.items()})
    return value
