"""What a stretch of text and a paragraph look like in the end, in points and characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..formats import Format
from .numbering import Lists, placed
from .parts import Attributes, Paragraph, Run, Said, number
from .styles import Styles, is_on, is_themed, over

_WORDS_SIZE = 10.0  # points, where nothing says it (17.3.2.38)
_AUTO = 240  # of w:line: the font's own height

# What the standard names are faces, not products: a font is of a face when its name says so.
_FACES = (
    ("小标宋", ("小标宋", "xiaobiaosong", "xbs")),
    ("仿宋", ("仿宋", "fangsong")),
    ("楷体", ("楷", "kaiti", "fzkai")),
    ("黑体", ("黑体", "simhei", "heiti", "fzhei")),
    ("宋体", ("宋体", "simsun", "stsong")),
)


@dataclass(frozen=True, slots=True)
class Face:
    """Text: fonts of Chinese and of Latin letters, size and spacing in points, colour RRGGBB."""

    font: str
    latin: str
    size: float
    spacing: float
    colour: str
    bold: bool
    themed: bool  # the font of Chinese comes from the theme
    hinted: bool  # quotation marks are set in the font of Chinese
    hidden: bool = False

    @property
    def cell(self) -> float:
        return self.size + self.spacing


@dataclass(frozen=True, slots=True)
class Shape:
    """A paragraph: indents in twips, and in characters where they are given so; spacing in twips."""

    align: str
    indents: Attributes
    before: int
    after: int
    in_lines: bool  # space is given in lines only, whose height depends on the page
    line: int
    line_rule: str
    level: int  # of the outline, from 1; 0: none
    new_page: bool
    on_grid: bool
    ruled: Attributes | None  # the border below

    def indent(self, name: str, cell: float) -> float:
        """The indent `left`, `right`, `firstLine` or `hanging` in cells of so many points.

        An indent in characters wins over one in twips.
        """
        in_cells = number(self.indents.get(f"{name}Chars", "0"))
        if in_cells:
            return in_cells / 100
        other = {"left": "start", "right": "end"}.get(name, name)
        twips = number(self.indents.get(name, self.indents.get(other, "0")))
        return twips / 20 / cell if cell else 0.0

    def first_line(self, cell: float) -> float:
        """How far the first line begins from the margin, in cells."""
        own = self.indent("firstLine", cell) - self.indent("hanging", cell)
        return self.indent("left", cell) + own


def face_of(run: Run, paragraph: Paragraph, styles: Styles) -> Face:
    """The face of a run."""
    said = run.properties.said if run.properties is not None else {}
    character = said.get("rStyle", {}).get("val", "")
    base = styles.run(style_of(paragraph, styles), character)
    return face(over(base, said), styles)


def face(said: Said, styles: Styles) -> Face:
    """The face that resolved properties give."""
    fonts = said.get("rFonts", {})
    east, latin = fonts.get("eastAsia", ""), fonts.get("ascii", "")
    colour = said.get("color", {}).get("val", "auto")
    size = number(said.get("sz", {}).get("val", "0")) / 2
    return Face(
        font=styles.font(east),
        latin=styles.font(latin),
        size=size or _WORDS_SIZE,
        spacing=number(said.get("spacing", {}).get("val", "0")) / 20,
        colour="000000" if colour == "auto" else colour.upper(),
        bold=is_on(said, "b"),
        themed=is_themed(east),
        hinted=fonts.get("hint") == "eastAsia",
        hidden=is_on(said, "vanish"),
    )


def style_of(paragraph: Paragraph, styles: Styles) -> str:
    """The id of the paragraph's style."""
    return styles.of_paragraph(paragraph.said.get("pStyle", {}).get("val", ""))


def shape_of(paragraph: Paragraph, styles: Styles, lists: Lists) -> Shape:
    """The shape of a paragraph, with what its list says of it."""
    base = styles.paragraph(style_of(paragraph, styles))
    own = {name: told for name, told in paragraph.said.items() if name != "pStyle"}
    said = over(base, own)
    list_id, at = placed(paragraph.said, styles, lists)
    known = lists.get(list_id)
    if known is not None and at in known.levels:
        listed = known.levels[at].paragraph
        said = (
            over(over(listed, base), own) if "numPr" not in own else over(over(base, listed), own)
        )
    return shape(said)


def shape(said: Said) -> Shape:
    """The shape that resolved properties give."""
    spacing = said.get("spacing", {})
    level = said.get("outlineLvl", {}).get("val", "")
    return Shape(
        align={"start": "left", "end": "right"}.get(
            told := said.get("jc", {}).get("val", "left"), told
        ),
        indents=said.get("ind", {}),
        before=0 if is_on(said, "contextualSpacing") else _gap(spacing, "before"),
        after=0 if is_on(said, "contextualSpacing") else _gap(spacing, "after"),
        in_lines=any(_only_in_lines(spacing, name) for name in ("before", "after")),
        line=number(spacing.get("line", str(_AUTO))),
        line_rule=spacing.get("lineRule", "auto"),
        level=number(level) + 1 if level and number(level) < 9 else 0,
        new_page=is_on(said, "pageBreakBefore"),
        on_grid="snapToGrid" not in said or is_on(said, "snapToGrid"),
        ruled=said.get("pBdr/bottom"),
    )


def _gap(spacing: Attributes, name: str) -> int:
    """The space above or below; what Word chooses by itself is counted as a line."""
    if spacing.get(f"{name}Autospacing", "0") in ("1", "true", "on"):
        return _AUTO
    if _only_in_lines(spacing, name):
        return number(spacing[f"{name}Lines"]) * _AUTO // 100
    return number(spacing.get(name, "0"))


def _only_in_lines(spacing: Attributes, name: str) -> bool:
    """Whether space is given in lines, without the length to which Word has counted it."""
    return bool(number(spacing.get(f"{name}Lines", "0"))) and not number(spacing.get(name, "0"))


@lru_cache(maxsize=512)
def face_name(font: str) -> str:
    """The face (仿宋, 黑体 …) that a font is a product of; the empty text for none that counts."""
    lowered = font.lower()
    for face, words in _FACES:
        if any(word in lowered for word in words):
            return face
    return ""


def is_allowed(font: str, wanted: str, rules: Format) -> bool:
    """Whether text may stand in a font where the rule file names another."""
    known = rules.fonts.get(wanted)
    if font == wanted or (known is not None and font in known.alternatives):
        return True
    return bool(face_name(wanted)) and face_name(font) == face_name(wanted)
