"""Rules about text: fonts, sizes, colours, indents and heights of the paragraphs whose role is sure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..errors import N_
from ..formats import Format, Mm, Style
from .faces import Face, Shape, face_name, is_allowed
from .findings import Fault, fault
from .manuscript import Manuscript, twips
from .parts import Paragraph, Run, Said
from .roles import HEADINGS, Role

HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_QUOTES = re.compile("[“”‘’…—]")
_BLANKS = re.compile(r"[ \u3000\xa0]*")
SIZE = 0.5  # points: 三号 is 16 pt in Word, 15.75 by tradition
_INDENT = 0.35  # of a character
_GREY = 0x33  # of each colour, up to which print is black
_GAP = 20  # twips
_SLACK = 0.01  # of a line or a character, lost in rounding
_SIDES = 3  # a sheet and two margins, each of which may be off by the tolerance
_SINGLE = 240  # of w:line: the height of one line
_HEIGHTS = (1.0, 1.3)  # of a line by itself, for the size: fonts of Chinese differ

# What carries text; a name of its own is told in messages.
_ELEMENTS: dict[Role, str] = {
    "recipients": "主送机关",
    "annex_note": "附件说明",
    "signature": "署名",
    "date": "成文日期",
    "note": "附注",
    "annex_label": "附件序号",
    "copy_number": "份号",
    "secrecy": "密级和紧急程度",
    "number": "发文字号",
    "imprint": "版记",
}
_TEXT: tuple[Role, ...] = ("body", "run_in", *HEADINGS)
_PLAIN: tuple[Role, ...] = ("title", *_TEXT, *_ELEMENTS)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run with Chinese text and its face; `han` counts the characters."""

    run: Run
    face: Face
    han: int

    @property
    def span(self) -> tuple[int, int]:
        return self.run.first, self.run.first + len(self.run.text)


def faces(manuscript: Manuscript) -> Iterator[Fault]:
    """Fonts and sizes of titles, headings, text and elements (5.2.2, 7.2 to 7.4)."""
    for at, paragraph in manuscript.of_role(*_PLAIN):
        role = manuscript.roles[at]
        style = manuscript.style(role)
        stretches = _stretches(manuscript, paragraph)
        if stretches:
            yield from _fonts(manuscript, at, role, style, stretches)
            yield from _sizes(at, role, style, stretches)


def _stretches(manuscript: Manuscript, paragraph: Paragraph) -> list[_Stretch]:
    found = []
    for run in paragraph.runs:
        han = len(HAN.findall(run.text))
        if han:
            face = manuscript.face(run, paragraph)
            if not face.hidden:
                found.append(_Stretch(run, face, han))
    return found


def _fonts(
    manuscript: Manuscript, at: int, role: Role, style: Style, stretches: list[_Stretch]
) -> Iterator[Fault]:
    """The font of most of the text must be right; what else stands in it must be official."""
    rules = manuscript.rules
    most = _most(stretches)
    lead = role == "run_in" and face_name(most) in ("楷体", "黑体")
    if not is_allowed(most, style.font, rules) and not lead:
        first = next(one for one in stretches if one.face.font == most)
        whole = stretches[0].span[0], stretches[-1].span[1]
        yield _font_fault(at, role, style, first.face, whole)
        return
    for one in stretches:
        font = one.face.font
        if not is_official(font, style.font, rules):
            yield _font_fault(at, role, style, one.face, one.span)


def is_official(font: str, wanted: str, rules: Format) -> bool:
    """Whether a font is the one asked for, or any other that the text of a document may have."""
    return bool(face_name(font)) or font in rules.fonts or is_allowed(font, wanted, rules)


def usual_font(manuscript: Manuscript, paragraph: Paragraph) -> str:
    """The font that most Chinese characters of a paragraph have; empty where there are none."""
    stretches = _stretches(manuscript, paragraph)
    return _most(stretches) if stretches else ""


def _most(stretches: list[_Stretch]) -> str:
    """The font that most characters have."""
    counts: Counter[str] = Counter()
    for one in stretches:
        counts[one.face.font] += one.han
    return counts.most_common(1)[0][0]


