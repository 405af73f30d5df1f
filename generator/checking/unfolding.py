"""Paragraphs that are several for a reader: parted by line breaks, or laid out in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..outline import Line, Outline, read
from ..outline.front import annex_notes, annex_number, is_date, is_short
from ..outline.labels import label_of


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a line stood: in which line, and how far from its beginning."""

    line: Line
    offset: int = 0


def unfolded(plan: Outline) -> tuple[Outline, dict[int, Fold]]:
    """The plan with each line on its own, numbered anew, and by those numbers where each stood."""
    if not any(map(_is_folded, plan.lines)):
        return plan, {line.index: Fold(line) for line in plan.lines}
    folds = [fold for line in plan.lines for fold in _parts(line)]
    lines = [_line(fold, index) for index, fold in enumerate(folds, 1)]
    return read(lines), dict(enumerate(folds, 1))


def _is_folded(line: Line) -> bool:
    """Whether something within the line begins a paragraph for a reader."""
    if line.style == "title" or "\n" not in line.content:
        return False
    if line.table is not None and any(len(row) > 1 for row in line.table):
        return False
    first, *others = line.content.split("\n")
    return any(map(_begins, others)) or _is_heading(first, line.numbering, others)


def _is_heading(first: str, numbering: str, others: list[str]) -> bool:
    """Whether the first line is a heading above prose, rather than its first half."""
    labelled = label_of(first, numbering) is not None
    return labelled and is_short(first.strip()) and any("。" in text for text in others)


def _begins(text: str) -> bool:
    text = text.strip()
    if not text:
        return False
    if label_of(text) is not None or is_date(text):
        return True
    return annex_number(text) is not None or bool(annex_notes(text))


def _parts(line: Line) -> Iterator[Fold]:
    if not _is_folded(line):
        yield Fold(line)
        return
    offset = 0
    for text in line.content.split("\n"):
        yield Fold(Line(text, line.index, "" if offset else line.numbering, page=line.page), offset)
        offset += len(text) + 1


def _line(fold: Fold, index: int) -> Line:
    line = fold.line
    return Line(line.text, index, line.numbering, line.style, line.table, line.page)


# Cells ---------------------------------------------------------------------------------------


def cells(line: Line) -> Iterator[tuple[int, Sequence[Line]]]:
    """The cells of a table that hold lists of their own: where each begins, and its lines."""
    offset = 0
    for row in line.table or ():
        for cell in row:
            parts = cell.split("\n")
            if sum(label_of(part) is not None for part in parts) > 1:
                yield offset, [Line(part, index) for index, part in enumerate(parts, 1)]
            offset += len(cell) + 1
