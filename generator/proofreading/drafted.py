"""The rules over plans as they are drafted: what plans have in common is looked at once.

A paragraph that stands in many plans is looked at once by the rules for single paragraphs. Rules
about the whole are spared where all that they go by is as it was in a plan they have seen; see
`concerns`. All else is held against all rules, as a document would be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import itemgetter

from .. import outline
from ..blocks import AnyBlock, Block, FileBlock, TableBlock, Turn
from ..errors import Finding, Origin
from ..outline import Label, Line, Outline, Rows, alike
from ..outline.front import date_of
from ..outline.parts import Part, Role
from ..policies import Policy
from . import concerns, functions, paragraphs, told_by
from .concerns import FAMILIES, JOINT, Family, Whole
from .remarks import Function, Manuscript, Remark

_TABLE, _HEAD = "table", "head"
_DATES = ("date", "sealed_date")
_MOST = 1_500  # paragraphs, and plans, of which something is kept


_Piece = tuple[str, str, Rows | None]  # content, style, and the rows of a table
_Key = tuple[str, str, date | None]  # content, style, and the day for policies


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of a paragraph."""

    content: str
    line: Line
    label: Label | None
    kind: int  # equal for paragraphs that are alike
    plain: int  # equal for those alike with the same `plain_concerns`
    plain_concerns: tuple[Hashable, ...]  # what `FAMILIES` go by
    joint: tuple[Hashable, ...]  # what `JOINT` go by
    suspect: bool  # whether a rule for single paragraphs tells of it where it is plain text


