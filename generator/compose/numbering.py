"""The lists of a file under numbers of their own, so that neither side's lists run on."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import Any

from .host import Host
from .markup import made, val, w
from .relations import OFFICE

_PART = "word/numbering.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"


class Numbering:
    """The lists of one file as they are called in our document; copied when asked for."""

    def __init__(self, host: Host, root: Any | None, salt: str) -> None:
        self._host, self._salt = host, salt
        listed = [] if root is None else root
        self._numbers = {one.get(w("numId")): one for one in listed if one.tag == w("num")}
        self._abstract = {
            one.get(w("abstractNumId")): one for one in listed if one.tag == w("abstractNum")
        }
        self._new: dict[str, str] = {}
        self._new_abstract: dict[str, Any] = {}

    def number(self, key: str) -> str:
        """Our number of a list of the file; 0, which is none, stays."""
        if key not in self._numbers:
            return "0"
        if key not in self._new:
            ours = self._ours()
            self._new[key] = self._free(ours, "num", "numId")
            copy = deepcopy(self._numbers[key])
            copy.set(w("numId"), self._new[key])
            at = self._host_end(ours)
            ours.insert(at, copy)
            link = copy.find(w("abstractNumId"))
            link.set(w("val"), self._definition(val(link)))
        return self._new[key]

    def renumber(self, element: Any) -> bool:
        """Give every list that is named below an element its number here; whether one was."""
        found = list(element.iter(w("numId")))
        for one in found:
            one.set(w("val"), self.number(val(one)))
        return bool(found)

    def definitions(self) -> list[Any]:
        """The definitions that were copied."""
        return list(self._new_abstract.values())

    def _definition(self, key: str) -> str:
        if key not in self._new_abstract:
            ours = self._ours()
            original = self._abstract.get(key)
            copy = made("abstractNum") if original is None else deepcopy(original)
            copy.set(w("abstractNumId"), self._free(ours, "abstractNum", "abstractNumId"))
            digest = hashlib.blake2b(f"{self._salt}/{key}".encode(), digest_size=4).hexdigest()
            for nsid in copy.iter(w("nsid")):  # Word joins lists that share it
                nsid.set(w("val"), digest.upper())
            for bullet in list(copy.iter(w("lvlPicBulletId"))):  # the sign in the text stays
                bullet.getparent().remove(bullet)
            first = next((at for at, one in enumerate(ours) if one.tag == w("num")), len(ours))
            ours.insert(first, copy)
            self._new_abstract[key] = copy
        return str(self._new_abstract[key].get(w("abstractNumId")))

    def _ours(self) -> Any:
        if part := self._host.related("numbering"):
            return self._host.tree(part)
        return self._host.add_tree(_PART, made("numbering"), _TYPE, f"{OFFICE}/numbering")

    @staticmethod
    def _free(root: Any, element: str, attribute: str) -> str:
        used = [int(one.get(w(attribute))) for one in root.findall(w(element))]
        return str(max(used, default=0) + 1)

    @staticmethod
    def _host_end(root: Any) -> int:
        last = root.find(w("numIdMacAtCleanup"))
        return len(root) if last is None else root.index(last)
