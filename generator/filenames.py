"""File names that hold on Windows, Linux and in archives, whatever a unit is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable

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


class Names:
    """The names in one folder, each with its owner; no two the same on any file system."""

    def __init__(self) -> None:
        self._owners: dict[str, Hashable] = {}
        self._last: dict[str, int] = {}  # by identity: the highest number given to a name

    def reserve(self, name: str, owner: Hashable) -> None:
        """Keep a name that exists for its owner."""
        self._owners[identity(name)] = owner

    def give(self, wanted: str, owner: Hashable = None) -> str:
        """A safe name for the owner; one that another has gets a number: 方案_2."""
        wanted = safe_name(wanted)
        name, own = wanted, identity(wanted)
        while (key := identity(name)) in self._owners and (
            owner is None or self._owners[key] != owner
        ):
            self._last[own] = self._last.get(own, 1) + 1
            suffix = f"_{self._last[own]}"
            name = _shortened(wanted, MAX_BYTES - len(suffix)) + suffix
        self._owners[identity(name)] = owner
        return name


def distinct(names: Iterable[str]) -> list[str]:
    """Safe names, as many and in that order, no two of them the same on any file system."""
    given = Names()
    return [given.give(name) for name in names]
