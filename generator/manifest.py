"""The manifest of an output folder: for each output what it was made from, and what was generated.

A database in a hidden folder beside the documents. It saves work and is no authority: whatever it
says, a document is looked at before it is replaced, and without it a run only takes longer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import Any, Self

from .errors import N_, NOWHERE, Finding, Origin, Refusal, Unreadable, problem

FOLDER = ".creation-plan"  # in the output folder: the manifest, the lock, unfinished files
VERSION = 1
_SPLIT = b"\0\0\xff\xff"  # ends the first chunk of a deflated record; see `word.package`
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


@dataclass(frozen=True, slots=True)
class Output:
    """One unit's output. `file` and what belongs to it stay when a later run fails for the unit."""

    blueprint: str
    unit: str
    id: int = 0  # in the manifest; 0 when it is not there yet
    roster: str = ""
    recipe: str = ""  # digest of what is the same for all units; see `recipes`
    given: str = ""  # digest of what the roster says of the unit; empty: to be tried again
    places: str = ""  # digest of where it says so; empty when nothing was told of the unit
    wanted: str = ""  # the name before it was made distinct
    file: str = ""  # name in the folder, with suffix; empty when there never was one
    hash: str = ""  # of the document as written
    size: int = 0
    modified: int = 0  # nanoseconds, as the file system says
    findings: str = "[]"  # told when it was drafted; of the last run what was told then: `packed`
    facts: str = ""  # as JSON, see `facts`
    state: str = ""  # what the last run made of it; empty when it was not in that run


