"""One document looked at: how it stands, what would change in it, and the document that comes of it.

A worker may do this in another process: what it gets and gives back is small, and documents wait
in files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import returned
from ..atomic import write_new
from ..batch.drafting import Made, Order, draft_all, fault
from ..errors import N_, CreationPlanError, Finding, Origin, Refusal, Rejected, problem
from ..merge import (
    AUTHOR,
    Conflict,
    Generated,
    Left,
    Merge,
    hand_edits,
    merge_blocks,
)
from ..patching import patched
from ..placing import cannot_write, contents
from ..recipes import Prepared
from ..returned import Edits, Matched, Returned
from ..units import Unit
from ..word.provenance import Provenance, Record
from . import papers, revising, versions
from .causes import Cause, Changed, Grounds, causes, changed, dropped, grounds_of
from .examined import Examined

# Told instead of the texts of an annex that is a file.
_FILE_BEFORE, _FILE, _NO_FILE = "（原来的附件文件）", "（新的附件文件）", "（附件文件已去掉）"
_OUTSIDE = N_("this stands where the program does not change an edited document")


@dataclass(frozen=True, slots=True)
class Look:
    """A unit's file to be looked at, and what is known of it."""

    unit: Unit
    prepared: Prepared
    path: Path | None = None  # None: there is none
    lost: Path | None = None  # where one was
    as_written: bool = False  # it is the file that was generated, by size and time
    record: bytes | None = None  # what was generated, deflated
    issued: str = ""  # its 文号
    version: Path | None = None  # of an issued plan, not issued itself: the one to go on from


@dataclass(frozen=True, slots=True)
class Looks:
    """Files to be looked at together; `order`, which has no units yet, drafts theirs."""

    units: tuple[tuple[Unit, Look], ...]
    order: Order
    moment: str  # of tracked changes: 2026-03-05T00:00:00Z


def examine_all(looks: Looks) -> list[Examined]:
    """How each document of the order stands, in its order; one's failure stops no other."""
    units = tuple((unit, look.prepared) for unit, look in looks.units)
    made = draft_all(replace(looks.order, units=units))
    return [_examined(look, one, looks) for (_, look), one in zip(looks.units, made, strict=True)]


def _examined(look: Look, made: Made, looks: Looks) -> Examined:
    failed = Examined(unit=made.unit, state="failed", path=look.path)
    try:
        found = _examine(look, made, looks)
    except CreationPlanError as error:
        found = replace(failed, findings=_of(made.unit, error.findings))
    except OSError as error:
        refusal = cannot_write(look.path or looks.order.folder, error)
        found = replace(failed, findings=_of(made.unit, (refusal,)))
    except Exception as error:  # a fault of ours costs this plan its update, not the others theirs
        if os.environ.get("CREATION_PLAN_DEBUG"):
            raise
        found = replace(failed, findings=(fault(error, Origin(str(look.path)), made.unit),))
    if made.temporary and made.temporary != found.temporary:
        made.temporary.unlink(missing_ok=True)
    return replace(found, findings=(*made.findings, *found.findings), facts=made.facts)


def _of(unit: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(finding, unit=unit) for finding in findings)


def _examine(look: Look, made: Made, looks: Looks) -> Examined:
    ours = versions.provenance_in(made.record)
    if made.error is not None:
        raise made.error
    if ours is None:
        return Examined(unit=made.unit, state="failed", path=look.path)
    found = Examined(
        unit=made.unit,
        state="missing" if look.lost else "new",
        path=look.path or look.lost,
        wanted=made.wanted,
        record=made.record,
        hash=made.hash,
    )
    if look.path is None:
        return found
    status = look.path.lstat()
    found = replace(found, seen=(status.st_size, status.st_mtime_ns))
    known = versions.provenance_in(look.record)
    if look.as_written and known and not look.version:
        return _untouched(found, look, made, known, ours, looks)
    path = look.version or look.path
    document = returned.read(contents(path), str(path))
    base = document.made or known
    if base is None or not base.blocks:
        return replace(found, state="refused", findings=(_not_ours(look),))
    if (base.blueprint, base.unit) not in {
        (one.blueprint, one.unit) for one in (ours, known) if one
    }:
        return replace(found, state="refused", findings=(_of_another(look, base),))
    edits = returned.compare(document, base.blocks, base.layout)
    found = replace(found, findings=_of(made.unit, document.package.hazards()))
    if not edits.is_edited:
        return _untouched(found, look, made, base, ours, looks)
    return _Edited(look, made, looks, document, base, ours, edits).examined(found)


