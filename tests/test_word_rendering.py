"""What the reader sees, measured in the PDF: 22 lines of 28 characters, page numbers, 落款."""

from __future__ import annotations

import pytest

from generator import formats
from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.word.provenance import Provenance
from generator.word.write import Writer

from . import rendering
from .rendering import Line

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

LEFT, RIGHT = 28.0, 184.0  # of the text area, in mm
CELL = 15.75 * 25.4 / 72
HAN = "一二三四五六七八九十" * 60


def block(name: str, style: str, text: str, face: str = "", rest: str = "") -> Block:
    spans = (Span(text, face), Span(rest)) if rest else (Span(text, face),)
    return Block(name, style, spans)  # type: ignore[arg-type]


FULL: list[AnyBlock] = [
    block("t", "title", "创建方案"),
    *(block(str(number), "body", HAN) for number in range(4)),
]
FACES: list[AnyBlock] = [
    block("t", "title", "党建示范点创建方案"),
    block("1", "heading1", "一、指导思想"),
    block("2", "body", "（一）提高站位。", "heading2", "认真学习“两学一做”。"),
    block("3", "heading2", "（二）压实责任"),
    block("4", "heading3", "1.明确分工"),
    block("5", "heading4", "（1）责任到人"),
    block("6", "members", "组　长：张　三　" + "书记兼主任" * 6),
    block("7", "signature", "中共城关镇教育局委员会"),
    block("8", "date", "二〇二六年三月五日"),
]
CROWDED: list[AnyBlock] = [  # 22 lines are full before the signature
    *(block(str(number), "body", "一行正文。") for number in range(20)),
    block("last", "body", "最后一段。"),
    block("s", "signature", "教育局"),
    block("d", "date", "2026年11月30日"),
]
LONG_TABLE: list[AnyBlock] = [
    block("c", "caption", "评分表"),
    TableBlock("t", ("序号", "标准"), tuple((str(n), "专题研究党建工作" * 4) for n in range(60))),
]
# Marks fall on the 29th place of a line, within a paragraph and at its end.
MARKED: list[AnyBlock] = [
    block(f"{mark}{length}{rest}", "body", "一" * length + mark + rest)
    for mark in "。，、；：！？）》”"
    for length in (53, 54, 55)
    for rest in ("", "一" * 9)
]
GEOMETRIES = ["g1", "g2", "times", "centred", "fangsong"]
CASES = {
    "g1": ("gbt9704", FULL), "g2": ("gbt9704-g2", FULL), "times": ("gbt9704-times", FULL),
    "centred": ("gbt9704-centred", FULL), "fangsong": ("gbt9704-fangsong", FULL), "faces": ("gbt9704", FACES),
    "crowded": ("gbt9704", CROWDED), "marked": ("gbt9704", MARKED), "table": ("gbt9704", LONG_TABLE),
}  # fmt: skip

