"""The marks {{ … }} of an office's template: found, healed where Word split them, checked.

Word cuts a text into runs wherever it likes (spelling, revisions, a bookmark), so a mark is
looked for in the text of the paragraph and then put together where its first character stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import N_, Finding, Origin, closest, problem
from .markup import W

# What a template may place: texts of the document, and the marks where blocks go.
FIELDS = (
    "title", "plan_title", "issuer", "issuers", "copy_number", "secrecy", "urgency", "number",
    "signers", "recipients", "date", "note", "copies_to", "printer", "printed",
)  # fmt: skip
BODY, ANNEXES = "body", "annexes"
NAMES = (*FIELDS, BODY, ANNEXES)

WORDS = 12  # of a paragraph that are shown in a message, in characters

_MARK = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
_HALF = re.compile(r"[{｛]{2}|[}｝]{2}")
_STATEMENT = re.compile(r"[{｛][%％#].*?[%％#][}｝]")
SLOT = re.compile(r"\{\{ (\w+) \}\}")  # a healed mark

_T, _P, _R = f"{{{W}}}t", f"{{{W}}}p", f"{{{W}}}r"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What stands for a character between the texts; `None`: for nothing.
_CHARACTERS = {
    f"{{{W}}}tab": "\t", f"{{{W}}}ptab": "\t", f"{{{W}}}br": "\n", f"{{{W}}}cr": "\n",
    f"{{{W}}}noBreakHyphen": "-", f"{{{W}}}softHyphen": "", f"{{{W}}}sym": "\ufffd",
}  # fmt: skip
# Not the paragraph's own text; a paragraph in a text box is looked at by itself.
_FOREIGN = {_P} | {f"{{{W}}}{name}" for name in ("txbxContent", "del", "pPr", "rPr", "moveFrom")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands, for messages: file, part and number from 1."""

    file: str
    part: str
    number: int


def paragraph_text(paragraph: Any) -> str:
    """The paragraph's own text as people see it."""
    return "".join(text for _, text in _pieces(paragraph))


def _pieces(element: Any) -> Iterator[tuple[Any, str]]:
    """The elements that hold or stand for text, in order, each with its text."""
    for child in element:
        if child.tag == _T:
            yield child, child.text or ""
        elif child.tag in _CHARACTERS and element.tag == _R:
            yield child, _CHARACTERS[child.tag]
        elif child.tag not in _FOREIGN:
            yield from _pieces(child)


def heal(paragraph: Any, place: Place) -> tuple[list[str], list[Finding]]:
    """The names of the marks in a paragraph, each put into one text element; what is wrong.

    A mark becomes `{{ name }}` in the run of its first character and takes its formatting.
    """
    pieces = list(_pieces(paragraph))
    text = "".join(part for _, part in pieces)
    if not _HALF.search(text) and not _STATEMENT.search(text):
        return [], []
    names: list[str] = []
    findings: list[Finding] = []
    spans: list[tuple[int, int, str]] = []
    for match in _MARK.finditer(text):
        name = _name(match[1])
        finding = _wrong(match[0], name, text, place)
        if finding:
            findings.append(finding)
        else:
            names.append(name)
            spans.append((match.start(), match.end(), f"{{{{ {name} }}}}"))
    findings += _leftovers(text, place)
    for start, end, mark in reversed(spans):
        _put_together(pieces, start, end, mark)
        pieces = list(_pieces(paragraph))
    if spans:
        _clean(paragraph)
    return names, findings


def _name(inside: str) -> str:
    """The name as it is meant: Word capitalises, and spaces come in many widths."""
    kept = (sign for sign in inside if unicodedata.category(sign) not in ("Cf", "Zs", "Cc"))
    return "".join(kept).replace("\ufffd", "").lower()


def _wrong(mark: str, name: str, text: str, place: Place) -> Finding | None:
    if "｛" in mark or "｝" in mark:
        hint = N_("write the braces in half width: {right}")
        return _finding(
            "template-braces",
            N_("paragraph {number} (“{words}”): {mark} has full-width braces"),
            place, text, hint, mark=_one_line(mark), right=f"{{{{ {name} }}}}",
        )  # fmt: skip
    if name in NAMES:
        return None
    near = closest(name, NAMES)
    return _finding(
        "template-placeholder",
        N_("paragraph {number} (“{words}”): there is no placeholder {mark}"),
        place, text, N_("did you mean {right}?") if near else N_("there are: {known}"),
        mark=_one_line(mark), right=f"{{{{ {near} }}}}", known=", ".join(NAMES),
    )  # fmt: skip


def _leftovers(text: str, place: Place) -> Iterator[Finding]:
    rest = _MARK.sub("", text)
    if statement := _STATEMENT.search(rest):
        yield _finding(
            "template-placeholder",
            N_("paragraph {number} (“{words}”): {mark} is not understood in a Word template"),
            place, text, N_("there are: {known}"), mark=statement[0], known=", ".join(NAMES),
        )  # fmt: skip
    elif half := _HALF.search(rest):
        yield _finding(
            "template-braces",
            N_("paragraph {number} (“{words}”): {mark} has no counterpart"),
            place, text, N_("a placeholder reads {right}, on one line"),
            mark=half[0], right="{{ title }}",
        )  # fmt: skip


def _finding(
    code: str, message: str, place: Place, text: str, hint: str = "", **args: Any
) -> Finding:
    return problem(
        code, message, Origin(place.file, path=place.part),
        hint=hint, number=place.number, words=words(text), **args,
    )  # fmt: skip


def words(text: str) -> str:
    """The first words of a paragraph, for messages."""
    line = _one_line(text)
    return line if len(line) <= WORDS else line[:WORDS] + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _put_together(pieces: list[tuple[Any, str]], start: int, end: int, mark: str) -> None:
    """Put a mark into the element of its first character; take the rest out of those after it."""
    at = 0
    done = False
    for element, text in pieces:
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last and not (done and at <= end and not text):
            continue
        if element.tag != _T:  # a tab or a line break within the mark
            element.getparent().remove(element)
            continue
        element.text = text[:first] + ("" if done else mark) + text[last:]
        element.set(_SPACE, "preserve")
        done = True


def _clean(paragraph: Any) -> None:
    """Take out what healing has emptied, and spelling marks, which say nothing any more."""
    for element in list(paragraph.iter(f"{{{W}}}proofErr")):
        element.getparent().remove(element)
    for element, text in list(_pieces(paragraph)):
        if element.tag == _T and not text:
            run = element.getparent()
            run.remove(element)
            if all(child.tag == f"{{{W}}}rPr" for child in run):
                run.getparent().remove(run)
