"""The pages of documents, as LibreOffice sets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from .. import blueprint as bp
from .. import pdf, returned
from ..errors import CreationPlanError, Finding
from ..inspecting.rendered_pages import Sheet, sheets
from . import documents, kinds

Sheets = Mapping[Path, tuple[Sheet, ...]]


def measured(paths: Iterable[Path], folder: Path) -> tuple[Sheets, tuple[Finding, ...]]:
    """The pages of the documents among these files, rendered into a folder; what failed.

    Documents that are not safe to read are not rendered. Without LibreOffice there are no pages.
    """
    if pdf.find_office() is None:
        return {}, ()
    files = [path for path in paths if _is_sound(path)]
    if not files:
        return {}, ()
    findings: tuple[Finding, ...] = ()
    try:
        made = pdf.convert(files, folder)
    except pdf.NotConverted as error:
        made, findings = error.produced, error.findings
    return {path: sheets(rendered) for path, rendered in made.items()}, findings


def _is_sound(path: Path) -> bool:
    name = bp.shown_name(path)
    try:
        if kinds.kind_of(path, name) != "document":
            return False
        returned.read(documents.read_bytes(path, name), name)
    except CreationPlanError:
        return False
    return True
