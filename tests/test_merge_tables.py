"""Random tables in three versions, and cells with lines of their own; examples are in test_merge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator import merge, patching, returned
from generator.blocks import TableBlock
from generator.merge.pieces import Rows, merged_rows
from generator.merge.tables import merge_tables
from generator.word.provenance import read_provenance

from .returning import MADE, WRITER

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


# Cells with lines of their own ------------------------------------------------------------------

HEADINGS = ("阶段", "任务", "单位")
LINES = ("第一阶段", "1. 动员部署\n2. 制定方案", "组织部\n宣传部")
OTHER = ("第二阶段", "自查自评\t整改", "各支部")


def recorded(*rows: tuple[str, ...]) -> tuple[bytes, merge.Generated]:
    """A document with that table, and the table as its record tells it."""
    data = WRITER.write([TableBlock("plan", HEADINGS, rows)], MADE)
    made = read_provenance(data)
    assert made is not None
    (record,) = made.blocks
    found = merge.Generated(record.id, record.style, record.text, record.label, record.rows)
    return data, found


def test_the_record_of_a_table_tells_its_cells() -> None:
    _, table = recorded(LINES, OTHER)
    assert table.rows == (HEADINGS, LINES, OTHER)
    assert table.text == "\n".join("\t".join(row) for row in (HEADINGS, LINES, OTHER))
    _, plain = recorded(("第一阶段", "动员", "组织部"))
    assert plain.rows == ()  # its text tells them


def test_both_sides_change_cells_of_a_table_whose_cells_have_lines() -> None:
    data, base = recorded(LINES, OTHER)
    _, ours = recorded((LINES[0], LINES[1], "组织部\n统战部"), OTHER, ("第三阶段", "验收", "区委"))
    (piece, *_) = returned.read(data).pieces
    typed = tuple(
        tuple("各党支部\n各总支" if cell == "各支部" else cell for cell in row)
        for row in patching.rows(piece)
    )
    theirs = merge.Piece(0, merge.pieces.as_text(typed), "plan", "table", typed)
    found = merge.merge_blocks([base], [theirs], [ours])
    assert not (found.conflicts or found.unplaced or found.refused)
    (step,) = found.steps
    assert isinstance(step, merge.UpdateTable)
    assert merged_rows(step.rows, typed) == (
        HEADINGS,
        (LINES[0], LINES[1], "组织部\n统战部"),
        (OTHER[0], OTHER[1], "各党支部\n各总支"),
        ("第三阶段", "验收", "区委"),
    )
