"""File names that hold on Windows, Linux and in archives, whatever a unit is called."""

from __future__ import annotations

import re
import unicodedata

MAX_BYTES = 200  # of 255, leaving room for an extension and a temporary suffix
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def safe_name(text: str) -> str:
    """The text as a file name without folder and extension; never empty.

    Letters, digits, Chinese and most signs stay; separators, signs that Windows forbids,
    control and direction characters and lone surrogates become _; the length is bounded in bytes.
    """
    text = unicodedata.normalize("NFC", text)
    text = _FORBIDDEN.sub("_", text)
    text = "".join(
        "_" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") else c for c in text
    )
    text = re.sub(r"\s+", " ", text)
    text = _shortened(text.strip(" .")).strip(" .")
    if text.startswith("~$"):
        text = "_" + text[2:]  # the name of Word's owner file
    if _RESERVED.fullmatch(text):
        text = "_" + text
    return text or "_"


def _shortened(text: str) -> str:
    data = text.encode("utf-8")
    return text if len(data) <= MAX_BYTES else data[:MAX_BYTES].decode("utf-8", "ignore")


def identity(name: str) -> str:
    """What two names have in common when some file system takes them for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def distinct(names: list[str]) -> list[str]:
    """Safe names, as many and in that order, no two of them the same on any file system."""
    taken: set[str] = set()
    found = []
    for wanted in names:
        name, number = safe_name(wanted), 1
        while identity(name) in taken:
            number += 1
            suffix = f"_{number}"
            room = MAX_BYTES - len(suffix)
            head = safe_name(wanted).encode("utf-8")[:room].decode("utf-8", "ignore")
            name = head.rstrip(" .") + suffix
        taken.add(identity(name))
        found.append(name)
    return found
