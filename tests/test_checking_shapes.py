"""One plan with twelve defects in many shapes: how it was typed makes no difference to `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from generator.checking import Checker, Context
from generator.numbering import SCHEMES
from generator.proofreading import RULES

Kind = Literal["title", "text", "一、", "（一）", "第一阶段", "end"]


@dataclass(frozen=True)
class Item:
    """A paragraph: its label by kind and number, its heading, and what follows."""

    kind: Kind
    text: str
    number: int = 0
    heading: str = ""

    @property
    def label(self) -> str:
        """The label as it is typed."""
        if self.kind == "第一阶段":
            return f"第{SCHEMES['一、'](self.number)[:-1]}阶段"
        return SCHEMES[self.kind](self.number) if self.number else ""


PLAN = [
    Item("title", "临江镇党建示范点创建方案"),
    Item("text", "根据《党支部工作条例》（江组发[2018]5号），制定本方案。"),
    Item("一、", "创建目标", 1),
    Item("text", "到2025年底，建成示范点12个，惠及××村党员。"),
    Item("text", "坚持高标准,严要求，抓好创建工作。"),
    Item("一、", "创建标准", 2),
    Item("text", "创建示范点从以下四个方面推进："),
    Item("（一）", "一是分工明确；三是团结协作。", 1, "班子好。"),
    Item("（一）", "党员党员带头学习。", 2, "队伍好。"),
    Item("（一）", "场所面积达到“200平方米以上。", 2, "阵地好。"),
    Item("一、", "方法步骤", 4),
    Item("第一阶段", "（2025年3月—5月）动员部署。召开会议，组织学习。", 1),
    Item("第一阶段", "（2025年4月—8月）集中创建。各支部对照标准抓落实。", 2),
    Item("第一阶段", "（2025年9月）总结验收。按照附件2逐项评分。", 3),
    Item("一、", "保障措施", 5),
    Item("（一）", "镇党委定期研究创建工作。", 1, "加强领导。"),
    Item("（一）", "定于2025年6月31日开展集中宣传。", 2, "加强宣传。"),
    Item("end", "中共临江镇委员会"),
    Item("end", "2025年3月1日"),
]
DEFECTS = [
    ("document-number", "[2018]5号"),
    ("hole", "××"),
    ("half-width", ","),
    ("count-claim", "四个方面"),
    ("label-gap", "三是"),
    ("doubled-word", "党员党员"),
    ("label-repeat", "（二）"),
    ("unbalanced", "“"),
    ("label-gap", "四、"),
    ("stage-overlap", "2025年4月—8月"),
    ("annex-absent", "按照附件2"),
    ("no-such-date", "2025年6月31日"),
]


def told(path: Path) -> list[tuple[str, str]]:
    """The findings about the content, with the words that they are about."""
    checked = Checker(Context(today=date(2026, 3, 5))).check(path)
    assert not checked.unreadable
    found = [one.finding for one in checked.told if one.code in RULES]
    return [(one.code, str(one.args.get("excerpt", ""))) for one in found]


def expected(shown: Callable[[str], str] = str) -> list[tuple[str, str]]:
    """What is to be told, with the words as they stand in the shape."""
    return sorted((code, shown(words)) for code, words in DEFECTS)


# How paragraphs are typed --------------------------------------------------------------------

Typed = Iterator[tuple[Item, str]]


def run_in(items: list[Item] = PLAN) -> Typed:
    return ((item, item.label + item.heading + item.text) for item in items)


def on_their_own(items: list[Item] = PLAN) -> Typed:
    """Headings of the second level on lines of their own."""
    for item in items:
        if item.heading:
            yield item, item.label + item.heading.rstrip("。")
            yield Item("text", item.text), item.text
        else:
            yield item, item.label + item.text


HALF = str.maketrans("（）", "()")
INDENTED = "　　"


def test_headings_with_and_without_lines_of_their_own(tmp_path: Path) -> None:
    for number, typed in enumerate((run_in(), on_their_own())):
        path = tmp_path / f"{number}.txt"
        path.write_text("\n".join(text for _, text in typed), "utf-8")
        assert sorted(told(path)) == expected()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", f"\n{INDENTED}"])
def test_texts_as_editors_save_them(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(end.join(text for _, text in run_in()).encode(encoding))
    assert sorted(told(path)) == expected()


def test_half_width_brackets(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(text.translate(HALF) for _, text in run_in()), "utf-8")
    found = told(path)
    assert sorted(code for code, _ in found) == sorted(code for code, _ in DEFECTS)
    assert ("label-repeat", "(二)") in found


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    marks = {"title": "# **{}**\n", "一、": "## {}\n", "（一）": "**{heading}**{text}\n"}
    path.write_text("\n".join(_marked(item, text, marks) for item, text in run_in()), "utf-8")
    assert sorted(told(path)) == expected()


def _marked(item: Item, text: str, marks: dict[str, str]) -> str:
    mark = marks.get(item.kind, "{}\n")
    return mark.format(text, heading=item.label + item.heading, text=item.text)


# Shapes of a document ------------------------------------------------------------------------


def typed_paragraphs(document: Docx) -> None:
    for _, text in run_in():
        document.add_paragraph(text)


def headings_by_style(document: Docx) -> None:
    levels = {"title": "Title", "一、": "Heading 1", "（一）": "Heading 2"}
    for item, text in on_their_own():
        document.add_paragraph(text, style=levels.get(item.kind, "Normal"))


def split_runs(document: Docx) -> None:
    """As Word leaves a text that was corrected: a run for a few characters each."""
    for _, text in run_in():
        paragraph = document.add_paragraph()
        for at in range(0, len(text), 2):
            paragraph.add_run(text[at : at + 2])
            paragraph._p.append(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="gramStart"/>'))


def soft_breaks(document: Docx) -> None:
    """A text pasted from a chat or a web page: one paragraph with line breaks."""
    paragraph = document.add_paragraph()
    for number, (_, text) in enumerate(run_in()):
        if number:
            paragraph.add_run().add_break()
        paragraph.add_run(text)


def soft_breaks_below_headings(document: Docx) -> None:
    for chunk in _chunks():
        paragraph = document.add_paragraph(chunk[0])
        for text in chunk[1:]:
            paragraph.add_run().add_break()
            paragraph.add_run(text)


def _chunks() -> list[list[str]]:
    """The paragraphs of each part together; title and end alone."""
    chunks: list[list[str]] = []
    for item, text in run_in():
        if item.kind in ("title", "一、", "end") or len(chunks) == 1:
            chunks.append([])
        chunks[-1].append(text)
    return chunks


def rows_of_a_table(document: Docx) -> None:
    table = document.add_table(rows=0, cols=1)
    for _, text in run_in():
        table.add_row().cells[0].text = text


def one_cell(document: Docx) -> None:
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    for number, (_, text) in enumerate(run_in()):
        if number:
            cell.add_paragraph(text)
        else:
            cell.paragraphs[0].add_run(text)


def content_controls(document: Docx) -> None:
    for number, (_, text) in enumerate(run_in(), 1):
        paragraph = document.add_paragraph(text)
        if number % 2:
            _controlled(paragraph._p, paragraph._p)
        else:
            _controlled(paragraph._p, paragraph.runs[0]._r)


def _controlled(parent: Any, element: Any) -> None:
    """Put an element into a content control that takes its place."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    element.getparent().replace(element, control)
    control.find(qn("w:sdtContent")).append(element)


