"""Which files there are to check, and what each of them is: told from what it holds."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ..errors import N_, Origin, Unreadable, cannot_read, problem
from ..source import Map
from .found import Kind

YAML = (".yaml", ".yml")
TABLES = (".xlsx", ".csv", ".tsv")
TEXTS = (".txt", ".md")
DOCUMENTS = (".docx", ".docm")
OTHERS = (".doc", ".wps", ".rtf", ".odt")  # of word processors, to be saved as .docx
_OLDER = (*OTHERS, ".pdf")
_SUFFIXES = (*YAML, *TABLES, *TEXTS, *DOCUMENTS)
_WORDS = (*DOCUMENTS, ".dotx", ".dotm")
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
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _below(path, suffixes) if is_folder(path) else [path]:
            found.setdefault(whole(file), file)
    return list(found.values())


def is_folder(path: Path) -> bool:
    """Whether a folder lies there, as far as the system lets us see."""
    return os.path.isdir(path)  # noqa: PTH112 -- `Path.is_dir` may raise


def whole(path: Path) -> Path:
    """The path by which a file is told from others, however it was written."""
    return Path(os.path.abspath(path))  # noqa: PTH100 -- takes `..` away and follows no link


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """The files of a folder; hidden ones and those of open files left out.

    Of a folder that may not be looked into the folder itself, about which checking it tells.
    """
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
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
    if suffix == ".odt" or (suffix in _OLDER and not head.startswith((_ZIP, _OLE))):
        message, hint = (
            N_("the file is not a Word document (.docx)"),
            N_("save it as .docx with Word or WPS"),
        )
        raise Unreadable(problem("not-docx", message, Origin(name), hint=hint))
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
        if path.is_dir():
            next(path.iterdir(), None)  # says what is in the way
        if not path.is_file():
            raise Unreadable(problem("no-file", N_("there is no file of this name"), Origin(name)))
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise Unreadable(cannot_read(name, error)) from error
