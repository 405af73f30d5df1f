"""Files with what is safe repaired: texts in plain, documents in plain or as tracked changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from .. import outline, proofreading
from ..inspecting.fixing import fixed as form_fixed
from ..merge import Edit
from ..outline import Outline
from ..patching import refuse_signed
from ..patching.editing import edit_paragraph
from ..patching.parts import stories, used_ids
from ..patching.runs import text_of
from ..patching.tracking import Tracker
from ..patching.trees import frame
from ..patching.zipped import changed
from ..returned import Piece, Returned
from ..returned.package import Package
from ..word.template import DOCUMENT
from . import documents, texts
from .documents import Document
from .found import AUTHOR, Context, Kind, Told
from .repairs import Repair, applied, repairs
from .texts import Text

_ROUNDS = 4  # a repair may bring to light another


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its repairs, each of which is told; the same bytes when there were none."""

    kind: Kind
    data: bytes
    repairs: tuple[Repair, ...] = ()
    formats: tuple[Told, ...] = ()  # what was wrong with the format and no longer is

    @property
    def is_changed(self) -> bool:
        return bool(self.repairs or self.formats)


# Whether a repair is wanted: it is not where a person allowed what it would mend.
Wanted = Callable[[Repair], bool]


# Plain texts ---------------------------------------------------------------------------------


def fixed_text(text: Text, name: str, context: Context, wanted: Wanted) -> Fixed:
    """A plain text with its marks, spaces, document numbers and dates repaired."""
    content: str = text.text
    done: list[Repair] = []
    for _ in range(_ROUNDS):
        plan = texts.outlined(outline.lines_of(content), name)
        found = list(filter(wanted, _repairs(plan, context, ours=False)))
        if not found:
            break
        content = _rewritten(content, found)
        done += found
    return Fixed("text", text.encoded(content), tuple(done))


def _rewritten(content: str, found: Sequence[Repair]) -> str:
    """The text with repairs made in its lines, whose ends stay as they are."""
    lines = _LINE.findall(content)
    for index, some in groupby(found, key=lambda repair: repair.index):
        lines[index - 1] = applied(lines[index - 1], some)
    return "".join(lines)


# A line with its end, as `outline.lines_of` counts them.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def _repairs(plan: Outline, context: Context, *, ours: bool) -> list[Repair]:
    remarks = proofreading.check(plan, without=context.without)
    return repairs(plan, remarks, ours=ours)


# Documents -----------------------------------------------------------------------------------


def fixed_document(
    data: bytes,
    name: str,
    context: Context,
    wanted: Wanted,
    *,
    unwanted: Collection[str],
    tracked: bool,
    moment: str,
) -> Fixed:
    """A document with text and format repaired; `tracked`: as changes to be accepted.

    `wanted` says which repairs of the text are, `unwanted` are codes of the format that are not.

    Raises `Unreadable` for what is no .docx, `Rejected` for what must not be changed.
    """
    document = documents.opened(data, name, context)
    refuse_signed(document.returned.package)
    done: list[Repair] = []
    labels_too = document.made is not None and not _is_open(document.returned)
    for _ in range(_ROUNDS):
        found = _repairs(document.outline, context, ours=labels_too)
        data, made = _worked_in(document, list(filter(wanted, found)), tracked, moment)
        if not made:
            break
        done += made
        document = documents.opened(data, name, context)
    tracker = _tracker(document.returned.package, moment) if tracked else None
    formed = form_fixed(document.returned, document.form.rules, tracker=tracker, unwanted=unwanted)
    if not formed.done:
        return Fixed("document", data, tuple(done))
    told = documents.placed(formed.done, document.returned.pieces)
    return Fixed("document", formed.data, tuple(done), tuple(told))


def _is_open(document: Returned) -> bool:
    """Whether somebody's changes wait to be decided: rejected, they bring labels back."""
    return any(piece.is_tracked for piece in document.pieces)


def _worked_in(
    document: Document, found: Sequence[Repair], tracked: bool, moment: str
) -> tuple[bytes, list[Repair]]:
    """The document with repairs worked in, and those that could be."""
    package = document.returned.package
    xml, made = package.document, list[Repair]()
    tracker = _tracker(package, moment)
    around = frame(xml, package.name)
    grouped = [(at, list(some)) for at, some in groupby(found, key=lambda one: one.index)]
    for index, some in reversed(grouped):
        piece = document.returned.pieces[index - 1]
        if not _can_be_edited(document.returned, index - 1):
            continue
        holder = around.read(xml[piece.start : piece.end])
        (paragraph,) = holder
        if text_of(paragraph) != piece.text:
            continue
        edits = [Edit(one.start, one.end, one.new, tracked) for one in some]
        edit_paragraph(paragraph, edits, tracker)
        xml = xml[: piece.start] + around.written(holder) + xml[piece.end :]
        made += some
    made.sort(key=lambda repair: (repair.index, repair.start))
    return (changed(package, {DOCUMENT: xml}) if made else package.data), made


def _tracker(package: Package, moment: str) -> Tracker:
    """What marks the changes of that moment in a document."""
    return Tracker(AUTHOR, moment, used_ids(stories(package)))


def _can_be_edited(document: Returned, at: int) -> bool:
    """Whether the line of a piece is its own text and nothing else."""
    piece: Piece = document.pieces[at]
    runs_on = at > 0 and document.pieces[at - 1].joined
    return piece.kind == "paragraph" and bool(piece.text) and not (piece.joined or runs_on)
