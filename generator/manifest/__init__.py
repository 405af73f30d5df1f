"""The manifest of an output folder: for each output what it was made from, and what was generated.

A database in a hidden folder beside the documents. It saves work and is no authority: whatever it
says, a document is looked at before it is replaced, and without it a run only takes longer.
"""

from .database import FOLDER, VERSION, path_in
from .entries import Book, Output, Passed, Run
from .packing import packed, unpacked
from .store import AT_ONCE, Manifest, look_in, open_in

__all__ = (
    "AT_ONCE", "FOLDER", "VERSION", "Book", "Manifest", "Output", "Passed", "Run", "look_in", "open_in",
    "packed", "path_in", "unpacked",
)  # fmt: skip