def _font_fault(at: int, role: Role, style: Style, face: Face, span: tuple[int, int]) -> Fault:
    args: dict[str, object] = {"font": face.font, "wanted": style.font}
    if not face.font:
        return fault(
            _code(role, "font"),
            N_("{element}: no font is set for Chinese, {wanted} is asked for ({count} paragraphs)"),
            style.clause, at, span, element=element_of(role), wanted=style.font,
        )  # fmt: skip
    message = N_("{element}: set in {font}, {wanted} is asked for ({count} paragraphs)")
    if face.themed:
        message = N_(
            "{element}: set in {font}, which the theme chooses, {wanted} is asked for ({count} paragraphs)"
        )
    return fault(
        _code(role, "font"), message, style.clause, at, span, element=element_of(role), **args
    )


def _sizes(at: int, role: Role, style: Style, stretches: list[_Stretch]) -> Iterator[Fault]:
    for one in stretches:
        if abs(one.face.size - style.size) > SIZE and "vertAlign" not in said_by(one.run):
            yield fault(
                _code(role, "size"),
                N_("{element}: {size} pt, {wanted} ({points} pt) is asked for ({count} paragraphs)"),
                style.clause,
                at,
                one.span,
                element=element_of(role),
                size=f"{one.face.size:g}",
                wanted=size_name(style.size),
                points=f"{float(style.size):g}",
            )  # fmt: skip


# The sizes by the names that Word and WPS offer in Chinese.
_SIZES = {
    26: "一号", 24: "小一", 22: "二号", 18: "小二", 16: "三号", 15: "小三", 14: "四号", 12: "小四",
    10.5: "五号", 9: "小五",
}  # fmt: skip


def size_name(points: float) -> str:
    """What a size is called: 三号; its points where it has no name."""
    return _SIZES.get(float(points), f"{float(points):g}")


def said_by(run: Run) -> Said:
    """The direct formatting of a run."""
    return run.properties.said if run.properties is not None else {}


def element_of(role: Role) -> str:
    """What a role is called where the standard is quoted."""
    if role in HEADINGS:
        return ("一级标题", "二级标题", "三级标题", "四级标题")[HEADINGS.index(role)]
    return {"title": "标题", "annex_title": "附件标题"}.get(role) or _ELEMENTS.get(role, "正文")


def _code(role: Role, what: str) -> str:
    if role in HEADINGS:
        return f"heading-{what}"
    kind = {"title": "title", "body": "body", "run_in": "body"}.get(role, "element")
    return f"{kind}-{what}"


def latin(manuscript: Manuscript) -> Iterator[Fault]:
    """Digits and letters in the font of the text; quotation marks in that of Chinese."""
    for at, paragraph in manuscript.of_role(*_TEXT):
        style = manuscript.style(manuscript.roles[at])
        wanted = style.latin or style.font
        for run in paragraph.runs:
            found = manuscript.face(run, paragraph)
            if not found.latin or found.hidden:
                continue
            digit = _LATIN.search(run.text)
            if digit and not (_suits(found.latin, wanted, manuscript) or _is_told(run, found)):
                start = run.first + digit.start()
                yield fault(
                    "latin-font",
                    N_("digits and Latin letters stand in {font}, not in {wanted} ({count} paragraphs)"),
                    style.clause, at, (start, start + 1), font=found.latin, wanted=wanted,
                )  # fmt: skip
            quote = _QUOTES.search(run.text)
            if quote and not found.hinted and not face_name(found.latin):
                start = run.first + quote.start()
                yield fault(
                    "quote-font",
                    N_("Word sets quotation marks and dashes in {font} here ({count} paragraphs)"),
                    style.clause, at, (start, start + 1), font=found.latin,
                )  # fmt: skip


def _is_told(run: Run, found: Face) -> bool:
    """Whether the run is told for its Chinese text, which stands in the same font."""
    return found.font == found.latin and bool(HAN.search(run.text))


def _suits(font: str, wanted: str, manuscript: Manuscript) -> bool:
    """Whether it is the font asked for, or any of the faces of official documents."""
    return is_allowed(font, wanted, manuscript.rules) or bool(face_name(font))


def colours(manuscript: Manuscript) -> Iterator[Fault]:
    """Text is black (5.2.4)."""
    for at, paragraph in manuscript.of_role(*_PLAIN):
        style = manuscript.style(manuscript.roles[at])
        for run in paragraph.runs:
            found = manuscript.face(run, paragraph)
            right = found.colour == style.colour or _is_black(found.colour)
            if run.text.strip() and not found.hidden and not right:
                yield fault(
                    "text-colour",
                    N_("text is not black but {colour} ({count} paragraphs)"),
                    "5.2.4",
                    at,
                    (run.first, run.first + len(run.text)),
                    colour=found.colour,
                )


