"""The paper as a whole: every claim of the list and every gap has its place, and Theorem 3 rests on the whole chain."""

from __future__ import annotations

from certify.ledger import Cited, closure
from proofs.safran_reichman_valiant2025 import paper, theorem3


def test_every_claim_of_the_list_occurs() -> None:
    tags = {tag for step in paper.steps for tag in step.tags}
    assert {f"C-R{k}" for k in range(1, 17)} <= tags
    assert all(step.tags for step in paper.steps)


def test_every_gap_and_every_slip_is_an_erratum() -> None:
    assert [e.tag for e in paper.errata] == [*(f"R-G{k}" for k in range(1, 20)), *(f"R-S{k}" for k in range(1, 9))]
    for erratum in paper.errata:
        assert erratum.where and erratum.printed and erratum.found and erratum.repair
        assert erratum.repaired is not None
        assert set(erratum.sources) <= {"paper", "digest", "summary"}


def test_nothing_is_used_that_has_no_place() -> None:
    assert set(closure(paper.steps)) == set(paper.steps)


def test_theorem_3_rests_on_the_whole_chain() -> None:
    homes = {step.home.name for step in closure([theorem3.paper_route]) if step.home}
    assert {
        "packing", "support", "self_reduction", "multinomials", "column_counts", "randomisation", "margins", "embedding",
        "thresholds", "threshold_networks", "fact1", "correlation",
    } <= homes  # fmt: skip
    cited = {step.id.split(".", 1)[1] for step in closure([theorem3.paper_route]) if isinstance(step, Cited)}
    assert "fact1.printed" not in cited  # Fact 1 is used with our constant and proof
    assert {"embedding.assumption-3", "embedding.uniform-convergence"} <= cited
