"""`creation-plan volume`: all plans of a folder in one document, with the right page numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openxml_audit import OpenXmlValidator

from generator import formats, pdf, volume
from generator.blocks import AnyBlock, Block, ImprintBlock, MarkBlock, Span, Turn
from generator.errors import CreationPlanError
from generator.messages import told
from generator.volume import Cover
from generator.word.markup import W as NAMESPACE
from generator.word.provenance import Provenance
from generator.word.write import Writer

from . import rendering
from .cli import Cli, edit
from .helpers import is_untouched
from .test_compose import own_file

RULES = formats.load("gbt9704")
WRITER = Writer(RULES)
W = f"{{{NAMESPACE}}}"
COVER = Cover("创建方案汇编", "中共甲县委组织部", "2026年3月5日")
SENTENCE = "为深入学习贯彻习近平新时代中国特色社会主义思想，全面加强基层党组织建设，"

render = pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing())


def plan(name: str, sentences: int = 5, blocks: Iterable[AnyBlock] = ()) -> list[AnyBlock]:
    """A plan of about so many times one and a half lines."""
    return [
        Block("#title", "title", (Span(f"{name}党建示范点\n创建方案"),)),
        Block("a", "heading1", (Span("一、指导思想"),)),
        Block("b", "body", (Span(SENTENCE * sentences),)),
        *blocks,
        Block("c", "heading1", (Span("二、创建目标"),)),
        Block("d", "body", (Span(f"{name}的目标。"),)),
    ]


LYING: list[AnyBlock] = [
    Turn("x#l", "landscape"),
    Block("x#label", "annex_label", (Span("附件"),)),
    Block("x", "annex_title", (Span("进度安排表"),)),
    Turn("x#p", "portrait"),
]
NOTICE: list[AnyBlock] = [
    *(Block(f"#head-{line}", "head_line", (Span(""),)) for line in range(3)),
    MarkBlock("#mark", ("中共丁县委",)),
    Block("#number", "number", (Span("丁发〔2026〕1号"),)),
    Block("#dispatch-title", "title", (Span("关于印发方案的通知"),)),
    Block("e", "body", (Span("现印发给你们。"),)),
    ImprintBlock("#imprint", "县委办公室", "县委组织部", "2026年3月5日"),
]


def write(folder: Path, name: str, blocks: list[AnyBlock], unit: str = "") -> Path:
    path = folder / f"{name}.docx"
    made = Provenance(blueprint="b", unit=unit or name)
    path.write_bytes(WRITER.write(blocks, made))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three plans, one with a page that lies, and a notice."""
    folder = tmp_path / "output"
    folder.mkdir()
    write(folder, "1 甲县", plan("甲县", 60))
    write(folder, "2 乙县", [*plan("乙县"), *LYING])
    write(folder, "10 丙县", plan("丙县", 30))
    write(folder, "11 丁县", NOTICE)
    return folder


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pdf, "INSTALL_PLACES", ())
    monkeypatch.setattr(pdf, "INSTALL_GLOB", "nowhere-at-all/*")


def bound(folder: Path, cover: Cover = COVER, **options: object) -> volume.Volume:
    return volume.bind(volume.plan_files(folder), RULES, cover, **options)  # type: ignore[arg-type]


def body(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))[0]


def contents(data: bytes) -> list[str]:
    """The lines of the contents as they are stored: text, tab, number."""
    return [
        "".join(link.itertext(f"{W}t")) for link in body(data).iter(f"{W}hyperlink")
        if link.get(f"{W}anchor", "").startswith("_Toc9")
    ]  # fmt: skip


# Which files ----------------------------------------------------------------------------------


def test_files_stand_in_natural_order_and_no_others_are_taken(folder: Path) -> None:
    for name in ("~$甲县.docx", ".x.docx", "甲县.backup.docx", "a.txt", "manifest.sqlite"):
        (folder / name).write_bytes(b"x")
    (folder / "sub.docx").mkdir()
    names = [path.stem for path in volume.plan_files(folder)]
    assert names == ["1 甲县", "2 乙县", "10 丙县", "11 丁县"]


def test_the_volume_itself_is_never_taken(folder: Path, no_office: None) -> None:
    (folder / "汇编.docx").write_bytes(bound(folder).document)
    assert len(volume.plan_files(folder, folder / "汇编.docx")) == 4
    assert len(bound(folder).taken) == 4, "nor under another name"


