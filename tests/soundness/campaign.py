"""The parts of the campaign, each with its share of the time, in several processes.

planted falsehoods    `tests.soundness.planted`: never proved
mutation census       every constant, exponent, sign, relation and range end of the ledger's claims changed in turn: refuted,
                      still true and proved, or undecided; none proved that fails at a sampled point
random claims         `tests.soundness.grammar`: none proved or refuted that a sample says is otherwise
edited certificates   `tests.soundness.edits`: none accepted for another statement that is false
functions             the checker's functions at random arguments against Arb: enclosed, and a few units wide
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import time
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from tests.soundness.audit import Tally, audit, settle
from tests.soundness.edits import at, nodes, try_edits
from tests.soundness.grammar import grown
from tests.soundness.planted import planted
from tests.soundness.poison import poison
from tests.soundness.sources import Source, book, changes, ledger

SECONDS = 0.4  # for one claim: short, as much is tried
MEMORY = 4 << 30
SLICE = 30.0  # seconds of one process
FORK = multiprocessing.get_context("fork")
PATIENCE = 300.0  # more than that beyond its time, and a process hangs

Part = Callable[[Tally, random.Random, float], None]


def plant(tally: Tally, chance: random.Random, until: float) -> None:
    """False claims from true ones."""
    sources = [*book(), *ledger()]
    while time.monotonic() < until:
        for kind, false in planted(chance.choice(sources), chance):
            found = settle(false, SECONDS, tally)
            tally.counts[f"planted: {kind}"] += 1
            if found is not None and found.status == "proved":
                tally.fail(f"planted ({kind}) and proved: {false.lines}")
            audit(false, found, tally, chance)


@cache
def mutants() -> tuple[tuple[str, Source], ...]:
    """Every single change of every claim of the ledger, in the claim and in the ranges."""
    found = []
    for source in ledger():
        for k, text in enumerate((source.claim, *source.where)):
            for what, new in changes(text):
                lines = [source.claim, *source.where]
                lines[k] = new
                found.append(
                    (f"{source.id}: {what} of {text!r}", Source(source.id, lines[0], tuple(lines[1:]), source.let))
                )
    return tuple(found)


def census(tally: Tally, chance: random.Random, until: float) -> None:
    """The mutants in random order, until the time is over."""
    queue = list(mutants())
    chance.shuffle(queue)
    for what, source in queue:
        if time.monotonic() > until:
            return
        statement = source.statement()
        if statement is None:
            tally.counts["bad input"] += 1
            continue
        found = settle(statement, SECONDS, tally)
        audit(statement, found, tally, chance)
        tally.report.append(f"{found.status if found is not None else 'bad input':<10} {what}")


def randomly(tally: Tally, chance: random.Random, until: float) -> None:
    """Random statements over the whole language."""
    for source in grown(chance):
        if time.monotonic() > until:
            return
        tally.counts["tried"] += 1
        statement = source.statement()
        if statement is not None:
            audit(statement, settle(statement, SECONDS / 2, tally), tally, chance)


def certificates(tally: Tally, chance: random.Random, until: float) -> None:
    """Edits of the certificates of true claims."""
    sources = [*book(), *ledger()]
    grafts: list[object] = [{"rule": "identity"}]
    while time.monotonic() < until:
        statement = chance.choice(sources).statement()
        found = settle(statement, 1.0, tally) if statement is not None else None
        if found is None or found.certificate is None:
            continue
        data = json.loads(json.dumps(found.certificate))
        tally.counts["certificates"] += 1
        try_edits(data, grafts, tally, chance)
        grafts = [*grafts, *(at(data, p) for p in list(nodes(data))[:5])][-200:]


def functions(tally: Tally, chance: random.Random, until: float) -> None:
    """Random arguments, as `tests/certify/check/test_functions.py` draws them: ends, huge and tiny ones, near zeros and poles."""
    from flint import arb

    from certify.check.dyadic import Interval
    from tests.certify.check.test_functions import CASES, reference, to_arb

    while time.monotonic() < until:
        case = chance.choice(CASES)
        for _ in range(max(1, int(20 * case.weight))):
            p = chance.choice([24, 53, 64, 100, 128, 200])
            a = case.draw(chance, p)
            y, value = case.f(Interval(a, a), p), reference(case.ref, a, 2 * p)
            tally.counts[case.name] += 1
            if y.lo is None or y.hi is None or to_arb(y.lo) > value or to_arb(y.hi) < value or not value.is_finite():
                tally.fail(f"{case.name} at {a} to {p} bits: not enclosed")
            elif not to_arb(y.hi) - to_arb(y.lo) <= abs(value).upper() * arb((case.ulps, 1 - p)):
                tally.fail(f"{case.name} at {a} to {p} bits: too wide")


PARTS: dict[str, tuple[Part, float]] = {
    "planted falsehoods": (plant, 0.25),
    "mutation census": (census, 0.25),
    "random claims": (randomly, 0.3),
    "edited certificates": (certificates, 0.12),
    "functions": (functions, 0.08),
}


def run(seconds: float, seed: int, only: tuple[str, ...] = tuple(PARTS)) -> dict[str, Tally]:
    """The parts one after the other in this process, each with its share of the time."""
    found = {}
    whole = sum(PARTS[name][1] for name in only)
    for name in only:
        part, share = PARTS[name]
        found[name] = Tally()
        part(found[name], random.Random(f"{seed} {name}"), time.monotonic() + seconds * share / whole)
    return found


def run_in_processes(seconds: float, seed: int, jobs: int, only: tuple[str, ...]) -> dict[str, Tally]:
    """The same in several processes at a time, each for a slice with a seed of its own, added up.

    A process that hangs is a failure.  One that dies (memory, an abort in a library) has claimed nothing; it is counted.
    """
    total = {name: Tally() for name in only}
    whole = sum(PARTS[name][1] for name in only)
    for name in only:
        _part(name, time.monotonic() + seconds * PARTS[name][1] / whole, seed, jobs, total[name])
    return total


def _part(name: str, until: float, seed: int, jobs: int, tally: Tally) -> None:
    running: dict[Connection, tuple[BaseProcess, float]] = {}
    started = 0
    while running or until - time.monotonic() > 1:
        while len(running) < jobs and (left := until - time.monotonic()) > 1:
            ours, theirs = FORK.Pipe(duplex=False)
            process = FORK.Process(target=_slice, args=(theirs, name, min(left, SLICE), f"{seed} {name} {started}"))
            process.start()
            theirs.close()
            running[ours] = process, time.monotonic() + min(left, SLICE) + PATIENCE
            started += 1
        for connection in wait(list(running), timeout=5):
            assert isinstance(connection, Connection)
            process, _ = running.pop(connection)
            try:
                tally.add(connection.recv())
            except EOFError:
                tally.counts["processes that died"] += 1
            process.join()
        for connection, (process, limit) in list(running.items()):
            if time.monotonic() > limit:
                process.kill()
                del running[connection]
                tally.fail(f"a process of the campaign hangs: {name}")


def _slice(connection: Connection, name: str, seconds: float, seed: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    poison(setattr)
    tally = Tally()
    try:
        PARTS[name][0](tally, random.Random(seed), time.monotonic() + seconds)
    except MemoryError:
        tally.counts["out of memory"] += 1
    except Exception:  # noqa: BLE001 a crash is what is looked for
        tally.fail(traceback.format_exc())
    connection.send(tally)


def lines(found: dict[str, Tally], minutes: float) -> Iterator[str]:
    """The table."""
    for name, tally in found.items():
        yield f"{name}: {len(tally.failures)} failures; {tally.tried / minutes:.0f} a minute"
        for kind, n in sorted(tally.counts.items()):
            yield f"    {n:>9,}  {kind}"
