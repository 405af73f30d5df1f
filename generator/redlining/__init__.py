"""Differences between two documents as tracked changes, and tracked changes decided."""

from __future__ import annotations

from .deciding import accepted, rejected
from .redline import redline

__all__ = ["accepted", "redline", "rejected"]
