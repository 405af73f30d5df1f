"""The content of a file made ready for our document: nothing in it means something else there."""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from typing import Any

from ..word import reading
from ..word.bookmarks import PREFIX
from ..word.markup import R
from . import notes
from .guest import Guest
from .host import Host, fingerprint
from .markup import DOCUMENT, MC, WP, made, properties, spelled, val, w
from .numbering import Numbering
from .relations import Relations
from .styles import NOTHING, Adopted, Styles
from .theme import Theme

_STYLES = "word/styles.xml"
# Marks of one program's work on one file: names of saved states, of pages as they once broke, of
# data that stays behind.
_DROPPED = tuple(
    w(name) for name in ("proofErr", "lastRenderedPageBreak", "permStart", "permEnd", "dataBinding")
)
_STAMPS = re.compile(r"\{[^}]*\}(rsid\w*|paraId|textId)$")
_MARKS = (w("bookmarkStart"), w("bookmarkEnd"))
_CODES = (w("instrText"), w("fldSimple"), w("hyperlink"))
_REFERENCES = (w("headerReference"), w("footerReference"))
_KEEP_MAX = 30  # characters of a bookmark's name, of the 40 that Word allows


class Transfer:
    """One file on its way into our document."""

    def __init__(self, host: Host, guest: Guest) -> None:
        host.guests += 1
        self._host, self._guest, self._salt = host, guest, str(host.guests)
        self._theme = Theme(guest.related("theme"))
        self._numbering = Numbering(host, guest.related("numbering"), self._salt)
        self._ours = Styles(host.tree(_STYLES))
        root = guest.styles
        self._theme.write_out(root)
        self._styles = Adopted(root, self._ours, self._numbering.renumber, self._salt)
        self._default = next(
            (s.get(w("styleId")) for s in self._ours.root if s.get(w("default")) == "1"
             and s.get(w("type")) == "paragraph"), "",
        )  # fmt: skip
        self._marks: dict[str, str] = {}  # numbers of bookmarks
        self._names: dict[str, str] = {}  # of bookmarks that we have, too
        self._copied: dict[str, str] = {}  # parts

    def take(self, keep_footers: bool = False) -> list[Any]:
        """The blocks of the file's body, the last being its section's properties.

        Headers and footers stay behind, or else come along.
        """
        body = self._guest.body
        if body.find(w("sectPr")) is None:
            body.append(made("sectPr"))
        if not keep_footers:
            for reference in list(body.iter(*_REFERENCES)):
                reference.getparent().remove(reference)
        notes.take(self._host, self._guest, self._story)
        self._story(DOCUMENT, body, DOCUMENT)
        self._finish()
        return list(body)

    def _story(self, part: str, root: Any, ours: str) -> None:
        self._note_prefixes(self._guest.trees[part], root)
        _clean(root)
        self._theme.write_out(root)
        self._restyle(root)
        self._numbering.renumber(root)
        if root.tag not in (w("hdr"), w("ftr")):  # those are shared as long as they are equal
            self._remark(root)
            self._number_drawings(root)
        self._relate(part, root, self._host.relations(ours))

    def _note_prefixes(self, top: Any, root: Any) -> None:
        for prefix in top.get(f"{{{MC}}}Ignorable", "").split():
            if prefix in top.nsmap:
                self._host.prefixes.setdefault(prefix, top.nsmap[prefix])
        for choice in root.iter(f"{{{MC}}}Choice"):
            for prefix in choice.get("Requires", "").split():
                if prefix in choice.nsmap:
                    self._host.required.setdefault(prefix, choice.nsmap[prefix])

    # Styles --------------------------------------------------------------------------------

    def _restyle(self, root: Any) -> None:
        said = {  # before the tables' styles are renamed
            table: self._styles.said_by_table(val(table.find(f"{w('tblPr')}/{w('tblStyle')}")))
            for table in root.iter(w("tbl"))
        }
        for paragraph in list(root.iter(w("p"))):
            table = next(paragraph.iterancestors(w("tbl")), None) if said else None
            told = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
            name = self._styles.name("paragraph", val(told), said.get(table, NOTHING))
            if told is not None and not name:
                told.getparent().remove(told)
            elif told is not None:
                told.set(w("val"), name)
            elif name and name != self._default:
                properties(paragraph).insert(0, made("pStyle", val=name))
        for table in list(root.iter(w("tbl"))):
            self._restyle_table(table)
        for told in list(root.iter(w("rStyle"))):
            name = self._styles.name("character", val(told))
            if name:
                told.set(w("val"), name)
            else:
                told.getparent().remove(told)

    def _restyle_table(self, table: Any) -> None:
        look = table.find(w("tblPr"))
        if look is None:
            look = made("tblPr")
            table.insert(0, look)
        told = look.find(w("tblStyle"))
        name = self._styles.name("table", val(told))
        if told is not None:
            look.remove(told)
        if name and (told is not None or name != "TableNormal"):
            look.insert(0, made("tblStyle", val=name))

    def _finish(self) -> None:
        """Let the copied lists name styles as they are called here."""
        for definition in self._numbering.definitions():
            self._theme.write_out(definition)
            for told in list(definition.iter(w("pStyle"))):
                if name := self._styles.known(val(told)):
                    told.set(w("val"), name)
                else:
                    told.getparent().remove(told)
            for told in list(definition.iter(w("styleLink"), w("numStyleLink"))):
                if name := self._styles.name("numbering", val(told)):
                    told.set(w("val"), name)
                else:
                    told.getparent().remove(told)
            for told in list(definition.iter(w("rStyle"))):
                told.set(w("val"), self._styles.name("character", val(told)))

    # Names and numbers ---------------------------------------------------------------------

    def _remark(self, root: Any) -> None:
        """New numbers for bookmarks, and new names for those that we have already."""
        for mark in list(root.iter(*_MARKS)):
            if mark.get(w("name")) == "_GoBack":
                self._marks[mark.get(w("id"))] = ""
            key = mark.get(w("id"))
            if key not in self._marks:
                self._marks[key] = self._host.next_mark()
            if not self._marks[key]:
                mark.getparent().remove(mark)
                continue
            mark.set(w("id"), self._marks[key])
            if name := mark.get(w("name")):
                mark.set(w("name"), self._name(name))
        if self._names:
            for element in root.iter(*_CODES):
                self._refer(element)

    def _number_drawings(self, root: Any) -> None:
        for drawing in root.iter(f"{{{WP}}}docPr"):
            drawing.set("id", self._host.next_drawing())

    def _name(self, name: str) -> str:
        taken = self._host.bookmarks
        if name.lower() in taken:
            digest = hashlib.blake2b(f"{self._salt}/{name}".encode(), digest_size=8).hexdigest()
            stem = PREFIX if name.startswith(PREFIX) else f"{name[: _KEEP_MAX - 8]}_"
            self._names[name] = stem + digest
            name = self._names[name]
        taken.add(name.lower())
        return name

    def _refer(self, element: Any) -> None:
        anchor = element.get(w("anchor"))
        if anchor in self._names:
            element.set(w("anchor"), self._names[anchor])
        code = element.get(w("instr")) if element.tag == w("fldSimple") else element.text
        if not code:
            return
        new = re.sub(r"\w+", lambda found: self._names.get(found[0], found[0]), code)
        if element.tag == w("fldSimple"):
            element.set(w("instr"), new)
        elif element.tag == w("instrText"):
            element.text = new

    # Relationships -------------------------------------------------------------------------

    def _relate(self, part: str, root: Any, relations: Relations) -> None:
        """Let every r:id below an element lead from our part to where it led from the file's."""
        for element in root.iter():
            for name, key in element.attrib.items():
                if name.startswith(f"{{{R}}}") and key:
                    element.set(name, self._related(part, key, relations))

    def _related(self, part: str, key: str, relations: Relations) -> str:
        found = self._guest.relation(part, key)
        if found.external:
            return relations.add(found.kind, found.target, external=True)
        copy = self._footer if found.sort in ("header", "footer") else self._part
        return relations.add(found.kind, copy(found.target))

    def _footer(self, part: str) -> str:
        """The name of our copy of a header or footer; equal ones share one."""
        if part not in self._copied:
            root, kind = deepcopy(self._guest.trees[part]), self._guest.type_of(part)
            alone = bool(self._guest.relations(part).all())
            name = self._host.add(part, b"", kind, alone=True) if alone else ""
            self._story(part, root, name or part)
            key = fingerprint(part, spelled(root))
            if alone or not self._host.shared(key):
                self._number_drawings(root)
            if alone:
                self._host.parts[name] = spelled(root)
            else:
                name = self._host.add(part, spelled(root), kind, key=key)
            self._copied[part] = name
        return self._copied[part]

    def _part(self, part: str) -> str:
        """The name of our copy of a part, with all it leads to."""
        if part not in self._copied:
            content, kind = self._guest.parts[part], self._guest.type_of(part)
            relations = self._guest.relations(part).all()
            if reading.is_xml(part):
                root = self._guest.trees[part]
                self._theme.write_out(root)
                content = spelled(root)
            name = self._host.add(part, content, kind, alone=bool(relations))
            self._copied[part] = name
            if relations:
                self._copy_relations(part, name)
        return self._copied[part]

    def _copy_relations(self, part: str, name: str) -> None:
        """The relationships of a copied part, under the ids that its content names."""
        relations = self._host.relations(name)
        for key in self._guest.relations(part).all():
            found = self._guest.relation(part, key)
            target = found.target if found.external else self._part(found.target)
            relations.add_as(key, found.kind, target, found.external)


def _clean(root: Any) -> None:
    for element in list(root.iter(*_DROPPED)):
        element.getparent().remove(element)
    for content in root.iter(w("sdtPr")):
        for number in content.findall(w("id")):
            content.remove(number)
    for element in root.iter():
        for name in [name for name in element.attrib if _STAMPS.match(name)]:
            del element.attrib[name]
