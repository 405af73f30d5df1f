"""A document that people edited, brought up to date by patching it: what no step of a merge
touches stays byte for byte.
"""

from __future__ import annotations

from ..merge import AUTHOR
from .decided import comments_by
from .document import patched, refuse_signed
from .steps import holds_more
from .tables import rows

__all__ = ["AUTHOR", "comments_by", "holds_more", "patched", "refuse_signed", "rows"]
