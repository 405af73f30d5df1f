"""A numbered plan as the sequence of paragraphs and tables a reader sees.

This is where the conventions of official Chinese prose live: where a run-in heading ends,
how items within one paragraph are joined, where a stage shows its dates. What a paragraph
looks like is said by a style name only; fonts and sizes are the rule file's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .plan import Duty, Members, Node, Paragraph, Plan, Section, Table
from .values import span

# The names of paragraph styles in the rule file; the last three lines are those of the official
# document around a plan, see `official`.
Style = Literal[
    "title", "heading1", "heading2", "heading3", "heading4", "body", "caption", "members",
    "signature", "date",
    "head_number", "head_line", "number", "number_signed", "signers", "letter_line", "recipients",
    "annex_note_only", "annex_note_first", "annex_note_next", "sealed_signature", "sealed_date",
    "note", "annex_label", "annex_title", "new_page_title",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; `style` names a heading whose face it takes, or is empty."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the document; `id` is unique in it."""

    id: str
    style: Style
    spans: tuple[Span, ...]
    shared: bool = False  # the same object in every unit's document
    label: str = ""  # the number it begins with: derived, and nobody's text

    @property
    def text(self) -> str:
        """What stands in the paragraph, without formatting."""
        spans = self.spans
        return spans[0].text if len(spans) == 1 else "".join([part.text for part in spans])


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table: a header row and rows of as many cells; `widths` are shares of the text width."""

    id: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()  # empty: by content
    shared: bool = False
    shaded: frozenset[tuple[int, int]] = frozenset()  # (row, column) of filled cells, from 0
    total: bool = False  # the last row is a total
    merged: tuple[tuple[int, int, int], ...] = ()  # (row, column, rows spanned) of joined cells
    grid: int = 0  # the first column of a month grid, set in small type; 0: none

    @property
    def text(self) -> str:
        """The cells, rows on lines, cells parted by tabs."""
        return "\n".join("\t".join(row) for row in (self.headings, *self.rows))


@dataclass(frozen=True, slots=True)
class MarkBlock:
    """发文机关标志 (7.2.4): one issuer's name with 文件, or stacked names and 文件 beside them."""

    id: str
    issuers: tuple[str, ...]
    suffix: str = "文件"
    letter: bool = False  # 信函: the name alone, with the double line under it (10.1)
    shared: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.issuers) + self.suffix


@dataclass(frozen=True, slots=True)
class ImprintBlock:
    """版记 (7.4): what stands at the foot of the last page."""

    id: str
    copies_to: str = ""
    printer: str = ""
    printed: str = ""
    lines: bool = True  # 信函 has none (10.1)
    shared: bool = False

    @property
    def text(self) -> str:
        rows = (
            f"抄送：{self.copies_to}。" if self.copies_to else "",
            f"{self.printer}\t{self.printed}印发" if self.printer or self.printed else "",
        )
        return "\n".join(row for row in rows if row)


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on pages lie (landscape) or stand (portrait)."""

    id: str
    orientation: Literal["landscape", "portrait"]
    shared: bool = False

    @property
    def text(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class FileBlock:
    """An annex that is a .docx of the office's own, under its label, on a new page."""

    id: str
    path: str
    label: str
    shared: bool = False

    @property
    def text(self) -> str:
        return ""


AnyBlock = Block | TableBlock | MarkBlock | ImprintBlock | Turn | FileBlock

Memo = dict[int, tuple[Section, tuple[AnyBlock, ...]]]  # of shared sections, by identity


def blocks(plan: Plan, memo: Memo | None = None) -> list[AnyBlock]:
    """The paragraphs and tables of a numbered plan in reading order.

    `memo` keeps those of shared sections between plans.
    """
    memo = {} if memo is None else memo
    found: list[AnyBlock] = [Block("#title", "title", (Span(plan.title),))]
    for child in plan.children:
        found += node_blocks(child, memo)
    if plan.signature and plan.signature.issuer:
        found.append(Block("#signature", "signature", (Span(plan.signature.issuer),)))
        if plan.signature.date:
            found.append(Block("#date", "date", (Span(plan.signature.date),)))
    return found


def node_blocks(node: Node, memo: Memo) -> tuple[AnyBlock, ...]:
    """The blocks of one node of a numbered plan."""
    if isinstance(node, Section):
        return _section_blocks(node, memo)
    if isinstance(node, Paragraph):
        return (Block(node.id, "body", (Span(node.text),), node.shared),)
    if isinstance(node, Table):
        return tuple(_table_blocks(node))
    return tuple(_member_blocks(node))


def _section_blocks(section: Section, memo: Memo) -> tuple[AnyBlock, ...]:
    known = memo.get(id(section)) if section.shared else None
    if known:
        return known[1]
    made = tuple(_made(section, memo))
    if section.shared:
        memo[id(section)] = (section, made)
    return made


