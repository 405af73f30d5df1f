"""Rules about the sheet: size, margins, tables wider than the text."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_
from ..formats import Mm
from .findings import Fault, fault
from .manuscript import Manuscript, twips
from .parts import Properties, Table, number

_TWIPS = 1440 / 25.4  # in a millimetre
_LETTER = {"w": 215.9, "h": 279.4}  # millimetres, what Word takes where nothing is said
_SLACK = 0.02  # millimetres lost in rounding to twips
_FIFTIETHS = 5000  # of a percent: a table as wide as the text

_MARGINS = {
    "top": N_("the top margin (天头) is {found} mm, not {wanted} mm"),
    "bottom": N_("the bottom margin is {found} mm, not {wanted} mm"),
    "left": N_("the left margin (订口) is {found} mm, not {wanted} mm"),
    "right": N_("the right margin is {found} mm, not {wanted} mm"),
}


def sizes(manuscript: Manuscript) -> Iterator[Fault]:
    """A4, upright or turned (5.1)."""
    page = manuscript.rules.page
    for section in manuscript.sections or (Properties(0),):
        sides = sorted(_mm(section, "pgSz", side) or usual for side, usual in _LETTER.items())
        wanted = sorted((page.width, page.height))
        if any(
            abs(one - other) > page.tolerance + _SLACK
            for one, other in zip(sides, wanted, strict=True)
        ):
            yield fault(
                "page-size",
                N_("the sheet is {found} mm, not {wanted} mm"),
                "5.1",
                found=f"{sides[0]:.0f} × {sides[1]:.0f}",
                wanted=f"{wanted[0]:.0f} × {wanted[1]:.0f}",
            )


def _mm(section: Properties, element: str, attribute: str) -> float:
    return twips(section, element, attribute) / _TWIPS


def margins(manuscript: Manuscript) -> Iterator[Fault]:
    """天头, 订口 and what leaves 版心 156 × 225 mm (5.2.1); turned pages are left alone."""
    page = manuscript.rules.page
    wanted: dict[str, Mm] = {
        "top": page.top, "bottom": page.bottom, "left": page.left, "right": page.right
    }  # fmt: skip
    for section in manuscript.sections:
        if "pgMar" not in section.said or is_turned(section):
            continue
        for side, length in wanted.items():
            found = abs(_mm(section, "pgMar", side))
            if side == "left":
                found += _mm(section, "pgMar", "gutter")
            if abs(found - length) > page.tolerance + _SLACK:
                yield fault(
                    "page-margins",
                    _MARGINS[side],
                    page.clause,
                    found=f"{found:.1f}",
                    wanted=f"{float(length):g}",
                )


_TURNED = N_("turned pages: margins {found} mm, those of the upright sheet turned are {wanted} mm")


def turned(manuscript: Manuscript) -> Iterator[Fault]:
    """The margins of turned pages are those of the upright sheet, turned either way (clause 8)."""
    page = manuscript.rules.page
    across, along = sorted((page.left, page.right)), sorted((page.top, page.bottom))
    for section in manuscript.sections:
        if "pgMar" not in section.said or not is_turned(section):
            continue
        top, bottom, left, right = (
            abs(_mm(section, "pgMar", side)) for side in ("top", "bottom", "left", "right")
        )
        gutter = _mm(section, "pgMar", "gutter")
        found = [*sorted((top, bottom)), *sorted((left + gutter, right))]
        if any(
            abs(one - other) > page.tolerance + _SLACK
            for one, other in zip(found, [*across, *along], strict=True)
        ):
            yield fault(
                "turned-margins",
                _TURNED,
                "5.2.1, 8",
                found=_four(top, bottom, left + gutter, right),
                wanted=_four(page.left, page.right, page.bottom, page.top),
            )


def _four(*lengths: float) -> str:
    return " / ".join(f"{length:.1f}".removesuffix(".0") for length in lengths)


def is_turned(section: Properties) -> bool:
    """Whether the pages of a section lie."""
    return twips(section, "pgSz", "w") > twips(section, "pgSz", "h")


def tables(manuscript: Manuscript) -> Iterator[Fault]:
    """A table is no wider than the text of its page."""
    for table in manuscript.part.tables:
        if table.depth:
            continue
        at = manuscript.by_start.get(table.start)
        section = None if at is None else manuscript.section_of(at)
        if at is None or section is None:
            continue
        sides = ("left", "right", "gutter")
        room = twips(section, "pgSz", "w") - sum(twips(section, "pgMar", side) for side in sides)
        # What stands left and right of the text in cells may reach into the margins.
        if room > 0 and _width(table, room) > room + 2 * _CELL_MARGIN:
            yield fault(
                "table-wide",
                N_("the table is {found} mm wide, the text {room} mm"),
                "5.2.1",
                at,
                found=f"{_width(table, room) / _TWIPS:.0f}",
                room=f"{room / _TWIPS:.0f}",
            )


_CELL_MARGIN = 113  # twips, what Word takes


def _width(table: Table, room: int) -> int:
    """The width of a table that has one of its own; 0 where Word fits it to the page."""
    said = table.said
    width = said.get("tblW", {})
    if width.get("type") == "pct":
        return number(width.get("w", "0").removesuffix("%")) * room // _FIFTIETHS
    if width.get("type") == "dxa":
        return max(number(width.get("w", "0")), sum(table.columns))
    fixed = said.get("tblLayout", {}).get("type") == "fixed"
    return sum(table.columns) if fixed else 0
