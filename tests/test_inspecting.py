"""The form of any document held against the rule file: what is told, and what is left alone."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import formats, inspecting, patching
from generator.errors import Unreadable
from generator.inspecting import SEVERITIES, leftovers
from generator.inspecting.faces import face_name, is_allowed
from generator.word.provenance import Provenance
from generator.word.write import Writer

from .inspected import (
    DATA,
    DOCUMENT,
    RIGHT,
    SETTINGS,
    STYLES,
    XML,
    anonymous,
    codes,
    formatted,
    found,
    opened,
    paragraph,
    shaped,
    styled,
    swapped,
    themed,
)
from .office import RULES, official, part, repacked
from .returning import shipped

FOOTER, EVEN = "word/footer1.xml", "word/footer2.xml"
LINE = 'w:line="579" w:lineRule="exact"'
CELL = '<w:spacing w:val="-5"/>'
NO_SPACING = '<w:spacing w:val="0"/>'
GRID = '<w:docGrid w:linePitch="579"/>'
BODY = "为加强基层党组织建设"
TITLE = "城关镇党建示范点"


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def body_font(name: str) -> bytes:
    return styled("BodyText", "<w:rFonts[^>]*/>", fonts(name))


HEAD_SPACING = '<w:spacing w:before="1158" w:after="1158" w:line="579" w:lineRule="exact"/>'
HEAD_LINE = '<w:bottom w:val="single" w:sz="12" w:color="FF0000" w:space="8"/>'


def head(number: str = "", mark: str = "", data: bytes = DATA) -> bytes:
    """The document below 版头; the properties of 文号 and of the runs of 标志 as given."""
    number = number or (
        '<w:jc w:val="center"/><w:pBdr><w:bottom w:val="single" w:sz="12" w:color="FF0000"/></w:pBdr>'
    )
    border = re.search("<w:pBdr>.*</w:pBdr>", number)
    line = border[0].replace("<w:bottom ", '<w:bottom w:space="8" ') if border else ""
    ordered = f"{line}{HEAD_SPACING}{re.sub('<w:pBdr>.*</w:pBdr>', '', number)}"
    mark = mark or f'{fonts("方正小标宋简体")}<w:color w:val="FF0000"/><w:sz w:val="100"/>'
    xml = (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr>{mark}</w:rPr>'
        "<w:t>中共城关镇委员会文件</w:t></w:r></w:p>"
        f"<w:p><w:pPr>{ordered}</w:pPr><w:r><w:t>城发〔2026〕3号</w:t></w:r></w:p>"
    )
    return swapped("<w:body>", f"<w:body>{xml}", data=data)


def imprint(after: str = "", border: str = '<w:top w:val="single"/>') -> bytes:
    """The document with 版记 as paragraphs at its end."""
    lines = f"<w:pPr><w:pBdr>{border}</w:pBdr></w:pPr>" if border else ""
    size = '<w:rPr><w:sz w:val="28"/></w:rPr>'
    xml = "".join(
        f"<w:p>{lines}<w:r>{size}<w:t>{text}</w:t></w:r></w:p>"
        for text in ("抄送：县委组织部。", "城关镇党委办公室　2026年3月6日印发")
    )
    return swapped("<w:sectPr>", f"{xml}{after}<w:sectPr>", data=head())


def footers(change: Callable[[str], str], name: str = FOOTER, data: bytes = DATA) -> bytes:
    return repacked(data, {name: change(part(data, name).decode()).encode()})


def merged(*changes: tuple[str, str]) -> bytes:
    """The document with several texts of its main part exchanged."""
    data = DATA
    for old, new in changes:
        data = swapped(old, new, data=data)
    return data


INSERTED = (
    '<w:ins w:id="9" w:author="{}" w:date="2026-03-05T00:00:00Z"><w:r><w:t>补充</w:t></w:r></w:ins>'
)


def tracked(author: str) -> bytes:
    old = paragraph(BODY)
    return swapped(old, old.replace("</w:p>", f"{INSERTED.format(author)}</w:p>"))


FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
EMPTY = '<w:p><w:pPr><w:spacing w:line="579" w:lineRule="exact"/></w:pPr></w:p>'
UPRIGHT, TURNED = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'


def turned(top: int, right: int, bottom: int, left: int) -> bytes:
    """The document on turned pages."""
    margins = f'w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
    data = swapped(UPRIGHT, TURNED)
    return swapped('w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"', margins, data=data)


def cell(text: str, properties: str) -> bytes:
    """The document with direct formatting of a text in its table."""
    return formatted(text, properties)


AT_EDGE = shaped("中共城关镇委员会", '<w:jc w:val="right"/>')

# What is wrong, and beside it what is nearly the same and right.
CASES: dict[str, tuple[bytes, list[str], bytes]] = {
    "sheet": (
        swapped('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"'),
        ["page-size"],
        swapped('w:w="11906" w:h="16838"', 'w:w="11907" w:h="16839"'),
    ),
    "top margin": (
        swapped('w:top="2098"', 'w:top="1440"'),
        ["page-margins"],
        swapped('w:top="2098"', 'w:top="2060"'),
    ),
    "gutter": (
        swapped('w:left="1587"', 'w:left="1400"'),
        ["page-margins"],
        merged(('w:left="1587"', 'w:left="1020"'), ('w:gutter="0"', 'w:gutter="567"')),
    ),
    "21 lines": (
        styled("BodyText", LINE, 'w:line="600" w:lineRule="exact"'),
        ["grid-lines"],
        styled("BodyText", LINE, 'w:line="560" w:lineRule="exact"'),
    ),
    "21 lines of a grid": (
        swapped(
            GRID, '<w:docGrid w:type="lines" w:linePitch="600"/>',
            data=styled("BodyText", LINE, 'w:line="240" w:lineRule="auto"'),
        ),
        ["grid-lines"],
        swapped(
            GRID, '<w:docGrid w:type="lines" w:linePitch="579"/>',
            data=styled("BodyText", LINE, 'w:line="240" w:lineRule="auto"'),
        ),
    ),
    "lines of no height": (
        styled("BodyText", LINE, 'w:line="360" w:lineRule="auto"'),
        ["line-height"],
        styled("BodyText", LINE, 'w:line="570" w:lineRule="atLeast"'),
    ),
    "27 characters": (
        styled("BodyText", CELL, NO_SPACING),
        ["grid-characters"],
        swapped(
            GRID,
            '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>',
            data=styled("BodyText", CELL, NO_SPACING),
        ),
    ),
    "text in another font": (
        body_font("宋体"), ["body-font"], body_font("方正仿宋_GBK"),
    ),
    "text of the theme": (themed("等线"), ["body-font"], themed("仿宋")),
    "text without a font": (
        styled("BodyText", "<w:rFonts[^>]*/>", "", data=repacked(
            DATA, {STYLES: re.sub("<w:rFonts[^>]*/>", "", part(DATA, STYLES).decode(), count=2).encode()}
        )),
        ["body-font"],
        styled("BodyText", "<w:rFonts[^>]*/>", ""),
    ),
    "some words in another font": (
        formatted("（一）总体目标", fonts("微软雅黑")),
        ["heading-font"],
        formatted("（一）总体目标", fonts("楷体")),
    ),
    "a paragraph in a heading's face": (
        formatted(BODY, fonts("黑体")), ["body-font"], formatted("（二）建强组织。", fonts("楷体")),
    ),
    "title": (
        styled("Title", "<w:rFonts[^>]*/>", fonts("黑体")),
        ["title-font"],
        styled("Title", "<w:rFonts[^>]*/>", fonts("方正小标宋_GBK")),
    ),
    "bold title": (
        formatted(TITLE, "<w:b/>"), ["title-bold"], formatted(TITLE, '<w:b w:val="0"/>'),
    ),
    "size of the title": (
        formatted(TITLE, '<w:sz w:val="36"/>'), ["title-size"], formatted(TITLE, '<w:sz w:val="44"/>'),
    ),
    "size of the text": (
        formatted(BODY, '<w:sz w:val="28"/>'), ["body-size"], formatted(BODY, '<w:spacing w:val="0"/><w:sz w:val="31"/>'),
    ),
    "a footnote's number": (
        formatted(BODY, '<w:sz w:val="24"/>'),
        ["body-size"],
        formatted(BODY, '<w:sz w:val="24"/><w:vertAlign w:val="superscript"/>'),
    ),
    "heading": (
        styled("Heading1", "<w:rFonts[^>]*/>", fonts("仿宋")),
        ["heading-font"],
        styled("Heading1", "<w:rFonts[^>]*/>", fonts("SimHei")),
    ),
    "elements": (
        styled("AnnexLabel", "<w:rFonts[^>]*/>", fonts("宋体")),
        ["element-font"],
        styled("AnnexLabel", "<w:rFonts[^>]*/>", fonts("方正黑体_GBK")),
    ),
    "digits": (
        styled("BodyText", 'w:ascii="[^"]*"', 'w:ascii="Calibri"'),
        ["latin-font"],
        styled("BodyText", 'w:ascii="[^"]*"', 'w:ascii="宋体"'),
    ),
    "quotation marks": (
        swapped(
            '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>', "",
            data=styled("BodyText", 'w:ascii="[^"]*"', 'w:ascii="Times New Roman"'),
        ),
        ["latin-font", "quote-font"],
        swapped('<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>', ""),
    ),
    "colour": (
        formatted(BODY, '<w:color w:val="1F497D"/>'),
        ["text-colour"],
        formatted(BODY, '<w:color w:val="0D0D0D"/>'),
    ),
    "no indent": (
        styled("BodyText", "<w:ind [^>]*/>", ""),
        ["body-indent"],
        swapped(">为加强", ">　　为加强", data=shaped(BODY, '<w:ind w:firstLineChars="0" w:firstLine="0"/>')),
    ),
    "an indent too much": (
        swapped(">为加强", ">　　为加强"),
        ["body-indent"],
        shaped(BODY, '<w:ind w:firstLineChars="0" w:firstLine="640"/>'),
    ),
    "an indent of all lines": (
        shaped(BODY, '<w:ind w:left="640" w:firstLineChars="0" w:firstLine="0"/>'),
        ["body-indent"],
        shaped(BODY, '<w:jc w:val="center"/>'),
    ),
    "a line of contents": (
        swapped("本方案。</w:t>", "本方案</w:t><w:tab/><w:t>见前。</w:t>", data=shaped(BODY, FLUSH)),
        ["body-indent"],
        swapped("本方案。</w:t>", "本方案</w:t><w:tab/><w:t>12</w:t>", data=shaped(BODY, FLUSH)),
    ),
    "recipients": (
        shaped("各党支部，", '<w:ind w:firstLineChars="200"/>'),
        ["element-indent"],
        shaped("各党支部，", '<w:ind w:firstLineChars="0"/>'),
    ),
    "size of a heading": (
        formatted("一、创建目标", '<w:sz w:val="36"/>'),
        ["heading-size"],
        formatted("一、创建目标", '<w:sz w:val="32"/>'),
    ),
    "a heading at the edge": (
        shaped("一、创建目标", '<w:ind w:firstLineChars="0" w:firstLine="0"/>'),
        ["heading-indent"],
        shaped("一、创建目标", '<w:ind w:firstLineChars="0" w:firstLine="640"/>'),
    ),
    "size of an element": (
        formatted("2026年3月5日", '<w:sz w:val="24"/>'),
        ["element-size"],
        formatted("2026年3月5日", '<w:sz w:val="32"/>'),
    ),
    "title of an annex": (
        styled("AnnexTitle", '<w:jc w:val="center"/>', '<w:jc w:val="both"/>'),
        ["element-align"],
        styled("AnnexTitle", "<w:rFonts[^>]*/>", fonts("黑体")),
    ),
    "mark at the left": (
        swapped('<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr>', "<w:p><w:r><w:rPr>", data=head()),
        ["mark-align"],
        head(),
    ),
    "title at the left": (
        styled("Title", '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'),
        ["title-align"],
        styled("Title", '<w:jc w:val="center"/>', '<w:jc w:val="distribute"/>'),
    ),
    "gaps": (
        shaped(BODY, '<w:spacing w:after="156"/>'),
        ["paragraph-spacing"],
        shaped(BODY, '<w:spacing w:after="156"/><w:contextualSpacing/>'),
    ),
    "gaps in lines": (
        shaped(BODY, '<w:spacing w:beforeLines="50" w:before="156"/>'),
        ["paragraph-spacing"],
        shaped(BODY, '<w:spacing w:beforeLines="0" w:before="0"/>'),
    ),
    "waist of a title": (
        swapped(f"{TITLE}</w:t>", "关于印发城关镇党建</w:t><w:br/><w:t>示范点</w:t>"),
        ["title-shape"],
        swapped(f"{TITLE}</w:t>", "关于印发</w:t><w:br/><w:t>城关镇党建示范点</w:t>"),
    ),
    "title broken amiss": (
        swapped(f"{TITLE}</w:t>", "城关镇（镇直</w:t><w:br/><w:t>）示范点</w:t>"),
        ["title-break"],
        swapped(f"{TITLE}</w:t>", "城关镇</w:t><w:br/><w:t>（镇直）示范点</w:t>"),
    ),
    "number broken in a title": (
        swapped(f"{TITLE}</w:t>", "城关镇20</w:t><w:br/><w:t>26年示范点</w:t>"),
        ["title-break"],
        swapped(f"{TITLE}</w:t>", "城关镇</w:t><w:br/><w:t>2026年示范点</w:t>"),
    ),
    "word broken in a title": (
        swapped(f"{TITLE}</w:t>", "城关镇党建示</w:t><w:br/><w:t>范点创建方案</w:t>"),
        ["title-break"],
        swapped(f"{TITLE}</w:t>", "城关镇党建</w:t><w:br/><w:t>示范点创建方案</w:t>"),
    ),
    "level of a heading": (
        shaped("一、创建目标", '<w:outlineLvl w:val="1"/>'),
        ["heading-level"],
        shaped("一、创建目标", '<w:outlineLvl w:val="0"/>'),
    ),
    "no page number": (
        footers(lambda xml: xml.replace(" PAGE ", " DATE "), data=footers(
            lambda xml: xml.replace(" PAGE ", " DATE "), EVEN
        )),
        ["page-number-missing"],
        footers(lambda xml: xml.replace(" PAGE ", r" PAGE \* MERGEFORMAT ")),
    ),
    "form of the page number": (
        footers(lambda xml: xml.replace("—", "-")),
        ["page-number-form"],
        footers(lambda xml: xml.replace("— ", "—").replace(" —", "—")),
    ),
    "font of the page number": (
        styled("Footer", "<w:rFonts[^>]*/>", fonts("Calibri")),
        ["page-number-font"],
        styled("Footer", "<w:rFonts[^>]*/>", fonts("SimSun")),
    ),
    "size of the page number": (
        styled("Footer", '<w:sz w:val="28"/>', '<w:sz w:val="18"/>'),
        ["page-number-size"],
        styled("Footer", '<w:sz w:val="28"/>', '<w:sz w:val="28"/>'),
    ),
    "place of the page number": (
        swapped("<w:evenAndOddHeaders/>", "", SETTINGS),
        ["page-number-place"],
        swapped("<w:evenAndOddHeaders/>", '<w:evenAndOddHeaders w:val="1"/>', SETTINGS),
    ),
    "page number in the middle": (
        footers(lambda xml: xml.replace('w:val="right"', 'w:val="center"')),
        ["page-number-place"],
        footers(lambda xml: xml.replace("</w:pStyle>", "").replace(
            "<w:jc ", '<w:framePr w:wrap="around" w:xAlign="outside"/><w:jc ')),
    ),
    "page number at the edge": (
        footers(lambda xml: re.sub("<w:ind [^>]*/>", "", xml)),
        ["page-number-inset"],
        footers(lambda xml: re.sub("<w:ind [^>]*/>", "", xml).replace(" —</w:t>", " —　</w:t>")),
    ),
    "black mark": (
        head(mark=f'{fonts("方正小标宋简体")}<w:sz w:val="100"/>'), ["mark-colour"], head(),
    ),
    "font of the mark": (
        head(mark=f'{fonts("微软雅黑")}<w:color w:val="FF0000"/>'),
        ["mark-font"],
        head(mark=f'{fonts("华文中宋")}<w:color w:val="C00000"/>'),
    ),
    "number at the left": (
        head('<w:jc w:val="left"/><w:pBdr><w:bottom w:val="single" w:color="FF0000"/></w:pBdr>'),
        ["number-place"],
        swapped("3号</w:t>", "3号</w:t><w:tab/><w:t>签发人：张三</w:t>", data=head(
            '<w:jc w:val="left"/><w:pBdr><w:bottom w:val="single" w:color="FF0000"/></w:pBdr>'
        )),
    ),
    "no room above the number": (
        swapped('w:before="1158"', 'w:before="579"', data=head()),
        ["head-gap"],
        swapped('w:before="1158"', 'w:before="1100"', data=head()),
    ),
    "room of empty paragraphs": (
        swapped("<w:p><w:pPr><w:pBdr>", f"{EMPTY}<w:p><w:pPr><w:pBdr>", data=head()),
        ["head-gap"],
        swapped("<w:p><w:pPr><w:pBdr>", f"{EMPTY * 2}<w:p><w:pPr><w:pBdr>", data=swapped(
            'w:before="1158"', 'w:before="0"', data=head())),
    ),
    "the title close to the line": (
        swapped('w:after="1158"', 'w:after="0"', data=head()),
        ["head-gap"],
        swapped('w:after="1158"', 'w:after="0" w:afterLines="200"', data=head()),
    ),
    "the line close to the number": (
        swapped('w:space="8"', 'w:space="1"', data=head()),
        ["head-gap"],
        swapped('w:space="8"', 'w:space="10"', data=head()),
    ),
    "no red line": (
        head('<w:jc w:val="center"/>'),
        ["red-line-missing"],
        swapped("3号</w:t>", "3号</w:t><w:pict/>", data=head('<w:jc w:val="center"/>')),
    ),
    "a black line": (
        head('<w:jc w:val="center"/><w:pBdr><w:bottom w:val="single" w:color="auto"/></w:pBdr>'),
        ["red-line-colour"],
        head(),
    ),
    "date at the left": (
        shaped("2026年3月5日", '<w:jc w:val="left"/>'),
        ["date-place"],
        shaped("2026年3月5日", '<w:ind w:left="5000"/><w:jc w:val="left"/>'),
    ),
    "date at the edge": (
        shaped("2026年3月5日", '<w:jc w:val="right"/>', AT_EDGE),
        ["date-place"],
        shaped("2026年3月5日", '<w:jc w:val="right"/>'),
    ),
    "date at the edge with blanks": (
        shaped("2026年3月5日", '<w:jc w:val="right"/>', AT_EDGE),
        ["date-place"],
        swapped("3月5日</w:t>", "3月5日　　</w:t>", data=shaped("2026年3月5日", '<w:jc w:val="right"/>', AT_EDGE)),
    ),
    "annex on the same page": (
        styled("AnnexLabel", "<w:pageBreakBefore/>", ""),
        ["annex-page"],
        swapped(
            "3月5日</w:t></w:r>", '3月5日</w:t></w:r><w:r><w:br w:type="page"/></w:r>',
            data=styled("AnnexLabel", "<w:pageBreakBefore/>", ""),
        ),
    ),
    "imprint without lines": (imprint(border=""), ["imprint-lines"], imprint()),
    "text below the imprint": (
        imprint("<w:p><w:r><w:t>其他</w:t></w:r></w:p>"), ["imprint-last"], imprint("<w:p/>"),
    ),
    "wide table": (
        swapped('<w:tblW w:w="8845" w:type="dxa"/>', '<w:tblW w:w="10500" w:type="dxa"/>'),
        ["table-wide"],
        swapped('<w:tblW w:w="8845" w:type="dxa"/>', '<w:tblW w:w="9000" w:type="dxa"/>'),
    ),
    "table in percent": (
        swapped('<w:tblW w:w="8845" w:type="dxa"/>', '<w:tblW w:w="6000" w:type="pct"/>'),
        ["table-wide"],
        swapped('<w:tblW w:w="8845" w:type="dxa"/>', '<w:tblW w:w="100%" w:type="pct"/>'),
    ),
    "turned pages": (turned(1800, 1440, 1800, 1440), ["turned-margins"], turned(1587, 2098, 1474, 1984)),
    "pages turned the other way": (
        turned(1587, 1440, 1474, 1440), ["turned-margins"], turned(1474, 1984, 1587, 2098),
    ),
    "font in a table": (
        cell("召开动员会", fonts("等线")), ["table-font"], cell("召开动员会", fonts("宋体")),
    ),
    "size in a table": (
        cell("召开动员会", '<w:sz w:val="14"/>'), ["table-size"], cell("召开动员会", '<w:sz w:val="21"/>'),
    ),
    "tracked changes": (tracked("张三"), ["tracked-changes"], DATA),
    "undecided": (tracked("政策更新"), ["undecided"], DATA),
    "comments": (
        swapped(paragraph(BODY), paragraph(BODY).replace("</w:p>", '<w:r><w:commentReference w:id="1"/></w:r></w:p>')),
        ["comments-left"],
        DATA,
    ),
    "macros": (
        repacked(DATA, {"[Content_Types].xml": part(DATA, "[Content_Types].xml").replace(
            b"wordprocessingml.document.main+xml", b"macroEnabled.main+xml")}),
        ["document-unsafe"],
        DATA,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_by_its_code(case: str) -> None:
    assert codes(CASES[case][0]) == CASES[case][1]


@pytest.mark.parametrize("case", CASES)
def test_what_is_nearly_the_same_and_right_is_left_alone(case: str) -> None:
    assert codes(CASES[case][2]) == []


def bound(plans: int) -> bytes:
    """Documents bound behind one another, the first of which has 版记."""
    more = [
        f'<w:p><w:pPr><w:pStyle w:val="Title"/><w:pageBreakBefore/></w:pPr><w:r><w:t>{name}镇创建方案'
        f'</w:t></w:r></w:p>{paragraph(BODY)}{paragraph("一、创建目标")}{paragraph(BODY)}'
        for name in "甲乙丙"[:plans]
    ]  # fmt: skip
    return imprint("".join(more))


@pytest.mark.parametrize(("plans", "told"), [(1, ["imprint-last"]), (3, [])])
def test_a_plan_may_be_bound_behind_the_imprint_of_another(plans: int, told: list[str]) -> None:
    """In a volume; in a notice it would have to stand before."""
    assert codes(bound(plans)) == told


@pytest.mark.parametrize(
    ("author", "told"), [("张三", "tracked-changes"), ("政策更新", "undecided")]
)
def test_changes_in_footers_are_left_over(author: str, told: str) -> None:
    insertion = INSERTED.format(author)
    data = footers(lambda xml: xml.replace("</w:ftr>", f"<w:p>{insertion}</w:p></w:ftr>"))
    assert codes(data) == [told]


def test_every_code_has_a_case_that_tells_it() -> None:
    told = {code for _, codes_, _ in CASES.values() for code in codes_}
    only_rendered = {
        "page-lines", "page-characters", "signature-alone", "imprint-page", "imprint-foot",
        "text-off-page", "pages-not-measured",
    }  # fmt: skip
    assert set(SEVERITIES) - only_rendered == told


def test_what_rules_tell_has_a_severity() -> None:
    assert {code for codes_ in inspecting.RULES.values() for code in codes_} <= set(SEVERITIES)


# Documents nobody changed ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> dict[str, bytes]:
    return shipped()


def test_documents_of_ours_are_clean(ours: dict[str, bytes]) -> None:
    assert {name: codes(data) for name, data in ours.items() if found(data)} == {}


def test_so_they_are_when_they_do_not_say_who_made_them(ours: dict[str, bytes]) -> None:
    """As a clerk's own document would be, told by its text alone."""
    plain = {name: anonymous(data) for name, data in ours.items()}
    assert {name: codes(data) for name, data in plain.items() if found(data)} == {}


