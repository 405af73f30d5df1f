"""What people did to a document is told, and what only their programs did is not."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import compose, returned
from generator.blocks import FileBlock
from generator.returned import Added, Edits
from generator.word.bookmarks import bookmark

from . import office
from .helpers import told
from .office import RULES, repacked
from .returning import (
    DATA,
    PLAN,
    WRITER,
    XML,
    block,
    exchanged,
    p,
    paragraph,
    run,
    with_xml,
    without_bookmarks,
)
from .returning import (
    MADE as MADE_FROM,
)

MADE = returned.read(DATA).made
assert MADE is not None
RECORDS = MADE.blocks
NAMES = [block.id for block in PLAN]
ONE, TWO = paragraph("goal/one"), paragraph("goal/two")
TWO_TEXT = "各支部要认真对照标准，逐项抓好落实。"


def start(name: str) -> str:
    found = re.search(rf'<w:bookmarkStart [^>]*"{bookmark(name)[0]}"/>', XML)
    assert found
    return found[0]


def end(name: str) -> str:
    return f'<w:bookmarkEnd w:id="{bookmark(name)[1]}"/>'


def marked(name: str, content: str, properties: str = "") -> str:
    """A paragraph that holds the bookmark of a block round that content."""
    return p(start(name) + content + end(name), f'<w:pStyle w:val="BodyText"/>{properties}')


def styled(content: str, properties: str = "") -> str:
    """A paragraph of the text that holds no bookmark."""
    runs = content if content.startswith("<") else run(content)
    return p(runs, f'<w:pStyle w:val="BodyText"/>{properties}')


def tracked(kind: str, content: str) -> str:
    return f'<w:{kind} w:id="90" w:author="张三" w:date="2026-03-05T08:00:00Z">{content}</w:{kind}>'


def deleted(text: str) -> str:
    return tracked("del", f'<w:r w:rsidDel="00A1"><w:delText>{text}</w:delText></w:r>')


def field(code: str, result: str) -> str:
    part = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f"<w:r><w:instrText> {code} </w:instrText></w:r>"
    return part.format("begin") + code + part.format("separate") + run(result) + part.format("end")


# As Word writes it: nothing was done -----------------------------------------------------

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
SDT = "<w:sdt><w:sdtPr><w:id w:val='5'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"

SAME: dict[str, str] = {
    "revision numbers": XML.replace("<w:p>", '<w:p w:rsidR="00A1" w:rsidRDefault="00B2">'),
    "paragraph ids": XML.replace("<w:p>", '<w:p w14:paraId="1A2B3C4D" w14:textId="77777777">')
    .replace("<w:document ", f"<w:document {W14} {MC} "),
    "split runs": exchanged("goal/two", marked("goal/two", "".join(
        f'<w:r w:rsidR="00A{at}"><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>{sign}</w:t></w:r>'
        for at, sign in enumerate(TWO_TEXT)))),
    "proofing": exchanged("goal/two", marked("goal/two",
        f'<w:proofErr w:type="gramStart"/>{run(TWO_TEXT[:5])}<w:proofErr w:type="gramEnd"/>'
        f"<w:r><w:lastRenderedPageBreak/></w:r>{run(TWO_TEXT[5:])}")),
    "language": XML.replace('<w:rFonts w:hint="eastAsia"/>',
                            '<w:rFonts w:hint="eastAsia"/><w:kern w:val="0"/><w:lang w:eastAsia="zh-CN"/>'),
    "smart tag": exchanged("goal/two", marked("goal/two",
        f'<w:smartTag w:uri="u" w:element="date">{run(TWO_TEXT)}</w:smartTag>')),
    "content control": exchanged("goal/two", SDT.format),
    "control within": exchanged("goal/two", marked("goal/two", SDT.format(run(TWO_TEXT)))),
    "last place": exchanged("goal/two", marked("goal/two",
        f'<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>{run(TWO_TEXT)}')),
    "bookmark before": exchanged("goal/two", start("goal/two") + styled(run(TWO_TEXT) + end("goal/two"))),
    "bookmark in the paragraph before": XML.replace(ONE + TWO,
        ONE.replace("</w:p>", start("goal/two") + "</w:p>") + styled(run(TWO_TEXT) + end("goal/two"))),
    "bookmark ends after": exchanged("goal/two",
        styled(start("goal/two") + run(TWO_TEXT)) + end("goal/two")),
    "no bookmarks": without_bookmarks(XML),
    "one bookmark less": exchanged("goal/two", without_bookmarks),
    "wrapped": exchanged("goal/two", '<w:customXml w:element="a">{}</w:customXml>'.format),
    "renamed style": XML.replace('w:val="BodyText"', 'w:val="a7"'),
    "alternative": exchanged("goal/two", lambda old: (
        f"<mc:AlternateContent {MC} {W14}><mc:Choice Requires='w14'>{old}</mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>")),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_programs_do_is_no_edit(name: str) -> None:
    assert SAME[name] != XML
    assert returned.edits(with_xml(SAME[name])) == Edits()


# As Word writes it: somebody did something -----------------------------------------------

PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:docPr id="1" name="图"/></wp:inline></w:drawing></w:r>'
)
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    f"{p('框内文字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
TABLE = XML[XML.index("<w:tbl>") : XML.index("</w:tbl>") + 8]
ROW = TABLE[TABLE.rindex("<w:tr>") : TABLE.rindex("</w:tr>") + 7]

DONE: list[tuple[str, str, Edits]] = [
    ("a word", XML.replace("12个", "15个"), Edits(changed=("goal/one",))),
    ("a word in the title", XML.replace("城关镇党建", "城厢镇党建"), Edits(changed=("#title",))),
    ("a paragraph below", exchanged("goal/two", TWO + p("补充一段。")),
     Edits(added=(Added("goal/two", "补充一段。"),))),
    ("a paragraph above", exchanged("goal/two", p("补充一段。") + TWO),
     Edits(added=(Added("goal/one", "补充一段。"),))),
    ("a paragraph at the top", XML.replace("<w:body>", f"<w:body>{p('草稿')}"),
     Edits(added=(Added("", "草稿"),))),
    ("an empty line", exchanged("goal/two", TWO + p("")), Edits(added=(Added("goal/two", ""),))),
    ("a paragraph typed above, which has the bookmark", exchanged("goal/two",
        styled(start("goal/two") + run("补充一段。")) + styled(run(TWO_TEXT) + end("goal/two"))),
     Edits(added=(Added("goal/one", "补充一段。"),))),
    ("a paragraph typed above, which has the whole bookmark", exchanged("goal/two",
        marked("goal/two", run("补充一段。")) + styled(TWO_TEXT)),
     Edits(added=(Added("goal/one", "补充一段。"),))),
    ("a paragraph typed below, to which the bookmark reaches", exchanged("goal/two",
        styled(start("goal/two") + run(TWO_TEXT)) + styled(run("补充一段。") + end("goal/two"))),
     Edits(added=(Added("goal/two", "补充一段。"),))),
    ("a paragraph deleted", exchanged("goal/two", ""), Edits(deleted=("goal/two",))),
    ("a paragraph deleted, its bookmark left", XML.replace(ONE + TWO,
        ONE.replace("</w:p>", f"{start('goal/two')}{end('goal/two')}</w:p>")),
     Edits(deleted=("goal/two",))),
    ("paragraphs joined", XML.replace(ONE + TWO,
        ONE.replace("</w:p>", start("goal/two") + run(TWO_TEXT) + end("goal/two") + "</w:p>")),
     Edits(changed=("goal/one",), joined=("goal/two",))),
    ("a paragraph parted", exchanged("goal/two",
        marked("goal/two", run("各支部要认真对照标准，")) + p("逐项抓好落实。")),
     Edits(changed=("goal/two",), added=(Added("goal/two", "逐项抓好落实。"),))),
    ("a paragraph parted, its greater part below", exchanged("goal/two",
        marked("goal/two", run("各支部")) + styled("要认真对照标准，逐项抓好落实。")),
     Edits(changed=("goal/two",), added=(Added("goal/one", "各支部"),))),
    ("a paragraph moved up", XML.replace(TWO, "").replace(ONE, TWO + ONE),
     Edits(moved=("goal/two",))),
    ("a paragraph moved far, without bookmark", without_bookmarks(
        XML.replace(TWO, "").replace(paragraph("#date"), TWO + paragraph("#date"))),
     Edits(moved=("goal/two",))),
    ("a copy pasted", exchanged("goal/two", TWO + without_bookmarks(TWO)),
     Edits(added=(Added("goal/two", TWO_TEXT),))),
    ("a paragraph typed anew, without bookmark", exchanged("goal/two",
        styled("各支部要认真对照有关标准和要求，抓好落实。")), Edits(changed=("goal/two",))),
    ("another paragraph in its place", exchanged("goal/two", p("经费从自有资金列支。")),
     Edits(added=(Added("goal/one", "经费从自有资金列支。"),), deleted=("goal/two",))),
    ("bold", exchanged("goal/two", marked("goal/two", run(TWO_TEXT, "<w:b/><w:bCs/>"))),
     Edits(formatted=("goal/two",))),
    ("another font", exchanged("goal/two",
        marked("goal/two", run(TWO_TEXT, '<w:rFonts w:ascii="黑体" w:eastAsia="黑体"/>'))),
     Edits(formatted=("goal/two",))),
    ("a highlight on one word", exchanged("goal/two", marked("goal/two",
        run(TWO_TEXT[:3], '<w:highlight w:val="yellow"/>') + run(TWO_TEXT[3:]))),
     Edits(formatted=("goal/two",))),
    ("a character style", exchanged("goal/two",
        marked("goal/two", run(TWO_TEXT, '<w:rStyle w:val="Strong"/>'))),
     Edits(formatted=("goal/two",))),
    ("text hidden", exchanged("goal/two", marked("goal/two", run(TWO_TEXT, "<w:vanish/>"))),
     Edits(formatted=("goal/two",))),
    ("a paragraph centred", exchanged("goal/two",
        marked("goal/two", run(TWO_TEXT), '<w:jc w:val="center"/>')),
     Edits(formatted=("goal/two",))),
    ("another style", exchanged("goal/two", lambda old: old.replace("BodyText", "Heading2")),
     Edits(formatted=("goal/two",))),
    ("a list", exchanged("goal/two", marked("goal/two", run(TWO_TEXT),
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>')),
     Edits(formatted=("goal/two",))),
    ("a comment", exchanged("goal/two", marked("goal/two",
        f'<w:commentRangeStart w:id="3"/>{run(TWO_TEXT)}<w:commentRangeEnd w:id="3"/>'
        '<w:r><w:commentReference w:id="3"/></w:r>')), Edits(commented=("goal/two",))),
    ("a tracked insertion", exchanged("goal/two", marked("goal/two",
        run(TWO_TEXT) + tracked("ins", run("每月通报。")))),
     Edits(changed=("goal/two",), tracked=("goal/two",))),
    ("a tracked replacement", exchanged("goal/two", marked("goal/two",
        deleted("各支部") + tracked("ins", run("各总支")) + run(TWO_TEXT[3:]))),
     Edits(changed=("goal/two",), tracked=("goal/two",))),
    ("a tracked change of formatting", exchanged("goal/two", marked("goal/two", run(TWO_TEXT,
        '<w:rPrChange w:id="9" w:author="张三"><w:rPr><w:b/></w:rPr></w:rPrChange>'))),
     Edits(tracked=("goal/two",))),
    ("a paragraph inserted by a tracked change", exchanged("goal/two", TWO + p(
        tracked("ins", run("补充一段。")), '<w:rPr><w:ins w:id="8" w:author="张三"/></w:rPr>')),
     Edits(added=(Added("goal/two", "补充一段。"),))),
    ("a paragraph deleted by a tracked change", exchanged("goal/two", marked("goal/two",
        deleted(TWO_TEXT), '<w:rPr><w:del w:id="8" w:author="张三"/></w:rPr>')),
     Edits(deleted=("goal/two",), tracked=("goal/two",))),
    ("a sentence moved by tracked changes", XML.replace(ONE + TWO,
        ONE.replace("</w:p>", tracked("moveTo", run("逐项抓好落实。")) + "</w:p>") + marked("goal/two",
        run("各支部要认真对照标准，") + tracked("moveFrom", run("逐项抓好落实。")))),
     Edits(changed=("goal/one", "goal/two"), tracked=("goal/one", "goal/two"))),
    ("a cell", XML.replace("组织部", "宣传部"), Edits(changed=("tasks",))),
    ("a row", XML.replace(ROW, ROW + ROW.replace("组织考核", "总结表彰")), Edits(changed=("tasks",))),
    ("a row deleted by a tracked change", XML.replace(ROW, ROW.replace(
        "<w:cantSplit/>", '<w:cantSplit/><w:del w:id="8" w:author="张三"/>')),
     Edits(changed=("tasks",), tracked=("tasks",))),
    ("bold in a cell", XML.replace(ROW, ROW.replace("<w:rPr>", "<w:rPr><w:b/>")),
     Edits(formatted=("tasks",))),
    ("a row tracked as inserted", XML.replace(ROW, ROW.replace("组织考核", "总结表彰").replace(
        "<w:cantSplit/>", '<w:cantSplit/><w:ins w:id="8" w:author="张三"/>') + ROW),
     Edits(changed=("tasks",), tracked=("tasks",))),
    ("a row deleted", XML.replace(ROW, ""), Edits(changed=("tasks",))),
    ("a row moved", XML.replace(ROW, "").replace("</w:tblGrid>", f"</w:tblGrid>{ROW}"),
     Edits(changed=("tasks",))),
    ("a column added", XML.replace(TABLE, TABLE.replace("</w:tr>", f"<w:tc>{p('备注')}</w:tc></w:tr>")),
     Edits(changed=("tasks",))),
    ("cells joined side by side", XML.replace(ROW, re.sub(
        "</w:p></w:tc><w:tc>.*?<w:p>", "</w:p><w:p>", ROW, count=1)), Edits(changed=("tasks",))),
    ("cells joined one above the other", XML.replace(ROW, ROW.replace(
        "</w:tcPr>", '<w:vMerge w:val="restart"/></w:tcPr>', 1)), Edits(formatted=("tasks",))),
    ("a cell filled", XML.replace(ROW, ROW.replace(
        "</w:tcPr>", '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/></w:tcPr>', 1)),
     Edits(formatted=("tasks",))),
    ("a cell with a pattern", XML.replace(ROW, ROW.replace(
        "</w:tcPr>", '<w:shd w:val="pct20" w:color="auto" w:fill="auto"/></w:tcPr>', 1)),
     Edits(formatted=("tasks",))),
    ("a border of a cell", XML.replace(ROW, ROW.replace("</w:tcPr>",
        '<w:tcBorders><w:top w:val="double" w:sz="4" w:color="auto"/></w:tcBorders></w:tcPr>', 1)),
     Edits(formatted=("tasks",))),
    ("no borders", XML.replace("<w:tblLayout", '<w:tblBorders><w:insideV w:val="nil"/></w:tblBorders><w:tblLayout'),
     Edits(formatted=("tasks",))),
    ("another style of table", XML.replace('"TableGrid"', '"TableNormal"'),
     Edits(formatted=("tasks",))),
    ("a column drawn wider", re.sub(r'gridCol w:w="(\d+)"', lambda m: f'gridCol w:w="{int(m[1]) + 300}"', XML, count=1),
     Edits(formatted=("tasks",))),
    ("a row of a certain height", XML.replace(ROW, ROW.replace(
        "<w:cantSplit/>", '<w:cantSplit/><w:trHeight w:val="900"/>')), Edits(formatted=("tasks",))),
    ("a text box", exchanged("goal/two", marked("goal/two", run(TWO_TEXT) + BOX)),
     Edits(holding=("goal/two",))),
    ("a text box in a paragraph of its own", exchanged("goal/two", TWO + p(BOX)),
     Edits(added=(Added("goal/two", "框内文字"),))),
    ("a paragraph framed", exchanged("goal/two", marked("goal/two", run(TWO_TEXT),
        '<w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>')),
     Edits(formatted=("goal/two",))),
    ("a formula", exchanged("goal/two", marked("goal/two", run(TWO_TEXT)
        + '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>')),
     Edits(holding=("goal/two",))),
    ("words typed into a content control", exchanged("goal/two", marked("goal/two",
        SDT.format(run("各支部要对照标准。")))), Edits(changed=("goal/two",))),
    ("a bookmark renamed and a word changed", exchanged("goal/two",
        lambda old: old.replace(bookmark("goal/two")[0], "书签").replace("各支部", "各总支")),
     Edits(changed=("goal/two",))),
    ("the table deleted", XML.replace(TABLE, ""), Edits(deleted=("tasks",))),
    ("a table of one's own", exchanged("goal/two", TWO + without_bookmarks(TABLE) + p("")),
     Edits(added=(Added("goal/two", PLAN[7].text), Added("goal/two", "")))),
    ("a picture", exchanged("goal/two", marked("goal/two", run(TWO_TEXT) + PICTURE)),
     Edits(holding=("goal/two",))),
    ("a picture in a paragraph of its own", exchanged("goal/two", TWO + p(PICTURE)),
     Edits(added=(Added("goal/two", ""),))),
    ("a link", exchanged("goal/two", marked("goal/two",
        f'<w:hyperlink w:anchor="_Toc">{run(TWO_TEXT)}</w:hyperlink>')),
     Edits(holding=("goal/two",))),
    ("a field", exchanged("goal/two", marked("goal/two", field("DATE", TWO_TEXT))),
     Edits(holding=("goal/two",))),
    ("a footnote", exchanged("goal/two", marked("goal/two",
        run(TWO_TEXT) + '<w:r><w:footnoteReference w:id="2"/></w:r>')),
     Edits(holding=("goal/two",))),
    ("a new page", exchanged("goal/two", marked("goal/two",
        run(TWO_TEXT) + '<w:r><w:br w:type="page"/></w:r>')), Edits(holding=("goal/two",))),
    ("a section", exchanged("goal/two", TWO + p("", "<w:sectPr/>")),
     Edits(added=(Added("goal/two", ""),), layout=("#page-setup",))),
    ("a section that ends with a block", exchanged("goal/two",
        marked("goal/two", run(TWO_TEXT), "<w:sectPr/>")),
     Edits(holding=("goal/two",), layout=("#page-setup",))),
    ("one of two equal paragraphs, without bookmarks",
     without_bookmarks(exchanged("steps/two", "")),
     Edits(deleted=("steps/two",), unsure=("steps/one",))),
    ("everything", re.sub("<w:body>.*<w:sectPr>", f"<w:body>{p('另一篇')}<w:sectPr>", XML),
     Edits(added=(Added("", "另一篇"),), deleted=tuple(NAMES))),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), [pytest.param(x, e, id=n) for n, x, e in DONE])
def test_what_people_do_is_told(xml: str, expected: Edits) -> None:
    assert xml != XML
    assert returned.edits(with_xml(xml)) == expected


# Without its own record, and by other ways -------------------------------------------------

ITEM = "customXml/item1.xml"


def test_a_document_without_its_records_is_compared_with_those_kept_elsewhere() -> None:
    lost = with_xml(without_bookmarks(XML).replace("12个", "15个"), **{ITEM: None})
    assert returned.edits(lost) is None
    assert returned.edits(lost, RECORDS) == Edits(changed=("goal/one",))


def test_text_pasted_into_a_new_document_is_recognised() -> None:
    pasted = docx.Document()
    for block_ in PLAN:
        if block_.id != "tasks":
            pasted.add_paragraph(block_.text)
    buffer = io.BytesIO()
    pasted.save(buffer)
    assert returned.edits(buffer.getvalue(), RECORDS) == Edits(deleted=("tasks",))


def test_a_document_as_it_was_written_has_no_edits_whatever_its_records_say() -> None:
    assert returned.edits(DATA) == Edits()
    assert returned.edits(repacked(DATA, {"docProps/app.xml": None})) == Edits()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda found: None, Edits()),
        (lambda found: setattr(found.runs[0], "text", "各总支"), Edits(changed=("goal/two",))),
        (lambda found: setattr(found.runs[0], "bold", True), Edits(formatted=("goal/two",))),
        (lambda found: found.insert_paragraph_before("补充一段。"),
         Edits(added=(Added("goal/one", "补充一段。"),))),
        (lambda found: found._p.getparent().remove(found._p), Edits(deleted=("goal/two",))),
    ],
)  # fmt: skip
def test_another_program_is_seen_through(act: object, expected: Edits) -> None:
    document = docx.Document(io.BytesIO(DATA))
    assert callable(act)
    act(document.paragraphs[3])
    buffer = io.BytesIO()
    document.save(buffer)
    assert returned.edits(buffer.getvalue()) == expected


def test_edits_are_told_in_a_line() -> None:
    data = with_xml(XML.replace("12个", "15个").replace(TWO, TWO + p("补充一段。")))
    found = returned.edits(data)
    assert found is not None and found.is_edited
    assert found.ids == ("goal/one",)
    assert (found.counts["changed"], found.counts["added"]) == (1, 1)
    assert told([returned.told(found, "x.docx")]) == (
        "x.docx: edited by hand in 2 places: “（一）建强组织。经过三年…”, “补充一段。”"
    )


def test_a_block_in_a_header_is_compared_there() -> None:
    header = f"<w:hdr {office.NAMESPACES}>{TWO}</w:hdr>"
    data = with_xml(XML.replace(TWO, ""), **{"word/header1.xml": header.encode()})
    assert returned.edits(data) == Edits()
    changed = repacked(data, {"word/header1.xml": header.replace("各支部", "各总支").encode()})
    assert returned.edits(changed) == Edits(changed=("goal/two",))


@pytest.mark.parametrize("base", office.BUILT)
def test_a_document_of_an_office_s_template_is_compared_too(base: str) -> None:
    form = "plan" if base == "plan.docx" else "letter" if base == "letter.docx" else "notice"
    fields = (
        {} if form == "plan" else {"copies_to": "各处", "printer": "办公室", "printed": "3月6日"}
    )
    data = office.filled(office.BUILT[base], office.official(form, **fields))  # type: ignore[arg-type]
    xml = office.part(data).decode()
    assert returned.edits(with_xml(xml.replace("<w:p>", '<w:p w:rsidR="1">'), data)) == Edits()
    assert returned.edits(with_xml(xml.replace("建成。", "建好。"), data)) == Edits(
        changed=("g.1",)
    )


def attached(path: Path) -> bytes:
    """A document with an annex that is a file of an office's own."""
    annex = FileBlock("form", "form.docx", "附件")
    form = docx.Document()
    form.add_paragraph("申报表")
    form.add_table(1, 2).rows[0].cells[0].text = "单位"
    form.save(str(path))
    return compose.attach(WRITER.write([*PLAN[:4], annex], MADE_FROM), [(annex, path)], RULES)


