"""The next version of a plan that was issued: which file it comes from, and what it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from .. import returned
from ..merge import Generated
from ..merge.bodies import body_start
from ..returned import Returned
from ..word.provenance import Provenance, Record
from . import papers, versions
from .causes import Grounds, causes, changed

_VERSION = re.compile(r"（修订\d+）$")
_ANNEX = "#annex-"
_AROUND = {
    "#title": "标题",
    "#signature": "署名",
    "#date": "成文日期",
    "#imprint": "版记",
    "#dispatch-title": "公文标题",
    "#recipients": "主送机关",
}


def version(issued: Path, number: int) -> Path:
    """The file of a version beside the one that was issued, which may be a version itself."""
    return issued.with_stem(f"{plan_of(issued)}（修订{number}）")


def plan_of(path: Path) -> str:
    """The name of the plan of which a file is a version, or which it is itself."""
    return _VERSION.sub("", path.stem)


def is_version(path: Path) -> bool:
    """Whether a file is called as versions are."""
    return bool(_VERSION.search(path.stem))


def explanation(issued: Path, number: int) -> Path:
    """The file that explains it."""
    return issued.with_stem(f"{plan_of(issued)}（修订说明{number}）")


def explained(
    issued: Returned,
    new: Returned,
    ours: Provenance,
    known: Provenance | None,
    grounds: Grounds,
    format_name: str,
    plan: tuple[str, str],
) -> bytes:
    """修订说明: old and new text of every passage that is not as it was issued, and why.

    `known` is what the issued file was generated from if it does not tell itself; `plan` are
    title and 文号.
    """
    made = issued.made or known or ours
    renamed = versions.renamed_ids(made.blocks, grounds.renamed)
    rows = _changed(issued, made, new, new.made or ours, renamed)
    without = versions.outside([*made.blocks, *ours.blocks])
    passages = changed(
        versions.generated(made.blocks, without),
        versions.generated(ours.blocks, without),
        renamed,
        causes(made, ours),
        grounds,
    )
    bases = papers.reasons_of((cause for one in passages for cause in one.causes), grounds)
    return papers.explanation(format_name, *plan, bases, rows)


def _changed(
    issued: Returned,
    made: Provenance,
    new: Returned,
    ours: Provenance,
    renamed: Mapping[str, str],
) -> list[papers.Revised]:
    before, now = [*_as_left(issued, made.blocks)], [*_as_left(new, ours.blocks)]
    found = changed(before, now, renamed, (), Grounds({}, {"#": frozenset()}, {}))
    tables = {block.id for block in now if block.kind == "table"}
    were = {renamed.get(name, name): place for name, place in _places(before).items()}
    places = were | _places(now)
    return [
        papers.Revised(
            *(_rows_changed(one.old, one.new) if one.id in tables else (one.old, one.new)),
            places.get(one.id, ""),
        )
        for one in found
    ]


def _places(blocks: Iterable[Generated]) -> dict[str, str]:
    """In which part of the plan each block stands: the heading as it is numbered there."""
    found, place = {}, ""
    for block in blocks:
        if block.kind == "heading1":
            place = block.text.partition("\n")[0]
        elif block.id.startswith(_ANNEX):
            is_label = block.id.endswith("label")
            place = block.text if is_label else place if place.startswith("附件") else "附件"
        elif block.kind and block.id.startswith("#"):  # what was added has no kind
            place = _AROUND.get(block.id, "")
        found[block.id] = place
    return found


def _rows_changed(old: str, new: str) -> tuple[str, str]:
    """Of both versions of a table the headings and the rows that the other has not."""
    before, now = old.split("\n"), new.split("\n")
    return (
        "\n".join([*before[:1], *(row for row in before[1:] if row not in now)]) if old else "",
        "\n".join([*now[:1], *(row for row in now[1:] if row not in before)]) if new else "",
    )


def _as_left(document: Returned, records: Sequence[Record]) -> Iterator[Generated]:
    """What a document says now, block by block; what people added has ids of its own."""
    matched = returned.match(document.pieces, records, document.margins)
    without = versions.outside(records, matched)
    blocks = {block.id: block for block in versions.generated(records, without)}
    follows = ""
    for piece in versions.pieces(document, matched, records, without):
        if block := blocks.get(piece.id):
            follows = piece.id
            label = piece.text[: body_start(block, piece)]
            yield Generated(piece.id, block.kind, piece.text, label)
        elif piece.text:
            yield Generated(f"{follows}+{piece.text}", "", piece.text)
