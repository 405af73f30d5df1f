"""All tracked changes of a document accepted, or all rejected."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ..patching.parts import STORIES
from ..patching.tracking import Mark, cells_of, rows_of
from ..patching.trees import child, w
from ..patching.zipped import changed
from ..returned import package
from ..word import reading

_FORMATS = (
    "rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange",
    "tcPrChange", "sectPrChange",
)  # fmt: skip
# What an older version of properties does not speak of, and so stays.
_KEPT = {
    "pPrChange": ("rPr", "sectPr"),
    "trPrChange": ("ins", "del"),
    "tcPrChange": ("cellIns", "cellDel", "cellMerge"),
    "rPrChange": ("ins", "del", "moveFrom", "moveTo"),
    "sectPrChange": ("headerReference", "footerReference"),
}
_RANGES = tuple(
    map(
        w,
        (
            "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
            "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
            "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
            "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "numberingChange", "cellMerge",
        ),
    )
)  # fmt: skip
_BACK = {w("delText"): w("t"), w("delInstrText"): w("instrText")}
_KEEPING_MARKS = frozenset(
    map(
        w,
        (
            "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
            "permEnd", "proofErr",
        ),
    )
)  # fmt: skip
_STAYING: dict[Mark, tuple[str, str]] = {"ins": ("ins", "moveTo"), "del": ("del", "moveFrom")}


def accepted(data: bytes, name: str = "") -> bytes:
    """The document with all tracked changes accepted.

    Raises `Unreadable` for what is no .docx; `name` is the file's in that message.
    """
    return _decided(data, name, "ins")


def rejected(data: bytes, name: str = "") -> bytes:
    """The document with all tracked changes rejected; raises as `accepted`."""
    return _decided(data, name, "del")


def _decided(data: bytes, name: str, keep: Mark) -> bytes:
    found = package.read(data, name)
    parts: dict[str, bytes] = {}
    for part, content in found.parts.items():
        if STORIES.fullmatch(part) and _has_changes(content):
            reading.parsed(content, part, name)  # refused if it is dangerous to read
            root = etree.fromstring(content)
            _decide(root, keep)
            parts[part] = etree.tostring(
                root, encoding="UTF-8", xml_declaration=True, standalone=True
            )
    return changed(found, parts) if parts else data


def _has_changes(content: bytes) -> bool:
    return b":author=" in content


def _decide(root: Any, keep: Mark) -> None:
    stay, go = _STAYING[keep], _STAYING["del" if keep == "ins" else "ins"]
    _formats(root, back=keep == "del")
    _rows(root, stay, go)
    ends = [one for one in root.iter(w("p")) if _end_is(one, go)]
    for one in root.iter(w("p")):
        _strip_end(one)
    for element in list(root.iter(*map(w, go))):
        if element.getparent() is not None:
            for mark in list(element.iter(*_KEEPING_MARKS)):
                element.addprevious(mark)
            _remove(element)
    for element in list(root.iter(*map(w, stay))):
        _unwrap(element)
    for element in list(root.iter(*_RANGES)):
        _remove(element)
    if keep == "del":
        for old, new in _BACK.items():
            for element in root.iter(old):
                element.tag = new
    for paragraph in ends:
        _run_on(paragraph)


# Formatting -----------------------------------------------------------------------------------


def _formats(root: Any, back: bool) -> None:
    """Drop what properties were before, or go back to it."""
    for name in _FORMATS:
        for change in list(root.iter(w(name))):
            properties = change.getparent()
            old = change[0] if len(change) else None
            properties.remove(change)
            if back and old is not None:
                kept_names = tuple(map(w, _KEPT.get(name, ())))
                kept = [one for one in properties if one.tag in kept_names]
                for one in list(properties):
                    properties.remove(one)
                in_front = name in ("rPrChange", "sectPrChange")
                properties.extend([*kept, *old] if in_front else [*old, *kept])


# Tables ---------------------------------------------------------------------------------------


def _rows(root: Any, stay: tuple[str, str], go: tuple[str, str]) -> None:
    going, staying = ("cellDel", "cellIns") if "del" in go else ("cellIns", "cellDel")
    for table in list(root.iter(w("tbl"))):
        for row in rows_of(table):
            if child(child(row, "trPr"), go[0]) is not None:
                row.getparent().remove(row)
                continue
            for cell in cells_of(row):
                properties = child(cell, "tcPr")
                if child(properties, going) is not None:
                    cell.getparent().remove(cell)
                elif (mark := child(properties, staying)) is not None:
                    properties.remove(mark)
            if (mark := child(child(row, "trPr"), stay[0])) is not None:
                mark.getparent().remove(mark)
            if not cells_of(row):
                row.getparent().remove(row)
        if not rows_of(table) and table.getparent() is not None:
            table.getparent().remove(table)


# Paragraphs -----------------------------------------------------------------------------------


def _mark_of(paragraph: Any) -> Any:
    return child(child(paragraph, "pPr"), "rPr")


def _end_is(paragraph: Any, names: tuple[str, str]) -> bool:
    """Whether the end of a paragraph was tracked as that."""
    return any(child(_mark_of(paragraph), name) is not None for name in names)


def _strip_end(paragraph: Any) -> None:
    mark = _mark_of(paragraph)
    for names in _STAYING.values() if mark is not None else ():
        for name in names:
            for one in mark.findall(w(name)):
                mark.remove(one)
    if mark is not None and not len(mark):
        mark.getparent().remove(mark)


def _run_on(paragraph: Any) -> None:
    """Join a paragraph that has no end any more to the one behind it."""
    content = [one for one in paragraph if one.tag != w("pPr")]
    following = _following(paragraph)
    if following is None:
        if any(one.tag not in _KEEPING_MARKS for one in content) or not _may_go(paragraph):
            return
        for one in content:
            paragraph.addprevious(one)
        paragraph.getparent().remove(paragraph)
        return
    place = 1 if child(following, "pPr") is not None else 0
    for number, one in enumerate(content):
        following.insert(place + number, one)
    paragraph.getparent().remove(paragraph)


def _following(paragraph: Any) -> Any:
    """The paragraph right behind, or None if something else stands there."""
    if child(child(paragraph, "pPr"), "sectPr") is not None:
        return None
    behind = paragraph.getnext()
    while behind is not None and behind.tag in _KEEPING_MARKS:
        behind = behind.getnext()
    return behind if behind is not None and behind.tag == w("p") else None


def _may_go(paragraph: Any) -> bool:
    """Whether something else stands where Word wants a paragraph."""
    if child(child(paragraph, "pPr"), "sectPr") is not None:
        return False
    parent, before = paragraph.getparent(), paragraph.getprevious()
    behind = paragraph.getnext()
    if parent.tag == w("tc"):
        return behind is not None or (before is not None and before.tag == w("p"))
    between_tables = (
        before is not None
        and before.tag == w("tbl")
        and (behind is None or behind.tag in (w("tbl"), w("sectPr")))
    )
    return not between_tables


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def _unwrap(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for number, one in enumerate(list(element)):
        parent.insert(place + number, one)
    parent.remove(element)