BOX = """
<w:r {ns}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>
<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>
"""


def text_boxes(document: Docx) -> None:
    for _, text in run_in():
        content = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        document.add_paragraph()._p.append(parse_xml(BOX.format(ns=nsdecls("w"), content=content)))


def one_text_box(document: Docx) -> None:
    content = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for _, text in run_in())
    document.add_paragraph()._p.append(parse_xml(BOX.format(ns=nsdecls("w"), content=content)))


def footnotes(document: Docx) -> None:
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>见县委文件。</w:t></w:r></w:p></w:footnote>'
        for number in range(1, len(PLAN) + 1)
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    for number, (item, text) in enumerate(run_in(), 1):
        paragraph = document.add_paragraph(text)
        if item.kind == "text":
            reference = f'<w:footnoteReference w:id="{number}"/>'
            paragraph._p.insert(1, parse_xml(f"<w:r {nsdecls('w')}>{reference}</w:r>"))


def tracked(document: Docx) -> None:
    """Each paragraph was put in by a tracked change, in place of another one."""
    stamp = 'w:author="张三" w:date="2025-03-01T08:00:00Z"'
    for number, (_, text) in enumerate(run_in(), 1):
        xml = (
            f'<w:del {nsdecls("w")} w:id="{number * 2}" {stamp}><w:r><w:delText>旧文、</w:delText>'
            f'</w:r></w:del>\n<w:ins {nsdecls("w")} w:id="{number * 2 + 1}" {stamp}><w:r>'
            f"<w:t>{text}</w:t></w:r></w:ins>"
        )
        paragraph = document.add_paragraph()
        for element in xml.split("\n"):
            paragraph._p.append(parse_xml(element))


