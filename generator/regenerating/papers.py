"""What is written for people beside a plan: comments on offers, 待处置 and 修订说明."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .. import formats, workspace
from ..blocks import AnyBlock, Block, Span, TableBlock
from ..merge import AUTHOR, Conflict
from ..word.provenance import Provenance
from ..word.write import Writer
from .causes import Cause, Changed, Grounds

_NOTHING = "（无）"
_ANEW = "方案重新生成"
_WHOLE = 600  # characters of a paragraph that a comment tells as a whole; of a table the cell
_NAME = 20  # and of one that it only names
_CELLS = " ｜ "  # parts the cells of a table told as text


@dataclass(frozen=True, slots=True)
class Revised:
    """A passage of an issued plan before and after, and the part it stands in."""

    old: str
    new: str
    place: str = ""


def basis_of(causes: Iterable[Cause], grounds: Grounds) -> str:
    """What a change rests on, in the words of the office."""
    return "；".join(dict.fromkeys(_basis(cause, grounds) for cause in causes)) or _ANEW


def reasons_of(causes: Iterable[Cause], grounds: Grounds) -> tuple[str, ...]:
    """What a revision rests on, each thing once, for a paper that others read."""
    return tuple(dict.fromkeys(_reason(cause, grounds) for cause in causes)) or (_ANEW,)


def _basis(cause: Cause, grounds: Grounds) -> str:
    if cause.kind != "policy":
        return _reason(cause, grounds)
    known = grounds.bases.get(cause.name)
    versions = f"（{cause.old or '无'}→{cause.new or '无'}）"
    return f"{known.label}{versions}：{known.basis}" if known else f"{cause.name}{versions}"


def _reason(cause: Cause, grounds: Grounds) -> str:
    match cause.kind:
        case "policy":
            known = grounds.bases.get(cause.name)
            return f"{known.label}：{known.basis}" if known else cause.name
        case "value":
            return _value(grounds.labels.get(cause.name, cause.name), cause.old, cause.new)
        case "blueprint":
            return "方案的统一内容有修改"
        case "template":
            return "方案的模板有修改"
        case _:
            return _ANEW


def _value(label: str, old: str, new: str) -> str:
    if not old:
        return f"{label}定为{new}"
    return f"{label}由{old}改为{new}" if new else f"{label}不再单独规定（原为{old}）"


def commenter(changed: Sequence[Changed], grounds: Grounds) -> Callable[[Conflict], str]:
    """What gives the comment beside an offer: basis, old and new text, and what deciding does."""
    known: Mapping[str, Changed] = {one.id: one for one in changed}

    def comment(conflict: Conflict) -> str:
        block = known.get(conflict.part or conflict.id)
        basis = f"依据：{basis_of(block.causes if block else (), grounds)}"
        if conflict.part:
            name = _named(block.old if block else "")
            return "\n".join(
                (basis, f"这是本单位自己加的内容，{name}已从方案中去掉。", _choice(conflict))
            )
        old, new = conflict.base, conflict.ours
        if block and "\t" not in block.old and max(len(block.old), len(block.new)) <= _WHOLE:
            old, new = block.old, block.new
        lines = (
            basis,
            f"原生成文字：{old or _NOTHING}",
            f"新文字：{new or '（删去）'}",
            _choice(conflict),
        )
        return "\n".join(lines)

    return comment


def _named(text: str) -> str:
    """The part that an addition belonged to, by how it began."""
    line = text.strip().partition("\n")[0]
    if not line:
        return "它所在的部分"
    return f"它所在的“{line if len(line) <= _NAME else f'{line[:_NAME]}…'}”"


def _choice(conflict: Conflict) -> str:
    """What it means to accept an offer, and to reject it."""
    accept, reject = "采用新文字", "保留本单位的文字"
    if not conflict.ours:
        accept = "删去这些文字"
    elif not conflict.theirs:
        accept, reject = "加入新文字", "不加入（本单位的方案里没有这些文字）"
    if not conflict.authors:
        return f"接受修订即{accept}，拒绝修订即{reject}。"
    return (
        f"{'、'.join(conflict.authors)}的修订也在这里，还没有定：请先接受它，再定{AUTHOR}的修订，"
        f"接受即{accept}，拒绝即{reject}。如果全部拒绝，本单位的修订也一并取消。"
    )


def leavings(format_name: str, title: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """待处置: what could not be placed in the plan of that title, with reasons."""
    intro = "以下内容更新时未能放入方案，请逐项处理后删除本文件。"
    cells = tuple((_told(text), reason) for text, reason in rows)
    table = TableBlock("leavings", ("内容", "原因"), cells, (0.62, 0.38))
    return _written(format_name, f"{title}待处置内容", (intro,), table)


def explanation(
    format_name: str, title: str, number: str, bases: Sequence[str], rows: Sequence[Revised]
) -> bytes:
    """修订说明: the passages of an issued plan before and after, with what they rest on."""
    intro = (
        f"《{title}》（{number}）印发后，所依据的内容有变动，现就修订作如下说明。",
        f"修订依据：{'；'.join(bases)}。",
    )
    cells = tuple(
        (one.place, _told(one.old) or _NOTHING, _told(one.new) or "（删去）") for one in rows
    )
    table = TableBlock("revision", ("部分", "原文", "新文"), cells, (0.2, 0.4, 0.4))
    return _written(format_name, f"《{title}》修订说明", intro, table)


def _told(text: str) -> str:
    """A text for a cell; the rows of a table stay lines, its cells are told apart."""
    return text.replace("\t", _CELLS)


def _written(format_name: str, title: str, intro: Sequence[str], table: TableBlock) -> bytes:
    blocks: list[AnyBlock] = [Block("#title", "title", (Span(title),))]
    blocks += [Block(f"intro{n}", "body", (Span(text),)) for n, text in enumerate(intro, 1)]
    rules = formats.load(workspace.format_file(format_name))
    return Writer(rules).write([*blocks, table], Provenance(format=rules.key))
