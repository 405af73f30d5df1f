"""What several commands need: a date option read, and a drafter for each blueprint and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from .. import blueprint as bp
from .. import formats, policies, workspace
from ..drafter import Drafter
from ..errors import N_, CreationPlanError, Origin, Unreadable, problem, told_at
from ..language import Variable
from ..readers import read_date
from ..units import Unit
from ..values import BadValue, OfficialDate

Make = Callable[[Unit], Drafter]


def read_day(text: str | None) -> OfficialDate | None:
    """The date given with --as-of; None when none was."""
    if text is None:
        return None
    try:
        return read_date(text)
    except BadValue as error:
        raise Unreadable(told_at("bad-date", error, Origin("--as-of"))) from error


def load_blueprint(name: str) -> bp.Loaded:
    """The blueprint of that name or path, with what it extends."""
    path = workspace.find_blueprint(name)
    return bp.load(path, lambda base, origin: workspace.beside(path, base, origin))


def variables_of(blueprint: str) -> Callable[[str], Mapping[str, Variable]]:
    """A function from a blueprint's name to its variables; for "" to those of `blueprint`."""
    known: dict[str, Mapping[str, Variable]] = {}

    def found(name: str) -> Mapping[str, Variable]:
        name = name or blueprint
        if name and name not in known:
            known[name] = load_blueprint(name).blueprint.variables
        return known[name] if name else {}

    return found


def drafter(name: str, day: date, format_name: str, template: Path | None = None) -> Drafter:
    """A drafter for one blueprint, with the policies in force on `day`."""
    loaded = load_blueprint(name)
    if loaded.blueprint.abstract:
        raise Unreadable(
            problem(
                "abstract-blueprint",
                N_("{name} is only there to be extended and makes no plan itself"),
                name=name,
            )
        )
    known = policies.load(workspace.policy_files(loaded.files[0], loaded.policies()))
    rules = formats.load(workspace.format_file(format_name))
    return Drafter(loaded, known, day, rules, template)


def drafters(
    format_name: str,
    day: date | None,
    today: date,
    blueprint: str,
    template: Path | None = None,
) -> Make:
    """A function from a unit to its drafter; drafters are made once for each blueprint and day."""
    made: dict[tuple[str, date], Drafter | CreationPlanError] = {}

    def drafter_for(unit: Unit) -> Drafter:
        key = (unit.blueprint or blueprint, day or unit.as_of or today)
        if key not in made:
            try:
                made[key] = drafter(key[0], key[1], format_name, template)
            except CreationPlanError as error:
                made[key] = error
        if isinstance(found := made[key], CreationPlanError):
            raise found
        return found

    return drafter_for
