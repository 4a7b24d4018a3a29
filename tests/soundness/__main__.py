"""`python -m tests.soundness [--seconds 600] [--seed 1] [--jobs N]`: try to make the system prove something false.

Results go to a file as they come; a run that was interrupted goes on where it stopped, and other seeds try other things.
Prints a table of all counts in the file that are of this very code, then what must not happen; exit code 1 if anything did.  Limits of time for a claim are
in processor time.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.soundness.campaign import run
from tests.soundness.parts import PARTS, mutants
from tests.soundness.record import code, read, table

FOREVER = 10**9


def main() -> int:
    """Run the campaign, or only add up its files."""
    parser = argparse.ArgumentParser(prog="python -m tests.soundness", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--seconds", type=float, default=None, help="time in all: 600, or without end if --items is given"
    )
    parser.add_argument("--items", type=int, default=None, help="stop a part after so many items")
    parser.add_argument("--seed", type=int, default=1, help="other seeds try other things")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="this part only; repeatable")
    parser.add_argument("--results", type=Path, default=Path("build/soundness/results.jsonl"), help="where results go")
    parser.add_argument("--add-up", type=Path, nargs="+", metavar="FILE", help="try nothing, add up these files")
    options = parser.parse_args()
    paths = options.add_up or [options.results]
    if not options.add_up:
        seconds = options.seconds or (600.0 if options.items is None else FOREVER)
        only = tuple(options.only or PARTS)
        run(options.results, options.seed, options.jobs, only, seconds=seconds, most=options.items)
    found = [line for line in read(paths) if options.add_up or line.code == code()]
    print("\n".join(table(found)))
    census = sorted({text for line in found if line.part == "mutation census" for text in line.report})
    if census:
        report = paths[0].with_name("census.txt")
        report.write_text("\n".join(census) + "\n")
        print(f"{len(census):,} of {len(mutants()):,} mutants in {report}")
    failures = [f"{line.part} {line.item}: {f}" for line in found for f in line.failures]
    for failure in failures:
        print(f"FAILURE  {failure}")
    versions = sorted({line.code for line in found})
    seeds = sorted({line.seed for line in found})
    print(
        f"{len(failures)} failures; seeds {', '.join(map(str, seeds))}; code {', '.join(versions)} (this is {code()})"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
