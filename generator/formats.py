"""A rule file: page, grid and paragraph styles of an official format, with their clauses.

The same numbers build documents and check them, so nothing here knows Word's XML; lengths
carry their unit as a type. A variant is a small rule file that `extends` another one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_args

from . import blocks, source, workspace
from .errors import N_, Finding, Origin, Rejected, closest, problem
from .source import Map, Seq

MAX_EXTENDS = 8  # a longer chain of variants is a mistake

# Styles a rule file must have beside those a block may name.
OWN_STYLES = (
    "default", "table_text", "table_heading", "table_total", "table_grid", "page_number", "mark", "imprint",
    "signer",
)  # fmt: skip
REQUIRED_STYLES = (*OWN_STYLES, *get_args(blocks.Style))

_Read = TypeVar("_Read")


class Mm(float):
    """Millimetres."""

    @property
    def twips(self) -> int:
        """The length in twentieths of a point."""
        return round(self * 1440 / 25.4)

    @property
    def points(self) -> Pt:
        """The length in points."""
        return Pt(self * 72 / 25.4)


class Pt(float):
    """Points."""

    @property
    def twips(self) -> int:
        """The length in twentieths of a point."""
        return round(self * 20)

    @property
    def half_points(self) -> int:
        """The length in half points, Word's measure of type sizes."""
        return round(self * 2)

    @property
    def eighths(self) -> int:
        """The length in eighths of a point, Word's measure of borders."""
        return round(self * 8)


class Percent(float):
    """Hundredths of what stands beside it."""

    @property
    def part(self) -> float:
        """The share as a number from 0 to 1."""
        return self / 100


class Chars(float):
    """Widths of one character cell (字)."""


class Lines(float):
    """Heights of one line (行)."""


