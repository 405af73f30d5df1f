"""What each paragraph is: by its style in documents of ours, else by what its text says.

Where that is not sure, a paragraph has no role and no rule about form looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Literal

from ..formats import Format
from ..outline import Entry, Outline
from ..outline.front import ends_as_title, is_contents
from ..returned import Piece, Returned

Role = Literal[
    "title", "heading1", "heading2", "heading3", "heading4", "run_in", "body", "recipients",
    "annex_note", "signature", "date", "note", "annex_label", "annex_title", "copy_number",
    "secrecy", "mark", "number", "imprint", "imprint_box",
]  # fmt: skip

# The style of the rule file that says how a role looks.
STYLES: Mapping[Role, str] = {
    "title": "title",
    "heading1": "heading1",
    "heading2": "heading2",
    "heading3": "heading3",
    "heading4": "heading4",
    "run_in": "body",
    "body": "body",
    "recipients": "recipients",
    "annex_note": "annex_note_only",
    "signature": "signature",
    "date": "date",
    "note": "note",
    "annex_label": "annex_label",
    "annex_title": "annex_title",
    "copy_number": "head_number",
    "secrecy": "head_line",
    "mark": "mark",
    "number": "number",
    "imprint": "imprint",
    "imprint_box": "imprint",
}
HEADINGS: tuple[Role, ...] = ("heading1", "heading2", "heading3", "heading4")
_BY_STYLE: Mapping[str, Role] = {
    "new_page_title": "title",
    "annex_note_only": "annex_note",
    "annex_note_first": "annex_note",
    "annex_note_next": "annex_note",
    "sealed_signature": "signature",
    "sealed_date": "date",
    "number_signed": "number",
    "head_number": "copy_number",
    "head_line": "secrecy",
    **{
        key: key
        for key in (
            "title", "body", "recipients", "signature", "date", "note", "annex_label",
            "annex_title", "mark", "number", *HEADINGS,
        )
    },
}  # fmt: skip
_LEVELS: Mapping[str, Role] = dict(zip(("一、", "（一）", "1.", "（1）"), HEADINGS, strict=True))
_NUMBER = re.compile(r"\S{1,14}[〔\[［(（【]\d{4}[〕\]］)）】]第?\d{1,5}号(?:\s+签发人.*)?")
_SECRECY = re.compile(r"[绝机秘]密(?:★\S*)?|特急|加急|平急")
_MARK = re.compile(r"(?s)\S.{1,60}文件")
_NOTE = re.compile(r"（此件.*）|（联系人.*）")
_LABEL = re.compile(r"附\s*件\s*\d{0,2}\s*[:：]?")
_FIRST = "一、"
_SENTENCE_ENDS = "。；！"
_SURE = 30  # characters: text that long is no name of anything


def of(returned: Returned, outline: Outline, rules: Format) -> dict[int, Role]:
    """The role of each piece whose role is sure, by its position in `Returned.pieces`."""
    keys = {style.name: key for key, style in rules.styles.items()}
    entries = {entry.position: entry for entry in outline.entries}
    found: dict[int, Role] = {}
    for position, line in enumerate(outline.lines):
        at = line.index - 1
        piece = returned.pieces[at]
        text = line.content.strip()
        if piece.kind != "paragraph" or not text or is_contents(text):
            continue
        key = keys.get(returned.style(piece.style), "") if returned.made else ""
        entry = entries.get(position)
        role = _told(outline, position, entry, piece)
        if piece.text.strip():
            role = _styled(key, entry, text) or role
        if role:
            found[at] = role
    return found


def _styled(key: str, entry: Entry | None, text: str) -> Role | None:
    """The role that the style of a paragraph gives it, where its text does not say otherwise.

    A heading typed on under the text has the style of the text; and a sentence is no heading.
    """
    role = _BY_STYLE.get(key)
    if role == "body" and entry is not None:
        return None if entry.block and entry.label.kind == _FIRST else "run_in"
    return None if role in HEADINGS and entry is None and text[-1] in _SENTENCE_ENDS else role


def _told(outline: Outline, position: int, entry: Entry | None, piece: Piece) -> Role | None:
    """The role that the outline gives a paragraph, if it is sure."""
    text = outline.content(position).strip()
    role = outline.roles[position]
    if not piece.text.strip():
        return "imprint_box" if role == "imprint" else None
    if role == "title":
        return "title" if ends_as_title(text) else None
    if role == "head":
        return next(_heads(text), None)
    if role == "entry" and entry is not None:
        return (_LEVELS.get(entry.label.kind) if entry.block else None) or "run_in"
    if role == "text":
        return _text(text)
    if role == "annex_label":
        return role if _LABEL.fullmatch(text) else None
    if role in ("recipients", "annex_note", "signature", "date", "annex_title", "imprint"):
        return role
    return None


def _heads(text: str) -> Iterator[Role]:
    told: tuple[tuple[Role, bool], ...] = (
        ("copy_number", text.isdecimal() and len(text) == 6),
        ("secrecy", bool(_SECRECY.fullmatch(text))),
        ("number", bool(_NUMBER.fullmatch(text))),
        ("mark", bool(_MARK.fullmatch(text))),
    )
    return chain(role for role, is_it in told if is_it)


def _text(text: str) -> Role | None:
    if _NOTE.fullmatch(text):
        return "note"
    if text[-1] in "：:":
        return None  # an address, perhaps
    return "body" if len(text) >= _SURE or text[-1] in _SENTENCE_ENDS else None
