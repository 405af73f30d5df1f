"""The names of other units are known from the folder a batch wrote, with no roster given."""

from __future__ import annotations

from pathlib import Path

import pytest

from .batches import repacked
from .cli import Cli

BLUEPRINT = """
    blueprint: plan
    title: "{{ unit.name }}工作方案"
    variables:
      unit.name: {label: 单位全称}
      partner: {label: 结对单位}
    sections:
      - {id: work, kind: general, heading: 工作任务, text: "由王书记负责，与{{ partner }}结对共建。"}
"""
ROSTER = """
    blueprint: plan
    units:
      - {id: a, values: {unit: {name: 青石镇}, partner: 柳河镇}}
      - {id: b, values: {unit: {name: 柳河镇}, partner: 县档案馆}}
      - {id: c, values: {unit: {name: 东岭镇}, partner: 县档案馆}}
      - {id: d, parent: c, values: {unit: {name: 长坡村}, partner: 县档案馆}}
"""


@pytest.mark.parametrize(
    ("unit", "said", "told"),
    [
        ("柳河镇", "由东岭镇负责", True),
        ("柳河镇", "由柳河镇负责", False),
        ("柳河镇", "由长坡村负责", True),
        ("东岭镇", "由长坡村负责", False),  # a unit below
        ("长坡村", "由东岭镇负责", False),  # the unit above
        ("青石镇", "由柳河镇负责", False),  # the values of the unit name it
    ],
)
def test_a_name_left_from_another_plan_of_the_folder(
    tmp_path: Path, unit: str, said: str, told: bool
) -> None:
    clerk = Cli(tmp_path)
    clerk.write("blueprints/plan.yaml", BLUEPRINT)
    clerk.write("units.yaml", ROSTER)
    assert clerk.run("batch", "units.yaml", "-o", "out").code == 0
    assert clerk.run("check", "out").code == 0
    plan = clerk.folder / "out" / f"{unit}工作方案.docx"
    plan.write_bytes(repacked(plan.read_bytes(), old="由王书记负责", new=said))
    assert ("other-unit" in clerk.run("check", "out").out) is told
