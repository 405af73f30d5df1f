"""The official document around the plan: every element of GB/T 9704 as blocks, in order.

A plan that no dispatch carries is its own document. In a notice (印发通知), a letter (信函)
or a forwarding notice (转发通知) the plan follows the dispatch on a new page, as its annex.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .blocks import (
    AnyBlock,
    Block,
    FileBlock,
    ImprintBlock,
    MarkBlock,
    Memo,
    Span,
    Style,
    Turn,
    blocks,
    node_blocks,
)
from .plan import Annex, AnnexSpec, Dispatch, Plan
from .word.widths import text_width


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the order of its pages; `fields` are the texts templates may place."""

    fields: dict[str, str]
    head: tuple[AnyBlock, ...]  # 版头
    body: tuple[AnyBlock, ...]  # 主体, from the title to 附注
    annexes: tuple[AnyBlock, ...]  # each begins a page
    imprint: ImprintBlock | None  # 版记
    form: str = "plan"

    @property
    def blocks(self) -> tuple[AnyBlock, ...]:
        """Everything in reading order; 版记 is last, for it stands at the foot of the last page."""
        last = (self.imprint,) if self.imprint else ()
        return (*self.head, *self.body, *self.annexes, *last)

    @property
    def attached(self) -> list[FileBlock]:
        """The annexes that are files of the office's own."""
        return [block for block in self.annexes if isinstance(block, FileBlock)]


def document(plan: Plan, words: tuple[str, ...] = (), memo: Memo | None = None) -> Document:
    """The whole document of a numbered plan; `words` are not split between title lines."""
    dispatch = plan.dispatch
    if dispatch is None or dispatch.form == "plan":
        return _plan_alone(plan, words, memo)
    # Who issues a plan signs the dispatch only; a plan that is forwarded keeps its signature.
    carried = plan if dispatch.form == "forward" else replace(plan, signature=None)
    title, *own = blocks(carried, memo)
    title = _broken_title(title, words)
    annexes: list[AnyBlock] = []
    if dispatch.names_annex:
        label = "附件1" if plan.annexes else "附件"
        annexes.append(Block("#annex-label", "annex_label", (Span(label),)))
        annexes += [_as_annex_title(title), *own]
    else:
        annexes += [_on_new_page(title), *own]
    first = 2 if dispatch.names_annex else 1
    annexes += _annex_blocks(plan.annexes, first, memo)
    return Document(
        fields=_fields(plan, dispatch),
        head=tuple(_letter_head(dispatch) if dispatch.form == "letter" else _head(dispatch)),
        body=tuple(_dispatch_body(plan, dispatch, words)),
        annexes=tuple(annexes),
        imprint=_imprint(dispatch),
        form=dispatch.form,
    )


def _plan_alone(plan: Plan, words: tuple[str, ...], memo: Memo | None) -> Document:
    title, *own = blocks(plan, memo)
    end = len(own) - sum([block.id in ("#signature", "#date") for block in own[-2:]])
    names = [annex.title for annex in plan.annexes]
    return Document(
        fields={"title": plan.title},
        head=(),
        body=(_broken_title(title, words), *own[:end], *_annex_note(names), *own[end:]),
        annexes=tuple(_annex_blocks(plan.annexes, 1, memo)),
        imprint=None,
    )


def _lines(title: str, words: tuple[str, ...] = (), room: float = 20) -> list[str]:
    """The title as the lines it is set in (7.3.1), `room` characters wide at most."""
    if text_width(title) <= room - 2:
        return [title]
    from .titles import lines  # its dictionary is only worth loading for a long title

    return lines(title, room, words)


def _broken_title(block: AnyBlock, words: tuple[str, ...]) -> AnyBlock:
    if not isinstance(block, Block) or block.style != "title":
        return block
    return Block(block.id, "title", (Span("\n".join(_lines(block.text, words))),))


def _as_annex_title(block: AnyBlock) -> AnyBlock:
    return Block(block.id, "annex_title", block.spans) if isinstance(block, Block) else block


def _on_new_page(block: AnyBlock) -> AnyBlock:
    return Block(block.id, "new_page_title", block.spans) if isinstance(block, Block) else block


# 版头 (7.2) -------------------------------------------------------------------------------


def _head(dispatch: Dispatch) -> Iterator[AnyBlock]:
    """份号, 密级 and 紧急程度 from the first line down; 标志; 发文字号 with 签发人; red line."""
    yield from (Block(name, style, (Span(text),)) for name, style, text in _marks(dispatch))
    yield MarkBlock("#mark", dispatch.issuers, dispatch.suffix)
    if dispatch.signers:
        yield from _number_and_signers(dispatch)
    else:
        yield Block("#number", "number", (Span(dispatch.number),))


def _letter_head(dispatch: Dispatch) -> Iterator[AnyBlock]:
    """信函 (10.1): the first issuer's name alone; 发文字号 at the right of the first line below."""
    yield MarkBlock("#mark", dispatch.issuers[:1], "", letter=True)
    marks = _marks(dispatch) or [("#number", "head_number", "")]
    for index, (name, style, text) in enumerate(marks):
        face = style if style == "head_line" else ""
        number = (Span("\t" + dispatch.number),) if index == 0 else ()
        yield Block(name, "letter_line", (Span(text, face), *number))


