"""版记 on an even page (7.4 with double-sided printing), decided on the rendered document.

Whether the last page is odd is for a layout program to say; without one nothing is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .drafter import Draft, Drafter
from .errors import CreationPlanError
from .units import Unit
from .word.sections import ImprintPlace


def on_even_pages(drafts: Sequence[Draft], drafter_for: Callable[[Unit], Drafter]) -> list[Draft]:
    """The drafts, those whose 版记 would stand on an odd page drafted anew with it on an even one.

    Documents are rendered together; without LibreOffice, or for one it cannot render, the
    draft stays as it is.
    """
    found = list(drafts)
    asked = [n for n, draft in enumerate(found) if draft.document and draft.imprint]
    # A page of its own does not help where 版记 already has one; then a blank page goes before.
    for place in _PLACES:
        pages = _page_counts({n: found[n].document or b"" for n in asked}) if asked else {}
        asked = [n for n in asked if pages.get(n, 0) % 2]
        for n in asked:
            found[n] = drafter_for(found[n].unit).draft(found[n].unit, place)
    return found


_PLACES: tuple[ImprintPlace, ...] = ("next_page", "even_page")


def _page_counts(documents: Mapping[int, bytes]) -> dict[int, int]:
    """How many pages each document has; nothing for those that cannot be rendered."""
    import tempfile  # only who issues documents pays for these

    from . import pdf
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
