"""How a document looks as a whole: what its styles say; its pages are in `page_looks`.

A document tells in its record how it was written, so that a person's change of a style or of
the page is seen when it comes back. Values are effective ones, which programs keep however they
spell them: what a style inherits is written out, indents are told in characters and twips.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .elements import number, parse
from .page_looks import Page

Look = Mapping[str, str]  # what a style says, by the names below; what it does not say is left out

# Of paragraph styles; of character styles those of a face alone are told.
_FACE = ("font", "latin", "bold", "italic", "underline")
_LENGTHS = ("before", "after", "line", "left", "right", "first")
_SWITCHES = {"b": "bold", "i": "italic"}
_SAME = {"start": "left", "end": "right", "auto": "000000"}
_DEFAULTS = {
    "bold": "0", "italic": "0", "underline": "none", "align": "left", "colour": "000000",
    "size": "20", "rule": "auto", "line": "240", **dict.fromkeys(("before", "after"), "0"),
    **dict.fromkeys(("left", "right", "first"), "0"),
}  # fmt: skip
_TOLERANCE = 12  # twips: programs round lengths to points, or to hundredths of a millimetre


@dataclass(slots=True)
class _Style:
    """A style as the part says it."""

    name: str = ""
    kind: str = "paragraph"
    base: str = ""
    own: dict[str, str] = field(default_factory=dict)


def styles(xml: bytes) -> dict[str, tuple[str, Look]]:
    """By the id of each style its name and how it looks.

    Raises `ValueError` for a part that cannot be read or declares a document type.
    """
    reader = _StylesReader()
    reader.read(xml)
    return {key: (one.name, reader.look(one)) for key, one in reader.styles.items()}


class _StylesReader:
    """Reads a styles part."""

    def __init__(self) -> None:
        self.styles: dict[str, _Style] = {}
        self._defaults: dict[str, str] = {}
        self._style: _Style | None = None
        self._into: dict[str, str] | None = None  # whose properties are read
        self._within: list[str] = []

    def read(self, xml: bytes) -> None:
        parse(xml, self._start, self._end)

    def look(self, style: _Style) -> Look:
        """The effective values of a style."""
        chain = [style]
        while (base := self.styles.get(chain[-1].base)) is not None and base not in chain:
            chain.append(base)
        found = dict(_DEFAULTS | self._defaults) if style.kind == "paragraph" else {}
        for one in reversed(chain):
            found |= one.own
        wanted = {"character": _FACE, "table": ("border", "weight")}.get(style.kind)
        return found if wanted is None else {name: found[name] for name in wanted if name in found}

    def _start(self, name: str, told: dict[str, str]) -> None:
        parent = self._within[-1] if self._within else ""
        self._within.append(name)
        if name == "style":
            self._style = _Style(kind=told.get("type", "paragraph"))
            self._into = self._style.own
            self.styles.setdefault(told.get("styleId", ""), self._style)
        elif name in ("rPrDefault", "pPrDefault"):
            self._into = self._defaults
        elif name in ("tblStylePr", "rPrChange", "pPrChange"):
            self._into = None
        elif self._style is not None and parent == "style":
            self._say(self._style, name, told)
        elif self._into is not None and parent in ("rPr", "pPr"):
            self._into |= _said(parent, name, told)
        elif self._into is not None and (parent, name) == ("tblBorders", "top"):
            self._into |= {"border": told.get("val", ""), "weight": told.get("sz", "")}

    def _say(self, style: _Style, name: str, told: dict[str, str]) -> None:
        if name == "name":
            style.name = told.get("val", "")
        elif name == "basedOn":
            style.base = told.get("val", "")

    def _end(self, name: str) -> None:
        self._within.pop()
        if name == "style":
            self._style = self._into = None


def _said(parent: str, name: str, told: Mapping[str, str]) -> dict[str, str]:
    """What an element of the properties of runs or paragraphs says."""
    value = told.get("val", "")
    if name in _SWITCHES:
        return {_SWITCHES[name]: "0" if value in ("0", "false", "off") else "1"}
    if name == "rFonts":
        return dict(_fonts(told))
    if name == "ind":
        return dict(_indents(told))
    if name == "spacing" and parent == "pPr":
        pairs = {"before": "before", "after": "after", "line": "line", "lineRule": "rule"}
        return {key: told[given] for given, key in pairs.items() if given in told}
    key = {"sz": "size", "color": "colour", "jc": "align", "u": "underline"}.get(name, "")
    return {key: _SAME.get(value, value)} if key and value else {}


def _fonts(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fonts for Chinese and for Latin letters; one of the theme's is not known by name."""
    for key, name in (("font", "eastAsia"), ("latin", "ascii")):
        if f"{name}Theme" in told:
            yield key, ""
        elif name in told:
            yield key, told[name]


