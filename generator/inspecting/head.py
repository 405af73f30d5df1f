"""Rules about the distances of 版头 that a file tells without being laid out (7.2.5 to 7.3.1).

Only lines of a fixed height count; where the font decides how high a line is, or something is
drawn between two elements, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_
from ..formats import Style
from ..word.metrics import leading_below
from .faces import Shape
from .findings import Fault, fault
from .manuscript import Manuscript
from .parts import Paragraph, number

_POINT = 20  # twips
_MM = 72 / 25.4  # points
_OFF = 0.8  # of a line
_NEAR, _FAR = 2.0, 7.0  # millimetres from 文号 to the red line, asked to be 4
_FIXED = ("exact", "atLeast")


def gaps(manuscript: Manuscript) -> Iterator[Fault]:
    """Two empty lines above 文号 and below the red line, which stands 4 mm below 文号."""
    style = manuscript.rules.styles["number"]
    for at, paragraph in manuscript.of_role("number"):
        above = _next(manuscript, at, -1, "mark")
        if above is not None:
            yield from _lines(manuscript, above, at, style, float(style.before), _ABOVE)
        shape = manuscript.shape(paragraph)
        if shape.ruled is None:
            continue
        yield from _red_line(manuscript, at, shape, style)
        below = _next(manuscript, at, 1, "title")
        if below is not None:
            yield from _lines(manuscript, at, below, style, float(style.after), _BELOW)


_ABOVE = N_(
    "{found} lines are empty between the issuer's mark and the document number, not {wanted}"
)
_BELOW = N_("{found} lines are empty between the red line and the title, not {wanted}")


def _next(manuscript: Manuscript, at: int, step: int, role: str) -> int | None:
    """The element of that role next to a paragraph, with nothing but empty ones between."""
    at += step
    while 0 <= at < len(manuscript.pieces):
        if manuscript.roles.get(at) == role:
            return at if at in manuscript.paragraphs else None
        if not _is_empty(manuscript, at):
            return None
        at += step
    return None


def _is_empty(manuscript: Manuscript, at: int) -> bool:
    piece, paragraph = manuscript.pieces[at], manuscript.paragraphs.get(at)
    if paragraph is None or piece.ends_section or manuscript.lines_at(at).strip():
        return False
    plain = not (paragraph.drawn or paragraph.breaks or _is_placed(paragraph))
    return plain and manuscript.shape(paragraph).ruled is None and "pBdr/top" not in paragraph.said


def _is_placed(paragraph: Paragraph) -> bool:
    return "framePr" in paragraph.said


def _lines(
    manuscript: Manuscript, first: int, last: int, style: Style, wanted: float, message: str
) -> Iterator[Fault]:
    """Whether as many lines are empty between two elements as should be."""
    ends = [manuscript.paragraphs[at] for at in (first, last)]
    if any(one.drawn or _is_placed(one) for one in ends):
        return
    shapes = [manuscript.shape(manuscript.paragraphs[at]) for at in range(first, last + 1)]
    unsure = any(one.in_lines for one in shapes) or not _is_tight(manuscript, first)
    if unsure or any(one.line_rule not in _FIXED for one in shapes[1:-1]):
        return
    empty = sum(one.line + one.before + one.after for one in shapes[1:-1])
    after, before = shapes[0].after, shapes[-1].before
    pitch = manuscript.rules.grid.line_pitch.twips
    # Word takes the larger of two spaces that meet, or both: as the document is set up.
    least, most = (empty + max(after, before)) / pitch, (empty + after + before) / pitch
    if most < wanted - _OFF or least > wanted + _OFF:
        found = f"{(least if least > wanted else most):.1f}"
        yield fault("head-gap", message, style.clause, last, found=found, wanted=f"{wanted:g}")


def _is_tight(manuscript: Manuscript, at: int) -> bool:
    """Whether a line is hardly higher than its text, so that its edge is that of the text."""
    paragraph = manuscript.paragraphs[at]
    shape = manuscript.shape(paragraph)
    size = max((manuscript.face(run, paragraph).size for run in paragraph.runs), default=0.0)
    if shape.line_rule in _FIXED:
        return shape.line <= size * _POINT * 2
    return shape.line <= 260  # the font's own height


def _red_line(manuscript: Manuscript, at: int, shape: Shape, style: Style) -> Iterator[Fault]:
    """The distance of the border, of which the room below the text in its line is a part."""
    if shape.ruled is None or shape.ruled.get("val", "none") in ("none", "nil"):
        return
    if shape.line_rule != "exact" or abs(shape.line - style.line.twips) > 2 * _POINT:
        return
    found = (number(shape.ruled.get("space", "0")) + leading_below(style)) / _MM
    if not _NEAR <= found <= _FAR:
        rules = manuscript.rules.red_line
        yield fault(
            "head-gap",
            N_("the red line stands {found} mm below the document number, not {wanted} mm"),
            rules.clause, at, found=f"{found:.0f}", wanted=f"{float(rules.below):g}",
        )  # fmt: skip
