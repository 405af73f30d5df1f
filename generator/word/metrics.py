"""Where glyphs stand in a line of exact height, without a font at hand.

LibreOffice sets the baseline at four fifths of the line. Word centres the font's box in it,
which for lines a quarter higher than the type is the same place.
"""

from __future__ import annotations

from ..formats import Pt, Style

_BASELINE = 0.8  # of the height of the line
# Of the type size: how far glyphs reach, measured; brackets such as 〔 reach lower than words.
_ASCENT, _DESCENT, _BRACKETS = 0.85, 0.08, 0.16


def above(line: float, size: float) -> Pt:
    """From the upper edge of a line to glyphs of that size."""
    return Pt(_BASELINE * line - _ASCENT * size)


def below(line: float, size: float) -> Pt:
    """From glyphs of that size to the lower edge of their line."""
    return Pt((1 - _BASELINE) * line - _DESCENT * size)


def leading_above(style: Style) -> Pt:
    """From the upper edge of a line of this style to its glyphs."""
    return above(style.line, style.size)


def leading_below(style: Style) -> Pt:
    """From the glyphs and brackets of a line of this style to its lower edge."""
    return Pt((1 - _BASELINE) * style.line - _BRACKETS * style.size)
