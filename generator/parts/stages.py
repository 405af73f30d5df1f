"""Stages in time: each begins where the one before ended unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import readers, values
from ..errors import N_, told_at
from ..plan import Window
from ..templating import Wording
from .scope import Scope

MAX_DIGITS = 4  # of a number of months or days

Moment = values.Month | values.OfficialDate


@dataclass(frozen=True, slots=True)
class Timing:
    """When a stage begins and how it ends, as texts still to be filled in."""

    start: Wording
    to: Wording
    months: Wording | None
    days: Wording | None

    def wordings(self) -> Iterator[Wording | None]:
        """All texts, for finding out whether any varies."""
        yield from (self.start, self.to, self.months, self.days)


def window_of(timing: Timing, scope: Scope, previous: Window | None) -> Window | None:
    """The stage's window; None when nothing dates it or what dates it is wrong."""
    try:
        return _dated(timing, scope, previous)
    except values.BadValue as error:  # beyond the calendar
        scope.findings.append(told_at("bad-date", error, timing.start.origin))
        return None


def _dated(timing: Timing, scope: Scope, previous: Window | None) -> Window | None:
    start_text, to_text = scope.text(timing.start), scope.text(timing.to)
    months = _length(timing.months, scope)
    days = _length(timing.days, scope)
    if not (start_text or to_text or months or days):
        return None
    start = _moment(start_text, timing.start, scope)
    if start is None and not start_text and previous:
        start = previous.end.following(1)
    if start is None:
        if not start_text:
            scope.tell(
                "stage-start",
                N_("the stage has no start and follows no dated stage"),
                timing.to.origin,
                N_("state from"),
            )
        return None
    end = _end(start, to_text, months, days, timing, scope)
    if end is None:
        return None
    if type(end) is not type(start):
        start, end = _days(start, end)
    if end < start:  # type: ignore[operator]
        scope.tell(
            "stage-order",
            N_("the stage ends ({end}) before it begins ({start})"),
            timing.start.origin,
            start=start,
            end=end,
        )
        return None
    return Window(start, end)


def _end(
    start: Moment, to_text: str, months: int | None, days: int | None, timing: Timing, scope: Scope
) -> Moment | None:
    if to_text:
        return _moment(to_text, timing.to, scope)
    if months and isinstance(start, values.OfficialDate):
        month = values.Month(start.year, start.month).following(months)
        last = min(start.day, month.last_day().day)
        return values.OfficialDate(month.year, month.month, last).following(-1)
    if months:
        return start.following(months - 1)
    if days:
        first = start if isinstance(start, values.OfficialDate) else start.first_day()
        return first.following(days - 1)
    return start


def _days(start: Moment, end: Moment) -> tuple[values.OfficialDate, values.OfficialDate]:
    """Both ends as days when one is a month and the other a day."""
    return (
        start.first_day() if isinstance(start, values.Month) else start,
        end.last_day() if isinstance(end, values.Month) else end,
    )


def _moment(text: str, wording: Wording, scope: Scope) -> Moment | None:
    if not text:
        return None
    try:
        return readers.read_moment(text)
    except values.BadValue as error:
        scope.findings.append(told_at("bad-date", error, wording.origin))
        return None


def _length(wording: Wording | None, scope: Scope) -> int | None:
    if wording is None or not (text := scope.text(wording)):
        return None
    digits = text.removesuffix("个月").removesuffix("天").removesuffix("日")
    if not digits.isdecimal() or len(digits) > MAX_DIGITS or not int(digits):
        scope.tell(
            "stage-length", N_("“{text}” is not a length of a stage"), wording.origin, text=text
        )
        return None
    return int(digits)
