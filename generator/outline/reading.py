"""From lines to an outline: what each line is, which labels belong together, what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, pairwise

from ..patterns import pattern
from .front import (
    Front,
    Noted,
    annex_notes,
    annex_number,
    date_of,
    day_in,
    ends_as_title,
    front,
    further_notes,
    heads_contents,
    is_contents,
    is_date,
    is_imprint,
    is_list,
    is_short,
    is_signing_table,
)
from .labels import Label, inline_labels, label_before_figure, label_of, led_label
from .lines import Line
from .parts import AnnexNote, Entry, Mark, Outline, Part, Role, Run, Spot

_LONGEST_HEADING = 40
_SECOND = 2
_HEADING_ENDS = "。：:；;！!？?"
_FIELD = pattern(r"\S[^：:]{0,9}[：:]")
_STARTS_PART = ("一、", "第一章", "第一条", "第一节")


def read(lines: Sequence[Line]) -> Outline:
    """The structure of a plan, whoever made it."""
    reader = _Reader(tuple(lines))
    reader.run()
    contents = [line.content for line in reader.lines]
    lengths = [len(content) + 1 for content in contents]
    return Outline(
        lines=reader.lines,
        roles=tuple(reader.roles),
        text="\n".join(contents),
        starts=tuple(accumulate(lengths[:-1], initial=0)) if lengths else (),
        parts=tuple(reader.parts),
        entries=tuple(open_.entry() for open_ in reader.entries),
        runs=tuple(run.made() for run in reader.runs),
        title=reader.front.title,
        number=reader.front.number,
        recipients=reader.front.recipients,
        issuer=reader.issuer,
        day=reader.day or reader.front.day or reader.printed,
        notes=tuple(reader.notes),
    )


@dataclass(slots=True)
class _OpenEntry:
    made: Entry
    texts: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)

    def entry(self) -> Entry:
        return replace(self.made, texts=tuple(self.texts), children=tuple(self.children))


@dataclass(slots=True)
class _OpenRun:
    kind: str
    parent: int
    part: int
    inline: bool
    marks: list[Mark] = field(default_factory=list)

    def made(self) -> Run:
        return Run(self.kind, tuple(self.marks), self.parent, self.part, self.inline)


class _Reader:
    """Goes through the lines once."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.texts = [line.content.strip() for line in lines]
        self.labels = _labels(lines)
        self.front: Front = front(lines, self.labels)
        self.roles: list[Role] = ["blank"] * len(lines)
        self.parts: list[Part] = []
        self.entries: list[_OpenEntry] = []
        self.runs: list[_OpenRun] = []
        self.notes: list[AnnexNote] = []
        self.issuer = ""
        self.day: date | None = None
        self.printed: date | None = None  # in 版记
        self._stack: list[int] = []  # entries that are open, outermost first
        self._open: dict[tuple[int, str], _OpenRun] = {}  # the last run by parent and kind
        self._signed = False
        self._last = -1  # the last line that is not blank

    def run(self) -> None:
        self.parts.append(Part("plan", self.front.title, 0))
        for position, role in self.front.roles.items():
            self.roles[position] = role
        for position in range(self.front.body, len(self.lines)):
            if self.roles[position] != "blank":
                continue  # a part's title, taken with its first line
            if self.lines[position].table is not None:
                self.roles[position] = self._table(position)
            elif self.texts[position]:
                self.roles[position] = self._role(position)
            if self.texts[position]:
                self._last = position

    def _role(self, position: int) -> Role:
        text = self.texts[position]
        if text[0] == "附" and (role := self._annex(position, text)):
            return role
        if self._noted(position):
            return "annex_note"
        if is_contents(text):
            return "contents"
        if heads_contents(text):
            self._list_contents(position)
            return "contents"
        if is_imprint(text):
            self.printed = self.printed or day_in(text)
            return "imprint"
        if is_date(text):
            return self._dated(position, text)
        if label := self.labels[position]:
            self._enter(position, label)
            return "entry"
        if self._begins_part(position, text):
            self._part("plan", position, text)
            return "title"
        self._under(position)
        return "text"

    def _list_contents(self, position: int) -> None:
        """The headings below 目录 without pages, up to where the first of them comes again."""
        first = self._next(position)
        opening = self.labels[first] if first else None
        if opening is None:
            return
        for at in range(first + 1, len(self.lines)):
            label = self.labels[at]
            if label and (label.kind, label.value) == (opening.kind, opening.value):
                for listed in range(first, at):
                    self.roles[listed] = "contents" if self.texts[listed] else "blank"
                return
            if self.lines[at].table is not None or (
                self.texts[at] and not is_short(self.texts[at])
            ):
                return

    def _table(self, position: int) -> Role:
        text = self.texts[position]
        if not is_signing_table(text):
            self._under(position)
            return "table"
        self.issuer = self.issuer or text.split()[0]
        self.day = self.day or day_in(text)
        self._signed = True
        return "signature"

    # Around the body ---------------------------------------------------------------------

    def _annex(self, position: int, text: str) -> Role | None:
        """The label of an annex, or its line in the note; the title below a label is taken, too."""
        number = annex_number(text)
        if number is not None and not self._leads_note(position, text):
            titled = self._next(position)
            title = self.texts[titled] if titled and self._may_be_title(titled) else ""
            self._part("annex", position, title, number)
            if titled and title:
                self.roles[titled] = "annex_title"
            return "annex_label"
        if number is not None:
            return "annex_note"
        noted = annex_notes(text)
        if len(noted) == 1 and not is_list(text) and self._heads_annex(position):
            number, title, _ = noted[0]
            self._part("annex", position, title, number)
            return "annex_label"
        self._note(position, noted)
        return "annex_note" if noted else None

    def _leads_note(self, position: int, text: str) -> bool:
        """Whether 附件： leads a list of annexes that stands below it."""
        below = self._next(position)
        label = self.labels[below] if below else None
        return text[-1] in "：:" and label is not None and label.kind == "1."

    def _heads_annex(self, position: int) -> bool:
        """Whether 附件1：评分表 stands over the annex itself rather than in the note."""
        if self._signed or self.parts[-1].kind == "annex":
            return True
        below = self._next(position)
        label = self.labels[below] if below else None
        if self.lines[below].table is not None:
            return not is_signing_table(self.texts[below])
        return label is not None and label.value == 1

    def _may_be_title(self, position: int) -> bool:
        text = self.texts[position]
        plain = self.lines[position].table is None and not self.labels[position]
        return plain and is_short(text) and not is_field(text)

    def _noted(self, position: int) -> bool:
        """Whether the line goes on with the note that the one before it began or led."""
        if self._last < 0 or self.roles[self._last] != "annex_note":
            return False
        noted = further_notes(self.texts[position])
        wanted = self.notes[-1].number + 1 if self.notes else 1
        if not noted or noted[0][0] != wanted:
            return False
        self._note(position, noted)
        return True

    def _note(self, position: int, noted: list[Noted]) -> None:
        content = self.lines[position].content
        indent = len(content) - len(content.lstrip())
        for number, title, start in noted:
            spot = Spot(position, indent + start, indent + start + len(title))
            self.notes.append(AnnexNote(number, title, spot))

    def _dated(self, position: int, text: str) -> Role:
        before = self._last
        if before >= 0 and self.roles[before] == "text" and is_short(self.texts[before]):
            self.roles[before] = "signature"
            self._not_under(before)
            self.issuer = self.issuer or self.texts[before]
        if self.day is None:
            self.day = date_of(text)
        self._signed = True
        return "date"

    def _begins_part(self, position: int, text: str) -> bool:
        """Whether the line is the title of a plan that is passed on by the notice before it."""
        if not (ends_as_title(text) and is_short(text)):
            return False
        below = self._next(position)
        label = self.labels[below] if below else None
        restarts = label is not None and label.value == 1 and label.kind in _STARTS_PART
        return self._signed or self.lines[position].style == "title" or restarts

    def _part(self, kind: str, position: int, title: str, number: int = 0) -> None:
        self._signed = False
        self._stack = []
        self._open = {}
        self.parts.append(Part("annex" if kind == "annex" else "plan", title, position, number))

    def _next(self, position: int) -> int:
        """The next line that is not blank; 0 when there is none."""
        for at in range(position + 1, len(self.lines)):
            if self.texts[at]:
                return at
        return 0

    # Entries -----------------------------------------------------------------------------

    def _under(self, position: int) -> None:
        """The line stands under the entry that is open; labels within it go on with its lists."""
        if self._stack:
            self.entries[self._stack[-1]].texts.append(position)
        if self.lines[position].table is None:
            self._inline(position, 0)

    def _not_under(self, position: int) -> None:
        if self._stack and position in (texts := self.entries[self._stack[-1]].texts):
            texts.remove(position)

    def _enter(self, position: int, label: Label) -> None:
        kinds = [self.entries[index].made.label.kind for index in self._stack]
        if label.kind in kinds:
            del self._stack[kinds.index(label.kind) :]
        parent = self._stack[-1] if self._stack else -1
        heading, block = heading_of(self.lines[position].content[label.end :])
        index = len(self.entries)
        part = len(self.parts) - 1
        made = Entry(position, label, len(self._stack) + 1, parent, part, heading, block)
        self.entries.append(_OpenEntry(made))
        if parent >= 0:
            self.entries[parent].children.append(index)
        self._join(label, position, parent, index)
        self._stack.append(index)
        self._inline(position, label.end)

    def _inline(self, position: int, start: int) -> None:
        for label in inline_labels(self.lines[position].content, start):
            owner = self._stack[-1] if self._stack else -1
            # (1)…(2)…: the line's own label is the first of the list that goes on within it
            if owner >= 0 and self.entries[owner].made.label.kind == label.kind:
                owner = self.entries[owner].made.parent
            self._join(label, position, owner, -1)

    def _join(self, label: Label, position: int, parent: int, entry: int) -> None:
        """The label goes on with the run of its kind under that parent, or begins one."""
        run = self._open.get((parent, label.kind))
        if run is None or (label.value == 1 and self._is_over(run, position, entry)):
            run = _OpenRun(label.kind, parent, len(self.parts) - 1, entry < 0)
            self.runs.append(run)
            self._open[parent, label.kind] = run
        run.marks.append(Mark(label, position, entry))

    def _is_over(self, run: _OpenRun, position: int, entry: int) -> bool:
        """Whether a label of number one begins another list: text stands between the two."""
        if entry < 0:
            return True
        between = self.roles[run.marks[-1].position + 1 : position]
        return len(run.marks) > 1 and ("text" in between or "table" in between)


