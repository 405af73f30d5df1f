"""`python -m generator` is `creation-plan`."""

from .cli import entry

entry()
