"""The manifest of an output folder: what is kept, and that it never stands in the way."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import manifest
from generator.errors import NOWHERE, Finding, Origin, Refusal
from generator.manifest import (
    AT_ONCE,
    Book,
    Manifest,
    Output,
    Passed,
    Run,
    look_in,
    open_in,
    packed,
    unpacked,
)

from .helpers import told, trouble

HEAD, TAIL = b"own\0\0\xff\xff", b"shared"


def passed(number: int, name: str, state: str = "written", **values: object) -> Passed:
    output = Output("b", name, file=f"{name}.docx", hash=name, given="g")
    return Passed(
        number, state, replace(output, **values), HEAD + name.encode("utf-8", "replace") + TAIL
    )  # type: ignore[arg-type]


def told_of_run(target: Manifest) -> list[tuple[str, str, str]]:
    return [(one.unit, one.state, one.findings) for one in target.outputs_of_run()]


def test_what_is_saved_is_found(tmp_path: Path) -> None:
    with open_in(tmp_path) as target:
        target.begin()
        target.save([passed(0, "甲", size=5, modified=1 << 60), passed(1, "乙")])
    with look_in(tmp_path) as target:
        found = target.output("b", "甲")
        assert found
        assert (found.file, found.size, found.modified) == ("甲.docx", 5, 1 << 60)
        assert target.output("b", "丙") is None
        assert target.output("c", "甲") is None
        assert target.record("b", "乙") == HEAD + "乙".encode() + TAIL
        assert [*target.names()] == [("甲.docx", "b", "甲"), ("乙.docx", "b", "乙")]
        assert [*target.files()] == [("甲.docx", 5, 1 << 60, "[]"), ("乙.docx", 0, 0, "[]")]


def test_a_run_tells_of_its_own_units_only(tmp_path: Path) -> None:
    with open_in(tmp_path) as target:
        target.begin()
        target.save([passed(0, "甲"), passed(1, "乙")])
        known = target.output("b", "乙")
        assert known
    with open_in(tmp_path) as target:
        assert [*target.before(0)] == [target.output("b", "甲"), known]
        target.begin()
        assert told_of_run(target) == []
        assert [one.unit for one in target.before(0)] == ["甲", "乙"]
        kept = Passed(0, "unchanged", known, is_known=True)
        failed = Passed(1, "failed", Output("b", "丙"), findings='["told now"]')
        target.save([kept, failed])
        assert told_of_run(target) == [("乙", "unchanged", "[]"), ("丙", "failed", '["told now"]')]
        assert [(one.unit, one.state) for one in target.outputs()] == [
            ("乙", "unchanged"), ("丙", "failed"), ("甲", ""),
        ]  # fmt: skip
        assert target.record("b", "乙") == HEAD + "乙".encode() + TAIL
    with open_in(tmp_path) as target:
        target.begin()
        target.begin()


def test_a_unit_given_twice_has_one_output(tmp_path: Path) -> None:
    with open_in(tmp_path) as target:
        target.begin()
        twice = Passed(1, "failed", Output("b", "甲"), findings="[]", repeated=True)
        target.save([passed(0, "甲", facts="f"), twice])
        assert [(one.unit, one.state, one.file, one.facts) for one in target.outputs_of_run()] == [
            ("甲", "written", "甲.docx", "f"), ("甲", "failed", "", ""),
        ]  # fmt: skip


def test_runs_in_pieces(tmp_path: Path) -> None:
    count = AT_ONCE * 2 + 3
    with open_in(tmp_path) as target:
        target.begin()
        target.save(passed(number, f"u{number}") for number in range(count))
        for first in range(0, count, AT_ONCE):
            found = [one.unit for one in target.before(first)]
            assert found == []  # there was no run before
    with look_in(tmp_path) as target:
        found = [one.unit for first in (0, AT_ONCE, 2 * AT_ONCE) for one in target.before(first)]
        assert found == [f"u{number}" for number in range(count)]


def test_what_many_records_share_is_kept_once(tmp_path: Path) -> None:
    shared = b"x" * 50_000
    with open_in(tmp_path) as target:
        target.begin()
        units = [passed(number, f"u{number}") for number in range(100)]
        target.save(replace(unit, record=HEAD + shared) for unit in units)
        assert target.record("b", "u7") == HEAD + shared
    assert manifest.path_in(tmp_path).stat().st_size < 200_000


def test_books_and_runs(tmp_path: Path) -> None:
    book, run = Book("report.xlsx", "report_2.xlsx", "s", "h", 1, 2), Run("key", {"b\t": "d"}, "[]")
    with open_in(tmp_path) as target:
        target.keep_book(book)
        target.finish(run)
        assert (target.book("report.xlsx"), target.run("key")) == (book, run)
        assert (target.book("x"), target.run("x")) == (None, None)
        target.begin()
        assert (target.book("report.xlsx"), target.run("key")) == (book, None)


def test_texts_that_are_no_utf8(tmp_path: Path) -> None:
    with open_in(tmp_path) as target:
        target.begin()
        target.save([passed(0, "\ud800", facts="\udc00"), passed(1, "\0 '\" %")])
        assert not target.notes
        assert target.output("b", "\ud800")
        assert target.output("b", "\0 '\" %")


def test_looking_writes_nothing(tmp_path: Path) -> None:
    with look_in(tmp_path / "absent") as target:
        assert told_of_run(target) == []
    assert not [*tmp_path.iterdir()]
    with open_in(tmp_path):
        pass
    path = manifest.path_in(tmp_path)
    before = path.stat()
    with look_in(tmp_path) as target:
        target.save([passed(0, "甲")])
        (note,) = target.notes
        assert "the manifest cannot be written: attempt to write a readonly database" in told(
            [note]
        )
    assert path.stat() == before


@pytest.mark.parametrize(
    "content", [b"notes" * 300, b"SQLite format 3\0" + b"\1" * 4000, b"\0" * 5000]
)
def test_what_is_no_manifest_is_put_aside(tmp_path: Path, content: bytes) -> None:
    path = manifest.path_in(tmp_path)
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(content)
        with look_in(tmp_path) as target:
            assert told_of_run(target) == []
        with open_in(tmp_path) as target:
            (note,) = target.notes
            assert f"is kept as damaged-{number}.sqlite3" in told([note])
            target.begin()
            target.save([passed(0, "甲")])
        assert path.with_name(f"damaged-{number}.sqlite3").read_bytes() == content


def test_a_database_of_another_program_is_put_aside(tmp_path: Path) -> None:
    path = manifest.path_in(tmp_path)
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("create table outputs (x)")
    other.close()
    with open_in(tmp_path) as target:
        assert target.notes


def test_a_manifest_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with open_in(tmp_path) as target:
        target.connection.execute("pragma user_version = 99")
    path = manifest.path_in(tmp_path)
    before = path.read_bytes()
    for function in (open_in, look_in):
        assert "was written by a later version of this program" in trouble(function, tmp_path)
    assert path.read_bytes() == before


def test_a_folder_in_place_of_the_manifest(tmp_path: Path) -> None:
    manifest.path_in(tmp_path).mkdir(parents=True)
    assert "cannot be written: unable to open database file" in trouble(open_in, tmp_path)


ARGS = st.dictionaries(
    st.sampled_from(["name", "count", "cause"]),
    st.one_of(
        st.text(max_size=9), st.integers(-99, 99), st.booleans(), st.none(),
        st.builds(lambda text, n: Refusal("too {n}", "do {n}", n=n, text=text), st.text(), st.integers()),
    ),
)  # fmt: skip
ORIGINS = st.one_of(
    st.just(NOWHERE),
    st.builds(Origin, st.text(max_size=5), st.integers(0, 9), st.integers(0, 9), st.text(max_size=5)),
    st.builds(Origin, st.just("x.xlsx"), sheet=st.just("名册"), cell=st.just("A1")),
)  # fmt: skip
FINDINGS = st.builds(
    Finding, st.just("code"), st.sampled_from(["so", "{name}: {count}"]), ORIGINS,
    st.sampled_from(["", "hint"]), st.sampled_from(["error", "warning", "style"]),
    st.text(max_size=3), ARGS,
)  # fmt: skip


@given(st.lists(FINDINGS, max_size=3))
def test_findings_come_back_as_they_were(findings: list[Finding]) -> None:
    text = packed(findings)
    assert packed(unpacked(text)) == text
    for one, other in zip(findings, unpacked(text), strict=True):
        assert (one.code, one.origin, one.severity) == (other.code, other.origin, other.severity)
        args = {name: str(value) for name, value in one.args.items()}
        assert {name: str(value) for name, value in other.args.items()} == args
    assert isinstance(json.loads(text), list)
