"""One paragraph in three versions: what a person wrote stays, what the policy changed comes in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.merge.sentences import sentences
from generator.merge.texts import TextMerge, edited, merge_text

PLAIN = "每年专题研究党建工作不少于4次。书记带头讲党课。"


def marked(theirs: str, merge: TextMerge) -> str:
    """The merged text; an offer as [what would go] and {what would come}."""
    parts, done = [], 0
    for edit in merge.edits:
        parts.append(theirs[done : edit.start])
        gone = theirs[edit.start : edit.end]
        offer = (f"[{gone}]" if gone else "") + (f"{{{edit.text}}}" if edit.text else "")
        parts.append(offer if edit.offered else edit.text)
        done = edit.end
    return "".join([*parts, theirs[done:]])


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "result"),
    [
        # one side only
        (PLAIN, PLAIN, PLAIN, PLAIN),
        ("不少于4次。", "不少于4次。", "不少于6次。", "不少于6次。"),
        ("不少于4次。", "不少于5次。", "不少于4次。", "不少于5次。"),
        ("不少于4次。", "不少于6次。", "不少于6次。", "不少于6次。"),
        # different sentences
        (
            "研究4次。书记讲课。",
            "研究4次。书记带头讲课。",
            "研究6次。书记讲课。",
            "研究6次。书记带头讲课。",
        ),
        ("甲甲。乙乙。", "甲甲。乙乙。我加的。", "新的。乙乙。", "新的。乙乙。我加的。"),
        ("甲甲。乙乙。", "我加的。甲甲。乙乙。", "甲甲。新的。", "我加的。甲甲。新的。"),
        ("甲甲。乙乙。丙丙。", "乙乙。丙丙。", "甲甲。乙乙。新的。", "乙乙。新的。"),
        ("甲甲。乙乙。丙丙。", "甲甲。改的。丙丙。", "甲甲。乙乙。", "甲甲。改的。"),
        ("甲甲。乙乙。", "甲甲。我加的。乙乙。", "甲甲。新新。", "甲甲。我加的。新新。"),
        ("甲甲；乙乙。", "改的；乙乙。", "甲甲；新新。", "改的；新新。"),
        # one sentence, clearly different spots
        (
            "每年专题研究党建工作不少于4次。",
            "班子每年专题研究党建工作不少于4次。",
            "每年专题研究党建工作不少于6次。",
            "班子每年专题研究党建工作不少于6次。",
        ),
        (
            "由组织部牵头，2018年6月底前完成。",
            "由党建办牵头，2018年6月底前完成。",
            "由组织部牵头，2018年9月底前完成。",
            "由党建办牵头，2018年9月底前完成。",
        ),
        # the same place
        ("不少于4次。", "不少于5次。", "不少于6次。", "不少于[5次]{6次}。"),
        (
            "2018年6月至2018年9月。",
            "2018年5月至2018年9月。",
            "2018年6月至2018年10月。",
            "[2018年5月至2018年9月]{2018年6月至2018年10月}。",
        ),
        ("学习《准则》。", "学习《条例》。", "学习《规则》。", "学习[《条例》]{《规则》}。"),
        ("甲甲。", "甲甲。我加的。", "甲甲。新的。", "甲甲。我加的。{新的。}"),
        ("", "我写的。", "新的。", "我写的。{新的。}"),
        ("不少于4次。", "", "不少于6次。", "{不少于6次。}"),
        ("甲甲。乙乙。", "甲甲。", "甲甲。丙丙。", "甲甲。{丙丙。}"),
        ("不少于4次。书记讲课。", "不少于5次。书记讲课。", "书记讲课。", "[不少于5次。]书记讲课。"),
        ("不少于4次", "不少于4次，多多益善", "不少于6次", "不少于[4次，多多益善]{6次}"),
        # a sentence rewritten by one side is one place
        (
            "领导班子定期研究党建工作不少于4次。",
            "党委会应当按季听取汇报，研究党建工作不少于4次，",
            "领导干部定期研究党建工作不少于4次。",
            "[党委会应当按季听取汇报，研究党建工作不少于4次，]{领导干部定期研究党建工作不少于4次。}",
        ),
        # changed alike, and more
        ("甲甲。", "甲甲。新的。", "甲甲。新的。再来。", "甲甲。新的。再来。"),
        ("甲甲。", "甲甲。新的。我加的。", "甲甲。新的。", "甲甲。新的。我加的。"),
        (
            "研究4次。书记讲课。",
            "研究6次。书记讲课。加一句。",
            "研究6次。书记带头讲课。",
            "研究6次。书记带头讲课。加一句。",
        ),
        # labels within the paragraph count on
        (
            "一是抓学习；二是抓培训。",
            "一是抓好学习；二是抓培训。",
            "一是抓班子；二是抓学习；三是抓培训。",
            "一是抓班子；二是抓好学习；三是抓培训。",
        ),
        (
            "一是抓学习；二是抓培训；三是抓考核。",
            "一是抓学习；二是抓培训；三是严格考核。",
            "一是抓学习；二是抓考核。",
            "一是抓学习；二是严格考核。",
        ),
        (
            "要做到：一是抓学习；二是抓培训。",
            "要做到：一是抓学习；二是抓阵地；三是抓培训。",
            "要做到：一是抓学习；二是抓好业务培训。",
            "要做到：一是抓学习；二是抓阵地；三是抓好业务培训。",
        ),
        (
            "重点：（1）学习；（2）培训。",
            "重点：（1）学习；（2）培训；（3）走访。",
            "重点：（1）自学；（2）学习；（3）培训。",
            "重点：（1）自学；（2）学习；（3）培训；（4）走访。",
        ),
        (
            "一是抓学习；二是抓培训4次。",
            "一是抓学习；二是抓培训5次。",
            "一是抓班子；二是抓学习；三是抓培训6次。",
            "一是抓班子；二是抓学习；三是抓培训[5次]{6次}。",
        ),
        (  # all of the clause is offered, so that accepting leaves no mixture
            "要认真学习贯彻党的十九大精神，抓好落实。",
            "要把学习贯彻党的十九大精神作为首要任务，抓好落实。",
            "要认真学习贯彻党的二十大精神，抓好落实。",
            "要[把学习贯彻党的十九大精神作为首要任务]{认真学习贯彻党的二十大精神}，抓好落实。",
        ),
    ],
)
def test_examples(base: str, theirs: str, ours: str, result: str) -> None:
    assert marked(theirs, merge_text(base, theirs, ours)) == result


def test_what_is_told_beside_an_offer() -> None:
    (told,) = merge_text("不少于4次。", "不少于5次。", "不少于6次。").conflicts
    assert (told.base, told.theirs, told.ours) == ("4次", "5次", "6次")


SENTENCES = [
    "坚持党的领导。", "每年研究4次。", "由组织部牵头，按月通报。", "书记讲课；", "学习《准则》精神。",
    "2018年6月底前完成。", "一是抓学习；", "二是抓培训。", "群众满意度达到90%以上。", "他说：“好。”",
]  # fmt: skip
PARAGRAPH = st.lists(st.sampled_from(SENTENCES), max_size=5).map("".join)
PROSE = st.text(alphabet="甲乙丙丁，。；一二是14次", max_size=20)


@st.composite
def edits_of(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> tuple[str, str]:
    """A text and the same with a word put in, taken out or replaced at some places."""
    base = draw(texts)
    text = base
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        text = (
            text[:start] + draw(st.sampled_from(["", "新", "我加的。", "5次", "，并"])) + text[end:]
        )
    return base, text


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str, str]:
    base, theirs = draw(edits_of(st.one_of(PARAGRAPH, PROSE)))
    _, ours = draw(edits_of(st.just(base)))
    return base, theirs, ours


@given(versions())
def test_edits_are_in_order_and_apart(texts: tuple[str, str, str]) -> None:
    base, theirs, ours = texts
    edits = merge_text(base, theirs, ours).edits
    places = [place for edit in edits for place in (edit.start, edit.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(theirs) for place in places)
    assert all(a.end < b.start or a.end <= b.start for a, b in pairwise(edits))


@given(PARAGRAPH, st.data())
def test_one_side_alone(base: str, data: st.DataObject) -> None:
    _, other = data.draw(edits_of(st.just(base)))
    assert edited(base, merge_text(base, base, other).edits) == other
    assert merge_text(base, other, base) == TextMerge()
    assert merge_text(base, other, other) == TextMerge()


@given(versions())
def test_a_merge_repeated_changes_nothing(texts: tuple[str, str, str]) -> None:
    base, theirs, ours = texts
    for accepted in (True, False):
        result = edited(theirs, merge_text(base, theirs, ours).edits, accepted)
        assert merge_text(ours, result, ours) == TextMerge()


@given(st.lists(st.sampled_from(SENTENCES[:6]), unique=True, min_size=1, max_size=6), st.data())
def test_what_a_person_typed_stays_and_what_is_new_is_there(
    base: list[str], data: st.DataObject
) -> None:
    typed = ["我写的甲句子。", "手工补充乙内容。"]
    new = ["政策新增内容。", "上级另有规定。"]
    theirs = data.draw(changed(base, typed))
    ours = data.draw(changed(base, new))
    merge = merge_text("".join(base), "".join(theirs), "".join(ours))
    rejected = sentences(edited("".join(theirs), merge.edits, accepted=False))
    accepted = edited("".join(theirs), merge.edits)
    assert all(sentence in rejected for sentence in theirs if sentence in typed)
    assert all(sentence in accepted for sentence in ours if sentence in new)


@st.composite
def changed(draw: st.DrawFn, base: list[str], new: list[str]) -> list[str]:
    """The sentences, some dropped, replaced or joined by new ones."""
    result = list(base)
    for sentence in new[: draw(st.integers(0, len(new)))]:
        place = draw(st.integers(0, len(result)))
        result[place : place + draw(st.integers(0, 1))] = [sentence]
    return result
