"""`creation-plan init`: a folder to begin in, with a sample blueprint and roster."""

from __future__ import annotations

from pathlib import Path

import click

from .. import batch, workspace
from ..errors import N_
from ..messages import _
from .commands import Command
from .console import note, say

_SAMPLES = ("blueprints", "docx_templates")
_SUFFIXES = {".yaml", ".json", ".docx", ".xlsx"}


@click.command(
    cls=Command,
    help=N_(
        "Set up FOLDER with the shipped blueprints, rosters and templates, to change as you like."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
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
            batch.write_whole(target, path.read_bytes())
            copied += 1
    (folder / "output").mkdir(parents=True, exist_ok=True)
    say(
        _(
            "{folder}: {copied} files set up, {kept} were there already",
            folder=folder,
            copied=copied,
            kept=kept,
        )
    )
    note(_("next: cd {folder}, then creation-plan batch blueprints/units/*.yaml", folder=folder))
