"""The rows of report and ledger, from what the manifest knows of the last run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..errors import Finding
from ..facts import Facts, from_json
from ..manifest import Manifest, Output, unpacked
from ..messages import _
from .ledger import LedgerUnit
from .report import ReportRow, Tone, note_of

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
    """A row for each unit of the last run; `across` are findings that only all units gave."""
    words = states()
    for output in manifest.outputs_of_run():
        facts = _facts(output)
        findings = (*unpacked(output.findings), *across.get(output.unit, ()))
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


def ledger_units(manifest: Manifest) -> Iterator[LedgerUnit]:
    """The units of the last run that have a plan, each with the name of the one above it."""
    words = states()
    names = dict(_names(manifest.outputs_of_run()))
    for output in manifest.outputs_of_run():
        facts = _facts(output)
        if facts.title:
            # 已生成 and 未变化 are one state to who reads the ledger
            state = "written" if output.state == "unchanged" else output.state
            yield LedgerUnit(facts, names.get(facts.parent, facts.parent), words[state])


def _names(outputs: Iterable[Output]) -> Iterator[tuple[str, str]]:
    """The names of units that are above others."""
    known = [_facts(output) for output in outputs]
    above = {facts.parent for facts in known}
    return ((one.unit, one.name or one.short_name) for one in known if one.unit in above)


def _facts(output: Output) -> Facts:
    return from_json(output.facts) if output.facts else Facts(output.unit)
