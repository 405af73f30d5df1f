"""Accepting all of a redline gives the new document, rejecting all the old one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import units
from generator.merge import Generated, Piece
from generator.redlining import accepted, redline, rejected

from .documents import ROOT
from .patching import MOMENT, ids_in, texts, typed, written
from .returning import DATA, XML, body, exchanged, p, paragraph, part, run, with_xml
from .returning import _drafter as drafter
from .test_merge_properties import cases

Case = tuple[list[Generated], list[Piece], list[Generated]]


def compared(old: bytes, new: bytes) -> bytes:
    return redline(old, new, author="李四", moment=MOMENT)


def check(old: bytes, new: bytes) -> bytes:
    data = compared(old, new)
    assert texts(accepted(data)) == texts(accepted(new))
    assert texts(rejected(data)) == texts(accepted(old))
    numbers = ids_in(part(data).decode())
    assert len(numbers) == len(set(numbers))
    return data


@settings(max_examples=40)
@given(cases(), st.integers(0, 10_000), st.booleans())
def test_both_documents_are_in_a_redline(case: Case, seed: int, tracked: bool) -> None:
    base, theirs, ours = case
    file = typed(base, theirs, seed, tracked=tracked)
    check(written(base), file)
    check(file, written(ours))


TEXT = st.text('甲乙丙丁“”"，。；0123456789年月A\t\n', max_size=12)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(TEXT.map(lambda t: t.replace("\t", "")), min_size=width, max_size=width),
        min_size=1, max_size=4,
    )
)  # fmt: skip
BODIES = st.lists(TEXT | TABLES, max_size=5)


def document(content: Sequence[str | list[list[str]]]) -> bytes:
    """A document of paragraphs and tables that does not tell how it was made."""
    xml = "".join(p(lines(one)) if isinstance(one, str) else table(one) for one in content)
    return with_xml(body(xml + "<w:p/>").decode(), **{"customXml/item1.xml": b"<none/>"})


def lines(text: str) -> str:
    return (
        run(text)
        .replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
        .replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
        if text
        else ""
    )


def table(content: list[list[str]]) -> str:
    def cell(text: str) -> str:
        return f"<w:tc><w:tcPr/>{''.join(p(run(line)) for line in text.split(chr(10)))}</w:tc>"

    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join('<w:tr>' + ''.join(map(cell, row)) + '</w:tr>' for row in content)}</w:tbl><w:p/>"


@given(BODIES, BODIES)
def test_any_two_documents(
    old: list[str | list[list[str]]], new: list[str | list[list[str]]]
) -> None:
    check(document(old), document(new))


def test_equal_documents_have_no_differences() -> None:
    assert compared(DATA, DATA) == DATA


# (what is different, the other document, what stands in the redline)
DIFFERENT: list[tuple[str, bytes, list[str]]] = [
    ("a number", with_xml(XML.replace("12个", "15个")), ["12个</w:delText>", "15个</w:t>"]),
    ("quotes", with_xml(XML.replace("标准", "“标准”")), ["<w:t>“</w:t>", "<w:t>”</w:t>"]),
    ("a paragraph", with_xml(exchanged("goal/two", paragraph("goal/two") + p("补充一段。"))),
     ["<w:pPr><w:rPr><w:ins ", "补充一段。"]),
    ("a paragraph less", with_xml(exchanged("goal/two", "")), ["<w:rPr><w:del "]),
    ("a style", with_xml(exchanged("goal/two", lambda old: old.replace("BodyText", "Heading2"))),
     ['<w:pStyle w:val="Heading2"/><w:pPrChange ', '<w:pPr><w:pStyle w:val="BodyText"/></w:pPr></w:pPrChange>']),
    ("a cell", with_xml(XML.replace("组织部", "宣传部")), ["<w:delText>组织"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "expected"), [one[1:] for one in DIFFERENT], ids=[one[0] for one in DIFFERENT]
)
def test_differences_are_tracked(new: bytes, expected: list[str]) -> None:
    data = check(DATA, new)
    xml = part(data).decode().replace(' xml:space="preserve"', "")
    assert [one for one in expected if one not in xml] == []


def test_what_belongs_to_parts_of_its_own_is_left_out() -> None:
    content = (
        run("新段。") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:commentRangeStart w:id="1"/>'
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
    new = with_xml(exchanged("goal/two", paragraph("goal/two") + p(content, numbered)))
    xml = part(check(DATA, new))
    assert b"footnoteReference" not in xml and b"commentRange" not in xml and b"numPr" not in xml


@pytest.fixture(scope="module")
def plans() -> dict[tuple[str, int], bytes]:
    """Shipped plans under the policies of two days, by unit and year."""
    found = {}
    for roster in ("bureau-branch", "education-demo-site", "official-forms"):
        unit = next(iter(units.load(ROOT / "blueprints" / "units" / f"{roster}.yaml").units))
        for day in (date(2018, 6, 1), date(2026, 3, 5)):
            document = drafter(unit.blueprint, day).draft(unit).document
            assert document
            found[unit.id, day.year] = document
    return found


def test_shipped_plans_of_two_units_and_two_days(plans: dict[tuple[str, int], bytes]) -> None:
    for old, new in permutations(plans, 2):
        if old[0] == new[0] or old[1] == new[1] == 2026:
            check(plans[old], plans[new])
