"""An office's own .docx as an annex: neither side changes its look, and nothing harmful comes along."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats
from generator.blocks import AnyBlock, Block, FileBlock, ImprintBlock, Span, Turn
from generator.compose import attach
from generator.compose.markup import canonical
from generator.errors import CreationPlanError
from generator.messages import told
from generator.word.markup import W as NAMESPACE
from generator.word.provenance import Provenance
from generator.word.write import Writer

from . import rendering
from .helpers import is_untouched

RULES = formats.load("gbt9704")
W = f"{{{NAMESPACE}}}"
SCHEMAS = "http://schemas.openxmlformats.org"
RELATIONS = f"{SCHEMAS}/officeDocument/2006/relationships"
PACKAGE = f"{SCHEMAS}/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'
    f' xmlns:wp="{SCHEMAS}/drawingml/2006/wordprocessingDrawing"'
    f' xmlns:a="{SCHEMAS}/drawingml/2006/main" xmlns:pic="{SCHEMAS}/drawingml/2006/picture"'
    f' xmlns:mc="{SCHEMAS}/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)


# An own file --------------------------------------------------------------------------------


def png(width: int = 40, height: int = 20) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\xd0\x10\x10" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def p(text: str, properties: str = "", more: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def section(width: int, height: int, margin: int, more: str = "") -> str:
    orient = ' w:orient="landscape"' if width > height else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rHead"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orient}/><w:pgMar w:top="{margin}"'
        f' w:right="{margin}" w:bottom="{margin}" w:left="{margin}" w:header="700"'
        f' w:footer="700" w:gutter="0"/><w:pgNumType w:start="50"/>{more}</w:sectPr>'
    )


PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="1440000" cy="720000"/><wp:docPr id="1" name="图"/>'
    f'<a:graphic><a:graphicData uri="{SCHEMAS}/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="1" name="图"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="rPic"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="1440000" cy="720000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r>"
)
FOOTNOTE = '<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:footnoteReference w:id="1"/></w:r>'
NOTE = '<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t>脚注文字</w:t></w:r>'
LINK = '<w:hyperlink r:id="rLink"><w:r><w:t>网站</w:t></w:r></w:hyperlink>'
COMMENT = (
    '<w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/>'
    '<w:r><w:commentReference w:id="7"/></w:r>'
)
LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
TABLE = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="Coloured"/><w:tblW w:w="5000" w:type="dxa"/>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
    ' w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid>'
    f'<w:tr><w:tc><w:tcPr><w:tcW w:w="5000" w:type="dxa"/></w:tcPr>{p("表头")}</w:tc></w:tr>'
    f'<w:tr><w:tc><w:tcPr><w:tcW w:w="5000" w:type="dxa"/></w:tcPr>{p("表中")}</w:tc></w:tr></w:tbl>'
)
BODY = (
    p("评价办法说明", style("Title"))
    + p("一、自有标题", style("Heading1"))
    + p("自有正文，用自有字体。", "", FOOTNOTE + LINK + COMMENT)
    + p("自有第一项", LIST)
    + p("自有第二项", LIST)
    + TABLE
    + '<w:p><w:bookmarkStart w:id="0" w:name="here"/><w:r><w:t>图：</w:t></w:r>'
    + '<w:bookmarkEnd w:id="0"/>'
    + PICTURE
    + "</w:p>"
    + p("", section(11906, 16838, 1134))
    + p("横向一页", "", "")
    + p("", section(16838, 11906, 1134))
    + p("末节文字")
    + section(11906, 16838, 1134)
)
STYLES = f"""<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi"/>
<w:sz w:val="21"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>
<w:spacing w:after="160" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
<w:pPr><w:jc w:val="left"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="60"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体_GB2312"/><w:color w:val="0000FF"/>
<w:sz w:val="40"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Mark"><w:name w:val="footnote reference"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>
<w:tblCellMar><w:left w:w="300" w:type="dxa"/><w:right w:w="300" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Coloured"><w:name w:val="Coloured"/><w:basedOn w:val="TableNormal"/>
<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr>
<w:shd w:val="clear" w:color="auto" w:fill="203080"/></w:tcPr></w:tblStylePr></w:style>
</w:styles>"""
THEME = (
    f'<a:theme xmlns:a="{SCHEMAS}/drawingml/2006/main" name="t"><a:themeElements>'
    '<a:fontScheme name="t"><a:majorFont><a:latin typeface="宋体"/><a:ea typeface=""/><a:cs typeface=""/>'
    '</a:majorFont><a:minorFont><a:latin typeface="宋体"/><a:ea typeface=""/><a:cs typeface=""/>'
    '<a:font script="Hans" typeface="宋体"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
)
NUMBERING = f"""<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:nsid w:val="11111111"/>
<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="条%1"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
NOTES = (
    f'<w:footnotes {NAMESPACES}><w:footnote w:id="1">{p("", "", NOTE)}</w:footnote></w:footnotes>'
)
COMMENTS = f'<w:comments {NAMESPACES}><w:comment w:id="7" w:author="甲">{p("批注")}</w:comment></w:comments>'
KINDS = {
    "styles": STYLES, "numbering": NUMBERING, "footnotes": NOTES, "comments": COMMENTS,
    "settings": f'<w:settings {NAMESPACES}><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>',
    "header1": f"<w:hdr {NAMESPACES}>{p('自有页眉')}</w:hdr>",
}  # fmt: skip