FORM = '<w:p><w:r w:rsidR="1"><w:t>申报表</w:t></w:r></w:p>'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<w:p>", '<w:p w:rsidR="1">', Edits()),
        ("申报表", "申报 表", Edits()),  # white space is no text to LibreOffice
        ("申报表", "审批表", Edits(untold=("form",))),
        ("单位", "单位名称", Edits(untold=("form",))),
        ("<w:t>申报表</w:t>", f"<w:t>申报表</w:t></w:r>{PICTURE}<w:r>", Edits(untold=("form",))),
        ("<w:t>申报表</w:t>", "<w:t>申报表</w:t></w:r><w:commentRangeStart w:id='1'/><w:r>",
         Edits(untold=("form",))),
        ("<w:t>申报表</w:t>", "<w:t>申报表</w:t></w:r><w:ins w:id='1' w:author='张三'/><w:r>",
         Edits(untold=("form",))),
    ],
)  # fmt: skip
def test_what_was_done_in_an_annex_that_is_a_file_is_told(
    tmp_path: Path, old: str, new: str, expected: Edits
) -> None:
    data = attached(tmp_path / "form.docx")
    xml = office.part(data).decode()
    assert old in xml
    assert returned.edits(data) == Edits()
    assert returned.edits(with_xml(xml.replace(old, new), data)) == expected


