"""Regular expressions that are compiled when they are first used.

Compiling takes a third of a millisecond where a class of characters is Chinese; each command loads
the rules, and few of their patterns have anything to do in a plan that is clean.
"""

from __future__ import annotations

import re
from typing import cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, only later; a mistake in the source is told at the first use, too."""
    return cast("re.Pattern[str]", _Late(source, flags))


class _Late:
    def __init__(self, source: str, flags: int) -> None:
        self.pattern, self.flags = source, flags

    def __getattr__(self, name: str) -> object:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__ |= {method: getattr(compiled, method) for method in _METHODS}
        return self.__dict__[name]
