"""Random tables in three versions; examples are in test_merge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.merge.pieces import Rows, merged_rows
from generator.merge.tables import merge_tables

CELLS = st.sampled_from(["", "甲", "乙", "丙", "4次", "6次", "组织部"])
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6).map(tuple)
HEADED = TABLES.map(lambda rows: (("名", "数", "责任"), *rows))


@st.composite
def changed(draw: st.DrawFn, rows: Rows, words: list[str]) -> Rows:
    """The table with cells changed, rows dropped and new."""
    found = list(rows)
    for word in words[: draw(st.integers(0, len(words)))]:
        place = draw(st.integers(1, max(1, len(found) - 1)))
        match draw(st.sampled_from(["cell", "cell", "row", "drop"])):
            case "cell" if place < len(found):
                column = draw(st.integers(0, 2))
                cells = [word if n == column else cell for n, cell in enumerate(found[place])]
                found[place] = tuple(cells)
            case "row":
                found.insert(place, (word, draw(CELLS), draw(CELLS)))
            case "drop" if place < len(found):
                del found[place]
    return tuple(found)


Three = tuple[Rows, Rows, Rows]


@st.composite
def versions(draw: st.DrawFn) -> Three:
    base = draw(HEADED)
    return (
        base,
        draw(changed(base, ["我写的", "我加的"])),
        draw(changed(base, ["新定的", "新增的"])),
    )


@given(versions())
def test_nothing_typed_is_lost_and_nothing_new_is_missing(tables: Three) -> None:
    base, theirs, ours = tables
    merge = merge_tables(base, theirs, ours)
    if merge is None:
        return
    kept = {cell for row in merged_rows(merge.rows, theirs, accepted=False) for cell in row}
    taken = {cell for row in merged_rows(merge.rows, theirs) for cell in row}
    for word in ("我写的", "我加的"):
        assert word in kept or not any(word in row for row in theirs)
    for word in ("新定的", "新增的"):
        assert word in taken or not any(word in row for row in ours)


@given(HEADED, st.data())
def test_one_side_alone(base: Rows, data: st.DataObject) -> None:
    other = data.draw(changed(base, ["改的", "加的", "又改"]))
    taken, kept = merge_tables(base, base, other), merge_tables(base, other, base)
    if taken:
        assert merged_rows(taken.rows, base) == other
        assert not taken.conflicts
    if kept:
        assert merged_rows(kept.rows, other) == other
        assert not kept.conflicts


@given(versions())
def test_every_row_has_one_step(tables: Three) -> None:
    base, theirs, ours = tables
    merge = merge_tables(base, theirs, ours)
    if merge:
        indexes = [row.index for row in merge.rows if row.action != "insert"]
        assert sorted(indexes) == list(range(len(theirs)))
