"""Official documents as a reader sees them: every element at the place its clause names.

Lengths are millimetres from the top left of the sheet; what is wanted comes from the rule file.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats
from generator.blocks import AnyBlock, Block, MarkBlock, Span
from generator.official import Document, document
from generator.plan import Annex, Dispatch, Paragraph, Plan, Section, Signature, Table
from generator.word.markup import W as NAMESPACE
from generator.word.provenance import Provenance
from generator.word.sections import ImprintPlace
from generator.word.write import Writer

from . import rendering
from .rendering import Ink, Line

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

W = f"{{{NAMESPACE}}}"
RULES = formats.load("gbt9704")
LEFT, RIGHT = 28.0, 184.0
TOP, BOTTOM = 37.0, 262.0
PITCH = 28.95 * 25.4 / 72
CELL = 15.75 * 25.4 / 72
TOLERANCE = RULES.page.tolerance

SENTENCE = "为深入学习贯彻习近平新时代中国特色社会主义思想，全面加强基层党组织建设，"
ISSUERS = ("甲县教育局", "甲县人力资源和社会保障局", "甲县财政局")
MONTHS = tuple(f"{month}月" for month in range(1, 13))


def paragraph(name: str, text: str) -> Paragraph:
    return Paragraph(id=name, text=text)


# LibreOffice widens the gaps between Chinese and digits, autoSpaceDN or not: what is to be
# measured to the character has none.
DATE = "二〇二六年三月五日"
PLAN = Plan(
    title="县教育局党建示范点创建方案",
    children=(
        Section(
            id="a", heading="指导思想", label="一、", level=1,
            children=(paragraph("a1", SENTENCE * 6),),
        ),
    ),
    signature=Signature(issuer="中共甲县教育局委员会", date=DATE),
)  # fmt: skip
CHART = Table(
    id="chart",
    headings=("任务", "责任单位", *MONTHS),
    rows=tuple((f"第{row}项任务", "办公室", *[""] * 12) for row in range(14)),
    shaded=frozenset((row, 2 + row % 9 + bar) for row in range(14) for bar in range(3)),
    widths=(6, 5, *[2.5] * 12),
)
SCORES = Table(
    id="scores",
    headings=("序号", "标准", "分值"),
    rows=(("1", "专题研究党建工作", "40"), ("2", "群众满意", "60"), ("", "合计", "100")),
    total=True,
)
ANNEXES = (
    Annex(id="x1", title="进度安排表", children=(CHART,), landscape=True),
    Annex(id="x2", title="创建标准评分表", children=(SCORES,)),
    Annex(id="x3", title="又一张横表", children=(replace(CHART, id="chart2"),), landscape=True),
)


def notice(annexes: tuple[Annex, ...] = (), **changes: Any) -> Document:
    parts: dict[str, Any] = {
        "form": "notice",
        "title": "甲县教育局关于印发《县教育局党建示范点创建方案》的通知",
        "issuers": ISSUERS[:1],
        "body": tuple(paragraph(f"d{number}", SENTENCE * 2) for number in range(3)),
        "copy_number": "000001",
        "secrecy": "机密★1年",
        "urgency": "特急",
        "number": "甲教发〔2026〕10号",
        "recipients": "各乡镇中心学校、县直各学校",
        "date": DATE,
        "sealed": True,
        "note": "此件公开发布",
        "copies_to": "县委办公室，县政府办公室，县委组织部",
        "printer": "甲县教育局办公室",
        "printed": "2026年3月6日",
    }
    return document(replace(PLAN, annexes=annexes, dispatch=Dispatch(**parts | changes)))


def letter() -> Document:
    made = notice(form="letter", names_annex=False, copies_to="县委组织部")
    line = "letter_line"
    head: tuple[AnyBlock, ...] = (
        MarkBlock("#mark", ISSUERS[:1], "", letter=True),
        Block("#letter-1", line, (Span("000001"), Span("\t甲教函〔2026〕10号"))),
        Block("#letter-2", line, (Span("机密★1年", "head_line"),)),
    )
    return replace(made, head=head)


def of_lines(count: int) -> Document:
    """A notice whose last page has so many lines of text, all in the dispatch."""
    made = notice()
    lines = tuple(Block(f"l{number}", "body", (Span("一行正文。"),)) for number in range(count))
    return replace(made, head=(), body=lines, annexes=())


@dataclass(frozen=True)
class Case:
    """A document, its format and the place of its imprint."""

    made: Document
    rules: str = "gbt9704"
    imprint: ImprintPlace = "last_page"


CASES = {
    "notice": Case(notice()),
    "annexes": Case(notice(ANNEXES)),
    "unsealed": Case(notice(sealed=False, names_annex=False)),
    "long": Case(notice(issuers=("中共甲县委教育工作领导小组办公室精神文明办公室",))),
    "short": Case(notice(issuers=("甲县",), secrecy="", urgency="", copy_number="")),
    "joint2": Case(notice(issuers=ISSUERS[:2])),
    "joint3": Case(notice(issuers=ISSUERS)),
    "unsealed3": Case(notice(issuers=ISSUERS, sealed=False)),
    "signed": Case(notice(signers=("张三",))),
    "signed3": Case(notice(signers=("张三", "李四", "王五"))),
    "letter": Case(letter()),
    "next": Case(notice(), imprint="next_page"),
    "even": Case(notice(), imprint="even_page"),
    "blank": Case(of_lines(30), imprint="even_page"),
    "copies": Case(notice(copies_to="，".join(["县委办公室", "县政府办公室"] * 6))),
    "g2": Case(notice(), "gbt9704-g2"),
    "times": Case(notice(ANNEXES), "gbt9704-times"),
    "centred": Case(notice(ANNEXES), "gbt9704-centred"),
    "fangsong": Case(notice(), "gbt9704-fangsong"),
    **{f"lines{count}": Case(of_lines(count)) for count in range(17, 23)},
}
SINGLE_MARKS = ["notice", "long", "short", "signed", "g2", "times", "centred", "fangsong"]
JOINT_MARKS = ["joint2", "joint3", "unsealed3"]


@dataclass(frozen=True)
class Rendered:
    """A case as written and as a reader sees it."""

    file: Path
    pdf: Path
    pages: list[list[Line]]

    def ink(self, page: int, colour: Any = "black") -> list[Ink]:
        return rendering.ink(self.pdf, page, colour)

    def line(self, text: str, page: int | None = None) -> Line:
        """The first line that holds the text."""
        pages = self.pages if page is None else [self.pages[page - 1]]
        return next(line for lines in pages for line in lines if text in line.text)

    def black(self, text: str, page: int) -> Ink:
        """The ink of the line that holds the text."""
        middle = (self.line(text, page).top + self.line(text, page).bottom) / 2
        return min(self.ink(page), key=lambda band: abs((band.top + band.bottom) / 2 - middle))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """Every case; one call of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("official")
    files = {name: folder / f"{name}.docx" for name in CASES}
    for name, case in CASES.items():
        data = Writer(formats.load(case.rules)).write(case.made.blocks, Provenance(), case.imprint)
        files[name].write_bytes(data)
    pdfs = rendering.to_pdf(list(files.values()), folder)
    return {pdf.stem: Rendered(files[pdf.stem], pdf, rendering.pages(pdf)) for pdf in pdfs}


