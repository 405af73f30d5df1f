"""Policy wording and values in dated versions, and the choice of versions for a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import source
from .errors import N_, Finding, Origin, Rejected, problem, reject_errors, told_at
from .models import ListOf, MappingOf, Model, Nested, Text, validated
from .readers import read_date
from .source import Map
from .values import BadValue, OfficialDate


class VersionModel(Model):
    """政策表述的一个版本。"""

    version = Text("版本名，如 2017", default=...)
    effective = Text("起用日期", default=...)
    basis = Text("依据", default=...)
    text = Text("表述")
    values = MappingOf(Text(), "其他用语和数值")


class PolicyModel(Model):
    """一项政策表述及其各版本。"""

    policy = Text("名字", default=..., pattern=r"[a-z][a-z0-9_]*")
    label = Text("中文名称", default=...)
    versions = ListOf(Nested(VersionModel), "各版本", default=..., least=1)


@dataclass(frozen=True)
class Version:
    """One dated version of a policy; prints as its text in a template."""

    policy: str
    version: str
    effective: OfficialDate
    basis: str
    text: str
    values: Mapping[str, str]
    origin: Origin

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Policy:
    """A policy and its versions, oldest first."""

    name: str
    label: str
    versions: tuple[Version, ...]

    def at(self, day: date) -> Version | None:
        """The version in force on that day; None before the first."""
        return next((v for v in reversed(self.versions) if v.effective <= day), None)


def load(paths: Iterable[Path], shown: Mapping[Path, str] = {}) -> dict[str, Policy]:
    """The policies of these files by name; `Rejected` with the errors of all of them."""
    policies: dict[str, Policy] = {}
    findings: list[Finding] = []
    for path in paths:
        try:
            data = source.load(path, shown.get(path, ""))
            policy = _policy(data)
        except Rejected as error:
            findings += error.findings
            continue
        if policy.name != path.stem:
            findings.append(_misnamed(policy.name, data))
        policies[policy.name] = policy
    reject_errors(findings)
    return policies


def _misnamed(name: str, data: Map) -> Finding:
    message = N_("the file of the policy {name} must be called {name}.yaml")
    return problem("policy-file-name", message, source.where(data, ("policy",)), name=name)


def _policy(data: Map) -> Policy:
    findings: list[Finding] = []
    model = validated(PolicyModel, data, findings)
    if model is None:
        raise Rejected(findings)
    versions = [
        version
        for index, entry in enumerate(model.versions)
        if (version := _version(model.policy, entry, data, index, findings))
    ]
    findings += [*_repeated(versions), *_uneven(versions)]
    reject_errors(findings)
    return Policy(model.policy, model.label, tuple(sorted(versions, key=lambda v: v.effective)))


def _version(
    policy: str, entry: VersionModel, data: Map, index: int, findings: list[Finding]
) -> Version | None:
    origin = source.where(data, ("versions", index))
    try:
        effective = read_date(entry.effective)
    except BadValue as error:
        place = source.where(data, ("versions", index, "effective"))
        findings.append(told_at("bad-date", error, place))
        return None
    return Version(policy, entry.version, effective, entry.basis, entry.text, entry.values, origin)


def _repeated(versions: list[Version]) -> Iterable[Finding]:
    """No two versions may share a name or a day, or one of them would never be in force."""
    first: dict[str, Version] = {}
    for version in versions:
        for name in dict.fromkeys((version.version, str(version.effective))):
            if name in first:
                yield problem(
                    "repeated-version",
                    N_("two versions of {policy} share {name} (the first in line {first})"),
                    version.origin,
                    policy=version.policy,
                    name=name,
                    first=first[name].origin.line,
                )
            first.setdefault(name, version)


def _uneven(versions: list[Version]) -> Iterable[Finding]:
    """Every version must offer what the others offer, or a plan breaks on a later day."""
    everything = {name for version in versions for name in version.values}
    for version in versions:
        for name in sorted(everything - set(version.values)):
            yield problem(
                "policy-value-missing",
                N_("version {version} of {policy} lacks the value {name} that other versions have"),
                version.origin,
                version=version.version,
                policy=version.policy,
                name=name,
            )
        if not version.text and any(other.text for other in versions):
            yield problem(
                "policy-value-missing",
                N_("version {version} of {policy} lacks the value {name} that other versions have"),
                version.origin,
                version=version.version,
                policy=version.policy,
                name="text",
            )


def in_force(policies: Mapping[str, Policy], day: date) -> dict[str, Version]:
    """For each policy the version in force on `day`; those not yet in force are left out."""
    return {name: v for name, policy in policies.items() if (v := policy.at(day))}
