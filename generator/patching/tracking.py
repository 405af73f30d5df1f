"""Tracked changes: text, paragraphs and rows marked as inserted or deleted by an author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from .trees import child, made, w, within

Mark = Literal["ins", "del"]
MARKS: tuple[Mark, ...] = ("ins", "del")

_GONE = {"t": "delText", "instrText": "delInstrText"}
# Behind these stands nothing of a paragraph's properties but its section and an older version.
_AFTER_MARK = (w("sectPr"), w("pPrChange"))
_ROW_MARKS = tuple(map(w, ("ins", "del", "trPrChange")))


@dataclass(slots=True)
class Tracker:
    """Whose changes they are, numbers for them, and the comments that go with them."""

    author: str
    moment: str
    used: set[str]  # w:id of what the document has
    comments: list[tuple[str, str]] = field(default_factory=list)  # numbers and texts of new ones
    next_comment: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def number(self) -> str:
        """A w:id that the document does not have."""
        found = next(text for one in self._numbers if (text := str(one)) not in self.used)
        self.used.add(found)
        return found

    def element(self, name: str) -> Any:
        """An element that says who changed something, and when."""
        return made(name, id=self.number(), author=self.author, date=self.moment)

    def mark_runs(self, paragraph: Any, mark: Mark) -> None:
        """Mark all of a paragraph's content; what others deleted stays theirs."""
        for run in list(paragraph.iter(w("r"))):
            own = run.getparent()
            while own is not None and own.tag != w("p"):
                own = own.getparent()
            if own is paragraph and within(run, "del", "moveFrom", "r") is None:
                self.wrap([run], mark)

    def wrap(self, runs: Iterable[Any], mark: Mark) -> Any:
        """Put runs that stand side by side into a tracked change, and give that."""
        runs = list(runs)
        before = runs[0].getprevious()
        if before is not None and self._is_own(before, mark):
            change = before
        else:
            change = self.element(mark)
            runs[0].addprevious(change)
        for run in runs:
            change.append(run)
            if mark == "del":
                _as_deleted(run)
        return change

    def _is_own(self, element: Any, mark: Mark) -> bool:
        own = (element.tag, element.get(w("author")), element.get(w("date")))
        return own == (w(mark), self.author, self.moment)

    def mark_end(self, paragraph: Any, mark: Mark) -> None:
        """Mark the end of a paragraph; the end of a section stays."""
        properties = child(paragraph, "pPr")
        if properties is None:
            properties = made("pPr")
            paragraph.insert(0, properties)
        if child(properties, "sectPr") is not None:
            return
        of_mark = child(properties, "rPr")
        if of_mark is None:
            of_mark = made("rPr")
            behind = next((one for one in properties if one.tag in _AFTER_MARK), None)
            if behind is None:
                properties.append(of_mark)
            else:
                behind.addprevious(of_mark)
        if child(of_mark, mark) is None:
            after_inserted = mark == "del" and child(of_mark, "ins") is not None
            of_mark.insert(1 if after_inserted else 0, self.element(mark))

    def mark_paragraph(self, paragraph: Any, mark: Mark) -> None:
        """Mark a paragraph as a whole."""
        self.mark_runs(paragraph, mark)
        self.mark_end(paragraph, mark)

    def mark_row(self, row: Any, mark: Mark) -> None:
        """Mark a row with all that stands in its cells."""
        for paragraph in list(row.iter(w("p"))):
            self.mark_runs(paragraph, mark)
        properties = child(row, "trPr")
        if properties is None:
            properties = made("trPr")
            behind = child(row, "tblPrEx")
            if behind is None:
                row.insert(0, properties)
            else:
                behind.addnext(properties)
        if child(properties, mark) is None:
            change = self.element(mark)
            behind = next((one for one in properties if one.tag in _ROW_MARKS[1:]), None)
            if behind is None:
                properties.append(change)
            else:
                behind.addprevious(change)

    def mark_all(self, elements: Iterable[Any], mark: Mark) -> None:
        """Mark paragraphs and tables."""
        for element in elements:
            if element.tag == w("p"):
                self.mark_paragraph(element, mark)
            elif element.tag == w("tbl"):
                for row in rows_of(element):
                    self.mark_row(row, mark)

    def comment(self, text: str, first: Any, last: Any) -> None:
        """Comment on what stands from one element to another."""
        number = str(self.next_comment)
        self.next_comment += 1
        self.comments.append((number, text))
        first.addprevious(made("commentRangeStart", id=number))
        end, reference = made("commentRangeEnd", id=number), made("r")
        reference.append(made("commentReference", id=number))
        last.addnext(end)
        end.addnext(reference)

    def copied(self, change: Any) -> Any:
        """A change of another author, empty, to hold one half of what stood in it."""
        copy = deepcopy(change)
        for one in list(copy):
            copy.remove(one)
        copy.set(w("id"), self.number())
        copy.tail = None
        return copy


def _as_deleted(run: Any) -> None:
    for name, gone in _GONE.items():
        for element in run.iter(w(name)):
            element.tag = w(gone)


def rows_of(table: Any) -> list[Any]:
    """The rows of a table, not those of tables within it."""
    return [row for row in table.iter(w("tr")) if next(row.iterancestors(w("tbl"))) is table]


def cells_of(row: Any) -> list[Any]:
    """The cells of a row, not those of tables within it."""
    return [cell for cell in row.iter(w("tc")) if next(cell.iterancestors(w("tr"))) is row]
