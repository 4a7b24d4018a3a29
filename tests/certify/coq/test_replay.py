"""What Coq says: planted falsehoods do not compile, axioms are noticed, and the record is tied to the files."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from pathlib import Path

import pytest

from certify.coq import replay
from certify.coq.files import File, arrange, write
from certify.coq.replay import Record, Replay, assumptions, compile_all, compile_library
from certify.coq.terms import Unstated
from certify.coq.theorem import Theorem, theorem
from certify.errors import InputError
from certify.ledger import Claim

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")

THOROUGH = bool(os.environ.get("DEPTHCERT_THOROUGH"))
WEIGHT = "(1 - x**2)**((d - 3)/2), x, -1, 1)"
MASS = f"gamma(d/2)/(sqrt(pi)*gamma((d - 1)/2))*integral({WEIGHT}"
TRUE = [
    Claim("abs", "abs(a*u) <= 2*a", where=["a >= 0", "-2 <= u <= 2"]),
    Claim("interval", "exp(x) <= 11/4 + sin(x)/100", where=["0 <= x <= 1"]),
    Claim("dimension", "harmonic_dim(d, n+1) >= harmonic_dim(d, n)", where=["d in ZZ", "d >= 2", "n in ZZ", "n >= 0"]),
    Claim("cases", "harmonic_dim(d, 2) >= ceil(sqrt(d))", where=["d in ZZ", "2 <= d <= 9"]),
    Claim("mass", f"{MASS} == 1", where=["d in ZZ", "d >= 2"]),
    Claim("fourth-moment", f"{MASS.replace('integral(', 'integral(x**4*')} == 3/(d*(d + 2))", where=["d in ZZ", "d >= 2"]),
    Claim("orthogonal", "integral(legendre(n, 4, x)*legendre(m, 4, x)*sqrt(1 - x**2), x, -1, 1) == 0",
          where=["n in ZZ", "1 <= n <= 9", "m in ZZ", "0 <= m <= 8", "m < n"]),
    Claim("circle", "sin(2*x)**2 + cos(2*x)**2 == 1", where=["x in RR"]),
]  # fmt: skip
FALSE = [
    Claim("abs-too-far", "abs(a*u) <= 199/100*a", where=["a >= 0", "-2 <= u <= 2"]),
    Claim("interval-at-end", "exp(x) <= 271/100", where=["0 <= x <= 1"]),
    Claim("strict-at-contact", "(a - b)**2 > 0", where=["a in RR", "b in RR"]),
    Claim("identity-off-by-one", "(n + 1)*(n + d) == n**2 + n*d + n + d + 1", where=["n in ZZ", "n >= 1", "d in RR"]),
    Claim("dimension-wrong", "harmonic_dim(d, 1) == d + 1", where=["d in ZZ", "d >= 2"]),
    Claim("one-case-fails", "harmonic_dim(d, 2) >= 3", where=["d in ZZ", "2 <= d <= 9"]),
    Claim("legendre-wrong", "legendre(2, d, x) == (d*x**2 - 1)/d", where=["d in ZZ", "d >= 2", "x in RR"]),
    Claim("floor-too-high", "floor(m) >= m - 1/2", where=["m > 0"]),
    Claim("sine-between", "sin(pi*m) == 0", where=["m >= 0"]),
    Claim("binomial-falls", "binomial(n, 2) >= binomial(n + 1, 2)", where=["n in ZZ", "n >= 1"]),
    Claim("second-moment-wrong", f"{MASS.replace('integral(', 'integral(x**2*')} == 1/(d + 1)", where=["d in ZZ", "d >= 2"]),
    Claim("norm-as-orthogonal", "integral(legendre(n, 5, x)*legendre(m, 5, x)*(1 - x**2), x, -1, 1) == 0",
          where=["n in ZZ", "1 <= n <= 3", "m in ZZ", "0 <= m <= 3", "m <= n"]),
    Claim("another-weight", "integral(legendre(n, 5, x)*legendre(m, 5, x), x, -1, 1) == 0",
          where=["n in ZZ", "1 <= n <= 3", "m in ZZ", "0 <= m <= 2", "m < n"]),
]  # fmt: skip
# Not defined throughout their ranges, though true of Coq's total functions or close to it.
UNDEFINED = [
    Claim("quotient", "a/b*b == a", where=["a in RR", "b in RR"]),
    Claim("quotient-by-zero", "1/(a - a) == 0", where=["a in RR"]),
    Claim("reciprocal-at-zero", "1/x >= 0", where=["x >= 0"]),
    Claim("root-of-negative", "sqrt(x)**2 == x", where=["x >= -1"]),
    Claim("root-below-zero", "sqrt(-x) == 0", where=["x >= 1"]),
    Claim("logarithm-below-zero", "log(x) <= 0", where=["-1 <= x <= 1"]),
    Claim("power-of-negative", "x**y > 0", where=["-2 <= x <= -1", "0 <= y <= 1"]),
    Claim("negative-power-of-zero", "x**n >= 0", where=["x >= 0", "n in ZZ"]),
    Claim("tangent", "tan(x)*cos(x) == sin(x)", where=["x in RR"]),
    Claim("arcsine", "asin(x) <= 2", where=["0 <= x <= 2"]),
    Claim("gamma-at-zero", "gamma(n) >= 0", where=["n in ZZ", "n >= 0"]),
    Claim("binomial-of-negative", "binomial(n, 2) >= 0", where=["n in ZZ", "n >= -2"]),
    Claim("dimension-one", "harmonic_dim(d, 0) == 1", where=["d in ZZ", "d >= 1"]),
    Claim("legendre-in-dimension-one", "legendre(2, d, 1) == 1", where=["d in ZZ", "d >= 1"]),
    Claim("negative-degree", "harmonic_dim(3, n) >= 0", where=["n in ZZ", "n >= -1"]),
    Claim("mass-in-dimension-one", f"{MASS} == 1", where=["d in ZZ", "d >= 1"]),
    Claim("divergent", "integral((1 - x**2)**(-1), x, -1, 1) >= 0", where=["a in RR"]),
    Claim("odd-and-divergent", "integral(x*(1 - x**2)**(-3/2), x, -1, 1) == 0", where=["a in RR"]),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coq")
    write([], folder)
    compile_library(folder)
    return folder


def run(theorems: list[Theorem], folder: Path, seconds: int = 20) -> list[Replay]:
    files = arrange(theorems)
    write(files, folder)
    return list(compile_all(files, folder, seconds=seconds, jobs=2))


def stated(claims: list[Claim]) -> list[Theorem]:
    found = []
    for claim in claims:
        try:
            found.append(theorem(claim))
        except (InputError, Unstated):
            continue
    return found


@needs_coq
@pytest.mark.slow
def test_true_claims_compile(library: Path) -> None:
    assert [r.reason for r in run([theorem(c) for c in TRUE], library)] == [""] * len(TRUE)


@needs_coq
@pytest.mark.slow
def test_false_and_undefined_claims_do_not_compile(library: Path) -> None:
    planted = stated([*FALSE, *UNDEFINED])
    assert len(planted) >= len(FALSE) + len(UNDEFINED) - 6
    if not THOROUGH:
        planted = planted[::3]
    files = [File(f"P{number}", (t,)) for number, t in enumerate(planted)]
    write(files, library)
    found = compile_all(files, library, seconds=60 if THOROUGH else 3, jobs=2)
    assert [r.theorem.claim.id for r in found if r.replayed] == []


@needs_coq
@pytest.mark.slow
def test_an_axiom_is_noticed(library: Path) -> None:
    good, other = theorem(TRUE[0]), theorem(TRUE[1])
    cheat = f"Abort.\nAxiom cheat : False.\nTheorem {good.name} : 0 = 1.\nProof.\n  destruct cheat."
    for proof, reason in ((cheat, "rests on cheat"), ("Admitted.\nGoal True.\n  exact I.", f"rests on {good.name}")):
        assert [r.reason for r in run([dataclasses.replace(good, proof=proof), other], library)] == [reason, ""]


@needs_coq
@pytest.mark.slow
def test_a_file_changed_behind_our_back_does_not_count(library: Path) -> None:
    good = theorem(TRUE[0])
    (file,) = arrange([good])
    write([file], library)
    path = library / f"{file.module}.v"
    path.write_text(path.read_text().replace("2 * a", "3 * a"))
    (found,) = compile_all([file], library, seconds=20, jobs=1)
    assert found.reason == "the file was changed"


@needs_coq
@pytest.mark.slow
def test_what_fails_or_takes_too_long_leaves_the_others_in_the_file(library: Path) -> None:
    good = [theorem(c) for c in (TRUE[0], TRUE[7])]  # a second or two each, with what they load
    endless = dataclasses.replace(theorem(TRUE[2]), proof="  repeat (assert True by trivial).")
    wrong = dataclasses.replace(theorem(TRUE[3]), proof="  lra.")
    found = run([good[0], wrong, endless, good[1]], library, 5)
    assert [r.replayed for r in found] == [True, False, False, True]
    assert "line" in found[1].reason and "5 s" in found[2].reason
    (kept,) = arrange(good)
    assert (library / f"{kept.module}.v").read_text() == kept.text


def test_a_line_belongs_to_its_theorem() -> None:
    file = File("F", tuple(theorem(c) for c in TRUE))
    lines = file.text.splitlines()
    for t in file.theorems:
        first = lines.index(f"Theorem {t.name} :") + 1
        assert file.at_line(first) is t and file.at_line(first + 1) is t
    assert file.at_line(1) is None and file.at_line(len(lines)) is None


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
