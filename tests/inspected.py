"""A document that nobody knows who made, right in every point, and ways to make it wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator import inspecting
from generator.blocks import TableBlock
from generator.inspecting import FormatFinding
from generator.returned import Returned, read
from generator.word.provenance import Provenance
from generator.word.template import PROVENANCE

from .office import RULES, part, repacked
from .returning import WRITER, block, without_bookmarks

DOCUMENT, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
RIGHT = [
    block("t", "title", "城关镇党建示范点\n创建方案"),
    block("r", "recipients", "各党支部，镇直各单位："),
    block("b", "body", "为加强基层党组织建设，根据县委要求，结合我镇实际，制定本方案。"),
    block("h1", "heading1", "一、创建目标"),
    block("h2", "heading2", "（一）总体目标"),
    block("c", "body", "经过三年努力，建成示范点，“三会一课”得到落实。"),
    block("d", "body", "（二）建强组织。", "heading2", "各支部要认真对照标准，逐项抓好落实，每年6月底前完成任务。"),
    TableBlock("x", ("任务", "单位"), (("召开动员会", "组织部"), ("组织考核", "各支部"))),
    block("n", "annex_note_only", "附件：任务分解表"),
    block("s", "signature", "中共城关镇委员会"),
    block("e", "date", "2026年3月5日"),
    block("a", "annex_label", "附件"),
    block("at", "annex_title", "任务分解表"),
    block("ab", "body", "各支部要按照任务分解表逐项抓好落实，每季度末向镇党委报告一次情况。"),
]  # fmt: skip
HEAD = [
    block("1", "head_number", "000001"),
    block("2", "head_line", "机密★1年"),
    block("3", "number", "城发〔2026〕3号"),
]


def anonymous(data: bytes) -> bytes:
    """The document without what tells who made it."""
    plain = without_bookmarks(part(data).decode())
    return repacked(data, {PROVENANCE: None, DOCUMENT: plain.encode()})


DATA = anonymous(WRITER.write(RIGHT, Provenance()))
XML = part(DATA).decode()

Change = Callable[[bytes], bytes]


def swapped(old: str, new: str, name: str = DOCUMENT, data: bytes = DATA) -> bytes:
    """The document with one text of a part exchanged, which must be there."""
    xml = part(data, name).decode()
    assert old in xml, old
    return repacked(data, {name: xml.replace(old, new).encode()})


def styled(style: str, pattern: str, new: str, data: bytes = DATA) -> bytes:
    """The document with one of its styles changed."""
    xml = part(data, STYLES).decode()
    found = re.search(rf'<w:style [^>]*w:styleId="{style}">.*?</w:style>', xml, re.DOTALL)
    assert found
    changed, count = re.subn(pattern, new, found[0])
    assert count, (style, pattern)
    return repacked(data, {STYLES: xml.replace(found[0], changed).encode()})


def paragraph(text: str, data: bytes = DATA) -> str:
    """The paragraph that holds a text."""
    found = [p for p in re.findall(r"<w:p>.*?</w:p>", part(data).decode()) if text in p]
    assert found, text
    return str(found[0])


def formatted(text: str, properties: str, data: bytes = DATA) -> bytes:
    """The document with direct formatting on every run of the paragraph with a text."""
    old = paragraph(text, data)
    new = re.sub("<w:rPr>.*?</w:rPr>", "", old).replace(
        "<w:r>", f"<w:r><w:rPr>{properties}</w:rPr>"
    )
    return swapped(old, new, data=data)


def shaped(text: str, properties: str, data: bytes = DATA) -> bytes:
    """The document with further direct properties of the paragraph with a text."""
    old = paragraph(text, data)
    style = re.search("<w:pStyle[^>]*/>", old)
    kept = style[0] if style else ""
    return swapped(
        old, re.sub("<w:pPr>.*?</w:pPr>", f"<w:pPr>{kept}{properties}</w:pPr>", old), data=data
    )


def found(data: bytes, **options: Any) -> list[FormatFinding]:
    return inspecting.look(data, RULES, name="x.docx", **options)


def codes(data: bytes, **options: Any) -> list[str]:
    """The codes of what is found, each once."""
    return sorted({one.code for one in found(data, **options)})


def opened(data: bytes) -> Returned:
    return read(data, "x.docx")


def themed(font: str, data: bytes = DATA) -> bytes:
    """The document with the text's font left to a theme, as Word's own template does."""
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
        '<a:fontScheme name="x"><a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/>'
        f'<a:font script="Hans" typeface="{font}"/></a:majorFont><a:minorFont>'
        f'<a:latin typeface="{font}"/><a:ea typeface=""/><a:font script="Jpan" typeface="ＭＳ 明朝"/>'
        f'<a:font script="Hans" typeface="{font}"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    fonts = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>'
    made = styled("BodyText", "<w:rFonts[^>]*/>", fonts, data)
    return repacked(made, {"word/theme/theme1.xml": theme.encode()})
