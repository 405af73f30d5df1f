"""Rules about the text in tables, of which the standard says nothing: what offices do.

In a document of ours the style of a paragraph says how it should look. Elsewhere any font of
official documents will do, in any size that can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import N_
from ..formats import Format, Style
from ..returned import Piece
from .cells import paragraphs_in
from .faces import Face, is_allowed
from .findings import Fault, fault
from .manuscript import Manuscript
from .texts import HAN, SIZE, is_official, said_by

_ROLES = ("table_text", "table_heading", "table_total", "table_grid")


def texts(manuscript: Manuscript) -> Iterator[Fault]:
    """Fonts and sizes of the text in tables."""
    known = _styles(manuscript)
    least = min(manuscript.rules.styles[key].size for key in _ROLES)
    for at, table in enumerate(manuscript.pieces):
        if table.kind != "table":
            continue
        for begins, piece in paragraphs_in(table):
            wanted = known.get(manuscript.returned.style(piece.style))
            for face, first, last in _faces(manuscript, piece):
                span = begins + first, begins + last
                found = _told(face, wanted, manuscript.rules, least)
                yield from (
                    fault(code, text, "practice", at, span, **args) for code, text, args in found
                )


def _styles(manuscript: Manuscript) -> Mapping[str, Style]:
    """The styles of tables by their names in Word, in a document of ours."""
    if manuscript.returned.made is None:
        return {}
    styles = (manuscript.rules.styles[key] for key in _ROLES)
    return {style.name: style for style in styles}


def _faces(manuscript: Manuscript, piece: Piece) -> Iterator[tuple[Face, int, int]]:
    """The faces of Chinese text in a paragraph of a cell, and where it stands there."""
    paragraph = manuscript.forms.get(piece.start)
    if paragraph is None:
        return
    for run in paragraph.runs:
        if HAN.search(run.text) and "vertAlign" not in said_by(run):
            face = manuscript.face(run, paragraph)
            if not face.hidden:
                yield face, run.first, run.first + len(run.text)


_Told = tuple[str, str, dict[str, object]]


def _told(face: Face, wanted: Style | None, rules: Format, least: float) -> Iterator[_Told]:
    if wanted is None:
        if face.font and not is_official(face.font, "", rules):
            message = N_("table: set in {font}, no font of official documents ({count} tables)")
            yield "table-font", message, {"font": face.font}
        if face.size < least - SIZE:
            message = N_("table: {size} pt, hard to read below {least} pt ({count} tables)")
            yield "table-size", message, {"size": f"{face.size:g}", "least": f"{least:g}"}
        return
    if not is_allowed(face.font, wanted.font, rules):
        message = N_("table: set in {font}, {wanted} is asked for ({count} tables)")
        yield "table-font", message, {"font": face.font or "-", "wanted": wanted.font}
    if abs(face.size - wanted.size) > SIZE:
        message = N_("table: {size} pt, {wanted} pt is asked for ({count} tables)")
        yield "table-size", message, {"size": f"{face.size:g}", "wanted": f"{float(wanted.size):g}"}
