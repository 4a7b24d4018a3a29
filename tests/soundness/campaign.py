"""The campaign in several processes, each for a number of items at a time: limits of memory and time, a record that grows.

A process that takes too long over an item is a failure.  One that dies (memory, an abort in a library) has claimed nothing; the
item is counted and the next one tried.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, NamedTuple

from tests.soundness.clock import be_quick
from tests.soundness.parts import PARTS, attempt, prepare
from tests.soundness.poison import poison
from tests.soundness.record import Line, Tally, append, code, mend, read

MEMORY: Final = 3 << 30
ITEMS: Final = 300  # of one process
SLICE: Final = 60.0  # seconds of one process
LONGEST: Final = 60.0  # seconds of processor time for one item
TELL: Final = 60.0  # seconds between words on the progress
FORK = multiprocessing.get_context("fork")

Watch = Callable[[str], None]


class Work(NamedTuple):
    """A process, the items it has been given, in order, and how many it has answered."""

    process: BaseProcess
    items: list[int]
    done: list[int]


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(
    path: Path,
    seed: int,
    jobs: int,
    only: tuple[str, ...],
    *,
    seconds: float,
    most: int | None = None,
    say: Watch = tell,
) -> None:
    """The parts one after the other, each for its share of the time or up to `most` items; results go to the file at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mend(path)
    prepare()
    code()  # as of now, for all processes
    whole = sum(PARTS[name].share for name in only)
    done: dict[str, set[int]] = {name: set() for name in only}
    for line in read([path]):
        if line.code == code() and line.part in done and (line.seed == seed or PARTS[line.part].size):
            done[line.part].add(line.item)
    for name in only:
        _part(path, name, seed, jobs, done[name], time.monotonic() + seconds * PARTS[name].share / whole, most, say)


def _part(
    path: Path, name: str, seed: int, jobs: int, done: set[int], until: float, most: int | None, say: Watch
) -> None:
    size = PARTS[name].size
    ends = [n for n in (most, size() if size else None) if n is not None]
    numbers = range(min(ends)) if ends else count()
    queue: Iterator[int] = (k for k in numbers if k not in done)
    running: dict[Connection, Work] = {}
    again: list[int] = []
    tried, failures, told, began = 0, 0, time.monotonic(), time.monotonic()
    while True:
        while len(running) < jobs and until - time.monotonic() > 1:
            items = again[:ITEMS] or list(islice(queue, ITEMS))
            del again[:ITEMS]
            if not items:
                break
            ours, theirs = FORK.Pipe(duplex=False)
            process = FORK.Process(
                target=_serve, args=(ours, theirs, name, seed, items, min(until, time.monotonic() + SLICE))
            )
            process.start()
            theirs.close()
            running[ours] = Work(process, items, [])
        if not running:
            return
        for connection in wait(list(running), timeout=5):
            assert isinstance(connection, Connection)
            work = running[connection]
            try:
                line = connection.recv()
            except EOFError:
                line = _end(work, name, seed)
                again += work.items[len(work.done) + (line is not None) :]
                del running[connection]
            if line is not None:
                work.done.append(line.item)
                append(path, line)
                tried, failures = tried + 1, failures + len(line.failures)
                for failure in line.failures:
                    say(f"FAILURE  {failure}")
        if time.monotonic() - told > TELL:
            told = time.monotonic()
            goal = f" of {min(ends):,}" if ends else ""
            rate = 60 * tried / (told - began)
            say(f"{name}: {len(done) + tried:,}{goal} items, {failures} failures, {rate:.0f} a minute")


def _end(work: Work, name: str, seed: int) -> Line | None:
    """What the end of a process says of the item that it was at."""
    work.process.join()
    how = work.process.exitcode
    if how == 0 or len(work.done) == len(work.items):
        return None
    item, tally = work.items[len(work.done)], Tally()
    if how == -signal.SIGPROF:
        tally.counts["took too long"] += 1
        tally.fail(f"item {item} of {name}, seed {seed}, takes more than {LONGEST:.0f} s")
    else:
        tally.counts["processes that died"] += 1
    return Line(name, seed, item, code(), LONGEST, dict(tally.counts), tally.failures)


def _serve(ours: Connection, theirs: Connection, name: str, seed: int, items: list[int], until: float) -> None:
    ours.close()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    poison(setattr)
    be_quick()
    gc.freeze()
    for item in items:
        if time.monotonic() > until:
            return
        signal.setitimer(signal.ITIMER_PROF, LONGEST)  # nothing handles it: the system ends the process
        start = time.process_time()
        try:
            tally = attempt(name, seed, item)
        except MemoryError:
            tally = Tally()
            tally.counts["out of memory"] += 1
        except Exception:  # noqa: BLE001 a crash is what is looked for
            tally = Tally()
            tally.fail(f"item {item} of {name}, seed {seed}: {traceback.format_exc()}")
        cpu = round(time.process_time() - start, 4)
        with suppress(BrokenPipeError):  # the one who asked is gone
            theirs.send(Line(name, seed, item, code(), cpu, dict(tally.counts), tally.failures, tally.report))
