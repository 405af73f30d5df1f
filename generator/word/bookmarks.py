"""The hidden bookmark that carries a block's identity through Word and back."""

from __future__ import annotations

import hashlib
from functools import lru_cache

PREFIX = "_cp_"  # a leading underscore hides a bookmark in Word


@lru_cache(maxsize=4096)  # a run repeats the same ids for every unit
def bookmark(block_id: str) -> tuple[str, int]:
    """The name and the w:id of a block's bookmark, both made from its id alone.

    The name has 20 characters (Word allows 40). It must not depend on the block's place: the
    same block keeps its bookmark when others come and go before it.
    """
    digest = hashlib.blake2b(block_id.encode(), digest_size=8)
    return PREFIX + digest.hexdigest(), int.from_bytes(digest.digest()[:4]) & 0x7FFFFFFF


def around(block_id: str, runs: str) -> str:
    """The runs of a paragraph with the block's bookmark around them."""
    start, end = _ends(block_id)
    return f"{start}{runs}{end}"


@lru_cache(maxsize=4096)
def _ends(block_id: str) -> tuple[str, str]:
    name, number = bookmark(block_id)
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return start, f'<w:bookmarkEnd w:id="{number}"/>'