@pytest.mark.parametrize(
    "name", ["gbt9704", "gbt9704-g2", "gbt9704-times", "gbt9704-centred", "gbt9704-fangsong"]
)
@pytest.mark.parametrize("form", ["plan", "notice", "letter"])
def test_every_format_is_right_by_its_own_rules(name: str, form: Any) -> None:
    rules = formats.load(name)
    data = Writer(rules).write(official(form, sealed=False).blocks, Provenance())
    assert inspecting.look(data, rules) == []


def ours_with(text: str, properties: str) -> bytes:
    """A document of ours in which somebody formatted a cell."""
    made = Writer(RULES).write(RIGHT, Provenance())
    bare = re.sub("<w:bookmark(Start|End)[^>]*/>", "", part(made).decode())
    return formatted(text, properties, repacked(made, {DOCUMENT: bare.encode()}))


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        (fonts("宋体"), ["table-font"]),
        (fonts("仿宋"), []),
        ('<w:sz w:val="32"/>', ["table-size"]),
        ('<w:sz w:val="24"/>', []),
    ],
)
def test_tables_of_ours_keep_to_the_rule_file(properties: str, told: list[str]) -> None:
    assert codes(ours_with("召开动员会", properties)) == told


def test_a_variant_is_told_from_the_format_it_varies() -> None:
    made = {
        name: Writer(formats.load(name)).write(RIGHT, Provenance())
        for name in ("gbt9704-g2", "gbt9704-times", "gbt9704-centred", "gbt9704-fangsong")
    }
    assert {name: codes(data) for name, data in made.items()} == {
        "gbt9704-g2": ["page-margins"],
        "gbt9704-times": ["latin-font"],
        "gbt9704-centred": ["page-number-place"],
        "gbt9704-fangsong": [],
    }


