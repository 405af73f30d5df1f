"""Annexes from the plan's own data: for each kind, a short plan and the rows it gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.annexes import KINDS, TITLES, AnnexSpec, derive
from generator.annexes.columns import LANDSCAPE, PORTRAIT, Column, merged, once
from generator.annexes.sources import name_of
from generator.annexes.tasks import names_in
from generator.errors import Finding, Origin, errors_of
from generator.numbering import number
from generator.plan import (
    Annex,
    Criterion,
    Duty,
    Indicator,
    Member,
    Members,
    Node,
    Paragraph,
    Plan,
    Section,
    Table,
    Window,
)
from generator.values import Month, OfficialDate
from generator.word.widths import text_width

from .helpers import told

HERE = Origin("b.yaml", 9, 3, "annexes[0]")


def part(name: str, heading: str, *children: Node | str, **facts: Any) -> Section:
    """A section; a text among its children is a paragraph."""
    nodes = tuple(
        Paragraph(id=f"{name}#{n}", text=child) if isinstance(child, str) else child
        for n, child in enumerate(children, 1)
    )
    return Section(id=name, heading=heading, children=nodes, **facts)


def criterion(name: str, text: str, points: int | None, *evidence: str, **facts: Any) -> Section:
    demands = Criterion(facts.pop("threshold", ""), evidence, points)
    return part(name, "", text, role="criterion", criterion=demands, **facts)


def phase(name: str, heading: str, start: Any, end: Any, *children: Node, **facts: Any) -> Section:
    return part(name, heading, *children, role="phase", window=Window(start, end), **facts)


def made(
    kind: Any, *children: Node, known: tuple[str, ...] = (), **said: Any
) -> tuple[Annex | None, list[Finding]]:
    findings: list[Finding] = []
    plan = number(Plan(title="方案", children=children), findings)
    spec = AnnexSpec(id="annexes/x", kind=kind, origin=HERE, **said)
    return derive(spec, plan, findings, known), findings


def table_of(annex: Annex | None) -> Table:
    assert annex is not None
    (table,) = annex.children
    assert isinstance(table, Table)
    return table


def rows(kind: Any, *children: Node, **said: Any) -> list[list[str]]:
    """Headings and rows of an annex that has no errors."""
    annex, findings = made(kind, *children, **said)
    assert not errors_of(findings), told(findings)
    table = table_of(annex)
    return [list(table.headings), *map(list, table.rows)]


DUTIES = (
    part(
        "safeguards",
        "保障措施",
        part("safeguards/lead", "加强领导", duty=Duty("组织部", ("宣传部",), "2018年6月", "方案")),
        part("safeguards/press", "", "办好专栏。每周一期。", duty=Duty("宣传部", due="全年")),
    ),
    part(
        "steps",
        "方法步骤",
        phase("steps/launch", "动员", Month(2018, 6), Month(2018, 7), duty=Duty("组织部")),
        scheme="第一阶段",
    ),
)
OFFICES = part("offices", "组织领导", part("offices/a", "分工", duty=Duty("教育局", due="年底前")))


# 重点任务分解表 -------------------------------------------------------------------------------


def test_tasks_come_from_every_part_that_has_a_duty() -> None:
    assert rows("task_list", *DUTIES) == [
        ["序号", "重点任务", "牵头单位", "配合单位", "完成时限", "成果"],
        ["1", "加强领导", "组织部", "宣传部", "2018年6月", "方案"],
        ["2", "办好专栏", "宣传部", "", "全年", ""],
        ["3", "第一阶段：动员", "组织部", "", "2018年7月", ""],
    ]


def test_tasks_come_from_the_named_parts_in_reading_order_and_once() -> None:
    named = ("steps", "safeguards/lead", "steps/launch")
    tasks = [row[1] for row in rows("task_list", *DUTIES, of=named)[1:]]
    assert tasks == ["加强领导", "第一阶段：动员"]


def test_columns_that_would_be_empty_drop_out() -> None:
    assert rows("task_list", OFFICES)[0] == ["序号", "重点任务", "牵头单位", "完成时限"]


def test_a_task_takes_owner_and_time_limit_from_around_it() -> None:
    inner = part("s/launch/rally", "召开动员会", duty=Duty(deliverable="纪要"))
    stage = phase("s/launch", "动员", Month(2018, 6), Month(2018, 7), inner, duty=Duty("组织部"))
    goal = part(
        "s/goal",
        "达标",
        role="indicator",
        indicator=Indicator(by="2019年底前"),
        duty=Duty("市委办"),
    )
    table = rows("task_list", part("s", "步骤", stage, goal))
    assert [row[2:4] for row in table[1:]] == [
        ["组织部", "2018年7月"],
        ["组织部", "2018年7月"],
        ["市委办", "2019年底前"],
    ]


def test_the_nearest_around_counts() -> None:
    task = part("s/a/b", "任务", duty=Duty(deliverable="报告"))
    middle = part("s/a", "分项", task, duty=Duty("乙局", due="六月"))
    outer = part("s", "部分", middle, duty=Duty("甲局", due="全年"))
    assert rows("task_list", outer, of=("s/a/b",))[1][2:4] == ["乙局", "六月"]


def test_empty_cells_are_told_once_for_all_tasks() -> None:
    duties = [part(f"s/{n}", f"任务{n}", duty=Duty("甲局")) for n in range(5)]
    _, findings = made("task_list", part("s", "任务", *duties))
    (finding,) = findings
    assert (finding.code, finding.severity) == ("annex-empty-cells", "warning")
    assert "leaves due empty for 5 of its tasks: 任务0、任务1、任务2……" in told(findings)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (part("a", "加强领导", "正文。", label="（一）"), "（一）加强领导"),
        (part("a", "宣传动员", label="第一阶段"), "第一阶段：宣传动员"),
        (part("a", "抓班子", label="一是"), "抓班子"),
        (part("a", "", "办好专栏，每周一期。其余。", label="1."), "办好专栏，每周一期"),
        (
            part("a", "", "做到“不漏一户。不落一人。”，逐户登记；"),
            "做到“不漏一户。不落一人。”，逐户登记",
        ),
        (part("a", "", "落实制度（一月一次；遇事即开）；其余"), "落实制度（一月一次；遇事即开）"),
        (part("a", "", "引号“不闭合。其余"), "引号“不闭合"),
        (part("a", "", label="2."), "2"),
    ],
)
def test_a_part_is_called_by_its_heading_or_its_first_sentence(section: Section, name: str) -> None:
    assert name_of(section) == name


# 创建标准评分表 -------------------------------------------------------------------------------

STANDARDS = part(
    "standards",
    "创建标准",
    part(
        "standards/a",
        "组织建设",
        criterion("standards/a/1", "按期换届。", 10, "批复", "记录", threshold="按期"),
        criterion("standards/a/2", "配强班子。", 20),
    ),
    part("standards/b", "阵地建设", criterion("standards/b/1", "有场所。", 30)),
)


def test_criteria_are_grouped_by_area_and_summed() -> None:
    assert rows("score_sheet", STANDARDS, total=60) == [
        ["创建内容", "创建标准", "达标值", "分值", "印证材料", "得分"],
        ["（一）组织建设\n（30分）", "1.按期换届。", "按期", "10", "批复、记录", ""],
        ["", "2.配强班子。", "", "20", "", ""],
        ["（二）阵地建设\n（30分）", "1.有场所。", "", "30", "", ""],
        ["合计", "", "", "60", "", ""],
    ]
    assert table_of(made("score_sheet", STANDARDS)[0]).total


def test_criteria_outside_any_area_stand_under_a_dash() -> None:
    bare = part("s", "", criterion("s/1", "有场所。", 5))
    assert rows("score_sheet", bare)[1][0] == "—\n（5分）"


def test_areas_of_one_name_stay_apart() -> None:
    areas = [part(f"s/{n}", "建设", criterion(f"s/{n}/1", "有场所。", 5)) for n in range(2)]
    unnumbered = part("s", "标准", *areas, scheme="none")
    assert [row[0] for row in rows("score_sheet", unnumbered)[1:3]] == ["建设\n（5分）"] * 2


def test_points_that_do_not_add_up_are_an_error_with_both_sums() -> None:
    annex, findings = made("score_sheet", STANDARDS, total=100)
    assert annex is not None
    (finding,) = errors_of(findings)
    assert (finding.code, finding.origin) == ("points-total", HERE)
    assert "add up to 60, not to 100" in told(findings)


def test_a_criterion_without_points_among_others_is_an_error_at_its_place() -> None:
    place = Origin("b.yaml", 20, 9)
    odd = criterion("s/2", "有经费。", None, origin=place)
    _, findings = made("score_sheet", part("s", "标准", criterion("s/1", "有场所。", 5), odd))
    (finding,) = findings
    assert (finding.code, finding.origin) == ("criterion-without-points", place)
    assert "the criterion 有经费 has no points" in told(findings)


def test_nought_points_are_points() -> None:
    bonus = part("s", "标准", criterion("s/1", "有场所。", 5), criterion("s/2", "有特色。", 0))
    annex, findings = made("score_sheet", bonus)
    assert [row[2] for row in table_of(annex).rows] == ["5", "0", "5"] and not findings


# 进度安排表 -----------------------------------------------------------------------------------


def steps(*windows: tuple[Any, Any]) -> Section:
    stages = [phase(f"s/{n}", f"阶段{n}", *window) for n, window in enumerate(windows)]
    return part("s", "步骤", *stages, scheme="none")


def grid(*windows: tuple[Any, Any]) -> tuple[list[str], list[str]]:
    """The headings of the grid, and each row as # for shaded and . for empty cells."""
    table = table_of(made("schedule", steps(*windows))[0])
    columns = range(1, len(table.headings))
    bars = [
        "".join("#" if (row, column) in table.shaded else "." for column in columns)
        for row in range(len(table.rows))
    ]
    return list(table.headings[1:]), bars