def test_of_a_file_in_an_older_document_nothing_can_be_told(tmp_path: Path) -> None:
    data = attached(tmp_path / "form.docx")
    item = re.sub(' digest="[^"]*"', "", office.part(data, ITEM).decode())
    saved = with_xml(office.part(data).decode().replace("<w:p>", '<w:p w:rsidR="1">'), data)
    assert returned.edits(repacked(saved, {ITEM: item.encode()})) == Edits(untold=("form",))


# The document as a whole ------------------------------------------------------------------

STYLES = office.part(DATA, "word/styles.xml").decode()
FOOTER = office.part(DATA, "word/footer1.xml").decode()
RELATIONS = office.part(DATA, "word/_rels/document.xml.rels").decode()


def styled_otherwise(name: str, old: str, new: str) -> dict[str, str]:
    """The styles with something else in the definition of one."""
    style = re.search(rf'<w:style [^>]*w:styleId="{name}">.*?</w:style>', STYLES)
    assert style and re.search(old, style[0]), name
    return {"word/styles.xml": STYLES.replace(style[0], re.sub(old, new, style[0]))}


def paged(old: str, new: str) -> dict[str, str]:
    """The properties of the section otherwise."""
    assert re.search(old, XML)
    return {"word/document.xml": re.sub(old, new, XML)}