def _untouched(
    found: Examined, look: Look, made: Made, base: Provenance, ours: Provenance, looks: Looks
) -> Examined:
    """A document that nobody edited: it is replaced when another one would be generated."""
    found = explained(found, base, ours, look.prepared)
    if look.issued:
        if not found.changed:
            return replace(found, state="issued")
        return _revised(found, look, ours, looks, made.temporary)
    differs = found.changed or (look.as_written and found.causes)
    return replace(found, state="updated" if differs else "unchanged")


def explained(found: Examined, base: Provenance, ours: Provenance, prepared: Prepared) -> Examined:
    """The plan with the passages that are generated otherwise, and why."""
    reasons, grounds = causes(base, ours), grounds_of(prepared)
    names = versions.renamed_ids(base.blocks, grounds.renamed)
    without = versions.outside([*base.blocks, *ours.blocks])
    before, now = (versions.generated(one.blocks, without) for one in (base, ours))
    passages = changed(before, now, names, reasons, grounds)
    passages += _outside(versions.beyond(base.blocks, ours.blocks, without), reasons)
    gone = dropped(before, now)
    return replace(found, causes=reasons, changed=passages, gone=gone, values=_steady(base, ours))


@dataclass(frozen=True, slots=True)
class _Edited:
    """A document that people edited, and all that is to be brought together."""

    look: Look
    made: Made
    looks: Looks
    document: Returned
    base: Provenance
    ours: Provenance
    edits: Edits

    def examined(self, found: Examined) -> Examined:
        grounds = grounds_of(self.look.prepared)
        records = self.base.blocks
        matched = returned.match(self.document.pieces, records, self.document.margins)
        names = versions.renamed_ids(records, grounds.renamed)
        without = versions.outside(records, matched) | versions.outside(self.ours.blocks)
        before = versions.generated(records, without)
        now = versions.generated(self.ours.blocks, without)
        if self.document.made is None and not _is_recognised(matched, records):
            return replace(found, state="refused", findings=(*found.findings, _strange(self.look)))
        theirs = versions.pieces(self.document, matched, records, without)
        reasons = causes(self.base, self.ours)
        elsewhere = [*versions.beyond(records, self.ours.blocks, without)]
        passages = changed(before, now, names, reasons, grounds) + _outside(elsewhere, reasons)
        own = [piece for piece in theirs if not piece.is_outside]
        found = replace(
            found,
            causes=reasons,
            changed=passages,
            gone=dropped(before, now),
            values=_steady(self.base, self.ours),
            edits=self.edits,
            hand=(hand := hand_edits(before, own, now, names)),
            wordings=grounds.wordings if hand else {},
        )
        left = _outside(elsewhere)
        beyond = tuple(Left(one.id, -1, one.new or _NO_FILE, _OUTSIDE) for one in left)
        if _same(before, now, names) and not beyond:
            if self.look.issued:
                return replace(found, state="issued")
            return replace(
                found, state="undecided" if versions.is_pending(self.document) else "kept"
            )
        if versions.is_pending(self.document):
            return replace(
                found, state="undecided", findings=(*found.findings, _pending(self.look))
            )
        return self._merged(found, merge_blocks(before, theirs, now, names), beyond, grounds)

    def _merged(
        self,
        found: Examined,
        merge: Merge,
        beyond: tuple[Left, ...],
        grounds: Grounds,
    ) -> Examined:
        if merge.refused:
            told = tuple(_uncertain(self.look, left) for left in merge.refused[:3])
            return replace(found, state="refused", findings=(*found.findings, *told))
        left = (*merge.unplaced, *beyond)
        found = replace(
            found,
            state="conflict" if merge.conflicts or left else "merged",
            counts=merge.counts,
            conflicts=merge.conflicts,
            unplaced=left,
        )
        if self.made.temporary is None:
            return replace(found, state="revised") if self.look.issued else found
        try:
            data = self._patched(merge, papers.commenter(found.changed, grounds))
        except Rejected as error:  # signed, for example
            told = _of(self.look.unit.id, error.findings)
            return replace(found, state="refused", findings=(*found.findings, *told))
        temporary = _laid_ready(self.looks.order.folder, data)
        if not self.look.issued:
            merged = returned.read(data)
            still = returned.compare(merged, self.ours.blocks)
            waits = versions.is_pending(merged)
            state = "conflict" if waits else found.state  # no offer goes untold
            return replace(found, state=state, temporary=temporary, still=still, waits=waits)
        return _revised(found, self.look, self.ours, self.looks, temporary)

    def _patched(self, merge: Merge, comment: Callable[[Conflict], str]) -> bytes:
        """The merged document."""
        assert self.made.temporary is not None
        ours = returned.read(self.made.temporary.read_bytes())
        return patched(
            self.document,
            ours,
            merge,
            author=AUTHOR,
            moment=self.looks.moment,
            comment=comment,
        )