@pytest.mark.parametrize(
    ("windows", "headings", "bars"),
    [
        (
            [(Month(2018, 6), Month(2018, 6)), (Month(2018, 7), Month(2018, 8))],
            ["2018年\n6月", "7月", "8月"],
            ["#..", ".##"],
        ),
        (
            [(Month(2018, 11), Month(2019, 2))],
            ["2018年\n11月", "12月", "2019年\n1月", "2月"],
            ["####"],
        ),
        (
            [
                (OfficialDate(2018, 6, 30), OfficialDate(2018, 7, 1)),
                (OfficialDate(2018, 7, 2), OfficialDate(2018, 8, 31)),
            ],
            ["2018年\n6月", "7月", "8月"],
            ["##.", ".##"],
        ),
        (
            [(Month(2018, 9), Month(2018, 9)), (Month(2018, 6), Month(2018, 6))],
            ["2018年\n6月", "7月", "8月", "9月"],
            ["...#", "#..."],
        ),
    ],
)
def test_stages_shade_every_month_they_touch(
    windows: list[tuple[Any, Any]], headings: list[str], bars: list[str]
) -> None:
    assert grid(*windows) == (headings, bars)


def test_more_than_36_months_become_quarters() -> None:
    headings, bars = grid((Month(2018, 6), Month(2018, 6)), (Month(2018, 7), Month(2021, 6)))
    assert headings[:4] == ["2018年\n二季度", "三季度", "四季度", "2019年\n一季度"]
    assert (len(headings), bars[0][:3], bars[1][:3]) == (13, "#..", ".##")
    assert len(grid((Month(2018, 6), Month(2021, 5)))[0]) == 36


