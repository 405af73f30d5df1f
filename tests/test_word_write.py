"""Blocks to .docx and back: exact text, identity, provenance, valid parts, equal bytes."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats
from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.characters import forbidden_character
from generator.errors import Unreadable
from generator.word import bookmarks, markup, signature, styles, tables
from generator.word.package import packed_member
from generator.word.provenance import Provenance, read_provenance, recorded_apart
from generator.word.template import PROVENANCE
from generator.word.widths import text_width
from generator.word.write import Writer

from .helpers import is_untouched

W = f"{{{markup.W}}}"
RULES = formats.load("gbt9704")
MADE = Provenance(
    blueprint="education-demo-site",
    blueprint_hash="0f" * 32,
    files={"education.yaml": "1a" * 32, "base.yaml": "2b" * 32},
    policies={"guiding-thought": "2022-10", "duty": "2019-01"},
    unit="城关镇",
    values={"sites": "2", "note": '第一行\n"第二行" <&>\t完'},
    generator="0.1.0",
)


def block(name: str, style: str, *spans: str | tuple[str, str], shared: bool = False) -> Block:
    parts = (Span(part) if isinstance(part, str) else Span(*part) for part in spans)
    return Block(name, style, tuple(parts), shared)  # type: ignore[arg-type]


SHARED: list[AnyBlock] = [
    block("goal", "heading1", "一、创建目标", shared=True),
    block("goal.1", "body", ("（一）提高站位。", "heading2"), "认真学习。", shared=True),
    block("goal.2", "heading3", "1.落实责任", shared=True),
    TableBlock("t", ("序号", "标准"), (("1", "每年4次"), ("2", "满意度90%")), shared=True),
]


def plan(unit: str) -> list[AnyBlock]:
    return [
        block("#title", "title", f"{unit}创建方案"),
        block("intro", "body", f"{unit}制定本方案。"),
        *SHARED[:3],
        block("goal.own", "body", f"到2026年，{unit}建成2个。"),
        block("goal.caption", "caption", "表1"),
        SHARED[3],
        block("group", "members", "组　长：张　三　书记"),
        block("#signature", "signature", f"中共{unit}委员会"),
        block("#date", "date", "2026年3月5日"),
    ]


def write(blocks: Sequence[AnyBlock], made: Provenance = MADE) -> bytes:
    return Writer(RULES).write(blocks, made)


def root(data: bytes, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


def text_of(element: etree._Element | None) -> str:
    assert element is not None
    return "".join(map(str, element.itertext()))


def audit(data: bytes, folder: Path) -> list[str]:
    path = folder / "x.docx"
    path.write_bytes(data)
    # Its strict mode demands a theme part, which no schema does and which brings theme fonts.
    result = OpenXmlValidator(strict=False).validate(str(path))
    return [str(error) for error in result.errors]


# --- equal bytes


def test_same_blocks_same_bytes_whatever_was_written_before() -> None:
    units = ["城关镇", "河东街道", "开发区"]
    one, other = Writer(RULES), Writer(RULES)
    forwards = {unit: one.write(plan(unit), MADE) for unit in units}
    backwards = {unit: other.write(plan(unit), MADE) for unit in reversed(units)}
    assert forwards == backwards
    assert forwards["城关镇"] == one.write(plan("城关镇"), MADE)
    assert len(set(forwards.values())) == 3


def turned_round(pairs: Mapping[str, str]) -> dict[str, str]:
    return dict(reversed(list(pairs.items())))


def test_order_of_the_callers_mappings_does_not_matter() -> None:
    turned = replace(
        MADE,
        values=turned_round(MADE.values),
        policies=turned_round(MADE.policies),
        files=turned_round(MADE.files),
    )
    assert write(plan("城关镇"), turned) == write(plan("城关镇"))


def test_sharing_changes_no_word_of_the_document() -> None:
    def own(one: AnyBlock) -> AnyBlock:
        return replace(one, shared=False)

    shared, alone = write(plan("甲")), write([own(one) for one in plan("甲")])
    part = "word/document.xml"
    assert etree.tostring(root(shared, part)) == etree.tostring(root(alone, part))
    found = read_provenance(shared), read_provenance(alone)
    assert found[0] == found[1] is not None


def test_memory_does_not_grow_with_the_documents() -> None:
    writer = Writer(RULES)
    for number in range(50):
        writer.write(plan(f"第{number}街道"), MADE)
    assert len(writer._kept) == 2


# --- exact text

STRANGE = [
    "& < > ]]> </w:t>",
    "“引号”‘单’…—·×",
    "𠮷野家𫖯㵐",
    " 　 ",
    "a\nb\tc",
    "\n\n",
    "&amp;",
    "",
]


@pytest.mark.parametrize("text", STRANGE)
def test_python_docx_reads_the_text_back(text: str) -> None:
    data = write([block("a", "body", text), TableBlock("t", (text,), ((text,),))])
    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs[0].text == text
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == [text, text]
    made = read_provenance(data)
    assert made and [record.text for record in made.blocks] == [text, f"{text}\n{text}"]


def test_many_line_breaks_are_no_recursion() -> None:
    text = "\n\t" * 20_000
    assert docx.Document(io.BytesIO(write([block("a", "body", text)]))).paragraphs[0].text == text


allowed = st.characters(codec="utf-8", exclude_characters="\r").filter(
    lambda character: not forbidden_character(character)
)


@given(st.text(allowed, max_size=60), st.text(allowed, max_size=20))
def test_any_text_comes_back(text: str, name: str) -> None:
    made = Provenance(unit=name, values={name: text})
    data = Writer(RULES).write([block(name, "title", text)], made)
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == text
    found = read_provenance(data)
    assert found and found.values == {name: text} and found.unit == name
    assert [(record.id, record.text) for record in found.blocks] == [(name, text)]


@given(st.text(allowed, max_size=40))
def test_escaping(text: str) -> None:
    xml = f'<a b="{markup.attribute(text)}">{markup.escape(text)}</a>'
    element = etree.fromstring(markup.encode(xml))
    assert (element.get("b"), element.text or "") == (text, text)


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\r", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_never_leaves(bad: str) -> None:
    with pytest.raises(ValueError):  # UnicodeEncodeError is one
        write([block("a", "body", f"x{bad}y")])


# --- structure


def test_parts_are_valid(tmp_path: Path) -> None:
    assert audit(write(plan("城关镇")), tmp_path) == []
    assert audit(write([]), tmp_path) == []
    touching = [replace(SHARED[3], id=name) for name in "abc"]
    assert audit(write(touching), tmp_path) == []


@pytest.mark.parametrize("name", ["gbt9704", "gbt9704-g2"])
def test_styles_and_settings_are_valid(name: str, tmp_path: Path) -> None:
    rules = formats.load(name)
    assert audit(Writer(rules).write(plan("甲"), MADE), tmp_path) == []
    settings = [etree.QName(child).localname for child in root(write([]), "word/settings.xml")]
    order = ["zoom", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat"]
    assert settings[: len(order)] == order


def test_every_run_asks_for_east_asian_quotes() -> None:
    data = write(plan("城关镇"))
    for part in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        runs = list(root(data, part).iter(f"{W}r"))
        assert runs
        for run in runs:
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None and fonts.get(f"{W}hint") == "eastAsia"


def test_no_theme_font_and_all_four_fonts() -> None:
    sheet = root(write([]), "word/styles.xml")
    for fonts in sheet.iter(f"{W}rFonts"):
        assert {etree.QName(name).localname for name in fonts.attrib} == {
            "ascii", "hAnsi", "eastAsia", "cs"
        }  # fmt: skip


def test_a_run_in_heading_has_the_face_linked_to_its_heading() -> None:
    document = docx.Document(io.BytesIO(write(plan("城关镇"))))
    paragraph = next(one for one in document.paragraphs if one.text.startswith("（一）"))
    assert paragraph.style is not None and paragraph.style.name == "Body Text"
    assert paragraph.runs[0].style.style_id == "Heading2Char"
    sheet = root(write([]), "word/styles.xml")
    links = {one.get(f"{W}styleId"): one.find(f"{W}link") for one in sheet.iter(f"{W}style")}
    for style in styles.linked(RULES).values():
        one, other = links[style.id], links[styles.character_style_id(style)]
        assert one is not None and one.get(f"{W}val") == styles.character_style_id(style)
        assert other is not None and other.get(f"{W}val") == style.id


def test_headings_have_words_own_names_and_levels() -> None:
    document = docx.Document(io.BytesIO(write(plan("城关镇"))))
    names = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert names == [
        "Title", "Body Text", "Heading 1", "Body Text", "Heading 3", "Body Text", "Caption",
        "成员名单", "Signature", "Date",
    ]  # fmt: skip


def test_an_unknown_style_or_face_stops() -> None:
    with pytest.raises(KeyError):
        write([block("a", "boddy", "x")])
    with pytest.raises(KeyError):
        write([block("a", "body", ("x", "title"))])


def test_writing_needs_neither_lxml_nor_python_docx() -> None:
    slow = {"lxml", "docx", "jinja2", "zipfile"}
    code = f"import sys, generator.word.write; print({slow} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- tables


def test_a_table_fills_the_line_repeats_its_header_and_keeps_rows_whole() -> None:
    table = root(write([SHARED[3]])).find(f".//{W}tbl")
    assert table is not None
    widths = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == 11906 - 1587 - 1474
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    for cell in table.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
        style = cell.find(f"{W}p/{W}pPr/{W}pStyle")
        assert style is not None and style.get(f"{W}val") in {"TableText", "TableHeading"}


def test_widths_are_shares() -> None:
    table = TableBlock("t", ("a", "b"), (("1", "2"),), (1.0, 3.0))
    found = [int(one.get(f"{W}w", "")) for one in root(write([table])).iter(f"{W}gridCol")]
    assert found == [2211, 6634]


# wanted widths, room, what each column gets
@pytest.mark.parametrize(
    ("wanted", "room", "expected"),
    [([5, 5], 20, [10, 10]), ([4, 4, 100], 28, [4, 4, 20]), ([4, 25, 100], 34, [4, 10, 20])],
)
def test_widths_by_content(wanted: list[float], room: float, expected: list[float]) -> None:
    assert tables.shared_out(wanted, room) == pytest.approx(expected)


def test_tables_do_not_touch_and_none_ends_the_document() -> None:
    body = root(write([SHARED[3], SHARED[3]]))[0]
    names = [etree.QName(child).localname for child in body]
    assert names == ["tbl", "p", "tbl", "p", "sectPr"]


# --- signature (clause 7.3.5.2)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("党委", 2), ("2026年3月5日", 6), ("A区\n第二行字", 4)]
)
def test_text_width(text: str, width: float) -> None:
    assert text_width(text) == width


# name, date, 字 right of the name, 字 right of the date
SIGNATURES = [
    ("中共城关镇委员会", "2026年3月5日", 2, 2),  # 8 and 6: date begins 2 right of the name
    ("中共金华市婺城区教育局委员会", "2026年3月5日", 2, 8),
    ("教育局党委会", "2026年3月5日", 2, 0),  # as long as the date: it ends at the margin
    ("教育局", "2026年11月30日", 8, 2),  # date longer: it stands 2 in, the name moves left
    ("县委", "2026年3月5日", 8, 2),
    ("县委", "", 2, 2),
    ("某" * 40, "2026年3月5日", 2, 20),  # longer than a line: begins at the margin
]


@pytest.mark.parametrize(("name", "date", "right", "date_right"), SIGNATURES)
def test_signature_indents(name: str, date: str, right: float, date_right: float) -> None:
    found = signature.indents(name, date, RULES.signing, 28)
    assert found[0] == right
    assert not date or found[1] == date_right


@pytest.mark.parametrize(("name", "date", "right", "date_right"), SIGNATURES[:5])
def test_the_date_begins_two_characters_after_the_name(
    name: str, date: str, right: float, date_right: float
) -> None:
    assert (28 - date_right - text_width(date)) - (28 - right - text_width(name)) == 2


def test_signature_in_the_document() -> None:
    paragraphs = root(write(plan("城关镇"))).findall(f".//{W}body/{W}p")[-3:]
    before, name, date = (one.find(f"{W}pPr") for one in paragraphs)
    assert before is not None and before.find(f"{W}keepNext") is not None
    rights = [one.find(f"{W}ind").get(f"{W}right") for one in (name, date)]  # type: ignore[union-attr]
    assert rights == ["630", "630"]
    sheet = root(write([]), "word/styles.xml")
    style = next(one for one in sheet if one.get(f"{W}styleId") == "Signature")
    assert style.find(f"{W}pPr/{W}keepNext") is not None
    spacing = style.find(f"{W}pPr/{W}spacing")
    assert spacing is not None and spacing.get(f"{W}before") == spacing.get(f"{W}line") == "579"


@pytest.mark.parametrize(
    "styles_", [["signature"], ["date"], ["signature", "signature", "date"], ["date", "signature"]]
)
def test_a_signature_may_be_incomplete(styles_: list[str], tmp_path: Path) -> None:
    parts = [block(f"{number}", style, "某") for number, style in enumerate(styles_)]
    assert audit(write(parts), tmp_path) == []


# --- identity and provenance


def test_every_block_stands_between_its_bookmarks() -> None:
    blocks = plan("城关镇")
    document = root(write(blocks))
    starts = {one.get(f"{W}name"): one for one in document.iter(f"{W}bookmarkStart")}
    ends = [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkEnd")]
    assert list(starts) == [bookmarks.bookmark(one.id)[0] for one in blocks]
    assert [one.get(f"{W}id") for one in starts.values()] == ends
    assert len(set(ends)) == len(ends)
    texts = [
        text_of(starts[bookmarks.bookmark(one.id)[0]].getparent())
        for one in blocks
        if isinstance(one, Block)
    ]
    assert texts == [one.text for one in blocks if isinstance(one, Block)]


@pytest.mark.parametrize("block_id", ["", "a", "standards.leadership[城关镇]" * 40])
def test_bookmarks_fit_word(block_id: str) -> None:
    name, number = bookmarks.bookmark(block_id)
    assert name.startswith("_cp_") and len(name) <= 40
    assert 0 <= number < 2**31
    assert bookmarks.bookmark(block_id) == (name, number)


def test_provenance_comes_back_whole() -> None:
    blocks = plan("城关镇")
    found = read_provenance(write(blocks))
    assert found is not None
    bare = replace(found, format="", blocks=(), document_crc=0, document_size=0, layout=None)
    assert bare == MADE
    assert found.format == "gbt9704"
    assert [(one.id, one.text) for one in found.blocks] == [(one.id, one.text) for one in blocks]
    assert [one.style for one in found.blocks][-4:] == ["table", "members", "signature", "date"]


@pytest.mark.parametrize("pattern", ["", "s", "o", "so", "os", "sos", "oso", "ssoosso"])
def test_blocks_come_back_in_order(pattern: str) -> None:
    blocks = [block(str(n), "body", str(n), shared=kind == "s") for n, kind in enumerate(pattern)]
    found = read_provenance(write(blocks))
    assert found and [one.id for one in found.blocks] == [one.id for one in blocks]


def record(data: bytes) -> bytes:
    return packed_member(data, PROVENANCE)


def texts_apart(old: Sequence[AnyBlock], new: Sequence[AnyBlock]) -> list[list[str]]:
    found = recorded_apart(record(write(old)), record(write(new)))
    return [[one.text for one in side.blocks] for side in found]


def test_of_two_records_only_what_differs_is_read() -> None:
    one, other, table = (
        block("a", "body", "甲"),
        block("b", "body", "乙"),
        block("t", "body", "丙 & 丁"),
    )
    changed = block("b", "body", "乙变了")
    assert texts_apart([one, other, table], [one, changed, table]) == [["乙"], ["乙变了"]]
    assert texts_apart([one], [one]) == [[], []]
    moved = texts_apart([one, other], [other, one])
    assert moved == [["甲", "乙"], ["乙", "甲"]]
    added = texts_apart([one], [one, other])
    assert added == [["甲"], ["甲", "乙"]]


def resaved(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The package as another program might save it, some parts changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in sorted({*old.namelist(), *changes}):
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return result.getvalue()


def test_an_edited_document_is_recognised() -> None:
    data = write(plan("城关镇"))
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert is_untouched(data)
    assert is_untouched(resaved(data, {}))
    edited = resaved(data, {"word/document.xml": text.replace("2个".encode(), "3个".encode())})
    assert not is_untouched(edited)
    assert read_provenance(edited) == read_provenance(data)


def test_other_documents_have_no_provenance() -> None:
    other = io.BytesIO()
    docx.Document().save(other)
    assert read_provenance(other.getvalue()) is None
    assert not is_untouched(other.getvalue())


BOMB = b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>&b;</p>'


@pytest.mark.parametrize("item", [BOMB, BOMB.decode().encode("utf-16"), b"<a>", b"", b"\xff\xfe"])
def test_dangerous_or_damaged_items_are_refused(item: bytes) -> None:
    with pytest.raises(Unreadable):
        read_provenance(resaved(write([]), {"customXml/item1.xml": item}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", write([])[:-40]])
def test_what_is_no_docx_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_provenance(data, "x.docx")


@given(st.integers(0, 20_000), st.integers(0, 255))
def test_a_damaged_byte_is_no_crash(place: int, value: int) -> None:
    data = bytearray(write(plan("甲")))
    data[place % len(data)] = value
    with contextlib.suppress(Unreadable):
        read_provenance(bytes(data))


def test_properties_say_title_issuer_blueprint_and_unit() -> None:
    data = write(plan("城关镇"))
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.author) == ("城关镇创建方案", "中共城关镇委员会")
    custom = root(data, "docProps/custom.xml")
    values = {one.get("name"): text_of(one) for one in custom}
    assert values == {
        "creation-plan.blueprint": "education-demo-site",
        "creation-plan.unit": "城关镇",
        "creation-plan.format": "gbt9704",
    }
    assert b"dcterms" not in zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml")