def _labels(lines: Sequence[Line]) -> list[Label | None]:
    """The label of each line; behind 注：it is one where the line below goes on with 2.

    So it is before a figure, 1.24小时, where the lines around it have the numbers before and after.
    """
    labels = [_label(line) for line in lines]
    filled = [at for at, line in enumerate(lines) if line.text.strip() and line.table is None]
    for at, below in pairwise(filled):
        second = labels[below]
        if labels[at] is None and second is not None and second.value == _SECOND:
            first = led_label(lines[at].text)
            labels[at] = first if first and first.kind == second.kind else None
    for place, at in enumerate(filled):
        if labels[at] is None and (label := label_before_figure(lines[at].text)):
            before = labels[filled[place - 1]] if place else None
            after = labels[filled[place + 1]] if place + 1 < len(filled) else None
            if _is_next(label, after) or (_is_next(before, label) and not _is_next(before, after)):
                labels[at] = label
    return labels


def _is_next(one: Label | None, two: Label | None) -> bool:
    if one is None or two is None:
        return False
    return one.kind == two.kind and two.value == one.value + 1


def _label(line: Line) -> Label | None:
    return None if line.table is not None else label_of(line.content, line.numbering)


def is_field(text: str) -> bool:
    """Whether the line is a name and what goes with it: 组长：张三."""
    return _FIELD.match(text) is not None


def heading_of(rest: str) -> tuple[str, bool]:
    """The heading with which a labelled line begins, and whether it is the whole line."""
    rest = rest.strip()
    cut = min((at for mark in _HEADING_ENDS if (at := rest.find(mark)) >= 0), default=-1)
    if cut < 0:
        return (rest, True) if len(rest) <= _LONGEST_HEADING else ("", False)
    if cut > _LONGEST_HEADING or cut == len(rest) - 1:
        return "", False
    return rest[:cut], False
