"""Plans of many manners that are right as they are: `check` has nothing to tell."""

from __future__ import annotations

import contextlib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from generator import policies, workspace
from generator.checking import Checker, Context, files_in

from .helpers import ROOT


@cache
def known() -> dict[str, policies.Policy]:
    with contextlib.chdir(ROOT):
        return policies.load(workspace.all_policy_files())


def told(path: Path) -> list[str]:
    """The findings of a file, short."""
    checked = Checker(Context(today=date(2026, 3, 5), policies=known())).check(path)
    assert not checked.unreadable
    return [f"{one.code} {one.finding.args.get('excerpt', '')}" for one in checked.told]


# Whole plans ---------------------------------------------------------------------------------

QUIET = ROOT / "tests" / "quiet"
MANNERS = "manners.txt"  # short plans, each of which only looks wrong
FAULTS = "faults.txt"  # short plans, each with what is wrong in it
PLANS = sorted(path for path in QUIET.glob("*.txt") if path.name not in (MANNERS, FAULTS))


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_that_is_right_is_left_alone(path: Path) -> None:
    assert told(path) == []


def parts(name: str) -> dict[str, str]:
    """The short plans of a file by what stands above each."""
    parts = (QUIET / name).read_text("utf-8").split("=== ")[1:]
    return dict(part.split("\n", 1) for part in parts)


@pytest.mark.parametrize("name", parts(MANNERS))
def test_a_manner_of_writing_is_left_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.txt"
    path.write_text(parts(MANNERS)[name], "utf-8")
    assert told(path) == []


@pytest.mark.parametrize("head", parts(FAULTS))
def test_a_fault_is_told_and_nothing_else(head: str, tmp_path: Path) -> None:
    name, *codes = head.split()
    path = tmp_path / f"{name}.txt"
    path.write_text(parts(FAULTS)[head], "utf-8")
    assert [one.split()[0] for one in told(path)] == codes


# Files that are no plans ---------------------------------------------------------------------

README = (
    "# 党建方案生成\n\n- 见 `docs/` 与 [说明](x.md)\n\n```\ncheck __ ××\n```\n\n1. 安装\n1. 运行\n"
)
PLAN = "# 甲县创建方案\n\n## 一、创建目标\n\n建成示范点。\n\n## 三、保障措施\n\n- 加强**领导**。\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("README.md", README, []),
        ("a.md", PLAN, ["label-gap 三、"]),
        ("b.txt", "甲县创建方案\n一、创建目标\n建成__个。", ["hole __"]),
        ("requirements.txt", "jinja2>=3.1\n__future__ (\n", []),
    ],
)
def test_of_the_texts_in_a_folder_plans_are_checked(
    name: str, text: str, found: list[str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    files = files_in([tmp_path])
    assert [one for path in files for one in told(path)] == found
    assert bool(files) == bool(found)


def test_a_markdown_file_that_is_named_and_is_no_plan_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(README, "utf-8")
    [path] = files_in([tmp_path / "README.md"])
    checked = Checker(Context(today=date(2026, 3, 5))).check(path)
    assert (checked.told, [note.code for note in checked.notes]) == ((), ["not-checked"])


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=str)
def test_our_own_pages_are_quiet(path: Path) -> None:
    assert told(path) == []


def test_the_folder_of_blueprints_is_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    texts = [path for path in files_in([Path("blueprints")]) if path.suffix in (".md", ".txt")]
    assert texts == []


# Markdown ------------------------------------------------------------------------------------

MARKDOWN = """---
author: 甲
---
# 甲县党建示范点**创建方案**

> 根据《[工作条例](http://x.cn/_a_)》制定本方案。

## 一、创建目标 ##

到2025年，**建成**示范点`10__`个。<!-- 备注：××
多行 -->

- 第一批5个
- [ ] 第二批5个

## 二、创建标准

1. 班子好。
1. 队伍好。
   补充说明。

2. 机制好。

| 项目 | 分值 |
| --- | ---: |
| 甲 | 10 |
| 乙\\|丙 | 20 |
| 合计 | 30 |

~~~
____ 《
~~~
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("", "", 0, []),
        ("# 二、", "# 三、", 16, ["label-gap 三、"]),
        ("| 30 |", "| 40 |", 24, ["table-total 40"]),
        ("补充说明", "“补充说明", 20, ["unbalanced “"]),
        ("*建成*", "*建成××*", 10, ["hole ××"]),
        ("到2025年", "到20__年底建成__个", 10, ["hole __", "hole __"]),
        ("》制定", "制定", 6, ["unbalanced 《"]),
    ],
)
def test_markdown_is_read_without_its_marks(
    old: str, new: str, line: int, found: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN.replace(old, new, 1), "utf-8")
    assert told(path) == found
    checked = Checker(Context(today=date(2026, 3, 5))).check(path)
    assert {one.place.paragraph for one in checked.told if one.place} == ({line} if line else set())
    assert Checker(Context(today=date(2026, 3, 5))).fixed(path, tracked=False, moment="") is None
