"""A file's theme written out: its fonts and colours by name, since our documents have no theme."""

from __future__ import annotations

from typing import Any

from .markup import A, w

_SLOTS = {
    "asciiTheme": "ascii", "hAnsiTheme": "hAnsi", "eastAsiaTheme": "eastAsia", "cstheme": "cs",
}  # fmt: skip
_FONTS = {"Ascii": "latin", "HAnsi": "latin", "EastAsia": "ea", "Bidi": "cs"}
_LAST_RESORT = {"latin": "Times New Roman", "ea": "宋体", "cs": "Times New Roman"}
_COLOURS = {"tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2"}
_THEMED = tuple(
    w(name)
    for name in (
        "themeColor", "themeTint", "themeShade", "themeFill", "themeFillTint", "themeFillShade",
    )
)  # fmt: skip


class Theme:
    """The fonts and colours of a theme part; of none, what Word takes then."""

    def __init__(self, root: Any | None) -> None:
        self._fonts: dict[str, Any] = {}
        self._colours: dict[str, str] = {}
        if root is None:
            return
        for kind in ("major", "minor"):
            found = next(root.iter(f"{{{A}}}{kind}Font"), None)
            if found is not None:
                self._fonts[kind] = found
        for scheme in root.iter(f"{{{A}}}clrScheme"):
            for colour in scheme:
                self._colours[colour.tag.rpartition("}")[2]] = _rgb(colour)

    def write_out(self, root: Any) -> None:
        """Replace every reference to the theme below an element by what it stands for."""
        for element in root.iter(w("rFonts")):
            for themed, plain in _SLOTS.items():
                if name := element.attrib.pop(w(themed), ""):
                    element.set(w(plain), self.font(name))
        for element in root.iter():
            for name in _THEMED:
                if name in element.attrib:
                    del element.attrib[name]
        for element in root.iter(f"{{{A}}}schemeClr"):
            name = element.get("val", "")
            if rgb := self._colours.get(_COLOURS.get(name, name)):
                element.tag = f"{{{A}}}srgbClr"
                element.set("val", rgb)

    def font(self, name: str) -> str:
        """The typeface that a name such as minorEastAsia stands for."""
        kind = "major" if name.startswith("major") else "minor"
        slot = _FONTS.get(name.removeprefix(kind), "latin")
        family = self._fonts.get(kind)
        face = None if family is None else family.find(f"{{{A}}}{slot}")
        if face is not None and face.get("typeface"):
            return str(face.get("typeface"))
        if slot == "ea" and family is not None:
            for font in family.iter(f"{{{A}}}font"):
                if font.get("script") == "Hans":
                    return str(font.get("typeface"))
        return _LAST_RESORT[slot]


def _rgb(colour: Any) -> str:
    for value in colour:
        return str(value.get("lastClr") or value.get("val", ""))
    return ""
