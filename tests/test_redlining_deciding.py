"""Tracked changes accepted and rejected, as Word does it."""

from __future__ import annotations

import pytest

from generator.redlining import accepted, rejected

from .patching import change, texts
from .returning import DATA, body, p, part, run, with_xml

A = 'w:id="9" w:author="张三"'


def deleted(text: str) -> str:
    return change("del", f"<w:r><w:delText>{text}</w:delText></w:r>")


def ended(kind: str, text: str) -> str:
    return p(text, f"<w:rPr><w:{kind} {A}/></w:rPr>")


def row(text: str, properties: str = "", cell: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr><w:tc><w:tcPr>{cell}</w:tcPr>{p(text)}</w:tc></w:tr>"
    )


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


# What stands in the body, the texts when all is accepted, and when all is rejected.
TRACKED: dict[str, tuple[str, list[str], list[str]]] = {
    "insertion": (p(run("甲") + change("ins", run("乙"))), ["甲乙"], ["甲"]),
    "deletion": (p(run("甲") + deleted("乙")), ["甲"], ["甲乙"]),
    "deletion of an insertion": (p(run("甲") + change("ins", deleted("乙"))), ["甲"], ["甲"]),
    "move": (p(change("moveFrom", run("甲"))) + p(change("moveTo", run("甲"))), ["", "甲"], ["甲", ""]),
    "paragraph inserted": (p("甲") + ended("ins", change("ins", run("乙"))) + p("丙"),
        ["甲", "乙", "丙"], ["甲", "丙"]),
    "paragraph deleted": (p("甲") + ended("del", deleted("乙")) + p("丙"),
        ["甲", "丙"], ["甲", "乙", "丙"]),
    "paragraphs joined": (ended("del", "甲") + p("丙"), ["甲丙"], ["甲", "丙"]),
    "three joined": (ended("del", "甲") + ended("del", "乙") + p("丙"), ["甲乙丙"], ["甲", "乙", "丙"]),
    "paragraph parted": (ended("ins", "甲") + p("丙"), ["甲", "丙"], ["甲丙"]),
    "both": (ended("ins", "").replace("</w:rPr>", f"<w:del {A}/></w:rPr>") + p("丙"), ["丙"], ["丙"]),
    "row inserted": (table(row("甲"), row("乙", f"<w:ins {A}/>")) + p(""), ["甲\n乙", ""], ["甲", ""]),
    "row deleted": (table(row("甲"), row("乙", f"<w:del {A}/>")) + p(""), ["甲", ""], ["甲\n乙", ""]),
    "table deleted": (p("甲") + table(row("乙", f"<w:del {A}/>")) + p("丙"),
        ["甲", "丙"], ["甲", "乙", "丙"]),
    "cell inserted": (table(row("甲").replace("</w:tr>", row("乙", cell=f"<w:cellIns {A}/>").split(
        "</w:trPr>")[1])) + p(""), ["甲\t乙", ""], ["甲", ""]),
    "in a control": (f"<w:sdt><w:sdtContent>{p(run('甲') + change('ins', run('乙')))}</w:sdtContent></w:sdt>",
        ["甲乙"], ["甲"]),
    "in a link": (p(f'<w:hyperlink w:anchor="a">{run("甲")}{deleted("乙")}</w:hyperlink>'), ["甲"], ["甲乙"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRACKED)
def test_texts_are_decided(name: str) -> None:
    content, after, before = TRACKED[name]
    data = with_xml(body(content).decode())
    assert (texts(accepted(data)), texts(rejected(data))) == (after, before)


# Properties with what they were before: what is left when all is accepted, and when all is rejected.
FORMATS: dict[str, tuple[str, str, str]] = {
    "run": (p(run("甲", f"<w:b/><w:rPrChange {A}><w:rPr><w:i/></w:rPr></w:rPrChange>")),
        "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/></w:rPr>"),
    "paragraph": (p("甲", f'<w:jc w:val="center"/><w:pPrChange {A}><w:pPr><w:keepNext/></w:pPr></w:pPrChange>'),
        '<w:pPr><w:jc w:val="center"/></w:pPr>', "<w:pPr><w:keepNext/></w:pPr>"),
    "row": (table(row("甲", f"<w:cantSplit/><w:trPrChange {A}><w:trPr><w:tblHeader/></w:trPr></w:trPrChange>")),
        "<w:trPr><w:cantSplit/></w:trPr>", "<w:trPr><w:tblHeader/></w:trPr>"),
    "section": (p("甲", f'<w:sectPr><w:pgSz w:w="1"/><w:sectPrChange {A}><w:sectPr><w:pgSz w:w="2"/>'
        "</w:sectPr></w:sectPrChange></w:sectPr>"), '<w:sectPr><w:pgSz w:w="1"/></w:sectPr>',
        '<w:sectPr><w:pgSz w:w="2"/></w:sectPr>'),
    "bookmark in what goes": (p(change("del", '<w:bookmarkStart w:id="1" w:name="a"/>' + deleted("甲")) +
        '<w:bookmarkEnd w:id="1"/>'), '<w:bookmarkStart w:id="1" w:name="a"/>', "<w:t>甲</w:t>"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_decided(name: str) -> None:
    content, after, before = FORMATS[name]
    data = with_xml(body(content).decode())
    assert after in part(accepted(data)).decode()
    assert before in part(rejected(data)).decode()
    assert b"Change" not in part(accepted(data)) + part(rejected(data))


def test_a_document_without_tracked_changes_is_left_alone() -> None:
    assert accepted(DATA) == rejected(DATA) == DATA
