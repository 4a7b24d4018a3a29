"""Faults: a kill at any moment, a disk that is full, two runs at once, a clock that is changed.

Nothing that was reported is lost, nothing false is read back: what a folder of certificates or the cache says after the
fault is what the prover found, and the checker accepts it.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from certify.check.__main__ import main as check_folder
from certify.check.certificate import check

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("DEPTHCERT_FAULTS", "2"))
CLAIMS = {f"c{k}": (f"x**2 + {k} >= {2 * k % 7}*x - 20", "proved") for k in range(12)} | {
    "false": ("x**2 >= 1", "refuted")
}


def write_claims(folder: Path) -> None:
    tables = (
        f'[[claim]]\nid = "{name}"\nclaim = "{text}"\nwhere = ["0 <= x <= 3"]\n' for name, (text, _) in CLAIMS.items()
    )
    (folder / "f.toml").write_text('schema = "certify.claims/1"\n' + "".join(tables))


def start(folder: Path, *options: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "certify", "run", "f.toml", "--jobs", "1", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True, preexec_fn=before)  # fmt: skip


def statuses(text: str) -> dict[str, str]:
    return {r["id"]: r["status"] for r in json.loads(text)["results"]}


def expect_all(folder: Path, *options: str) -> dict[str, str]:
    """A run without faults in the same folder: everything is settled as it should be, and all certificates are accepted."""
    out, err = start(folder, "--json", "-", "--certificates", "out", *options).communicate(timeout=120)
    found = statuses(out)
    assert found == {name: status for name, (_, status) in CLAIMS.items()}, err
    assert check_folder([str(folder / "out")]) == 0
    return found


def nothing_false(folder: Path) -> int:
    """Every certificate that is there is whole, accepted, and of the right verdict; how many there are."""
    found = list((folder / "out").glob("*.cert.json"))
    for path in found:
        outcome = check(path.read_bytes())
        assert (outcome.status, outcome.verdict) == ("accepted", CLAIMS[path.name.partition(".")[0]][1])
    if (folder / "out" / "manifest.json").exists():
        assert check_folder([str(folder / "out")]) == 0
    return len(found)


@pytest.mark.parametrize("watched", ["out/*.cert.json", ".certify/cache/*"])
def test_a_kill_at_any_moment(tmp_path: Path, watched: str) -> None:
    """Once a few certificates, or entries of the cache, have been written: what is there stays, and is read back as it was."""
    chance = random.Random(watched)
    write_claims(tmp_path)
    counts = [0]
    for _ in range(COUNT):
        process = start(tmp_path, "--certificates", "out")
        deadline = time.monotonic() + 30
        many = min(chance.randrange(1, 4) + counts[-1], len(CLAIMS) - 1)  # so that something has begun to be written
        while process.poll() is None and time.monotonic() < deadline and len(list(tmp_path.glob(watched))) < many:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.03)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        counts.append(len(list(tmp_path.glob(watched))))
        nothing_false(tmp_path)
    assert counts == sorted(counts) and counts[-1] > 0  # what was there stays there
    expect_all(tmp_path)


@pytest.mark.parametrize("size", [0, 3000])
def test_a_full_disk(tmp_path: Path, size: int) -> None:
    """No file can grow beyond some bytes: the verdicts are told all the same or an error is, and nothing half-written is left."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    write_claims(tmp_path)
    process = start(tmp_path, "--certificates", "out", before=limit)
    out, err = process.communicate(timeout=120)
    assert process.returncode in (0, 1, 2) and "Traceback" not in out + err
    assert process.returncode == 2 or "12 proved" in out
    nothing_false(tmp_path)
    expect_all(tmp_path)


def test_two_runs_in_one_folder_of_certificates(tmp_path: Path) -> None:
    write_claims(tmp_path)
    runs = [start(tmp_path, "--certificates", "out", "--json", "-", *extra) for extra in ([], ["--no-cache"])]
    for process in runs:
        out, err = process.communicate(timeout=120)
        assert statuses(out) == {name: status for name, (_, status) in CLAIMS.items()}, err
    assert nothing_false(tmp_path) == len(CLAIMS)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {e["id"] for e in manifest["certificates"]} == CLAIMS.keys()


@pytest.mark.parametrize("shift", [-(10**9), 10**9])
def test_a_clock_that_is_changed(tmp_path: Path, shift: int) -> None:
    """Times of files say nothing: entries from another century are used or not, but never for another statement."""
    write_claims(tmp_path)
    first = expect_all(tmp_path)
    moment = time.time() + shift
    for path in tmp_path.rglob("*"):
        os.utime(path, (moment, moment))
    assert expect_all(tmp_path) == first


def test_a_cache_of_lies(tmp_path: Path) -> None:
    """Entries exchanged with each other, cut and with changed bytes: all count as absent."""
    write_claims(tmp_path)
    expect_all(tmp_path)
    paths = sorted((tmp_path / ".certify" / "cache").iterdir())
    contents = [p.read_bytes() for p in paths]
    for k, path in enumerate(paths):
        data = contents[(k + 1) % len(paths)]
        path.write_bytes([data, data[: len(data) // 2], data.replace(b'"proved"', b'"refuted"')][k % 3])
    expect_all(tmp_path)
