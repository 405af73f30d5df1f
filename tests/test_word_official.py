"""The elements of official documents in WordprocessingML: sizes, borders, sections, identity."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats
from generator.blocks import (
    AnyBlock,
    Block,
    FileBlock,
    ImprintBlock,
    MarkBlock,
    Span,
    TableBlock,
    Turn,
)
from generator.word import bookmarks, markup, signature
from generator.word.mark import MarkWriter
from generator.word.provenance import Provenance, read_provenance
from generator.word.sections import ImprintPlace
from generator.word.widths import text_width
from generator.word.write import Writer

W = f"{{{markup.W}}}"
RULES = formats.load("gbt9704")
ROOM = RULES.page.text_width.points

MARK = MarkBlock("#mark", ("甲县教育局",))
JOINT = MarkBlock("#mark", ("甲县教育局", "甲县人力资源和社会保障局", "甲县财政局"))
IMPRINT = ImprintBlock("#imprint", "县委办公室，县政府办公室", "甲县教育局办公室", "2026年3月6日")
TABLE = TableBlock("t", ("序号", "标准"), (("1", "每年4次"), ("2", "满意度90%")))


def text(name: str, style: str = "body", content: str = "一行正文。") -> Block:
    return Block(name, style, (Span(content),))  # type: ignore[arg-type]


def write(blocks: Sequence[AnyBlock], imprint: ImprintPlace = "last_page") -> bytes:
    return Writer(RULES).write(blocks, Provenance(), imprint)


def root(data: bytes, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


def number(element: Any, path: str, name: str) -> int:
    """An attribute of what is found below the element."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return int(found.get(W + name))


def audit(data: bytes, folder: Path) -> list[str]:
    path = folder / "x.docx"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator(strict=False).validate(str(path)).errors]


# --- 发文机关标志


@pytest.mark.parametrize(
    ("characters", "size", "percent"),
    [
        (4, 62, 100),
        (7, 62, 100),
        (8, 55, 100),
        (11, 40, 100),
        (12, 40, 91),
        (20, 40, 55),
        (22, 40, 50),
        (30, 29, 50),
    ],
)
def test_a_mark_is_as_large_as_fits(characters: int, size: float, percent: int) -> None:
    face = MarkWriter(RULES).face("机" * characters)
    assert (face.size, face.percent) == (size, percent)


@given(st.integers(1, 200))
def test_a_mark_never_leaves_the_line(characters: int) -> None:
    face = MarkWriter(RULES).face("机" * characters)
    assert face.em * characters <= ROOM and face.size > 0


@given(st.lists(st.integers(1, 40), min_size=2, max_size=12), st.sampled_from(["文件", ""]))
def test_stacked_names_fit_the_line_and_the_head(lengths: list[int], suffix: str) -> None:
    block = MarkBlock("#mark", tuple("机" * length for length in lengths), suffix)
    table = root(write([block, text("a")])).find(f".//{W}tbl")
    assert table is not None
    assert sum(int(one.get(f"{W}w", "")) for one in table.iter(f"{W}gridCol")) <= ROOM * 20 + 2
    line = number(table, "tr/tc/p/pPr/spacing", "line")
    assert line * len(lengths) <= RULES.mark.tallest.twips + len(lengths)


@pytest.mark.parametrize("lines", range(4))
def test_the_mark_keeps_its_height_whatever_stands_above(lines: int) -> None:
    """With the lines above, the space before it always adds up to the same."""
    blocks = [*(text(str(line), "head_line") for line in range(lines)), MARK]
    paragraph = root(write(blocks)).findall(f".//{W}body/{W}p")[-1]
    before = number(paragraph, "pPr/spacing", "before")
    assert before + lines * 579 == pytest.approx(1798, abs=3)


# --- 发文字号, 签发人, 附件说明


def signers(*lines: str) -> list[AnyBlock]:
    last = len(lines) - 1
    return [
        Block(f"s{at}", "number_signed" if at == last else "signers", (Span(f"\t{line}"),))
        for at, line in enumerate(lines)
    ]