def near(value: float) -> Any:
    return pytest.approx(value, abs=TOLERANCE)


# 版头 (7.2)


@pytest.mark.parametrize("name", SINGLE_MARKS + JOINT_MARKS)
def test_the_mark_stands_35_mm_below_the_text_area_and_within_it(
    seen: dict[str, Rendered], name: str
) -> None:
    *mark, _ = seen[name].ink(1, "red")
    assert mark[0].top == near(TOP + RULES.mark.top)
    assert min(band.left for band in mark) >= LEFT - 0.2
    assert max(band.right for band in mark) <= RIGHT + 0.2
    cells = [glyph for line in seen[name].pages[0] for glyph in line.glyphs if glyph.top > 60]
    cells = [glyph for glyph in cells if glyph.bottom < mark[-1].bottom + 8]
    middle = (min(cell.left for cell in cells) + max(cell.right for cell in cells)) / 2
    assert middle == near((LEFT + RIGHT) / 2)


@pytest.mark.parametrize("name", SINGLE_MARKS + JOINT_MARKS + ["signed3"])
def test_the_red_line_is_4_mm_below_the_number_and_as_wide_as_the_text(
    seen: dict[str, Rendered], name: str
) -> None:
    line = seen[name].ink(1, "red")[-1]
    number = seen[name].black("甲教发", 1)
    assert line.top - number.bottom == near(RULES.red_line.below)
    assert (line.left, line.right) == (near(LEFT), near(RIGHT))
    assert line.bottom - line.top == pytest.approx(1.5 * 25.4 / 72, abs=0.15)


