"""Runs tasks in worker processes, each within its limits of time and memory.

Promises: every task gets an outcome, in the order in which they are finished; a task that runs out of time or
memory, or whose process dies, becomes undecided with the reason, and the others go on.  When the iteration ends,
for whatever reason (also KeyboardInterrupt), no process is left.

Workers are used again and again, and replaced after a death.  They are plain child processes in sessions of their
own: they do not see the terminal's Ctrl-C, share no state with this process, and end by themselves when it is gone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Pipe, wait
from typing import Final

from certify.ledger import UNDECIDED
from certify.outcome import CRASH, LIMIT, Limits, Outcome
from certify.worker import READY, Answer

TARGET: Final = "certify.worker:prove_claim"
START_SECONDS: Final = 60.0
ORPHAN_SECONDS: Final = 2.0  # a worker's own alarm, should the runner be gone or asleep
_PROGRAM: Final = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from certify.worker import main
main()
"""


def run(
    tasks: Sequence[Mapping[str, object]],
    limits: Limits,
    jobs: int,
    *,
    target: str = TARGET,
    on_start: Callable[[int], None] = lambda number: None,
) -> Generator[tuple[int, Answer]]:
    """Run the tasks by `target`, a function `module:name` of the worker; yields (number of the task, answer)."""
    with Workers(target) as workers:
        yield from workers(tasks, limits, jobs, on_start=on_start)


class Workers:
    """Processes that stay for the next run; called like `run`.  A context: when it ends, no process is left.

    The limit of memory is that of the run in which a process was started.
    """

    def __init__(self, target: str = TARGET) -> None:
        self.target = target
        self.idle: list[_Worker] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *failure: object) -> None:
        for worker in self.idle:
            worker.end()
        self.idle.clear()

    def __call__(
        self,
        tasks: Sequence[Mapping[str, object]],
        limits: Limits,
        jobs: int,
        *,
        on_start: Callable[[int], None] = lambda number: None,
    ) -> Generator[tuple[int, Answer]]:
        """Run the tasks; yields (number of the task, answer).  What is still at work when the iteration ends is stopped."""
        pending = deque(range(len(tasks)))
        busy: list[_Worker] = []
        finished: list[tuple[int, Answer]] = []
        try:
            while pending or busy:
                while pending and len(busy) < jobs:
                    busy.append(self.idle.pop() if self.idle else _Worker(self.target, limits))
                    number = pending.popleft()
                    busy[-1].give(number, tasks[number], limits)
                    on_start(number)
                yield from finished  # only now, so that the workers work while the caller does
                finished.clear()
                soonest = min(worker.deadline for worker in busy)
                talking = wait([worker.connection for worker in busy], max(0.0, soonest - time.monotonic()))
                for worker in list(busy):
                    answer = worker.hear() if worker.connection in talking else worker.check()
                    if answer is not None:
                        busy.remove(worker)
                        finished.append((worker.number, answer))
                        if worker.alive:
                            self.idle.append(worker)
            yield from finished
        finally:
            for worker in busy:
                worker.end()


class _Worker:
    """A worker process as the runner sees it, at work on task `number` until `deadline`."""

    def __init__(self, target: str, limits: Limits) -> None:
        self.limits, self.number, self.started = limits, -1, False
        self.begun = self.deadline = 0.0
        self.words = tempfile.TemporaryFile()  # noqa: SIM115  closed by `end`
        self.connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, _path(), str(theirs.fileno()), target, str(limits.memory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.words,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether the process can be given another task."""
        return self.process.returncode is None

    def give(self, number: int, task: Mapping[str, object], limits: Limits) -> None:
        """Begin with a task."""
        self.limits, self.number, self.begun = limits, number, time.monotonic()
        self.deadline = self.begun + (self.limits.clock if self.started else START_SECONDS)
        full = {
            **task,
            "timeout": self.limits.timeout,
            "hard": self.limits.hard,
            "alarm": self.limits.clock + ORPHAN_SECONDS,
        }
        with suppress(OSError):  # it has died just now, and will be heard of
            self.connection.send_bytes(json.dumps(full).encode())

    def hear(self) -> Answer | None:
        """Take what the process says; None if it only says that it has started."""
        try:
            message = self.connection.recv_bytes()
            if message == READY:
                self.started = True
                self.deadline = time.monotonic() + self.limits.clock
                return None
            return Outcome.from_json(json.loads(message)), self.connection.recv_bytes()
        except (OSError, EOFError):
            return self._died(), b""
        except ValueError as failure:
            self.end()
            return Outcome(UNDECIDED, f"its answer cannot be read: {failure}", kind=CRASH), b""

    def check(self) -> Answer | None:
        """Stop the process if it is past its deadline."""
        if time.monotonic() < self.deadline:
            return None
        self.end()
        if not self.started:
            return Outcome(UNDECIDED, f"no process has started within {START_SECONDS:g} s", kind=CRASH), b""
        return self._out_of_time(), b""

    def end(self) -> None:
        """End the process and all it has started."""
        self.connection.close()
        if self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.words.close()

    def _out_of_time(self) -> Outcome:
        reason = f"out of time ({self.limits.timeout:g} s): it did not stop by itself"
        return Outcome(UNDECIDED, reason, seconds=self.limits.hard, kind=LIMIT)

    def _died(self) -> Outcome:
        """Why the process has ended, from its exit status and its last words."""
        seconds = time.monotonic() - self.begun
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        last = self._last_words()
        self.end()
        if code in (-signal.SIGALRM, -signal.SIGPROF):
            return self._out_of_time()
        if re.search(r"memoryerror|unable to allocate|out of memory|cannot allocate", last, re.IGNORECASE):
            reason = f"out of memory ({self.limits.memory / (1 << 30):.3g} GiB)"
            return Outcome(UNDECIDED, reason, seconds=seconds, kind=LIMIT)
        how = f"by {_signal_name(-code)}" if code < 0 else f"with exit status {code}"
        when = "" if self.started else " before it began"
        reason = f"its process ended{when} {how}{f': {last}' if last else ''}"
        return Outcome(UNDECIDED, reason, seconds=seconds, kind=CRASH)

    def _last_words(self) -> str:
        """The last line on standard error, and the place in the code if it is a traceback's."""
        self.words.seek(0, os.SEEK_END)
        self.words.seek(max(0, self.words.tell() - 8192))
        text = self.words.read().decode(errors="replace")
        last = next((line.strip() for line in reversed(text.split("\n")) if line.strip()), "")[:200]
        places = re.findall(r'File "[^"]*?([^"/]+)", line (\d+)', text)
        return f"{last} ({places[-1][0]}, line {places[-1][1]})" if last and places else last


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _path() -> str:
    """This process's import path, so that the worker runs the same code."""
    return json.dumps([os.path.abspath(entry) for entry in sys.path])


def _environment() -> dict[str, str]:
    """One thread each, since there is a process for each core; and the same order of sets in every run."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return {**threads, "PYTHONHASHSEED": "0", **os.environ}