def test_the_names_of_all_signers_begin_at_one_tab_and_end_one_character_in() -> None:
    body = root(write([MARK, *signers("签发人：张三　李四", "　　　　王五")]))
    tabs = [int(tab.get(f"{W}pos", "")) for tab in body.iter(f"{W}tab") if tab.get(f"{W}pos")]
    assert tabs == [8845 - 10 * 315] * 2
    spacing = [one.get(f"{W}before") for one in body.iter(f"{W}spacing")][-1:]
    assert spacing == ["0"]  # the empty lines stand above the first of them


@pytest.mark.parametrize(("label", "left", "hanging"), [("10", 2048, 472), ("100", 2205, 630)])
def test_annex_notes_with_long_numbers_hang_further(label: str, left: int, hanging: int) -> None:
    block = text("a", "annex_note_next", f"{label}.名单")
    paragraph = root(write([block])).find(f".//{W}p")
    assert number(paragraph, "pPr/ind", "left") == pytest.approx(left, abs=1)
    assert number(paragraph, "pPr/ind", "hanging") == pytest.approx(hanging, abs=1)


# --- 署名 with a seal

# name, date, 字 right of the name and of the date
CENTRED = [
    ("甲县教育局", "2026年3月5日", 4.5, 4),
    ("甲局", "2026年3月5日", 6, 4),
    ("甲县人力资源和社会保障局", "2026年3月5日", 1, 4),
    ("中共甲县委教育工作领导小组办公室", "2026年3月5日", 0, 5),
]


@pytest.mark.parametrize(("name", "date", "right", "under"), CENTRED)
def test_a_name_is_centred_on_the_date(name: str, date: str, right: float, under: float) -> None:
    assert signature.centred(name, date, 4) == (right, under)
    middle = right + text_width(name) / 2
    assert middle == under + text_width(date) / 2


@pytest.mark.parametrize("count", range(2, 8))
@pytest.mark.parametrize("length", [3, 8, 13, 25])
def test_the_last_of_several_names_stands_over_the_date(
    count: int, length: int, tmp_path: Path
) -> None:
    names = [text(f"s{at}", "sealed_signature", "某" * length) for at in range(count)]
    data = write([text("a"), *names, text("d", "sealed_date", "2026年3月5日")])
    assert audit(data, tmp_path) == []
    table = root(data).find(f".//{W}tbl")
    assert table is not None
    rows = [len(row.findall(f"{W}tc")) for row in table.findall(f"{W}tr")]
    assert len(set(rows)) == 1
    widths = [int(one.get(f"{W}w", "")) for one in table.iter(f"{W}gridCol")]
    right = number(table, "tblPr/tblInd", "w") + sum(widths)
    date = root(data).findall(f".//{W}body/{W}p")[-1]
    middle = 8845 - number(date, "pPr/ind", "right") - 6 * 315 / 2
    assert right - widths[-1] / 2 == pytest.approx(middle, abs=2)
    assert right <= 8845 + 2
    assert widths[0] >= RULES.seal.diameter.twips


# --- 版记


def rows_of(block: ImprintBlock) -> list[etree._Element]:
    table = root(write([text("a"), block])).find(f".//{W}tbl")
    assert table is not None
    return table.findall(f"{W}tr")


def test_the_lines_of_an_imprint() -> None:
    borders = [row.find(f".//{W}tcBorders") for row in rows_of(IMPRINT)]
    sizes = [
        {edge.tag[len(W) :]: edge.get(f"{W}sz") for edge in one}
        for one in borders
        if one is not None
    ]
    assert sizes == [{"top": "8", "bottom": "6"}, {"top": "6", "bottom": "8"}]


def test_an_imprint_without_lines_or_printer() -> None:
    rows = rows_of(ImprintBlock("i", "县委", lines=False))
    assert len(rows) == 1 and rows[0].find(f".//{W}tcBorders") is None
    assert "".join(map(str, rows[0].itertext())) == "抄送：县委。"


@pytest.mark.parametrize("printed", ["2026年3月6日", "2026年3月6日印发"])
def test_the_printing_date_ends_in_印发(printed: str) -> None:
    row = rows_of(ImprintBlock("i", "", "办公室", printed))[0]
    assert "".join(map(str, row.itertext())) == "办公室2026年3月6日印发"


