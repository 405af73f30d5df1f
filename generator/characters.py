"""Which characters may stand in a document."""

from __future__ import annotations

import re

_PLANE_ENDS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)

# What XML 1.0 cannot hold (clause 2.2: controls, surrogates, U+FFFE and U+FFFF) and what no
# reader sees: other noncharacters, direction marks, zero-width spaces, byte order marks.
# Variation selectors and the private use area stay: rare names (生僻字) need them.
_FIRST_PLANE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff\ufdd0-\ufdef"
)
_FORBIDDEN = re.compile(f"[{_FIRST_PLANE}\U000e0000-\U000e007f{_PLANE_ENDS}]")
# Most texts hold no character beyond the first plane: a class of that plane is a quick table.
_QUICK = re.compile(f"[{_FIRST_PLANE}\U00010000-\U0010ffff]")


def _found(text: str) -> re.Match[str] | None:
    return _FORBIDDEN.search(text) if _QUICK.search(text) else None


def forbidden_character(text: str) -> str:
    """The first character that must not stand in a document as `U+0007`, or the empty text."""
    match = _found(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def forbidden_at(text: str) -> int:
    """Where the first character stands that must not stand in a document; -1 when none does."""
    match = _found(text)
    return match.start() if match else -1


def without_forbidden(text: str, instead: str) -> str:
    """The text with `instead` for each character that must not stand in a document."""
    return _FORBIDDEN.sub(instead, text)
