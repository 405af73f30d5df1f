"""Batches in tests: real blueprints, rosters, folders and workers, as the command has them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from generator import manifest
from generator.batch.folder import only_run
from generator.batch.naming import Pattern
from generator.batch.run import run as run_batch
from generator.batch.settings import Settings
from generator.batch.workers import Workers
from generator.manifest import FOLDER, Output
from generator.placing import Result
from generator.recipes import Recipes
from generator.units import Unit

from .helpers import DAY, declared, full, one_section

TEXT = (
    "blueprint: b\ntitle: \"{{ v }}方案\"\n"
    + declared({"v": "text", "w": {"type": "integer", "default": 1}})
    + one_section("文{{ v }}{{ w }}")
)  # fmt: skip


@dataclass(frozen=True)
class Batches:
    """Runs of one blueprint into one folder."""

    blueprint: Path
    folder: Path

    def run(
        self,
        *units: Unit,
        force: bool = False,
        dry_run: bool = False,
        pattern: Pattern | None = None,
        workers: Workers | None = None,
    ) -> list[Result]:
        """The results of one run, in the order of the units."""
        recipes = Recipes("gbt9704", DAY, DAY, str(self.blueprint))
        settings = Settings(self.folder, force, dry_run, pattern or Pattern())
        with ExitStack() as held:
            if dry_run:
                unfinished, target = Path(), held.enter_context(manifest.look_in(self.folder))
            else:
                unfinished = held.enter_context(only_run(self.folder))
                target = held.enter_context(manifest.open_in(self.folder))
                target.begin()
            workers = held.enter_context(workers or Workers(1))
            results = list(run_batch(units, recipes, target, unfinished, settings, workers))
            assert not target.notes
        assert not dry_run or not unfinished.name
        return results

    def states(self, *units: Unit, **options: bool) -> list[str]:
        """What became of the units in one run."""
        return [result.state for result in self.run(*units, **options)]

    def known(self) -> dict[str, Output]:
        """What the manifest tells of each unit of the last run."""
        with manifest.look_in(self.folder) as target:
            return {output.unit: output for output in target.outputs_of_run()}

    def documents(self) -> dict[str, bytes]:
        """What lies in the folder, by name."""
        return {path.name: path.read_bytes() for path in visible(self.folder)}


def visible(folder: Path) -> Iterator[Path]:
    """What a person sees in the folder; nothing half done may lie in the hidden one."""
    assert not [*(folder / FOLDER / "new").glob("*")]
    return (path for path in sorted(folder.iterdir()) if path.name != FOLDER)


def write_blueprint(folder: Path, text: str = TEXT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "b.yaml"
    path.write_text(full(text), encoding="utf-8")
    return path


def shown(results: list[Result]) -> list[tuple[str, str, str]]:
    return [(r.unit, r.state, r.path.name if r.path else "") for r in results]


def repacked(data: bytes, level: int = 1, old: str = "", new: str = "") -> bytes:
    """The document as another program packs it, a word of its text replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if old:
        text = parts["word/document.xml"].decode()
        assert old in text
        parts["word/document.xml"] = text.replace(old, new).encode()
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return changed.getvalue()


def edited(data: bytes) -> bytes:
    """The document after a person has changed a word."""
    return repacked(data, old="文", new="改")
