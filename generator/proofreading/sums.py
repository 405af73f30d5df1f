"""Totals: of tables, of points, of quotas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal

from ..errors import N_
from ..outline import Entry, Outline, Rows, Spot
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
        for row, cell, name, stated, added in _wrong(line.table):
            yield remark(
                manuscript,
                "table-total",
                N_("the total of the column {column} is {stated}, but its rows add up to {added}"),
                _cell(outline, position, line.table, row, cell),
                column=name.strip(),
                stated=plain(stated),
                added=plain(added),
            )
        for name, stated, added in _wrong_rows(line.table):
            yield remark(
                manuscript,
                "table-total",
                N_("the total of the row {row} is {stated}, but its cells add up to {added}"),
                Spot(position, 0, len(outline.content(position))),
                row=name,
                stated=plain(stated),
                added=plain(added),
            )


_Wrong = tuple[int, int, str, Decimal, Decimal]  # row, cell, heading, what is stated, the sum


def _wrong(table: Rows) -> Iterator[_Wrong]:
    """The totals and subtotals of columns that are not what any way of adding gives."""
    total = table[-1]
    if not any(_TOTAL.fullmatch(cell.strip()) for cell in total[:_FEW]):
        return
    body = table[1:-1]
    yield from _wrong_subtotals(table)
    merged = max(len(table[0]) - len(total), 0)  # cells that 合计 spans, or another one
    for at in range(1, len(total)):
        columns = range(at, at + merged + 1)
        stated = _figure(total[at])
        if stated is None or any(_NO_SUM.search(_heading(table, column)) for column in columns):
            continue
        sums = {column: found for column in columns if (found := _column_sums(body, column))}
        if sums and not any(stated in found for found in sums.values()):
            column = max(sums)
            yield len(table) - 1, at, _heading(table, column), stated, sums[column][0]


def _column_sums(body: Rows, column: int) -> list[Decimal]:
    """What a column adds up to; nothing where it is not one of numbers."""
    cells = [row[column].strip() if column < len(row) else "" for row in body]
    figures = [_figure(cell) for cell in cells]
    known = sum(figure is not None for figure in figures)
    if known < _FEW or known < sum(map(bool, cells)):
        return []
    return _sums(body, figures)


def _wrong_subtotals(table: Rows) -> Iterator[_Wrong]:
    """The columns of which one 小计 is not the sum of the rows above it, where all others are."""
    for column, name in enumerate(table[0]):
        if _NO_SUM.search(name):
            continue
        sums: list[_Wrong] = []
        since: list[Decimal] = []
        for at, row in enumerate(table[1:-1], 1):
            cell = row[column].strip() if column < len(row) else ""
            figure = _figure(cell)
            if not any(_SUBTOTAL.fullmatch(other.strip()) for other in row):
                since.append(figure or Decimal(0))
                if cell and figure is None:
                    break  # words
                continue
            if not since:
                break  # it stands above its rows
            if figure is not None:
                sums.append((at, column, name, figure, sum(since, Decimal(0))))
            since = []
        else:
            yield from _only_wrong(sums)


def _only_wrong(sums: list[_Wrong]) -> list[_Wrong]:
    """The one that is wrong among many that are right."""
    wrong = [one for one in sums if one[-2] != one[-1]]
    return wrong if len(sums) > _FEW and len(wrong) == 1 else []


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


def _cell(outline: Outline, position: int, table: Rows, row: int, column: int) -> Spot:
    """The place of a cell; the whole table where its text is not its cells."""
    content = outline.content(position)
    cells = table[row]
    behind = "\n".join("\t".join(one) for one in table[row:])
    start = len(content) - len(behind) + sum(len(cell) + 1 for cell in cells[:column])
    end = start + len(cells[column])
    if content[start:end] != cells[column]:
        return Spot(position, 0, len(content))
    return Spot(position, start, end)


_FULL = pattern(r"(?:满分|总分(?:值)?|总计|共计)(?:为|是|[：:])?\s*(\d{2,4})分")
_OF_POINTS = pattern("分[）)]|[满总]分|[总共]计")  # one stands in each; quick to look for
_ENDING = pattern(r"[（(](?:满分|共|计)?(\d{1,3})分[）)][。；;]?\s*$")
_EXTRA = pattern("[加扣奖减]")  # points besides those
_SHORT = 20  # characters at the end of a line in which its points stand
_POINTS = pattern(r"[（(](?:满分|共|计)?(\d{1,3})分[）)]")


def points_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """The points of the entries add up to the total stated, on one level or in all."""
    outline = manuscript.outline
    for match in _FULL.finditer(outline.text) if manuscript.has("分") else ():
        spot = outline.spot(*match.span())
        part = outline.part_of(spot.position)
        lists: Counter[tuple[int, int]] = Counter()  # by level and the entry above
        count = 0
        for entry in outline.entries:
            if entry.part != part:
                continue
            given = _POINTS.finditer(outline.content(entry.position))
            found = [int(m[1]) for m in given if not _is_within(spot, entry.position, m)]
            if found:
                count += 1
                lists[entry.level, entry.parent] += sum(found)
        levels: Counter[int] = Counter()
        for (level, _above), added in lists.items():
            levels[level] += added
        stated = int(match[1])
        if (
            count > _FEW
            and stated not in {*levels.values(), sum(levels.values())}
            and not _each_adds_up(lists, stated)
        ):
            yield _wrong_points(manuscript, spot, levels[max(levels)])
    yield from _groups_add_up(manuscript)


def _wrong_points(manuscript: Manuscript, spot: Spot, added: int) -> Remark:
    message = N_("“{excerpt}” is stated, but the points given add up to {added}")
    return remark(manuscript, "points-total", message, spot, added=added)


def _groups_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """The points of the entries under one with points add up to those, where each has some."""
    outline = manuscript.outline
    for entry in outline.entries if "分" in outline.text else ():
        stated = _given(outline, entry)
        if len(entry.children) < _FEW or not stated or _FULL.search(entry.heading):
            continue
        given = [_given(outline, outline.entries[index]) for index in entry.children]
        names = [outline.entries[index].heading for index in entry.children]
        if all(given) and sum(given) != stated and not any(map(_EXTRA.search, names)):
            start = entry.label.end
            spot = Spot(entry.position, start, start + len(entry.heading))
            yield _wrong_points(manuscript, spot, sum(given))


def _given(outline: Outline, entry: Entry) -> int:
    return _ending(outline.content(entry.position), entry.heading)


def _ending(content: str, heading: str) -> int:
    """The points that the heading of a line ends with, or the line itself; 0 where neither does."""
    match = _ENDING.search(heading) or _ENDING.search(content[-_SHORT:])
    return int(match[1]) if match else 0


def _each_adds_up(lists: Mapping[tuple[int, int], int], stated: int) -> bool:
    """Whether each list of some level has the total by itself: one for each kind of unit."""
    return any(
        all(added == stated for (level, _), added in lists.items() if level == one)
        for one in {level for level, _ in lists}
    )


def points(content: str, heading: str) -> Hashable:
    """The points stated and given in a line, and those of its heading; None where there are none."""
    if "分" not in content or not _OF_POINTS.search(content):
        return None
    given = tuple([match[0] for match in _POINTS.finditer(content)])
    found = (tuple(_FULL.findall(content)), given)
    return (*found, _ending(content, heading)) if any(found) else None


def _is_within(spot: Spot, position: int, match: re.Match[str]) -> bool:
    """Whether the points given are the total stated: （满分100分）."""
    return spot.position == position and match.start() < spot.end and spot.start < match.end()


_UNITS = "名|个|人|项|家|户|处|万元|元|亿元|所|件|分|公里|千米|亩|座|套|辆|期"
_NUMBER = r"(?<![\d.])\d{1,6}(?:\.\d{1,4})?"
_QUOTA = pattern(
    rf"(?:共计?|合计|总计|总数(?:为)?|满分)[^\d，,。；;\n]{{0,10}}({_NUMBER})({_UNITS})"
    r"[^，,。；;\n]{0,8}[，,。（(]其中[：:，,]?"
    r"([^。；;\n（()）]{4,200})"
)


# 分别为3个、4个和5个，共计12个
_EACH = pattern(
    rf"分别[^\d，,。；;\n]{{0,8}}(?P<shares>(?:{_NUMBER}(?P<unit>{_UNITS})(?:[、和及与]|，(?=\d))?){{2,12}})"
    rf"[，,（(]?(?:共计?|合计|总计|累计)[^\d，,。；;\n]{{0,6}}(?P<stated>{_NUMBER})(?P=unit)(?!次)"
)
_CROSSING = pattern(
    "等|以上|以下|左右|包括|男|女|民族|岁|学历|学位|职称|预备|退休|流动|困难|低保|脱贫|新增|每|各|扣|[，,][^，,]{0,8}党员"
)
_PRESENT = pattern("共有|现有|已有")  # of what there is, some may be named


def quotas_add_up(manuscript: Manuscript) -> Iterator[Remark]:
    """共10名，其中…… gives away no more than ten, and all ten when it names three shares."""
    outline = manuscript.outline
    for match in _QUOTA.finditer(outline.text) if "其中" in outline.text else ():
        stated = Decimal(match[1])
        added, shares = _shares(match[3], match[2])
        if (
            shares > _FEW
            and added != stated
            and not _CROSSING.search(match[3])
            and not (added < stated and _PRESENT.search(match[0]))
        ):
            spot = outline.spot(match.start(), match.start(3))
            yield _wrong_shares(manuscript, spot, stated, added)
    for match in _EACH.finditer(outline.text) if "分别" in outline.text else ():
        stated = Decimal(match["stated"])
        added, shares = _shares(match["shares"], match["unit"])
        if shares >= _FEW and added != stated:
            spot = outline.spot(*match.span())
            yield _wrong_shares(manuscript, spot, stated, added)


def _wrong_shares(manuscript: Manuscript, spot: Spot, stated: Decimal, added: Decimal) -> Remark:
    message = N_("{stated} in all, but the shares add up to {added}")
    return remark(
        manuscript, "quota-total", message, spot, stated=plain(stated), added=plain(added)
    )


def _shares(text: str, unit: str) -> tuple[Decimal, int]:
    """The sum of the numbers with that unit, and how many they are."""
    found = [Decimal(number) for number in re.findall(f"({_NUMBER}){unit}", text)]
    return sum(found, Decimal(0)), len(found)
