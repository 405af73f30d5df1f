"""All plans of a folder as one bound document: cover, contents with page numbers, plan after plan.

Plans keep what they are; only their page numbers run through. It writes nothing but into
temporary folders of its own.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import compose, pdf
from .compose.binder import Binder
from .errors import N_, CreationPlanError, Finding, Origin, Rejected, Unreadable, problem
from .formats import Format
from .rendered import Rendered, pages_of

BLUEPRINT = "#volume"  # what a volume's provenance names, so that it is never taken for a plan
_PASSED = ("~$", ".")  # Word's owner files, and what is hidden
_BESIDE = (".backup", ".bak", ".report", ".redline")  # ends of stems that are no plans


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover says, and how the volume is bound."""

    title: str
    issuer: str = ""
    date: str = ""
    headings: bool = False  # first-level headings stand in the contents, too
    duplex: bool = False  # each plan begins on an odd page


@dataclass(slots=True)
class Volume:
    """A volume: its bytes, the files that are in it, and what is to be told."""

    document: bytes
    taken: list[Path]
    findings: list[Finding] = field(default_factory=list)
    numbered: bool = False  # the contents show page numbers


def plan_files(folder: Path, target: Path | None = None) -> list[Path]:
    """The documents of a folder that may be plans, 2 before 10; `target` is not one of them.

    Raises `Unreadable` when there is no such folder, or none in it.
    """
    try:
        found = [path for path in folder.iterdir() if _may_be_plan(path) and path.is_file()]
    except OSError as error:
        raise Unreadable(
            problem(
                "cannot-read",
                N_("the folder cannot be read: {reason}"),
                Origin(str(folder)),
                reason=error.strerror or str(error),
            )
        ) from error
    own = target.resolve() if target else None
    found = sorted((path for path in found if path.resolve() != own), key=_natural)
    if not found:
        raise Unreadable(
            problem(
                "no-plans",
                N_("there are no plans (.docx) in the folder"),
                Origin(str(folder)),
                hint=N_("write them with creation-plan batch"),
            )
        )
    return found


def _may_be_plan(path: Path) -> bool:
    return (
        path.suffix.lower() == ".docx"
        and not path.name.startswith(_PASSED)
        and not path.stem.lower().endswith(_BESIDE)
    )


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Names in the order a person expects: numbers by their value."""
    pieces = re.split(r"(\d+)", path.stem.casefold())
    return [(int(p), "") if p.isdecimal() else (-1, p) for p in pieces], path.name


def bind(
    files: Iterable[Path],
    rules: Format,
    cover: Cover,
    *,
    order: Sequence[str] = (),
    skip: bool = False,
) -> Volume:
    """The volume of these files, the units of `order` first and in that order.

    The contents are numbered where LibreOffice can lay the pages out. Raises `Rejected` with
    what is wrong with any file, unless those are to be left out; volumes are always.
    """
    guests, findings = _read(files)
    if findings and not skip:
        worst = max(findings, key=lambda error: error.exit_code)
        raise type(worst)(finding for error in findings for finding in error.findings)
    told = [finding for error in findings for finding in error.findings]
    if not guests:
        raise Rejected(told or problem("no-plans", N_("none of the files is a plan")))
    binder = Binder(rules, cover.title, cover.issuer, cover.date, BLUEPRINT)
    guests = _ordered(guests, order)
    for guest in guests:
        binder.add(guest, headings=cover.headings, odd=cover.duplex)
    volume = Volume(b"", [Path(guest.name) for guest in guests], told)
    _number(binder, volume)
    return volume


def _read(files: Iterable[Path]) -> tuple[list[compose.Guest], list[CreationPlanError]]:
    guests: list[compose.Guest] = []
    failures: list[CreationPlanError] = []
    for path in files:
        try:
            guest = compose.read_file(path)
        except CreationPlanError as error:
            failures.append(error)
            continue
        if guest.blueprint != BLUEPRINT:
            guests.append(guest)
    return guests, failures


def _ordered(guests: list[compose.Guest], order: Sequence[str]) -> list[compose.Guest]:
    """The units that are listed first; the others as they came."""
    places = {unit: place for place, unit in enumerate(order)}
    return sorted(guests, key=lambda guest: places.get(guest.unit, len(places)))


def _number(binder: Binder, volume: Volume) -> None:
    """Write the page numbers into the contents, or leave it to Word to do so."""
    volume.document = binder.pack(update=True)
    if pdf.find_office() is None:
        volume.findings.append(_unnumbered())
        return
    try:
        rendered = _rendered(volume.document, len(volume.taken))
    except CreationPlanError as error:
        volume.findings += [_could_not_number(finding) for finding in error.findings]
        return
    first = rendered.page_of(binder.first)
    pages = {name: rendered.page_of(name) for name in binder.entries}
    if first is None or None in pages.values():
        volume.findings.append(_unnumbered())
        return
    binder.number({name: page - first + 1 for name, page in pages.items() if page})
    volume.document, volume.numbered = binder.pack(update=False), True


def _rendered(document: bytes, plans: int) -> Rendered:
    with tempfile.TemporaryDirectory(prefix="volume-", ignore_cleanup_errors=True) as name:
        path = Path(name) / "volume.docx"
        path.write_bytes(document)
        limit = pdf.time_limit(plans)  # it takes what they would take one by one
        return pages_of(pdf.convert([path], Path(name), timeout=limit)[path])


def _unnumbered() -> Finding:
    return problem(
        "no-page-numbers",
        N_("the page numbers in the contents are still to be filled in"),
        hint=N_(
            "Word offers to update them when it opens the volume: say yes; in WPS choose Update Fields; with LibreOffice installed they are filled in here"
        ),
        severity="warning",
    )


def _could_not_number(finding: Finding) -> Finding:
    return Finding(
        finding.code,
        finding.message,
        hint=finding.hint,
        severity="warning",
        args=dict(finding.args),
    )
