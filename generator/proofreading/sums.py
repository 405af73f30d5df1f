"""Totals: of tables, of points, of quotas."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal

from ..errors import N_
from ..outline import Outline, Rows, Spot
from ..patterns import pattern
from ..values import plain
from .remarks import Manuscript, Remark, remark

_TOTAL = pattern(r"[（(]?(?:合|总|共)\s*计[）)]?")
_SUBTOTAL = pattern(r"小\s*计")
_FIGURE = pattern(r"([\d,]{1,18}(?:\.\d{1,6})?)\s*(?:个|名|人|分|元|万元|亿元|项|处|户|村|家|次)?")
_NO_SUM = pattern("序号|比例|占比|率|年份|年度|排名|名次|%|平均|人均|编号|电话")
_FEW = 2


def tables_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """Under 合计 stands the sum of what stands above, in each column of numbers."""
    outline = manuscript.outline
    for position, line in enumerate(outline.lines):
        if line.table is None or len(line.table) <= _FEW:
            continue
        for column, stated, added in _wrong(line.table):
            yield remark(
                manuscript,
                "table-total",
                N_("the total of the column {column} is {stated}, but its rows add up to {added}"),
                _cell(outline, position, line.table, column),
                column=_heading(line.table, column),
                stated=plain(stated),
                added=plain(added),
            )
        for row, stated, added in _wrong_rows(line.table):
            yield remark(
                manuscript,
                "table-total",
                N_("the total of the row {row} is {stated}, but its cells add up to {added}"),
                Spot(position, 0, len(outline.content(position))),
                row=row,
                stated=plain(stated),
                added=plain(added),
            )


def _wrong(table: Rows) -> Iterator[tuple[int, Decimal, Decimal]]:
    """The columns whose total is not what any way of adding gives, with both numbers."""
    total = table[-1]
    if not any(_TOTAL.fullmatch(cell.strip()) for cell in total[:_FEW]):
        return
    body = table[1:-1]
    for column in range(1, len(total)):
        stated = _figure(total[column])
        cells = [row[column].strip() if column < len(row) else "" for row in body]
        figures = [_figure(cell) for cell in cells]
        known = [figure for figure in figures if figure is not None]
        words = sum(bool(cell) for cell in cells) - len(known)
        if stated is None or words or len(known) < _FEW or _NO_SUM.search(_heading(table, column)):
            continue
        if stated not in (sums := _sums(body, figures)):
            yield column, stated, sums[0]


def _wrong_rows(table: Rows) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The row whose last cell, 合计, is not the sum of its figures, where all others' are."""
    width = len(table[0])
    if not _TOTAL.fullmatch(table[0][-1].strip()) or any(len(row) != width for row in table):
        return
    columns = [n for n in range(1, width - 1) if not _NO_SUM.search(table[0][n])]
    rows = [
        (row[0].strip(), [_figure(row[n]) for n in columns], _figure(row[-1])) for row in table[1:]
    ]
    sums = [(name, stated, _added(cells)) for name, cells, stated in rows if stated is not None]
    wrong = [one for one in sums if one[1] != one[2]]
    if len(columns) >= _FEW and len(wrong) == 1 and len(sums) > _FEW and wrong[0][1] is not None:
        name, stated, added = wrong[0]
        yield name, stated, added


def _added(cells: list[Decimal | None]) -> Decimal:
    return sum((cell for cell in cells if cell is not None), Decimal(0))


def _sums(body: Rows, figures: list[Decimal | None]) -> list[Decimal]:
    """What a column adds up to: all rows, those without subtotals, subtotals; merged cells once."""
    is_subtotal = [any(_SUBTOTAL.fullmatch(cell.strip()) for cell in row) for row in body]
    pairs = list(zip(figures, is_subtotal, strict=True))
    plainly = [figure or Decimal(0) for figure, subtotal in pairs if not subtotal]
    merged = [b for a, b in zip([None, *plainly], plainly, strict=False) if a != b]
    subtotals = [figure or Decimal(0) for figure, subtotal in pairs if subtotal]
    ways = [plainly, merged, *([subtotals] if subtotals else [])]
    return [sum(way, Decimal(0)) for way in ways]