Pages = list[list[Line]]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pages]:
    """The pages of every case; one call of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("rendered")
    files = []
    for name, (rules, blocks) in CASES.items():
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(Writer(formats.load(rules)).write(blocks, Provenance()))
    pdfs = rendering.to_pdf(files, folder)
    return {pdf.stem: rendering.pages(pdf) for pdf in pdfs}


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_a_full_page_has_22_lines_of_28_characters(
    rendered: dict[str, Pages], geometry: str
) -> None:
    pages = rendered[geometry]
    assert len(pages) == 5
    for page in pages[1:4]:
        body = page[:-1]
        assert len(body) == 22
        first_lines = [line for line in body if line.left > LEFT + 1]
        full = [line for line in body if line not in first_lines and len(line.glyphs) > 14]
        assert {len(line.glyphs) for line in first_lines} == {26}
        assert {len(line.glyphs) for line in full} == {28}


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_text_stays_in_the_text_area_and_fills_it(
    rendered: dict[str, Pages], geometry: str
) -> None:
    for page in rendered[geometry][1:4]:
        body = page[:-1]
        assert min(line.left for line in body) == pytest.approx(LEFT, abs=0.3)
        assert max(line.right for line in body) == pytest.approx(RIGHT, abs=0.6)
        assert body[0].top >= 36.5
        assert 258 < body[-1].bottom < 262.5


@pytest.mark.parametrize("geometry", ["g1", "g2"])
def test_page_numbers_stand_outside(rendered: dict[str, Pages], geometry: str) -> None:
    inset = 14 * 25.4 / 72
    for number, page in enumerate(rendered[geometry], start=1):
        line = page[-1]
        assert line.text == f"—{number}—"
        assert line.top > 262 and line.bottom < 275
        if number % 2:
            assert line.right == pytest.approx(RIGHT - inset, abs=0.3)
        else:
            assert line.left == pytest.approx(LEFT + inset, abs=0.3)
        assert {glyph.font for glyph in line.glyphs} == {"FandolSong-Regular"}


def test_each_style_has_its_face(rendered: dict[str, Pages]) -> None:
    lines = rendered["faces"][0]
    faces = [line.glyphs[0].font.partition("-")[0] for line in lines]
    title, *others = faces[:6]
    assert title.startswith("NotoSerif")
    assert others == ["FandolHei", "FandolKai", "FandolKai", "FandolFang", "FandolFang"]
    assert lines[2].glyphs[-1].font == "FandolFang-Regular"  # the text after a run-in heading


def test_one_line_stays_empty_below_the_title_and_above_the_signature(
    rendered: dict[str, Pages],
) -> None:
    lines = rendered["faces"][0]
    pitch = 28.95 * 25.4 / 72
    name = next(index for index, line in enumerate(lines) if line.text.startswith("中共"))
    assert lines[2].bottom - lines[1].bottom == pytest.approx(pitch, abs=0.1)
    assert lines[1].top - lines[0].bottom > pitch
    assert lines[name].bottom - lines[name - 1].bottom == pytest.approx(2 * pitch, abs=0.1)


def test_members_wrap_below_the_position(rendered: dict[str, Pages]) -> None:
    lines = rendered["faces"][0]
    first = next(index for index, line in enumerate(lines) if line.text.startswith("组"))
    assert lines[first].left == pytest.approx(LEFT + 2 * CELL, abs=0.3)
    assert lines[first + 1].left == pytest.approx(LEFT + 10 * CELL, abs=0.3)


def test_the_date_begins_two_characters_right_of_the_name(rendered: dict[str, Pages]) -> None:
    name, date = rendered["faces"][0][-3:-1]
    assert name.right == pytest.approx(RIGHT - 2 * CELL, abs=0.5)
    assert date.left - name.left == pytest.approx(2 * CELL, abs=0.3)


def test_a_signature_takes_text_along_to_its_page(rendered: dict[str, Pages]) -> None:
    first, second = rendered["crowded"]
    assert len(first) - 1 == 20
    assert [line.text for line in second[:3]] == ["最后一段。", "教育局", "2026年11月30日"]


def test_no_mark_at_the_end_of_a_line_is_lost(rendered: dict[str, Pages]) -> None:
    """With hanging punctuation off, LibreOffice 7.4 leaves such marks out of the page."""
    shown = "".join(line.text for page in rendered["marked"] for line in page)
    written = "".join(one.text for one in MARKED)
    assert {mark: shown.count(mark) for mark in "。，、；：！？）》”"} == {
        mark: written.count(mark) for mark in "。，、；：！？）》”"
    }


def test_a_table_repeats_its_header_and_loses_no_row(rendered: dict[str, Pages]) -> None:
    pages = rendered["table"]
    assert len(pages) > 2
    for page in pages:
        assert any("序号" in line.text for line in page[:2])
    numbers = [line.text for page in pages for line in page if line.text.isdigit()]
    text = "".join(line.text for page in pages for line in page)
    assert text.count("专题研究党建工作") == 240, numbers
