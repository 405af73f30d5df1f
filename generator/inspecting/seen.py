"""Rules about rendered pages: what only shows once a program has set the text.

Where LibreOffice is known to set pages otherwise than Word, nothing is said: see `TOLERATED`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from ..errors import N_
from .elements import broken
from .findings import Fault, fault
from .manuscript import Manuscript, twips
from .pages import SeenLine, Sheet
from .roles import Role
from .sheets import tables
from .texts import lines_of_page

# How LibreOffice is known to set pages otherwise than Word, and what is made of that here.
TOLERATED: Mapping[str, str] = {
    "hanging-marks": "marks hang over the right edge: the commonest count of characters decides,"
    " and only what leaves the sheet is off it",
    "latin-gaps": "gaps between Chinese and digits: only lines of full-width characters count",
    "character-grid": "half as many characters in a line of such a grid: nothing is counted",
    "grid-title": "a title takes two lines of a grid: only pages of lines equally high count",
    "font-height": "lines of no fixed height are as high as the font it has: not counted",
    "floating-foot": "tables and frames that float at the foot stay in the flow: not measured",
    "line-seat": "text sits elsewhere in its line: 版记 may end a line above the foot, and the"
    " distances of 版头 are told from the file",
    "other-fonts": "fonts that are not there are replaced: fonts are told from the file, and"
    " widths from the cells of characters",
}

_POINTS = 72 / 25.4
_WIDE = re.compile(r"[\u3400-\u9fff，。、；：！？（）《》〔〕]+")
_ENOUGH = 5  # full lines of which the commonest count is taken
_EVEN = 0.7  # points between the heights of lines of one page
_OFF = 4.0  # points: the estimate of a line's width
_LARGER = 3.0  # points
_FOOT = 12.0  # millimetres above the lower edge of the text in which 版记 ends
_TITLES = 20  # of a document and its annexes that are looked for
_BEGINNING = 6  # characters of a cell, which may be broken after them
_BLANKS = re.compile(r"\s")
_PAGE_NUMBER = re.compile(r"[—\-－–]?\s*\d+\s*[—\-－–]?")


def pages(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """What the rendered pages show against the format."""
    if not character_grid(manuscript):
        if not font_height(manuscript):
            yield from _lines_of_pages(manuscript, sheets)
        yield from _characters_of_lines(manuscript, sheets)
        yield from _title(manuscript, sheets)
    yield from _signature(manuscript, sheets)
    yield from _imprint(manuscript, sheets)
    yield from _off_page(manuscript, sheets)


def character_grid(manuscript: Manuscript) -> bool:
    """Whether a section has a grid of characters, of which LibreOffice makes something else."""
    types = (one.said.get("docGrid", {}).get("type") for one in manuscript.sections)
    return any(one in ("linesAndChars", "snapToChars") for one in types)


def font_height(manuscript: Manuscript) -> bool:
    """Whether lines of the text are as high as a font, which may be another one here."""
    texts = manuscript.of_role("body", "run_in")
    return any(lines_of_page(manuscript, at, manuscript.shape(one)) == 0 for at, one in texts)


def _text_lines(manuscript: Manuscript, sheet: Sheet) -> list[SeenLine]:
    """The lines above the page number."""
    bottom = manuscript.rules.page.text_bottom * _POINTS + 2
    return [line for line in sheet.lines if line.top <= bottom]


def _lines_of_pages(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Full pages of nothing but text hold 22 lines (5.2.3); `grid-title` is no such page."""
    rules = manuscript.rules
    top = rules.page.text_top * _POINTS
    bottom = rules.page.text_bottom * _POINTS
    pages: dict[int, list[str]] = {}  # by how many lines they hold
    for number, sheet in enumerate(sheets, 1):
        lines = _text_lines(manuscript, sheet)
        gaps = [below.top - line.top for line, below in pairwise(lines)]
        if len(gaps) < _ENOUGH or max(gaps) - min(gaps) > _EVEN:
            continue
        pitch = sum(gaps) / len(gaps)
        full = lines[0].top - top < pitch + 1 and lines[-1].top + pitch > bottom + 1
        if full and len(lines) != rules.grid.lines:
            pages.setdefault(len(lines), []).append(str(number))
    for found, numbers in pages.items():
        yield fault(
            "page-lines",
            N_("page {page} holds {found} lines, not {wanted}"),
            rules.grid.clause, page="、".join(numbers), found=found, wanted=rules.grid.lines,
        )  # fmt: skip


