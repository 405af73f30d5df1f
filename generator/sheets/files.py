"""The file of a table, opened within bounds; what is to be told of a file that is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..archives import MAX_FILE, Kind
from ..errors import N_, Origin, Unreadable, cannot_read, problem

TABLE = Kind(
    code="not-table",
    none=N_("the file is not a workbook (.xlsx)"),
    locked=N_("the file is an old .xls or has a password"),
    unlock=N_("open it and save it as .xlsx without a password"),
    ratio=200,  # sheets of equal cells pack well
)


@contextmanager
def opened(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The file, open for reading; `Unreadable` when it is absent, no file, or too large."""
    try:
        if not path.is_file():
            raise Unreadable(problem("no-file", N_("there is no file of this name"), Origin(name)))
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE:
                raise TABLE.too_large(name)
            yield file
    except OSError as error:
        raise Unreadable(cannot_read(name, error)) from error