@dataclass(frozen=True, slots=True)
class _Structure:
    """What the outlines of plans of one structure have in common."""

    number: int
    roles: tuple[Role, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What rules found in a plan, and the paragraphs it is about."""

    findings: tuple[Finding, ...]
    contents: tuple[tuple[int, str], ...]

    def holds(self, contents: Sequence[str]) -> bool:
        """Whether it can be said of another plan in the same words."""
        return all(contents[at] == content for at, content in self.contents)


@dataclass(frozen=True, slots=True)
class _Known:
    """The structure of a plan, and what `FAMILIES` found in it."""

    structure: _Structure
    told: tuple[_Told, ...]


_Placed = tuple[AnyBlock, _Seen]


@dataclass(slots=True)
class _Kept:
    """What is kept from plan to plan."""

    paragraphs: dict[_Key, _Seen] = field(default_factory=dict)
    before: dict[_Key, _Seen] = field(default_factory=dict)  # paragraphs not met for long
    blocks: dict[tuple[int, date | None], tuple[_Placed, ...]] = field(default_factory=dict)
    kinds: dict[Hashable, int] = field(default_factory=dict)
    structures: dict[Hashable, _Structure] = field(default_factory=dict)
    told: dict[Hashable, _Told] = field(default_factory=dict)
    plans: dict[Hashable, _Known] = field(default_factory=dict)
    listing: dict[str, str] = field(default_factory=dict)  # these two as `Whole` has them
    silent: dict[str, set[str]] = field(default_factory=dict)

    def paragraph(self, key: _Key) -> _Seen | None:
        """What is known of a paragraph."""
        known = self.paragraphs.get(key)
        if known is None and (known := self.before.get(key)):
            self.paragraphs[key] = known
        return known

    def number(self, kind: Hashable) -> int:
        """A number for each kind."""
        return self.kinds.setdefault(kind, len(self.kinds))

    def has_room(self) -> bool:
        """Whether more may be kept: a roster may have any number of units."""
        if len(self.paragraphs) > _MOST:
            self.before, self.paragraphs = self.paragraphs, {}
        kept = (self.blocks, self.kinds, self.structures, self.told, self.plans)
        return max([len(some) for some in kept]) <= _MOST


class Proofreader:
    """Holds drafted plans against the content rules; for plans of one blueprint it is quick."""

    def __init__(self, policies: Mapping[str, Policy], without: frozenset[str] = frozenset()):
        self._policies, self._without = policies, without
        self._singly = [one for one in functions(without) if one not in concerns.OF_WHOLE]
        self._titles = concerns.titles_by_ends(policies)
        versions = (version for policy in policies.values() for version in policy.versions)
        self._effective = sorted({version.effective for version in versions})
        self._kept = _Kept()

    def findings(
        self, blocks: Sequence[AnyBlock], day: date | None
    ) -> list[tuple[AnyBlock, Finding]]:
        """What is wrong with a plan, and where: the findings name the first words of a paragraph.

        `day` is what the policies are held against where the plan has no date of its own.
        """
        if not self._kept.has_room():
            self._kept = _Kept()
        since = self._since(_day(blocks) or day)
        placed = self._placed(blocks, since)
        if not placed:
            return []
        found = self._found([one for _, one in placed], since)
        return [(placed[at][0], one) for at, one in sorted(found, key=itemgetter(0))]

    def _since(self, day: date | None) -> date | None:
        """A day for all days on which the same versions of the policies are in force."""
        at = bisect_right(self._effective, day) if day else 0
        return self._effective[at - 1] if at else day

    # Paragraphs ----------------------------------------------------------------------------

    def _placed(self, blocks: Iterable[AnyBlock], day: date | None) -> list[_Placed]:
        """The blocks with what is known of their paragraphs; those that are new are looked at."""
        kept = self._kept
        found: list[_Placed | tuple[AnyBlock, _Key]] = []
        fresh: dict[_Key, Line] = {}
        shared: list[AnyBlock] = []
        for block in blocks:
            if known := kept.blocks.get((id(block), day)):
                found += known
                continue
            if block.shared:
                shared.append(block)
            for content, style, rows in _pieces(block):
                key = (content, style, day)
                one = kept.paragraph(key)
                if one is None:
                    number = fresh[key].index if key in fresh else len(fresh)
                    fresh[key] = Line("" if rows else content, number, style=style, table=rows)
                    found.append((block, key))
                else:
                    found.append((block, one))
        self._look_at(fresh, day)
        placed = [
            (block, kept.paragraphs[one] if isinstance(one, tuple) else one) for block, one in found
        ]
        for block in shared:  # kept with the block, so that no other one is taken for it
            kept.blocks[id(block), day] = tuple([pair for pair in placed if pair[0] is block])
        return placed

    def _look_at(self, fresh: Mapping[_Key, Line], day: date | None) -> None:
        """Keep what is to be known of new paragraphs."""
        if not fresh:
            return
        plan = paragraphs.outlined([*fresh.values()], ["text"] * len(fresh))
        told = self._of(self._singly, Manuscript(plan, day, self._policies))
        suspects = {one.line for one in told}
        for key, line in fresh.items():
            self._kept.paragraphs[key] = self._seen(line, line.index in suspects)

    def _seen(self, line: Line, suspect: bool) -> _Seen:
        content = line.content
        label, within = alike.labels_of(line)
        start = label.end if label else 0
        heading = outline.heading_of(content[start:])[0] if label else ""
        lists = [one.start for one in within if one.value == 1]
        one = concerns.Paragraph(content, start, heading, lists)
        going_by = tuple([family.of_one(one) for family in FAMILIES])
        joint = tuple([family.of_one(one) for family in JOINT])
        kind = self._kept.number(alike.kind_of(line, label, within))
        plain = self._kept.number((kind, going_by))
        return _Seen(content, line, label, kind, plain, going_by, joint, suspect)

    # Plans ---------------------------------------------------------------------------------

    def _found(self, seen: Sequence[_Seen], day: date | None) -> Iterator[tuple[int, Finding]]:
        """What all rules tell, each with the place of its paragraph."""
        plan = _Plan(seen)
        known = self._known(plan)
        whole = Whole(
            plan.contents,
            known.structure.roles,
            self._titles,
            self._kept.listing,
            self._kept.silent,
        )
        told = [*known.told]
        for family, values in zip(
            JOINT, zip(*[one.joint for one in seen], strict=True), strict=True
        ):
            key = (known.structure.number, family.functions, family.together(whole, values))
            told.append(self._of_whole(family, key, plan))
        told += self._of_suspects(plan, known.structure, day)
        for each in told:
            for (place, _), finding in zip(each.contents, each.findings, strict=True):
                yield place, finding

    def _known(self, plan: _Plan) -> _Known:
        """The structure of a plan, and what `FAMILIES` tell of it."""
        kept, seen = self._kept, plan.seen
        front = alike.front_of([one.line for one in seen], [one.label for one in seen])
        key = (front, tuple([one.plain for one in seen])) if front else tuple(plan.contents)
        known = kept.plans.get(key)
        if known is None or not all(told.holds(plan.contents) for told in known.told):
            structure = _structure(front, plan, kept)
            told = [
                self._of_whole(family, (structure.number, family.functions, values), plan)
                for family, values in zip(
                    FAMILIES, zip(*[one.plain_concerns for one in seen], strict=True), strict=True
                )
            ]
            known = kept.plans[key] = _Known(structure, tuple(one for one in told if one.findings))
        return known

    def _of_whole(self, family: Family, key: Hashable, plan: _Plan) -> _Told:
        """What a family tells of a plan, as it was told of one in which it goes by the same."""
        told = self._kept.told.get(key)
        if told is None or not told.holds(plan.contents):
            remarks = self._of(family.functions, Manuscript(plan.outline, None, self._policies))
            told = self._kept.told[key] = _told(remarks, plan.contents)
        return told

    def _of_suspects(self, plan: _Plan, structure: _Structure, day: date | None) -> Iterator[_Told]:
        """What the rules for single paragraphs tell of those they may tell of, as they stand."""
        places = [at for at, one in enumerate(plan.seen) if one.suspect]
        if not places:
            return
        if any(structure.roles[at] == "title" for at in places):  # one title in several lines
            titles = (at for at, role in enumerate(structure.roles) if role == "title")
            places = sorted({*places, *titles})
        key = (structure.number, day, tuple([(at, plan.contents[at]) for at in places]))
        told = self._kept.told.get(key)
        if told is None:
            lines = [_numbered(plan.seen[at].line, at + 1) for at in places]
            parts = (replace(one, first=bisect_left(places, one.first)) for one in structure.parts)
            some = paragraphs.outlined(lines, [structure.roles[at] for at in places], [*parts])
            remarks = self._of(self._singly, Manuscript(some, day, self._policies))
            told = self._kept.told[key] = _told(remarks, plan.contents)
        yield told

    def _of(self, some: Iterable[Function], manuscript: Manuscript) -> list[Remark]:
        return told_by(some, manuscript, self._without)


class _Plan:
    """The paragraphs of a plan, which is read as a document would be when it must be."""

    def __init__(self, seen: Sequence[_Seen]) -> None:
        self.seen = seen
        self.contents = [one.content for one in seen]

    @cached_property
    def outline(self) -> Outline:
        return outline.read([_numbered(one.line, n) for n, one in enumerate(self.seen, 1)])


def _structure(front: Hashable, plan: _Plan, kept: _Kept) -> _Structure:
    """The structure of a plan: that of one whose lines are alike, one by one."""
    key = (front, tuple([one.kind for one in plan.seen])) if front else tuple(plan.contents)
    found = kept.structures.get(key)
    if found is None:
        read = plan.outline
        found = kept.structures[key] = _Structure(len(kept.structures), read.roles, read.parts)
    return found


def _told(remarks: Iterable[Remark], contents: Sequence[str]) -> _Told:
    """What is told, as it can be told again: without the numbers of lines."""
    told = [(one.line - 1, one.finding) for one in remarks]
    return _Told(
        tuple([replace(one, origin=Origin(path=one.origin.path)) for _, one in told]),
        tuple([(at, contents[at]) for at, _ in told]),
    )


def _pieces(block: AnyBlock) -> Iterable[_Piece]:
    """Content, style and rows; a file that is an annex stands as a table under its label."""
    if isinstance(block, Block):
        return ((block.text, block.style, None),)
    if isinstance(block, TableBlock):
        return ((block.text, _TABLE, (block.headings, *block.rows)),)
    if isinstance(block, FileBlock):
        return ((block.label, "annex_label", None), (block.path, _TABLE, ((block.path,),)))
    return () if isinstance(block, Turn) else ((block.text, _HEAD, None),)


def _numbered(line: Line, number: int) -> Line:
    return Line(line.text, number, style=line.style, table=line.table)


def _day(blocks: Iterable[AnyBlock]) -> date | None:
    """The date the plan bears."""
    dated = (b for b in blocks if isinstance(b, Block) and b.style in _DATES)
    return next((date_of(block.text.strip()) for block in dated), None)
