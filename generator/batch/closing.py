"""The end of a run: what only all units tell, the report and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b, file_digest
from itertools import chain
from pathlib import Path

from .. import crossing
from ..atomic import flush_files, flush_folder
from ..books import of_run
from ..books.ledger import write_ledger
from ..books.report import Summary, write_report
from ..errors import N_, Finding, Origin, problem
from ..facts import Facts, from_json
from ..manifest import Book, Manifest, Output, packed
from ..messages import language
from ..placing import cannot_write, in_the_way
from ..recipes import Recipes, program_digest
from ..units import Unit

REPORT = "report.xlsx"
LEDGER = "创建台账.xlsx"


@dataclass
class Across:
    """Looks at the units of a run as they pass, for what no unit tells alone."""

    names: crossing.Names
    recipes: Recipes
    search: crossing.Search = field(init=False)
    _watched: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.search = crossing.Search(self.names)

    def passing(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """The units, each looked through on its way."""
        for unit in units:
            name = unit.blueprint or self.recipes.blueprint
            if name not in self._watched:
                loaded = self.recipes.loaded(name)
                self._watched[name] = crossing.watched(loaded.blueprint) if loaded else {}
            self.search.look(unit, self._watched[name])
            yield unit

    def findings(self, manifest: Manifest) -> list[Finding]:
        """What is wrong between the units of the run that `manifest` has just been told of."""
        lacking: set[str] = set()
        found = crossing.findings(self._facts(manifest, lacking), lacking)
        typed = [
            finding
            for name in self._watched
            if (loaded := self.recipes.loaded(name))
            for finding in crossing.typed_in(loaded, self.names)
        ]
        return [*typed, *self.search.findings(), *found]

    def _facts(self, manifest: Manifest, lacking: set[str]) -> Iterator[Facts]:
        for output in manifest.outputs_of_run():
            if output.facts:
                yield from_json(output.facts)
            elif parent := self.names.parents.get(output.unit):
                lacking.add(parent)


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
    by_unit: dict[str, list[Finding]] = {}
    for finding in across:
        by_unit.setdefault(finding.unit, []).append(finding)
    books = (
        (
            REPORT,
            _source(map(_reported, manifest.outputs_of_run()), repr(summary), packed(across)),
            lambda path: write_report(path, of_run.report_rows(manifest, by_unit), summary),
        ),
        (
            LEDGER,
            _source(map(_in_ledger, manifest.outputs_of_run())),
            lambda path: write_ledger(path, of_run.ledger_units(manifest)),
        ),
    )
    place = partial(_book, folder, unfinished, manifest)
    return [finding for book in books for finding in place(*book)]


def _reported(output: Output) -> str:
    """All that the report says of a unit."""
    return repr((output.unit, output.state, output.file, output.findings, output.facts))


def _in_ledger(output: Output) -> str:
    """All that the ledger says of a unit."""
    return repr((output.unit, output.state.replace("unchanged", "written"), output.facts))


def _source(rows: Iterable[str], *others: str) -> str:
    digest = blake2b(f"{language()}{program_digest()}".encode(), digest_size=16)
    for row in chain(rows, others):
        digest.update(row.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _book(
    folder: Path,
    unfinished: Path,
    manifest: Manifest,
    name: str,
    source: str,
    make: Callable[[Path], None],
) -> Iterator[Finding]:
    """Bring one workbook up to date."""
    path = folder / name
    known = manifest.book(name)
    try:
        if known and known.source == source and is_as_kept(known, path):
            return
        temporary = unfinished / name
        make(temporary)
        if (refusal := in_the_way(path)) is not None:
            yield refusal
            return
        if path.exists() and not (known and _hash(path) == known.hash):
            free = _free(path)
            yield _left(path, free)
            path = free
        flush_files([temporary])
        temporary.replace(path)
        flush_folder(folder)
        status = path.stat()
        if path.name == name:
            book = Book(name, source, _hash(path), status.st_size, status.st_mtime_ns)
            manifest.keep_book(book)
    except OSError as error:
        yield cannot_write(path, error)


def is_as_kept(book: Book, path: Path) -> bool:
    """Whether the workbook is the file that was written, by size and time."""
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (book.size, book.modified)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _free(path: Path) -> Path:
    number = 2
    while (free := path.with_stem(f"{path.stem}_{number}")).exists():
        number += 1
    return free


def _left(path: Path, free: Path) -> Finding:
    return problem(
        "book-edited",
        N_("the workbook was changed by hand and is left as it is; the new one is {name}"),
        Origin(str(path)),
        severity="warning",
        name=free.name,
    )
