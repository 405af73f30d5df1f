"""A document that comes back: what people have done to it.

`read` gives its pieces with their places in the part, `match` the blocks they stand for, `edits`
what was done. Nothing here writes. What patches a document needs:

- `Returned.package.document` is the part that the places count in. Splice from the last place to
  the first, so that the places before stay true; `pieces` says what lies between pieces.
- `runs` gives, for each paragraph, where each stretch of `Piece.text` stands in the part.
- `Returned.styles` has the ids that this document gives to styles: not always ours.
- 标志 of a letter and 版记 stand twice in their paragraph, for new and for old programs, of which
  `Piece.boxed` tells the first. Replace the whole paragraph.
- A paragraph that replaces another keeps `ends_section`: its w:sectPr is part of the piece. What
  bookmarks and comments begin in it must be kept, or end with it.
- `Package.members` are what is to be copied as it is.
"""

from __future__ import annotations

from .body import runs
from .document import Returned, read
from .edits import Added, Edits, compare, edits, told
from .identity import Matched, Standing, match
from .pieces import Bookmark, Cell, Piece, Row, Run

__all__ = [
    "Added",
    "Bookmark",
    "Cell",
    "Edits",
    "Matched",
    "Piece",
    "Returned",
    "Row",
    "Run",
    "Standing",
    "compare",
    "edits",
    "match",
    "read",
    "runs",
    "told",
]
