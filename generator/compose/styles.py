"""The styles of a file under names of their own in our document, looking as they looked there.

A style's new name is made from what it says: the same style of two files is one style.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from .markup import PARAGRAPH_ORDER, RUN_ORDER, canonical, from_text, made, merged, put, val, w

# What a style says about menus and other styles, not about its look; _SPELLED is told anew.
_BESIDE = frozenset(
    w(name)
    for name in (
        "aliases", "link", "next", "autoRedefine", "hidden", "uiPriority", "semiHidden",
        "unhideWhenUsed", "qFormat", "locked", "personal", "personalCompose", "personalReply",
        "rsid",
    )
)  # fmt: skip
_LOOK = frozenset(w(n) for n in ("basedOn", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))
# What Word takes where nothing is said; our own defaults must not stand there instead.
_NEUTRAL = from_text(
    '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
    ' w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:color w:val="auto"/>'
    '<w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>'
)
_MAX_NAME = 60
# LibreOffice sets the number in a note by the style of this name, whatever the run says.
_BY_NAME = ("footnote reference", "endnote reference")

Said = frozenset[str]  # names of properties
NOTHING: Said = frozenset()
Renumber = Callable[[Any], bool]  # maps w:numId below an element; whether there was one


class Styles:
    """Our styles part, to which others are added."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._known = {style.get(w("styleId")): style for style in root.iter(w("style"))}

    def get(self, key: str) -> Any | None:
        """The style of that id."""
        return self._known.get(key)

    def add(self, style: Any) -> None:
        """Add a style unless there is one of its id."""
        key = style.get(w("styleId"))
        if key not in self._known:
            self._known[key] = style
            self.root.append(style)

    def has_name(self, name: str) -> bool:
        """Whether a style is shown by that name."""
        return any(val(style.find(w("name"))) == name for style in self._known.values())

    @property
    def defaults(self) -> Any | None:
        """What holds where no style says anything."""
        return self.root.find(w("docDefaults"))