def python_docx() -> bytes:
    """What becomes of a plan typed into the template of python-docx."""
    document = docx.Document()
    document.add_heading("某镇党建示范点创建方案", 0)
    document.add_heading("一、创建目标", 1)
    document.add_paragraph("经过三年努力，建成示范点12个，“三会一课”落实。")
    document.add_paragraph("（一）建强组织。各支部要认真对照标准，逐项抓好落实，按时报告。")
    document.add_paragraph("中共城关镇委员会")
    document.add_paragraph("2026年3月5日")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_the_template_of_python_docx_is_wrong_in_nearly_everything() -> None:
    assert codes(python_docx()) == [
        "body-font", "body-indent", "body-size", "date-place", "element-align", "element-font",
        "element-size",
        "heading-font", "heading-indent", "heading-size", "latin-font", "line-height",
        "page-margins", "page-number-missing", "page-size", "paragraph-spacing", "quote-font",
        "text-colour", "title-align", "title-font", "title-size",
    ]  # fmt: skip


def test_equal_findings_are_one_with_all_their_places() -> None:
    [one] = found(body_font("等线"))
    assert one.code == "body-font"  # that digits stand in it, too, goes without saying
    assert (one.piece, one.start, one.end, one.pieces) == (2, 0, 31, (2, 5, 6, 13))
    assert one.finding.args["count"] == 4
    assert one.finding.message.format(**one.finding.args) == (
        "正文: set in 等线, 仿宋_GB2312 is asked for (4 paragraphs)"
    )
    assert str(one.finding.origin) == "x.docx:3:1 “为加强基层党组织建设，根…”"
    assert one.finding.hint.format(**one.finding.args) == (
        "GB/T 9704-2012, clause 7.3.3; select it and set the font for Chinese under Font"
    )


