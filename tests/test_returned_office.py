"""What LibreOffice makes of our documents is told from what people make of them with it."""

from __future__ import annotations

import base64
import os
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest

from generator import compose, returned
from generator.blocks import AnyBlock, Block, FileBlock, Span, TableBlock, Turn
from generator.returned import Edits

from . import office, rendering
from .office import RULES
from .returning import MADE, WRITER, shipped

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

TIME_LIMIT = 120

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
# What a person does, in the language of LibreOffice, at the first place where a text stands.
MACRO = """\
Sub Main
  On Error Goto Failed
{calls}
Failed:
  StarDesktop.terminate()
End Sub

Function Place(doc, text)
  search = doc.createSearchDescriptor()
  search.SearchString = text
  Place = doc.findFirst(search)
End Function

Sub Edit(source, target, what, text)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "MS Word 2007 XML"
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  found = Place(doc, text)
  Select Case what
  Case "word"
    found.String = "其他"
  Case "paragraph"
    cursor = found.Text.createTextCursorByRange(found)
    cursor.gotoEndOfParagraph(False)
    found.Text.insertControlCharacter(cursor, 0, False)
    found.Text.insertString(cursor, "有人添加的一段。", False)
  Case "delete"
    cursor = found.Text.createTextCursorByRange(found)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    cursor.goRight(1, True)
    cursor.String = ""
  Case "bold"
    found.CharWeight = 150 : found.CharWeightAsian = 150
  Case "comment"
    note = doc.createInstance("com.sun.star.text.textfield.Annotation")
    note.Author = "张三" : note.Content = "请核实"
    found.Text.insertTextContent(found, note, True)
  Case "tracked"
    doc.RecordChanges = True
    found.String = "其他"
  Case "cell"
    found.String = "其他"
  Case "picture"
    picture = doc.createInstance("com.sun.star.text.TextGraphicObject")
    picture.GraphicURL = "{picture}"
    found.Text.insertTextContent(found.End, picture, False)
  Case "split"
    found.Text.insertControlCharacter(found.End, 0, False)
  Case "join"
    cursor = found.Text.createTextCursorByRange(found)
    cursor.gotoEndOfParagraph(False)
    cursor.goRight(1, True)
    cursor.String = ""
  Case "centre"
    found.ParaAdjust = 3
  End Select
  doc.storeToURL(target, filter())
  doc.close(True)
End Sub
"""
MODULE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<script:module'
    ' xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
    ' script:language="StarBasic">{}</script:module>'
)


