"""Rules over the outline of any plan: what each finds, and what it leaves alone."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings

from generator import outline, proofreading
from generator.outline import Line, lines_of
from generator.proofreading import RULES, Names, Remark

from .helpers import told
from .test_outline import TEXTS
from .test_proofreading_docs import POLICIES


def check(text: str, *, names: Names | None = None, day: date | None = None) -> list[Remark]:
    plan = outline.read(lines_of(text))
    return proofreading.check(plan, day=day, policies=POLICIES, names=names)


def codes(text: str) -> list[str]:
    """The codes found, without those of style."""
    return [remark.code for remark in check(text) if remark.severity != "style"]


def excerpts(text: str, code: str) -> list[str]:
    """The stretches of the text that the remarks of a code are about."""
    lines = {line.index: line.content for line in lines_of(text)}
    return [lines[r.line][r.start : r.end] for r in check(text) if r.code == code]


# What is found -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text", "excerpt"),
    [
        ("label-gap", "1.甲。\n2.乙。\n4.丙。", "4."),
        ("label-gap", "一是抓班子；二是抓队伍；四是抓阵地。", "四是"),
        ("label-repeat", "（一）甲。\n（二）乙。\n（二）丙。", "（二）"),
        ("label-repeat", "一、甲\n文字。\n一、乙\n文字。", "一、"),
        ("label-start", "一、题\n2.甲。\n3.乙。", "2."),
        ("spoken-start", "要求如下；二要抓队伍；三要抓阵地。", "二要"),
        ("mixed-labels", "一、甲\n（一）文。\n二、乙\n(一)文。", "(一)"),
        ("label-form", "（一）、甲。\n（二）、乙。", "（一）、"),
        ("cited-title", "按《甲县党建工作考核办法》办；按《甲县党建工作的考核办法》办。", "甲县党建工作的考核办法"),
        ("level-order", "（1）题\n1.甲。\n2.乙。", "1."),
        ("mixed-labels", "（一）甲。\n(二)乙。", "(二)"),
        ("glued-heading", "一、甲\n文字。二、创建标准", "二、创建标准"),
        ("glued-heading", "一、甲\n文字。二、创建标准 对照标准抓好创建。", "二、创建标准"),
        ("text-cut", "各支部要加强领导。党员要带头参加，做好对", "做好对"[-3:]),
        ("text-cut", "各乡镇要逐村摸清底数，按月调度、按季通报，", "，"),
        ("count-claim", "主要抓好以下三项工作。\n1.甲。\n2.乙。", "三项工作"),
        ("count-claim", "有两种方式：一是自查；二是互查；三是抽查。", "两种方式"),
        ("count-claim", "活动分三个阶段进行。\n第一阶段（6月）甲。\n第二阶段（7月）乙。", "三个阶段"),
        ("slogan-expansion", "建设“四有”（有场所、有设施、有制度）阵地。", "四有"),
        ("slogan-expansion", "做到“四个不出村”，即办证、咨询和调解不出村。", "四个不出村"),
        ("stage-overlap", "第一阶段（6月1日至15日）甲。\n第二阶段（6月15日至30日）乙。", "6月15日至30日"),
        ("stage-overlap", "1.甲阶段。2018年3月1日至31日。文。\n2.乙阶段。3月15日至4月1日。文。", "3月15日至4月1日"),
        ("stage-outside", "三、方法步骤（2018年3—9月）\n1.甲（3月）。文。\n2.乙（10月）。文。", "10月"),
        ("no-such-date", "于6月31日前完成。", "6月31日"),
        ("no-such-date", "于2019年2月29日前完成。", "2019年2月29日"),
        ("no-such-date", "于13月完成。", "13月"),
        ("range-reversed", "于2018年6月20日—15日进行。", "2018年6月20日—15日"),
        ("hole", "某某县创建方案由县委负责。", "某某"),
        ("hole", "开展主题为“××”的活动，命名为“××”示范点。", "××"),
        ("hole", "文。\n附件1\n方案\n于20_年底前建成__个。", "_"),
        ("hole", "承诺书\n本人每月检查__次。", "__"),
        ("page-residue", "文。\n责任编辑：甲", "责任编辑：甲"),
        ("doubled-word", "认真学习学习党章，加强管理管理工作。", "学习学习"),
        ("part-absent", "第一条　甲。\n第二条　依照本规程第九条办理。", "第九条"),
        ("hole", "各X县、××局和XX村在20××年参加。", "X"),
        ("hole", "201X年工作，做到**。", "X"),
        ("blank-date", "　　　　年　月　日", ""),
        ("empty-brackets", "命名为“”，并授牌。", "“”"),
        ("page-residue", "首页 > 范文 > 方案 > 正文", "首页 > 范文 > 方案 > 正文"),
        ("page-residue", "文。\n— 3 —\n文。", "— 3 —"),
        ("page-residue", "第 3 页 共 5 页", "第 3 页 共 5 页"),
        ("page-residue", "文。http://example.com/1.html", "http://example.com/1.html"),
        ("unbalanced", "学习《党章。", "《"),
        ("unbalanced", "落实“三会一课。\n“四有”阵地。", "“"),
        ("cited-title", "按《甲县考核办法》办；按《甲县考核工作办法》办。", "甲县考核工作办法"),
        ("unbalanced", "学习党章》。", "》"),
        ("unbalanced", "（一）落实“三会一课（党课”）。", "（"),
        ("doubled-word", "落实工作工作责任。", "工作工作"),
        ("doubled-mark", "抓好落实，。", "，。"),
        ("repeated-frequency", "每年召开会议每年2次。", "每年召开会议每年"),
        ("document-number", "根据甲发（2018）第5号文件。", "（2018）第5号"),
        ("date-form", "二〇一八年六月底前完成。", "二〇一八年六月"),
        ("date-form", "于18年6月完成。", "18年6月"),
        ("date-form", "于2018-6-1完成。", "2018-6-1"),
        ("annex-absent", "标准详见附件。", "见附件"),
        ("part-absent", "一、甲\n（一）乙。见第（五）项。", "第（五）项"),
        ("part-absent", "第一条　甲。\n第二条　按本办法第九条办。", "第九条"),
        ("superseded", "贯彻党的十八大精神。\n甲委员会\n2023年5月1日", "党的十八大精神"),
    ],
)  # fmt: skip
def test_what_is_found(code: str, text: str, excerpt: str) -> None:
    found = excerpts(text, code)
    assert found, codes(text)
    assert not excerpt or found[0] == excerpt


# What is left alone --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        # numbering
        "一、甲\n（一）文。\n（二）文。\n二、乙\n（三）文。\n（四）文。",
        "(1)甲。\n(2)乙。",
        "做好以下两点。\n1.甲。\n2.乙。\n还要做好以下三点。\n1.甲。\n2.乙。\n3.丙。",
        "第一章　总则\n第一条　文。\n第二条　文。\n第二章　附则\n第三条　文。",
        "一、甲。\n附件1\n评分表\n一、乙。\n二、丙。",
        "要做好：一是甲；二是乙。\n还要做好：一是丙；二是丁。",
        "一是甲，有（2）人。\n二是乙，按（3）式办理。",
        "按照第五条第一款第（三）项、《意见》第七部分办理。",
        "各校从三、四年级开始。",
        # headings alone are a list
        "一、会议记录\n二、讲话材料\n三、规章制度",
        # sentences
        "各乡镇党委、人民政府，\n县直各部门：\n文字。",
        "联系人：张三；电话：123456",
        "要做到以下几点：",
        "文字一行一行\n地折断了，每行\n都没有句号。",
        # counts
        "在2个村开展以下工作：\n1.甲。\n2.乙。\n3.丙。",
        "实施三类六项措施：\n1.甲。\n（1）子。\n（2）丑。\n2.乙。\n（1）寅。\n（2）卯。\n3.丙。\n（1）辰。\n（2）巳。",
        "有三点要求。\n1.甲。\n2.乙。\n3.丙。",
        "落实五项制度，做好以下工作：\n1.甲。\n2.乙。\n3.丙。\n4.丁。\n5.戊。",
        "落实“三会一课”（党员大会、支委会、党课）制度。",
        "增强“四个意识”要求。",
        "“五好”党组织（党总支、党支部）由各好单位推荐。",
        "“两委”（村党支部委员会、村民委员会）班子。",
        "“四个不出村”，即办证、咨询、调解和培训不出村。",
        # times
        "一、方法步骤\n（一）筹备（2018年11月—2019年1月）。文。\n（二）创建（2019年2—3月）。文。",
        "一、方法步骤\n（一）筹备阶段。2018年3月1日至31日。文。\n（二）创建阶段。2018年4月，文。",
        "一、方法步骤\n第一阶段：2018年3月，文。\n第二阶段：2018年4—5月，文。",
        "一、重点任务\n（一）宣传（3—12月）。文。\n（二）检查（6月）。文。",
        "每年11月—2月巡查，婴儿满12—18月龄体检。",
        "争取年底前完成。每年年底评选一次。",
        # sums
        "序号\t单位\t名额\t占比\n1\t甲\t3\t50%\n2\t乙\t3\t50%\n合计\t\t6\t100%",
        "类\t项\t分\n甲\t子\t3\n甲\t小计\t3\n乙\t丑\t4\n乙\t小计\t4\n合计\t\t7",
        "类\t分\n甲\t30\n甲\t30\n乙\t70\n合计\t100",
        "共推荐10名，其中女性3名。",
        "共100名，其中党员60名、女性50名。",
        # left over
        "拍X光片，长×宽为3×4米，型号XL，见《二○○○年和二〇〇〇年旧账》，登录user_name@site.cn。",
        "文。\n附件1\n报名表\n姓名____　（　）年　月　日",
        "推荐阅读书目见公告，写好下一篇文章。",
        # words and marks
        "党支部支部书记、党委党委书记说明目的的确定，常常逐条逐条研究，是是非非，为了了解情况。",
        "1）甲，a）乙，don’t。",
        "1.甲。责任单位：县委组织部、县委宣传部、县教育局、县财政局。\n2.乙。责任单位：县委组织部、县委宣传部、县教育局、县财政局。",
        "按《甲县2018年党建工作要点》和《甲县2019年党建工作要点》办。",
        "每季度检查一次，每季度通报一次。",
        "坚持以党建为引领，坚持把党建作为主线，坚持问题导向。",
        "用时10:30，金额1,200元，比例4:3:3。",
        # forms
        "甲办发〔2018〕12号、（2018）京01民初5号、公告2018年第5号、2018—2020年、版本2018.5.1.3。",
        "见《二〇一八年工作要点》和《2018.6.1通知》。",
        "使用软件V2018.6.1版。",
        "党的十八届六中全会、十九大和二十大精神。",
        # references
        "按照《通知》附件2和甲发〔2018〕5号附件3执行。",
        "一、甲。\n二、对照第一部分办理。",
        # policies: past, quoted in the list of all, or without a day
        "党的十八大以来，成就巨大。\n甲委员会\n2023年5月1日",
        "坚持以马列主义、邓小平理论、“三个代表”重要思想、科学发展观、习近平新时代中国特色社会主义思想为指导。\n甲委员会\n2023年5月1日",
        "贯彻党的十八大精神。",
        "巩固拓展脱贫攻坚成果。\n甲委员会\n2021年5月1日",
        # terms
        "甲县示范区创建方案\n文。\n示范点和示范村都在示范区内，示范点示范村各3个。",
        "成立考核组。考核组由组织部牵头，县考核组和镇考核组分别负责。",
    ],
)  # fmt: skip
def test_what_is_left_alone(text: str) -> None:
    assert [(r.code, r.finding.args) for r in check(text) if r.severity != "style"] == []


# Places, options -----------------------------------------------------------------------------


def test_a_remark_tells_its_place_and_can_be_told() -> None:
    plan = outline.read([Line("一、目标", 4), Line("为_局而建，限2月30日。", 5)])
    hole, day = proofreading.check(plan, source="a.docx")
    assert (hole.line, hole.start, hole.end) == (5, 1, 2)
    assert (day.start, day.end) == (7, 12)
    assert str(hole.finding.origin) == "a.docx:5:2 “为_局而建，限2月30日…”"
    assert "“_” was never filled in: 为_局而建，" in told([hole.finding])


def test_labels_given_by_word_are_checked() -> None:
    lines = [Line(f"题{n}", n, numbering=f"（{sign}）") for n, sign in enumerate("一二四", 1)]
    (remark,) = proofreading.check(outline.read(lines), without=["heading-alone"])
    assert (remark.code, remark.line, remark.start, remark.end) == ("label-gap", 3, 0, 0)
    assert "“（三）” is missing" in told([remark.finding])


def test_codes_can_be_left_out() -> None:
    plan = outline.read(lines_of("1.甲_。\n3.乙,丙。"))
    every = {remark.code for remark in proofreading.check(plan)}
    assert every == {"hole", "label-gap", "half-width"}
    left = {remark.code for remark in proofreading.check(plan, without={"hole", "half-width"})}
    assert left == {"label-gap"}


NAMES = Names(others={"乙县": "乙", "甲县城": "丙"}, own=frozenset(["甲县", "甲县乙县路"]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲县和乙县。", ["乙县"]),
        ("甲县城建局。", ["甲县城"]),
        ("甲县乙县路社区。", []),
        ("乙县乙县。", ["乙县", "乙县"]),
        ("甲县。", []),
    ],
)
def test_names_of_other_units(text: str, found: list[str]) -> None:
    remarks = [r for r in check(text, names=NAMES) if r.code == "other-unit"]
    assert [text[remark.start : remark.end] for remark in remarks] == found


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        ("以邓小平理论、“三个代表”重要思想、科学发展观为指导。", date(2013, 1, 1), []),
        ("以邓小平理论、“三个代表”重要思想和科学发展观为指导。", date(2023, 1, 1), ["2017年10月24日"]),
        ("贯彻党的十九大精神。", date(2021, 1, 1), []),
        ("贯彻党的十九大精神。", date(2023, 1, 1), ["2022年10月22日"]),
        ("选派大学生村官到村任职。", date(2023, 1, 1), ["2018年12月28日"]),
        ("扎实开展“两学一做”学习教育。", date(2020, 1, 1), ["2017年3月28日"]),
        ("推进“两学一做”学习教育常态化制度化。", date(2020, 1, 1), []),
        ("推进“两学一做”学习教育常态化制度化。", date(2023, 1, 1), ["2022年10月22日"]),
        ("推进“两学一做”学习教育常态化、制度化。", date(2023, 1, 1), []),
        ("推进“两学一做”学习教育、党史学习教育常态化制度化。", date(2023, 1, 1), []),
    ],
)  # fmt: skip
def test_formulas_are_held_against_the_day(text: str, day: date, found: list[str]) -> None:
    remarks = [r for r in check(text, day=day) if r.code == "superseded"]
    assert [remark.finding.args["since"] for remark in remarks] == found


def test_the_day_given_comes_before_the_date_of_the_plan() -> None:
    text = "贯彻党的十八大精神。\n甲委员会\n2023年5月1日"
    assert [r.code for r in check(text, day=date(2013, 1, 1)) if r.severity != "style"] == []


# Everything ----------------------------------------------------------------------------------


@settings(max_examples=150)
@given(TEXTS)
def test_no_rule_fails_and_every_remark_has_a_place(text: str) -> None:
    plan = outline.read(lines_of(text))
    contents = {line.index: line.content for line in plan.lines}
    names = Names(others={"甲县": "甲"})
    found = proofreading.check(plan, day=date(2023, 1, 1), policies=POLICIES, names=names)
    for remark in found:
        assert 0 <= remark.start <= remark.end <= len(contents[remark.line])
        assert remark.code in RULES
    told(remark.finding for remark in found)


SUSPICIOUS = [
    *"一二1.、。，；（(《“_×X 　—>年月日党的是附件第甲\t\n4○①",
    "甲乙", "甲，", "（以下", "“二", "“二好”", "《“（", "每月", "见附件", "（1）", "一是", "共1名，其中", "2018年", "1月—",
    "坚持为", "甲 ", "甲领导小组", "小计\t1\n", "一、甲\n", "（一）甲。\n", "附件1\n", "（1分）", "党的十八大",
]  # fmt: skip


@pytest.mark.parametrize("sign", SUSPICIOUS)
@pytest.mark.parametrize("around", ["{}", "满分100分\n一、步骤\n（一）{}。\n合计\t1"])
def test_no_pattern_takes_long(sign: str, around: str) -> None:
    text = around.format((sign * 20_000)[:20_000])
    start = time.process_time()
    check(text, day=date(2023, 1, 1))
    assert time.process_time() - start < 2


def test_a_plan_is_checked_at_once() -> None:
    paragraph = "（一）落实责任。各乡镇要逐村摸清底数，按月调度、按季通报，年底逐项对账销号，做到事事有回音。\n"
    text = "甲县创建方案\n" + f"一、目标\n建成示范点。\n{paragraph * 10}" * 11  # 5,000 characters
    best = min(_seconds(text) for _ in range(5))
    assert best < 0.05  # some 5 ms on a quiet machine


def _seconds(text: str) -> float:
    start = time.process_time()
    check(text, day=date(2023, 1, 1))
    return time.process_time() - start