def test_a_rule_can_be_left_out() -> None:
    read = inspecting.manuscript.of(opened(themed("等线")), RULES)
    assert inspecting.examine(read)
    assert inspecting.examine(read, without=["body-font"]) == []


@pytest.mark.parametrize(
    ("font", "wanted", "is_it"),
    [
        ("仿宋", "仿宋_GB2312", True),
        ("FangSong", "仿宋_GB2312", True),
        ("方正仿宋_GBK", "仿宋_GB2312", True),
        ("华文仿宋", "仿宋_GB2312", True),
        ("宋体", "仿宋_GB2312", False),
        ("等线", "仿宋_GB2312", False),
        ("仿宋", "宋体", False),
        ("楷体", "楷体_GB2312", True),
        ("方正小标宋_GBK", "方正小标宋简体", True),
        ("华文中宋", "方正小标宋简体", True),
        ("宋体", "方正小标宋简体", False),
        ("微软雅黑", "黑体", False),
        ("Times New Roman", "宋体", False),
        ("", "仿宋_GB2312", False),
    ],
)
def test_a_font_is_allowed_by_its_face(font: str, wanted: str, is_it: bool) -> None:
    assert is_allowed(font, wanted, RULES) == is_it


def test_faces_are_told_from_one_another() -> None:
    names = ("仿宋体", "新宋体", "SimHei", "FZXiaoBiaoSong-B05S", "KaiTi_GB2312", "Calibri", "等线")
    assert [face_name(name) for name in names] == ["仿宋", "宋体", "黑体", "小标宋", "楷体", "", ""]


