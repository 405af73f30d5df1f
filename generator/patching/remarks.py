"""What the comments beside offers say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from ..merge import Conflict, Edit, Merge


class Remarks:
    """What comments say of offers, from the conflicts of the merge."""

    def __init__(self, merge: Merge, comment: Callable[[Conflict], str]) -> None:
        self._comment = comment
        self._left: dict[tuple[int, str], deque[Conflict]] = {}
        for conflict in merge.conflicts:
            self._left.setdefault(_key(conflict.index, conflict.id), deque()).append(conflict)

    def of(
        self, index: int, block: str, text: str, edit: Edit, authors: tuple[str, ...] = ()
    ) -> str:
        """The comment on an offered edit of a piece with that text.

        `authors` are those who have tracked changes of their own in the same place.
        """
        left = self._left.get(_key(index, block))
        if left:
            return self._comment(replace(left.popleft(), authors=authors))
        gone = text[edit.start : edit.end]
        return self._comment(Conflict(block, index, "", gone, edit.text, authors=authors))


def _key(index: int, block: str) -> tuple[int, str]:
    return (index, "") if index >= 0 else (-1, block)
