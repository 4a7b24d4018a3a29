"""`python -m tests.soundness [--seconds 600] [--seed 1]`: try to make the system prove something false; counts, then failures."""

from __future__ import annotations

import argparse
import sys

from tests.soundness.campaign import run


def main() -> int:
    """Run the campaign and print a table; 1 if anything false was proved, refuted or accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="time in all")
    parser.add_argument("--seed", type=int, default=1, help="other seeds try other things")
    options = parser.parse_args()
    found = run(options.seconds, options.seed)
    failures = [f for tally in found.values() for f in tally.failures]
    for name, tally in found.items():
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(tally.counts.items()))
        print(f"{name:<20} {counts}; {len(tally.failures)} failures")
    for failure in failures:
        print(f"FAILURE  {failure}")
    print(f"{len(failures)} false proofs, refutations or acceptances (seed {options.seed}, {options.seconds:g} s)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
