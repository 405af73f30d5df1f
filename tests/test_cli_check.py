"""`creation-plan check` as people meet it: what is shown, written and returned."""

from __future__ import annotations

import io
import json
import warnings
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from docx import Document

from generator import manifest, pdf, returned
from generator.regenerating import ledgered
from generator.regenerating.ledgered import Issued
from generator.word.markup import W

from .cli import Cli
from .helpers import caged
from .office import repacked
from .returning import DATA, DOCUMENT, XML, exchanged, with_xml

PLAN = """某镇党支部示范点创建方案
一、指导思想
坚持高标准,严要求，抓好创建工作。
三、保障措施
加强领导，落实责任。
"""
EDITED = with_xml(exchanged("goal/two", lambda old: old.replace("标准，", "标准,")))


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    made = Cli(tmp_path)
    (tmp_path / "a.txt").write_text(PLAN, "utf-8")
    (tmp_path / "d.docx").write_bytes(DATA)
    (tmp_path / "e.docx").write_bytes(EDITED)
    return made


# What is shown -------------------------------------------------------------------------------


def test_findings_stand_under_their_file_with_place_and_code(cli: Cli) -> None:
    done = cli.run("check", "a.txt", "d.docx")
    assert (done.code, done.err) == (1, "")
    shown = " ".join(done.out.split())
    assert shown == (
        "a.txt"
        " style line 3 “坚持高标准,严要求，抓好…”: half-width marks in Chinese text, 1"
        " places; the first is “,” half-width"
        " error line 4 “三、保障措施”: “三、” follows “一、”: “二、” is missing label-gap"
        " 2 files checked: 1 errors, 0 warnings, 1 of style"
    )


