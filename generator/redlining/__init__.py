"""Differences between two documents as tracked changes, and tracked changes decided."""

from __future__ import annotations

from .deciding import accepted, rejected
from .redline import AUTHOR, redline

__all__ = ["AUTHOR", "accepted", "redline", "rejected"]
