"""Running what the documentation shows; `python -m tests.documents` writes the results into it.

Examples in docs/blueprint-language.md are fenced blocks, told apart by their info strings:

    yaml blueprint [NAME]     a blueprint, or a part of one; with NAME a file that others extend
    yaml policy               a policy file
    yaml values               the values of a unit
    yaml roster               a whole roster; its first unit is drafted
    text plan [DATE]          the paragraphs printed, without the title of a partial blueprint
    text errors [DATE]        what is told, in Chinese

An example ends with what comes out of it. After that, `yaml values` keeps the blueprint and
gives other values; `yaml blueprint` and `yaml policy` begin a new example. In the other
documents `console` blocks are run in a folder of their own, in their order, and `yaml FILE`
blocks are written there; in what commands print, … stands for anything, and refreshing keeps
a line of … alone. `console exit=1`
states the exit code of the block's last command. What readers do in Excel and Word, and what
they see there, is told by a comment above a table or a quotation:

    <!-- fill FILE SHEET -->     the cells of the table are typed into the sheet
    <!-- type FILE [WORDS] -->   the quotation is typed at the end of the document, or below WORDS
    <!-- change FILE -->         the words of the first column are replaced by those of the second
    <!-- track FILE AUTHOR -->   the same, as changes tracked by the author
    <!-- table FILE WORDS -->    the table is put below WORDS
    <!-- remark FILE WORDS -->   the quotation is put beside WORDS as a comment
    <!-- delete FILE -->         the quoted paragraphs are deleted
    <!-- reads FILE -->          the quoted paragraphs are in the document
    <!-- accept FILE -->         all changes are accepted, comments deleted; the quotation is there
    <!-- shows FILE [SHEET] -->  the sheet, or the table of the document, has the rows of the table
    <!-- explains FILE SHEET --> the table has a row for each column of the sheet
    <!-- offers FILE -->         the table has what stands with all changes rejected, and accepted
    <!-- comments FILE -->       the quotation is what the comments of the document say
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import docx
import openpyxl
from click.testing import CliRunner

from generator import (
    annexes,
    blocks,
    blueprint,
    messages,
    official,
    policies,
    redlining,
    resolver,
    source,
    units,
)
from generator.binding import values_of
from generator.checks import check
from generator.cli.commands import group
from generator.errors import CreationPlanError, Finding, errors_of
from generator.numbering import number
from generator.readers import read_date

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = ROOT / "docs" / "blueprint-language.md"
COMMANDS = ROOT / "docs" / "commands.md"
WALKTHROUGH = ROOT / "docs" / "walkthrough.md"
UPDATING = ROOT / "docs" / "updating.md"
README, README_ZH = ROOT / "README.md", ROOT / "README.zh-CN.md"
T = TypeVar("T")
# Documents whose commands are run, with the language of their outputs.
PLAYED = {COMMANDS: "zh", WALKTHROUGH: "zh", UPDATING: "zh", README: "en", README_ZH: "zh"}

FENCE = re.compile(r"^( *)(```+)([^\n`]*)\n(.*?)^\1\2[ ]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A fenced block: the words after the fence, the text, and its place."""

    words: tuple[str, ...]
    text: str
    line: int


def fences(path: Path) -> list[Fence]:
    text = path.read_text("utf-8")
    return [
        Fence(
            tuple(match[3].split()),
            _dedent(match[4], len(match[1])),
            text.count("\n", 0, match.start()) + 1,
        )
        for match in FENCE.finditer(text)
    ]


def _dedent(text: str, indent: int) -> str:
    return "".join(
        line[indent:] if line.strip() else "\n" for line in text.splitlines(keepends=True)
    )


# The blueprint language ------------------------------------------------------------------


@dataclass
class Example:
    """One example: its files, and what is expected of them."""

    line: int = 0
    main: str = ""
    files: dict[str, str] = field(default_factory=dict)
    policies: list[str] = field(default_factory=list)
    roster: str = "units:\n  - id: example\n"
    day: date = date(2026, 3, 5)
    kind: str = ""
    expected: str = ""


