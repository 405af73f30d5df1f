"""A document that people edited, brought up to date by the steps of a merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import N_, Origin, Rejected, problem
from ..merge import AUTHOR, Conflict, Merge
from ..returned import Returned
from ..returned.package import Package
from ..word.provenance import Provenance
from ..word.template import DOCUMENT
from .assembling import assembled
from .decided import Decided, without_decided
from .parts import Parts, add_comments, first_comment, stories, used_ids
from .record import put_record
from .remarks import Remarks
from .sources import source
from .steps import Work
from .tracking import Tracker
from .trees import refusals
from .zipped import changed


def patched(
    theirs: Returned,
    ours: Returned,
    merge: Merge,
    *,
    author: str = AUTHOR,
    moment: str,
    comment: Callable[[Conflict], str],
) -> bytes:
    """The file as people left it with the steps of the merge worked in.

    `ours` is the new document, whose record becomes that of the file; the pieces of the merge
    have the numbers of `theirs.pieces`. What is offered is a tracked change by `author` at
    `moment` (2026-03-05T00:00:00Z) with a comment, whose text `comment` gives. What no step
    touches stays byte for byte, but for comments by `author` on what has been decided, which go;
    a merge without changes gives the very same file, but for the record when that changed.

    Raises `Rejected` for a document that must not or cannot be changed.
    """
    if merge.refused or (not merge.changes and _record_of(theirs) == _record_of(ours)):
        return theirs.package.data
    refuse_signed(theirs.package)
    decided = without_decided(theirs, author) if merge.changes else Decided(theirs, {})
    theirs = decided.document
    parts = Parts(theirs.package, {**decided.parts})
    put_record(parts, ours.package)
    if merge.changes:
        tracker = Tracker(author, moment, used_ids(stories(theirs.package)))
        tracker.next_comment = first_comment(parts)
        with refusals(theirs.package.name):
            work = Work(source(ours, theirs, parts), tracker, Remarks(merge, comment))
            entries = [entry for step in merge.steps for entry in work.entries(step)]
        parts.changed[DOCUMENT] = assembled(theirs.package.document, theirs.pieces, entries)
        add_comments(parts, tracker.comments, author, moment)
    return changed(theirs.package, parts.changed)


def refuse_signed(package: Package) -> None:
    """Raise `Rejected` for a document with a digital signature."""
    relations = package.parts.get("_rels/.rels", b"")
    if b"digital-signature/origin" in relations or any(
        name.startswith("_xmlsignatures/") for name in package.parts
    ):
        raise Rejected(
            problem(
                "document-signed",
                N_("the document has a digital signature, which no change to it survives"),
                Origin(package.name),
                hint=N_("it is left as it is; remove the signature in Word if it is to change"),
            )
        )


def _record_of(document: Returned) -> Provenance | None:
    """What a document tells about itself, but for its bytes as they were written."""
    return replace(document.made, document_crc=0, document_size=0) if document.made else None
