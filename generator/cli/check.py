"""`creation-plan check`: blueprints, rosters, policies, plain texts and any .docx."""

from __future__ import annotations

import gc
import io
import sys
import tempfile
from collections.abc import Iterator, Set
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import atomic, checking, formats, placing, policies, workspace
from ..checking import Checked, Checker, Context, kinds, reports
from ..checking.codes import CODES
from ..checking.found import AUTHOR
from ..errors import (
    N_,
    Finding,
    Origin,
    Undecided,
    Unreadable,
    closest,
    problem,
)
from ..messages import _
from . import options
from .check_output import advised, comment, rows, show, words
from .check_repairs import moment, repair
from .commands import Command, argument, option
from .console import note, say, tell
from .progress import MANY, bar

if TYPE_CHECKING:
    from ..checking.measuring import Sheets

_MANY = 5  # files; of more, a person wonders what takes so long
FORMATS = ("text", "json", "sarif", "xlsx")


@click.command(
    cls=Command,
    help=N_("Check blueprints, rosters, policies, plain texts and any .docx, or folders of them."),
)
@argument(
    "files",
    metavar=N_("FILE..."),
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, readable=False),  # one that is not stops no others
)
@option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help=N_("form of the result"),
)
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("file for the result"),
)
@option(
    "--annotate",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("write a copy of the one .docx with each finding as a comment at its place"),
)
@option("--fix", is_flag=True, help=N_("repair what is safe; the old file is kept in .backup"))
@option("--tracked", is_flag=True, help=N_("write the repairs as tracked changes"))
@option("--dry-run", is_flag=True, help=N_("show what would be repaired and write nothing"))
@option(
    "--without",
    metavar=N_("CODE"),
    multiple=True,
    help=N_("switch a rule off; may be given again"),
)
@option(
    "--roster",
    "rosters",
    metavar=N_("ROSTER"),
    multiple=True,
    type=click.Path(path_type=Path),
    help=N_("units whose names must not stand in the plan of another; may be given again"),
)
@option(
    "-b",
    "--blueprint",
    metavar=N_("BLUEPRINT"),
    default="",
    help=N_("blueprint of rosters that name none"),
)
@option(
    "--rules",
    metavar=N_("FORMAT"),
    default="gbt9704",
    show_default=True,
    help=N_("format that documents of others are held against"),
)
@options.as_of
@option("--pages", is_flag=True, help=N_("look at the pages, too (needs LibreOffice)"))
@option("--strict", is_flag=True, help=N_("warnings count as errors"))
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    output_format: str,
    output: Path | None,
    annotate: Path | None,
    fix: bool,
    tracked: bool,
    dry_run: bool,
    without: tuple[str, ...],
    rosters: tuple[Path, ...],
    blueprint: str,
    rules: str,
    as_of: str | None,
    pages: bool,
    strict: bool,
) -> None:
    gc.enable()  # many files make garbage
    _refuse_unfitting(output_format, output, annotate, fix, tracked, dry_run)
    formats.load(rules)  # what is wrong with it is told once
    context = Context(
        today=date.today(),
        as_of=options.read_day(as_of),
        policies=policies.load(workspace.all_policy_files()),
        bodies=checking.bodies_of(rosters, blueprint),
        blueprint=blueprint,
        format=rules,
        measured=pages,
        without=frozenset(_codes(without)),
    )
    found = checking.files_in(files)
    tell(checking.left_out(files))
    named = set(map(kinds.whole, files))
    if annotate:
        _refuse_copy(found, annotate)
    if output is not None:
        _refuse_over(output, output_format, found)
    write = say if output_format == "text" else note
    well = not fix or repair(found, Checker(context), write, tracked=tracked, dry_run=dry_run)
    checked = _checked(found, context, named)
    _give(checked, output_format, output)
    if annotate:
        _annotate(found[0], checked[0], annotate)
    ctx.exit(checking.exit_code(checked, strict=strict) or (0 if well else 1))


def _checked(files: list[Path], context: Context, named: Set[Path]) -> list[Checked]:
    """What there is to tell of the files, and of the configurations that hold for them."""
    checker = Checker(context, _sheets(files) if context.measured else None)
    found = [checker.check(path, named=kinds.whole(path) in named) for path in _one_by_one(files)]
    return [*found, *checker.configurations()]


