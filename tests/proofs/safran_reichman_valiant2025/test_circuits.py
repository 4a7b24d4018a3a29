"""The lemmas on circuits and networks: tags, guards, errata, and claims that notice a changed constant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certify.ledger import ARGUED, PROVED, REFUTED, Argued, Cited, Claim, Lemma, closure, evidence
from certify.prove import prove
from certify.statement import Statement
from proofs.safran_reichman_valiant2025 import (
    correlation,
    direct,
    embedding,
    fact1,
    network,
    theorem3,
    thresholds,
    widths,
)
from proofs.safran_reichman_valiant2025.errata_circuits import errata

ROOT = Path(__file__).parents[3]
LEMMAS: list[Lemma] = [
    thresholds.lemma8, thresholds.proposition9, embedding.embedding, fact1.fact1, network.example1, network.theorem4,
    correlation.correlation, widths.widths, direct.direct, theorem3.theorem3, theorem3.theorem2,
]  # fmt: skip
STEPS = [step for item in LEMMAS for step in item.steps]
CLAIMS = {f"{step.home.name}.{step.name}": step for step in STEPS if isinstance(step, Claim) and step.home}


def test_every_claim_of_the_list_occurs() -> None:
    tags = {tag for step in STEPS for tag in step.tags}
    assert {f"C-R{k}" for k in (11, 12, 13, 14, 15, 16)} <= tags
    assert {f"R-A{k}" for k in range(1, 6)} <= tags
    assert all(step.tags for step in STEPS)


def test_errata() -> None:
    assert {e.tag for e in errata} == {
        "R-G7", "R-G8", "R-G9", "R-G10", "R-G11", "R-G14", "R-G15", "R-G16", "R-G17", "R-S2", "R-S5", "R-S6",
    }  # fmt: skip
    for erratum in errata:
        assert erratum.where and erratum.printed and erratum.found and erratum.repair
        assert erratum.repaired is not None
        if erratum.kind == "false":
            assert erratum.witness is not None or erratum.sources != ["paper"]


@pytest.mark.parametrize("step", [s for s in STEPS if isinstance(s, Argued)], ids=lambda s: s.id)
def test_every_argued_step_is_guarded(step: Argued) -> None:
    path, _, name = step.guard.partition("::")
    assert re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(step.text) > 80
    assert step.uses


def test_our_route_cites_nothing_and_the_papers_does() -> None:
    ours = closure([theorem3.our_route])
    assert not any(isinstance(step, Cited) for step in ours)
    statuses = {step: PROVED for step in ours if isinstance(step, Claim)}
    assert evidence([theorem3.our_route], statuses) == ARGUED
    assert any(isinstance(step, Cited) for step in closure([theorem3.paper_route]))


# (claim, what is printed there, what it is changed to): each change makes a false statement
MUTATIONS = [
    ("thresholds.jump-formula", "+ 1/2) - 1/2", "- 1/2) - 1/2"),
    ("thresholds.middle-value", "<= delta", "<= 9*delta/10"),
    ("thresholds.pieces", "floor(t) + 1", "ceil(t) + 1"),
    ("thresholds.tanh-instance", "49/200", "6/25"),
    ("thresholds.jump-biases", "R + 1/2", "R + 2/5"),
    ("threshold_networks.width", "m**2*", "m*"),
    ("threshold_networks.instance", "<= 1/2", "<= 1/4"),
    ("embedding.fixed-z-weights", "3*d*C", "2*d*C"),
    ("embedding.weight-exponent", "d/10", "d/11"),
    ("embedding.output-exponent", "d/10", "d/11"),
    ("embedding.decay", "-2/15", "-1/15"),
    ("embedding.contraction", "2*B", "(2*B - 1)"),
    ("embedding.output-bound", "3 + D**a", "2 + D**a"),
    ("fact1.exponent", "3/16", "19/100"),
    ("fact1.small-margin-weights", "3/16", "1"),
    ("example1.bit", "+ 1/2", "+ 1/5"),
    ("example1.coordinate", "- 5)", "- 4)"),
    ("example1.coordinate-centred", "- 4)", "- 3)"),
    ("example1.alternating-sum", "2*n - 1)", "2*n)"),
    ("example1.wave-at-integer", "2*floor(k/2)", "2*floor((k+1)/2)"),
    ("example1.connections", "7*d", "6*d"),
    ("theorem4.budget", "+ eps/2 ==", "+ eps =="),
    ("theorem4.inner-weights", "c*8", "c*4"),
    ("theorem4.second-layer-biases", "99*", "96*"),
    ("correlation.orthogonal-coordinate", "2*(1 -", "(1 -"),
    ("correlation.level", "(3*d-1)/2", "3*d/2 - 1"),
    ("correlation.staircase-total", "(3*d-1)/2", "3*d/2"),
    ("correlation.worst-case-point", ">= delta", ">= 2*delta"),
    ("correlation.average-case-width", "(C + 1/2)*t", "C*t"),
    ("widths.half-gap", "(2*C*K)", "(C*K)"),
    ("widths.relu-denominator", "6*d**2", "5*d**2"),
    ("widths.lipschitz-denominator", "S*d**2*", "S*d**2/2*"),
    ("widths.table-relu-100-0", "== 35", "== 36"),
    ("widths.threshold-denominator", "2*d*", "d*"),
    ("direct.distance", "0.29", "0.3"),
    ("direct.lipschitz", "<= 5", "<= 4"),
    ("direct.denominator", "10*d", "7*d"),
    ("theorem3.rate", "104", "100"),
    ("theorem2.separation", "m*C*", "3/2*m*C*"),
]


def test_mutations_are_about_claims() -> None:
    for name, old, _ in MUTATIONS:
        assert old in CLAIMS[name].text, name
        assert CLAIMS[name].expected == PROVED


@pytest.mark.parametrize(("name", "old", "new"), MUTATIONS, ids=[m[0] for m in MUTATIONS])
def test_a_changed_constant_is_refuted(name: str, old: str, new: str) -> None:
    step = CLAIMS[name]
    changed = Statement.parse(step.text.replace(old, new), step.where, step.let)
    assert prove(changed, timeout=10).status == REFUTED


@pytest.mark.parametrize(
    "name", [
        "widths.growth-threshold", "widths.growth-relu-large-weights", "direct.growth", "theorem2.separation",
        "theorem2.ratio", "embedding.least-dimension", "embedding.deviation-1", "embedding.deviation-2",
    ],
)  # fmt: skip
def test_a_range_that_begins_too_early_is_refuted(name: str) -> None:
    step = CLAIMS[name]
    least = next(int(line.split(">=")[1]) for line in step.where if line.startswith("d >="))
    where = [f"d >= {least - 1}" if line.startswith("d >=") else line for line in step.where]
    verdict = prove(Statement.parse(step.text, where, step.let), timeout=10)
    assert verdict.status == REFUTED
    assert verdict.witness == {"d": str(least - 1)}
