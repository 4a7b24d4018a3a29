"""`python -m tests.soundness [--seconds 600] [--seed 1] [--jobs N]`: try to make the system prove something false.

Prints a table of counts, then what must not happen; exit code 1 if anything did.  The mutation census is written to a file.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tests.soundness.campaign import PARTS, lines, mutants, run_in_processes


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600.0, help="time in all")
    parser.add_argument("--seed", type=int, default=1, help="other seeds try other things")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="this part only; repeatable")
    parser.add_argument("--report", type=Path, default=Path("build/soundness-census.txt"), help="where the census goes")
    options = parser.parse_args()
    start = time.monotonic()
    found = run_in_processes(options.seconds, options.seed, options.jobs, tuple(options.only or PARTS))
    minutes = (time.monotonic() - start) / 60
    print("\n".join(lines(found, minutes)))
    report = sorted(set(found["mutation census"].report)) if "mutation census" in found else []
    if report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text("\n".join(report) + "\n")
        print(f"{len(report):,} of {len(mutants()):,} mutants in {options.report}")
    failures = [f for tally in found.values() for f in tally.failures]
    for failure in failures:
        print(f"FAILURE  {failure}")
    print(
        f"{len(failures)} false proofs, refutations or acceptances; {minutes:.1f} minutes, {options.jobs} processes, seed {options.seed}"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
