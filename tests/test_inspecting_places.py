"""What stands in the wrong place or order, what is left of editing, and hints of what to do."""

from __future__ import annotations

import pytest

from generator import inspecting
from generator.inspecting.fixing import fixed

from .inspected import (
    DATA,
    XML,
    codes,
    formatted,
    found,
    opened,
    paragraph,
    shaped,
    styled,
    swapped,
)
from .office import RULES, part, repacked
from .returning import MADE, WRITER, block
from .test_inspecting import GRID, LINE, TITLE, head

BODY = "为加强基层党组织建设"
NOTE, NAME, DAY, LABEL = "附件：任务分解表", "中共城关镇委员会", "2026年3月5日", ">附件<"


def on_grid(pitch: int, line: int = 240) -> bytes:
    """The document with the height of its lines left to the lines of a page."""
    data = styled("BodyText", LINE, f'w:line="{line}" w:lineRule="auto"')
    return swapped(GRID, f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>', data=data)


def moved(text: str, below: str, data: bytes = DATA) -> bytes:
    """The document with one paragraph set below another."""
    one, other = paragraph(text, data), paragraph(below, data)
    xml = part(data).decode().replace(one, "").replace(other, other + one)
    return repacked(data, {"word/document.xml": xml.encode()})


def on_top(*texts: str) -> bytes:
    """The document below 版头 with 份号, 密级 or 紧急程度 above it."""
    face = '<w:rPr><w:rFonts w:eastAsia="{}"/></w:rPr>'
    lines = "".join(
        f"<w:p><w:r>{face.format('仿宋_GB2312' if text.isdecimal() else '黑体')}<w:t>{text}</w:t></w:r></w:p>"
        for text in texts
    )
    return swapped("<w:body>", f"<w:body>{lines}", data=head())


def marked(properties: str) -> bytes:
    """The document with a run of such properties at the end of a paragraph."""
    old = paragraph(BODY)
    more = f"<w:r><w:rPr>{properties}</w:rPr><w:t>请核实。</w:t></w:r></w:p>"
    return swapped(old, old.replace("</w:p>", more))


UP = swapped(
    TITLE, "关于审定党建示范点", data=swapped("创建方案</w:t>", "创建方案的请示</w:t>", data=head())
)
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="{}"/>'

# What is wrong, and beside it what is nearly the same and right.
CASES: dict[str, tuple[bytes, list[str], bytes]] = {
    "two lines of the grid for each": (on_grid(312), ["grid-lines"], on_grid(579)),
    "one and a half of them": (on_grid(312, 360), ["line-height"], on_grid(579)),
    "name at the left": (
        shaped(NAME, '<w:jc w:val="left"/>'),
        ["element-align"],
        shaped(NAME, '<w:ind w:left="5000"/><w:jc w:val="left"/>'),
    ),
    "annex label at the right": (
        shaped(LABEL, '<w:pageBreakBefore/><w:jc w:val="right"/>'),
        ["element-align"],
        shaped(LABEL, '<w:pageBreakBefore/><w:jc w:val="both"/>'),
    ),
    "date above the name": (moved(NAME, DAY), ["date-place"], DATA),
    "annex note below the date": (moved(NOTE, DAY), ["element-indent"], DATA),
    "urgency above secrecy": (
        on_top("特急", "机密★1年"), ["element-indent"], on_top("000001", "机密★1年", "特急"),
    ),
    "number below the title": (
        moved("城发〔2026〕3号", TITLE, head()), ["number-place"], head(),
    ),
    "request without 签发人": (
        UP, ["number-place"], swapped("3号</w:t>", "3号　　签发人：王立</w:t>", data=UP),
    ),
    "a page that says it has no text": (
        swapped(paragraph(NAME), f"<w:p><w:r><w:t>（此页无正文）</w:t></w:r></w:p>{paragraph(NAME)}"),
        ["signature-alone"],
        swapped("本方案。", "本方案。此页无正文的不算。"),
    ),
    "hidden": (marked("<w:vanish/>"), ["text-colour"], marked('<w:vanish w:val="0"/>')),
    "struck out": (marked("<w:strike/>"), ["text-colour"], marked('<w:strike w:val="0"/>')),
    "highlighted": (
        marked('<w:highlight w:val="yellow"/>'), ["text-colour"], marked('<w:highlight w:val="none"/>'),
    ),
    "shaded": (marked(SHADE.format("FFFF00")), ["text-colour"], marked(SHADE.format("auto"))),
    "highlighted in a table": (
        formatted("召开动员会", '<w:highlight w:val="yellow"/>'),
        ["text-colour"],
        formatted("召开动员会", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_by_its_code(case: str) -> None:
    assert codes(CASES[case][0]) == CASES[case][1]


@pytest.mark.parametrize("case", CASES)
def test_what_is_nearly_the_same_and_right_is_left_alone(case: str) -> None:
    assert codes(CASES[case][2]) == []


def test_lines_and_characters_are_counted_for_the_margins_that_are_asked_for() -> None:
    """The margins are told; lines of 28.95 pt are right, and 31 pt are not once they are mended."""
    narrow = swapped('w:top="2098"', 'w:top="1440"', data=swapped('w:left="1587"', 'w:left="1800"'))
    assert codes(narrow) == ["page-margins"]
    tall = styled("BodyText", LINE, 'w:line="620" w:lineRule="exact"')
    wrong = swapped('w:top="2098"', 'w:top="1440"', data=tall)
    told = [one.finding for one in found(wrong) if one.code == "grid-lines"]
    assert [one.args["found"] for one in told] == [20]


# What people do in documents of ours.
OURS = [
    (block("h", "body", "五、附则"), ["heading-font"]),
    (block("h", "heading1", "五、附则"), []),
    (block("h", "heading1", "各支部要认真对照标准，逐项抓好落实。"), ["body-font"]),
    (block("h", "body", "（五）附则"), []),  # items of a list may be that short
]


@pytest.mark.parametrize(("typed", "wanted"), OURS)
def test_a_style_counts_as_far_as_the_text_agrees(typed: object, wanted: list[str]) -> None:
    blocks = [
        block("t", "title", "城关镇创建方案"),
        typed,
        block("b", "body", "各支部要抓好落实。"),
    ]
    told = codes(WRITER.write(blocks, MADE))  # type: ignore[arg-type]
    assert [code for code in told if code.endswith("font")] == wanted


def test_runs_without_text_are_left_alone_by_repairs() -> None:
    """A run that is but a tag has no room for properties."""
    data = swapped(
        "本方案。</w:t></w:r>",
        "本方案。</w:t></w:r><w:r/>",
        data=formatted(BODY, '<w:sz w:val="24"/>'),
    )
    xml = part(fixed(data, RULES).data).decode()
    assert "</w:r><w:r/></w:p>" in xml and codes(fixed(data, RULES).data) == []


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (styled("BodyText", LINE, 'w:line="600" w:lineRule="exact"'), "exactly 28.95 pt"),
        (styled("BodyText", '<w:spacing w:val="-5"/>', '<w:spacing w:val="0"/>'), "by 0.25 pt"),
        (swapped('w:top="2098"', 'w:top="1440"'), "clause 5.1, 5.2.1; under Page Setup, Margins"),
    ],
)  # fmt: skip
def test_hints_say_what_to_do(data: bytes, hint: str) -> None:
    [one] = found(data)
    assert hint in one.finding.hint.format(**one.finding.args)


def test_sizes_are_told_by_their_names() -> None:
    [one] = found(formatted(BODY, '<w:sz w:val="28"/>'))
    assert one.finding.message.format(**one.finding.args) == (
        "正文: 14 pt, 三号 (16 pt) is asked for (1 paragraphs)"
    )


# What stands beside the text.
BOX = (
    '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent><w:p><w:r>'
    "<w:t>联系人：×××</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
NOTES = (
    f"<w:footnotes {XML[XML.index('xmlns:w=') :].split(' ', 1)[0].rstrip('>')}>"
    '<w:footnote w:id="1"><w:p><w:r><w:t>数据由××镇提供。</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def test_notes_and_boxes_beside_the_text_are_read() -> None:
    old = paragraph(BODY)
    boxed = swapped(old, old.replace("</w:p>", f"{BOX}</w:p>"))
    noted = repacked(DATA, {"word/footnotes.xml": NOTES.encode()})
    lines = [[*inspecting.beside_text(opened(one)).items()] for one in (boxed, noted)]
    assert lines == [[("联系人：×××", "text box")], [("数据由××镇提供。", "footnote or endnote")]]