def footed(old: str, new: str) -> dict[str, str]:
    assert re.search(old, FOOTER)
    return {"word/footer1.xml": re.sub(old, new, FOOTER, count=1)}


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADED = {
    "word/document.xml": XML.replace(
        "<w:sectPr>", '<w:sectPr><w:headerReference w:type="default" r:id="rId90"/>'
    ),
    "word/header1.xml": f"<w:hdr {office.NAMESPACES}>{p('城关镇党委')}</w:hdr>",
    "word/_rels/document.xml.rels": RELATIONS.replace(
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{OFFICE}/header" Target="header1.xml"/></Relationships>',
    ),
}
BODY_STYLE, HEADING, FACE = "#style Body Text", "#style heading 1", "#style heading 2 Char"
PAGE = ("#page-setup",)

WHOLE: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
    ("the font of a style", styled_otherwise("BodyText", 'eastAsia="[^"]*"', 'eastAsia="宋体"'), (BODY_STYLE,)),
    ("its Latin font", styled_otherwise("BodyText", 'ascii="[^"]*"', 'ascii="Arial"'), (BODY_STYLE,)),
    ("its size", styled_otherwise("BodyText", '<w:sz w:val="32"/>', '<w:sz w:val="28"/>'), (BODY_STYLE,)),
    ("its line spacing", styled_otherwise("BodyText", 'w:line="579"', 'w:line="560"'), (BODY_STYLE,)),
    ("its line rule", styled_otherwise("BodyText", '"exact"', '"auto"'), (BODY_STYLE,)),
    ("its alignment", styled_otherwise("BodyText", '<w:jc w:val="both"/>', '<w:jc w:val="left"/>'), (BODY_STYLE,)),
    ("its indent", styled_otherwise("BodyText", "<w:ind [^>]*>", '<w:ind w:firstLineChars="0" w:firstLine="0"/>'), (BODY_STYLE,)),
    ("space above a heading", styled_otherwise("Heading1", 'w:before="0"', 'w:before="240"'), (HEADING,)),
    ("a heading in bold", styled_otherwise("Heading1", "<w:rPr>", "<w:rPr><w:b/>"), (HEADING,)),
    ("its colour", styled_otherwise("Heading1", 'color w:val="000000"', 'color w:val="FF0000"'), (HEADING,)),
    ("the face of a heading run into a text", styled_otherwise("Heading2Char", 'eastAsia="[^"]*"', 'eastAsia="宋体"'), (FACE,)),
    ("text in tables", styled_otherwise("TableText", '<w:sz w:val="24"/>', '<w:sz w:val="21"/>'), ("#style 表格文字",)),
    ("borders of all tables", styled_otherwise("TableGrid", '"single"', '"double"'), ("#style Table Grid",)),
    ("a style that is not in use", styled_otherwise("Members", 'eastAsia="[^"]*"', 'eastAsia="宋体"'), ()),
    ("paper", paged('w:w="11906" w:h="16838"', 'w:w="11907" w:h="16160"'), PAGE),
    ("a landscape page", paged('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'), PAGE),
    ("the margin above", paged('w:top="[0-9]+"', 'w:top="1440"'), PAGE),
    ("the margin below", paged('w:bottom="[0-9]+"', 'w:bottom="1440"'), PAGE),
    ("the margin at the left", paged('w:left="1587"', 'w:left="1800"'), PAGE),
    ("two columns", paged("<w:cols ", '<w:cols w:num="2" '), PAGE),
    ("pages counted from 5", paged("<w:cols ", '<w:pgNumType w:start="5"/><w:cols '), PAGE),
    ("a header", HEADED, ("#header",)),
    ("another footer", footed("— ", "第"), ("#footer",)),
    ("the page number elsewhere", footed('w:val="right"', 'w:val="center"'), ("#footer",)),
    ("no page number", paged("<w:footerReference[^>]*>", ""), ("#footer",)),
    # What programs write otherwise.
    ("twips rounded", paged('w:bottom="([0-9]+)"', 'w:bottom="1985"'), ()),
    ("an indent without characters", styled_otherwise("BodyText", 'w:firstLineChars="200"', ""), ()),
    ("an indent told in characters", styled_otherwise("BodyText", 'w:firstLine="630"', 'w:firstLine="640"'), ()),
    ("the ends of lines", styled_otherwise("Signature", '<w:jc w:val="right"/>', '<w:jc w:val="end"/>'), ()),
    ("automatic colour", styled_otherwise("BodyText", 'color w:val="000000"', 'color w:val="auto"'), ()),
    ("a style's name in small letters", styled_otherwise("TableGrid", "Table Grid", "table grid"), ()),
    ("page numbers counted", footed("<w:t>1</w:t>", "<w:t>12</w:t>"), ()),
    ("hidden styles", {"word/styles.xml": STYLES.replace("<w:docDefaults>", '<w:latentStyles w:count="376"/><w:docDefaults>')}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), [pytest.param(x, e, id=n) for n, x, e in WHOLE])
