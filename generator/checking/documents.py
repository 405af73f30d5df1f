"""Documents (.docx), ours or not: their text, their format, and what people did to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from .. import formats, inspecting, placing, proofreading, returned
from ..errors import CreationPlanError, Finding, Origin, Unreadable, cannot_read
from ..formats import Format
from ..inspecting import FormatFinding, manuscript
from ..inspecting.manuscript import Manuscript
from ..inspecting.rendered_pages import Sheet
from ..outline import Line, Outline
from ..proofreading import Names
from ..proofreading.paragraphs import outlined
from ..returned import Piece, Returned
from ..word.provenance import Provenance
from ..word.template import DOCUMENT
from . import allowing, texts
from .allowing import Allowed
from .found import Checked, Context, Place, Told
from .neighbours import bodies_beside
from .pages import pages_of


@dataclass(frozen=True)
class Document:
    """A document that was read, with its form."""

    returned: Returned
    form: Manuscript

    @property
    def outline(self) -> Outline:
        return self.form.outline

    @property
    def made(self) -> Provenance | None:
        """What it tells about itself; None of a document that is not ours."""
        return self.returned.made


def checked(
    path: Path, name: str, context: Context, sheets: Sequence[Sheet] | None = None
) -> tuple[Checked, list[Allowed]]:
    """What there is to tell of a document, and what its comments allow; `sheets` are its pages.

    Raises `Unreadable` for what is no .docx or is dangerous to read.
    """
    document = opened(read_bytes(path, name), name, context)
    allowed, silent = allowing.in_document(document.returned, name)
    names = _names(document, context, path)
    told = [
        *texts.told_of(document.outline, context, name, names),
        *_in_margins(document.returned, context, names, name),
        *_formal(document, context, silent, sheets),
        *map(Told, _edited(document.returned, name)),
    ]
    if sheets:
        known = pages_of(document.returned.pieces, sheets)
        told = [_on_page(one, known) for one in told]
    notes: tuple[Finding, ...] = ()
    if context.measured and sheets is None:
        notes = (inspecting.not_measured(name).finding,)
    return Checked(name, "document", tuple(sorted(told, key=_place)), notes), allowed


def _on_page(told: Told, pages: Mapping[int, int]) -> Told:
    """The finding with the page on which its paragraph begins."""
    place = told.place
    if place is None or place.paragraph - 1 not in pages:
        return told
    return replace(told, place=replace(place, page=pages[place.paragraph - 1]))


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a document's file; `Unreadable` when they cannot be had."""
    try:
        return placing.contents(path)
    except OSError as error:
        raise Unreadable(cannot_read(name, error)) from error


def opened(data: bytes, name: str, context: Context) -> Document:
    """The document; `Unreadable` for what is no .docx, is dangerous to read or no plan by far."""
    found = returned.read(data, name)
    texts.limit((piece.text for piece in found.pieces if piece.kind == "paragraph"), name)
    return Document(found, manuscript.of(found, _rules(found.made, context)))


def _rules(made: Provenance | None, context: Context) -> Format:
    """The rule file a document of ours was made by; of others the one to be held against."""
    if made is not None and made.format != context.format:
        try:
            return _loaded(made.format)
        except CreationPlanError:  # an office's own, which is not here
            pass
    return _loaded(context.format)


@lru_cache(maxsize=8)
def _loaded(name: str) -> Format:
    return formats.load(name)


def _names(document: Document, context: Context, path: Path) -> Names:
    """The names of other units; those of the folder's own, but for what was generated with them."""
    made = document.made
    unit, given = (made.unit, tuple(made.values.values())) if made else ("", ())
    bodies = context.bodies
    if not bodies and (bodies := bodies_beside(path)) and made:
        given += tuple(record.text for record in made.blocks)
    return texts.names_for(document.outline, bodies, unit, given)


def _place(told: Told) -> tuple[int, int, str]:
    place = told.place
    return (place.paragraph, place.start, told.code) if place else (0, 0, told.code)


# What was left in a copy is left in headers, too.
_OF_MARGINS = frozenset(("hole", "left-open", "other-unit"))
_HAN = re.compile("[\u4e00-\u9fff]")


def _in_margins(document: Returned, context: Context, names: Names, name: str) -> Iterator[Told]:
    """What the rules about leftovers tell of what stands beside the text; a row of ____ is a line there."""
    said = {
        text: place for text, place in inspecting.beside_text(document).items() if _HAN.search(text)
    }
    if not said:
        return
    lines = [Line(text, number) for number, text in enumerate(said, 1)]
    places = list(said.values())
    without = context.without | (frozenset(proofreading.RULES) - _OF_MARGINS)
    plan = outlined(lines, ["text"] * len(lines))
    for remark in proofreading.check(plan, names=names, without=without, source=name):
        yield Told(replace(remark.finding, origin=Origin(name, path=places[remark.line - 1])))


# Format --------------------------------------------------------------------------------------

_COMMENTS = "comments-left"


def _formal(
    document: Document, context: Context, silent: Set[str], sheets: Sequence[Sheet] | None
) -> Iterator[Told]:
    """What is against the format; comments that only allow something are not left over."""
    pieces = document.returned.pieces
    looked = inspecting.examine(document.form, without=context.without, sheets=sheets)
    if all(piece.comments <= silent for piece in pieces):
        looked = [found for found in looked if found.code != _COMMENTS]
    return placed(looked, pieces)


def placed(some: Iterable[FormatFinding], pieces: Sequence[Piece]) -> Iterator[Told]:
    """Findings about the format with their places."""
    return (Told(found.finding, _place_of(found, pieces)) for found in some)


def _place_of(found: FormatFinding, pieces: Sequence[Piece]) -> Place | None:
    """The place of a finding about the format; None of one about the document as a whole."""
    if found.piece < 0:
        return None
    words = texts.words_of(pieces[found.piece].text)
    return Place(found.piece + 1, words, found.start, found.end)


# Hand edits ----------------------------------------------------------------------------------


def _edited(document: Returned, name: str) -> Iterator[Finding]:
    """What people did to a document of ours since it was generated; offers are told as such."""
    made = document.made
    if made is None or made.blueprint == manuscript.VOLUME or _is_as_written(document, made):
        return  # a volume keeps no record of its plans
    edits = returned.compare(document, made.blocks)
    if edits.ids or edits.added:
        yield returned.told(edits, name)


def _is_as_written(document: Returned, made: Provenance) -> bool:
    written = (made.document_crc, made.document_size)
    members = document.package.members
    return any((one.crc, one.size) == written for one in members if one.name == DOCUMENT)
