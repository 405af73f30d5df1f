"""What is safe to repair, in plain texts and in documents: and nothing else changes."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from generator import outline, pdf, proofreading, returned
from generator.checking import Checker, Context
from generator.checking.fixing import Fixed
from generator.checking.repairs import applied, official_date, repairs, widened
from generator.errors import Rejected
from generator.pdf import find_office
from generator.word.markup import W

from .returning import DATA, DOCUMENT, XML, exchanged, paragraph, with_xml

MOMENT = "2026-03-05T09:00:00Z"


def repaired(text: str, *, ours: bool = False) -> str:
    """The text after one round of repairs."""
    plan = outline.read(outline.lines_of(text))
    found = repairs(plan, proofreading.check(plan), ours=ours)
    lines = text.split("\n")
    for number in range(len(lines)):
        lines[number] = applied(lines[number], [one for one in found if one.index == number + 1])
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("坚持高标准,严要求;抓好创建:重在落实!对吗?对", "坚持高标准，严要求；抓好创建：重在落实！对吗？对"),
        ("创建(试点)工作", "创建（试点）工作"),
        ("标准(GB/T 9704)执行", "标准（GB/T 9704）执行"),
        ('建设"红旗"支部', "建设“红旗”支部"),
        ('他说"好', '他说"好'),  # which of the two it is, nobody knows
        ("面积1,000平方米", "面积1,000平方米"),
        ("version 2.0, (beta)", "version 2.0, (beta)"),
        ("甲),(A)乙", "甲），（A）乙"),
        ("（一)重点", "（一）重点"),
    ],
)  # fmt: skip
def test_half_width_marks_are_widened(text: str, result: str) -> None:
    assert widened(text) == result


@given(st.text('甲乙一,;:!?()"“”（）A1 ', max_size=30))
def test_widening_keeps_places_and_is_done_once(text: str) -> None:
    wide = widened(text)
    assert len(wide) == len(text)
    assert widened(wide) == wide


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2018年06月01日", "2018年6月1日"),
        ("2018.6.1", "2018年6月1日"),
        ("2018-06-01", "2018年6月1日"),
        ("2018/13/01", ""),
        ("二〇一八年六月一日", "2018年6月1日"),
        ("二○一八年十二月", "2018年12月"),
        ("6月01日", "6月1日"),
    ],
)
def test_dates_get_their_official_form(text: str, result: str) -> None:
    assert official_date(text) == result


PLAN = "某镇党支部示范点创建方案\n一、指导思想\n{}\n二、保障措施\n加强领导，落实责任。"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("加强保障 ，落实责任。", "加强保障，落实责任。"),
        ("按照党发[2018]第05号文件，抓好落实。", "按照党发〔2018〕5号文件，抓好落实。"),
        ("于2018年06月01日前完成。", "于2018年6月1日前完成。"),
        ("由张　三、李　四负责。", "由张　三、李　四负责。"),
        ("于2018.6.1-2018.8.31完成。", "于2018年6月1日-2018年8月31日完成。"),
        ("于2018.6.31-2018.8.31完成。", "于2018.6.31-2018.8.31完成。"),  # not one of the two alone
        ("使用V2018.6.1版。", "使用V2018.6.1版。"),
        ("于2018.6前后完成。", "于2018.6前后完成。"),  # a month or a number
    ],
)
def test_spaces_numbers_and_dates_are_repaired(text: str, result: str) -> None:
    assert repaired(PLAN.format(text)) == PLAN.format(result)


@pytest.mark.parametrize(
    ("text", "ours", "result"),
    [
        ("一、甲\n乙乙。\n三、丙\n丁丁。", True, "一、甲\n乙乙。\n二、丙\n丁丁。"),
        ("一、甲\n乙乙。\n三、丙\n丁丁。", False, "一、甲\n乙乙。\n三、丙\n丁丁。"),
        ("一、甲\n见第三部分。\n三、丙\n丁丁。", True, "一、甲\n见第三部分。\n三、丙\n丁丁。"),
        ("一、甲\n见第一部分。\n（一）丙。\n（三）丁。", True, "一、甲\n见第一部分。\n（一）丙。\n（二）丁。"),
        ("一、甲\n见第（三）项。\n（一）丙。\n（三）丁。", True, "一、甲\n见第（三）项。\n（一）丙。\n（三）丁。"),
        ("1.甲甲。\n2.乙乙。\n2.丙丙。\n3.丁丁。", True, "1.甲甲。\n2.乙乙。\n3.丙丙。\n4.丁丁。"),
        ("甲：①乙；②丙；②丁。", True, "甲：①乙；②丙；③丁。"),
    ],
)  # fmt: skip
def test_labels_of_our_own_documents_are_counted_anew(text: str, ours: bool, result: str) -> None:
    assert repaired(text, ours=ours) == result


# Files ---------------------------------------------------------------------------------------


def fixed(path: Path, *, tracked: bool = False) -> Fixed:
    result = Checker(Context(today=date(2026, 3, 5))).fixed(path, tracked=tracked, moment=MOMENT)
    assert result is not None
    return result


BAD = PLAN.format("坚持高标准,严要求(重点)抓好创建 ，按照党发[2018]第05号文件抓好落实。")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_keeps_its_encoding_and_its_ends_of_lines(
    tmp_path: Path, encoding: str, end: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(BAD.replace("\n", end).encode(encoding))
    result = fixed(path)
    good = PLAN.format("坚持高标准，严要求（重点）抓好创建，按照党发〔2018〕5号文件抓好落实。")
    assert result.data == good.replace("\n", end).encode(encoding)
    assert [one.code for one in result.repairs] == [
        "half-width", "half-width", "half-width", "stray-space", "document-number",
    ]  # fmt: skip
    path.write_bytes(result.data)
    assert not fixed(path).is_changed


def texts(data: bytes) -> list[str]:
    return [piece.text for piece in returned.read(data).pieces]


EDITED = exchanged(
    "goal/two", lambda old: old.replace("标准，", "标准,").replace("落实。", "落实 。")
)


def test_a_repaired_document_differs_in_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(with_xml(EDITED))
    result = fixed(path)
    assert texts(result.data) == texts(DATA)
    assert result.formats == ()
    one, other = (ZipFile(io.BytesIO(data)) for data in (path.read_bytes(), result.data))
    assert one.namelist() == other.namelist()
    same = [name for name in one.namelist() if one.read(name) == other.read(name)]
    assert set(one.namelist()) - set(same) == {DOCUMENT}
    path.write_bytes(result.data)
    again = fixed(path)
    assert (again.is_changed, again.data) == (False, result.data)


def test_tracked_repairs_wait_for_a_person(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(with_xml(EDITED))
    result = fixed(path, tracked=True)
    xml = ZipFile(io.BytesIO(result.data)).read(DOCUMENT).decode()
    assert set(re.findall(r'w:author="([^"]*)"', xml)) == {"审读"}
    assert "<w:delText" in xml
    assert texts(result.data) == texts(DATA), "once they are accepted"
    path.write_bytes(result.data)
    assert not fixed(path, tracked=True).is_changed


@pytest.mark.parametrize(("deleted", "label"), [("", "二、"), ("二、创建标准", "三、")])
def test_labels_wait_for_the_changes_of_others(tmp_path: Path, deleted: str, label: str) -> None:
    """With a tracked deletion rejected, the labels that were there before are right again."""
    change = '<w:del w:id="9" w:author="张三"><w:r><w:delText>{}</w:delText></w:r></w:del></w:p>'
    two = paragraph("goal/two")
    xml = XML.replace("二、方法步骤", "三、方法步骤")
    if deleted:
        xml = xml.replace(two, two.replace("</w:p>", change.format(deleted)))
    path = tmp_path / "a.docx"
    path.write_bytes(with_xml(xml))
    assert f"{label}方法步骤" in texts(fixed(path).data)


def test_what_is_allowed_is_not_repaired(tmp_path: Path) -> None:
    ours = paragraph("goal/two", EDITED)
    marked = ours.replace("</w:p>", '<w:r><w:commentReference w:id="7"/></w:r></w:p>')
    comment = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="7"><w:p><w:r>'
        "<w:t>审读：允许 half-width 原文如此</w:t></w:r></w:p></w:comment></w:comments>"
    )
    path = tmp_path / "a.docx"
    path.write_bytes(
        with_xml(EDITED.replace(ours, marked), **{"word/comments.xml": comment.encode()})
    )
    assert [one.code for one in fixed(path).repairs] == ["stray-space"]


def test_the_format_of_a_foreign_document_is_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = Document()
    for line in BAD.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))
    result = fixed(path)
    codes = {told.code for told in result.formats}
    assert {"page-size", "page-margins", "body-font", "body-size"} <= codes
    path.write_bytes(result.data)
    assert not fixed(path).is_changed
    left = Checker(Context(today=date(2026, 3, 5))).check(path)
    assert codes.isdisjoint(told.code for told in left.told)


def test_signed_documents_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(with_xml(EDITED, **{"_xmlsignatures/sig1.xml": b"<x/>"}))
    with pytest.raises(Rejected) as caught:
        fixed(path)
    assert [finding.code for finding in caught.value.findings] == ["document-signed"]


def test_other_files_are_not_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 甲,乙\n", "utf-8")
    assert Checker(Context(today=date(2026, 3, 5))).fixed(path, tracked=False, moment="") is None


@pytest.mark.render
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not here")
def test_libreoffice_opens_what_was_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = Document()
    for line in BAD.split("\n"):
        document.add_paragraph(line)
    document.save(str(path))
    for tracked in (False, True):
        target = tmp_path / f"{tracked}.docx"
        target.write_bytes(fixed(path, tracked=tracked).data)
        assert pdf.convert([target], tmp_path)[target].is_file()
