"""The content rules in a batch: each plan is told of, what plans have in common once, and quickly."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from generator import outline, policies, proofreading
from generator.blocks import (
    AnyBlock,
    Block,
    FileBlock,
    ImprintBlock,
    MarkBlock,
    Span,
    Style,
    TableBlock,
    Turn,
)
from generator.outline import Line
from generator.outline.front import date_of
from generator.proofreading.drafted import Proofreader
from generator.recipes import all_policies

from .bench import plan4
from .cli import Cli
from .helpers import ROOT

DAY = date(2026, 3, 5)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@cache
def known() -> dict[str, policies.Policy]:
    return policies.load(sorted((ROOT / "blueprints/policies").glob("*.yaml")))


# The quick way finds what the long one finds -----------------------------------------------------


def block(style: Style, text: str) -> Block:
    return Block(text[:4], style, (Span(text),))


def lines_of(one: AnyBlock) -> list[Line]:
    """A block as the lines a document would be read as."""
    match one:
        case Turn():
            return []
        case TableBlock():
            return [Line("", 0, table=(one.headings, *one.rows))]
        case FileBlock():
            return [Line(one.label, 0), Line("", 0, table=((one.path,),))]
        case Block():
            return [Line(one.text, 0, style=one.style)]
        case _:
            return [Line(one.text, 0)]


def from_scratch(plan: Sequence[AnyBlock]) -> list[tuple[str, object]]:
    """What all rules tell of a plan that is read as a document would be."""
    lines = [line for one in plan for line in lines_of(one)]
    read = outline.read([replace(line, index=n) for n, line in enumerate(lines, 1)])
    borne = (one.text for one in plan if isinstance(one, Block) and one.style == "date")
    day = next((date_of(text) for text in borne), None)
    told = proofreading.check(read, day=day or DAY, policies=known())
    return sorted((one.code, sorted(one.finding.args.items())) for one in told)


def quickly(reader: Proofreader, plan: Sequence[AnyBlock]) -> list[tuple[str, object]]:
    told = reader.findings(plan, DAY)
    return sorted((one.code, sorted(one.args.items())) for _, one in told)


NAMES = (
    "云山县",
    "河湾镇第二中学",
    "中共云山县委员会",
    "创建领导小组",
    "县（区）支部",
    "“五好”支部",
)
SAID = (
    "抓好落实", "加强的的领导", "做到学习好、服务好、作风好、业绩好、纪律好", "见附件2", "分三个方面推进",
    "按照《云山县创建方案》和《云山县创建工作方案》办理", "如下表", "共10名，其中甲2名、乙3名、丙4名", "满分100分",
    "年底前完成", "每年年底开展", "成立县创建工作领导小组", "成立县创建领导小组", "对照“五好”标准创建", "建示范点",
    "学习科学发展观，坚持以人民为中心的发展思想", "按第（九）项执行", "（以下简称示范点）", "二是抓好队伍，", "；；",
    "抓好组织,落实责任", "按2024.3.1的要求办理", "在2024年2月30日前完成", "自2024年3月1日（星期一）起施行", "《学习",
    "于____年完成", "网址（）", "“三抓”（抓班子、抓队伍）", "填写《申报表》（附件1）", "共建示范区", "讲满分", "一是抓好班子",
    "经云山县创建示范工程领导小组办公室（以下简称县创建办）同意，报云山县创建示范工程领导小组办公室", "参见上一篇", "学习 好",
    "2023年上半年", "12月至次年2月", "根据云办发（2024）5号文件", "落实、", "甲 > 乙 > 丙", "如“双创",
)  # fmt: skip
MONTHS = (
    "2024年1—2月",
    "2024年3—5月",
    "2024年5月—2024年7月",
    "2024年8月至12月",
    "13月",
    "2025年1月",
    "2024年下半年",
    "长期",
)

sayings = st.sampled_from(SAID)
months = st.sampled_from(MONTHS)
few = st.sampled_from("一二三")


@st.composite
def plans(draw: st.DrawFn) -> list[AnyBlock]:
    name, one, two = draw(st.sampled_from(NAMES)), draw(sayings), draw(sayings)
    first, second, third = draw(months), draw(months), draw(months)
    total = draw(st.sampled_from(("5", "6")))
    found: list[AnyBlock] = [
        block("title", f"{name}创建示范区方案"),
        block("body", f"为推进{name}创建工作，经研究，制定本方案。{one}。"),
        block("heading1", "一、创建标准"),
        block("body", f"{name}围绕以下{draw(st.sampled_from('二三'))}个方面开展创建："),
        block("body", f"（一）组织好。{two}，{name}负责。"),
        block(
            "body",
            f"（{draw(st.sampled_from('二三'))}）队伍好。{name}要抓紧，落实责任到人到岗到位到底。",
        ),
        block("heading1", "二、实施步骤"),
        block("body", f"创建工作于{draw(months)}分三个阶段实施。"),
        block("body", f"（一）动员阶段（{first}）。{name}召开会议，部署创建工作。"),
        block("body", f"（二）建设阶段（{second}）。{one}。"),
        block("body", f"（三）验收阶段（{third}）。{draw(sayings)}。"),
        TableBlock("t", ("单位", "数量"), (("甲", "2"), (name, "3"), ("合计", total))),
        block("signature", name),
        block("date", draw(st.sampled_from(("2012年3月1日", "2018年3月1日", "2024年3月1日")))),
    ]
    return found[: draw(st.sampled_from((4, 11, 14)))]


@st.composite
def texts(draw: st.DrawFn) -> AnyBlock:
    """A paragraph or table of any kind."""
    name, said, end = draw(st.sampled_from(NAMES)), draw(sayings), draw(st.sampled_from("。；："))
    lines: tuple[tuple[Style, str], ...] = (
        ("body", f"{name}{said}{end}"),
        ("body", f"（{draw(few)}）{said}{end}{name}负责。"),
        ("body", f"（{draw(few)}） {draw(months)}。{name}{said}，抓好“五好”支部创建{end}"),
        ("body", f"{draw(few)}是{said}；{draw(few)}是抓好{name}的队伍{end}"),
        ("heading1", f"{draw(few)}、{name}实施步骤"),
        ("heading2", f"（{draw(few)}）“{draw(few)}好”支部"),
        ("heading2", f"（{draw(few)}）{draw(months)}建设阶段"),
        ("body", f"注：1.{said}"),
        ("body", f"2.{name}{said}{end}"),
        ("body", f"{said}（{draw(st.sampled_from(('5', '10')))}分）。"),
        ("body", "二〇二四年三月一日"),
        ("body", "12"),
        ("body", "- 3 -"),
        ("body", f"<{name}"),
        ("body", ""),
    )
    rows = ((name, "2", said), ("乙", "3", draw(months)), ("合计", "5", ""))
    tables: tuple[AnyBlock, ...] = (
        TableBlock("t", ("单位", "数量", "说明"), rows),
        TableBlock("f", ("姓名", "____"), (("日期", "2024年 月 日"), ("附件", "（）"))),
    )
    return draw(
        st.one_of(st.sampled_from(lines).map(lambda pair: block(*pair)), st.sampled_from(tables))
    )


@st.composite
def dispatches(draw: st.DrawFn) -> list[AnyBlock]:
    """A dispatch around a plan, with annexes below it."""
    name, title = draw(st.sampled_from(NAMES)), draw(st.sampled_from(("评分表", "申报表（）")))
    broken = draw(st.sampled_from(("关于印发《云山县", "关于学习科学发展观和示")))
    day = draw(st.sampled_from(("2012年3月1日", "2024年3月1日")))
    number = draw(st.sampled_from(("", "2")))
    found: list[list[AnyBlock]] = [
        [MarkBlock("mark", (name,)), block("number", "云办发〔2024〕5号")],
        [block("title", broken), block("title", f"{name}范点创建方案》的通知")],
        [block("recipients", "各支部，县直各单位：")],
        draw(st.lists(texts(), max_size=3)),
        [
            block("annex_note_first", f"附件：1.{title}"),
            block("annex_note_next", f"2.{name}分工表"),
        ],
        [block("signature", name), block("date", day)],
        [block("new_page_title", f"{name}示范点创建方案")],
        draw(st.lists(texts(), max_size=6)),
        [block("annex_label", f"附件{number}"), block("annex_title", title)],
        draw(st.lists(texts(), max_size=3)),
        [FileBlock("f", "files/表.docx", "附件2"), Turn("turn", "landscape")],
        [ImprintBlock("imprint", "县纪委", "云山县委办", day)],
    ]
    return [one for part in found if draw(st.booleans()) for one in part]


@settings(deadline=None, max_examples=60)
@given(st.lists(plans(), min_size=1, max_size=5))
def test_what_is_kept_from_plan_to_plan_changes_nothing(some: list[list[AnyBlock]]) -> None:
    reader = Proofreader(known())
    for plan in (*some, *some):
        assert quickly(reader, plan) == from_scratch(plan)


_QUOTED = ("一、将第三条修改为：“三条要求；", "（一）便民利民。”", "二、文。")


@pytest.mark.parametrize("texts", [_QUOTED, (_QUOTED[0], _QUOTED[2]), _QUOTED[:2]])
def test_a_quotation_over_paragraphs_is_the_same_each_time(texts: tuple[str, ...]) -> None:
    reader = Proofreader(known())
    for some in (_QUOTED, texts):
        plan = [block("title", "甲县决定"), *(block("body", text) for text in some)]
        assert quickly(reader, plan) == from_scratch(plan)


@settings(deadline=None, max_examples=60)
@given(st.lists(dispatches(), min_size=1, max_size=4), st.data())
def test_nor_do_dispatches_annexes_and_tables(
    some: list[list[AnyBlock]], data: st.DataObject
) -> None:
    """Plans of one make in which some paragraphs are others."""
    for plan in [*some]:
        others = [data.draw(texts()) if data.draw(st.integers(0, 5)) == 0 else one for one in plan]
        some.append(others)
    reader = Proofreader(known())
    for plan in (*some, *some):
        assert quickly(reader, plan) == from_scratch(plan)


# A batch ---------------------------------------------------------------------------------------

BLUEPRINT = """
    blueprint: tiny
    title: "{{ name }}示范点创建方案"
    variables:
      name: {label: 名称, type: text}
      one: {label: 一句话, type: text, default: 落实责任}
      first: {label: 第一阶段, type: text, default: 2024年1—2月}
      second: {label: 第二阶段, type: text, default: 2024年3—5月}
    sections:
      - {id: aim, kind: general, heading: 创建目标, text: "{{ name }}推进创建，{{ one }}。"}
      - id: steps
        kind: general
        heading: 实施步骤
        text: 分两个阶段实施：
        items:
          - {id: a, text: "动员阶段（{{ first }}）。{{ name }}部署创建工作。"}
          - {id: b, text: "验收阶段（{{ second }}）。{{ name }}组织验收。"}
