"""`python -m generator` is `creation-plan`."""

from .cli import main

main()
