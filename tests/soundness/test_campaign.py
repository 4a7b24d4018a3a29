"""A short run of the campaign, and that its instruments notice what they are for."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from certify.prove import prove
from certify.statement import Statement
from tests.soundness.audit import Tally, audit, counterexample
from tests.soundness.campaign import PARTS, run


def test_a_short_run() -> None:
    found = run(12, 1)
    assert [f for tally in found.values() for f in tally.failures] == []
    assert found.keys() == PARTS.keys()
    assert all(sum(tally.counts.values()) > 0 for tally in found.values())


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