"""
CLEAN = "{id: a, values: {name: 甲县}}"


def write(cli: Cli, blueprint: str, *units: str) -> None:
    cli.write("b.yaml", blueprint)
    lines = "\n".join(f"  - {unit}" for unit in units)
    cli.write("r.yaml", f"blueprint: b.yaml\nunits:\n{lines}\n")


def findings(cli: Cli) -> list[tuple[str, ...]]:
    """The unit and the message of each finding in the report."""
    book = load_workbook(cli.folder / "output/report.xlsx")
    rows = book["Findings"].iter_rows(min_row=2, values_only=True)
    return [(str(row[0] or ""), str(row[2]), str(row[4])) for row in rows]


FAULTS = {
    "overlap": ("second: 2024年2—5月", "error", "stage 验收阶段（2024年2—5月） begins before"),
    "no date": ("second: 2024年2月31日", "error", "no such date as “2024年2月31日”"),
    "twice": ("one: 落实落实责任", "warning", "“落实” stands twice"),
    "count": ("one: 抓好以下三个方面：一是责任；二是人员", "error", "“三个方面” is announced, but"),
    "title": (
        "one: 按照《甲县创建方案》办理，学习《甲县创建的方案》",
        "warning",
        "“甲县创建的方案” is elsewhere “甲县创建方案”",
    ),
    "annex": ("one: 责任分工见附件3", "error", "“见附件3” is cited"),
    "mark": ("one: 坚持“带头", "error", "has no partner"),
    "half-width": ("one: '落实责任,抓好工作'", "style", "half-width marks"),
}


@pytest.mark.parametrize(("values", "severity", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_the_values_of_a_later_unit_is_told(
    cli: Cli, values: str, severity: str, message: str
) -> None:
    bad = f"{{id: c, values: {{name: 丙县, {values}}}}}"
    write(cli, BLUEPRINT, CLEAN, "{id: b, values: {name: 乙县}}", bad)
    first = cli.run("batch", "r.yaml")
    assert first.code == 0
    if severity == "style":  # of small things the report tells
        assert first.err == "1 more findings are in the report\n"
    else:
        assert message in first.err
        assert f"{severity}: " in first.err
    assert {(unit, grave) for unit, grave, _ in findings(cli)} == {("c", severity)}
    assert any(message in text for _, _, text in findings(cli))
    again = cli.run("batch", "r.yaml")
    assert (again.code, again.err) == (0, first.err)
    assert "3 unchanged" in again.out


POLICY = """
    policy: village_work
    label: 村级工作
    versions:
      - {version: "1", effective: 2020-01-01, basis: 县委第一号文件, text: 抓好五个一工程}
