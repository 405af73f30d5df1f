"""Two documents as one in which every difference of text is a tracked change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .. import merge, returned
from ..merge import Edit, differences
from ..patching.assembling import Entry, assembled, plain_gap
from ..patching.document import refuse_signed
from ..patching.editing import edit_paragraph, restyle
from ..patching.parts import Parts, stories, used_ids
from ..patching.runs import text_of
from ..patching.sources import Source, source, style_of
from ..patching.tables import edit_table, rows
from ..patching.tracking import MARKS, Tracker
from ..patching.trees import child, made, refusals, w
from ..patching.zipped import changed
from ..returned import Piece
from ..word.template import DOCUMENT
from .deciding import accepted
from .pairing import aligned, paired

AUTHOR = "修订对照"  # of the changes in a comparison, which waits for nobody's decision

_NO_PROPERTIES = tuple(map(w, ("rPr", "sectPr", "pPrChange")))


def redline(
    old: bytes, new: bytes, *, author: str, moment: str, names: tuple[str, str] = ("", "")
) -> bytes:
    """The old document with all that the new one says differently as tracked changes.

    Accepting all of them gives the texts of the new document, rejecting all those of the old
    one: of paragraphs, tables, rows and cells. What was moved is deleted and inserted. A
    paragraph's style is compared, other formatting, headers and footers, pictures and sections
    are not. Changes that either document tracks itself count as accepted. `names` are those of
    the files in messages.

    Raises `Unreadable` for what is no .docx, `Rejected` for one that must not be changed.
    """
    theirs = returned.read(accepted(old, names[0]), names[0])
    ours = returned.read(accepted(new, names[1]), names[1])
    refuse_signed(theirs.package)
    parts = Parts(theirs.package)
    tracker = Tracker(author, moment, used_ids(stories(theirs.package)))
    with refusals(names[0]):
        work = _Work(source(ours, theirs, parts), tracker)
        entries = list(_entries(work, paired(theirs, ours)))
    if all(entry.index >= 0 and entry.xml is None for entry in entries):
        return theirs.package.data
    document = assembled(theirs.package.document, theirs.pieces, entries, work.gap)
    return changed(theirs.package, {**parts.changed, DOCUMENT: document})


def _entries(work: _Work, pairs: Sequence[tuple[int, int]]) -> Iterator[Entry]:
    """The pieces of both documents in one order: what goes stands before what comes."""
    old, new = work.source.theirs.pieces, work.source.ours.pieces
    before = (-1, -1)
    for pair in [*pairs, (len(old), len(new))]:
        for number in range(before[0] + 1, pair[0]):
            yield Entry(number) if old[number].kind == "other" else work.deleted(number)
        for number in range(before[1] + 1, pair[1]):
            if new[number].kind != "other":
                yield work.inserted(number)
        if pair[0] < len(old):
            yield from work.pair(*pair)
        before = pair


@dataclass(frozen=True, slots=True)
class _Work:
    """What every piece of a comparison needs."""

    source: Source
    tracker: Tracker

    def gap(self) -> bytes:
        """A paragraph between tables that is gone whatever is decided."""
        holder = self.source.frame.read(plain_gap())
        for mark in MARKS:
            self.tracker.mark_end(holder[0], mark)
        return self.source.frame.written(holder)

    def deleted(self, number: int) -> Entry:
        holder = self._read(number)
        self.tracker.mark_all(holder, "del")
        return Entry(number, self.source.frame.written(holder))

    def inserted(self, number: int) -> Entry:
        document = self.source.theirs.package.document
        holder = self.source.taken_pieces(number, number, document)
        self.tracker.mark_all(holder, "ins")
        return Entry(-1, self.source.frame.written(holder))

    def pair(self, number: int, other: int) -> Iterator[Entry]:
        """Two versions of one piece."""
        old, new = self.source.theirs.pieces[number], self.source.ours.pieces[other]
        if old.boxed == new.boxed and old.kind == new.kind:
            if self._is_same(old, new):
                yield Entry(number)
                return
            holder = self._read(number)
            worked = self._table if old.kind == "table" else self._paragraph
            if worked(holder[0], old, new):
                yield Entry(number, self.source.frame.written(holder))
                return
        yield self.deleted(number)
        yield self.inserted(other)

    def _read(self, number: int) -> Any:
        piece = self.source.theirs.pieces[number]
        xml = self.source.theirs.package.document[piece.start : piece.end]
        return self.source.frame.read(xml)

    def _is_same(self, old: Piece, new: Piece) -> bool:
        if old.kind == "table":
            return rows(old) == rows(new)
        return old.text == new.text and self._same_style(old, new)

    def _same_style(self, old: Piece, new: Piece) -> bool:
        names = self.source.theirs.style(old.style), self.source.ours.style(new.style)
        return names[0].casefold() == names[1].casefold()

    def _paragraph(self, paragraph: Any, old: Piece, new: Piece) -> bool:
        """Mark what differs in a paragraph; false if it is built in a way that hides its text."""
        if text_of(paragraph) != old.text:
            return False
        edit_paragraph(paragraph, _offers(old.text, new.text), self.tracker)
        if new.style and not self._same_style(old, new):
            _restyle(paragraph, self.source.styles.style(new.style), self.tracker)
        return True

    def _table(self, table: Any, old: Piece, new: Piece) -> bool:
        """Mark what differs in a table; false if its rows cannot be compared cell by cell."""
        before, now = rows(old), rows(new)
        if len({len(row) for row in (*before, *now)}) != 1 or not (before and now):
            return False
        cells = [cell for piece in (old, new) for row in piece.rows for cell in row.cells]
        if any(inner.kind == "table" for cell in cells for inner in cell.pieces):
            return False
        edit_table(table, list(_row_steps(before, now)), before, self.tracker)
        return True


def _offers(old: str, new: str) -> list[Edit]:
    return [Edit(one.start, one.end, one.text, True) for one in differences(old, new)]


def _row_steps(old: merge.pieces.Rows, new: merge.pieces.Rows) -> Iterator[merge.Row]:
    """What becomes of each row of a table."""
    texts = [["\t".join(row) for row in some] for some in (old, new)]
    before = (-1, -1)
    for pair in [*aligned(*texts), (len(old), len(new))]:
        for number in range(before[0] + 1, pair[0]):
            yield merge.Row("delete", number, offered=True)
        for number in range(before[1] + 1, pair[1]):
            yield merge.Row("insert", texts=new[number], offered=True)
        if pair[0] < len(old):
            cells = tuple(
                merge.Cell(column, tuple(_offers(was, now)))
                for column, (was, now) in enumerate(zip(old[pair[0]], new[pair[1]], strict=True))
                if was != now
            )
            yield merge.Row("edit" if cells else "keep", pair[0], cells=cells)
        before = pair


def _restyle(paragraph: Any, style: str, tracker: Tracker) -> None:
    """Give a paragraph another style as a tracked change."""
    if style_of(paragraph) == style:
        return
    was = made("pPr")
    for one in child(paragraph, "pPr") if child(paragraph, "pPr") is not None else ():
        if one.tag not in _NO_PROPERTIES:
            was.append(deepcopy(one))
    restyle(paragraph, style)
    properties = child(paragraph, "pPr")
    change = tracker.element("pPrChange")
    change.append(was)
    if (older := child(properties, "pPrChange")) is not None:
        properties.remove(older)
    properties.append(change)
