"""The Word templates that an office copies: as the rule file builds them, valid, kept by LibreOffice."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.official import Document
from generator.word import build_templates
from generator.word.office_template import compile_template
from generator.word.placeholders import ANNEXES, BODY, FIELDS
from generator.word.provenance import read_provenance

from . import rendering
from .office import BUILT, RULES, W, audit, filled, official, part, root, texts

FOLDER = Path(__file__).resolve().parent.parent / "docx_templates"
NEEDS_OFFICE = pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing())
SERIAL = {
    "note": "此件公开发布",
    "secrecy": "机密★1年",
    "copies_to": "县委办公室，县政府办公室",
    "printer": "中共某某县委办公室",
    "printed": "2026年3月6日",
}


def of(name: str, **fields: Any) -> Document:
    """A document in the form of a template."""
    form: Any = name.removesuffix(".docx")
    return official(form, **fields)


def placed(data: bytes) -> set[str]:
    return set(re.findall(r"\{\{ (\w+) \}\}", part(data).decode()))


@pytest.mark.parametrize("name", sorted(BUILT))
def test_the_committed_template_is_the_one_built(name: str) -> None:
    assert (FOLDER / name).read_bytes() == BUILT[name], "run `make templates`"


def test_there_are_no_others() -> None:
    assert {path.name for path in FOLDER.glob("*.docx")} == set(BUILT)


def test_building_twice_gives_the_same_bytes() -> None:
    assert build_templates.build(RULES) == BUILT


@pytest.mark.parametrize("name", sorted(BUILT))
def test_templates_are_valid_word_files_without_a_past(name: str, tmp_path: Path) -> None:
    assert audit(BUILT[name], tmp_path) == []
    assert read_provenance(BUILT[name]) is None
    assert b"_cp_" not in part(BUILT[name])
    with zipfile.ZipFile(io.BytesIO(BUILT[name])) as package:
        assert package.testzip() is None
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plan.docx", {"title"}),
        ("notice.docx",
         {"copy_number", "secrecy", "urgency", "issuer", "number", "title", "recipients", "note",
          "copies_to", "printer", "printed"}),
        ("letter.docx",
         {"copy_number", "secrecy", "urgency", "issuer", "number", "title", "recipients", "note",
          "copies_to"}),
    ],
)  # fmt: skip
def test_templates_place_what_their_form_has(name: str, expected: set[str]) -> None:
    assert placed(BUILT[name]) == expected | {BODY, ANNEXES}
    assert compile_template(BUILT[name], RULES, name).placed == expected


@pytest.mark.parametrize("form", ["plan", "notice", "letter", "forward"])
def test_every_field_of_a_document_has_a_placeholder(form: Any) -> None:
    assert set(official(form).fields) <= set(FIELDS)


@pytest.mark.parametrize("name", ["notice.docx", "letter.docx"])
def test_a_template_says_what_the_writer_would(name: str) -> None:
    document = of(name, **SERIAL)
    found = [text for text in texts(root(filled(BUILT[name], document))) if text]
    wanted = [block.text.rstrip("：") for block in (*document.body, *document.annexes)]
    missing = [text for text in wanted if text and text not in {one.rstrip("：") for one in found}]
    assert [text for text in missing if "\t" not in text] == []  # cells are told one by one
    assert "机密★1年" in found


def test_the_mark_keeps_its_place_when_lines_above_it_are_empty() -> None:
    """The row of 份号, 密级 and 紧急程度 has a fixed height (7.2.1 to 7.2.4)."""
    for fields in ({}, {"secrecy": "机密★1年", "urgency": "特急"}):
        document = root(filled(BUILT["notice.docx"], of("notice.docx", **fields)))
        row = document.find(f"{W}body/{W}tbl/{W}tr/{W}trPr/{W}trHeight")
        assert (row.get(f"{W}hRule"), row.get(f"{W}val")) == ("exact", str(3 * 579))


# What LibreOffice makes of them ------------------------------------------------------------


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The templates, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("resaved")
    profile = (folder / "profile").as_uri()
    files = [FOLDER / name for name in sorted(BUILT)]
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "docx:Office Open XML Text", "--outdir", str(folder), *map(str, files)],
        check=True,
        timeout=rendering.TIME_LIMIT,
        capture_output=True,
    )
    return {name: (folder / name).read_bytes() for name in BUILT}


@pytest.mark.render
@NEEDS_OFFICE
@pytest.mark.parametrize("name", sorted(BUILT))
def test_a_template_saved_by_libreoffice_fills_alike(
    resaved: dict[str, bytes], name: str, tmp_path: Path
) -> None:
    document = of(name, **SERIAL)
    data = filled(resaved[name], document)
    before, after = (
        [text for text in texts(root(one)) if text] for one in (filled(BUILT[name], document), data)
    )
    assert set(after) == set(before)
    ids = {style.get(f"{W}styleId") for style in root(data, "word/styles.xml").iter(f"{W}style")}
    assert {style.id for style in RULES.styles.values()} <= ids
    made = read_provenance(data)
    assert made and any(block.id == "#template-title" for block in made.blocks)


@pytest.mark.render
@NEEDS_OFFICE
def test_the_imprint_of_a_template_ends_where_the_text_area_does(tmp_path: Path) -> None:
    """7.4.1; however many lines 抄送机关 take."""
    many = "，".join(["县委办公室，县政府办公室，县人大常委会办公室，县政协办公室"] * 2)
    files = []
    for name, copies in (("one", "县委办公室"), ("many", many)):
        file = tmp_path / f"{name}.docx"
        given = of("notice.docx", **SERIAL | {"copies_to": copies})
        file.write_bytes(filled(BUILT["notice.docx"], given))
        files.append(file)
    for pdf in rendering.to_pdf(files, tmp_path):
        last = rendering.pages(pdf)[-1]
        printed = next(line for line in last if line.text.endswith("印发"))
        wanted = RULES.page.text_bottom
        assert wanted - 5 < printed.bottom < wanted
