"""Where blueprints, policies and formats lie: in the working folder, or shipped with us."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from .errors import N_, NOWHERE, Origin, Unreadable, closest, problem

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """A folder that comes with the program: inside the installed package, or beside it."""
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def blueprint_folders() -> list[Path]:
    """Folders searched for blueprints by name, the working folder's own first."""
    own = Path("blueprints")
    return [own, shipped("blueprints")] if own.is_dir() else [shipped("blueprints")]


def blueprint_files() -> dict[str, Path]:
    """Every blueprint that can be named, by name."""
    files: dict[str, Path] = {}
    for folder in blueprint_folders():
        for path in sorted(folder.glob("*.yaml")):
            files.setdefault(path.stem, path)
    return files


def find_blueprint(name: str, origin: Origin = NOWHERE) -> Path:
    """The file of the blueprint called `name`, or at that path; `Unreadable` with a hint if none."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    files = blueprint_files()
    if name in files:
        return files[name]
    suggestion = closest(name, files)
    raise Unreadable(
        problem(
            "no-blueprint",
            N_("there is no blueprint {name}"),
            origin,
            hint=N_("did you mean {suggestion}?") if suggestion else N_("there are: {known}"),
            name=name,
            suggestion=suggestion,
            known="、".join(sorted(files)),
        )
    )


def beside(path: Path, name: str, origin: Origin = NOWHERE) -> Path:
    """The file of a blueprint that the one in `path` extends: beside it first."""
    sibling = path.parent / f"{name}.yaml"
    return sibling if sibling.is_file() else find_blueprint(name, origin)


def policy_files(blueprint: Path, named: Collection[str]) -> list[Path]:
    """The files of the policies a blueprint names: those beside it, else the shipped ones.

    A policy's file has its name. When one that is named has no file, all files there are,
    so that what is wrong can be told with what there is.
    """
    files: dict[str, Path] = {}
    for folder in (blueprint.parent / "policies", shipped("blueprints") / "policies"):
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            files.setdefault(path.stem, path)
    wanted = set(named) if set(named) <= set(files) else set(files)
    return [files[stem] for stem in sorted(wanted)]


def all_policy_files() -> list[Path]:
    """The files of the policies there are, those of the working folder first."""
    files: dict[str, Path] = {}
    for folder in blueprint_folders():
        for path in sorted((folder / "policies").glob("*.yaml")):
            files.setdefault(path.stem, path)
    return list(files.values())


def format_file(name: str) -> Path:
    """The rule file of a format by name, or at that path; `Unreadable` with a hint if none."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    folders = [Path("docx_templates"), shipped("docx_templates")]
    for folder in folders:
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    raise Unreadable(
        problem(
            "no-format",
            N_("there is no format {name}"),
            hint=N_("there are: {known}"),
            name=name,
            known="、".join(known),
        )
    )
