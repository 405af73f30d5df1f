"""Units to files: each unit drafted once, its file the old one or the new one, nothing lost."""

from __future__ import annotations

from ..placing import Result
from .run import run
from .settings import Settings

__all__ = ("Result", "Settings", "run")
