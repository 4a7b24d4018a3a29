"""The command `certify coq`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from certify.options import Jobs

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the Coq files go.")]
Limit = Annotated[int, typer.Option("--timeout", metavar="SECONDS", min=1, help="Processor time for one file.")]
Share = Annotated[
    int, typer.Option("--at-least", metavar="PERCENT", min=0, max=100, help="Of the expected claims; else exit code 3.")
]


def coq(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE.toml | ID-GLOB]...", help="Claims files, ids, globs or tags; else all."),
    ] = None,
    *,
    out: Out,
    compile: Annotated[bool, typer.Option("--compile", help="Run Coq on them, and record what it proves.")] = False,
    timeout: Limit = 60,
    jobs: Jobs = None,
    at_least: Share = 100,
) -> int:
    """Write the claims that are within reach as Coq theorems; compile them."""
    from certify.commands import select
    from certify.coq.files import arrange, write
    from certify.coq.replay import Record, compile_all, compile_library
    from certify.coq.terms import Unstated
    from certify.coq.theorem import Theorem, theorem
    from certify.ledger import PROVED, Claim
    from certify.output import put
    from certify.results import OK, OPEN
    from certify.session import cores

    start = time.monotonic()
    claims = [step for step in select(what or [])[1] if isinstance(step, Claim)]
    theorems: list[Theorem] = []
    for claim in claims:
        try:
            theorems.append(theorem(claim))
        except Unstated as failure:
            put(f"out of reach  {claim.id}: {failure}\n")
    files = arrange(theorems)
    write(files, out)
    expected = sum(claim.expected == PROVED for claim in claims)
    put(f"{len(theorems)} of {expected} claims that are expected to be proved are stated in {out}\n")
    if not compile:
        return OK
    compile_library(out)
    record, done = Record.load(), []
    for replay in compile_all(files, out, seconds=timeout, jobs=jobs or cores()):
        done.append(replay)
        record.add(replay)
        words = "replayed    " if replay.replayed else "not replayed"
        put(f"{words}  {replay.theorem.claim.id}  {replay.seconds:.1f} s  {replay.reason}".rstrip() + "\n")
    record.save()
    count = sum(replay.replayed for replay in done)
    share = 100 * count // expected if expected else 0
    axioms = sorted({name for r in done if r.replayed for name in r.axioms if not name.startswith(("Prim", "Uint63"))})
    put(f"replayed in Coq: {count} of {expected} claims ({share} %), {time.monotonic() - start:.0f} s\n")
    put(f"axioms: {', '.join(axioms) or 'none'}; and the kernel's 63-bit integers\n")
    return OK if 100 * count >= at_least * expected else OPEN
