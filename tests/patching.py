"""Documents that people edited, made of texts, and what is in them after they were patched."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from generator import merge, returned
from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.merge import Conflict, Generated, Merge
from generator.patching import patched, rows
from generator.redlining import accepted, rejected
from generator.returned import Returned
from generator.word.bookmarks import bookmark
from generator.word.provenance import Provenance

from .returning import WRITER, part, run, with_xml

MOMENT = "2026-03-05T00:00:00Z"
AUTHOR = "政策更新"


def written(blocks: Sequence[Generated], day: str = "1") -> bytes:
    """The document of some blocks, as it is generated."""
    made = Provenance(blueprint="education-demo-site", unit="城关镇", policies={"policy": day})
    return WRITER.write([_block(one) for one in blocks], made)


def _block(one: Generated) -> AnyBlock:
    if one.kind == "table":
        return TableBlock(one.id, one.rows[0], one.rows[1:])
    return Block(one.id, one.kind, (Span(one.text),))  # type: ignore[arg-type]


def as_pieces(document: Returned, ids: Sequence[str] = ()) -> list[merge.Piece]:
    """The pieces of a document as a merge takes them; their ids by the record or as given."""
    assert document.made is not None
    matched = returned.match(document.pieces, document.made.blocks)
    found = []
    for index, one in enumerate(matched.standings):
        if one.role in ("block", "added"):
            name = ids[index] if ids else one.id if one.role == "block" else ""
            kind = one.piece.kind
            found.append(
                merge.Piece(index, one.piece.text, name, kind, rows(one.piece), one.certain)
            )
    return found


def comment(conflict: Conflict) -> str:
    authors = "".join(f"（{name}）" for name in conflict.authors)
    return f"依据：政策\n原文：{conflict.theirs}\n新文：{conflict.ours}{authors}"


def patch(theirs: bytes, ours: bytes, steps: Merge) -> bytes:
    return patched(
        returned.read(theirs), returned.read(ours), steps, moment=MOMENT, comment=comment
    )


def texts(data: bytes) -> list[str]:
    """The texts of the paragraphs and tables of a document."""
    return [one.text for one in returned.read(data).pieces if one.kind != "other"]


def after_all(data: bytes, accept: bool) -> list[str]:
    """The texts once all tracked changes are accepted or rejected."""
    return texts(accepted(data) if accept else rejected(data))


def typed(
    blocks: Sequence[Generated],
    pieces: Sequence[merge.Piece],
    seed: int,
    comments: bool = False,
    tracked: bool = False,
) -> bytes:
    """The file with these pieces, typed as Word writes it: runs split, rsids, proofing marks …"""
    data = written(blocks)
    xml = part(data).decode()
    chance = random.Random(seed)
    bodies = [
        _typed(piece, chance, number if comments else -1, number if tracked else -1)
        for number, piece in enumerate(pieces)
    ]
    section = xml[xml.rindex("<w:sectPr>") :]
    xml = xml[: xml.index("<w:body>") + len("<w:body>")] + "".join(bodies) + section
    return with_xml(xml, data)


def _typed(piece: merge.Piece, chance: random.Random, comment: int, tracked: int) -> str:
    runs = _runs(piece.text, chance)
    if runs and chance.random() < 0.3:
        runs.insert(chance.randrange(len(runs)), '<w:proofErr w:type="gramStart"/>')
    if runs and tracked >= 0 and chance.random() < 0.4:
        place = chance.randrange(len(runs))
        if runs[place].startswith("<w:r"):
            runs[place] = change("ins", runs[place], 700 + tracked)
        runs.insert(chance.randrange(len(runs)), gone("有人删去的话", 800 + tracked))
    if comment >= 0 and chance.random() < 0.3:
        runs.insert(0, f'<w:commentRangeStart w:id="{comment}"/>')
        runs.append(
            f'<w:commentRangeEnd w:id="{comment}"/><w:r><w:commentReference w:id="{comment}"/></w:r>'
        )
    content = "".join(runs)
    if piece.id:
        name, number = bookmark(piece.id)
        content = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'
    return f'<w:p w:rsidR="00A1"><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>{content}</w:p>'


def _runs(text: str, chance: random.Random) -> list[str]:
    """The text in runs of random length, some of them bold."""
    found = []
    while text:
        size = chance.choice((1, 2, 3, 5, 8, len(text)))
        bold = "<w:b/>" if chance.random() < 0.1 else ""
        rsid = f' w:rsidR="00{chance.randrange(10, 99)}"' if chance.random() < 0.5 else ""
        found.append(
            run(text[:size], f'{bold}<w:rFonts w:hint="eastAsia"/>').replace(
                "<w:r>", f"<w:r{rsid}>", 1
            )
        )
        text = text[size:]
    return found


def change(kind: str, content: str, number: int = 90, author: str = "张三") -> str:
    return f'<w:{kind} w:id="{number}" w:author="{author}" w:date="2026-03-05T08:00:00Z">{content}</w:{kind}>'


def gone(text: str, number: int = 91) -> str:
    return change("del", f'<w:r w:rsidDel="00A1"><w:delText>{text}</w:delText></w:r>', number)


def members(data: bytes) -> dict[str, bytes]:
    """The members of a package as they are packed."""
    return {one.name: one.packed for one in returned.read(data).package.members}


def ids_in(xml: str) -> list[str]:
    """The numbers of tracked changes and of bookmarks that begin."""
    return re.findall(r'<w:(?:ins|del|bookmarkStart)\b[^>]*w:id="(\d+)"', xml)
