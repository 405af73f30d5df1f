"""Our document while others are put into it: parts, types, ids; at the end the bytes of a .docx."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from ..returned import attached, body
from ..word import hazards, page_looks, provenance, reading
from ..word.markup import R, W
from ..word.office_package import free_name
from ..word.package import Deflater, Package, Part
from .markup import DOCUMENT, MC, canonical, spelled, w
from .relations import Relations, relations_part

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_FIRST_DRAWING = 5_000  # above the fixed numbers of our own drawings
_FILE = b'style="file"'
_WRITTEN = re.compile(rb'<document crc="[0-9a-f]*" size="\d*"/>')


class Host:
    """A document of ours, taken apart."""

    def __init__(self, data: bytes, name: str = "") -> None:
        self.parts = reading.parts(data, name)
        self._trees: dict[str, Any] = {}
        self._relations: dict[str, Relations] = {}
        self._types = self.tree(hazards.CONTENT_TYPES)
        self._same = {  # parts that may be shared, by what they hold
            fingerprint(part, content): part
            for part, content in self.parts.items()
            if part.startswith(("word/footer", "word/media/"))
        }
        self.prefixes: dict[str, str] = {}  # of what other programs may pass over
        self.required: dict[str, str] = {}  # those that alternatives name in a value
        marks = list(self.tree(DOCUMENT).iter(w("bookmarkStart")))
        self.bookmarks = {mark.get(w("name"), "").lower() for mark in marks}
        self._taken = {mark.get(w("id")) for mark in marks}
        self._mark = 0
        self._drawing = _FIRST_DRAWING
        self.guests = 0

    @property
    def body(self) -> Any:
        """The body of the document."""
        return self.tree(DOCUMENT).find(w("body"))

    def tree(self, part: str) -> Any:
        """The root of an XML part; what is changed in it is in the result."""
        if part not in self._trees:
            self._trees[part] = reading.parsed(self.parts[part], part, "")
        return self._trees[part]

    def relations(self, part: str) -> Relations:
        """The relationships of a part."""
        if part not in self._relations:
            known = relations_part(part)
            self._relations[part] = Relations(
                part, self.tree(known) if known in self.parts else None
            )
        return self._relations[part]

    def related(self, sort: str) -> str:
        """The part of that sort which the document has, or the empty text."""
        return self.relations(DOCUMENT).first(sort)

    def shared(self, key: bytes) -> str:
        """The part with that fingerprint, or the empty text."""
        return self._same.get(key, "")

    def add(
        self, name: str, content: bytes, kind: str, alone: bool = False, key: bytes = b""
    ) -> str:
        """The name of a part that holds this, made under a name like `name` if there is none.

        `alone`: it has relationships of its own, so an equal part is another one. `key` is its
        fingerprint if that is not taken from the content.
        """
        key = key or fingerprint(name, content)
        if not alone and key in self._same:
            return self._same[key]
        stem, dot, extension = name.rpartition(".")
        stem = re.sub(r"\d+$", "", stem).replace("{", "").replace("}", "")
        part = free_name(f"{stem}{{}}{dot}{extension}", self.parts)
        self.parts[part] = content
        self._register(part, kind)
        if not alone:
            self._same[key] = part
        return part

    def add_tree(self, part: str, root: Any, kind: str, relation: str) -> Any:
        """The root of a new part of the document itself."""
        self.parts[part] = b""
        self._trees[part] = root
        self._register(part, kind)
        self.relations(DOCUMENT).add(relation, part)
        return root

    def next_mark(self) -> str:
        """A number that no bookmark has."""
        self._mark += 1
        while str(self._mark) in self._taken:  # ours are anywhere: they come from a digest
            self._mark += 1
        return str(self._mark)

    def next_drawing(self) -> str:
        """A number that no drawing has."""
        self._drawing += 1
        return str(self._drawing)

    def _register(self, part: str, kind: str) -> None:
        extension = part.rpartition(".")[2].lower()
        defaults = {
            told.get("Extension", "").lower(): told.get("ContentType") for told in self._types
        }
        if extension not in defaults:
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
            self._types.insert(0, default)
        elif defaults[extension] != kind:
            etree.SubElement(
                self._types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind
            )

    def pack(self) -> bytes:
        """The bytes of the document; equal doings give equal bytes."""
        for part, relations in self._relations.items():
            if len(relations.root):
                name = relations_part(part)
                self.parts.setdefault(name, b"")
                self._trees[name] = relations.root
        for part, root in self._trees.items():
            if root.tag.startswith(f"{{{W}}}"):
                self._declare(root)
            self.parts[part] = spelled(root)
        self._sign()
        deflater = Deflater(6, stored=0)
        return Package([]).pack(
            [Part(name, [deflater.chunk(content)]) for name, content in self.parts.items()]
        )

    def _declare(self, root: Any) -> None:
        """Prefixes that stand in values are declared on the root, once for all elements."""
        wanted = {
            prefix
            for choice in root.iter(f"{{{MC}}}Choice")
            for prefix in choice.get("Requires", "").split()
        }
        declared = {"w": W, "r": R, **self.prefixes}
        declared |= {name: self.required[name] for name in wanted if name in self.required}
        told = root.get(f"{{{MC}}}Ignorable", "").split()
        declared |= {prefix: root.nsmap[prefix] for prefix in told if prefix in root.nsmap}
        if self.prefixes:
            declared["mc"] = MC
        etree.cleanup_namespaces(
            root, top_nsmap=declared, keep_ns_prefixes=["mc", *self.prefixes, *told, *wanted]
        )
        if self.prefixes:
            names = sorted({*self.prefixes, *told} & set(root.nsmap))
            root.set(f"{{{MC}}}Ignorable", " ".join(names))

    def _sign(self) -> None:
        """Note what the document part has become where the document tells about itself."""
        content = self.parts[DOCUMENT]
        told = f'<document crc="{zlib.crc32(content):08x}" size="{len(content)}"/>'.encode()
        for part, item in self.parts.items():
            if part.startswith("customXml/item") and b"urn:creation-plan:provenance" in item:
                item = _WRITTEN.sub(told, item, count=1)
                found = self._digests(content, item) if _FILE in item else {}
                self.parts[part] = provenance.completed(
                    item, page_looks.pages_in(self.parts), found
                )

    def _digests(self, content: bytes, item: bytes) -> Mapping[str, str]:
        """What the files taken in say, in short; by the ids of their blocks."""
        made = provenance.provenance_of({"customXml/item1.xml": item})
        return attached.digests(body.pieces(content), made.blocks) if made else {}


def fingerprint(name: str, content: bytes) -> bytes:
    """What equal parts have in common; of XML, however it is spelled."""
    if reading.is_xml(name) and content:
        content = canonical(reading.parsed(content, name, ""))
    return hashlib.blake2b(content, digest_size=16).digest()
