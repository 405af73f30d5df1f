"""What a paragraph is for the structure of its plan: alike paragraphs make plans of one structure.

Plans of one blueprint differ in names, figures and dates. Reading the structure of each anew would
take longer than drafting it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence

from ..outline import Label, Line
from ..outline.front import (
    annex_number,
    ends_as_title,
    front,
    further_notes,
    is_contents,
    is_date,
    is_imprint,
    is_short,
    is_signing_table,
)
from ..outline.labels import inline_labels, label_of

_SIZES = (10, 20, 40, 60, 120, 180, 300, 500)  # beyond which a line may be something else
_MARK = re.compile(r"[。；;：:！!？?，,、\n]")
_END = re.compile(r"[。；;：:！!？?]")
_LISTED = re.compile(r"\d\s*[.．、]")
_FRONT = 12  # lines among which title and recipients stand
_SHORT = 60

Kind = tuple[Hashable, ...]


def kind_of(line: Line, label: Label | None, within: Sequence[Label]) -> Kind:
    """What the structure of a plan depends on in this line of it.

    `label` is that with which it begins, `within` are those it holds.
    """
    content = line.content
    text = content.strip()
    if line.table is not None:
        return ("table", bool(text), is_signing_table(text))
    if not text:
        return ()
    start = label.end if label else 0
    return (
        label and (label.kind, label.value, label.text, _heading(content[start:])),
        tuple([(a.kind, a.value, a.text, content[a.start - 1 : a.start]) for a in within]),
        line.style == "title",
        text[0] if text[0] in "附抄分（(" else "",
        text[-1] if _MARK.match(text[-1]) else "",
        bisect_left(_SIZES, len(text)),
        *(_short(text) if len(text) <= _SHORT or text[0] in "附抄分" else (_listed(text),)),
    )


def _heading(rest: str) -> tuple[int, int, bool]:
    """How far the heading behind a label goes, and how long the line is."""
    rest = rest.strip()
    match = _END.search(rest)
    cut = match.start() if match else -1
    return bisect_left(_SIZES, cut), bisect_left(_SIZES, len(rest)), cut == len(rest) - 1


def _short(text: str) -> tuple[Hashable, ...]:
    """What a line without sentences may be: a title, a name, a date, a line of a note."""
    if text[0] == "附":
        return (text,)
    match = _MARK.search(text)
    return (
        is_short(text),
        ends_as_title(text),
        annex_number(text),
        is_contents(text),
        is_imprint(text),
        is_date(text),
        match and (match[0], bisect_left(_SIZES, match.start())),
        _listed(text),
    )


def _listed(text: str) -> Hashable:
    """The numbers of annexes it may go on to list, and a first item behind a word: 注：1."""
    if not _LISTED.search(text):
        return ()
    match = _MARK.search(text)
    led = match is not None and match[0] in ":：" and text[match.end() :].lstrip()[:1] == "1"
    numbers = tuple(number for number, _title, _place in further_notes(text))
    return (numbers, led)


def front_of(lines: Sequence[Line], labels: Sequence[Label | None]) -> Hashable:
    """What the first lines of a plan are, up to its body; None where the body is not among them."""
    found = front(tuple(lines[:_FRONT]), list(labels[:_FRONT]))
    if found.body >= min(len(lines), _FRONT):
        return None
    return (tuple(found.roles.items()), found.body, bool(found.title))


def labels_of(line: Line) -> tuple[Label | None, list[Label]]:
    """The label the line begins with, and those within it."""
    if line.table is not None:
        return None, []
    first = label_of(line.content)
    return first, [*inline_labels(line.content, first.end if first else 0)]
