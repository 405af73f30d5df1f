"""Whether a workbook is one of ours that nobody has worked on."""

from __future__ import annotations

import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

# Properties of a workbook of ours; every program that saves it changes its date.
_OURS = (b">creation-plan<", b">2000-01-01T00:00:00Z</dcterms:modified>")


def is_as_written(path: Path) -> bool:
    """Whether a workbook of ours lies there that no other program has saved since."""
    try:
        with ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            properties = part.read(10_000)
    except (OSError, KeyError, ValueError, NotImplementedError, BadZipFile, zlib.error):
        return False
    return all(mark in properties for mark in _OURS)
