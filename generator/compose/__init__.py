"""Several documents into one: an office's own files as annexes of a document of ours.

Neither side changes its look: styles, lists and bookmarks of a file get names of their own.
It reads files and gives back bytes; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ..blocks import FileBlock
from ..errors import CreationPlanError, Unreadable, cannot_read
from ..formats import Format
from ..word.bookmarks import bookmark
from . import guest as guests
from . import sections
from .guest import Guest
from .host import Host
from .markup import w
from .sections import Footers
from .transfer import Transfer

__all__ = ["Footers", "Guest", "Host", "Transfer", "attach", "read_file"]


def attach(document: bytes, files: Sequence[tuple[FileBlock, Path]], rules: Format) -> bytes:
    """The document with the content of each file below the label of its block.

    Raises `Unreadable` or `Rejected` with every reason not to take a file; equal input gives
    equal bytes.
    """
    read = [
        (block, guest) for block, guest in zip((b for b, _ in files), _read(files), strict=True)
    ]
    host = Host(document)
    footers = Footers(host, rules)
    for block, guest in read:
        _put(host, footers, _label(host, block), Transfer(host, guest).take())
    return host.pack()


def read_file(path: Path) -> Guest:
    """The file, ready to be taken; raises `Unreadable` or `Rejected` with every reason not to."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(cannot_read(str(path), error)) from error
    return guests.read(data, str(path))


def _read(files: Sequence[tuple[FileBlock, Path]]) -> list[Guest]:
    """All files; what is wrong with any of them is told of all at once."""
    found: list[Guest] = []
    failures: list[CreationPlanError] = []
    for _, path in files:
        try:
            found.append(read_file(path))
        except CreationPlanError as error:
            failures.append(error)
    if failures:
        worst = max(failures, key=lambda error: error.exit_code)
        raise type(worst)(finding for error in failures for finding in error.findings)
    return found


def _label(host: Host, block: FileBlock) -> Any:
    """The paragraph of our document that the file follows."""
    name = bookmark(block.id)[0]
    for mark in host.body.iter(w("bookmarkStart")):
        if mark.get(w("name")) == name:
            while mark.getparent() is not host.body:
                mark = mark.getparent()
            return mark
    raise LookupError(f"the document has no label for {block.id}")


def _put(host: Host, footers: Footers, label: Any, blocks: list[Any]) -> None:
    """Put the blocks of a file behind its label, in sections of their own if its pages differ."""
    content, last = blocks[:-1], blocks[-1]
    governing = next(
        found
        for block in (label, *label.itersiblings())
        if (found := sections.ending(block)) is not None
    )
    after = label
    for block in content:
        after.addnext(block)
        after = block
    inner = sections.of(content)
    if not inner and sections.geometry(last) == sections.geometry(governing):
        return
    before = _block_before(label)
    if before is not None and sections.ending(before) is None:
        sections.end_with(before, deepcopy(governing))
    for section in (*inner, last):
        footers.ours(section)
    sections.set_type((inner or [last])[0], "nextPage")
    _end_file(host, after, last)


def _block_before(label: Any) -> Any | None:
    """The paragraph or table before a label, past marks that stand between blocks."""
    before = label.getprevious()
    while before is not None and before.tag in (w("bookmarkStart"), w("bookmarkEnd")):
        before = before.getprevious()
    return before


def _end_file(host: Host, end: Any, section: Any) -> None:
    """Let the file's last section end with its last block, and ours go on behind it."""
    following = end.getnext()
    if not sections.only_ends(following):
        sections.end_with(end, section)
    elif following.tag == w("sectPr"):
        host.body.replace(following, section)
    else:
        sections.end_with(end, section)
        host.body.remove(following)
