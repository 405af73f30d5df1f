"""What a blueprint says about an annex that is derived from the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..errors import NOWHERE, Finding, Origin, problem
from ..plan import Member

Kind = Literal[
    "task_list", "score_sheet", "schedule", "duty_list", "member_list", "supervision_list"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexSpec:
    """One derived annex; `id` must be unlike any id in the plan, for its table is named after it."""

    id: str
    kind: Kind
    title: str = ""  # empty: the usual one of its kind
    of: tuple[str, ...] = ()  # ids of the parts it is made from; empty: the whole plan
    total: int | None = None  # score_sheet: what the points must add up to
    method: str = ""  # supervision_list: 督导方式 of every row; empty: to be filled in by hand
    members: tuple[Member, ...] = ()  # member_list: instead of the lists in the plan
    origin: Origin = field(default=NOWHERE, compare=False)


def no_data(spec: AnnexSpec, message: str, hint: str) -> Finding:
    """The plan holds nothing the annex could show; `message` may name the {annex}."""
    return problem("annex-no-data", message, spec.origin, hint=hint, annex=spec.title)