# Documents that mean no good --------------------------------------------------------------------

BROKEN = {
    "no zip": b"%PDF-1.4",
    "styles cut short": repacked(DATA, {STYLES: part(DATA, STYLES)[:500]}),
    "styles with a DTD": repacked(DATA, {STYLES: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "numbering cut short": repacked(DATA, {"word/numbering.xml": b"<w:numbering"}),
    "footer cut short": repacked(DATA, {FOOTER: b"<w:ftr PAGE"}),
    "theme cut short": repacked(DATA, {"word/theme/theme1.xml": b"<a:theme"}),
    "text cut short": repacked(DATA, {DOCUMENT: XML[:2000].encode()}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        found(BROKEN[name])
    assert len(refused.value.findings) == 1


def many(one: str, count: int) -> bytes:
    return swapped("<w:body>", f"<w:body>{one * count}")


HUGE = {
    "paragraphs": many("<w:p><w:r><w:t>一、目标</w:t></w:r></w:p>", 6_000),
    "document numbers": many("<w:p><w:r><w:t>城发〔2026〕3号</w:t></w:r></w:p>", 6_000),
    "tables": many("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>", 4_000),
    "sections": many("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", 6_000),
    "imprints": many("<w:p><w:r><w:t>抄送：县委组织部。</w:t></w:r></w:p>", 6_000),
    "entities": many(f"<w:p><w:r><w:t>{'&lt;' * 100_000}</w:t></w:r></w:p>", 10),
    "numbers": swapped('w:line="579"', f'w:line="{"9" * 400}"', STYLES),
    "styles in a circle": repacked(DATA, {STYLES: part(DATA, STYLES).replace(
        b'<w:basedOn w:val="Normal"/>', b'<w:basedOn w:val="BodyText"/>')}),
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_hostile_document_is_looked_at_or_refused_in_time(name: str) -> None:
    begun = time.process_time()
    try:
        found(HUGE[name])
    except Unreadable as refused:
        assert len(refused.findings) == 1
    assert time.process_time() - begun < 10


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_done_to_the_bytes_it_is_looked_at_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([DOCUMENT, STYLES, SETTINGS, FOOTER]))
    xml = bytearray(part(DATA, name))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(xml) - 1))
        xml[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    try:
        found(repacked(DATA, {name: bytes(xml)}))
    except Unreadable as refused:
        assert len(refused.findings) == 1


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_attributes_may_say_anything(data: st.DataObject) -> None:
    """Numbers that are none, names that are not there."""
    name = data.draw(st.sampled_from([DOCUMENT, STYLES, FOOTER]))
    xml = part(DATA, name).decode()
    places = [match.span(1) for match in re.finditer('w:[a-zA-Z]+="([^"]*)"', xml)]
    for start, end in sorted(
        data.draw(st.lists(st.sampled_from(places), max_size=8, unique=True)), reverse=True
    ):
        xml = (
            xml[:start]
            + data.draw(st.sampled_from(["", "-1", "x", "9" * 30, "nan", "1.5", "0"]))
            + xml[end:]
        )
    found(repacked(DATA, {name: xml.encode()}))


def test_a_plan_is_looked_at_in_a_hundredth_of_a_second(ours: dict[str, bytes]) -> None:
    """A hundred plans within a second and a half; measured generously, as machines differ."""
    plans = [opened(data) for name, data in ours.items() if "-" not in name]

    def once() -> float:
        begun = time.process_time()
        for plan in plans:
            inspecting.look(plan, RULES)
        return time.process_time() - begun

    assert min(once() for _ in range(3)) / len(plans) < 0.03


def test_the_author_of_open_decisions_is_the_one_that_patches() -> None:
    assert leftovers.POLICY == patching.AUTHOR
