"""What text and paragraphs look like in the end, and the numbers Word gives to paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import inspecting
from generator.errors import Unreadable
from generator.inspecting import parts
from generator.inspecting.faces import face_of, shape_of
from generator.inspecting.numbering import Level, List, written
from generator.inspecting.styles import of
from generator.numerals import chinese, number
from generator.outline import Line
from generator.word.markup import W

from .inspected import DATA, SETTINGS, STYLES, opened
from .office import repacked
from .returning import body, p, run

PLAIN = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>{}</w:style>'
)
BASED = '<w:style w:type="paragraph" w:styleId="{0}"><w:basedOn w:val="{1}"/>{2}</w:style>'
FACE = '<w:style w:type="character" w:styleId="{0}"><w:basedOn w:val="{1}"/><w:rPr>{2}</w:rPr></w:style>'
DEFAULTS = "<w:docDefaults><w:rPrDefault><w:rPr>{}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{}</w:pPr></w:pPrDefault></w:docDefaults>"
THEME = (
    '<a:theme xmlns:a="a"><a:fontScheme><a:majorFont><a:latin typeface="L1"/><a:ea typeface="E1"/>'
    '<a:font script="Hans" typeface="H1"/></a:majorFont><a:minorFont><a:latin typeface="L2"/>'
    '<a:ea typeface=""/><a:font script="Hans" typeface="H2"/><a:font script="Jpan" typeface="J2"/>'
    "</a:minorFont></a:fontScheme></a:theme>"
)


def font(name: str) -> str:
    return f'<w:rFonts w:eastAsia="{name}"/>'


def rpr(content: str) -> str:
    return f"<w:rPr>{content}</w:rPr>"


def ppr(content: str) -> str:
    return f"<w:pPr>{content}</w:pPr>"


def package(styles: str, settings: str = "") -> dict[str, bytes]:
    return {
        STYLES: f'<w:styles xmlns:w="{W}">{styles}</w:styles>'.encode(),
        SETTINGS: f'<w:settings xmlns:w="{W}">{settings}</w:settings>'.encode(),
        "word/theme/theme1.xml": THEME.encode(),
    }


BOLD, NOT_BOLD = "<w:b/>", '<w:b w:val="0"/>'
STYLE = '<w:pStyle w:val="b"/>'

# styles, direct properties of the paragraph, those of the run, what comes out
FACES: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "nothing said": ("", "", "", {"font": "", "size": 10, "bold": False, "colour": "000000"}),
    "defaults": (
        DEFAULTS.format(f'{font("D")}<w:sz w:val="24"/>', ""), "", "", {"font": "D", "size": 12},
    ),
    "default style": (PLAIN.format(rpr(font("N"))), "", "", {"font": "N"}),
    "a style that is not there": (PLAIN.format(rpr(font("N"))), STYLE, "", {"font": "N"}),
    "based on": (
        PLAIN.format(rpr(f'{font("N")}<w:sz w:val="32"/>')) + BASED.format("b", "a", rpr(font("B"))),
        STYLE, "", {"font": "B", "size": 16},
    ),
    "slots apart": (
        PLAIN.format(rpr('<w:rFonts w:ascii="A" w:eastAsia="E"/>'))
        + BASED.format("b", "a", rpr('<w:rFonts w:ascii="X"/>')),
        STYLE, "", {"font": "E", "latin": "X"},
    ),
    "direct": (PLAIN.format(rpr(font("N"))), "", font("R"), {"font": "R"}),
    "character style": (
        PLAIN.format(rpr(font("N"))) + FACE.format("c", "", font("C")),
        "", '<w:rStyle w:val="c"/>', {"font": "C"},
    ),
    "direct over character style": (
        FACE.format("c", "", font("C")), "", f'<w:rStyle w:val="c"/>{font("R")}', {"font": "R"},
    ),
    "bold twice is not bold": (
        PLAIN.format("") + BASED.format("b", "a", rpr(BOLD)) + FACE.format("c", "", BOLD),
        STYLE, '<w:rStyle w:val="c"/>', {"bold": False},
    ),
    "bold once": (
        BASED.format("b", "a", rpr(BOLD)) + FACE.format("c", "", NOT_BOLD),
        STYLE, '<w:rStyle w:val="c"/>', {"bold": True},
    ),
    "bold within a chain is bold": (
        PLAIN.format(rpr(BOLD)) + BASED.format("b", "a", rpr(BOLD)), STYLE, "", {"bold": True},
    ),
    "bold put out in a chain": (
        PLAIN.format(rpr(BOLD)) + BASED.format("b", "a", rpr(NOT_BOLD)), STYLE, "", {"bold": False},
    ),
    "bold by default stays": (
        DEFAULTS.format(BOLD, "") + BASED.format("b", "a", rpr(BOLD)) + FACE.format("c", "", BOLD),
        STYLE, '<w:rStyle w:val="c"/>', {"bold": True},
    ),
    "direct bold is no switch": (
        BASED.format("b", "a", rpr(BOLD)), STYLE, BOLD, {"bold": True},
    ),
    "theme": (
        DEFAULTS.format('<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia"/>', ""),
        "", "", {"font": "H2", "latin": "L2", "themed": True},
    ),
    "major theme has its own": (
        DEFAULTS.format('<w:rFonts w:eastAsiaTheme="majorEastAsia"/>', ""), "", "", {"font": "E1"},
    ),
    "theme wins within one element": (
        "", "", '<w:rFonts w:eastAsia="黑体" w:eastAsiaTheme="minorEastAsia"/>', {"font": "H2"},
    ),
    "a name wins over a theme below": (
        DEFAULTS.format('<w:rFonts w:eastAsiaTheme="minorEastAsia"/>', ""),
        "", font("R"), {"font": "R", "themed": False},
    ),
    "a circle of styles": (
        BASED.format("a", "b", rpr(font("A"))) + BASED.format("b", "a", rpr(font("B"))),
        STYLE, "", {"font": "B"},
    ),
    "automatic colour": ("", "", '<w:color w:val="auto"/>', {"colour": "000000"}),
    "spacing": ("", "", '<w:spacing w:val="-5"/>', {"spacing": -0.25}),
}  # fmt: skip


def one(properties: str, run_properties: str) -> parts.Paragraph:
    return parts.read(body(p(run("字", run_properties), properties))).paragraphs[0]


@pytest.mark.parametrize("case", FACES)
def test_text_looks_as_the_last_of_all_levels_says(case: str) -> None:
    styles, properties, run_properties, wanted = FACES[case]
    paragraph = one(properties, run_properties)
    face = face_of(paragraph.runs[0], paragraph, of(package(styles)))
    assert {name: getattr(face, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("settings", "font"),
    [
        ("", "H2"),
        ('<w:themeFontLang w:eastAsia="zh-CN"/>', "H2"),
        ('<w:themeFontLang w:eastAsia="ja-JP"/>', "J2"),
    ],
)
def test_the_theme_has_a_font_for_the_language(settings: str, font: str) -> None:
    paragraph = one("", '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>')
    assert face_of(paragraph.runs[0], paragraph, of(package("", settings))).font == font


LISTS = {"1": List("0", {0: Level(paragraph={"ind": {"left": "420", "hanging": "420"}})}, {})}
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
SHAPES: dict[str, tuple[str, str, dict[str, object]]] = {
    "nothing said": ("", "", {"align": "left", "before": 0, "line": 240, "level": 0}),
    "defaults": (DEFAULTS.format("", '<w:spacing w:after="160"/>'), "", {"after": 160}),
    "attributes apart": (
        PLAIN.format(ppr('<w:spacing w:after="160" w:line="259"/>')),
        '<w:spacing w:after="0"/>',
        {"after": 0, "line": 259},
    ),
    "start is left": ("", '<w:jc w:val="start"/>', {"align": "left"}),
    "level": (PLAIN.format(ppr('<w:outlineLvl w:val="0"/>')), "", {"level": 1}),
    "body level": ("", '<w:outlineLvl w:val="9"/>', {"level": 0}),
    "automatic space": ("", '<w:spacing w:before="0" w:beforeAutospacing="1"/>', {"before": 240}),
    "list": ("", NUMBERED, {"indents": {"left": "420", "hanging": "420"}}),
    "direct over list": (
        "", f'{NUMBERED}<w:ind w:left="0" w:firstLine="640"/>',
        {"indents": {"left": "0", "firstLine": "640"}},
    ),
    "style that names the list": (
        PLAIN.format(ppr(f'{NUMBERED}<w:ind w:left="0"/>')), "",
        {"indents": {"left": "0", "hanging": "420"}},
    ),
    "no list after all": (
        PLAIN.format(ppr(NUMBERED)), '<w:numPr><w:numId w:val="0"/></w:numPr>', {"indents": {}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHAPES)
def test_paragraphs_are_shaped_as_the_last_of_all_levels_says(case: str) -> None:
    styles, properties, wanted = SHAPES[case]
    shape = shape_of(one(properties, ""), of(package(styles)), LISTS)
    assert {name: getattr(shape, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("indents", "first", "left"),
    [
        ('w:firstLineChars="200" w:firstLine="630"', 2, 0),
        ('w:firstLine="640"', 2, 0),
        ('w:left="640" w:hanging="640"', 0, 2),
        ('w:leftChars="600" w:hangingChars="400"', 2, 6),
        ('w:start="640"', 2, 2),
        ('w:firstLineChars="0" w:firstLine="640"', 2, 0),
    ],
)
def test_indents_are_told_in_characters(indents: str, first: float, left: float) -> None:
    shape = shape_of(one(f"<w:ind {indents}/>", ""), of(package("")), {})
    assert (shape.first_line(16), shape.indent("left", 16)) == (first, left)


# Numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("japaneseCounting", 20, "二十"),
        ("ideographDigital", 10, "一〇"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 5, "05"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 14, "xiv"),
        ("ideographTraditional", 2, "乙"),
        ("decimal", 7, "7"),
        ("somethingNew", 7, "7"),
        ("chineseCounting", 0, "0"),
        ("chineseCounting", -3, "-3"),
    ],
)
def test_numbers_are_written_as_word_writes_them(form: str, value: int, text: str) -> None:
    assert written(value, form) == text


def test_equal_styles_are_read_once() -> None:
    """Whatever the file is called; of a bad part every file is told by its name."""
    assert of(package(PLAIN), "a.docx") is of(dict(package(PLAIN)), "b.docx")
    for name in ("a.docx", "b.docx"):
        with pytest.raises(Unreadable) as refused:
            of({STYLES: b"<w:styles"}, name)
        assert refused.value.findings[0].origin.source == name


@given(st.integers(1, 9999))
def test_chinese_numbers_can_be_read_again(value: int) -> None:
    assert number(written(value, "chineseCountingThousand")) == value
    assert written(value, "chineseCounting") == chinese(value)


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


RUNS_ON = '<w:lvlRestart w:val="0"/>'
OFFICIAL = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCountingThousand", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "（%4）")
    + level(4, "decimalEnclosedCircle", "%5")
)
NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{OFFICIAL}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "●")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "chineseCounting", "第%1章")}'
    f"{level(1, 'decimal', '%1.%2', '<w:isLgl/>')}{level(2, 'decimal', '%3）', RUNS_ON)}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def listed(*items: tuple[int, int]) -> list[str]:
    """The numbers of paragraphs of these lists and levels."""
    content = "".join(
        p("文", f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of_}"/></w:numPr>')
        for of_, at in items
    )
    data = repacked(
        DATA, {"word/document.xml": body(content), "word/numbering.xml": NUMBERING.encode()}
    )
    return [line.numbering for line in inspecting.lines(opened(data))]


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], "一、 （一） （二） 二、 （一）"),
        ([(1, 2), (1, 3), (1, 3), (1, 2), (1, 3), (1, 4)], "1. （1） （2） 2. （1） ①"),
        ([(1, 0), (1, 0), (2, 0), (2, 0), (1, 0)], "一、 二、 一、 二、 三、"),
        ([(3, 0), (9, 0), (1, 8)], "  "),
        ([(4, 0), (4, 1), (4, 1), (4, 0), (4, 1)], "第一章 1.1 1.2 第二章 2.1"),
        ([(4, 0), (4, 2), (4, 0), (4, 2)], "第一章 1） 第二章 2）"),
    ],
)
def test_paragraphs_have_the_numbers_that_word_shows(
    items: list[tuple[int, int]], labels: str
) -> None:
    assert listed(*items) == labels.split(" ")


def tied(at: int, text: str, style: str) -> str:
    """A level that stands for a paragraph style."""
    return level(at, "chineseCounting", text, f'<w:pStyle w:val="{style}"/>')


OUTLINED = tied(0, "%1、", "h1") + tied(1, "（%2）", "h2")
LINKED = {
    "by the levels": (
        f'<w:abstractNum w:abstractNumId="0">{OUTLINED}</w:abstractNum>'
    ),
    "by a list style": (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="7"><w:styleLink w:val="S"/>{OUTLINED}</w:abstractNum>'
    ),
}  # fmt: skip
IN_LIST = '<w:numPr><w:numId w:val="1"/></w:numPr>'
HEADED = (
    PLAIN.format("")
    + BASED.format("h1", "a", ppr(IN_LIST))
    + BASED.format("h2", "h1", ppr(f'<w:numPr><w:ilvl w:val="0"/>{IN_LIST[9:]}'))
    + BASED.format("own", "h2", "")
    + BASED.format("none", "h1", ppr(IN_LIST.replace('"1"', '"0"')))
)


@pytest.mark.parametrize("case", LINKED)
@pytest.mark.parametrize(
    ("styles", "labels"),
    [
        ("h1 h2 h2 h1 h2", "一、 （一） （二） 二、 （一）"),
        ("h1 own h2", "一、 （一） （二）"),  # based on a style of the list
        ("h1 none a h1", "一、   二、"),
        ("h1 h1:1 h1", "一、 （一） 二、"),  # its own level wins
    ],
)
def test_styles_stand_on_the_levels_of_a_list(case: str, styles: str, labels: str) -> None:
    content = ""
    for told in styles.split(" "):
        style, _, at = told.partition(":")
        own = f'<w:numPr><w:ilvl w:val="{at}"/>{IN_LIST[9:]}' if at else ""
        content += p("文", f'<w:pStyle w:val="{style}"/>{own}')
    num = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    parts = {
        "word/document.xml": body(content),
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{LINKED[case]}{num}</w:numbering>'.encode(),
        **package(HEADED),
    }
    found = inspecting.lines(opened(repacked(DATA, parts)))
    assert [line.numbering for line in found] == labels.split(" ")


# Lines -------------------------------------------------------------------------------------------


def lines(content: str) -> list[Line]:
    return list(inspecting.lines(opened(repacked(DATA, {"word/document.xml": body(content)}))))


GONE = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'


def test_lines_are_what_is_left_when_changes_are_accepted() -> None:
    deleted = '<w:del w:id="2" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    content = p("前", GONE) + p(f"{deleted}{run('后')}") + p("末")
    assert [(line.text, line.index) for line in lines(content)] == [("前后", 2), ("末", 3)]


def test_a_table_is_one_line_with_its_cells() -> None:
    cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("甲", "乙"))
    (line,) = lines(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert (line.table, line.index) == ((("甲", "乙"),), 1)


def test_lines_know_titles_by_their_styles() -> None:
    found = inspecting.lines(opened(DATA))
    assert [line.style for line in found[:4]] == ["title", "主送机关", "body text", "heading 1"]
    assert [line.index for line in found] == list(range(1, len(found) + 1))


def test_what_headers_say_is_told_apart() -> None:
    header = f'<w:hdr xmlns:w="{W}">{p("某网站首页")}{p("")}</w:hdr>'
    data = repacked(DATA, {"word/header7.xml": header.encode()})
    assert inspecting.beside_text(opened(data)) == {"某网站首页": "header or footer"}


def test_page_numbers_in_footers_are_no_lines() -> None:
    assert inspecting.beside_text(opened(DATA)) == {}


def test_deleted_paragraphs_are_not_counted_in_lists() -> None:
    content = "".join(
        p("文" if kept else "", f'<w:numPr><w:numId w:val="1"/></w:numPr>{"" if kept else GONE}')
        for kept in (True, False, True)
    )
    data = repacked(
        DATA, {"word/document.xml": body(content), "word/numbering.xml": NUMBERING.encode()}
    )
    assert [line.numbering for line in inspecting.lines(opened(data))] == ["一、", "二、"]