def links_and_fields(document: Docx) -> None:
    for _, text in run_in():
        paragraph = document.add_paragraph()
        link = f'<w:hyperlink {nsdecls("w")} w:anchor="x"><w:r><w:t>{text[:3]}</w:t></w:r></w:hyperlink>'
        field = (
            f'<w:fldSimple {nsdecls("w")} w:instr="QUOTE"><w:r><w:t>{text[3:5]}</w:t></w:r>'
            "</w:fldSimple>"
        )
        paragraph._p.append(parse_xml(link))
        paragraph._p.append(parse_xml(field))
        paragraph.add_run(text[5:])


SHAPES = [
    typed_paragraphs, headings_by_style, split_runs, soft_breaks, soft_breaks_below_headings,
    rows_of_a_table, one_cell, content_controls, text_boxes, one_text_box, footnotes, tracked,
    links_and_fields,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_shape_has_the_same_defects(shape: Callable[[Docx], None], tmp_path: Path) -> None:
    document = Document()
    shape(document)
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert sorted(told(path)) == expected()


# Numbers that Word makes ---------------------------------------------------------------------

LEVELS: dict[str, tuple[int, str, str]] = {
    "一、": (0, "%1、", "chineseCounting"),
    "（一）": (1, "（%2）", "chineseCounting"),
    "第一阶段": (2, "第%3阶段", "chineseCounting"),
}


def automatic(document: Docx, brackets: str = "（）") -> None:
    """The same labels by Word's numbering; where one is wrong, a list begins at that number."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text.replace("（", brackets[0]).replace("）", brackets[1])}"/></w:lvl>'
        for level, text, form in LEVELS.values()
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1">{levels}</w:abstractNum>'
    numbering.append(parse_xml(abstract))
    wanted = dict.fromkeys(LEVELS, 1)
    _begin(numbering, 1)
    count = 1
    for item in PLAN:
        paragraph = document.add_paragraph(item.heading + item.text)
        if item.kind not in LEVELS:
            continue
        if item.number != wanted[item.kind]:
            count += 1
            _begin(numbering, count, LEVELS[item.kind][0], item.number)
        wanted[item.kind] = item.number + 1
        if item.kind == "一、":
            wanted["（一）"] = 1
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = LEVELS[item.kind][0]
        properties.get_or_add_numId().val = count


def _begin(numbering: Any, list_id: int, level: int = -1, first: int = 0) -> None:
    """A list of the one numbering there is; with another first number at a level."""
    other = (
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
        if first
        else ""
    )
    xml = f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="1"/>{other}</w:num>'
    numbering.append(parse_xml(xml))


@pytest.mark.parametrize("brackets", ["（）", "()"])
def test_numbers_that_word_makes_are_read(brackets: str, tmp_path: Path) -> None:
    document = Document()
    automatic(document, brackets)
    path = tmp_path / "a.docx"
    document.save(str(path))
    codes = sorted(code for code, _ in told(path))
    assert codes == sorted(code for code, _ in DEFECTS)


# Lists within the cells of a table -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("1.查阅资料；\n2.实地察看；\n4.走访群众。", [("label-gap", "4.")]),
        ("（1）查阅资料；\n（1）实地察看。", [("label-repeat", "（1）")]),
        ("1.查阅资料；\n2.实地察看。", []),
        ("3.走访群众；\n4.测评。", []),  # goes on from the cell above
        ("查阅资料；\n实地察看。", []),
    ],
)
def test_lists_in_the_cells_of_a_table(
    cell: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    document = Document()
    document.add_paragraph("临江镇党建示范点创建方案")
    table = document.add_table(rows=2, cols=2)
    for number, text in enumerate(("项目", "做法", "考核", cell)):
        table.cell(number // 2, number % 2).text = text
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert told(path) == found
    for one in Checker(Context(today=date(2026, 3, 5))).check(path).told:
        if one.code in RULES and one.place:
            content = f"项目\t做法\n考核\t{cell}"
            assert content[one.place.start : one.place.end] == one.finding.args["excerpt"]
