"""What the rules say: a finding with its piece and stretch of text, equal ones told as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..errors import N_, Finding, Origin, Severity

DOCUMENT = -1  # the piece of what is about the document as a whole
_WORDS = 12

# How grave each finding is. An error is what an office sends back; the standard says "一般用" of
# most faces, so that of headings and small elements is a warning; style is a habit.
SEVERITIES: Mapping[str, Severity] = {
    "page-size": "error",
    "page-margins": "error",
    "turned-margins": "warning",
    "grid-lines": "warning",
    "grid-characters": "warning",
    "title-font": "error",
    "title-size": "error",
    "title-align": "warning",
    "title-bold": "style",
    "title-shape": "style",
    "title-break": "warning",
    "heading-font": "warning",
    "heading-size": "warning",
    "heading-indent": "warning",
    "heading-level": "style",
    "body-font": "error",
    "body-size": "error",
    "body-indent": "warning",
    "element-font": "warning",
    "element-size": "warning",
    "element-indent": "warning",
    "element-align": "warning",
    "latin-font": "style",
    "quote-font": "style",
    "text-colour": "warning",
    "line-height": "warning",
    "paragraph-spacing": "warning",
    "page-number-missing": "warning",
    "page-number-form": "warning",
    "page-number-font": "warning",
    "page-number-size": "warning",
    "page-number-place": "warning",
    "page-number-inset": "style",
    "mark-font": "style",
    "mark-colour": "warning",
    "mark-align": "warning",
    "number-place": "warning",
    "red-line-missing": "warning",
    "red-line-colour": "warning",
    "head-gap": "style",
    "imprint-lines": "warning",
    "imprint-last": "warning",
    "date-place": "warning",
    "annex-page": "warning",
    "table-wide": "warning",
    "table-font": "style",
    "table-size": "style",
    "tracked-changes": "warning",
    "undecided": "error",
    "comments-left": "warning",
    "document-unsafe": "warning",
    "pages-not-measured": "style",
    "page-lines": "warning",
    "page-characters": "warning",
    "signature-alone": "warning",
    "imprint-page": "warning",
    "imprint-foot": "warning",
    "text-off-page": "warning",
}

_CLAUSE = N_("GB/T 9704-2012, clause {clause}")
_FONT = N_("GB/T 9704-2012, clause {clause}; select it and set the font for Chinese under Font")
_SIZE = N_("GB/T 9704-2012, clause {clause}; select it and set the size under Font")
_INDENT = N_(
    "GB/T 9704-2012, clause {clause}; under Paragraph: first line 2 characters, no left indent"
)
_LINES = N_(
    "GB/T 9704-2012, clause {clause}; select the text, under Paragraph set line spacing: exactly {line} pt"
)
_MARGINS = N_("GB/T 9704-2012, clause {clause}; under Page Setup, Margins")
# What to do about it in Word or WPS, beside the clause.
_HINTS: Mapping[str, str] = {
    "page-size": N_("GB/T 9704-2012, clause {clause}; under Page Setup, Paper: A4"),
    "page-margins": _MARGINS,
    "turned-margins": _MARGINS,
    "grid-lines": _LINES,
    "line-height": _LINES,
    "grid-characters": N_("GB/T 9704-2012, clause {clause}; select the text, under Font, Advanced: condensed by {tight} pt"),
    "paragraph-spacing": N_("GB/T 9704-2012, clause {clause}; under Paragraph set the space before and after to 0"),
    "title-font": _FONT, "heading-font": _FONT, "body-font": _FONT, "element-font": _FONT,
    "title-size": _SIZE, "heading-size": _SIZE, "body-size": _SIZE, "element-size": _SIZE,
    "body-indent": _INDENT, "heading-indent": _INDENT,
    "annex-page": N_("GB/T 9704-2012, clause {clause}; put a page break above it"),
    "page-number-missing": N_("GB/T 9704-2012, clause {clause}; under Insert, Page Number; a number typed by hand is none"),
    "tracked-changes": N_("accept or reject them under Review"),
    "comments-left": N_("delete them under Review"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormatFinding:
    """A finding and its place: a position in `Returned.pieces` (-1: none), offsets in its text.

    `pieces` are all the pieces that it is about, of which `piece` is the first.
    """

    finding: Finding
    piece: int = DOCUMENT
    start: int = 0
    end: int = 0
    pieces: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def severity(self) -> Severity:
        return self.finding.severity


@dataclass(frozen=True, slots=True)
class Fault:
    """What one rule found at one place; faults with the same words become one finding."""

    code: str
    message: str
    clause: str = ""
    piece: int = DOCUMENT
    start: int = 0
    end: int = 0
    args: Mapping[str, object] = field(default_factory=dict)


def fault(
    code: str,
    message: str,
    clause: str = "",
    piece: int = DOCUMENT,
    span: tuple[int, int] = (0, 0),
    **args: object,
) -> Fault:
    """A fault whose template fields are given as keywords; `count` is added when it is told."""
    return Fault(code, message, clause, piece, *span, args=args)


def told(faults: Iterable[Fault], texts: Mapping[int, str], source: str) -> list[FormatFinding]:
    """The faults as findings in the order of the document; `texts` are those of the pieces."""
    groups: dict[tuple[object, ...], list[Fault]] = {}
    for one in faults:
        told_by = (f"{name}={value}" for name, value in one.args.items() if name != "element")
        key = (one.code, one.message, *told_by)
        groups.setdefault(key, []).append(one)
    found = [_finding(group, texts, source) for group in groups.values()]
    return sorted(found, key=lambda finding: (finding.piece, finding.start))


def _finding(group: list[Fault], texts: Mapping[int, str], source: str) -> FormatFinding:
    first = min(group, key=lambda one: (one.piece, one.start))
    pieces = tuple(sorted({one.piece for one in group if one.piece != DOCUMENT}))
    origin = Origin(source)
    if first.piece != DOCUMENT:
        words = _cut(texts.get(first.piece, ""))
        origin = Origin(source, first.piece + 1, first.start + 1, path=words and f"“{words}”")
    hint = _HINTS.get(first.code, _CLAUSE)
    if not first.clause[:1].isdigit() and "{clause}" in hint:
        hint = ""
    args = dict(first.args)
    if "element" in args:
        args["element"] = "、".join(dict.fromkeys(str(one.args["element"]) for one in group))
    finding = Finding(
        first.code,
        first.message,
        origin,
        hint,
        SEVERITIES[first.code],
        args={**args, "count": max(len(pieces), 1), "clause": _clauses(group)},
    )
    return FormatFinding(finding, first.piece, first.start, first.end, pieces)


def _clauses(group: list[Fault]) -> str:
    """The clauses of all, each once."""
    found = (clause for one in group for clause in one.clause.split(", "))
    return ", ".join(dict.fromkeys(found))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WORDS else f"{flat[:_WORDS]}…"


def of(found: Finding, piece: int = DOCUMENT) -> FormatFinding:
    """A finding that others made, with the severity it has here."""
    return FormatFinding(replace(found, severity=SEVERITIES.get(found.code, found.severity)), piece)
