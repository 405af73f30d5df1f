"""A document that comes back: its pieces with their places, whatever program wrote it."""

from __future__ import annotations

import io
import random
import time
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import returned
from generator.errors import Unreadable
from generator.returned import Piece, package, styles
from generator.returned.body import pieces, runs
from generator.returned.comparing import is_same, text_of
from generator.returned.identity import bookmark_of
from generator.returned.names import STRICT
from generator.word import hazards
from generator.word.bookmarks import bookmark
from generator.word.markup import W

from .office import part, repacked
from .returning import DATA, DOCUMENT, MADE, PLAN, WRITER, XML, block, body, p, run, shipped

MARK = '<w:bookmarkStart w:id="{0}" w:name="_cp_{0}"/>'
END = '<w:bookmarkEnd w:id="{0}"/>'


def only(content: str, declared: str = "") -> Piece:
    """The only piece of a body."""
    [piece] = pieces(body(content, declared))
    return piece


# Text -----------------------------------------------------------------------------------

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
INS, DEL = '<w:ins w:id="1" w:author="张三">', '<w:del w:id="2" w:author="李四">'
MC = ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BOX = f"<w:r><w:pict><w:txbxContent>{p('框内')}</w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("甲乙", "甲乙"),
        ("", ""),
        (run("甲") + run("乙"), "甲乙"),
        (run("A&B<C>"), "A&B<C>"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/></w:r>", "甲\t乙\n丙\n"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
        ('<w:r><w:t>A</w:t><w:noBreakHyphen/><w:sym w:char="2605"/><w:softHyphen/></w:r>', "A-★"),
        (f"{INS}{run('增')}</w:ins>{DEL}<w:r><w:delText>删</w:delText></w:r></w:del>{run('留')}", "增留"),
        (f'<w:moveTo w:id="1">{run("来")}</w:moveTo><w:moveFrom w:id="2">{run("去")}</w:moveFrom>', "来"),
        (f"{FIELD.format('begin')}{CODE}{FIELD.format('separate')}{run('3')}{FIELD.format('end')}", "3"),
        (f"{FIELD.format('begin')}{run('码')}{FIELD.format('end')}{run('文')}", "文"),
        (f'<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>', "3"),
        (f'<w:hyperlink w:anchor="a">{run("链")}</w:hyperlink>', "链"),
        (f'<w:smartTag w:element="date"><w:smartTagPr/>{run("今")}</w:smartTag>', "今"),
        (f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('控')}</w:sdtContent></w:sdt>", "控"),
        (f'{run("甲")}<w:r><w:footnoteReference w:id="2"/></w:r>', "甲"),
        (f"{run('甲')}{BOX}{run('乙')}", "甲乙"),
        (f"<w:r><w:ruby><w:rt>{run('yin')}</w:rt><w:rubyBase>{run('音')}</w:rubyBase></w:ruby></w:r>", "音"),
        (run("隐", "<w:vanish/>") + run("现"), "隐现"),
        ("\n  " + run("甲") + "\n  ", "甲"),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees_once_changes_are_accepted(content: str, text: str) -> None:
    assert only(p(content) if content[:1] != "\n" else f"<w:p>{content}</w:p>").text == text


def test_tabs_of_a_paragraph_are_no_text() -> None:
    assert only(p("甲", '<w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs>')).text == "甲"


def test_a_field_without_end_swallows_nothing_after_its_paragraph() -> None:
    first, second = pieces(body(p(FIELD.format("begin") + run("码")) + p("正文")))
    assert (first.text, second.text) == ("", "正文")


# What else there is to a piece -----------------------------------------------------------

ROW = "<w:tr>{}</w:tr>"
CELL = "<w:tc><w:tcPr/>{}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr><w:shd/></w:tblPr>{''.join(rows)}</w:tbl>"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (p("甲", '<w:pStyle w:val="a3"/>'), {"style": "a3"}),
        (p("甲", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr>'),
         {"numbering": returned.pieces.Numbering("7", 1)}),
        (p("甲", '<w:numPr><w:numId w:val="0"/></w:numPr>'), {"numbering": None}),
        (p(f"{INS}{run('增')}</w:ins>"), {"authors": {"张三"}, "is_tracked": True}),
        (p("甲", "<w:rPr><w:ins w:author='王五'/></w:rPr>"), {"inserted": True, "authors": {"王五"}}),
        (p("甲", "<w:rPr><w:del/></w:rPr>"), {"joined": True, "authors": {""}, "is_gone": False}),
        (p(f"{DEL}<w:r><w:delText>删</w:delText></w:r></w:del>", "<w:rPr><w:del/></w:rPr>"),
         {"is_gone": True}),
        (p(run("甲", '<w:b/><w:rPrChange w:author="张三"><w:rPr><w:i/></w:rPr></w:rPrChange>')),
         {"formatting": {"b"}, "authors": {"张三"}}),
        (p(run("甲", '<w:rFonts w:hint="eastAsia"/><w:lang w:val="zh-CN"/><w:kern w:val="0"/>')),
         {"formatting": set()}),
        (p(run("甲", '<w:rFonts w:eastAsia="黑体"/><w:u w:val="single"/><w:color w:val="FF0000"/>')),
         {"formatting": {"rFonts", "u", "color"}}),
        (p(run("甲", '<w:u w:val="none"/><w:vanish w:val="0"/>')), {"formatting": set()}),
        (p(run("", "<w:b/>") + run("甲")), {"formatting": set()}),
        (p("甲", "<w:rPr><w:b/></w:rPr>"), {"formatting": set()}),
        (p("甲", '<w:jc w:val="center"/><w:rPr><w:spacing w:val="2"/></w:rPr>'),
         {"formatting": {"p:jc"}}),
        (p(run("甲", '<w:rStyle w:val="Heading2Char"/>')), {"faces": {"Heading2Char"}}),
        (p("甲", "<w:sectPr><w:pgSz/></w:sectPr>"), {"ends_section": True}),
        (p('<w:commentRangeStart w:id="4"/>' + run("甲")), {"comments": {"4"}}),
        (p(f"{run('甲')}{BOX}"), {"boxed": "框内", "holds": {"drawing"}}),
        (p(FIELD.format("begin") + CODE + FIELD.format("end")), {"holds": {"field"}}),
        (f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>", {"controlled": True}),
        (f"<w:customXml>{p('甲')}</w:customXml>", {"text": "甲", "kind": "paragraph"}),
        ("<w:sectPr><w:pgSz/></w:sectPr>", {"kind": "other", "ends_section": True}),
        ('<w:altChunk r:id="rId9" xmlns:r="r"/>', {"kind": "other"}),
        (table(ROW.format(CELL.format(p("甲")) + CELL.format(p("乙") + p("丙"))), ROW.format(CELL.format(p("")))),
         {"kind": "table", "text": "甲\t乙\n丙\n", "formatting": set()}),
        (table(ROW.format(f"<w:trPr><w:del w:author='张三'/></w:trPr>{CELL.format(p('甲'))}"),
               ROW.format(f"<w:trPr><w:ins w:author='李四'/></w:trPr>{CELL.format(p('乙'))}")),
         {"text": "乙", "authors": {"张三", "李四"}}),
        (table(ROW.format(CELL.format(table(ROW.format(CELL.format(p("内")))) + p("外")))),
         {"text": "内\n外"}),
    ],
)  # fmt: skip
def test_what_a_piece_tells(content: str, told: dict[str, object]) -> None:
    piece = only(content)
    assert {name: getattr(piece, name) for name in told} == told


def told_runs(xml: bytes) -> list[tuple[str, str, str]]:
    """Of each run of the only paragraph: its text, its properties, and what else is to tell."""
    [piece] = pieces(xml)
    signs = {"deleted": "-", "inserted": "+", "plain": "."}
    return [
        (
            piece.text[one.first : one.last],
            xml[slice(*one.properties)].decode(),
            "".join(sign for name, sign in signs.items() if getattr(one, name)),
        )
        for one in runs(xml)[piece.start]
    ]


def test_runs_have_places_in_bytes_and_in_the_text() -> None:
    bold = "<w:rPr><w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>"
    xml = body(p(
        f"{run('甲乙')}<w:r>{bold}<w:t>丙</w:t><w:tab/></w:r>{INS}{run('增')}</w:ins>"
        f"{DEL}<w:r><w:delText>删</w:delText></w:r></w:del>{run('丁')}{BOX}<w:r/>"
    ))  # fmt: skip
    assert told_runs(xml) == [
        ("甲乙", "", "."), ("丙\t", bold, "."), ("增", "", "+."), ("", "", "-"),
        ("丁", "", "."), ("", "", ""), ("", "", "."),
    ]  # fmt: skip


def test_runs_in_cells_and_boxes_are_those_of_their_paragraphs() -> None:
    xml = body(table(ROW.format(CELL.format(p(run("甲") + BOX + run("乙"))))))
    texts = [[xml[one.start : one.end] for one in found] for found in runs(xml).values()]
    assert sorted(map(len, texts)) == [1, 3]
    assert [run("框内").encode()] in texts


def test_rows_and_cells_have_places_of_their_own() -> None:
    xml = body(table(ROW.format(CELL.format(p("甲")) + CELL.format(p("乙")))))
    [piece] = pieces(xml)
    [row] = piece.rows
    assert xml[row.start : row.end].startswith(b"<w:tr>")
    assert [cell.text for cell in row.cells] == ["甲", "乙"]
    inner = row.cells[1].pieces[0]
    assert xml[inner.start : inner.end].decode() == p("乙")


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        (p(f"{MARK.format(1)}{run('甲乙')}{END.format(1)}"), [[("_cp_1", 0, 2, 0)]]),
        (p(f"{run('甲')}{MARK.format(1)}{END.format(1)}"), [[("_cp_1", 1, 1, 0)]]),
        # between paragraphs, and over two
        (p("甲") + MARK.format(1) + END.format(1) + p("乙"), [[], [("_cp_1", 0, 0, 0)]]),
        (p(MARK.format(1) + run("甲")) + p(run("乙") + END.format(1)), [[("_cp_1", 0, -1, 1)], []]),
        (p(MARK.format(1) + run("甲")) + END.format(1) + p("乙"), [[("_cp_1", 0, -1, 0)], []]),
        (p('<w:bookmarkStart w:id="1" w:name="_Toc1"/>' + run("甲") + END.format(1)), [[]]),
    ],
)
def test_our_bookmarks_have_places_in_the_text(
    content: str, marks: list[list[tuple[str, int, int, int]]]
) -> None:
    found = [
        [(m.name, m.start, m.end, m.reach) for m in x.bookmarks] for x in pieces(body(content))
    ]
    assert found == marks


