"""Which lines are alike: lines alike one by one make plans of one structure.

Plans of one blueprint differ in names, figures and dates; to read the structure of each anew would
take longer than to draft it. Whatever `reading` looks at in a line is in its kind.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from ..patterns import pattern
from .front import (
    ends_as_title,
    front,
    further_notes,
    heads_contents,
    is_contents,
    is_date,
    is_imprint,
    is_short,
    is_signing_table,
)
from .labels import Label, inline_labels, label_before_figure, label_of, led_label
from .lines import Line
from .reading import heading_of, is_field

_LISTED = pattern(r"\d\s*[.．、]")  # quick to look for
_STOPS = "。；;：:！!？?，,、"
_TELLING = "附抄分"  # with which a line around the body may begin
_FRONT = 12  # lines among which title and recipients stand
_SHORT = 60  # characters; a longer line is no title, name or date

Kind = tuple[Hashable, ...]


def labels_of(line: Line) -> tuple[Label | None, list[Label]]:
    """The label the line begins with, and those within it."""
    if line.table is not None:
        return None, []
    content = line.content
    first = label_of(content, line.numbering)
    return first, [*inline_labels(content, first.end if first else 0)]


def kind_of(line: Line, label: Label | None, within: Sequence[Label]) -> Kind:
    """What the structure of a plan depends on in this line of it; the labels as `labels_of` has it.

    Kinds of different lines are equal where the structure is the same with the one and the other.
    """
    content = line.content
    text = content.strip()
    if line.table is not None:
        return ("table", bool(text), is_signing_table(text))
    if not text:
        return ()
    if text[0] in _TELLING or (
        label is None and (led_label(content) or label_before_figure(content))
    ):
        return (line.style == "title", content)
    heading, block = heading_of(content[label.end :]) if label else ("", False)
    return (
        label and (label.kind, label.value, label.text, bool(heading), block),
        tuple([(a.kind, a.value, a.text, content[a.start - 1 : a.start]) for a in within]),
        line.style == "title",
        text[-1] if text[-1] in _STOPS else "",
        is_contents(text),
        is_imprint(text),
        _LISTED.search(text) is not None and _noted(text),
        _short(text) if len(text) <= _SHORT else None,
    )


def _short(text: str) -> tuple[bool, ...]:
    """What a line without sentences may be: a title, a name, a date, a field of a form."""
    return (
        is_short(text),
        ends_as_title(text),
        is_date(text),
        is_field(text),
        heads_contents(text),
    )


def _noted(text: str) -> tuple[int, ...]:
    """The numbers of annexes that the line may go on to list."""
    return tuple([number for number, _title, _place in further_notes(text)])


def front_of(lines: Sequence[Line], labels: Sequence[Label | None]) -> Hashable:
    """What the first lines of a plan are, up to its body; None where the body is not among them."""
    found = front(tuple(lines[:_FRONT]), list(labels[:_FRONT]))
    if found.body >= min(len(lines), _FRONT):
        return None
    return (tuple(found.roles.items()), found.body, bool(found.title))
