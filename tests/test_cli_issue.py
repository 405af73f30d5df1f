"""`creation-plan issue`: what was issued is frozen, and revised beside."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from .cli import Cli
from .test_cli_regenerate import (
    AFTER,
    BLUEPRINT,
    EDITS,
    NEW,
    ROSTER,
    edit,
    fresh,
    plan,
    rows,
    texts,
    word,
)

NUMBER = "云组发〔2026〕5号"


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    fresh(tmp_path, "".join(ROSTER.splitlines(keepends=True)[:4]))
    found = Cli.__new__(Cli)
    found.folder = tmp_path
    return found


def issue(cli: Cli, name: str = "甲") -> None:
    outcome = cli.run("issue", f"output/{name}县创建方案.docx", "--number", NUMBER)
    assert outcome.code == 0, outcome.err
    assert outcome.out == f"output/{name}县创建方案.docx is issued under {NUMBER} and frozen\n"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("云组发[2026]5号", "is not the official form of a document number"),
        ("第五号", "is not a document number"),
    ],
)
def test_a_number_must_be_official(cli: Cli, number: str, message: str) -> None:
    outcome = cli.run("issue", "output/甲县创建方案.docx", "--number", number)
    assert outcome.code == 2
    assert message in outcome.err


def test_only_our_plans_are_issued(cli: Cli) -> None:
    docx.Document().save(str(cli.folder / "other.docx"))
    outcome = cli.run("issue", "other.docx", "--number", NUMBER)
    assert outcome.code == 2
    assert "the document does not tell which plan it is" in outcome.err


def test_twice_under_one_number_or_two(cli: Cli) -> None:
    issue(cli)
    again = cli.run("issue", "output/甲县创建方案.docx", "--number", NUMBER)
    assert (again.code, again.out.split()[-1]) == (0, "already")
    other = cli.run("issue", "output/甲县创建方案.docx", "--number", "云组发〔2026〕6号")
    assert other.code == 2
    assert f"issued under {NUMBER} already" in other.err


@pytest.mark.parametrize("edited", [False, True])
def test_a_change_makes_a_new_version(cli: Cli, edited: bool) -> None:
    if edited:
        edit(cli, "甲", EDITS["甲"])
    issue(cli)
    frozen = plan(cli, "甲").read_bytes()
    outcome = cli.run("regenerate", "output", *AFTER)
    assert outcome.code == 0, outcome.err
    assert outcome.lines[0].startswith("revised")
    assert "  + output/甲县创建方案（修订1）.docx" in outcome.lines
    assert plan(cli, "甲").read_bytes() == frozen
    new = texts(plan(cli, "甲", "（修订1）"))
    assert NEW in new
    assert any("召开全县动员会" in text for text in new) == edited
    explained = plan(cli, "甲", "（修订说明1）")
    told = "".join(texts(explained))
    assert NUMBER in told
    assert "指导思想：党的二十大报告" in told
    assert rows(explained) == [
        ["部分", "原文", "新文"],
        ["一、指导思想", NEW.replace("新", "旧"), NEW],
    ]

    again = cli.run("regenerate", "output")
    assert again.lines[0].startswith("issued")
    assert not plan(cli, "甲", "（修订2）").exists()


def test_a_new_version_may_be_issued_in_turn(cli: Cli) -> None:
    issue(cli)
    cli.run("regenerate", "output", *AFTER)
    outcome = cli.run("issue", "output/甲县创建方案（修订1）.docx", "--number", "云组发〔2026〕9号")
    assert outcome.code == 0, outcome.err
    status = cli.run("status")
    assert status.lines[0].split() == ["issued", "output/甲县创建方案（修订1）.docx"]


def test_a_version_goes_on_from_the_one_before(cli: Cli) -> None:
    """What people wrote into a version that is not issued yet is in the next one, and explained."""
    issue(cli)
    cli.run("regenerate", "output", *AFTER)
    first = plan(cli, "甲", "（修订1）")
    document = docx.Document(str(first))
    EDITS["甲"](document)
    document.save(str(first))
    edited = first.read_bytes()
    cli.write("blueprints/tiny.yaml", BLUEPRINT.replace("每半年", "每季度"))
    outcome = cli.run("regenerate", "output")
    assert "  + output/甲县创建方案（修订2）.docx" in outcome.lines
    assert first.read_bytes() == edited
    told = texts(plan(cli, "甲", "（修订2）"))
    for text in (NEW, "召开全县动员会", "每季度"):
        assert text in "".join(told)
    assert rows(plan(cli, "甲", "（修订说明2）"))[1:] == [
        ["一、指导思想", NEW.replace("新", "旧"), NEW],
        [
            "二、创建目标",
            "甲县创建2个示范点。每半年验收一次。",
            "甲县创建2个示范点。每季度验收一次。",
        ],
        [
            "三、方法步骤",
            "宣传动员。召开动员会，部署工作。",
            "宣传动员。召开全县动员会，部署工作。",
        ],
    ]


def test_an_issued_file_that_was_changed_is_told(cli: Cli) -> None:
    issue(cli)
    edit(cli, "甲", EDITS["甲"])
    outcome = cli.run("status")
    assert outcome.lines[0].startswith("issued")
    assert f"the file was changed since it was issued under {NUMBER}" in outcome.err


def test_batch_never_replaces_what_was_issued(cli: Cli) -> None:
    issue(cli)
    frozen = plan(cli, "甲").read_bytes()
    assert "--force" not in cli.run("batch", "units.yaml", *AFTER).err
    outcome = cli.run("batch", "units.yaml", *AFTER, "--force")
    assert plan(cli, "甲").read_bytes() == frozen
    assert (outcome.code, outcome.lines[0].split()[0]) == (3, "kept")
    assert "the plan was issued and is left as it is" in outcome.err


def test_one_number_is_for_one_plan(cli: Cli) -> None:
    issue(cli)
    outcome = cli.run("issue", "output/乙县创建方案.docx", "--number", NUMBER)
    assert outcome.code == 2
    assert f"甲县创建方案.docx is issued under {NUMBER} already" in outcome.err


def test_a_version_that_waits_is_told(cli: Cli) -> None:
    issue(cli)
    cli.run("regenerate", "output", *AFTER)
    told = "甲县创建方案（修订1）.docx: [u1] this version of the plan"
    assert told in cli.run("status").err
    cli.run("issue", "output/甲县创建方案（修订1）.docx", "--number", "云组发〔2026〕9号")
    assert told not in cli.run("status").err


def test_what_was_issued_before_its_version_is_no_copy_of_it(cli: Cli) -> None:
    issue(cli)
    cli.run("regenerate", "output", *AFTER)
    version = "output/甲县创建方案（修订1）.docx"
    assert cli.run("issue", version, "--number", "云组发〔2026〕9号").code == 0
    for command in ("status", "regenerate"):
        assert "another copy" not in cli.run(command, "output").err


def test_a_later_version_is_explained_by_the_title_of_the_plan(cli: Cli) -> None:
    issue(cli)
    cli.run("regenerate", "output", *AFTER)
    cli.run("issue", "output/甲县创建方案（修订1）.docx", "--number", "云组发〔2026〕9号")
    cli.write("blueprints/tiny.yaml", BLUEPRINT.replace("每半年", "每季度"))
    cli.run("regenerate", "output")
    told = texts(plan(cli, "甲", "（修订说明2）"))
    assert told[0] == "《甲县创建方案》修订说明"
    assert any(text.startswith("《甲县创建方案》（云组发〔2026〕9号）印发后") for text in told)


def test_an_explanation_tells_the_part_of_what_went_and_of_what_came(cli: Cli) -> None:
    issue(cli)
    changed = BLUEPRINT.replace("heading: 方法步骤", "heading: 工作步骤").replace(
        '          - {id: review, heading: 检查验收, text: "逐项验收，总结经验。"}\n', ""
    )
    cli.write("blueprints/tiny.yaml", changed.replace("组织考核, 各支部", "组织考核, 办公室"))
    cli.run("regenerate", "output")
    assert [row[:2] for row in rows(plan(cli, "甲", "（修订说明1）"))[1:]] == [
        ["三、工作步骤", "方法步骤"],
        ["三、方法步骤", "检查验收。逐项验收，总结经验。"],
        ["附件", "任务 ｜ 单位\n组织考核 ｜ 各支部"],
    ]


def test_a_plan_in_which_offers_wait_is_not_issued(cli: Cli) -> None:
    edit(cli, "甲", lambda document: word("旧思想", "老思想")(document))
    cli.run("regenerate", "output", *AFTER)
    outcome = cli.run("issue", "output/甲县创建方案.docx", "--number", NUMBER)
    assert outcome.code == 2
    assert "changes by 政策更新 in this file still wait for a decision" in outcome.err
    assert "issued" not in cli.run("status").out
