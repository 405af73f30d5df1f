"""A part of an office's template as a stream: constant XML, slots for texts, groups that vanish.

Filling it is string work only; it knows no tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .markup import escape
from .widths import text_width

SECTION = "section"  # the mark of the last section's properties
_NARROWEST = 33  # percent
LINES = "/lines"  # after the name of a field: the text as it is broken into lines


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the text of a field stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where blocks stand; `closed`: a paragraph follows, so that a table may come last."""

    name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """XML that gives way to `otherwise` when all its fields are empty; `None`: it never does."""

    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    otherwise: str | None
    record: TextRecord | None = None


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A paragraph's identity and its text, names of fields standing at every odd place."""

    id: str
    style: str  # Word's style id
    text: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with the fields filled in."""
        return "".join(
            values.get(part, "") if index % 2 else part for index, part in enumerate(self.text)
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph of the template that is the same in every document stands about here."""

    record: TextRecord


@dataclass(frozen=True, slots=True)
class Fit:
    """How narrow the characters of a line must be set for it to fit; see `w:w`."""

    text: tuple[str, ...]  # as in `TextRecord`
    cells: float  # that fit in the line at full width

    def xml(self, values: Mapping[str, str]) -> str:
        """The scale of the characters in percent, or nothing when the text fits as it is."""
        width = text_width(TextRecord("", "", self.text).filled(values))
        if width <= self.cells:
            return ""
        return f'<w:w w:val="{max(_NARROWEST, int(100 * self.cells / width))}"/>'


Token = str | Slot | Mark | Group | Fit | Told


def fill(
    tokens: tuple[Token, ...], values: Mapping[str, str], out: list[str], told: list[TextRecord]
) -> None:
    """Append the XML of tokens without marks to `out`, and the paragraphs that stay to `told`."""
    for token in tokens:
        if isinstance(token, str):
            out.append(token)
        elif isinstance(token, Slot):
            out.append(slot_text(values.get(token.name, "")))
        elif isinstance(token, Fit):
            out.append(token.xml(values))
        elif isinstance(token, Told):
            told.append(token.record)
        elif isinstance(token, Group):
            if token.otherwise is not None and not any(map(values.get, token.names)):
                out.append(token.otherwise)
                continue
            if token.record:
                told.append(token.record)
            fill(token.tokens, values, out, told)


def slot_text(text: str) -> str:
    """The text as the inside of w:t; line feeds and tabs end it and begin another."""
    xml = escape(text)
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        if sign in xml:
            xml = xml.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return xml
