"""PDFs beside the documents, for the commands that offer them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import Unreadable
from ..messages import _
from .console import note, say, tell


def require_office() -> None:
    """Raise `Unreadable`, before anything is drafted, when nothing here can make a PDF."""
    from .. import pdf

    if pdf.find_office() is None:
        raise Unreadable(pdf.no_office())


def make_pdfs(documents: Sequence[Path]) -> int:
    """Make the PDFs that are missing or older than their document; the exit code of it."""
    from .. import pdf

    stale = [path for path in documents if _is_stale(path)]
    if len(stale) > 5:
        note(_("making {count} PDFs", count=len(stale)))
    code = 0
    made: dict[Path, Path] = {}
    for folder in dict.fromkeys(path.parent for path in stale):
        try:
            made |= pdf.convert([path for path in stale if path.parent == folder], folder)
        except pdf.NotConverted as error:
            made |= error.produced
            tell(error.findings)
            code = 1
    for path in made.values():
        say(f"{_('written')}  {path}")
    return code


def _is_stale(path: Path) -> bool:
    rendered = path.with_suffix(".pdf")
    return not rendered.is_file() or rendered.stat().st_mtime <= path.stat().st_mtime
