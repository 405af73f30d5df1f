"""`python -m generator` is `creation-plan`."""

from .cli import entry

if __name__ == "__main__":  # worker processes import this module without meaning to run it
    entry()
