"""Whole plans: four real ones with known defects, and those this program makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import official, outline, proofreading, units
from generator.blocks import AnyBlock, TableBlock, blocks
from generator.outline import Line, lines_of
from generator.plan import Plan
from generator.values import OfficialDate

from .helpers import ROOT, drafters
from .test_proofreading_docs import POLICIES

# The real plans -----------------------------------------------------------------------------

# They lie beside the checkout where it is developed; their text is not ours to hand on.
SEEDS = ROOT.parent / "shared" / "seeds" / "creation-plans.txt"
real = pytest.mark.skipif(not SEEDS.exists(), reason="the real plans are not here")


def seeds() -> list[str]:
    text = SEEDS.read_text("utf-8")
    title = re.search(r"(?m)^(.+方案)1$", text)
    assert title
    body, _, _ = text.partition(f"{title[1]}相关")
    return [f"{title[1]}{part}" for part in re.split(rf"(?m)^{title[1]}\d$", body)[1:]]


# What notes.md tells of each, as far as a text shows it: code, and what the remark is about.
ERRORS = [
    [("glued-heading", "、创建标准"), ("count-claim", "八个方面")],
    [("label-repeat", "(6)")],
    [
        ("hole", "_"),
        ("text-cut", "因地"),
        ("spoken-start", "四是"),
        ("label-start", "(三)"),
        ("hole", "__"),
        ("label-gap", "四、"),
        ("stage-overlap", "2018年5月——2018年10月"),
    ],
    [("hole", "_"), ("hole", "_"), ("hole", "_")],
]
OTHERS = [
    [("half-width", ","), ("stray-space", " "), ("mixed-ends", "。")],
    [
        ("title-term", "示范区"),
        ("half-width", ":"),
        ("congress-name", "十九大"),
        ("slogan-unlisted", "五好"),
        ("label-form", "1、"),
        ("uneven-headings", "5、"),
        ("range-dash", "-"),
    ],
    [
        ("title-term", "示范区"),
        ("half-width", ","),
        ("slogan-unlisted", "五个党建"),
        ("repeated-frequency", "每季度讲党课每季度"),
        ("stray-space", " "),
        ("stray-space", " "),
        ("doubled-mark", "。(2018年2月——2018年5月)。"),
        ("range-dash", "——"),
        ("doubled-mark", "。(2018年5月——2018年10月)。"),
        ("range-dash", "——"),
    ],
    [
        ("title-term", "示范区"),
        ("broken-phrase", "坚持"),
        ("half-width", ","),
        ("doubled-word", "党员党员"),
        ("stages-undated", "(一)"),
        ("cycle-or-year", "每年年初"),
    ],
]


@real
@pytest.mark.parametrize("number", range(4))
def test_a_real_plan_has_the_defects_that_were_seen_in_it(number: int) -> None:
    lines = {line.index: line for line in lines_of(seeds()[number])}
    found = proofreading.check(outline.read(list(lines.values())))
    told = [(r, (r.code, lines[r.line].content[r.start : r.end])) for r in found]
    assert [what for remark, what in told if remark.severity == "error"] == ERRORS[number]
    assert [what for remark, what in told if remark.severity != "error"] == OTHERS[number]


@real
@pytest.mark.parametrize(
    ("number", "day", "count"), [(0, (2013, 3, 1), 0), (0, (2023, 3, 1), 3), (1, (2018, 3, 1), 0)]
)
def test_real_plans_against_a_day(number: int, day: tuple[int, int, int], count: int) -> None:
    plan = outline.read(lines_of(seeds()[number]))
    found = proofreading.check(plan, day=OfficialDate(*day), policies=POLICIES)
    assert sum(remark.code == "superseded" for remark in found) == count


@real
def test_titles_in_real_plans_are_held_against_those_the_policies_cite() -> None:
    found = proofreading.check(outline.read(lines_of(seeds()[3])), policies=POLICIES)
    assert sum(remark.code == "cited-title" for remark in found) == 2


@real
def test_the_page_around_the_real_plans_is_seen() -> None:
    found = proofreading.check(outline.read(lines_of(SEEDS.read_text("utf-8"))))
    residue = [remark for remark in found if remark.code == "page-residue"]
    assert len(residue) == 5


# Our own plans ------------------------------------------------------------------------------

UNITS = sorted((ROOT / "blueprints" / "units").glob("*.yaml"))


def plans(path: Path) -> Iterator[tuple[units.Unit, Plan]]:
    make = drafters("gbt9704", None, OfficialDate(2026, 11, 23), "")
    for unit in units.load(path).units:
        draft = make(unit).draft(unit)
        assert draft.plan is not None
        yield unit, draft.plan


def lines_from(made: list[AnyBlock]) -> list[Line]:
    return [_line(block, index) for index, block in enumerate(made, 1)]


def _line(block: AnyBlock, index: int) -> Line:
    if isinstance(block, TableBlock):
        return Line("", index, table=(block.headings, *block.rows))
    return Line(block.text, index, style=getattr(block, "style", ""))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_our_own_plans_have_nothing_to_tell(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for unit, plan in plans(path):
        for made in (blocks(plan), list(official.document(plan).blocks)):
            read = outline.read(lines_from(made))
            found = proofreading.check(read, day=unit.as_of, policies=POLICIES)
            assert [(remark.code, str(remark.finding.origin)) for remark in found] == []
            assert read.title.startswith(plan.title[:4]) or plan.title in read.title
            assert read.issuer
            assert read.day


def test_the_parts_of_our_own_documents_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = dict(
        (unit.id, outline.read(lines_from(list(official.document(plan).blocks))))
        for unit, plan in plans(ROOT / "blueprints" / "units" / "official-forms.yaml")
    )
    notice = made["notice"]
    assert notice.number == "澄教工发〔2018〕12号"
    assert notice.recipients == "各学校党组织，机关各党支部"
    assert [part.kind for part in notice.parts] == ["plan", "annex"]
    assert [note.number for note in made["annexes"].notes] == [1, 2, 3, 4, 5, 6]
    assert [part.number for part in made["annexes"].parts] == [0, 1, 2, 3, 4, 5, 6]


# Spoilt plans -------------------------------------------------------------------------------

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.txt"))


def broken_codes(lines: list[str]) -> set[str]:
    found = proofreading.check(outline.read(lines_of("\n".join(lines))))
    return {remark.code for remark in found if remark.severity == "error"}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_paragraph_lost_or_doubled_in_a_list_is_seen(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert broken_codes(lines) == set()
    plan = outline.read(lines_of("\n".join(lines)))
    for run in plan.runs:
        if run.inline or run.kind == "第一阶段":
            continue
        for mark in run.marks[:-1]:
            at = plan.lines[mark.position].index - 1
            without = broken_codes(lines[:at] + lines[at + 1 :])
            assert without & {"label-gap", "label-start", "label-order"}, lines[at]
            doubled = broken_codes([*lines[: at + 1], lines[at], *lines[at + 1 :]])
            assert "label-repeat" in doubled, lines[at]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_item_lost_within_a_paragraph_is_seen(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    for at, line in enumerate(lines):
        for match in re.finditer(r"[；：。](二是[^；。]*)(?=[；。]三是)", line):
            cut = line[: match.start(1)] + line[match.end(1) + 1 :]
            assert "label-gap" in broken_codes([*lines[:at], cut, *lines[at + 1 :]]), cut


# Plans that only look wrong, and plans that are -------------------------------------------------

QUIET = {
    "contents without pages": "甲县管理细则\n目　录\n第一章　总则\n第二章　职责\n第一章　总则\n"
    "第一条　本细则适用于各支部。\n第二章　职责\n第二条　各支部抓好落实。",
    "an excerpt": "甲县行动方案\n（节选）\n三、任务\n（一）加强领导。\n（二）落实责任。\n五、要求\n抓好落实。",
    "labels before figures": "甲县预案方案\n一、分级\n1.24小时降雨100毫米以上；\n2.水位超限；\n3.12小时持续降雨。",
    "points for each kind of unit": "甲县考核办法\n一、村\n1.组织（60分）；\n2.服务（40分）。\n二、机关\n"
    "1.组织（50分）；\n2.服务（50分）。\n三、结果\n考核满分为100分，按分数排名。",
    "what is gone by": "甲县分解方案\n对照《测评体系》9大项目、72项内容，现将任务分解如下：\n一、组织\n抓好组织。\n"
    "二、服务\n抓好服务。",
    "lists side by side": "甲县招生方案\n一、时间安排\n（一）民办学校（6月20日—7月8日）。先行录取。\n"
    "（二）公办学校（6月10日—7月5日）。统筹录取。",
    "a stage that goes on": "甲县整治方案\n一、实施步骤\n（一）自查（2024年3—5月）。全面自查。\n"
    "（二）整改（2024年6—9月）。逐项整改。\n（三）督导（贯穿全过程）。随机抽查。",
    "times in a section of their own": "甲县评议方案\n一、方法步骤\n（一）会前准备。征求意见。\n（二）召开会议。开展评议。\n"
    "二、时间安排\n12月5日前，完成准备；12月20日前，召开会议。",
    "shares that overlap": "甲县情况方案\n一、现状\n共有党员480名，其中：女党员120名，青年党员98名，退休党员30名。\n"
    "总投资共3.5亿元，其中：甲项目1亿元，乙项目1.5亿元，丙项目1亿元。",
    "subtotals above their rows": "甲县经费方案\n一、预算\n项目\t数量\n小计\t3\n甲\t1\n乙\t2\n小计\t3\n丙\t1\n丁\t2\n"
    "小计\t3\n戊\t1\n己\t2\n合计\t9",
}  # fmt: skip
TOLD = {
    "within an excerpt": (
        "甲县行动方案\n（节选）\n三、任务\n（一）加强领导。\n（三）落实责任。",
        ["label-gap"],
    ),
    "once only, where the list runs on": (
        "甲县分工方案\n一、组织\n1.班子。配强班子。\n2.队伍。建强队伍。\n二、服务\n4.群众。服务群众。\n三、保障\n"
        "4.经费。落实经费。\n5.场所。用好场所。",
        ["label-start"],
    ),
    "points of a group": (
        "甲县考核办法\n（一）组织（60分）\n1.班子（30分）。\n2.队伍（20分）。\n（二）服务（40分）\n1.群众（20分）。\n"
        "2.企业（20分）。",
        ["points-total"],
    ),
    "one subtotal": (
        "甲县经费方案\n一、预算\n项目\t数量\n甲\t1\n小计\t1\n乙\t2\n小计\t3\n丙\t4\n小计\t4\n合计\t7",
        ["table-total"],
    ),
    "shares before their sum": (
        "甲县改造方案\n一、任务\n三年分别完成30户、25户和20户，共计78户。",
        ["quota-total"],
    ),
    "points in one sentence": (
        "甲县考核办法\n一、计分\n满分为100分。其中：组织20分，服务50分，宣传15分，资料25分。",
        ["quota-total"],
    ),
    "so many cases": (
        "甲县管理细则\n一、有下列四种情形的，严肃处理：\n（一）虚报的；\n（二）瞒报的；\n（三）漏报的。",
        ["count-claim"],
    ),
}  # fmt: skip


def codes(text: str) -> list[str]:
    found = proofreading.check(outline.read(lines_of(text)))
    return [remark.code for remark in found if remark.severity != "style"]


@pytest.mark.parametrize("text", QUIET.values(), ids=list(QUIET))
def test_what_only_looks_wrong_is_left_alone(text: str) -> None:
    assert proofreading.check(outline.read(lines_of(text))) == []


@pytest.mark.parametrize(("text", "expected"), TOLD.values(), ids=list(TOLD))
def test_what_is_wrong_is_told_once(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_the_sum_below_cells_that_are_one() -> None:
    rows = (("序号", "单位", "名额"), ("1", "甲镇", "3"), ("2", "乙镇", "4"), ("合计", "8"))
    (remark,) = proofreading.check(outline.read([Line("", 1, table=rows)]))
    assert remark.code == "table-total"
    right = (*rows[:-1], ("合计", "7"))
    assert proofreading.check(outline.read([Line("", 1, table=right)])) == []