def test_in_chinese_too(cli: Cli) -> None:
    done = cli.run("check", "a.txt", lang="zh")
    assert "错误" in done.out
    assert "label-gap" in done.out


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_lines_fit_the_terminal(cli: Cli, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.cli.check_output import show
    from generator.cli.paging import cells

    lines: list[str] = []
    monkeypatch.setattr("generator.cli.check_output.say", lambda text="": lines.append(text))
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.chdir(cli.folder)
    from generator.checking import Checker, Context

    show([Checker(Context(today=date(2026, 3, 5))).check(Path("a.txt"))])
    # a mark that may not begin a line hangs over
    assert all(cells(line) <= columns + 2 for line in lines[:-1])


@pytest.mark.slow
def test_many_files_show_a_bar_on_a_terminal_only(cli: Cli) -> None:
    pytest.importorskip("pty")
    for number in range(60):
        cli.write(f"多/{number}.txt", PLAN)
    with cli.terminal("check", "多") as terminal:
        assert terminal.end() == 1
        assert "60 files checked" in terminal.shown
    assert cli.process("check", "多").err == ""


def test_what_is_in_order_is_only_counted(cli: Cli) -> None:
    done = cli.run("check", "d.docx", "blueprints", "units.yaml")
    assert (done.code, done.lines) == (0, ["3 files checked: 0 errors, 0 warnings, 0 of style"])


def test_what_was_left_out_of_a_folder_is_told(cli: Cli) -> None:
    cli.write("旧文件/方案.doc", "")
    cli.write("旧文件/~$方案.doc", "")
    cli.write("旧文件/稿/方案.wps", "")
    done = cli.run("check", "旧文件", "a.txt")
    assert "2 documents were not checked, as they are no .docx: 方案.doc、稿/方案.wps" in done.err
    cli.write("空/说明.pdf", "")
    assert "there is nothing to check in the folder" in cli.run("check", "空").err
    assert cli.run("check", "a.txt").err == ""


def test_what_lies_in_a_folder_and_is_for_something_else_is_no_error(cli: Cli) -> None:
    cli.write("甲/通讯录.csv", "姓名,电话\n张三,5551234\n")
    cli.run("check", "a.txt", "--format", "xlsx", "-o", "甲/审读.xlsx")
    done = cli.run("check", "甲")
    assert done.code == 0
    assert [line for line in done.lines if line.startswith("  ")] == [
        "  note by its headings the table is no roster, and was not checked (add a",
        "    column 蓝图, or use -b) not-checked",
    ] * 2


@pytest.mark.parametrize("name", ["方案.pdf", "方案.rtf", "方案.wps", "方案.doc", "方案.odt"])
def test_what_is_no_docx_is_to_be_saved_as_one(cli: Cli, name: str) -> None:
    (cli.folder / name).write_bytes(b"{\\rtf1}" if name != "方案.odt" else zipped(("a", b"a")))
    done = cli.run("check", name)
    assert done.code == 2
    assert "save it as .docx with Word or WPS" in " ".join(done.out.split())


def test_the_place_of_a_word_in_a_header_is_the_header(cli: Cli) -> None:
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>××县委</w:t></w:r></w:p></w:hdr>'
    more = {"word/header8.xml": header.encode(), "word/header9.xml": header.encode()}
    (cli.folder / "k.docx").write_bytes(repacked(DATA, more))
    done = cli.run("check", "k.docx")
    assert [line for line in done.lines if line.endswith("hole")] == [
        "  error header or footer: “××” was never filled in: ××县委 hole"
    ]


def test_warnings_fail_only_where_that_is_asked(cli: Cli) -> None:
    assert cli.run("check", "e.docx").code == 0
    assert cli.run("check", "e.docx", "--strict").code == 1


def test_what_waits_for_a_decision_has_a_code_of_its_own(cli: Cli) -> None:
    change = '<w:ins w:id="91" w:author="政策更新"><w:r><w:t>再</w:t></w:r></w:ins></w:p>'
    xml = exchanged("goal/two", lambda old: old.replace("</w:p>", change))
    (cli.folder / "u.docx").write_bytes(with_xml(xml))
    done = cli.run("check", "u.docx", "--without", "body-indent", "--without", "text-cut")
    assert done.code == 3
    assert "undecided" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["无.docx"], 2, "there is no file of this name"),
        (["a.txt", "--without", "half-widht"], 2, "did you mean half-width?"),
        (["a.txt", "--format", "xlsx"], 2, "--format xlsx needs -o FILE"),
        (["a.txt", "-o", "x"], 2, "-o needs --format json, sarif or xlsx"),
        (["a.txt", "--tracked"], 2, "--tracked and --dry-run go with --fix"),
        (["a.txt", "--annotate", "x.docx"], 2, "--annotate takes one .docx"),
        (["e.docx", "--annotate", "批注"], 2, "the name of the copy must end in .docx"),
        (["d.docx", "e.docx", "--annotate", "x.docx"], 2, "--annotate takes one .docx"),
        (["e.docx", "--fix", "--annotate", "x.docx"], 2, "--fix and --annotate do not go together"),
        (["a.txt", "--as-of", "昨天"], 2, "--as-of"),
        (["a.txt", "--roster", "无.xlsx"], 2, "there is no file of this name"),
    ],
)
def test_wrong_usage(cli: Cli, arguments: list[str], code: int, message: str) -> None:
    done = cli.run("check", *arguments)
    assert done.code == code
    assert message in " ".join((done.out + done.err).split())
    assert cli.files() == {"a.txt", "d.docx", "e.docx"}


def test_names_of_a_roster_are_looked_for(cli: Cli) -> None:
    text = PLAN.replace("某镇", "甲县").replace("抓好", "在乙县部分单位抓好")
    cli.write(
        "units.yaml",
        (cli.folder / "units.yaml")
        .read_text("utf-8")
        .replace("甲县", "甲县县委")
        .replace("乙县", "乙县县委"),
    )
    (cli.folder / "a.txt").write_text(
        text.replace("甲县", "甲县县委").replace("乙县", "乙县县委"), "utf-8"
    )
    done = cli.run("check", "a.txt", "--roster", "units.yaml")
    assert "other-unit" in done.out
    assert "other-unit" not in cli.run("check", "a.txt").out


# Results for others --------------------------------------------------------------------------


