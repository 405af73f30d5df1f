"""Documents to PDF: what becomes of awkward names, broken files and a LibreOffice that hangs."""

from __future__ import annotations

import io
import os
import socket
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator import formats, pdf
from generator.blocks import AnyBlock, Block, Span
from generator.errors import Unreadable
from generator.rendered import Heading, destination, pages_of
from generator.word.bookmarks import bookmark
from generator.word.provenance import Provenance
from generator.word.write import Writer

from . import rendering


def needs_office(test: Callable[..., None]) -> Callable[..., None]:
    """The test, marked as one that renders."""
    missing = rendering.missing()
    for mark in (pytest.mark.skipif(bool(missing), reason=missing), pytest.mark.render):
        test = mark(test)
    return test


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def document(path: Path, blocks: list[AnyBlock] | None = None) -> Path:
    """A .docx of one line, or of these blocks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = blocks or [Block("a", "body", (Span("一行正文。"),))]
    path.write_bytes(Writer(formats.load("gbt9704")).write(content, Provenance()))
    return path


SCHEMAS = "http://schemas.openxmlformats.org"
RELATIONS = f"{SCHEMAS}/officeDocument/2006/relationships"


def package(parts: Mapping[str, str]) -> bytes:
    """A zip package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def word(body: str, relations: str = "") -> dict[str, str]:
    """The least that Word takes for a document."""
    root = f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships">'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "application/vnd.openxmlformats-package.relationships+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relation}"/>'
        f'<Override PartName="/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'{root}<Relationship Id="d" Type="{RELATIONS}/officeDocument" '
        'Target="document.xml"/></Relationships>',
        "_rels/document.xml.rels": f"{root}{relations}</Relationships>",
        "document.xml": f'<w:document xmlns:w="{SCHEMAS}/wordprocessingml/2006/main" '
        f'xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>',
    }


def marked(number: int, name: str) -> str:
    """A paragraph with a bookmark around its text."""
    return (
        f'<w:p><w:bookmarkStart w:id="{number}" w:name="{name}"/><w:r><w:t>{name}</w:t></w:r>'
        f'<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def linked_picture(address: str) -> dict[str, str]:
    """A document with a picture that is not in it."""
    a, picture = f"{SCHEMAS}/drawingml/2006/main", f"{SCHEMAS}/drawingml/2006/picture"
    body = (
        "<w:p><w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{SCHEMAS}/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="x"/>'
        f'<a:graphic xmlns:a="{a}"><a:graphicData uri="{picture}"><p:pic xmlns:p="{picture}">'
        '<p:nvPicPr><p:cNvPr id="1" name="x"/><p:cNvPicPr/></p:nvPicPr>'
        '<p:blipFill><a:blip r:link="p"/></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    relation = (
        f'<Relationship Id="p" Type="{RELATIONS}/image" TargetMode="External" Target="{address}"/>'
    )
    return word(body, relation)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of PATH but the system's own tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/bin"]))
    return folder


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "INSTALL_PLACES", ())
    monkeypatch.setattr(pdf, "INSTALL_GLOB", "no-such-office")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# ---------------------------------------------------------------------------- finding LibreOffice