class Adopted:
    """The styles of one file as they are called in our document; they are added when asked for."""

    def __init__(self, root: Any, ours: Styles, renumber: Renumber, salt: str) -> None:
        self._ours, self._renumber, self._salt = ours, renumber, salt
        self._known = {style.get(w("styleId")): style for style in root.iter(w("style"))}
        self._default = {
            style.get(w("type")): style.get(w("styleId"))
            for style in root.iter(w("style"))
            if style.get(w("default")) in ("1", "true", "on")
        }
        defaults = root.find(w("docDefaults"))
        self._same_defaults = _equal(defaults, ours.defaults)
        self._run = merged(_NEUTRAL, _inside(defaults, "rPrDefault", "rPr"), RUN_ORDER)
        paragraph = _inside(defaults, "pPrDefault", "pPr")
        self._paragraph = made("pPr") if paragraph is None else paragraph
        self._names: dict[tuple[str, Said], str] = {}

    def name(self, kind: str, key: str, said: Said = NOTHING) -> str:
        """Our id for a style of the file, or for its default of that kind; empty: none is needed.

        Within a table its style stands between the defaults and the paragraph's style: of what
        it has `said`, a paragraph's style must not repeat the default.
        """
        if key not in self._known:
            key = self._default.get(kind, "")
        if not key:
            return "" if self._same_defaults or kind != "paragraph" else self._bare(said)
        if kind != "paragraph" or self._same_defaults:
            said = NOTHING
        if (key, said) not in self._names:
            self._names[key, said] = ""  # a style based on itself ends here
            self._names[key, said] = self._made(self._known[key], said)
        return self._names[key, said]

    def said_by_table(self, key: str) -> Said:
        """The properties of runs and paragraphs that a table's style, or one above it, sets."""
        key = key if key in self._known else self._default.get("table", "")
        said: set[str] = set()
        seen: set[str] = set()
        while key in self._known and key not in seen:
            seen.add(key)
            style = self._known[key]
            said |= {one.tag for kind in ("rPr", "pPr") for of in style.iter(w(kind)) for one in of}
            key = val(style.find(w("basedOn")))
        return frozenset(said)

    def known(self, key: str) -> str:
        """Our id for a paragraph style that was asked for, or the empty text."""
        return self._names.get((key, NOTHING), "")

    def _bare(self, said: Said) -> str:
        """The style of paragraphs without any, in a file without a default one."""
        if ("", said) not in self._names:
            style = made("style", type="paragraph", styleId="Plain")
            style.append(made("name", val="Plain"))
            self._names["", said] = self._named(self._with_defaults(style, said), "")
        return self._names["", said]

    def _made(self, original: Any, said: Said) -> str:
        key, kind = original.get(w("styleId")), original.get(w("type"), "paragraph")
        base = val(original.find(w("basedOn")))
        above = self.name(kind, base, said) if base in self._known else ""
        if self._same_defaults and above == base and self._is_ours(original):
            return str(key)
        style = deepcopy(original)
        for child in [child for child in style if child.tag in _BESIDE]:
            style.remove(child)
        if style.find(w("basedOn")) is not None:
            style.remove(style.find(w("basedOn")))
        numbered = self._renumber(style)
        if above:
            put(style, made("basedOn", val=above), ("name", "basedOn", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))  # fmt: skip
        elif not self._same_defaults:
            style = self._with_defaults(style, said)
        return self._named(style, self._salt if numbered else "")

    def _is_ours(self, original: Any) -> bool:
        mine = self._ours.get(original.get(w("styleId")))
        return mine is not None and _look(mine) == _look(original)

    def _with_defaults(self, style: Any, said: Said) -> Any:
        """A style based on none, saying what the file's defaults said."""
        kind = style.get(w("type"))
        if kind in ("paragraph", "table"):
            order = ("name", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr")
            below = _without(self._run, said), _without(self._paragraph, said)
            run = merged(below[0], style.find(w("rPr")), RUN_ORDER)
            paragraph = merged(below[1], style.find(w("pPr")), PARAGRAPH_ORDER)
            put(style, run, order)
            put(style, paragraph, order)
        return style

    def _named(self, style: Any, salt: str) -> str:
        """Give the style its id and name, and add it; the id."""
        key = style.attrib.pop(w("styleId"))
        style.attrib.pop(w("default"), None)
        digest = hashlib.blake2b(canonical(style) + salt.encode(), digest_size=4).hexdigest()
        name = style.find(w("name"))
        if name is None:
            name = made("name", val=key)
            style.insert(0, name)
        if val(name) not in _BY_NAME or self._ours.has_name(val(name)):
            name.set(w("val"), f"{val(name).replace(',', ' ')[:_MAX_NAME]} {digest}")
            style.set(w("customStyle"), "1")
        style.set(w("styleId"), f"{key[:_MAX_NAME]}_{digest}")
        self._ours.add(style)
        return str(style.get(w("styleId")))


def _look(style: Any) -> tuple[object, ...]:
    kept = sorted(canonical(child) for child in style if child.tag in _LOOK)
    default = style.get(w("default")) in ("1", "true", "on")
    return (style.get(w("type")), default, *kept)


def _without(defaults: Any, said: Said) -> Any:
    kept = deepcopy(defaults)
    for one in [one for one in kept if one.tag in said]:
        kept.remove(one)
    return kept


def _inside(defaults: Any | None, *path: str) -> Any | None:
    for step in path:
        defaults = None if defaults is None else defaults.find(w(step))
    return defaults


def _equal(one: Any | None, other: Any | None) -> bool:
    if one is None or other is None:
        return one is other
    return _essence(one) == _essence(other)


def _essence(defaults: Any) -> tuple[bytes, ...]:
    """Both halves; an empty one is as good as none."""
    halves = (_inside(defaults, "rPrDefault", "rPr"), _inside(defaults, "pPrDefault", "pPr"))
    return tuple(b"" if half is None or not len(half) else canonical(half) for half in halves)