def _indents(told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The indents in twips and in characters; a hanging one is less than nothing."""
    for key, name, sign in (
        ("left", "left", ""), ("left", "start", ""), ("right", "right", ""), ("right", "end", ""),
        ("first", "firstLine", ""), ("first", "hanging", "-"),
    ):  # fmt: skip
        if name in told:
            yield key, f"{sign}{told[name].removeprefix('-')}" if sign else told[name]
        if f"{name}Chars" in told:
            yield f"{key}Chars", f"{sign}{told[f'{name}Chars']}"


def is_alike(one: Look, other: Look) -> bool:
    """Whether two styles look the same, but for what programs round or spell otherwise."""
    for name in (one.keys() | other.keys()) - {"leftChars", "rightChars", "firstChars"}:
        before, now = one.get(name), other.get(name)
        if before == now or before == "" or now == "":  # a font of the theme
            continue
        if name in _LENGTHS and _is_near(name, one, other):
            continue
        if (before is None or now is None) and (before or now) == _DEFAULTS.get(name):
            continue
        return False
    return True


def _is_near(name: str, one: Look, other: Look) -> bool:
    """Whether a length is the same: in characters if both tell it so, else in twips."""
    chars = f"{name}Chars"
    if chars in one and chars in other:
        return number(one[chars]) == number(other[chars])
    return abs(number(one.get(name, "0")) - number(other.get(name, "0"))) <= _TOLERANCE


# What is told in the record --------------------------------------------------------------------

TABLE = "table"  # in place of a key: the borders of tables
FACE = "/face"  # after the key of a style: its character style
BASE = "default"  # the style of which others tell only what differs


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document was written as a whole: its styles by their keys, its sections in order."""

    styles: Mapping[str, tuple[str, Look]]  # name and look
    pages: tuple[Page, ...] = ()

    def is_drawn(self, edge: str) -> bool:
        """Whether a border (how, size in eighths of a point, colour) is none of its tables'."""
        line, _, rest = edge.partition(" ")
        size, _, colour = rest.partition(" ")
        own = self.styles.get(TABLE, ("", {}))[1]
        return (
            line != own.get("border", line)
            or abs(number(size or "0") - number(own.get("weight", size or "0"))) > 1
            or _SAME.get(colour, colour) not in ("", "000000")
        )


def layout(xml: bytes, ids: Mapping[str, str]) -> Layout:
    """The styles of a part that has them under these ids; `ids` are by key."""
    known = styles(xml)
    return Layout({key: known[name] for key, name in ids.items() if name in known})


def told_styles(told: Mapping[str, tuple[str, Look]]) -> str:
    """The styles as lines, as `styles_of` reads them."""
    base = told.get(BASE, ("", {}))[1]
    lines = []
    for key in sorted(told, key=lambda key: (key != BASE, key)):
        name, look = told[key]
        like = {} if _stands_alone(key) else base
        fields = [f"{field}={look[field]}" for field in look if like.get(field) != look[field]]
        fields += [field for field in like if field not in look]
        lines.append("\t".join((key, name, *fields)))
    return "\n".join(lines)


def _stands_alone(key: str) -> bool:
    return key in (BASE, TABLE) or key.endswith(FACE)


@lru_cache(maxsize=64)  # the same for all documents of a format
def styles_of(told: str) -> Mapping[str, tuple[str, Look]]:
    """The styles that were told."""
    found: dict[str, tuple[str, Look]] = {}
    for line in told.split("\n"):
        key, _, rest = line.partition("\t")
        name, *fields = rest.split("\t")
        like = {} if _stands_alone(key) else found.get(BASE, ("", {}))[1]
        look = dict(like)
        for field_ in fields:
            field_name, is_given, value = field_.partition("=")
            if is_given:
                look[field_name] = value
            else:
                look.pop(field_name, None)
        found[key] = name, look
    return found