@pytest.mark.parametrize("name", SINGLE_MARKS)
def test_two_lines_stay_empty_below_mark_and_red_line(seen: dict[str, Rendered], name: str) -> None:
    *mark, line = seen[name].ink(1, "red")
    title = seen[name].black("关于印发", 1)
    assert title.top - line.bottom == near(2 * PITCH + 1.6)  # and the leading of the title
    assert seen[name].black("甲教发", 1).top - mark[-1].bottom > 2 * PITCH


@pytest.mark.parametrize("name", JOINT_MARKS)
def test_stacked_names_are_equally_wide_and_文件_stands_in_their_middle(
    seen: dict[str, Rendered], name: str
) -> None:
    count = len(CASES[name].made.head[3].issuers)  # type: ignore[union-attr]
    glyphs = [
        glyph
        for line in seen[name].pages[0]
        for glyph in line.glyphs
        if glyph.font.startswith("NotoSerif") and line.top < 130
    ]
    suffix = [glyph for glyph in glyphs if glyph.text in "文件"]
    names: dict[int, list[rendering.Glyph]] = {}
    for glyph in glyphs:
        if glyph not in suffix:
            names.setdefault(round(glyph.top), []).append(glyph)
    assert len(names) == count
    assert len({round(min(glyph.left for glyph in row)) for row in names.values()}) == 1
    assert len({round(max(glyph.right for glyph in row)) for row in names.values()}) == 1
    middle = (min(names) + max(names)) / 2
    assert suffix[0].top == near(middle)


def test_lines_of_the_head_stand_at_the_left_from_the_first_line_on(
    seen: dict[str, Rendered],
) -> None:
    lines = seen["notice"].pages[0][:3]
    assert [line.text for line in lines] == ["000001", "机密★1年", "特急"]
    assert [line.left for line in lines] == [near(LEFT)] * 3
    assert lines[1].bottom - lines[0].bottom == near(PITCH)
    assert lines[1].glyphs[0].font.startswith("FandolHei")


def test_number_and_signers_stand_one_character_in(seen: dict[str, Rendered]) -> None:
    line = seen["signed"].line("签发人")
    assert line.text == "甲教发〔2026〕10号签发人：张三"
    assert (line.left, line.right) == (near(LEFT + CELL), near(RIGHT - CELL))
    assert line.glyphs[-1].font.startswith("FandolKai")
    first, last = seen["signed3"].line("签发人"), seen["signed3"].line("王五")
    assert (first.text, last.text) == ("签发人：张三李四", "甲教发〔2026〕10号王五")
    assert first.right == near(RIGHT - CELL)
    assert last.glyphs[-2].left == near(first.glyphs[4].left)


# 主体 (7.3)