def _is_recognised(matched: Matched, records: Sequence[Record]) -> bool:
    """Whether a document that does not tell what it is has enough of the plan to be it."""
    there = {one.id for one in matched.standings if one.role == "block"}
    told = [record.id for record in records if record.text]
    return 3 * sum(name in there for name in told) >= len(told)


def _same(base: Sequence[Generated], ours: Sequence[Generated], renamed: Mapping[str, str]) -> bool:
    """Whether the same is generated as before."""
    old = [(renamed.get(block.id, block.id), block.kind, block.text) for block in base]
    return old == [(block.id, block.kind, block.text) for block in ours]


def _outside(
    elsewhere: Iterable[tuple[Record | None, Record | None]], reasons: Sequence[Cause] = ()
) -> tuple[Changed, ...]:
    """What is generated otherwise where no merge reaches."""
    return tuple(
        Changed(
            one.id,
            (old.text or _FILE_BEFORE) if old else "",
            (new.text or _FILE) if new else "",
            tuple(reasons),
        )
        for old, new in elsewhere
        if (one := old or new)
    )


def _steady(base: Provenance, ours: Provenance) -> dict[str, str]:
    """The values that are what they were: those that changed are not taken out of texts."""
    return {name: text for name, text in ours.values.items() if base.values.get(name) == text}


def _revised(
    found: Examined, look: Look, ours: Provenance, looks: Looks, temporary: Path | None
) -> Examined:
    """An issued plan with its new version and what explains it, both beside it."""
    found = replace(found, state="revised", temporary=temporary)
    if temporary is None or look.path is None:
        return found
    data = revising.explained(
        returned.read(contents(look.path), str(look.path)),
        returned.read(temporary.read_bytes()),
        ours,
        versions.provenance_in(look.record),
        grounds_of(look.prepared),
        look.prepared.recipe.format,
        (_title(ours, look.path), look.issued),
    )
    return replace(found, explanation=_laid_ready(looks.order.folder, data))


def _title(made: Provenance, path: Path) -> str:
    """The title of a plan, on one line; the name of its file where it has none."""
    found = next((record.text for record in made.blocks if record.id == "#title"), "")
    return "".join(found.split("\n")) or revising.plan_of(path)


def _laid_ready(folder: Path, data: bytes) -> Path:
    path = folder / f"{os.urandom(8).hex()}.docx"
    write_new(path, data)
    return path


# What is told ---------------------------------------------------------------------------------


def _not_ours(look: Look) -> Finding:
    return problem(
        "not-ours",
        N_("it cannot be told what this file was generated from; it is left as it is"),
        Origin(str(look.path)),
        hint=N_("put the file here that was generated, or move this one away"),
        severity="warning",
        unit=look.unit.id,
    )


def _strange(look: Look) -> Finding:
    return problem(
        "not-recognised",
        N_("hardly anything of the plan is in this file; it is left as it is"),
        Origin(str(look.path)),
        hint=N_("if it belongs elsewhere move it away, and the plan is written anew"),
        severity="warning",
        unit=look.unit.id,
    )


def _of_another(look: Look, base: Provenance) -> Finding:
    return problem(
        "of-another",
        N_("this file was generated for {other}; it is left as it is"),
        Origin(str(look.path)),
        hint=N_("give it its own name again"),
        severity="warning",
        unit=look.unit.id,
        other=f"{base.blueprint} {base.unit}".strip(),
    )


def _pending(look: Look) -> Finding:
    return problem(
        "undecided",
        N_("changes by {author} still wait for a decision; the file is not brought up to date"),
        Origin(str(look.path)),
        hint=N_("accept or reject them in Word or WPS, then run again"),
        severity="warning",
        unit=look.unit.id,
        author=AUTHOR,
    )


def _uncertain(look: Look, left: Left) -> Finding:
    return problem(
        "uncertain",
        N_("the file is not brought up to date: {reason} (“{text}”)"),
        Origin(str(look.path)),
        severity="warning",
        unit=look.unit.id,
        reason=Refusal(left.reason),
        text=left.text[:30],
    )
