"""Paragraphs that end or begin in the midst of a sentence."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from ..errors import N_
from ..outline import Outline, Spot
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark
from .structure import GLUED, LOST

_ENDS = "。！？!?；;：:…”）)》〕】」>"
_HANGING = pattern(r"(?:[，,、]|[的和与及对把将为以或在从向并而]|以及|通过|关于|根据|按照)$")
_WITHIN = pattern("[。；;]")
_LATE = pattern(r"^[ \t\u3000]*[，,；;。：:）)”》、](?!$)", re.MULTILINE)
_BELOW = pattern(r"\n[ \t\u3000]*[，,；;。：:）)”》、]")  # quick to look for
_LABELLED = pattern(r"^[^，。；,;]{1,14}[：:]")  # 联系人：张三
_CLAUSE = pattern("[，,。；;：:、]")
_TINY = 4  # characters of a last clause that cannot be all of it
_NAMES = 20  # characters; a shorter line that ends with a comma may be one of names
_WRAPPED = 3  # one in so many ends without a mark: the lines are no paragraphs


def paragraphs_end(manuscript: Manuscript) -> Iterator[Remark]:
    """A paragraph of prose ends with a full stop, not in the midst of a sentence."""
    outline = manuscript.outline
    prose = [position for position in range(len(outline.lines)) if _is_prose(outline, position)]
    open_ = [position for position in prose if _stripped(outline, position)[-1] not in _ENDS]
    if len(open_) > 1 and len(open_) * _WRAPPED > len(prose):
        return  # a text broken into lines of a fixed width
    for position in open_:
        text = _stripped(outline, position)
        if LOST.search(text) or GLUED.search(text):
            continue  # told as a heading
        tail = _CLAUSE.split(text)[-1]
        spot = Spot(position, max(len(text) - max(len(tail), 1), 0), len(text))
        if _HANGING.search(text) or (len(tail) < _TINY and not tail.isascii()):
            yield remark(
                manuscript,
                "text-cut",
                N_("the paragraph breaks off at “{excerpt}”"),
                spot,
                hint=N_("what follows may be lost"),
            )
        else:
            yield remark(
                manuscript, "no-full-stop", N_("the paragraph ends without a full stop"), spot
            )


def _is_prose(outline: Outline, position: int) -> bool:
    """Whether the line holds whole sentences, by the marks within it."""
    role = outline.roles[position]
    return role in ("text", "entry") and _holds_sentences(_stripped(outline, position), role)


def ending(content: str) -> Hashable:
    """Whether a line that is prose ends with a mark; the line itself where it does not."""
    text = content.rstrip()
    if not text or not _holds_sentences(text, "text"):  # prose behind a label is prose without one
        return None
    return text[-1] in _ENDS or text


def _holds_sentences(text: str, role: str) -> bool:
    if _LABELLED.match(text):
        return False
    if _WITHIN.search(text):
        return True
    return (
        role == "text"
        and text[-1] in "，,、"
        and _CLAUSE.search(text[:-1]) is not None
        and len(text) > _NAMES
    )


def _stripped(outline: Outline, position: int) -> str:
    return outline.content(position).rstrip()


def paragraphs_begin(manuscript: Manuscript) -> Iterator[Remark]:
    """No paragraph begins with a mark that belongs to a sentence before it."""
    outline = manuscript.outline
    if not _LATE.match(outline.text) and not _BELOW.search(outline.text):
        return
    for match in _LATE.finditer(outline.text):
        spot = outline.spot(match.end() - 1, match.end())
        if outline.roles[spot.position] != "text" or _is_lost_label(outline, spot):
            continue
        yield remark(
            manuscript,
            "text-begins-late",
            N_("the paragraph begins with “{excerpt}”"),
            spot,
            hint=N_("what stood before it may be lost"),
        )


def _is_lost_label(outline: Outline, spot: Spot) -> bool:
    """Whether it is 、创建标准, a heading whose number is lost."""
    text = outline.content(spot.position).strip()
    return text[0] == "、" and not _CLAUSE.search(text[1:])
