"""A small document of ours, and what other programs and people make of its XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from xml.sax.saxutils import escape

from generator import blueprint as bp
from generator import policies, units
from generator.blocks import AnyBlock, Block, Span, TableBlock
from generator.drafter import Drafter
from generator.word.bookmarks import bookmark
from generator.word.markup import W
from generator.word.provenance import Provenance
from generator.word.sections import ImprintPlace
from generator.word.write import Writer

from .documents import ROOT
from .office import RULES, part, repacked

DOCUMENT = "word/document.xml"
WRITER = Writer(RULES)
DAY = date(2026, 3, 5)
MADE = Provenance(blueprint="education-demo-site", unit="城关镇")


def block(name: str, style: str, text: str, face: str = "", rest: str = "") -> Block:
    spans = (Span(text, face), Span(rest)) if rest else (Span(text, face),)
    return Block(name, style, spans)  # type: ignore[arg-type]


PLAN: list[AnyBlock] = [
    block("#title", "title", "城关镇党建示范点\n创建方案"),
    block("goal", "heading1", "一、创建目标"),
    block("goal/one", "body", "（一）建强组织。", "heading2", "经过三年努力，建成示范点12个。"),
    block("goal/two", "body", "各支部要认真对照标准，逐项抓好落实。"),
    block("steps", "heading1", "二、方法步骤"),
    block("steps/one", "body", "每年6月底前完成。"),
    block("steps/two", "body", "每年6月底前完成。"),
    TableBlock("tasks", ("任务", "单位"), (("召开动员会", "组织部"), ("组织考核", "各支部"))),
    block("#signature", "signature", "中共城关镇委员会"),
    block("#date", "date", "2026年3月5日"),
]
DATA = WRITER.write(PLAN, MADE)
XML = part(DATA).decode()


def with_xml(xml: str, data: bytes = DATA, **others: bytes | None) -> bytes:
    """The document with another text."""
    return repacked(data, {DOCUMENT: xml.encode(), **others})


def paragraph(name: str, xml: str = XML) -> str:
    """The paragraph of a block as it was written."""
    mark = re.escape(bookmark(name)[0])
    pattern = rf'<w:p>(?:(?!</w:p>).)*w:name="{mark}"(?:(?!</w:p>).)*</w:p>'
    found = re.search(pattern, xml)
    assert found, name
    return found[0]


def exchanged(name: str, new: str | Callable[[str], str]) -> str:
    """The text with the paragraph of a block given as, or turned into, something else."""
    old = paragraph(name)
    return XML.replace(old, new if isinstance(new, str) else new(old))


def body(content: str, declared: str = "") -> bytes:
    """A document part with that content."""
    return f'<w:document xmlns:w="{W}"{declared}><w:body>{content}</w:body></w:document>'.encode()


def p(content: str, properties: str = "") -> str:
    """A paragraph; text without markup becomes a run."""
    runs = content if content.startswith("<") or not content else run(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    told = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{told}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def without_bookmarks(xml: str) -> str:
    return re.sub("<w:bookmark(Start|End)[^>]*/>", "", xml)


def shipped() -> dict[str, bytes]:
    """The documents of all shipped units, 版记 in each of its places, by name."""
    found: dict[str, bytes] = {}
    made: dict[tuple[str, date], Drafter] = {}
    for roster in sorted((ROOT / "blueprints" / "units").glob("*.yaml")):
        for unit in units.load(roster).units:
            key = (unit.blueprint, unit.as_of or DAY)
            if key not in made:
                made[key] = _drafter(*key)
            draft = made[key].draft(unit)
            assert draft.document, draft.findings
            found[unit.id] = draft.document
            for place in _OTHER_PLACES if draft.imprint else ():
                document = made[key].draft(unit, place).document
                assert document
                found[f"{unit.id}-{place}"] = document
    return found


_OTHER_PLACES: tuple[ImprintPlace, ...] = ("next_page", "even_page")


def _drafter(name: str, day: date) -> Drafter:
    folder = ROOT / "blueprints"
    loaded = bp.load(folder / f"{name}.yaml", lambda base, _origin: folder / f"{base}.yaml")
    known = policies.load(sorted((folder / "policies").glob("*.yaml")))
    return Drafter(loaded, known, day, RULES)
