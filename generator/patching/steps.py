"""The steps of a merge, each as what becomes of a piece of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .. import merge
from ..merge import Delete, Edit, Insert, Keep, Step, Update, UpdateTable, edited
from ..merge.differences import trimmed
from ..merge.tables import merge_tables
from ..returned import Piece, Returned
from ..returned.styles import is_face
from ..word.bookmarks import PREFIX
from .assembling import Entry
from .editing import authors_at, edit_paragraph, restyle
from .remarks import Remarks
from .runs import text_of
from .sources import Source
from .tables import edit_table, rows
from .tracking import Tracker
from .trees import unsuitable, w

# Blocks that are no text: one version gives way to another as a whole.
_WHOLE = frozenset({"mark", "imprint"})
_PRECIOUS = frozenset({"drawing", "picture", "object", "note", "math"})
_PROPERTIES = re.compile(rb"<w:([rp]Pr)(?:\s[^>]*)?>.*?</w:\1>|<w:[rp]Pr/>", re.DOTALL)
_NAMES = re.compile(rb"<([\w.:-]+)")
_PLAIN = frozenset(
    f"w:{name}".encode()
    for name in (
        "p", "r", "t", "tab", "br", "cr", "noBreakHyphen", "bookmarkStart", "bookmarkEnd",
        "proofErr", "lastRenderedPageBreak",
    )
)  # fmt: skip
_MARK_NAME = re.compile(rb"<w:bookmarkStart\b[^>]*\bw:name=\"([^\"]*)\"")
_SPECIAL_CELLS = re.compile(rb"<w:(?:shd|vMerge|gridSpan)\b")


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps of one merge need."""

    source: Source
    tracker: Tracker
    remarks: Remarks

    def entries(self, step: Step) -> Iterator[Entry]:
        """What a step makes of the document."""
        if isinstance(step, Insert):
            xml = self._inserted(step)
            if xml:
                yield Entry(-1, xml)
            return
        piece = self.source.theirs.pieces[step.index]
        if isinstance(step, Keep) or piece.kind == "other":
            yield Entry(step.index)
        elif isinstance(step, Delete):
            yield self._deleted(step, piece)
        elif isinstance(step, UpdateTable):
            yield Entry(step.index, self._table(step, piece))
        elif piece.kind == "table":
            yield Entry(step.index, self._new_table(step, piece))
        else:
            yield Entry(step.index, self._paragraph(step, piece))

    # Paragraphs -----------------------------------------------------------------------------

    def _paragraph(self, step: Update, piece: Piece) -> bytes:
        new = self.source.piece(step.id)
        if step.untouched and new is not None:
            if self._kind(step.id) in _WHOLE:
                return self._replaced(step, piece, new)
            if self._is_plain(step, piece, new):
                return self._rewritten(step, piece)
        holder = self.source.frame.read(self._xml(piece))
        (paragraph,) = holder
        if text_of(paragraph) != piece.text:
            raise unsuitable(piece.text)

        def remark(edit: Edit) -> str:
            beside = authors_at(paragraph, edit.start, edit.end)
            return self.remarks.of(step.index, step.id, piece.text, edit, beside)

        edit_paragraph(paragraph, step.edits, self.tracker, remark, step.label)
        if step.restyled and new is not None and new.kind == "paragraph":
            restyle(paragraph, self.source.styles.style(new.style))
        return self.source.frame.written(holder)

    def _rewritten(self, step: Update, piece: Piece) -> bytes:
        """The paragraph of the new document, with the label that it has here."""
        first = self.source.blocks[step.id][0]
        holder = self.source.taken_pieces(first, first, self._without(piece))
        self._fit_text(holder[0], edited(piece.text, step.edits))
        return self.source.frame.written(holder)

    def _fit_text(self, paragraph: Any, wanted: str) -> None:
        own = text_of(paragraph)
        if own != wanted:
            change = trimmed(own, wanted)
            edit = Edit(change.start, change.end, change.text)
            edit_paragraph(paragraph, [edit], self.tracker)

    def _is_plain(self, step: Update, piece: Piece, new: Piece) -> bool:
        """Whether a paragraph has nothing of people's own, so that ours can take its place."""
        if piece.authors or piece.comments or piece.holds or piece.ends_section or piece.joined:
            return False
        names = self.source.theirs
        if not piece.formatting <= new.formatting or new.kind != piece.kind:
            return False
        if not step.restyled and _name(names, piece) != _name(self.source.ours, new):
            return False
        if not all(is_face(names.style(face)) for face in piece.faces):
            return False
        content = _PROPERTIES.sub(b"", self._xml(piece))
        return (
            set(_NAMES.findall(content)) <= _PLAIN
            and all(
                name.startswith(PREFIX.encode()) or name == b"_GoBack"
                for name in _MARK_NAME.findall(content)
            )
            and content.count(b"<w:bookmarkStart") == content.count(b"<w:bookmarkEnd")
            and all(mark.end >= 0 for mark in piece.bookmarks)
        )

    def _replaced(self, step: Update, piece: Piece, new: Piece) -> bytes:
        """A block that is taken whole: the new one beside what people added to the old one."""
        first = self.source.blocks[step.id][0]
        if not (piece.comments or piece.authors):
            holder = self.source.taken_pieces(first, first, self._without(piece))
            return self.source.frame.written(holder)
        holder = self.source.frame.read(self._xml(piece))
        self.tracker.mark_all(holder, "del")
        added = self.source.taken_pieces(first, first, self.source.theirs.package.document)
        self.tracker.mark_all(added, "ins")
        edit = Edit(0, len(piece.text), new.text, offered=True)
        remark = self.remarks.of(step.index, step.id, piece.text, edit, self._others(piece))
        self._comment(added, remark)
        return self.source.frame.written(holder) + self.source.frame.written(added)

    # Tables ---------------------------------------------------------------------------------

    def _table(self, step: UpdateTable, piece: Piece) -> bytes:
        return self._edited_table(step.index, step.id, step.rows, piece)

    def _edited_table(
        self, index: int, block: str, steps: Sequence[merge.Row], piece: Piece
    ) -> bytes:
        holder = self.source.frame.read(self._xml(piece))
        table = next(holder.iter(w("tbl")))
        remark = partial(self.remarks.of, index, block, piece.text)
        edit_table(table, steps, rows(piece), self.tracker, remark)
        return self.source.frame.written(holder)

    def _new_table(self, step: Update, piece: Piece) -> bytes:
        """A table of which nobody changed the text: its cells take the new one, if they can."""
        new = self.source.piece(step.id)
        if new is None:
            return self._xml(piece)
        if new.kind == "table" and self._kind(step.id) not in _WHOLE:
            xml = self.source.ours.package.document[new.start : new.end]
            found = merge_tables(rows(piece), rows(piece), rows(new))
            if found is not None and not _SPECIAL_CELLS.search(xml):
                return self._edited_table(step.index, step.id, found.rows, piece)
        return self._replaced(step, piece, new)

    # Whole blocks ---------------------------------------------------------------------------

    def _inserted(self, step: Insert) -> bytes:
        holder = self.source.taken(step.id, self.source.theirs.package.document)
        if holder is None:
            return b""
        new = self.source.piece(step.id)
        if new is not None and new.kind == "paragraph" and self._kind(step.id) not in _WHOLE:
            self._fit_text(holder[0], step.text)
        if step.offered:
            self.tracker.mark_all(holder, "ins")
            edit = Edit(0, 0, step.text, offered=True)
            self._comment(holder, self.remarks.of(-1, step.id, "", edit))
        return self.source.frame.written(holder)

    def _deleted(self, step: Delete, piece: Piece) -> Entry:
        holder = self.source.frame.read(self._xml(piece))
        own = holds_more(piece)
        whole = any(self._kind_at(mark.name) in _WHOLE for mark in piece.bookmarks)
        if not step.offered and (whole or not own):
            return Entry(step.index, self._remains(holder, piece), gone=True)
        self.tracker.mark_all(holder, "del")
        edit = Edit(0, len(piece.text), "", offered=True)
        remark = self.remarks.of(
            step.index, self._block_at(piece), piece.text, edit, self._others(piece)
        )
        self._comment(holder, remark)
        return Entry(step.index, self.source.frame.written(holder))

    def _remains(self, holder: Any, piece: Piece) -> bytes:
        """What stays of a piece that goes: marks of others, and the end of a section."""
        marks = [
            one for one in holder.iter() if one.tag in _MARKS and not _is_ours_alone(one, holder)
        ]
        section = piece.ends_section
        (whole,) = holder
        if section:
            for one in list(whole):
                if one.tag != w("pPr"):
                    whole.remove(one)
            whole.extend(marks)
            return self.source.frame.written(holder)
        for one in marks:
            one.tail = None
            holder.append(one)
        holder.remove(whole)
        return self.source.frame.written(holder)

    def _comment(self, holder: Any, text: str) -> None:
        """Comment on what is marked in a block."""
        found = [
            one
            for one in holder.iter(w("ins"), w("del"))
            if one.getparent().tag == w("p") and one.get(w("author")) == self.tracker.author
        ]
        if text and found:
            first = found[0].getparent()
            last = [one for one in found if one.getparent() is first][-1]
            self.tracker.comment(text, found[0], last)

    # What is known --------------------------------------------------------------------------

    def _xml(self, piece: Piece) -> bytes:
        return self.source.theirs.package.document[piece.start : piece.end]

    def _without(self, piece: Piece) -> bytes:
        document = self.source.theirs.package.document
        return document[: piece.start] + document[piece.end :]

    def _others(self, piece: Piece) -> tuple[str, ...]:
        """Who has tracked changes in a piece."""
        return tuple(sorted(piece.authors - {self.tracker.author, ""}))

    def _block_at(self, piece: Piece) -> str:
        """The id of the block whose bookmark begins in a piece."""
        made = self.source.theirs.made
        names = {mark.name for mark in piece.bookmarks}
        records = made.blocks if made and names else ()
        return next((one.id for one in records if one.bookmark in names), "")

    def _kind(self, block: str) -> str:
        made = self.source.ours.made
        records = made.blocks if made else ()
        return next((record.style for record in records if record.id == block), "")

    def _kind_at(self, bookmark: str) -> str:
        made = self.source.theirs.made
        records = made.blocks if made else ()
        return next((one.style for one in records if one.bookmark == bookmark), "")


_MARKS = frozenset(
    map(
        w,
        (
            "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
            "permEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
            "moveToRangeEnd",
        ),
    )
)  # fmt: skip


def _is_ours_alone(mark: Any, holder: Any) -> bool:
    """Whether a mark is one end of a bookmark of ours that begins and ends here."""
    number = mark.get(w("id"))
    starts = [one for one in holder.iter(w("bookmarkStart")) if one.get(w("id")) == number]
    ends = [one for one in holder.iter(w("bookmarkEnd")) if one.get(w("id")) == number]
    if mark.tag not in (w("bookmarkStart"), w("bookmarkEnd")) or not (starts and ends):
        return False
    return (starts[0].get(w("name")) or "").startswith(PREFIX)


def holds_more(piece: Piece, passed_over: frozenset[str] = frozenset()) -> bool:
    """Whether a piece holds what must not go with its text: comments, tracked changes, pictures …

    The comments with the ids `passed_over` do not count.
    """
    return bool(
        piece.authors or piece.comments - passed_over or not piece.holds.isdisjoint(_PRECIOUS)
    )


def _name(document: Returned, piece: Piece) -> str:
    return document.style(piece.style).casefold()
