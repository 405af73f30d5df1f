"""What a run was told about files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .naming import Pattern

_TITLE = Pattern()


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run deals with files: where, over a person's work or not, or only as if."""

    folder: Path
    force: bool = False
    dry_run: bool = False
    pattern: Pattern = _TITLE
    day: str = ""  # under which edited files are kept that are replaced: 2026-03-05
    frozen: frozenset[tuple[str, str]] = frozenset()  # (blueprint, unit) of what was issued
