"""What LibreOffice makes of our documents is told from what people make of them with it."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from generator import returned
from generator.returned import Edits

from . import rendering
from .returning import shipped

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
        self._run("macro:///Standard.Module1.Main")

    def _run(self, *arguments: str) -> None:
        command = ["soffice", f"-env:UserInstallation={self._profile.as_uri()}", "--headless"]
        subprocess.run(
            [*command, "--norestore", *arguments],
            check=True, timeout=TIME_LIMIT, env=self._environment, capture_output=True,
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
