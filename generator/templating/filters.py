"""What texts can do with values: print them officially, list them, write them in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Undefined

from .. import numerals, values
from ..errors import N_, Refusal


class Absent(Undefined):
    """An optional value that was not given: false in a condition, an error when printed."""

    __slots__ = ()
    __str__ = Undefined._fail_with_undefined_error


def absent(message: str, **args: object) -> Absent:
    """Nothing, for a reason: false in a condition, refused with `message` when printed."""
    return Absent(exc=lambda _: Refusal(message, **args))  # type: ignore[arg-type]


def printed(value: Any) -> str:
    """The value as it stands in a document: as its class says; refused when that says nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(values.YesNo(value))
    if type(value) is int:
        return str(value)
    if type(value) is Decimal:  # worked out, and so without a unit
        return values.plain(value)
    if isinstance(value, (tuple, list)):
        return "、".join(map(printed, value))
    if type(value).__str__ is object.__str__:  # type: ignore[comparison-overlap]
        raise Refusal(
            N_("this value cannot be printed as a whole"),
            N_("print a part of it, or use it in a condition"),
        )
    return str(value)


def entries(value: Any) -> Sequence[Any]:
    """The entries of a list or table: none when it was not given, one when it is left open."""
    if value is None or isinstance(value, Absent):
        return ()
    if isinstance(value, values.Open):
        return (value,)
    if isinstance(value, (tuple, list)):
        return value
    raise Refusal(N_("“{value}” is not a list"), value=str(value))


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, (bool, values.YesNo)):
        return int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    raise Refusal(N_("“{value}” is not a whole number"), value=str(value))


def _zh(value: Any) -> str:
    return numerals.quantity(_whole(value))


def _ordinal(value: Any) -> str:
    return f"第{numerals.chinese(_whole(value))}"


def _and_list(value: Any) -> str:
    """甲、乙和丙."""
    items = [printed(item) for item in entries(value)]
    return "、".join(items) if len(items) < 2 else "、".join(items[:-1]) + "和" + items[-1]


def _enumeration(value: Any) -> str:
    """甲、乙、丙."""
    return printed(entries(value))


def _part(name: str) -> Callable[[Any], Any]:
    def part(value: Any) -> Any:
        if isinstance(value, values.Year) and name == "year":
            return int(value)
        if not hasattr(value, name):
            raise Refusal(N_("“{value}” is not a date"), value=str(value))
        return getattr(value, name)

    return part


def _sum(value: Any, column: str = "") -> Any:
    """The sum of a list of numbers, or of a column of a table."""
    items = [item[column] if column else item for item in entries(value)]
    try:
        return sum(items[1:], start=items[0]) if items else 0
    except TypeError:
        raise Refusal(N_("“{value}” is not a number"), value=str(items[0])) from None


def _length(value: Any) -> int:
    return len(entries(value))


def _kept_open(work: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, except that what is left open stays so."""

    def kept(value: Any, *args: Any, **kwargs: Any) -> Any:
        return value if isinstance(value, values.Open) else work(value, *args, **kwargs)

    return kept


FILTERS: dict[str, Callable[..., Any]] = {
    name: _kept_open(work)
    for name, work in {
        "zh": _zh,
        "ordinal": _ordinal,
        "list": _and_list,
        "enum": _enumeration,
        "year": _part("year"),
        "month": _part("month"),
        "day": _part("day"),
        "sum": _sum,
        "length": _length,
    }.items()
}
