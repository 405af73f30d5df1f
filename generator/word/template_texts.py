"""What a document puts into an office's template: the text of each field, and what they replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..blocks import AnyBlock, ImprintBlock
from .stream import LINES

IMPRINT = ("copies_to", "printer", "printed")  # the fields of 版记
# The generated paragraphs that a placeholder standing alone in the text replaces.
_REPLACED = {
    "title": ("#title", "#dispatch-title"),
    "recipients": ("#recipients",),
    "note": ("#note",),
    "date": ("#date", "#dispatch-date"),
    "issuer": ("#signature", "#dispatch-signature"),
    "issuers": ("#signature", "#dispatch-signature"),
}


class Document(Protocol):
    """The official document as the blocks and fields that a template takes."""

    @property
    def fields(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> Sequence[AnyBlock]: ...

    @property
    def annexes(self) -> Sequence[AnyBlock]: ...

    @property
    def imprint(self) -> ImprintBlock | None: ...


def texts_of(document: Document) -> dict[str, str]:
    """The text of every field; marks that a template writes round it are taken off."""
    values = dict(document.fields)
    for name, ids in _REPLACED.items():
        found = (block.text for block in document.body if block.id in ids)
        text = next(found, "")
        if name == "title":
            values["title" + LINES] = text or values.get(name, "")
        values[name] = values.get(name) or text.replace("\n", "")
    imprint = document.imprint
    for name in IMPRINT:
        values[name] = getattr(imprint, name, "")
    values["plan_title"] = values.get("plan_title") or values["title"]
    values["recipients"] = values["recipients"].rstrip("：:")
    values["note"] = values["note"].strip("（）()")
    values["copies_to"] = values["copies_to"].rstrip("。")
    values["printed"] = values["printed"].removesuffix("印发")
    return values


def replaced(document: Document, own: frozenset[str]) -> set[str]:
    """The ids of the generated paragraphs that the template places itself."""
    found: set[str] = set()
    for name in own.intersection(_REPLACED):
        ids = [
            block.id
            for block in document.body
            if any(block.id == one or block.id.startswith(f"{one}-") for one in _REPLACED[name])
        ]
        if name != "issuer" or len(ids) == 1:  # one issuer of several is not all of them
            found.update(ids)
    return found
