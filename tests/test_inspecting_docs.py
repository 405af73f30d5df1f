"""docs/checks.md on format: one thing changed in a document that is right gives the code, or none.

A row says in words what is changed, 正文字体：等线, and is read here as an edit of the XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from generator import pdf
from generator.checking import Checker, Context
from generator.checking.measuring import measured
from generator.inspecting import SEVERITIES
from generator.inspecting.rendered_pages import sheets
from generator.inspecting.seen import TOLERATED
from generator.patching.tracking import Tracker
from generator.word.markup import W

from . import rendering
from .helpers import ROOT
from .inspected import DATA, DOCUMENT, codes
from .office import part, repacked
from .returning import MADE, PLAN, WRITER, shipped
from .test_inspecting import imprint
from .test_inspecting_rendering import long, unkept

TEXT = (ROOT / "docs" / "checks.md").read_text("utf-8")
TYPES, FOOTER, EVEN = "[Content_Types].xml", "word/footer1.xml", "word/footer2.xml"
MOMENT = "2026-03-05T00:00:00Z"

# What the page says -------------------------------------------------------------------------------

_SECTION = re.compile(
    r"^### `([a-z-]+)` ([^\n]*[^）\n])\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
_INDEX = re.compile(r"^\| `([a-z-]+)` \| (?:错误|警告|格式) \| (.*) \|$", re.MULTILINE)
_ROW = re.compile(r"^\| (.*：.*) \| (.*：.*) \|$", re.MULTILINE)
CHAPTER = TEXT[TEXT.index("\n## 版面和字体") :]
SECTIONS = {code: (title, _ROW.findall(text)) for code, title, text in _SECTION.findall(CHAPTER)}
EXAMPLES = [(code, bad, good) for code, (_, rows) in SECTIONS.items() for bad, good in rows]
MEASURED = {
    "page-lines", "page-characters", "signature-alone", "imprint-page", "imprint-foot",
    "text-off-page",
}  # fmt: skip
OF_FILES = {"pages-not-measured", "edited-by-hand"}  # told by the checker


def test_every_code_has_a_section_with_an_example() -> None:
    assert set(SECTIONS) == {*SEVERITIES, "edited-by-hand"}
    assert all(rows for _, rows in SECTIONS.values())


def test_sections_are_called_as_in_the_index() -> None:
    assert {code: title for code, (title, _) in SECTIONS.items()} == dict(_INDEX.findall(CHAPTER))


def test_what_is_tolerated_is_told_by_its_name() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (?!错误|警告|格式)", CHAPTER, re.MULTILINE)
    assert rows == list(TOLERATED)


# Edits --------------------------------------------------------------------------------------------

_W = f"{{{W}}}"
SIZES = {
    "二号": 22, "小二": 18, "三号": 16, "小三": 15, "四号": 14, "小四": 12, "五号": 10.5, "小五": 9,
    "六号": 7.5,
}  # fmt: skip
COLOURS = {"黑色": "000000", "红色": "FF0000", "深红": "C00000", "深蓝": "1F497D"}
ALIGNS = {"左对齐": "left", "居中": "center", "右对齐": "right"}
# What stands in the paragraph of an element.
ELEMENTS = {
    "标题": "城关镇党建示范点", "主送机关": "各党支部，镇直", "正文": "为加强基层党组织建设",
    "数字": "每年6月底", "引号": "三会一课", "一级标题": "一、创建目标", "二级标题": "（一）总体目标",
    "表内文字": "召开动员会", "落款": "中共城关镇委员会", "成文日期": "2026年3月5日",
    "附件序号": "^附件$", "附件标题": "^任务分解表$", "发文机关标志": "委员会文件",
    "发文字号": "城发〔2026〕3号", "页码": "—",
}  # fmt: skip


@dataclass
class Edited:
    """A document that is being edited."""

    data: bytes
    trees: dict[str, Any] = field(default_factory=dict)

    def tree(self, name: str = DOCUMENT) -> Any:
        if name not in self.trees:
            self.trees[name] = etree.fromstring(part(self.data, name))
        return self.trees[name]

    def paragraph(self, element: str) -> Any:
        """The paragraph of an element: of a page number that of odd pages."""
        wanted = re.compile(ELEMENTS[element])
        root = self.tree(FOOTER if element == "页码" else DOCUMENT)
        found = [one for one in root.iter(_W + "p") if wanted.search(text_of(one))]
        assert found, element
        return found[0]

    def saved(self) -> bytes:
        return repacked(
            self.data, {name: etree.tostring(root) for name, root in self.trees.items()}
        )


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(_W + "t"))


def made(name: str, **attributes: object) -> Any:
    element = etree.Element(_W + name, nsmap={"w": W})
    for key, value in attributes.items():
        element.set(_W + key, str(value))
    return element


def put(parent: Any, element: Any) -> None:
    """Put a property in the place of an older one."""
    for old in parent.findall(element.tag):
        parent.remove(old)
    parent.append(element)


def of_paragraph(paragraph: Any, element: Any) -> None:
    properties = paragraph.find(_W + "pPr")
    if properties is None:
        properties = made("pPr")
        paragraph.insert(0, properties)
    put(properties, element)


def spaced(paragraph: Any, **attributes: object) -> None:
    old = paragraph.find(f"{_W}pPr/{_W}spacing")
    told = (
        {key.rpartition("}")[2]: value for key, value in old.attrib.items()}
        if old is not None
        else {}
    )
    of_paragraph(paragraph, made("spacing", **{**told, **attributes}))


def of_runs(paragraph: Any, *elements: Callable[[], Any]) -> None:
    for run in paragraph.iter(_W + "r"):
        properties = run.find(_W + "rPr")
        if properties is None:
            properties = made("rPr")
            run.insert(0, properties)
        for element in elements:
            put(properties, element())


def number(value: str) -> float:
    found = re.search(r"[\d.]+", value)
    return float(found[0]) if found else 0.0


def mm(value: str) -> int:
    return round(number(value) * 1440 / 25.4)


def in_font(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("rFonts", ascii=value, hAnsi=value, eastAsia=value, cs=value))


def in_latin_font(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("rFonts", ascii=value, hAnsi=value))


def in_size(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("sz", val=round(SIZES[value] * 2)))


def in_colour(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("color", val=COLOURS[value]))


def bold(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("b", val=int(value == "是")))


def narrowed(paragraph: Any, value: str) -> None:
    of_runs(paragraph, lambda: made("spacing", val=-round(number(value) * 20)))


def aligned(paragraph: Any, value: str) -> None:
    of_paragraph(paragraph, made("jc", val=ALIGNS[value]))
    of_paragraph(paragraph, made("ind"))


def centred(paragraph: Any, value: str) -> None:
    of_paragraph(paragraph, made("jc", val=ALIGNS[value]))


def indented(paragraph: Any, value: str) -> None:
    cells = round(number(value))
    of_paragraph(paragraph, made("ind", firstLineChars=cells * 100, firstLine=cells * 315))


def inset(paragraph: Any, value: str) -> None:
    cells = round(number(value))
    of_paragraph(paragraph, made("ind", rightChars=cells * 100, right=cells * 280))


def pitched(paragraph: Any, value: str) -> None:
    line, rule = (number(value) * 20, "exact") if "磅" in value else (number(value) * 240, "auto")
    spaced(paragraph, line=round(line), lineRule=rule)


def spaced_before(paragraph: Any, value: str) -> None:
    spaced(paragraph, before=round(number(value) * 20))


def spaced_after(paragraph: Any, value: str) -> None:
    spaced(paragraph, after=round(number(value) * 20))


def levelled(paragraph: Any, value: str) -> None:
    of_paragraph(paragraph, made("outlineLvl", val=round(number(value)) - 1))


def on_new_page(paragraph: Any, value: str) -> None:
    of_paragraph(paragraph, made("pageBreakBefore", val=int(value == "是")))


def broken(paragraph: Any, value: str) -> None:
    """The text in lines, as ／ says."""
    for run in paragraph.findall(_W + "r"):
        paragraph.remove(run)
    run = etree.SubElement(paragraph, _W + "r")
    for at, line in enumerate(value.split("／")):
        if at:
            etree.SubElement(run, _W + "br")
        etree.SubElement(run, _W + "t").text = line


def formed(paragraph: Any, value: str) -> None:
    before, after = re.split(r"\d", value)
    first, *_, last = list(paragraph.iter(_W + "t"))
    first.text, last.text = before, after


PROPERTIES: dict[str, Callable[[Any, str], None]] = {
    "字体": in_font, "字号": in_size, "颜色": in_colour, "加粗": bold, "字距": narrowed,
    "首行缩进": indented, "行距": pitched, "段前": spaced_before, "段后": spaced_after,
    "大纲级别": levelled, "段前分页": on_new_page, "分行": broken, "形式": formed, "右空": inset,
    "西文字体": in_latin_font,
}  # fmt: skip


def sheet(edited: Edited, value: str) -> None:
    width, height = value.split("×")
    put(edited.tree().find(f".//{_W}sectPr"), made("pgSz", w=mm(width), h=mm(height)))


def margin(side: str) -> Callable[[Edited, str], None]:
    def change(edited: Edited, value: str) -> None:
        edited.tree().find(f".//{_W}sectPr/{_W}pgMar").set(_W + side, str(mm(value)))

    return change


def turned(edited: Edited, value: str) -> None:
    sheet(edited, "297 × 210")
    margins = edited.tree().find(f".//{_W}sectPr/{_W}pgMar")
    sides = {"上": "top", "下": "bottom", "左": "left", "右": "right"}
    for side, length in re.findall(r"([上下左右]) ([\d.]+)", value):
        margins.set(_W + sides[side], str(mm(length)))


def unnumbered(edited: Edited, value: str) -> None:
    for name in (FOOTER, EVEN):
        for field_ in edited.tree(name).iter(_W + "instrText"):
            field_.text = " PAGE " if value == "有" else " DATE "


def red_line(edited: Edited, value: str) -> None:
    properties = edited.paragraph("发文字号").find(_W + "pPr")
    line = properties.find(_W + "pBdr")
    if value == "没有":
        properties.remove(line)
    elif value in COLOURS:
        line[0].set(_W + "color", COLOURS[value])
    elif value != "有":
        line[0].set(_W + "space", f"{number(value):.0f}")


def imprint_lines(edited: Edited, value: str) -> None:
    if value == "没有":
        for border in [*edited.tree().iter(_W + "pBdr")][1:]:
            border.getparent().remove(border)


def added(edited: Edited, text: str, new_page: bool = False) -> None:
    """A paragraph at the end."""
    if text == "（空）":
        return
    paragraph = made("p")
    of_paragraph(paragraph, made("ind", firstLineChars=200, firstLine=630))
    if new_page:
        of_paragraph(paragraph, made("pageBreakBefore"))
    etree.SubElement(etree.SubElement(paragraph, _W + "r"), _W + "t").text = text
    edited.tree().find(f".//{_W}body/{_W}sectPr").addprevious(paragraph)


def behind(edited: Edited, value: str) -> None:
    added(edited, value, new_page=True)


def table_width(edited: Edited, value: str) -> None:
    (table,) = edited.tree().iter(_W + "tbl")
    wanted, columns = mm(value), [*table.iter(_W + "gridCol")]
    old = sum(int(one.get(_W + "w")) for one in columns)
    for one in [*columns, *table.iter(_W + "tcW")]:
        one.set(_W + "w", str(round(int(one.get(_W + "w")) * wanted / old)))
    table.find(f".//{_W}tblW").set(_W + "w", str(wanted))
    for one in table.findall(f"./{_W}tblPr/{_W}jc"):
        one.getparent().remove(one)


def tracked(edited: Edited, author: str) -> None:
    if author != "（空）":
        run = edited.paragraph("正文").find(_W + "r")
        Tracker(author, MOMENT, set()).wrap([run], "ins")


def commented(edited: Edited, value: str) -> None:
    if value != "（空）":
        run = etree.SubElement(edited.paragraph("正文"), _W + "r")
        run.append(made("commentReference", id=1))


def macros(edited: Edited, value: str) -> None:
    if value == "有":
        for one in edited.tree(TYPES):
            one.set("ContentType", one.get("ContentType").replace(
                "wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
            ))  # fmt: skip


SPECIAL: dict[str, Callable[[Edited, str], None]] = {
    "纸张": sheet, "天头": margin("top"), "订口": margin("left"), "横排页边距": turned,
    "页码": unnumbered, "红色分隔线": red_line, "红色分隔线颜色": red_line,
    "红色分隔线距文字": red_line, "版记分隔线": imprint_lines, "版记之后": added,
    "版记之后另面": behind, "表格宽度": table_width, "修订": tracked, "批注": commented, "宏": macros,
}  # fmt: skip


def edited(words: str, data: bytes) -> bytes:
    """The document after the edit that a row of the page tells in words."""
    what, _, value = words.partition("：")
    document = Edited(data)
    if what in SPECIAL:
        SPECIAL[what](document, value)
        return document.saved()
    element = next(one for one in sorted(ELEMENTS, key=len, reverse=True) if what.startswith(one))
    change = what.removeprefix(element)
    paragraph = document.paragraph(element)
    if change == "对齐":
        (centred if element in ("发文字号", "页码") else aligned)(paragraph, value)
    else:
        PROPERTIES[change](paragraph, value)
    return document.saved()


# Codes that the file tells -----------------------------------------------------------------------

RIGHT = imprint()  # 版头, a plan with an annex, 版记
IN_FILE = [one for one in EXAMPLES if one[0] not in MEASURED | OF_FILES]


def test_the_document_that_is_edited_is_right() -> None:
    assert codes(RIGHT) == []


@pytest.mark.parametrize(("code", "bad", "good"), IN_FILE, ids=lambda text: str(text)[:20])
def test_the_bad_edit_is_told_and_the_good_one_is_not(code: str, bad: str, good: str) -> None:
    assert code in codes(edited(bad, RIGHT))
    assert codes(edited(good, RIGHT)) == []


# Codes that the checker tells --------------------------------------------------------------------

CHECKED: dict[str, bytes] = {
    "没有改": WRITER.write(PLAN, MADE),
    "改了一段": repacked(
        WRITER.write(PLAN, MADE),
        {
            DOCUMENT: part(WRITER.write(PLAN, MADE)).replace(
                "逐项抓好".encode(), "认真抓好".encode()
            )
        },
    ),
}


def test_what_somebody_edited_is_told(tmp_path: Path) -> None:
    ((code, bad, good),) = [one for one in EXAMPLES if one[0] == "edited-by-hand"]
    told = []
    for words in (bad, good):
        path = tmp_path / "a.docx"
        path.write_bytes(CHECKED[words.partition("：")[2]])
        found = Checker(Context(today=date(2026, 3, 5))).check(path)
        told.append(code in {one.code for one in found.told})
    assert told == [True, False]


def test_without_libreoffice_pages_are_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is lost by that, and nobody is told who did not ask for pages."""
    ((code, *_),) = [one for one in EXAMPLES if one[0] == "pages-not-measured"]
    path = tmp_path / "a.docx"
    path.write_bytes(edited("正文字体：等线", DATA))
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    assert measured([path], tmp_path) == ({}, ())
    for asked in (True, False):
        context = Context(today=date(2026, 3, 5), measured=asked)
        found = Checker(context, {}).check(path)
        assert [one.code for one in found.notes] == [code] * asked
        assert "body-font" in {one.code for one in found.told}