def _characters_of_lines(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Full lines hold 28 characters (5.2.3), but for `latin-gaps` and `hanging-marks`."""
    rules = manuscript.rules
    size = rules.styles["body"].size
    left = twips(manuscript.sections[0], "pgMar", "left") / 20 if manuscript.sections else 0.0
    counts: Counter[int] = Counter()
    for sheet in sheets:
        lines = [line for line in _text_lines(manuscript, sheet) if abs(line.size - size) < 1]
        for line, below in pairwise(lines):
            on = abs(line.left - left) < 1 and abs(below.left - left) < 1
            if on and _WIDE.fullmatch(line.text):
                counts[len(line.text)] += 1
    if sum(counts.values()) < _ENOUGH:
        return
    usual = counts.most_common(1)[0][0]
    if usual != rules.grid.characters:
        yield fault(
            "page-characters",
            N_("full lines hold {found} characters, not {wanted}"),
            rules.grid.clause, found=usual, wanted=rules.grid.characters,
        )  # fmt: skip


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)


def _role_texts(manuscript: Manuscript, *roles: Role) -> dict[str, int]:
    return {
        _plain(line): at
        for at, _ in manuscript.of_role(*roles)
        for line in manuscript.pieces[at].text.split("\n")
    }


def _signature(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """署名 and 成文日期 share their page with some of the text (7.3.5.5)."""
    signed = _role_texts(manuscript, "signature", "date")
    for number, sheet in enumerate(sheets, 1):
        lines = _text_lines(manuscript, sheet)
        if number > 1 and lines and _is_signed(lines[0], signed, manuscript):
            yield fault(
                "signature-alone",
                N_("page {page} begins with the signature, without any of the text"),
                "7.3.5.5",
                signed[_plain(lines[0].text)],
                page=number,
            )


def _is_signed(line: SeenLine, signed: Mapping[str, int], manuscript: Manuscript) -> bool:
    """Whether it is 署名 or the date; the mark of the next document bound with it is larger."""
    size = manuscript.style("signature").size
    return _plain(line.text) in signed and abs(line.size - size) < _LARGER


def _imprint(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """版记 stands at the foot of the last page (7.4.1)."""
    found = [
        (at, _plain(line))
        for at, role in manuscript.roles.items()
        if role in ("imprint", "imprint_box")
        for line in manuscript.lines_at(at).split("\n")
        if line.strip()
    ]
    if not found:
        return
    clause = manuscript.rules.imprint.clause
    last = max(
        (number for number, sheet in enumerate(sheets, 1) if _has_text(manuscript, sheet)),
        default=0,
    )
    at, text = found[-1]
    if any(first > at for first in manuscript.plans):
        return  # other documents are bound behind it
    seen = [
        (number, line)
        for number, sheet in enumerate(sheets, 1)
        for line in sheet.lines
        if _plain(line.text) == text
    ]
    if not seen:
        return
    number, line = seen[-1]
    if number != last:
        yield fault(
            "imprint-page",
            N_("版记 stands on page {page}, the document ends on page {last}"),
            clause, at, page=number, last=last,
        )  # fmt: skip
    elif not floating_foot(manuscript, at):
        yield from _foot(manuscript, line, at, clause)


def _foot(manuscript: Manuscript, line: SeenLine, at: int, clause: str) -> Iterator[Fault]:
    above = manuscript.rules.page.text_bottom - line.top / _POINTS
    if above > _FOOT:
        yield fault(
            "imprint-foot",
            N_("版记 ends {found} mm above the foot of the text area"),
            clause, at, found=f"{above:.0f}",
        )  # fmt: skip


def _has_text(manuscript: Manuscript, sheet: Sheet) -> bool:
    return any(not _PAGE_NUMBER.fullmatch(line.text) for line in sheet.lines)


def floating_foot(manuscript: Manuscript, at: int) -> bool:
    """Whether 版记 is a floating table or a frame."""
    piece = manuscript.pieces[at]
    tables = (one for one in manuscript.part.tables if piece.start <= one.start < piece.end)
    own = manuscript.paragraphs.get(at)
    return any("tblpPr" in one.said for one in tables) or (
        own is not None and "framePr" in own.said
    )


def _title(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """A title is broken where its author broke it, and in no bad place (7.3.1)."""
    clause = manuscript.rules.styles["title"].clause
    seen = [line.text for sheet in sheets for line in sheet.lines]
    plain = [_plain(line) for line in seen]
    for at, _ in islice(manuscript.of_role("title"), _TITLES):
        for told in manuscript.pieces[at].text.split("\n"):
            lines = _broken_over(_plain(told), plain)
            if len(lines) > 1:
                bad = list(broken([(at, line) for line in lines], clause))
                yield from bad
                if not bad:
                    yield fault(
                        "title-break",
                        N_("the title breaks by itself after “{line}”: break it between two words"),
                        clause, at, line=lines[0][-8:],
                    )  # fmt: skip


def _broken_over(text: str, plain: Sequence[str]) -> list[str]:
    """The lines of the pages that make up a text; none if it is not found whole."""
    for first, line in enumerate(plain):
        if not line or not text.startswith(line):
            continue
        lines, rest = [line], text[len(line) :]
        for following in plain[first + 1 :]:
            if not rest or not following or not rest.startswith(following):
                break
            lines.append(following)
            rest = rest[len(following) :]
        if not rest:
            return lines
    return []


def _off_page(manuscript: Manuscript, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """Nothing stands off the sheet. What does so as a whole is not printed at all."""
    off = [
        (str(number), line.text[:12])
        for number, sheet in enumerate(sheets, 1)
        for line in sheet.lines
        if line.left < -_OFF or line.right > sheet.width + _OFF
    ]
    if off:
        numbers = "、".join(dict.fromkeys(number for number, _ in off))
        yield fault(
            "text-off-page",
            N_("text runs off the sheet on page {page}: “{text}”"),
            "5.2.1", page=numbers, text=off[0][1],
        )  # fmt: skip
    printed = _plain("".join(line.text for sheet in sheets for line in sheet.lines))
    for wide in tables(manuscript):
        piece = manuscript.pieces[wide.piece]
        cells = (_plain(cell.text) for row in piece.rows for cell in row.cells)
        if lost := next((text for text in cells if text[:_BEGINNING] not in printed), ""):
            yield fault(
                "text-off-page",
                N_("the table is so wide that “{text}” stands off the sheet"),
                "5.2.1", wide.piece, text=lost[:12],
            )  # fmt: skip