def examples(path: Path) -> Iterator[Example]:
    current, done = Example(), False
    for fence in fences(path):
        kind = fence.words[:2]
        if kind in (("yaml", "blueprint"), ("yaml", "policy")) and done:
            current, done = Example(), False
        if kind == ("yaml", "blueprint"):
            name = fence.words[2] if len(fence.words) > 2 else ""
            if name:
                current.files[name] = complete(fence.text, name)
            else:
                current.main = complete(fence.text, "example")
        elif kind == ("yaml", "policy"):
            current.policies.append(fence.text)
        elif kind == ("yaml", "values"):
            inner = "".join(f"      {line}" for line in fence.text.splitlines(keepends=True))
            current.roster = f"units:\n  - id: example\n    values:\n{inner}"
        elif kind == ("yaml", "roster"):
            current.roster = fence.text
        elif kind in (("text", "plan"), ("text", "errors")):
            day = read_date(fence.words[2]) if len(fence.words) > 2 else current.day
            yield Example(
                fence.line, current.main, dict(current.files), list(current.policies),
                current.roster, day, kind[1], fence.text,
            )  # fmt: skip
            done = True


def complete(text: str, name: str) -> str:
    """A part of a blueprint with the keys it lacks added at its end, so that lines stay."""
    if re.search("^blueprint:", text, re.MULTILINE):
        return text
    added = f"blueprint: {name}\n"
    if not re.search("^title:", text, re.MULTILINE):
        added += "title: 示例\n"
    if not re.search("^sections:", text, re.MULTILINE):
        added += "sections:\n  - {id: body, kind: general, text: 正文。}\n"
    return text + added


def outcome(example: Example, folder: Path) -> tuple[list[str], list[Finding]]:
    """The printed paragraphs and the findings of an example, run in `folder`."""
    (folder / "example.yaml").write_text(example.main, "utf-8")
    for name, text in example.files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "policies").mkdir(exist_ok=True)
    for text in example.policies:
        name = source.loads(text, "")["policy"]
        (folder / "policies" / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "units.yaml").write_text(example.roster, "utf-8")
    findings: list[Finding] = []
    try:
        return _printed(example, findings), findings
    except CreationPlanError as error:
        return [], [*findings, *error.findings]


def _printed(example: Example, findings: list[Finding]) -> list[str]:
    loaded = blueprint.load(Path("example.yaml"), lambda name, _origin: Path(f"{name}.yaml"))
    known = policies.load(sorted(Path("policies").glob("*.yaml")))
    program = resolver.compile_blueprint(loaded, known, example.day)
    typed, found = values_of(loaded, units.load(Path("units.yaml")).units[0])
    findings += found
    if errors_of(findings):
        return []
    plan = number(program.resolve(typed, findings), findings)
    plan = annexes.attach(plan, findings, program.by_id)
    findings += check(plan)
    pages = official.document(plan)
    lines = [line for block in pages.blocks for line in _lines(block)]
    return lines if plan.title != "示例" else lines[1:]


def _lines(block: blocks.AnyBlock) -> list[str]:
    """What a paragraph or table shows: cells parted by bars, shaded ones as squares."""
    if isinstance(block, blocks.TableBlock):
        rows = [list(block.headings), *map(list, block.rows)]
        for row, column in block.shaded:
            rows[row + 1][column] = "■"
        return [" | ".join(row).replace("\n", "").rstrip() for row in rows]
    if isinstance(block, blocks.FileBlock):
        return [f"{block.label}（{Path(block.path).name}）"]
    if isinstance(block, blocks.Block):  # a title is one line here
        return [block.text.replace("\n", "").replace("\t", " | ")] if block.text else []
    return [line.replace("\t", " | ") for line in block.text.split("\n") if line]


@dataclass(frozen=True)
class Command:
    line: str
    output: str
    exit_code: int


def commands(fence: Fence) -> Iterator[Command]:
    """The commands of a console block with what each prints; `exit=N` may follow `console`."""
    code = next((int(w[5:]) for w in fence.words if w.startswith("exit=")), 0)
    parts = re.split(r"^\$ (.*)\n", fence.text, flags=re.MULTILINE)[1:]
    for index in range(0, len(parts), 2):
        last = index + 2 == len(parts)
        yield Command(parts[index], parts[index + 1].rstrip("\n"), code if last else 0)


