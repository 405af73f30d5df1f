"""版记 (clause 7.4): a box at the foot of the text area, anchored to a paragraph of its own.

The paragraph is as high as the box. So text and box never want the same place, and where the
room does not suffice both go to the next page.
"""

from __future__ import annotations

import math

from ..blocks import ImprintBlock
from ..formats import Format, Mm
from . import bookmarks
from .asks import spacing
from .boxes import Box
from .mark import NO_MARGINS
from .runs import run
from .widths import text_width

_BOX = 1003
_LAST = 20  # twips: the paragraph that must follow a table in a box
_COPIES, _PRINTED = "抄送：", "印发"


class ImprintWriter:
    """Writes the imprints of one format."""

    def __init__(self, rules: Format) -> None:
        self._rules = rules.imprint
        self._page = rules.page
        self._style = rules.styles["imprint"]
        self._inset = round(rules.imprint.inset * self._style.cell * 20)
        self._width = rules.page.line_twips

    def imprint(self, block: ImprintBlock, properties: str = "") -> str:
        """The XML of an imprint; `properties` are asked of its paragraph."""
        rows = self._rows(block, marked=True)
        height = sum(self._heights(block)) / 20
        box = Box(
            number=_BOX,
            name="版记",
            left=self._page.left.points,
            top=self._page.text_bottom.points - height - self._rules.thick.points / 2,
            width=self._width / 20,
            height=height + _LAST / 20,
        )
        # What lies below the text area belongs to the page, so text may stand there.
        spare = Mm(self._page.height - self._page.bottom - self._page.text_bottom).points
        held = spacing(0, 0, round((height + max(spare, 0)) * 20))
        return self._paragraph(properties + held, box.run(rows, self._rows(block, marked=False)))

    def _rows(self, block: ImprintBlock, marked: bool) -> str:
        """The table in the box; the bookmark stands in its first paragraph."""
        texts = self._elements(block)
        heights = self._heights(block)
        rows = ""
        for index, (properties, text) in enumerate(texts):
            runs = run(text)
            if marked and index == 0:
                runs = bookmarks.around(block.id, runs)
            cell = self._paragraph(properties, runs)
            borders = self._borders(index, len(texts)) if block.lines else ""
            rows += (
                f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{heights[index]}"'
                f' w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{self._width}"'
                f' w:type="dxa"/>{borders}<w:vAlign w:val="center"/></w:tcPr>{cell}</w:tc></w:tr>'
            )
        last = self._paragraph(spacing(0, 0, _LAST), "")
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{self._width}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>{NO_MARGINS}</w:tblPr><w:tblGrid>'
            f'<w:gridCol w:w="{self._width}"/></w:tblGrid>{rows}</w:tbl>{last}'
        )

    def _elements(self, block: ImprintBlock) -> list[tuple[str, str]]:
        """Paragraph properties and text of 抄送机关 and of 印发机关和印发日期."""
        found = []
        inset = self._inset
        if block.copies_to:
            hanging = self._twips(text_width(_COPIES))
            indents = f'w:left="{inset + hanging}" w:right="{inset}" w:hanging="{hanging}"'
            found.append((f"<w:ind {indents}/>", f"{_COPIES}{block.copies_to.rstrip('。')}。"))
        if block.printer or block.printed:
            tab = f'<w:tabs><w:tab w:val="right" w:pos="{self._width - inset}"/></w:tabs>'
            indents = f'<w:ind w:left="{inset}" w:right="{inset}"/>'
            printed = block.printed and block.printed.removesuffix(_PRINTED) + _PRINTED
            found.append((tab + indents, f"{block.printer}\t{printed}"))
        return found

    def _heights(self, block: ImprintBlock) -> list[int]:
        """The height of each row in twips."""
        padding = 2 * self._rules.padding.twips
        room = self._room()
        heights = []
        for index, (_, text) in enumerate(self._elements(block)):
            lines = 1
            if block.copies_to and index == 0:
                width = text_width(text.removeprefix(_COPIES))
                # On several lines one less fits, as a mark may not begin the next.
                lines = 1 if width <= room else math.ceil(width / (math.floor(room) - 1))
            heights.append(lines * self._style.line.twips + padding)
        return heights

    def _room(self) -> float:
        """字 in a line of 抄送机关."""
        return (self._width - 2 * self._inset) / self._style.cell.twips - text_width(_COPIES)

    def _borders(self, index: int, count: int) -> str:
        """The first and the last line thick, those between thin (7.4.1)."""
        thick, thin = (width.points.eighths for width in (self._rules.thick, self._rules.thin))
        sizes = {
            "top": thick if index == 0 else thin,
            "bottom": thick if index == count - 1 else thin,
        }
        lines = "".join(
            f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
            for edge, size in sizes.items()
        )
        return f"<w:tcBorders>{lines}</w:tcBorders>"

    def _twips(self, characters: float) -> int:
        return round(characters * self._style.cell * 20)

    def _paragraph(self, properties: str, content: str) -> str:
        style = f'<w:pStyle w:val="{self._style.id}"/>'
        return f"<w:p><w:pPr>{style}{properties}</w:pPr>{content}</w:p>"
