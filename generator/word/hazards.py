"""What a foreign package may not bring along: programs, other files, things loaded from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..errors import N_, Finding, Origin, problem
from .markup import W

CONTENT_TYPES = "[Content_Types].xml"
_HARMLESS_LINKS = ("http", "https", "mailto")  # nothing is fetched before somebody clicks

_ATTACHED = (
    N_("the template is attached to another template ({target})"),
    N_("in Word: Developer, Document Template, choose Normal"),
)
_MACROS = (N_("the template contains macros"), N_("save it as .docx, without macros"))
_FOREIGN = (
    N_("the template contains another file ({target})"),
    N_("copy its content into the template"),
)
_OBJECT = (
    N_("the template contains an embedded object ({target})"),
    N_("put a picture in its place"),
)
_SIGNED = (N_("the template has a digital signature"), N_("remove the signature"))
_LINKED = (
    N_("the template loads something from outside ({target})"),
    N_("insert it into the template instead of linking to it"),
)

# By the last step of a relationship's type.
_REFUSED = {
    "attachedTemplate": _ATTACHED,
    "aFChunk": _FOREIGN,
    "subDocument": _FOREIGN,
    "vbaProject": _MACROS,
    "wordVbaData": _MACROS,
    "attachedToolbars": _MACROS,
    "keyMapCustomizations": _MACROS,
    "oleObject": _OBJECT,
    "package": _OBJECT,
    "control": _OBJECT,
    "activeXControlBinary": _OBJECT,
    "origin": _SIGNED,
    "mailMergeSource": _LINKED,
    "mailMergeHeaderSource": _LINKED,
    "recipientData": _LINKED,
}
_LOADING_FIELD = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|IMPORT|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_CHANGES = tuple(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_P, _CODE, _SIMPLE = f"{{{W}}}p", f"{{{W}}}instrText", f"{{{W}}}fldSimple"


def found(trees: Mapping[str, Any], name: str) -> list[Finding]:
    """Every reason not to use the package; `trees` are the roots of its XML parts by name."""
    reasons: list[Finding] = []
    for part, root in trees.items():
        if part.endswith(".rels"):
            reasons += _relations(root, name)
        elif part == CONTENT_TYPES:
            if any("macroEnabled" in kind.get("ContentType", "") for kind in root):
                reasons.append(_told(_MACROS, name))
        elif part.startswith("word/"):
            reasons += _content(root, part, name)
    return _once(reasons)


def _relations(root: Any, name: str) -> Iterator[Finding]:
    for relation in root:
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if kind in _REFUSED:
            yield _told(_REFUSED[kind], name, target=target)
        elif relation.get("TargetMode") == "External" and not (
            kind == "hyperlink" and _scheme(target) in _HARMLESS_LINKS
        ):
            yield _told(_LINKED, name, target=target)


def _scheme(target: str) -> str:
    try:
        return urlsplit(target).scheme.lower()
    except ValueError:
        return ""


def _content(root: Any, part: str, name: str) -> Iterator[Finding]:
    place = part.rpartition("/")[2].removesuffix(".xml")
    if next(root.iter(f"{{{W}}}altChunk"), None) is not None:
        yield _told(_FOREIGN, name, place, target="altChunk")
    if next(root.iter(*_CHANGES), None) is not None:
        yield problem(
            "template-changes",
            N_("the template contains tracked changes"),
            Origin(name, path=place),
            hint=N_("accept or reject all of them"),
        )
    for code in _field_codes(root):
        if match := _LOADING_FIELD.match(code):
            yield _told(_LINKED, name, place, target=match[1].upper())


def _field_codes(root: Any) -> Iterator[str]:
    """The codes of fields; Word splits one over several runs."""
    for paragraph in root.iter(_P):
        code = ""
        for element in paragraph.iter(_CODE, _SIMPLE, f"{{{W}}}fldChar"):
            if element.tag == _SIMPLE:
                yield element.get(f"{{{W}}}instr", "")
            elif element.tag == _CODE:
                code += element.text or ""
            else:
                yield code
                code = ""
        yield code


def _told(reason: tuple[str, str], name: str, part: str = "", target: str = "") -> Finding:
    message, hint = reason
    return problem(
        "template-unsafe", message, Origin(name, path=part), hint=hint, target=target[:200]
    )


def _once(reasons: list[Finding]) -> list[Finding]:
    """Macros alone are told by three parts of a package."""
    kept: list[Finding] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return kept