def run(command: Command) -> tuple[str, int]:
    """What a command line prints, and its exit code; others than ours go to the shell."""
    words = shlex.split(command.line)
    if words[0] == "cd":
        os.chdir(words[1])
        return "", 0
    if words[0] == "creation-plan" and "|" not in words:
        arguments = [part for word in words[1:] for part in _globbed(word)]
        result = CliRunner().invoke(group, arguments, prog_name="creation-plan")
        return _without_trailing_blanks(result.output), result.exit_code
    ours = f"alias creation-plan='{sys.executable} -m generator'\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    finished = subprocess.run(
        ["/bin/sh", "-c", ours + command.line],
        capture_output=True, encoding="utf-8", check=False, env=environment,
    )  # fmt: skip
    return _without_trailing_blanks(finished.stdout), finished.returncode


def _globbed(word: str) -> list[str]:
    return sorted(path.as_posix() for path in Path().glob(word)) if "*" in word else [word]


def _without_trailing_blanks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip("\n").splitlines())


def matches(output: str, documented: str) -> bool:
    """Whether the output is the documented one, in which `…` stands for anything."""
    return re.fullmatch(re.escape(documented).replace("…", ".*"), output, re.DOTALL) is not None


Ran = list[tuple[Command, str, int]]


def play(path: Path) -> Iterator[tuple[Fence, Ran]]:
    """Do what a document tells in the current folder; each of its commands with its output.

    What a sheet shows comes as the output of a command that names it.
    """
    if path in (README, README_ZH):  # they are read in a checkout
        for name in ("blueprints", "docx_templates"):
            shutil.copytree(ROOT / name, name)
    steps: list[Fence | Hand] = [*fences(path), *hands(path)]
    for step in sorted(steps, key=lambda step: step.line):
        messages.use(PLAYED[path])
        if isinstance(step, Hand):
            yield from _done_by_hand(step)
        elif step.words[:1] == ("yaml",) and len(step.words) > 1:
            target = Path(step.words[1])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text, "utf-8")
        elif step.words[:1] == ("console",):
            yield step, [(command, *run(command)) for command in commands(step)]


# What is done by hand --------------------------------------------------------------------

