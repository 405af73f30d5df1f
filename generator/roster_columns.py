"""The columns of a roster in a sheet: headings as names or Chinese labels, told when unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .characters import without_forbidden
from .errors import N_, Finding, closest, problem
from .language import Variable
from .sheets import Sheet, column_letters

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


def header(sheet: Sheet, known: Callable[[str], bool], least: int = 2) -> int:
    """The first row in which at least so many cells are known columns; 0 when there is none."""
    for number in sorted(sheet.rows):
        found = {folded(cell.text) for cell in sheet.rows[number].values() if cell.text.strip()}
        if sum(known(heading) for heading in found) >= least:
            return number
    return 0


@dataclass
class Columns:
    """The headings of one sheet by column number, folded."""

    sheet: Sheet
    row: int
    headings: dict[int, str] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The column of a fixed heading; 0 when the sheet has none."""
        wanted = fixed_headings()
        return next((at for at, text in self.headings.items() if wanted.get(text) == name), 0)


def columns(sheet: Sheet, row: int, known: Mapping[str, str], findings: list[Finding]) -> Columns:
    """The columns below the header; what is unknown or stands there twice goes to `findings`."""
    found = Columns(sheet, row)
    first: dict[str, int] = {}
    for at, cell in sorted(sheet.rows[row].items()):
        heading = folded(cell.text)
        if not heading:
            continue
        if heading not in known:
            findings.append(_unknown(sheet, row, at, known))
            continue
        name = known[heading]
        if name in first:
            findings.append(
                problem(
                    "duplicate-column",
                    N_("the column {heading} stands here twice (first in column {first})"),
                    sheet.origin(row, at),
                    hint=N_("delete or rename one of them"),
                    heading=cell.text.strip(),
                    first=column_letters(first[name]),
                )
            )
            continue
        first[name] = at
        found.headings[at] = heading
    return found


def _unknown(sheet: Sheet, row: int, at: int, known: Mapping[str, str]) -> Finding:
    heading = sheet.rows[row][at].text
    suggestion = closest(folded(heading), known)
    return problem(
        "unknown-column",
        N_("the roster can have no column {heading}"),
        sheet.origin(row, at),
        hint=N_("did you mean {suggestion}?")
        if suggestion
        else N_("delete it, or declare it in the blueprint"),
        heading=" ".join(heading.split()),
        suggestion=suggestion,
    )


def repeats_header(sheet: Sheet, number: int, found: Columns) -> bool:
    """Whether the row is the header once more, as below merged headings."""
    row = sheet.rows[number]
    return all(
        found.headings.get(at) == folded(cell.text) for at, cell in row.items() if cell.text.strip()
    )


def misshapen(sheet: Sheet, number: int, found: Columns) -> Iterator[Finding]:
    """What is wrong with the length of a row, in a file where each has as many cells as the header."""
    if not sheet.ruled:
        return
    row, width = sheet.rows[number], max(sheet.rows[found.row])
    if len(row) < width:
        yield problem(
            "csv-shape",
            N_("the row has {count} cells, the header {width}"),
            sheet.origin(number, len(row) + 1),
            hint=N_("a separator may be missing"),
            count=len(row),
            width=width,
        )
    elif any(cell.text.strip() for at, cell in row.items() if at > width):
        yield problem(
            "csv-shape",
            N_("the row has {count} cells, the header {width}"),
            sheet.origin(number, width + 1),
            hint=N_("put a text that contains the separator between quotation marks"),
            count=len(row),
            width=width,
        )
