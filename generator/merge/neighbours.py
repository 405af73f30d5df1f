"""Where pieces belong that only one version has."""

from __future__ import annotations

from ..numbering import LEVELS
from . import labels
from .pieces import Generated
from .versions import Versions


def goes_on(versions: Versions, key: str, new: str) -> bool:
    """Whether a piece that only `theirs` has belongs to what stands before it, a new block not."""
    label = None if key in versions.base else labels.first(versions.theirs[key].text)
    if label is None:
        return True
    scheme = labels.scheme_of(versions.ours[new].label)
    return bool(scheme) and _depth(label.scheme) >= _depth(scheme)


def _depth(scheme: str) -> int:
    """The level of a scheme; those that stand at any level count as those of items."""
    return LEVELS.index(scheme) if scheme in LEVELS else 1


def _is_heading(block: Generated | None) -> bool:
    return block is not None and block.kind.startswith("heading")


def orphans(versions: Versions) -> dict[str, str]:
    """The added pieces whose neighbours, or whose heading, the plan no longer has, with that.

    What follows a block that is still there belongs to that, whatever the heading before it.
    """
    keys = list(versions.theirs)
    known = {key: key in versions.ours for key in keys if key in versions.base}
    following: dict[str, bool | None] = {}
    after: bool | None = None
    for key in reversed(keys):
        following[key] = after
        after = known.get(key, after)
    orphans: dict[str, str] = {}
    before = heading = ""  # the block before, and the heading above, when they are gone
    for key in keys:
        if key in known:
            before = "" if known[key] else key
            headed = _is_heading(versions.base[key])
            heading = "" if known[key] else key if headed else heading
        elif key not in versions.ours and (heading or (before and not following[key])):
            orphans[key] = heading or before
    return orphans


def homeless(versions: Versions) -> set[str]:
    """The new blocks under a heading that a person deleted, with all that stood under it."""
    found: set[str] = set()
    headed = True
    for key, block in versions.ours.items():
        if _is_heading(block):
            headed = key in versions.theirs or key not in versions.base
        elif key in versions.base:
            headed = headed or key in versions.theirs
        elif not headed:
            found.add(key)
    return found
