"""Comments on offers that a person has decided: they go when the document is patched again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..returned import Returned
from ..returned.document import opened
from ..returned.package import Package
from ..word.template import DOCUMENT
from .parts import Parts, comments_part
from .trees import w

_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_PARENT = re.compile(rb"\bparaIdParent=[\"']([0-9A-Fa-f]+)[\"']")
_ABOUT = ("word/commentsExtended.xml", "word/commentsIds.xml")  # what Word says of comments
_ENTRY = re.compile(rb"<[\w.-]+:comment(?:Ex|Id)\b[^>]*?:paraId=[\"']([0-9A-Fa-f]+)[\"'][^>]*/>")
_COMMENT = re.compile(
    rb"<((?:[\w.-]+:)?comment)\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*>.*?</\1>", re.DOTALL
)
_RANGE = re.compile(
    rb"<(?:[\w.-]+:)?commentRange(?:Start|End)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?"
    rb"(?:/>|>\s*</[^>]*>)"
)
_REFERENCE = re.compile(
    rb"<((?:[\w.-]+:)?)commentReference\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?:/>|>\s*</[^>]*>)"
)
_REFERRING_RUN = re.compile(
    rb"<((?:[\w.-]+:)?)r(?:\s[^>]*)?>(?:<\1rPr/>|<\1rPr(?:\s[^>]*)?>(?:(?!</\1rPr>).)*</\1rPr>)?"
    + _REFERENCE.pattern.replace(rb"((?:[\w.-]+:)?)", rb"\1")
    + rb"</\1r>",
    re.DOTALL,
)
_ID = re.compile(rb"[\s:]id=[\"'](-?\d+)[\"']")


@dataclass(frozen=True, slots=True)
class Decided:
    """A document without such comments, and the parts that are otherwise but for its text."""

    document: Returned
    parts: Mapping[str, bytes]


def without_decided(document: Returned, author: str) -> Decided:
    """The document without the comments of an author beside which that author offers nothing."""
    parts = Parts(document.package)
    name = comments_part(parts)
    content = document.package.parts.get(name, b"")
    if author.encode() not in content:
        return Decided(document, {})
    answered = set(_PARENT.findall(document.package.parts.get(_ABOUT[0], b"")))
    waiting = _beside_offers(document, author)
    gone: dict[str, set[bytes]] = {}
    for comment in parts.tree(name):
        number = comment.get(w("id"), "")
        known = {one.get(_PARAGRAPH_ID, "").encode() for one in comment.iter(w("p"))}
        if comment.get(w("author")) == author and number not in waiting and not known & answered:
            gone[number] = known - {b""}
    if not gone:
        return Decided(document, {})
    changed = {name: _without(content, _COMMENT, gone)}
    paragraphs = set().union(*gone.values())
    for about in _ABOUT:
        if paragraphs and (told := document.package.parts.get(about)):
            changed[about] = _ENTRY.sub(lambda m: b"" if m[1] in paragraphs else m[0], told)
    text = document.package.document
    for pattern in (_REFERRING_RUN, _REFERENCE, _RANGE):
        text = _without(text, pattern, gone)
    package = _with(document.package, {**changed, DOCUMENT: text})
    return Decided(opened(package, document.made), changed)


def comments_by(document: Returned, author: str) -> frozenset[str]:
    """The ids of the comments of an author."""
    parts = Parts(document.package)
    name = comments_part(parts)
    if author.encode() not in document.package.parts.get(name, b""):
        return frozenset()
    found = (one for one in parts.tree(name) if one.get(w("author")) == author)
    return frozenset(one.get(w("id"), "") for one in found)


def _beside_offers(document: Returned, author: str) -> set[str]:
    return {number for one in document.pieces if author in one.authors for number in one.comments}


def _without(xml: bytes, pattern: re.Pattern[bytes], numbers: Iterable[str]) -> bytes:
    """The part without what matches and has one of the numbers."""
    known = {number.encode() for number in numbers}

    def kept(found: re.Match[bytes]) -> bytes:
        own = _ID.findall(found[0].partition(b">")[0] if pattern is _COMMENT else found[0])
        return b"" if own and own[-1] in known else found[0]

    return pattern.sub(kept, xml)


def _with(package: Package, changed: Mapping[str, bytes]) -> Package:
    return replace(package, parts={**package.parts, **changed})
