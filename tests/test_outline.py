"""The outline of a plan: labels, levels, headings, parts, what stands around them, dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import outline
from generator.outline import Line, Outline, lines_of, periods


def read(text: str) -> Outline:
    return outline.read(lines_of(text))


def tree(plan: Outline) -> list[str]:
    """Level, label and heading of each entry; a heading on a line of its own ends with |."""
    return [
        f"{entry.level} {entry.label.text} {entry.heading}{'|' if entry.block else ''}"
        for entry in plan.entries
    ]


def runs(plan: Outline) -> list[tuple[str, list[int]]]:
    return [(run.kind, [mark.label.value for mark in run.marks]) for run in plan.runs]


# Labels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "value", "label"),
    [
        ("一、创建目标", "一、", 1, "一、"),
        ("　　十二、附则", "一、", 12, "十二、"),
        ("（一）班子好", "（一）", 1, "（一）"),
        ("(三) 在健全机制上作示范", "（一）", 3, "(三)"),
        ("1.查阅资料", "1.", 1, "1."),
        ("2、实地察看", "1.", 2, "2、"),
        ("4.2018年工作", "1.", 4, "4."),
        ("3．走访群众", "1.", 3, "3．"),
        ("（1）专题研究", "（1）", 1, "（1）"),
        ("(12)专题研究", "（1）", 12, "(12)"),
        ("①会议记录", "①", 1, "①"),
        ("2）讲话材料", "1）", 2, "2）"),
        ("第一阶段（2021年4月）动员。", "第一阶段", 1, "第一阶段"),
        ("第三步：验收", "第一步", 3, "第三步"),
        ("第二章　组织领导", "第一章", 2, "第二章"),
        ("第十条　本办法自印发之日起施行。", "第一条", 10, "第十条"),
        ("一是抓班子。", "一是", 1, "一是"),
        ("二要抓队伍。", "一要", 2, "二要"),
        ("首先，抓班子。", "首先", 1, "首先，"),
        ("第三，抓阵地。", "第一，", 3, "第三，"),
    ],
)
def test_a_label_is_known_by_its_marks(line: str, kind: str, value: int, label: str) -> None:
    entry = read(line).entries[0]
    assert (entry.label.kind, entry.label.value, entry.label.text) == (kind, value, label)


@pytest.mark.parametrize(
    "line",
    [
        "一、二年级学生参加。",
        "一、二、三等奖各5名。",
        "1.5万元用于活动。",
        "3、5年后见成效。",
        "2018年6月召开会议。",
        "（2018年6月）召开会议。",
        "一是一、二是二，说到做到。",
        "三要素齐全。",
        "第一阶段的工作已经完成。",
        "第一步骤完成。",
        "万一、可能的话。",
        "亿、元。",
    ],
)
def test_what_only_looks_like_a_label(line: str) -> None:
    assert not read(line).entries


def test_a_label_given_by_word_is_not_in_the_text() -> None:
    plan = outline.read([Line("创建目标", 1, numbering="一、"), Line("建成示范点。", 2)])
    (entry,) = plan.entries
    assert (entry.label.text, entry.label.end, entry.heading) == ("一、", 0, "创建目标")


def test_a_bullet_is_no_label() -> None:
    assert not outline.read([Line("创建目标", 1, numbering="•")]).entries


# Levels ------------------------------------------------------------------------------------------

PLAN = """
甲县党建示范点创建方案

各支部：
　　为做好创建工作，制定本方案。
一、创建目标
年底前建成一批示范点。
二、创建标准
（一）班子好。团结协作。
（二）队伍好
1.严格管理。（1）按月考勤。（2）按季考核。
2.注重培养。
三、方法步骤
第一阶段（2021年4月）动员。召开会议。
第二阶段（2021年5月）集中推进。一是抓班子；二是抓队伍。

附件：1.评分表
　　　2.名额表

中共甲县委员会
2018年5月1日

