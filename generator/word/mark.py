"""发文机关标志 (clause 7.2.4): sized to fit the line, its glyphs at a fixed height of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..blocks import MarkBlock
from ..formats import Format, Mm
from . import bookmarks, metrics
from .asks import spacing
from .markup import escape
from .widths import text_width

_SLACK = 1.0  # pt that a line keeps free, since renderers round character widths


@dataclass(frozen=True, slots=True)
class Face:
    """The size of a mark in points and the width of its characters in percent."""

    size: float
    percent: int

    @property
    def em(self) -> float:
        """The width of a Chinese character in points."""
        return self.size * self.percent / 100


class MarkWriter:
    """Writes the marks of one format."""

    def __init__(self, rules: Format) -> None:
        self._rules = rules.mark
        self._pitch = rules.grid.line_pitch
        self._style = rules.styles["mark"].id
        self._colour = rules.styles["mark"].colour
        self._room = rules.page.text_width.points - _SLACK
        self._offset = Mm(rules.page.text_top - rules.page.top).points + rules.mark.top.points

    def mark(self, block: MarkBlock, lines_above: int) -> str:
        """The XML of a mark below so many lines of text."""
        joint = len(block.issuers) > 1
        face = (
            self._joint_face(block) if joint else self.face("".join(block.issuers) + block.suffix)
        )
        above = self._offset - lines_above * self._pitch - metrics.above(self.line(face), face.size)
        twips = max(0, round(above * 20))
        return self._joint(block, face, twips) if joint else self._single(block, face, twips)

    def face(self, text: str) -> Face:
        """The largest face in which the text fits the line."""
        return self._fitting(text_width(text), self._rules.largest)

    def line(self, face: Face) -> float:
        """The height of a line of that face in points."""
        return self._rules.line.part * face.size

    def paragraph(self, content: str, properties: str) -> str:
        """A paragraph in the style of the mark."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self._style}"/>{properties}</w:pPr>{content}</w:p>'

    def run(self, text: str, face: Face) -> str:
        """A run in that face; in a box LibreOffice does not take the colour of the style."""
        narrow = f'<w:w w:val="{face.percent}"/>' if face.percent != 100 else ""
        size = round(face.size * 2)
        return (
            f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:color w:val="{self._colour}"/>{narrow}'
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        )

    def _fitting(self, ems: float, largest: float) -> Face:
        """Down to the least size, then narrower characters, then smaller ones after all."""
        rules, room = self._rules, self._room
        size = min(largest, _half_points(room / max(ems, 1)))
        if size >= rules.least:
            return Face(size, 100)
        size = min(largest, rules.least)
        percent = int(100 * room / (ems * size))
        if percent >= rules.narrowest:
            return Face(size, percent)
        return Face(_half_points(room / ems / rules.narrowest.part), int(rules.narrowest))

    def _single(self, block: MarkBlock, face: Face, above: int) -> str:
        text = "".join(block.issuers) + block.suffix
        line = spacing(above, 0, round(self.line(face) * 20))
        return self.paragraph(bookmarks.around(block.id, self.run(text, face)), line)

    def _joint_face(self, block: MarkBlock) -> Face:
        """The face of stacked names: the widest fits beside 文件, and all fit the head."""
        rules = self._rules
        ems = max(map(text_width, block.issuers)) + text_width(block.suffix)
        height = rules.tallest.points / len(block.issuers) / rules.line.part
        return self._fitting(
            ems + (rules.gap.part if block.suffix else 0),
            min(rules.largest, _half_points(height)),
        )

    def _joint(self, block: MarkBlock, face: Face, above: int) -> str:
        """Names one above another, all as wide as the widest; 文件 beside them in the middle."""
        names = round(max(map(text_width, block.issuers)) * face.em * 20) + 2
        beside = round((text_width(block.suffix) + self._rules.gap.part) * face.em * 20) + 2
        line = spacing(0, 0, round(self.line(face) * 20))
        stacked = [self.run(name, face) for name in block.issuers]
        stacked[0] = bookmarks.around(block.id, stacked[0])
        spread = f'{line}<w:jc w:val="distribute"/>'
        cells = [(names, "".join(self.paragraph(text, spread) for text in stacked))]
        if block.suffix:
            right = f'{line}<w:jc w:val="right"/>'
            cells.append((beside, self.paragraph(self.run(block.suffix, face), right)))
        lead = self.paragraph("", spacing(0, 0, above)) if above else ""
        return lead + _table(cells)


def _table(cells: Sequence[tuple[int, str]]) -> str:
    """A row of cells without lines and margins, centred."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width, _ in cells)
    row = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{content}</w:tc>"
        for width, content in cells
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(width for width, _ in cells)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{NO_MARGINS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr></w:tbl>"
    )


NO_MARGINS = (
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
)


def _half_points(points: float) -> float:
    """The size rounded down to Word's measure."""
    return int(points * 2) / 2