def test_the_paragraph_of_an_imprint_is_as_high_as_its_box() -> None:
    for names in (2, 20, 60):
        block = ImprintBlock("i", "，".join(["县委办公室"] * names), "办公室", "2026年3月6日")
        data = write([text("a"), block])
        held = number(root(data).findall(f".//{W}body/{W}p")[-1], "pPr/spacing", "line")
        heights = [number(row, "trPr/trHeight", "val") for row in rows_of(block)]
        assert held == pytest.approx(sum(heights), abs=1)
        assert heights[0] >= (names * 6 + 3) / 27 * 20 * 20


def test_older_markup_holds_the_same_text_and_no_bookmarks() -> None:
    body = root(write([MarkBlock("m", ("某局",), "", letter=True), text("a"), IMPRINT]))
    contents: dict[str, list[str]] = {"Choice": [], "Fallback": []}
    for one in body.iter(f"{W}txbxContent"):
        branch = next(str(up.tag).partition("}")[2] for up in one.iterancestors()
                      if str(up.tag).partition("}")[2] in contents)  # fmt: skip
        contents[branch].append("".join(map(str, one.itertext())))
        assert branch == "Choice" or one.find(f".//{W}bookmarkStart") is None
    assert contents["Choice"] == contents["Fallback"] and len(contents["Choice"]) == 3


# --- sections


def sections(data: bytes) -> list[tuple[str, str]]:
    """Orientation and kind of each section in order."""
    found = []
    for one in root(data).iter(f"{W}sectPr"):
        size, kind = one.find(f"{W}pgSz"), one.find(f"{W}type")
        assert size is not None
        found.append((size.get(f"{W}orient", ""), "" if kind is None else kind.get(f"{W}val", "")))
    return found


LYING, STANDING = Turn("l", "landscape"), Turn("p", "portrait")
UPRIGHT, TURNED = ("", ""), ("landscape", "")
# blocks, where the imprint stands, sections
SECTIONS: list[tuple[list[AnyBlock], ImprintPlace, list[tuple[str, str]]]] = [
    ([text("a")], "last_page", [UPRIGHT]),
    ([text("a"), LYING, text("b"), STANDING], "last_page", [UPRIGHT, TURNED]),
    ([text("a"), LYING, text("b"), STANDING, text("c")], "last_page", [UPRIGHT, TURNED, UPRIGHT]),
    ([text("a"), LYING, TABLE, STANDING, IMPRINT], "last_page", [UPRIGHT, TURNED, UPRIGHT]),
    (
        [text("a"), LYING, TABLE, STANDING, Turn("l2", "landscape"), text("b")],
        "last_page",
        [UPRIGHT, TURNED],
    ),
    ([LYING, text("a")], "last_page", [TURNED]),
    ([LYING, STANDING], "last_page", [UPRIGHT]),
    ([text("a"), IMPRINT], "last_page", [UPRIGHT]),
    ([text("a"), IMPRINT], "next_page", [UPRIGHT]),
    ([text("a"), IMPRINT], "even_page", [UPRIGHT, ("", "evenPage")]),
    ([TABLE, IMPRINT], "even_page", [UPRIGHT, ("", "evenPage")]),
    ([MARK, text("a"), LYING, TABLE], "last_page", [UPRIGHT, TURNED]),
    ([JOINT, text("a"), FileBlock("f", "x.docx", "附件1")], "last_page", [UPRIGHT]),
]


@pytest.mark.parametrize(("blocks", "imprint", "expected"), SECTIONS)
def test_sections(
    blocks: list[AnyBlock], imprint: ImprintPlace, expected: list[Any], tmp_path: Path
) -> None:
    data = write(blocks, imprint)
    assert sections(data) == expected
    assert audit(data, tmp_path) == []
    relations = {one.get("Id") for one in root(data, "word/_rels/document.xml.rels")}
    named = {one.get(f"{{{markup.R}}}id") for one in root(data).iter(f"{W}footerReference")}
    assert named <= relations