def test_json_and_sarif_go_to_the_screen_or_to_a_file(cli: Cli) -> None:
    data = json.loads(cli.run("check", "a.txt", "--format", "json").out)
    assert [one["code"] for one in data["files"][0]["findings"]] == ["half-width", "label-gap"]
    done = cli.run("check", "a.txt", "--format", "sarif", "-o", "r/x.sarif")
    assert (done.code, done.out) == (1, "")
    data = json.loads((cli.folder / "r/x.sarif").read_text("utf-8"))
    assert len(data["runs"][0]["results"]) == 2


def test_the_workbook_has_a_row_for_each_finding(cli: Cli) -> None:
    assert cli.run("check", "a.txt", "d.docx", "--format", "xlsx", "-o", "x.xlsx").code == 1
    book = openpyxl.load_workbook(cli.folder / "x.xlsx")
    findings, files = (list(sheet.values) for sheet in book.worksheets)
    assert findings[0] == ("File", "Severity", "Place", "Beginning", "Message", "Advice", "Code")
    assert [(row[1], row[2], row[3], row[6]) for row in findings[1:]] == [
        ("style", "line 3", "坚持高标准,严要求，抓好…", "half-width"),
        ("error", "line 4", "三、保障措施", "label-gap"),
    ]
    assert files[1:] == [
        ("a.txt", "plain text", 1, 0, 1, "errors"),
        ("d.docx", "document", 0, 0, 0, "in order"),
    ]


@pytest.mark.parametrize(
    ("form", "output"), [("json", "a.txt"), ("sarif", "./a.txt"), ("xlsx", "名册.xlsx")]
)
def test_no_result_takes_the_place_of_a_file(cli: Cli, form: str, output: str) -> None:
    openpyxl.Workbook().save(cli.folder / "名册.xlsx")
    before = (cli.folder / output).read_bytes()
    done = cli.run("check", "a.txt", "--format", form, "-o", output)
    assert done.code == 2
    assert "was not written by this program has this name" in done.err
    assert (cli.folder / output).read_bytes() == before


def test_a_result_replaces_the_one_before(cli: Cli) -> None:
    for _ in range(2):
        for form in ("json", "sarif", "xlsx"):
            assert cli.run("check", "a.txt", "--format", form, "-o", f"x.{form}").code == 1


def test_the_workbook_says_what_was_not_checked(cli: Cli) -> None:
    cli.write("甲/通讯录.csv", "姓名,电话\n张三,5551234\n")
    cli.run("check", "甲", "--format", "xlsx", "-o", "x.xlsx")
    _, files = openpyxl.load_workbook(cli.folder / "x.xlsx").worksheets
    assert [row[-1] for row in files.values] == ["State", "not checked"]


def test_the_same_findings_make_the_same_workbook(cli: Cli) -> None:
    for name in ("x.xlsx", "y.xlsx"):
        cli.run("check", "a.txt", "--format", "xlsx", "-o", name)
    assert (cli.folder / "x.xlsx").read_bytes() == (cli.folder / "y.xlsx").read_bytes()


# Copies with comments ------------------------------------------------------------------------


def test_findings_become_comments_in_a_copy(cli: Cli) -> None:
    cli.run("check", "e.docx", "--annotate", "x.docx")
    data = (cli.folder / "x.docx").read_bytes()
    comments = ZipFile(io.BytesIO(data)).read("word/comments.xml").decode()
    told = json.loads(cli.run("check", "e.docx", "--format", "json").out)["files"][0]["findings"]
    assert comments.count("<w:comment ") == len(told) == 2
    assert 'w:author="审读"' in comments
    assert "half-width" in comments
    texts = [piece.text for piece in returned.read(data).pieces]
    assert texts == [piece.text for piece in returned.read(EDITED).pieces]
    assert (cli.folder / "e.docx").read_bytes() == EDITED
    Document(str(cli.folder / "x.docx"))  # another reader takes it


def test_the_comment_on_a_header_says_where_that_is(cli: Cli) -> None:
    header = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>××县委</w:t></w:r></w:p></w:hdr>'
    (cli.folder / "k.docx").write_bytes(repacked(DATA, {"word/header8.xml": header.encode()}))
    cli.run("check", "k.docx", "--annotate", "x.docx")
    comments = ZipFile(cli.folder / "x.docx").read("word/comments.xml").decode()
    assert "header or footer: “××” was never filled in" in comments


