"""The paper as a whole: every tag has its place, every guard exists, and the claims notice a changed constant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certify.ledger import PROVED, REFUTED, Argued, Cited, Claim, Step, closure
from certify.prove import prove
from certify.statement import Statement
from proofs.safran_eldan_shamir2019 import cone, fixed_dimension, paper, reduction, universal

ROOT = Path(__file__).parents[3]
CLAIMS = {step.id.removeprefix("safran_eldan_shamir2019."): step for step in paper.steps if isinstance(step, Claim)}
ERRATA = ["S-G1", "S-G2", "S-G3", "S-G4", "E-G1", "S-S1", "S-S2", "S-S3", "S-S4"]


def test_every_claim_and_gap_of_the_list_occurs() -> None:
    tags = {tag for step in paper.steps for tag in step.tags}
    wanted = {f"C-S{k}" for k in range(1, 5)} | {f"S{k}" for k in range(1, 6)} | {"S-U1", "C-E1"}
    assert wanted | set(ERRATA[:5]) <= tags <= wanted | set(ERRATA)
    assert all(step.tags for step in paper.steps)


def test_every_gap_and_every_slip_is_an_erratum() -> None:
    assert [e.tag for e in paper.errata] == ERRATA
    for erratum in paper.errata:
        assert erratum.where and erratum.printed and erratum.found and erratum.repair
        assert erratum.repaired is not None
        assert erratum.witness is not None or erratum.tag in ("S-S2", "S-S3", "S-S4")
        assert set(erratum.sources) <= {"paper", "Eldan and Shamir 2016", "page A", "page B"}


def test_only_the_lower_bound_of_theorem_5_is_cited() -> None:
    assert [step for step in paper.steps if isinstance(step, Cited)] == [cone.lower]
    ours = closure([universal.theorem_1, universal.theorem_3, fixed_dimension.theorem_2, reduction.sharp_theorem])
    assert not any(isinstance(step, Cited) for step in ours if step in set(paper.steps))


def test_theorem_4_rests_on_daniely() -> None:
    homes = {step.id.rsplit(".", 1)[0] for step in closure([reduction.theorem, reduction.sharp_theorem])}
    assert {
        "daniely2017.separable",
        "daniely2017.width",
        "daniely2017.sharp_width",
        "safran_eldan_shamir2019.oscillation",
    } <= homes


@pytest.mark.parametrize("step", [s for s in paper.steps if isinstance(s, Argued)], ids=lambda s: s.id)
def test_every_argued_step_is_guarded(step: Argued) -> None:
    path, _, name = step.guard.partition("::")
    assert re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(step.text) > 80


def test_the_steps_are_told_apart() -> None:
    digests: dict[str, Step] = {}
    for name, step in CLAIMS.items():
        other = digests.setdefault(step.statement.digest, step)
        assert other is step, f"{name} says the same as {other.id}"


# (claim, what stands there, what it is changed to): each change makes a false statement
MUTATIONS = [
    ("assumption.few-units", "<= 3*t", "<= 299*t/100"),
    ("polynomials.cosine", "<= 2*h", "<= 19*h/10"),
    ("polynomials.kernel-pair", "h**2/2", "h**2"),
    ("polynomials.coefficients-4-sum", "8 + 8", "8 + 7"),
    ("polynomials.slope-at-1", "(n-1)**2", "n**2"),
    ("monomials.moment-4", "d+2*l", "d+l"),
    ("monomials.moment-product", "d/2+j", "d/2+j+1"),
    ("monomials.inverse-factor", "<= d", "<= 9*d/10"),
    ("universal.neurons", "4*k", "2*k"),
    ("universal.degree-ratio", "2*K/pi", "1"),
    ("universal.power-first", "18/5", "17/5"),
    ("fixed_dimension.operators", "2*j/", "j/"),
    ("fixed_dimension.larger-degree", "91/5", "29/2"),
    ("oscillation.gradient-norm", "<= 2", "<= 199/100"),
    ("oscillation.steep", "> 2 - D", "> 2 - D/8"),
    ("oscillation.squares", "<= 2*", "<= 19/10*"),
    ("reduction.midpoint", "2*x*y", "x*y"),
    ("reduction.sign", "(-1)**d", "(-1)**(d+1)"),
    ("reduction.error-below", "50*", "51*"),
    ("reduction.output-weights", "2**(d+1)", "2**d"),
    ("reduction.odd-part-norm", "/2 ==", " =="),
    ("reduction.sharp-error-ratio", "1164", "1165"),
    ("cone.profile", "<= abs", "<= 9/10*abs"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), MUTATIONS, ids=[m[0] for m in MUTATIONS])
def test_a_changed_constant_is_refuted(name: str, old: str, new: str) -> None:
    step = CLAIMS[name]
    assert step.expected == PROVED
    assert old in step.text
    changed = Statement.parse(step.text.replace(old, new), step.where, step.let)
    assert prove(changed, timeout=20).status == REFUTED


@pytest.mark.parametrize("name", ["reduction.sharp-growth-9-10", "reduction.sharp-growth-3-4", "reduction.growth-1-4"])
def test_a_range_that_begins_too_early_is_refuted(name: str) -> None:
    step = CLAIMS[name]
    least = next(int(line.split(">=")[1]) for line in step.where if line.startswith("d >="))
    where = [f"d >= {least - 1}" if line.startswith("d >=") else line for line in step.where]
    verdict = prove(Statement.parse(step.text, where, step.let), timeout=20)
    assert verdict.status == REFUTED
    assert verdict.witness == {"d": str(least - 1)}
