"""The open manifest of one folder: what is read from it, and what a run keeps in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

from ..errors import N_, Finding, Origin, problem
from .columns import COLUMNS, FIELDS, INSERT, NAMES, OF_RUN, UPDATE
from .database import FOLDER, connected, looked_into, opened
from .entries import Book, Output, Passed, Run

_SPLIT = b"\0\0\xff\xff"  # ends the first chunk of a deflated record; see `word.package`
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
            f"select {COLUMNS} from outputs where blueprint = ? and unit = ?",
            (_text(blueprint), _text(unit)),
        ).fetchone()
        return _output(row) if row else None

    def outputs(self) -> Iterator[Output]:
        """All outputs there are, with their state in the last run; those of no unit last."""
        yield from self.outputs_of_run()
        rows = self.connection.execute(
            f"select {COLUMNS} from outputs where id not in"
            " (select output from passed where run = ?) order by blueprint, unit",
            (self._run,),
        )
        yield from map(_output, rows)

    def outputs_of_run(self) -> Iterator[Output]:
        """The outputs of the last run in its order, with what was told of them then."""
        rows = self.connection.execute(OF_RUN, (self._run, 0, _END))
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
            f"select {', '.join(f'outputs.{name}' for name in NAMES)} from passed"
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
            number = transaction.execute(INSERT, _row(output)).lastrowid or 0
        elif not unit.is_known:
            transaction.execute(UPDATE, (*_row(output), number))
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
        memory = connected(":memory:")
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
    return tuple(_text(value) if isinstance(value, str) else value for value in FIELDS(output))


def _text(text: str) -> str:
    """The text as the database takes it: half a character becomes ?."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _output(row: Sequence[Any], state: str = "") -> Output:
    known = dict(zip(NAMES, row, strict=True))
    if any(sign in known["file"] for sign in "\0/\\\ufffd"):
        known["file"] = ""  # it was damaged: ours are names in the folder
    return Output(**known, state=state)


def look_in(folder: Path) -> Manifest:
    """The manifest of the folder for looking only; an empty one when there is none."""
    return Manifest(looked_into(folder))


def open_in(folder: Path) -> Manifest:
    """The manifest of the folder, made when there is none; a damaged one is put aside and told."""
    return Manifest(*opened(folder))


def _not_kept(error: sqlite3.Error) -> Finding:
    return problem(
        "manifest-not-written",
        N_("the manifest cannot be written: {reason}; the next run looks at every plan anew"),
        Origin(FOLDER),
        reason=str(error),
    )
