"""The footers: page numbers on upright pages, on turned ones, and none."""

from __future__ import annotations

from ..formats import Format
from .boxes import Box
from .markup import DECLARATION, R, W
from .runs import run

_NUMBER_BOX = {"right": 1011, "left": 1012}


def upright(rules: Format, side: str) -> str:
    """The page number at the outer edge: right on odd pages, left on even ones (clause 7.5)."""
    return _footer(_number(rules, side))


def turned(rules: Format, side: str) -> str:
    """The page number of a landscape page where the upright sheet has it (clause 8).

    The sheet lies turned clockwise: what was its foot is at the left.
    """
    page, style = rules.page, rules.styles["page_number"]
    box = Box(
        number=_NUMBER_BOX[side],
        name="页码",
        left=rules.page_number.footer.points,
        top=page.left.points,
        width=style.line,
        height=page.line_twips / 20,
        turned=True,
        in_footer=True,
    )
    return _footer(_paragraph(rules, "", box.run(_number(rules, side))))


def empty(rules: Format) -> str:
    """The footer of pages without number."""
    return _footer(_paragraph(rules, "", ""))


def _number(rules: Format, side: str) -> str:
    number, style = rules.page_number, rules.styles["page_number"]
    before, _, after = number.text.partition("{page}")
    if number.place == "center":
        properties = '<w:jc w:val="center"/>'
    else:
        inset = round(number.inset * style.cell * 20)
        properties = (
            f'<w:ind w:{side}Chars="{round(number.inset * 100)}" w:{side}="{inset}"/>'
            f'<w:jc w:val="{side}"/>'
        )
    return _paragraph(rules, properties, f"{run(before)}{_PAGE_FIELD}{run(after)}")


def _paragraph(rules: Format, properties: str, content: str) -> str:
    style = rules.styles["page_number"].id
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def _footer(content: str) -> str:
    return f'{DECLARATION}<w:ftr xmlns:w="{W}" xmlns:r="{R}">{content}</w:ftr>'


_FIELD_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{}</w:r>'
_PAGE_FIELD = "".join(
    _FIELD_RUN.format(content)
    for content in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)
