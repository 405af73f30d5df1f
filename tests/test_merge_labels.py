"""Labels told from texts, the lists they form, and their counting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.merge.labels import Entry, Label, counted, first, leading, lists, scheme_of, within
from generator.merge.masks import masked
from generator.merge.order import merged_order, moved_keys
from generator.numbering import SCHEMES

NAMED = [scheme for scheme in SCHEMES if scheme != "none"]


@given(st.sampled_from(NAMED), st.integers(1, 50))
def test_every_label_is_known_again(scheme: str, value: int) -> None:
    label = SCHEMES[scheme](value)
    assert scheme_of(label) == scheme
    found = leading(f"{label}正文", scheme)
    assert found == Label(scheme, value, 0, len(label))


@pytest.mark.parametrize(
    ("text", "scheme", "found"),
    [
        ("(一)甲", "（一）", (1, 0, 3)),
        ("（十二）、甲", "（一）", (12, 0, 5)),
        ("一．甲", "一、", (1, 0, 2)),
        ("3．甲", "1.", (3, 0, 2)),
        ("3、甲", "1.", (3, 0, 2)),
        ("(3)甲", "（1）", (3, 0, 3)),
        ("　　（一）甲", "（一）", (1, 2, 5)),
        ("第3阶段甲", "第一阶段", (3, 0, 4)),
        ("（一一）甲", "（一）", None),
        ("甲", "（一）", None),
        ("一、甲", "（一）", None),
        ("甲", "", None),
    ],
)
def test_labels_as_people_type_them(
    text: str, scheme: str, found: tuple[int, int, int] | None
) -> None:
    label = leading(text, scheme)
    assert (label and (label.value, label.start, label.end)) == found


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("一、甲", "一、"),
        ("2.甲", "1."),
        ("1.5万元", ""),
        ("2018年", ""),
        ("甲", ""),
        ("", ""),
        ("①甲", "①"),
    ],
)
def test_what_a_text_begins_with(text: str, scheme: str) -> None:
    found = first(text)
    assert (found.scheme if found else "") == scheme


def test_labels_within_a_text() -> None:
    text = "要做到：一是学习；二是培训。这一是重点"
    assert [(one.value, one.start) for one in within(text, "一是")] == [(1, 4), (2, 9)]


@pytest.mark.parametrize(
    ("labels", "members"),
    [
        (["（一）", "（二）", "（一）", "（二）"], [0, 0, 1, 1]),
        (["一、", "（一）", "（二）", "二、", "（一）"], [0, 1, 1, 0, 2]),
        (["一、", "1.", "2.", "二、", "3."], [0, 1, 1, 0, 1]),  # a list that continues
        (["一、", "", "二、", "总则"], [0, -1, 0, -1]),
        (["（三）", "（四）"], [0, 0]),
        (["一、", "第一阶段", "1.", "第二阶段", "1."], [0, 1, 2, 1, 3]),
    ],
)
def test_lists(labels: list[str], members: list[int]) -> None:
    assert lists(labels)[0] == members


@given(st.lists(st.tuples(st.sampled_from(NAMED), st.integers(1, 4)), max_size=12))
def test_what_nobody_touched_keeps_its_labels(pairs: list[tuple[str, int]]) -> None:
    labels = [SCHEMES[scheme](value) for scheme, value in pairs]
    members, known = lists(labels)
    assert counted([Entry(number) for number in members], known) == labels


def test_labels_within_texts_are_put_aside() -> None:
    texts = masked("一是甲；二是乙。", "一是甲；三是乙。", "一是甲；二是丙；三是乙。")
    assert texts is not None
    base, theirs, ours = texts
    assert base.text == theirs.text != ours.text
    assert [theirs.place(n) for n in (0, 1, 3, 4, 6)] == [0, 2, 4, 6, 8]
    assert masked("甲", "一是甲", "乙") is None


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "order"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "axbc", "abc", "axbc"),
        ("abc", "abc", "anbc", "anbc"),
        ("abc", "axbc", "anbc", "axnbc"),
        ("abc", "cab", "abc", "cab"),
        ("abc", "abc", "cab", "cab"),
        ("abcd", "bacd", "abdc", "badc"),
        ("abc", "ac", "abc", "abc"),
        ("abc", "abc", "ac", "abc"),
        ("", "xy", "ab", "xyab"),
    ],
)
def test_order(base: str, theirs: str, ours: str, order: str) -> None:
    assert "".join(merged_order(base, theirs, ours, lambda key, new: True)) == order


def test_what_was_moved() -> None:
    assert moved_keys("abcde", "bcdae") == {"a"}
    assert moved_keys("abc", "abxc") == set()


@given(st.permutations("abcdef"), st.sets(st.sampled_from("abcdef")))
def test_without_hand_edits_the_order_is_ours(permuted: list[str], gone: set[str]) -> None:
    ours = [key for key in permuted if key not in gone] + ["n"]
    merged = merged_order("abcdef", "abcdef", ours, lambda key, new: True)
    assert [key for key in merged if key in ours] == ours
