"""One file of any kind to its findings: what it is, what is told of it, what people allow."""

from __future__ import annotations

import contextlib
import os
import textwrap
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import checking, policies, workspace
from generator.checking import Body, Checked, Checker, Context, exit_code, files_in
from generator.checking.codes import CODES
from generator.errors import Finding
from generator.word.markup import W

from . import returning
from .helpers import ROOT, caged, told
from .office import repacked
from .returning import DATA, DOCUMENT, XML, body, exchanged, p, paragraph, with_xml

DAY = date(2026, 3, 5)
BODIES = (
    Body("county", "", ("中共云山县委",)),
    Body("town", "county", ("中共城关镇委员会", "城关镇")),
    Body("village", "town", ("中共河湾村支部",)),
    Body("other", "county", ("中共东岭镇委员会", "东岭镇")),
)


@cache
def known() -> dict[str, policies.Policy]:
    with contextlib.chdir(ROOT):
        return policies.load(workspace.all_policy_files())


def context(**more: object) -> Context:
    return Context(today=DAY, policies=known(), **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def check(name: str, content: str | bytes, **more: object) -> Checked:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = textwrap.dedent(content).lstrip("\n").encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return Checker(context(**more)).check(path)


def lines(checked: Checked) -> list[str]:
    """The findings, short: severity, code and place."""
    found = []
    for one in checked.told:
        origin = one.origin
        place = f"{one.place.paragraph}:{one.place.start}-{one.place.end}" if one.place else ""
        place = place or (f"{origin.line}:{origin.column}" if origin.line else origin.cell)
        found.append(f"{one.severity} {one.code} {place}".strip())
    return found


# Kinds ---------------------------------------------------------------------------------------

PLAN = """
    某镇党支部示范点创建方案
    一、指导思想
    坚持高标准,严要求，抓好创建工作。
    三、保障措施
    加强领导，落实责任。
"""
BLUEPRINT = """
    blueprint: b
    title: 方案
    variables:
      days: {label: 天数, type: integer}
    sections:
      - id: a
        kind: general
        heading: 指导思想
        text: 用{{ days }}天加强的的领导。
"""
ROSTER = """
    blueprint: b.yaml
    units:
      - id: x
        values: {days: 很多}
"""
POLICY = """
    policy: p
    label: 甲
    versions:
      - {version: "1", effective: 2020-01-01, basis: 乙, text: 深入的的学习}
      - {version: "1", effective: 2021-01-01, basis: 丙, text: 学习}
"""


@pytest.mark.parametrize(
    ("name", "content", "kind", "found"),
    [
        ("a.txt", PLAN, "text", ["style half-width 3:5-6", "error label-gap 4:0-2"]),
        ("a.md", PLAN, "text", ["style half-width 3:5-6", "error label-gap 4:0-2"]),
        ("a", PLAN, "text", ["style half-width 3:5-6", "error label-gap 4:0-2"]),
        ("a.txt", textwrap.dedent(PLAN).encode("gb18030"), "text",
         ["style half-width 4:5-6", "error label-gap 5:0-2"]),
        ("b.yaml", BLUEPRINT, "blueprint", ["warning doubled-word 9:5"]),
        ("b.yml", BLUEPRINT.replace("days }}", "day }}"), "blueprint",
         ["error unknown-name 9:5", "warning doubled-word 9:5"]),
        ("p.yaml", POLICY, "policy", ["warning doubled-word 4:53", "error repeated-version 5:5"]),
        ("q.yaml", POLICY.replace('"1", effective: 2021', '"2", effective: 2021'), "policy",
         ["error policy-file-name 1:1", "warning doubled-word 4:53"]),
        ("f.yaml", "format: f\nextends: gbt9704\nno: 1\n", "format", ["error format-key 3:1"]),
        ("x.yaml", "何物: 1\n", "other", []),
        ("x.yaml", "- 1\n", "other", ["error not-a-mapping 1:1"]),
        ("x.yaml", "a: [\n", "other", ["error yaml-syntax 2:1"]),
        ("d.docx", DATA, "document", []),
        ("d.txt", DATA, "document", []),
        ("d.docx", with_xml(exchanged("goal/two", p("各支部要对照的的标准，抓好落实。"))), "document",
         ["warning edited-by-hand", "warning body-indent 4:0-4", "warning doubled-word 4:6-8"]),
    ],
)  # fmt: skip
def test_each_kind_is_told_from_what_the_file_holds(
    name: str, content: str | bytes, kind: str, found: list[str]
) -> None:
    checked = check(name, content)
    assert (checked.kind, lines(checked)) == (kind, found)
    assert not checked.unreadable


def test_a_roster_is_checked_with_the_blueprint_it_names() -> None:
    check("b.yaml", BLUEPRINT)
    checked = check("r.yaml", ROSTER)
    assert (checked.kind, lines(checked)) == ("roster", ["error bad-value 4:14"])


def test_a_sheet_is_checked_cell_by_cell() -> None:
    check("b.yaml", BLUEPRINT)
    checked = check("r.csv", "编号,天数\nx,30\ny,很多\n", blueprint="b.yaml")
    assert [(t.code, t.origin.line, t.origin.column) for t in checked.told] == [("bad-value", 3, 3)]
    assert [note.code for note in checked.notes] == ["encoding"]


def test_the_texts_of_a_roster_are_read_as_they_will_be_printed() -> None:
    check("b.yaml", BLUEPRINT.replace("type: integer", "type: text"))
    values = 'days: "三十（含节假日天"'
    assert lines(check("r.yaml", ROSTER.replace("days: 很多", values))) == ["error unbalanced 4:14"]
    checked = check("r.yaml", ROSTER.replace("blueprint: b.yaml", "roster: 甲"))
    assert lines(checked) == ["warning no-blueprint"]


def test_an_inherited_value_is_told_once() -> None:
    check("b.yaml", BLUEPRINT)
    below = "".join(f"      - {{id: {name}, parent: x}}\n" for name in "yz")
    checked = check("r.yaml", ROSTER + below)
    assert lines(checked) == ["error bad-value 4:14"]


def test_columns_are_not_told_where_the_blueprint_is_in_error() -> None:
    check("b.yaml", BLUEPRINT.replace("kind: general", "kind: generl"))
    assert lines(check("r.csv", "编号,天数\nx,30\n", blueprint="b.yaml")) == ["error model-tag 7:5"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.bin", b"\0\1\2", "the file is no document, no text and no spreadsheet"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "the file is no document, no text and no spreadsheet"),
        ("a.txt", b"\xff\xff\xff", "the file is neither UTF-8 nor GB18030"),
        ("a.txt", "甲".encode() * 500_000, "the text is too long to be that of a plan"),
        ("a.txt", "；一是".encode() * 100_000, "the text is too long to be that of a plan"),
        ("a.pdf", b"%PDF-1.4", "the file is not a Word document (.docx)"),
        ("a.doc", bytes.fromhex("D0CF11E0A1B11AE1") * 9, "the file is an old .doc or has a password"),
        ("a.docx", b"", "the file is not a Word document (.docx)"),
        ("a.docx", DATA[:-100], "the file is not a Word document (.docx)"),
        ("a.docx", repacked(DATA, {DOCUMENT: XML.encode()[:-9]}), "the part word/document.xml is damaged"),
        ("a.docx", repacked(DATA, {"word/comments.xml": b"<w:no"}), "the part word/comments.xml is damaged"),
        ("a.docx", repacked(DATA, {"word/styles.xml": b"<w:no"}), "the part word/styles.xml is damaged"),
        ("a.docx", with_xml(body("<w:p/>" * 20_001).decode()), "the text is too long to be that of a plan"),
        ("a.xlsx", b"PK", "the file is not a workbook (.xlsx)"),
        ("a.xls", b"1", "files of the kind .xls are not read"),
        ("a.yaml", b"a: \xff", "the file is not UTF-8 (it looks like ?)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(name: str, content: bytes, message: str) -> None:
    checked = check(name, content)
    [one] = checked.told
    assert checked.unreadable
    assert exit_code([checked]) == 2
    assert message in told([one.finding])


def test_a_file_that_is_not_there_is_told() -> None:
    checked = Checker(context()).check(Path("无.docx"))
    assert (checked.unreadable, [one.code for one in checked.told]) == (True, ["no-file"])


def test_folders_give_the_files_that_can_be_checked() -> None:
    names = (
        "b.docx", "a.yaml", "sub/c.csv", "sub/d.txt", "~$b.docx", ".hidden.docx", "e.png",
        ".backup/b.docx", "out/f.docx", "out/report.xlsx", "out/.creation-plan/x.docx",
    )  # fmt: skip
    for name in names:
        Path("w", name).parent.mkdir(parents=True, exist_ok=True)
        Path("w", name).write_bytes(b"")
    found = [path.relative_to("w").as_posix() for path in files_in([Path("w"), Path("w/b.docx")])]
    assert found == ["a.yaml", "b.docx", "out/f.docx", "sub/c.csv", "sub/d.txt"]
    assert files_in([Path("w/e.png")]) == [Path("w/e.png")], "what is named is always taken"


def test_a_folder_that_may_not_be_looked_into_stops_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("w/sub").mkdir(parents=True)
    Path("w/a.docx").write_bytes(DATA)
    listed = os.scandir

    def refusing(path: Path) -> Any:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert files_in([Path("w")]) == [Path("w/a.docx"), Path("w/sub")]


def test_a_file_that_is_named_twice_is_taken_once() -> None:
    Path("w").mkdir()
    Path("w/a.txt").write_text("甲", "utf-8")
    named = [Path("w/a.txt"), Path("w/../w/a.txt"), Path("w/a.txt").resolve(), Path("w")]
    assert files_in(named) == [Path("w/a.txt")]


@pytest.mark.parametrize(
    ("named", "found", "notes"), [(True, ["no-blueprint-given"], []), (False, [], ["not-checked"])]
)
def test_a_table_in_a_folder_may_be_no_roster(
    named: bool, found: list[str], notes: list[str]
) -> None:
    Path("通讯录.csv").write_text("姓名,电话\n张三,5551234\n", "utf-8")
    checked = Checker(context()).check(Path("通讯录.csv"), named=named)
    assert [one.code for one in checked.told] == found
    assert [one.code for one in checked.notes] == notes


# What is ours is clean -----------------------------------------------------------------------


def test_what_is_shipped_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    checker = Checker(context())
    files = [path for path in files_in([Path("blueprints")]) if path.suffix != ".md"]
    assert len(files) > 20
    assert [(path.name, lines(c)) for path in files if (c := checker.check(path)).told] == []
    rules = [path for path in files_in([Path("docx_templates")]) if path.suffix == ".yaml"]
    assert [(path.name, lines(c)) for path in rules if (c := checker.check(path)).told] == []


def test_every_document_of_ours_is_clean() -> None:
    for name, data in returning.shipped().items():
        checked = check(f"{name}.docx", data)
        assert (name, lines(checked), checked.notes) == (name, [], ())


def test_the_plans_of_a_volume_are_read_one_by_one() -> None:
    plan = """一、指导思想
        坚持高标准，严要求，以一流的标准抓好全部创建工作。
        中共{0}委员会
        2018年3月5日
    """
    names = ("甲镇", "乙镇", "丙镇", "丁镇")
    text = "".join(f"{name}党支部示范点创建方案\n{plan.format(name)}" for name in names)
    assert lines(check("a.txt", "\n".join(map(str.strip, text.split("\n"))))) == []


# People --------------------------------------------------------------------------------------


def test_hand_edits_and_undecided_changes_are_told() -> None:
    ours = paragraph("goal/two")
    change = '<w:ins w:id="91" w:author="政策更新"><w:r><w:t>再</w:t></w:r></w:ins></w:p>'
    checked = check("d.docx", with_xml(XML.replace(ours, ours.replace("</w:p>", change))))
    codes = {one.code for one in checked.told}
    assert {"edited-by-hand", "undecided"} <= codes
    assert checked.is_undecided


def test_an_offer_is_told_once() -> None:
    ours = paragraph("goal/two")
    offer = (
        '<w:commentRangeStart w:id="5"/><w:ins w:id="91" w:author="政策更新"><w:r><w:t>再</w:t></w:r>'
        '</w:ins><w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r></w:p>'
    )
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="5" w:author="政策更新"/></w:comments>'
    xml = XML.replace(ours, ours.replace("</w:p>", offer))
    checked = check("d.docx", repacked(with_xml(xml), {"word/comments.xml": comments.encode()}))
    assert "comments-left" not in {one.code for one in checked.told}


@pytest.mark.parametrize(
    ("codes", "strict", "code"),
    [
        ([], False, 0),
        (["warning"], False, 0),
        (["warning"], True, 1),
        (["style"], True, 0),
        (["error"], False, 1),
        (["undecided"], False, 3),
        (["undecided", "warning"], False, 3),
        (["undecided", "error"], False, 1),
    ],
)
def test_exit_codes(codes: list[str], strict: bool, code: int) -> None:
    told = tuple(
        checking.Told(Finding(one, "", severity="error" if one == "undecided" else one))  # type: ignore[arg-type]
        for one in codes
    )
    files = [Checked("a", "document", told), Checked("b", "text")]
    assert exit_code(files, strict=strict) == code
    assert exit_code([*files, Checked("c", "other", unreadable=True)]) == 2


TEXT = """
    中共城关镇委员会党支部示范点创建方案
    一、指导思想
    按照{}要求，抓好创建工作。
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("中共东岭镇委员会", ["error other-unit 3:2-10"]),
        ("东岭镇", ["error other-unit 3:2-5"]),
        ("中共城关镇委员会", []),
        ("中共云山县委", []),  # above it
        ("中共河湾村支部", []),  # below it
        ("东岭", []),
    ],
)
def test_names_of_other_units_are_told(name: str, found: list[str]) -> None:
    assert lines(check("a.txt", TEXT.format(name), bodies=BODIES)) == found


def test_without_knowing_whose_plan_it_is_no_name_is_wrong() -> None:
    text = TEXT.format("东岭镇").replace("中共城关镇委员会", "")
    assert lines(check("a.txt", text, bodies=BODIES)) == []


OLD = """
    某镇党支部示范点创建方案
    一、指导思想
    以邓小平理论、“三个代表”重要思想、科学发展观为指导。
    中共某镇委员会
    {}年3月5日
"""


@pytest.mark.parametrize(
    ("year", "as_of", "found"),
    [
        (2013, None, []),
        (2023, None, ["superseded"]),
        (2013, date(2023, 1, 1), []),  # the plan's own date counts
        ("", date(2023, 1, 1), ["blank-date", "superseded"]),
        ("", date(2013, 1, 1), ["blank-date"]),
    ],
)
def test_wordings_are_held_against_the_day_of_the_plan(
    year: int | str, as_of: date | None, found: list[str]
) -> None:
    text = OLD.format(year) if year else OLD.replace("{}年3月5日", "2023年　月　日")
    checked = check("a.txt", text, as_of=as_of)
    assert sorted(one.code for one in checked.told) == found


# What is allowed -----------------------------------------------------------------------------


def allowed(checked: Checked) -> list[str]:
    return [one.code for one in checked.allowed]


def test_a_comment_in_yaml_allows_in_its_line() -> None:
    text = BLUEPRINT.replace("领导。", "领导。  # check: allow doubled-word 原文如此")
    checked = check("b.yaml", text)
    assert (lines(checked), allowed(checked)) == ([], ["doubled-word"])


def test_a_comment_alone_allows_in_the_next_line() -> None:
    comment = "        # 审读：允许 doubled-word 原文如此\n        text:"
    checked = check("b.yaml", BLUEPRINT.replace("        text:", comment))
    assert (lines(checked), allowed(checked)) == ([], ["doubled-word"])


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("check: allow doubled-word", ["warning doubled-word 9:5", "warning allow-reason 9:1"]),
        (
            "check: allow doubled-wrd 原文",
            ["warning doubled-word 9:5", "warning allow-unknown 9:1"],
        ),
        ("check: allow half-width 原文", ["warning doubled-word 9:5"]),
        ("原文如此", ["warning doubled-word 9:5"]),
    ],
)
def test_what_allows_nothing_is_told(comment: str, found: list[str]) -> None:
    checked = check("b.yaml", BLUEPRINT.replace("领导。", f"领导。  # {comment}"))
    assert (lines(checked), allowed(checked)) == (found, [])


COMMENTS = '<w:comments xmlns:w="{}"><w:comment w:id="7"><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:comment></w:comments>'


@pytest.mark.parametrize(
    ("comment", "found", "silent"),
    [
        ("审读：允许 doubled-word 讲话原文", ["edited-by-hand"], ["doubled-word"]),
        ("check: allow doubled-word 讲话原文", ["edited-by-hand"], ["doubled-word"]),
        ("审读：允许doubled-word，讲话原文", ["edited-by-hand"], ["doubled-word"]),
        ("审读：允许“doubled-word”讲话原文", ["edited-by-hand"], ["doubled-word"]),
        ("请核对", ["comments-left", "doubled-word", "edited-by-hand"], []),
    ],
)
def test_a_word_comment_allows_in_its_paragraph(
    comment: str, found: list[str], silent: list[str]
) -> None:
    ours = paragraph("goal/two")
    marked = ours.replace("标准", "标准的的").replace(
        "</w:p>", '<w:r><w:commentReference w:id="7"/></w:r></w:p>'
    )
    part = COMMENTS.format(returning.W, comment).encode()
    checked = check("d.docx", with_xml(XML.replace(ours, marked), **{"word/comments.xml": part}))
    assert (sorted(one.code for one in checked.told), allowed(checked)) == (found, silent)


CONFIG = """
    allow:
      - {code: half-width, files: "旧/*", reason: 历史文件，不再改}
      - {code: label-gap, files: "*.txt", reason: 摘录}
"""


@pytest.mark.parametrize(
    ("name", "found", "silent"),
    [
        ("a.txt", ["half-width"], ["label-gap"]),
        ("旧/a.txt", [], ["half-width", "label-gap"]),
        ("旧/更旧/a.md", ["label-gap"], ["half-width"]),
    ],
)
def test_a_configuration_allows_below_its_folder(
    name: str, found: list[str], silent: list[str]
) -> None:
    Path(".creation-plan-check.yaml").write_text(textwrap.dedent(CONFIG), "utf-8")
    checked = check(name, PLAN)
    assert ([one.code for one in checked.told], allowed(checked)) == (found, silent)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CONFIG, []),
        (CONFIG.replace("label-gap", "label-gab"), ["warning allow-unknown 3:6"]),
        (CONFIG.replace(", reason: 摘录", ""), ["warning allow-reason 3:6"]),
        ("allow: [", ["error yaml-syntax 2:1"]),
    ],
)
def test_what_is_wrong_with_a_configuration_is_told_once(text: str, found: list[str]) -> None:
    Path(".creation-plan-check.yaml").write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(textwrap.dedent(PLAN), "utf-8")
    checker = Checker(context())
    for name in ("a.txt", "b.txt"):
        checker.check(Path(name))
    assert [line for one in checker.configurations() for line in lines(one)] == found


def test_a_code_can_be_switched_off_for_a_run() -> None:
    assert {"half-width", "page-margins", "edited-by-hand"} <= CODES
    checked = check("a.txt", PLAN, without=frozenset({"half-width"}))
    assert lines(checked) == ["error label-gap 4:0-2"]


# Whatever comes ------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_done_to_a_document_it_is_checked_or_refused(data: st.DataObject) -> None:
    xml = bytearray(XML.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(xml) - 1))
        tags = (b"<w:tbl>", b"</w:tc>", b"<w:p>", b"</w:p>", b"<w:numPr>", b"<w:sz/>", b"\xff", b"")
        xml[at : at + data.draw(st.integers(0, 80))] = data.draw(st.sampled_from(tags))
    checked = check("d.docx", repacked(DATA, {DOCUMENT: bytes(xml)}))
    assert told([one.finding for one in checked.told]) or not checked.told


@pytest.mark.slow
def test_long_documents_are_checked_within_bounds(tmp_path: Path) -> None:
    cases = {
        "brackets": "".join(p("一、" + "（" * 20) for _ in range(15_000)),
        "stages": "".join(p("（一）第一阶段2018年13月") for _ in range(19_000)),
        "rows": "<w:tbl>" + f"<w:tr><w:tc>{p('12')}</w:tc></w:tr>" * 20_000 + "</w:tbl>",
        "one": p("；一是加强建设" * 4_000),
    }
    for name, content in cases.items():
        (tmp_path / f"{name}.docx").write_bytes(with_xml(body(content).decode()))
    caged(
        """
        from datetime import date
        from pathlib import Path
        from generator.checking import Checker, Context
        for path in sorted(Path(sys.argv[1]).glob("*.docx")):
            Checker(Context(today=date(2026, 3, 5))).check(path)
        """,
        seconds=15 * len(cases),
        megabytes=500,
        arguments=[tmp_path],
    )


def test_the_bench_checks_what_it_makes(tmp_path: Path) -> None:
    from .bench import check as bench

    measured = bench.measure(tmp_path, rounds=1, plans=2)
    assert measured.check > 0
    assert len(bench.lines(measured)) == 2
    assert [type(met) for met, _ in bench.verdicts(measured)] == [bool]
