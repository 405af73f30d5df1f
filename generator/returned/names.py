"""The names of WordprocessingML as expat tells them, in the usual and in the strict namespace."""

from __future__ import annotations

from ..word.markup import W

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
BETWEEN = "}"  # the namespace and the local name, in what expat tells


def local(name: str) -> str:
    """The name without its namespace when it is Word's, or that of alternatives or of formulas.

    Those of others keep theirs, so that they are none that we know.
    """
    space, _, own = name.rpartition(BETWEEN)
    if space in (W, STRICT):
        return own
    if space == MC:
        return f"mc:{own}"
    return "oMath" if space in MATH and own in ("oMath", "oMathPara") else name


def is_off(value: str) -> bool:
    """Whether a switch such as w:b says no."""
    return value in ("0", "false", "off", "none")
