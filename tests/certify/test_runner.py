"""Workers that misbehave in every way that came to mind: the task is undecided with the reason, the rest goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from certify.outcome import CRASH, LIMIT, Limits, Outcome
from certify.runner import run

TOY = Path(__file__).parent / "toy"
SHORT = Limits(timeout=0.3, memory=1 << 30)
LONG = Limits(timeout=20.0)


@pytest.fixture(autouse=True)
def toy_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOY))


def outcomes(tasks: list[dict], limits: Limits = LONG, jobs: int = 2, target: str = "toy_target:act") -> list[Outcome]:
    found = {number: outcome for number, (outcome, _) in run(tasks, limits, jobs, target=target)}
    assert sorted(found) == list(range(len(tasks)))
    return [found[k] for k in range(len(tasks))]


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether the process has ended (a zombie that waits for another parent counts as ended)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, ValueError):
            return int(path.read_text())
        time.sleep(0.01)
    raise AssertionError(f"{path} was not written")


def test_every_task_has_its_own_answer() -> None:
    names = ["prove", "refute", "undecide"] * 7
    assert [o.status for o in outcomes([{"do": n} for n in names], jobs=3)] == ["proved", "refuted", "undecided"] * 7


def test_no_tasks() -> None:
    assert outcomes([]) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_are_used_again_and_are_no_more_than_jobs(jobs: int) -> None:
    pids = {o.reason for o in outcomes([{"do": "pid"}] * 20, jobs=jobs)}
    assert 1 <= len(pids) <= jobs
    assert str(os.getpid()) not in pids


def test_a_large_certificate_arrives_whole() -> None:
    [(_, (_, certificate))] = run([{"do": "large"}], LONG, 1, target="toy_target:act")
    assert certificate == b"x" * 5_000_000


BAD = {
    "raise": (CRASH, "ZeroDivisionError: in the toy"),
    "recursion": (CRASH, "RecursionError"),
    "segfault": (CRASH, "SIGSEGV"),
    "abort": (CRASH, "SIGABRT: something is wrong"),
    "exit": (CRASH, "exit status 0"),
    "quit": (CRASH, "exit status 7"),
    "nonsense": (CRASH, "TypeError"),
    "half": (CRASH, "exit status 0"),
    "junk": (CRASH, "cannot be read"),
    "memory": (LIMIT, "out of memory (0.5 GiB)"),
    "flint memory": (LIMIT, "out of memory"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_task_that_breaks_its_process_is_undecided_and_the_others_go_on(what: str) -> None:
    kind, words = BAD[what]
    first, bad, *others = outcomes(
        [{"do": name} for name in ("prove", what, "refute", "prove")], Limits(20.0, 1 << 29), 1
    )
    assert first.status == "proved"
    assert [o.status for o in others] == ["refuted", "proved"]
    assert (bad.status, bad.kind) == ("undecided", kind)
    assert words in bad.reason
    assert "\n" not in bad.reason


@pytest.mark.parametrize("what", ["hang", "hang in C"])
def test_a_task_that_does_not_stop_is_stopped(what: str) -> None:
    start = time.monotonic()
    bad, *others = outcomes([{"do": what}, {"do": "prove"}, {"do": "prove"}], SHORT, 1)
    assert [o.status for o in others] == ["proved", "proved"]
    assert (bad.status, bad.kind) == ("undecided", LIMIT)
    assert "out of time (0.3 s)" in bad.reason
    assert time.monotonic() - start < 60


def test_all_kinds_of_trouble_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    tasks = [{"do": name} for bad in ("raise", "segfault", "hang", "abort", "exit", "junk") for name in (bad, "prove")]
    assert [o.status for o in outcomes(tasks, SHORT, 3)] == ["undecided", "proved"] * 6
    assert capfd.readouterr() == ("", "")


def test_what_a_worker_prints_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    assert outcomes([{"do": "loud"}])[0].status == "proved"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_worker_killed_from_outside(tmp_path: Path, number: signal.Signals) -> None:
    sign = tmp_path / "pid"

    def kill() -> None:
        os.kill(wait_for(sign), number)

    thread = threading.Thread(target=kill)
    thread.start()
    bad, *others = outcomes([{"do": "hang", "sign": str(sign)}, {"do": "prove"}, {"do": "prove"}])
    thread.join()
    assert [o.status for o in others] == ["proved", "proved"]
    assert (bad.status, bad.kind) == ("undecided", CRASH)
    assert number.name in bad.reason or "KeyboardInterrupt" in bad.reason


def test_a_stopped_worker_does_not_hold_up_the_run(tmp_path: Path) -> None:
    sign = tmp_path / "pid"
    thread = threading.Thread(target=lambda: os.kill(wait_for(sign), signal.SIGSTOP))
    thread.start()
    bad, good = outcomes([{"do": "sleep", "seconds": 0.2, "sign": str(sign)}, {"do": "prove"}], SHORT, 1)
    thread.join()
    assert (bad.kind, good.status) == (LIMIT, "proved")


def test_a_worker_that_cannot_start() -> None:
    found = outcomes([{"do": "prove"}] * 3, target="no_such_module:act")
    assert {(o.status, o.kind) for o in found} == {("undecided", CRASH)}
    assert "before it began" in found[0].reason
    assert "no_such_module" in found[0].reason


def test_a_memory_limit_too_small_to_start_in() -> None:
    [outcome] = outcomes([{"do": "prove"}], Limits(5.0, 1 << 20))
    assert outcome.status == "undecided"


def test_the_memory_limit_is_that_of_the_option() -> None:
    task = {"do": "allocate", "bytes": 400_000_000}
    assert outcomes([task], Limits(20.0, 4 << 30))[0].status == "proved"
    assert outcomes([task], Limits(20.0, 400_000_000))[0].reason == "out of memory (0.373 GiB)"


@pytest.mark.parametrize("how", ["close", "throw", "drop"])
def test_no_process_is_left_when_the_caller_stops_early(tmp_path: Path, how: str) -> None:
    signs = [tmp_path / str(k) for k in range(2)]
    stream = run([{"do": "prove"}] + [{"do": "hang", "sign": str(s)} for s in signs], LONG, 2, target="toy_target:act")
    next(stream)
    pids = [wait_for(signs[0])]
    if how == "close":
        stream.close()
    elif how == "throw":
        with pytest.raises(KeyboardInterrupt):
            stream.throw(KeyboardInterrupt)
    else:
        del stream
    assert all(gone(pid, 0.5) for pid in pids)


def test_what_a_task_has_started_ends_with_it(tmp_path: Path) -> None:
    child = tmp_path / "child"
    [outcome] = outcomes([{"do": "grandchild", "child": str(child)}], SHORT)
    assert outcome.kind == LIMIT
    assert gone(wait_for(child))


ORPHAN = """
from certify.outcome import Limits
from certify.runner import run
import sys
tasks = [{"do": sys.argv[1], "sign": sys.argv[2]}, {"do": "sleep", "seconds": 1000}]
list(run(tasks, Limits(0.5), 2, target="toy_target:act"))
"""


def test_a_worker_does_not_outlive_a_killed_runner(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TOY), str(TOY.parents[2])])}
    sign = tmp_path / "pid"
    runner = subprocess.Popen([sys.executable, "-c", ORPHAN, "hang in C", str(sign)], env=environment)
    pid = wait_for(sign)
    runner.kill()
    runner.wait()
    assert gone(pid, 20)


def test_the_time_limit_is_told_to_the_task() -> None:
    assert outcomes([{"do": "timeout"}], Limits(7.5))[0].reason == "7.5"


def test_starts_are_told() -> None:
    begun: list[int] = []
    list(run([{"do": "prove"}] * 5, LONG, 2, target="toy_target:act", on_start=begun.append))
    assert begun == [0, 1, 2, 3, 4]