@dataclass(frozen=True, slots=True)
class Passed:
    """What a run made of one unit."""

    number: int  # its place in the run
    state: str
    output: Output
    record: bytes | None = None  # deflated; None leaves the one there is
    findings: str | None = None  # told in this run; None: those of the output
    is_known: bool = False  # the output stands in the manifest just so
    repeated: bool = False  # the output is that of another unit of the run


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook about the run: of what it was made, and the file as it was written."""

    name: str
    file: str  # its name in the folder; another one where a person has worked on it
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


_STORED = tuple(field.name for field in fields(Output) if field.name not in ("id", "state"))
_COLUMNS = ", ".join(("id", *_STORED))
_NAMES = ("id", *_STORED)
_FIELDS = attrgetter(*_STORED)
_INSERT = f"insert into outputs ({', '.join(_STORED)}) values ({', '.join('?' for _ in _STORED)})"
_UPDATE = f"update outputs set {', '.join(f'{name} = ?' for name in _STORED)} where id = ?"
_JOINED = ", ".join(
    "coalesce(passed.findings, outputs.findings)" if name == "findings" else f"outputs.{name}"
    for name in _NAMES
)
_OF_RUN = (
    f"select {_JOINED}, passed.state, repeated from passed join outputs on outputs.id = output"
    " where run = ? and number >= ? and number < ? order by number"
)
_OF_UNITS = ("outputs", "issued", "standing")  # tables with rows of blueprint and unit
AT_ONCE = 512  # outputs read in one go
_END = 1 << 62


class Manifest:
    """The open manifest of one folder. What cannot be written is told in `notes`, once."""

    def __init__(self, connection: sqlite3.Connection, notes: Sequence[Finding] = ()) -> None:
        self.connection = connection
        self.notes = [*notes]
        (self._run,) = connection.execute("select coalesce(max(run), 0) from passed").fetchone()
        self._last = self._run
        self._tails: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def output(self, blueprint: str, unit: str) -> Output | None:
        """What is known of a unit's output."""
        row = self.connection.execute(
            f"select {_COLUMNS} from outputs where blueprint = ? and unit = ?",
            (_text(blueprint), _text(unit)),
        ).fetchone()
        return _output(row) if row else None

    def outputs(self) -> Iterator[Output]:
        """All outputs there are, with their state in the last run; those of no unit last."""
        yield from self.outputs_of_run()
        rows = self.connection.execute(
            f"select {_COLUMNS} from outputs where id not in"
            " (select output from passed where run = ?) order by blueprint, unit",
            (self._run,),
        )
        yield from map(_output, rows)

    def outputs_of_run(self) -> Iterator[Output]:
        """The outputs of the last run in its order, with what was told of them then."""
        rows = self.connection.execute(_OF_RUN, (self._run, 0, _END))
        for *row, state, repeated in rows:
            output = _output(row, state)
            yield replace(output, file="", facts="") if repeated else output

    def files(self) -> Iterator[tuple[str, int, int, str]]:
        """(file, size, time, findings of drafting) of the outputs of the last run, in its order."""
        return iter(
            self.connection.execute(
                "select file, size, modified, outputs.findings from passed"
                " join outputs on outputs.id = output where run = ? order by number",
                (self._run,),
            )
        )

    def before(self, number: int) -> Iterator[Output]:
        """Some outputs of the run before the one that has begun, from that number on."""
        rows = self.connection.execute(
            f"select {', '.join(f'outputs.{name}' for name in _NAMES)} from passed"
            " join outputs on outputs.id = output"
            " where run = ? and number >= ? and number < ? and not repeated order by number",
            (self._last, number, number + AT_ONCE),
        )
        return map(_output, rows.fetchall())

    def names(self) -> Iterator[tuple[str, str, str]]:
        """(file, blueprint, unit) of every output that has a file."""
        return iter(
            self.connection.execute("select file, blueprint, unit from outputs where file != ''")
        )

    def record(self, blueprint: str, unit: str) -> bytes | None:
        """The deflated record of what was generated; see `word.provenance.recorded`."""
        row = self.connection.execute(
            "select head, data from outputs left join tails on tails.hash = outputs.tail"
            " where blueprint = ? and unit = ? and head is not null",
            (_text(blueprint), _text(unit)),
        ).fetchone()
        return row[0] + (row[1] or b"") if row else None

    def save(self, units: Iterable[Passed]) -> None:
        """Keep what became of these units, in one transaction."""
        with self.writing() as transaction:
            rows = [self._saved(transaction, unit) for unit in units]
            transaction.executemany("insert or replace into passed values (?, ?, ?, ?, ?, ?)", rows)

    def _saved(self, transaction: sqlite3.Connection, unit: Passed) -> tuple[Any, ...]:
        """Keep the output of a unit; the row that says what became of it in this run."""
        output, number = unit.output, unit.output.id
        if unit.repeated:
            known = self.output(output.blueprint, output.unit)
            number = known.id if known else 0
        elif not number:
            number = transaction.execute(_INSERT, _row(output)).lastrowid or 0
        elif not unit.is_known:
            transaction.execute(_UPDATE, (*_row(output), number))
        if unit.record is not None:
            self._keep_record(transaction, number, unit.record)
        findings = unit.findings and _text(unit.findings)
        return self._run, unit.number, number, unit.state, findings, unit.repeated

    def _keep_record(self, transaction: sqlite3.Connection, number: int, record: bytes) -> None:
        """Most of a record is the same for all units of a blueprint; that part is kept once."""
        head, mark, data = record.partition(_SPLIT)
        tail = blake2b(data, digest_size=16).hexdigest()
        if tail not in self._tails:
            transaction.execute("insert or ignore into tails values (?, ?)", (tail, data))
            self._tails.add(tail)
        transaction.execute(
            "update outputs set head = ?, tail = ? where id = ?", (head + mark, tail, number)
        )

    def call(self, blueprint: str, unit: str, file: str) -> None:
        """Keep that the file of a unit is called so now."""
        with self.writing() as transaction:
            transaction.execute(
                "update outputs set file = ? where blueprint = ? and unit = ?",
                tuple(map(_text, (file, blueprint, unit))),
            )

    def called(self) -> Iterator[tuple[str, str, str]]:
        """(blueprint, unit, name of the unit) of every output that has a file."""
        return iter(
            self.connection.execute(
                "select blueprint, unit, json_extract(facts, '$[4]') from outputs"
                " where file != '' and json_valid(facts) and json_extract(facts, '$[4]') != ''"
            )
        )

    def renumber(self, moves: Mapping[tuple[str, str], tuple[str, str]]) -> None:
        """Give outputs, and all that is kept of them, to other units of the same blueprint."""
        there = [name for (name,) in self.connection.execute("select name from sqlite_master")]
        with self.writing() as transaction:
            for table in [name for name in _OF_UNITS if name in there]:
                update = f"update {table} set unit = ? where blueprint = ? and unit = ?"
                aside = [
                    ("\0" + new, blueprint, old) for (blueprint, old), (_, new) in moves.items()
                ]
                transaction.executemany(update, aside)
                transaction.executemany(
                    update, [(unit[1:], blueprint, unit) for unit, blueprint, _ in aside]
                )

    def copied(self) -> Manifest:
        """A manifest in memory that says the same: what is done to it is not kept."""
        memory = _connected(":memory:")
        self.connection.backup(memory)
        return Manifest(memory)

    def begin(self) -> None:
        """Begin a run: what was known of the last one is no longer true."""
        with self.writing() as transaction:
            transaction.execute("delete from runs")
            transaction.execute("delete from passed where run < ?", (self._last,))
        self._run = self._last + 1

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction; when it fails nothing of it was done, which is told."""
        try:
            with self.connection as transaction:
                yield transaction
        except sqlite3.Error as error:
            if not any(note.code == "manifest-not-written" for note in self.notes):
                self.notes.append(_not_kept(error))

    def finish(self, run: Run) -> None:
        """Keep that a run was finished."""
        with self.writing() as transaction:
            transaction.execute(
                "insert or replace into runs values (?, ?, ?)",
                (run.key, json.dumps(run.recipes), run.findings),
            )

    def run(self, key: str) -> Run | None:
        """The finished run of that key, if it was the last one."""
        row = self.connection.execute("select * from runs where key = ?", (key,)).fetchone()
        return Run(row[0], json.loads(row[1]), row[2]) if row else None

    def book(self, name: str) -> Book | None:
        """What is known of a workbook about the run."""
        row = self.connection.execute("select * from books where name = ?", (name,)).fetchone()
        return Book(*row) if row else None

    def keep_book(self, book: Book) -> None:
        """Keep what is known of a workbook."""
        with self.writing() as transaction:
            row = (book.name, book.file, book.source, book.hash, book.size, book.modified)
            transaction.execute("insert or replace into books values (?, ?, ?, ?, ?, ?)", row)


def _row(output: Output) -> tuple[Any, ...]:
    return tuple(_text(value) if isinstance(value, str) else value for value in _FIELDS(output))


def _text(text: str) -> str:
    """The text as the database takes it: half a character becomes ?."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _output(row: Sequence[Any], state: str = "") -> Output:
    known = dict(zip(_NAMES, row, strict=True))
    if any(sign in known["file"] for sign in "\0/\\\ufffd"):
        known["file"] = ""  # it was damaged: ours are names in the folder
    return Output(**known, state=state)


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
    return Manifest(_connected(str(path)), [told])


_NOT_ITS_FAULT = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "READONLY", "CANTOPEN", "FULL", "IOERR", "PERM")
)


def _connected(path: str, write: bool = True) -> sqlite3.Connection:
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
        connection.execute(f"select {_COLUMNS}, head, tail from outputs limit 1").fetchone()
        connection.execute(_OF_RUN, (0, 0, 0)).fetchone()
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


def _not_kept(error: sqlite3.Error) -> Finding:
    return problem(
        "manifest-not-written",
        N_("the manifest cannot be written: {reason}; the next run looks at every plan anew"),
        Origin(FOLDER),
        reason=str(error),
    )


# Findings as JSON --------------------------------------------------------------------------

_ORIGIN = ("source", "line", "column", "path", "sheet", "cell")


def packed(findings: Iterable[Finding]) -> str:
    """The findings as JSON in no language: templates and what fills them."""
    return json.dumps([_packed(finding) for finding in findings], ensure_ascii=False)


def unpacked(text: str) -> tuple[Finding, ...]:
    """The findings `packed` wrote; none when the text was damaged."""
    try:
        return tuple(_unpacked(entry) for entry in json.loads(text))
    except (ValueError, TypeError, AttributeError, KeyError):
        return ()


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
