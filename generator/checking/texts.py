"""Plain texts: their encoding, and what the rules over text tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from .. import outline, proofreading, source
from ..errors import N_, Finding, Origin, Unreadable, problem
from ..outline import Line, Outline
from ..outline.front import ends_as_title
from ..outline.lines import physical
from ..proofreading import Names, Remark
from . import markdown
from .found import Body, Context, Place, Told
from .unfolding import Fold, cells, unfolded

MAX_TEXT = 400_000  # characters; a plan has five thousand
MAX_LINES = 20_000
MAX_SQUARES = 1_000_000_000  # of the lengths of paragraphs: rules look back within one
_FIRST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Text:
    """A plain text with the encoding it was read in."""

    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """Another text in this encoding."""
        return text.encode(self.encoding)


_SHOWN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
_MARK = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path, name: str) -> Text:
    """The text of a file; UTF-8 is tried first, as short Chinese UTF-8 is valid GB18030.

    Raises `Unreadable` for what is no text.
    """
    data = source.read_bytes(path)
    if data.startswith(_UTF16):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig" if data.startswith(_MARK) else "utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return Text(text, encoding)
    raise Unreadable(
        problem(
            "encoding",
            N_("the file is neither UTF-8 nor GB18030"),
            Origin(name),
            hint=N_("save it again with encoding UTF-8"),
        )
    )


def encoding_note(text: Text, name: str) -> list[Finding]:
    """What to tell of an encoding that is not the usual one."""
    if text.encoding.startswith("utf-8"):
        return []
    message = N_("the file was read as {encoding}")
    shown = _SHOWN[text.encoding]
    return [problem("encoding", message, Origin(name), severity="style", encoding=shown)]


def told_of_text(text: Text, name: str, context: Context) -> list[Told]:
    """What the rules over text tell of a plain text."""
    return _told_of_any(outlined(outline.lines_of(text.text), name), name, context)


def told_of_markdown(text: Text, name: str, context: Context) -> list[Told] | None:
    """What they tell of a plan in Markdown; None of a text that is no plan.

    Where marks were taken off, only the line is told.
    """
    limit(physical(text.text), name)
    plan = outline.read(markdown.lines_of(text.text))
    if not is_plan(plan):
        return None
    raw = physical(text.text)
    bare = {line.index for line in plan.lines if [line.text] != raw[line.index - 1 : line.index]}
    return [_by_line(told, bare) for told in _told_of_any(plan, name, context)]


def _by_line(told: Told, lines: Set[int]) -> Told:
    place = told.place
    if place is None or place.paragraph not in lines:
        return told
    origin = replace(told.origin, column=1)
    return Told(replace(told.finding, origin=origin), replace(place, start=0, end=0))


def _told_of_any(plan: Outline, name: str, context: Context) -> list[Told]:
    return told_of(plan, context, name, names_for(plan, context.bodies))


# What a plan has, and notes about files, programs or this and that have not.
_LABELS = ("一、", "（一）", "1.", "第一条", "第一章")
_FEW = 2


def is_plan(plan: Outline) -> bool:
    """Whether a text reads as a plan: a title that says so, and labels below it."""
    labelled = sum(entry.label.kind in _LABELS for entry in plan.entries)
    return ends_as_title(plan.title) and labelled >= _FEW


def is_chinese(text: Text) -> bool:
    """Whether there is more Chinese in it than anything else written with letters."""
    return len(_HAN.findall(text.text)) >= len(_LETTERS.findall(text.text))


_HAN = re.compile("[\u4e00-\u9fff]")
_LETTERS = re.compile("[A-Za-z]+")


def outlined(lines: Sequence[Line], name: str) -> Outline:
    """The structure of the lines; `Unreadable` for more than any plan has."""
    limit((line.content for line in lines if line.table is None), name)
    return outline.read(lines)


def limit(paragraphs: Iterable[str], name: str) -> None:
    """Refuse a text that is longer than any plan, or has paragraphs that are."""
    sizes = [len(text) for text in paragraphs]
    total, squares = sum(sizes), sum(size * size for size in sizes)
    if len(sizes) > MAX_LINES or total > MAX_TEXT or squares > MAX_SQUARES:
        message = N_("the text is too long to be that of a plan")
        raise Unreadable(problem("too-long", message, Origin(name)))


def told_of(plan: Outline, context: Context, name: str, names: Names) -> list[Told]:
    """What the rules over text tell of a plan, with the places; of a volume, plan by plan.

    Plans of one volume say the same on several days, and not all of them can be told apart.
    """
    plans = list(_plans(plan))
    if len(plans) > 1:
        context = replace(context, without=context.without | _OF_ONE_PLAN)
    return [told for one in plans for told in _told_of_one(one, context, name, names)]


_OF_ONE_PLAN = frozenset(("repeated-sentence", "superseded", "short-name", "two-names"))
_BOUND = 3  # plans in one document: a notice and what it passes on are two


def _plans(plan: Outline) -> Iterator[Outline]:
    """The plans of a volume, each with its annexes; else the plan itself."""
    firsts = [part.first for part in plan.parts if part.kind == "plan"]
    if len(firsts) < _BOUND:
        yield plan
        return
    for first, last in pairwise([*firsts, len(plan.lines)]):
        yield outline.read(plan.lines[first:last])


def _told_of_one(plan: Outline, context: Context, name: str, names: Names) -> Iterator[Told]:
    plan, folds = unfolded(plan)
    remarks = proofreading.check(
        plan,
        day=plan.day or context.as_of,
        policies=context.policies,
        names=names,
        without=context.without,
        source=name,
    )
    yield from (_told(remark, folds) for remark in remarks)
    for line in plan.lines:
        if line.table is not None and "\n" in line.content:
            yield from _told_of_cells(folds[line.index].line, context, name)


def _told(remark: Remark, folds: Mapping[int, Fold]) -> Told:
    fold = folds[remark.line]
    line, start = fold.line, fold.offset + remark.start
    place = Place(line.index, words_of(line.content), start, fold.offset + remark.end, line.page)
    finding = remark.finding
    origin = replace(finding.origin, line=line.index, column=start + 1)
    args = dict(finding.args)
    if "first" in args and isinstance(args["first"], int):  # a paragraph
        args["first"] = folds[args["first"]].line.index
    return Told(replace(finding, origin=origin, args=args), place)


# What a list in a cell shows; where it begins may be told by the cell beside it.
_OF_CELLS = frozenset(("label-gap", "label-repeat", "label-order"))
_NOT_OF_CELLS = frozenset(proofreading.RULES) - _OF_CELLS


def _told_of_cells(table: Line, context: Context, name: str) -> Iterator[Told]:
    """What the rules about labels tell of the lists within the cells of a table."""
    without = _NOT_OF_CELLS | context.without
    for offset, lines in cells(table):
        plan = outline.read(lines)
        starts = dict(zip((line.index for line in lines), plan.starts, strict=True))
        for remark in proofreading.check(plan, without=without, source=name):
            at = Fold(table, offset + starts[remark.line])
            yield _told(remark, {remark.line: at})


def words_of(content: str) -> str:
    """The first words of a paragraph."""
    words = " ".join(content.split())
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…"


# Names ---------------------------------------------------------------------------------------


def names_for(
    plan: Outline, bodies: Sequence[Body], unit: str = "", given: Sequence[str] = ()
) -> Names:
    """The names of other units that the plan of one must not hold.

    `unit` is the id of the plan's unit and `given` are its values; of a plan of which neither is
    known, its unit is the one that its title, its issuer or its recipients name. Units above
    and below are not others. Where the unit is not known, there are no others.
    """
    if not bodies:
        return Names()
    known = {body.id: body for body in bodies}
    own = [known[unit]] if unit in known else _named(plan, bodies)
    if not own:
        return Names()
    line = {body.id for one in own for body in _above(one, known)}
    mine = {one.id for one in own}
    kin = [b for b in bodies if b.id in line or mine & {above.id for above in _above(b, known)}]
    kept = {name for body in kin for name in body.names}
    text = "\n".join(given)
    others = {
        name: body.names[0]
        for body in bodies
        for name in body.names
        if name not in kept and not (name in text or any(name in longer for longer in kept))
    }
    return Names(others, frozenset(kept))


def _named(plan: Outline, bodies: Sequence[Body]) -> list[Body]:
    """The units that title or issuer name: those with the longest of the names."""
    for text in (plan.issuer, plan.title):
        found = [(len(name), body) for body in bodies for name in body.names if name in text]
        longest = max((size for size, _ in found), default=0)
        if longest:
            return [body for size, body in found if size == longest]
    return []


def _above(body: Body, known: dict[str, Body]) -> list[Body]:
    """The unit and those above it."""
    line: list[Body] = []
    at: Body | None = body
    while at is not None and at not in line:
        line.append(at)
        at = known.get(at.parent)
    return line
