"""File names that hold on Windows, Linux and in archives, whatever a unit is called."""

from __future__ import annotations

import re
import unicodedata

from .characters import without_forbidden

MAX_BYTES = 200  # of 255, leaving room for an extension and a temporary suffix
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def safe_name(text: str) -> str:
    """The text as a file name without folder and extension; never empty.

    Letters, digits, Chinese and most signs stay; separators, signs that Windows forbids,
    control and direction characters and lone surrogates become _; the length is bounded in bytes.
    """
    text = unicodedata.normalize("NFC", text)
    text = without_forbidden(_FORBIDDEN.sub("_", text), "_")
    text = re.sub(r"\s+", " ", text).strip(" .")
    if text.startswith("~$"):
        text = "_" + text[2:]  # the name of Word's owner file
    if _RESERVED.fullmatch(text):
        text = "_" + text
    return _shortened(text, MAX_BYTES) or "_"


def _shortened(text: str, room: int) -> str:
    """The beginning of the text that takes at most `room` bytes; it ends in no space or dot."""
    return text.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(" .")


def identity(name: str) -> str:
    """What two names have in common when some file system takes them for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def distinct(names: list[str]) -> list[str]:
    """Safe names, as many and in that order, no two of them the same on any file system."""
    last: dict[str, int] = {}  # by identity of a name taken: the highest number given to it
    found = []
    for wanted in map(safe_name, names):
        name, own = wanted, identity(wanted)
        while identity(name) in last:
            last[own] += 1
            suffix = f"_{last[own]}"
            name = _shortened(wanted, MAX_BYTES - len(suffix)) + suffix
        last[identity(name)] = 1
        found.append(name)
    return found
