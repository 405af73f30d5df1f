"""A foreign .docx, read and judged: what may be taken into a document of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import N_, Finding, Origin, Rejected, Unreadable, problem
from ..word import hazards, office_package, reading
from ..word.provenance import NAMESPACE
from .markup import DOCUMENT, w
from .relations import Relation, Relations, relations_part

# What `hazards` tells of templates, told of files.
_SAID = {
    "the template is attached to another template ({target})": "",  # it is not taken along
    "the template contains macros": N_("the file contains macros"),
    "the template contains another file ({target})": N_(
        "the file contains another file ({target})"
    ),
    "the template contains an embedded object ({target})": N_(
        "the file contains an embedded object ({target})"
    ),
    "the template has a digital signature": "",  # nor is this
    "the template loads something from outside ({target})": N_(
        "the file loads something from outside ({target})"
    ),
    "the template contains tracked changes": N_("the file contains tracked changes"),
}
_HINTS = {
    "copy its content into the template": N_("copy its content into the file"),
    "insert it into the template instead of linking to it": N_(
        "insert it into the file instead of linking to it"
    ),
}
_DATA = (".xlsx", ".docx", ".pptx")  # what stands behind a chart, without programs


class Guest:
    """The parts of a package, its XML parsed; the trees are the taker's to change."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.parts = reading.parts(data, name)
        self.trees: dict[str, Any] = {
            part: reading.parsed(content, part, name)
            for part, content in self.parts.items()
            if reading.is_xml(part)
        }
        office_package.check_main_part(self.trees, self.parts, name)
        self._relations: dict[str, Relations] = {}
        self._types = self.trees[hazards.CONTENT_TYPES]
        self.styles: Any = self.related("styles")
        if self.styles is None:
            raise Unreadable(problem("not-docx", N_("the document is damaged"), Origin(name)))

    @property
    def body(self) -> Any:
        """The body of the document."""
        return self.trees[DOCUMENT].find(w("body"))

    def relations(self, part: str) -> Relations:
        """The relationships of a part."""
        if part not in self._relations:
            self._relations[part] = Relations(part, self.trees.get(relations_part(part)))
        return self._relations[part]

    def related(self, sort: str) -> Any | None:
        """The root of the part of that sort which the document has, such as its styles."""
        return self.trees.get(self.relations(DOCUMENT).first(sort))

    def relation(self, part: str, key: str) -> Relation:
        """What an r:id leads to; raises `Rejected` when it leads nowhere."""
        found = self.relations(part).all().get(key)
        if found is None or not (found.external or found.target in self.parts):
            place = part.rpartition("/")[2]
            raise Rejected(
                problem(
                    "file-damaged",
                    N_("the file refers to something that it does not contain ({target})"),
                    Origin(self.name, path=place),
                    hint=N_("open it in Word or WPS and save it again"),
                    target=found.target if found else key,
                )
            )
        return found

    def type_of(self, part: str) -> str:
        """The content type of a part."""
        default = ""
        for told in self._types:
            if told.get("PartName", "").lower() == f"/{part}".lower():
                return str(told.get("ContentType", ""))
            if told.get("Extension", "").lower() == part.rpartition(".")[2].lower():
                default = str(told.get("ContentType", ""))
        return default

    @property
    def blueprint(self) -> str:
        """The blueprint it was made from; empty when this program did not make it."""
        return self._made_from("blueprint")

    @property
    def unit(self) -> str:
        """The unit it was made for."""
        return self._made_from("unit")

    def _made_from(self, name: str) -> str:
        found = (
            root.find(f"{{{NAMESPACE}}}{name}")
            for root in self.trees.values()
            if root.tag == f"{{{NAMESPACE}}}provenance"
        )
        element = next(found, None)
        return "" if element is None else str(element.get("id", ""))


def read(data: bytes, name: str) -> Guest:
    """The file, ready to be taken; raises `Unreadable` or `Rejected` with every reason not to."""
    guest = Guest(data, name)
    reasons = [
        _of_file(reason) for reason in hazards.found(guest.trees, name) if not _harmless(reason)
    ]
    if reasons:
        raise Rejected(reasons)
    return guest


def _harmless(reason: Finding) -> bool:
    target = str(reason.args.get("target", ""))
    return _SAID.get(reason.message) == "" or (
        "embedded object" in reason.message and target.lower().endswith(_DATA)
    )


def _of_file(reason: Finding) -> Finding:
    return replace(
        reason,
        code="file-unsafe",
        message=_SAID.get(reason.message) or reason.message,
        hint=_HINTS.get(reason.hint, reason.hint),
    )