def test_what_people_do_to_the_whole_document_is_told(
    parts: dict[str, str], expected: tuple[str, ...]
) -> None:
    xml = parts.get("word/document.xml", XML).replace("<w:p>", '<w:p w:rsidR="1">')
    others = {name: text.encode() for name, text in parts.items() if name != "word/document.xml"}
    assert returned.edits(with_xml(xml, DATA, **others)) == Edits(layout=expected)


def test_a_style_changed_by_a_program_that_left_the_text_is_told_too() -> None:
    parts = styled_otherwise("BodyText", '<w:sz w:val="32"/>', '<w:sz w:val="28"/>')
    data = repacked(DATA, {name: text.encode() for name, text in parts.items()})
    assert returned.edits(data) == Edits(layout=(BODY_STYLE,))


def test_of_an_older_document_only_the_text_is_compared() -> None:
    """Its record tells no styles, pages, fillings or widths."""
    item = office.part(DATA, ITEM).decode()
    item = re.sub('<pages>.*</pages>|<styles>.*</styles>| grid="[^"]*"', "", item, flags=re.DOTALL)
    parts = styled_otherwise("BodyText", '<w:sz w:val="32"/>', '<w:sz w:val="28"/>')
    others = {name: text.encode() for name, text in parts.items()}
    filled = ROW.replace("</w:tcPr>", '<w:shd w:val="clear" w:fill="FFFF00"/></w:tcPr>')
    data = with_xml(XML.replace(ROW, filled), DATA, **{ITEM: item.encode()}, **others)
    assert returned.edits(data) == Edits()
    changed = with_xml(XML.replace("12个", "15个"), DATA, **{ITEM: item.encode()})
    assert returned.edits(changed) == Edits(changed=("goal/one",))


