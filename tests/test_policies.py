"""Policy wording in dated versions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from generator import policies, source
from generator.errors import CreationPlanError
from generator.policies import in_force
from generator.values import OfficialDate

from .helpers import POLICIES, ROOT, tiny_policies, told

SHIPPED = sorted((ROOT / "blueprints" / "policies").glob("*.yaml"))


def refused(tmp_path: Path, *texts: str) -> str:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"{number}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    with pytest.raises(CreationPlanError) as caught:
        policies.load(paths, {path: path.name for path in paths})
    return told(caught.value.findings)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2012, 11, 7), None),
        (date(2012, 11, 8), "旧思想"),
        (date(2022, 10, 15), "旧思想"),
        (date(2022, 10, 16), "新思想"),
        (date(9999, 12, 31), "新思想"),
    ],
)
def test_the_version_in_force(day: date, text: str | None) -> None:
    version = tiny_policies()["thought"].at(day)
    assert (str(version) if version else None) == text


def test_versions_are_sorted_whatever_their_order() -> None:
    text = POLICIES["thought"].splitlines()
    text[-3:-1] = reversed(text[-3:-1])
    policy = tiny_policies({"thought": "\n".join(text)})["thought"]
    assert [version.version for version in policy.versions] == ["2012", "2022"]


def test_those_not_yet_in_force_are_left_out() -> None:
    known = tiny_policies()
    assert sorted(in_force(known, date(2024, 1, 1))) == ["thought"]
    assert sorted(in_force(known, date(2031, 1, 1))) == ["later", "thought"]
    assert in_force(known, date(2000, 1, 1)) == {}


def test_a_version_knows_its_place_and_basis() -> None:
    version = tiny_policies()["thought"].versions[1]
    assert (version.origin.line, version.basis) == (6, "乙")
    assert version.effective == OfficialDate(2022, 10, 16)


ONE = "policy: p\nlabel: 甲\nversions:\n"


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("label: x\nversions: []\n", "0.yaml:1:1", "policy is missing"),
        ("policy: p\nlabel: x\nversions: []\n", "0.yaml:3:1", "versions must not be empty"),
        ("policy: 甲\nlabel: x\nversions: []\n", "0.yaml:1:1", "ASCII letters"),
        (ONE + "  - {version: 1, effective: soon, basis: x}\n", "0.yaml:4:18", "not a date"),
        (ONE + "  - {version: 1, effective: 2018-02-30, basis: x}\n", "0.yaml:4:18", "exist"),
        (ONE + "  - {version: 1, effective: 2018-01-01}\n", "0.yaml:4:5", "basis is missing"),
        (ONE + "  - {version: 1, effectiv: 2018-01-01, basis: x}\n", "0.yaml:4:18", "effective?"),
        (
            ONE + "  - {version: 1, effective: 2018-01-01, basis: x, values: {a: b}}\n"
            "  - {version: 2, effective: 2019-01-01, basis: x}\n",
            "0.yaml:5:5",
            "version 2 of p lacks the value a",
        ),
        (
            ONE + "  - {version: 1, effective: 2018-01-01, basis: x, text: y}\n"
            "  - {version: 2, effective: 2019-01-01, basis: x}\n",
            "0.yaml:5:5",
            "lacks the value text",
        ),
    ],
)
def test_refused_with_place_and_words(tmp_path: Path, text: str, place: str, part: str) -> None:
    lines = refused(tmp_path, text).splitlines()
    assert any(line.startswith(place) and part in line for line in lines), lines


def test_the_errors_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    message = refused(tmp_path, "label: x\nversions: []\n", "a: &b c\n", ONE + "  - {version: 1}\n")
    assert {line.partition(":")[0] for line in message.splitlines()} == {
        "0.yaml", "1.yaml", "2.yaml",
    }  # fmt: skip


GOOD = ONE + "  - {version: 1, effective: 2018-01-01, basis: x, text: 一}\n"


def test_two_files_for_one_policy_are_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, GOOD, GOOD.replace("一", "二"))
    assert "0.yaml" in message
    assert "1.yaml" in message


@pytest.mark.parametrize(
    "second", ["version: 2, effective: 2018-01-01", "version: 1, effective: 2019-01-01"]
)
def test_two_versions_of_one_day_or_name_are_refused(tmp_path: Path, second: str) -> None:
    assert "0.yaml:5" in refused(tmp_path, GOOD + f"  - {{{second}, basis: x, text: 二}}\n")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_policies_load(path: Path) -> None:
    (name,) = policies.load([path])
    assert name == path.stem


def test_braces_in_a_policy_are_text() -> None:
    text = GOOD.replace("一", "'{{ 7 * 7 }}'")
    assert str(tiny_policies({"p": text})["p"].versions[0]) == "{{ 7 * 7 }}"


def test_a_policy_is_read_like_any_yaml() -> None:
    with pytest.raises(CreationPlanError):
        source.loads("policy: &a p\n", "f")
