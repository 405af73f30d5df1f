"""What rendered pages show, and what LibreOffice makes of our documents when it saves them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.inspecting.commenting import annotated
from generator.inspecting.fixing import fixed
from generator.inspecting.pages import Sheet
from generator.inspecting.rendered_pages import sheets
from generator.word.provenance import Provenance

from . import rendering
from .inspected import DATA, XML, anonymous, codes, found, styled, swapped
from .office import RULES, repacked
from .returning import WRITER, block, shipped
from .test_inspecting import imprint, python_docx

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

TEXT = "为加强基层党组织建设根据县委要求结合我镇实际制定本方案各支部要认真对照标准逐项抓好落实"
LINE = 'w:line="579" w:lineRule="exact"'
LONG = "中共城关镇委员会关于深入开展基层党组织规范化建设工作示范点创建活动的实施方案"


def long(lines: int = 60, title: str = "城关镇创建方案", signed: bool = False) -> bytes:
    """A document of so many paragraphs of one line, or of pages of full lines."""
    texts = [block(f"p{n}", "body", f"{TEXT * 6}。") for n in range(12)] if not lines else [
        block(f"p{n}", "body", "一行正文。") for n in range(lines)
    ]  # fmt: skip
    blocks = [block("t", "title", title), *texts]
    if signed:
        blocks += [block("s", "signature", "中共城关镇委员会"), block("e", "date", "2026年3月5日")]
    return anonymous(WRITER.write(blocks, Provenance()))


def unkept(data: bytes) -> bytes:
    """The document as if nobody had kept the signature with the text."""
    return swapped(
        '<w:pStyle w:val="BodyText"/><w:keepNext/>', '<w:pStyle w:val="BodyText"/>', data=data
    )


WIDE = re.sub(
    r'(<w:(?:gridCol|tcW|tblW) w:w=")(\d+)"', lambda found: f'{found[1]}{2 * int(found[2])}"', XML
).replace('<w:jc w:val="center"/><w:tblLayout', "<w:tblLayout")
CASES: dict[str, tuple[bytes, list[str]]] = {
    "right": (DATA, []),
    "long": (long(0), []),
    "pages of 21 lines": (
        styled("BodyText", LINE, 'w:line="600" w:lineRule="exact"', long(0)),
        ["grid-lines", "page-lines"],
    ),
    "lines of 27 characters": (
        styled("BodyText", '<w:spacing w:val="-5"/>', '<w:spacing w:val="0"/>', long(0)),
        ["grid-characters", "page-characters"],
    ),
    "title that runs on": (long(3, LONG), ["title-break"]),
    "title that is broken": (long(3, f"{LONG[:19]}\n{LONG[19:]}"), []),
    "signature alone": (unkept(long(20, signed=True)), ["signature-alone"]),
    "signature with text": (long(20, signed=True), []),
    "wide table": (
        repacked(DATA, {"word/document.xml": WIDE.encode()}), ["table-wide", "text-off-page"],
    ),
    "imprint in the flow": (imprint(), ["imprint-foot"]),
    "text behind the imprint": (
        imprint('<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>其他</w:t></w:r></w:p>'),
        ["imprint-last", "imprint-page"],
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Rendered:
    data: bytes
    sheets: tuple[Sheet, ...]


@pytest.fixture(scope="module")
def ours() -> dict[str, bytes]:
    return shipped()


@pytest.fixture(scope="module")
def rendered(
    ours: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Rendered]:
    """Every case and every shipped document; one call of LibreOffice for all."""
    folder = tmp_path_factory.mktemp("seen")
    documents = {name: data for name, (data, _) in CASES.items()} | ours
    documents["fixed"] = fixed(python_docx(), RULES).data
    documents["annotated"] = annotated(
        DATA, [(2, 3, 8, "看"), (7, 0, 2, "看")], "检查", "2026-03-05T00:00:00Z"
    )
    files = {name: folder / f"{number}.docx" for number, name in enumerate(documents)}
    for name, data in documents.items():
        files[name].write_bytes(data)
    rendering.to_pdf(list(files.values()), folder)
    return {
        name: Rendered(documents[name], sheets(file.with_suffix(".pdf")))
        for name, file in files.items()
    }


@pytest.mark.parametrize("case", CASES)
def test_what_the_pages_show_is_told(case: str, rendered: dict[str, Rendered]) -> None:
    one = rendered[case]
    assert codes(one.data, sheets=one.sheets) == CASES[case][1]


def test_pages_of_ours_are_clean(ours: dict[str, bytes], rendered: dict[str, Rendered]) -> None:
    told = {name: codes(data, sheets=rendered[name].sheets) for name, data in ours.items()}
    assert {name: some for name, some in told.items() if some} == {}


def test_lines_stand_where_a_second_reader_sees_them(rendered: dict[str, Rendered]) -> None:
    """22 lines on the second page of a long text, the first of them at the top of the text."""
    lines = rendered["long"].sheets[1].lines
    text = [line for line in lines if line.size == 16]
    assert len(text) == 22 and len(lines) == 23
    assert text[0].top * 25.4 / 72 == pytest.approx(37 + 10.2 * 0.8, abs=1)
    assert lines[-1].text == "— 2 —"


@pytest.mark.parametrize("name", ["fixed", "annotated"])
def test_what_was_changed_opens(name: str, rendered: dict[str, Rendered]) -> None:
    text = "".join(line.text for sheet in rendered[name].sheets for line in sheet.lines)
    assert ("经过三年努力" if name == "fixed" else "为加强基层党组织建设") in text


# What LibreOffice changes by itself: where a footer is empty, it counts it to the margin.
CHANGED = {"page-margins"}


def test_documents_saved_by_libreoffice_stay_clean(ours: dict[str, bytes], tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.mkdir()
    for name, data in ours.items():
        (source / f"{name}.docx").write_bytes(data)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    files = [str(file) for file in sorted(source.glob("*.docx"))]
    subprocess.run(
        [*command, "docx:MS Word 2007 XML", "--outdir", str(target), *files],
        check=True, capture_output=True, timeout=rendering.TIME_LIMIT,
    )  # fmt: skip
    told = {name: found((target / f"{name}.docx").read_bytes()) for name in ours}
    assert {one.code for some in told.values() for one in some} <= CHANGED
    assert not [name for name, some in told.items() if some and "even_page" not in name]
