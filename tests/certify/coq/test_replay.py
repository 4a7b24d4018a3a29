"""What Coq says: planted falsehoods do not compile, axioms are noticed, and the record is tied to the files."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

from certify.coq import replay
from certify.coq.replay import Record, Replay, assumptions, compile_all, compile_library, write
from certify.coq.theorem import Theorem, theorem
from certify.errors import InputError
from certify.ledger import Claim

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")

TRUE = [
    Claim("abs", "abs(a*u) <= 2*a", where=["a >= 0", "-2 <= u <= 2"]),
    Claim("interval", "exp(x) <= 11/4 + sin(x)/100", where=["0 <= x <= 1"]),
    Claim("dimension", "harmonic_dim(d, n+1) >= harmonic_dim(d, n)", where=["d in ZZ", "d >= 2", "n in ZZ", "n >= 0"]),
    Claim("cases", "harmonic_dim(d, 2) >= ceil(sqrt(d))", where=["d in ZZ", "2 <= d <= 9"]),
]
FALSE = [
    Claim("abs-too-far", "abs(a*u) <= 199/100*a", where=["a >= 0", "-2 <= u <= 2"]),
    Claim("interval-at-end", "exp(x) <= 271/100", where=["0 <= x <= 1"]),
    Claim("strict-at-contact", "(a - b)**2 > 0", where=["a in RR", "b in RR"]),
    Claim("identity-off-by-one", "(n + 1)*(n + d) == n**2 + n*d + n + d + 1", where=["n in ZZ", "n >= 1", "d in RR"]),
    Claim("undefined", "a/b*b == a", where=["a in RR", "b in RR"]),
    Claim("dimension-wrong", "harmonic_dim(d, 1) == d + 1", where=["d in ZZ", "d >= 2"]),
    Claim("one-case-fails", "harmonic_dim(d, 2) >= 3", where=["d in ZZ", "2 <= d <= 9"]),
    Claim("legendre-wrong", "legendre(2, d, x) == (d*x**2 - 1)/d", where=["d in ZZ", "d >= 2", "x in RR"]),
    Claim("root-of-negative", "sqrt(x)**2 == x", where=["x >= -1"]),
    Claim("floor-too-high", "floor(m) >= m - 1/2", where=["m > 0"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coq")
    write([], folder)
    compile_library(folder)
    return folder


def run(theorems: list[Theorem], folder: Path) -> list[Replay]:
    write(theorems, folder)
    return list(compile_all(theorems, folder, seconds=20, jobs=2))


@needs_coq
@pytest.mark.slow
def test_true_claims_compile_and_false_ones_do_not(library: Path) -> None:
    assert [r.reason for r in run([theorem(c) for c in TRUE], library)] == [""] * len(TRUE)
    assert [r.theorem.claim.id for r in run([theorem(c) for c in FALSE], library) if r.replayed] == []


@needs_coq
@pytest.mark.slow
def test_an_axiom_is_noticed(library: Path) -> None:
    good = theorem(TRUE[0])
    cheat = "Abort.\nAxiom cheat : False.\nTheorem claim : 0 = 1.\nProof.\n  destruct cheat."
    for proof, reason in ((cheat, "rests on cheat"), ("Admitted.\nGoal True.\n  exact I.", "rests on claim")):
        (found,) = run([dataclasses.replace(good, proof=proof)], library)
        assert found.reason == reason


@needs_coq
@pytest.mark.slow
def test_a_file_changed_behind_our_back_and_one_that_takes_too_long_do_not_count(library: Path) -> None:
    good = theorem(TRUE[0])
    write([good], library)
    path = library / f"{good.module}.v"
    path.write_text(path.read_text().replace("2 * a", "3 * a"))
    (found,) = compile_all([good], library, seconds=20, jobs=1)
    assert found.reason == "the file was changed"
    (found,) = run([dataclasses.replace(good, proof="  repeat (assert True by trivial).")], library)[:1]
    assert not found.replayed


def test_coq_is_asked_for_when_it_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="apt-get install coq libcoq-interval libcoq-coquelicot"):
        compile_library(tmp_path)


@pytest.mark.parametrize(
    ("output", "names"),
    [
        ("Closed under the global context\n", ()),
        ("Axioms:\nA.b : forall P : Prop,\n  P\nlong_name\n  : nat -> nat\n", ("A.b", "long_name")),
        ("Axioms:\n", ()),
        ("", None),
        ("Axioms:\n(strange)\n", None),
        ("Warning: x\nAxioms:\nA : B\n", None),
    ],
)
def test_reading_print_assumptions(output: str, names: tuple[str, ...] | None) -> None:
    assert assumptions(output) == names


@pytest.mark.parametrize(
    "name", ["cheat", "Classical_Prop.classic2", "FloatAxioms.add_spec", "XPrimInt63.int", "Uint63."]
)
def test_other_axioms_are_not_allowed(name: str) -> None:
    assert not replay.ALLOWED.fullmatch(name)


def test_the_record_holds_for_the_very_files(tmp_path: Path) -> None:
    record = Record(tmp_path / "r" / "coq.json")
    one, other = theorem(TRUE[0]), theorem(TRUE[1])
    record.add(Replay(one, "", (), 1.0))
    record.add(Replay(other, "line 3: no", (), 1.0))
    record.save()
    again = Record.load(record.path)
    assert again.holds(one) and not again.holds(other)
    assert not again.holds(dataclasses.replace(one, proof="  parts."))
    again.add(Replay(one, "not done within 1 s", (), 1.0))
    assert not again.holds(one)


def test_a_record_that_was_edited_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(tmp_path / "coq.json")
    one, other = theorem(TRUE[0]), theorem(TRUE[1])
    record.add(Replay(one, "", (), 1.0))
    record.save()
    whole = record.path.read_bytes()
    record.path.write_bytes(whole.replace(one.digest.encode(), other.digest.encode()))
    assert Record.load(record.path).entries == {}
    for data in (b"", b"{}", whole[:-5], b"x\n" + json.dumps([]).encode()):
        record.path.write_bytes(data)
        assert Record.load(record.path).entries == {}
    record.path.write_bytes(whole)
    assert Record.load(record.path).holds(one)
    monkeypatch.setattr(replay, "library_digest", lambda: "another")
    assert Record.load(record.path).entries == {}
