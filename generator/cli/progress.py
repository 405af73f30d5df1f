"""How long work over many units shows itself on a terminal."""

from __future__ import annotations

import sys
from typing import Any

from ..messages import _

MANY = 40  # units of which each has its line; of more, only what needs a person's eye


def bar() -> Any:
    """A bar with rate and remaining time; lines of results go above it."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            seconds = task.elapsed or 0  # over all: results come in groups
            if not task.completed or not seconds:
                return Text("")
            return Text(_("{count}/s", count=round(task.completed / seconds)))

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
