"""The package of an office's template made ready for our parts: types, relationships, names."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..errors import N_, Origin, Unreadable, problem
from . import template
from .hazards import CONTENT_TYPES
from .markup import W, encode
from .provenance import NAMESPACE

PACKAGE_RELATIONS = "_rels/.rels"
DOCUMENT_RELATIONS = "word/_rels/document.xml.rels"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package"
_RELATIONS_TYPE = f"{_PACKAGE_TYPE}.relationships+xml"
_REPLACED = ("core-properties", "custom-properties", "thumbnail")  # of each document itself
_FIRST_FREE = 1000  # pid of the first custom property of the office's own
_REQUIRED = (CONTENT_TYPES, PACKAGE_RELATIONS, DOCUMENT_RELATIONS, template.DOCUMENT, "word/styles.xml")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the writer must know of a prepared package."""

    provenance: str  # name of the part
    properties: str  # the office's custom properties, as XML


class Relations:
    """The relationships of a part, its root element at hand."""

    def __init__(self, root: Any, folder: str = "word") -> None:
        self._root, self._folder = root, folder

    def add(self, kind: str, target: str, family: str = f"{_OFFICE}/relationships") -> str:
        """The id of a new relationship."""
        used = {relation.get("Id") for relation in self._root}
        number = len(used) + 1
        while f"rId{number}" in used:
            number += 1
        etree.SubElement(
            self._root,
            f"{{{_RELATIONS_NS}}}Relationship",
            Id=f"rId{number}",
            Type=f"{family}/{kind}",
            Target=target,
        )
        return f"rId{number}"

    def targets(self, kinds: Sequence[str]) -> list[str]:
        """The parts that relationships of some sorts lead to."""
        return list(
            dict.fromkeys(
                self._part(relation) for relation in self._root if _kind(relation) in kinds
            )
        )

    def take_out(self, kinds: Sequence[str] = (), parts: Collection[str] = ()) -> list[str]:
        """Remove relationships of some sorts or to some parts; the parts they led to."""
        gone = [
            relation
            for relation in self._root
            if _kind(relation) in kinds or self._part(relation) in parts
        ]
        for relation in gone:
            self._root.remove(relation)
        return [self._part(relation) for relation in gone]

    def take_out_unused(self, kind: str, used: Collection[str]) -> list[str]:
        """Remove relationships of a sort that have none of these ids; the parts they led to."""
        gone = [
            relation
            for relation in self._root
            if _kind(relation) == kind and relation.get("Id") not in used
        ]
        for relation in gone:
            self._root.remove(relation)
        return [self._part(relation) for relation in gone]

    def _part(self, relation: Any) -> str:
        if relation.get("TargetMode") == "External":
            return ""
        target = posixpath.join("/", self._folder, relation.get("Target", ""))
        return posixpath.normpath(target).lstrip("/")


def _kind(relation: Any) -> str:
    return str(relation.get("Type", "")).rpartition("/")[2]


def check_main_part(trees: dict[str, Any], parts: dict[str, bytes], name: str) -> None:
    """Raise `Unreadable` unless the package is a Word document as Word, WPS and LibreOffice save it."""
    root = trees.get(template.DOCUMENT)
    usual = all(part in parts for part in _REQUIRED)
    if usual and root is not None and root.tag == f"{{{W}}}document":
        body = root.find(f"{{{W}}}body")
        words = [part for part in trees if part.startswith("word/") and not part.endswith(".rels")]
        if body is not None and all(_usual_prefix(trees[part]) for part in words):
            return
    raise Unreadable(
        problem(
            "not-docx",
            N_("the file is not an ordinary Word document (.docx)"),
            Origin(name),
            hint=N_("open it in Word or WPS and save it as .docx (not Strict Open XML)"),
        )
    )


def _usual_prefix(root: Any) -> bool:
    """Whether Word's own elements have the prefix w, and r is what it always is."""
    others = [
        element.prefix
        for element in root.iter(f"{{{W}}}*")
        if element.prefix != "w" or element.nsmap.get("r", _R) != _R
    ]
    return not others


_R = f"{_OFFICE}/relationships"