def test_pages_and_styles_are_told_in_words() -> None:
    parts = styled_otherwise("BodyText", '<w:sz w:val="32"/>', '<w:sz w:val="28"/>')
    xml = paged('w:left="1587"', 'w:left="1800"')["word/document.xml"].replace("12个", "15个")
    others = {name: text.encode() for name, text in parts.items()}
    found = returned.edits(with_xml(xml, DATA, **others))
    assert found is not None
    assert told([returned.told(found, "x.docx")]) == (
        "x.docx: edited by hand in 3 places: “（一）建强组织。经过三年…”, page setup, style “Body Text”"
    )


# What is knowingly not seen: it says nothing, or programs write it as they like.
UNSEEN: list[tuple[str, str]] = [
    ("a text in a cell centred", XML.replace(ROW, ROW.replace("</w:pPr>", '<w:jc w:val="center"/></w:pPr>', 1))),
    ("a cell of another style", XML.replace(ROW, ROW.replace("TableText", "TableHeading"))),
    ("a table at the left", XML.replace('<w:jc w:val="center"/><w:tblLayout', "<w:tblLayout")),
    ("a paragraph kept with the next", exchanged("goal/two", marked("goal/two", run(TWO_TEXT), "<w:keepNext/>"))),
    ("tab stops", exchanged("goal/two", marked("goal/two", run(TWO_TEXT), '<w:tabs><w:tab w:val="left" w:pos="800"/></w:tabs>'))),
    ("another language", exchanged("goal/two", marked("goal/two", run(TWO_TEXT, '<w:lang w:eastAsia="ja-JP"/>')))),
    ("a bookmark of people's own", exchanged("goal/two", marked("goal/two",
        f'<w:bookmarkStart w:id="7" w:name="重点"/>{run(TWO_TEXT)}<w:bookmarkEnd w:id="7"/>'))),
    ("a line broken by hand moved into the next run", exchanged("#title", lambda old: old.replace(
        "<w:br/>", '</w:r><w:r><w:br/>'))),
]  # fmt: skip