def test_a_bookmark_in_a_box_or_cell_tells_the_paragraph_it_stands_in() -> None:
    inner = p(f"{MARK.format(1)}{run('甲')}{END.format(1)}")
    boxed = p(f"<w:r><w:pict><w:txbxContent>{inner}{p('乙')}</w:txbxContent></w:pict></w:r>")
    tabled = table(ROW.format(CELL.format(inner)))
    for content in (boxed, tabled):
        [mark] = only(content).bookmarks
        assert (mark.name, mark.inner) == ("_cp_1", "甲")


def test_of_alternatives_the_first_is_read() -> None:
    def alternatives(first: str, second: str) -> str:
        choice = f'<mc:Choice Requires="wps">{first}</mc:Choice>' if first else ""
        return f"<mc:AlternateContent>{choice}<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"

    found = pieces(body(alternatives(p("甲"), p("乙")) + alternatives("", p("丙")), MC))
    assert [piece.text for piece in found] == ["甲", "丙"]


# Other ways to write the same ------------------------------------------------------------


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(lambda xml: xml.replace(W, STRICT), id="strict"),
        pytest.param(lambda xml: xml.replace("w:", "x:").replace(":w=", ":x="), id="prefix"),
        pytest.param(lambda xml: "\ufeff" + xml, id="byte order mark"),
        pytest.param(lambda xml: xml.replace("<w:p>", '<w:p rsid=">/>" >'), id="odd tags"),
        pytest.param(lambda xml: xml.replace("><w:p>", ">\n  <w:p>"), id="indented"),
        pytest.param(lambda xml: xml.replace("年", "&#x5E74;"), id="references"),
        pytest.param(lambda xml: xml.replace("<w:body>", "<!-- <w:p/> --><w:body>"), id="comment"),
    ],
)
def test_another_way_to_write_it_has_the_same_texts(turn: object) -> None:
    assert callable(turn)
    xml = turn(XML).encode()
    assert [x.text for x in pieces(xml)] == [x.text for x in pieces(XML.encode())]
    for piece in pieces(xml):
        element = xml[piece.start : piece.end]
        assert element.startswith(b"<") and element.endswith((b":p>", b":tbl>", b":sectPr>"))


