"""Plain data kept outside memory: appended once, then read in order or by number, as often as wanted.

Few entries stay in memory; more go to a temporary file that has no name. What is read back was
written here, and `marshal` makes nothing but plain data of it.
"""

from __future__ import annotations

import marshal
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from typing import Any

from ..errors import N_, Unreadable, problem

_IN_MEMORY = 1024 * 1024
_AT_ONCE = 64  # entries read in one go


class Spool:
    """A sequence of numbers, texts, tuples, lists and mappings of such that can only grow."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._ends = array("Q", [0])
        weakref.finalize(self, self._file.close)

    def append(self, entry: Any) -> None:
        """Keep one more entry; nothing is appended once reading has begun."""
        data = marshal.dumps(entry)
        try:
            self._file.write(data)
        except OSError as error:
            raise Unreadable(
                problem(
                    "no-temporary-file",
                    N_("no temporary file can be written: {reason}"),
                    hint=N_("make room on the disk"),
                    reason=error.strerror or error,
                )
            ) from error
        self._ends.append(self._ends[-1] + len(data))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> Any:
        return marshal.loads(self._bytes(number, number + 1))

    def __iter__(self) -> Iterator[Any]:
        for first in range(0, len(self), _AT_ONCE):
            last = min(first + _AT_ONCE, len(self))
            data = memoryview(self._bytes(first, last))
            start = self._ends[first]
            for number in range(first, last):
                yield marshal.loads(
                    data[self._ends[number] - start : self._ends[number + 1] - start]
                )

    def _bytes(self, first: int, last: int) -> bytes:
        start = self._ends[first]
        self._file.seek(start)
        return self._file.read(self._ends[last] - start)
