"""The shipped blueprints' plans brought up to date: parts dropped, moved, reworded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator import blueprint, formats, official, policies, units, workspace
from generator.binding import values_of
from generator.blocks import AnyBlock, Block, TableBlock
from generator.drafter import Drafter
from generator.merge import Generated, Keep, Piece, Update, merge_blocks, merged_texts
from generator.numbering import number
from generator.plan import Node, Paragraph, Plan, Section

from .helpers import ROOT

ROSTERS = ["bureau-branch", "county-demo-zone", "development-zone", "education-demo-site"]
KINDS = {"TableBlock": "table", "MarkBlock": "mark", "ImprintBlock": "imprint"}


@pytest.fixture(params=ROSTERS)
def plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.chdir(ROOT)
    unit = next(iter(units.load(Path("blueprints/units") / f"{request.param}.yaml")))
    file = workspace.find_blueprint(unit.blueprint)
    loaded = blueprint.load(file, lambda name, at: workspace.beside(file, name, at))
    known = policies.load(workspace.policy_files(file, loaded.policies()))
    drafter = Drafter(loaded, known, date(2024, 3, 1), formats.load("gbt9704"))
    return drafter.plan(values_of(loaded, unit)[0], [])


def generated(plan: Plan) -> list[Generated]:
    labels = {part.id: part.label for part in sections(plan.children)}
    return [
        Generated(block.id, _kind(block), block.text, labels.get(block.id, ""), _rows(block))
        for block in official.document(plan, ()).blocks
    ]


def _kind(block: AnyBlock) -> str:
    return block.style if isinstance(block, Block) else KINDS[type(block).__name__]


def _rows(block: AnyBlock) -> tuple[tuple[str, ...], ...]:
    return (block.headings, *block.rows) if isinstance(block, TableBlock) else ()


def sections(nodes: tuple[Node, ...]) -> Iterator[Section]:
    for node in nodes:
        if isinstance(node, Section):
            yield node
            yield from sections(node.children)


def as_returned(blocks: list[Generated]) -> list[Piece]:
    return [
        Piece(n, block.text, block.id, "table" if block.rows else "paragraph", block.rows)
        for n, block in enumerate(blocks)
    ]


def reworded(node: Node) -> Node:
    if isinstance(node, Section):
        return replace(node, children=tuple(map(reworded, node.children)))
    if isinstance(node, Paragraph):
        return replace(node, text=node.text.replace("工作", "任务", 1))
    return node


def changes(plan: Plan) -> Iterator[Plan]:
    """The plan without each of its sections, with them turned round, and in other words."""
    for place in range(len(plan.children)):
        yield replace(plan, children=plan.children[:place] + plan.children[place + 1 :])
    yield replace(plan, children=plan.children[::-1])
    yield replace(plan, children=tuple(map(reworded, plan.children)))
    for place, part in enumerate(plan.children):
        if isinstance(part, Section) and len(part.children) > 2:
            fewer = replace(part, children=(part.children[0], *part.children[:1:-1]))
            yield replace(
                plan, children=(*plan.children[:place], fewer, *plan.children[place + 1 :])
            )


def test_every_label_stands_before_its_text(plan: Plan) -> None:
    blocks = generated(plan)
    assert all(block.text.startswith(block.label) for block in blocks)
    assert sum(bool(block.label) for block in blocks) > 5


def test_a_plan_that_nobody_edited_becomes_the_new_one(plan: Plan) -> None:
    base = generated(plan)
    theirs = as_returned(base)
    for changed in changes(plan):
        ours = generated(number(changed, []))
        merge = merge_blocks(base, theirs, ours)
        assert not merge.conflicts
        texts = {block.id: block.text for block in ours}
        anew = [  # tables are not edited but written anew
            texts[step.id] if isinstance(step, Update) and "\t" in text else text
            for step, text in zip(_standing(merge.steps), merged_texts(merge, theirs), strict=True)
        ]
        assert anew == [block.text for block in ours]


def _standing(steps: tuple[object, ...]) -> list[object]:
    return [step for step in steps if type(step).__name__ != "Delete"]


def test_what_was_added_everywhere_stays(plan: Plan) -> None:
    base = generated(plan)
    theirs: list[Piece] = []
    for piece in as_returned(base):
        theirs.append(replace(piece, index=len(theirs)))
        theirs.append(Piece(len(theirs), f"我在{piece.id}后加的。"))
    for changed in changes(plan):
        merge = merge_blocks(base, theirs, generated(number(changed, [])))
        kept = merged_texts(merge, theirs, accepted=False)
        assert [piece.text for piece in theirs if not piece.id and piece.text not in kept] == []


def test_hand_edits_of_every_paragraph_stay(plan: Plan) -> None:
    base = generated(plan)
    theirs = [
        replace(piece, text=f"{piece.text}我写的。") if piece.kind == "paragraph" else piece
        for piece in as_returned(base)
    ]
    merge = merge_blocks(base, theirs, base)
    assert all(isinstance(step, Keep) for step in merge.steps)
    for changed in changes(plan):
        merge = merge_blocks(base, theirs, generated(number(changed, [])))
        text = "".join(merged_texts(merge, theirs, accepted=False))
        assert text.count("我写的。") == sum(piece.kind == "paragraph" for piece in theirs)
