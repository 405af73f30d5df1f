"""Styles of one document in another, by their names: programs give them ids of their own."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from ..returned import Returned
from ..returned.styles import PART
from ..word.markup import W
from .parts import Parts
from .trees import w

_REFERRING = tuple(map(w, ("basedOn", "link", "next")))


@dataclass(slots=True)
class Styles:
    """The styles of a document into which text of another comes."""

    ours: Returned
    theirs: Returned
    parts: Parts  # of theirs
    _known: dict[str, str] = field(default_factory=dict)  # id by name

    def style(self, own: str) -> str:
        """The id of a style that has the name of that of ours, added if there is none."""
        if not self._known:
            self._known = {name.casefold(): key for key, name in self.theirs.styles.items()}
        name = self.ours.style(own).casefold()
        return self._known[name] if name in self._known else self._add(own, name)

    def _add(self, own: str, name: str) -> str:
        styles = Parts(self.ours.package).tree(PART)
        found = next((one for one in styles if one.get(w("styleId")) == own), None)
        if found is None:
            return own
        key, number = own, 1
        while key in self._known.values():
            key, number = f"{own}{number}", number + 1
        self._known[name] = key  # before those it refers to, which may refer to it
        style = deepcopy(found)
        style.tail = None
        style.set(w("styleId"), key)
        style.attrib.pop(w("default"), None)
        for reference in style.iter(*_REFERRING):
            reference.set(w("val"), self.style(reference.get(w("val"), "")))
        xml = etree.tostring(style, encoding="unicode")
        self.parts.splice(PART, xml, f'w:styles xmlns:w="{W}"')
        return key