# Codes that pages tell ----------------------------------------------------------------------------

SIGNED = long(20, signed=True)
_LATER = [one for one in EXAMPLES if one[0] in MEASURED]


def all_texts(data: bytes, words: str) -> bytes:
    """The edit made in every paragraph of a long text."""
    what, _, value = words.removeprefix("长文").partition("：")
    document = Edited(data)
    for paragraph in [*document.tree().iter(_W + "p")][1:]:
        PROPERTIES[what.removeprefix("正文")](paragraph, value)
    return document.saved()


def foot() -> bytes:
    """版记 where the writer puts it: in a box at the foot of the text."""
    return shipped()["notice"]


def paged(words: str) -> bytes:
    what, _, value = words.partition("：")
    if what.startswith("长文"):
        return all_texts(long(0), words)
    if what == "落款":
        return unkept(SIGNED) if value == "另在一面" else SIGNED
    if what == "版记位置":
        return RIGHT if value == "正文之下" else foot()
    if what.startswith("版记"):
        return edited(words, RIGHT)
    return edited(words, DATA)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is told of each edit once its pages were laid out; one call of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("paged")
    rows = [words for _, *some in _LATER for words in some]
    documents = {words: paged(words) for words in rows}
    files = {words: folder / f"{at}.docx" for at, words in enumerate(documents)}
    for words, data in documents.items():
        files[words].write_bytes(data)
    rendering.to_pdf([*files.values()], folder)
    return {
        words: codes(data, sheets=sheets(files[words].with_suffix(".pdf")))
        for words, data in documents.items()
    }


@pytest.mark.render
@pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing())
@pytest.mark.parametrize(("code", "bad", "good"), _LATER, ids=lambda text: str(text)[:20])
def test_what_pages_show_is_told(
    code: str, bad: str, good: str, seen: dict[str, list[str]]
) -> None:
    assert code in seen[bad]
    assert code not in seen[good]
    allowed = {"imprint-foot"} if good.startswith("版记之后另面") else set[str]()
    assert set(seen[good]) <= allowed


@pytest.mark.render
@pytest.mark.skipif(pdf.find_office() is None, reason="LibreOffice is not here")
def test_with_libreoffice_pages_are_measured(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(DATA)
    found, failed = measured([path], tmp_path)
    context = Context(today=date(2026, 3, 5), measured=True)
    assert not failed and Checker(context, found).check(path).notes == ()