@pytest.mark.parametrize(
    ("name", "faces"),
    [("fangsong", {"FandolFang-Regular"}), ("times", {"FandolFang-Regular", "FandolSong-Regular"})],
)
def test_variants_change_the_face_of_the_text(
    seen: dict[str, Rendered], name: str, faces: set[str]
) -> None:
    line = seen[name].line("甲教发")
    assert {glyph.font for glyph in line.glyphs} == faces


@pytest.mark.parametrize("name", ["notice", "joint2", "joint3", "long"])
def test_a_sealed_date_stands_four_characters_in_and_names_over_it(
    seen: dict[str, Rendered], name: str
) -> None:
    date = next(line for line in seen[name].pages[1] if line.text == DATE)
    issuer = CASES[name].made.body[-3]
    above = seen[name].pages[1][seen[name].pages[1].index(date) - 1]
    last = above.glyphs[-len(issuer.text) :]
    assert "".join(glyph.text for glyph in last) == issuer.text
    assert (last[0].left + last[-1].right) / 2 == near((date.left + date.right) / 2)
    if name != "long":
        assert date.right == near(RIGHT - 4 * CELL)


def test_seals_of_joint_issuers_do_not_touch(seen: dict[str, Rendered]) -> None:
    page = seen["joint3"].pages[1]
    row = next(line for line in page if line.text.startswith("甲县教育局甲县人力"))
    last = next(line for line in page if line.text == "甲县财政局")
    first, second = row.glyphs[:5], row.glyphs[5:]
    centres = [(part[0].left + part[-1].right) / 2 for part in (first, second)]
    assert centres[1] - centres[0] >= RULES.seal.diameter
    assert last.bottom - row.bottom >= RULES.seal.diameter
    assert centres[0] - RULES.seal.diameter / 2 >= LEFT
    assert centres[1] + RULES.seal.diameter / 2 <= RIGHT


def test_the_seal_reaches_to_within_a_line_of_the_text(seen: dict[str, Rendered]) -> None:
    """It is centred on the name and reaches down over the date."""
    page = seen["notice"].pages[1]
    date = next(number for number, line in enumerate(page) if line.text == DATE)
    centre = (page[date - 1].top + page[date - 1].bottom) / 2
    assert 0 <= centre - RULES.seal.diameter / 2 - page[date - 2].bottom <= PITCH
    assert centre + RULES.seal.diameter / 2 > page[date].bottom


def test_without_seal_names_begin_together_and_the_date_two_characters_in(
    seen: dict[str, Rendered],
) -> None:
    page = seen["unsealed3"].pages[1]
    date = next(number for number, line in enumerate(page) if line.text == DATE)
    names = page[date - 3 : date]
    assert [line.text for line in names] == list(ISSUERS)
    assert len({round(line.left, 1) for line in names}) == 1
    assert max(line.right for line in names) == near(RIGHT - 2 * CELL)
    assert page[date].left - names[0].left == near(2 * CELL)
    assert names[0].bottom - page[date - 4].bottom == near(2 * PITCH)


def test_annex_notes_align_and_the_note_follows_the_date(seen: dict[str, Rendered]) -> None:
    page = seen["annexes"].pages[1]
    first = next(number for number, line in enumerate(page) if line.text.startswith("附件："))
    lines = page[first : first + 4]
    assert [line.text[:5] for line in lines][1:] == ["2.进度安", "3.创建标", "4.又一张"]
    assert lines[0].left == near(LEFT + 2 * CELL)
    assert [line.left for line in lines[1:]] == [near(lines[0].glyphs[3].left)] * 3
    date = next(number for number, line in enumerate(page) if line.text == DATE)
    assert page[date + 1].text == "（此件公开发布）"
    assert page[date + 1].left == near(LEFT + 2 * CELL)


