"""`python -m tests.bench`: measure, print the tables; exit code 1 when a least target is missed.

`--quick` measures very little and holds it against nothing: it shows that the bench works.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from . import batch, check, coldstart, draft, regenerate, roster


def main(arguments: list[str]) -> int:
    """Run the bench; the exit code."""
    quick = arguments == ["--quick"]
    if arguments and not quick:
        print("usage: python -m tests.bench [--quick]", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        drafting = draft.measure(Path(folder), rounds=1 if quick else 10)
    print(
        "\nOne plan, from raw values to a file on disk: 52 paragraphs, 15 substitutions, one\n"
        f"condition, one table of {roster.ROWS} rows, {drafting.characters} characters; the same"
        " text by all engines."
    )
    print("\n".join(draft.lines(drafting)))
    with tempfile.TemporaryDirectory() as folder:
        starting = coldstart.measure(Path(folder), rounds=1 if quick else 10)
    print("\nOne plan by a process of its own.")
    print("\n".join(coldstart.lines(starting)))
    with tempfile.TemporaryDirectory() as folder:
        batches = batch.measure(Path(folder), batch.QUICK if quick else batch.Sizes())
    print("\nWhole batches, by processes of their own.")
    print("\n".join(batch.lines(batches)))
    with tempfile.TemporaryDirectory() as folder:
        sizes = regenerate.QUICK if quick else regenerate.Sizes()
        regenerating = regenerate.measure(Path(folder), sizes)
    print("\nWhole folders after that, by processes of their own.")
    print("\n".join(batch.lines(regenerating)))
    with tempfile.TemporaryDirectory() as folder:
        plans = 2 if quick else check.PLANS
        checking = check.measure(Path(folder), rounds=1 if quick else 3, plans=plans)
    print(f"\n{plans} plans, in one process.")
    print("\n".join(check.lines(checking)))
    print()
    verdicts = [
        *draft.verdicts(drafting),
        *coldstart.verdicts(starting),
        *batch.verdicts(batches),
        *batch.verdicts(regenerating),
        *check.verdicts(checking),
    ]
    for met, line in verdicts:
        print(f"{'met   ' if met else 'MISSED'}  {line}")
    return 0 if quick or all(met for met, _ in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