@pytest.mark.parametrize(("last", "landscape"), [(8, False), (9, True)])
def test_a_wide_schedule_lies_on_a_landscape_page(last: int, landscape: bool) -> None:
    annex, _ = made("schedule", steps((Month(2018, 1), Month(2018, last))))
    assert annex is not None and annex.landscape is landscape


def test_rows_name_stages_and_their_tasks_with_dates_where_months_are_too_coarse() -> None:
    rally = part("s/0/rally", "召开动员会", duty=Duty("宣传部"))
    window = OfficialDate(2018, 6, 1), OfficialDate(2018, 6, 15)
    stage = phase("s/0", "动员", *window, rally, duty=Duty("组织部"))
    last = phase("s/1", "总结", Month(2018, 7), Month(2018, 7))
    other = part("t", "保障", duty=Duty("办公室"))
    table = table_of(made("schedule", part("s", "步骤", stage, last), other)[0])
    assert [row[:2] for row in table.rows] == [
        ("（一）动员\n（2018年6月1日—15日）", "组织部"),
        ("1.召开动员会", "宣传部"),
        ("（二）总结", ""),
    ]
    assert table.shaded == {(0, 2), (1, 2), (2, 3)}


def test_a_schedule_of_generations_is_refused() -> None:
    assert made("schedule", steps((Month(2018, 1), Month(2026, 12))))[1] == []
    annex, findings = made("schedule", steps((Month(2018, 1), Month(2027, 1))))
    assert annex is None
    assert "would run from 2018年1月 to 2027年1月, more than 9 years" in told(errors_of(findings))