def _marks(dispatch: Dispatch) -> list[tuple[str, Style, str]]:
    """What stands at the top left, as (id, style, text), in the order of clause 7.2.3."""
    lines: list[tuple[str, Style, str]] = [
        ("#copy-number", "head_number", dispatch.copy_number),
        ("#secrecy", "head_line", dispatch.secrecy),
        ("#urgency", "head_line", dispatch.urgency),
    ]
    return [line for line in lines if line[2]]


def _number_and_signers(dispatch: Dispatch) -> Iterator[AnyBlock]:
    """Two signers a line; 发文字号 stands on the line of the last (7.2.5, 7.2.6)."""
    pairs = [dispatch.signers[at : at + 2] for at in range(0, len(dispatch.signers), 2)]
    for index, pair in enumerate(pairs):
        last = index == len(pairs) - 1
        lead = "签发人：" if index == 0 else "　　　　"
        spans = (
            Span((dispatch.number if last else "") + "\t"),
            Span(lead),
            Span("　".join(pair), "signer"),
        )
        yield Block(f"#signers-{index}", "number_signed" if last else "signers", spans)


# 主体 (7.3) -------------------------------------------------------------------------------


def _dispatch_body(plan: Plan, dispatch: Dispatch, words: tuple[str, ...]) -> Iterator[AnyBlock]:
    title = "\n".join(_lines(dispatch.title, words))
    yield Block("#dispatch-title", "title", (Span(title),))
    if dispatch.recipients:
        yield Block("#recipients", "recipients", (Span(dispatch.recipients.rstrip("：:") + "："),))
    for paragraph in dispatch.body:
        yield Block(paragraph.id, "body", (Span(paragraph.text),))
    names = [plan.title] if dispatch.names_annex else []
    yield from _annex_note(names + [annex.title for annex in plan.annexes])
    yield from _signed(dispatch)
    if dispatch.note:
        note = dispatch.note.strip("（）()")
        yield Block("#note", "note", (Span(f"（{note}）"),))


def _annex_note(names: list[str]) -> Iterator[AnyBlock]:
    """附件说明 (7.3.4): no number for one annex, no mark after a name."""
    for index, name in enumerate(names, 1):
        if len(names) == 1:
            yield Block("#annexes", "annex_note_only", (Span(f"附件：{name}"),))
        elif index == 1:
            yield Block("#annexes", "annex_note_first", (Span(f"附件：1.{name}"),))
        else:
            yield Block(f"#annexes-{index}", "annex_note_next", (Span(f"{index}.{name}"),))


def _signed(dispatch: Dispatch) -> Iterator[AnyBlock]:
    sealed = dispatch.sealed
    for index, issuer in enumerate(dispatch.issuers):
        name = "#dispatch-signature" + (f"-{index + 1}" if index else "")
        yield Block(name, "sealed_signature" if sealed else "signature", (Span(issuer),))
    if dispatch.date:
        style: Style = "sealed_date" if sealed else "date"
        yield Block("#dispatch-date", style, (Span(dispatch.date),))


# Annexes and 版记 (7.3.7, 7.4) -------------------------------------------------------------


def _annex_blocks(
    annexes: tuple[Annex | AnnexSpec, ...], first: int, memo: Memo | None
) -> Iterator[AnyBlock]:
    """Each annex on a new page: label, title on the third line, content."""
    many = len(annexes) + first - 1 > 1
    for index, annex in enumerate(annexes, first):
        if isinstance(annex, AnnexSpec):
            continue  # could not be derived, which was told
        if annex.file:
            label = f"附件{index}" if many else "附件"
            yield FileBlock(f"{annex.id}#file", annex.file, label)
            continue
        if annex.landscape:
            yield Turn(f"{annex.id}#landscape", "landscape")
        label = f"附件{index}" if many else "附件"
        yield Block(f"{annex.id}#label", "annex_label", (Span(label),))
        title = "\n".join(_lines(annex.title, room=30 if annex.landscape else 20))
        yield Block(annex.id, "annex_title", (Span(title),))
        for child in annex.children:
            yield from node_blocks(child, {} if memo is None else memo)
        if annex.landscape:
            yield Turn(f"{annex.id}#portrait", "portrait")


def _imprint(dispatch: Dispatch) -> ImprintBlock | None:
    if not (dispatch.copies_to or dispatch.printer):
        return None
    return ImprintBlock(
        "#imprint",
        copies_to=dispatch.copies_to.rstrip("。"),
        printer="" if dispatch.form == "letter" else dispatch.printer,
        printed="" if dispatch.form == "letter" else dispatch.printed,
        lines=dispatch.form != "letter",
    )


def _fields(plan: Plan, dispatch: Dispatch) -> dict[str, str]:
    """What a template may place by name."""
    return {
        "title": dispatch.title,
        "plan_title": plan.title,
        "issuer": dispatch.issuers[0] if dispatch.issuers else "",
        "issuers": "、".join(dispatch.issuers),
        "copy_number": dispatch.copy_number,
        "secrecy": dispatch.secrecy,
        "urgency": dispatch.urgency,
        "number": dispatch.number,
        "signers": "　".join(dispatch.signers),
        "recipients": dispatch.recipients,
        "date": dispatch.date,
        "note": dispatch.note,
        "copies_to": dispatch.copies_to,
        "printer": dispatch.printer,
        "printed": dispatch.printed,
    }
