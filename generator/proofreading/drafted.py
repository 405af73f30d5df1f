"""The rules over plans as they are drafted: what plans have in common is looked at once.

A paragraph that stands in many plans is looked at once by the rules for single paragraphs. Rules
about the whole are spared where all that they go by is as it was in a plan they have seen; see
`concerns`. All else is held against all rules, as a document would be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from operator import itemgetter

from .. import outline
from ..blocks import AnyBlock, Block, FileBlock, TableBlock, Turn
from ..errors import Finding, Origin
from ..outline import Label, Line, Rows
from ..outline.front import date_of
from ..outline.parts import Role
from ..policies import Policy
from . import RULES, alike, check, concerns, paragraphs
from .alike import Kind
from .concerns import FAMILIES, Family, Whole
from .remarks import Manuscript, Remark

_ROLES: Mapping[str, Role] = {
    "title": "title", "annex_title": "annex_title", "date": "date", "sealed_date": "date",
    "signature": "signature", "sealed_signature": "signature", "recipients": "recipients",
    "annex_note_only": "annex_note", "annex_note_first": "annex_note",
    "annex_note_next": "annex_note", "annex_label": "annex_label", "new_page_title": "title",
}  # fmt: skip
_TABLE, _HEAD = "table", "head"
_DATES = ("date", "sealed_date")
_OF_WHOLE = frozenset(c for c, rule in RULES.items() if rule.function in concerns.OF_WHOLE)
_MOST = 1_500  # paragraphs, and plans, of which something is kept


_Piece = tuple[str, str, Rows | None]  # content, style, and the rows of a table
_Key = tuple[str, str, date | None]  # content, style, and the day for policies


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of a paragraph."""

    line: Line
    label: Label | None
    kind: int  # equal for paragraphs that are alike
    concerns: tuple[Hashable, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a family of rules found in a plan, and the paragraphs it is about."""

    findings: tuple[Finding, ...]
    contents: tuple[tuple[int, str], ...]

    def holds(self, contents: Sequence[str]) -> bool:
        """Whether it can be said of another plan in the same words."""
        return all(contents[at] == content for at, content in self.contents)


@dataclass(slots=True)
class _Kept:
    """What is kept from plan to plan."""

    paragraphs: dict[_Key, _Seen] = field(default_factory=dict)
    kinds: dict[Kind, int] = field(default_factory=dict)
    structures: dict[Hashable, tuple[int, tuple[Role, ...]]] = field(default_factory=dict)
    told: dict[Hashable, _Told] = field(default_factory=dict)
    listing: dict[str, str] = field(default_factory=dict)  # as `Whole` has it
    before: dict[_Key, _Seen] = field(default_factory=dict)  # paragraphs not met for long

    def paragraph(self, key: _Key) -> _Seen | None:
        """What is known of a paragraph."""
        known = self.paragraphs.get(key)
        if known is None and (known := self.before.get(key)):
            self.paragraphs[key] = known
        return known

    def make_room(self) -> None:
        """Forget what was not met for long: a roster may have any number of units."""
        if len(self.paragraphs) > _MOST:
            self.before, self.paragraphs = self.paragraphs, {}
        if max(len(self.structures), len(self.told), len(self.kinds)) > _MOST:
            self.paragraphs, self.before, self.kinds = {}, {}, {}
            self.structures, self.told, self.listing = {}, {}, {}


class Proofreader:
    """Holds drafted plans against the content rules; for plans of one blueprint it is quick."""

    def __init__(self, policies: Mapping[str, Policy], without: frozenset[str] = frozenset()):
        self._policies, self._without = policies, without
        self._singly = _OF_WHOLE | without
        self._titles = concerns.titles_by_ends(policies)
        versions = (version for policy in policies.values() for version in policy.versions)
        self._effective = sorted({version.effective for version in versions})
        self._kept = _Kept()

    def findings(
        self, blocks: Iterable[AnyBlock], day: date | None
    ) -> list[tuple[AnyBlock, Finding]]:
        """What is wrong with a plan, and where: the findings name the first words of a paragraph.

        `day` is what the policies are held against where the plan has no date of its own.
        """
        self._kept.make_room()
        placed = [(block, piece) for block in blocks for piece in _pieces(block)]
        pieces = [piece for _, piece in placed]
        since = self._since(_day(pieces) or day)
        seen = self._seen(pieces, since)
        found = [(at, one) for at, each in enumerate(seen) for one in each.findings]
        found += self._of_whole(seen, since)
        return [(placed[at][0], one) for at, one in sorted(found, key=itemgetter(0))]

    def _since(self, day: date | None) -> date | None:
        """A day for all days on which the same versions of the policies are in force."""
        at = bisect_right(self._effective, day) if day else 0
        return self._effective[at - 1] if at else day

    def _seen(self, pieces: Sequence[_Piece], day: date | None) -> list[_Seen]:
        """What is known of the paragraphs; those that are new are looked at."""
        kept = self._kept
        keys = [(content, style, day) for content, style, _ in pieces]
        fresh = {
            key: _line(content, style, rows)
            for key, (content, style, rows) in zip(keys, pieces, strict=True)
            if kept.paragraph(key) is None
        }
        if fresh:
            singly = self._of_single([*fresh.values()], day)
            for number, (key, line) in enumerate(fresh.items()):
                told = tuple(singly.get(number, ()))
                kept.paragraphs[key] = _looked_at(line, kept.kinds, told)
        return [kept.paragraphs[key] for key in keys]

    def _of_single(self, lines: Sequence[Line], day: date | None) -> dict[int, list[Finding]]:
        """What the rules for single paragraphs tell, by the place in `lines`."""
        numbered = [_numbered(line, number) for number, line in enumerate(lines)]
        plan = paragraphs.outlined(numbered, [_role(line) for line in lines])
        found: dict[int, list[Finding]] = {}
        for remark in check(plan, day=day, policies=self._policies, without=self._singly):
            found.setdefault(remark.line, []).append(_finding(remark))
        return found

    def _of_whole(self, seen: Sequence[_Seen], day: date | None) -> Iterator[tuple[int, Finding]]:
        """What the rules about the whole tell, each with the place of its paragraph."""
        if not seen:
            return
        contents = [one.line.content for one in seen]
        kept = self._kept
        read = _Reading([one.line for one in seen], day, self._policies)
        number, roles = _structure(seen, contents, kept, read)
        whole = Whole(contents, roles, self._titles, kept.listing)
        for at, values in enumerate(zip(*[one.concerns for one in seen], strict=True)):
            key = (number, at, FAMILIES[at].together(whole, values))
            told = kept.told.get(key)
            if told is None or not told.holds(contents):
                told = kept.told[key] = self._told(FAMILIES[at], read.manuscript, contents)
            for (place, _), finding in zip(told.contents, told.findings, strict=True):
                yield place, finding

    def _told(self, family: Family, manuscript: Manuscript, contents: Sequence[str]) -> _Told:
        remarks = [
            remark
            for function in family.functions
            for remark in function(manuscript)
            if remark.code not in self._without
        ]
        places = [remark.line - 1 for remark in remarks]
        return _Told(
            tuple(map(_finding, remarks)), tuple((place, contents[place]) for place in places)
        )


class _Reading:
    """A plan that is read as a document would be when something of it must be."""

    def __init__(self, lines: Sequence[Line], day: date | None, policies: Mapping[str, Policy]):
        self._lines, self._day, self._policies = lines, day, policies

    @cached_property
    def manuscript(self) -> Manuscript:
        lines = [_numbered(line, number) for number, line in enumerate(self._lines, 1)]
        return Manuscript(outline.read(lines), self._day, self._policies)


def _structure(
    seen: Sequence[_Seen], contents: Sequence[str], kept: _Kept, read: _Reading
) -> tuple[int, tuple[Role, ...]]:
    """The number of a plan's structure, and the roles of its paragraphs."""
    front = alike.front_of([one.line for one in seen], [one.label for one in seen])
    kinds = tuple([one.kind for one in seen])
    key = (front, kinds) if front else tuple(contents)
    if key not in kept.structures:
        kept.structures[key] = (len(kept.structures), read.manuscript.outline.roles)
    return kept.structures[key]


def _looked_at(line: Line, kinds: dict[Kind, int], findings: tuple[Finding, ...]) -> _Seen:
    label, within = alike.labels_of(line)
    number = kinds.setdefault(alike.kind_of(line, label, within), len(kinds))
    lists = [one.start for one in within if one.value == 1]
    going_by = concerns.concerns(line.content, label.end if label else 0, lists)
    return _Seen(line, label, number, going_by, findings)


def _pieces(block: AnyBlock) -> Iterable[_Piece]:
    """Content, style and rows; a file that is an annex stands as a table under its label."""
    if isinstance(block, Block):
        return ((block.text, block.style, None),)
    if isinstance(block, TableBlock):
        return ((block.text, _TABLE, (block.headings, *block.rows)),)
    if isinstance(block, FileBlock):
        return ((block.label, "annex_label", None), (block.path, _TABLE, ((block.path,),)))
    return () if isinstance(block, Turn) else ((block.text, _HEAD, None),)


def _line(content: str, style: str, rows: Rows | None) -> Line:
    return Line("" if rows else content, 0, style=style, table=rows)


def _numbered(line: Line, number: int) -> Line:
    return Line(line.text, number, style=line.style, table=line.table)


def _day(pieces: Iterable[_Piece]) -> date | None:
    """The date the plan bears."""
    return next((date_of(content.strip()) for content, style, _ in pieces if style in _DATES), None)


def _role(line: Line) -> Role:
    if line.table is not None:
        return "table"
    return "head" if line.style == _HEAD else _ROLES.get(line.style, "text")


def _finding(remark: Remark) -> Finding:
    return replace(remark.finding, origin=Origin(path=remark.finding.origin.path))
