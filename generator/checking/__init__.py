"""Checking: one file of any kind to its findings, what people allow, and safe repairs.

`Checker(context).check(path)` gives what there is to tell of a blueprint, a roster, a policy, a
rule file, a plain text or any .docx. Nothing here prints or writes.
"""

from __future__ import annotations

from .files import Checker, files_in, left_out
from .found import Body, Checked, Context, Place, Told, exit_code
from .inputs import bodies_of

__all__ = (
    "Body", "Checked", "Checker", "Context", "Place", "Told", "bodies_of", "exit_code", "files_in",
    "left_out",
)  # fmt: skip