def test_a_roster_gives_the_order(folder: Path, no_office: None) -> None:
    ordered = bound(folder, order=("10 丙县", "1 甲县"))
    assert [path.stem for path in ordered.taken] == ["10 丙县", "1 甲县", "2 乙县", "11 丁县"]
    assert contents(ordered.document)[0].startswith("丙县")


@pytest.mark.parametrize("make", [lambda f: f / "none", lambda f: f])
def test_no_plans(tmp_path: Path, make: object) -> None:
    with pytest.raises(CreationPlanError):
        volume.plan_files(make(tmp_path))  # type: ignore[operator]


def test_a_file_that_cannot_be_taken(folder: Path, no_office: None) -> None:
    (folder / "3 坏.docx").write_bytes(b"x")
    (folder / "4 坏.docx").write_bytes(own_file('<w:p><w:del w:id="1" w:author="a"/></w:p>'))
    with pytest.raises(CreationPlanError) as refused:
        bound(folder)
    texts = [told(finding) for finding in refused.value.findings]
    assert "3 坏.docx" in texts[0] and "not a Word document" in texts[0]
    assert "4 坏.docx" in texts[1] and "tracked changes" in texts[1]
    skipped = bound(folder, skip=True)
    assert len(skipped.taken) == 4
    assert {finding.severity for finding in skipped.findings} == {"error", "warning"}


# What stands in it ---------------------------------------------------------------------------


def test_every_plan_is_there_whole(folder: Path, no_office: None) -> None:
    document = Document(io.BytesIO(bound(folder).document))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for name in ("甲县", "乙县", "丙县"):
        assert f"{name}党建示范点\n创建方案" in text
        assert f"{name}的目标。" in text
    assert text.startswith("创建方案汇编\n中共甲县委组织部\n2026年3月5日\n目　录\n")


def test_plans_of_this_program_share_their_styles_and_footers(
    folder: Path, no_office: None
) -> None:
    with zipfile.ZipFile(io.BytesIO(bound(folder).document)) as package:
        names = package.namelist()
        styles = etree.fromstring(package.read("word/styles.xml"))
    alone = WRITER.write(plan("甲县"), Provenance())
    with zipfile.ZipFile(io.BytesIO(alone)) as package:
        assert len(styles) == len(etree.fromstring(package.read("word/styles.xml")))
    assert len([name for name in names if name.startswith("word/footer")]) == 5


def test_names_and_numbers_are_unique(folder: Path, no_office: None) -> None:
    root = body(bound(folder).document)
    for name in ("id", "name"):
        found = [mark.get(f"{W}{name}") for mark in root.iter(f"{W}bookmarkStart")]
        assert len(found) == len(set(found))
    drawings = [drawing.get("id") for drawing in root.iter("{*}docPr")]
    assert drawings and len(drawings) == len(set(drawings))


def test_a_plan_edited_by_hand_and_a_foreign_one(folder: Path, no_office: None) -> None:
    edit(folder / "2 乙县.docx", "手工加的一句。")
    (folder / "12 外来.docx").write_bytes(own_file())
    made = bound(folder)
    text = "".join(body(made.document).itertext())
    assert "手工加的一句。" in text and "末节文字" in text
    assert contents(made.document)[-1] == "评价办法说明—"
    assert valid(folder, made.document)


@pytest.mark.parametrize("duplex", [True, False])
def test_each_plan_begins_a_page(folder: Path, no_office: None, duplex: bool) -> None:
    made = bound(folder, Cover("汇编", duplex=duplex)).document
    kinds = [
        kind.get(f"{W}val") if (kind := section.find(f"{W}type")) is not None else None
        for section in body(made).iter(f"{W}sectPr")
    ]
    later = "oddPage" if duplex else "nextPage"
    # cover, 甲, 乙 upright, its page that lies, 丙, 丁
    assert kinds == [None, "oddPage", later, None, later, later]
    starts = [one.get(f"{W}start") for one in body(made).iter(f"{W}pgNumType")]
    assert starts == ["1"]


def test_headings_in_the_contents(folder: Path, no_office: None) -> None:
    lines = contents(bound(folder, Cover("汇编", headings=True)).document)
    assert lines[:3] == ["甲县党建示范点创建方案—", "一、指导思想—", "二、创建目标—"]


