"""The codes of the rules that can be switched off: those over text and those over format."""

from __future__ import annotations

from .. import inspecting, proofreading

# Of returned documents, and of suppressions themselves.
_OWN = ("edited-by-hand", "document-unsafe")

CODES: frozenset[str] = frozenset((*proofreading.RULES, *inspecting.SEVERITIES, *_OWN))