@pytest.mark.parametrize("name", ["notice", "times", "g2"])
def test_an_annex_has_its_label_first_and_its_title_on_the_third_line(
    seen: dict[str, Rendered], name: str
) -> None:
    page = seen[name].pages[2]
    assert page[0].text == ("附件1" if name == "times" else "附件")
    assert page[0].left == near(LEFT) and TOP - 1 < page[0].top < TOP + 4
    pitch = 29.45 * 25.4 / 72 if name == "g2" else PITCH
    assert page[1].text == PLAN.title
    assert page[1].bottom - page[0].bottom == pytest.approx(2 * pitch, abs=1.5)
    assert (page[1].left + page[1].right) / 2 == near((LEFT + RIGHT) / 2)


# 版记 and 页码 (7.4, 7.5, 8)


def rules_of(bands: list[Ink]) -> list[Ink]:
    """The lines among the bands: thin and as wide as the text."""
    return [band for band in bands if band.bottom - band.top < 0.8 and band.right - band.left > 150]


WITH_IMPRINT = [name for name in CASES if name != "letter"]


@pytest.mark.parametrize("name", WITH_IMPRINT)
def test_the_imprint_ends_with_the_text_area_of_the_last_page(
    seen: dict[str, Rendered], name: str
) -> None:
    lines = rules_of(seen[name].ink(len(seen[name].pages)))
    assert len(lines) == 3
    assert lines[-1].bottom == near(BOTTOM)
    assert [(line.left, line.right) for line in lines] == [(near(LEFT), near(RIGHT))] * 3
    thickness = [line.bottom - line.top for line in lines]
    assert thickness[1] <= min(thickness[0], thickness[2])


def test_imprint_elements_keep_one_character_free(seen: dict[str, Rendered]) -> None:
    inset = 14 * 25.4 / 72
    page = seen["notice"].pages[-1]
    copies, printed = page[-3:-1]
    assert copies.text == "抄送：县委办公室，县政府办公室，县委组织部。"
    assert printed.text == "甲县教育局办公室2026年3月6日印发"
    assert (copies.left, printed.left) == (near(LEFT + inset), near(LEFT + inset))
    assert printed.right == near(RIGHT - inset)
    first = next(line for line in seen["copies"].pages[-1] if line.text.startswith("抄送"))
    after = seen["copies"].pages[-1][seen["copies"].pages[-1].index(first) + 1]
    assert after.left == near(first.glyphs[3].left)


@pytest.mark.parametrize("count", range(17, 23))
def test_text_and_imprint_do_not_overlap(seen: dict[str, Rendered], count: int) -> None:
    """With little room the imprint goes to the next page, and the text stays where it is."""
    pages = seen[f"lines{count}"].pages
    text = [line for line in pages[0] if line.text == "一行正文。"]
    assert len(text) == count
    last = rules_of(seen[f"lines{count}"].ink(len(pages)))
    assert len(pages) == (1 if count <= 20 else 2)
    if len(pages) == 1:
        assert text[-1].bottom < last[0].top


@pytest.mark.parametrize(("name", "number"), [("notice", "—3—"), ("next", "—4—")])
def test_the_page_of_the_imprint(seen: dict[str, Rendered], name: str, number: str) -> None:
    last = seen[name].pages[-1]
    assert len(seen[name].pages) == int(number.strip("—"))
    assert last[-1].text == number


@pytest.mark.parametrize(("name", "count"), [("even", 4), ("blank", 3)])
def test_a_page_for_the_imprint_alone_has_no_number(
    seen: dict[str, Rendered], name: str, count: int
) -> None:
    """Of the pages before it, one that is blank is not counted: LibreOffice leaves it out."""
    pages = seen[name].pages
    assert len(pages) == count
    assert [line.text[:2] for line in pages[-1]] == ["抄送", "甲县"]
    assert all(page[-1].text == f"—{number}—" for number, page in enumerate(pages[:-1], start=1))