def test_equal_plans_give_equal_bytes(folder: Path, no_office: None) -> None:
    made = bound(folder).document
    assert made == bound(folder).document
    assert is_untouched(made)


def test_without_an_office_word_is_asked_to_fill_in_the_numbers(
    folder: Path, no_office: None
) -> None:
    made = bound(folder)
    assert not made.numbered
    assert "Word offers to update" in told(made.findings[0])
    with zipfile.ZipFile(io.BytesIO(made.document)) as package:
        assert b"<w:updateFields" in package.read("word/settings.xml")
        assert package.read("word/document.xml").count(b'w:dirty="true"') == 4
    assert valid(folder, made.document)


def valid(folder: Path, data: bytes) -> bool:
    path = folder.parent / "volume.docx"
    path.write_bytes(data)
    errors = [one.description for one in OpenXmlValidator().validate(str(path)).errors]
    assert [error for error in errors if "relationships/theme" not in error] == []
    return True


# What a reader sees --------------------------------------------------------------------------


@pytest.mark.render
@render
@pytest.mark.parametrize("duplex", [False, True])
def test_the_contents_name_the_pages_that_are_printed(folder: Path, duplex: bool) -> None:
    for number in range(30):  # so many that the contents take two pages
        write(folder, f"20 {number}村", plan(f"第{number:02}村", 2 + number))
    made = bound(folder, Cover("汇编", "县委", "2026年3月", duplex=duplex))
    assert made.numbered and not made.findings
    assert valid(folder, made.document)
    path = folder.parent / "printed.docx"
    path.write_bytes(made.document)
    pages = rendering.pages(rendering.to_pdf([path], folder.parent)[0])
    printed = {}
    for page in pages:
        text = "".join(line.text for line in page)
        if number := re.search(r"—(\d+)—$", text):
            printed[text] = int(number[1])
    assert sorted(printed.values()) == list(dict.fromkeys(sorted(printed.values())))
    for line in contents(made.document):
        title, number = re.fullmatch(r"(.*?)(\d+)", line).groups()  # type: ignore[union-attr]
        found = [page for text, page in printed.items() if title in text and "目录" not in text]
        assert found == [int(number)], line
        if duplex:
            assert int(number) % 2 == 1
    shown = "".join(line.text for page in pages[1:3] for line in page)
    assert all(
        re.search(re.escape(title) + r"\.+" + number, shown)
        for title, number in re.findall(r"(\S+?方案)(\d+)\n", "\n".join(contents(made.document)))
    )


# The command ---------------------------------------------------------------------------------


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def test_the_command(cli: Cli, no_office: None) -> None:
    cli.run("batch", "units.yaml")
    outcome = cli.run("volume", "-o", "汇编.docx", "--title", "甲县创建方案汇编")
    assert (outcome.code, outcome.lines) == (0, ["written  汇编.docx", "2 plans bound"])
    assert "still to be filled in" in outcome.err
    again = cli.run("volume", "-o", "汇编.docx", "--title", "甲县创建方案汇编")
    assert again.lines[0] == "unchanged  汇编.docx"
    edit(cli.folder / "汇编.docx")
    assert cli.run("volume", "-o", "汇编.docx").code == 3
    assert cli.run("volume", "-o", "汇编.docx", "--force").code == 0


def test_the_command_leaves_out_what_it_cannot_take(cli: Cli, no_office: None) -> None:
    cli.run("batch", "units.yaml")
    cli.write("output/坏.docx", "x")
    outcome = cli.run("volume", "-o", "汇编.docx")
    assert outcome.code == 2 and "坏.docx" in outcome.err
    assert "汇编.docx" not in cli.files()
    skipped = cli.run("volume", "-o", "汇编.docx", "--skip")
    assert skipped.code == 1 and "1 files left out" in skipped.err
    assert skipped.lines == ["written  汇编.docx", "2 plans bound"]


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (("volume", "-o", "x.pdf"), "must be a .docx"),
        (("volume", "nowhere", "-o", "x.docx"), "nowhere"),
        (("volume", "-o", "x.docx", "--pdf"), "LibreOffice"),
        (("volume", "-o", "x.docx", "--roster", "none.yaml"), "none.yaml"),
    ],
)
def test_wrong_usage(cli: Cli, no_office: None, arguments: tuple[str, ...], told_of: str) -> None:
    outcome = cli.run(*arguments)
    assert outcome.code == 2
    assert told_of in outcome.err
    assert cli.files() == set()
