"""Rules about what must not leave the office: tracked changes, comments, conflicts, programs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ..errors import N_
from ..merge import AUTHOR as POLICY
from ..returned import body
from .findings import Fault, fault
from .lines import MARGIN
from .manuscript import Manuscript
from .parts import Paragraph, Said
from .styles import is_on

_CHANGED = re.compile(rb"<(?:[\w.-]+:)?(?:ins|del|moveFrom|moveTo)[\s>]")


def changes(manuscript: Manuscript) -> Iterator[Fault]:
    """Tracked changes are accepted or rejected; what a policy change left open is decided."""
    formed = {piece for piece, paragraph in manuscript.paragraphs.items() if _is_changed(paragraph)}
    for at, piece in enumerate(manuscript.pieces):
        others = piece.authors - {POLICY}
        if POLICY in piece.authors:
            yield fault(
                "undecided",
                N_("a change of policy waits for a decision: accept it or reject it ({count} places)"),
                "", at,
            )  # fmt: skip
        if others or (at in formed and not piece.authors):
            who = "、".join(sorted(others - {""})) or "-"
            yield fault(
                "tracked-changes",
                N_("tracked changes are left in the document, by {who} ({count} places)"),
                "", at, who=who,
            )  # fmt: skip


def changes_in_margins(manuscript: Manuscript) -> Iterator[Fault]:
    """Headers and footers hold no tracked changes either."""
    for part, xml in manuscript.returned.package.parts.items():
        if MARGIN.fullmatch(part) and _CHANGED.search(xml):
            pieces = body.pieces(xml, manuscript.name, part)
            for who in sorted({author for piece in pieces for author in piece.authors}):
                yield fault(
                    "undecided" if who == POLICY else "tracked-changes",
                    N_("tracked changes are left in the headers or footers, by {who}"),
                    "", who=who or "-",
                )  # fmt: skip


_MARKS = {
    "vanish": N_("hidden text: not printed, but anybody can make it show ({count} places)"),
    "highlight": N_("text is marked with a colour behind it ({count} places)"),
    "strike": N_("text is struck out but still there ({count} places)"),
    "dstrike": N_("text is struck out but still there ({count} places)"),
}


def marked(manuscript: Manuscript) -> Iterator[Fault]:
    """Nothing is hidden, struck out, or marked with a colour behind it (5.2.4)."""
    starts = [piece.start for piece in manuscript.pieces]
    for paragraph in manuscript.part.paragraphs:
        for run in paragraph.runs:
            if run.properties is None or _MARKED.isdisjoint(run.properties.said):
                continue
            said = run.properties.said
            if not run.text.strip():
                continue
            at = bisect_right(starts, paragraph.start) - 1
            own = manuscript.paragraphs.get(at) is paragraph
            span = (run.first, run.first + len(run.text)) if own else (0, 0)
            for message in dict.fromkeys(_marks(said)):
                yield fault("text-colour", message, "5.2.4", at, span)


_MARKED = frozenset((*_MARKS, "shd"))
_PLAIN = ("", "auto", "FFFFFF")


def _marks(said: Said) -> Iterator[str]:
    for name, message in _MARKS.items():
        if is_on(said, name) and said[name].get("val") != "none":
            yield message
    if said.get("shd", {}).get("fill", "").upper() not in (*_PLAIN, "AUTO"):
        yield _MARKS["highlight"]


def _is_changed(paragraph: Paragraph) -> bool:
    return paragraph.properties is not None and paragraph.properties.changed


def comments(manuscript: Manuscript) -> Iterator[Fault]:
    """No comments are left; beside an offer stands one of ours as long as it waits."""
    for at, piece in enumerate(manuscript.pieces):
        if piece.comments and POLICY not in piece.authors:
            yield fault(
                "comments-left", N_("comments are left in the document ({count} places)"), "", at
            )
