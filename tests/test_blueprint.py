"""The blueprint: reading, inheriting, validating; every error at once and with its place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator import blueprint as bp
from generator import language, source, workspace
from generator.blueprint import claimed_count
from generator.models import validated

from .helpers import ROOT, draft_text, full, load_blueprint, one_section, trouble

SHIPPED = sorted((ROOT / "blueprints").glob("*.yaml"))

BASE = """
    blueprint: base
    title: 基础方案
    variables:
      n: {label: 数量, type: integer, default: 1}
      p: {label: 地点}
    sections:
      - {id: a, kind: general, heading: 甲, text: 甲文}
      - id: b
        kind: general
        heading: 乙
        items:
          - {id: x, text: 子文}
          - {id: y, text: 丑文}
      - {id: c, kind: general, heading: 丙, text: 丙文}
"""


def overlaid(text: str) -> list[str]:
    values = {"p": "此地"}
    return draft_text("blueprint: b\nextends: base\n" + text, values, files={"base.yaml": BASE})


def refused(text: str, **files: str) -> str:
    """What is told about the blueprint, without the folder it lies in."""
    message = trouble(load_blueprint, text, {f"{name}.yaml": t for name, t in files.items()})
    return "\n".join(line.rpartition("/")[2] for line in message.splitlines())


# Inheriting ---------------------------------------------------------------------------------------

PLAIN = ["一、甲", "甲文", "二、乙", "（一）子文", "（二）丑文", "三、丙", "丙文"]


@pytest.mark.parametrize(
    ("sections", "lines"),
    [
        ("[]", PLAIN),
        ("[{id: a, text: 新文}]", ["一、甲", "新文", *PLAIN[2:]]),
        ("[{id: a, heading: 新}]", ["一、新", *PLAIN[1:]]),
        ("[{id: a, remove: yes}]", ["一、乙", *PLAIN[3:5], "二、丙", "丙文"]),
        ("[{id: a, remove: true}]", ["一、乙", *PLAIN[3:5], "二、丙", "丙文"]),
        ("[{id: d, kind: general, heading: 丁, text: 丁文}]", [*PLAIN, "四、丁", "丁文"]),
        (
            "[{id: d, kind: general, heading: 丁, text: 丁文, before: a}]",
            ["一、丁", "丁文", "二、甲", "甲文", "三、乙", *PLAIN[3:5], "四、丙", "丙文"],
        ),
        (
            "[{id: d, kind: general, heading: 丁, text: 丁文, after: a}]",
            [*PLAIN[:2], "二、丁", "丁文", "三、乙", *PLAIN[3:5], "四、丙", "丙文"],
        ),
        ("[{id: c, before: a}]", ["一、丙", "丙文", "二、甲", "甲文", "三、乙", *PLAIN[3:5]]),
        ("[{id: a, after: c}]", ["一、乙", *PLAIN[3:5], "二、丙", "丙文", "三、甲", "甲文"]),
        ("[{id: b, items: [{id: x, text: 新子}]}]", [*PLAIN[:3], "（一）新子", *PLAIN[4:]]),
        ("[{id: b, items: [{id: x, remove: 是}]}]", [*PLAIN[:3], "（一）丑文", *PLAIN[5:]]),
        ("[{id: b, items: [{id: z, text: 寅文, after: x}]}]",
         [*PLAIN[:4], "（二）寅文", "（三）丑文", *PLAIN[5:]]),
    ],
)  # fmt: skip
def test_sections_are_overlaid_by_id(sections: str, lines: list[str]) -> None:
    if sections == "[]":
        assert overlaid("summary: 同上\n") == lines
    else:
        assert overlaid(f"sections: {sections}\n") == lines


def test_variables_are_overlaid_key_by_key() -> None:
    base = full(one_section("{{ n }}", {"n": {"type": "integer", "default": 1, "unit": "个"}}))
    top = "blueprint: b\nextends: base\nvariables: {n: {default: 2}}\n"
    assert draft_text(top, files={"base.yaml": base}) == ["一、标题", "2个"]


def test_three_generations() -> None:
    middle = "blueprint: middle\nextends: base\nsections: [{id: a, text: 中文}]\n"
    top = "blueprint: b\nextends: middle\nsections: [{id: c, text: 上文}]\n"
    lines = draft_text(top, {"p": "此地"}, files={"base.yaml": BASE, "middle.yaml": middle})
    assert lines == ["一、甲", "中文", *PLAIN[2:6], "上文"]


def test_what_belongs_to_the_base_alone_is_not_inherited() -> None:
    base = "blueprint: base\nlabel: 基\nsummary: 基\nabstract: yes\ntitle: 方案\nsections: []\n"
    top = "blueprint: b\nextends: base\nsections: [{id: a, kind: general, heading: 甲, text: 乙}]\n"
    loaded = load_blueprint(top, {"base.yaml": base})
    assert (loaded.blueprint.label, loaded.blueprint.abstract) == ("", False)
    assert [path.name for path in loaded.files] == ["b.yaml", "base.yaml"]


def test_places_lead_to_the_file_they_are_in() -> None:
    top = "blueprint: b\nextends: base\nsections: [{id: a, text: 新文}]\n"
    loaded = load_blueprint(top, {"base.yaml": BASE})
    assert loaded.where("sections", 0, "text").source.endswith("b.yaml")
    assert loaded.where("sections", 2, "text").source.endswith("base.yaml")


@pytest.mark.parametrize(
    ("sections", "part"),
    [
        ("[{id: q, remove: yes}]", "there is no q to override"),
        ("[{id: d, kind: general, heading: x, text: y, before: q}]", "there is no q"),
        ("[{id: d, kind: general, heading: x, text: y, after: aa}]", "did you mean a?"),
        ("[{id: b, items: [{id: z, text: t, after: q}]}]", "there is no q"),
        ("[{id: d, text: y}]", "the key kind is missing"),
    ],
)
def test_an_overlay_that_fits_nothing_is_refused(sections: str, part: str) -> None:
    message = refused(f"blueprint: b\nextends: base\nsections: {sections}\n", base=BASE)
    assert message.startswith("b.yaml:3:")
    assert part in message


def test_beside_itself() -> None:
    assert "b.yaml:3" in refused(
        "blueprint: b\nextends: base\nsections: [{id: a, before: a}]\n", base=BASE
    )


def test_before_and_after_at_once() -> None:
    assert "b.yaml:3" in refused(
        "blueprint: b\nextends: base\nsections: [{id: a, before: b, after: c}]\n", base=BASE
    )


@pytest.mark.parametrize("word", ["True", "YES", "on", "1"])
def test_remove_takes_every_yes_or_refuses(word: str) -> None:
    lines = overlaid(f"sections: [{{id: a, remove: {word}}}]\n")
    assert "甲文" not in lines


def test_a_circle_of_extends_is_refused() -> None:
    other = "blueprint: other\nextends: b\n"
    assert "extends itself in a circle" in refused("blueprint: b\nextends: other\n", other=other)
    assert "extends itself in a circle" in refused("blueprint: b\nextends: b\n")


# Validating ---------------------------------------------------------------------------------------

CASES: list[tuple[str, str, str]] = [
    ("blueprint: b\n", "b.yaml:1:1", "title is missing"),
    ("blueprint: b\ntitle: t\n", "b.yaml:1:1", "sections is missing"),
    ("blueprint: 甲\ntitle: t\n", "b.yaml:1:1", "only ASCII letters"),
    ("blueprint: b\ntitle: t\ntitel: x\n", "b.yaml:3:1", "did you mean title?"),
    ("blueprint: b\nabstract: vielleicht\n", "b.yaml:2:1", "abstract must be yes or no"),
    ("blueprint: b\ntitle: [a]\n", "b.yaml:2:1", "title must be a text"),
    ("blueprint: b\nvariables: [a]\n", "b.yaml:2:1", "variables must be a mapping"),
    ("blueprint: b\nsections: {a: b}\n", "b.yaml:2:1", "sections must be a list"),
    ("blueprint: b\nsections: [{id: a}]\n", "b.yaml:2:12", "the key kind is missing"),
    ("blueprint: b\nsections: [{id: a, kind: x}]\n", "b.yaml:2:", "x is no"),
    ("blueprint: b\nsections: [{kind: general}]\n", "b.yaml:2:12", "id is missing"),
    ("blueprint: b\nsections: [{id: a b, kind: general}]\n", "b.yaml:2:13", "ASCII letters"),
    ("blueprint: b\nvariables: {Name: {label: x}}\n", "b.yaml:2:13", "ASCII letters"),
    ("blueprint: b\nvariables: {n: {label: x, type: int}}\n", "b.yaml:2:27", "must be one of"),
    ("blueprint: b\nvariables: {n: {type: text}}\n", "b.yaml:2:13", "label is missing"),
    ("blueprint: b\nslogans: {s: {name: 五好, items: []}}\n", "b.yaml:2:25", "must not be empty"),
]


@pytest.mark.parametrize(("text", "place", "part"), CASES)
def test_what_does_not_fit_is_told_with_its_place(text: str, place: str, part: str) -> None:
    lines = refused(text).splitlines()
    assert any(line.startswith(place) and part in line for line in lines), lines


def test_all_errors_come_in_one_run() -> None:
    text = """
        blueprint: b
        titel: x
        variables: {N: {label: x}, m: {label: x, type: no}}
        sections: [{id: a, kind: general, hedding: x}, {id: b, kind: none}]
    """
    assert len(refused(text).splitlines()) >= 5


@pytest.mark.parametrize(
    ("variable", "part"),
    [
        ({"type": "integer", "default": "x"}, "“x” is not a number"),
        ({"type": "integer", "default": "3", "min": "5"}, "less than the least allowed"),
        ({"type": "date", "example": "2018-02-30"}, "does not exist"),
        ({"type": "area", "default": "200尺"}, "“尺” is not a unit of area"),
        ({"type": "choice"}, "choices belong to a variable of type choice"),
        ({"type": "text", "choices": ["a"]}, "choices belong to"),
        ({"type": "table"}, "columns belong to a variable of type table"),
        ({"type": "text", "columns": {"a": {"label": "a"}}}, "columns belong to"),
    ],
)
def test_declarations_that_contradict_themselves(variable: dict[str, Any], part: str) -> None:
    message = refused(one_section("x", {"v": variable}))
    assert message.startswith("b.yaml:4:")
    assert part in message


@pytest.mark.parametrize(
    "variable",
    [
        {"type": "integer", "min": "abc"},
        {"type": "integer", "min": "5", "max": "1"},
        {"type": "text", "min": "a"},
        {"type": "person", "min": "张三"},
        {"type": "table", "columns": {"a": {"label": "a", "type": "date", "max": "x"}}},
    ],
)
def test_bounds_that_are_none_are_refused(variable: dict[str, Any]) -> None:
    assert refused(one_section("x", {"v": variable})).startswith("b.yaml:4:")


@pytest.mark.parametrize(
    "column", [{"label": "a", "type": "choice"}, {"label": "a", "type": "table"}]
)
def test_columns_are_checked_like_variables(column: dict[str, Any]) -> None:
    variable = {"type": "table", "columns": {"a": column}}
    assert refused(one_section("x", {"v": variable})).startswith("b.yaml:4:")


@pytest.mark.parametrize(
    ("sections", "part"),
    [
        ("[{id: a, kind: general}, {id: a, kind: general}]", "the id a is used twice"),
        (
            "[{id: a, kind: general, items: [{id: x, text: t}, {id: x, text: u}]}]",
            "the id x is used twice",
        ),
        (
            "[{id: a, kind: standards, criteria: [{id: x, text: t}], items: [{id: x, text: u}]}]",
            "the id x is used twice",
        ),
        ("[{id: a, kind: general, criteria: [{id: x, text: t}]}]", "belong in a section of kind"),
        ("[{id: a, kind: steps, indicators: [{id: x, text: t}]}]", "belong in a section of kind"),
        (
            "[{id: a, kind: general, items: [{id: x, text: t, criteria: [{id: y, text: t}]}]}]",
            "criteria belong in a section of kind standards, not general",
        ),
    ],
)
def test_sections_that_contradict_themselves(sections: str, part: str) -> None:
    assert part in refused(f"blueprint: b\ntitle: t\nsections: {sections}\n")


@pytest.mark.parametrize(
    "text",
    [
        "[{id: p, text: x}, {id: p, text: y}]",
        '[{id: "2", text: x}, y]',
        "[{id: end1, text: x}], closing: y",
        "[{id: p, text: x}], closing: [{id: p, text: y}]",
    ],
)
def test_paragraph_ids_are_unique(text: str) -> None:
    section = f"[{{id: a, kind: general, heading: h, text: {text}}}]"
    assert "twice" in refused(f"blueprint: b\ntitle: t\nsections: {section}\n")


@pytest.mark.parametrize(
    ("slogan", "listed", "fits"),
    [
        ("五好", 5, True),
        ("五好", 4, False),
        ("三会一课", 4, True),
        ("四个全面", 4, True),
        ("十大工程", 10, True),
        ("清正廉洁", 3, True),
        ("三会一课", 3, False),
    ],
)
def test_a_slogan_and_its_items(slogan: str, listed: int, fits: bool) -> None:
    names = "、".join(f"项{n}" for n in range(listed)).split("、")
    text = full(one_section("x")) + (
        f"slogans: {{s: {{name: {slogan}, items: {json.dumps(names, ensure_ascii=False)}}}}}\n"
    )
    if fits:
        load_blueprint(text)
    else:
        assert f"“{slogan}” claims" in refused(text)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("万名党员二〇一八", 0),
        ("五好", 5),
        ("三会一课", 4),
        ("两学一做", 3),
        ("十二条", 12),
        ("廉洁", 0),
    ],
)
def test_claimed_count(name: str, count: int) -> None:
    assert claimed_count(name) == count


# What is shipped ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_blueprints_load(path: Path) -> None:
    loaded = bp.load(path, lambda name, origin: workspace.beside(path, name, origin))
    assert loaded.blueprint.blueprint == path.stem


def _plain(value: Any) -> Any:
    """Data as an editor reads it (YAML 1.2): numbers and true or false are no texts, yes is one."""
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?|true|false", value):
        return json.loads(value) if not re.match("0[0-9]", value) else value
    return value


def _with_truth(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_truth(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_with_truth(child) for child in value]
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def test_the_schema_knows_yes_and_no() -> None:
    data = _plain(source.loads("blueprint: b\nabstract: yes\nsections: []\n", "f"))
    jsonschema.Draft202012Validator(language.json_schema()).validate(data)


@pytest.mark.parametrize(
    "section", [{"text": "x"}, {"numbering": "一是"}, {"support": "x"}, {"closing": "x"}]
)
def test_the_schema_knows_the_short_forms(section: dict[str, Any]) -> None:
    data = {"blueprint": "b", "sections": [{"id": "a", **section}]}
    jsonschema.Draft202012Validator(language.json_schema()).validate(data)


def test_shipped_blueprints_fit_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(language.json_schema())
    for path in SHIPPED:
        validator.validate(_with_truth(_plain(source.load(path))))


def test_the_schema_refuses_what_loading_refuses() -> None:
    validator = jsonschema.Draft202012Validator(language.json_schema())
    validator.check_schema(language.json_schema())
    for text in ("blueprint: b\ntitel: x\n", "blueprint: b\nsections: [{id: a, kind: x}]\n"):
        assert not validator.is_valid(_plain(source.loads(text, "f")))


def test_a_model_tells_all_its_errors_at_once() -> None:
    findings: list[Any] = []
    data = source.loads("label: [x]\ntype: y\nhelp: {a: b}\nextra: z\n", "f.yaml")
    assert validated(language.Variable, data, findings) is None
    assert [finding.origin.line for finding in findings] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("key", "hint"),
    [("phases", "kind: steps"), ("months", "phases"), ("evidence", "criteria"), ("txet", "text?")],
)
def test_a_misplaced_key_is_told_where_it_belongs(key: str, hint: str) -> None:
    message = refused(f"blueprint: b\ntitle: t\nsections: [{{id: a, kind: general, {key}: x}}]\n")
    assert f"{key} is not a known key here (" in message
    assert hint in message


def test_a_misspelt_paragraph_is_told_once() -> None:
    section = "[{id: a, kind: general, heading: h, text: [{txt: x}]}]"
    message = refused(f"blueprint: b\ntitle: t\nsections: {section}\n")
    assert "str must be" not in message
