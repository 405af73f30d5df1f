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