def _one_by_one(files: list[Path]) -> Iterator[Path]:
    """The files; on a terminal a bar shows how far many of them are done."""
    if len(files) < MANY or not sys.stderr.isatty():
        yield from files
        return
    with bar() as shown:
        task = shown.add_task(_("checking"), total=len(files))
        for path in files:
            yield path
            shown.advance(task)


def _sheets(files: list[Path]) -> Sheets:
    """The pages of the documents among these files; what could not be rendered is told."""
    from ..checking.measuring import measured  # what renders is only loaded where that is asked

    if len(files) > _MANY:
        note(_("setting the pages of {count} files", count=len(files)))
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        sheets, failed = measured(files, Path(folder))
    tell(failed)
    return sheets


def _refuse_unfitting(
    output_format: str,
    output: Path | None,
    annotate: Path | None,
    fix: bool,
    tracked: bool,
    dry_run: bool,
) -> None:
    """Raise `Unreadable` for options that do not go together."""
    if output_format == "xlsx" and output is None:
        raise _usage(N_("--format xlsx needs -o FILE"))
    if output is not None and output_format == "text":
        raise _usage(N_("-o needs --format json, sarif or xlsx"))
    if (tracked or dry_run) and not fix:
        raise _usage(N_("--tracked and --dry-run go with --fix"))
    if fix and annotate:
        raise _usage(N_("--fix and --annotate do not go together"))


def _refuse_copy(files: list[Path], target: Path) -> None:
    """Raise `Unreadable` where no copy can be made, or Word would not open it."""
    if len(files) != 1 or (suffix := files[0].suffix.lower()) not in kinds.DOCUMENTS:
        raise _usage(N_("--annotate takes one .docx"))
    if target.suffix.lower() != suffix:
        message = N_("the name of the copy must end in {suffix}")
        raise Unreadable(problem("bad-usage", message, suffix=suffix))


def _refuse_over(output: Path, output_format: str, files: list[Path]) -> None:
    """Raise `Unreadable` where the result would replace a person's file."""
    if output_format == "xlsx":
        options.require_book(output, *files)
    elif kinds.whole(output) in map(kinds.whole, files):
        message = N_("a file that is needed or was not written by this program has this name")
        hint = N_("give it another name")
        raise Unreadable(problem("not-ours", message, Origin(str(output)), hint=hint))


def _usage(message: str) -> Unreadable:
    return Unreadable(problem("bad-usage", message))


def _codes(without: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that are switched off; `Unreadable` for one that no rule has."""
    unknown = [code for code in without if code not in CODES]
    if unknown:
        raise Unreadable(_unknown_code(code) for code in unknown)
    return without


def _unknown_code(code: str) -> Finding:
    suggestion = closest(code, CODES)
    return problem(
        "bad-usage",
        N_("there is no rule {name}"),
        Origin("--without"),
        hint=N_("did you mean {suggestion}?") if suggestion else "",
        name=code,
        suggestion=suggestion,
    )


# Results -------------------------------------------------------------------------------------


def _give(checked: list[Checked], output_format: str, output: Path | None) -> None:
    """Show the result, or write it to a file."""
    if output_format == "text":
        show(checked)
        return
    data = _data(checked, output_format)
    if output is None:
        say(data.decode())
        return
    if (refusal := placing.in_the_way(output)) is not None:
        raise Unreadable(refusal)
    atomic.write_whole(output, data)
    note(f"{_('written')}  {output}")


def _data(checked: list[Checked], output_format: str) -> bytes:
    if output_format == "xlsx":
        from ..books.findings import write_findings  # openpyxl takes its time

        target = io.BytesIO()
        write_findings(target, *rows(checked))
        return target.getvalue()
    if output_format == "json":
        return reports.as_json(checked, words).encode()
    return reports.as_sarif(checked, advised).encode()


def _annotate(path: Path, checked: Checked, target: Path) -> None:
    """Write the copy with comments; what is in the way stays."""
    if checked.unreadable:
        return  # told already
    from ..inspecting.commenting import annotated

    comments = [
        (found.paragraph - 1, found.start, found.end, comment(told, checked))
        if (found := told.place)
        else (-1, 0, 0, comment(told, checked))
        for told in checked.told
    ]
    if (refusal := placing.in_the_way(target)) is not None:
        raise Unreadable(refusal)
    if target.exists():
        message, hint = N_("there is a file of this name already"), N_("use another name")
        raise Undecided(problem("file-exists", message, Origin(str(target)), hint=hint))
    atomic.write_whole(target, annotated(placing.contents(path), comments, AUTHOR, moment()))
    note(f"{_('written')}  {target}")
