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


def orphans(versions: Versions) -> set[str]:
    """The added pieces whose neighbours, or whose heading, the plan no longer has."""
    keys = list(versions.theirs)
    known = {key: key in versions.ours for key in keys if key in versions.base}
    following: dict[str, bool | None] = {}
    after: bool | None = None
    for key in reversed(keys):
        following[key] = after
        after = known.get(key, after)
    orphans: set[str] = set()
    before: bool | None = None
    headed = True
    for key in keys:
        if key in known:
            before = known[key]
            headed = before if _is_heading(versions.base[key]) else headed
        elif key not in versions.ours and (not headed or (before is False and not following[key])):
            orphans.add(key)
    return orphans


def homeless(versions: Versions) -> set[str]:
    """The new blocks under a heading that a person deleted."""
    found: set[str] = set()
    headed = True
    for key, block in versions.ours.items():
        if _is_heading(block):
            headed = key in versions.theirs or key not in versions.base
        elif not headed and key not in versions.base:
            found.add(key)
    return found