附件1
评分表
一、组织健全
二、活动正常

附件2
名额表
单位\t名额
甲镇\t3
抄送：市委组织部。
"""


def test_a_plan_is_a_tree() -> None:
    plan = read(PLAN)
    assert tree(plan) == [
        "1 一、 创建目标|",
        "1 二、 创建标准|",
        "2 （一） 班子好",
        "2 （二） 队伍好|",
        "3 1. 严格管理",
        "3 2. ",
        "1 三、 方法步骤|",
        "2 第一阶段 （2021年4月）动员",
        "2 第二阶段 （2021年5月）集中推进",
        "1 一、 组织健全|",
        "1 二、 活动正常|",
    ]
    assert runs(plan) == [
        ("一、", [1, 2, 3]),
        ("（一）", [1, 2]),
        ("1.", [1, 2]),
        ("（1）", [1, 2]),
        ("第一阶段", [1, 2]),
        ("一是", [1, 2]),
        ("一、", [1, 2]),
    ]
    assert [plan.content(at) for at in plan.entries[0].texts] == ["年底前建成一批示范点。"]


def test_what_stands_around_the_body() -> None:
    plan = read(PLAN)
    assert (plan.title, plan.recipients) == ("甲县党建示范点创建方案", "各支部")
    assert (plan.issuer, plan.day) == ("中共甲县委员会", date(2018, 5, 1))
    assert [(note.number, note.title) for note in plan.notes] == [(1, "评分表"), (2, "名额表")]
    parts = [(part.kind, part.title, part.number) for part in plan.parts]
    assert parts == [
        ("plan", "甲县党建示范点创建方案", 0),
        ("annex", "评分表", 1),
        ("annex", "名额表", 2),
    ]
    assert plan.roles[-2:] == ("imprint", "blank")
    for note in plan.notes:
        spot = note.spot
        assert plan.content(spot.position)[spot.start : spot.end] == note.title


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        ("附件：评分表", [(0, "评分表")]),
        ("附件1：评分表\n附件2：名额表", [(1, "评分表"), (2, "名额表")]),
        ("附件：\n1.评分表\n2.名额表。", [(1, "评分表"), (2, "名额表")]),
        ("附件：1．评分表  2．名额表", [(1, "评分表"), (2, "名额表")]),
        ("附：1、评分表；2、名额表", [(1, "评分表"), (2, "名额表")]),
        ("附件：1.2018年评分表\n3.名额表", [(1, "2018年评分表")]),
        ("附件十十", []),
    ],
)
def test_the_note_on_annexes(lines: str, notes: list[tuple[int, str]]) -> None:
    plan = read(f"甲县方案\n文字。\n{lines}\n甲委员会\n2018年5月1日")
    assert [(note.number, note.title) for note in plan.notes] == notes
    for note in plan.notes:
        spot = note.spot
        assert plan.content(spot.position)[spot.start : spot.end] == note.title


def test_several_issuers_stand_in_tables() -> None:
    plan = outline.read(
        [
            Line("", 1, table=(("甲县县委", "文件"), ("甲县政府", ""))),
            Line("甲发〔2018〕5号", 2),
            Line("关于印发方案的通知", 3),
            Line("文。", 4),
            Line("附件：评分表", 5),
            Line("", 6, table=(("甲县县委", "甲县政府"), ("", "2018年6月1日"))),
        ]
    )
    assert plan.roles == ("head", "head", "title", "text", "annex_note", "signature")
    assert (plan.title, plan.number) == ("关于印发方案的通知", "甲发〔2018〕5号")
    assert (plan.issuer, plan.day) == ("甲县县委", date(2018, 6, 1))


def test_a_table_with_a_date_is_no_signature() -> None:
    assert read("甲县方案\n文。\n动员部署\t2018年6月1日").roles[-1] == "table"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("甲县方案\n（2018年6月1日党委会通过）\n文。", date(2018, 6, 1)),
        ("甲县方案\n文。\n甲委员会\n二〇一八年六月十一日", date(2018, 6, 11)),
        ("甲县方案\n文。\n甲委员会　　2018年6月2日印发", date(2018, 6, 2)),
        ("甲县方案\n文。\n甲委员会\n2018年2月30日", None),
        ("甲县方案\n文。\n甲委员会\n　　年　月　日", None),
        ("甲县方案\n2018年6月1日开会。", None),
    ],
)
def test_the_day_of_a_plan(text: str, day: date | None) -> None:
    assert read(text).day == day


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("附件\n甲县方案\n一、甲", ["甲县方案"]),
        ("甲县方案\n文。\n附件1：评分表\n一、甲\n附件2：名额表\n一、乙", ["甲县方案", "评分表", "名额表"]),
        ("甲县方案\n文。\n甲局\n2018年6月1日\n附件1：评分表\n文。", ["甲县方案", "评分表"]),
        ("甲县方案\n文。\n附件：评分表\n甲局\n2018年6月1日", ["甲县方案"]),
        ("甲县方案\n文。\n甲局\n2018年6月1日\n附件：1.评分表\n2.名额表", ["甲县方案"]),
        ("甲县方案\n文。\n附件1\n张三\t李四\n王五\t赵六", ["甲县方案", ""]),
        ("甲县方案\n文。\n附件2\n组长：张三\n组员：李四", ["甲县方案", ""]),
        ("甲县方案\n文。\n附表一\n评分表\n文。", ["甲县方案", "评分表"]),
    ],
)  # fmt: skip
def test_annexes_begin_anew(text: str, parts: list[str]) -> None:
    assert [part.title for part in read(text).parts] == parts


@pytest.mark.parametrize(
    ("line", "is_address"),
    [
        ("各党支部：", True),
        ("各乡镇（街道）党（工）委，县委各部委，县直各单位党组（党委），县属国有企业党委（总支）：", True),
        ("各科室、直属各单位（含二级机构，不含企业）：", True),
        (f"{'各有关单位党委（党组），' * 30}省属驻县企业：", True),
        ("全体党员：", True),
        ("同志们：", True),
        ("县委组织部:", True),
        ("现将有关事项通知如下：", False),
        ("各单位要做到以下几点：", False),
        ("责任单位：", False),
        ("根据县委要求，决定表彰以下单位：", False),
        ("主要任务是：", False),
    ],
)  # fmt: skip
def test_the_line_that_names_the_recipients(line: str, is_address: bool) -> None:
    plan = read(f"关于印发方案的通知\n{line}\n文。")
    assert plan.recipients == (line[:-1] if is_address else "")


def test_an_annex_that_begins_with_a_table() -> None:
    plan = read("附件\n张三\t李四\n王五\t赵六\n甲县方案\n一、目标\n文。")
    assert plan.roles == ("head", "table", "title", "entry", "text")


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("单位\t名额\n甲镇\t3", [(("单位", "名额"), ("甲镇", "3"))]),
        ("单位\t名额\n甲镇\t\n\t3\n文。", [(("单位", "名额"), ("甲镇", ""), ("", "3"))]),
        ("名称\t\n事迹\t", [(("名称", ""), ("事迹", ""))]),
        ("\t一、创建目标\n\t建成示范点。", []),
        ("建成一批示范点，抓好创建工作的落实。\t", []),
    ],
)
def test_the_rows_of_a_table_in_a_plain_text(text: str, tables: list[outline.Rows]) -> None:
    assert [line.table for line in lines_of(text) if line.table] == tables


NOTICE = """
中共甲县委办公室文件
甲办发〔2018〕5号
关于印发《甲县党建示范点
创建方案》的通知
各乡镇党委，县直各部门：
现将方案印发给你们。
一、落实责任。
二、加强督查。
中共甲县委办公室
二〇一八年五月一日
甲县党建示范点创建方案
一、创建目标
建成示范点。
"""


@pytest.mark.parametrize(
    ("lines", "title", "number"),
    [
        ("关于印发《甲县三年行动计划\n（2023—2025年）》的通知\n甲发〔2023〕5号\n各支部：",
         "关于印发《甲县三年行动计划（2023—2025年）》的通知", "甲发〔2023〕5号"),
        ("甲县人民政府\n甲政发〔2023〕5号\n关于印发方案的通知\n各镇：", "关于印发方案的通知", "甲政发〔2023〕5号"),
        ("甲县关于印发方案的通知\n甲发〔2023〕5号\n关于印发《甲县\n方案》的通知\n各镇：",
         "关于印发《甲县方案》的通知", "甲发〔2023〕5号"),
        ("甲县创建方案\n（试行）\n一、目标", "甲县创建方案", ""),
    ],
)  # fmt: skip
def test_a_title_on_several_lines_and_beside_a_number(lines: str, title: str, number: str) -> None:
    plan = read(f"{lines}\n文。")
    assert (plan.title, plan.number) == (title, number)


def test_a_plan_within_a_notice_begins_anew() -> None:
    plan = read(NOTICE)
    assert plan.number == "甲办发〔2018〕5号"
    assert plan.title == "关于印发《甲县党建示范点创建方案》的通知"
    assert plan.recipients == "各乡镇党委，县直各部门"
    assert plan.day == date(2018, 5, 1)
    assert [part.title for part in plan.parts] == [plan.title, "甲县党建示范点创建方案"]
    assert runs(plan) == [("一、", [1, 2]), ("一、", [1])]


def test_a_table_of_contents_has_no_entries() -> None:
    assert tree(read("甲县创建方案\n一、目标……1\n二、标准....2\n一、目标\n文。")) == [
        "1 一、 目标|"
    ]


@pytest.mark.parametrize(
    ("line", "heading", "block"),
    [
        ("一、创建目标", "创建目标", True),
        ("一、加强领导，落实责任", "加强领导，落实责任", True),
        ("（一）班子好。团结协作。", "班子好", False),
        ("（一）总体要求：坚持标准。", "总体要求", False),
        ("1.查阅资料。", "", False),
        ("1.查阅资料；", "", False),
        (f"1.{'长' * 41}", "", False),
    ],
)
def test_a_heading_is_a_line_or_the_beginning_of_one(line: str, heading: str, block: bool) -> None:
    entry = read(line).entries[0]
    assert (entry.heading, entry.block) == (heading, block)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # runs on across chapters
        (
            "一、甲\n（一）文。\n二、乙\n（二）文。",
            [("一、", [1, 2]), ("（一）", [1]), ("（一）", [2])],
        ),
        # a list in one paragraph, the label of the paragraph is its first
        ("1、题\n（1）文。（2）文；（3）文。", [("1.", [1]), ("（1）", [1, 2, 3])]),
        ("讲三点。第一，甲。第二，乙；第三，丙。", [("第一，", [1, 2, 3])]),
        # two lists in one paragraph
        ("一是甲；二是乙。其中，一是丙；二是丁。", [("一是", [1, 2]), ("一是", [1, 2])]),
        # a list that begins behind a word
        ("注：1.甲事。\n2.乙事。\n3.丙事。", [("1.", [1, 2, 3])]),
        ("要求：1.甲事；2.乙事。\n文。", []),
        # references are no labels
        ("按照第（二）项和（1）式办理。", []),
    ],
)
def test_labels_that_belong_together(text: str, expected: list[tuple[str, list[int]]]) -> None:
    assert runs(read(text)) == expected


# Dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found", "first", "last"),
    [
        ("于2021年9月启动", "2021年9月", (2021, 9, 1), (2021, 9, 30)),
        ("于2021年3-5月进行", "2021年3-5月", (2021, 3, 1), (2021, 5, 31)),
        ("（2021年2月——2021年6月）", "2021年2月——2021年6月", (2021, 2, 1), (2021, 6, 30)),
        ("2018年12月—2019年2月", "2018年12月—2019年2月", (2018, 12, 1), (2019, 2, 28)),
        ("2017年7月18日至 2017年7月25日", None, (2017, 7, 18), (2017, 7, 25)),
        ("6月1日—15日", "6月1日—15日", (0, 6, 1), (0, 6, 15)),
        ("6月1日至7月10日", None, (0, 6, 1), (0, 7, 10)),
        ("2018 年 6 月 1 日", None, (2018, 6, 1), (2018, 6, 1)),
        ("6月上旬", "6月上旬", (0, 6, 1), (0, 6, 10)),
        ("2020年2月底前", "2020年2月底", (2020, 2, 21), (2020, 2, 29)),
        ("6月—7个村", "6月", (0, 6, 1), (0, 6, 31)),
        ("力争2022年底前", "2022年", (2022, 1, 1), (2022, 12, 31)),
        ("2018—2020年", "2018—2020年", (2018, 1, 1), (2020, 12, 31)),
        ("2023年上半年", "2023年上半年", (2023, 1, 1), (2023, 6, 30)),
        ("于2023年第二、三季度", "2023年第二、三季度", (2023, 4, 1), (2023, 9, 30)),
        ("2023年下半年至2024年一季度", None, (2023, 7, 1), (2024, 3, 31)),
        ("2023年11月—次年1月", None, (2023, 11, 1), (2024, 1, 31)),
        ("11月中旬至次年2月底", None, (0, 11, 11), (1, 2, 28)),
    ],
)
def test_a_period_of_time(
    text: str, found: str | None, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    (period,) = periods(text)
    assert text[period.start : period.end] == (found or text)
    assert (period.first.first(), period.last.last(period.first.year)) == (first, last)


@pytest.mark.parametrize("text", ["12个月", "每月1次", "3至5年", "5年", "第3季度", "2018号"])
def test_no_period_of_time(text: str) -> None:
    assert periods(text) == []


@pytest.mark.parametrize(
    ("text", "exists"),
    [
        ("2月30日", False),
        ("2月29日", True),
        ("2019年2月29日", False),
        ("13月", False),
        ("0月", False),
        ("6月31日", False),
        ("6月0日", False),
        ("6月1日—0日", True),
    ],
)
def test_whether_a_date_exists(text: str, exists: bool) -> None:
    assert periods(text)[0].first.exists is exists


# Everything --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "一、", "（一）", "(2)", "1.", "2、", "③", "第一阶段", "二是", "。", "；", "：", "，", "附件", "附件1",
        "附件：", "2018年6月", "1日", "——", "方案", "甲县", "(", "）", "“", "》", "X", "_", "\n", "\n\n", "\t",
        " ", "　", "合计", "印发", "步骤", "阶段", "每年", "五好", "以下简称", "第四部分", "见下表", "满分100分",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


@given(TEXTS)
def test_the_lines_joined_are_the_text(text: str) -> None:
    plan = read(text)
    assert plan.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert plan.text == "\n".join(line.content for line in plan.lines)
    assert [line.index for line in plan.lines] == sorted({line.index for line in plan.lines})


@given(TEXTS)
def test_every_place_leads_back_to_the_text(text: str) -> None:
    plan = read(text)
    for entry in plan.entries:
        label = entry.label
        assert plan.content(entry.position)[label.start : label.end].strip() == label.text
        assert entry.position in {mark.position for run in plan.runs for mark in run.marks}
    for offset in range(len(plan.text)):
        spot = plan.spot(offset, offset + 1)
        rest = plan.content(spot.position)[spot.start : spot.end]
        assert rest == plan.text[offset] or plan.text[offset] == "\n"


@given(TEXTS)
def test_every_period_stands_where_it_says(text: str) -> None:
    for period in periods(text):
        assert 0 <= period.start < period.end <= len(text)
        assert any(sign in text[period.start : period.end] for sign in "月年")
