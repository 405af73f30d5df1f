"""Edits of the text of paragraphs, worked into their trees.

What is no text stays where it is: marks, fields, notes, pictures, and what others tracked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ..merge import Edit
from .runs import Leaf, drop, leaves, model, new_run, part_at, run_from, run_until
from .tracking import Tracker
from .trees import made, w, within

# Says what a comment on an offered edit of a text says; the empty text for no comment.
Remark = Callable[[Edit], str]

# What one leaves when one types behind the last of its text.
_WRAPPERS = frozenset(
    map(
        w, ("hyperlink", "smartTag", "sdtContent", "sdt", "fldSimple", "customXml", "ins", "moveTo")
    )
)

_READ = tuple(map(w, ("t", "delText", "tab", "br", "cr", "noBreakHyphen", "sym")))
_CHANGES = ("ins", "del", "moveFrom", "moveTo")


def no_remark(edit: Edit) -> str:
    """No comment."""
    return ""


def edit_paragraph(
    paragraph: Any,
    edits: Sequence[Edit],
    tracker: Tracker,
    remark: Remark = no_remark,
    label: str = "",
) -> None:
    """Work edits of its text into a paragraph, whose number is `label` afterwards."""
    remarks = [remark(edit) if edit.offered else "" for edit in edits]
    for edit, text in reversed(list(zip(edits, remarks, strict=True))):
        counts = bool(label) and edit is edits[0] and edit.text == label
        _edit(paragraph, edit, tracker, text, counts)


def authors_at(paragraph: Any, start: int, end: int) -> tuple[str, ...]:
    """Who inserted or deleted text within, or at either end of, a stretch of a paragraph."""
    read = {leaf.element: leaf for leaf in leaves(paragraph)}
    found: dict[str, None] = {}
    place = 0
    for element in paragraph.iter(*_READ):
        leaf = read.get(element)
        place = leaf.end if leaf else place
        change = within(element, *_CHANGES)
        touched = leaf.start <= end if leaf else place <= end
        if change is not None and start <= place and touched:
            found[change.get(w("author")) or ""] = None
    return tuple(name for name in found if name)


def _edit(paragraph: Any, edit: Edit, tracker: Tracker, remark: str, counts: bool = False) -> None:
    part_at(paragraph, edit.start)
    found = part_at(paragraph, edit.end)
    gone = [leaf for leaf in found if edit.start <= leaf.start and leaf.end <= edit.end]
    # What somebody inserted and nobody has accepted is not taken out in silence, but for numbers.
    if edit.offered or (not counts and any(leaf.is_inserted for leaf in gone)):
        _offer(paragraph, edit, found, gone, tracker, remark)
    elif gone:
        if edit.text:
            run = run_from(gone[0].run, gone[0].element)
            run.addprevious(new_run(edit.text, gone[0].run))
        for leaf in gone:
            drop(leaf)
    elif edit.text:
        _put(paragraph, found, edit.start, new_run(edit.text, model(found, edit.start)), tracker)


def _offer(
    paragraph: Any,
    edit: Edit,
    found: list[Leaf],
    gone: list[Leaf],
    tracker: Tracker,
    remark: str,
) -> None:
    """The edit as a tracked change."""
    changes: list[Any] = []
    like = gone[0].run if gone else model(found, edit.start)
    for leaf in gone:
        run = run_from(leaf.run, leaf.element)
        run_until(run, leaf.element)
        changes.append(tracker.wrap([run], "del"))
    if edit.text:
        inserted = tracker.element("ins")
        inserted.append(new_run(edit.text, like))
        if changes:
            _behind(changes[-1], inserted, tracker)
        else:
            _put(paragraph, found, edit.start, inserted, tracker)
        changes.append(inserted)
    if remark and changes:
        tracker.comment(remark, changes[0], changes[-1])


# Places -------------------------------------------------------------------------------------


def _put(paragraph: Any, found: list[Leaf], place: int, element: Any, tracker: Tracker) -> None:
    """Put a run, or a tracked one, where no text gives way to it."""
    before = next((leaf for leaf in reversed(found) if leaf.end <= place), None)
    after = next((leaf for leaf in found if leaf.start >= place), None)
    if before is None:
        if after is None:
            _put_into_empty(paragraph, element)
            return
        anchor = run_from(after.run, after.element)
        if after.field is not None:
            anchor = _run_of(after.field)
        while (above := anchor.getparent()).tag in _WRAPPERS and _is_first(anchor):
            anchor = above
        anchor.addprevious(element)
        return
    if after is not None and after.run is before.run:
        run_from(after.run, after.element)
    anchor = before.run
    if before.field is not None and (after is None or after.field is not before.field):
        anchor = _end_of(paragraph, before.field, anchor)
    while (above := anchor.getparent()).tag in _WRAPPERS and anchor.getnext() is None:
        anchor = above
    _behind(anchor, element, tracker)


def _is_first(element: Any) -> bool:
    properties = (w("smartTagPr"), w("customXmlPr"), w("sdtPr"), w("sdtEndPr"))
    return all(one.tag in properties for one in element.itersiblings(preceding=True))


def _put_into_empty(paragraph: Any, element: Any) -> None:
    """Into a paragraph without text: within its bookmark if it has one."""
    end = paragraph.find(w("bookmarkEnd"))
    if end is None:
        paragraph.append(element)
    else:
        end.addprevious(element)


def _run_of(mark: Any) -> Any:
    """The run of the mark of a field; the mark itself where a program wrote it without one."""
    return next(mark.iterancestors(w("r")), mark)


def _end_of(paragraph: Any, begin: Any, anchor: Any) -> Any:
    """The run in which a field ends; the anchor if it does not end in the paragraph."""
    depth = 0
    for mark in paragraph.iter(w("fldChar")):
        kind = mark.get(w("fldCharType"))
        if mark is begin or depth:
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if not depth:
                return _run_of(mark)
    return anchor


def _behind(anchor: Any, element: Any, tracker: Tracker) -> None:
    """Put an element behind another, and out of what somebody inserted."""
    while (change := within(anchor, "ins", "moveTo")) is not None:
        inner = anchor
        while inner.getparent() is not change:
            inner = inner.getparent()
        following = list(inner.itersiblings())
        if following:
            rest = tracker.copied(change)
            rest.extend(following)
            change.addnext(rest)
        anchor = change
    anchor.addnext(element)


# Several paragraphs, as in a cell --------------------------------------------------------------


def edit_story(
    paragraphs: Sequence[Any], edits: Sequence[Edit], tracker: Tracker, remark: Remark = no_remark
) -> None:
    """Work edits into paragraphs whose text is theirs joined by line feeds."""
    told = [(edit, remark(edit) if edit.offered else "") for edit in edits]
    sizes = [sum(len(leaf.text) for leaf in leaves(one)) for one in paragraphs]
    for edit, text in reversed(told):
        first, start = _place(sizes, edit.start)
        last, end = _place(sizes, edit.end)
        if first == last:
            _edit(paragraphs[first], replace(edit, start=start, end=end), tracker, text)
            continue
        _edit(paragraphs[first], Edit(start, sizes[first], edit.text, edit.offered), tracker, text)
        for number in range(first + 1, last + 1):
            stop = end if number == last else sizes[number]
            _edit(paragraphs[number], Edit(0, stop, "", edit.offered), tracker, "")
        if edit.offered:
            for number in range(first, last):
                tracker.mark_end(paragraphs[number], "del")
        else:
            for number in range(first + 1, last + 1):
                rest = [one for one in paragraphs[number] if one.tag != w("pPr")]
                paragraphs[first].extend(rest)
                paragraphs[number].getparent().remove(paragraphs[number])


def _place(sizes: Sequence[int], place: int) -> tuple[int, int]:
    """The paragraph and the place in it."""
    for number, size in enumerate(sizes):
        if place <= size or number == len(sizes) - 1:
            return number, place
        place -= size + 1
    return 0, place


def restyle(paragraph: Any, style: str) -> None:
    """Give the paragraph a style by its id."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = made("pPr")
        paragraph.insert(0, properties)
    own = properties.find(w("pStyle"))
    if own is None:
        own = made("pStyle")
        properties.insert(0, own)
    own.set(w("val"), style)