def _made(section: Section, memo: Memo) -> list[AnyBlock]:
    made: list[AnyBlock] = []
    texts, rest = _texts(section)
    if section.heading and section.layout == "block":
        title = _title(section) if texts else _completed(section, _title(section))
        spans: tuple[Span, ...] = (Span(title),)
        style, shared, label = _heading_style(section), section.shared, section.label
        made.append(Block(section.id, style, spans, shared, label))
    elif section.label or section.heading:
        _, text = texts.pop(0) if texts else ("", _completed(section, ""))
        spans = _run_in(section, text)
        made.append(Block(section.id, "body", spans, section.shared, section.label))
    for name, text in texts:  # a section without label and heading is its paragraphs
        made.append(Block(name, "body", (Span(text),), section.shared))
    for child in rest:
        made += node_blocks(child, memo)
    return made


def _texts(section: Section) -> tuple[list[tuple[str, str]], tuple[Node, ...]]:
    """The section's own paragraphs as (id, text), and the children that follow them."""
    children = section.children
    texts: list[tuple[str, str]] = []
    for child in children:
        if not isinstance(child, Paragraph):
            break
        texts.append((child.id, child.text))
    rest = children[len(texts) :]
    if section.inline:
        items = [child for child in rest if isinstance(child, Section)]
        name, lead = texts.pop() if texts else (f"{section.id}#items", "")
        texts.append((name, lead + joined(items)))
        rest = tuple(child for child in rest if not isinstance(child, Section))
    if texts:
        name, text = texts[0]
        texts[0] = (name, _completed(section, text))
    return texts, rest


def _run_in(section: Section, text: str) -> tuple[Span, ...]:
    """A paragraph that begins with the section's label and heading."""
    if not section.heading:
        return (Span(section.label + text),)
    return (Span(_title(section) + _mark(section), _heading_style(section)), Span(text))


def joined(items: list[Section]) -> str:
    """Items within one paragraph: 一是……；二是……。 with 。 between items that hold sentences."""
    texts = [_inline_text(item).rstrip("。；;") for item in items]
    mark = "。" if any("。" in text for text in texts) else "；"
    return mark.join(texts) + "。" if texts else ""


def _inline_text(item: Section) -> str:
    text = "".join(child.text for child in item.children if isinstance(child, Paragraph))
    lead = item.heading + ("，" if item.heading and text and not _ends(item.heading) else "")
    return item.label + lead + _completed(item, text)


def _heading_style(section: Section) -> Style:
    styles: tuple[Style, ...] = ("heading1", "heading2", "heading3", "heading4")
    return styles[max(1, min(section.level, 4)) - 1]


def _title(section: Section) -> str:
    """Label and heading; a stage's dates after 第一阶段, or else after its name."""
    dates = f"（{span(section.window.start, section.window.end)}）" if section.window else ""
    if section.label.startswith("第"):
        return section.label + dates + section.heading
    return section.label + section.heading + dates


def _mark(section: Section) -> str:
    """What ends a run-in heading that has no mark of its own: a colon where it has no number."""
    if _ends(_title(section)):
        return ""
    return "。" if section.label else "："


def _ends(text: str) -> bool:
    """Whether the text ends with a mark, so that none may follow."""
    return text.endswith(("。", "！", "？", "；", "：", "，", "、", "…"))


def _completed(section: Section, text: str) -> str:
    """The text with what follows it: points and evidence of a criterion, duties that are shown."""
    if criterion := section.criterion:
        if criterion.points is not None:
            text = f"{text.rstrip('。')}（{criterion.points}分）。"
        if criterion.evidence:
            stop = "。" if text and not _ends(text) else ""
            text += f"{stop}印证材料：{'、'.join(criterion.evidence)}。"
    if section.shows_duty and section.duty:
        text += _duty(section.duty)
    return text


def _duty(duty: Duty) -> str:
    parts = [
        f"责任单位：{duty.owner}" if duty.owner else "",
        f"配合单位：{'、'.join(duty.support)}" if duty.support else "",
        f"完成时限：{duty.due}" if duty.due else "",
        f"成果：{duty.deliverable}" if duty.deliverable else "",
    ]
    return f"（{'；'.join(part for part in parts if part)}）"


def _table_blocks(table: Table) -> Iterator[AnyBlock]:
    if table.caption:
        yield Block(f"{table.id}.caption", "caption", (Span(table.caption),), table.shared)
    yield TableBlock(
        table.id,
        table.headings,
        table.rows,
        table.widths,
        table.shared,
        table.shaded,
        table.total,
        table.merged,
        table.grid,
    )


def _member_blocks(members: Members) -> Iterator[AnyBlock]:
    """A line a person: 组　长：张　三　县委书记; further people stand under the first."""
    for row_number, row in enumerate(members.rows, 1):
        lead = f"{spread(row.post)}："
        for number, (name, position) in enumerate(row.people, 1):
            text = f"{lead}{spread(name)}{'　' + position if position else ''}"
            yield Block(f"{members.id}.{row_number}.{number}", "members", (Span(text),))
            lead = "　" * len(lead)


def spread(name: str) -> str:
    """A name of two characters as wide as one of three: 张　三."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name
