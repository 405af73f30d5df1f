"""How wide a text is in character cells, without a font at hand."""

from __future__ import annotations


def text_width(text: str) -> float:
    """The width in 字: one for a Chinese character, a half for digits and Latin letters.

    Of several lines the widest counts.
    """
    if "\n" in text:
        return max(map(text_width, text.split("\n")))
    return len(text) - len(text.encode("ascii", "ignore")) / 2
