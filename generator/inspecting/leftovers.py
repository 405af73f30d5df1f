"""Rules about what must not leave the office: tracked changes, comments, conflicts, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import N_
from ..merge import AUTHOR as POLICY
from ..returned import body
from .findings import Fault, fault
from .manuscript import Manuscript
from .parts import Paragraph

_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
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
        if _MARGIN.fullmatch(part) and _CHANGED.search(xml):
            pieces = body.pieces(xml, manuscript.name, part)
            for who in sorted({author for piece in pieces for author in piece.authors}):
                yield fault(
                    "undecided" if who == POLICY else "tracked-changes",
                    N_("tracked changes are left in the headers or footers, by {who}"),
                    "", who=who or "-",
                )  # fmt: skip


def _is_changed(paragraph: Paragraph) -> bool:
    return paragraph.properties is not None and paragraph.properties.changed


def comments(manuscript: Manuscript) -> Iterator[Fault]:
    """No comments are left; beside an offer stands one of ours as long as it waits."""
    for at, piece in enumerate(manuscript.pieces):
        if piece.comments and POLICY not in piece.authors:
            yield fault(
                "comments-left", N_("comments are left in the document ({count} places)"), "", at
            )
