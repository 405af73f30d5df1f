"""Rosters in YAML: mappings to entries; a file is small enough to stay in memory."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from .. import source
from ..errors import N_, CreationPlanError, Finding, Origin, Rejected, problem
from ..models import Anything, ListOf, MappingOf, Model, Nested, Text, validated
from ..source import Map
from ..values import OfficialDate
from .entries import Bad, Entry, Fault, Place, VariablesOf, day_of, finding
from .found import Found
from .ids import Ids
from .inheritance import Inheritance, Values


class UnitModel(Model):
    """一个单位。"""

    id = Text("单位编号，名册内不重复", default=..., limit=100)
    parent = Text("上级单位的编号；没有填的值取自上级，单位的名称除外")
    file = Text("输出文件名，不带 .docx；不写则用方案标题")
    blueprint = Text("所用蓝图；不写则用名册的蓝图")
    as_of = Text("政策表述以哪一天为准")
    values = MappingOf(Anything(), "各变量的值")


class RosterModel(Model):
    """名册：一批单位和它们的值。"""

    roster = Text("名册名称")
    blueprint = Text("所用蓝图")
    as_of = Text("政策表述以哪一天为准")
    defaults = MappingOf(Anything(), "各单位共有的值")
    units = ListOf(Nested(UnitModel), "各单位", default=...)


def read(path: Path, shown: str, variables_of: VariablesOf | None) -> Found:
    """The units of a YAML file; `Rejected` with all errors of what is not one unit's."""
    data = source.load(path, shown)
    findings: list[Finding] = []
    model = validated(RosterModel, data, findings)
    if model is None:
        raise Rejected(findings)
    values = _values(data.get("defaults"), data, ("defaults",), findings)
    as_of = _as_of(model.as_of, data, ("as_of",))
    if isinstance(as_of, Bad):
        findings += (finding(fault, where) for fault in as_of.faults)
    entries = [_entry(unit, data, index, findings) for index, unit in enumerate(model.units)]
    if findings:
        raise Rejected(findings)
    ids = Ids()
    for number, entry in enumerate(entries):
        ids.add(entry.id, number)
    entries = [entry if entry.id else _unnamed(entry) for entry in entries]
    defaults = Entry("", Origin(), values, blueprint=model.blueprint, as_of=as_of)
    known = _known(variables_of)
    inheritance = Inheritance(entries, ids, defaults, where, known, strict_defaults=True)
    return Found(inheritance, where, [])


@dataclass(frozen=True, slots=True)
class _Origins:
    """The places of YAML are told as they are."""

    def __call__(self, place: Place) -> Origin:
        assert isinstance(place, Origin)
        return place


where = _Origins()


def _known(variables_of: VariablesOf | None) -> Any:
    """A function from a blueprint to what may come down to its units, as far as that is known."""
    known: dict[str, Container[str] | None] = {}

    def found(blueprint: str) -> Container[str] | None:
        if blueprint not in known:
            known[blueprint] = None
            if variables_of is not None:
                try:
                    known[blueprint] = variables_of(blueprint) or None
                except CreationPlanError:  # told when it is drafted with
                    return None
        return known[blueprint]

    return found


def _entry(unit: Any, data: Map, index: int, findings: list[Finding]) -> Entry:
    path = ("units", index)
    values = _values(data["units"][index].get("values"), data, (*path, "values"), findings)
    place = source.where(data, path)
    return Entry(
        id=" ".join(unit.id.split()),  # a stray space makes no other unit
        place=place,
        values=values,
        blueprint=unit.blueprint,
        file=unit.file,
        parent=" ".join(unit.parent.split()),
        parent_place=source.where(data, (*path, "parent")) if unit.parent else place,
        as_of=_as_of(unit.as_of, data, (*path, "as_of")),
    )


def _unnamed(entry: Entry) -> Entry:
    origin = where(entry.place)
    missing = Fault(origin, "model-missing", (N_("{name} is missing"), "", {"name": "id"}))
    return entry._replace(id=f"第{origin.line}行", faults=(*entry.faults, missing))


def _as_of(text: str, data: Map, path: tuple[int | str, ...]) -> OfficialDate | Bad | None:
    return day_of(text, source.where(data, path)) if text else None


def _values(
    values: Map | None, data: Map, path: tuple[int | str, ...], findings: list[Finding]
) -> Values:
    """Values by variable name: `unit.name` for what stands in the group `unit:`."""
    found: Values = {}
    for name, value, origin in _flat(values or Map(), data, path):
        if name in found:
            findings.append(_given_twice(name, origin, where(found[name][1])))
        found[name] = (value, origin)
    return found


def _flat(values: Map, data: Map, path: tuple[int | str, ...]) -> Iterator[tuple[str, Any, Origin]]:
    for key, value in values.items():
        if key == "unit" and isinstance(value, (Map, NoneType)):
            for name, part in (value or {}).items():
                yield f"{key}.{name}", part, source.where(data, (*path, key, name))
        else:
            yield key, value, source.where(data, (*path, key))


def _given_twice(name: str, origin: Origin, first: Origin) -> Finding:
    return problem(
        "duplicate-key",
        N_("the key {key} stands here twice (first in line {first})"),
        origin,
        hint=N_("delete or rename one of them"),
        key=name,
        first=first.line,
    )
