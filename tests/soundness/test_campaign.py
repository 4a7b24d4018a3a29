"""A short run of the campaign, and that its instruments notice what they are for."""

from __future__ import annotations

import json
import os
import random
import signal
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from certify.check.certificate import Outcome, check
from certify.check.proof import RULES
from certify.prove import prove
from certify.statement import Statement
from tests.soundness import campaign, edits
from tests.soundness.audit import audit, counterexample
from tests.soundness.balls import fails
from tests.soundness.campaign import run
from tests.soundness.edits import everywhere, statement_lines, try_edits
from tests.soundness.examples import MADE, NAMED, WRITTEN, certificate, example, rules
from tests.soundness.parts import PARTS, Part, mutants, places
from tests.soundness.planted import KINDS, planted
from tests.soundness.record import Tally, read, total
from tests.soundness.sources import Source, by_hand, changes


def test_a_short_run(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    run(path, 1, 2, tuple(PARTS), seconds=600, most=2)
    sums = total(read([path]))
    assert [f for _, _, tally in sums.values() for f in tally.failures] == []
    assert sums.keys() == PARTS.keys()
    assert all(sum(tally.counts.values()) > 0 for _, _, tally in sums.values())


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    run(path, 1, 1, ("functions",), seconds=60, most=6)
    lines = path.read_text().splitlines()
    assert sorted(line.item for line in read([path])) == list(range(6))
    path.write_text("\n".join([*lines[:3], lines[3][:20]]))  # killed in the middle of a line
    run(path, 1, 1, ("functions",), seconds=60, most=6)
    assert sorted(line.item for line in read([path])) == list(range(6))
    assert path.read_text().splitlines()[:4] == [*lines[:3], lines[3][:20]]
    size = path.stat().st_size
    run(path, 1, 1, ("functions",), seconds=60, most=6)
    assert path.stat().st_size == size
    run(path, 2, 1, ("functions",), seconds=60, most=2)
    assert total(read([path]))["functions"][0] == 8


def test_what_ends_a_process_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The item that killed its process is not tried again, the others are; one without end is a failure."""

    def attempt(tally: Tally, number: int, chance: random.Random) -> None:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 3:
            raise ValueError("a crash")
        while number == 4:
            pass
        tally.counts["tried"] += 1

    monkeypatch.setitem(PARTS, "functions", Part(attempt, 1.0))
    monkeypatch.setattr(campaign, "LONGEST", 0.2)
    run(tmp_path / "r.jsonl", 1, 1, ("functions",), seconds=60, most=6, say=lambda text: None)
    items, _, tally = total(read([tmp_path / "r.jsonl"]))["functions"]
    assert items == 6
    assert tally.counts == {"tried": 3, "processes that died": 1, "took too long": 1}
    assert len(tally.failures) == 2 and any("a crash" in f for f in tally.failures)


@pytest.mark.parametrize("rule", sorted(MADE))
def test_certificates_by_hand(rule: str) -> None:
    assert check(MADE[rule]).status == "accepted"


@pytest.mark.parametrize("rule", sorted(WRITTEN))
def test_examples_use_their_rule(rule: str) -> None:
    assert rule in rules(certificate(rule, 20.0))


def test_every_rule_has_an_example() -> None:
    assert {*NAMED, *WRITTEN, *MADE} == RULES.keys()
    for name in NAMED:
        assert example(name).statement() is not None


def test_a_change_everywhere() -> None:
    data = {
        "claim": ["x + 3 >= 13"],
        "where": ["x >= 3"],
        "digest": "3",
        "proofs": [{"rule": "r3", "q": "3", "n": 3, "t": ["v3 + 3"]}],
    }
    seen = [everywhere(data, random.Random(k)) for k in range(60)]
    assert {"claim": ["x + ((3+1)/1) >= 13"], "where": ["x >= ((3+1)/1)"], "digest": "3",
            "proofs": [{"rule": "r3", "q": "((3+1)/1)", "n": 3, "t": ["v3 + ((3+1)/1)"]}]} in seen  # fmt: skip


def test_claims_by_hand() -> None:
    """Some of them; the campaign takes all."""
    tally = Tally()
    for number in range(5, len(by_hand()), 9):
        PARTS["claims by hand"].attempt(tally, number, random.Random(number))
    assert tally.failures == []
    assert {kind.partition(":")[0] for kind in tally.counts} >= {"true", "false", "undefined"}


def test_planted_falsehoods_are_false() -> None:
    kinds = set()
    for source in (
        Source("a", "exp(x) >= 1 + x", ("0 <= x <= 1",)),
        Source("b", "2**n > n**2", ("n in ZZ", "n >= 5")),
        Source("c", "x*(1 - x) <= 1/4", ("0 <= x <= 1",)),
    ):
        for kind, false in planted(source, random.Random(2)):
            kinds.add(kind)
            assert prove(false, timeout=5).status == "refuted", (kind, false.lines)
    assert kinds == set(KINDS)


def test_every_piece_is_changed() -> None:
    found = [new.text for new in changes("2*x**3 >= sin(x) - 1/4")]
    for new in ("((2+1)/1)*x**3 >= sin(x) - 1/4", "2/x**3 >= sin(x) - 1/4", "2*x**((3-1)/1) >= sin(x) - 1/4", "2*x**3 < sin(x) - 1/4",
                "2*x**3 >= cos(x) - 1/4", "2*x**3 >= sin(x) + 1/4", "2*x**3 >= sin(x) - (1*99/(100*4))"):  # fmt: skip
        assert new in found
    assert 5_000 < places() < len(mutants())


@pytest.mark.parametrize(("text", "point", "failing"), [
    ("x >= 0", {"x": 0}, False), ("x > 0", {"x": 0}, True), ("sqrt(x) < 3/2", {"x": 2}, False), ("log(x) >= 0", {"x": -1}, None),
    ("sum(1/k, k, 1, 3) == 11/6", {}, False), ("sum(k, k, 1, 3) != 6", {}, True), ("binomial(5, 2) == 11", {}, True),
    ("exp(x) <= 1", {"x": Fraction(1, 10**200)}, True), ("0**x == 1", {"x": 0}, None), ("cosh(x)**2 - sinh(x)**2 == 1", {"x": 40}, False),
])  # fmt: skip
def test_balls(text: str, point: dict[str, Fraction | int], failing: bool | None) -> None:
    (r,) = Statement.parse(text, [f"{n} in RR" for n in point]).relations
    assert fails(r, point, frozenset()) is failing


def test_an_accepted_falsehood_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker that accepts everything is noticed."""
    data = dict(prove("x**2 + 1 > x", ["0 <= x <= 3"], timeout=5).certificate or {})

    def gullible(text: bytes) -> Outcome:
        root = json.loads(text)
        return Outcome("accepted", "", root["verdict"], statement_lines(root) or ())

    monkeypatch.setattr(edits, "check", gullible)
    monkeypatch.setattr(edits, "MOST_EDITS", 12)
    monkeypatch.setattr(edits, "MOST_EVERYWHERE", 6)
    tally = Tally()
    try_edits(data, [{"rule": "identity"}], tally, random.Random(1))
    assert any("false at" in f for f in tally.failures)


@pytest.mark.parametrize(
    "false", ["exp(x) >= 1 + x + x**2/2 + 1/1000", "sin(x) > x", "x**2 == x", "floor(x + 1/2) >= x"]
)
def test_false_claims_have_sampled_counterexamples(false: str) -> None:
    statement = Statement.parse(false, ["0 <= x <= 3"])
    assert counterexample(statement, random.Random(1), 200) is not None


def test_a_false_verdict_is_a_failure() -> None:
    true, false = (Statement.parse(f"x**2 + 1 {op} 2*x - 1", ["0 <= x <= 3"]) for op in (">", "<"))
    proof = prove(true, timeout=5)
    for statement, verdict in (
        (false, replace(proof, statement=false)),
        (true, replace(proof, status="refuted", witness={"x": "0"})),
    ):
        tally = Tally()
        audit(statement, verdict, tally, random.Random(1))
        assert tally.failures
    tally = Tally()
    audit(true, proof, tally, random.Random(1))
    assert tally.failures == []
    assert tally.counts == {"proved": 1, "checked": 1}
