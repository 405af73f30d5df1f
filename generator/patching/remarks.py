"""What the comments beside offers say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ..merge import Conflict, Edit, Merge


class Remarks:
    """What comments say of offers, from the conflicts of the merge."""

    def __init__(self, merge: Merge, comment: Callable[[Conflict], str]) -> None:
        self._comment = comment
        self._left: dict[tuple[int, str], deque[Conflict]] = {}
        for conflict in merge.conflicts:
            self._left.setdefault(_key(conflict.index, conflict.id), deque()).append(conflict)

    def of(self, index: int, block: str, text: str, edit: Edit) -> str:
        """The comment on an offered edit of a piece with that text."""
        left = self._left.get(_key(index, block))
        if left:
            return self._comment(left.popleft())
        return self._comment(Conflict(block, index, "", text[edit.start : edit.end], edit.text))


def _key(index: int, block: str) -> tuple[int, str]:
    return (index, "") if index >= 0 else (-1, block)
