"""The command line: commands, printing, exit codes; the only place that prints.

Each command lives in a module of its own, imported when it is called, so that starting
one costs nothing for the others.
"""

from __future__ import annotations

import gc
import sys

from .. import messages
from .console import fail


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code; errors of ours are printed, never thrown."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows ?
    gc.disable()  # nothing that starting up makes is garbage
    messages.use(messages.preferred())
    from .commands import group  # after the language is known

    try:
        group.main(args=arguments, prog_name="creation-plan", standalone_mode=True)
    except Exception as error:
        sys.exit(fail(error))
