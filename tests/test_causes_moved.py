"""Parts that stand elsewhere now, and wordings of policies, as a change is told."""

from __future__ import annotations

from generator.merge import Generated
from generator.regenerating.causes import Cause, Changed, Grounds, changed

BLUEPRINT, POLICY = Cause("blueprint", "study.yaml"), Cause("policy", "study", "2017", "2022")
GROUNDS = Grounds({}, {"#": frozenset(), "duty": frozenset({"policy.study"})}, {})
AIM = Generated("aim", "heading1", "一、创建目标", "一、")


def test_a_part_that_moved_is_told_by_its_place() -> None:
    steps = Generated("steps", "heading1", "二、方法步骤", "二、")
    duty = Generated("duty", "heading1", "三、保障措施", "三、")
    text = Generated("duty#1", "body", "学习经费列入预算。")
    found = changed(
        [AIM, steps, text, duty], [duty, AIM, steps, text], {}, (POLICY, BLUEPRINT), GROUNDS
    )
    assert found == (
        Changed("duty", "保障措施（在“二、方法步骤”之后）", "保障措施（在最前面）", (BLUEPRINT,)),
    )
    assert changed([AIM, steps], [AIM, steps], {}, (POLICY,), GROUNDS) == ()
