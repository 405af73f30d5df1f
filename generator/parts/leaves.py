"""The parts without parts of their own: paragraphs, tables, member lists, the signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .. import values
from ..errors import Origin
from ..plan import Member, Members, Node, Paragraph, Signature, Table
from ..templating import Wording, entries
from .scope import Scope, lookup


class Part(Protocol):
    """Makes the plan nodes of one node of the blueprint: none, one, or several by `each`."""

    @property
    def constant(self) -> tuple[Node, ...] | None:
        """The finished nodes when no value can change them."""

    def nodes(self, scope: Scope) -> Sequence[Node]:
        """The nodes for this unit."""


@dataclass(slots=True)
class ParagraphPart:
    """A paragraph; a text of several lines makes several."""

    id: str
    origin: Origin
    text: Wording
    when: Wording | None = None
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        if self.constant is not None and scope.outer is None:
            return self.constant
        if not scope.holds(self.when):
            return ()
        lines = [line for line in map(str.strip, scope.text(self.text).split("\n")) if line]
        scope.grow(self.origin, len(lines))
        return [
            Paragraph(
                id=scope.id(self.id) + (f".{n}" if n > 1 else ""), text=line, origin=self.origin
            )
            for n, line in enumerate(lines, 1)
        ]


@dataclass(slots=True)
class TablePart:
    """A table: rows written out, or the rows of a table variable."""

    id: str
    origin: Origin
    caption: Wording
    headings: tuple[Wording, ...]
    widths: tuple[float, ...]
    variable: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Wording, ...], ...] = ()
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        if self.constant is not None and scope.outer is None:
            return self.constant
        rows = tuple(self._rows(scope))
        scope.grow(self.origin, 1 + len(rows))
        return [
            Table(
                id=scope.id(self.id),
                caption=scope.text(self.caption),
                headings=tuple(scope.text(heading) for heading in self.headings),
                rows=rows,
                widths=self.widths,
                origin=self.origin,
            )
        ]

    def _rows(self, scope: Scope) -> Iterator[tuple[str, ...]]:
        if self.variable:
            for row in entries(lookup(scope.names, self.variable)):
                yield tuple(_cell(row, column) for column in self.columns)
        for cells in self.rows:
            yield tuple(scope.text(cell) for cell in cells)


def _cell(row: Any, column: str) -> str:
    return str(row if isinstance(row, values.Open) else row[column])


@dataclass(slots=True)
class MembersPart:
    """A member list: posts, and the person variables that fill them."""

    id: str
    origin: Origin
    rows: tuple[tuple[Wording, str], ...]
    constant: tuple[Node, ...] | None = None

    def nodes(self, scope: Scope) -> Sequence[Node]:
        rows = [
            Member(post=scope.text(post), people=people)
            for post, variable in self.rows
            if (people := tuple(_people(lookup(scope.names, variable))))
        ]
        if not rows:
            return ()
        scope.grow(self.origin, sum(len(row.people) for row in rows))
        return [Members(id=scope.id(self.id), rows=tuple(rows), origin=self.origin)]


def _people(value: Any) -> Iterator[tuple[str, str]]:
    for person in (value,) if isinstance(value, values.Person) else entries(value):
        if isinstance(person, values.Person):
            yield person.name, person.position
        else:
            yield str(person), ""


@dataclass(frozen=True, slots=True)
class SignaturePart:
    """署名 and 成文日期."""

    origin: Origin
    issuer: Wording
    date: Wording
    when: Wording | None

    def node(self, scope: Scope) -> Signature | None:
        """The signature; None when its condition does not hold."""
        if not scope.holds(self.when):
            return None
        return Signature(
            issuer=scope.text(self.issuer), date=scope.text(self.date), origin=self.origin
        )