def test_of_what_cannot_be_read_there_is_no_copy(cli: Cli) -> None:
    (cli.folder / "k.docx").write_bytes(b"")
    done = cli.run("check", "k.docx", "--annotate", "x.docx")
    assert (done.code, done.err) == (2, "")
    assert not (cli.folder / "x.docx").exists()


def test_a_copy_overwrites_nothing(cli: Cli) -> None:
    done = cli.run("check", "e.docx", "--annotate", "d.docx")
    assert (done.code, (cli.folder / "d.docx").read_bytes()) == (3, DATA)
    assert "there is a file of this name already" in done.err


# Repairs -------------------------------------------------------------------------------------


def test_a_dry_run_lists_and_writes_nothing(cli: Cli) -> None:
    done = cli.run("check", "a.txt", "e.docx", "--fix", "--dry-run")
    assert "a.txt  would be repaired" in done.lines
    assert "  line 3  “,” → “，”  half-width" in done.lines
    assert "e.docx  would be repaired" in done.lines
    assert "  paragraph 4  “,” → “，”  half-width" in done.lines
    assert cli.files() == {"a.txt", "d.docx", "e.docx"}
    assert (cli.folder / "e.docx").read_bytes() == EDITED


def test_repairs_are_listed_and_the_old_file_is_kept(cli: Cli) -> None:
    done = cli.run("check", "a.txt", "e.docx", "d.docx", "--fix")
    assert "e.docx  repaired" in done.lines
    assert "d.docx" not in done.out
    kept = f".backup/{date.today()}"
    assert f"the old files: {kept}" in done.err
    assert cli.files() == {"a.txt", "d.docx", "e.docx", f"{kept}/a.txt", f"{kept}/e.docx"}
    assert (cli.folder / kept / "e.docx").read_bytes() == EDITED
    text = (cli.folder / "a.txt").read_text("utf-8")
    assert text == PLAN.replace(",", "，")
    before = {name: (cli.folder / name).read_bytes() for name in ("a.txt", "e.docx", "d.docx")}
    assert "repaired" not in cli.run("check", "a.txt", "e.docx", "d.docx", "--fix").out
    assert before == {name: (cli.folder / name).read_bytes() for name in before}


def test_no_backup_is_overwritten(cli: Cli) -> None:
    for number in range(3):
        (cli.folder / "a.txt").write_text(PLAN + f"第{number}次,修改。\n", "utf-8")
        cli.run("check", "a.txt", "--fix")
    assert {name for name in cli.files() if "backup" in name} == {
        f".backup/{date.today()}/{name}" for name in ("a.txt", "a_2.txt", "a_3.txt")
    }


def test_nothing_is_repaired_where_it_is_not_known_what_is_allowed(cli: Cli) -> None:
    cli.write("z.txt", PLAN)
    cli.write(".creation-plan-check.yaml", "allow: 半角")
    done = cli.run("check", ".", "--fix")
    assert done.code == 1
    assert done.err.count("the configuration is wrong, so nothing") == 1
    assert "repaired" not in done.out
    assert (cli.folder / "a.txt").read_text("utf-8") == PLAN


@pytest.mark.parametrize(
    ("more", "fixed"),
    [((), True), (("--without", "body-font"), True), (("--without", "body-size"), False)],
)
def test_what_is_switched_off_is_not_repaired(cli: Cli, more: tuple[str, ...], fixed: bool) -> None:
    size = '<w:rPr><w:sz w:val="20"/></w:rPr><w:t'
    (cli.folder / "f.docx").write_bytes(with_xml(XML.replace("<w:t", size)))
    done = cli.run("check", "f.docx", "--fix", "--dry-run", *more)
    assert ("body-size" in done.out) == fixed


def test_an_open_file_is_left_alone(cli: Cli) -> None:
    (cli.folder / "~$e.docx").write_bytes(b"")
    done = cli.run("check", "e.docx", "--fix")
    assert done.code == 1
    assert "open in Word" in done.err
    assert (cli.folder / "e.docx").read_bytes() == EDITED
    assert not (cli.folder / ".backup").exists()


