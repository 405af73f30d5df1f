"""Pieces that have begun and not ended while a part is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .pieces import NOTHING, Bookmark, Cell, Numbering, Piece, Row


@dataclass(slots=True, eq=False)
class OpenMark:
    """A bookmark of ours; where it ends is not known yet."""

    name: str
    start: int
    end: int = -1
    reach: int = 0  # known only when the piece is finished


@dataclass(slots=True, eq=False)
class OpenParagraph:
    """A paragraph; `outer` is the one in whose box it stands."""

    start: int
    controlled: bool
    outer: OpenParagraph | None
    texts: list[str] = field(default_factory=list)
    size: int = 0  # characters of the texts
    style: str = ""
    list_id: str = ""
    level: int = 0
    marks: list[OpenMark] = field(default_factory=list)
    inner_marks: list[Bookmark] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    holds: set[str] = field(default_factory=set)
    formatting: set[str] = field(default_factory=set)
    run_formatting: set[str] = field(default_factory=set)
    faces: set[str] = field(default_factory=set)
    run_face: str = ""
    run_start: int = 0  # in the text,
    run_place: int = 0  # and in bytes
    properties_place: tuple[int, int] = (0, 0)
    boxed: list[str] = field(default_factory=list)
    in_properties: bool = False
    in_mark: bool = False  # in the properties of the paragraph's end
    inserted: bool = False
    joined: bool = False
    ends_section: bool = False

    def begin_run(self, place: int) -> None:
        self.run_place, self.properties_place = place, (place, place)
        self.run_formatting.clear()
        self.run_face = ""
        self.run_start = self.size

    def end_run(self) -> None:
        """Count the formatting of the run if the run has text."""
        if self.size > self.run_start:
            self.formatting |= self.run_formatting
            if self.run_face:
                self.faces.add(self.run_face)

    def take(self, story: Iterable[Piece]) -> None:
        """Take in what stands in a box."""
        for piece in story:
            self.boxed += [line for line in piece.text.split("\n") if line.strip()]
            self.inner_marks += _inner(piece)
            self.authors |= piece.authors
            self.comments |= piece.comments

    def piece(self, end: int) -> Piece:
        """The paragraph, which ends there."""
        numbered = self.list_id not in ("", "0")
        marks = [Bookmark(mark.name, mark.start, mark.end, mark.reach) for mark in self.marks]
        return Piece(
            start=self.start,
            end=end,
            kind="paragraph",
            text="".join(self.texts),
            style=self.style,
            bookmarks=(*marks, *self.inner_marks),
            numbering=Numbering(self.list_id, self.level) if numbered else None,
            authors=_frozen(self.authors),
            comments=_frozen(self.comments),
            holds=_frozen(self.holds),
            formatting=_frozen(self.formatting),
            faces=_frozen(self.faces),
            boxed="\n".join(self.boxed),
            inserted=self.inserted,
            joined=self.joined,
            ends_section=self.ends_section,
            controlled=self.controlled,
        )


@dataclass(slots=True)
class OpenRow:
    """A row of a table."""

    start: int
    end: int = 0
    cells: list[Cell] = field(default_factory=list)
    inserted: bool = False
    deleted: bool = False


@dataclass(slots=True)
class OpenTable:
    """A table, with what the reader was in before it."""

    start: int
    controlled: bool
    outer: OpenParagraph | None
    story: list[Piece] | None
    style: str = ""
    rows: list[OpenRow] = field(default_factory=list)
    cell: int = 0  # where the open cell begins
    row_properties: bool = False
    bordering: bool = False  # in the borders of the table or of a cell
    in_cell: bool = False
    fill: str = ""  # of the open cell
    joined: bool = False  # the open cell, with one above or below
    grid: list[int] = field(default_factory=list)
    formatting: set[str] = field(default_factory=set)
    edges: set[str] = field(default_factory=set)  # of the table
    cell_edges: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)

    def piece(self, end: int) -> Piece:
        """The table, which ends there."""
        rows = tuple(
            Row(row.start, row.end, tuple(row.cells), row.inserted, row.deleted)
            for row in self.rows
        )
        content = [piece for row in rows for cell in row.cells for piece in cell.pieces]
        return Piece(
            start=self.start,
            end=end,
            kind="table",
            text="\n".join(row.text for row in rows if not row.deleted),
            style=self.style,
            bookmarks=tuple(mark for piece in content for mark in _inner(piece)),
            authors=frozenset(self.authors).union(*(piece.authors for piece in content)),
            comments=frozenset[str]().union(*(piece.comments for piece in content)),
            holds=frozenset[str]().union(*(piece.holds for piece in content)),
            formatting=frozenset(self.formatting).union(*(piece.formatting for piece in content)),
            faces=frozenset[str]().union(*(piece.faces for piece in content)),
            boxed="\n".join(piece.boxed for piece in content if piece.boxed),
            rows=rows,
            controlled=self.controlled,
            edges=_frozen(self.edges),
            grid=tuple(self.grid),
        )

    def finished(self, end: int, content: tuple[Piece, ...]) -> Cell:
        """The open cell, which ends there."""
        self.in_cell = False
        edges = _frozen(self.cell_edges)
        return Cell(self.cell, end, content, self.fill, edges, self.joined)

    def open_cell(self, start: int) -> None:
        """Begin a cell."""
        self.cell, self.in_cell, self.fill, self.joined = start, True, "", False
        self.cell_edges = set()


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A text box: what the reader was in before it."""

    outer: OpenParagraph | None
    story: list[Piece] | None


def _frozen(found: set[str]) -> frozenset[str]:
    """The set, or the one that all paragraphs share in which there is nothing."""
    return frozenset(found) if found else NOTHING


def _inner(piece: Piece) -> Iterator[Bookmark]:
    """The bookmarks of a piece that stands within another."""
    for mark in piece.bookmarks:
        yield mark if mark.inner is not None else replace(mark, inner=piece.text)
