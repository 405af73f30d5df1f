"""Tables of tasks: every part of the plan that says who does it, with whom, or by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import N_, Finding, problem
from ..plan import Annex, Duty, Section
from .columns import Column, blank, once, ordinals, table
from .sources import Source, Sources, name_of
from .spec import AnnexSpec, no_data

LEADS, SUPPORTS = "牵头", "配合"

# Names in one text are parted by 、; brackets may hold such marks of their own.
_NAMES = re.compile("(?:（[^）]*）|[^、，；])+")
_SHOWN = 3  # names in a message


@dataclass(frozen=True, slots=True)
class Task:
    """A duty as tables show it."""

    name: str
    owner: str
    support: tuple[str, ...]
    due: str
    deliverable: str


def task_list(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """重点任务分解表."""
    tasks = _tasks(spec, sources, findings)
    columns = [
        ordinals(len(tasks)),
        Column("重点任务", 8.4, tuple(task.name for task in tasks)),
        Column("牵头单位", 6.4, tuple(task.owner for task in tasks)),
        Column("配合单位", 6, tuple("、".join(task.support) for task in tasks), optional=True),
        Column("完成时限", 6.8, tuple(task.due for task in tasks), optional=True),
        Column("成果", 6, tuple(task.deliverable for task in tasks), optional=True),
    ]
    return _annex(spec, columns, findings)


def supervision_list(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """督导清单; what was found is filled in by hand."""
    tasks = _tasks(spec, sources, findings)
    columns = [
        ordinals(len(tasks)),
        Column("督导内容", 9.8, tuple(task.name for task in tasks)),
        Column("责任单位", 6.4, tuple(task.owner for task in tasks)),
        Column("完成时限", 6.8, tuple(task.due for task in tasks), optional=True),
        Column("督导方式", 5.3, (spec.method,) * len(tasks)),
        blank("督导情况", 5.3, len(tasks)),
    ]
    return _annex(spec, columns, findings)


def duty_list(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """责任清单: for each unit, in order of first appearance, what it leads or supports."""
    rows = [
        (owner, task, role)
        for owner, duties in _by_owner(_tasks(spec, sources, findings)).items()
        for task, role in duties
    ]
    columns = [
        Column("责任单位", 7, once([owner for owner, _, _ in rows]), grouped=True),
        ordinals(len(rows)),
        Column("工作任务", 16.6, tuple(task.name for _, task, _ in rows)),
        Column("职责", 3.2, tuple(role for _, _, role in rows)),
        Column("完成时限", 6.8, tuple(task.due for _, task, _ in rows), optional=True),
    ]
    return _annex(spec, columns, findings)


def _annex(spec: AnnexSpec, columns: Sequence[Column], findings: list[Finding]) -> Annex | None:
    """The columns as an annex; None where they have no rows, which is told."""
    if not columns[0].cells:
        findings.append(
            no_data(
                spec,
                N_("the annex {annex} would be empty: no part it is made from is anyone's task"),
                N_("write owner, support and due under the items that are tasks"),
            )
        )
        return None
    children = (table(f"{spec.id}#table", columns),)
    return Annex(id=spec.id, title=spec.title, children=children, origin=spec.origin)


def _tasks(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> list[Task]:
    """The tasks in reading order; what they lack is told."""
    tasks = [_task(source, source.section.duty) for source in sources.chosen if source.section.duty]
    findings += _lacking(spec, "owner", [task.name for task in tasks if not task.owner])
    findings += _lacking(spec, "due", [task.name for task in tasks if not task.due])
    return tasks


def _task_name(section: Section) -> str:
    """第一阶段：动员, else the heading alone: labels begin anew in each part of the plan."""
    if section.heading and not section.label.startswith("第"):
        return section.heading
    return name_of(section)


def _task(source: Source, duty: Duty) -> Task:
    support = tuple(name for text in duty.support for name in names_in(text))
    name = _task_name(source.section)
    return Task(name, source.owner(), support, source.due(), duty.deliverable)


def _lacking(spec: AnnexSpec, key: str, names: Sequence[str]) -> Iterable[Finding]:
    """One warning for all tasks of the annex that leave a cell empty."""
    if names:
        yield problem(
            "annex-empty-cells",
            N_("the annex {annex} leaves {key} empty for {count} of its tasks: {names}"),
            spec.origin,
            hint=N_("write {key} under them, or name the parts the annex is made from in of"),
            severity="warning",
            annex=spec.title,
            count=len(names),
            key=key,
            names="、".join(names[:_SHOWN]) + "……" * (len(names) > _SHOWN),
        )


def _by_owner(tasks: Iterable[Task]) -> dict[str, list[tuple[Task, str]]]:
    """What each unit does and in which role; where it both leads and supports, it leads."""
    duties: dict[str, list[tuple[Task, str]]] = {}
    for task in tasks:
        leaders = names_in(task.owner)
        for name in dict.fromkeys((*leaders, *task.support)):
            role = LEADS if name in leaders else SUPPORTS
            duties.setdefault(name, []).append((task, role))
    return duties


def names_in(text: str) -> list[str]:
    """The units a text names: 组织部、宣传部（文明办、网信办） are two."""
    return [name for match in _NAMES.findall(text) if (name := match.strip())]
