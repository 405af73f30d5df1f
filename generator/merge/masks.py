"""Labels within a paragraph, 一是……；二是……。, put aside while its versions are compared.

Each label gives way to one character that stands in no document, so that two labels of one
scheme are equal whatever they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..numbering import SCHEMES
from .labels import INLINE, Label, within

# Noncharacters (Unicode 23.7), a pair for each scheme: an item, and one that begins a list.
_FIRST = 0xFDD0
_MASK = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + 2 * len(INLINE) - 1)}]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text whose labels are put aside."""

    original: str
    text: str
    labels: tuple[Label, ...]

    def place(self, position: int) -> int:
        """Where a position in the masked text lies in the text itself."""
        for label in self.labels:
            if label.start >= position:
                break
            position += label.end - label.start - 1
        return position


def masked(base: str, theirs: str, ours: str) -> tuple[Masked, Masked, Masked] | None:
    """The three texts without the labels of the generated ones; None when those have none."""
    schemes = [scheme for scheme in INLINE if within(base, scheme) or within(ours, scheme)]
    if not schemes or _MASK.search(base + theirs + ours):
        return None
    found = [_found(text, schemes) for text in (base, theirs, ours)]
    several = any(sum(label.value == 1 for label in labels) > 1 for labels in found)
    old, hand, new = (
        _masked(text, labels, several)
        for text, labels in zip((base, theirs, ours), found, strict=True)
    )
    return old, hand, new


def unmasked(text: str) -> str:
    """A passage without its labels."""
    return _MASK.sub("", text)


def _found(text: str, schemes: list[str]) -> tuple[Label, ...]:
    labels = (label for scheme in schemes for label in within(text, scheme))
    return tuple(sorted(labels, key=lambda label: label.start))


def _masked(text: str, labels: tuple[Label, ...], several: bool) -> Masked:
    """The text with masks; where lists begin is only told when a text has `several`."""
    parts, done = [], 0
    for label in labels:
        begins = several and label.value == 1
        parts += [text[done : label.start], chr(_FIRST + 2 * INLINE.index(label.scheme) + begins)]
        done = label.end
    return Masked(text, "".join([*parts, text[done:]]), labels)


class Counter:
    """Counts the labels of a masked text from its beginning."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def label(self, mask: str) -> str:
        """The label that a mask stands for, if it is the next in the text."""
        number, begins = divmod(ord(mask) - _FIRST, 2)
        scheme = INLINE[number]
        self.counts[scheme] = 1 if begins else self.counts.get(scheme, 0) + 1
        return SCHEMES[scheme](self.counts[scheme])

    def filled(self, text: str) -> str:
        """The text with its labels."""
        return _MASK.sub(lambda match: self.label(match.group()), text)

    def labels(self, text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The masks of a stretch, by position, with the labels they stand for."""
        for match in _MASK.finditer(text, start, end):
            yield match.start(), self.label(match.group())
