"""Report and ledger of a run, written where they change and never over a person's work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from ..atomic import flush_files, flush_folder
from ..books.ours import is_as_written
from ..errors import N_, Finding, Origin, problem
from ..manifest import Book, Manifest, Output, packed
from ..messages import language
from ..placing import cannot_write, in_the_way
from ..recipes import program_digest

if TYPE_CHECKING:  # a run that finds all as it was left makes no workbook
    from ..books.report import Summary

REPORT = "report.xlsx"
LEDGER = "创建台账.xlsx"


def write_books(
    folder: Path,
    unfinished: Path,
    manifest: Manifest,
    summary: Summary,
    across: Sequence[Finding],
) -> list[Finding]:
    """Write report and ledger where they change; what went wrong.

    One that a person has worked on is left, and the new one gets another name.
    """
    from ..books import of_run
    from ..books.ledger import write_ledger
    from ..books.report import write_report

    summary = replace(summary, notes=(*summary.notes, *of_run.common_notes(manifest)))
    by_unit: dict[str, list[Finding]] = {}
    for finding in across:
        by_unit.setdefault(finding.unit, []).append(finding)
    reported, in_ledger = _sources(manifest.outputs_of_run(), repr(summary), packed(across))
    books = (
        (
            REPORT,
            reported,
            lambda path: write_report(path, of_run.report_rows(manifest, by_unit), summary),
        ),
        (LEDGER, in_ledger, lambda path: write_ledger(path, of_run.ledger_units(manifest))),
    )
    place = partial(place_book, folder, unfinished, manifest)
    return [finding for book in books for finding in place(*book)]


def _sources(outputs: Iterable[Output], *general: str) -> tuple[str, str]:
    """The digests of all that report and ledger say."""
    from ..books.of_run import ledger_state

    start = repr((language(), program_digest()))
    report, ledger = blake2b(digest_size=16), blake2b(digest_size=16)
    report.update(repr((start, general)).encode("utf-8", "surrogatepass"))
    ledger.update(start.encode())
    for one in outputs:
        facts = one.facts.encode("utf-8", "surrogatepass")
        own = repr((one.unit, one.state, one.file, one.findings))
        report.update(own.encode("utf-8", "surrogatepass") + facts)
        ledger.update(ledger_state(one.state).encode() + facts)
    return report.hexdigest(), ledger.hexdigest()


def place_book(
    folder: Path,
    unfinished: Path,
    manifest: Manifest,
    name: str,
    source: str,
    make: Callable[[Path], None],
) -> Iterator[Finding]:
    """Write one workbook unless the one there was made of the same `source`; what went wrong."""
    known = manifest.book(name)
    if known and known.source == source and is_as_kept(known, folder):
        return
    path = folder / name
    try:
        if (refusal := in_the_way(path)) is not None:
            yield refusal
            return
        temporary = unfinished / name
        make(temporary)
        path = _free_or_ours(path, known)
        if path.name != name:
            yield _left(folder / name, path)
        flush_files([temporary])
        temporary.replace(path)
        flush_folder(folder)
        status = path.stat()
        book = Book(name, path.name, source, _hash(path), status.st_size, status.st_mtime_ns)
        manifest.keep_book(book)
    except OSError as error:
        yield cannot_write(path, error)


def is_as_kept(book: Book, folder: Path) -> bool:
    """Whether the workbook is the file that was written, by size and time."""
    try:
        status = (folder / book.file).lstat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (book.size, book.modified)


def _free_or_ours(path: Path, known: Book | None) -> Path:
    """The first name that nobody has, or whose workbook nobody has worked on."""
    number, found = 1, path
    while found.exists() and not _is_ours(found, known):
        number += 1
        found = path.with_stem(f"{path.stem}_{number}")
    return found


def _is_ours(path: Path, known: Book | None) -> bool:
    """Whether it is the workbook that was written; without a manifest its properties tell."""
    if known and known.file == path.name:
        return _hash(path) == known.hash
    return is_as_written(path)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _left(path: Path, free: Path) -> Finding:
    return problem(
        "book-edited",
        N_("the workbook was changed by hand and is left as it is; the new one is {name}"),
        Origin(str(path)),
        severity="warning",
        name=free.name,
    )
