"""`creation-plan issue`: a plan was issued under a 文号; from now on its file is never replaced."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from .. import manifest, placing, readers, returned
from ..batch.folder import only_run
from ..errors import N_, Origin, Unreadable, problem, told_at
from ..merge import AUTHOR
from ..messages import _
from ..regenerating import ledgered, versions
from ..regenerating.ledgered import Issued
from ..values import BadValue
from ..word.provenance import Provenance, read_provenance
from .commands import Command, argument, option
from .console import say, tell


@click.command(
    cls=Command, help=N_("Freeze a plan that was issued: it is never replaced any more.")
)
@argument("file", metavar=N_("FILE"), type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--number",
    metavar=N_("NUMBER"),
    required=True,
    help=N_("document number it was issued under, as 云组发〔2026〕5号"),
)
@click.pass_context
def command(ctx: click.Context, file: Path, number: str) -> None:
    official = _official(number)
    data = placing.contents(file)
    made = _made(file, data)
    _require_decided(file, data)
    with only_run(file.parent), manifest.open_in(file.parent) as target:
        tell(target.notes)
        target.notes.clear()
        issued = ledgered.issued_in(target)
        known = issued.get((made.blueprint, made.unit))
        found = Issued(
            made.blueprint,
            made.unit,
            official,
            file.name,
            placing.hash_of(data),
            known.revision if known else 0,
        )
        if known == found:
            say(_("{file} is issued under {number} already", file=file, number=official))
            return
        other = next((one for one in issued.values() if _is_of_other(one, found)), None)
        if other:
            message = N_("{file} is issued under {number} already")
            told = Origin(str(file))
            raise Unreadable(
                problem("number-taken", message, told, file=other.file, number=official)
            )
        if known and known.file == file.name and known.number != official:
            message = N_("the plan is issued under {number} already")
            hint = N_("name the file of its new version if that was issued")
            raise Unreadable(
                problem("issued", message, Origin(str(file)), hint=hint, number=known.number)
            )
        ledgered.issue(target, found)
        if target.notes:  # it would be untrue to say that it is frozen
            tell(target.notes)
            ctx.exit(1)
    say(_("{file} is issued under {number} and frozen", file=file, number=official))


def _require_decided(file: Path, data: bytes) -> None:
    """Raise where changes that an update offered wait in the document."""
    if versions.is_pending(returned.read(data, str(file))):
        message = N_("changes by {author} in this file still wait for a decision")
        hint = N_("accept or reject them in Word or WPS, then run again")
        where = Origin(str(file))
        raise Unreadable(problem("undecided", message, where, hint=hint, author=AUTHOR))


def _is_of_other(one: Issued, found: Issued) -> bool:
    return one.number == found.number and (one.blueprint, one.unit) != (found.blueprint, found.unit)


def _official(number: str) -> str:
    """The document number in its official form."""
    try:
        return str(readers.READERS["doc_number"](cast(readers.Spec, None), number))
    except BadValue as error:
        raise Unreadable(told_at("bad-number", error, Origin("--number"))) from error


def _made(file: Path, data: bytes) -> Provenance:
    """What the document was made from."""
    made = read_provenance(data, str(file))
    if made is None or not made.blueprint:
        message = N_("the document does not tell which plan it is")
        hint = N_("only a plan written by this program can be issued")
        raise Unreadable(problem("not-ours", message, Origin(str(file)), hint=hint))
    return made
