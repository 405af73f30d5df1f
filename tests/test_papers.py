"""What people read beside a plan: comments on offers, what an explanation rests on, 待处置."""

from __future__ import annotations

import pytest

from generator import returned
from generator.merge import Conflict
from generator.regenerating import papers
from generator.regenerating.causes import Basis, Cause, Changed, Grounds

GROUNDS = Grounds(
    {"study": Basis("学习要求", "2022", "党的二十大报告")}, {}, {}, {"days": "集中学习天数"}
)
POLICY = Cause("policy", "study", "2017", "2022")
BLUEPRINT = Cause("blueprint", "study.yaml")


def comment(conflict: Conflict, *changed: Changed) -> list[str]:
    return papers.commenter(changed, GROUNDS)(conflict).split("\n")


@pytest.mark.parametrize(
    ("conflict", "choice"),
    [
        (Conflict("a", 1, "旧", "好", "新"), "接受修订即采用新文字，拒绝修订即保留本单位的文字。"),
        (Conflict("a", 1, "旧", "好", ""), "接受修订即删去这些文字，拒绝修订即保留本单位的文字。"),
        (
            Conflict("a", -1, "旧", "", "新"),
            "接受修订即加入新文字，拒绝修订即不加入（本单位的方案里没有这些文字）。",
        ),
        (
            Conflict("a", 1, "旧", "好", "新", authors=("张三",)),
            "张三的修订也在这里，还没有定：请先接受它，再定政策更新的修订，接受即采用新文字，"
            "拒绝即保留本单位的文字。如果全部拒绝，本单位的修订也一并取消。",
        ),
    ],
)
def test_a_comment_tells_what_deciding_does(conflict: Conflict, choice: str) -> None:
    assert comment(conflict)[-1] == choice


def test_a_comment_on_a_cell_tells_the_cell() -> None:
    table = Changed("t", "任务\t单位\n动员\t甲", "任务\t单位\n动员\t乙", (BLUEPRINT,))
    told = comment(Conflict("t", 4, "甲", "丙", "乙"), table)
    assert told[1:3] == ["原生成文字：甲", "新文字：乙"]
    text = Changed("t", "全年不少于12天。", "全年不少于14天。", (BLUEPRINT,))
    told = comment(Conflict("t", 4, "12天", "20天", "14天"), text)
    assert told[1:3] == ["原生成文字：全年不少于12天。", "新文字：全年不少于14天。"]


def test_a_comment_on_what_the_unit_added_tells_which_part_is_gone_and_why() -> None:
    gone = Changed("duty", "保障措施", "", (BLUEPRINT,))
    assert comment(Conflict("", 4, "", "经费2万元。", "", "duty"), gone) == [
        "依据：方案的统一内容有修改",
        "这是本单位自己加的内容，它所在的“保障措施”已从方案中去掉。",
        "接受修订即删去这些文字，拒绝修订即保留本单位的文字。",
    ]
    long = Changed("duty", f"{'学' * 30}。\n再学。", "", (BLUEPRINT,))
    assert f"“{'学' * 20}…”" in comment(Conflict("", 4, "", "经费。", "", "duty"), long)[1]
    assert "它所在的部分已" in comment(Conflict("", 4, "", "经费。", "", "duty"))[1]


@pytest.mark.parametrize(
    ("cause", "basis", "reason"),
    [
        (POLICY, "学习要求（2017→2022）：党的二十大报告", "学习要求：党的二十大报告"),
        (Cause("policy", "x", "", "1"), "x（无→1）", "x"),
        (Cause("value", "days", "15", "16"), "", "集中学习天数由15改为16"),
        (Cause("value", "days", "", "16"), "", "集中学习天数定为16"),
        (Cause("value", "days", "15", ""), "", "集中学习天数不再单独规定（原为15）"),
        (Cause("value", "x", "1", "2"), "", "x由1改为2"),
        (Cause("template", "a.docx"), "", "方案的模板有修改"),
        (Cause("program", "", "1", "2"), "", "方案重新生成"),
    ],
)
def test_what_a_change_rests_on(cause: Cause, basis: str, reason: str) -> None:
    assert papers.basis_of([cause], GROUNDS) == (basis or reason)
    assert papers.reasons_of([cause, cause], GROUNDS) == (reason,)


def test_a_table_that_could_not_be_placed_keeps_its_rows() -> None:
    data = papers.leavings("gbt9704", "方案", [("事项\t经费\n购书\t2万元", "原因")])
    assert any("事项 ｜ 经费\n购书 ｜ 2万元" in piece.text for piece in returned.read(data).pieces)
