"""An office's own template: marks healed, mistakes told, texts exact, nothing dangerous let in."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.characters import forbidden_character
from generator.errors import CreationPlanError, Unreadable
from generator.word import reading
from generator.word.office_template import compile_template
from generator.word.placeholders import Place, heal
from generator.word.provenance import read_provenance
from generator.word.template_writer import TemplateWriter

from .helpers import is_untouched
from .office import (
    BODY,
    BUILT,
    MADE,
    NAMESPACES,
    RELATIONS,
    RULES,
    W,
    audit,
    filled,
    official,
    p,
    part,
    repacked,
    root,
    template,
    texts,
)

PLACE = Place("office.docx", "document", 1)


def paragraph(content: str) -> Any:
    return etree.fromstring(f"<w:p {NAMESPACES}>{content}</w:p>")


def r(text: str, properties: str = "", attributes: str = "") -> str:
    return f"<w:r{attributes}>{properties}<w:t>{text}</w:t></w:r>"


BOLD = "<w:rPr><w:b/></w:rPr>"
ERROR = '<w:proofErr w:type="spellStart"/>'


# Healing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "healed"),
    [
        (r("{{ title }}"), ["{{ title }}"]),
        (r("{{title}}"), ["{{ title }}"]),
        (r("{{   title\u00a0\u3000 }}"), ["{{ title }}"]),
        (r("{{ Title }}"), ["{{ title }}"]),
        (r("关于{{ title }}的"), ["关于{{ title }}的"]),
        (r("{") + r("{ title }") + r("}"), ["{{ title }}"]),
        (r("{{ ") + ERROR + r("copy_number") + '<w:proofErr w:type="spellEnd"/>' + r(" }}"),
         ["{{ copy_number }}"]),
        (r("{{ copy", attributes=' w:rsidR="00A1"') + r("_", attributes=' w:rsidR="00B2"')
         + r("number }}", attributes=' w:rsidRPr="00C3"'), ["{{ copy_number }}"]),
        (r("甲{{ is") + '<w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/>'
         + r("suer }}乙"), ["甲{{ issuer }}", "乙"]),
        (f"<w:smartTag>{r('{{ num')}<w:smartTag>{r('ber')}</w:smartTag></w:smartTag>{r(' }}')}",
         ["{{ number }}"]),
        (r("{{ date }}") + r("{{") + r("note") + r("}}") + r("完"),
         ["{{ date }}", "{{ note }}", "完"]),
        (r("{{ date }}{{ note") + r(" }}"), ["{{ date }}{{ note }}"]),
        ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>' + r("{{ ti")
         + r("tle }}"), ["1", "{{ title }}"]),
        ('<w:hyperlink w:anchor="x">' + r("{{ ti") + "</w:hyperlink>" + r("tle }}"),
         ["{{ title }}"]),
        (r("{{ ti") + "<w:r><w:tab/></w:r>" + r("tle }}"), ["{{ title }}"]),
        ("<w:r><w:t>{{ ti</w:t><w:softHyphen/><w:t>tle }}</w:t></w:r>", ["{{ title }}"]),
        (f"<w:sdt><w:sdtContent>{r('{{ title')}</w:sdtContent></w:sdt>{r(' }}')}",
         ["{{ title }}"]),
        (r("{{ title }} {single} {{", BOLD), None),
        (r("{ title }"), ["{ title }"]),
    ],
)  # fmt: skip
def test_split_marks_are_healed(content: str, healed: list[str] | None) -> None:
    element = paragraph(content)
    names, findings = heal(element, PLACE)
    if healed is None:
        assert findings
        return
    assert findings == []
    assert [text.text for text in element.iter(f"{W}t")] == healed
    assert heal(element, PLACE) == (names, [])  # healed stays healed
    assert next(element.iter(f"{W}proofErr"), None) is None or not names


def test_the_formatting_of_the_first_character_wins() -> None:
    element = paragraph(r("甲{", BOLD) + r("{ title }}乙", "<w:rPr><w:i/></w:rPr>"))
    heal(element, PLACE)
    found = [(run.find(f"{W}t").text, run.find(f"{W}rPr")[0].tag) for run in element.iter(f"{W}r")]
    assert found == [("甲{{ title }}", f"{W}b"), ("乙", f"{W}i")]


@given(st.lists(st.integers(1, 13), max_size=5))
def test_a_mark_may_be_cut_anywhere(cuts: list[int]) -> None:
    text = "甲{{ issuer }}乙"
    edges = [0, *sorted(cuts), len(text)]
    pieces = [text[left:right] for left, right in pairwise(edges)]
    element = paragraph("".join(r(piece) for piece in pieces))
    assert heal(element, PLACE) == (["issuer"], [])
    assert "".join(element.itertext()) == text


# Mistakes ---------------------------------------------------------------------------------


def told(data: bytes) -> list[str]:
    """Place, message and hint of everything that is wrong with a template."""
    with pytest.raises(CreationPlanError) as caught:
        compile_template(data, RULES, "office.docx")
    return [
        f"{finding.origin}: {finding.message.format(**finding.args)}"
        + (f" ({finding.hint.format(**finding.args)})" if finding.hint else "")
        for finding in caught.value.findings
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BODY + p("{{ titel }}"),
         "office.docx document: paragraph 2 (“{{ titel }}”): there is no placeholder {{ titel }}"
         " (did you mean {{ title }}?)"),
        (p("一") + p("关于{{ unit.name }}创建示范点的通知") + BODY,
         "office.docx document: paragraph 2 (“关于{{ unit.na…”): there is no placeholder"
         " {{ unit.name }} (there are: title,"),
        (BODY + p("｛｛title｝｝"),
         "office.docx document: paragraph 2 (“｛｛title｝｝”): ｛｛title｝｝ has full-width braces"
         " (write the braces in half width: {{ title }})"),
        (BODY + p("{{ title }"),
         "office.docx document: paragraph 2 (“{{ title }”): {{ has no counterpart"),
        (BODY + p("{% if note %}"),
         "office.docx document: paragraph 2 (“{% if note %…”): {% if note %} is not understood"),
        (p("一"), "office.docx document: the template has no paragraph {{ body }}"),
        (BODY + BODY, "office.docx document: {{ body }} stands in the template more than once"),
        (p("正文{{ body }}"),
         "office.docx document: paragraph 1 (“正文{{ body }}”): {{ body }} must stand alone"),
        (f"<w:tbl><w:tr><w:tc>{BODY}</w:tc></w:tr></w:tbl>",
         "office.docx document: paragraph 1 (“{{ body }}”): {{ body }} must stand in the text itself"),
        (p("{{ annexes }}") + BODY, "office.docx document: {{ annexes }} must stand after {{ body }}"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(body: str, expected: str) -> None:
    assert told(template(body))[0].startswith(expected)


def test_every_mistake_is_told_at_once_and_headers_are_looked_at() -> None:
    footer = part(BUILT["plan.docx"], "word/footer1.xml").decode()
    wrong = footer.replace("<w:p>", p("{{ sekrecy }}") + "<w:p>")
    data = template(BODY + p("{{ titel }}"), **{"word/footer1.xml": wrong})
    assert [line.partition(" (“")[0] for line in told(data)] == [
        "office.docx document: paragraph 2",
        "office.docx footer1: paragraph 1",
    ]


# Filling ----------------------------------------------------------------------------------


def test_blocks_stand_for_the_marks_and_texts_for_the_placeholders() -> None:
    body = (
        p("{{ number }}")
        + p("{{ title }}", "Title")
        + BODY
        + p("完")
        + p("{{ annexes }}")
        + p("末")
    )
    data = filled(template(body))
    assert texts(root(data)) == [
        "某发〔2026〕3号", "关于印发\n《城关镇党建示范点创建方案》的通知", "各乡镇党委，县直各单位：",
        "现将《方案》印发给你们，请贯彻执行。", "附件：1.城关镇党建示范点创建方案", "2.任务分解表",
        "中共某某县委", "2026年3月5日", "完", "附件1", "城关镇党建示范点创建方案", "一、创建目标",
        "建成。", "附件2", "任务分解表", "序号", "任务", "1", "甲", "2", "乙", "末",
    ]  # fmt: skip


def test_annexes_without_a_mark_come_last() -> None:
    found = texts(root(filled(template(BODY + p("完")))))
    assert found.index("完") < found.index("附件1")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("{{ note }}") + BODY, []),  # all empty: gone
        (p("（{{ note }}）") + BODY, []),
        (p("{{ note }}{{ number }}") + BODY, ["某发〔2026〕3号"]),
        (f"<w:tbl><w:tr><w:tc>{p('{{ note }}')}</w:tc><w:tc>{p('甲')}</w:tc></w:tr></w:tbl>{BODY}",
         ["", "甲"]),
        (f"<w:tbl><w:tr><w:tc>{p('甲')}{p('{{ note }}')}</w:tc></w:tr></w:tbl>{BODY}", ["甲"]),
        (f"<w:tbl><w:tr><w:tc>{p('{{ secrecy }}')}{p('{{ note }}')}</w:tc><w:tc>{p('甲')}</w:tc>"
         f"</w:tr></w:tbl>{BODY}", ["", "甲"]),
        (f"<w:tbl><w:tr><w:tc>{p('{{ note }}')}</w:tc></w:tr><w:tr><w:tc>{p('{{ number }}')}</w:tc>"
         f"</w:tr></w:tbl>{BODY}", ["某发〔2026〕3号"]),
        (f"<w:tbl><w:tr><w:tc>{p('{{ note }}')}</w:tc></w:tr></w:tbl>{BODY}", []),
        (f"<w:tbl><w:tr><w:tc>{p('{{ number }}')}{p('{{ note }}')}</w:tc><w:tc>{p('甲')}</w:tc>"
         f"</w:tr></w:tbl>{BODY}", ["某发〔2026〕3号", "甲"]),
    ],
)  # fmt: skip
def test_what_is_empty_disappears_where_it_may(
    body: str, expected: list[str], tmp_path: Path
) -> None:
    body = body.replace("<w:tbl>", "<w:tbl><w:tblPr/><w:tblGrid/>")
    data = filled(template(body), official(recipients=""))
    found = texts(root(data))
    assert found[: found.index("现将《方案》印发给你们，请贯彻执行。")][:-1] == expected
    assert audit(data, tmp_path) == []


def test_headers_are_filled_and_keep_a_paragraph(tmp_path: Path) -> None:
    footer = f"<w:ftr {NAMESPACES}>{p('{{ secrecy }}', 'Footer')}</w:ftr>"
    data = template(BODY, **{"word/footer1.xml": footer})
    assert texts(root(filled(data), "word/footer1.xml")) == [""]
    secret = filled(data, official(secrecy="机密★1年"))
    assert texts(root(secret, "word/footer1.xml")) == ["机密★1年"]
    assert audit(secret, tmp_path) == []


@pytest.mark.parametrize(
    "text", ["<a>&amp;\"'", "𠮷㐂龘", "{{ body }}", "一\t二", " 首尾 ", "{%x%}"]
)
def test_texts_are_exact(text: str) -> None:
    data = filled(template(p("{{ number }}") + BODY), official(number=text))
    assert texts(root(data))[0] == text


_TEXT = st.text(min_size=1).filter(lambda text: not forbidden_character(text) and "\r" not in text)
WRITER = TemplateWriter(
    RULES, compile_template(template(p("{{ number }}") + BODY), RULES, "office.docx")
)


@given(_TEXT)
def test_any_text_comes_back(text: str) -> None:
    data = WRITER.write(official(number=text), MADE)
    assert texts(root(data))[0] == text
    provenance = read_provenance(data)
    assert provenance and provenance.blocks[0].text == text


def test_generated_texts_have_identity_and_provenance() -> None:
    data = filled(BUILT["notice.docx"], official(note="此件公开发布"))
    made = read_provenance(data)
    assert made is not None and is_untouched(data)
    names = {start.get(f"{W}name") for start in root(data).iter(f"{W}bookmarkStart")}
    assert {block.bookmark for block in made.blocks} <= names
    by_id = {block.id: block for block in made.blocks}
    assert by_id["#template-note"].text == "（此件公开发布）"
    assert (by_id["#template-title"].style, by_id["n1"].style) == ("title", "body")
    order = [block.id for block in made.blocks]
    assert order.index("#template-title") < order.index("n1") < order.index("#template-note")


def test_a_template_made_from_a_document_of_ours_is_as_good() -> None:
    document = filled(BUILT["notice.docx"])
    xml = part(document).decode().replace("现将《方案》印发给你们，请贯彻执行。", "{{ body }}")
    again = filled(repacked(document, {"word/document.xml": xml.encode()}))
    names = [start.get(f"{W}name") for start in root(again).iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))
    items = [name for name in zipfile.ZipFile(io.BytesIO(again)).namelist() if "customXml/" in name]
    assert len(items) == 3


def test_what_the_template_has_no_place_for_is_told() -> None:
    writer = TemplateWriter(RULES, compile_template(template(BODY), RULES, "office.docx"))
    found = writer.findings(official(secrecy="机密★1年"))
    assert [(finding.args["mark"], finding.severity) for finding in found] == [
        ("{{ secrecy }}", "warning"),
        ("{{ number }}", "warning"),
    ]


def test_a_document_keeps_what_the_template_does_not_place() -> None:
    found = texts(root(filled(template(BODY), official(copies_to="县委办公室", printer="甲办"))))
    assert "抄送：县委办公室。" in found and "中共某某县委" in found


def test_a_template_may_sign_itself() -> None:
    body = BODY + p("{{ issuers }}") + p("{{ date }}")
    found = texts(root(filled(template(body))))
    assert found.count("中共某某县委") == 1 and found.count("2026年3月5日") == 1


def test_a_long_name_is_set_narrower() -> None:
    def scales(issuer: str) -> list[str]:
        document = root(filled(BUILT["notice.docx"], official(issuers=(issuer,))))
        return [scale.get(f"{W}val") for scale in document.iter(f"{W}w")]

    assert scales("中共某某县委") == []
    assert scales("中共某某县委教育工作委员会") == ["60"]


@pytest.mark.parametrize("name", sorted(BUILT))
@pytest.mark.parametrize("landscape", [False, True])
def test_filled_templates_are_valid(name: str, landscape: bool, tmp_path: Path) -> None:
    form: Any = name.removesuffix(".docx")
    given = official(form, landscape, note="此件公开发布", copies_to="县委办公室", printer="甲办")
    data = filled(BUILT[name], given)
    assert audit(data, tmp_path) == []
    assert data == filled(BUILT[name], given)


def test_upright_pages_come_back_after_turned_ones() -> None:
    data = filled(BUILT["letter.docx"], official("letter", landscape=True))
    pages = list(root(data).iter(f"{W}sectPr"))
    turned = [page.find(f"{W}pgSz").get(f"{W}orient", "") for page in pages]
    assert turned == ["", "landscape", ""]
    assert [page.find(f"{W}titlePg") is not None for page in pages] == [True, False, False]


def test_our_footers_do_not_reach_the_offices_pages() -> None:
    """A section that names no footer has that of the section before."""
    bare = template(p("{{ number }}") + BODY + p("{{ annexes }}") + p("末"))
    xml = part(bare).decode()
    without = xml[: xml.rindex("<w:sectPr>")] + "<w:sectPr/></w:body></w:document>"
    data = filled(repacked(bare, {"word/document.xml": without.encode()}), official(landscape=True))
    relations = {
        one.get("Id"): one.get("Target") for one in root(data, "word/_rels/document.xml.rels")
    }
    last = [*root(data).iter(f"{W}sectPr")][-1]
    for reference in last.findall(f"{W}footerReference"):
        name = f"word/{relations[reference.get(f'{{{RELATIONS}}}id')]}"
        assert texts(root(data, name)) == [""]


@pytest.mark.parametrize("place", ["last_page", "next_page", "even_page"])
@pytest.mark.parametrize("name", ["notice.docx", "letter.docx"])
@pytest.mark.parametrize("landscape", [False, True])
def test_the_imprint_of_a_template_goes_where_it_is_asked(
    place: Any, name: str, landscape: bool, tmp_path: Path
) -> None:
    form: Any = name.removesuffix(".docx")
    document = official(form, landscape, copies_to="县委办公室", printer="甲办")
    compiled = compile_template(BUILT[name], RULES, name)
    data = TemplateWriter(RULES, compiled).write(document, MADE, place)
    last = [*root(data).iter(f"{W}sectPr")][-1]
    assert (last.find(f"{W}type") is not None) == (place == "even_page")
    breaks = [one for one in root(data).iter(f"{W}br") if one.get(f"{W}type") == "page"]
    assert len(breaks) == (place == "next_page")
    assert audit(data, tmp_path) == []


# Styles -----------------------------------------------------------------------------------


def styles_of(data: bytes) -> dict[str, Any]:
    return {
        style.get(f"{W}styleId"): style for style in root(data, "word/styles.xml").iter(f"{W}style")
    }


def restyled(changes: dict[str, str], body: str = BODY) -> bytes:
    xml = part(BUILT["plan.docx"], "word/styles.xml").decode()
    for old, new in changes.items():
        assert old in xml
        xml = xml.replace(old, new)
    return template(body, **{"word/styles.xml": xml})


def test_styles_are_found_by_name_whatever_their_ids() -> None:
    numbered = {'"Title"/>': '"Title"/>', 'w:styleId="Title"': 'w:styleId="a3"',
                'w:styleId="TableGrid"': 'w:styleId="a7"'}  # fmt: skip
    data = filled(restyled(numbered, p("标题", "a3") + BODY))
    assert {"Title", "TableGrid"} <= set(styles_of(data))
    assert not {"a3", "a7"} & set(styles_of(data))
    assert next(root(data).iter(f"{W}pStyle")).get(f"{W}val") == "Title"


def test_the_offices_definition_of_a_style_wins() -> None:
    data = filled(restyled({'<w:sz w:val="44"/>': '<w:sz w:val="40"/>'}))
    assert styles_of(data)["Title"].find(f"{W}rPr/{W}sz").get(f"{W}val") == "40"


def test_a_style_that_is_missing_is_added(tmp_path: Path) -> None:
    xml = f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="我的样式"/></w:style></w:styles>'
    data = filled(template(BODY + p("甲", "Title"), **{"word/styles.xml": xml}))
    found = styles_of(data)
    assert {style.id for style in RULES.styles.values()} <= set(found)
    assert found["Title1"].find(f"{W}name").get(f"{W}val") == "我的样式"
    assert audit(data, tmp_path) == []


def test_other_parts_stay_byte_for_byte() -> None:
    office = repacked(BUILT["plan.docx"], {"word/theme/theme1.xml": b"<x>\n<!-- y --></x>"})
    data = filled(office)
    for name in (
        "word/settings.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/theme/theme1.xml",
    ):
        assert part(data, name) == part(office, name)


# Danger -----------------------------------------------------------------------------------


def related(kind: str, target: str, external: bool = True) -> bytes:
    """A template whose document has such a relationship."""
    rels = part(BUILT["plan.docx"], "word/_rels/document.xml.rels").decode()
    mode = ' TargetMode="External"' if external else ""
    more = f'<Relationship Id="rId99" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
    xml = rels.replace("</Relationships>", more + "</Relationships>")
    return template(BODY, **{"word/_rels/document.xml.rels": xml})


def field(code: str) -> str:
    return p(
        f"<w:r><w:instrText>{code[:3]}</w:instrText></w:r><w:r><w:instrText>{code[3:]}</w:instrText></w:r>"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (related("attachedTemplate", "file:///C:/office.dotm"), "attached to another template"),
        (related("image", "https://example.org/x.png"), "loads something from outside"),
        (related("hyperlink", "file://server/share"), "loads something from outside"),
        (related("aFChunk", "chunk.html", external=False), "contains another file"),
        (related("oleObject", "o.bin", external=False), "embedded object"),
        (related("vbaProject", "vbaProject.bin", external=False), "contains macros"),
        (template(BODY + '<w:altChunk r:id="rId4"/>'), "contains another file"),
        (template(BODY + field(" DDEAUTO cmd")), "loads something from outside (DDEAUTO)"),
        (template(BODY + field(" INCLUDETEXT x")), "loads something from outside (INCLUDETEXT)"),
        (template(BODY + p('<w:ins w:id="1" w:author="x"><w:r><w:t>x</w:t></w:r></w:ins>')),
         "contains tracked changes"),
        (b"", "not a Word document"),
        (b"PK\x03\x04 nothing", "not a Word document"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600, "old .doc or has a password"),
        (repacked(BUILT["plan.docx"], {"word/x.xml": b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'}),
         "document type declaration"),
        (repacked(BUILT["plan.docx"], {"word/x.xml": b"<a>"}), "is damaged"),
        (repacked(BUILT["plan.docx"], {"../evil": b""}), "name that is not allowed"),
        (repacked(BUILT["plan.docx"], {"WORD/document.xml": b"<a/>"}), "twice"),
        (repacked(BUILT["plan.docx"], {"word/document.xml": None}), "not an ordinary Word document"),
        (repacked(BUILT["plan.docx"], {f"x/{number}": b"" for number in range(2001)}), "too large"),
    ],
)  # fmt: skip
def test_dangerous_or_damaged_templates_are_refused(data: bytes, message: str) -> None:
    assert any(message in line for line in told(data))


def test_a_link_to_a_web_page_is_no_danger() -> None:
    assert filled(related("hyperlink", "https://example.org/"))


def test_a_bomb_is_stopped_while_it_swells() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 60_000_000)
    start = time.perf_counter()
    with pytest.raises(Unreadable):
        reading.parts(file.getvalue(), "bomb.docx")
    assert time.perf_counter() - start < 2


@given(st.binary(max_size=3), st.integers(0, len(BUILT["plan.docx"]) - 4))
def test_a_damaged_byte_is_no_crash(junk: bytes, at: int) -> None:
    data = BUILT["plan.docx"]
    with contextlib.suppress(CreationPlanError):
        compile_template(data[:at] + junk + data[at + 3 :], RULES, "office.docx")


# Speed ------------------------------------------------------------------------------------


def test_two_hundred_documents_take_less_than_a_second() -> None:
    writer = TemplateWriter(RULES, compile_template(BUILT["notice.docx"], RULES, "office.docx"))
    document = official(note="此件公开发布", copies_to="县委办公室", printer="甲办")
    spent = []
    for _ in range(4):  # the best of four: other programs run at the same time
        start = time.process_time()
        for _ in range(50):
            writer.write(document, MADE)
        spent.append(time.process_time() - start)
    assert min(spent) < 50 / 200