@pytest.mark.parametrize("name", ["notice", "annexes", "g2", "times"])
def test_page_numbers_run_through_the_annexes_at_one_place_of_the_sheet(
    seen: dict[str, Rendered], name: str
) -> None:
    inset = 14 * 25.4 / 72
    for number, page in enumerate(seen[name].pages, start=1):
        centre, foot = place_of_number(page, number)
        wanted = RIGHT - inset - 8 if number % 2 else LEFT + inset + 8
        assert centre == pytest.approx(wanted, abs=1.5), number
        assert foot == pytest.approx(269, abs=1.5), number


def test_page_numbers_in_the_centre(seen: dict[str, Rendered]) -> None:
    for number, page in enumerate(seen["centred"].pages, start=1):
        assert place_of_number(page, number)[0] == near((LEFT + RIGHT) / 2)


def place_of_number(page: list[Line], number: int) -> tuple[float, float]:
    """The middle of the page number on the upright sheet: from the left and from the top.

    Of a page that lies turned clockwise the left is the foot of the sheet.
    """
    glyphs = [glyph for line in page for glyph in line.glyphs]
    dashes = [glyph for glyph in glyphs if glyph.text == "—"]
    assert len(dashes) == 2, number
    x = sum(glyph.left + glyph.right for glyph in dashes) / 4
    y = sum(glyph.top + glyph.bottom for glyph in dashes) / 4
    return (y, 297 - x) if x < LEFT + 5 and abs(dashes[0].left - dashes[1].left) < 1 else (x, y)


# 信函 (10.1)


def test_the_head_and_foot_of_a_letter(seen: dict[str, Rendered]) -> None:
    rules = RULES.letter
    mark, *lines = seen["letter"].ink(1, "red")
    assert mark.top == near(rules.mark_top)
    assert lines[0].top - mark.bottom == near(rules.line_below)
    assert lines[-1].bottom == near(297 - rules.foot)
    edges = [(line.left, line.right) for line in lines]
    assert edges == [(near(20), near(190))] * 4
    upper, lower, third, fourth = (line.bottom - line.top for line in lines)
    assert upper > lower and third < fourth
    first = seen["letter"].black("甲教函", 1)
    assert first.top - lines[1].bottom == near(rules.text_gap.twips / 20 * 25.4 / 72)
    line = seen["letter"].line("甲教函")
    assert (line.left, line.right) == (near(LEFT), near(RIGHT))


def test_a_letter_has_no_number_on_its_first_page_and_a_plain_imprint(
    seen: dict[str, Rendered],
) -> None:
    first, *others = seen["letter"].pages
    assert not any(line.text.startswith("—") for line in first)
    assert [page[-1].text for page in others] == ["—2—", "—3—"]
    assert others[-1][-2].text == "抄送：县委组织部。"
    assert others[-1][-2].bottom < BOTTOM
    assert rules_of(seen["letter"].ink(3)) == []


# All of them


@pytest.mark.parametrize("name", CASES)
def test_no_glyph_is_lost(seen: dict[str, Rendered], name: str) -> None:
    with zipfile.ZipFile(seen[name].file) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    texts = [str(one.text) for one in root.iter(f"{W}t") if not in_fallback(one)]
    written = Counter("".join("".join(texts).split()))
    shown = Counter(
        glyph.text for page in seen[name].pages for line in page for glyph in line.glyphs
    )
    numbered = shown["—"] // 2 if "—" not in written else 0
    assert numbered in (len(seen[name].pages), len(seen[name].pages) - 1)
    repeated = Counter("".join(("任务责任单位", *MONTHS)))  # header rows on further pages
    for character in set(written) - set("0123456789—") - set(repeated):
        assert shown[character] == written[character], character
    assert not set(shown) - set(written) - set("0123456789—")


def in_fallback(element: Any) -> bool:
    return any(str(one.tag).endswith("}Fallback") for one in element.iterancestors())


@pytest.mark.parametrize("name", CASES)
def test_the_documents_are_valid(seen: dict[str, Rendered], name: str) -> None:
    result = OpenXmlValidator(strict=False).validate(str(seen[name].file))
    assert [str(error) for error in result.errors] == []
