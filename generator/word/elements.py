"""The elements of a part, told by a parser of events: for what needs no tree of it."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

_BETWEEN = "}"


def parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None] | None = None,
) -> None:
    """Tell the elements of a part and their attributes, by their local names.

    Raises `ValueError` for what is no XML or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.StartElementHandler = lambda name, told: start(
        _local(name), {_local(key): text for key, text in told.items()}
    )
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _declared
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _local(name: str) -> str:
    return name.rpartition(_BETWEEN)[2]


def _declared(*_: object) -> None:
    raise ValueError("a document type declaration")


def number(text: str) -> int:
    """The number that an attribute tells, rounded; 0 for none."""
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return 0