"""
NEXT = (
    '      - {version: "2", effective: 2024-01-01, basis: 县委第二号文件, text: 抓好六个一工程}\n'
)


def test_plans_are_held_against_a_new_version_of_any_policy(cli: Cli) -> None:
    write(cli, BLUEPRINT, "{id: a, values: {name: 甲县, one: 抓好五个一工程}}")
    cli.write("blueprints/policies/village_work.yaml", POLICY)
    run = ("batch", "r.yaml", "--as-of", "2024-06-01")
    assert "was replaced" not in cli.run(*run).err
    cli.write("blueprints/policies/village_work.yaml", POLICY + NEXT)
    again = cli.run(*run)
    assert "“抓好五个一工程” was replaced on 2024年1月1日: 县委第二号文件" in again.err
    assert "1 unchanged" in again.out


def test_what_all_plans_say_is_told_once(cli: Cli) -> None:
    blueprint = BLUEPRINT.replace("推进创建，", "推进的的创建，")
    units = [f"{{id: u{n}, values: {{name: 第{n}村}}}}" for n in range(50)]
    units[7] = "{id: u7, values: {name: 第7村, one: 坚持“带头}}"
    write(cli, blueprint, *units)
    ran = cli.run("batch", "r.yaml")
    assert ran.code == 0
    assert ran.err.count("“的” stands twice in a row") == 1
    assert "“的” stands twice in a row (50 plans)" in ran.err
    assert [row[0] for row in findings(cli)] == ["", "u7"]
    assert "in all 50 plans of the blueprint tiny" in findings(cli)[0][2]


def test_what_a_configuration_allows_is_not_told(cli: Cli) -> None:
    write(cli, BLUEPRINT, "{id: a, values: {name: 甲县, one: 加强的的领导}}")
    assert "stands twice" in cli.run("batch", "r.yaml").err
    cli.write(
        ".creation-plan-check.yaml",
        "allow: [{code: doubled-word, files: output/*.docx, reason: 已核}]",
    )
    ran = cli.run("batch", "r.yaml")
    assert (ran.err, findings(cli)) == ("", [])
    assert "1 unchanged" in ran.out
    (cli.folder / ".creation-plan-check.yaml").unlink()
    assert "stands twice" in cli.run("batch", "r.yaml").err


@pytest.mark.parametrize("reason", ["特意如此", ""])
def test_what_a_line_of_the_blueprint_allows_is_not_told(cli: Cli, reason: str) -> None:
    line = 'text: "{{ name }}推进的的创建，{{ one }}。"}'
    blueprint = BLUEPRINT.replace('text: "{{ name }}推进创建，{{ one }}。"}', line)
    write(cli, blueprint.replace(line, f"{line}  # check: allow doubled-word {reason}"), CLEAN)
    assert ("stands twice" in cli.run("batch", "r.yaml").err) == (not reason)


def test_a_single_draft_is_told_of_the_same(cli: Cli) -> None:
    write(cli, BLUEPRINT, CLEAN)
    ran = cli.run("draft", "b.yaml", "--set", "name=甲县", "--set", "one=加强的的领导")
    assert ran.code == 0
    assert "warning: “甲县推进创建，加强的的领…”: “的” stands twice in a row" in ran.err


def test_the_shipped_samples_are_clean(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    ran = cli.run("batch", str(ROOT / "blueprints/units/sample.xlsx"), "-j", "1")
    assert (ran.code, ran.err, findings(cli)) == (0, "", [])


def test_the_rules_take_no_more_than_drafting_by_far() -> None:
    """The units of the bench, of which no two have a paragraph with values in common."""
    drafter = plan4.drafter()
    units = [plan4.unit(number) for number in range(200)]
    drafts = [drafter.draft(unit) for unit in units]
    assert not any(Proofreader(all_policies()).findings(one.blocks, DAY) for one in drafts[:3])
    gc.collect()
    drafting, reading = [], []
    for _ in range(3):
        begin = process_time()
        for unit in units:
            drafter.draft(unit)
        drafting.append(process_time() - begin)
        reader = Proofreader(known())
        begin = process_time()
        for draft in drafts:
            reader.findings(draft.blocks, DAY)
        reading.append(process_time() - begin)
    assert min(reading) < 2 * min(drafting)