@given(st.lists(st.sampled_from(("<w:p/>", "<w:p></w:p>", "<w:p ></w:p >", '<w:p a="/>"/>',
                                 "<w:tbl/>", "<w:sectPr/>", p("甲/>"), p(run("乙") + "<w:r/>")))))  # fmt: skip
def test_a_piece_is_its_element_and_nothing_else(elements: list[str]) -> None:
    xml = body("".join(elements))
    assert [xml[x.start : x.end].decode() for x in pieces(xml)] == elements


_TEXTS = st.text(st.sampled_from("甲乙丙丁，。 \t\n<&>“”12"), max_size=12)


@given(st.lists(st.lists(_TEXTS, max_size=5), max_size=6), st.data())
def test_texts_survive_whatever_runs_they_are_split_into(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    noise = ("", "<w:proofErr w:type='spellStart'/>", "<w:r><w:lastRenderedPageBreak/></w:r>",
             "<w:bookmarkStart w:id='9' w:name='_GoBack'/><w:bookmarkEnd w:id='9'/>")  # fmt: skip

    def written(text: str) -> str:
        parts = "".join(
            {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(sign) or run(sign)[5:-6] for sign in text
        )
        return data.draw(st.sampled_from(noise)) + f"<w:r w:rsidR='00A1'>{parts}</w:r>"

    xml = body("".join(f"<w:p>{''.join(map(written, runs))}</w:p>" for runs in paragraphs))
    found = pieces(xml)
    assert [piece.text for piece in found] == ["".join(runs) for runs in paragraphs]
    joined, at = b"", 0
    for piece in found:
        joined, at = joined + xml[at : piece.start] + xml[piece.start : piece.end], piece.end
    assert joined + xml[at:] == xml


# Against what was generated --------------------------------------------------------------


@pytest.fixture(scope="module")
def documents() -> list[bytes]:
    """The documents of all shipped units."""
    return list(shipped().values())


def test_every_block_of_the_shipped_documents_is_found_with_its_text(
    documents: list[bytes],
) -> None:
    assert len(documents) > 14
    kinds = set()
    for data in documents:
        document = returned.read(data)
        assert document.made is not None
        records = {record.id: record for record in document.made.blocks}
        matched = returned.match(document.pieces, document.made.blocks)
        assert not matched.deleted and matched.certain
        for one in matched.standings:
            assert one.role in ("block", "layout")
            if one.role == "block":
                record = records[one.id]
                kinds.add(record.style)
                mark = bookmark_of(record, one.piece)
                assert is_same(record, text_of(record, one.piece, mark))
        assert not returned.compare(document, document.made.blocks).is_edited
    assert {"table", "mark", "imprint", "title", "annex_title"} <= kinds


def test_the_runs_of_a_paragraph_are_its_text(documents: list[bytes]) -> None:
    for data in documents:
        xml = part(data)
        by_paragraph = runs(xml)
        for piece in pieces(xml):
            found = by_paragraph.get(piece.start, ())
            places = [0, *(one.last for one in found)]
            assert [one.first for one in found] == places[:-1]
            assert piece.kind != "paragraph" or places[-1] == len(piece.text)
            for one in found:
                assert xml[one.start : one.end].startswith(b"<w:r>")
                assert xml[one.start : one.end].endswith(b"</w:r>")


def test_a_record_whose_text_differs_is_not_the_same(documents: list[bytes]) -> None:
    """The comparison that forgives how 标志 and 版记 are laid out forgives nothing else."""
    for data in documents:
        document = returned.read(data)
        assert document.made is not None
        for record in document.made.blocks:
            if record.style not in ("turn", "file"):
                assert not is_same(record, record.text + "甲")
                assert not is_same(record, record.text[:-1])


# The package -----------------------------------------------------------------------------


def test_members_are_kept_as_they_are_packed() -> None:
    image = repacked(DATA, {"word/media/a.png": b"\x89PNG" * 9})
    found = package.read(image)
    buffer = io.BytesIO(image)
    with zipfile.ZipFile(buffer) as file:
        assert [member.name for member in found.members] == file.namelist()
        for member in found.members:
            info = file.getinfo(member.name)
            assert (member.crc, member.size) == (info.CRC, info.file_size)
            unpacked = (
                zipfile.zlib.decompress(member.packed, -15)  # type: ignore[attr-defined]
                if member.method == zipfile.ZIP_DEFLATED
                else member.packed
            )
            assert unpacked == file.read(member.name) == found.parts[member.name]


DTD = '<!DOCTYPE w:document [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is not a Word document (.docx)"),
        (b"PK\x03\x04", "the file is not a Word document (.docx)"),
        (DATA[:-100], "the file is not a Word document (.docx)"),
        (b"{\\rtf1 }", "the file is not a Word document (.docx)"),
        (bytes.fromhex("D0CF11E0A1B11AE1") * 100, "the file is an old .doc or has a password"),
        (repacked(DATA, {DOCUMENT: None}), "the file is not a Word document (.docx)"),
        (repacked(DATA, {DOCUMENT: XML.encode()[:-9]}), "the part {part} is damaged"),
        (repacked(DATA, {DOCUMENT: b""}), "the part {part} is damaged"),
        (repacked(DATA, {DOCUMENT: XML.replace("<w:document", DTD + "<w:document").encode()}),
         "the part {part} has a document type declaration"),
        (repacked(DATA, {DOCUMENT: XML.encode("utf-16")}), "the part {part} is not in UTF-8"),
        (repacked(DATA, {DOCUMENT: XML.replace("UTF-8", "GB18030").encode("gb18030")}),
         "the part {part} is not in UTF-8"),
        (repacked(DATA, {DOCUMENT: body("<w:tr/>")}), "the part {part} is damaged"),
        (repacked(DATA, {DOCUMENT: body(p('<w:r><w:sym w:char="zz"/></w:r>'))}),
         "the part {part} is damaged"),
        (repacked(DATA, {DOCUMENT: body("<w:p/>" * 300_001)}), "the part {part} is too large"),
        (repacked(DATA, {DOCUMENT: body("<w:tbl><w:tr><w:tc>" * 21 + "</w:tc></w:tr></w:tbl>" * 21)}),
         "the part {part} is too large"),
        (repacked(DATA, {DOCUMENT: body(p("甲" * 6_000_000)), "word/a": random.Random(1).randbytes(400_000)}),
         "the part {part} is too large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        returned.read(data, "x.docx")
    [finding] = caught.value.findings
    assert finding.origin.source == "x.docx"
    assert finding.message == message


@given(st.data())
def test_whatever_is_done_to_the_bytes_it_is_read_or_refused(data: st.DataObject) -> None:
    xml = bytearray(XML.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(xml) - 1))
        length = data.draw(st.integers(0, 200))
        tags = (b"<w:tbl>", b"</w:tc>", b"<w:del>", b"<w:p>", b"</w:p>", b"<w:sdt>", b"\xff", b"")
        xml[at : at + length] = data.draw(st.sampled_from(tags))
    try:
        document = returned.read(repacked(DATA, {DOCUMENT: bytes(xml)}), "x.docx")
    except Unreadable:
        return
    assert document.made is not None
    returned.compare(document, document.made.blocks)


@given(st.lists(st.sampled_from(("p", "tbl", "tr", "tc", "r", "t", "del", "ins", "pPr", "rPr", "trPr",
                                 "sdt", "sdtContent", "txbxContent", "sectPr", "bookmarkEnd", "fldChar",
                                 "moveFrom", "numPr", "ilvl")), max_size=30), st.data())  # fmt: skip
def test_elements_in_places_where_they_do_not_belong_do_no_harm(
    names: list[str], data: st.DataObject
) -> None:
    content = ""
    for name in names:
        where = data.draw(st.sampled_from(("in", "before", "after")))
        content = {
            "in": f"<w:{name}>{content}</w:{name}>",
            "before": f"<w:{name}/>{content}",
            "after": f"{content}<w:{name}>甲</w:{name}>",
        }[where]
    xml = body(content)
    try:
        found = pieces(xml)
    except Unreadable:
        return
    for one, other in pairwise(found):
        assert one.start < one.end <= other.start < other.end


RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
TO = '<Relationship Id="r{0}" Type="http://x/{1}" Target="{2}" TargetMode="{3}"/>'


def test_what_a_document_brings_along_is_listed() -> None:
    relations = RELATED.format(
        TO.format(1, "attachedTemplate", "http://evil/x.dotm", "External")
        + TO.format(2, "image", "\\\\server\\a.png", "External")
        + TO.format(3, "aFChunk", "chunk.html", "Internal")
        + TO.format(4, "vbaProject", "vbaProject.bin", "Internal")
        + TO.format(5, "hyperlink", "https://example.org", "External")
    )
    data = repacked(DATA, {"word/_rels/document.xml.rels": relations.encode()})
    found = package.read(data, "x.docx").hazards()
    assert [finding.message for finding in found] == [
        "the document is attached to a template elsewhere ({target})",
        "the document loads something from outside ({target})",
        "the document contains another file ({target})",
        "the document contains macros",
    ]
    assert {finding.severity for finding in found} == {"warning"}
    assert not package.read(DATA).hazards()


def test_every_hazard_has_its_words_for_documents() -> None:
    """Tracked changes are what a document may come back with."""
    told = {message for message, _ in hazards._REFUSED.values()}
    assert told == set(package._TOLD)


def test_styles_are_known_by_their_names() -> None:
    names = styles.names(part(DATA, "word/styles.xml"))
    assert names["Heading1"] == "heading 1"
    assert names["BodyText"] == "Body Text"


def test_a_plan_of_250_paragraphs_is_read_in_milliseconds() -> None:
    blocks = [
        block(f"s.{n}", "body", f"（{n}）专题研究。", "heading2", "认真落实工作责任。" * 12)
        for n in range(250)
    ]
    data = WRITER.write(blocks, MADE)
    took = []
    for _ in range(5):
        start = time.process_time()
        document = returned.read(data)
        assert document.made is not None
        assert returned.match(document.pieces, document.made.blocks).certain
        took.append(time.process_time() - start)
    assert min(took) < 0.05, "about 0.01 on an idle machine"


def test_the_sample_has_a_piece_for_every_block() -> None:
    document = returned.read(DATA)
    names = {mark.name for piece in document.pieces for mark in piece.bookmarks}
    assert names == {bookmark(one.id)[0] for one in PLAN}
