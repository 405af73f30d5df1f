"""How one blueprint is drafted: what a process needs to make the drafter, small enough to send.

A recipe names files instead of holding what they say; its digest tells whether any of it changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from . import __version__, formats, policies, workspace
from . import blueprint as bp
from .drafter import Drafter, digest_of
from .errors import N_, CreationPlanError, Unreadable, problem
from .language import Variable
from .units import Unit


@dataclass(frozen=True, slots=True)
class Recipe:
    """One blueprint by name or path, drafted in one format with the policies of one day."""

    blueprint: str
    day: date
    format: str = "gbt9704"
    template: Path | None = None

    def drafter(self) -> Drafter:
        """The drafter; `CreationPlanError` for whatever is wrong with the files."""
        loaded = _concrete(self.blueprint)
        known = policies.load(workspace.policy_files(loaded.files[0], loaded.policies()))
        rules = formats.load(workspace.format_file(self.format))
        return Drafter(loaded, known, self.day, rules, self.template)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A recipe that was looked at, with the digest of all that its documents come from."""

    recipe: Recipe
    digest: str
    blueprint: str  # the id the blueprint gives itself
    sources: str  # digest of the blueprint's files alone


def load_blueprint(name: str) -> bp.Loaded:
    """The blueprint of that name or path, with what it extends."""
    path = workspace.find_blueprint(name)
    return bp.load(path, lambda base, origin: workspace.beside(path, base, origin))


def _concrete(name: str) -> bp.Loaded:
    loaded = load_blueprint(name)
    if loaded.blueprint.abstract:
        raise Unreadable(
            problem(
                "abstract-blueprint",
                N_("{name} is only there to be extended and makes no plan itself"),
                name=name,
            )
        )
    return loaded


def all_policies() -> Mapping[str, policies.Policy]:
    """All policies there are, those of the working folder first, but for files that are wrong."""
    known: dict[str, policies.Policy] = {}
    for path in workspace.all_policy_files():
        with suppress(CreationPlanError):
            known |= policies.load([path])
    return known


def variables_of(blueprint: str) -> Callable[[str], Mapping[str, Variable]]:
    """A function from a blueprint's name to its variables; for "" to those of `blueprint`."""
    known: dict[str, Mapping[str, Variable]] = {}

    def found(name: str) -> Mapping[str, Variable]:
        name = name or blueprint
        if name and name not in known:
            known[name] = load_blueprint(name).blueprint.variables
        return known[name] if name else {}

    return found


def _prepared(recipe: Recipe, loaded: bp.Loaded) -> Prepared:
    """The recipe with the digest of everything its documents depend on beside the unit."""
    known = policies.load(workspace.policy_files(loaded.files[0], loaded.policies()))
    versions = policies.in_force(known, recipe.day)
    rules = formats.load(workspace.format_file(recipe.format))
    digest = hashlib.blake2b(digest_size=16)
    for part in _parts(recipe, loaded, versions, rules):
        digest.update(part)
        digest.update(b"\0")
    return Prepared(recipe, digest.hexdigest(), loaded.blueprint.blueprint, digest_of(loaded.files))


def _parts(
    recipe: Recipe,
    loaded: bp.Loaded,
    versions: Mapping[str, policies.Version],
    rules: formats.Format,
) -> Iterator[bytes]:
    yield program_digest().encode()
    for path in loaded.files:
        yield path.read_bytes()
    for name in sorted(loaded.policies()):
        version = versions.get(name)
        yield repr((name, version and (version.version, version.text, version.values))).encode()
    for path in workspace.all_policy_files():  # the content rules go by all of them
        with suppress(OSError):
            yield path.read_bytes()
    yield repr(rules).encode()
    if recipe.template:
        yield recipe.template.read_bytes()
    for annex in loaded.blueprint.annexes:
        path = loaded.files[0].parent / annex.file
        if annex.file and path.is_file():
            yield path.read_bytes()
    if loaded.blueprint.dispatch:  # its 版记 goes to an even page where pages can be counted
        from . import pdf  # few blueprints are dispatched

        yield repr(pdf.find_office() is not None).encode()


@cache
def program_digest() -> str:
    """The digest of this program: another one may write other documents of the same inputs."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=16)
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Recipes:
    """The recipes of a run by unit; each is looked at once, what is wrong with one told by all."""

    def __init__(
        self,
        format_name: str,
        day: date | None,
        today: date,
        blueprint: str = "",
        template: Path | None = None,
    ) -> None:
        self._format, self._day, self._today = format_name, day, today
        self.blueprint, self._template = blueprint, template
        self._known: dict[tuple[str, date], Prepared | CreationPlanError] = {}
        self._loaded: dict[str, bp.Loaded] = {}

    def recipe(self, blueprint: str, as_of: date | None) -> Recipe:
        """How units of that blueprint and day are drafted."""
        day = self._day or as_of or self._today
        return Recipe(blueprint or self.blueprint, day, self._format, self._template)

    def of(self, unit: Unit) -> Prepared:
        """The prepared recipe of a unit; `CreationPlanError` when its files are wrong."""
        return self.prepared(unit.blueprint, unit.as_of)

    def prepared(self, blueprint: str, as_of: date | None) -> Prepared:
        """The prepared recipe of a blueprint and day; `CreationPlanError` as `of`."""
        recipe = self.recipe(blueprint, as_of)
        key = (recipe.blueprint, recipe.day)
        if key not in self._known:
            try:
                name = recipe.blueprint
                loaded = self._loaded[name] = self._loaded.get(name) or _concrete(name)
                self._known[key] = _prepared(recipe, loaded)
            except CreationPlanError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, CreationPlanError):
            raise found
        return found

    def loaded(self, name: str) -> bp.Loaded | None:
        """A blueprint that was prepared; None of one that is wrong."""
        return self._loaded.get(name)
