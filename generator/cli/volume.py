"""`creation-plan volume`: all plans of a folder in one bound document."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import click

from .. import formats, placing, units, volume, workspace
from ..errors import N_, CreationPlanError, Finding, Unreadable, problem
from ..messages import _
from ..recipes import variables_of
from ..volume import Cover
from . import options
from .commands import Command, argument, option
from .console import note, say, tell
from .pdfs import make_pdfs, require_office


@click.command(
    cls=Command,
    help=N_("Bind all plans of a folder into one document with cover and table of contents."),
)
@argument(
    "folder",
    metavar=N_("[FOLDER]"),
    required=False,
    type=click.Path(path_type=Path),
    default=Path("output"),
)
@option(
    "-o",
    "--output",
    metavar=N_("FILE"),
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("the volume to write, a .docx"),
)
@option(
    "--title",
    metavar=N_("TEXT"),
    default="创建方案汇编",
    show_default=True,
    help=N_("title on the cover"),
)
@option("--issuer", metavar=N_("TEXT"), default="", help=N_("who issues the volume, on the cover"))
@option(
    "--date", metavar=N_("TEXT"), default="", help=N_("date on the cover, printed as it is given")
)
@option("--headings", is_flag=True, help=N_("first-level headings in the contents, too"))
@option("--duplex", is_flag=True, help=N_("begin each plan on an odd page, for two-sided printing"))
@option(
    "--roster",
    "rosters",
    metavar=N_("ROSTER"),
    multiple=True,
    type=click.Path(path_type=Path),
    help=N_("put the plans in the order of this roster; may be given again"),
)
@option("--skip", is_flag=True, help=N_("leave out files that cannot be taken"))
@options.format_name
@options.force
@options.pdf
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    output: Path,
    title: str,
    issuer: str,
    date: str,
    headings: bool,
    duplex: bool,
    rosters: tuple[Path, ...],
    skip: bool,
    format_name: str,
    force: bool,
    as_pdf: bool,
) -> None:
    if output.suffix.lower() != ".docx":
        raise Unreadable(_not_docx())
    if as_pdf:
        require_office()
    rules = formats.load(workspace.format_file(format_name))
    order = _order(rosters)
    files = volume.plan_files(folder, output)
    bound = volume.bind(
        files, rules, Cover(title, issuer, date, headings, duplex), order=order, skip=skip
    )
    result = placing.put(output, bound.document, force=force, day=datetime.date.today().isoformat())
    if result.state in ("written", "unchanged"):
        word = _("written") if result.state == "written" else _("unchanged")
        say(f"{word}  {output}")
        say(_("{count} plans bound", count=len(bound.taken)))
    tell([*bound.findings, *result.findings])
    if left_out := len(files) - len(bound.taken):
        note(_("{count} files left out", count=left_out))
    code = {"failed": 1, "edited": 3}.get(result.state, 0)
    if as_pdf and not code:
        code = make_pdfs([output])
    ctx.exit(code or (1 if any(f.severity == "error" for f in bound.findings) else 0))


def _order(rosters: Sequence[Path]) -> list[str]:
    """The ids of the units of all rosters; all errors of all of them at once."""
    found: list[str] = []
    failures: list[CreationPlanError] = []
    for path in rosters:
        try:
            found += [unit.id for unit in units.load(path, variables_of=variables_of("")).units]
        except CreationPlanError as error:
            failures.append(error)
    if failures:
        raise Unreadable(finding for error in failures for finding in error.findings)
    return found


def _not_docx() -> Finding:
    return problem(
        "bad-name",
        N_("the volume must be a .docx"),
        hint=N_("for example: -o volume.docx; --pdf makes the PDF beside it"),
    )
