"""Comments put at findings, and format faults put right: what changes, and that nothing else does."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import inspecting, returned
from generator.inspecting.commenting import Comment, annotated
from generator.inspecting.fixing import FIXED, TOGETHER, fixed
from generator.word.markup import W as NAMESPACE

from .inspected import (
    DATA,
    DOCUMENT,
    SETTINGS,
    STYLES,
    XML,
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
from .office import RULES, part, repacked, root
from .returning import body, p, run, shipped
from .test_inspecting import BODY, CASES, TITLE, fonts, python_docx

W = f"{{{NAMESPACE}}}"
MOMENT = "2026-03-05T00:00:00Z"
COMMENTS = "word/comments.xml"


def commented(*comments: Comment, data: bytes = DATA) -> bytes:
    return annotated(data, comments, "检查", MOMENT)


def ranges(data: bytes) -> dict[str, str]:
    """By the text of each comment what it is about."""
    texts = {
        one.get(f"{W}id"): "".join(text.text or "" for text in one.iter(f"{W}t"))
        for one in root(data, COMMENTS)
    }
    marked = dict.fromkeys(texts, "")
    open_: set[Any] = set()
    for element in root(data).iter():
        if element.tag == f"{W}commentRangeStart":
            open_.add(element.get(f"{W}id"))
        elif element.tag == f"{W}commentRangeEnd":
            open_.remove(element.get(f"{W}id"))
        elif element.tag == f"{W}t":
            for number in open_:
                marked[number] += element.text or ""
    assert not open_
    return {texts[number]: marked[number] for number in texts}


def errors(data: bytes, folder: Path) -> list[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return [str(one) for one in OpenXmlValidator(strict=False).validate(str(file)).errors]


# Comments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "about"),
    [
        ((2, 0, 3), "为加强"),
        ((2, 1, 3), "加强"),
        ((2, 29, 999), "案。"),
        ((2, 5, 5), "为加强基层党组织建设，根据县委要求，结合我镇实际，制定本方案。"),
        ((6, 0, 8), "（二）建强组织。"),
        ((6, 6, 10), "织。各支"),
        ((0, 0, 10), "城关镇党建示范点创"),
        ((7, 0, 2), "任务"),
        ((7, 3, 5), "单位"),
        ((7, 6, 9), "召开动"),
        ((-1, 0, 0), "城关镇党建示范点"),
        ((999, 0, 0), None),
    ],
)
def test_a_comment_is_about_its_stretch(place: tuple[int, int, int], about: str | None) -> None:
    if about is None:
        assert commented((*place, "看")) == DATA
        return
    assert ranges(commented((*place, "看")))["看"].startswith(about)
    if place[1] < place[2]:
        assert ranges(commented((*place, "看")))["看"] == about


def test_comments_may_meet_and_cross() -> None:
    made = commented(
        (2, 0, 5, "一"), (2, 3, 8, "二"), (2, 5, 8, "三"), (2, 0, 99, "四"), (2, 3, 5, "五")
    )
    text = opened(DATA).pieces[2].text
    assert ranges(made) == {
        "一": text[:5], "二": text[3:8], "三": text[5:8], "四": text, "五": text[3:5]
    }  # fmt: skip
    assert opened(made).pieces[2].text == text


def test_without_its_marks_the_document_is_as_it_was() -> None:
    made = part(commented((2, 0, 999, "看"), (5, 0, 999, "看")))
    plain = re.sub(rb"<w:commentRange[^>]*/>|<w:r><w:commentReference[^>]*/></w:r>", b"", made)
    assert plain == XML.encode()


def test_other_members_are_copied_as_they_are() -> None:
    made = {one.name: one for one in opened(commented((2, 0, 9, "看"))).package.members}
    own = {one.name: one for one in opened(DATA).package.members}
    changed = {name for name, one in own.items() if made[name] != one}
    assert changed == {DOCUMENT, "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert set(made) - set(own) == {COMMENTS}


def test_comments_of_others_stay_and_numbers_do_not_clash() -> None:
    first = commented((2, 0, 3, "甲的意见"))
    second = annotated(first, [(2, 1, 2, "乙的意见")], "乙", MOMENT)
    assert ranges(second) == {"甲的意见": "为加强", "乙的意见": "加"}
    assert [one.get(f"{W}author") for one in root(second, COMMENTS)] == ["检查", "乙"]


@pytest.mark.parametrize(
    "content",
    [
        p(""),
        "<w:p/>" + p("后"),
        p(run("a&lt;b&amp;c")),
        p('<w:r><w:t>一</w:t><w:tab/><w:t>二三</w:t></w:r>'),
        p('<w:ins w:id="5" w:author="x"><w:r><w:t>插入的话</w:t></w:r></w:ins>'),
        p('<w:hyperlink w:anchor="x"><w:r><w:t>链接的话</w:t></w:r></w:hyperlink>'),
        p('<w:r><w:t> 有空格 的话 </w:t></w:r>'),
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" + p("后"),
    ],
)  # fmt: skip
def test_whatever_stands_there_keeps_its_text(content: str, tmp_path: Path) -> None:
    section = XML[XML.rindex("<w:sectPr>") : XML.rindex("</w:body>")]
    data = repacked(
        DATA,
        {
            DOCUMENT: body(
                content + section,
                ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
            )
        },
    )
    made = commented((0, 1, 3, "看"), (1, 0, 1, "这"), data=data)
    assert [one.text for one in opened(made).pieces] == [one.text for one in opened(data).pieces]
    assert errors(made, tmp_path) == errors(data, tmp_path)


_PLACES = st.tuples(st.integers(-2, 20), st.integers(0, 60), st.integers(0, 60), st.just("看"))


@settings(max_examples=25, deadline=None)
@given(st.lists(_PLACES, max_size=6))
def test_texts_stay_wherever_comments_go(places: list[Comment]) -> None:
    made = opened(annotated(DATA, places, "检查", MOMENT))
    assert [one.text for one in made.pieces] == [one.text for one in opened(DATA).pieces]
    numbers = re.findall(rb'commentReference w:id="(\d+)"', made.package.document)
    assert len(numbers) == len(set(numbers)) <= len(places)


def test_every_finding_can_be_a_comment(tmp_path: Path) -> None:
    data = python_docx()
    told = [
        (one.piece, one.start, one.end, one.finding.message.format(**one.finding.args))
        for one in found(data)
    ]
    made = annotated(data, told, "检查", MOMENT)
    assert len(ranges(made)) == len({text for *_, text in told})
    assert errors(made, tmp_path) == errors(data, tmp_path)


# Repairs ---------------------------------------------------------------------------------------

REPAIRED = {
    name: case
    for name, case in CASES.items()
    if set(case[1]) & set(FIXED) and name != "no page number"  # a date stands in its place
}
LISTED = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
ADDED = {"word/footer3.xml", "word/footer4.xml"}  # where page numbers were wrong


@pytest.mark.parametrize("name", REPAIRED)
def test_what_is_safe_is_put_right(name: str) -> None:
    data, told, _ = REPAIRED[name]
    done = fixed(data, RULES, name="x.docx")
    assert not set(codes(done.data)) & set(FIXED)
    assert {one.code for one in done.done} == set(told) & set(FIXED)


@pytest.mark.parametrize("code", [one for one in FIXED if one != "quote-font"])  # goes with a font
def test_what_is_unwanted_stays_with_what_is_written_together_with_it(code: str) -> None:
    data = python_docx()
    stay = {code}.union(*(some for some in TOGETHER if code in some)) & set(codes(data))
    done = fixed(data, RULES, unwanted=[code])
    for_a_person = set(codes(fixed(data, RULES).data))
    assert set(codes(done.data)) & set(FIXED) == stay | for_a_person & set(FIXED)
    assert {one.code for one in done.done}.isdisjoint(stay)


def test_what_is_put_right_besides_is_told() -> None:
    fonts = '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:eastAsia="等线" w:cs="Cambria"/>'
    done = fixed(styled("BodyText", "<w:rFonts[^>]*/>", fonts), RULES)
    assert {one.code for one in done.done} == {"body-font", "latin-font"}
    assert codes(done.data) == []


@pytest.mark.parametrize("name", CASES)
def test_texts_and_other_parts_stay(name: str) -> None:
    data = CASES[name][0]
    before, after = opened(data), opened(fixed(data, RULES).data)
    assert [one.text for one in after.pieces] == [one.text for one in before.pieces]
    own = {one.name: one for one in before.package.members}
    changed = {one.name for one in after.package.members if own.get(one.name) != one}
    assert set(own) <= {one.name for one in after.package.members}
    assert changed - {DOCUMENT} in (set(), ADDED | LISTED, ADDED | LISTED | {SETTINGS})


@pytest.mark.parametrize("name", REPAIRED)
def test_a_second_repair_finds_nothing_to_do(name: str) -> None:
    once = fixed(REPAIRED[name][0], RULES).data
    assert fixed(once, RULES) == inspecting.fixing.Fixed(once, ())


def test_what_is_right_keeps_its_bytes() -> None:
    assert fixed(DATA, RULES).data is DATA
    for name, data in shipped().items():
        assert "-" in name or fixed(data, RULES).data is data


def test_only_the_paragraphs_that_were_wrong_change() -> None:
    data = formatted(BODY, fonts("微软雅黑"))
    old, new = part(data).decode(), part(fixed(data, RULES).data).decode()
    assert old.replace(paragraph(BODY, data), "") == new.replace(
        paragraph(BODY, fixed(data, RULES).data), ""
    )


def test_faces_within_a_text_stay() -> None:
    """A lead in 楷体 is meant so, even where the rest of its paragraph is in a wrong font."""
    data = swapped(
        '<w:t xml:space="preserve">各支部要',
        '<w:t xml:space="preserve">各支部要',
        data=formatted("各支部要认真", fonts("等线")),
    )
    lead = paragraph("各支部要认真", data).replace(fonts("等线"), fonts("楷体"), 1)
    data = swapped(paragraph("各支部要认真", data), lead, data=data)
    after = paragraph("各支部要认真", fixed(data, RULES).data)
    assert fonts("楷体") in after and "等线" not in after


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ("", '<w:rPr><w:rFonts .../></w:rPr>'),
        ("<w:b/>", '<w:rPr><w:rFonts .../><w:b/></w:rPr>'),
        ('<w:rStyle w:val="x"/><w:i/><w:lang w:val="en"/>', '<w:rPr><w:rStyle w:val="x"/><w:rFonts .../><w:i/><w:lang w:val="en"/></w:rPr>'),
        ('<w:rFonts w:eastAsia="等线"/><w:u w:val="single"/>', '<w:rPr><w:rFonts .../><w:u w:val="single"/></w:rPr>'),
    ],
)  # fmt: skip
def test_properties_stand_in_the_order_of_the_schema(properties: str, wanted: str) -> None:
    data = formatted(BODY, properties, themed("等线"))
    after = paragraph(BODY, fixed(data, RULES).data)
    assert (
        re.sub("<w:rFonts [^>]*/>", "<w:rFonts .../>", re.findall("<w:rPr>.*?</w:rPr>", after)[0])
        == wanted
    )


def test_an_indent_of_a_style_is_put_out() -> None:
    data = styled("BodyText", "<w:ind [^>]*/>", '<w:ind w:leftChars="200" w:left="630"/>')
    assert "body-indent" in codes(data)
    assert codes(fixed(data, RULES).data) == []


def test_a_page_keeps_what_is_not_wrong() -> None:
    data = swapped('w:top="2098"', 'w:top="1440"')
    after = part(fixed(data, RULES).data).decode()
    assert after[after.rindex("<w:sectPr") :] == XML[XML.rindex("<w:sectPr") :]


def test_what_python_docx_makes_is_repaired_as_far_as_that_is_safe(tmp_path: Path) -> None:
    data = python_docx()
    done = fixed(data, RULES)
    assert codes(done.data) == ["date-place", "element-align"]
    assert errors(done.data, tmp_path) == errors(data, tmp_path)


def test_another_prefix_is_kept() -> None:
    """Programs may write any prefix for Word's namespace."""
    data = formatted(TITLE, '<w:sz w:val="36"/>')
    other = re.sub(r"(</?)w:", r"\1x:", part(data).decode())
    other = re.sub(r" w:(\w+=)", r" x:\1", other).replace("xmlns:w=", "xmlns:x=")
    data = repacked(data, {DOCUMENT: other.encode()})
    assert codes(data) == ["title-size"]
    after = fixed(data, RULES).data
    assert codes(after) == []
    assert b"<w:" not in part(after)
    assert ranges(commented((2, 1, 3, "看"), data=data)) == {"看": "加强"}


def test_the_repaired_document_reads_as_before() -> None:
    data = shaped(BODY, '<w:spacing w:after="156"/>')
    after = fixed(data, RULES).data
    assert etree.fromstring(part(after)) is not None
    assert zipfile.ZipFile(io.BytesIO(after)).testzip() is None
    assert returned.read(after).made is None
    assert part(after, STYLES) == part(data, STYLES)
