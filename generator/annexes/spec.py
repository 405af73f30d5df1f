"""What the derivations share: telling that the plan holds nothing to show."""

from __future__ import annotations

from ..errors import Finding, problem
from ..plan import AnnexKind, AnnexSpec

Kind = AnnexKind

__all__ = ["AnnexSpec", "Kind", "no_data"]


def no_data(spec: AnnexSpec, message: str, hint: str) -> Finding:
    """The plan holds nothing the annex could show; `message` may name the {annex}."""
    return problem("annex-no-data", message, spec.origin, hint=hint, annex=spec.title)
