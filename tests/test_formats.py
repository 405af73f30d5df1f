"""The rule files: what they say, how variants override, how mistakes are told."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from generator import blocks, formats
from generator.errors import CreationPlanError, Rejected, Unreadable

SHIPPED = [
    "gbt9704", "gbt9704-g2", "gbt9704-times", "gbt9704-centred", "gbt9704-fangsong"
]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_the_text_area_is_22_lines_of_28_characters(name: str) -> None:
    rules = formats.load(name)
    assert (rules.grid.lines, rules.grid.characters) == (22, 28)
    cell = rules.styles["body"].cell
    width = rules.page.text_width.twips / 20
    assert 28 * cell <= width < 29 * cell
    height = formats.Pt(
        (rules.page.height.twips - rules.page.top.twips - rules.page.bottom.twips) / 20
    )
    assert 22 * rules.grid.line_pitch <= height < 23 * rules.grid.line_pitch


# The twips that were measured to give 22 × 28 (page margins top, bottom, left, right; pitch).
@pytest.mark.parametrize(
    ("name", "twips"),
    [("gbt9704", (2098, 1984, 1587, 1474, 579)), ("gbt9704-g2", (1960, 1847, 1587, 1474, 589))],
)
def test_lengths_become_the_measured_twips(name: str, twips: tuple[int, ...]) -> None:
    rules = formats.load(name)
    page = rules.page
    found = (page.top, page.bottom, page.left, page.right, rules.grid.line_pitch)
    assert tuple(length.twips for length in found) == twips
    assert (page.width.twips, page.height.twips) == (11906, 16838)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_style_a_block_may_name_is_there_and_cites_its_clause(name: str) -> None:
    styles = formats.load(name).styles
    assert set(get_args(blocks.Style)) <= set(styles)
    assert all(style.clause for style in styles.values())
    assert len({style.id for style in styles.values()}) == len(styles)


# style, font, size, alignment, first line, outline level
@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("title", ("方正小标宋简体", 22, "center", 0, 0)),
        ("heading1", ("黑体", 16, "both", 2, 1)),
        ("heading2", ("楷体_GB2312", 16, "both", 2, 2)),
        ("heading3", ("仿宋_GB2312", 16, "both", 2, 3)),
        ("heading4", ("仿宋_GB2312", 16, "both", 2, 4)),
        ("body", ("仿宋_GB2312", 16, "both", 2, 0)),
        ("page_number", ("宋体", 14, "right", 0, 0)),
    ],
)
def test_styles_of_the_standard(style: str, expected: tuple[object, ...]) -> None:
    found = formats.load("gbt9704").styles[style]
    seen = (found.font, found.size, found.align, found.first_line, found.outline_level)
    assert seen == expected
    assert found.colour == "000000"


# What a shipped variant changes: parts of the format and styles.
VARIANTS = [
    ("gbt9704-centred", {"page_number"}, set()),
    ("gbt9704-g2", {"page", "grid"}, None),
    ("gbt9704-times", {"fonts"}, None),
    ("gbt9704-fangsong", {"fonts"}, None),
]


@pytest.mark.parametrize(("name", "parts", "styles"), VARIANTS)
def test_shipped_variants(name: str, parts: set[str], styles: set[str] | None) -> None:
    base, house = formats.load("gbt9704"), formats.load(name)
    compared = {"page", "grid", "fonts", "signing", "page_number", "table", "mark", "red_line"}
    compared |= {"seal", "letter", "imprint"}
    assert {part for part in compared if getattr(base, part) != getattr(house, part)} == parts
    changed = {key for key in base.styles if base.styles[key] != house.styles[key]}
    assert changed == styles if styles is not None else changed


def test_the_faces_of_the_variants() -> None:
    times, plain = formats.load("gbt9704-times"), formats.load("gbt9704-fangsong")
    assert (times.styles["body"].latin, times.styles["body"].font) == (
        "Times New Roman", "仿宋_GB2312"
    )  # fmt: skip
    assert times.styles["page_number"].latin == "宋体"
    used = {style.font for style in plain.styles.values()}
    assert used == {"仿宋", "楷体", "黑体", "宋体", "方正小标宋简体"}


# style, font, size, colour, alignment, empty lines above, 字 at the left of the first line
OFFICIAL = [
    ("head_number", ("仿宋_GB2312", 16, "000000", "left", 0, 0)),
    ("head_line", ("黑体", 16, "000000", "left", 0, 0)),
    ("mark", ("方正小标宋简体", 62, "FF0000", "center", 0, 0)),
    ("number", ("仿宋_GB2312", 16, "000000", "center", 2, 0)),
    ("number_signed", ("仿宋_GB2312", 16, "000000", "left", 2, 1)),
    ("signer", ("楷体_GB2312", 16, "000000", "both", 0, 0)),
    ("recipients", ("仿宋_GB2312", 16, "000000", "both", 0, 0)),
    ("annex_note_only", ("仿宋_GB2312", 16, "000000", "both", 1, 2)),
    ("annex_note_first", ("仿宋_GB2312", 16, "000000", "both", 1, 2)),
    ("annex_note_next", ("仿宋_GB2312", 16, "000000", "both", 0, 5)),
    ("sealed_date", ("仿宋_GB2312", 16, "000000", "right", 0, 0)),
    ("note", ("仿宋_GB2312", 16, "000000", "both", 0, 2)),
    ("annex_label", ("黑体", 16, "000000", "left", 0, 0)),
    ("annex_title", ("方正小标宋简体", 22, "000000", "center", 1, 0)),
    ("imprint", ("仿宋_GB2312", 14, "000000", "both", 0, 0)),
]


@pytest.mark.parametrize(("style", "expected"), OFFICIAL)
def test_styles_of_the_official_document(style: str, expected: tuple[object, ...]) -> None:
    one = formats.load("gbt9704").styles[style]
    first = one.left - one.hanging + one.first_line
    assert (one.font, one.size, one.colour, one.align, one.before, first) == expected


def test_lengths_of_the_official_document() -> None:
    rules = formats.load("gbt9704")
    assert (rules.mark.top, rules.red_line.below, rules.red_line.colour) == (35, 4, "FF0000")
    assert (rules.seal.date_right, rules.imprint.thick, rules.imprint.thin) == (4, 0.35, 0.25)
    letter = rules.letter
    assert (letter.mark_top, letter.line_below, letter.line_width, letter.foot) == (30, 4, 170, 20)
    parts = (rules.mark, rules.red_line, rules.seal, letter, rules.imprint)
    assert all(part.clause for part in parts)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_edges_of_the_text_area_do_not_depend_on_the_margins(name: str) -> None:
    page = formats.load(name).page
    assert (page.text_top, page.text_bottom) == (pytest.approx(37), pytest.approx(262))


def test_a_variant_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    variant = tmp_path / "house.yaml"
    variant.write_text(
        "extends: gbt9704\nformat: house\nstyles:\n  heading2: {bold: yes}\n", encoding="utf-8"
    )
    base, house = formats.load("gbt9704"), formats.load(variant)
    assert house.key == "house"
    assert house.styles["heading2"].bold and house.styles["heading2"].font == "楷体_GB2312"
    assert house.page == base.page
    changed = {key for key in base.styles if base.styles[key] != house.styles[key]}
    assert changed == {"heading2"}


def test_a_variant_of_a_variant_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: gbt9704-g2\nformat: a\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a\nformat: b\n", encoding="utf-8")
    assert formats.load(tmp_path / "b.yaml").grid.line_pitch == 29.45


def test_the_pitch_of_the_grid_reaches_the_styles() -> None:
    assert formats.load("gbt9704-g2").styles["body"].line == 29.45


# What is written into a variant, the code of the finding, its line and what it names.
MISTAKES = [
    ("page: {top: 37 cm}", "format-value", 3, "top"),
    ("page: {top: nan mm}", "format-value", 3, "top"),
    ("page: {top: [1]}", "format-value", 3, "top"),
    ("mark: {line: 1.25}", "format-value", 3, "line"),
    ("page_number: {place: inner}", "format-value", 3, "place"),
    ("table: {shade: grey}", "format-value", 3, "shade"),
    ("grid: {lines: many}", "format-value", 3, "lines"),
    ("grid: {line_pitch: 30 pt}", "format-grid", 3, ""),
    ("grid: {character_spacing: 0 pt}", "format-grid", 3, ""),
    ("styles: {body: {fnt: 黑体}}", "format-key", 3, "fnt"),
    ("styles: {body: {font: 幼圆}}", "format-font", 3, "幼圆"),
    ("styles: {body: {keep_next: 1}}", "format-value", 3, "keep_next"),
    ("styles: {body: {align: middle}}", "format-value", 3, "align"),
    ("styles: {body: {colour: red}}", "format-value", 3, "colour"),
    ("fonts: {幼圆: {alternatives: YouYuan, family: auto, pitch: fixed}}", "format-value", 3, ""),
    ("page:", "format-missing", 3, "page"),
    ("colour: red", "format-key", 3, "colour"),
]


@pytest.mark.parametrize(("line", "code", "number", "named"), MISTAKES)
def test_mistakes_name_their_place(
    tmp_path: Path, line: str, code: str, number: int, named: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"extends: gbt9704\nformat: wrong\n{line}\n", encoding="utf-8")
    with pytest.raises(Rejected) as caught:
        formats.load(path)
    finding = caught.value.findings[0]
    assert (finding.code, finding.origin.line) == (code, number)
    assert finding.origin.source == str(path)
    assert named in map(str, ["", *finding.args.values()])


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "extends: gbt9704\nformat: w\npage: {top: a, left: b}\nx: y\n", encoding="utf-8"
    )
    with pytest.raises(Rejected) as caught:
        formats.load(path)
    assert len(caught.value.findings) == 3


def test_an_empty_rule_file_tells_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("format: empty\n", encoding="utf-8")
    with pytest.raises(Rejected) as caught:
        formats.load(path)
    missing = {finding.args.get("key") for finding in caught.value.findings}
    assert {"page", "grid", "title", "body", "signing"} <= missing


def test_variants_that_extend_each_other_stop(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b\nformat: a\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a\nformat: b\n", encoding="utf-8")
    with pytest.raises(Rejected) as caught:
        formats.load(tmp_path / "a.yaml")
    assert caught.value.findings[0].code == "format-extends"


@pytest.mark.parametrize("name", ["gbt9705", "", "../gbt9704", "no/such.yaml"])
def test_an_unknown_format_is_no_crash(name: str) -> None:
    with pytest.raises(CreationPlanError) as caught:
        formats.load(name)
    assert isinstance(caught.value, Unreadable)


def test_formats_do_not_know_word() -> None:
    tree = ast.parse(Path(formats.__file__).read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in imported if "word" in name]
