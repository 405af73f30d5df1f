"""One leader, one spelling: most units agree on a name, and a few write it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import N_, Finding, problem
from .kept import Run

_AGREED = 3  # units that must agree on the usual name, and its share of those that deviate
_AGREED_SHORT = 6  # on a name of two characters, one of which is mostly the family's
_AGREED_NAMED = 2  # where the position names the body above and so is held by one person


def leader_under_two_spellings(run: Run) -> Iterator[Finding]:
    """Below one parent, a person in one position has one name.

    县委书记 is one person for all units of the county, 村党支部书记 another in each village:
    the position does not say which. So it is only told where most units agree on one name
    and another differs from it in a single character, or in nothing but spaces.
    """
    for (parent, position), spellings in run.people.items():
        if not spellings or len(spellings) == 1:
            continue
        usual = max(spellings, key=lambda name: spellings[name][0])
        above = run.units.get(parent)
        named = bool(above and any(n and n in position for n in (above.name, above.short_name)))
        agreed = spellings[usual][0]
        most = agreed * 2 > sum(count for count, _ in spellings.values())
        for name, (count, unit) in spellings.items():
            if name == usual:
                continue
            if _bare(name) == _bare(usual) or (
                most and _is_slip(name, count, usual, agreed, named)
            ):
                yield problem(
                    "two-spellings",
                    N_("{position} is called {name} here and {usual} elsewhere (in {count} units)"),
                    hint=N_("write one person's name in one way"),
                    severity="warning",
                    unit=unit,
                    position=position,
                    name=name,
                    usual=usual,
                    count=agreed,
                )


def _is_slip(name: str, count: int, usual: str, agreed: int, named: bool) -> bool:
    short = len(usual) < 3
    least = _AGREED_NAMED if named else _AGREED_SHORT if short else _AGREED
    return agreed >= max(least, count * least) and _differ_in_one(_bare(name), _bare(usual))


def _bare(name: str) -> str:
    return "".join(name.split())


def _differ_in_one(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
