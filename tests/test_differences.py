"""What differs between two texts: readable, exact, and found in bounded time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.merge.differences import applied, differences, operations, trimmed
from generator.merge.sentences import ends_sentence, sentence_ends, sentences

PROSE = st.text(alphabet='甲乙丙丁的了，。；：“”（）《》14年月次一二 \nA"', max_size=30)


def marked(old: str, new: str) -> str:
    """The old text with [what goes] and {what comes}."""
    marks = {"keep": "{}", "delete": "[{}]", "insert": "{{{}}}"}
    return "".join(
        marks[part.kind].format(part.text) for part in operations(old, differences(old, new))
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("每年研究4次。", "每年研究4次。", "每年研究4次。"),
        ("每年研究4次。", "每年研究6次。", "每年研究[4次]{6次}。"),
        ("不少于14次", "不少于16次", "不少于[14次]{16次}"),
        ("满意度90%以上", "满意度95%以上", "满意度[90%]{95%}以上"),
        ("投入1.5万元", "投入12.5万元", "投入[1.5万元]{12.5万元}"),
        ("2018年6月启动", "2018年9月启动", "[2018年6月]{2018年9月}启动"),
        ("2018年6月至2018年9月", "2018年6月至2019年1月", "2018年6月至[2018年9月]{2019年1月}"),
        ("学习《准则》和《条例》", "学习《准则》和《规则》", "学习《准则》和[《条例》]{《规则》}"),
        (
            "依据云发〔2018〕12号文",
            "依据云发〔2019〕12号文",
            "依据云发[〔2018〕12号]{〔2019〕12号}文",
        ),
        ("建设APP平台", "建设Web平台", "建设[APP]{Web}平台"),
        ("共二十五项", "共二十六项", "共[二十五]{二十六}项"),
        ("八个方面", "七个方面", "[八]{七}个方面"),
        ("甲。乙。", "甲。丙。乙。", "甲。{丙。}乙。"),
        ("甲。丙。乙。", "甲。乙。", "甲。[丙。]乙。"),
        ("甲，乙，丙", "甲，丙", "甲，[乙，]丙"),
        ("坚持党的领导", "加强党的建设", "[坚持党的领导]{加强党的建设}"),  # 党的 is an island
        ("说“好”", '说"好"', '说[“好”]{"好"}'),
        ("（一）", "(一)", "[（一）]{(一)}"),
        ("张三，李四", "张三、李四", "张三[，]{、}李四"),
        ("", "新写的。", "{新写的。}"),
        ("不要了。", "", "[不要了。]"),
        ("第一句不动。第二句要改。", "第一句不动。第二句已改。", "第一句不动。第二句[要]{已}改。"),
        ("前句已改。后句也改。", "前句未改。后句没改。", "前句[已]{未}改。后句[也]{没}改。"),
        ("邓\U000e0100小平", "邓\U000e0101小平", "[邓\U000e0100]{邓\U000e0101}小平"),
    ],
)
def test_what_a_reader_sees(old: str, new: str, told: str) -> None:
    assert marked(old, new) == told


@given(PROSE, PROSE)
def test_changes_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    changes = differences(old, new)
    parts = list(operations(old, changes))
    assert applied(old, changes) == new
    assert "".join(part.text for part in parts if part.kind != "insert") == old
    assert all(old[part.start : part.end] == part.text for part in parts if part.kind != "insert")
    assert all(before.end < after.start for before, after in pairwise(changes))
    assert bool(changes) == (old != new)


@given(PROSE, PROSE)
def test_one_change_between_equal_ends(old: str, new: str) -> None:
    assert applied(old, [trimmed(old, new)]) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [("甲" * 20_000, "乙甲" * 10_000), ("甲乙。" * 6_000, "乙甲。" * 6_000), ("", "甲" * 20_000)],
)
def test_texts_that_repeat_themselves(old: str, new: str) -> None:
    assert applied(old, differences(old, new)) == new


@pytest.mark.parametrize("changed", [10, 1_000, 20_000])
def test_long_texts_in_bounded_time(changed: int) -> None:
    chance = random.Random(changed)
    old = [chr(0x4E00 + chance.randrange(900)) for _ in range(20_000)]
    for place in range(0, len(old), 31):
        old[place] = chance.choice("，。")
    new = list(old)
    for _ in range(changed):
        new[chance.randrange(len(new))] = chance.choice("变动的字")
    began = time.process_time()
    changes = differences("".join(old), "".join(new))
    assert time.process_time() - began < 3  # of an idle core it takes less than one
    assert applied("".join(old), changes) == "".join(new)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("甲", ["甲"]),
        ("甲。乙！丙？丁；戊", ["甲。", "乙！", "丙？", "丁；", "戊"]),
        ("甲\n乙", ["甲\n", "乙"]),
        ("真的？！好。", ["真的？！", "好。"]),
        ("他说：“好。”大家同意。", ["他说：“好。”", "大家同意。"]),
        ("他说“好。不好。”了。", ["他说“好。不好。”", "了。"]),
        ("甲（乙。丙。）丁。戊", ["甲（乙。丙。）丁。", "戊"]),
        ("学《甲。乙》。丙", ["学《甲。乙》。", "丙"]),
        ("没有关上（甲。乙。", ["没有关上（甲。", "乙。"]),
        ("多了）甲。乙", ["多了）甲。", "乙"]),
        ("“甲（乙”。丙）。", ["“甲（乙”。", "丙）。"]),
        ("1.5万元。", ["1.5万元。"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(PROSE)
def test_no_sentence_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert all(sentences(text))
    assert sentence_ends(text)[-1:] == [len(text)][: bool(text)]


@pytest.mark.parametrize(
    ("text", "ends"), [("甲。", True), ("“甲。”", True), ("甲", False), ("”", False), ("", False)]
)
def test_whether_a_sentence_ends(text: str, ends: bool) -> None:
    assert ends_sentence(text) == ends
