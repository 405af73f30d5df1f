"""The styles part: the rule file's paragraph styles in Word's words."""

from __future__ import annotations

from ..formats import Chars, Format, Lines, Style
from .markup import DECLARATION, W, attribute
from .metrics import leading_below

_QUICK = "<w:qFormat/>"
_LINE_RULES = {"exact": "exact", "at_least": "atLeast"}
_SINGLE = 'w:line="240" w:lineRule="auto"'  # 240ths of the font's own height
# Hanging punctuation is on, as in every document Word makes by default. LibreOffice 7.4 reads the
# switch inverted: with 0 it leaves marks at the end of a full line out of the page altogether.
_NO_SPLIT = (
    '<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/>'
    '<w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
)


def styles(rules: Format) -> str:
    """styles.xml."""
    return (
        f'{DECLARATION}<w:styles xmlns:w="{W}">{_defaults(rules)}'
        f"{''.join(_paragraph_style(key, rules) for key in rules.styles)}"
        f"{_CHARACTER_DEFAULT}{''.join(_linked_style(style) for style in linked(rules).values())}"
        f"{_TABLE_DEFAULT}{_table_grid(rules)}</w:styles>"
    )


def linked(rules: Format) -> dict[str, Style]:
    """The styles that have a character style of their own face, for what is run into a text.

    Word takes exactly the run with such a style of a heading into its table of contents.
    """
    return {key: style for key, style in rules.styles.items() if _has_face(style)}


def _has_face(style: Style) -> bool:
    return style.run_in or style.outline_level > 0


def character_style_id(style: Style) -> str:
    """The id of the character style linked to a paragraph style."""
    return f"{style.id}Char"


def _defaults(rules: Format) -> str:
    style = rules.styles["default"]
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(style)}"
        f'<w:color w:val="{style.colour}"/><w:sz w:val="{style.size.half_points}"/>'
        f'<w:szCs w:val="{style.size.half_points}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _paragraph_style(key: str, rules: Format) -> str:
    """A paragraph style, all its properties written out: nothing depends on inheritance."""
    style, default = rules.styles[key], key == "default"
    kind = ' w:default="1"' if default else ""
    based = "" if default else f'<w:basedOn w:val="{rules.styles["default"].id}"/>'
    following = f'<w:next w:val="{rules.styles["body"].id}"/>' if style.outline_level else ""
    link = f'<w:link w:val="{character_style_id(style)}"/>' if _has_face(style) else ""
    border = _red_line(style, rules) if style.ruled else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{attribute(style.id)}">'
        f'<w:name w:val="{attribute(style.name)}"/>{based}{following}{link}{_QUICK}'
        f"<w:pPr>{_paragraph_properties(style, border)}</w:pPr><w:rPr>{_run_properties(style)}</w:rPr>"
        "</w:style>"
    )


def _linked_style(style: Style) -> str:
    """The character style of a heading: its face alone, size and spacing are the text's."""
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{character_style_id(style)}">'
        f'<w:name w:val="{attribute(style.name)} Char"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:link w:val="{style.id}"/>'
        f"<w:rPr>{_fonts(style)}{_bold(style)}</w:rPr></w:style>"
    )


def _red_line(style: Style, rules: Format) -> str:
    """The red line as the lower border of a paragraph, which flows with the text (7.2.7).

    Word and LibreOffice count the distance from the lower edge of the line of text, and in
    whole points.
    """
    line = rules.red_line
    space = round(line.below.points - leading_below(style))
    return (
        f'<w:pBdr><w:bottom w:val="single" w:sz="{line.weight.eighths}" w:space="{space}"'
        f' w:color="{line.colour}"/></w:pBdr>'
    )


def _paragraph_properties(style: Style, border: str = "") -> str:
    keep = "<w:keepNext/>" if style.keep_next else ""
    keep += "<w:pageBreakBefore/>" if style.new_page else ""
    level = f'<w:outlineLvl w:val="{style.outline_level - 1}"/>' if style.outline_level else ""
    # Widow control would leave pages of 21 lines.
    return (
        f'{keep}<w:widowControl w:val="0"/>{border}{_NO_SPLIT}{_spacing(style)}{_indents(style)}'
        f'<w:jc w:val="{style.align}"/>{level}'
    )


def _spacing(style: Style) -> str:
    before, after = _lines(style.before, style), _lines(style.after, style)
    line = _SINGLE
    if rule := _LINE_RULES.get(style.line_rule):
        line = f'w:line="{style.line.twips}" w:lineRule="{rule}"'
    return f'<w:spacing w:before="{before}" w:after="{after}" {line}/>'


def _lines(count: Lines, style: Style) -> int:
    """Empty lines in twips; w:beforeLines would follow Word's grid instead of the line pitch."""
    return round(count * style.line.twips)


def _indents(style: Style) -> str:
    """The indents, in cells for people who open the dialog and in twips for what ignores cells."""
    named = {
        "left": style.left, "right": style.right,
        "hanging": style.hanging, "firstLine": style.first_line,
    }  # fmt: skip
    parts = [_indent(name, count, style) for name, count in named.items() if count]
    return f"<w:ind {' '.join(parts)}/>" if parts else ""


def _indent(name: str, count: Chars, style: Style) -> str:
    return f'w:{name}Chars="{round(count * 100)}" w:{name}="{round(count * style.cell * 20)}"'


def _run_properties(style: Style) -> str:
    spacing = f'<w:spacing w:val="{style.spacing.twips}"/>'
    size = style.size.half_points
    return (
        f'{_fonts(style)}{_bold(style)}<w:color w:val="{style.colour}"/>{spacing}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )


def _fonts(style: Style) -> str:
    """All four fonts and no theme: a theme attribute left anywhere would win."""
    font, latin = attribute(style.font), attribute(style.latin or style.font)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>'


def _bold(style: Style) -> str:
    return "<w:b/><w:bCs/>" if style.bold else ""


_CHARACTER_DEFAULT = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>'
    "<w:unhideWhenUsed/></w:style>"
)
_TABLE_DEFAULT = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)


def _table_grid(rules: Format) -> str:
    table = rules.table
    size = table.border.eighths
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{edge} w:w="{width.twips}" w:type="dxa"/>'
        for edge, width in (
            ("top", table.cell_padding), ("left", table.cell_margin),
            ("bottom", table.cell_padding), ("right", table.cell_margin),
        )
    )  # fmt: skip
    return (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="39"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>"
        f"{margins}</w:tblCellMar></w:tblPr></w:style>"
    )
