"""Footnotes, endnotes and comments of a file, put behind ours under numbers of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .guest import Guest
from .host import Host
from .markup import from_text, made, w
from .relations import OFFICE

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_LINES = {"-1": "separator", "0": "continuationSeparator"}

Story = Callable[[str, Any, str], None]  # a part of the file, an element from it, our part


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of notes: its part, one note, and what refers to one."""

    part: str
    note: str
    references: tuple[str, ...]


KINDS = (
    Kind("footnotes", "footnote", ("footnoteReference",)),
    Kind("endnotes", "endnote", ("endnoteReference",)),
    Kind("comments", "comment", ("commentReference", "commentRangeStart", "commentRangeEnd")),
)


def take(host: Host, guest: Guest, story: Story) -> None:
    """Copy every note that the file's body refers to, and refer to the copies."""
    for kind in KINDS:
        references = list(guest.body.iter(*map(w, kind.references)))
        source = guest.related(kind.part)
        if not references:
            continue
        notes = {} if source is None else {one.get(w("id")): one for one in source}
        new: dict[str, str] = {}
        for reference in references:
            key = reference.get(w("id"))
            if key not in notes:
                reference.getparent().remove(reference)
                continue
            if key not in new:
                new[key] = _copy(host, guest, kind, notes[key], story)
            reference.set(w("id"), new[key])


def _copy(host: Host, guest: Guest, kind: Kind, note: Any, story: Story) -> str:
    """The number of the copy of a note."""
    part = host.related(kind.part)
    if not part:
        part = f"word/{kind.part}.xml"
        root = made(kind.part)
        root.extend(_lines(kind))
        host.add_tree(part, root, _TYPE.format(kind.part), f"{OFFICE}/{kind.part}")
    ours = host.tree(part)
    copy = deepcopy(note)
    number = str(max((int(one.get(w("id"))) for one in ours), default=0) + 1)
    copy.set(w("id"), number)
    ours.append(copy)
    story(guest.relations("word/document.xml").first(kind.part), copy, part)
    return number


def _lines(kind: Kind) -> Iterator[Any]:
    """The lines between text and notes, which Word wants to be there."""
    if kind.part == "comments":
        return
    for number, sort in _LINES.items():
        yield from_text(
            f'<w:{kind.note} w:type="{sort}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"'
            f' w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{sort}/></w:r></w:p></w:{kind.note}>'
        )