@posix
@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_the_office_on_the_path_is_found(
    nowhere: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    office = script(tmp_path / "bin" / name, "exit 0")
    monkeypatch.setenv("PATH", str(office.parent))
    assert pdf.find_office() == office


@posix
def test_the_office_is_found_where_installers_put_it(
    nowhere: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = script(tmp_path / "home" / "LibreOffice.app" / "soffice", "exit 0")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(pdf, "INSTALL_PLACES", ("/no/such/soffice", "~/LibreOffice.app/soffice"))
    assert pdf.find_office() == office


def test_without_libreoffice_the_message_says_what_to_install(
    nowhere: None, tmp_path: Path
) -> None:
    assert pdf.find_office() is None
    with pytest.raises(Unreadable) as caught:
        pdf.convert([document(tmp_path / "a.docx")], tmp_path / "out")
    (finding,) = caught.value.findings
    for word in ("LibreOffice", "Windows", "Debian", "UOS", "Kylin", "libreoffice-writer", "WPS"):
        assert word in finding.message + finding.hint
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------- with a stand-in for LibreOffice


@posix
def test_a_time_limit_ends_every_process_and_leaves_no_partial_file(
    stand_in: Path, tmp_path: Path
) -> None:
    beat = tmp_path / "beat"
    script(
        stand_in / "soffice",
        'for file; do :; done; printf "%%PDF-1.6 half" > "${file%.docx}.pdf"\n'
        f"(while :; do echo . >> {beat}; sleep 0.02; done) & wait",
    )
    with pytest.raises(pdf.NotConverted) as caught:
        pdf.convert([document(tmp_path / "a.docx")], tmp_path / "out", timeout=2)
    (finding,) = caught.value.findings
    assert finding.origin.source == str(tmp_path / "a.docx")
    assert finding.args["seconds"] == "2"
    assert caught.value.produced == {}
    assert not (tmp_path / "out").exists()
    beats = beat.stat().st_size
    time.sleep(0.2)
    assert beat.stat().st_size == beats  # the grandchild has ended, too


@posix
def test_what_was_finished_in_time_is_kept(stand_in: Path, tmp_path: Path) -> None:
    script(stand_in / "soffice", 'printf "%%PDF-1.6 %%%%EOF" > 1.pdf; sleep 60')
    first, second = (document(tmp_path / name) for name in ("1.docx", "2.docx"))
    with pytest.raises(pdf.NotConverted) as caught:
        pdf.convert([first, second], tmp_path / "out", timeout=2)
    assert caught.value.produced == {first: tmp_path / "out" / "1.pdf"}
    assert [finding.origin.source for finding in caught.value.findings] == [str(second)]


@posix
def test_many_files_go_through_several_processes(stand_in: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    script(
        stand_in / "soffice",
        f'echo "$#" >> {calls}\n'
        'for file; do case $file in *.docx) printf "%%%%EOF" > "${file%.docx}.pdf";; esac; done',
    )
    data = document(tmp_path / "a.docx").read_bytes()
    files = [tmp_path / f"{number}.docx" for number in range(pdf.MAX_FILES + 1)]
    for file in files:
        file.write_bytes(data)
    produced = pdf.convert(files, tmp_path / "out")
    assert list(produced) == files
    assert all(int(count) <= 255 for count in calls.read_text().split())
    assert len(calls.read_text().split()) == 2


@posix
def test_what_libreoffice_said_is_told(stand_in: Path, tmp_path: Path) -> None:
    script(stand_in / "soffice", 'echo "no fonts left" >&2; exit 3')
    with pytest.raises(pdf.NotConverted) as caught:
        pdf.convert([document(tmp_path / "a.docx")], tmp_path / "out")
    assert caught.value.findings[0].args["told"] == "no fonts left"


@posix
@pytest.mark.parametrize("target", ["a folder", "open in Word"])
def test_a_place_that_cannot_be_taken_is_told(stand_in: Path, tmp_path: Path, target: str) -> None:
    script(stand_in / "soffice", 'printf "%%%%EOF" > 1.pdf')
    place = tmp_path / "out" / ("a.pdf" if target == "a folder" else "~$a.pdf")
    place.mkdir(parents=True)
    with pytest.raises(pdf.NotConverted) as caught:
        pdf.convert([document(tmp_path / "a.docx")], tmp_path / "out")
    assert caught.value.findings[0].origin.source == str(tmp_path / "out" / "a.pdf")
    assert list((tmp_path / "out").iterdir()) == [place]


def test_no_file_is_no_work(tmp_path: Path, stand_in: Path) -> None:
    script(stand_in / "soffice", "exit 1")
    assert pdf.convert([], tmp_path / "out") == {}


# ---------------------------------------------------------------------------- with LibreOffice itself

AWKWARD = [
    "-o 甲.docx",
    "县 委/方案 100%41.docx",
    "市委/方案 100%41.docx",
    "--help.docx",
    "a;$HOME'&.docx",
]


@needs_office
def test_awkward_and_equal_names_in_one_call(tmp_path: Path) -> None:
    files = [document(tmp_path / name) for name in AWKWARD]
    produced = pdf.convert(files, tmp_path / "out")
    names = ["-o 甲.pdf", "方案 100%41.pdf", "方案 100%41_2.pdf", "--help.pdf", "a;$HOME'&.pdf"]
    assert produced == {f: tmp_path / "out" / n for f, n in zip(files, names, strict=True)}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)
    assert {pages_of(path).count for path in produced.values()} == {1}


BROKEN = {
    "text.docx": (b"not a package", "no-document"),  # LibreOffice would take it for plain text
    "empty.docx": (b"", "no-document"),
    "no-plan.docx": (package({"a.txt": "no document in here"}), "no-pdf"),
}


@needs_office
def test_broken_files_are_named_and_the_others_converted(tmp_path: Path) -> None:
    good = [document(tmp_path / "good.docx"), document(tmp_path / "too.docx")]
    broken = {tmp_path / name: code for name, (_, code) in BROKEN.items()}
    for name, (data, _) in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    missing = {tmp_path / "missing.docx": "cannot-read"}
    with pytest.raises(pdf.NotConverted) as caught:
        pdf.convert([good[0], *missing, *broken, good[1]], tmp_path / "out")
    assert {Path(f.origin.source): f.code for f in caught.value.findings} == broken | missing
    assert list(caught.value.produced) == good
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"good.pdf", "too.pdf"}


@needs_office
def test_an_old_pdf_is_replaced(tmp_path: Path) -> None:
    file = document(tmp_path / "a.docx")
    (tmp_path / "a.pdf").write_bytes(b"old")
    pdf.convert([file], tmp_path)
    assert pages_of(tmp_path / "a.pdf").count == 1


@needs_office
def test_nothing_behind_an_address_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/picture.png"
        file = tmp_path / "linked.docx"
        file.write_bytes(package(linked_picture(address)))
        produced = pdf.convert([file], tmp_path)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert pages_of(produced[file]).count == 1


# ------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("_cp_1a", "5Fcp5F1a"),
        ("Toc-9", "Toc-9"),
        ("附件", "25E92599258425E425BB25B6"),
    ],
)
def test_bookmarks_have_other_names_in_a_pdf(name: str, expected: str) -> None:
    assert destination(name) == expected


