"""Random plans, random hand edits, random policy changes: the file says what the merge says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator import returned
from generator.merge import Generated, Piece, Update, merge_blocks, merged_texts

from .patching import (
    after_all,
    as_pieces,
    ids_in,
    members,
    patch,
    typed,
    written,
)
from .returning import part, with_xml
from .test_merge_properties import cases

Case = tuple[list[Generated], list[Piece], list[Generated]]
SEEDS = st.integers(0, 10_000)
FEW = settings(max_examples=40)


def said(texts: list[str]) -> list[str]:
    """Without empty ones: a comment on the last paragraph stays, though all of that goes."""
    return [text for text in texts if text]


@FEW
@given(cases(), SEEDS)
def test_the_file_says_what_the_merge_says(case: Case, seed: int) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    file = typed(base, theirs, seed)
    data = patch(file, written(ours, "2"), merge)
    for accept in (True, False):
        assert said(after_all(data, accept)) == said(merged_texts(merge, theirs, accept))
    xml = part(data).decode()
    assert len(ids_in(xml)) == len(set(ids_in(xml)))


@FEW
@given(cases(), SEEDS)
def test_nothing_that_a_person_typed_or_marked_is_lost(case: Case, seed: int) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    file = typed(base, theirs, seed, comments=True, tracked=True)
    data = patch(file, written(ours, "2"), merge)
    before, after = part(file).decode(), part(data).decode()
    for number in range(len(theirs)):
        assert (f'<w:commentReference w:id="{number}"/>' in before) <= (
            f'<w:commentReference w:id="{number}"/>' in after
        )
    assert before.count("<w:delText>有人删去的话") == after.count("<w:delText>有人删去的话")
    assert after.count('w:author="张三"') >= before.count('w:author="张三"')
    assert said(after_all(data, accept=True)) == said(merged_texts(merge, theirs))


@FEW
@given(cases(), SEEDS)
def test_what_is_kept_is_kept_byte_for_byte(case: Case, seed: int) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    file = typed(base, theirs, seed, comments=True)
    data = patch(file, written(ours, "2"), merge)
    xml, new = part(file), part(data)
    pieces = returned.read(file).pieces
    for step in merge.steps:
        if type(step).__name__ == "Keep":
            piece = pieces[step.index]
            assert xml[piece.start : piece.end] in new
    same = members(file).items() & members(data).items()
    assert {name for name, _ in same} >= {
        "word/styles.xml",
        "word/settings.xml",
        "docProps/core.xml",
    }


@FEW
@given(cases(), SEEDS)
def test_a_second_patch_changes_nothing(case: Case, seed: int) -> None:
    base, theirs, ours = case
    merge = merge_blocks(base, theirs, ours)
    new = written(ours, "2")
    data = patch(typed(base, theirs, seed), new, merge)
    document = returned.read(data)
    again = merge_blocks(ours, as_pieces(document), ours)
    assert patch(data, new, again) == data
    assert document.made is not None and document.made.policies == {"policy": "2"}


@FEW
@given(cases(), SEEDS)
def test_a_merge_without_changes_gives_the_very_same_file(case: Case, seed: int) -> None:
    base, theirs, _ = case
    file = typed(base, theirs, seed)
    assert patch(file, written(base), merge_blocks(base, theirs, base)) == file


CELLS = st.sampled_from(["组织部", "宣传部", "每年6月底前", "召开会议，通报情况。", "各支部", ""])


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[tuple[str, ...], ...]]:
    """A table as generated, as people left it, and as it is generated now."""
    width = draw(st.integers(1, 3))
    row = st.tuples(*[CELLS] * width)
    base = draw(st.lists(row, min_size=2, max_size=5))
    versions = [tuple(base)]
    for mark in "甲乙":
        rows = list(base)
        for number in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(rows) - 1))
            text = f"{mark}{number}"
            match draw(st.sampled_from(["cell", "row", "drop", "move"])):
                case "cell":
                    column = draw(st.integers(0, width - 1))
                    old = rows[at]
                    rows[at] = (*old[:column], old[column] + text, *old[column + 1 :])
                case "row":
                    rows.insert(at, (text,) * width)
                case "drop" if len(rows) > 2:
                    del rows[at]
                case "move":
                    rows.insert(draw(st.integers(0, len(rows) - 1)), rows.pop(at))
        versions.append(tuple(rows))
    return versions


@FEW
@given(tables())
def test_a_table_says_what_the_merge_says(versions: list[tuple[tuple[str, ...], ...]]) -> None:
    base, hand, now = ([Generated("t", "table", _text(rows), rows=rows)] for rows in versions)
    theirs = [Piece(0, _text(versions[1]), "t", "table", versions[1])]
    merge = merge_blocks(base, theirs, now)
    file = part(written(hand)).decode()
    data = patch(with_xml(file, written(base)), written(now, "2"), merge)
    (step,) = merge.steps
    for accept in (True, False):
        told = versions[2] if isinstance(step, Update) else None
        (expected,) = [_text(told)] if told else merged_texts(merge, theirs, accept)
        assert after_all(data, accept)[0] == expected


def _text(rows: tuple[tuple[str, ...], ...]) -> str:
    return "\n".join("\t".join(row) for row in rows)
