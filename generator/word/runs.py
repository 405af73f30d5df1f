"""Text as runs: every run says that ambiguous characters are East Asian."""

from __future__ import annotations

import re

from .markup import escape

_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def run(text: str, character_style: str = "") -> str:
    """A run of `text`; line feeds become line breaks, tabs become tabs.

    Without the hint Word takes “ ” ‘ ’ … — · × from the Latin font.
    """
    style = f'<w:rStyle w:val="{character_style}"/>' if character_style else ""
    content = _broken(text) if "\n" in text or "\t" in text else _text(text)
    return f'<w:r><w:rPr>{style}<w:rFonts w:hint="eastAsia"/></w:rPr>{content}</w:r>'


def _broken(text: str) -> str:
    return "".join(_BREAKS.get(piece) or _text(piece) for piece in re.split("([\n\t])", text))


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
