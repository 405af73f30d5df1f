"""Drafting: one unit's values to the bytes of its document; nothing here touches a disk.

A `Drafter` holds everything of a run that does not depend on the unit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__, checks, official
from . import blueprint as bp
from .binding import values_of
from .blocks import AnyBlock
from .blocks import Memo as BlockMemo
from .errors import Finding, errors_of
from .formats import Format
from .numbering import Memo, number
from .official import Document
from .plan import Plan
from .policies import Policy
from .resolver import compile_blueprint
from .units import Unit
from .word.provenance import Provenance
from .word.sections import ImprintPlace
from .word.write import Writer

if TYPE_CHECKING:
    from .word.template_writer import TemplateWriter


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of one unit: its plan and document, or the errors that prevented them."""

    unit: Unit
    plan: Plan | None
    document: bytes | None
    findings: tuple[Finding, ...]
    imprint: bool = False  # it ends with 版记
    values: Mapping[str, Any] | None = None  # typed; None when they were not read
    blocks: tuple[AnyBlock, ...] = ()  # what its document shows


class Drafter:
    """Drafts units with one blueprint, one set of policy versions and one format."""

    def __init__(
        self,
        loaded: bp.Loaded,
        policies: Mapping[str, Policy],
        day: date,
        rules: Format,
        template: Path | None = None,  # an office's own, for the surroundings of the text
    ) -> None:
        self.loaded, self.rules = loaded, rules
        self.program = compile_blueprint(loaded, policies, day)
        self.writer = Writer(rules)
        self.templated = _template_writer(template, rules) if template else None
        self._numbered: Memo | None = None if self.program.continues else {}
        self._checked: checks.Memo | None = None if self.program.continues else {}
        self._sound: checks.LeakMemo = {}  # shared blocks that hold nothing they must not
        self._laid_out: BlockMemo | None = None if self.program.continues else {}
        self._made_from = Provenance(
            blueprint=loaded.blueprint.blueprint,
            blueprint_hash=digest_of(loaded.files),
            files={path.name: digest_of((path,)) for path in _sources(loaded, template)},
            policies={name: v.version for name, v in self.program.versions.items()},
            generator=__version__,
            format=rules.key,
        )

    @property
    def blueprint_hash(self) -> str:
        """The digest of the blueprint's files as they were read."""
        return self._made_from.blueprint_hash

    def plan(self, values: Mapping[str, Any], findings: list[Finding]) -> Plan:
        """The numbered and checked plan for typed values."""
        plan = number(self.program.resolve(values, findings), findings, self._numbered)
        if plan.annexes:
            from . import annexes  # most plans have none

            plan = annexes.attach(plan, findings, self.program.by_id)
        if not errors_of(findings):  # what failed above would only be told once more
            findings += checks.check(plan, self._checked)
        return plan

    def draft(self, unit: Unit, imprint: ImprintPlace = "last_page") -> Draft:
        """The unit's document; none when a finding is an error. `imprint`: where 版记 stands."""
        values, findings = values_of(self.loaded, unit)
        findings += unit.findings
        if errors_of(findings):
            return Draft(unit, None, None, tuple(findings), values=values)
        plan = self.plan(values, findings)
        findings = [f if f.unit else replace(f, unit=unit.id) for f in findings]
        if errors_of(findings):
            return Draft(unit, plan, None, tuple(findings), values=values)
        made = replace(self._made_from, unit=unit.id, values=_given(unit))
        document = official.document(plan, tuple(_words(values)), self._laid_out)
        findings += checks.leaks(document.blocks, self._sound)
        if errors_of(findings):
            return Draft(unit, plan, None, tuple(findings), values=values)
        if self.templated:
            findings += (replace(f, unit=unit.id) for f in self.templated.findings(document))
        data = self._written(document, made, imprint)
        return Draft(
            unit,
            plan,
            data,
            tuple(findings),
            document.imprint is not None,
            values,
            document.blocks,
        )

    def _written(self, document: Document, made: Provenance, imprint: ImprintPlace) -> bytes:
        if self.templated:
            data = self.templated.write(document, made, imprint)
        else:
            data = self.writer.write(document.blocks, made, imprint)
        if document.attached:
            from . import compose  # it reads documents, which plain drafting does not

            files = [(block, Path(block.path)) for block in document.attached]
            data = compose.attach(data, files, self.rules)
        return data


def _template_writer(template: Path, rules: Format) -> TemplateWriter:
    """The writer for an office's own template; reading one is only paid for where one is named."""
    from .word.office_template import compile_template
    from .word.template_writer import TemplateWriter

    return TemplateWriter(rules, compile_template(template.read_bytes(), rules, str(template)))


def _sources(loaded: bp.Loaded, template: Path | None) -> Iterator[Path]:
    """The files a document is made from, beside the roster and the policies."""
    yield from loaded.files
    if template:
        yield template
    for spec in loaded.blueprint.annexes:
        path = loaded.files[0].parent / spec.file
        if spec.file and path.is_file():
            yield path


def _words(values: Mapping[str, Any]) -> Iterator[str]:
    """Names of this unit, which no line of a title splits."""
    for value in values.values():
        if type(value) is str and 1 < len(value) <= 20:
            yield value


def _given(unit: Unit) -> dict[str, str]:
    """The values as they were typed, for reading them back out of the document."""
    return {name: _text(value) for name, value in unit.typed().items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "、".join(f"{key}：{_text(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "\n".join(_text(part) for part in value)
    return "" if value is None else str(value)


def digest_of(files: tuple[Path, ...]) -> str:
    """The digest of what the files hold, one after another."""
    digest = hashlib.blake2b(digest_size=16)
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
