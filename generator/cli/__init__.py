"""The command line: commands, printing, exit codes; the only place that prints.

Each command lives in a module of its own, imported when it is called, so that starting
one costs nothing for the others.
"""

from __future__ import annotations

import gc
import os
import sys

from .. import messages
from .console import fail


def entry() -> None:
    """Run the command line as a process of its own."""
    code: object = 0
    try:
        main()
    except SystemExit as done:
        code = done.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # who read our output has gone
        code = 1
    # Taking the interpreter down would free what the system frees anyway, in a tenth of our time.
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


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