HAND = re.compile(r"^<!-- ([a-z]+) (.+) -->\n\n?((?:[|>].*\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Hand:
    """Something readers do or see in Excel or Word."""

    kind: str
    file: str
    sheet: str  # or the words where something is done
    text: str  # the table or quotation below
    line: int

    @property
    def rows(self) -> list[list[str]]:
        """The cells of the table, its headings first, without marks of type."""
        lines = [line for line in self.text.splitlines() if not line.startswith("| ---")]
        return [[cell.strip(" `*") for cell in line.split("|")[1:-1]] for line in lines]

    @property
    def quoted(self) -> list[str]:
        """The lines of the quotation."""
        return [text for line in self.text.splitlines() if (text := line[1:].strip())]


def hands(path: Path) -> list[Hand]:
    text = path.read_text("utf-8")
    found = []
    for match in HAND.finditer(text):
        file, _, sheet = match[2].partition(" ")
        found.append(Hand(match[1], file, sheet, match[3], text.count("\n", 0, match.start()) + 1))
    return found


def _done_by_hand(hand: Hand) -> Iterator[tuple[Fence, Ran]]:
    if hand.kind in SEEN:
        command = Command(f"{hand.file} {hand.sheet}".strip(), hand.text.rstrip("\n"), 0)
        yield Fence((hand.kind,), hand.text, hand.line), [(command, SEEN[hand.kind](hand), 0)]
    else:
        DONE[hand.kind](hand)


def fill(hand: Hand) -> None:
    """Type the rows into a sheet of a roster, which loses its example."""
    book = openpyxl.load_workbook(hand.file)
    sheet = book[hand.sheet]
    headings = [cell.value for cell in sheet[1]]
    if sheet.cell(2, 1).value == "示例":
        sheet.delete_rows(2)
    names, *rows = hand.rows
    for row in rows:
        number = _row_of(row[0], sheet) if names[0] == "编号" else 2
        for name, text in zip(names, row, strict=True):
            sheet.cell(number, headings.index(name) + 1).value = text or None
    book.save(hand.file)


def _row_of(unit: str, sheet: Any) -> int:
    """The row of a unit; the first that is empty when it has none."""
    number = 2
    while sheet.cell(number, 1).value not in (None, unit):
        number += 1
    return number


def type_in(hand: Hand) -> None:
    """Type the quotation at the end of a document, or below the paragraph with the words."""
    document = docx.Document(hand.file)
    above = _with_words(document, hand.sheet) if hand.sheet else None
    for line in hand.quoted:
        paragraph = document.add_paragraph(line)
        if above is not None:
            above._p.addnext(paragraph._p)
            above = paragraph
    document.save(hand.file)


def _with_words(document: Any, words: str) -> Any:
    """The one paragraph that has the words."""
    (found,) = [paragraph for paragraph in document.paragraphs if words in paragraph.text]
    return found


def change(hand: Hand) -> None:
    """Replace words of a document, each of which stands in one place."""
    document = docx.Document(hand.file)
    for old, new in hand.rows[1:]:
        (run,) = [run for run in _with_words(document, old).runs if old in run.text]
        run.text = run.text.replace(old, new)
    document.save(hand.file)


def track(hand: Hand) -> None:
    """Replace words with tracked changes on."""
    old = Path(hand.file).read_bytes()
    change(hand)
    new = Path(hand.file).read_bytes()
    tracked = redlining.redline(old, new, author=hand.sheet, moment="2022-09-20T09:00:00Z")
    Path(hand.file).write_bytes(tracked)


def insert_table(hand: Hand) -> None:
    """Put the table below the paragraph with the words."""
    document = docx.Document(hand.file)
    table = document.add_table(len(hand.rows), len(hand.rows[0]))
    for row, texts in zip(table.rows, hand.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    _with_words(document, hand.sheet)._p.addnext(table._tbl)
    document.save(hand.file)


def remark(hand: Hand) -> None:
    """Comment on the paragraph with the words."""
    document = docx.Document(hand.file)
    document.add_comment(_with_words(document, hand.sheet).runs, "\n".join(hand.quoted))
    document.save(hand.file)


def delete(hand: Hand) -> None:
    """Delete the quoted paragraphs."""
    document = docx.Document(hand.file)
    for line in hand.quoted:
        element = _with_words(document, line)._p
        element.getparent().remove(element)
    document.save(hand.file)


def accept(hand: Hand) -> None:
    """Accept all changes and delete all comments; the quotation is in the document then."""
    document = docx.Document(io.BytesIO(redlining.accepted(Path(hand.file).read_bytes())))
    for mark in document.element.body.xpath(
        "//w:commentRangeStart | //w:commentRangeEnd | //w:r[w:commentReference]"
    ):
        mark.getparent().remove(mark)
    document.save(hand.file)
    reads(hand)


def reads(hand: Hand) -> None:
    """The quoted paragraphs are in the document."""
    stands = _paragraphs(Path(hand.file).read_bytes())
    assert [line for line in hand.quoted if line not in stands] == [], hand.file


def explains(hand: Hand) -> None:
    """The table has a row for each column of the sheet."""
    found = [str(cell.value) for cell in openpyxl.load_workbook(hand.file)[hand.sheet][1]]
    assert [name for name, *_ in hand.rows[1:]] == found, f"{hand.file} {hand.sheet}"


def _paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def shown_rows(hand: Hand) -> str:
    """What a sheet, or the table of a document, holds in the columns of the table."""
    headings, *below = _cells(hand)
    columns = [headings.index(name) for name in hand.rows[0]]
    return _table([[row[at] for at in columns] for row in (headings, *below)])


def _cells(hand: Hand) -> list[list[str]]:
    if hand.file.endswith(".docx"):
        (table,) = docx.Document(hand.file).tables
        return [[cell.text for cell in row.cells] for row in table.rows]
    sheet = openpyxl.load_workbook(hand.file)[hand.sheet]
    return [[_shown(cell) for cell in row] for row in sheet.iter_rows()]


def offered(hand: Hand) -> str:
    """The paragraphs with tracked changes: all rejected, and all accepted."""
    data = Path(hand.file).read_bytes()
    both = zip(
        _paragraphs(redlining.rejected(data)), _paragraphs(redlining.accepted(data)), strict=True
    )
    return _table([hand.rows[0], *([old, new] for old, new in both if old != new)])


def comments(hand: Hand) -> str:
    """What the comments of a document say."""
    lines = [line for one in docx.Document(hand.file).comments for line in one.text.splitlines()]
    return "\n>\n".join(f"> {line}" for line in lines)


def _shown(cell: Any) -> str:
    if cell.value is None:
        return ""
    return f"{cell.value:%Y-%m}" if cell.is_date else str(cell.value)


def _table(rows: Iterable[list[str]]) -> str:
    headings, *below = rows
    marks = "| --- " * len(headings) + "|"
    return "\n".join([_line(headings), marks, *map(_line, below)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


# What readers do, and what they see then.
DONE: dict[str, Callable[[Hand], None]] = {
    "fill": fill, "type": type_in, "change": change, "track": track, "table": insert_table,
    "remark": remark, "delete": delete, "accept": accept, "reads": reads, "explains": explains,
}  # fmt: skip
SEEN: dict[str, Callable[[Hand], str]] = {
    "shows": shown_rows, "offers": offered, "comments": comments,
}  # fmt: skip


# Rewriting -------------------------------------------------------------------------------


def rewrite(path: Path, outputs: dict[int, str]) -> None:
    """Replace the text of the fenced blocks and tables that begin on these lines."""
    text = path.read_text("utf-8")
    places = [
        (match.span(group), text.count("\n", 0, match.start()) + 1)
        for pattern, group in ((FENCE, 4), (HAND, 3))
        for match in pattern.finditer(text)
    ]
    for (start, end), line in sorted(places, reverse=True):
        text = text[:start] + outputs.get(line, text[start:end]) + text[end:]
    path.write_text(text, "utf-8")


def language_outputs() -> dict[int, str]:
    """What each example of the language document prints or is told, by the line it stands on."""
    outputs = {}
    messages.use("zh")
    for example in examples(LANGUAGE):
        printed, findings = _in_new_folder(lambda: outcome(example, Path()))  # noqa: B023
        told = [messages.told(finding) for finding in findings]
        if example.kind == "plan" and errors_of(findings):
            print(f"{LANGUAGE.name}:{example.line}: " + "; ".join(told))
            continue
        lines = told if example.kind == "errors" else printed
        outputs[example.line] = "".join(f"{line}\n" for line in lines)
    return outputs


def command_outputs(path: Path) -> dict[int, str]:
    """What each console block of a document prints and each table shows, by its line."""
    outputs = {}
    for fence, ran in _in_new_folder(lambda: list(play(path))):
        text = ""
        for command, output, code in ran:
            if code != command.exit_code:
                print(f"{path.name}:{fence.line}: exit code {code} from {command.line}")
                break
            shown = shortened(output, command.output)
            text += f"$ {command.line}\n" if fence.words[:1] == ("console",) else ""
            text += f"{shown}\n" if shown else ""
        else:
            outputs[fence.line] = text
    return outputs


def shortened(output: str, documented: str) -> str:
    """What to show of the output: as documented if it matches, else cut at the same line of `…`."""
    if matches(output, documented):
        return documented
    head, mark, tail = f"\n{documented}".partition("\n…\n")
    if not mark:
        return output
    lines = output.splitlines()
    first, last = head.count("\n"), tail.count("\n") + 1
    return "\n".join([*lines[:first], "…", *lines[-last:]])


def _in_new_folder(work: Callable[[], T]) -> T:
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return work()
        finally:
            os.chdir(here)


def main() -> None:
    """Bring the outputs in all documents up to date; review them as a diff."""
    rewrite(LANGUAGE, language_outputs())
    for path in PLAYED:
        if path.exists():
            rewrite(path, command_outputs(path))


if __name__ == "__main__":
    main()
