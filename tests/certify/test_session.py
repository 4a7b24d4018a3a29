"""Results from the cache, from the runner, and the folder of certificates."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pytest

from certify import session
from certify.cache import Cache
from certify.ledger import argued, claim, missing
from certify.outcome import Limits
from certify.session import Certificates, evaluate, last_word

TOY = Path(__file__).parent / "toy"


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The toy prover, which writes down what it is asked."""
    path = tmp_path / "log"
    path.touch()
    monkeypatch.setenv("TOY_LOG", str(path))
    monkeypatch.syspath_prepend(str(TOY))
    monkeypatch.setattr(session, "run", functools.partial(session.run, target="toy_target:work"))
    return path


def asked(log: Path) -> int:
    return len(log.read_text().splitlines())


CLAIMS = [claim("a", "0 < 1"), claim("b", "x >= 2*x", where=["x in RR"]), claim("c", "x**2 >= 0", where=["x in RR"])]


def statuses(**rest: object) -> dict[str, str | None]:
    return {r.step.id: r.status for r in evaluate(CLAIMS, Limits(), 2, **rest)}  # type: ignore[arg-type]


def test_the_second_time_nothing_is_proved_again(tmp_path: Path, log: Path) -> None:
    cache = Cache(tmp_path / ".certify")
    expected = {"a": "proved", "b": "refuted", "c": "undecided"}
    assert statuses(cache=cache) == expected
    assert asked(log) == 3
    again = list(evaluate(CLAIMS, Limits(), 2, cache=cache))
    assert {r.step.id: r.status for r in again} == expected
    assert all(r.cached for r in again)
    assert asked(log) == 3
    assert statuses() == expected
    assert asked(log) == 6
    assert {r.status for r in evaluate(CLAIMS, Limits(timeout=11.0), 2, cache=cache)} == set(expected.values())
    assert asked(log) == 7  # the undecided one has more time now


def test_what_is_done_before_a_stop_is_kept(tmp_path: Path, log: Path) -> None:
    cache = Cache(tmp_path / ".certify")
    claims = [CLAIMS[0], claim("hang", "0 < 9")]
    stream = evaluate(claims, Limits(), 1, cache=cache)
    assert next(stream).step is claims[0]
    with pytest.raises(KeyboardInterrupt):
        stream.throw(KeyboardInterrupt)
    assert cache.load(claims[0].statement, Limits()) is not None
    assert [r.cached for r in evaluate(claims[:1], Limits(), 1, cache=cache)] == [True]


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"{}\n{}\n{}"])
def test_a_damaged_entry_is_proved_again(tmp_path: Path, log: Path, damage: bytes) -> None:
    cache = Cache(tmp_path / ".certify")
    statuses(cache=cache)
    for path in (tmp_path / ".certify" / "cache").iterdir():
        path.write_bytes(damage)
    assert statuses(cache=cache) == {"a": "proved", "b": "refuted", "c": "undecided"}
    assert asked(log) == 6
    statuses(cache=cache)
    assert asked(log) == 6


def test_crashes_are_tried_again(tmp_path: Path, log: Path) -> None:
    cache = Cache(tmp_path / ".certify")
    for expected in (1, 2):
        [result] = evaluate([claim("crash", "0 < 10")], Limits(), 1, cache=cache)
        assert result.status == "undecided"
        assert asked(log) == expected


@pytest.mark.parametrize("warm", [False, True])
def test_the_folder_of_certificates(tmp_path: Path, warm: bool) -> None:
    cache, folder = Cache(tmp_path / ".certify"), tmp_path / "deep" / "certificates"
    if warm:
        statuses(cache=cache)
    certificates = Certificates(folder)
    paths = {r.step.id: r.certificate for r in evaluate(CLAIMS, Limits(), 2, cache=cache, certificates=certificates)}
    certificates.close()
    assert paths == {"a": folder / "a.cert.json", "b": folder / "b.cert.json", "c": None}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["schema"] == "certify.manifest/1"
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "a.cert.json", "b.cert.json", ".lock"}
    for entry, (step, status) in zip(
        sorted(manifest["certificates"], key=lambda e: e["id"]),
        [(CLAIMS[0], "proved"), (CLAIMS[1], "refuted")],
        strict=True,
    ):
        data = (folder / entry["file"]).read_bytes()
        assert json.loads(data) == {"toy": status}
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert (entry["id"], entry["statement"], entry["verdict"]) == (step.id, step.statement.digest, status)


def test_the_last_word_proves_nothing(tmp_path: Path, log: Path) -> None:
    cache = Cache(tmp_path / ".certify")
    assert [last_word(c, cache) for c in CLAIMS] == ["-"] * 3
    assert asked(log) == 0
    statuses(cache=cache)
    assert [last_word(c, cache) for c in CLAIMS] == [
        "proved, checked",
        "refuted, not independently checked",
        "undecided",
    ]
    assert last_word(argued("x", "words", guard="g"), cache) == "argued"
    assert last_word(missing("x", "words"), cache) == "none yet"
    assert asked(log) == 3
