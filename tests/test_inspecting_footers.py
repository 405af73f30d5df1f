"""Page numbers put where there are none or wrong ones, and left alone where anything else stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats, inspecting, redlining
from generator.inspecting.fixing import Fixed, fixed
from generator.patching.parts import stories, used_ids
from generator.patching.tracking import Tracker
from generator.returned import read
from generator.word.markup import W

from .inspected import SETTINGS, codes, formatted, opened, shaped, swapped
from .office import RULES, part, repacked
from .test_inspecting import BODY, TITLE, fonts

MOMENT = "2026-03-05T00:00:00Z"
FIELD = "".join(
    f'<w:r xmlns:w="{W}">{content}</w:r>'
    for content in (
        '<w:fldChar w:fldCharType="begin"/>', "<w:instrText> PAGE </w:instrText>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)  # fmt: skip

Document = docx.document.Document


def plain(*changes: Callable[[Document], None], tmp_path: Path) -> bytes:
    """A document of python-docx with footers changed."""
    document = docx.Document()
    document.add_paragraph("各支部要认真对照标准，逐项抓好落实，按时报告。")
    for change in changes:
        change(document)
    path = tmp_path / "plain.docx"
    document.save(str(path))
    return path.read_bytes()


def numbered(document: Document, before: str = "", after: str = "", place: str = "footer") -> None:
    """Put a page number into the last section."""
    paragraph = getattr(document.sections[-1], place).paragraphs[0]
    paragraph.add_run(before)
    for run in parse_xml(f'<w:p xmlns:w="{W}">{FIELD}</w:p>'):
        paragraph._p.append(run)
    paragraph.add_run(after)


def empty(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = ""


def address(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = "地址：人民路1号"


def header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def even(document: Document) -> None:
    document.settings.odd_and_even_pages_header_footer = True


def more(document: Document) -> None:
    document.add_section()
    document.add_paragraph("第二节。")


def unnumbered(document: Document) -> None:
    """A further section whose pages are meant to have no number."""
    more(document)
    document.sections[-1].footer.is_linked_to_previous = False


def first(document: Document) -> None:
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_footer.paragraphs[0].text = ""


def lying(document: Document) -> None:
    more(document)
    section = document.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def told(data: bytes) -> list[str]:
    return [code for code in codes(data) if code.startswith("page-number")]


def odd(document: Document) -> None:
    numbered(document)


def worded(document: Document) -> None:
    numbered(document, "第 ", " 页 共 5 页")


def named(document: Document) -> None:
    numbered(document, "城关镇党委办公室 ")


def above(document: Document) -> None:
    numbered(document, place="header")


BOX = (
    f'<w:p xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:r>'
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
    f"<w:p>{FIELD}</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
    f"<w:txbxContent><w:p>{FIELD}</w:p></w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)
GALLERY = f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p>{FIELD}</w:p></w:sdtContent></w:sdt>'


def filled(xml: str) -> Callable[[Document], None]:
    """Put an element into the footer, as a program writes it."""

    def change(document: Document) -> None:
        footer = document.sections[0].footer
        footer.is_linked_to_previous = False
        footer._element.insert(0, parse_xml(xml))

    return change


WRITTEN: dict[str, tuple[Callable[[Document], None], ...]] = {
    "no footers": (),
    "empty footers": (empty,),
    "two sections": (more,),
    "a first page of its own": (first,),
    "turned pages": (lying,),
    "a header on odd and even pages": (header, even),
    "a bare number": (odd,),
    "a number in words": (worded,),
    "a number from Word's gallery": (filled(GALLERY),),
    "a number in a box, as WPS sets it": (filled(BOX),),
}
LEFT: dict[str, tuple[Callable[[Document], None], ...]] = {
    "an address": (address,),
    "a header on all pages": (header,),  # even pages would lose it
    "a number beside a name": (named,),
    "a number above": (above,),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_page_numbers_are_put_right(case: str, tmp_path: Path) -> None:
    data = plain(*WRITTEN[case], tmp_path=tmp_path)
    assert told(data)
    result = fixed(data, RULES)
    assert told(result.data) == []
    assert set(told(data)) <= {one.code for one in result.done}
    assert fixed(result.data, RULES) == Fixed(result.data, ())
    assert not {*errors(result.data, tmp_path)} - {*errors(data, tmp_path)}


@pytest.mark.parametrize("case", LEFT)
def test_what_else_stands_in_footers_is_kept(case: str, tmp_path: Path) -> None:
    data = plain(*LEFT[case], tmp_path=tmp_path)
    result = fixed(data, RULES)
    assert told(result.data) == told(data)
    assert read(result.data).package.parts.keys() == read(data).package.parts.keys()


def errors(data: bytes, folder: Path) -> list[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return [str(one) for one in OpenXmlValidator(strict=False).validate(str(file)).errors]


def test_pages_that_are_to_have_no_number_get_none(tmp_path: Path) -> None:
    result = fixed(plain(odd, unnumbered, tmp_path=tmp_path), RULES)
    form = inspecting.manuscript.of(read(result.data), RULES)
    ones, others = ([one["id"] for one in section.references] for section in form.sections)
    assert len(set(ones)) == 2 and len(set(others)) == 1 and not set(ones) & set(others)


def test_a_format_with_numbers_in_the_middle_needs_no_even_pages(tmp_path: Path) -> None:
    rules = formats.load("gbt9704-centred")
    data = plain(tmp_path=tmp_path)
    result = fixed(data, rules)
    assert "page-number-missing" in {one.code for one in result.done}
    assert part(result.data, SETTINGS) == part(data, SETTINGS)
    left = {one.code for one in inspecting.look(result.data, rules)}
    assert not [code for code in left if code.startswith("page-number")]


def test_even_pages_that_were_switched_off_are_switched_on(tmp_path: Path) -> None:
    data = plain(even, tmp_path=tmp_path)
    off = part(data, SETTINGS).replace(
        b"<w:evenAndOddHeaders/>", b'<w:evenAndOddHeaders w:val="0"/>'
    )
    result = fixed(repacked(data, {SETTINGS: off}), RULES)
    assert b'<w:evenAndOddHeaders w:val="1"/>' in part(result.data, SETTINGS)


# Tracked -----------------------------------------------------------------------------------------


def tracked(data: bytes) -> Fixed:
    document = read(data, "x.docx")
    tracker = Tracker("审读", MOMENT, used_ids(stories(document.package)))
    return fixed(document, RULES, name="x.docx", tracker=tracker)


CHANGED = {
    "font": formatted(BODY, fonts("微软雅黑")),
    "size": formatted(TITLE, '<w:sz w:val="36"/>'),
    "indent": shaped(BODY, '<w:ind w:firstLineChars="0" w:firstLine="0"/>'),
    "margins": swapped('w:top="2098"', 'w:top="1440"'),
    "everything": formatted(
        BODY, f'{fonts("微软雅黑")}<w:sz w:val="36"/>',
        shaped(BODY, '<w:spacing w:after="156"/>', swapped('w:top="2098"', 'w:top="1440"')),
    ),
}  # fmt: skip


def canonical(data: bytes) -> bytes:
    return bytes(etree.tostring(etree.fromstring(part(data)), method="c14n"))


@pytest.mark.parametrize("case", CHANGED)
def test_format_can_wait_for_a_decision(case: str, tmp_path: Path) -> None:
    """Accepted it is as if it had been repaired at once, rejected as if nobody had."""
    data, result = CHANGED[case], tracked(CHANGED[case])
    plainly = fixed(data, RULES, name="x.docx")
    assert result.done == plainly.done
    assert errors(result.data, tmp_path) == errors(data, tmp_path)
    assert canonical(redlining.accepted(result.data)) == canonical(plainly.data)
    rejected = inspecting.look(redlining.rejected(result.data), RULES)
    assert {one.code for one in rejected} == set(codes(data))
    assert tracked(result.data) == Fixed(result.data, ())
    authors = set(re.findall(r'w:author="([^"]*)"', part(result.data).decode()))
    assert authors == {"审读"}


def test_a_page_number_that_was_missing_is_inserted(tmp_path: Path) -> None:
    result = tracked(plain(tmp_path=tmp_path))
    (footer, *_) = [
        xml for name, xml in opened(result.data).package.parts.items() if "footer" in name
    ]
    assert b'<w:ins w:id="' in footer and "审读".encode() in footer
    assert told(result.data) == []
