"""Why documents are stale, what changes for whom, and under which ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.manifest import look_in, open_in
from generator.merge import Conflict, Generated, HandEdit
from generator.regenerating import ledgered, papers, work
from generator.regenerating.causes import Basis, Cause, Changed, Grounds, causes, changed
from generator.regenerating.examined import Examined
from generator.regenerating.impact import Impact, told_with
from generator.regenerating.ledgered import Asked, Issued, Standing
from generator.regenerating.versions import renamed_ids
from generator.returned import Edits
from generator.word.provenance import Provenance, Record

GROUNDS = Grounds(
    {"thought": Basis("指导思想", "2022", "党的二十大报告")},
    {
        "ideology": frozenset({"policy.thought", "policy.thought.full"}),
        "aim": frozenset({"sites", "unit.name"}),
        "#": frozenset({"unit.name"}),
    },
    {},
)
POLICY = Cause("policy", "thought", "2017", "2022")
SITES = Cause("value", "sites", "2", "3")
FILE = Cause("blueprint", "tiny.yaml")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Provenance(), Provenance(), ()),
        (Provenance(policies={"thought": "2017"}), Provenance(policies={"thought": "2022"}),
         (POLICY,)),
        (Provenance(), Provenance(policies={"thought": "2022"}),
         (Cause("policy", "thought", "", "2022"),)),
        (Provenance(values={"sites": "2"}), Provenance(values={"sites": "3"}), (SITES,)),
        (Provenance(files={"tiny.yaml": "a", "x.yaml": "b"}),
         Provenance(files={"tiny.yaml": "c", "x.yaml": "b"}), (FILE,)),
        (Provenance(files={"head.docx": "a"}), Provenance(files={}),
         (Cause("template", "head.docx"),)),
        (Provenance(format="gbt9704"), Provenance(format="plain"),
         (Cause("format", "", "gbt9704", "plain"),)),
        (Provenance(generator="1"), Provenance(generator="2"), (Cause("program", "", "1", "2"),)),
    ],
)  # fmt: skip
def test_causes(old: Provenance, new: Provenance, expected: tuple[Cause, ...]) -> None:
    assert causes(old, new) == expected


@pytest.mark.parametrize(
    ("name", "reasons", "expected"),
    [
        ("ideology#1", (POLICY, SITES, FILE), (POLICY,)),
        ("aim#1", (POLICY, SITES, FILE), (SITES,)),
        ("aim[甲]/sub#1", (POLICY, SITES), (SITES,)),
        ("other#1", (POLICY, FILE), (FILE,)),
        ("other#1", (POLICY,), (POLICY,)),
        ("#title", (Cause("value", "unit.name", "甲", "乙"), FILE),
         (Cause("value", "unit.name", "甲", "乙"),)),
        ("other#1", (), (Cause("other"),)),
    ],
)  # fmt: skip
def test_causes_of_a_block(
    name: str, reasons: tuple[Cause, ...], expected: tuple[Cause, ...]
) -> None:
    old, new = (Generated(name, "body", text) for text in "旧新")
    assert changed([old], [new], {}, reasons, GROUNDS) == (Changed(name, "旧", "新", expected),)


def test_what_is_new_gone_renamed_or_only_numbered() -> None:
    old = [
        Generated("a", "body", "一、甲", "一、"),
        Generated("b", "body", "二、乙", "二、"),
        Generated("c", "body", "丙"),
    ]
    new = [
        Generated("n", "body", "一、新", "一、"),
        Generated("a", "body", "二、甲", "二、"),
        Generated("d", "body", "丙"),
    ]
    found = changed(old, new, {"c": "d"}, (FILE,), GROUNDS)
    assert [(one.id, one.old, one.new) for one in found] == [("n", "", "新"), ("b", "乙", "")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("steps/launch", "steps/start"),
        ("steps/launch#1", "steps/start#1"),
        ("steps/launch/sub#end1", "steps/start/sub#end1"),
        ("steps[甲]/launch[乙]#1", "steps[甲]/start[乙]#1"),
        ("steps/launched", "steps/launched"),
        ("old/x", "new/part/x"),
        ("#title", "#title"),
    ],
)
def test_renamed_ids(name: str, expected: str) -> None:
    renamed = {"steps/launch": "steps/start", "old": "new/part"}
    found = renamed_ids([Record(name, "_b", "body", "x")], renamed)
    assert found.get(name, name) == expected


# The impact -----------------------------------------------------------------------------------


def impact_of(found: list[Examined]) -> Impact:
    impact = Impact()
    assert [one.unit for one in told_with(impact, found)] == [one.unit for one in found]
    return impact


def unit(number: int, *, edited: bool = False, conflict: bool = False) -> Examined:
    name = f"第{number}县"
    passage = Changed("ideology#1", f"{name}以旧思想为指导。", f"{name}以新思想为指导。", (POLICY,))
    return Examined(
        unit=f"u{number}",
        state="updated",
        causes=(POLICY,),
        changed=(passage,),
        values={"unit.name": name},
        edits=Edits(changed=("ideology#1",)) if edited else None,
        hand=(HandEdit("aim", f"{name}召开会议。", f"{name}召开大会。"),) if edited else (),
        conflicts=(Conflict("ideology#1", 2, "旧", "好", "新"),) if conflict else (),
    )


def test_each_clause_stands_once() -> None:
    impact = impact_of([unit(1), unit(2, edited=True), unit(3, edited=True, conflict=True)])
    (effect,) = impact.effects()
    assert (effect.cause, effect.units) == (POLICY, ("u1", "u2", "u3"))
    assert (effect.edited, effect.conflicts) == (("u2", "u3"), ("u3",))
    (clause,) = effect.clauses
    assert clause.new == "{{ unit.name }}以新思想为指导。"
    assert (len(clause.units), len(clause.edited), len(clause.conflicts)) == (3, 2, 1)


def test_what_was_changed_alike_is_offered() -> None:
    impact = impact_of([unit(1), unit(2, edited=True), unit(3, edited=True)])
    (alike,) = impact.alike()
    assert (alike.text, alike.units) == ("{{ unit.name }}召开大会。", ("u2", "u3"))
    assert impact_of([unit(1), unit(2, edited=True)]).alike() == []


def test_orphans_are_no_plans_that_change() -> None:
    assert impact_of([Examined(unit="x", state="orphaned")]).total == 0


def test_a_comment_tells_basis_old_and_new() -> None:
    passage = Changed("ideology#1", "以旧思想为指导。", "以新思想为指导。", (POLICY,))
    comment = papers.commenter([passage], GROUNDS)
    assert comment(Conflict("ideology#1", 1, "旧", "好", "新")).split("\n")[:3] == [
        "依据：指导思想（2017→2022）：党的二十大报告",
        "原生成文字：以旧思想为指导。",
        "新文字：以新思想为指导。",
    ]
    gone = comment(Conflict("", 1, "", "手写", "")).split("\n")
    assert gone[1:3] == ["原生成文字：（无）", "新文字：（删去）"]


# What is kept ---------------------------------------------------------------------------------


def test_what_is_kept_beside_the_manifest(tmp_path: Path) -> None:
    asked = Asked(("units.csv",), "tiny", "2026-03-05", pattern="{编号}")
    issued = Issued("tiny", "a", "某发〔2026〕1号", "a.docx", "hash")
    standing = Standing("tiny", "b", "r", "g", "b.docx", 1, 2, "kept", "x\ny", b"\0\1")
    with open_in(tmp_path) as manifest:
        assert (ledgered.asked_in(manifest), ledgered.issued_in(manifest)) == (None, {})
        ledgered.ask(manifest, asked)
        ledgered.issue(manifest, issued)
        ledgered.stand(manifest, standing)
    with look_in(tmp_path) as manifest:
        assert ledgered.asked_in(manifest) == asked
        assert ledgered.issued_in(manifest) == {("tiny", "a"): issued}
        assert ledgered.standings_in(manifest) == {("tiny", "b"): standing}


def test_what_is_given_now_goes_before_what_was_asked(tmp_path: Path) -> None:
    with open_in(tmp_path) as manifest:
        ledgered.ask(manifest, Asked(("units.csv",), "tiny", "2026-03-05"))
        now = work.asked_now(manifest, tmp_path, Asked(as_of="2027-01-01"), ["as_of"])
    assert now == Asked(("units.csv",), "tiny", "2027-01-01")
