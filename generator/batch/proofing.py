"""The content rules over what is drafted, as `check` has them, without what a person allowed.

They stop no plan: what is wrong with a text that was written down is told, not refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from .. import blueprint as bp
from ..blocks import AnyBlock
from ..drafter import Draft
from ..errors import Finding
from ..plan import Plan, walk
from ..proofreading.drafted import Proofreader
from ..recipes import all_policies

_TOLD_OF_VALUES = frozenset(("left-open",))  # with their places in the roster
_CONFIG = ".creation-plan-check.yaml"  # looked for before `checking`, which takes its time to load


@dataclass(frozen=True, slots=True)
class Silent:
    """A code that a configuration allows in files that are called so, from its folder on."""

    code: str
    files: str
    folder: str  # of the documents, as seen from the configuration

    def covers(self, finding: Finding, name: str) -> bool:
        """Whether the finding is not to be told of the document of that name."""
        return finding.code == self.code and fnmatchcase(f"{self.folder}{name}.docx", self.files)


def switched_off(folder: Path) -> tuple[Silent, ...]:
    """What the configurations that hold for a folder allow in its documents."""
    own = folder.resolve()
    if not any((above / _CONFIG).is_file() for above in (own, *own.parents)):
        return ()
    from ..checking import allowing

    found: list[Silent] = []
    for place in allowing.folders(own / "-"):
        config = allowing.config(place, _CONFIG)
        shown = own.relative_to(place).as_posix()
        within = "" if shown == "." else f"{shown}/"
        entries = config.entries if config else ()
        found += (Silent(one.code, files, within) for files, one in entries if one.reason)
    return tuple(found)


class Proofs:
    """Holds the drafts of one recipe against the rules."""

    def __init__(self, loaded: bp.Loaded, day: date) -> None:
        self._proofreader, self._day = Proofreader(all_policies()), day
        self._allowed = dict(_allowed(loaded))

    def findings(self, draft: Draft, name: str, silent: tuple[Silent, ...]) -> list[Finding]:
        """What is wrong with the text of a draft whose document is to have that name."""
        told = self._proofreader.findings(draft.blocks, self._day)
        if not told:
            return []
        known = {finding.code for finding in draft.findings} & _TOLD_OF_VALUES
        told = [pair for pair in told if pair[1].code not in known]
        told = [pair for pair in told if not any(one.covers(pair[1], name) for one in silent)]
        if told and self._allowed and draft.plan:
            told = [*_not_allowed(told, self._allowed, draft.plan)]
        return [replace(finding, unit=draft.unit.id) for _, finding in told]


Lines = Mapping[str, Mapping[int, Set[str]]]  # codes by file and line


def _allowed(loaded: bp.Loaded) -> Iterator[tuple[str, dict[int, set[str]]]]:
    """What comments of the blueprint allow in its lines, by the name of each file."""
    for path in loaded.files:
        text = path.read_text("utf-8-sig")
        if "allow" not in text and "允许" not in text:
            continue
        from ..checking import allowing

        codes: dict[int, set[str]] = {}
        for one in allowing.in_yaml(text, path.name):
            if one.reason:
                codes.setdefault(one.line, set()).add(one.code)
        if codes:
            yield bp.shown_name(path), codes


def _not_allowed(
    told: list[tuple[AnyBlock, Finding]], allowed: Lines, plan: Plan
) -> Iterator[tuple[AnyBlock, Finding]]:
    """The findings but for those whose text a line of the blueprint gives that allows them."""
    spans = _spans(plan)
    for block, finding in told:
        lines = [
            span for name, span in spans if name == block.id or name.startswith(f"{block.id}#")
        ]
        if not any(
            finding.code in codes
            for source, first, last in lines
            for line, codes in allowed.get(source, {}).items()
            if first <= line < last
        ):
            yield block, finding


def _spans(plan: Plan) -> list[tuple[str, tuple[str, int, int]]]:
    """The lines of the blueprint that each node of a plan comes from: up to those of the next."""
    places: dict[str, set[int]] = {}
    nodes = [(node.id, node.origin) for node in walk(plan)]
    for _, origin in nodes:
        places.setdefault(origin.source, set()).add(origin.line)
    following: dict[tuple[str, int], int] = {}
    for source, some in places.items():
        ordered = sorted(some)
        ends = [*ordered[1:], ordered[-1] + 1_000]
        following |= {(source, line): end for line, end in zip(ordered, ends, strict=True)}
    return [
        (name, (origin.source, origin.line, following[origin.source, origin.line]))
        for name, origin in nodes
    ]
