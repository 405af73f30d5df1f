"""What the manifest tells of an output, of a unit in a run, of a workbook and of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """One unit's output. `file` and what belongs to it stay when a later run fails for the unit."""

    blueprint: str
    unit: str
    id: int = 0  # in the manifest; 0 when it is not there yet
    roster: str = ""
    recipe: str = ""  # digest of what is the same for all units; see `recipes`
    given: str = ""  # digest of what the roster says of the unit; empty: to be tried again
    places: str = ""  # digest of where it says so; empty when nothing was told of the unit
    wanted: str = ""  # the name before it was made distinct
    file: str = ""  # name in the folder, with suffix; empty when there never was one
    hash: str = ""  # of the document as written
    size: int = 0
    modified: int = 0  # nanoseconds, as the file system says
    findings: str = "[]"  # told when it was drafted; of the last run what was told then: `packed`
    facts: str = ""  # as JSON, see `facts`
    state: str = ""  # what the last run made of it; empty when it was not in that run


@dataclass(frozen=True, slots=True)
class Passed:
    """What a run made of one unit."""

    number: int  # its place in the run
    state: str
    output: Output
    record: bytes | None = None  # deflated; None leaves the one there is
    findings: str | None = None  # told in this run; None: those of the output
    is_known: bool = False  # the output stands in the manifest just so
    repeated: bool = False  # the output is that of another unit of the run


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook about the run: of what it was made, and the file as it was written."""

    name: str
    file: str  # its name in the folder; another one where a person has worked on it
    source: str  # digest
    hash: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run in which nothing failed and nothing was edited."""

    key: str  # digest of rosters and options
    recipes: Mapping[str, str]  # "blueprint\tday" as the roster has them → digest of the recipe
    findings: str  # those of no unit alone, packed
