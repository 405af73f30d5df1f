"""The styles of a document and what becomes of them: defaults, inheritance, theme fonts.

Formatting comes from the document's defaults, then the styles that a style is based on, then the
list, then what the paragraph or run says by itself (ISO/IEC 29500-1, 17.7.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..errors import Unreadable
from ..returned.names import is_off
from ..word import reading
from .parts import Attributes, Said

STYLES, SETTINGS, THEME = "word/styles.xml", "word/settings.xml", "word/theme/theme1.xml"
MAX_CHAIN = 50  # of styles based on each other; a longer one is a circle
TOGGLES = ("b", "i", "caps", "smallCaps", "strike", "vanish")
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_THEMED = "+"  # before the name of a place in the theme
_SCRIPTS = {"zh-CN": "Hans", "zh-SG": "Hans", "zh-TW": "Hant", "zh-HK": "Hant", "ja-JP": "Jpan"}


@dataclass(frozen=True, slots=True)
class Style:
    """A style as the part says it."""

    kind: str
    name: str
    based_on: str
    paragraph: Said
    run: Said


@dataclass(frozen=True, slots=True)
class Styles:
    """All styles, and the fonts of the theme by their places (minorEastAsia …)."""

    paragraph_defaults: Said
    run_defaults: Said
    by_id: Mapping[str, Style]
    default: str  # the paragraph style of paragraphs that name none
    theme: Mapping[str, str]
    _kept: dict[tuple[str, str], Said] = field(default_factory=dict)

    def paragraph(self, style: str) -> Said:
        """What paragraphs of the style look like, defaults included; not to be changed."""
        key = "p", style
        if key not in self._kept:
            said = dict(self.paragraph_defaults)
            for one in self.chain(style):
                said = over(said, self.by_id[one].paragraph)
            self._kept[key] = said
        return self._kept[key]

    def run(self, style: str, face: str) -> Said:
        """What text looks like in a paragraph style and a character style (may be empty)."""
        key = style, face if face in self.by_id else ""
        if key not in self._kept:
            said = dict(self.run_defaults)
            levels = []
            for chain in map(self.chain, key):
                level: Said = {}
                for one in chain:
                    level = over(level, self.by_id[one].run)
                levels.append(level)
                said = over(said, level)
            self._kept[key] = said | _toggled(self.run_defaults, levels)
        return self._kept[key]

    def of_paragraph(self, style: str) -> str:
        """The id of the style that counts: the default one for none and for an unknown one."""
        return style if style in self.by_id else self.default

    def font(self, name: str) -> str:
        """The font of a name or of a place in the theme."""
        return self.theme.get(name[1:], "") if name.startswith(_THEMED) else name

    def chain(self, style: str) -> list[str]:
        """The ids of the style and of those it is based on, the lowest first; none if unknown."""
        found: list[str] = []
        while style in self.by_id and len(found) < MAX_CHAIN:
            found.append(style)
            style = self.by_id[style].based_on
        return found[::-1]


def is_themed(font: str) -> bool:
    """Whether the name of a font, as `over` gives it, is a place in the theme."""
    return font.startswith(_THEMED)


def is_on(said: Said, name: str) -> bool:
    """Whether a switch is there and does not say no."""
    found = said.get(name)
    return found is not None and not is_off(found.get("val", ""))


def over(base: Said, more: Said) -> Said:
    """What is said once `more` has its say; of some elements single attributes are inherited."""
    if not more:
        return base
    result = dict(base)
    for name, attributes in more.items():
        below = base.get(name)
        if name == "rFonts":
            result[name] = {**(below or {}), **_slots(attributes)}
        elif name == "ind" and below:
            result[name] = {**_without_opposite(below, attributes), **attributes}
        elif name == "spacing" and below:
            result[name] = {**below, **attributes}
        else:
            result[name] = attributes
    return result


def _slots(attributes: Attributes) -> dict[str, str]:
    """The fonts by slot; within one element a place in the theme wins over a name (17.3.2.26)."""
    found = {slot: attributes[slot] for slot in _SLOTS if slot in attributes}
    for slot in _SLOTS:
        themed = attributes.get(f"{slot}Theme") or attributes.get("cstheme" if slot == "cs" else "")
        if themed:
            found[slot] = _THEMED + themed
    if "hint" in attributes:
        found["hint"] = attributes["hint"]
    return found


def _without_opposite(below: Attributes, attributes: Attributes) -> dict[str, str]:
    """An indent of the first line takes the place of a hanging one, and the other way round."""
    dropped: tuple[str, ...] = ()
    if "firstLine" in attributes or "firstLineChars" in attributes:
        dropped = ("hanging", "hangingChars")
    elif "hanging" in attributes or "hangingChars" in attributes:
        dropped = ("firstLine", "firstLineChars")
    return {key: value for key, value in below.items() if key not in dropped}


def _toggled(defaults: Said, levels: Iterable[Said]) -> Said:
    """Switches that two kinds of styles set switch each other off again (17.7.3)."""
    found: Said = {}
    for name in TOGGLES:
        said = [level[name] for level in levels if name in level]
        if said:
            on = sum(not is_off(one.get("val", "")) for one in said) % 2 == 1
            found[name] = {"val": "1" if on or is_on(defaults, name) else "0"}
    return found


def of(parts: Mapping[str, bytes], name: str = "") -> Styles:
    """The styles of a package; `name` is the file's, in messages.

    Raises `Unreadable` for a part that is malformed.
    """
    script = _script(parts.get(SETTINGS, b""), name)
    styles, theme = parts.get(STYLES, b""), parts.get(_theme_part(parts), b"")
    try:
        return _read(styles, theme, script)
    except Unreadable:
        return _read.__wrapped__(styles, theme, script, name)  # which tells the file


def _theme_part(parts: Mapping[str, bytes]) -> str:
    found = (part for part in parts if part.startswith("word/theme/") and part.endswith(".xml"))
    return THEME if THEME in parts else next(found, THEME)


@lru_cache(maxsize=8)  # documents of one office have the same styles
def _read(styles: bytes, theme: bytes, script: str, name: str = "") -> Styles:
    fonts = _theme(theme, script, name) if theme else {}
    if not styles:
        return Styles({}, {}, {}, "", fonts)
    root = reading.parsed(styles, STYLES, name)
    run: Said = {}
    paragraph: Said = {}
    by_id: dict[str, Style] = {}
    default = ""
    for element in root:
        own = name_of(element)
        if own == "docDefaults":
            for child in element:
                for inner in child:
                    said = said_by(inner)
                    run, paragraph = (said, paragraph) if name_of(inner) == "rPr" else (run, said)
        elif own == "style":
            style_id, style, is_default = _style(element)
            by_id.setdefault(style_id, style)
            if is_default and style.kind == "paragraph":
                default = style_id
    return Styles(over({}, paragraph), over({}, run), by_id, default, fonts)


def _style(element: Any) -> tuple[str, Style, bool]:
    attributes = attributes_of(element)
    said: dict[str, Said] = {"pPr": {}, "rPr": {}}
    told = {"name": "", "basedOn": ""}
    for child in element:
        own = name_of(child)
        if own in said:
            said[own] = said_by(child)
        elif own in told:
            told[own] = attributes_of(child).get("val", "")
    style = Style(
        attributes.get("type", "paragraph"), told["name"], told["basedOn"], said["pPr"], said["rPr"]
    )
    is_default = attributes.get("default", "0") in ("1", "true", "on")
    return attributes.get("styleId", ""), style, is_default


def name_of(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attributes_of(element: Any) -> dict[str, str]:
    """The attributes of an element without their namespaces."""
    return {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}


def said_by(element: Any) -> Said:
    """What the children of w:rPr or w:pPr say, as `parts.Properties` has it."""
    said: Said = {}
    for child in element:
        own = name_of(child)
        said[own] = attributes_of(child)
        if own in ("pBdr", "numPr"):
            said |= {f"{own}/{name_of(inner)}": attributes_of(inner) for inner in child}
    return said


def _script(settings: bytes, name: str) -> str:
    """The script whose font a theme has where it names none for East Asia."""
    if settings:
        for element in reading.parsed(settings, SETTINGS, name):
            if name_of(element) == "themeFontLang":
                return _SCRIPTS.get(attributes_of(element).get("eastAsia", ""), "Hans")
    return "Hans"


def _theme(xml: bytes, script: str, name: str) -> dict[str, str]:
    """The fonts by place."""
    found: dict[str, str] = {}
    for element in reading.parsed(xml, THEME, name).iter():
        group = name_of(element)
        if group not in ("majorFont", "minorFont"):
            continue
        which = group.removesuffix("Font")
        fonts = {name_of(child): attributes_of(child).get("typeface", "") for child in element}
        scripts = {
            told.get("script"): told.get("typeface", "") for told in map(attributes_of, element)
        }
        latin, east = fonts.get("latin", ""), fonts.get("ea") or scripts.get(script, "")
        for place, font in (("Ascii", latin), ("HAnsi", latin), ("EastAsia", east), ("Bidi", "")):
            found[which + place] = font
    return found
