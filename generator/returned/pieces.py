"""What the body of a document consists of, each piece with the bytes it takes up.

All offsets are bytes of the part (`word/document.xml`), `end` lies behind the last byte: the
part from `start` to `end` is the whole element, so a new paragraph goes in at the `start` or the
`end` of a piece, and one in its stead replaces `start:end`. What lies between two pieces (marks
between paragraphs, the tags of content controls) belongs to neither and is to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "table", "other"]

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One of our hidden bookmarks; `start` and `end` are places in the text of its paragraph.

    A bookmark that lies between pieces counts as the next one's, at 0.
    """

    name: str
    start: int
    end: int  # -1: it does not end in this paragraph
    reach: int = 0  # how many pieces further on it ends
    inner: str | None = None  # the text of the paragraph in a box or cell in which it begins


@dataclass(frozen=True, slots=True)
class Numbering:
    """The list that numbers a paragraph by itself: w:numId, and the level from 0."""

    list_id: str
    level: int


@dataclass(frozen=True, slots=True)
class Run:
    """A w:r of a paragraph; `first` to `last` are the places of its text in the paragraph's text.

    A run can be parted where it is `plain`: the bytes of its w:rPr (`properties`; there are none
    if both places are equal) and a part of its text make a run that looks the same.
    """

    start: int
    end: int
    first: int
    last: int
    properties: tuple[int, int]
    plain: bool  # it holds text, tabs and line breaks only
    deleted: bool = False  # by a tracked change; then it has no text
    inserted: bool = False  # by a tracked change


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; its paragraphs and nested tables are pieces again."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    fill: str = ""  # its colour or pattern; empty when it has none of its own
    edges: frozenset[str] = NOTHING  # borders of its own: how, size, colour
    joined: bool = False  # with a cell above or below

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces if piece.kind != "other")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `inserted` and `deleted` by a tracked change."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    inserted: bool = False
    deleted: bool = False

    @property
    def text(self) -> str:
        return "\t".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph, a table or something else that stands in the body.

    `text` is what a reader sees once every tracked change is accepted: tabs as tabs, line breaks
    as line feeds, the results of fields but not their codes; text boxes are not part of it, nor
    are numbers that Word makes. Hidden text is. The rows of a table stand on lines, its cells are
    parted by tabs, as in `TableBlock.text`; deleted rows are left out.

    A table tells what is in its cells, too, as far as it is not about text.
    """

    start: int
    end: int
    kind: Kind
    text: str = ""
    style: str = ""  # the id of the style in this file; see `styles.names`
    bookmarks: tuple[Bookmark, ...] = ()
    numbering: Numbering | None = None
    authors: frozenset[str] = NOTHING  # of tracked changes; "" for a change without author
    comments: frozenset[str] = NOTHING  # ids of the comments that begin or are marked here
    holds: frozenset[str] = NOTHING  # drawing, picture, object, note, field, link …
    # Direct formatting of text, by element name (b, i, u, color, sz, vanish …; rFonts only where it
    # names a font), and what paragraphs have of it: p:jc, p:ind, p:spacing, p:shd …; of tables
    # t:height, where rows have one.
    formatting: frozenset[str] = NOTHING
    faces: frozenset[str] = NOTHING  # ids of the character styles of its text
    boxed: str = ""  # the paragraphs of its text boxes, empty ones left out
    rows: tuple[Row, ...] = ()
    inserted: bool = False  # the end of the paragraph was, by a tracked change
    joined: bool = False  # its end was deleted by a tracked change: it runs on into the next
    ends_section: bool = False
    controlled: bool = False  # it stands in a content control
    edges: frozenset[str] = NOTHING  # of a table: its own borders, not those of cells or its style
    grid: tuple[int, ...] = ()  # of a table: the widths of its columns in twips

    @property
    def is_tracked(self) -> bool:
        """Whether it has tracked changes."""
        return bool(self.authors)

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left once tracked changes are accepted."""
        if self.kind == "table":
            return bool(self.rows) and all(row.deleted for row in self.rows)
        return self.joined and not (self.text or self.boxed or self.holds)

    @property
    def is_empty(self) -> bool:
        """Whether a reader sees nothing of it, but perhaps an empty line."""
        return self.kind == "paragraph" and not (self.text or self.boxed or self.holds)
