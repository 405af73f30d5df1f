"""The templates of docxtpl and docx-mailmerge2, built by python-docx from our blocks.

On python-docx's own default document, which is what its users start from; and on a lean one
of ours, so that it can be seen how much of an engine's time goes into the package around the text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from generator.blocks import Block, Span, TableBlock
from generator.formats import Format

from .plan4 import COLUMNS, CONDITION, CONDITIONAL, TABLE, PlainBlock, mark

EXTRA = "extra"  # the merge field of the whole conditional paragraph

_MARK = re.compile(r"\{\{ (\w+) \}\}")


@dataclass(frozen=True)
class Base:
    """What a template stands on: an empty document, and its style names by our style keys."""

    open: Callable[[], Any]
    styles: dict[str, str]
    faces: dict[str, str]  # character styles of headings run into a text


def default_base(rules: Format) -> Base:
    """The document python-docx starts from, with Word's built-in styles."""
    names = {
        "title": "Title", "heading1": "Heading 1", "heading2": "Heading 2",
        "heading3": "Heading 3", "heading4": "Heading 4", "body": "Body Text",
        "caption": "Caption",
    }  # fmt: skip
    styles = {key: names.get(key, "Normal") for key in rules.styles}
    return Base(Document, styles, dict.fromkeys(rules.styles, "Strong"))


def lean_base(document: bytes, rules: Format) -> Base:
    """A document of ours without its text and without what it tells about itself."""

    def emptied() -> Any:
        found = Document(io.BytesIO(document))
        body = found.element.body
        for element in [child for child in body if child.tag != qn("w:sectPr")]:
            body.remove(element)
        for key, relation in list(found.part.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML:
                del found.part.rels[key]
        return found

    names = {key: style.name for key, style in rules.styles.items()}
    return Base(emptied, names, {key: f"{name} Char" for key, name in names.items()})


def docxtpl(base: Base, blocks: Sequence[PlainBlock], path: Path) -> None:
    """Save a docxtpl template: {{ }} in texts, {%p if %} around a paragraph, {%tr for %} rows."""
    document = base.open()
    for block in blocks:
        if isinstance(block, TableBlock):
            table = _table(document, block)
            _row(table, ["{%tr for row in " + TABLE + " %}"], _texts)
            _row(table, [mark(f"row.{name}") for name in COLUMNS], _texts)
            _row(table, ["{%tr endfor %}"], _texts)
        elif block.id == CONDITIONAL:
            document.add_paragraph("{%p if " + CONDITION + " %}")
            _paragraph(document, block, base, _texts)
            document.add_paragraph("{%p endif %}")
        else:
            _paragraph(document, block, base, _texts)
    document.save(str(path))


def mailmerge(base: Base, blocks: Sequence[PlainBlock], path: Path) -> None:
    """Save a mail merge template: MERGEFIELDs in texts, in a table row, for a whole paragraph."""
    document = base.open()
    for block in blocks:
        if isinstance(block, TableBlock):
            _row(_table(document, block), [mark(name) for name in COLUMNS], _fields)
        elif block.id == CONDITIONAL:
            one_field = Block(block.id, block.style, (Span(mark(EXTRA)),))
            _paragraph(document, one_field, base, _fields)
        else:
            _paragraph(document, block, base, _fields)
    document.save(str(path))


_Fill = Callable[[Paragraph, str, str | None], None]


def _paragraph(document: Any, block: Block, base: Base, fill: _Fill) -> None:
    paragraph = document.add_paragraph(style=base.styles[block.style])
    for part in block.spans:
        fill(paragraph, part.text, base.faces[part.style] if part.style else None)


def _table(document: Any, block: TableBlock) -> Any:
    table = document.add_table(0, len(block.headings), style="Table Grid")
    _row(table, block.headings, _texts)
    return table


def _row(table: Any, cells: Sequence[str], fill: _Fill) -> None:
    for cell, text in zip(table.add_row().cells, cells, strict=False):
        fill(cell.paragraphs[0], text, None)


def _texts(paragraph: Paragraph, text: str, style: str | None) -> None:
    paragraph.add_run(text, style)


def _fields(paragraph: Paragraph, text: str, style: str | None) -> None:
    for piece, name in _pieces(text):
        if piece:
            paragraph.add_run(piece, style)
        if name:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), f" MERGEFIELD {name} ")
            run = paragraph.add_run(f"«{name}»", style)
            run._r.addprevious(field)
            field.append(run._r)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the name of the mark that follows it, or the empty name."""
    pieces = _MARK.split(text)
    yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)