def own_file(body: str = BODY, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An office's own .docx: its styles are named like ours and look otherwise."""
    relations = {
        "rStyles": ("styles", "styles.xml"), "rNum": ("numbering", "numbering.xml"),
        "rNotes": ("footnotes", "footnotes.xml"), "rComments": ("comments", "comments.xml"),
        "rHead": ("header", "header1.xml"), "rPic": ("image", "media/image1.png"),
        "rSet": ("settings", "settings.xml"), "rTheme": ("theme", "theme/theme1.xml"),
    }  # fmt: skip
    lines = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in relations.items()
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{name.rstrip("1")}+xml"/>'
        for name in KINDS
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml"'
        f' ContentType="{WORD}.document.main+xml"/>{types}<Override PartName="/word/theme/theme1.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r"'
        f' Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{lines}'
        f'<Relationship Id="rLink" Type="{RELATIONS}/hyperlink" Target="http://example.com/"'
        ' TargetMode="External"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/media/image1.png": png(),
        "word/theme/theme1.xml": THEME,
        **{f"word/{name}.xml": text for name, text in KINDS.items()},
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# Our document -------------------------------------------------------------------------------

TITLE = Block("t", "title", (Span("创建方案"),))
HEADING = Block("h", "heading1", (Span("一、指导思想"),))
TEXT = Block("b", "body", (Span("本方案正文。" * 20),))
FILE = FileBlock("x#file", "own.docx", "附件1")
LABEL = Block("y#label", "annex_label", (Span("附件2"),))
LAST = Block("y", "body", (Span("第二个附件。"),))
OURS: list[AnyBlock] = [TITLE, HEADING, TEXT, FILE, LABEL, LAST]
SAME_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474"'
    ' w:bottom="1984" w:left="1587" w:header="1" w:footer="1" w:gutter="0"/>'
    '<w:cols w:space="425"/><w:docGrid w:linePitch="579"/></w:sectPr>'
)


def joined(folder: Path, blocks: list[AnyBlock] | None = None, file: bytes | None = None) -> bytes:
    """Our document with the own file attached at each of its places."""
    path = folder / "own.docx"
    path.write_bytes(own_file() if file is None else file)
    blocks = OURS if blocks is None else blocks
    document = Writer(RULES).write(blocks, Provenance())
    files = [(block, path) for block in blocks if isinstance(block, FileBlock)]
    return attach(document, files, RULES)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: package.read(name) for name in package.namelist()}


def style_of(data: bytes, text: str) -> dict[str, str | None]:
    """Face and size of the paragraph that begins so, as its style and those it is based on say."""
    document = Document(io.BytesIO(data))
    paragraphs = [
        *document.paragraphs,
        *(p for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs),
    ]
    found = next(paragraph for paragraph in paragraphs if paragraph.text.startswith(text))
    look: dict[str, str | None] = {}
    style = found.style
    while style is not None:
        for element in style.element.iter(f"{W}rFonts", f"{W}sz", f"{W}color"):
            for name, value in element.attrib.items():
                look.setdefault(f"{element.tag}{name}".replace(W, ""), value)
        style = style.base_style
    return {"face": look.get("rFontseastAsia"), "size": look.get("szval")}


# What must hold -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "face", "size"),
    [
        ("创建方案", "方正小标宋简体", "44"),
        ("一、指导思想", "黑体", "32"),
        ("本方案正文", "仿宋_GB2312", "32"),
        ("评价办法说明", "黑体", "60"),
        ("一、自有标题", "楷体_GB2312", "40"),
        ("自有正文", "宋体", "21"),
        ("表中", "宋体", "21"),
    ],
)
def test_neither_side_takes_the_others_styles(
    tmp_path: Path, text: str, face: str, size: str
) -> None:
    assert style_of(joined(tmp_path), text) == {"face": face, "size": size}


