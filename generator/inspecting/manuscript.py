"""What the rules look at: the document, its form, the rule file, and what each paragraph is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .. import outline
from ..formats import Format, Style
from ..outline import Line, Outline
from ..returned import Piece, Returned
from . import numbering, roles, styles
from .faces import Face, Shape, face_of, shape_of
from .lines import lines_of
from .numbering import Lists
from .parts import Paragraph, Part, Properties, Run, number, read
from .roles import Role
from .styles import Styles

VOLUME = "#volume"  # what a volume of ours names as its blueprint
_BOUND = 3  # plans in one document: a notice and what it passes on are two


@dataclass(frozen=True)
class Manuscript:
    """A document to be held against a rule file."""

    returned: Returned
    rules: Format
    part: Part
    styles: Styles
    lines: tuple[Line, ...]
    outline: Outline
    lists: Lists = field(default_factory=dict)
    faces: dict[int, Face] = field(default_factory=dict)  # by the place of the run
    shapes: dict[int, Shape] = field(default_factory=dict)  # by that of the paragraph

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self.returned.pieces

    @property
    def name(self) -> str:
        return self.returned.package.name

    @cached_property
    def roles(self) -> Mapping[int, Role]:
        """By the position of each piece what it is; those of which nobody can tell are left out."""
        return roles.of(self.returned, self.outline, self.rules)

    @cached_property
    def forms(self) -> Mapping[int, Paragraph]:
        """The form of each paragraph, those in cells too, by its place in bytes."""
        return {one.start: one for one in self.part.paragraphs}

    @cached_property
    def paragraphs(self) -> Mapping[int, Paragraph]:
        """The form of each paragraph by the position of its piece."""
        return {
            at: self.forms[piece.start]
            for at, piece in enumerate(self.pieces)
            if piece.kind == "paragraph" and piece.start in self.forms
        }

    @cached_property
    def sections(self) -> tuple[Properties, ...]:
        return tuple(one for one in self.part.sections if one.said)

    def lines_at(self, at: int) -> str:
        """The text of a piece, or that of its boxes."""
        return self.pieces[at].text or self.pieces[at].boxed

    def of_role(self, *wanted: Role) -> Iterator[tuple[int, Paragraph]]:
        """The paragraphs of some roles with their positions."""
        for at, role in self.roles.items():
            if role in wanted and at in self.paragraphs:
                yield at, self.paragraphs[at]

    def style(self, role: Role) -> Style:
        """What the rule file wants of a role."""
        return self.rules.styles[roles.STYLES[role]]

    def face(self, run: Run, paragraph: Paragraph) -> Face:
        """What a run of the document looks like."""
        if run.start not in self.faces:
            self.faces[run.start] = face_of(run, paragraph, self.styles)
        return self.faces[run.start]

    def shape(self, paragraph: Paragraph) -> Shape:
        """What a paragraph of the document looks like."""
        if paragraph.start not in self.shapes:
            self.shapes[paragraph.start] = shape_of(paragraph, self.styles, self.lists)
        return self.shapes[paragraph.start]

    def section_of(self, at: int) -> Properties | None:
        """The properties of the section in which a piece stands."""
        found = bisect_left(self._section_places, self.pieces[at].start)
        return self.sections[found] if found < len(self.sections) else None

    @cached_property
    def _section_places(self) -> tuple[int, ...]:
        return tuple(one.start for one in self.sections)

    @cached_property
    def by_start(self) -> Mapping[int, int]:
        """The position of each piece by its place in bytes."""
        return {piece.start: at for at, piece in enumerate(self.pieces)}

    @cached_property
    def has_mark(self) -> bool:
        """Whether it has 版头: 发文机关标志 is there."""
        return "mark" in self.roles.values()

    @cached_property
    def plans(self) -> tuple[int, ...]:
        """The positions at which the plans of a bound volume begin; none of a single document."""
        firsts = (part.first for part in self.outline.parts if part.kind == "plan")
        found = tuple(self.lines[first].index - 1 for first in firsts)
        made = self.returned.made
        is_volume = made is not None and made.blueprint == VOLUME
        return found if is_volume or len(found) >= _BOUND else ()

    @cached_property
    def last_entry(self) -> int:
        """The position of the last labelled paragraph before any annex."""
        entries = [entry for entry in self.outline.entries if entry.part == 0]
        return self.lines[entries[-1].position].index - 1 if entries else 0


def of(returned: Returned, rules: Format) -> Manuscript:
    """The document with all that the rules ask of it; raises `Unreadable` for bad parts."""
    name = returned.package.name
    part = read(returned.package.document, name)
    known = styles.of(returned.package.parts, name)
    lists = numbering.lists(returned.package.parts, name)
    found = lines_of(returned, part.paragraphs, known, lists)
    return Manuscript(returned, rules, part, known, found, outline.read(found), lists)


def twips(properties: Properties, element: str, attribute: str) -> int:
    """A length that a section or a table gives; 0 where it says nothing."""
    return number(properties.said.get(element, {}).get(attribute, "0"))
