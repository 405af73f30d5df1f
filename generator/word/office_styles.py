"""The styles of an office's template and ours made one: the office's definition of a style wins.

Word knows a style by its name; the ids differ (WPS and Chinese Word number them). The office's
styles take our ids throughout its package, so that whatever we write fits every template.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from lxml import etree

from ..formats import Format
from .markup import W
from .styles import styles

_STYLE, _NAME, _ALIASES, _LINK, _ID, _TYPE, _VAL, _DEFAULT = (
    f"{{{W}}}{name}"
    for name in ("style", "name", "aliases", "link", "styleId", "type", "val", "default")
)
_IN_STYLES = tuple(f"{{{W}}}{name}" for name in ("basedOn", "next", "link"))
_IN_PARTS = tuple(
    f"{{{W}}}{name}"
    for name in (
        "pStyle", "rStyle", "tblStyle", "styleLink", "numStyleLink", "clickAndTypeStyle",
        "defaultTableStyle",
    )
)  # fmt: skip
_BEFORE_LINK = tuple(f"{{{W}}}{name}" for name in ("name", "aliases", "basedOn", "next"))


def joined(root: Any, rules: Format) -> dict[str, str]:
    """Make our styles part of the office's (its root element); the ids to rename elsewhere."""
    ours: list[Any] = etree.fromstring(styles(rules).encode()).findall(_STYLE)
    theirs = _by_name(root)
    taken = {ours_: found for ours_, found in _matches(ours, theirs, root)}
    renames = {
        found.get(_ID): ours_.get(_ID)
        for ours_, found in taken.items()
        if found.get(_ID) != ours_.get(_ID)
    }
    renames |= _moved(root, {style.get(_ID) for style in ours}, set(taken.values()))
    _rename_styles(root, renames)
    for style in ours:
        if style not in taken:
            root.append(_added(style, root))
    _link(root, ours, taken)
    return renames


def rename(root: Any, renames: dict[str, str]) -> bool:
    """Rename the style ids that a part refers to; whether there were any."""
    changed = False
    for element in root.iter(*_IN_PARTS):
        new = renames.get(element.get(_VAL))
        if new is not None:
            element.set(_VAL, new)
            changed = True
    return changed


def _by_name(root: Any) -> dict[tuple[str, str], Any]:
    """Styles by sort and name, as it stands and in small letters.

    Word does not mind capitals in the names it has built in; LibreOffice has Caption and caption.
    """
    found: dict[tuple[str, str], Any] = {}
    small: dict[tuple[str, str], Any] = {}
    for style in root.findall(_STYLE):
        names = [element.get(_VAL, "") for element in style.findall(_NAME)]
        for element in style.findall(_ALIASES):
            names += element.get(_VAL, "").split(",")
        for name in map(str.strip, names):
            sort = style.get(_TYPE, "paragraph")
            found.setdefault((sort, name), style)
            small.setdefault((sort, name.lower()), style)
    return small | found


def _matches(
    ours: list[Any], theirs: dict[tuple[str, str], Any], root: Any
) -> Iterable[tuple[Any, Any]]:
    """Our styles with the office's of the same name; a linked one goes with its paragraph style."""
    by_id = {style.get(_ID): style for style in root.findall(_STYLE)}
    linked: dict[str, Any] = {}
    used: set[Any] = set()
    for style in ours:
        sort, own = style.get(_TYPE), style.find(_LINK)
        name = style.find(_NAME).get(_VAL)
        found = theirs.get((sort, name), theirs.get((sort, name.lower())))
        if sort == "character":
            found = linked.get(style.get(_ID), found)
        if found is None or found in used:
            continue
        used.add(found)
        link = found.find(_LINK)
        partner = by_id.get(link.get(_VAL)) if link is not None else None
        if own is not None and partner is not None and sort == "paragraph":
            linked[own.get(_VAL)] = partner
        yield style, found


def _moved(root: Any, our_ids: set[str], taken: set[Any]) -> dict[str, str]:
    """New ids for other styles of the office that have one of ours."""
    ids = {style.get(_ID) for style in root.findall(_STYLE)} | our_ids
    found: dict[str, str] = {}
    for style in root.findall(_STYLE):
        if style in taken or style.get(_ID) not in our_ids:
            continue
        number = 1
        while f"{style.get(_ID)}{number}" in ids:
            number += 1
        found[style.get(_ID)] = f"{style.get(_ID)}{number}"
        ids.add(found[style.get(_ID)])
    return found


def _rename_styles(root: Any, renames: dict[str, str]) -> None:
    for style in root.findall(_STYLE):
        style.set(_ID, renames.get(style.get(_ID), style.get(_ID)))
        for element in style.iterchildren(*_IN_STYLES):
            element.set(_VAL, renames.get(element.get(_VAL), element.get(_VAL)))
    rename(root, renames)


def _added(style: Any, root: Any) -> Any:
    """Our style as it goes into the office's: never the default where there is one."""
    new = copy.deepcopy(style)
    has_default = any(
        other.get(_DEFAULT) in ("1", "true", "on") and other.get(_TYPE) == new.get(_TYPE)
        for other in root.findall(_STYLE)
    )
    if has_default:
        new.attrib.pop(_DEFAULT, None)
    return new


def _link(root: Any, ours: list[Any], taken: dict[Any, Any]) -> None:
    """Link the office's paragraph styles to the character styles that were added for them."""
    for style in ours:
        link = style.find(_LINK)
        if link is None or style not in taken or taken[style].find(_LINK) is not None:
            continue
        new = copy.deepcopy(link)
        children = list(taken[style])
        at = sum(child.tag in _BEFORE_LINK for child in children)
        taken[style].insert(at, new)
