"""Stages and dates: in order, within the plan's time, and all of them in the calendar."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ..errors import N_
from ..outline import Entry, Moment, Outline, Period, Run, Spot, periods, stretches
from ..patterns import pattern
from .remarks import Manuscript, Remark, remark

_STEPS = pattern("步骤|阶段|时间安排|实施安排")
_PLAINLY = pattern("步骤|阶段")
# What a stage is called for; else a list of times is one of several that run side by side.
_ACTS = pattern(
    "动员|部署|筹备|准备|启动|宣传|发动|学习|摸底|调查|排查|自查|申报|创建|实施|组织|推进|推开|整改|整治|提升"
    "|巩固|检查|督查|评估|评审|评定|审核|考核|验收|总结"
)
# Behind the name of what goes on all the time; which is a time, too.
_LASTING = pattern("贯穿|全程|全过程|[（(](?:全年|长期|常年|常态|持续|同步|随时)")
_TIMED = pattern(r"\d ?[年月]")  # which stands in each date; quick to look for
_TIMES = "时间"  # in the heading of a section that says when
_CITED = pattern("《[^《》\n]*》")
_BEHIND_HEADING = 45  # a stage's dates stand so near the beginning of its line
_FEW = 2
_SPAN_WORDS = pattern(r"于$|从$|自$|在$|时间(?:为|是|[：:])?$|[（(]$")


@dataclass(frozen=True, slots=True)
class _Stage:
    entry: Entry
    period: Period | None
    spot: Spot


_Day = tuple[int, int, int]
_Window = tuple[_Stage, _Day, _Day]


def stages_in_order(manuscript: Manuscript) -> Iterator[Remark]:
    """Stages follow one another without overlaps, within the time their section states."""
    outline = manuscript.outline
    for run in outline.runs:
        if not _are_stages(outline, run):
            continue
        stages = [_stage(outline, outline.entries[mark.entry]) for mark in run.marks]
        dated = [stage for stage in stages if stage.period]
        if dated:
            yield from _undated(manuscript, stages, dated)
            yield from _compared(manuscript, run, dated)
        elif not any(_says_when(outline, stage.entry) for stage in stages) and not any(
            _TIMES in entry.heading and _says_when(outline, entry) for entry in outline.entries
        ):
            yield remark(manuscript, "stages-undated", N_("no stage has a date"), stages[0].spot)


def _are_stages(outline: Outline, run: Run) -> bool:
    if (
        run.inline
        or len(run.marks) < _FEW
        or run.kind not in ("（一）", "1.", "第一阶段", "第一步")
    ):
        return False
    if run.kind in ("第一阶段", "第一步"):
        return True
    entries = [outline.entries[mark.entry] for mark in run.marks if mark.entry >= 0]
    if len(entries) < len(run.marks):
        return False
    headings = [entry.heading for entry in entries]
    if all("阶段" in heading for heading in headings):
        return True
    above = outline.entries[run.parent].heading if run.parent >= 0 else ""
    if not _STEPS.search(above) or not all(headings):
        return False
    return bool(_PLAINLY.search(above)) or all(_ACTS.search(heading) for heading in headings)


def _stage(outline: Outline, entry: Entry) -> _Stage:
    content = outline.content(entry.position)
    start = entry.label.end
    if period := _window(content, start):
        return _Stage(entry, period, Spot(entry.position, period.start, period.end))
    end = len(content) if entry.block else start
    return _Stage(entry, None, Spot(entry.position, entry.label.start, end))


def _is_window(text: str, period: Period, start: int) -> bool:
    """Whether the period stands in brackets, at the beginning, or is a sentence of its own."""
    before = text[start : period.start].rstrip()[-1:]
    if before == "。":
        return period.is_range and text[period.end : period.end + 1] in "。，,；;"
    return before in ("", "（", "(", "：", ":", "，", ",")


def _says_when(outline: Outline, entry: Entry) -> bool:
    """Whether any date stands in the entry, or that it goes on all the time."""
    if _LASTING.search(entry.heading):
        return True
    return any(periods(outline.content(at)) for at in (entry.position, *entry.texts))


def dated(content: str, start: int, heading: str) -> Hashable:
    """What a line whose label ends at `start` says of time, as far as stages go by it."""
    steps = _steps(heading) if heading else ()
    words = _year_words(content)
    if "月" not in content and "年" not in content:
        return steps or words or None
    if not _TIMED.search(content):
        return steps, words
    window = _window(content, start) if start else None
    return steps, words, window and (window, content[window.start : window.end]), _ranges(content)


def _steps(heading: str) -> Hashable:
    """What a heading says of stages."""
    whole = bool(_ACTS.search(heading)), bool(_LASTING.search(heading)), _TIMES in heading
    return *_STEPS.findall(heading), *whole


def _window(content: str, start: int) -> Period | None:
    """The dates of a stage whose label ends at `start`."""
    head = content[: start + _BEHIND_HEADING]
    for period in periods(head):
        if period.start >= start and _is_window(head, period, start):
            return period
    return None


def _ranges(content: str) -> tuple[bool, tuple[Period, ...]]:
    """Whether any date stands in the text, and the spans that it states."""
    if not _TIMED.search(content):
        return False, ()
    text = _CITED.sub(lambda cited: "　" * len(cited[0]), content) if "《" in content else content
    known = periods(text)
    return bool(known) or (text != content and bool(periods(content))), tuple(
        period for period in known if period.is_range and _SPAN_WORDS.search(text[: period.start])
    )


def _year_words(content: str) -> tuple[str, ...]:
    """Words by which a goal is for one year, or comes back each year."""
    if not _YEARLY.search(content):
        return ()
    patterns = (_ONCE, _CYCLE, _SAYS_SO)
    return tuple(match[0] for words in patterns for match in words.finditer(content))


def _undated(manuscript: Manuscript, stages: list[_Stage], dated: list[_Stage]) -> Iterator[Remark]:
    if len(dated) * _FEW < len(stages):
        return
    for stage in stages:
        if not stage.period and not _says_when(manuscript.outline, stage.entry):
            yield remark(
                manuscript,
                "stage-undated",
                N_("the stage {name} has no dates, while others have"),
                stage.spot,
                name=_name(stage),
            )


def _name(stage: _Stage) -> str:
    return stage.entry.heading or stage.entry.label.text


def _compared(manuscript: Manuscript, run: Run, dated: list[_Stage]) -> Iterator[Remark]:
    year = 0
    windows: list[_Window] = []
    span = _span(manuscript.outline, run)
    for stage in dated:
        assert stage.period
        first, last = stage.period.first, stage.period.last
        if windows and not first.year and _dated_year(windows[0][0]):
            yield remark(
                manuscript,
                "stage-year",
                N_("“{excerpt}” has no year, the stage before it has one"),
                stage.spot,
            )
        year = first.year or year or (span.first.year if span else 0)
        if not first.year and windows and _is_next_year(windows[-1], first):
            year += 1
        begins = first.first(year)
        ends = last.last(last.year or year)
        year = ends[0]
        windows.append((stage, begins, ends))
    yield from _overlaps(manuscript, windows)
    if span:
        yield from _outside(manuscript, windows, span)


_LATE, _EARLY = 11, 3  # months


def _is_next_year(before: _Window, first: Moment) -> bool:
    """Whether the turn of the year lies between a stage that ends late and one without a year."""
    _, begins, ends = before
    return begins[0] == ends[0] and ends[1] >= _LATE and 0 < first.month <= _EARLY


def _dated_year(stage: _Stage) -> int:
    return stage.period.first.year if stage.period else 0


def _overlaps(manuscript: Manuscript, windows: list[_Window]) -> Iterator[Remark]:
    for (before, start, end), (stage, begins, _) in pairwise(windows):
        if begins > end:
            continue
        code = "stage-overlap" if begins >= start else "stage-order"
        messages = {
            "stage-overlap": N_(
                "the stage {name} begins before the one before it has ended ({end})"
            ),
            "stage-order": N_("the stage {name} begins before the one before it ({end})"),
        }
        yield remark(
            manuscript,
            code,
            messages[code],
            stage.spot,
            name=_name(stage),
            end=_excerpt(manuscript.outline, before.spot),
        )


def _outside(manuscript: Manuscript, windows: list[_Window], span: Period) -> Iterator[Remark]:
    year = span.first.year or span.last.year
    if not year:
        return
    least, most = span.first.first(year), span.last.last(year)
    for stage, begins, ends in windows:
        if begins < least or ends > most:
            yield remark(
                manuscript,
                "stage-outside",
                N_("the stage {name} lies outside the time stated above it"),
                stage.spot,
                name=_name(stage),
            )


def _span(outline: Outline, run: Run) -> Period | None:
    """The one range of time that the text right before the stages states."""
    if run.parent < 0:
        return None
    above = outline.entries[run.parent]
    first = run.marks[0].position
    lead = [above.position, *(at for at in above.texts if at < first)]
    ranges = [period for at in lead for period in _ranges(outline.content(at))[1]]
    return ranges[0] if len(ranges) == 1 else None


def _excerpt(outline: Outline, spot: Spot) -> str:
    return outline.content(spot.position)[spot.start : spot.end]


# Dates ---------------------------------------------------------------------------------------


def dates_exist(manuscript: Manuscript) -> Iterator[Remark]:
    """Each month and day is one the calendar has; no span ends before it begins."""
    outline = manuscript.outline
    text = outline.text
    for at, found in stretches(text):
        for period in found:
            end = at + period.end
            if text[end : end + 1] == "龄":
                continue
            wrong, weekday = _fault(period), _wrong_weekday(text, end, period.last)
            if not (wrong or weekday):
                continue
            spot = outline.spot(at + period.start, end)
            if weekday:
                message = N_("“{excerpt}” is no {weekday}")
                yield remark(manuscript, "no-such-date", message, spot, weekday=weekday)
            if wrong:
                yield remark(manuscript, wrong, _FAULTS[wrong], spot)


_FAULTS = {
    "no-such-date": N_("there is no such date as “{excerpt}”"),
    "range-reversed": N_("“{excerpt}” ends before it begins"),
}


def _fault(period: Period) -> str:
    """The code of what is wrong with it."""
    if not (period.first.exists and period.last.exists):
        return "no-such-date"
    return "range-reversed" if period.is_range and _reversed(period) else ""


_WEEKDAY = pattern("[（(](?:星期|周)([一二三四五六日天])[）)]")
_WEEKDAYS = "一二三四五六日"


def _wrong_weekday(text: str, end: int, moment: Moment) -> str:
    """The weekday in brackets behind a date that ends there, if the date falls on another one."""
    match = _WEEKDAY.match(text, end) if text[end : end + 1] in ("（", "(") else None
    if not match or not (moment.year and moment.month and moment.day and moment.exists):
        return ""
    day = date(moment.year, moment.month, moment.day)
    told = _WEEKDAYS.index(match[1].replace("天", "日"))
    return "" if day.weekday() == told else match[0].strip("（）()")


def _reversed(period: Period) -> bool:
    """Whether the end comes first; without a year, December to February is in order."""
    first, last = period.first, period.last
    if not first.year and first.month != last.month:
        return False
    return last.last(first.year) < first.first(first.year)


_ONCE = pattern("(?<!每)年底前|年内|今年")
_CYCLE = pattern("每年年[初底中末]|每年(?:[一二三四]季度|[上下]半年|\\d{1,2}月)")
_SAYS_SO = pattern("循环|周期|逐年|按年度|滚动|每年创建")
_YEARLY = pattern("年底前|年内|今年|每年|循环|周期|逐年|按年度|滚动")  # quick to look for


def once_or_each_year(manuscript: Manuscript) -> Iterator[Remark]:
    """A plan for one year has no stages that come back each year."""
    outline = manuscript.outline
    once = next((m for m in _ONCE.finditer(outline.text) if _is_body(outline, m)), None)
    if not once or _SAYS_SO.search(outline.text):
        return
    for run in outline.runs:
        if not _are_stages(outline, run):
            continue
        for mark in run.marks:
            match = _CYCLE.search(outline.content(mark.position))
            if match:
                spot = outline.spot(*once.span())
                yield remark(
                    manuscript,
                    "cycle-or-year",
                    N_(
                        "the goal is for one year (“{once}”), the stage for each year (“{excerpt}”)"
                    ),
                    Spot(mark.position, *match.span()),
                    once=_excerpt(outline, spot),
                )
                return


def _is_body(outline: Outline, match: re.Match[str]) -> bool:
    return outline.role(match.start()) in ("text", "entry")
