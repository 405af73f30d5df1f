"""Random plans, random policy changes, random hand edits: nothing typed is lost, nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import assume, given
from hypothesis import strategies as st

from generator.merge import (
    Delete,
    Generated,
    Insert,
    Keep,
    Merge,
    Piece,
    merge_blocks,
    merged_texts,
)
from generator.merge.pieces import Step
from generator.numbering import SCHEMES

OLD = [
    "坚持党的领导。",
    "每年研究4次。",
    "由组织部牵头，按月通报。",
    "书记带头讲课；",
    "学习《准则》精神。",
]
TYPED = ["我写的甲句。", "手工补充乙句。", "基层自拟丙句。", "村里另加丁句。", "经办人改戊句。"]
NEW = ["政策新增子句。", "上级另定丑句。", "文件改寅句。", "省里要求卯句。", "市里补辰句。"]
SCHEME_AT = {1: "一、", 2: "（一）", 3: "1."}
KINDS = {0: "body", 1: "heading1", 2: "body", 3: "body"}


@dataclass(frozen=True)
class Part:
    """A block before it is numbered; level 0 has no label."""

    id: str
    level: int
    sentences: tuple[str, ...]


def numbered(parts: Sequence[Part]) -> list[Generated]:
    """The blocks with the labels that their order gives them."""
    counts = {1: 0, 2: 0, 3: 0}
    blocks = []
    for part in parts:
        label = ""
        if part.level:
            counts[part.level] += 1
            counts |= {level: 0 for level in counts if level > part.level}
            label = SCHEMES[SCHEME_AT[part.level]](counts[part.level])
        blocks.append(Generated(part.id, KINDS[part.level], label + "".join(part.sentences), label))
    return blocks


SENTENCES = st.lists(st.sampled_from(OLD), min_size=1, max_size=3).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> list[Part]:
    levels = draw(st.lists(st.integers(0, 3), min_size=1, max_size=7))
    return [Part(f"p{number}", level, draw(SENTENCES)) for number, level in enumerate(levels)]


@st.composite
def policy_changes(draw: st.DrawFn, plan: list[Part]) -> list[Part]:
    """The plan with parts changed, dropped, moved and new."""
    parts = list(plan)
    new = iter(NEW)
    for number in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(parts) - 1)))
        match draw(st.sampled_from(["change", "change", "append", "add", "drop", "move"])):
            case "change" if parts:
                sentences = list(parts[place].sentences)
                sentences[draw(st.integers(0, len(sentences) - 1))] = next(new)
                parts[place] = replace(parts[place], sentences=tuple(sentences))
            case "append" if parts:
                parts[place] = replace(parts[place], sentences=(*parts[place].sentences, next(new)))
            case "add":
                parts.insert(place, Part(f"n{number}", draw(st.integers(0, 3)), (next(new),)))
            case "drop" if parts:
                del parts[place]
            case "move" if parts:
                parts.insert(draw(st.integers(0, len(parts) - 1)), parts.pop(place))
    return parts


@st.composite
def hand_changes(draw: st.DrawFn, blocks: list[Generated]) -> list[Piece]:
    """The file as people left it."""
    texts = [(block.id, block.text, len(block.label)) for block in blocks]
    typed = iter(TYPED)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(0, len(texts) - 1)))
        match draw(
            st.sampled_from(["change", "append", "add", "drop", "move", "split", "join", "relabel"])
        ):
            case "change" if texts and texts[place][1]:
                name, text, start = texts[place]
                end = draw(st.integers(min(start, len(text)), len(text)))
                texts[place] = (name, text[:start] + next(typed) + text[end:], start)
            case "append" if texts:
                name, text, start = texts[place]
                texts[place] = (name, text + next(typed), start)
            case "add":
                label = draw(st.sampled_from(["", "", "（一）", "（二）", "二、", "2."]))
                texts.insert(place, ("", label + next(typed), len(label)))
            case "drop" if texts:
                if not any(sentence in texts[place][1] for sentence in TYPED):
                    del texts[place]
            case "move" if texts:
                texts.insert(draw(st.integers(0, len(texts) - 1)), texts.pop(place))
            case "split" if texts:
                name, text, start = texts[place]
                cut = text.find("。", start) + 1
                if start < cut < len(text):
                    texts[place : place + 1] = [(name, text[:cut], start), ("", text[cut:], 0)]
            case "join" if place + 1 < len(texts):
                (name, text, start), (_, more, skip) = texts[place : place + 2]
                texts[place : place + 2] = [(name, text + more[skip:], start)]
            case "relabel" if texts and texts[place][2]:
                name, text, start = texts[place]
                wrong = (
                    text[:start]
                    .replace("（一）", "（四）")
                    .replace("1.", "3.")
                    .replace("一、", "三、")
                )
                texts[place] = (name, wrong + text[start:], len(wrong))
    return [Piece(number, text, name) for number, (name, text, _) in enumerate(texts)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Generated], list[Piece], list[Generated]]:
    plan = draw(plans())
    base = numbered(plan)
    return base, draw(hand_changes(base)), numbered(draw(policy_changes(plan)))


Case = tuple[list[Generated], list[Piece], list[Generated]]


def as_returned(blocks: Sequence[Generated]) -> list[Piece]:
    return [Piece(number, block.text, block.id) for number, block in enumerate(blocks)]


def left(merge: Merge, theirs: Sequence[Piece], accepted: bool) -> list[Piece]:
    """The merged file, read again."""
    pieces = {piece.index: piece for piece in theirs}

    def stands(step: Step) -> bool:
        decided = accepted or not getattr(step, "offered", False)
        return decided if isinstance(step, Insert) else not (isinstance(step, Delete) and decided)

    ids = [
        step.id if isinstance(step, Insert) else pieces[step.index].id
        for step in merge.steps
        if stands(step)
    ]
    texts = merged_texts(merge, theirs, accepted)
    return [Piece(n, text, name) for n, (text, name) in enumerate(zip(texts, ids, strict=True))]


@given(cases())
def test_what_is_new_is_in_the_document_when_all_offers_are_accepted(case: Case) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    text = "\n".join(merged_texts(merge, theirs))
    expected = [s for s in NEW if any(s in block.text for block in ours)]
    assert [sentence for sentence in expected if sentence not in text] == []


@given(cases())
def test_what_a_person_typed_stays_when_all_offers_are_rejected(case: Case) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    text = "\n".join(merged_texts(merge, theirs, accepted=False))
    typed = [s for s in TYPED if any(s in piece.text for piece in theirs)]
    assert [sentence for sentence in typed if sentence not in text] == []


@given(cases())
def test_what_a_person_typed_is_never_removed_without_an_offer_and_a_word(case: Case) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    text = "\n".join(merged_texts(merge, theirs))
    told = "\n".join(conflict.theirs for conflict in merge.conflicts)
    told += "\n".join(piece.text for piece in merge.unplaced)
    typed = [s for s in TYPED if any(s in piece.text for piece in theirs)]
    # a sentence may be told in part: what base, theirs and ours have in common is no conflict
    assert [s for s in typed if s not in text and s not in told and not _in_part(s, told)] == []


def _in_part(sentence: str, told: str) -> bool:
    return any(sentence[start : start + 4] in told for start in range(len(sentence) - 3))


@given(cases())
def test_every_piece_and_every_block_has_one_step_at_most(case: Case) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    indexes = [step.index for step in merge.steps if not isinstance(step, Insert)]
    inserted = [step.id for step in merge.steps if isinstance(step, Insert)]
    assert sorted(indexes) == list(range(len(theirs)))
    assert len(set(inserted)) == len(inserted)
    assert set(inserted) <= {block.id for block in ours}


@given(cases())
def test_a_merge_repeated_changes_nothing(case: Case) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    for accepted in (True, False):
        again = left(merge, theirs, accepted)
        assert not merge_blocks(ours, again, ours).changes


@given(cases())
def test_labels_are_right_at_once(case: Case) -> None:
    base, theirs, ours = case
    assume(base != ours)
    merge = merge_blocks(base, theirs, ours)
    again = left(merge, theirs, accepted=True)
    # something must have changed for labels to be looked at: a block that no file has is gone
    gone = [Generated("gone", "body", "不见了。"), *ours]
    steps = merge_blocks(gone, again, ours).steps
    assert [step for step in steps if not isinstance(step, Keep)] == []


@given(cases())
def test_what_nobody_touched_is_as_generated_now(case: Case) -> None:
    base, theirs, ours = case
    assume(base != ours)
    result = {
        piece.id: piece.text for piece in left(merge_blocks(base, theirs, ours), theirs, True)
    }
    old, new = ({block.id: block for block in blocks} for blocks in (base, ours))
    for piece in theirs:
        if piece.id and piece.text == old[piece.id].text:
            expected = new.get(piece.id)
            assert (piece.id in result) == (expected is not None)
            if expected:
                assert result[piece.id].endswith(expected.text.removeprefix(expected.label))


@given(cases())
def test_what_only_a_person_touched_is_as_they_left_it(case: Case) -> None:
    base, theirs, ours = case
    result = {
        piece.id: piece.text for piece in left(merge_blocks(base, theirs, ours), theirs, False)
    }
    old, new = ({block.id: block for block in blocks} for blocks in (base, ours))
    for piece in theirs:
        same = piece.id in new and _body(old[piece.id]) == _body(new[piece.id])
        if same and piece.text.startswith(old[piece.id].label) and not _is_joined(piece, old):
            assert result[piece.id].endswith(piece.text.removeprefix(old[piece.id].label))


def _body(block: Generated) -> str:
    return block.text.removeprefix(block.label)


def _is_joined(piece: Piece, old: dict[str, Generated]) -> bool:
    """Whether the text of another block stands in the piece."""
    return any(name != piece.id and _body(block) in piece.text for name, block in old.items())


@given(plans(), st.data())
def test_no_policy_change_no_operation(plan: list[Part], data: st.DataObject) -> None:
    base = numbered(plan)
    theirs = data.draw(hand_changes(base))
    merge = merge_blocks(base, theirs, base)
    assert not merge.changes
    assert merged_texts(merge, theirs) == [piece.text for piece in theirs]


@given(plans(), st.data())
def test_no_hand_edit_the_new_plan(plan: list[Part], data: st.DataObject) -> None:
    base, ours = numbered(plan), numbered(data.draw(policy_changes(plan)))
    theirs = as_returned(base)
    for accepted in (True, False):
        merge = merge_blocks(base, theirs, ours)
        assert merged_texts(merge, theirs, accepted) == [block.text for block in ours]
        assert not merge.conflicts
        assert not merge.unplaced