def _figure(cell: str) -> Decimal | None:
    match = _FIGURE.fullmatch(cell.strip())
    digits = match[1].replace(",", "") if match else ""
    return Decimal(digits) if digits and digits[0] != "." else None


def _heading(table: Rows, column: int) -> str:
    return table[0][column].strip() if column < len(table[0]) else ""


def _cell(outline: Outline, position: int, table: Rows, column: int) -> Spot:
    """The place of a cell of the last row; the whole table where its text is not its cells."""
    content = outline.content(position)
    start = len(content) - len("\t".join(table[-1])) + len("\t".join(("", *table[-1][:column])))
    start -= column == 0
    end = start + len(table[-1][column])
    if content[start:end] != table[-1][column]:
        return Spot(position, 0, len(content))
    return Spot(position, start, end)


_FULL = pattern(r"(?:满分|总分(?:值)?|总计|共计)(?:为|是|[：:])?\s*(\d{2,4})分")
_OF_POINTS = pattern("分[）)]|[满总]分|[总共]计")  # one stands in each; quick to look for
_POINTS = pattern(r"[（(](?:满分|共|计)?(\d{1,3})分[）)]")


def points_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """The points of the entries add up to the total stated, on one level or in all."""
    outline = manuscript.outline
    for match in _FULL.finditer(outline.text) if manuscript.has("分") else ():
        spot = outline.spot(*match.span())
        part = outline.part_of(spot.position)
        levels: dict[int, int] = {}
        count = 0
        for entry in outline.entries:
            if entry.part != part:
                continue
            given = _POINTS.finditer(outline.content(entry.position))
            found = [int(m[1]) for m in given if not _is_within(spot, entry.position, m)]
            if found:
                count += 1
                levels[entry.level] = levels.get(entry.level, 0) + sum(found)
        stated = int(match[1])
        if count > _FEW and stated not in {*levels.values(), sum(levels.values())}:
            yield remark(
                manuscript,
                "points-total",
                N_("“{excerpt}” is stated, but the points given add up to {added}"),
                spot,
                added=levels[max(levels)],
            )


def points(content: str) -> Hashable:
    """The points stated and given in a line; None where there are none."""
    if "分" not in content or not _OF_POINTS.search(content):
        return None
    given = tuple([match[0] for match in _POINTS.finditer(content)])
    found = (tuple(_FULL.findall(content)), given)
    return found if any(found) else None


def _is_within(spot: Spot, position: int, match: re.Match[str]) -> bool:
    """Whether the points given are the total stated: （满分100分）."""
    return spot.position == position and match.start() < spot.end and spot.start < match.end()


_UNITS = "名|个|人|项|家|户|处|万元|元|亿元|所|件"
_QUOTA = pattern(
    rf"(?:共计?|合计|总计|总数(?:为)?)[^\d，,。；;\n]{{0,10}}(\d{{1,6}})({_UNITS})[^，,。；;\n]{{0,8}}[，,（(]其中[：:，,]?"
    r"([^。；;\n（()）]{4,200})"
)


def quotas_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """共10名，其中…… gives away no more than ten, and all ten when it names three shares."""
    outline = manuscript.outline
    for match in _QUOTA.finditer(outline.text) if "其中" in outline.text else ():
        stated = int(match[1])
        shares = [int(n) for n in re.findall(rf"(?<!\d)(\d{{1,6}}){match[2]}", match[3])]
        added = sum(shares)
        if len(shares) > _FEW and added != stated and not re.search("等|以上|左右|包括", match[3]):
            yield remark(
                manuscript,
                "quota-total",
                N_("{stated} in all, but the shares add up to {added}"),
                outline.spot(match.start(), match.start(3)),
                stated=stated,
                added=added,
            )
