"""`creation-plan init`: a folder to begin in, with a sample blueprint and roster."""

from __future__ import annotations

from pathlib import Path

import click

from .. import atomic, workspace
from ..errors import N_, Origin, Unreadable, problem
from ..messages import _
from .commands import Command, argument
from .console import note, say

_SAMPLES = ("blueprints", "docx_templates")
_SUFFIXES = {".yaml", ".json", ".docx", ".xlsx"}


@click.command(
    cls=Command,
    help=N_(
        "Set up FOLDER with the shipped blueprints, rosters and templates, to change as you like."
    ),
)
@argument("folder", metavar=N_("FOLDER"), type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Unreadable(
            problem("not-a-folder", N_("a file of this name is in the way"), Origin(str(folder)))
        )
    copied = kept = 0
    for name in _SAMPLES:
        origin = workspace.shipped(name)
        for path in sorted(origin.rglob("*")):
            if path.suffix not in _SUFFIXES:
                continue
            target = folder / name / path.relative_to(origin)
            if target.exists():
                kept += 1
                continue
            atomic.write_whole(target, path.read_bytes())
            copied += 1
    (folder / "output").mkdir(parents=True, exist_ok=True)
    say(_("{folder}: {copied} files set up, {kept} kept", folder=folder, copied=copied, kept=kept))
    note(_("next:"))
    if folder.resolve() != Path.cwd():
        note(f'    cd "{folder}"' if " " in str(folder) else f"    cd {folder}")
    note("    creation-plan batch blueprints/units/*.yaml")