MOMENTS = st.builds(Month, st.integers(2015, 2023), st.integers(1, 12))


@given(st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda ends: tuple(sorted(ends))), min_size=1))
def test_every_bar_is_unbroken_and_the_grid_has_no_idle_ends(windows: list[Any]) -> None:
    headings, bars = grid(*windows)
    assert len(headings) <= 36
    assert all(bar.strip(".") == "#" * bar.count("#") != "" for bar in bars)
    assert any(bar[0] == "#" for bar in bars) and any(bar[-1] == "#" for bar in bars)


# 责任清单 -------------------------------------------------------------------------------------


def test_each_owner_has_its_tasks_in_order_of_first_appearance() -> None:
    assert rows("duty_list", *DUTIES) == [
        ["责任单位", "序号", "工作任务", "职责", "完成时限"],
        ["组织部", "1", "加强领导", "牵头", "2018年6月"],
        ["", "2", "第一阶段：动员", "牵头", "2018年7月"],
        ["宣传部", "3", "加强领导", "配合", "2018年6月"],
        ["", "4", "办好专栏", "牵头", "全年"],
    ]


def test_units_named_in_one_text_are_listed_apart_and_who_leads_does_not_support() -> None:
    task = part("s", "任务", duty=Duty("组织部、 宣传部", ("各局（办、站）", "组织部"), "年底"))
    assert [(row[0], row[3]) for row in rows("duty_list", task)[1:]] == [
        ("组织部", "牵头"),
        ("宣传部", "牵头"),
        ("各局（办、站）", "配合"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("组织部", ["组织部"]),
        ("组织部、宣传部；网信办", ["组织部", "宣传部", "网信办"]),
        ("宣传部（文明办、网信办）", ["宣传部（文明办、网信办）"]),
        ("宣传部（文明办、网信办", ["宣传部（文明办", "网信办"]),
        (" 、　组织部　、", ["组织部"]),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    assert names_in(text) == names


# 领导小组成员名单 -----------------------------------------------------------------------------

GROUP = Members(
    id="lead#members",
    rows=(
        Member(post="组长", people=(("张三", "县委书记"),)),
        Member(post="成员", people=(("欧阳雪", "教育局局长"), ("李四", ""))),
    ),
)


def test_members_stand_under_their_post_with_short_names_spread() -> None:
    assert rows("member_list", part("lead", "组织领导", GROUP)) == [
        ["组内职务", "姓名", "单位及职务"],
        ["组　长", "张　三", "县委书记"],
        ["成　员", "欧阳雪", "教育局局长"],
        ["", "李　四", ""],
    ]


def test_members_given_stand_instead_of_those_in_the_plan() -> None:
    given_rows = (Member(post="副组长", people=(("王五", ""),)),)
    assert table_of(made("member_list", part("lead", "组织领导", GROUP))[0]).caption == ""
    table = rows("member_list", part("lead", "组织领导", GROUP), members=given_rows)
    assert table == [["组内职务", "姓名"], ["副组长", "王　五"]]


def test_several_lists_are_several_tables_under_their_headings() -> None:
    annex, _ = made(
        "member_list", part("a", "领导小组", GROUP), part("b", "办公室", part("b/x", "", GROUP))
    )
    assert annex is not None
    tables = [child for child in annex.children if isinstance(child, Table)]
    assert [(table.id, table.caption) for table in tables] == [
        ("annexes/x#table1", "领导小组"),
        ("annexes/x#table2", "办公室"),
    ]


# 督导清单 -------------------------------------------------------------------------------------


def test_supervision_leaves_room_for_what_is_found() -> None:
    assert rows("supervision_list", OFFICES, method="实地查看") == [
        ["序号", "督导内容", "责任单位", "完成时限", "督导方式", "督导情况"],
        ["1", "分工", "教育局", "年底前", "实地查看", ""],
    ]


# What is the same for all ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("task_list", "is anyone's task"),
        ("duty_list", "is anyone's task"),
        ("supervision_list", "is anyone's task"),
        ("score_sheet", "no criterion it is made from has points"),
        ("schedule", "no stage it is made from has dates"),
        ("member_list", "no part it is made from lists members"),
    ],
)
def test_without_data_the_annex_is_refused_with_what_to_write(kind: Any, cause: str) -> None:
    bare = part("s", "标准", criterion("s/1", "有场所。", None))
    annex, findings = made(kind, bare)
    (finding,) = errors_of(findings)
    assert annex is None
    assert (finding.code, finding.origin) == ("annex-no-data", HERE)
    assert cause in told(findings) and finding.hint.startswith("write ")
    assert TITLES[kind] in told(findings)


