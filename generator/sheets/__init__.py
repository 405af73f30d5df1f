"""Spreadsheets (.xlsx) and CSV as grids of text with places; what the texts mean is not known here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import N_
from . import separated, workbook
from .files import TABLE, opened
from .grid import (
    Grid,
    Place,
    Places,
    Row,
    Sheet,
    Text,
    Trouble,
    column_letters,
    is_blank,
    trouble,
)  # fmt: skip

__all__ = [
    "SUFFIXES", "Grid", "Place", "Places", "Row", "Sheet", "Text", "Trouble", "column_letters",
    "is_blank", "is_table", "read", "trouble",
]  # fmt: skip

SUFFIXES = (".xlsx", ".csv", ".tsv")
_OTHERS = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".numbers")


def is_table(path: Path) -> bool:
    """Whether a file of that name is a spreadsheet or CSV, readable or not."""
    return path.suffix.lower() in (*SUFFIXES, *_OTHERS)


def read(path: Path, name: str, is_header: Callable[[list[str]], bool]) -> Grid:
    """The sheets of the file; `name` is shown in messages, `is_header` helps to part CSV columns.

    Raises `Unreadable` for what is no table or is dangerous to read, `Rejected` for bad CSV.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHERS:
        raise TABLE.refused(
            N_("files of the kind {suffix} are not read"),
            name,
            hint=N_("open it and save it as .xlsx"),
            suffix=suffix,
        )
    with opened(path, name) as file:
        if suffix == ".xlsx":
            return workbook.read(file, name)
        return separated.read(file, name, is_header)
