"""A document that people edited, brought up to date by patching it: what no step of a merge
touches stays byte for byte.
"""

from __future__ import annotations

from ..merge import AUTHOR
from .document import patched, refuse_signed
from .tables import rows

__all__ = ["AUTHOR", "patched", "refuse_signed", "rows"]
