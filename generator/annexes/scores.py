"""创建标准评分表: the criteria by area, with points that must add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..errors import N_, Finding, problem
from ..plan import Annex, Criterion, Section
from .columns import Column, blank, table
from .sources import Source, Sources, name_of, text_of
from .spec import AnnexSpec, no_data

Scored = tuple[Source, Criterion]


def score_sheet(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """The criteria with threshold, points and evidence, a place for the score, and the total."""
    scored = [(s, s.section.criterion) for s in sources.chosen if s.section.criterion]
    if not any(criterion.points for _, criterion in scored):
        findings.append(
            no_data(
                spec,
                N_("the annex {annex} would be empty: no criterion it is made from has points"),
                N_("write points under the criteria"),
            )
        )
        return None
    findings += [*_unscored(spec, scored), *_sums(spec, scored)]
    children = (table(f"{spec.id}#table", _columns(scored), total=True),)
    return Annex(id=spec.id, title=spec.title, children=children, origin=spec.origin)


def _columns(scored: Sequence[Scored]) -> list[Column]:
    criteria = [criterion for _, criterion in scored]
    points = ["" if c.points is None else str(c.points) for c in criteria]
    return [
        Column("创建内容", 5.6, (*_areas(scored), "合计"), grouped=True),
        Column("创建标准", 12.6, (*(text_of(source.section) for source, _ in scored), "")),
        Column("达标值", 5.2, (*(c.threshold for c in criteria), ""), optional=True),
        Column("分值", 3.2, (*points, str(_sum(scored)))),
        Column("印证材料", 7, (*("、".join(c.evidence) for c in criteria), ""), optional=True),
        blank("得分", 3.2, len(scored) + 1),
    ]


def _areas(scored: Sequence[Scored]) -> Iterator[str]:
    """The name of each area with its points at its first criterion, nothing at the others."""
    for area, group in groupby(scored, lambda one: _area(one[0])):
        criteria = list(group)
        yield f"{name_of(area) if area else '—'}\n（{_sum(criteria)}分）"
        yield from [""] * (len(criteria) - 1)


def _area(source: Source) -> Section | None:
    """The nearest section around the criterion that has a heading."""
    return next((s for s in reversed(source.above) if s.heading), None)


def _sum(scored: Sequence[Scored]) -> int:
    return sum(criterion.points or 0 for _, criterion in scored)


def _unscored(spec: AnnexSpec, scored: Sequence[Scored]) -> Iterator[Finding]:
    for source, criterion in scored:
        if criterion.points is None:
            yield problem(
                "criterion-without-points",
                N_("the criterion {name} has no points, while others in {annex} have"),
                source.section.origin,
                hint=N_("write points under it, or name in of only the parts that are scored"),
                name=name_of(source.section),
                annex=spec.title,
            )


def _sums(spec: AnnexSpec, scored: Sequence[Scored]) -> Iterator[Finding]:
    if spec.total is not None and spec.total != _sum(scored):
        yield problem(
            "points-total",
            N_("the points in {annex} add up to {sum}, not to {total}"),
            spec.origin,
            hint=N_("change the points of the criteria, or total"),
            annex=spec.title,
            sum=_sum(scored),
            total=spec.total,
        )