def _is_black(colour: str) -> bool:
    try:
        return all(part <= _GREY for part in bytes.fromhex(colour))
    except ValueError:
        return True  # no colour that we know


def weights(manuscript: Manuscript) -> Iterator[Fault]:
    """小标宋 is the weight of titles: not made bold on top of it."""
    for at, paragraph in manuscript.of_role("title"):
        for one in _stretches(manuscript, paragraph):
            if one.face.bold and not manuscript.style("title").bold:
                yield fault(
                    "title-bold",
                    N_("the title is bold; 小标宋 needs no bold"),
                    "practice",
                    at,
                    one.span,
                )


# Places --------------------------------------------------------------------------------------

# Where the first line begins: in characters from the left margin.
_BEGINS: dict[Role, float] = {
    "body": 2, "run_in": 2, "heading1": 2, "heading2": 2, "heading3": 2, "heading4": 2,
    "recipients": 0, "annex_note": 2, "note": 2, "annex_label": 0, "copy_number": 0, "secrecy": 0,
}  # fmt: skip


def indents(manuscript: Manuscript) -> Iterator[Fault]:
    """左空二字 of every paragraph, 回行顶格; 顶格 of some elements (7.2.1, 7.3.2, 7.3.3)."""
    for at, paragraph in manuscript.of_role(*_BEGINS):
        role = manuscript.roles[at]
        shape, text = manuscript.shape(paragraph), paragraph.text
        if shape.align in ("center", "right", "distribute") or text.startswith("\t"):
            continue
        if role == "annex_note" and not text.lstrip().startswith("附件"):
            continue  # it goes on below the first
        style, cell = manuscript.style(role), _cell(manuscript, paragraph)
        wanted = _BEGINS[role]
        begins = shape.first_line(cell) + typed(text)
        code = _code(role, "indent")
        if abs(begins - wanted) > _INDENT:
            yield fault(
                code,
                N_("{element}: begins {found} characters from the edge, not {wanted} ({count} paragraphs)"),
                style.clause, at, (0, min(len(text), 4)),
                element=element_of(role), found=f"{begins:.1f}".removesuffix(".0"), wanted=f"{wanted:g}",
            )  # fmt: skip
        elif role in _TEXT and abs(left := shape.indent("left", cell)) > _INDENT:
            yield fault(
                code,
                N_("{element}: further lines begin {found} characters from the edge, not at it ({count} paragraphs)"),
                style.clause, at, (0, min(len(text), 4)),
                element=element_of(role), found=f"{left:.1f}".removesuffix(".0"),
            )  # fmt: skip


def typed(text: str) -> float:
    """The width of blanks that were typed at the beginning, in characters."""
    match = _BLANKS.match(text)
    blanks = match[0] if match else ""
    return sum(1.0 if blank == "\u3000" else 0.5 for blank in blanks)


def _cell(manuscript: Manuscript, paragraph: Paragraph) -> float:
    face = manuscript.face(paragraph.runs[0], paragraph)
    return face.cell if face.cell > 0 else 16.0


def alignments(manuscript: Manuscript) -> Iterator[Fault]:
    """Titles are centred (7.3.1, 7.3.7)."""
    for at, paragraph in manuscript.of_role("title", "annex_title"):
        role = manuscript.roles[at]
        align = manuscript.shape(paragraph).align
        if align not in ("center", "distribute") and typed(paragraph.text) < 2:
            yield fault(
                "title-align" if role == "title" else "element-align",
                N_("{element}: not centred"),
                manuscript.style(role).clause,
                at,
                (0, len(paragraph.text)),
                element=element_of(role),
            )


# The grid ------------------------------------------------------------------------------------


def grid(manuscript: Manuscript) -> Iterator[Fault]:
    """22 lines a page and 28 characters a line, as the paragraphs of the text are set (5.2.3)."""
    rules = manuscript.rules.grid
    for at, paragraph in manuscript.of_role("body", "run_in"):
        if not paragraph.text.strip():
            continue
        shape = manuscript.shape(paragraph)
        lines = lines_of_page(manuscript, at, shape)
        if lines == 0:
            yield fault(
                "line-height",
                N_("lines have no fixed height: whether a page holds {wanted} depends on the font ({count} paragraphs)"),
                rules.clause, at, wanted=rules.lines, line=f"{float(rules.line_pitch):g}",
            )  # fmt: skip
        elif lines is not None and lines != rules.lines:
            yield fault(
                "grid-lines",
                N_("a page holds {found} lines of this height, not {wanted} ({count} paragraphs)"),
                rules.clause, at, found=lines, wanted=rules.lines, line=f"{float(rules.line_pitch):g}",
            )  # fmt: skip
        characters = _characters(manuscript, at, paragraph, shape)
        if characters and characters != rules.characters:
            yield fault(
                "grid-characters",
                N_("a line holds {found} characters, not {wanted} ({count} paragraphs)"),
                rules.clause, at, found=characters, wanted=rules.characters,
                tight=f"{abs(rules.character_spacing):g}",
            )  # fmt: skip


