"""Spreadsheets (.xlsx) and CSV as grids of text with places; what the texts mean is not known here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import N_
from . import separated, workbook
from .files import contents, refused
from .grid import Cell, Grid, Sheet, column_letters

__all__ = ["SUFFIXES", "Cell", "Grid", "Sheet", "column_letters", "is_table", "read"]

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
        raise refused(
            N_("files of the kind {suffix} are not read"),
            name,
            hint=N_("open it and save it as .xlsx"),
            suffix=suffix,
        )
    data = contents(path, name)
    return workbook.read(data, name) if suffix == ".xlsx" else separated.read(data, name, is_header)