def test_a_repair_that_cannot_be_written_is_not_listed(cli: Cli) -> None:
    (cli.folder / "e.docx").chmod(0o444)
    done = cli.run("check", "e.docx", "--fix")
    assert done.code == 1
    assert "read-only" in done.err
    assert "repaired" not in done.out
    assert (cli.folder / "e.docx").read_bytes() == EDITED


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--tracked",)])
def test_an_issued_plan_is_frozen(cli: Cli, more: tuple[str, ...]) -> None:
    with manifest.open_in(cli.folder) as known:
        ledgered.issue(known, Issued("b", "u", "云组发〔2026〕5号", "e.docx", ""))
    done = cli.run("check", "e.docx", "a.txt", "--fix", *more)
    assert "e.docx: the plan was issued under 云组发〔2026〕5号 and is frozen" in done.err
    assert "e.docx  " not in done.out
    assert (cli.folder / "e.docx").read_bytes() == EDITED


def test_each_repair_of_the_format_has_its_place(cli: Cli) -> None:
    xml = XML.replace("<w:body>", '<w:body><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr></w:p>', 1)
    size = '<w:rPr><w:sz w:val="20"/></w:rPr><w:t'
    (cli.folder / "f.docx").write_bytes(with_xml(xml.replace("<w:t", size, 1)))
    done = cli.run("check", "f.docx", "--fix", "--dry-run")
    assert any(line.startswith("  paragraph 2 ") and "size" in line for line in done.lines)


def test_repairs_do_not_stand_in_the_json(cli: Cli) -> None:
    done = cli.run("check", "e.docx", "--fix", "--format", "json")
    assert json.loads(done.out)["files"][0]["path"] == "e.docx"
    assert "half-width" in done.err


@pytest.mark.slow
def test_as_a_program_of_its_own(cli: Cli) -> None:
    done = cli.process("check", "a.txt", "d.docx", lang="zh")
    assert done.code == 1
    assert done.err == ""


@pytest.mark.render
@pytest.mark.skipif(pdf.find_office() is None, reason="LibreOffice is not here")
def test_pages_are_looked_at_and_copies_open(cli: Cli) -> None:
    done = cli.run("check", "e.docx", "a.txt", "--pages")
    assert "paragraph 4, page 1" in done.out
    assert cli.files() == {"a.txt", "d.docx", "e.docx"}
    cli.run("check", "e.docx", "--annotate", "x.docx")
    copy = cli.folder / "x.docx"
    assert pdf.convert([copy], cli.folder)[copy].is_file()


