"""Bringing a document up to date that people edited: differences and three-way merge, pure.

Base is the document as it was generated, theirs the file as people left it, ours what is
generated now. The result is told as steps upon theirs.
"""

from .blocks import merge_blocks
from .differences import Change, Operation, applied, differences, operations
from .hand_edits import Alike, HandEdit, alike, hand_edits
from .moves import Move, moves
from .pieces import (
    AUTHOR,
    Cell,
    Conflict,
    Delete,
    Fate,
    Generated,
    Insert,
    Keep,
    Left,
    Merge,
    Outcome,
    Piece,
    Row,
    Step,
    Update,
    UpdateTable,
    merged_texts,
)
from .texts import Edit, TextMerge, Versions, edited, merge_text

__all__ = [
    "AUTHOR",
    "Alike",
    "Cell",
    "Change",
    "Conflict",
    "Delete",
    "Edit",
    "Fate",
    "Generated",
    "HandEdit",
    "Insert",
    "Keep",
    "Left",
    "Merge",
    "Move",
    "Operation",
    "Outcome",
    "Piece",
    "Row",
    "Step",
    "TextMerge",
    "Update",
    "UpdateTable",
    "Versions",
    "alike",
    "applied",
    "differences",
    "edited",
    "hand_edits",
    "merge_blocks",
    "merge_text",
    "merged_texts",
    "moves",
    "operations",
]
