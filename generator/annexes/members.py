"""领导小组成员名单: posts in the group, who holds them, and what else they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..blocks import spread
from ..errors import N_, Finding
from ..plan import Annex, Member, Members, Table
from .columns import Column, once, table
from .sources import Sources
from .spec import AnnexSpec, no_data


def member_list(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """A table for the members given, or else for each list of members in the plan."""
    lists = [("", spec.members)] if spec.members else list(_lists(sources))
    if not lists:
        findings.append(
            no_data(
                spec,
                N_("the annex {annex} would be empty: no part it is made from lists members"),
                N_("write members under an item, with post and people"),
            )
        )
        return None
    several = len(lists) > 1
    children = tuple(
        _table(f"{spec.id}#table{number if several else ''}", caption * several, rows)
        for number, (caption, rows) in enumerate(lists, 1)
    )
    return Annex(id=spec.id, title=spec.title, children=children, origin=spec.origin)


def _lists(sources: Sources) -> Iterator[tuple[str, tuple[Member, ...]]]:
    """Each list of members with the heading it stands under."""
    for source in sources.chosen:
        heading = next((section.heading for section in source.inward if section.heading), "")
        for child in source.section.children:
            if isinstance(child, Members):
                yield heading, child.rows


def _table(name: str, caption: str, rows: tuple[Member, ...]) -> Table:
    people = [(row.post, *person) for row in rows for person in row.people]
    columns = [
        Column("组内职务", 8, once([spread(post) for post, _, _ in people]), grouped=True),
        Column("姓名", 7, tuple(spread(person) for _, person, _ in people)),
        Column("单位及职务", 21.8, tuple(position for *_, position in people), optional=True),
    ]
    return table(name, columns, caption=caption)