def test_a_duty_list_of_tasks_without_any_unit_is_refused() -> None:
    annex, findings = made("duty_list", part("s", "任务", duty=Duty(due="年底")))
    assert annex is None
    assert [finding.code for finding in errors_of(findings)] == ["annex-no-data"]


def test_an_unknown_part_is_told_with_the_nearest_one() -> None:
    annex, findings = made("task_list", *DUTIES, of=("safegards",))
    assert annex is None
    assert [finding.code for finding in findings] == ["annex-unknown-part"]
    assert "safegards, which is no part of the plan" in told(findings)
    assert "did you mean safeguards?" in told(findings)


def test_a_part_this_unit_does_not_have_is_no_mistake() -> None:
    known = ("safeguards", "poverty")
    assert made("task_list", *DUTIES, of=("poverty",), known=known) == (None, [])
    some, findings = made("task_list", *DUTIES, of=("poverty", "steps"), known=known)
    assert len(table_of(some).rows) == 1 and not findings


def test_a_repeated_part_is_meant_by_its_id_in_the_blueprint_or_of_one_turn() -> None:
    villages = [
        part(
            f"v/each[{key}]",
            key,
            part(f"v/each[{key}]/a", f"{key}任务", duty=Duty(key, due="年底")),
        )
        for key in ("东[1]村", "西/村")
    ]
    whole = part("v", "各村", *villages)
    assert [r[2] for r in rows("task_list", whole, of=("v/each/a",))[1:]] == ["东[1]村", "西/村"]
    assert [r[2] for r in rows("task_list", whole, of=("v/each[西/村]",))[1:]] == ["西/村"]


def test_a_title_of_ones_own_stands_instead_of_the_usual() -> None:
    assert made("task_list", *DUTIES)[0].title == "重点任务分解表"  # type: ignore[union-attr]
    assert made("task_list", *DUTIES, title="任务表")[0].title == "任务表"  # type: ignore[union-attr]
    assert set(TITLES) == set(KINDS)


EVERYTHING = (*DUTIES, STANDARDS, part("lead", "组织领导", GROUP))


MARGINS = 0.89  # of a cell, in characters of table text


def columns_fit(annex: Annex | None) -> bool:
    """Whether the columns fill no more than the page and no heading is broken in them."""
    table = table_of(annex)
    assert annex is not None and len(table.widths) == len(table.headings)
    room = LANDSCAPE if annex.landscape else PORTRAIT
    wide = [text_width(heading) + MARGINS for heading in table.headings]
    pairs = zip(wide, table.widths, strict=True)
    return sum(table.widths) < room + 0.01 and all(wanted <= width for wanted, width in pairs)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_fit_the_page_and_their_headings(kind: Any) -> None:
    assert columns_fit(made(kind, *EVERYTHING)[0])


@pytest.mark.parametrize("months", range(1, 13))
def test_a_schedule_of_up_to_a_year_fits_the_page(months: int) -> None:
    first = Month(2018, 12)
    assert columns_fit(made("schedule", steps((first, first.following(months - 1))))[0])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_plan_gives_the_same_annex(kind: Any) -> None:
    assert made(kind, *EVERYTHING)[0] == made(kind, *EVERYTHING)[0]


def test_grouped_cells_reach_down_to_the_next_text() -> None:
    columns = [
        Column("单位", 5, once(["甲", "甲", "乙", "丙", "丙"]), grouped=True),
        Column("任务", 5, ("一", "", "", "", "")),
    ]
    assert columns[0].cells == ("甲", "", "乙", "丙", "")
    assert merged(columns) == ((0, 0, 2), (3, 0, 2))
