"""Annexes derived from the plan's own data: tasks, scores, schedule, duties, members, supervision.

Pure: a declaration and a numbered plan to an annex of tables; nothing here knows Word or YAML.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ..errors import N_, Finding, closest, problem
from ..plan import Annex, Plan
from .members import member_list
from .schedule import schedule
from .scores import score_sheet
from .sources import Sources, sources
from .spec import AnnexSpec, Kind
from .tasks import duty_list, supervision_list, task_list

__all__ = ["KINDS", "TITLES", "AnnexSpec", "Kind", "attach", "derive"]

# Each makes the annex, or tells why the plan cannot fill it.
Derivation = Callable[[AnnexSpec, Sources, list[Finding]], Annex | None]

KINDS: Mapping[Kind, Derivation] = {
    "task_list": task_list,
    "score_sheet": score_sheet,
    "schedule": schedule,
    "duty_list": duty_list,
    "member_list": member_list,
    "supervision_list": supervision_list,
}

TITLES: Mapping[Kind, str] = {
    "task_list": "重点任务分解表",
    "score_sheet": "创建标准评分表",
    "schedule": "进度安排表",
    "duty_list": "责任清单",
    "member_list": "领导小组成员名单",
    "supervision_list": "督导清单",
}


def attach(plan: Plan, findings: list[Finding], known: Collection[str] = ()) -> Plan:
    """The numbered plan with its annexes made; `known` as for `derive`."""
    if not any(isinstance(annex, AnnexSpec) for annex in plan.annexes):
        return plan
    made = [
        derive(annex, plan, findings, known) if isinstance(annex, AnnexSpec) else annex
        for annex in plan.annexes
    ]
    return replace(plan, annexes=tuple(annex for annex in made if annex))


def derive(
    spec: AnnexSpec, plan: Plan, findings: list[Finding], known: Collection[str] = ()
) -> Annex | None:
    """The annex as the numbered plan fills it; None when it cannot, which `findings` then tell.

    `known` are the ids of all parts in the blueprint: a part among them that this unit does
    not have is no mistake, and an annex of such parts only is left out in silence.
    """
    spec = replace(spec, title=spec.title or TITLES[spec.kind])
    chosen = sources(plan, spec.of)
    unknown = [name for name in chosen.absent if name not in known]
    findings += [_unknown(spec, name, {*known, *chosen.ids}) for name in unknown]
    if unknown or (spec.of and len(chosen.absent) == len(spec.of)):
        return None
    return KINDS[spec.kind](spec, chosen, findings)


def _unknown(spec: AnnexSpec, name: str, known: Collection[str]) -> Finding:
    suggestion = closest(name, sorted(known))
    return problem(
        "annex-unknown-part",
        N_("the annex {annex} is made from {name}, which is no part of the plan"),
        spec.origin,
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        annex=spec.title,
        name=name,
        suggestion=suggestion,
    )
