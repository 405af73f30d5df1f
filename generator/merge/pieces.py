"""What goes into a merge and what comes out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .texts import Edit, edited

AUTHOR = "政策更新"  # of offers, as tracked changes and comments; by it they are found again

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Generated:
    """A block as it was, or is now, generated; `text` begins with `label`."""

    id: str
    kind: str  # the style of a paragraph, or "table", "mark" …, as in the provenance
    text: str
    label: str = ""
    rows: Rows = ()  # of a table, the headings first; without them they are read from the text
    is_fixed: bool = False  # a table with joined or filled cells, which is exchanged whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or table of the file as people left it."""

    index: int
    text: str
    id: str = ""  # of the block it stands for; empty when a person added it
    kind: Literal["paragraph", "table", "other"] = "paragraph"
    rows: Rows = ()
    certain: bool = True  # that it stands for that block
    numbered: bool = False  # by the automatic numbering of Word, so that no label is typed
    # A comment, a picture or a tracked change of a person: it does not go without being asked for.
    holds: bool = False
    nested: frozenset[tuple[int, int]] = frozenset()  # cells with tables in them: row, column
    is_outside: bool = False  # generated where no merge reaches: it stays, and nobody added it


# What comes out -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keep:
    """The piece stays as it is."""

    index: int


@dataclass(frozen=True, slots=True)
class Update:
    """The text of a piece changes; offered edits wait for a person's decision."""

    index: int
    id: str
    edits: tuple[Edit, ...]
    label: str  # that it has afterwards
    untouched: bool  # no person changed its text: the block may be written anew
    restyled: bool = False  # the block has another kind now


@dataclass(frozen=True, slots=True)
class Insert:
    """A block that the file does not have comes in here."""

    id: str
    text: str  # with its label
    label: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Delete:
    """The piece goes."""

    index: int
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The edits of one cell of a row."""

    column: int
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one row of a table; `index` is its place in the file, -1 for a new one."""

    action: Literal["keep", "edit", "insert", "delete"]
    index: int = -1
    texts: tuple[str, ...] = ()  # of a new row
    cells: tuple[Cell, ...] = ()  # that are edited
    offered: bool = False  # a new row, or a deletion, waits for a person's decision


@dataclass(frozen=True, slots=True)
class UpdateTable:
    """A table that people edited takes up changes row by row."""

    index: int
    id: str
    rows: tuple[Row, ...]


Step = Keep | Update | UpdateTable | Insert | Delete

Fate = Literal[
    "kept", "updated", "merged", "conflict", "inserted", "deleted",
    "edited by a person", "added by a person", "deleted by a person",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a block; `id` is empty for a piece that a person added."""

    id: str
    fate: Fate
    moved: bool = False  # by a person


@dataclass(frozen=True, slots=True)
class Conflict:
    """A passage that both sides changed, or that one changed and the other dropped."""

    id: str
    index: int  # of the piece; -1 when the file has none
    base: str
    theirs: str
    ours: str
    # of what a person added: the block that it stood under, or behind, and that is gone
    part: str = ""
    authors: tuple[str, ...] = ()  # who else has changes there that wait for a decision


@dataclass(frozen=True, slots=True)
class Left:
    """A text that could not be dealt with, and why: an English template for a message."""

    id: str
    index: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The steps that bring a file up to date, in the order of the new document.

    A piece whose index is less than that of an earlier one moves there. When `refused` tells
    reasons there is no safe way, and every piece is kept as it is.
    """

    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unplaced: tuple[Left, ...] = ()
    refused: tuple[Left, ...] = ()

    @property
    def counts(self) -> dict[Fate, int]:
        """How many blocks had each fate."""
        return dict(Counter(outcome.fate for outcome in self.outcomes))

    @property
    def changes(self) -> bool:
        """Whether anything is to be done to the file."""
        indexes = [step.index for step in self.steps if isinstance(step, Keep)]
        return len(indexes) < len(self.steps) or indexes != sorted(indexes)


def merged_texts(merge: Merge, theirs: Sequence[Piece], accepted: bool = True) -> list[str]:
    """The texts of the merged document, with all offers accepted or all rejected."""
    pieces = {piece.index: piece for piece in theirs}
    found: list[str] = []
    for step in merge.steps:
        match step:
            case Keep(index):
                found.append(pieces[index].text)
            case Update(index, _, edits):
                found.append(edited(pieces[index].text, edits, accepted))
            case UpdateTable(index, _, rows):
                found.append(as_text(merged_rows(rows, pieces[index].rows, accepted)))
            case Insert():
                found += [step.text] if accepted or not step.offered else []
            case Delete(index, offered):
                found += [pieces[index].text] if offered and not accepted else []
    return found


def merged_rows(steps: Sequence[Row], rows: Rows, accepted: bool = True) -> Rows:
    """The rows of a merged table, with all offers accepted or all rejected."""
    found: list[tuple[str, ...]] = []
    for step in steps:
        decided = accepted or not step.offered
        if step.action == "insert":
            found += [step.texts] if decided else []
        elif step.action != "delete" or not decided:
            edits = {cell.column: cell.edits for cell in step.cells}
            found.append(
                tuple(
                    edited(text, edits.get(column, ()), accepted)
                    for column, text in enumerate(rows[step.index])
                )
            )
    return tuple(found)


def as_text(rows: Rows) -> str:
    """The cells as the text of a block: rows on lines, cells parted by tabs."""
    return "\n".join("\t".join(row) for row in rows)


def as_rows(text: str) -> Rows:
    """The cells of a table's text; rows differ in length when a cell has lines of its own."""
    return tuple(tuple(line.split("\t")) for line in text.split("\n"))
