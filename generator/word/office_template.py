"""An office's own Word template, compiled: checked once, then filled by string work only."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from ..errors import N_, Finding, Origin, Rejected, problem
from ..formats import Format
from . import (
    footers,
    hazards,
    office_package,
    office_pages,
    office_styles,
    page_looks,
    reading,
    template,
)
from .markup import DECLARATION, R, W
from .office_package import DOCUMENT_RELATIONS, Relations
from .office_pages import Pages
from .package import Package
from .part_reader import PartReader
from .placeholders import ANNEXES, BODY
from .sections import EMPTY_FOOTER, EVEN_TURNED, ODD_TURNED
from .stream import Mark, Token

# Parts in which a template may place texts, by the last step of their relationship's type.
_TEXT_PARTS = ("header", "footer", "footnotes", "endnotes")
_STYLES = "word/styles.xml"


@dataclass(frozen=True, slots=True)
class OfficeTemplate:
    """A compiled template; see `compile_template`."""

    name: str
    package: Package  # the parts that are the same in every document
    document: tuple[Token, ...]
    others: dict[str, tuple[Token, ...]]  # headers and footers that place texts
    own: frozenset[str]  # fields that stand in for a generated paragraph
    placed: frozenset[str]  # every field that stands somewhere
    provenance: str  # name of the part
    properties: str  # custom properties of the office's own, as XML
    pages: Pages
    adjacent: bool  # nothing stands between the body and the annexes
    styles: bytes  # the part
    margins: Mapping[str, str]  # what headers and footers say, by the ids of their relations
    facing: bool  # even pages have their own


def compile_template(data: bytes, rules: Format, name: str) -> OfficeTemplate:
    """The compiled template of a .docx; `name` is the file's name in messages.

    Raises `Unreadable` for a file that is no Word document or is damaged, `Rejected` with every
    finding for one that is unsafe or places something wrongly.
    """
    return _Compiler(data, rules, name).template()


class _Compiler:
    """Compiles one template; holds its parts while they change."""

    def __init__(self, data: bytes, rules: Format, name: str) -> None:
        self._rules, self._name = rules, name
        self._parts = reading.parts(data, name)
        self._trees = {
            part: reading.parsed(content, part, name)
            for part, content in self._parts.items()
            if reading.is_xml(part)
        }
        self._changed: set[str] = set()  # parts to serialise anew
        self._ids: set[str] = set()

    def template(self) -> OfficeTemplate:
        """The template, or an exception."""
        self._stop_at(hazards.found(self._trees, self._name))
        office_package.check_main_part(self._trees, self._parts, self._name)
        self._styles()
        package = office_package.prepare(
            self._trees, self._parts, self._changed, dict(template.constant_parts(self._rules))
        )
        pages = office_pages.read(self._trees[template.DOCUMENT], self._rules, self._footers())
        readers = self._read()
        constants = self._constants(set(readers))
        tokens = {part: tokens for part, (_, tokens) in readers.items()}
        names = [name for reader, _ in readers.values() for name in reader.names]
        document = tokens.pop(template.DOCUMENT)
        written = dict(constants)
        return OfficeTemplate(
            name=self._name,
            package=Package(constants),
            document=document,
            others=tokens,
            own=frozenset(readers[template.DOCUMENT][0].own),
            placed=frozenset(names) - {BODY, ANNEXES},
            provenance=package.provenance,
            properties=package.properties,
            pages=pages,
            adjacent=_are_adjacent(document),
            styles=written[_STYLES],
            margins=page_looks.margins_of(written, tokens),
            facing=page_looks.has_facing(written.get("word/settings.xml", b"")),
        )

    def _stop_at(self, findings: list[Finding]) -> None:
        if findings:
            raise Rejected(findings)

    def _styles(self) -> None:
        """Give the office's styles our ids, wherever they are named, and add those it lacks."""
        renames = office_styles.joined(self._trees[_STYLES], self._rules)
        self._changed.add(_STYLES)
        for part, root in self._trees.items():
            is_text = posixpath.dirname(part) == "word" and part != _STYLES
            if is_text and office_styles.rename(root, renames):
                self._changed.add(part)

    def _footers(self) -> dict[str, str]:
        """Our footers, added under free names; their relationship ids by those they have with us."""
        relations = Relations(self._trees[DOCUMENT_RELATIONS])
        contents = {
            ODD_TURNED: footers.turned(self._rules, "right"),
            EVEN_TURNED: footers.turned(self._rules, "left"),
            EMPTY_FOOTER: footers.empty(self._rules),
        }
        ids: dict[str, str] = {}
        for our_id, xml in contents.items():
            part = office_package.add_footer(self._trees, self._parts, xml)
            ids[our_id] = relations.add("footer", posixpath.basename(part))
        return ids

    def _read(self) -> dict[str, tuple[PartReader, tuple[Token, ...]]]:
        """The tokens of the document and of every part that places something."""
        relations = Relations(self._trees[DOCUMENT_RELATIONS])
        names = [template.DOCUMENT, *relations.targets(_TEXT_PARTS)]
        mark = (self._rules.styles["mark"].id, self._rules.page.line_twips / 20)
        readers = {}
        findings: list[Finding] = []
        for part in names:
            if part not in self._trees:
                continue
            stem = posixpath.basename(part).removesuffix(".xml")
            reader = PartReader(self._name, stem, self._trees[part], self._ids, mark)
            tokens = reader.tokens(_NAMESPACES)
            findings += reader.findings
            if reader.names or part == template.DOCUMENT:
                readers[part] = (reader, tokens)
        findings += self._counted(readers[template.DOCUMENT][0].names)
        self._stop_at(findings)
        return readers

    def _counted(self, names: list[str]) -> Iterator[Finding]:
        """`body` stands exactly once, `annexes` at most once and after it."""
        origin = Origin(self._name, path="document")
        if BODY not in names:
            yield problem(
                "template-body",
                N_("the template has no paragraph {mark}"),
                origin,
                hint=N_("write {mark} alone in a paragraph where the text shall stand"),
                mark="{{ body }}",
            )
        for name in (BODY, ANNEXES):
            if names.count(name) > 1:
                yield problem(
                    "template-body",
                    N_("{mark} stands in the template more than once"),
                    origin,
                    mark=f"{{{{ {name} }}}}",
                )
        if {BODY, ANNEXES} <= set(names) and names.index(ANNEXES) < names.index(BODY):
            yield problem(
                "template-body",
                N_("{mark} must stand after {other}"),
                origin,
                mark="{{ annexes }}",
                other="{{ body }}",
            )

    def _constants(self, variable: set[str]) -> list[tuple[str, bytes]]:
        """The parts that never change, byte for byte but for those that had to be adapted."""
        first = [hazards.CONTENT_TYPES, office_package.PACKAGE_RELATIONS]
        names = [*first, *(part for part in self._parts if part not in first)]
        return [
            (part, _serialised(self._trees[part]) if part in self._changed else self._parts[part])
            for part in names
            if part not in variable
        ]


_NAMESPACES = {"w": W, "r": R}  # what the XML of blocks takes for granted


def _serialised(root: Any) -> bytes:
    return DECLARATION.encode() + etree.tostring(root, encoding="utf-8")


def _are_adjacent(tokens: tuple[Token, ...]) -> bool:
    told = [token for token in tokens if not (isinstance(token, str) and not token.strip())]
    marks = [token.name if isinstance(token, Mark) else "" for token in told]
    return (BODY, ANNEXES) in pairwise(marks)
