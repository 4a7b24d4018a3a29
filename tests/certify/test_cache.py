"""A cache that lies is worse than none: whatever is done to an entry, it is used as it was written or not at all."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify import cache as cache_module
from certify.cache import Cache
from certify.outcome import CRASH, INPUT, LIMIT, Limits, Outcome
from certify.statement import Statement

STATEMENT = Statement.parse("1 - x >= exp(-2*x)", ["0 <= x <= 79/100"])
OTHER = Statement.parse("1 - x >= exp(-3*x)", ["0 <= x <= 79/100"])
LIMITS = Limits(timeout=10.0, memory=1 << 32)
PROVED = Outcome("proved", method="boxes", margin="1/8", seconds=0.25)
REFUTED = Outcome("refuted", method="witness", witness={"x": "1/2"}, seconds=0.25)
UNDECIDED = Outcome("undecided", "out of time", closest="x in [0, 1]", seconds=10.0)
CERTIFICATE = b'{"rule":"boxes","tree":["v"]}'


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / ".certify")


def entry(cache: Cache) -> Path:
    [path] = (cache.directory / "cache").iterdir()
    return path


@pytest.mark.parametrize("outcome", [PROVED, REFUTED])
def test_what_is_stored_is_loaded(cache: Cache, outcome: Outcome) -> None:
    assert cache.load(STATEMENT, LIMITS) is None
    cache.store(STATEMENT, LIMITS, outcome, CERTIFICATE)
    assert cache.load(STATEMENT, LIMITS) == (outcome, CERTIFICATE)
    assert cache.load(STATEMENT, Limits(1e5, 1 << 40)) == (outcome, CERTIFICATE)
    assert cache.load(OTHER, LIMITS) is None
    assert not cache.problem


@given(
    st.builds(
        Outcome,
        st.just("proved"),
        st.text(),
        st.text(),
        st.none() | st.text(),
        closest=st.text(),
        seconds=st.floats(0, 1e9, allow_nan=False),
    ),
    st.binary(min_size=1).filter(lambda data: b"\n" not in data),
)
def test_every_outcome_survives(outcome: Outcome, certificate: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        cache.store(STATEMENT, LIMITS, outcome, certificate)
        assert cache.load(STATEMENT, LIMITS) == (outcome, certificate)


def test_every_changed_byte_is_noticed(cache: Cache) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    path = entry(cache)
    data = path.read_bytes()
    for position in range(len(data)):
        damaged = bytearray(data)
        damaged[position] ^= (1, 0x20, 0x80)[position % 3]
        path.write_bytes(damaged)
        assert cache.load(STATEMENT, LIMITS) is None, position
    for length in [*range(0, len(data), 11), len(data) - 1]:
        path.write_bytes(data[:length])
        assert cache.load(STATEMENT, LIMITS) is None, length
    for more in (b"\n", b"x", b"\0", data):
        path.write_bytes(data + more)
        assert cache.load(STATEMENT, LIMITS) is None
    path.write_bytes(data)
    assert cache.load(STATEMENT, LIMITS) == (PROVED, CERTIFICATE)


@given(st.data())
def test_no_mixture_of_two_entries_passes_for_a_third(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cache = Cache(Path(folder))
        cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
        path = entry(cache)
        first = path.read_bytes()
        cache.store(STATEMENT, LIMITS, REFUTED, b'{"rule":"other"}')
        second = path.read_bytes()
        cut, start = data.draw(st.integers(0, len(first))), data.draw(st.integers(0, len(second)))
        path.write_bytes(first[:cut] + second[start:])
        assert cache.load(STATEMENT, LIMITS) in (None, (PROVED, CERTIFICATE), (REFUTED, b'{"rule":"other"}'))


def test_a_damaged_entry_is_replaced(cache: Cache) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    entry(cache).write_bytes(b"rubbish")
    cache.store(STATEMENT, LIMITS, REFUTED, CERTIFICATE)
    assert cache.load(STATEMENT, LIMITS) == (REFUTED, CERTIFICATE)


def reseal(cache: Cache, change: object) -> None:
    """Change the head of an entry as somebody would who knows the seal."""
    path = entry(cache)
    _, head, certificate = path.read_bytes().split(b"\n", 2)
    data = json.loads(head)
    found = change(data)  # type: ignore[operator]
    body = json.dumps(data if found is None else found).encode() + b"\n" + certificate
    path.write_bytes(cache_module._seal(body) + b"\n" + body)


FORGERIES = {
    "no object": lambda data: [],
    "nothing in it": lambda data: {},
    "no key": lambda data: data.pop("key") and None,
    "other engine": lambda data: data["key"]["engine"].update(sources="0"),
    "other schema": lambda data: data["key"].update(schema="certify.cache/0"),
    "other digest": lambda data: data["key"].update(digest="0" * 64),
    "other lines": lambda data: data["key"].update(lines=[]),
    "no outcome": lambda data: data.pop("outcome") and None,
    "outcome no object": lambda data: data.update(outcome="proved"),
    "outcome with more": lambda data: data["outcome"].update(more=1),
    "outcome with less": lambda data: data["outcome"].pop("kind") and None,
    "unknown status": lambda data: data["outcome"].update(status="true"),
    "status no text": lambda data: data["outcome"].update(status=["proved"]),
    "decided by a crash": lambda data: data["outcome"].update(kind=CRASH),
    "refuted without witness": lambda data: data["outcome"].update(status="refuted"),
    "proved with witness": lambda data: data["outcome"].update(witness={"x": "1"}),
    "seconds not finite": lambda data: data["outcome"].update(seconds=float("nan")),
    "margin a number": lambda data: data["outcome"].update(margin=1),
    "no limits": lambda data: data.pop("limits") and None,
    "limits no object": lambda data: data.update(limits=3),
    "limits not a number": lambda data: (
        data["outcome"].update(status="undecided") or data["limits"].update(timeout=float("nan"))
    ),
    "limits of texts": lambda data: (
        data["outcome"].update(status="undecided") or data.update(limits={"timeout": "9", "memory": 1})
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_sealed_entry_of_the_wrong_shape_counts_as_absent(cache: Cache, name: str) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    reseal(cache, FORGERIES[name])
    assert cache.load(STATEMENT, LIMITS) is None


def test_a_decision_without_certificate_counts_as_absent(cache: Cache) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, b"")
    assert cache.load(STATEMENT, LIMITS) is None


def test_foreign_files_count_as_absent(cache: Cache) -> None:
    cache.store(OTHER, LIMITS, PROVED, CERTIFICATE)
    foreign = entry(cache)
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    [path] = [p for p in (cache.directory / "cache").iterdir() if p != foreign]
    for data in (foreign.read_bytes(), b"", b"{}", b"\n\n\n", b"\xff" * 1000, b"[" * 100_000):
        path.write_bytes(data)
        assert cache.load(STATEMENT, LIMITS) is None
    body = b"[" * 100_000 + b"\n"
    path.write_bytes(cache_module._seal(body) + b"\n" + body)
    assert cache.load(STATEMENT, LIMITS) is None
    path.unlink()
    path.mkdir()
    assert cache.load(STATEMENT, LIMITS) is None


def test_another_engine_does_not_use_the_entry(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    for change in ("version", "sources", "python-flint", "python"):
        monkeypatch.setattr(cache_module, "engine", lambda c=change: {**real(), c: "another"})
        assert cache.load(STATEMENT, LIMITS) is None
        monkeypatch.undo()
    assert cache.load(STATEMENT, LIMITS) is not None


real = cache_module.engine


def test_a_changed_source_is_another_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import shutil

    from certify import engine as engine_module

    copy = tmp_path / "certify"
    shutil.copytree(Path(engine_module.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(engine_module, "__file__", str(copy / "engine.py"))
    fresh = engine_module.engine.__wrapped__
    before = fresh()
    assert before == fresh()
    (copy / "methods" / "__init__.py").write_text("# one more line\n")
    middle = fresh()
    assert middle != before
    (copy / "methods" / "__init__.py").rename(copy / "methods" / "moved.py")
    assert fresh() not in (before, middle)


def test_the_witness_keeps_the_names_of_its_claim(cache: Cache) -> None:
    mine, yours = Statement.parse("x > 1", ["x > 0"]), Statement.parse("y > 1", ["y > 0"])
    assert mine.digest == yours.digest
    cache.store(mine, LIMITS, Outcome("refuted", witness={"x": "1"}), CERTIFICATE)
    assert cache.load(yours, LIMITS) is None
    cache.store(yours, LIMITS, Outcome("refuted", witness={"y": "1"}), CERTIFICATE)
    found = [cache.load(s, LIMITS) for s in (mine, yours)]
    assert [list(f[0].witness or ()) for f in found if f] == [["x"], ["y"]]


@pytest.mark.parametrize("outcome", [UNDECIDED, dataclasses.replace(UNDECIDED, kind=LIMIT)])
def test_undecided_holds_only_for_limits_that_are_no_larger(cache: Cache, outcome: Outcome) -> None:
    cache.store(STATEMENT, LIMITS, outcome, b"")
    same = (outcome, b"")
    assert cache.load(STATEMENT, LIMITS) == same
    assert cache.load(STATEMENT, Limits(9.9, 1 << 31)) == same
    assert cache.load(STATEMENT, Limits(10.1, 1 << 32)) is None
    assert cache.load(STATEMENT, Limits(10.0, (1 << 32) + 1)) is None


@pytest.mark.parametrize("kind", [CRASH, INPUT])
def test_crashes_and_bad_input_are_not_kept(cache: Cache, kind: str) -> None:
    cache.store(STATEMENT, LIMITS, dataclasses.replace(UNDECIDED, kind=kind), b"")
    assert cache.load(STATEMENT, LIMITS) is None


def test_a_place_that_cannot_be_written_to_costs_the_cache_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    assert "results are not kept" in cache.problem
    assert cache.load(STATEMENT, LIMITS) is None
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    assert (tmp_path / "file").read_text() == "in the way"


def test_git_does_not_see_the_directory(cache: Cache) -> None:
    cache.store(STATEMENT, LIMITS, PROVED, CERTIFICATE)
    assert (cache.directory / ".gitignore").read_text() == "*\n"


def test_writers_and_readers_at_once(cache: Cache) -> None:
    outcomes = [dataclasses.replace(PROVED, reason=str(k) * 2000) for k in range(4)]
    expected = [(o, o.reason.encode()) for o in outcomes]
    cache.store(STATEMENT, LIMITS, *expected[0])
    seen, wrong = 0, []

    def write(k: int) -> None:
        for _ in range(15):
            cache.store(STATEMENT, LIMITS, *expected[k])

    threads = [threading.Thread(target=write, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        found = cache.load(STATEMENT, LIMITS)
        seen += 1
        if found not in expected:
            wrong.append(found)
    assert seen
    assert not wrong
    assert len(list((cache.directory / "cache").iterdir())) == 1


KILLED = """
import sys
from pathlib import Path
from certify.cache import Cache
from certify.outcome import Limits, Outcome
from certify.statement import Statement
cache, k = Cache(Path(sys.argv[1])), 0
statement = Statement.parse("1 - x >= exp(-2*x)", ["0 <= x <= 79/100"])
while True:
    k += 1
    cache.store(statement, Limits(), Outcome("proved", str(k)), b"x" * 300_000)
    print(k, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_entry(cache: Cache) -> None:
    for stop in (1, 3, 4):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(cache.directory)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert writer.stdout is not None
        for _ in range(stop):
            writer.stdout.readline()
        writer.kill()
        writer.wait()
        writer.stdout.close()
        [path] = [p for p in (cache.directory / "cache").iterdir() if p.suffix != ".tmp"]
        seal, _, body = path.read_bytes().partition(b"\n")
        assert seal == cache_module._seal(body)
        assert body.endswith(b"x" * 300_000)