class Office:
    """LibreOffice with a profile of its own, which is there once it has run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._profile = folder / "profile"
        self._environment = {**os.environ, "HOME": str(folder)}

    def save(self, files: Sequence[Path], folder: Path) -> None:
        """Open each file and save it into the folder, unchanged."""
        self._run(
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), *map(str, files)
        )

    def edit(self, cases: Sequence[tuple[Path, Path, str, str]]) -> None:
        """Do something at the place of a text in each file, and save it as another."""
        picture = self.folder / "dot.png"
        picture.write_bytes(base64.b64decode(PNG))
        calls = "\n".join(
            f'  Edit("{source.as_uri()}", "{target.as_uri()}", "{what}", "{text}")'
            for source, target, what, text in cases
        )
        source = MACRO.format(calls=calls, picture=picture.as_uri())
        module = self._profile / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(MODULE.format(escape(source)), encoding="utf-8")
        for _ in range(3):  # it aborts now and then
            self._run("macro:///Standard.Module1.Main", whole=False)
            if all(target.exists() for _, target, *_ in cases):
                return
        raise AssertionError("LibreOffice did not save every file")

    def _run(self, *arguments: str, whole: bool = True) -> None:
        """Run it with these arguments; it must end well if `whole`."""
        command = ["soffice", f"-env:UserInstallation={self._profile.as_uri()}", "--headless"]
        subprocess.run(
            [*command, "--norestore", *arguments],
            check=whole, timeout=TIME_LIMIT, env=self._environment, capture_output=True,
        )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every shipped document by its name, and in `saved` as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("returned")
    for name, data in shipped().items():
        (folder / f"{name}.docx").write_bytes(data)
    Office(folder).save(sorted(folder.glob("*.docx")), folder / "saved")
    return folder


def test_a_document_that_was_only_saved_is_not_edited(folder: Path) -> None:
    saved = {path.stem: path.read_bytes() for path in (folder / "saved").glob("*.docx")}
    assert len(saved) > 14
    assert {name: returned.edits(data) for name, data in saved.items()} == dict.fromkeys(
        saved, Edits()
    )


def test_every_block_of_a_saved_document_is_found_by_its_bookmark(folder: Path) -> None:
    for path in (folder / "saved").glob("*.docx"):
        document = returned.read(path.read_bytes())
        assert document.made is not None
        matched = returned.match(document.pieces, document.made.blocks)
        assert {one.how for one in matched.standings if one.role == "block"} == {"bookmark"}
        assert matched.certain and not matched.deleted


# (what a person does, where): what is told of it.
DONE: dict[tuple[str, str], Edits] = {
    ("word", "党章"): Edits(changed=("objectives/overall",)),
    ("paragraph", "总体目标"): Edits(
        added=(returned.Added("objectives/overall", "有人添加的一段。"),)
    ),
    ("delete", "具体要求"): Edits(deleted=("objectives/requirement",)),
    ("bold", "党章"): Edits(formatted=("objectives/overall",)),
    ("comment", "党章"): Edits(commented=("objectives/overall",)),
    ("tracked", "党章"): Edits(changed=("objectives/overall",), tracked=("objectives/overall",)),
    ("cell", "督导方式"): Edits(changed=("safeguards/supervision#table",)),
    ("picture", "党章"): Edits(holding=("objectives/overall",)),
    # The longer half is the block.
    ("split", "总体目标"): Edits(
        changed=("objectives/overall",), added=(returned.Added("objectives", "总体目标"),)
    ),
    ("join", "二、目标要求"): Edits(changed=("objectives",), joined=("objectives/overall",)),
    ("centre", "总体目标"): Edits(formatted=("objectives/overall",)),
}


@pytest.fixture(scope="module")
def edited(folder: Path) -> dict[tuple[str, str], bytes]:
    source = folder / "linlan.docx"
    targets = {case: folder / f"edited-{number}.docx" for number, case in enumerate(DONE)}
    Office(folder).edit([(source, target, *case) for case, target in targets.items()])
    return {case: target.read_bytes() for case, target in targets.items()}


@pytest.mark.parametrize("case", DONE, ids=lambda case: "-".join(case))
def test_what_a_person_does_in_it_is_told(
    edited: dict[tuple[str, str], bytes], case: tuple[str, str]
) -> None:
    assert returned.edits(edited[case]) == DONE[case]


# Whatever is generated -----------------------------------------------------------------------

_STYLES = ("heading1", "heading2", "heading3", "body", "body", "body", "members", "note", "caption")
_TEXTS = (
    "各支部要认真对照标准，逐项抓好落实。", "“三会一课”", "2026年6月底前完成", "（一）建强组织。",
    "①摸底；②整改", "A类 3.5%", "长" * 60, "阶段\t任务", "第一行\n第二行", "𠮷林　张  三",
)  # fmt: skip


def _random_blocks(chance: random.Random) -> list[AnyBlock]:
    """A document of ours, of any blocks in any order."""
    found: list[AnyBlock] = [Block("#title", "title", (Span("关于某某的\n方案"),))]
    lies = False
    for number in range(chance.randint(3, 25)):
        kind = chance.choice(("text", "text", "text", "run-in", "table", "turn"))
        if kind == "turn":
            lies = not lies
            orientation = "landscape" if lies else "portrait"
            found.append(Turn(f"turn{number}", orientation))
            kind = "table"
        if kind == "table":
            found.append(_random_table(chance, f"t{number}"))
        elif kind == "run-in":
            spans = (Span(chance.choice(_TEXTS[:4]), "heading2"), Span(chance.choice(_TEXTS)))
            found.append(Block(f"b{number}", "body", spans))
        else:
            style = chance.choice(_STYLES)
            found.append(Block(f"b{number}", style, (Span(chance.choice(_TEXTS)),)))  # type: ignore[arg-type]
    return found


def _random_table(chance: random.Random, name: str) -> TableBlock:
    columns, count = chance.randint(1, 6), chance.randint(1, 6)
    rows = tuple(
        tuple(chance.choice((*_TEXTS, "", "3")) for _ in range(columns)) for _ in range(count)
    )
    cells = [(row, column) for row in range(count) for column in range(columns)]
    shaded = frozenset(chance.sample(cells, chance.randint(0, len(cells) // 2)))
    merged = ((0, 0, count),) if count > 1 and chance.random() < 0.3 else ()
    headings = tuple(f"栏{number}" for number in range(columns))
    return TableBlock(
        name, headings, rows, shaded=shaded, merged=merged, total=chance.random() < 0.3
    )


def _with_file(data: list[AnyBlock], folder: Path, chance: random.Random) -> bytes:
    """The document with a file of an office's own as its last annex."""
    form = docx.Document()
    form.add_heading("申报表", 1)
    for _ in range(chance.randint(1, 4)):
        form.add_paragraph(chance.choice(_TEXTS))
        form.add_table(2, 2).rows[0].cells[0].text = chance.choice(_TEXTS)
    path = folder / "form.docx"
    form.save(str(path))
    annex = FileBlock("form", str(path), "附件")
    return compose.attach(WRITER.write([*data, annex], MADE), [(annex, path)], RULES)


@pytest.mark.slow
def test_whatever_is_generated_and_only_saved_is_not_edited(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    for seed in range(24):
        chance = random.Random(seed)
        blocks = _random_blocks(chance)
        data = _with_file(blocks, tmp_path, chance) if seed % 3 == 0 else WRITER.write(blocks, MADE)
        (tmp_path / "documents" / f"{seed}.docx").write_bytes(data)
    constant = office.p("某某县委　内部资料") + office.BODY + office.p("（联系人：张三）")
    templated = office.filled(office.template(constant))
    (tmp_path / "documents" / "template.docx").write_bytes(templated)
    libre = Office(tmp_path)
    libre.save(sorted((tmp_path / "documents").iterdir()), tmp_path / "saved")
    libre.save(sorted((tmp_path / "saved").iterdir()), tmp_path / "again")
    found = {
        str(path.relative_to(tmp_path)): returned.edits(path.read_bytes())
        for path in (*(tmp_path / "saved").iterdir(), *(tmp_path / "again").iterdir())
    }
    assert len(found) == 50
    assert found == dict.fromkeys(found, Edits())
