"""The page number of the rule file, put into footers of a document: 4 号宋体 — 1 —, odd and even.

It takes the place of footers that hold nothing, or nothing but another page number. Where they
hold anything else, nothing is done: somebody wanted it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from ..formats import Format
from ..patching.parts import Parts
from ..word.markup import DECLARATION, R, W, attribute, escape
from .manuscript import Manuscript
from .margins import has_even, targets
from .parts import Attributes, Paragraph, read
from .sheets import is_turned
from .styles import SETTINGS

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_KIND = f"{R}/footer"
_NUMBER = re.compile(r"[\s\d—–\-－~·.．/第页共]*")  # what stands around a page number
_SIDES = {"default": "right", "even": "left"}  # odd pages, even pages
# What stands in the settings before the switch for even pages (17.15.1.78).
_BEFORE = (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
    "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
    "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle", "proofState",
    "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter",
    "stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions",
    "doNotTrackMoves", "doNotTrackFormatting", "documentProtection", "autoFormatOverride",
    "styleLockTheme", "styleLockQFSet", "defaultTabStop", "autoHyphenation",
    "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps", "showEnvelope",
    "summaryLength", "clickAndTypeStyle", "defaultTableStyle",
)  # fmt: skip

# What marks text as inserted, or leaves it as it is.
Mark = Callable[[str], str]
_Kept = tuple[Attributes, str]  # a reference of a section, and the part it leads to


@dataclass(frozen=True, slots=True)
class Footers:
    """The parts that change, and by the start of each section the references that it gets."""

    parts: Mapping[str, bytes]
    references: Mapping[int, str]


def numbered(opened: Manuscript, mark: Mark) -> Footers | None:
    """The footers that number the pages as the rule file says; None where that is not safe.

    `mark` is applied where pages have had no number; one that is replaced leaves no trace.
    """
    known, package = targets(opened), opened.returned.package
    kept = {
        section.start: [(one, known.get(one.get("id", ""), "")) for one in section.references]
        for section in opened.sections
    }
    names = {part for some in kept.values() for _, part in some}
    found = {name: _content(opened, name) for name in names}
    settings = package.parts.get(SETTINGS)
    children = _children(settings) if settings else None
    if settings is None or children is None or not opened.sections:
        return None
    if not _are_free(kept, found, has_even(opened)):
        return None
    outer = opened.rules.page_number.place != "center"
    had = any(content == "number" for content in found.values())
    parts = Parts(package)
    ours = _added(parts, opened.rules, outer, (lambda xml: xml) if had else mark)
    references = {
        section.start: _of_section(kept[section.start], ours, found, had, is_first=number == 0)
        for number, section in enumerate(opened.sections)
        if not is_turned(section)
    }
    if outer and not has_even(opened):
        _switch_on(parts, settings, children)
    return Footers(parts.changed, references)


def _content(opened: Manuscript, name: str) -> str:
    """What a header or footer holds: nothing, a page number alone, or something else."""
    xml = opened.returned.package.parts.get(name)
    if xml is None:
        return "nothing"
    part = read(xml, opened.name, name)
    filled = [one for one in part.paragraphs if one.drawn or one.text.strip() or one.numbered >= 0]
    if not filled:
        return "nothing" if not part.tables else "other"
    return "number" if not part.tables and _is_number(filled) else "other"


def _is_number(filled: list[Paragraph]) -> bool:
    """Whether paragraphs are nothing but a page number, which may stand in a box."""
    boxed = any(one.place == "box" and one.numbered >= 0 for one in filled)
    numbers = [one for one in filled if one.numbered >= 0]
    plain = all(_NUMBER.fullmatch(one.text) and (boxed or not one.drawn) for one in filled)
    return len(numbers) == 1 and plain and sum(one.drawn for one in filled) <= 1


def _are_free(kept: Mapping[int, list[_Kept]], found: Mapping[str, str], even: bool) -> bool:
    """Whether footers may be exchanged: no header would get lost on even pages by that."""
    for one, part in (pair for some in kept.values() for pair in some):
        if one["kind"] == "footerReference" and found[part] == "other":
            return False
        if one["kind"] == "headerReference" and found[part] != "nothing" and not even:
            return False
        if one["kind"] == "headerReference" and found[part] == "number":
            return False
    return True


def _of_section(
    kept: list[_Kept],
    ours: Mapping[str, str],
    found: Mapping[str, str],
    had: bool,
    *,
    is_first: bool,
) -> str:
    """The references of a section to footers: ours, where it had a number or none had."""
    own = {
        one.get("type", "default"): (one.get("id", ""), found[part])
        for one, part in kept
        if one["kind"] == "footerReference"
    }
    told = {kind: place for kind, (place, _) in own.items() if kind == "first"}
    standing = [one for kind, one in own.items() if kind != "first"]
    if not standing:
        told |= ours if is_first else {}
    elif had and all(content == "nothing" for _, content in standing):
        told |= dict.fromkeys(ours, standing[0][0])  # pages that are to have none
    else:
        told |= ours
    return "".join(_reference(kind, place) for kind, place in told.items())


def _reference(kind: str, place: str) -> str:
    return (
        f'<w:footerReference xmlns:w="{W}" xmlns:r="{R}"'
        f' w:type="{kind}" r:id="{attribute(place)}"/>'
    )


def _added(parts: Parts, rules: Format, outer: bool, mark: Mark) -> dict[str, str]:
    """The relationships of new footers by the pages they stand on."""
    found = {}
    for kind, side in _SIDES.items() if outer else (("default", "center"),):
        name = parts.free_name("word/footer{}.xml")
        parts.add(name, _footer(rules, side, mark), _TYPE)
        found[kind] = parts.relate(_KIND, name)
    return found


def _footer(rules: Format, side: str, mark: Mark) -> bytes:
    """A footer in direct formatting, as the styles of the document are not ours."""
    number, style = rules.page_number, rules.styles["page_number"]
    font = attribute(style.latin or style.font)
    face = (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"'
        f' w:cs="{font}"/><w:spacing w:val="0"/><w:sz w:val="{style.size.half_points}"/>'
        f'<w:szCs w:val="{style.size.half_points}"/></w:rPr>'
    )
    inset = round(number.inset * style.cell * 20)
    aside = f' w:{side}Chars="{round(number.inset * 100)}" w:{side}="{inset}"'
    before, _, after = number.text.partition("{page}")
    content = "".join(
        f"<w:r>{face}{part}</w:r>"
        for part in (
            _text(before),
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            _text("1"),
            '<w:fldChar w:fldCharType="end"/>',
            _text(after),
        )
    )
    return (
        f'{DECLARATION}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:spacing w:before="0" w:after="0"'
        f' w:line="{style.line.twips}" w:lineRule="exact"/><w:ind w:firstLineChars="0"'
        f' w:firstLine="0"{aside if side != "center" else ""}/><w:jc w:val="{side}"/></w:pPr>'
        f"{mark(content)}</w:p></w:ftr>"
    ).encode()


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


# The switch for even pages ---------------------------------------------------------------------

_EVEN = f'<w:evenAndOddHeaders xmlns:w="{W}"/>'
_OFF = re.compile(rb"(:val=[\"'])[^\"']*")


def _switch_on(parts: Parts, settings: bytes, children: Iterable[tuple[str, int]]) -> None:
    """Switch on footers of even pages in the settings, at the place of the schema."""
    for name, start in children:
        if name == "evenAndOddHeaders":
            changed = _OFF.sub(rb"\g<1>1", settings[start:], count=1)
            parts.changed[SETTINGS] = settings[:start] + changed
            return
        if name not in _BEFORE:
            parts.changed[SETTINGS] = settings[:start] + _EVEN.encode() + settings[start:]
            return
    parts.splice(SETTINGS, _EVEN, "")


def _children(xml: bytes) -> list[tuple[str, int]] | None:
    """The elements below the root of a part, each with its place; None if they cannot be told."""
    found: list[tuple[str, int]] = []
    depth = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        if depth == 1:
            found.append((name.rpartition(" ")[2], parser.CurrentByteIndex))
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):  # an encoding that only others can read
        return None
    return found
