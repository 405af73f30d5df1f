"""Rules about the page number (7.5), which stands in footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..errors import N_
from ..word import reading
from .faces import face_of, is_allowed, shape_of
from .findings import Fault, fault
from .manuscript import Manuscript
from .parts import Paragraph, read
from .styles import SETTINGS, attributes_of, is_on, name_of
from .texts import size_name

_RELATIONS = "word/_rels/document.xml.rels"
_DASHED = re.compile(r"—\s*\d*\s*—")
_SIZE = 0.5  # points
_INSET = 0.4  # of a character
_TRAIL = "\u3000"
_DEFAULT, _EVEN = "default", "even"
_SIDES = N_("page numbers stand at the right of odd pages and at the left of even ones")
_ONE_SIDE = N_(
    "page numbers stand at the right of odd pages and at the left of even ones: tick “Different Odd & Even” under Page Setup, Layout"
)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A paragraph with the page number, and the pages on which it stands: default or even."""

    paragraph: Paragraph
    kind: str


def page_numbers(manuscript: Manuscript) -> Iterator[Fault]:
    """Page numbers are there, read — 1 —, in 4 号宋体, at the outer edge (7.5)."""
    clause = manuscript.rules.page_number.clause
    found = list(_numbered(manuscript))
    if not found:
        yield fault("page-number-missing", N_("the pages have no numbers"), clause)
        return
    for one in found:
        yield from _form(one.paragraph, manuscript, clause)
        yield from _face(one.paragraph, manuscript, clause)
    yield from _place(found, manuscript, clause)


def _numbered(manuscript: Manuscript) -> Iterator[_Numbered]:
    """The paragraphs with a page number in the headers and footers of all sections."""
    known = targets(manuscript)
    seen: set[tuple[str, str]] = set()
    for section in manuscript.sections:
        for reference in section.references:
            kind, part = reference.get("type", _DEFAULT), known.get(reference.get("id", ""), "")
            xml = manuscript.returned.package.parts.get(part)
            if xml is None or (part, kind) in seen or kind == "first":
                continue
            seen.add((part, kind))
            if b"PAGE" in xml:
                for paragraph in read(xml, manuscript.name, part).paragraphs:
                    if paragraph.numbered >= 0:
                        yield _Numbered(paragraph, kind)


def targets(manuscript: Manuscript) -> Mapping[str, str]:
    """The parts to which the document refers, by the ids of the relationships."""
    xml = manuscript.returned.package.parts.get(_RELATIONS)
    if not xml:
        return {}
    told = map(attributes_of, reading.parsed(xml, _RELATIONS, manuscript.name))
    return {one.get("Id", ""): _part(one.get("Target", "")) for one in told}


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else f"word/{target}"


def _form(paragraph: Paragraph, manuscript: Manuscript, clause: str) -> Iterator[Fault]:
    text = paragraph.text
    at = paragraph.numbered
    number = text if any(sign.isdigit() for sign in text) else f"{text[:at]}1{text[at:]}"
    if not _DASHED.fullmatch(number.strip()):
        yield fault(
            "page-number-form",
            N_("the page number reads “{found}”, not “{wanted}”"),
            clause,
            found=" ".join(number.split())[:20],
            wanted=manuscript.rules.page_number.text.format(page=1),
        )


def _face(paragraph: Paragraph, manuscript: Manuscript, clause: str) -> Iterator[Fault]:
    style = manuscript.rules.styles["page_number"]
    wanted = style.latin or style.font
    for run in paragraph.runs:
        found = face_of(run, paragraph, manuscript.styles)
        if not any(sign.isdigit() for sign in run.text):
            continue
        if found.latin and not is_allowed(found.latin, wanted, manuscript.rules):
            yield fault(
                "page-number-font",
                N_("the page number is set in {font}, not in {wanted}"),
                clause, font=found.latin, wanted=wanted,
            )  # fmt: skip
        if abs(found.size - style.size) > _SIZE:
            yield fault(
                "page-number-size",
                N_("the page number is {size} pt, not {wanted} ({points} pt)"),
                clause, size=f"{found.size:g}", wanted=size_name(style.size),
                points=f"{float(style.size):g}",
            )  # fmt: skip


def _place(found: list[_Numbered], manuscript: Manuscript, clause: str) -> Iterator[Fault]:
    """Right on odd pages, left on even ones; boxes and frames are placed in ways of their own."""
    rules = manuscript.rules.page_number
    if any(one.paragraph.place != "body" or "framePr" in one.paragraph.said for one in found):
        return
    aligns = {
        one.kind: shape_of(one.paragraph, manuscript.styles, manuscript.lists).align
        for one in found
    }
    if rules.place == "center":
        if set(aligns.values()) != {"center"}:
            yield fault("page-number-place", N_("the page number is not centred"), "practice")
        return
    even = aligns.get(_EVEN) if has_even(manuscript) else aligns.get(_DEFAULT)
    if aligns.get(_DEFAULT) != "right" or even not in ("left", "both"):
        yield fault("page-number-place", _SIDES if has_even(manuscript) else _ONE_SIDE, clause)
        return
    for one in found:
        side = "right" if one.kind == _DEFAULT else "left"
        text = one.paragraph.text
        blank = text[-1:] if side == "right" else text[:1]
        if (
            shape_of(one.paragraph, manuscript.styles, manuscript.lists).indent(side, 14) < _INSET
            and blank != _TRAIL
        ):
            yield fault(
                "page-number-inset",
                N_("the page number stands at the very edge; one character is left empty"),
                clause,
            )


def has_even(manuscript: Manuscript) -> bool:
    """Whether even pages have headers and footers of their own."""
    xml = manuscript.returned.package.parts.get(SETTINGS)
    if not xml:
        return False
    root = reading.parsed(xml, SETTINGS, manuscript.name)
    said = {name_of(child): attributes_of(child) for child in root}
    return is_on(dict(said), "evenAndOddHeaders")