@pytest.mark.parametrize("xml", [pytest.param(xml, id=name) for name, xml in UNSEEN])
def test_what_is_knowingly_not_seen(xml: str) -> None:
    assert xml != XML
    assert returned.edits(with_xml(xml)) == Edits()


# Templates of an office's own ---------------------------------------------------------------

CONSTANT = (
    office.p("内部资料　注意保存")
    + office.BODY
    + office.p("（联系人：张三，电话：12345678）")
    + f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{office.p('审核：')}"
    "</w:tc></w:tr></w:tbl>" + office.p("<w:r><w:t>共</w:t><w:tab/><w:t>页</w:t></w:r>")
)
TEMPLATED = office.filled(office.template(CONSTANT))
TEMPLATED_XML = office.part(TEMPLATED).decode()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<w:p>", '<w:p w:rsidR="1">', Edits()),
        ("12345678", "87654321", Edits(changed=("#template-联系人张三电话",))),
        ("审核：", "审核：李四", Edits(changed=("#template-审核",))),
        ("注意保存", " 注意保存", Edits()),  # white space
        (r"<w:p>(?:(?!</w:p>).)*联系人(?:(?!</w:p>).)*</w:p>", "",
         Edits(deleted=("#template-联系人张三电话",))),
        ("<w:tbl><w:tblPr/>", f"{p('补充说明')}<w:tbl><w:tblPr/>",
         Edits(added=(Added("#template-联系人张三电话", "补充说明"),))),
    ],
)  # fmt: skip
def test_what_a_template_says_itself_is_told_apart(old: str, new: str, expected: Edits) -> None:
    assert re.search(old, TEMPLATED_XML)
    xml = re.sub(old, new, TEMPLATED_XML)
    assert returned.edits(with_xml(xml, TEMPLATED)) == expected
    bare = without_bookmarks(TEMPLATED_XML)
    assert not returned.edits(with_xml(bare, TEMPLATED)).changed  # type: ignore[union-attr]