def test_our_own_parts_stay_as_they_are(tmp_path: Path) -> None:
    ours, both = parts(Writer(RULES).write(OURS, Provenance())), parts(joined(tmp_path))
    for name in (
        "word/settings.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "docProps/core.xml",
    ):
        assert both[name] == ours[name]
    styles, old = (
        etree.fromstring(both["word/styles.xml"]),
        etree.fromstring(ours["word/styles.xml"]),
    )
    assert [canonical(one) for one in styles[: len(old)]] == [canonical(one) for one in old]
    assert is_untouched(joined(tmp_path)), "what it tells about itself fits the document"


def test_a_styles_name_is_made_from_what_it_says(tmp_path: Path) -> None:
    """The same file twice has its styles once; its lists are two."""
    twice: list[AnyBlock] = [TEXT, FILE, FileBlock("z#file", "own.docx", "附件2")]
    once, both = parts(joined(tmp_path)), parts(joined(tmp_path, twice))
    assert both["word/styles.xml"] == once["word/styles.xml"]
    lists = etree.fromstring(both["word/numbering.xml"]).findall(f"{W}num")
    assert [one.get(f"{W}numId") for one in lists] == ["1", "2"]
    assert sum(name.startswith("word/media/") for name in both) == 1


def test_notes_links_and_pictures_come_along(tmp_path: Path) -> None:
    package = parts(joined(tmp_path))
    assert "脚注文字" in package["word/footnotes.xml"].decode()
    assert "批注" in package["word/comments.xml"].decode()
    relations = package["word/_rels/document.xml.rels"].decode()
    assert "http://example.com/" in relations
    assert package["word/media/image1.png"] == png()
    assert "自有页眉" not in "".join(
        content.decode() for name, content in package.items() if name.endswith(".xml")
    )


def test_page_numbers_run_on_below_the_files_pages(tmp_path: Path) -> None:
    body = etree.fromstring(parts(joined(tmp_path))["word/document.xml"])[0]
    sections = list(body.iter(f"{W}sectPr"))
    assert [one.find(f"{W}pgSz").get(f"{W}w") for one in sections] == [  # type: ignore[union-attr]
        "11906", "11906", "16838", "11906", "11906",
    ]  # fmt: skip
    assert not list(body.iter(f"{W}headerReference", f"{W}pgNumType"))
    assert all(len(one.findall(f"{W}footerReference")) == 2 for one in sections)


def test_a_file_with_our_page_needs_no_section(tmp_path: Path) -> None:
    data = joined(tmp_path, file=own_file(p("自有正文") + SAME_PAGE))
    body = etree.fromstring(parts(data)["word/document.xml"])[0]
    assert len(list(body.iter(f"{W}sectPr"))) == 1


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ([TEXT, FILE], 4),
        ([FILE, LAST], 4),
        ([FILE], 3),
        ([TEXT, Turn("l", "landscape"), LABEL, Turn("p", "portrait"), FILE], 5),
        ([TEXT, FILE, ImprintBlock("i", "县委办公室", "县委组织部", "2026年3月5日")], 5),
    ],
    ids=["last", "first", "alone", "after a landscape annex", "before the imprint"],
)
def test_wherever_the_file_stands_no_section_is_empty(
    tmp_path: Path, blocks: list[AnyBlock], count: int
) -> None:
    data = joined(tmp_path, blocks)
    body = etree.fromstring(parts(data)["word/document.xml"])[0]
    sections: list[list[str]] = [[]]
    for block in body:
        sections[-1].append("".join(block.itertext()))
        if block.tag == f"{W}sectPr" or block.find(f"{W}pPr/{W}sectPr") is not None:
            sections.append([])
    assert sections.pop() == []
    assert len(sections) == count
    assert all("".join(section) for section in sections)
    assert valid(tmp_path, data)


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    assert joined(tmp_path) == joined(tmp_path)


def valid(folder: Path, data: bytes) -> bool:
    """Whether the document keeps to the schema; our documents have no theme, which is allowed."""
    path = folder / "joined.docx"
    path.write_bytes(data)
    errors = [one.description for one in OpenXmlValidator().validate(str(path)).errors]
    assert [error for error in errors if "relationships/theme" not in error] == []
    return True


def test_the_result_keeps_to_the_schema(tmp_path: Path) -> None:
    assert valid(tmp_path, joined(tmp_path))


