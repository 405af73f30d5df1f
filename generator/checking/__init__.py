"""Checking: one file of any kind to its findings, what people allow, and safe repairs.

`Checker(context).check(path)` gives what there is to tell of a blueprint, a roster, a policy, a
rule file, a plain text or any .docx. Nothing here prints or writes.
"""

from __future__ import annotations

from .drafted import Memo, of_blocks
from .files import Checker
from .found import Body, Checked, Context, Place, Told, exit_code
from .inputs import bodies_of, policy_files
from .kinds import files_in

__all__ = (
    "Body", "Checked", "Checker", "Context", "Memo", "Place", "Told", "bodies_of", "exit_code",
    "files_in", "of_blocks", "policy_files",
)  # fmt: skip
