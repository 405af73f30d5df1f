"""The form of any .docx held against a rule file: what is not as GB/T 9704 asks.

A rule is a function from a manuscript to faults; it is quiet about paragraphs of which nobody
can tell what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from .. import returned as reading
from ..errors import N_, Origin, problem
from ..formats import Format
from ..returned import Returned
from . import elements, findings, head, leftovers, manuscript, margins, seen, tables, texts
from . import sheets as sheet_rules
from .findings import SEVERITIES, Fault, FormatFinding
from .lines import BESIDE, beside_text, lines
from .manuscript import Manuscript
from .pages import Sheet

__all__ = (
    "BESIDE", "RULES", "SEVERITIES", "FormatFinding", "beside_text", "examine", "lines", "look", "not_measured",
)  # fmt: skip

Rule = Callable[[Manuscript], Iterator[Fault]]

# The findings that come from each rule.
RULES: Mapping[Rule, tuple[str, ...]] = {
    sheet_rules.sizes: ("page-size",),
    sheet_rules.margins: ("page-margins",),
    sheet_rules.turned: ("turned-margins",),
    sheet_rules.tables: ("table-wide",),
    tables.texts: ("table-font", "table-size"),
    texts.grid: ("grid-lines", "grid-characters", "line-height"),
    texts.faces: (
        "title-font", "title-size", "heading-font", "heading-size", "body-font", "body-size",
        "element-font", "element-size",
    ),
    texts.latin: ("latin-font", "quote-font"),
    texts.colours: ("text-colour",),
    texts.weights: ("title-bold",),
    texts.indents: ("body-indent", "heading-indent", "element-indent"),
    texts.alignments: ("title-align", "element-align"),
    texts.gaps: ("paragraph-spacing",),
    elements.titles: ("title-shape", "title-break"),
    elements.levels: ("heading-level",),
    elements.marks: ("mark-font", "mark-colour", "mark-align"),
    elements.numbers: ("number-place", "red-line-missing", "red-line-colour"),
    head.gaps: ("head-gap",),
    elements.dates: ("date-place",),
    elements.places: ("element-align",),
    elements.orders: ("element-indent",),
    elements.without_text: ("signature-alone",),
    elements.annexes: ("annex-page",),
    elements.imprints: ("imprint-last", "imprint-lines"),
    margins.page_numbers: (
        "page-number-missing", "page-number-form", "page-number-font", "page-number-size",
        "page-number-place", "page-number-inset",
    ),
    leftovers.changes: ("tracked-changes", "undecided"),
    leftovers.changes_in_margins: ("tracked-changes", "undecided"),
    leftovers.comments: ("comments-left",),
    leftovers.marked: ("text-colour",),
}  # fmt: skip


def look(
    document: Returned | bytes,
    rules: Format,
    *,
    name: str = "",
    sheets: Sequence[Sheet] | None = None,
) -> list[FormatFinding]:
    """What is against the format, in the order of the document.

    `name` is the file's, for bytes; `sheets` are its pages as `rendered_pages.sheets` reads them.
    Raises `Unreadable` for what cannot be read.
    """
    read = reading.read(document, name) if isinstance(document, bytes) else document
    return examine(manuscript.of(read, rules), sheets=sheets)


def examine(
    form: Manuscript,
    *,
    without: Collection[str] = (),
    sheets: Sequence[Sheet] | None = None,
) -> list[FormatFinding]:
    """As `look`, of a document that was read with its form; `without` are codes to leave out."""
    package = form.returned.package
    wanted = [rule for rule, codes in RULES.items() if not set(codes) <= set(without)]
    faults = [fault for rule in wanted for fault in rule(form)]
    if sheets is not None:
        faults += seen.pages(form, sheets)
    words = {at: form.lines_at(at) for at in range(len(form.pieces))}
    told = [*map(findings.of, package.hazards()), *findings.told(faults, words, form.name)]
    return [finding for finding in told if finding.code not in without]


def not_measured(name: str) -> FormatFinding:
    """The note that the pages of a document were not looked at."""
    return findings.of(
        problem(
            "pages-not-measured",
            N_("the pages were not measured: LibreOffice was not found"),
            Origin(name),
        )
    )