def lines_of_page(manuscript: Manuscript, at: int, shape: Shape) -> int | None:
    """Lines on a page; 0 where the font decides, None where nothing can be told."""
    section = manuscript.section_of(at)
    if section is None or _is_turned(manuscript, at):
        return None
    page = manuscript.rules.page
    margins = sum(twips(section, "pgMar", side) for side in ("top", "bottom"))
    high = twips(section, "pgSz", "h") - margins
    heights = _lengths(high, page.height - page.top - page.bottom, page.tolerance)
    pitch: float = shape.line
    if shape.line_rule == "auto":
        of_grid = section.said.get("docGrid", {})
        if (
            of_grid.get("type") not in ("lines", "linesAndChars", "snapToChars")
            or not shape.on_grid
        ):
            return 0
        of_line = _lines_of_grid(manuscript, twips(section, "docGrid", "linePitch"))
        if not of_line or (of_line > 1 and shape.line != _SINGLE):
            return 0
        pitch = of_line * twips(section, "docGrid", "linePitch") * shape.line / _SINGLE
    return _held(heights, pitch, manuscript.rules.grid.lines)


@lru_cache(maxsize=64)
def _lengths(found: int, wanted: float, tolerance: float) -> tuple[int, ...]:
    """A length of the text in twips; where sheet or margins are wrong, what it should be, too.

    They are told by themselves, and the text is set for what they are once put right.
    """
    right = Mm(wanted).twips
    near = abs(found - right) <= Mm(_SIDES * tolerance).twips
    return (found,) if near else (found, right)


def _held(lengths: Sequence[int], each: float, wanted: int) -> int | None:
    """How many of so many twips each these lengths hold: as many as wanted if one of them does."""
    if each <= 0:
        return None
    counts = [math.floor(length / each + _SLACK) for length in lengths]
    return wanted if wanted in counts else counts[-1]


def _lines_of_grid(manuscript: Manuscript, pitch: int) -> int:
    """How many lines of the grid a line of text takes; 0 where that depends on the font."""
    size = manuscript.style("body").size * 20
    found = {math.ceil(size * height / pitch) for height in _HEIGHTS} if pitch > 0 else set()
    return found.pop() if len(found) == 1 else 0


def _is_turned(manuscript: Manuscript, at: int) -> bool:
    section = manuscript.section_of(at)
    return section is not None and twips(section, "pgSz", "w") > twips(section, "pgSz", "h")


def _characters(manuscript: Manuscript, at: int, paragraph: Paragraph, shape: Shape) -> int | None:
    """Characters in a line; None where nothing can be told, or the size is wrong already."""
    section = manuscript.section_of(at)
    stretches = _stretches(manuscript, paragraph)
    if section is None or not stretches or _is_turned(manuscript, at):
        return None
    face = max(stretches, key=lambda one: one.han).face
    if abs(face.size - manuscript.style("body").size) > SIZE:
        return None
    margins = sum(twips(section, "pgMar", side) for side in ("left", "right", "gutter"))
    page = manuscript.rules.page
    wide = twips(section, "pgSz", "w") - margins
    widths = _lengths(wide, page.width - page.left - page.right, page.tolerance)
    cell = face.cell
    if section.said.get("docGrid", {}).get("type") == "linesAndChars" and shape.on_grid:
        cell += twips(section, "docGrid", "charSpace") / 4096
    return _held(widths, cell * 20, manuscript.rules.grid.characters)


def gaps(manuscript: Manuscript) -> Iterator[Fault]:
    """No space between the paragraphs of the text, which would break the lines of the page."""
    for at, paragraph in manuscript.of_role(*_TEXT):
        shape = manuscript.shape(paragraph)
        if max(shape.before, shape.after) >= _GAP:
            yield fault(
                "paragraph-spacing",
                N_("{element}: space above or below the paragraph, which breaks the {lines} lines of a page ({count} paragraphs)"),
                "5.2.3", at, element=element_of(manuscript.roles[at]), lines=manuscript.rules.grid.lines,
            )  # fmt: skip
