"""The rows of report and ledger, from what the manifest knows of the last run."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from ..errors import Finding
from ..facts import Facts, from_json
from ..manifest import Manifest, Output, unpacked
from ..messages import _
from . import alike
from .ledger import LedgerUnit
from .report import Note, ReportRow, Tone, note_of

_TONES: dict[str, Tone] = {
    "written": "good", "unchanged": "quiet", "edited": "caution", "failed": "bad",
}  # fmt: skip


def states() -> Mapping[str, str]:
    """The word for each state, in the language of messages."""
    return {
        "written": _("written"),
        "unchanged": _("unchanged"),
        "edited": _("kept"),
        "failed": _("failed"),
    }


def report_rows(manifest: Manifest, across: Mapping[str, Sequence[Finding]]) -> Iterator[ReportRow]:
    """A row for each unit of the last run; `across` are findings that only all units gave.

    What all plans of a blueprint have in common is left to `common_notes`.
    """
    words = states()
    common = alike.shared(manifest)
    for output in manifest.outputs_of_run():
        facts = _facts(output)
        told = alike.own(unpacked(output.findings), output.blueprint, common)
        findings = (*told, *across.get(output.unit, ()))
        yield ReportRow(
            output.unit,
            facts.name or facts.short_name,
            facts.title,
            output.blueprint,
            words[output.state],
            _TONES[output.state],
            output.file,
            tuple(note_of(finding) for finding in findings),
        )


def common_notes(manifest: Manifest) -> Iterator[Note]:
    """What all plans of a blueprint have in common, told once."""
    pairs = ((one, each) for one in alike.shared(manifest).values() for each in one.findings)
    for one, finding in pairs:
        note = note_of(finding)
        text = _(
            "{text} (in all {count} plans of the blueprint {name})",
            text=note.text,
            count=one.plans,
            name=one.blueprint,
        )
        yield replace(note, text=text)


def ledger_units(manifest: Manifest) -> Iterator[LedgerUnit]:
    """The units of the last run that have a plan, each with the name of the one above it."""
    words = states()
    above = {_facts(output).parent for output in manifest.outputs_of_run()} - {""}
    names = dict(_names(manifest.outputs_of_run(), above)) if above else {}
    for output in manifest.outputs_of_run():
        facts = _facts(output)
        if facts.title:
            state = words[ledger_state(output.state)]
            yield LedgerUnit(facts, names.get(facts.parent, facts.parent), state)


def ledger_state(state: str) -> str:
    """The state as the ledger has it: 已生成 and 未变化 are one to who reads it."""
    return "written" if state == "unchanged" else state


def _names(outputs: Iterable[Output], above: Container[str]) -> Iterator[tuple[str, str]]:
    """The names of units that are above others."""
    known = (_facts(output) for output in outputs if output.unit in above)
    return ((one.unit, one.name or one.short_name) for one in known)


def _facts(output: Output) -> Facts:
    with suppress(ValueError):  # there are none, or they were damaged
        return from_json(output.facts)
    return Facts(output.unit)
