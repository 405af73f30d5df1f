"""The text of a paragraph's tree: where it stands, parting its runs, and new ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .trees import child, made, preserved, w, within

# What the reader of returned documents does not count as text of the paragraph, either.
_PASSED_OVER = frozenset(
    map(
        w,
        (
            "pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "instrText", "delText",
            "delInstrText", "rt", "del", "moveFrom", "drawing", "pict", "object", "txbxContent",
        ),
    )
)  # fmt: skip
_SIGNS = {w("tab"): "\t", w("ptab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "-"}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ENDS = ("。", "！", "？", "；", "\n")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that is text of a paragraph: w:t, w:tab, w:br …"""

    element: Any
    start: int
    text: str
    field: Any = None  # the w:fldChar that begins the field in whose result it stands

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def run(self) -> Any:
        """The run that it stands in by now."""
        return next(self.element.iterancestors(w("r")))

    @property
    def is_inserted(self) -> bool:
        """Whether it stands in somebody's tracked insertion."""
        return within(self.element, "ins", "moveTo") is not None


def leaves(paragraph: Any) -> list[Leaf]:
    """The text of a paragraph as the reader of returned documents sees it, in order."""
    found: list[Leaf] = []
    fields: list[tuple[Any, bool]] = []  # those that are open, and whether we are in the code
    place = 0
    for element, in_run in _elements(paragraph, False):
        if element.tag == w("fldChar"):
            _open_or_close(fields, element)
            continue
        text = _text(element)
        if text and in_run and not any(coded for _, coded in fields):
            found.append(Leaf(element, place, text, fields[-1][0] if fields else None))
            place += len(text)
    return found


def text_of(paragraph: Any) -> str:
    """The text of a paragraph."""
    return "".join(leaf.text for leaf in leaves(paragraph))


def _open_or_close(fields: list[tuple[Any, bool]], mark: Any) -> None:
    kind = mark.get(w("fldCharType"))
    if kind == "begin":
        fields.append((mark, True))
    elif fields and kind == "separate":
        fields[-1] = (fields[-1][0], False)
    elif fields and kind == "end":
        fields.pop()


def _elements(parent: Any, in_run: bool) -> Iterator[tuple[Any, bool]]:
    """Every element below that is read, and whether it stands in a run."""
    for element in parent:
        tag = element.tag
        if not isinstance(tag, str) or tag in _PASSED_OVER or tag.startswith(_MATH):
            continue
        if tag == _ALTERNATIVES:
            yield from _elements(element[0], in_run) if len(element) else ()
        elif tag == w("r"):
            yield from _elements(element, True)
        else:
            yield element, in_run
            if len(element):
                yield from _elements(element, in_run)


def _text(element: Any) -> str:
    tag = element.tag
    if tag == w("t"):
        return element.text or ""
    if tag == w("br"):
        return "" if element.get(w("type")) in ("page", "column") else "\n"
    if tag == w("sym"):
        code = int(element.get(w("char")) or "20", 16)
        return "" if 0xD800 <= code < 0xE000 else chr(code)
    return _SIGNS.get(tag, "")


# Parting ------------------------------------------------------------------------------------


def part_at(paragraph: Any, place: int) -> list[Leaf]:
    """The text of the paragraph, parted so that a leaf begins at that place."""
    found = leaves(paragraph)
    for leaf in found:
        if leaf.start < place < leaf.end and leaf.element.tag == w("t"):
            cut = place - leaf.start
            second = preserved(deepcopy(leaf.element), leaf.text[cut:])
            second.tail = None
            preserved(leaf.element, leaf.text[:cut])
            leaf.element.addnext(second)
            return leaves(paragraph)
    return found


def run_from(leaf_run: Any, element: Any) -> Any:
    """The run that begins with that element of a run, which is parted before it."""
    top = element
    while top.getparent() is not leaf_run:
        top = top.getparent()
    before = [one for one in top.itersiblings(preceding=True) if one.tag != w("rPr")]
    if not before:
        return leaf_run
    second = _empty_copy(leaf_run)
    following = list(top.itersiblings())
    second.extend([top, *following])
    second.tail = None
    leaf_run.addnext(second)
    return second


def run_until(leaf_run: Any, element: Any) -> None:
    """Part the run behind that element of it."""
    top = element
    while top.getparent() is not leaf_run:
        top = top.getparent()
    following = top.getnext()
    if following is not None:
        run_from(leaf_run, following)


def _empty_copy(run: Any) -> Any:
    copy = made("r")
    copy.attrib.update(run.attrib)
    if (properties := child(run, "rPr")) is not None:
        copy.append(deepcopy(properties))
    return copy


def drop(leaf: Leaf) -> None:
    """Take the text out; a run that has nothing else goes with it."""
    run = leaf.run
    leaf.element.getparent().remove(leaf.element)
    if all(one.tag in (w("rPr"), w("lastRenderedPageBreak")) for one in run):
        run.getparent().remove(run)


# New runs -----------------------------------------------------------------------------------


def new_run(text: str, like: Any = None) -> Any:
    """A run of that text which looks like another; it is seen even if that one is hidden."""
    run = made("r")
    properties = deepcopy(child(like, "rPr")) if like is not None else None
    if like is None:
        properties = made("rPr")
        properties.append(made("rFonts", hint="eastAsia"))
    if properties is not None:
        for name in ("rPrChange", "vanish", "webHidden", "specVanish", "ins", "del"):
            for one in properties.findall(w(name)):
                properties.remove(one)
        run.append(properties)
    run.extend(contents(text))
    return run


def contents(text: str) -> Iterator[Any]:
    """The text as children of a run."""
    for part in re.split("([\n\t])", text):
        if part == "\n":
            yield made("br")
        elif part == "\t":
            yield made("tab")
        elif part:
            yield preserved(made("t"), part)


def model(found: list[Leaf], place: int) -> Any:
    """The run that text put in at a place looks like: the one before, or, at its end, the next."""
    before = next((leaf for leaf in reversed(found) if leaf.end <= place), None)
    after = next((leaf for leaf in found if leaf.start >= place), None)
    if before is None:
        return after.run if after else None
    # What follows a run-in heading is not part of the heading.
    if after is not None and after.run is not before.run and before.text.endswith(_ENDS):
        return after.run
    return before.run