def prepare(
    trees: dict[str, Any], parts: dict[str, bytes], changed: set[str], ours: dict[str, bytes]
) -> Prepared:
    """Take out what each document brings itself, and make room for it; notes changed parts.

    `ours` are the constant parts of a document of our own.
    """
    properties = _custom_properties(trees)
    forget_origin(trees, parts)
    package = Relations(trees[PACKAGE_RELATIONS], "")
    relations = Relations(trees[DOCUMENT_RELATIONS])
    package.add("metadata/core-properties", template.CORE, f"{_PACKAGE_NS}/relationships")
    package.add("custom-properties", template.CUSTOM)
    item = free_name("customXml/item{}.xml", parts)
    relations.add("customXml", f"../{item}")
    _add_item(item, trees, parts, ours)
    register(trees, template.CORE, f"{_PACKAGE_TYPE}.core-properties+xml")
    register(trees, template.CUSTOM, f"{_DOCUMENT_TYPE}.custom-properties+xml")
    register(trees, template.DOCUMENT, f"{_WML}.document.main+xml")  # .dotx says template
    changed.update((CONTENT_TYPES, PACKAGE_RELATIONS, DOCUMENT_RELATIONS))
    return Prepared(item, properties)


def forget_origin(trees: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Take out what tells how a document was made, and the properties each has of its own."""
    package = Relations(trees[PACKAGE_RELATIONS], "")
    relations = Relations(trees[DOCUMENT_RELATIONS])
    for part in package.take_out(_REPLACED) + _old_provenance(trees, relations):
        _forget(part, trees, parts)


def forget_unused(trees: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Take out the footers that no section of the document refers to."""
    used = {
        reference.get(f"{{{_R}}}id")
        for reference in trees[template.DOCUMENT].iter(f"{{{W}}}footerReference")
    }
    for part in Relations(trees[DOCUMENT_RELATIONS]).take_out_unused("footer", used):
        _forget(part, trees, parts)


def _add_item(
    item: str, trees: dict[str, Any], parts: dict[str, bytes], ours: dict[str, bytes]
) -> None:
    """The neighbours of the provenance item, under a number that is free."""
    properties = item.replace("item", "itemProps")
    relations = f"customXml/_rels/{posixpath.basename(item)}.rels"
    parts[properties] = ours["customXml/itemProps1.xml"]
    parts[relations] = ours["customXml/_rels/item1.xml.rels"].replace(
        b"itemProps1.xml", posixpath.basename(properties).encode()
    )
    register(trees, properties, f"{_DOCUMENT_TYPE}.customXmlProperties+xml")


def add_footer(trees: dict[str, Any], parts: dict[str, bytes], xml: str) -> str:
    """The name of a new footer."""
    part = free_name("word/footer{}.xml", parts)
    parts[part] = encode(xml)
    register(trees, part, f"{_WML}.footer+xml")
    return part


def register(trees: dict[str, Any], part: str, kind: str) -> None:
    """Tell the type of a part, whatever was told before."""
    types = trees[CONTENT_TYPES]
    for told in types.findall(f"{{{_TYPES_NS}}}Override"):
        if told.get("PartName", "").lower() == f"/{part}".lower():
            types.remove(told)
    etree.SubElement(types, f"{{{_TYPES_NS}}}Override", PartName=f"/{part}", ContentType=kind)
    for extension in ("xml", "rels"):
        defaults = types.findall(f"{{{_TYPES_NS}}}Default")
        if not any(told.get("Extension", "").lower() == extension for told in defaults):
            kind = "application/xml" if extension == "xml" else _RELATIONS_TYPE
            default = etree.Element(
                f"{{{_TYPES_NS}}}Default", Extension=extension, ContentType=kind
            )
            types.insert(0, default)


def free_name(pattern: str, parts: Collection[str]) -> str:
    """The first name with a number that no part has."""
    number = 1
    taken = {part.lower() for part in parts}
    while pattern.format(number).lower() in taken:
        number += 1
    return pattern.format(number)


def _custom_properties(trees: dict[str, Any]) -> str:
    """The office's own custom properties, numbered so that ours have room before them."""
    root = trees.get(template.CUSTOM)
    if root is None:
        return ""
    kept = [one for one in root if not one.get("name", "").startswith("creation-plan.")]
    for number, one in enumerate(kept, start=_FIRST_FREE):
        one.set("pid", str(number))
    return "".join(etree.tostring(one, encoding="unicode") for one in kept)


def _old_provenance(trees: dict[str, Any], relations: Relations) -> list[str]:
    """The parts that told how a document was made from which the office made its template."""
    items = [part for part, root in trees.items() if root.tag == f"{{{NAMESPACE}}}provenance"]
    gone = relations.take_out(parts=items)
    for item in list(gone):
        beside = f"customXml/_rels/{posixpath.basename(item)}.rels"
        if beside in trees:
            gone += [beside, *Relations(trees[beside], "customXml").targets(("customXmlProps",))]
    return gone


def _forget(part: str, trees: dict[str, Any], parts: dict[str, bytes]) -> None:
    trees.pop(part, None)
    parts.pop(part, None)
    types = trees[CONTENT_TYPES]
    for told in types.findall(f"{{{_TYPES_NS}}}Override"):
        if told.get("PartName") == f"/{part}":
            types.remove(told)
