"""Stretches of a document part as trees and back: the rest of the part is never parsed.

A stretch is read under the root element of its document, so that its prefixes mean what they
mean there, and is written with the same prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..errors import N_, Origin, Refusal, Rejected, problem, told_at
from ..returned.names import STRICT
from ..word.markup import R, W

_ROOT = re.compile(rb"<(?![?!])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_CUT, _UNCUT = b"<cut>", b"</cut>"
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_DECLARED = re.compile(rb"\sxmlns:([\w.-]+)\s*=")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    """The full name of an element or attribute of Word's."""
    return f"{{{W}}}{name}"


def r(name: str) -> str:
    """The full name of an attribute that leads to another part."""
    return f"{{{R}}}{name}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a stretch: the root element of its part."""

    head: bytes
    tail: bytes
    prefixes: Mapping[str | None, str]

    def read(self, xml: bytes) -> Any:
        """An element that holds the elements of the stretch."""
        return _parsed(b"".join((self.head, _CUT, xml, _UNCUT, self.tail)))[0]

    def written(self, holder: Any) -> bytes:
        """The stretch that an element made by `read` holds."""
        xml: bytes = etree.tostring(holder.getparent(), encoding="UTF-8", xml_declaration=False)
        if _UNCUT not in xml:
            return b""
        return xml[xml.index(_CUT) + len(_CUT) : xml.rindex(_UNCUT)]

    def fitting(self, xml: bytes, given: Mapping[str | None, str]) -> bytes:
        """A stretch of another document, with prefixes as `given`, made to mean the same here."""
        used: set[str | None] = {name.decode() for name in _PREFIX.findall(xml)}
        first = _ROOT.match(xml)
        declared = {name.decode() for name in _DECLARED.findall(first[0] if first else b"")}
        missing = [
            f' xmlns{f":{prefix}" if prefix else ""}="{given[prefix]}"'.encode()
            for prefix in sorted((used | {None}) & set(given) - declared, key=str)
            if self.prefixes.get(prefix) != given[prefix]
        ]
        if not missing:
            return xml
        return _ROOT_NAME.sub(lambda found: found[0] + b"".join(missing), xml, count=1)


_ROOT_NAME = re.compile(rb"<[\w.:-]+")


def frame(document: bytes, name: str = "") -> Frame:
    """The frame of a document part; raises `Rejected` for one in the strict form."""
    found = _ROOT.search(document)
    head = found[0] if found else b"<none>"
    tag = re.split(rb"[\s>]", head[1:], maxsplit=1)[0]
    root = _parsed(b"".join((head, b"</", tag, b">")))
    if etree.QName(root).namespace == STRICT:
        raise Rejected(
            problem(
                "document-strict",
                N_("the document is in the strict form of Open XML, which is not changed"),
                Origin(name),
                hint=N_("save it as an ordinary Word document (.docx)"),
            )
        )
    return Frame(head, b"</" + tag + b">", root.nsmap)


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise unsuitable() from None


def unsuitable(text: str = "") -> Refusal:
    """What to raise for a place that no change can be worked into; see `refusals`."""
    return Refusal(
        N_("the document is built in a way that changes cannot be worked into: {text}"),
        N_("open the document in Word or WPS, save it and try again"),
        text=text[:30] or "?",
    )


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Tell what is refused within as `Rejected`, with the name of the file."""
    try:
        yield
    except Refusal as refusal:
        raise Rejected(told_at("document-not-patched", refusal, Origin(name))) from None


def child(element: Any, name: str) -> Any:
    """The first child of that name, or None."""
    return element.find(w(name)) if element is not None else None


def made(name: str, **attributes: str) -> Any:
    """A new element of Word's; it takes the prefix of the document when it is put in."""
    element = etree.Element(w(name), nsmap={"w": W})
    for key, value in attributes.items():
        element.set(w(key), value)
    return element


def preserved(element: Any, text: str) -> Any:
    """The element with that text, white space kept."""
    element.text = text
    element.set(_SPACE, "preserve")
    return element


def within(element: Any, *names: str) -> Any:
    """The nearest element around it that has one of the names and is in its paragraph, or None."""
    wanted = set(map(w, names))
    above = element.getparent()
    while above is not None and above.tag != w("p"):
        if above.tag in wanted:
            return above
        above = above.getparent()
    return None
