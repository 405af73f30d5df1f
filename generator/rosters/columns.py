"""The columns of a roster in a sheet: headings as names or Chinese labels, told when unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TypeGuard

from ..characters import without_forbidden
from ..errors import N_, Finding, closest, problem
from ..language import Variable
from ..sheets import Place, Row, Sheet, Text, Trouble, column_letters, is_blank

Variables = Mapping[str, Variable]

# The columns every roster may have: name, Chinese heading.
FIXED = {
    "id": "编号",
    "file": "文件名",
    "blueprint": "蓝图",
    "parent": "上级",
    "as_of": "政策日期",
}
DEFAULTS = "默认值"  # the sheet with the values of all units
CHOICES = "选项"  # the hidden sheet that drop-down lists refer to
EXAMPLE = "示例"  # the id of the row that shows how to fill in
_FOLDED: dict[str, str] = {}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading or a name without what the eye does not tell apart."""
    if text.isascii() and text.isalnum():
        return text.lower()
    text = without_forbidden(unicodedata.normalize("NFKC", text), "")
    return re.sub(r"\s+", "", text).rstrip("*").casefold()


def names_of(variables: Variables) -> dict[str, str]:
    """What each heading stands for: names first, then labels that only one variable has."""
    known = {folded(name): name for name in variables}
    labels = [folded(variable.label) for variable in variables.values()]
    for name, variable in variables.items():
        label = folded(variable.label)
        if labels.count(label) == 1 and label not in known:
            known[label] = name
    return known


def heading_of(name: str, variables: Variables) -> str:
    """What to write above a variable's column, so that it is read back as this variable."""
    label = " ".join(variables[name].label.split())
    is_own = names_of(variables).get(folded(label)) == name
    return label if is_own and folded(label) not in fixed_headings() else name


def fixed_headings() -> dict[str, str]:
    """The fixed columns by heading."""
    if not _FOLDED:
        for name, label in FIXED.items():
            _FOLDED[folded(name)] = _FOLDED[folded(label)] = name
    return _FOLDED


def header(sheet: Sheet, known: Callable[[str], bool], least: int = 2) -> Row | None:
    """The first row in which at least so many cells are known columns; None when there is none."""
    for row in sheet.rows:
        found = {folded(text) for text in row.cells.values() if is_filled(text)}
        if len(found) >= least and sum(known(heading) for heading in found) >= least:
            return row
    return None


def is_filled(text: Text | None) -> TypeGuard[str]:
    """Whether a cell holds a text that can be used."""
    return type(text) is str and bool(text) and not text.isspace()


@dataclass
class Columns:
    """The headings of one sheet by column number, folded."""

    sheet: Sheet
    row: Row  # the header
    headings: dict[int, str] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The column of a fixed heading; 0 when the sheet has none."""
        wanted = fixed_headings()
        return next((at for at, text in self.headings.items() if wanted.get(text) == name), 0)

    def label(self, column: int) -> str:
        """The heading as it stands there."""
        text = self.row.cells.get(column, "")
        return text.strip() if isinstance(text, str) else ""

    def below(self) -> Iterator[tuple[int, Row]]:
        """The rows below the header that hold anything and are not the header again, with index."""
        for index, row in enumerate(self.sheet.rows):
            if row.number > self.row.number and not is_blank(row) and not self._is_repeated(row):
                yield index, row

    def _is_repeated(self, row: Row) -> bool:
        """Whether the row is the header once more, as below merged headings."""
        return all(
            isinstance(text, str) and (not text.strip() or self.headings.get(at) == folded(text))
            for at, text in row.cells.items()
        )


def columns(sheet: Sheet, row: Row, known: Mapping[str, str], findings: list[Finding]) -> Columns:
    """The columns below the header; what is unknown or stands there twice goes to `findings`."""
    found = Columns(sheet, row)
    if row.fault is not None:
        findings.append(_told(sheet, "csv-shape", *row.fault))
    first: dict[str, int] = {}
    for at, text in sorted(row.cells.items(), key=itemgetter(0)):
        if isinstance(text, tuple):
            findings.append(_told(sheet, "bad-cell", sheet.places(row)[at], text))
        if not is_filled(text):
            continue
        heading = folded(text)
        if heading not in known:
            findings.append(_unknown(sheet, row, at, text, known))
            continue
        name = known[heading]
        if name in first:
            findings.append(
                problem(
                    "duplicate-column",
                    N_("the column {heading} stands here twice (first in column {first})"),
                    sheet.origin(row, at),
                    hint=N_("delete or rename one of them"),
                    heading=text.strip(),
                    first=column_letters(first[name]),
                )
            )
            continue
        first[name] = at
        found.headings[at] = heading
    return found


def _told(sheet: Sheet, code: str, place: Place, trouble: Trouble) -> Finding:
    message, hint, args = trouble
    return Finding(code, message, sheet.where.origin(place), hint, args=args)


def _unknown(sheet: Sheet, row: Row, at: int, text: str, known: Mapping[str, str]) -> Finding:
    suggestion = closest(folded(text), known)
    return problem(
        "unknown-column",
        N_("the roster can have no column {heading}"),
        sheet.origin(row, at),
        hint=N_("did you mean {suggestion}?")
        if suggestion
        else N_("delete it, or declare it in the blueprint"),
        heading=" ".join(text.split()),
        suggestion=suggestion,
    )


def misshapen(row: Row, found: Columns) -> tuple[int, Trouble] | None:
    """The column at which a row's length goes wrong, and why; None where it does not.

    In a workbook no row does; in CSV each has as many cells as the header.
    """
    if not found.sheet.ruled:
        return None
    count, width = len(row.cells), len(found.row.cells)
    args = {"count": str(count), "width": str(width)}
    message = N_("the row has {count} cells, the header {width}")
    if count < width:
        return count + 1, (message, N_("a separator may be missing"), args)
    if count > width and any(
        isinstance(text, tuple) or text.strip() for at, text in row.cells.items() if at > width
    ):
        hint = N_("put a text that contains the separator between quotation marks")
        return width + 1, (message, hint, args)
    return None
