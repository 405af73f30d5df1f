"""The relationships of one part: what its r:id attributes lead to. It reads no target."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from lxml import etree

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TAG = f"{{{PACKAGE}}}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship; `target` is a part's name, or an address when it is external."""

    kind: str
    target: str
    external: bool

    @property
    def sort(self) -> str:
        """The last step of its type: image, hyperlink, footer …"""
        return self.kind.rpartition("/")[2]


class Relations:
    """The relationships of a part, by id; new ones are added at the end."""

    def __init__(self, part: str, root: Any | None = None) -> None:
        self.part = part
        self.root = etree.Element(f"{{{PACKAGE}}}Relationships") if root is None else root
        self._folder = posixpath.dirname(part)
        self._ids = {
            (one.get("Type", ""), one.get("Target", ""), one.get("TargetMode", "")): one.get(
                "Id", ""
            )
            for one in self.root
        }
        self._used = {one.get("Id", "") for one in self.root}

    def all(self) -> dict[str, Relation]:
        """Every relationship by its id."""
        return {one.get("Id", ""): self._read(one) for one in self.root}

    def first(self, sort: str) -> str:
        """The part that the first relationship of that sort leads to, or the empty text."""
        return next((one.target for one in self.all().values() if one.sort == sort), "")

    def add(self, kind: str, target: str, external: bool = False) -> str:
        """The id of a relationship to a part or an address, made if there is none yet."""
        place = target if external else posixpath.relpath(target, self._folder or ".")
        key = (kind, place, "External" if external else "")
        if key not in self._ids:
            self._ids[key] = self._free()
            made = etree.SubElement(self.root, _TAG, Id=self._ids[key], Type=kind, Target=place)
            if external:
                made.set("TargetMode", "External")
        return self._ids[key]

    def add_as(self, key: str, kind: str, target: str, external: bool) -> None:
        """Add a relationship under an id that a part's content names."""
        place = target if external else posixpath.relpath(target, self._folder or ".")
        made = etree.SubElement(self.root, _TAG, Id=key, Type=kind, Target=place)
        if external:
            made.set("TargetMode", "External")
        self._used.add(key)

    def _free(self) -> str:
        number = len(self._used) + 1
        while f"rId{number}" in self._used:
            number += 1
        self._used.add(f"rId{number}")
        return f"rId{number}"

    def _read(self, one: Any) -> Relation:
        target, external = one.get("Target", ""), one.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        return Relation(one.get("Type", ""), target, external)


def relations_part(part: str) -> str:
    """The name of the part that holds the relationships of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