def test_without_libreoffice_pages_are_not_looked_at(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    done = cli.run("check", "d.docx", "--pages")
    assert (done.code, "pages-not-measured" in done.out) == (0, True)


# Broken and hostile files --------------------------------------------------------------------


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name twice is meant so
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def members(data: bytes = DATA) -> list[tuple[str, bytes]]:
    with ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def entity(text: str) -> str:
    """The document with a declaration on top, and the entity in its text."""
    doctype = f"<!DOCTYPE d [{text}]>"
    return XML.replace("<w:document", f"{doctype}<w:document", 1).replace("建成示范点", "&e;")


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BROKEN = {
    "empty.docx": b"",
    "text.docx": "某镇党支部示范点创建方案".encode(),
    "html.docx": b"<html><body>\xe7\x94\xb2</body></html>",
    "rtf.docx": rb"{\rtf1 \u30002?}",
    "nul.docx": b"\0" * 5_000,
    "old.docx": bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 5_000,
    "head.docx": DATA[: len(DATA) // 2],
    "crc.docx": DATA.replace(DATA[3_000:3_004], b"\1\2\3\4", 1),
    "zip.docx": zipped(("a.txt", b"a")),
    "nothing.docx": zipped(*[one for one in members() if one[0] != DOCUMENT]),
    "twice.docx": zipped(*members(), (DOCUMENT, XML.encode())),
    "cut.docx": with_xml(XML[:-50]),
    "plain.docx": with_xml("甲"),
    "external.docx": with_xml(entity('<!ENTITY e SYSTEM "file:///etc/passwd">')),
    "laughs.docx": with_xml(entity(f'<!ENTITY e0 "x">{LAUGHS}<!ENTITY e "&e9;">')),
    "styles.docx": repacked(DATA, {"word/styles.xml": b"<!DOCTYPE a><a/>"}),
    "paragraphs.docx": with_xml(XML.replace("</w:body>", "<w:p/>" * 2_000_000 + "</w:body>")),
    "picture.docx": zipped(*members(), ("word/media/a.png", b"\0" * 220_000_000)),
    "word.docx": with_xml(XML.replace("建成示范点", "甲" * 8_000_000)),
    "members.docx": zipped(*members(), *[(f"word/media/{n}.png", b"") for n in range(2_500)]),
    "deep.docx": with_xml(XML.replace("</w:body>", f"{'<w:sdt>' * 9}</w:body>")),
    "line.txt": "文，".encode() * 900_000,
    "long.txt": b"\n" * 100_000,
    "large.txt": b"1\n" * 3_000_000,
    "nul.txt": "甲县方案\n".encode() * 2_000 + b"\0",
    "half.txt": "甲县方案".encode("utf-16")[:-1],
    "noise.txt": bytes(range(256)) * 20,
}


@pytest.mark.slow
def test_each_broken_file_is_one_sentence_in_little_time_and_room(tmp_path: Path) -> None:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    ran = caged(
        """
        import time
        from datetime import date
        from pathlib import Path
        from generator.checking import Checker, Context
        checker = Checker(Context(today=date(2026, 3, 5)))
        for path in sorted(Path(sys.argv[1]).iterdir()):
            start = time.process_time()
            found = checker.check(path)
            seconds = time.process_time() - start
            print(path.name, found.unreadable, len(found.told), seconds < 15)
        """,
        seconds=90,
        megabytes=500,
        arguments=[tmp_path],
    )
    assert ran.output.splitlines() == [f"{name} True 1 True" for name in sorted(BROKEN)]


def test_a_broken_file_does_not_stop_the_others(cli: Cli) -> None:
    for name in ("empty.docx", "cut.docx", "external.docx"):
        (cli.folder / name).write_bytes(BROKEN[name])
    done = cli.run("check", "empty.docx", "a.txt", "cut.docx", "external.docx")
    assert (done.code, done.out.count("error")) == (2, 5)  # with that of a.txt and the sums
    assert "label-gap" in done.out
    assert "3 files cannot be read" in " ".join(done.out.split())
    assert "root:" not in done.out


@pytest.mark.slow
def test_what_is_long_and_odd_is_checked_in_little_time(tmp_path: Path) -> None:
    """Nothing grows with the square of a text's length."""
    texts = {
        "lists": "".join(f"{n % 900 + 1}.抓落实。\n" for n in range(19_000)),
        "within": "一是抓落实；" * 4_000,
        "tables": "甲\t乙\t1\n" * 19_000,
        "rows": "\n".join(f"（{n % 900}）抓落实\t" for n in range(19_000)),
        "annexes": "附件1\n" * 19_000,
        "blank": "\n附件\n" * 9_000,
        "opened": "“《（" * 9_000,
        "spaces": f"文{' ' * 30_000}字。",
        "words": "的" * 30_000,
        "figures": "1" * 30_000,
        "groups": "创建领导小组，" * 4_000,
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(f"甲县创建方案\n{text}", "utf-8")
    ran = caged(
        """
        import time
        from datetime import date
        from pathlib import Path
        from generator.checking import Checker, Context
        checker = Checker(Context(today=date(2026, 3, 5)))
        for path in sorted(Path(sys.argv[1]).iterdir()):
            start = time.process_time()
            assert not checker.check(path).unreadable, path.name
            seconds = time.process_time() - start
            if seconds > 8:
                print(path.name, seconds)
        """,
        seconds=60,
        megabytes=500,
        arguments=[tmp_path],
    )
    assert ran.output == ""
