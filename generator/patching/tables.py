"""The steps of a table's merge, worked into its tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from .. import merge
from ..merge import Edit
from ..returned import Piece
from .editing import Remark, edit_story, no_remark
from .runs import leaves, new_run, text_of
from .tracking import Tracker, cells_of, rows_of
from .trees import child, made, unsuitable, w

# What a row made after another does not have of it.
_OWN = tuple(
    map(
        w,
        (
            "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
            "permEnd", "proofErr", "tblHeader", "vMerge", "cellIns", "cellDel", "cellMerge",
            "trPrChange", "tcPrChange", "pPrChange", "rPrChange", "tblPrExChange",
        ),
    )
)  # fmt: skip
_IDS = ("paraId", "textId")


def rows(piece: Piece) -> merge.pieces.Rows:
    """The texts of a table's cells as a merge takes them: rows tracked as deleted are left out."""
    return tuple(tuple(cell.text for cell in row.cells) for row in piece.rows if not row.deleted)


def edit_table(
    table: Any,
    steps: Sequence[merge.Row],
    texts: merge.pieces.Rows,
    tracker: Tracker,
    remark: Remark = no_remark,
) -> None:
    """Work the steps into a table of those texts; `remark` says what is told of an offer."""
    found = [row for row in rows_of(table) if child(child(row, "trPr"), "del") is None]
    given = [step.index for step in steps if step.action != "insert"]
    if given and max(given) >= len(found):
        raise unsuitable(text_of(table))
    told = [_told(step, remark) for step in steps]
    before: Any = None
    order = _staying(steps)
    for step, remarks in zip(steps, told, strict=True):
        if step.action == "insert":
            row = _new_row(step.texts, found, before)
            _place_row(row, before, found)
            if step.offered:
                tracker.mark_row(row, "ins")
                _comment(row, remarks, tracker)
            before = row
            continue
        row = found[step.index]
        if step.index not in order:
            _place_row(row, before, found)
        if step.action == "edit":
            _edit_row(row, step, texts[step.index], remarks, tracker)
        elif step.action == "delete":
            if step.offered:
                tracker.mark_row(row, "del")
                _comment(row, remarks, tracker)
            else:
                _remove_row(row, found)
                continue
        before = row


def _told(step: merge.Row, remark: Remark) -> Iterator[str]:
    """What is said of each offer of a row, in order."""
    if step.offered:
        return iter([remark(Edit(0, 0, "\t".join(step.texts), True))])
    return iter([remark(edit) for cell in step.cells for edit in cell.edits if edit.offered])


def _staying(steps: Sequence[merge.Row]) -> set[int]:
    """The rows that stay where they are while others move."""
    given = [step.index for step in steps if step.action != "insert"]
    return set(given) - merge.order.moved_keys(sorted(given), given)


def _place_row(row: Any, before: Any, found: Sequence[Any]) -> None:
    if before is not None:
        before.addnext(row)
    elif found[0] is not row:
        found[0].addprevious(row)


def _edit_row(
    row: Any, step: merge.Row, texts: Sequence[str], remarks: Iterable[str], tracker: Tracker
) -> None:
    cells, told = cells_of(row), iter(remarks)
    for cell in step.cells:
        if cell.column >= len(cells):
            raise unsuitable(text_of(row))
        paragraphs = paragraphs_of(cells[cell.column])
        if "\n".join(map(text_of, paragraphs)) != texts[cell.column]:
            raise unsuitable(texts[cell.column])
        edit_story(paragraphs, cell.edits, tracker, lambda edit: next(told, ""))


def paragraphs_of(cell: Any) -> list[Any]:
    """The paragraphs of a cell; a cell with another table in it is not edited."""
    if cell.find(f".//{w('tbl')}") is not None:
        raise unsuitable("".join(text_of(one) for one in cell.iter(w("p"))))
    boxes = w("txbxContent")
    found = [one for one in cell.iter(w("p")) if next(one.iterancestors(boxes), None) is None]
    return found or [_paragraph_in(cell)]


def _paragraph_in(cell: Any) -> Any:
    """A paragraph for a cell that some program wrote without one."""
    paragraph = made("p")
    cell.append(paragraph)
    return paragraph


def _comment(row: Any, remarks: Iterable[str], tracker: Tracker) -> None:
    remark = next(iter(remarks), "")
    runs = [one for one in row.iter(w("ins"), w("del")) if one.getparent().tag == w("p")]
    if remark and runs:
        tracker.comment(remark, runs[0], runs[0])


def _remove_row(row: Any, found: Sequence[Any]) -> None:
    """Take a row out; bookmarks in it go on in the row beside it."""
    beside = next((one for one in found if one is not row and one.getparent() is not None), None)
    marks = list(row.iter(w("bookmarkStart"), w("bookmarkEnd")))
    paragraph = next(beside.iter(w("p")), None) if beside is not None else None
    if paragraph is not None:
        at = 1 if child(paragraph, "pPr") is not None else 0
        for number, mark in enumerate(marks):
            mark.tail = None
            paragraph.insert(at + number, mark)
    elif beside is not None:
        for mark in marks:
            mark.tail = None
            beside.addprevious(mark)
    row.getparent().remove(row)


def _new_row(texts: Sequence[str], found: Sequence[Any], before: Any) -> Any:
    """A row that looks like the one before it, or, below the headings, the one behind."""
    body = [one for one in found if child(child(one, "trPr"), "tblHeader") is None] or found
    like = before if before in body else body[0]
    row = deepcopy(like)
    row.tail = None
    _bare(row)
    cells = cells_of(row)
    if len(cells) != len(texts):
        raise unsuitable("".join(texts))
    for cell, text in zip(cells, texts, strict=True):
        _fill(cell, text)
    return row


def _bare(row: Any) -> None:
    """Take away what stands once in a document, and what others tracked."""
    for element in list(row.iter(*_OWN)):
        element.getparent().remove(element)
    if (properties := child(row, "trPr")) is not None:
        for mark in ("ins", "del"):
            for one in properties.findall(w(mark)):
                properties.remove(one)
    for paragraph in row.iter(w("p")):
        for name in list(paragraph.attrib):
            if name.rpartition("}")[2] in _IDS:
                del paragraph.attrib[name]


def _fill(cell: Any, text: str) -> None:
    """Put the text in the first paragraph of a cell in place of all that the cell has."""
    paragraph = next(cell.iter(w("p")), None)
    if paragraph is None:
        paragraph = _paragraph_in(cell)
    found = leaves(paragraph)
    run = new_run(text, found[0].run if found else None)
    properties = child(paragraph, "pPr")
    for one in list(paragraph):
        if one is not properties:
            paragraph.remove(one)
    if properties is not None and (mark := child(properties, "rPr")) is not None:
        for one in list(mark):
            if one.tag in (w("ins"), w("del"), w("moveFrom"), w("moveTo")):
                mark.remove(one)
    if text:
        paragraph.append(run)
    for one in list(cell):
        if one.tag != w("tcPr"):
            cell.remove(one)
    paragraph.tail = None
    cell.append(paragraph)
