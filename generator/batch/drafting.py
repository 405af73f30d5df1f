"""What a worker does: drafts some units and lays their documents ready, each in a file of its own.

A worker may be this process, another one, or one on another machine that sees the same folders.
It gets recipes and units and gives back what the main process must know; it names nothing and
replaces nothing.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from .. import facts
from ..atomic import write_new
from ..drafter import Draft, Drafter
from ..errors import N_, CreationPlanError, Finding, Origin, Rejected, problem
from ..filenames import safe_name
from ..placing import hash_of
from ..recipes import Prepared, program_digest
from ..units import Unit
from ..word.package import packed_member
from ..word.template import PROVENANCE
from .naming import Pattern
from .proofing import Proofs, Silent


@dataclass(frozen=True, slots=True)
class Order:
    """The units to draft, each with its recipe, and where to lay the documents."""

    units: tuple[tuple[Unit, Prepared], ...]
    folder: Path  # absolute, of unfinished documents
    working: Path  # absolute: the folder in which blueprints are looked for
    pattern: Pattern
    keep: bool = True  # false: nothing is written
    program: str = ""  # its digest; another one would draft otherwise
    silent: tuple[Silent, ...] = ()  # what is not told of them


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one unit; `temporary` is its document, waiting to be named."""

    unit: str
    wanted: str = ""
    temporary: Path | None = None
    hash: str = ""  # empty: there is no document
    size: int = 0
    modified: int = 0
    record: bytes = b""
    findings: tuple[Finding, ...] = ()
    facts: str = ""
    error: OSError | None = None


_mine = threading.local()  # the drafters of this thread: what they keep is not for two at once


def draft_all(order: Order) -> list[Made]:
    """What came of each unit of the order, in its order; one unit's failure stops no other."""
    if Path.cwd() != order.working:
        os.chdir(order.working)
    drafts = [_drafted(unit, prepared, order.program) for unit, prepared in order.units]
    if any(draft.imprint for draft in drafts):
        from ..duplex import on_even_pages  # it renders pages

        recipes = {id(unit): prepared for unit, prepared in order.units}
        drafts = on_even_pages(drafts, lambda unit: _drafter(recipes[id(unit)], order.program))
    return [
        _made(draft, prepared, order)
        for draft, (_, prepared) in zip(drafts, order.units, strict=True)
    ]


def _drafted(unit: Unit, prepared: Prepared, program: str) -> Draft:
    try:
        return _drafter(prepared, program).draft(unit)
    except CreationPlanError as error:
        return Draft(unit, None, None, error.findings)
    except Exception as error:  # a fault of ours costs this unit its plan, not the others theirs
        if os.environ.get("CREATION_PLAN_DEBUG"):
            raise
        return Draft(unit, None, None, (fault(error, unit.origin, unit.id),))


def fault(error: Exception, origin: Origin, unit: str) -> Finding:
    """What is told of an error that should not be."""
    return problem(
        "fault",
        N_("this is a fault of the program ({kind}: {reason})"),
        origin,
        hint=N_("please report it with what CREATION_PLAN_DEBUG=1 prints"),
        unit=unit,
        kind=type(error).__name__,
        reason=str(error),
    )


def _drafter(prepared: Prepared, program: str) -> Drafter:
    """The drafter of a recipe, made once in each thread; `Rejected` where files differ."""
    known: dict[Prepared, Drafter] = _mine.__dict__.setdefault("drafters", {})
    if prepared not in known:
        drafter = prepared.recipe.drafter()
        if drafter.blueprint_hash != prepared.sources or program_digest() != program:
            raise Rejected(
                problem(
                    "other-files",
                    N_("the blueprint or the program changed during the run, or differs there"),
                    Origin(prepared.recipe.blueprint),
                    hint=N_("run again; on several machines use one folder and one version"),
                )
            )
        known[prepared] = drafter
    return known[prepared]


def _proofs(prepared: Prepared, program: str) -> Proofs:
    """The rules for what is drafted with a recipe, made once in each thread."""
    known: dict[Prepared, Proofs] = _mine.__dict__.setdefault("proofs", {})
    if prepared not in known:
        known[prepared] = Proofs(_drafter(prepared, program).loaded, prepared.recipe.day)
    return known[prepared]


def _made(draft: Draft, prepared: Prepared, order: Order) -> Made:
    unit, findings = draft.unit, draft.findings
    told = ""
    if draft.values is not None:
        blueprint = _drafter(prepared, order.program).loaded.blueprint
        told = facts.to_json(facts.facts_of(unit, blueprint, draft.values, draft.plan))
    if draft.document is None or draft.plan is None:
        return Made(unit.id, findings=findings, facts=told)
    name = unit.file or order.pattern.name(unit, draft.values or {}, draft.plan.title)
    wanted = safe_name(name)
    findings += tuple(_proofs(prepared, order.program).findings(draft, wanted, order.silent))
    made = Made(
        unit.id,
        wanted,
        hash=hash_of(draft.document),
        size=len(draft.document),
        record=packed_member(draft.document, PROVENANCE),
        findings=findings,
        facts=told,
    )
    return _laid_ready(made, draft.document, order.folder) if order.keep else made


def _laid_ready(made: Made, document: bytes, folder: Path) -> Made:
    temporary = folder / f"{os.urandom(8).hex()}.docx"
    try:
        status = write_new(temporary, document)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        return replace(made, hash="", error=OSError(error.errno, error.strerror))
    return replace(made, temporary=temporary, modified=status.st_mtime_ns)
