"""How the pages of a document look: paper, margins, headers and footers of its sections."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from .elements import number, parse

_SECTION = re.compile(rb"<(?:[\w.-]+:)?sectPr(?:\s[^>]*|/)?>")
_NAMED, _END = b"sectPr", b"sectPr>"  # most of a document is passed over by looking for them
_LONGEST = 64  # bytes of a prefix
_ELEMENT = re.compile(
    rb"<(?:[\w.-]+:)?(pgSz|pgMar|cols|pgNumType|titlePg|headerReference|footerReference)\b([^>]*)>"
)
_ATTRIBUTE = re.compile(rb"(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ALIGNED = {"start": "left", "end": "right"}
_OFF = ("0", "false", "off")
_EDGES = ("top", "right", "bottom", "left")
_RELATIONS = "word/_rels/document.xml.rels"
_FACING = re.compile(rb"<(?:[\w.-]+:)?evenAndOddHeaders\b[^>]*>")
_NOT = (b'"0"', b'"false"', b'"off"')
UNKNOWN = "*"  # a header or footer that differs from document to document


@dataclass(frozen=True, slots=True)
class Page:
    """The pages of a section: paper and margins in twips, headers and footers by what they say."""

    size: tuple[int, int]  # width, height
    edges: tuple[int, int, int, int]  # top, right, bottom, left
    columns: int = 1
    first: str = ""  # the number that counting begins with
    headers: tuple[str, str, str] = ("", "", "")  # of odd, even and first pages
    footers: tuple[str, str, str] = ("", "", "")

    @property
    def told(self) -> str:
        """The page on one line, as `page_of` reads it."""
        numbers = " ".join(map(str, (*self.size, *self.edges, self.columns)))
        return "\t".join((numbers, self.first, *self.headers, *self.footers))


def page_of(told: str) -> Page | None:
    """The page that was told; None for what is none."""
    numbers, *texts = told.split("\t")
    try:
        width, height, top, right, bottom, left, columns = map(int, numbers.split())
        first, *margins = texts
        odd, even, one, odd_foot, even_foot, one_foot = margins
    except ValueError:
        return None
    return Page(
        (width, height),
        (top, right, bottom, left),
        columns,
        first,
        (odd, even, one),
        (odd_foot, even_foot, one_foot),
    )


def sections(document: bytes) -> list[bytes]:
    """The properties of each section that a document part, or a piece of one, has."""
    found: list[bytes] = []
    at = document.find(_NAMED)
    while at >= 0:
        start = document.rfind(b"<", max(at - _LONGEST, 0), at)
        tag = _SECTION.match(document, start)
        end = at + 1 if tag is None else tag.end()
        if tag is not None:
            if not tag[0].endswith(b"/>"):
                end = document.find(_END, end) + len(_END)
                if end < len(_END):
                    break
            found.append(document[start:end])
        at = document.find(_NAMED, end)
    return found


def pages(of: Iterable[bytes], margins: Mapping[str, str], facing: bool = True) -> tuple[Page, ...]:
    """The pages of each section, given its properties.

    `margins` says what the headers and footers say (see `said`) by the ids of their relations,
    `facing` whether even pages have their own.
    """
    known: dict[tuple[str, str], str] = {}  # a section without its own has those of the one before
    return tuple([_page(section, margins, facing, known) for section in of])


def pages_in(parts: Mapping[str, bytes]) -> tuple[Page, ...]:
    """The pages of each section of a document, given its parts.

    Raises `ValueError` for a part that cannot be read.
    """
    margins = margins_of(parts)
    facing = has_facing(parts.get("word/settings.xml", b""))
    return pages(sections(parts["word/document.xml"]), margins, facing)


def has_facing(settings: bytes) -> bool:
    """Whether even pages have headers and footers of their own."""
    found = _FACING.search(settings)
    return found is not None and not any(sign in found[0] for sign in _NOT)


def margins_of(parts: Mapping[str, bytes], unknown: Container[str] = ()) -> dict[str, str]:
    """What each header and footer says by the id of its relation; parts in `unknown` are not read."""
    targets: dict[str, str] = {}

    def start(name: str, told: dict[str, str]) -> None:
        if told.get("Type", "").endswith(("/header", "/footer")):
            target = told.get("Target", "")
            targets[told.get("Id", "")] = (
                target.removeprefix("/") if target.startswith("/") else f"word/{target}"
            )

    parse(parts.get(_RELATIONS, b"<none/>"), start, lambda name: None)
    return {
        key: UNKNOWN if part in unknown else said(parts[part]) if part in parts else ""
        for key, part in targets.items()
    }


def _page(
    section: bytes, margins: Mapping[str, str], facing: bool, known: dict[tuple[str, str], str]
) -> Page:
    told: dict[str, dict[str, str]] = {}
    for name, content in _ELEMENT.findall(section):
        attributes = {
            key.decode(): (one or other).decode() for key, one, other in _ATTRIBUTE.findall(content)
        }
        key = name.decode()
        if key.endswith("Reference"):
            place = key.removesuffix("Reference"), attributes.get("type", "default")
            known[place] = margins.get(attributes.get("id", ""), "")
        else:
            told.setdefault(key, attributes)  # what it was before a tracked change comes later
    size, edges = told.get("pgSz", {}), told.get("pgMar", {})
    has_first = "titlePg" in told and told["titlePg"].get("val", "1") not in _OFF
    return Page(
        (number(size.get("w", "0")), number(size.get("h", "0"))),
        tuple(number(edges.get(edge, "0")) for edge in _EDGES),  # type: ignore[arg-type]
        max(number(told.get("cols", {}).get("num", "1")), 1),
        told.get("pgNumType", {}).get("start", ""),
        _shown("header", known, has_first, facing),
        _shown("footer", known, has_first, facing),
    )


def _shown(
    sort: str, known: Mapping[tuple[str, str], str], has_first: bool, facing: bool
) -> tuple[str, str, str]:
    odd = known.get((sort, "default"), "")
    even = known.get((sort, "even"), "") if facing else odd
    return odd, even, known.get((sort, "first"), "") if has_first else odd


def said(xml: bytes) -> str:
    """What a header or footer says, numbers of pages as their fields; empty if it shows nothing.

    Raises `ValueError` for a part that cannot be read.
    """
    reader = _MarginReader()
    parse(xml, reader.start, reader.end, reader.characters)
    return " ".join(filter(None, reader.lines))


class _MarginReader:
    """Reads a header or footer."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._texts: list[str] = []
        self._align = ""
        self._codes: list[list[str]] = []  # of fields that are open
        self._simple = 0  # fields in one element that are open
        self._in = ""
        self._skipped = 0

    def start(self, name: str, told: dict[str, str]) -> None:
        if self._skipped or name in ("Fallback", "del", "moveFrom"):
            self._skipped += 1
        elif name == "p":
            self._flush()
        elif name == "jc":
            self._align = _ALIGNED.get(told.get("val", ""), told.get("val", ""))
        elif name in ("t", "instrText"):
            self._in = name
        elif name == "fldSimple":
            self._field(told.get("instr", ""))
            self._simple += 1
        elif name == "fldChar":
            self._mark(told.get("fldCharType", ""))
        elif name in ("pic", "imagedata"):
            self._texts.append("{picture}")

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name in ("t", "instrText"):
            self._in = ""
        elif name == "p":
            self._flush()
        elif name == "fldSimple":
            self._simple -= 1

    def characters(self, data: str) -> None:
        if self._in == "instrText" and self._codes:
            self._codes[-1].append(data)
        elif self._in == "t" and not self._simple and not self._codes and not self._skipped:
            self._texts.append(data)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._codes.append([])
        elif kind == "end" and self._codes:
            self._field("".join(self._codes.pop()))

    def _field(self, code: str) -> None:
        words = code.split()
        if words:
            self._texts.append(f"{{{words[0].upper()}}}")

    def _flush(self) -> None:
        text = "".join("".join(self._texts).split())
        if text:
            self.lines.append(f"{self._align or 'left'}:{text}")
        self._texts, self._align = [], ""


def is_same_page(one: Page, other: Page, rounded: int = 0) -> bool:
    """Whether paper, margins, columns and the first number are the same.

    `rounded` is what the program that saved it takes from or adds to the margins above and below.
    """
    lengths = zip((*one.size, *one.edges), (*other.size, *other.edges), strict=True)
    near = [abs(before - now) for before, now in lengths]
    top, bottom = near.pop(2), near.pop(3)
    return (
        max(near) <= _NEAR
        and max(top, bottom) <= max(_NEAR, rounded)
        and (one.columns, one.first) == (other.columns, other.first)
    )


def is_same_margin(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether headers or footers say the same, as far as that is known."""
    pairs = zip(one, other, strict=True)
    return all(before == now or UNKNOWN in (before, now) for before, now in pairs)


_NEAR = 20  # twips, a third of a millimetre
