"""Which files there are to check, and what each of them is: told from what it holds."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ..errors import N_, Origin, Unreadable, problem
from ..source import Map
from .found import Kind

YAML = (".yaml", ".yml")
TABLES = (".xlsx", ".csv", ".tsv")
TEXTS = (".txt", ".md")
DOCUMENTS = (".docx", ".docm")
OTHERS = (".doc", ".wps", ".rtf", ".odt")  # of word processors, to be saved as .docx
_SUFFIXES = (*YAML, *TABLES, *TEXTS, *DOCUMENTS)
_WORDS = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".wps", ".odt", ".rtf", ".pdf")
_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
_HEAD = 4096
_STATE = ".creation-plan"  # in a folder of outputs; its workbooks are reports, no rosters
REDLINES = "修订对照"  # beside them: documents that do nothing but compare
# Keys that only files of one kind have, the surest first: a roster may begin with its blueprint.
_KEYS: dict[str, Kind] = {
    "units": "roster",
    "roster": "roster",
    "versions": "policy",
    "policy": "policy",
    "sections": "blueprint",
    "blueprint": "blueprint",
    "format": "format",
}


def files_in(paths: Iterable[Path], suffixes: Collection[str] = _SUFFIXES) -> list[Path]:
    """The files named, and those of the folders named that end so, in order; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_below(path, suffixes) if path.is_dir() else [path]))
    return list(found)


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """The files of a folder; hidden ones and those of open files left out."""
    with os.scandir(folder) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    ours = any(entry.name == _STATE for entry in inside)
    for entry in inside:
        path = folder / entry.name
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not (ours and entry.name == REDLINES):
                yield from _below(path, suffixes)
        elif path.suffix.lower() in suffixes and not (ours and path.suffix == ".xlsx"):
            yield path


def kind_of(path: Path, name: str) -> Kind:
    """What kind of file it is; of YAML "other" until it is read, see `kind_of_data`.

    Raises `Unreadable` for a file that is not there, and for what no check can take.
    """
    suffix = path.suffix.lower()
    head = _head(path, name)
    if suffix in YAML:
        return "other"
    if head.startswith(_ZIP) and suffix not in TABLES:
        return "document"
    if suffix in TABLES or suffix.startswith(".xl"):
        return "roster"
    if suffix in _WORDS or head.startswith(_OLE):
        return "document"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            problem(
                "not-checked",
                N_("the file is no document, no text and no spreadsheet"),
                Origin(name),
            )
        )
    return "text"


def kind_of_data(data: Map) -> Kind:
    """What a YAML file is for: told from its keys."""
    return next((kind for key, kind in _KEYS.items() if key in data), "other")


def _head(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise Unreadable(problem("no-file", N_("there is no file of this name"), Origin(name)))
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise Unreadable(
            problem(
                "cannot-read",
                N_("the file cannot be read: {reason}"),
                Origin(name),
                reason=error.strerror or error,
            )
        ) from error
