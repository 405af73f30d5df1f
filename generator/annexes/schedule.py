"""进度安排表: the stages against a grid of months, the bars as shaded cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import N_, Finding, problem
from ..numerals import chinese
from ..plan import Annex, Window
from ..values import Month, OfficialDate, span
from .columns import LANDSCAPE, PORTRAIT, Column, table
from .sources import Source, Sources, name_of
from .spec import AnnexSpec, no_data

MAX_COLUMNS = 36  # of months; then of quarters. Word takes 63 columns, and no page so many
UPRIGHT_COLUMNS = 8  # more need a landscape page
_YEAR_WIDTH = 1.6  # of a column that names the year, in columns that do not

Bar = tuple[Source, Window]


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns from the first month to the last: months, or quarters where those are many."""

    first: int  # month or quarter, counted from the year 0
    last: int
    months: int  # in a column: 1 or 3

    def columns(self, window: Window) -> range:
        """The columns the window touches, the first being 0."""
        start, end = _month(window.start) // self.months, _month(window.end) // self.months
        return range(start - self.first, end - self.first + 1)

    def headings(self) -> list[str]:
        """6月 or 三季度, the year above the first and above each year's first."""
        return [self._heading(number) for number in range(self.first, self.last + 1)]

    def _heading(self, number: int) -> str:
        year, place = divmod(number, 12 // self.months)
        name = f"{place + 1}月" if self.months == 1 else f"{chinese(place + 1)}季度"
        return f"{year}年\n{name}" if place == 0 or number == self.first else name


def schedule(spec: AnnexSpec, sources: Sources, findings: list[Finding]) -> Annex | None:
    """Stages, and the tasks in them, with who does them and when."""
    bars = [(source, window) for source in sources.chosen if (window := _window(source))]
    if not bars:
        findings.append(
            no_data(
                spec,
                N_("the annex {annex} would be empty: no stage it is made from has dates"),
                N_("write from, and months or to, under the phases"),
            )
        )
        return None
    grid = _grid([window for _, window in bars])
    count = len(grid.headings())
    if count > MAX_COLUMNS:
        findings.append(_too_long(spec, bars))
        return None
    landscape = count > UPRIGHT_COLUMNS
    children = (table(f"{spec.id}#table", _columns(bars, grid, landscape), grid=count),)
    return Annex(
        id=spec.id, title=spec.title, children=children, landscape=landscape, origin=spec.origin
    )


def _window(source: Source) -> Window | None:
    """A stage's own window; a task in a stage takes the stage's."""
    if source.section.window or source.section.duty:
        return next((s.window for s in source.inward if s.window), None)
    return None


def _grid(windows: Sequence[Window]) -> Grid:
    first = min(_month(window.start) for window in windows)
    last = max(_month(window.end) for window in windows)
    months = 1 if last - first < MAX_COLUMNS else 3
    return Grid(first // months, last // months, months)


def _month(moment: Month | OfficialDate) -> int:
    return moment.year * 12 + moment.month - 1


def _columns(bars: Sequence[Bar], grid: Grid, landscape: bool) -> list[Column]:
    """What and who, then the grid in the room that is left."""
    page, name_width, owner_width = (LANDSCAPE, 8.5, 6.3) if landscape else (PORTRAIT, 6.6, 5)
    headings = grid.headings()
    shares = [_YEAR_WIDTH if "年" in heading else 1 for heading in headings]
    unit = (page - name_width - owner_width) / sum(shares)
    touched = [grid.columns(window) for _, window in bars]
    return [
        Column("阶段/任务", name_width, tuple(_name(bar, grid) for bar in bars)),
        Column("责任单位", owner_width, tuple(s.owner() for s, _ in bars), optional=True),
        *(
            Column(
                heading,
                share * unit,
                ("",) * len(bars),
                shaded=frozenset(row for row, columns in enumerate(touched) if number in columns),
            )
            for number, (heading, share) in enumerate(zip(headings, shares, strict=True))
        ),
    ]


def _name(bar: Bar, grid: Grid) -> str:
    """The stage's name, with its dates where the grid is too coarse to tell them."""
    source, window = bar
    name = name_of(source.section)
    told = grid.months == 1 and isinstance(window.start, Month)
    if told or not source.section.window:
        return name
    return f"{name}\n（{span(window.start, window.end)}）"


def _too_long(spec: AnnexSpec, bars: Sequence[Bar]) -> Finding:
    start = min((window.start for _, window in bars), key=_month)
    end = max((window.end for _, window in bars), key=_month)
    return problem(
        "annex-too-long",
        N_("the annex {annex} would run from {start} to {end}, more than {years} years"),
        spec.origin,
        hint=N_("check the years of the stages"),
        annex=spec.title,
        start=start,
        end=end,
        years=MAX_COLUMNS // 4,
    )
