"""Documents as a reader sees them: rendered by LibreOffice, measured in the PDF.

Nothing here knows the program; lengths are millimetres from the top left of the sheet.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pdfplumber
from PIL import Image, ImageChops

RESOLUTION = 200  # dots an inch, of the images that are searched for ink
TIME_LIMIT = 300  # seconds for all files together

# Free faces with full-width quotes and half-width digits for the proprietary ones.
STAND_INS = {
    "仿宋_GB2312": "FandolFang",
    "仿宋": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "楷体": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "Times New Roman": "FandolSong",  # whose digits are half a character wide, too
    "方正小标宋简体": "Noto Serif CJK SC",
}
FONT_FOLDERS = (
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf/fonts/opentype/public/fandol",
)


@dataclass(frozen=True)
class Glyph:
    """A character on the page."""

    text: str
    font: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """The glyphs of one line from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)


@dataclass(frozen=True)
class Ink:
    """Rows of a page that hold ink of a colour, one after another, and its width."""

    top: float
    bottom: float
    left: float
    right: float


def missing() -> str:
    """What this machine lacks for rendering, or the empty text."""
    if not shutil.which("soffice"):
        return "LibreOffice (soffice) is not installed"
    if not font_folder():
        return "the Fandol fonts (texlive-lang-chinese) are not installed"
    return ""


def font_folder() -> str:
    """Where the Fandol fonts are, or the empty text."""
    return next((name for name in FONT_FOLDERS if Path(name).is_dir()), "")


def to_pdf(files: Sequence[Path], folder: Path) -> list[Path]:
    """The PDF of each .docx, in `folder`; one call of LibreOffice with a profile of its own."""
    fonts = folder / "fonts.conf"
    fonts.write_text(_fontconfig(folder), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(folder)}
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(folder), *map(str, files)],
        check=True,
        timeout=TIME_LIMIT,
        env=environment,
        capture_output=True,
    )
    return [folder / f"{file.stem}.pdf" for file in files]


def _fontconfig(folder: Path) -> str:
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{face}</string></edit>'
        "</match>"
        for name, face in STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include>'
        f"<dir>{font_folder()}</dir><cachedir>{folder / 'fontcache'}</cachedir>"
        f"{aliases}</fontconfig>"
    )


def pages(pdf: Path) -> list[list[Line]]:
    """The lines of each page from top to bottom."""
    with pdfplumber.open(pdf) as document:
        return [_lines(page.chars) for page in document.pages]


def _lines(characters: Iterable[dict[str, object]]) -> list[Line]:
    """Glyphs gathered into lines by their baselines, which lie within a millimetre."""
    glyphs = [_glyph(character) for character in characters]
    glyphs = [glyph for glyph in glyphs if glyph.text.strip()]
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.bottom):
        if not lines or glyph.bottom - lines[-1][0].bottom > 2:
            lines.append([])
        lines[-1].append(glyph)
    return [Line(tuple(sorted(line, key=lambda glyph: glyph.left))) for line in lines]


def _glyph(character: dict[str, object]) -> Glyph:
    left, right, top, bottom = (
        float(str(character[key])) * 25.4 / 72 for key in ("x0", "x1", "top", "bottom")
    )
    font = str(character["fontname"]).partition("+")[2] or str(character["fontname"])
    return Glyph(str(character["text"]), font, left, right, top, bottom)


def ink(pdf: Path, page: int, colour: Literal["red", "black"]) -> list[Ink]:
    """What is printed on a page (from 1) in that colour, from top to bottom."""
    with pdfplumber.open(pdf) as document:
        image = document.pages[page - 1].to_image(resolution=RESOLUTION).original.convert("RGB")
    return _bands(_mask(image, colour))


def _mask(image: Image.Image, colour: Literal["red", "black"]) -> Image.Image:
    """White where the image has the colour."""
    red, green, _ = image.split()
    if colour == "red":
        return ImageChops.subtract(red, green).point(lambda value: 255 * (value > 90))
    return red.point(lambda value: 255 * (value < 110))


def _bands(mask: Image.Image) -> list[Ink]:
    width, height = mask.size
    data, dot = mask.tobytes(), 25.4 / RESOLUTION
    bands: list[Ink] = []
    for number in range(height):
        row = data[number * width : (number + 1) * width]
        if (first := row.find(255)) < 0:
            continue
        top, left, right = number * dot, first * dot, (row.rfind(255) + 1) * dot
        if bands and top - bands[-1].bottom < dot / 2:
            above = bands.pop()
            top, left, right = above.top, min(left, above.left), max(right, above.right)
        bands.append(Ink(top, (number + 1) * dot, left, right))
    return bands
