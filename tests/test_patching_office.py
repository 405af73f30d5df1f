"""Documents that LibreOffice saved and a person edited in it are patched, and it reads the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from generator import returned
from generator.merge import merge_blocks, merged_texts
from generator.patching import rows

from . import rendering
from .patching import after_all, as_pieces, patch, texts
from .returning import DATA, MADE, PLAN, WRITER, part, with_xml
from .test_patching import NEW_TABLE, generated, with_text
from .test_returned_office import MODULE, Office

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

MACRO = """\
Sub Main
  On Error Goto Failed
{calls}
Failed:
  StarDesktop.terminate()
End Sub

Sub Decide(source, target, what)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "MS Word 2007 XML"
  Dim nothing()
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:" & what & "AllTrackedChanges", "", 0, nothing())
  doc.storeToURL(target, filter())
  doc.close(True)
End Sub
"""

POLICY = with_text(PLAN, "goal/two", "各支部要认真对照标准，逐项抓好整改，每季度报告一次。")
OURS = WRITER.write(
    [NEW_TABLE if one.id == "tasks" else one for one in POLICY if one.id != "steps/two"], MADE
)
# What a person does in LibreOffice, and where.
DONE = [
    ("word", "各支部"), ("word", "落实"), ("paragraph", "对照"), ("bold", "抓好"),
    ("tracked", "落实"), ("tracked", "各支部"), ("cell", "组织部"),
    ("cell", "组织考核"), ("delete", "认真"), ("split", "对照标准，"), ("centre", "逐项"),
]  # fmt: skip


class Deciding(Office):
    """LibreOffice, which also accepts and rejects."""

    def decide(self, cases: Sequence[tuple[Path, Path, str]]) -> None:
        """Accept or reject all tracked changes of each file, and save it as another."""
        calls = "\n".join(
            f'  Decide("{source.as_uri()}", "{target.as_uri()}", "{what}")'
            for source, target, what in cases
        )
        module = self._profile / "user" / "basic" / "Standard" / "Module1.xba"
        module.write_text(MODULE.format(escape(MACRO.format(calls=calls))), encoding="utf-8")
        self._run("macro:///Standard.Module1.Main")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edited documents, in `patched` with the new policy, and those decided by LibreOffice."""
    folder = tmp_path_factory.mktemp("patched")
    for name in ("saved", "patched", "again", "Accept", "Reject"):
        (folder / name).mkdir()
    (folder / "plan.docx").write_bytes(DATA)
    office = Deciding(folder)
    office.save([folder / "plan.docx"], folder / "saved")
    source = folder / "saved" / "plan.docx"
    office.edit([(source, folder / f"{n}.docx", *case) for n, case in enumerate(DONE)])
    decided = []
    for number in range(len(DONE)):
        file = f"{number}.docx"
        data = _patched((folder / file).read_bytes())
        (folder / "patched" / file).write_bytes(data)
        (folder / file.replace(".", "-bare.")).write_bytes(_without_comments(data))
        decided += [
            (folder / file.replace(".", "-bare."), folder / what / file, what)
            for what in ("Accept", "Reject")
        ]
    office.decide(decided)
    office.save(sorted((folder / "patched").glob("*.docx")), folder / "again")
    return folder


def _without_comments(data: bytes) -> bytes:
    """LibreOffice without a screen falls over comments in a macro, whoever made them."""
    reference = "<w:r><w:commentReference[^>]*/></w:r>"
    xml = re.sub(f"<w:commentRange[^>]*/>|{reference}", "", part(data).decode())
    return with_xml(xml, data)


def _patched(theirs: bytes) -> bytes:
    pieces = as_pieces(returned.read(theirs))
    return patch(theirs, OURS, merge_blocks(generated(DATA), pieces, generated(OURS)))


@pytest.mark.parametrize("number", range(len(DONE)), ids=["-".join(one) for one in DONE])
@pytest.mark.parametrize("what", ["Accept", "Reject"])
def test_libreoffice_decides_as_we_do(folder: Path, number: int, what: str) -> None:
    theirs = (folder / f"{number}.docx").read_bytes()
    data = (folder / "patched" / f"{number}.docx").read_bytes()
    decided = (folder / what / f"{number}.docx").read_bytes()
    ours = after_all(data, what == "Accept")
    assert [text for text in texts(decided) if text] == [text for text in ours if text]
    pieces = as_pieces(returned.read(theirs))
    merge = merge_blocks(generated(DATA), pieces, generated(OURS))
    if what == "Accept" or DONE[number][0] != "tracked":
        told = merged_texts(merge, pieces, what == "Accept")
        assert _paragraphs(ours) == _paragraphs(told)
    if DONE[number] != ("cell", "组织部"):
        (table,) = [piece for piece in returned.read(decided).pieces if piece.kind == "table"]
        assert rows(table)[1] == ("召开动员会", "宣传部")


def _paragraphs(found: Sequence[str]) -> list[str]:
    """Without tables, which a merge that takes them whole does not tell."""
    return [text for text in found if text and "\t" not in text]


def test_libreoffice_keeps_the_changes_and_the_comments(folder: Path) -> None:
    for number in range(len(DONE)):
        data = (folder / "patched" / f"{number}.docx").read_bytes()
        again = (folder / "again" / f"{number}.docx").read_bytes()
        for accept in (True, False):
            assert after_all(again, accept) == after_all(data, accept)
        assert part(again).count(b"<w:commentReference") == part(data).count(b"<w:commentReference")
