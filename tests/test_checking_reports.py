"""Findings for other programs: the shape of the JSON, and what SARIF 2.1.0 demands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.checking import Checked, Place, Told
from generator.checking.reports import as_json, as_sarif
from generator.errors import Finding, Origin


def words(finding: Finding) -> tuple[str, str]:
    return finding.message, finding.hint


def advised(finding: Finding) -> str:
    return f"{finding.message}（{finding.hint}）" if finding.hint else finding.message


IN_DOCUMENT = Told(
    Finding("hole", "空", Origin("a.docx", 3, 2), "补上", "error"), Place(3, "开头…", 1, 4, 2)
)
IN_TEXT = Told(Finding("half-width", "半角", severity="style"), Place(5, "开头", 6, 7))
IN_YAML = Told(
    Finding("doubled-word", "重复", Origin("b.yaml", 9, 5, "a.b"), severity="warning", unit="x")
)
IN_CELL = Told(Finding("bad-value", "不是数字", Origin("r.xlsx", sheet="名册", cell="B2")))
OF_ALL = Told(Finding("page-size", "纸张", Origin("a.docx")))
FILES = [
    Checked("文件/a b.docx", "document", (OF_ALL, IN_DOCUMENT), allowed=(IN_DOCUMENT,)),
    Checked("t.txt", "text", (IN_TEXT,), notes=(Finding("encoding", "编码", severity="style"),)),
    Checked("b.yaml", "blueprint", (IN_YAML,)),
    Checked("r.xlsx", "roster", (IN_CELL,)),
    Checked("x.docx", "other", (Told(Finding("not-docx", "不是")),), unreadable=True),
]


def test_json_has_every_finding_with_its_place() -> None:
    data = json.loads(as_json(FILES, words))
    assert list(data) == ["version", "program", "files", "summary"]
    assert data["version"] == 1
    assert data["summary"] == {
        "files": 5, "errors": 4, "warnings": 1, "style": 1, "allowed": 1, "unreadable": 1,
    }  # fmt: skip
    document, text, blueprint, roster, unreadable = data["files"]
    assert list(document) == ["path", "kind", "readable", "findings", "allowed", "notes"]
    assert document["findings"][1] == document["allowed"][0]
    assert document["findings"][1] == {
        "code": "hole", "severity": "error", "message": "空", "hint": "补上", "unit": "",
        "place": {"paragraph": 3, "words": "开头…", "start": 1, "end": 4, "page": 2},
    }  # fmt: skip
    assert text["findings"][0]["place"] == {"paragraph": 5, "words": "开头", "start": 6, "end": 7}
    assert [note["code"] for note in text["notes"]] == ["encoding"]
    place = {"file": "b.yaml", "line": 9, "column": 5, "path": "a.b"}
    assert blueprint["findings"][0]["place"] == place
    assert blueprint["findings"][0]["unit"] == "x"
    assert roster["findings"][0]["place"] == {"file": "r.xlsx", "sheet": "名册", "cell": "B2"}
    assert (unreadable["readable"], document["readable"]) == (False, True)


def sarif(files: list[Checked]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(as_sarif(files, advised))
    return data


def test_sarif_has_what_the_standard_requires() -> None:
    """SARIF 2.1.0: 3.13.2 version, 3.14.6 tool, 3.19.8 name, 3.27.5 ruleId, 3.27.11 message."""
    data = sarif(FILES)
    assert (data["version"], data["$schema"][-16:]) == ("2.1.0", "sarif-2.1.0.json")
    [run] = data["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "creation-plan"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    for result in run["results"]:
        assert result["ruleId"] == ids[result["ruleIndex"]]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"].get("region", {"startLine": 1, "startColumn": 1})
        assert min(region.values()) >= 1


@pytest.mark.parametrize(
    ("told", "kind", "location"),
    [
        (IN_YAML, "blueprint",
         {"physicalLocation": {"artifactLocation": {"uri": "b.yaml"},
                               "region": {"startLine": 9, "startColumn": 5}}}),
        (IN_TEXT, "text",
         {"physicalLocation": {"artifactLocation": {"uri": "%E7%94%B2%20.txt"},
                               "region": {"startLine": 5, "startColumn": 7}}}),
        (IN_DOCUMENT, "document",
         {"physicalLocation": {"artifactLocation": {"uri": "a.docx"}},
          "logicalLocations": [{"name": "paragraph 3", "fullyQualifiedName": "paragraph 3: 开头…",
                                "kind": "element"}]}),
        (IN_CELL, "roster",
         {"physicalLocation": {"artifactLocation": {"uri": "r.xlsx"}},
          "logicalLocations": [{"name": "名册!B2", "kind": "element"}]}),
        (OF_ALL, "document", {"physicalLocation": {"artifactLocation": {"uri": "a.docx"}}}),
    ],
)  # fmt: skip
def test_sarif_says_where(told: Told, kind: Any, location: dict[str, Any]) -> None:
    [result] = sarif([Checked("甲 .txt", kind, (told,))])["runs"][0]["results"]
    assert result["locations"] == [location]


def test_sarif_tells_what_is_allowed_as_suppressed() -> None:
    results = sarif(FILES[:1])["runs"][0]["results"]
    assert [result.get("suppressions") for result in results] == [
        None,
        None,
        [{"kind": "inSource"}],
    ]
    assert [result["level"] for result in results] == ["error", "error", "error"]
    assert [result["message"]["text"] for result in results] == ["纸张", "空（补上）", "空（补上）"]


def test_an_address_outside_the_folder_is_absolute() -> None:
    [result] = sarif([Checked("/甲/a.docx", "document", (Told(Finding("x", "y")),))])["runs"][0][
        "results"
    ]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")


def test_no_files_make_an_empty_run() -> None:
    assert sarif([])["runs"][0]["results"] == []
    assert json.loads(as_json([], words))["files"] == []
