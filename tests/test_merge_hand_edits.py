"""What people changed, and which units changed the same thing alike."""

from __future__ import annotations

import pytest

from generator.merge import Alike, Generated, HandEdit, Piece, alike, hand_edits

BASE = [
    Generated("t", "title", "云台县\n创建方案"),
    Generated("a", "body", "（一）每年研究4次。", "（一）"),
    Generated("b", "body", "（二）书记讲课。", "（二）"),
    Generated("c", "table", "名\t数", rows=(("名", "数"),)),
]


@pytest.mark.parametrize(
    ("theirs", "edits"),
    [
        ([("t", "云台县\n创建方案"), ("a", "（一）每年研究4次。"), ("b", "（二）书记讲课。")], []),
        ([("t", "云台县创建\n方案"), ("a", "（四）每年研究4次。"), ("b", "(二)书记讲课。")], []),
        (
            [("t", "云台县\n创建方案"), ("a", "（一）每年研究5次。"), ("b", "（二）书记讲课。")],
            [HandEdit("a", "每年研究4次。", "每年研究5次。")],
        ),
        (
            [("t", "云台县\n创建方案"), ("a", "（一）每年研究4次。"), ("", "（二）我加的。"), ("b", "（三）书记讲课。")],
            [HandEdit("a", "", "我加的。")],
        ),
        (
            [("t", "云台县\n创建方案"), ("b", "（一）书记讲课。")],
            [HandEdit("a", "每年研究4次。", "")],
        ),
    ],
)  # fmt: skip
def test_hand_edits(theirs: list[tuple[str, str]], edits: list[HandEdit]) -> None:
    pieces = [Piece(number, text, name) for number, (name, text) in enumerate(theirs)]
    table = Piece(len(pieces), "名\t数", "c", "table", (("名", "数"),))
    assert list(hand_edits(BASE, [*pieces, table])) == edits


def test_the_same_change_by_several_units() -> None:
    edits = {
        "u1": [HandEdit("a", "云台县每年研究4次。", "云台县每年研究6次。")],
        "u2": [HandEdit("a", "临江县每年研究4次。", "临江县每年研究6次。")],
        "u3": [HandEdit("a", "望海县每年研究4次。", "望海县每年研究5次。")],
        "u4": [HandEdit("b", "云台县每年研究4次。", "云台县每年研究6次。")],
    }
    (found,) = alike(edits, {})
    assert (found.id, found.units) == ("a", ("u1", "u2"))
    assert (found.base, found.text) == ("云台县每年研究4次。", "云台县每年研究6次。")


def test_units_are_not_named_in_what_is_offered() -> None:
    edits = {
        "u1": [HandEdit("a", "由组织部牵头。", "由云台县委组织部牵头。")],
        "u2": [HandEdit("a", "由组织部牵头。", "由临江县委组织部牵头。")],
    }
    values = {"u1": {"name": "云台县", "short": "云"}, "u2": {"name": "临江县"}}
    (found,) = alike(edits, values)
    assert found.text == "由{{ name }}委组织部牵头。"
    assert alike(edits, {}) == []


def test_additions_and_deletions_alike() -> None:
    edits = {
        unit: [HandEdit("a", "", "加强督查。"), HandEdit("b", f"{unit}书记讲课。", "")]
        for unit in ("甲", "乙", "丙")
    }
    assert [(one.id, one.base, one.text, len(one.units)) for one in alike(edits, {})] == [
        ("a", "", "加强督查。", 3),
        ("b", "甲书记讲课。", "", 3),
    ]


def test_nothing_is_told_of_parts_that_are_gone() -> None:
    theirs = [
        Piece(0, "云台县创建方案", "t"),
        Piece(1, "（一）每年研究5次。", "a"),
        Piece(2, "我加的。"),
        Piece(3, "（二）书记上课。", "b"),
        Piece(4, "我又加的。"),
    ]
    ours = [BASE[0], Generated("new", "body", "（一）书记讲课。", "（一）")]
    assert hand_edits(BASE, theirs, ours, {"b": "new"}) == (
        HandEdit("new", "书记讲课。", "书记上课。"),
        HandEdit("new", "", "我又加的。"),
    )


def test_of_a_file_that_is_another_no_deletion_is_told() -> None:
    assert hand_edits(BASE, [Piece(0, "云台县创建方案", "t")]) == ()


def test_a_wording_of_a_policy_is_its_name_again() -> None:
    """Taken into the blueprint as it is, it would freeze the old one."""
    edits = {
        "u1": [HandEdit("a", "学习党的十九大精神，推动云台县工作。", "学习党的十九大精神，大力推动云台县工作。")],
        "u2": [HandEdit("a", "学习党的二十大精神，推动临江县工作。", "学习党的二十大精神，大力推动临江县工作。")],
    }  # fmt: skip
    wordings = {
        "党的十九大精神": "policy.study",
        "党的二十大精神": "policy.study",
        "工作": "policy.x",
    }
    values = {"u1": {"unit.name": "云台县"}, "u2": {"unit.name": "临江县"}}
    (found,) = alike(edits, values, wordings=wordings)
    assert found.text == "学习{{ policy.study }}，大力推动{{ unit.name }}工作。"
    assert found.units == ("u1", "u2")


@pytest.mark.parametrize(
    ("base", "text", "kind"),
    [("甲。", "乙。", "changed"), ("", "乙。", "added"), ("甲。", "", "deleted")],
)
def test_whether_a_block_was_changed_or_something_added_behind_it(
    base: str, text: str, kind: str
) -> None:
    assert Alike("a", base, text, ("u1", "u2")).kind == kind


def test_the_most_frequent_first() -> None:
    edits = {
        unit: [
            HandEdit("b", "甲。", "乙。"),
            *([HandEdit("a", "丙。", "丁。")] if unit != "1" else []),
        ]
        for unit in "123"
    }
    assert [one.id for one in alike(edits, {})] == ["b", "a"]
    assert [one.id for one in alike(edits, {}, at_least=3)] == ["b"]
