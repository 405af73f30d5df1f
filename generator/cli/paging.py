"""Help pages that come out straight in Chinese: click counts characters, a terminal counts cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import click

from ..messages import _, language

# What may not be torn apart: a Latin word or one Chinese character, with the marks that open
# before it and close after it (no line begins with a comma).
_CHINESE = "\u2e80-\u9fff\uff00-\uffef"
_PIECE = rf"\s+|[（《“〔]*(?:[^\s{_CHINESE}]+|[{_CHINESE}])[，。、；：）》”〕！？…]*"


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(click.unstyle(text)) + wide


def padded(text: str, width: int) -> str:
    """The text filled up to `width` columns."""
    return text + " " * max(width - cells(text), 0)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; Chinese breaks between any two characters."""
    lines = [""]
    for piece in re.findall(_PIECE, text):
        if lines[-1] and cells((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += " " if piece.isspace() else piece
    return [line.rstrip() for line in lines]


class Formatter(click.HelpFormatter):
    """click's formatter with widths in columns and the colon of the language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        space = "" if language() == "zh" else " "
        super().write_usage(prog, args, prefix or _("Usage:") + space)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{_('{heading}:', heading=heading)}\n")

    def write_text(self, text: str) -> None:
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{'':{self.current_indent}}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        first = min(max(cells(term) for term, _text in rows), col_max) + col_spacing
        margin = self.current_indent + first
        for term, text in rows:
            lines = wrapped(text, max(self.width - margin, 10))
            if cells(term) + col_spacing > first:
                lines.insert(0, "")
            self.write(f"{'':{self.current_indent}}{padded(term, first)}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{'':{margin}}{line}\n")
