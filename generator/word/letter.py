"""The head of a letter (信函, clause 10.1) and the double lines of its first page."""

from __future__ import annotations

from ..blocks import MarkBlock
from ..formats import Format, Mm
from . import bookmarks, metrics
from .asks import spacing
from .boxes import Box
from .mark import MarkWriter

_MARK_BOX, _FOOT_BOX = 1001, 1002
_TINY = 20  # twips: the least height of a line


class LetterWriter:
    """Writes what only letters have."""

    def __init__(self, rules: Format) -> None:
        self._rules = rules
        self._marks = MarkWriter(rules)

    def mark(self, block: MarkBlock) -> str:
        """The mark and the double line below it, wider than the text, above and in its area.

        They stand in a box; the paragraph that holds it takes up the room down to the text.
        """
        letter, page, name = self._rules.letter, self._rules.page, "".join(block.issuers[:1])
        face = self._marks.face(name)
        line = self._marks.line(face)
        top = letter.mark_top.points - metrics.above(line, face.size)
        space = round(letter.line_below.points - metrics.below(line, face.size))
        properties = self._line(letter.thick, space) + spacing(0, 0, round(line * 20))
        thin = self._rule(letter.thin, letter.between)
        text = self._marks.run(name, face)
        plain = self._marks.paragraph(text, properties) + thin
        content = self._marks.paragraph(bookmarks.around(block.id, text), properties) + thin
        height = line + space + letter.thick + letter.between + letter.thin
        box = self._box(_MARK_BOX, "发文机关标志", top, height)
        leading = metrics.leading_above(self._rules.styles["letter_line"])
        room = top + height + letter.text_gap - leading - page.top.points
        held = spacing(0, 0, max(_TINY, round(room * 20)))
        return self._marks.paragraph(box.run(content, plain) + self._foot(), held)

    def _foot(self) -> str:
        """The double line at the foot of the page: its lower edge at the stated height.

        It hangs on the first paragraph, as the head does: no other page shows it.
        """
        letter, page = self._rules.letter, self._rules.page
        height = _TINY / 20 + letter.thin + letter.between + letter.thick
        bottom = Mm(page.height - letter.foot).points
        content = self._rule(letter.thin, _TINY / 20) + self._rule(letter.thick, letter.between)
        return self._box(_FOOT_BOX, "红色双线", bottom - height, height).run(content)

    def _rule(self, weight: float, above: float) -> str:
        """A line so far below what is above it."""
        properties = self._line(weight, 0) + spacing(0, 0, round(above * 20))
        return self._marks.paragraph("", properties)

    def _box(self, number: int, name: str, top: float, height: float) -> Box:
        width = self._rules.letter.line_width
        left = Mm((self._rules.page.width - width) / 2)
        return Box(
            number=number, name=name, left=left.points, top=top, width=width.points, height=height
        )  # fmt: skip

    def _line(self, weight: float, space: float) -> str:
        colour = self._rules.red_line.colour
        return (
            f'<w:pBdr><w:bottom w:val="single" w:sz="{round(weight * 8)}"'
            f' w:space="{max(0, round(space))}" w:color="{colour}"/></w:pBdr>'
        )
