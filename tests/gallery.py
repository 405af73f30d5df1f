"""Pictures of every form of document, for the READMEs: `python -m tests.gallery` draws them.

The units of `official-forms.yaml` are drafted as a user drafts them, rendered by LibreOffice,
and the telling pages of each stand side by side in docs/gallery/UNIT.png. How letters look
depends on the fonts of the machine; the names and the pages do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from generator import units
from generator.cli.commands import group

from . import rendering
from .documents import ROOT

ROSTER = ROOT / "blueprints" / "units" / "official-forms.yaml"
GALLERY = ROOT / "docs" / "gallery"
RESOLUTION = 76  # dots an inch
COLOURS = 12  # black on white with its greys, and the red of the head
GAP, GREY = 10, (208, 208, 208)  # between pages
FIRST, LAST = 0, -1

# The pages shown of each unit: by number, or by a text that stands on no earlier page.
PAGES: dict[str, tuple[int | str, ...]] = {
    "notice": (FIRST, 1, LAST),
    "joint": (FIRST, 1, LAST),
    "request": (FIRST, 1),
    "letter": (FIRST, LAST),
    "forward": (FIRST, 1, LAST),
    "annexes": (FIRST, "附件1", "附件2", "附件3", "附件4", "附件5"),
}
IN_A_ROW = 3


def main() -> None:
    """Draw all pictures."""
    if lacking := rendering.missing():
        sys.exit(lacking)
    roster = units.load(ROSTER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(ROOT)
        group.main(["batch", str(ROSTER), "-o", name], standalone_mode=False)
        documents = [folder / f"{unit.file}.docx" for unit in roster.units]
        pdfs = rendering.to_pdf(documents, folder)
        for unit, pdf in zip(roster.units, pdfs, strict=True):
            draw(pdf, PAGES[unit.id], GALLERY / f"{unit.id}.png")


def draw(pdf: Path, shown: Sequence[int | str], target: Path) -> None:
    """Write the pages shown, side by side, as one small picture."""
    numbers = page_numbers(pdf, shown)
    sheet = montage([page_image(pdf, number) for number in numbers])
    target.parent.mkdir(exist_ok=True)
    palette = sheet.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette.save(target, optimize=True)


def page_numbers(pdf: Path, shown: Sequence[int | str]) -> list[int]:
    """The pages, from 1, on which the texts first stand or that the numbers, from 0, mean."""
    pages = ["".join(line.text for line in page) for page in rendering.pages(pdf)]
    return [
        1 + (range(len(pages))[one] if isinstance(one, int) else first_with(one, pages))
        for one in shown
    ]


def first_with(text: str, pages: Sequence[str]) -> int:
    """The number, from 0, of the first page that begins with the text."""
    return next(number for number, page in enumerate(pages) if page.startswith(text))


def page_image(pdf: Path, number: int) -> Image.Image:
    """One page as poppler draws it."""
    stem = pdf.with_name(f"{pdf.stem}-{number}")
    only = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(
        ["pdftoppm", "-r", str(RESOLUTION), *only, "-png", str(pdf), str(stem)], check=True
    )
    with Image.open(f"{stem}.png") as image:
        return image.convert("RGB")


def montage(pages: Sequence[Image.Image]) -> Image.Image:
    """The pages in rows on grey, each row as high as its highest page."""
    rows = [pages[at : at + IN_A_ROW] for at in range(0, len(pages), IN_A_ROW)]
    width = max(sum(page.width + GAP for page in row) for row in rows) + GAP
    height = sum(max(page.height for page in row) + GAP for row in rows) + GAP
    sheet = Image.new("RGB", (width, height), GREY)
    top = GAP
    for row in rows:
        left = GAP
        for page in row:
            sheet.paste(page, (left, top))
            left += page.width + GAP
        top += max(page.height for page in row) + GAP
    return sheet


if __name__ == "__main__":
    main()