def test_a_landscape_page_is_the_sheet_turned_clockwise() -> None:
    one = next(root(write([LYING, TABLE])).iter(f"{W}sectPr"))
    margins = one.find(f"{W}pgMar")
    assert margins is not None
    found = [margins.get(W + edge) for edge in ("top", "right", "bottom", "left")]
    assert found == ["1587", "2098", "1474", "1984"]
    table = root(write([LYING, TABLE])).find(f".//{W}tbl")
    assert number(table, "tblPr/tblW", "w") == 16838 - 2098 - 1984


def test_only_documents_with_sections_carry_their_footers() -> None:
    def names(blocks: list[AnyBlock]) -> set[str]:
        return set(zipfile.ZipFile(io.BytesIO(write(blocks))).namelist())

    assert "word/footer3.xml" not in names([text("a"), TABLE])
    assert {"word/footer3.xml", "word/footer4.xml"} <= names([text("a"), LYING, TABLE])


def test_a_letter_has_no_number_on_its_first_page() -> None:
    one = next(root(write([MarkBlock("m", ("某局",), "", letter=True)])).iter(f"{W}sectPr"))
    assert one.find(f"{W}titlePg") is not None


# --- tables


def test_shaded_cells_and_the_total_row() -> None:
    block = TableBlock(
        "t", ("阶段", "1月", "2月"), (("准备", "", ""), ("合计", "", "2")),
        shaded=frozenset({(0, 1), (1, 2)}), total=True,
    )  # fmt: skip
    rows = root(write([block])).findall(f".//{W}tr")
    shaded = [[cell.find(f"{W}tcPr/{W}shd") is not None for cell in row.findall(f"{W}tc")]
              for row in rows]  # fmt: skip
    assert shaded == [[False] * 3, [False, True, False], [False, False, True]]
    styles = [{one.get(f"{W}val") for one in row.iter(f"{W}pStyle")} for row in rows]
    assert styles == [{"TableHeading"}, {"TableText"}, {"TableTotal"}]


SEALED = [text("s1", "sealed_signature"), text("s2", "sealed_signature")]
OTHER = TableBlock("t2", TABLE.headings, TABLE.rows)
TOUCHING: list[list[AnyBlock]] = [
    [TABLE, OTHER],
    [TABLE, *SEALED],
    [*SEALED, TABLE],
    [LYING, TABLE, STANDING, Turn("l2", "landscape"), OTHER, Turn("p2", "portrait")],
    [JOINT],
]


@pytest.mark.parametrize("blocks", TOUCHING)
def test_no_tables_touch_and_a_paragraph_is_last(blocks: list[AnyBlock], tmp_path: Path) -> None:
    data = write(blocks)
    names = [etree.QName(one).localname for one in root(data)[0]]
    names = [name for name in names if not name.startswith("bookmark")]
    assert ("tbl", "tbl") not in list(pairwise(names))
    assert names[-2:] == ["p", "sectPr"]
    assert audit(data, tmp_path) == []


# --- identity

EVERYTHING: list[AnyBlock] = [
    JOINT, text("n", "number"), text("t", "title"), text("a"),
    text("s1", "sealed_signature"), text("s2", "sealed_signature"), text("d", "sealed_date"),
    LYING, text("x", "annex_label"), TABLE, STANDING, FileBlock("f", "x.docx", "附件2"), IMPRINT,
]  # fmt: skip


def test_every_block_has_its_bookmark_once_and_its_record() -> None:
    data = write(EVERYTHING)
    names = [one.get(f"{W}name") for one in root(data).iter(f"{W}bookmarkStart")]
    assert names == [bookmarks.bookmark(one.id)[0] for one in EVERYTHING]
    made = read_provenance(data)
    assert made is not None
    assert [record.id for record in made.blocks] == [one.id for one in EVERYTHING]
    styles = [record.style for record in made.blocks]
    assert [styles[at] for at in (0, 7, 9, 11, 12)] == ["mark", "turn", "table", "file", "imprint"]


def test_equal_documents_are_equal_bytes() -> None:
    writer = Writer(RULES)
    first = writer.write(EVERYTHING, Provenance())
    writer.write([text("a")], Provenance())
    assert writer.write(EVERYTHING, Provenance()) == first == write(EVERYTHING)
