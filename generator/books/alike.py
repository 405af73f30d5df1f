"""Findings about texts that many plans have in common: they are told once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import NOWHERE, Finding
from ..manifest import Manifest, packed, unpacked
from ..proofreading import RULES


def is_of_text(finding: Finding) -> bool:
    """Whether a content rule told it of the text of a plan."""
    return finding.code in RULES and not finding.origin.source


def key_of(finding: Finding) -> str:
    """Equal for findings that say the same, in whichever plan; the first words may differ."""
    return packed([replace(finding, unit="", origin=NOWHERE)])


@dataclass(frozen=True, slots=True)
class Shared:
    """What all plans of a blueprint have, as it was told of the first of them."""

    findings: tuple[Finding, ...]
    blueprint: str
    plans: int


def shared(manifest: Manifest) -> Mapping[tuple[str, str], Shared]:
    """What all plans of a blueprint have in common in the last run, by blueprint and key."""
    plans: dict[str, int] = {}
    common: dict[str, dict[str, list[Finding]]] = {}
    for output in manifest.outputs_of_run():
        if output.state == "failed":
            continue
        name = output.blueprint
        plans[name] = plans.get(name, 0) + 1
        if name in common and not common[name]:
            continue
        told: dict[str, list[Finding]] = {}
        for finding in filter(is_of_text, unpacked(output.findings)):
            told.setdefault(key_of(finding), []).append(replace(finding, unit=""))
        before = common.setdefault(name, told)
        common[name] = {key: some for key, some in before.items() if key in told}
    return {
        (name, key): Shared(tuple(findings), name, plans[name])
        for name, by_key in common.items()
        for key, findings in by_key.items()
        if plans[name] > 1
    }


def own(
    findings: Iterable[Finding], blueprint: str, known: Mapping[tuple[str, str], Shared]
) -> list[Finding]:
    """The findings without those that all plans of the blueprint have."""
    findings = [*findings]
    if not known:
        return findings
    return [f for f in findings if not is_of_text(f) or (blueprint, key_of(f)) not in known]