def test_bookmarks_and_drawings_have_numbers_of_their_own(tmp_path: Path) -> None:
    twice: list[AnyBlock] = [TEXT, FILE, FileBlock("z#file", "own.docx", "附件2")]
    body = etree.fromstring(parts(joined(tmp_path, twice))["word/document.xml"])[0]
    for path, name in (("bookmarkStart", "id"), ("bookmarkStart", "name")):
        found = [one.get(f"{W}{name}") for one in body.iter(f"{W}{path}")]
        assert len(found) == len(set(found))
    drawings = [one.get("id") for one in body.iter("{*}docPr")]
    assert len(drawings) == len(set(drawings)) == 2


# What is refused ----------------------------------------------------------------------------


def with_relation(kind: str, target: str, mode: str = "") -> Callable[[], bytes]:
    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(own_file())) as package:
            text = package.read("word/_rels/document.xml.rels").decode()
        external = f' TargetMode="{mode}"' if mode else ""
        extra = f'<Relationship Id="rX" Type="{RELATIONS}/{kind}" Target="{target}"{external}/>'
        changed = text.replace("</Relationships>", extra + "</Relationships>")
        return own_file(more={"word/_rels/document.xml.rels": changed})

    return make


def bomb() -> bytes:
    return own_file(more={"word/media/image1.png": b"\0" * 60_000_000})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: b"", "not a Word document"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .doc or has a password"),
        (lambda: own_file()[:4000], "not a Word document"),
        (lambda: own_file("<w:p>"), "is damaged"),
        (lambda: own_file(more={"word/styles.xml": "<!DOCTYPE x><x/>"}), "document type"),
        (bomb, "too large"),
        (with_relation("vbaProject", "vba.bin"), "contains macros"),
        (with_relation("aFChunk", "part.html"), "contains another file"),
        (with_relation("oleObject", "embeddings/a.bin"), "embedded object"),
        (with_relation("image", "http://example.com/x.png", "External"), "from outside"),
        (lambda: own_file(p("") + '<w:altChunk r:id="rX"/>'), "contains another file"),
        (lambda: own_file('<w:p><w:ins w:id="1" w:author="a"/></w:p>'), "tracked changes"),
        (lambda: own_file('<w:p><w:hyperlink r:id="rNone"/></w:p>'), "does not contain (rNone)"),
    ],
)
def test_what_is_refused(tmp_path: Path, make: Callable[[], bytes], expected: str) -> None:
    with pytest.raises(CreationPlanError) as refused:
        joined(tmp_path, file=make())
    texts = [told(finding) for finding in refused.value.findings]
    assert any(expected in text for text in texts), texts
    assert all(str(tmp_path / "own.docx") in text for text in texts)
    assert not any("template" in text for text in texts)


def test_all_files_are_told_of_at_once(tmp_path: Path) -> None:
    document = Writer(RULES).write(OURS, Provenance())
    missing = [(FILE, tmp_path / "a.docx"), (FILE, tmp_path / "b.docx")]
    with pytest.raises(CreationPlanError) as refused:
        attach(document, missing, RULES)
    assert len(refused.value.findings) == 2


# What a reader sees -------------------------------------------------------------------------


@pytest.mark.render
@pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing())
def test_the_file_looks_as_it_looked_alone(tmp_path: Path) -> None:
    files = [tmp_path / "alone.docx", tmp_path / "ours.docx", tmp_path / "joined.docx"]
    files[2].write_bytes(joined(tmp_path))
    files[0].write_bytes(own_file())
    files[1].write_bytes(Writer(RULES).write([TITLE, HEADING, TEXT], Provenance()))
    alone, ours, both = (rendering.pages(pdf) for pdf in rendering.to_pdf(files, tmp_path))
    assert [_looks(page) for page in both[:1]] == [_looks(page) for page in ours]
    assert _looks(both[1])[1:-1] == _looks(alone[0])[1:]  # between our label and page number
    assert [_looks(page)[0] for page in both[2:4]] == [_looks(page)[1] for page in alone[1:]]
    upright = [both[index][-1].text for index in (0, 1, 3, 4)]
    assert upright == ["—1—", "—2—", "—4—", "—5—"]
    assert "3" in [line.text for line in both[2]]  # the number stands upright beside the text
    assert both[4][0].text == "附件2"


def _looks(page: list[rendering.Line]) -> list[tuple[str, str, float, float]]:
    """Text, face, size and left edge of each line."""
    return [
        (line.text, line.glyphs[0].font, round(line.glyphs[0].right - line.left, 1), round(line.left, 1))
        for line in page
    ]  # fmt: skip
