"""What a folder is brought up to date from: what is asked now, else what was asked last time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from .. import crossing, units
from ..batch import across, again, naming, renumbering
from ..errors import N_, CreationPlanError, Finding, Origin, Rejected, Unreadable, problem
from ..manifest import Manifest
from ..readers import read_date
from ..recipes import Recipes, variables_of
from ..units import Roster, Unit
from .ledgered import Asked, asked_in


@dataclass(frozen=True)
class Work:
    """The rosters of a folder and how their units are drafted."""

    asked: Asked
    recipes: Recipes
    rosters: tuple[Roster, ...]
    names: crossing.Names
    pairs: tuple[across.Pair, ...]
    note: Finding | None = None  # on the day whose policies apply

    def units(self) -> Iterator[Unit]:
        """The units of all rosters, read anew."""
        return chain.from_iterable(self.rosters)

    def pattern(self) -> naming.Pattern:
        """How files are called."""
        names = dict.fromkeys(name or self.recipes.blueprint for name, _ in self.pairs)
        known = [loaded.blueprint.variables for n in names if (loaded := self.recipes.loaded(n))]
        return naming.pattern(self.asked.pattern, known)


def asked_now(manifest: Manifest, folder: Path, given: Asked, named: Sequence[str]) -> Asked:
    """What was given, and for what was not what the last run into the folder was asked for.

    `named` are the fields that were given. Raises `Unreadable` when nothing tells the rosters.
    """
    known = asked_in(manifest) or _asked_before(manifest)
    found = replace(known, **{name: getattr(given, name) for name in named})
    if "as_of" in named:
        found = replace(found, stated=None)
    if found.rosters:
        return found
    raise Unreadable(
        problem(
            "no-rosters",
            N_("it is not known which rosters the plans in this folder come from"),
            Origin(str(folder)),
            hint=N_("name them behind the folder, or write the plans with creation-plan batch"),
        )
    )


def dropped(manifest: Manifest, asked: Asked) -> tuple[Finding, ...]:
    """A word on rosters that the last run had, and that are there, but were not named again."""
    known = asked_in(manifest)
    there = [n for n in known.rosters if n not in asked.rosters] if known else []
    names = [name for name in there if Path(name).is_file()]
    if not names:
        return ()
    return (
        problem(
            "rosters-dropped",
            N_("the last run also had {rosters}: units that are only there count as gone"),
            hint=N_("name all rosters to have their plans, too"),
            severity="style",
            rosters="、".join(names),
        ),
    )


def _asked_before(manifest: Manifest) -> Asked:
    """What the outputs themselves tell, of a run that did not keep what it was asked for."""
    outputs = [*manifest.outputs()]
    rosters = dict.fromkeys(one.roster for one in outputs if one.roster and one.state)
    blueprints = {one.blueprint for one in outputs}
    return Asked(tuple(rosters), blueprints.pop() if len(blueprints) == 1 else "")


def recipes_of(asked: Asked, today: date) -> Recipes:
    """How what was asked is drafted on that day."""
    day = read_date(asked.as_of) if asked.as_of else None
    template = Path(asked.template) if asked.template else None
    return Recipes(asked.format, day, today, asked.blueprint, template)


def key_of(asked: Asked) -> str:
    """By which a run of `batch` over the same inputs is known."""
    options: tuple[Any, ...] = (
        asked.blueprint,
        asked.format,
        str(Path(asked.template) if asked.template else None),
        str(read_date(asked.as_of) if asked.as_of else None),
        asked.pattern,
    )
    return again.key_of([Path(name) for name in asked.rosters], *options)


def work_of(asked: Asked, today: date) -> Work:
    """The rosters, read; raises with the errors of all of them, or of all blueprints."""
    found: list[Roster] = []
    failures: list[CreationPlanError] = []
    for name in asked.rosters:
        try:
            found.append(units.load(Path(name), variables_of=variables_of(asked.blueprint)))
        except CreationPlanError as error:
            failures.append(error)
    _raise_all(failures)
    names, pairs = across.surveyed(chain.from_iterable(found))
    asked, note = _dated(asked, pairs)
    recipes = recipes_of(asked, today)
    _require_blueprints(pairs, recipes, found)
    return Work(asked, recipes, tuple(found), names, pairs, note)


def _dated(asked: Asked, pairs: Sequence[across.Pair]) -> tuple[Asked, Finding | None]:
    """What is asked, with the day of an earlier run only as long as the rosters state no other."""
    stated = _stated(pairs)
    given_before = asked.as_of and asked.stated is not None
    if given_before and asked.stated != stated:
        return replace(asked, as_of="", stated=None), _told_day(
            "as-of-dropped",
            N_("the rosters state another policy date now: it applies, and {day} no longer"),
            asked.as_of,
        )
    note = _told_day(
        "as-of-kept", N_("policies as of {day}, as the last run was told"), asked.as_of
    )
    return replace(asked, stated=stated if asked.as_of else None), note if given_before else None


def _stated(pairs: Sequence[across.Pair]) -> tuple[str, ...]:
    """The policy dates that rosters state."""
    return tuple(sorted({day.isoformat() for _, day in pairs if day}))


def drafted_as_of(asked: Asked, before: Asked | None, pairs: Sequence[across.Pair]) -> Asked:
    """What `batch` is asked, with the day of the run before if none is given and none is new."""
    stated = _stated(pairs)
    if not asked.as_of and before and before.as_of and before.stated == stated:
        return replace(asked, as_of=before.as_of, stated=stated)
    return replace(asked, stated=stated if asked.as_of else None)


def require_same_policies(
    asked: Asked, given: Asked, recipes: Recipes, pairs: Sequence[across.Pair], today: date
) -> None:
    """Raise where the plans would silently go back to other policies than the run before had."""
    if asked.as_of == given.as_of:
        return
    before = recipes_of(asked, today)
    with suppress(CreationPlanError):  # told unit by unit
        if all(before.prepared(*p).digest == recipes.prepared(*p).digest for p in pairs):
            return
    raise Unreadable(
        problem(
            "other-policies",
            N_(
                "the plans here follow the policies of {day}; this run would take those of another date"
            ),
            Origin("--as-of"),
            hint=N_("--as-of {day} keeps them; to have others, state that date"),
            day=asked.as_of,
        )
    )


def _told_day(code: str, message: str, day: str) -> Finding:
    hint = N_("--as-of DATE sets another one")
    return problem(code, message, hint=hint, severity="style", day=day)


def followed(whole: Work, known: Manifest) -> tuple[Manifest, tuple[Finding, ...]]:
    """What is known of the folder, with units that have another number now; nothing is written."""
    if renumbering.moves(known, whole.names):
        known = known.copied()
    return known, renumbering.followed(known, whole.names)


def _require_blueprints(
    pairs: Sequence[across.Pair], recipes: Recipes, rosters: Sequence[Roster]
) -> None:
    if not recipes.blueprint and any(not name for name, _ in pairs):
        raise Rejected(
            problem(
                "no-blueprint-given",
                N_("no blueprint is given for the unit"),
                unit.origin,
                hint=N_("state blueprint in the roster, or use -b"),
                unit=unit.id,
            )
            for unit in chain.from_iterable(rosters)
            if not unit.blueprint
        )
    failures: list[CreationPlanError] = []
    for pair in pairs:
        try:
            recipes.prepared(*pair)
        except CreationPlanError as error:
            failures.append(error)
    if len(failures) == len(pairs):
        _raise_all([*dict.fromkeys(failures)])


def _raise_all(failures: Sequence[CreationPlanError]) -> None:
    """Raise one error with the findings of all, if there are any."""
    if failures:
        worst = max(failures, key=lambda error: error.exit_code)
        raise type(worst)(finding for error in failures for finding in error.findings)
