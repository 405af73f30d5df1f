"""The units and their values as people typed them, each value with its place; untyped.

Whether a value fits is for the blueprint's variables to say; see `resolver.values_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from . import source
from .errors import N_, NOWHERE, Finding, Origin, Rejected, Unreadable, closest, problem, told_at
from .models import Anything, ListOf, MappingOf, Model, Nested, Text, validated
from .readers import read_date
from .source import Map
from .values import BadValue, OfficialDate

if TYPE_CHECKING:
    from .roster_sheets import VariablesOf

_YAML = (".yaml", ".yml")


class UnitModel(Model):
    """一个单位。"""

    id = Text("单位编号，名册内不重复", default=..., limit=100)
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


@dataclass(frozen=True)
class Raw:
    """A value as typed, and where."""

    value: Any
    origin: Origin = NOWHERE


@dataclass(frozen=True)
class Unit:
    """One unit of a roster; `values` by variable name (`unit.name`)."""

    id: str
    values: Mapping[str, Raw] = field(default_factory=dict)
    blueprint: str = ""
    as_of: OfficialDate | None = None
    file: str = ""
    origin: Origin = NOWHERE


@dataclass(frozen=True)
class Roster:
    """The units of one file."""

    path: Path
    units: tuple[Unit, ...]
    notes: tuple[Finding, ...] = ()  # to be told though nothing is wrong

    def unit(self, name: str) -> Unit:
        """The unit with that id; `Rejected` with a hint when there is none."""
        for unit in self.units:
            if unit.id == name:
                return unit
        ids = [unit.id for unit in self.units]
        raise Unreadable(
            problem(
                "no-unit",
                N_("the roster has no unit {name}"),
                Origin(str(self.path)),
                hint=N_("did you mean {suggestion}?")
                if closest(name, ids)
                else N_("it has: {ids}"),
                name=name,
                suggestion=closest(name, ids),
                ids="、".join(ids[:20]),
            )
        )


def load(path: Path, shown: str = "", variables_of: VariablesOf | None = None) -> Roster:
    """The roster a file holds: YAML, or by its suffix a sheet; `Rejected` with all its errors.

    `variables_of` gives the variables of a blueprint, whose labels may head the columns of a
    sheet; it is asked for the blueprint "" where the roster names none.
    """
    if path.suffix.lower() not in _YAML:
        from . import sheets  # what reads spreadsheets is only worth loading for one

        if sheets.is_table(path):
            return _of_sheets(path, shown, variables_of)
    data = source.load(path, shown)
    findings: list[Finding] = []
    model = validated(RosterModel, data, findings)
    if model is None:
        raise Rejected(findings)
    shared = _values(data.get("defaults"), data, ("defaults",), findings)
    as_of = _as_of(model.as_of, data, ("as_of",), findings)
    units = []
    for index, entry in enumerate(model.units):
        values = data["units"][index].get("values")
        own = _values(values, data, ("units", index, "values"), findings)
        units.append(
            Unit(
                id=" ".join(entry.id.split()),  # a stray space makes no other unit
                values={**shared, **own},
                blueprint=entry.blueprint or model.blueprint,
                as_of=_as_of(entry.as_of, data, ("units", index, "as_of"), findings) or as_of,
                file=entry.file,
                origin=source.where(data, ("units", index)),
            )
        )
    findings += _check_ids(units)
    if findings:
        raise Rejected(findings)
    return Roster(path, tuple(units))


def _of_sheets(path: Path, shown: str, variables_of: VariablesOf | None) -> Roster:
    from . import roster_sheets

    found = roster_sheets.read(path, shown, variables_of)
    units = [
        Unit(
            id=entry.id,
            values={name: Raw(value, origin) for name, (value, origin) in entry.values.items()},
            blueprint=entry.text("blueprint"),
            as_of=entry.as_of,
            file=entry.text("file"),
            origin=entry.origin,
        )
        for entry in found.entries
    ]
    return Roster(path, tuple(units), tuple(found.notes))


def from_values(values: Mapping[str, Any], name: str = "", source_name: str = "") -> Unit:
    """A unit made of values given one by one, as on the command line."""
    raws = {key: Raw(value, Origin(source_name, path=key)) for key, value in values.items()}
    return Unit(id=name, values=raws)


def _values(
    values: Map | None, data: Map, path: tuple[int | str, ...], findings: list[Finding]
) -> dict[str, Raw]:
    """Values by variable name: `unit.name` for what stands in the group `unit:`."""
    found: dict[str, Raw] = {}
    for name, raw in _flat(values or Map(), data, path):
        if name in found:
            findings.append(_given_twice(name, raw, found[name]))
        found[name] = raw
    return found


def _flat(values: Map, data: Map, path: tuple[int | str, ...]) -> Iterator[tuple[str, Raw]]:
    for key, value in values.items():
        if key == "unit" and isinstance(value, (Map, NoneType)):
            for name, part in (value or {}).items():
                yield f"{key}.{name}", Raw(part, source.where(data, (*path, key, name)))
        else:
            yield key, Raw(value, source.where(data, (*path, key)))


def _given_twice(name: str, raw: Raw, first: Raw) -> Finding:
    return problem(
        "duplicate-key",
        N_("the key {key} stands here twice (first in line {first})"),
        raw.origin,
        hint=N_("delete or rename one of them"),
        key=name,
        first=first.origin.line,
    )


def _as_of(
    text: str, data: Map, path: tuple[int | str, ...], findings: list[Finding]
) -> OfficialDate | None:
    if not text:
        return None
    try:
        return read_date(text)
    except BadValue as error:
        place = source.where(data, path)
        findings.append(told_at("bad-date", error, place))
        return None


def _check_ids(units: list[Unit]) -> Iterator[Finding]:
    first: dict[str, Unit] = {}
    for unit in units:
        if not unit.id:
            yield problem("model-missing", N_("{name} is missing"), unit.origin, name="id")
        elif unit.id in first:
            yield problem(
                "repeated-unit",
                N_("the unit {name} stands here twice (first in line {first})"),
                unit.origin,
                name=unit.id,
                first=first[unit.id].origin.line,
            )
        first.setdefault(unit.id, unit)
