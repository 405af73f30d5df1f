"""`make templates`: the Word templates that an office copies and edits, built from the rule file.

They are documents of ours with placeholders for texts, and without what says how a document was
made. Stored, not compressed: the bytes are the same whatever zlib is at hand.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from .. import formats
from ..blocks import AnyBlock, Block, ImprintBlock, MarkBlock, Span, Style
from ..formats import Format
from . import hazards, office_package, reading, template
from .mark import NO_MARGINS
from .markup import DECLARATION, W
from .office_package import DOCUMENT_RELATIONS, PACKAGE_RELATIONS
from .part_tree import forget_bookmarks
from .provenance import Provenance
from .write import Writer

_STAND_IN = "某某市人民政府"  # as wide as the names of most offices: the mark is sized for it
_P, _PPR, _STYLE = f"{{{W}}}p", f"{{{W}}}pPr", f"{{{W}}}pStyle"
_SPACING, _VAL = f"{{{W}}}spacing", f"{{{W}}}val"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_V = "urn:schemas-microsoft-com:vml"
_DAY = (1980, 1, 1, 0, 0, 0)  # the first day zip knows


def build(rules: Format) -> dict[str, bytes]:
    """The templates by file name."""
    return {
        "plan.docx": _template(rules, _plan()),
        "notice.docx": _template(rules, _notice()),
        "letter.docx": _template(rules, _letter()),
    }


def _plan() -> list[AnyBlock]:
    return [_text("title", "{{ title }}"), *_text_and_annexes()]


def _notice() -> list[AnyBlock]:
    return [
        _text("head_number", "{{ copy_number }}"),
        _text("head_line", "{{ secrecy }}"),
        _text("head_line", "{{ urgency }}"),
        MarkBlock("#mark", (_STAND_IN,)),
        _text("number", "{{ number }}"),
        *_main(),
        ImprintBlock("#imprint", "{{ copies_to }}", "{{ printer }}", "{{ printed }}"),
    ]


def _letter() -> list[AnyBlock]:
    return [
        MarkBlock("#mark", (_STAND_IN,), suffix="", letter=True),
        _text("letter_line", "{{ copy_number }}"),
        _text("letter_line", "{{ secrecy }}", face="head_line"),
        _text("letter_line", "{{ urgency }}", face="head_line"),
        _text("letter_line", "{{ number }}"),
        *_main(),
        ImprintBlock("#imprint", "{{ copies_to }}", lines=False),
    ]


def _main() -> list[AnyBlock]:
    body, annexes = _text_and_annexes()
    return [
        _text("title", "{{ title }}"),
        _text("recipients", "{{ recipients }}："),
        body,
        _text("note", "（{{ note }}）"),
        annexes,
    ]


def _text_and_annexes() -> list[AnyBlock]:
    return [_text("body", "{{ body }}"), _text("body", "{{ annexes }}")]


def _text(style: Style, text: str, face: str = "") -> Block:
    return Block(text, style, (Span(text, face),))


def _template(rules: Format, blocks: list[AnyBlock]) -> bytes:
    parts = reading.parts(Writer(rules).write(blocks, Provenance()), "")
    trees = {name: reading.parsed(xml, name, "") for name, xml in parts.items()}
    document = trees[template.DOCUMENT]
    forget_bookmarks(document)
    _issuer(document)
    _head(document, rules)
    _letter_head(document, rules)
    _imprint(document)
    office_package.forget_origin(trees, parts)
    office_package.forget_unused(trees, parts)
    for name in (
        template.DOCUMENT, hazards.CONTENT_TYPES, PACKAGE_RELATIONS, DOCUMENT_RELATIONS,
    ):  # fmt: skip
        parts[name] = DECLARATION.encode() + etree.tostring(trees[name], encoding="utf-8")
    return _stored(parts)


def _stored(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system = 0
            package.writestr(entry, content)
    return file.getvalue()


def _issuer(document: Any) -> None:
    for text in document.iter(f"{{{W}}}t"):
        if text.text and _STAND_IN in text.text:
            text.text = text.text.replace(_STAND_IN, "{{ issuer }}")


def _styled(document: Any, styles: Iterable[str]) -> list[Any]:
    """The paragraphs of some styles."""
    ids = set(styles)
    return [
        paragraph
        for paragraph in document.iter(_P)
        if (style := paragraph.find(f"{_PPR}/{_STYLE}")) is not None and style.get(_VAL) in ids
    ]


def _head(document: Any, rules: Format) -> None:
    """Three lines in a row of fixed height: the mark stays where it is when some are empty.

    The empty second cell keeps the row: a row of nothing but empty placeholders disappears.
    """
    lines = _styled(document, [rules.styles[key].id for key in ("head_number", "head_line")])
    if lines:
        height = 3 * rules.styles["head_line"].line.twips
        style = f'<w:pPr><w:pStyle w:val="{rules.styles["head_number"].id}"/></w:pPr>'
        beside = etree.fromstring(f'<w:p xmlns:w="{W}">{style}</w:p>')
        _side_by_side(lines, [beside], rules, f'<w:trHeight w:val="{height}" w:hRule="exact"/>')


def _letter_head(document: Any, rules: Format) -> None:
    """The lines at the left, 发文字号 at the right of the first that is there (10.1).

    The two empty lines below belong to the title, since any of these lines may be empty.
    """
    *lines, number = _styled(document, [rules.styles["letter_line"].id]) or [None]
    if number is None:
        return
    for line in (*lines, number):
        for name in ("spacing", "tabs"):
            for direct in line.findall(f"{_PPR}/{{{W}}}{name}"):
                direct.getparent().remove(direct)
    etree.SubElement(number.find(_PPR), f"{{{W}}}jc", {_VAL: "right"})
    _side_by_side(lines, [number], rules)
    style = rules.styles["title"]
    (title,) = _styled(document, [style.id])
    room = 2 * rules.styles["letter_line"].line.twips
    after = round(style.after * style.line.twips)
    properties = {"before": room, "after": after, "line": style.line.twips, "lineRule": "exact"}
    etree.SubElement(
        title.find(_PPR),
        _SPACING,
        {f"{{{W}}}{key}": str(value) for key, value in properties.items()},
    )


def _side_by_side(left: list[Any], right: list[Any], rules: Format, height: str = "") -> None:
    """Put paragraphs into two cells without lines, as wide as the text."""
    width = rules.page.line_twips
    widths = (width // 2, width - width // 2)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{one}" w:type="dxa"/></w:tcPr></w:tc>' for one in widths
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    table: Any = etree.fromstring(
        f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{NO_MARGINS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr></w:tbl>"
    )
    left[0].addprevious(table)
    for cell, paragraphs in zip(table.iter(f"{{{W}}}tc"), (left, right), strict=True):
        cell.extend(paragraphs)


def _imprint(document: Any) -> None:
    """A box that grows upwards from the foot of the text area: its texts may take more lines."""
    for row in document.iter(f"{{{W}}}trHeight"):
        if next(row.iterancestors(f"{{{W}}}txbxContent"), None) is not None:
            row.set(f"{{{W}}}hRule", "atLeast")
    for anchor in document.iter(f"{{{_WP}}}anchor"):
        if next(anchor.iter(f"{{{W}}}tbl"), None) is None:
            continue
        place = anchor.find(f"{{{_WP}}}positionV")
        place.set("relativeFrom", "margin")
        place.remove(place[0])
        etree.SubElement(place, f"{{{_WP}}}align").text = "bottom"
        fit = next(anchor.iter(f"{{{_A}}}noAutofit"))
        fit.getparent().replace(fit, etree.Element(f"{{{_A}}}spAutoFit"))
    for box in document.iter(f"{{{_V}}}textbox"):
        shape = box.getparent()
        if next(shape.iter(f"{{{W}}}tbl"), None) is not None:
            box.set("style", "mso-fit-shape-to-text:t")
            style = shape.get("style").replace(
                "mso-position-vertical-relative:page",
                "mso-position-vertical:bottom;mso-position-vertical-relative:margin",
            )
            shape.set("style", re.sub("margin-top:[^;]*;", "", style))


def main(folder: Path) -> None:
    """Write the templates beside the rule file."""
    for name, data in build(formats.load("gbt9704")).items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docx_templates"))