# Whatever is done ------------------------------------------------------------------------

_WORDS = ("专题研究", "压实责任", "健全机制", "广泛宣传", "督促检查", "经费保障", "考核评价", "总结表彰",
          "联系群众", "教育培训", "规范管理", "结对共建")  # fmt: skip
_BLOCKS = [block(name, "body", f"{name}，每年不少于{at}次。") for at, name in enumerate(_WORDS)]
_WRITTEN = WRITER.write(_BLOCKS, MADE_FROM)
_XML = office.part(_WRITTEN).decode()
_PARAGRAPHS = {name: paragraph(name, _XML) for name in _WORDS}


@given(st.data())
def test_every_block_is_found_wherever_it_went(data: st.DataObject) -> None:
    """Blocks kept, in any order, with or without bookmarks, between paragraphs of people's own."""
    kept = data.draw(st.lists(st.sampled_from(_WORDS), unique=True))
    bare = data.draw(st.booleans())
    added = data.draw(st.lists(st.integers(0, len(kept)), max_size=3))
    content = [_PARAGRAPHS[name] for name in kept]
    for at in sorted(added, reverse=True):
        content.insert(at, p("有人补充的内容"))
    section = _XML[_XML.rindex("<w:sectPr>") :]
    xml = _XML[: _XML.index("<w:body>") + 8] + "".join(content) + section
    found = returned.read(with_xml(without_bookmarks(xml) if bare else xml, _WRITTEN))
    assert found.made is not None
    matched = returned.match(found.pieces, found.made.blocks)
    blocks = [one for one in matched.standings if one.role == "block"]
    assert [one.id for one in blocks] == kept
    assert {record.id for record in matched.deleted} == set(_WORDS) - set(kept)
    assert sum(one.role == "added" for one in matched.standings) == len(added)
    assert matched.certain
    moved = returned.compare(found, found.made.blocks).moved
    rest = [_WORDS.index(name) for name in kept if name not in moved]
    assert rest == sorted(rest)


@given(st.lists(st.sampled_from([record.id for record in RECORDS]), max_size=12), st.booleans())
def test_no_block_stands_twice_and_none_is_lost(names: list[str], bare: bool) -> None:
    """Even where bookmarks or paragraphs are doubled."""
    content = "".join(TABLE if name == "tasks" else paragraph(name) for name in names)
    xml = re.sub("<w:body>.*(?=<w:sectPr>)", f"<w:body>{content}", XML)
    found = returned.read(with_xml(without_bookmarks(xml) if bare else xml))
    matched = returned.match(found.pieces, RECORDS)
    told_ids = [
        name for one in matched.standings if one.role == "block" for name in (one.id, *one.others)
    ]
    assert sorted([*told_ids, *(record.id for record in matched.deleted)]) == sorted(NAMES)
    assert len(matched.standings) == len(found.pieces)
