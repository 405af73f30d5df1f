"""The content rules over plans as they are drafted: what units share is looked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .. import outline, proofreading
from ..blocks import AnyBlock, Block, TableBlock
from ..errors import Finding, Origin
from ..outline import Line
from ..outline.parts import Role
from ..policies import Policy
from ..proofreading import Remark
from . import apart

_ROLES: Mapping[str, Role] = {
    "title": "title", "annex_title": "annex_title", "date": "date", "signature": "signature",
    "recipients": "recipients", "annex_note": "annex_note", "annex_label": "annex_label",
}  # fmt: skip


_LEAST = 4  # characters of a wording


@dataclass
class Memo:
    """What is kept from plan to plan of one blueprint, day and format.

    Rules about single paragraphs look at shared blocks once. Rules about the whole look at the
    first plan of each shape: units with the same blocks differ in values only.
    """

    blocks: dict[int, tuple[AnyBlock, tuple[Finding, ...]]] = field(default_factory=dict)
    wordings: tuple[str, ...] | None = None  # all that policies ever said
    shapes: dict[tuple[str, ...], tuple[Finding, ...]] = field(default_factory=dict)


def of_blocks(
    blocks: Sequence[AnyBlock],
    day: date | None,
    policies: Mapping[str, Policy],
    memo: Memo,
    *,
    without: frozenset[str] = frozenset(),
) -> list[Finding]:
    """What the content rules tell of a drafted plan, errors and warnings alike.

    Findings about what all units share are the same objects for every unit, so that a caller can
    tell them once.
    """
    fresh = [block for block in blocks if id(block) not in memo.blocks]
    own = _of_single(fresh, day, _spoken(fresh, policies, memo), without)
    memo.blocks.update((id(b), (b, own.get(id(b), ()))) for b in fresh if b.shared)
    shape = tuple([block.id for block in blocks])
    if shape not in memo.shapes:
        memo.shapes[shape] = tuple(_of_whole(blocks, day, policies, without))
    found = list(memo.shapes[shape])
    for block in blocks:
        found += memo.blocks[id(block)][1] if block.shared else own.get(id(block), ())
    return found


def _spoken(
    blocks: Sequence[AnyBlock], policies: Mapping[str, Policy], memo: Memo
) -> Mapping[str, Policy]:
    """The policies if any of their wordings stands in the blocks: to hold a plan against all of
    them takes longer than all other rules."""
    if memo.wordings is None:
        versions = (version for policy in policies.values() for version in policy.versions)
        said = {text for one in versions for text in (one.text, *one.values.values())}
        memo.wordings = tuple(sorted(text for text in said if len(text) >= _LEAST))
    text = "\n".join([block.text for block in blocks])
    return policies if any(wording in text for wording in memo.wordings) else {}


def _of_single(
    blocks: Sequence[AnyBlock],
    day: date | None,
    policies: Mapping[str, Policy],
    without: frozenset[str],
) -> dict[int, tuple[Finding, ...]]:
    """What the rules for single paragraphs tell, by the identity of the block."""
    if not blocks:
        return {}
    lines = [_line(block, index) for index, block in enumerate(blocks)]
    plan = apart.outlined(lines, map(_role, blocks))
    remarks = proofreading.check(plan, day=day, policies=policies, without=apart.OTHERS | without)
    found: dict[int, list[Finding]] = {}
    for remark in remarks:
        found.setdefault(id(blocks[remark.line]), []).append(_finding(remark))
    return {key: tuple(some) for key, some in found.items()}


def _of_whole(
    blocks: Sequence[AnyBlock],
    day: date | None,
    policies: Mapping[str, Policy],
    without: frozenset[str],
) -> Iterable[Finding]:
    """What the rules about the whole plan tell."""
    plan = outline.read([_line(block, index) for index, block in enumerate(blocks, 1)])
    remarks = proofreading.check(plan, day=day, policies=policies, without=apart.CODES | without)
    return map(_finding, remarks)


def _line(block: AnyBlock, index: int) -> Line:
    if isinstance(block, TableBlock):
        return Line("", index, table=(block.headings, *block.rows))
    return Line(block.text, index, style=block.style if isinstance(block, Block) else "")


def _role(block: AnyBlock) -> Role:
    if isinstance(block, TableBlock):
        return "table"
    return _ROLES.get(block.style, "text") if isinstance(block, Block) else "head"


def _finding(remark: Remark) -> Finding:
    """The finding with the first words of its paragraph for a place: there is no file yet."""
    return replace(remark.finding, origin=Origin(path=remark.finding.origin.path))