NO_CHARS, NO_LINES = Chars(0), Lines(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The sheet, its margins and the text area (版心)."""

    clause: str
    width: Mm
    height: Mm
    top: Mm
    bottom: Mm
    left: Mm
    right: Mm
    text_width: Mm
    text_height: Mm
    tolerance: Mm

    @property
    def text_top(self) -> Mm:
        """The upper edge of the text area; glyphs reach it, margins may leave room for leading."""
        return Mm(self.top + (self.height - self.top - self.bottom - self.text_height) / 2)

    @property
    def text_bottom(self) -> Mm:
        """The lower edge of the text area, from the top of the sheet."""
        return Mm(self.text_top + self.text_height)

    @property
    def line_twips(self) -> int:
        """The width between the margins."""
        return self.width.twips - self.left.twips - self.right.twips


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How many lines and characters a page holds and what makes them fit."""

    clause: str
    lines: int
    characters: int
    line_pitch: Pt
    character_spacing: Pt


@dataclass(frozen=True, slots=True, kw_only=True)
class Font:
    """What a program without the font may use instead."""

    alternatives: tuple[str, ...]
    family: str
    pitch: str
    charset: str = "86"  # GB 2312


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style, complete: what the rule file leaves out is filled in."""

    id: str  # Word's style id
    name: str  # Word's style name; built-in ones in English
    clause: str
    font: str
    latin: str = ""  # the font of digits and Latin letters; empty: `font`
    size: Pt
    spacing: Pt  # added to every character
    colour: str  # RRGGBB
    bold: bool = False
    align: str
    line: Pt
    line_rule: str = "exact"  # single: the font's own height, `line` says nothing
    before: Lines = NO_LINES
    after: Lines = NO_LINES
    first_line: Chars = NO_CHARS
    hanging: Chars = NO_CHARS
    left: Chars = NO_CHARS
    right: Chars = NO_CHARS
    keep_next: bool = False
    new_page: bool = False
    ruled: bool = False  # the red line stands below it
    run_in: bool = False  # its face may stand within another paragraph
    outline_level: int = 0  # from 1; 0: none

    @property
    def cell(self) -> Pt:
        """The width of one character cell."""
        return Pt(self.size + self.spacing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Where 署名 and 成文日期 stand when no seal is set."""

    clause: str
    right: Chars
    shift: Chars  # how far the date begins to the right of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """What the page number reads and where it stands."""

    clause: str
    text: str  # with {page}
    place: str  # outer: right on odd pages, left on even ones; center
    inset: Chars  # from the outer edge of the text area
    below: Mm  # from the text area to the dash
    footer: Mm  # from the edge of the sheet to the footer, which puts the dash there


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRules:
    """What all tables have in common."""

    clause: str
    border: Pt
    cell_margin: Mm  # left and right
    cell_padding: Mm  # above and below
    short_cell: Chars  # a column of cells no wider than this is centred
    shade: str  # RRGGBB of filled cells, which must show in print


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """发文机关标志: where it stands and how large it may be."""

    clause: str
    top: Mm  # from the top of the text area to that of the glyphs
    largest: Pt
    least: Pt  # a name too long for it is set narrower
    narrowest: Percent  # of the width of a character
    line: Percent  # of the size: line pitch
    gap: Percent  # of the size: between stacked names and what stands beside them
    tallest: Mm  # of stacked names


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLine:
    """The red line that ends the head."""

    clause: str
    below: Mm  # from the glyphs above
    weight: Pt
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The room for seals and where 署名 and 成文日期 stand below them."""

    clause: str
    date_right: Chars
    diameter: Mm
    between: Mm  # seals must not touch
    in_a_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The head of a letter (信函) and its double lines."""

    clause: str
    mark_top: Mm  # from the edge of the sheet
    line_below: Mm  # from the mark to the first double line
    line_width: Mm
    thick: Pt
    thin: Pt
    between: Pt  # the two lines of a double line
    foot: Mm  # from the edge of the sheet to the second double line
    text_gap: Pt  # from the first double line to the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """版记: its lines and the room round its text."""

    clause: str
    thick: Mm
    thin: Mm
    inset: Chars
    padding: Mm  # above and below each element


@dataclass(frozen=True, slots=True)
class Format:
    """A rule file, read."""

    key: str
    title: str
    page: Page
    grid: Grid
    fonts: Mapping[str, Font]
    styles: Mapping[str, Style]
    signing: Signing
    page_number: PageNumber
    table: TableRules
    mark: Mark
    red_line: RedLine
    seal: Seal
    letter: Letter
    imprint: Imprint


def load(path_or_name: str | Path) -> Format:
    """The format of a rule file, given by path or by the name of one that is shipped.

    Raises `Unreadable` when there is no such file, `Rejected` with every error found in it.
    """
    data = _extended(workspace.format_file(str(path_or_name)), 0)
    reader = _Reader()
    rules = reader.format(data)
    if reader.findings:
        raise Rejected(reader.findings)
    return rules


def _extended(path: Path, depth: int) -> Map:
    """The mapping of a rule file over that of the one it extends."""
    data = source.load(path)
    base = data.pop("extends", None)
    if base is None:
        return data
    origin = data.marks["extends"]
    if depth >= MAX_EXTENDS or not isinstance(base, str):
        raise Rejected(problem("format-extends", N_("extends must name another rule file"), origin))
    beside = path.parent / f"{base}.yaml"
    found = beside if beside.is_file() else workspace.format_file(base)
    return _merged(_extended(found, depth + 1), data)


def _merged(base: Map, over: Map) -> Map:
    """A mapping with the values of both, those of `over` winning; places are kept."""
    result = Map(base)
    result.origin, result.marks = over.origin, {**base.marks, **over.marks}
    for key, value in over.items():
        below = base.get(key)
        if isinstance(below, Map) and isinstance(value, Map):
            result[key] = _merged(below, value)
        else:
            result[key] = value
    return result


class _Reader:
    """Reads mappings into the classes above and gathers every error on the way."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def format(self, data: Map) -> Format:
        """The whole rule file; meaningless when there are findings."""
        self._known(data, _TOP)
        maps = {key: self._map(data, key) for key in _TOP[2:]}
        fonts = {name: self.record(Font, self._map(maps["fonts"], name)) for name in maps["fonts"]}
        rules = Format(
            self._scalar(data, "format"),
            self._scalar(data, "title"),
            self.record(Page, maps["page"]),
            self.record(Grid, maps["grid"]),
            fonts,
            self._styles(maps["default"], maps["styles"], maps["grid"], fonts),
            self.record(Signing, maps["signing"]),
            self.record(PageNumber, maps["page_number"]),
            self.record(TableRules, maps["table"]),
            self.record(Mark, maps["mark"]),
            self.record(RedLine, maps["red_line"]),
            self.record(Seal, maps["seal"]),
            self.record(Letter, maps["letter"]),
            self.record(Imprint, maps["imprint"]),
        )
        if not self.findings:
            self._fits(rules, maps["grid"].origin)
        return rules

    def _styles(
        self, default: Map, styles: Map, grid: Map, fonts: Mapping[str, Font]
    ) -> dict[str, Style]:
        """Every style, filled up from the default one and from the grid."""
        ground = Map(line=grid.get("line_pitch"), spacing=grid.get("character_spacing"))
        ground.marks = {"line": grid.origin, "spacing": grid.origin}
        normal = _merged(ground, default)
        inherited = Map({key: value for key, value in normal.items() if key not in ("id", "name")})
        inherited.marks = normal.marks
        maps = {"default": normal} | {
            key: _merged(inherited, self._map(styles, key)) for key in styles
        }
        for missing in [key for key in REQUIRED_STYLES if key not in maps]:
            self._add("format-style", N_("the style {key} is missing"), styles.origin, key=missing)
        for data in maps.values():
            self._font_known(data, fonts)
        return {key: self.record(Style, data) for key, data in maps.items()}

    def _font_known(self, data: Map, fonts: Mapping[str, Font]) -> None:
        for key in ("font", "latin"):
            name = data.get(key)
            if name and name not in fonts:
                self._add(
                    "format-font",
                    N_("the font {name} is not listed under fonts"),
                    data.marks[key],
                    name=name,
                )

    def _fits(self, rules: Format, origin: Origin) -> None:
        """A finding for each direction in which the grid does not fit between the margins."""
        page, grid = rules.page, rules.grid
        height = page.height.twips - page.top.twips - page.bottom.twips
        width = page.width.twips - page.left.twips - page.right.twips
        if grid.lines * grid.line_pitch.twips > height:
            self._add(
                "format-grid", N_("{count} lines do not fit on a page"), origin, count=grid.lines
            )
        if grid.characters * rules.styles["default"].cell.twips > width:
            self._add(
                "format-grid",
                N_("{count} characters do not fit in a line"),
                origin,
                count=grid.characters,
            )

    def record(self, cls: type[_Read], data: Map) -> _Read:
        """An instance of `cls` with each field read as its type says."""
        known = {part.name: part for part in fields(cls)}  # type: ignore[arg-type]
        self._known(data, tuple(known))
        values: dict[str, Any] = {}
        for name, part in known.items():
            if data.get(name) is not None:
                values[name] = self._value(str(part.type), data, name)
            elif part.default is MISSING:
                self._add("format-missing", N_("{key} is missing"), data.origin, key=name)
                values[name] = 0
        return cls(**values)

    def _value(self, kind: str, data: Map, key: str) -> Any:
        if kind == "tuple[str, ...]":
            value = data[key]
            good = isinstance(value, Seq) and all(isinstance(item, str) for item in value)
            return tuple(value) if good else self._bad(kind, data, key)
        if not isinstance(data[key], str):
            return self._bad(kind, data, key)
        try:
            return _allowed(key, _READERS[kind](data[key]))
        except ValueError:
            return self._bad(kind, data, key)

    def _bad(self, kind: str, data: Map, key: str) -> int:
        self._add(
            "format-value",
            N_("{key} cannot be read"),
            data.marks.get(key, data.origin),
            hint=N_("for example: {example}"),
            key=key,
            example=" | ".join(_CHOICES[key]) if key in _CHOICES else _EXAMPLES.get(kind, ""),
        )
        return 0

    def _known(self, data: Map, keys: tuple[str, ...]) -> None:
        for key in data:
            if key not in keys:
                near = closest(key, keys)
                self._add(
                    "format-key",
                    N_("unknown key {key}"),
                    data.marks.get(key, data.origin),
                    hint=N_("did you mean {closest}?") if near else "",
                    key=key,
                    closest=near,
                )

    def _map(self, data: Map, key: str) -> Map:
        value = data.get(key)
        if isinstance(value, Map):
            return value
        self._add(
            "format-missing", N_("{key} is missing"), data.marks.get(key, data.origin), key=key
        )
        empty = Map()
        empty.origin, empty.marks = data.origin, {}
        return empty

    def _scalar(self, data: Map, key: str) -> str:
        value = data.get(key)
        if isinstance(value, str):
            return value
        self._add("format-missing", N_("{key} is missing"), data.origin, key=key)
        return ""

    def _add(self, code: str, message: str, origin: Origin, **args: Any) -> None:
        self.findings.append(problem(code, message, origin, **args))


_TOP = (
    "format", "title",
    "page", "grid", "fonts", "default", "styles", "signing", "page_number", "table", "mark",
    "red_line", "seal", "letter", "imprint",
)  # fmt: skip


def _length(cls: type[_Read], unit: str) -> Callable[[str], _Read]:
    def read(text: str) -> _Read:
        number, _, written = text.partition(" ")
        if written.strip() != unit or not math.isfinite(float(number)):
            raise ValueError(text)
        return cls(number)  # type: ignore[call-arg]

    return read


def _truth(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


def _allowed(key: str, value: Any) -> Any:
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ValueError(value)
    if key in ("colour", "shade") and not re.fullmatch("[0-9A-Fa-f]{6}", value):
        raise ValueError(value)
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "bool": _truth,
    "Mm": _length(Mm, "mm"),
    "Pt": _length(Pt, "pt"),
    "Percent": _length(Percent, "%"),
    "Chars": _length(Chars, "字"),
    "Lines": _length(Lines, "行"),
}
_EXAMPLES = {
    "str": "FF0000",
    "int": "22", "bool": "yes", "Mm": "37 mm", "Pt": "28.95 pt", "Percent": "125 %", "Chars": "2 字", "Lines": "1 行",
    "tuple[str, ...]": "[仿宋, FangSong]",
}  # fmt: skip
_CHOICES = {
    "align": ("both", "left", "center", "right"),
    "line_rule": ("exact", "at_least", "single"),
    "place": ("outer", "center"),
    "family": ("auto", "modern", "roman", "swiss"),
    "pitch": ("default", "fixed", "variable"),
}
