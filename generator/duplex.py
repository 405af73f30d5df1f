"""版记 on an even page (7.4 with double-sided printing), decided on the rendered document.

Whether the last page is odd is for a layout program to say; without one nothing is moved.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .drafter import Draft, Drafter
from .errors import CreationPlanError


def on_even_pages(drafts: Sequence[Draft], drafters: Sequence[Drafter]) -> list[Draft]:
    """The drafts, those whose 版记 would stand on an odd page drafted anew with it on the next.

    All documents are rendered in one go; without LibreOffice, or for one it cannot render,
    the draft stays as it is.
    """
    asked = {
        n: draft.document for n, draft in enumerate(drafts) if draft.document and draft.imprint
    }
    pages = _page_counts(asked) if asked else {}
    return [
        drafters[n].draft(draft.unit, "next_page") if pages.get(n, 0) % 2 else draft
        for n, draft in enumerate(drafts)
    ]


def _page_counts(documents: Mapping[int, bytes]) -> dict[int, int]:
    """How many pages each document has; nothing for those that cannot be rendered."""
    from . import pdf  # only who issues documents pays for it
    from .rendered import pages_of

    if pdf.find_office() is None:
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {folder / f"{number}.docx": number for number in documents}
        for path, number in files.items():
            path.write_bytes(documents[number])
        try:
            made = pdf.convert(list(files), folder / "pdf")
        except pdf.NotConverted as error:
            made = error.produced
        except CreationPlanError:
            return {}
        return {files[path]: pages_of(rendered).count for path, rendered in made.items()}
