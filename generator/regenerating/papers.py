"""What is written for people beside a plan: comments on offers, 待处置 and 修订说明."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .. import formats, workspace
from ..blocks import AnyBlock, Block, Span, TableBlock
from ..merge import Conflict
from ..word.provenance import Provenance
from ..word.write import Writer
from .causes import Cause, Changed, Grounds

_NOTHING = "（无）"
_WHOLE = 600  # characters of a block that a comment tells as a whole


@dataclass(frozen=True, slots=True)
class Revised:
    """A passage of an issued plan before and after."""

    old: str
    new: str


def basis_of(causes: Iterable[Cause], grounds: Grounds) -> str:
    """What a change rests on, in the words of the office."""
    return "；".join(dict.fromkeys(_basis(cause, grounds) for cause in causes)) or "方案重新生成"


def _basis(cause: Cause, grounds: Grounds) -> str:
    match cause.kind:
        case "policy":
            known = grounds.bases.get(cause.name)
            versions = f"{cause.old or '无'}→{cause.new or '无'}"
            if known is None:
                return f"{cause.name}（{versions}）"
            return f"{known.label}（{versions}）：{known.basis}"
        case "value":
            return f"名册中的{cause.name}：{cause.old or _NOTHING}→{cause.new or _NOTHING}"
        case "blueprint":
            return f"蓝图{cause.name}已修改"
        case "template":
            return f"模板{cause.name}已修改"
        case _:
            return "方案重新生成"


def commenter(changed: Sequence[Changed], grounds: Grounds) -> Callable[[Conflict], str]:
    """What gives the comment beside an offer: basis, old and new text."""
    known: Mapping[str, Changed] = {one.id: one for one in changed}

    def comment(conflict: Conflict) -> str:
        block = known.get(conflict.id)
        old, new = conflict.base, conflict.ours
        if block and max(len(block.old), len(block.new)) <= _WHOLE:
            old, new = block.old, block.new
        lines = (
            f"依据：{basis_of(block.causes if block else (), grounds)}",
            f"原生成文字：{old or _NOTHING}",
            f"新文字：{new or '（删去）'}",
            "接受修订即采用新文字，拒绝修订即保留本单位的文字。",
        )
        return "\n".join(lines)

    return comment


def leavings(format_name: str, title: str, rows: Sequence[tuple[str, str]]) -> bytes:
    """待处置: what could not be placed in the plan of that title, with reasons."""
    intro = "以下内容更新时未能放入方案，请逐项处理后删除本文件。"
    table = TableBlock("leavings", ("内容", "原因"), tuple(rows), (0.62, 0.38))
    return _written(format_name, f"{title}待处置内容", (intro,), table)


def explanation(
    format_name: str, title: str, number: str, bases: Sequence[str], rows: Sequence[Revised]
) -> bytes:
    """修订说明: the passages of an issued plan before and after, with what they rest on."""
    intro = (
        f"《{title}》（{number}）印发后，所依据的内容有变动，现就修订作如下说明。",
        f"修订依据：{'；'.join(bases)}。",
    )
    cells = tuple((one.old or _NOTHING, one.new or "（删去）") for one in rows)
    table = TableBlock("revision", ("原文", "新文"), cells, (0.5, 0.5))
    return _written(format_name, f"《{title}》修订说明", intro, table)


def _written(format_name: str, title: str, intro: Sequence[str], table: TableBlock) -> bytes:
    blocks: list[AnyBlock] = [Block("#title", "title", (Span(title),))]
    blocks += [Block(f"intro{n}", "body", (Span(text),)) for n, text in enumerate(intro, 1)]
    rules = formats.load(workspace.format_file(format_name))
    return Writer(rules).write([*blocks, table], Provenance(format=rules.key))
