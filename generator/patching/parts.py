"""Parts of a package extended by splicing: relationships, content types, comments, styles."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from ..returned.package import Package
from ..word import reading
from ..word.markup import DECLARATION, W, attribute, escape

TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_CLOSED = re.compile(rb"<([\w.:-]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)\s*/>\s*$")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of the document part; `target` is a part, or an address if external."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class Parts:
    """The parts of a package with those that changed so far."""

    package: Package
    changed: dict[str, bytes] = field(default_factory=dict)

    def get(self, name: str) -> bytes | None:
        """A part as it is by now, or None."""
        return self.changed.get(name, self.package.parts.get(name))

    def tree(self, name: str) -> Any:
        """The root element of a part; an empty one if there is no such part."""
        content = self.get(name)
        if content is None:
            return etree.Element("none")
        return reading.parsed(content, name, self.package.name)

    def splice(self, name: str, xml: str, root: str) -> None:
        """Put elements at the end of a part, which is made with that root if there is none."""
        content = self.get(name)
        if content is None:
            tag = root.split(" ", 1)[0]
            self.changed[name] = f"{DECLARATION}<{root}>{xml}</{tag}>".encode()
            return
        content = _CLOSED.sub(rb"<\1\2></\1>", content)
        place = content.rindex(b"</")
        self.changed[name] = b"".join((content[:place], xml.encode(), content[place:]))

    def free_name(self, pattern: str) -> str:
        """The first name of a part that is not taken; `pattern` has {} for the number."""
        number = 1
        while self.get(pattern.format(number)) is not None:
            number += 1
        return pattern.format(number)

    def relations(self, part: str = RELATIONS) -> dict[str, Relation]:
        """The relationships that a part of relationships tells, by their ids."""
        folder = posixpath.dirname(posixpath.dirname(part))
        return {one.get("Id", ""): _relation(one, folder) for one in self.tree(part)}

    def relate(self, kind: str, target: str, external: bool = False, of: str = RELATIONS) -> str:
        """The id of a relationship of that kind, made if there is none to that target."""
        known = self.relations(of)
        wanted = Relation(kind, target, external)
        for number, one in known.items():
            if one == wanted:
                return number
        number = next(name for n in range(1, 10_000) if (name := f"rId{n}") not in known)
        folder = posixpath.dirname(posixpath.dirname(of))
        place = target if external else posixpath.relpath(target, folder or ".")
        mode = ' TargetMode="External"' if external else ""
        self.splice(
            of,
            f'<Relationship xmlns="{_RELATIONS_SPACE}" Id="{number}" Type="{kind}"'
            f' Target="{attribute(place)}"{mode}/>',
            f'Relationships xmlns="{_RELATIONS_SPACE}"',
        )
        return number

    def content_type(self, name: str) -> str:
        """What sort of content a part has."""
        extension = name.rpartition(".")[2].lower()
        found = ""
        for one in self.tree(TYPES):
            if one.get("PartName") == f"/{name}":
                return str(one.get("ContentType", ""))
            if (one.get("Extension") or "").lower() == extension:
                found = one.get("ContentType", "")
        return found

    def add(self, name: str, content: bytes, kind: str) -> None:
        """Add a part of that content type."""
        self.changed[name] = content
        self.declare(name, kind)

    def declare(self, name: str, kind: str) -> None:
        """Say what sort of content a part has, unless that is said."""
        if self.content_type(name) != kind:
            told = f'PartName="/{attribute(name)}" ContentType="{kind}"'
            self.splice(TYPES, f'<Override xmlns="{_TYPES_SPACE}" {told}/>', "Types")


def _relation(one: Any, folder: str) -> Relation:
    target, external = one.get("Target", ""), one.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(one.get("Type", ""), target, external)


# Comments -----------------------------------------------------------------------------------


def comments_part(parts: Parts) -> str:
    """The name of the part with the comments, or the empty text."""
    found = (one.target for one in parts.relations().values() if one.kind == f"{OFFICE}/comments")
    return next(found, "")


def first_comment(parts: Parts) -> int:
    """A number that no comment has, nor any after it."""
    name = comments_part(parts)
    numbers = [one.get(f"{{{W}}}id", "") for one in parts.tree(name)] if name else []
    return max((int(number) for number in numbers if number.isdecimal()), default=-1) + 1


def add_comments(
    parts: Parts, comments: Sequence[tuple[str, str]], author: str, moment: str
) -> None:
    """Add comments, each a number and a text."""
    if not comments:
        return
    name = comments_part(parts)
    if not name:
        name = "word/comments.xml" if parts.get("word/comments.xml") is None else ""
        name = name or parts.free_name("word/comments{}.xml")
        parts.relate(f"{OFFICE}/comments", name)
        parts.declare(name, _COMMENTS_TYPE)
    xml = "".join(_comment(number, text, author, moment) for number, text in comments)
    parts.splice(name, xml, f'w:comments xmlns:w="{W}"')


def _comment(number: str, text: str, author: str, moment: str) -> str:
    lines = "".join(
        f'<w:p><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return (
        f'<w:comment xmlns:w="{W}" w:id="{number}" w:author="{attribute(author)}"'
        f' w:date="{moment}" w:initials="{attribute(author[:1])}">{lines}</w:comment>'
    )


# Numbers ------------------------------------------------------------------------------------

_ID = re.compile(rb":id=[\"'](-?\d+)[\"']")


def used_ids(documents: Iterable[bytes]) -> set[str]:
    """All w:id that some parts have."""
    return {found.decode() for part in documents for found in _ID.findall(part)}


STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def stories(package: Package) -> list[bytes]:
    """The parts of a package that hold text."""
    return [content for name, content in package.parts.items() if STORIES.fullmatch(name)]
