"""The engines: each makes the same plan from the same values and saves it as a file of its own."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from mailmerge import MailMerge  # type: ignore[import-untyped]

from generator import placing
from generator.blocks import Block

from . import plan4, templates

DOCUMENT = "word/document.xml"


class Engines:
    """What each engine does once in a run, and one method each for making a document.

    Values are prepared for `count` units: ours raw, those of the others as they are printed.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.units = [plan4.unit(number) for number in range(count)]
        self.printed = [plan4.printed(number) for number in range(count)]
        self.drafter = plan4.drafter()
        document = self.drafter.draft(self.units[0]).document
        if document is None:
            raise AssertionError("the bench's own plan has errors")
        blocks = plan4.template_blocks(self.drafter)
        for name, base in (
            ("default", templates.default_base(plan4.RULES)),
            ("lean", templates.lean_base(document, plan4.RULES)),
        ):
            templates.docxtpl(base, blocks, self.template("docxtpl", name))
            templates.mailmerge(base, blocks, self.template("mailmerge", name))
        self._relief = next(
            block.text
            for block in blocks
            if isinstance(block, Block) and block.id == plan4.CONDITIONAL
        )
        self._floor = Floor(document)

    def template(self, engine: str, base: str = "default") -> Path:
        """The template of an engine: on python-docx's `default` document, or on a `lean` one."""
        return self.folder / f"{engine}-{base}.docx"

    def ours(self, number: int, prefix: str = "ours") -> Path:
        """Raw values, typed values, plan, numbers, checks, blocks, bytes, the whole file."""
        path = self.folder / f"{prefix}-{number}.docx"
        draft = self.drafter.draft(self.units[number])
        if draft.document is None or placing.put(path, draft.document).state != "written":
            raise AssertionError(draft.findings)
        return path

    def docxtpl(self, number: int, base: str = "default") -> Path:
        """docxtpl as its documentation says: a template is loaded for each document."""
        path = self.folder / f"docxtpl-{base}-{number}.docx"
        template = DocxTemplate(str(self.template("docxtpl", base)))
        template.render(self.context(number))
        template.save(str(path))
        return path

    def context(self, number: int) -> dict[str, object]:
        """What docxtpl renders a unit's document with."""
        values = self.printed[number]
        return {**values.texts, plan4.CONDITION: values.holds, plan4.TABLE: values.rows}

    def mailmerge(self, number: int, base: str = "default") -> Path:
        """docx-mailmerge2; the condition is a field that may come out empty."""
        path = self.folder / f"mailmerge-{base}-{number}.docx"
        values = self.printed[number]
        relief = self._relief if values.holds else ""
        with MailMerge(str(self.template("mailmerge", base))) as document:
            document.merge(**values.texts, **{templates.EXTRA: relief})
            document.merge_rows(plan4.COLUMNS[0], values.rows)
            document.write(str(path))
        return path

    def floor(self, number: int) -> Path:
        """The least any engine has to do: compress a document that stands ready, and save it."""
        path = self.folder / f"floor-{number}.docx"
        path.write_bytes(self._floor.package())
        return path


@contextmanager
def unflushed() -> Iterator[None]:
    """Within it nothing is flushed to disk: the other engines never do that."""
    with mock.patch.object(os, "fsync", lambda _handle: None):
        yield


class Floor:
    """A document whose text is encoded and compressed anew, everything else being ready."""

    _LOCAL = struct.Struct("<4s5H3L2H")
    _CENTRAL = struct.Struct("<4s6H3L5H2L")
    _END = struct.Struct("<4s4H2LH")
    _DATE = 1 << 5 | 1

    def __init__(self, document: bytes) -> None:
        self._before, self._entries, self._count = b"", b"", 1
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            self._xml = package.read(DOCUMENT).decode()
            for info in package.infolist():
                if info.filename != DOCUMENT:
                    self._add(info.filename.encode(), package.read(info))

    def _add(self, name: bytes, raw: bytes) -> None:
        file, entry = self._packed(name, raw)
        self._before, self._entries = self._before + file, self._entries + entry
        self._count += 1

    def package(self) -> bytes:
        """The bytes of the whole file."""
        file, entry = self._packed(DOCUMENT.encode(), self._xml.encode())
        start, size = len(self._before) + len(file), len(self._entries) + len(entry)
        end = self._END.pack(b"PK\x05\x06", 0, 0, self._count, self._count, size, start, 0)
        return b"".join((self._before, file, self._entries, entry, end))

    def _packed(self, name: bytes, raw: bytes) -> tuple[bytes, bytes]:
        """A part with its local header, and its line in the directory."""
        deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = deflater.compress(raw) + deflater.flush()
        common = (self._DATE, zlib.crc32(raw), len(data), len(raw), len(name), 0)
        local = self._LOCAL.pack(b"PK\x03\x04", 20, 0, 8, 0, *common)
        place = len(self._before)
        central = self._CENTRAL.pack(b"PK\x01\x02", 20, 20, 0, 8, 0, *common, 0, 0, 0, 0, place)
        return local + name + data, central + name
