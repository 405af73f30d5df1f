"""What `creation-plan batch` shows: a line for a unit, a bar on a terminal, the sums at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from typing import Any

import click

from ..batch.closing import LEDGER, REPORT
from ..batch.settings import Settings
from ..books.alike import is_of_text, key_of
from ..books.of_run import states
from ..errors import Finding
from ..messages import _, told
from ..placing import Result
from .console import labelled, note, say, tell
from .paging import cells, padded
from .progress import MANY, bar

_TOLD = 60  # findings shown of many units; all of them stand in the report
_HELD = 500  # findings that wait for their like
_BAR = 20  # units that are worth a bar
_COLOURS = {"written": "green", "edited": "yellow", "failed": "red"}


@dataclass(slots=True)
class _Repeated:
    """What is told of the text of a plan, and the number of plans of which the same is told."""

    findings: list[Finding]  # of the first plan
    unit: str  # the last
    plans: int = 1

    def add(self, finding: Finding) -> None:
        """One more of the same."""
        if finding.unit != self.unit:
            self.plans += 1
            self.unit = finding.unit
        elif self.plans == 1:
            self.findings.append(finding)


class Screen(AbstractContextManager["Screen"]):
    """Shows results as they come; findings of a blueprint are told once, not for each unit."""

    def __init__(self, total: int, settings: Settings) -> None:
        self._total, self._settings = total, settings
        self._counts: Counter[str] = Counter()
        self._new = 0
        self._replaceable = 0  # edited, but not issued
        self._told = 0
        self._left = 0
        self._once: list[tuple[Finding, ...]] = []
        self._texts: dict[str, _Repeated] = {}
        self._held = ExitStack()
        self._bar: Any = None

    def __enter__(self) -> Screen:
        if sys.stderr.isatty() and self._total >= _BAR:
            self._bar = self._held.enter_context(bar())
            self._task = self._bar.add_task(_("drafting"), total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @property
    def of_blueprints(self) -> list[Finding]:
        """What is wrong with blueprints, for which their units failed."""
        return [finding for findings in self._once for finding in findings]

    @property
    def is_done(self) -> bool:
        """Whether every unit has its plan, and no more is to be done."""
        return not (self._counts["failed"] or self._counts["edited"])

    @property
    def code(self) -> int:
        """The exit code for what was shown."""
        return 1 if self._counts["failed"] else 3 if self._counts["edited"] else 0

    def show(self, result: Result) -> None:
        """One unit's result, in the order of the roster."""
        self._counts[result.state] += 1
        is_new = result.state == "written" and not (result.path and result.path.exists())
        self._new += self._settings.dry_run and is_new
        issued = any(finding.code == "issued" for finding in result.findings)
        self._replaceable += result.state == "edited" and not issued
        if self._total <= MANY or result.state in ("edited", "failed"):
            say(f"{self._word(result, is_new)}  {result.path or result.unit}")
        if result.path is None and any(not finding.unit for finding in result.findings):
            if not any(known is result.findings for known in self._once):
                self._once.append(result.findings)
                tell(result.findings)
        else:
            self.tell(result.findings)
        if self._bar:
            self._bar.advance(self._task)

    def tell(self, findings: Iterable[Finding]) -> None:
        """Findings, of many units only the first ones; those about texts wait for their like."""
        for finding in findings:
            if is_of_text(finding):
                self._hold(finding)
            else:
                self._tell(finding)

    def _hold(self, finding: Finding) -> None:
        key = key_of(finding)
        if key in self._texts:
            self._texts[key].add(finding)
        elif len(self._texts) < _HELD:
            self._texts[key] = _Repeated([finding], finding.unit)
        else:
            self._left += 1

    def _tell(self, finding: Finding, text: str = "") -> None:
        if self._total <= MANY or self._told < _TOLD:
            note(labelled(finding.severity, text or told(finding)))
            self._told += 1
        else:
            self._left += 1

    def _tell_texts(self) -> None:
        """What is wrong with the texts of plans; what many of them say is told once."""
        for one in self._texts.values():
            for finding in one.findings:
                if finding.severity == "style" and not self._settings.dry_run:
                    self._left += 1  # small things do not keep anybody from the rest
                elif one.plans == 1:
                    self._tell(finding)
                else:
                    text = told(replace(finding, unit=""))
                    self._tell(finding, _("{text} ({count} plans)", text=text, count=one.plans))
        self._texts = {}

    def _word(self, result: Result, is_new: bool) -> str:
        """The state as a coloured word, as wide as the widest."""
        words = dict(states())
        if self._settings.dry_run:
            words |= {"written": _("new") if is_new else _("changed")}
            width = max(map(cells, (*words.values(), _("new"), _("changed"))))
        else:
            width = max(map(cells, words.values()))
        return click.style(padded(words[result.state], width), fg=_COLOURS.get(result.state))

    def counted(self) -> tuple[tuple[str, int], ...]:
        """The sums by word."""
        words = states()
        return (
            (_("plans"), sum(self._counts.values())),
            *((words[state], self._counts[state]) for state in words),
        )

    def sum_up(self) -> None:
        """The last lines."""
        self._tell_texts()
        if self._left:
            note(_("{count} more findings are in the report", count=self._left))
        counts = {state: self._counts[state] for state in states()}
        total = sum(counts.values())
        if self._settings.dry_run:
            text = _(
                "{total} plans: {new} new, {changed} changed, {unchanged} unchanged, {edited} kept as edited, {failed} failed; nothing was written",
                total=total,
                new=self._new,
                changed=counts["written"] - self._new,
                **counts,
            )
        else:
            text = _(
                "{total} plans: {written} written, {unchanged} unchanged, {edited} kept as edited, {failed} failed",
                total=total,
                **counts,
            )
        say(text)
        if self._replaceable and not self._settings.force:
            note(_("what was edited by hand is never overwritten; --force replaces it"))
        if not self._settings.dry_run and (self._settings.folder / REPORT).is_file():
            folder = self._settings.folder
            say(
                _(
                    "report: {report}; ledger: {ledger}",
                    report=folder / REPORT,
                    ledger=folder / LEDGER,
                )
            )