@needs_office
def test_pages_of_hidden_bookmarks_and_headings(tmp_path: Path) -> None:
    def paragraph(number: int) -> Block:
        return Block(f"p{number}", "body", (Span(f"第{number}段" + "一二三四五六七八九十" * 30),))

    heading = Block("h", "heading1", (Span("二、方法步骤"),))
    file = document(
        tmp_path / "a.docx", [*map(paragraph, range(6)), heading, *map(paragraph, range(6, 9))]
    )
    made = pdf.convert([file], tmp_path)[file]
    pages = ["".join(line.text for line in page) for page in rendering.pages(made)]
    found = pages_of(made)
    assert found.count == len(pages) > 3
    for number in range(9):
        page = found.page_of(bookmark(f"p{number}")[0])
        assert page is not None and f"第{number}段" in pages[page - 1]
    page = found.page_of(bookmark("h")[0])
    assert page is not None and found.headings == (Heading(1, "二、方法步骤", page),)
    assert found.page_of("_cp_none") is None


@needs_office
def test_empty_pages_count(tmp_path: Path) -> None:
    """A section that begins on an odd page leaves a side of a sheet empty before it."""
    file = tmp_path / "odd.docx"
    new_section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    body = f"{marked(1, 'one')}{new_section}{marked(2, '三')}"
    file.write_bytes(package(word(f'{body}<w:sectPr><w:type w:val="oddPage"/></w:sectPr>')))
    found = pages_of(pdf.convert([file], tmp_path)[file])
    assert (found.count, found.page_of("one"), found.page_of("三")) == (3, 1, 3)
