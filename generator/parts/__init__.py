"""The compiled parts of a blueprint: each fills itself in for one unit as plan nodes.

A part that no value can change is filled in once, when it is made, and then always
answers with that same `shared` node.
"""

from __future__ import annotations

from dataclasses import replace

from ..plan import Node, Section
from .leaves import MembersPart, ParagraphPart, Part, SignaturePart, TablePart
from .scope import Scope
from .sections import Facts, Loop, SectionPart
from .stages import Timing

__all__ = [
    "Facts",
    "Loop",
    "MembersPart",
    "ParagraphPart",
    "Part",
    "Scope",
    "SectionPart",
    "SignaturePart",
    "TablePart",
    "Timing",
    "share",
]


def share(node: Node) -> Node:
    """The node and everything below it marked as the same in every plan."""
    if isinstance(node, Section):
        return replace(node, shared=True, children=tuple(share(child) for child in node.children))
    return replace(node, shared=True)
