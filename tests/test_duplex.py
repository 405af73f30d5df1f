"""版记 on an even page: what a batch writes, counted in the PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.commands import group
from generator.rendered import pages_of

from . import rendering

pytestmark = [
    pytest.mark.render,
    pytest.mark.skipif(bool(rendering.missing()), reason=rendering.missing()),
]

PLAN = """
blueprint: notices
title: 方案
variables: {words: {label: 字数, type: text}}
sections: [{id: a, kind: general, heading: 甲, text: "{{ words }}"}]
dispatch:
  form: notice
  issuers: 甲局
  body: 现印发给你们。
  date: 2026年3月5日
  names_annex: no
  copies_to: 乙局
  printer: 甲局办公室
  printed: 2026年3月6日
"""


def test_a_batch_puts_it_on_an_even_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notices.yaml").write_text(PLAN, encoding="utf-8")
    # One page of the notice, then one, two and three of the plan.
    units = [f"{{id: u{n}, file: u{n}, values: {{words: {'字' * n}}}}}" for n in (10, 700, 1300)]
    roster = f"blueprint: notices.yaml\nunits: [{', '.join(units)}]\n"
    Path("units.yaml").write_text(roster, encoding="utf-8")
    outcome = CliRunner().invoke(group, ["batch", "units.yaml"])
    assert outcome.exit_code == 0, outcome.output
    files = sorted(Path("output").glob("*.docx"))
    assert len(files) == 3
    pages = [pages_of(pdf).count for pdf in rendering.to_pdf(files, tmp_path)]
    assert [count % 2 for count in pages] == [0, 0, 0]
