"""Labels in order, headings on lines of their own and with something under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..errors import N_
from ..numbering import SCHEMES
from ..outline import SPOKEN, Entry, Label, Mark, Outline, Run, Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark

_ORDER = ("一、", "（一）", "1.", "（1）", "①")
_FEW = 2


def labels_in_order(manuscript: Manuscript) -> Iterator[Remark]:
    """Each list of labels begins with one, or where the one before it stopped, and skips none."""
    # By part and kind the numbers a list ended with, for lists that run on.
    last: dict[tuple[int, str], tuple[int, ...]] = {}
    excerpts = _excerpts(manuscript.outline)
    for run in manuscript.outline.runs:
        if run.kind == "首先" or (run.part in excerpts and run.parent < 0 and not run.inline):
            continue
        key = (run.part, run.kind)
        first = run.marks[0].label.value
        ahead = last.get(key, ())
        if not _is_mended((*ahead, first)):
            yield from _first(manuscript, run, ahead[-1] if ahead else 0)
        ahead = ahead if first > 1 else ()
        for before, mark in pairwise(run.marks):
            ahead = (*ahead, before.label.value)[-2:]
            if not _is_mended((*ahead, mark.label.value)):
                yield from _next(manuscript, before, mark)
        last[key] = (*ahead, run.marks[-1].label.value)[-2:]


_NAMED = ("head", "title", "annex_label", "annex_title")


def _excerpts(outline: Outline) -> set[int]:
    """The parts that are said to be excerpts, in which labels are left out with their text."""
    return {
        outline.part_of(position)
        for position, role in enumerate(outline.roles)
        if role in _NAMED and is_excerpt(outline.content(position))
    }


def is_excerpt(content: str) -> bool:
    """Whether a title says that the text below it is not all of a document: （节选）."""
    return "选）" in content and bool(_EXCERPT.search(content))


_EXCERPT = pattern("（(?:部分)?节选）")


def _first(manuscript: Manuscript, run: Run, stopped: int) -> Iterator[Remark]:
    mark = run.marks[0]
    value = mark.label.value
    if (
        value == 1
        or value == stopped + 1
        or (run.inline and run.kind not in SPOKEN and _alone(run))
    ):
        return
    if run.kind in SPOKEN:
        if _begins_sentence(manuscript.outline, mark):
            yield remark(
                manuscript,
                "spoken-start",
                N_("“{excerpt}” comes without “{first}”"),
                _spot(mark),
                hint=N_("the text before it may be lost"),
                first=_like(mark.label, 1),
            )
        return
    yield remark(
        manuscript,
        "label-start",
        N_("the list begins with “{label}”"),
        _spot(mark),
        hint=N_("what stood before it is lost, or the number is wrong"),
        label=mark.label.text,
    )


def _alone(run: Run) -> bool:
    """A single （3） within a sentence is a reference rather than a list."""
    return len(run.marks) < _FEW


def _begins_sentence(outline: Outline, mark: Mark) -> bool:
    before = outline.content(mark.position)[: mark.label.start].strip()
    return not before or before[-1] in "。；;："


def _is_mended(values: Sequence[int]) -> bool:
    """Whether only the label between is wrong, which was told: （五）（五）（七）."""
    return len(values) > 2 and values[1] != values[0] + 1 and values[2] == values[0] + 2


def _next(manuscript: Manuscript, before: Mark, mark: Mark) -> Iterator[Remark]:
    one, two = before.label.value, mark.label.value
    if two == one + 1:
        return
    if two == one:
        yield remark(
            manuscript,
            "label-repeat",
            N_("“{label}” stands twice"),
            _spot(mark),
            hint=N_("the number after “{before}” is “{expected}”"),
            label=mark.label.text,
            before=before.label.text,
            expected=_like(mark.label, one + 1),
        )
    elif two > one:
        yield remark(
            manuscript,
            "label-gap",
            N_("“{label}” follows “{before}”: “{expected}” is missing"),
            _spot(mark),
            label=mark.label.text,
            before=before.label.text,
            expected=_like(mark.label, one + 1),
        )
    else:
        yield remark(
            manuscript,
            "label-order",
            N_("“{label}” stands behind “{before}”"),
            _spot(mark),
            label=mark.label.text,
            before=before.label.text,
        )


def _like(label: Label, value: int) -> str:
    """A label of the same kind with another number; in the marks of that label."""
    if label.kind in ("1.", "1）"):
        return f"{value}{label.text[-1]}"
    if label.kind in SCHEMES:
        text = SCHEMES[label.kind](value)
        return text if "（" in label.text else text.replace("（", "(").replace("）", ")")
    return label.kind.replace("一", SCHEMES["一是"](value)[:-1])


def _spot(mark: Mark) -> Spot:
    return Spot(mark.position, mark.label.start, mark.label.end)


def levels_in_order(manuscript: Manuscript) -> Iterator[Remark]:
    """No 一、 stands below （一）, no （一） below 1."""
    outline = manuscript.outline
    told: set[tuple[int, str, str]] = set()
    for entry in outline.entries:
        above = outline.entries[entry.parent].label if entry.parent >= 0 else None
        kind = entry.label.kind
        if not above or kind not in _ORDER or above.kind not in _ORDER:
            continue
        if _ORDER.index(kind) < _ORDER.index(above.kind):
            key = (entry.part, above.kind, kind)
            if key not in told:
                told.add(key)
                yield remark(
                    manuscript,
                    "level-order",
                    N_("“{label}” stands below “{above}”"),
                    _label_spot(entry),
                    hint=N_("the levels are 一、（一）1.（1）"),
                    label=entry.label.text,
                    above=above.text,
                )


def labels_alike(manuscript: Manuscript) -> Iterator[Remark]:
    """The labels of one list have one shape: not 1. and 2、, not （一） and (二)."""
    for run in manuscript.outline.runs:
        first = run.marks[0].label
        if first.kind in SPOKEN:
            continue
        shape = first.shape
        for mark in run.marks:
            if mark.label.shape != shape:
                yield remark(
                    manuscript,
                    "mixed-labels",
                    N_("“{label}” has other marks than “{first}”"),
                    _spot(mark),
                    label=mark.label.text,
                    first=first.text,
                )
                break
    yield from _lists_alike(manuscript)


def _lists_alike(manuscript: Manuscript) -> Iterator[Remark]:
    """The lists of one kind in a part have one shape; told once."""
    firsts: dict[tuple[int, str], Label] = {}
    told: set[tuple[int, str]] = set()
    for run in manuscript.outline.runs:
        key, label = (run.part, run.kind), run.marks[0].label
        first = firsts.setdefault(key, label)
        if label.shape != first.shape and run.kind not in SPOKEN and key not in told:
            told.add(key)
            yield remark(
                manuscript,
                "mixed-labels",
                N_("“{label}” has other marks than “{first}”"),
                _spot(run.marks[0]),
                label=label.text,
                first=first.text,
            )


_OFFICIAL = {"一、": "、", "（一）": "（）", "1.": ".", "（1）": "（）"}
_HALF_WIDTH = str.maketrans("()．", "（）.")


def labels_official(manuscript: Manuscript) -> Iterator[Remark]:
    """Labels read 一、（一）1.（1） (7.3.3); each other form is told once, half-width apart."""
    told: set[str] = set()
    for run in manuscript.outline.runs:
        label = run.marks[0].label
        wanted = _OFFICIAL.get(run.kind)
        shape = label.shape.translate(_HALF_WIDTH)
        if wanted is None or shape == wanted or shape in told:
            continue
        told.add(shape)
        yield remark(
            manuscript,
            "label-form",
            N_("“{label}” is not the official form of a label"),
            _spot(run.marks[0]),
            hint=N_("write {official}"),
            label=label.text,
            official=SCHEMES[run.kind](label.value),
        )


def headings_alike(manuscript: Manuscript) -> Iterator[Remark]:
    """Of the entries of a list, all or none have their heading on a line of its own."""
    entries = manuscript.outline.entries
    for run in manuscript.outline.runs:
        listed = [entries[mark.entry] for mark in run.marks if mark.entry >= 0]
        blocks = [entry.block and bool(entry.texts or entry.children) for entry in listed]
        odd = [entry for entry, block in zip(listed, blocks, strict=True) if not block]
        if len(odd) == 1 and len(listed) > _FEW and not odd[0].block:
            yield remark(
                manuscript,
                "uneven-headings",
                N_("the others of the list are headings on lines of their own, “{label}” is not"),
                _label_spot(odd[0]),
                label=odd[0].label.text,
            )


def _label_spot(entry: Entry) -> Spot:
    return Spot(entry.position, entry.label.start, entry.label.end)


_HAN = "\u4e00-\u9fff"
# The marks before it are looked at second: so only the few places with 、 are tried.
LOST = pattern(rf"[、．](?<![^\n。；;！][、．])([{_HAN}]{{2,14}})$", re.MULTILINE)
_NUMERAL = "[一二三四五六七八九十]{1,3}"
GLUED = pattern(
    rf"[。；;！”][ \u3000]*({_NUMERAL})、([{_HAN}]{{2,14}})(?=$|[ \u3000])", re.MULTILINE
)


def headings_on_their_own(manuscript: Manuscript) -> Iterator[Remark]:
    """No heading is stuck to the end of a paragraph, none has lost its number."""
    outline = manuscript.outline
    for match in LOST.finditer(outline.text):
        spot = outline.spot(*match.span())
        code = "glued-heading" if spot.start else "lost-label"
        messages = {
            "glued-heading": N_(
                "the heading “{heading}” is stuck to the paragraph, its number lost"
            ),
            "lost-label": N_("the number before the heading “{heading}” is lost"),
        }
        yield remark(manuscript, code, messages[code], spot, heading=match[1])
    for match in GLUED.finditer(outline.text):
        start = match.start(1)
        yield remark(
            manuscript,
            "glued-heading",
            N_("the heading “{excerpt}” is stuck to the paragraph before it"),
            outline.spot(start, match.end()),
            hint=N_("begin a new line with it"),
        )


def headings_have_bodies(manuscript: Manuscript) -> Iterator[Remark]:
    """Something stands under each heading, where something stands under most of its like."""
    outline = manuscript.outline
    for run in outline.runs:
        listed = [outline.entries[mark.entry] for mark in run.marks if mark.entry >= 0]
        bare = [entry for entry in listed if entry.block and not (entry.texts or entry.children)]
        if bare and len(bare) * _FEW < len(listed) and run.kind in _ORDER[:_FEW]:
            for entry in bare:
                content = outline.content(entry.position)
                yield remark(
                    manuscript,
                    "heading-alone",
                    N_("nothing stands under the heading {excerpt}"),
                    Spot(entry.position, 0, len(content)),
                )
