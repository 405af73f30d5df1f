"""Moved; see `recipes` and `cli.options`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ..drafter import Drafter
from ..recipes import Recipes
from ..units import Unit


def drafters(
    format_name: str, day: date | None, today: date, blueprint: str, template: Path | None = None
) -> Callable[[Unit], Drafter]:
    """A function from a unit to its drafter; drafters are made once for each blueprint and day."""
    recipes = Recipes(format_name, day, today, blueprint, template)
    made: dict[object, Drafter] = {}

    def drafter_for(unit: Unit) -> Drafter:
        recipe = recipes.recipe(unit.blueprint, unit.as_of)
        if recipe not in made:
            made[recipe] = recipe.drafter()
        return made[recipe]

    return drafter_for
