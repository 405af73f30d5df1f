"""The structure of any plan, read from its paragraphs: labels, levels, headings, parts, dates."""

from __future__ import annotations

from .labels import SPOKEN, Label
from .lines import Line, Rows, lines_of
from .parts import AnnexNote, Entry, Mark, Outline, Part, Role, Run, Spot
from .periods import Moment, Period, periods, stretches
from .reading import heading_of, read

__all__ = (
    "SPOKEN", "AnnexNote", "Entry", "Label", "Line", "Mark", "Moment", "Outline", "Part", "Period", "Role",
    "Rows", "Run", "Spot", "heading_of", "lines_of", "periods", "read", "stretches",
)  # fmt: skip
