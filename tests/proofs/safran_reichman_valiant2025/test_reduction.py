"""The modules of the reduction as a whole: tags, guards, errata, and claims that notice a changed constant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certify.ledger import PROVED, REFUTED, Argued, Claim, Step
from certify.prove import prove
from certify.statement import Statement
from proofs.safran_reichman_valiant2025 import (
    column_counts,
    errata_reduction,
    exact_norm,
    margins,
    multinomials,
    packing,
    randomisation,
    self_reduction,
    support,
)

ROOT = Path(__file__).parents[3]
LEMMAS = [
    packing.packing,
    support.support,
    self_reduction.self_reduction,
    multinomials.multinomials,
    column_counts.column_counts,
    randomisation.randomisation,
    exact_norm.exact_norm,
    margins.margins,
]
STEPS = [step for lemma in LEMMAS for step in lemma.steps]
CLAIMS = {f"{step.home.name}.{step.name}": step for step in STEPS if isinstance(step, Claim) and step.home}


def test_every_claim_of_the_list_occurs() -> None:
    tags = {tag for step in STEPS for tag in step.tags}
    gaps = {f"R-G{k}" for k in (1, 2, 3, 4, 5, 6, 12, 13, 18, 19)}
    assert {f"C-R{k}" for k in range(1, 11)} | gaps == tags
    assert all(step.tags and step.source for step in STEPS)


def test_every_gap_is_an_erratum() -> None:
    found = {e.tag for e in errata_reduction.errata}
    assert found == {f"R-G{k}" for k in (1, 2, 3, 4, 5, 6, 12, 13, 18, 19)} | {f"R-S{k}" for k in (1, 3, 4, 7, 8)}
    for erratum in errata_reduction.errata:
        assert erratum.where and erratum.printed and erratum.found and erratum.repair
        assert erratum.repaired is not None
        assert erratum.kind != "false" or erratum.witness is not None or erratum.tag.startswith("R-S")


@pytest.mark.parametrize("step", [s for s in STEPS if isinstance(s, Argued)], ids=lambda s: s.id)
def test_every_argued_step_is_guarded(step: Argued) -> None:
    path, _, name = step.guard.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE)
    assert len(step.text) > 80


def test_the_steps_are_told_apart() -> None:
    digests: dict[str, Step] = {}
    for name, step in CLAIMS.items():
        if not step.name.startswith("counts-"):  # these are alike if the masks are exchanged
            other = digests.setdefault(step.statement.digest, step)
            assert other is step, f"{name} says the same as {other.id}"


# (claim, what is stated, what it is changed to): each change makes a false statement
MUTATIONS = [
    ("packing.cap-integral", "(1 - u)**(-1/2)", "(1 - u/2)**(-1/2)"),
    ("packing.cap-at-pi-6", "2**n", "2**(n+1)"),
    ("packing.chord", "0.41411", "0.41412"),
    ("support.norm-of-S", "<= 0.9", "<= 0.87"),
    ("support.norm-of-c", "== 1/6", "== 1/36"),
    ("support.unit-ball-symmetric-cube", "<= 0.953", "<= 0.952"),
    ("support.unit-ball-smaller-radius", "<= 1", "<= 0.9999"),
    ("support.lipschitz-sharper", "3.545", "3.544"),
    ("support.rounding-range", "+ 1/4", "+ 1/5"),
    ("self_reduction.identity-of-integers", "2*(x*b", "2*(x*a"),
    ("self_reduction.counts-00-00", "4*(", "3*("),
    ("multinomials.factorials-above", "**(n-K)", "**(n-K-1)"),
    ("multinomials.log-below", "/2", "/3"),
    ("multinomials.factorials-beyond-the-mean", "r**2/(2*K)", "r**2/(4*K) - r/(4*K)"),
    ("multinomials.central-ratio", "(4*j+4)**3", "(4*j+4)**2"),
    ("multinomials.central-quotient", "(3/2)", "(7/5)"),
    ("multinomials.factorial-ratio", "4**(-4*(k-j))", "4**(-5*(k-j))"),
    ("multinomials.first-exponential", "(2*K)", "(3*K)"),
    ("column_counts.column-00-length", "<= 12", "<= 11"),
    ("column_counts.chord-of-exp", "u*sinh", "u/2*sinh"),
    ("column_counts.exponent", "**(-2)", "**(-3)"),
    ("column_counts.instance-d1", "(-3/2)", "(-2/5)"),
    ("randomisation.norm-k-100", "7.618", "7.617"),
    ("randomisation.norm-at-most-8", "<= 8", "<= 7.9"),
    ("randomisation.even-minus-odd", "== 2**D", "== 3**D"),
    ("randomisation.average-of-norms", "24*d", "23*d"),
    ("exact_norm.norm-00", "1.4288", "1.4287"),
    ("margins.mean-error", "0.41", "0.401"),
    ("margins.union-bound", "exp(-2*d)", "exp(-d)"),
    ("margins.hoeffding-exponent", "== 2*d", "== d"),
    ("margins.number-of-copies", "0.04**2", "0.02**2"),
    ("margins.every-error-below-1-16", "/16", "/15"),
    ("margins.every-error-below-1-8", "/8)", "/7)"),
    ("margins.every-dimension", "100*", "101*"),
]


@pytest.mark.parametrize(("name", "old", "new"), MUTATIONS, ids=[m[0] for m in MUTATIONS])
def test_a_changed_constant_is_refuted(name: str, old: str, new: str) -> None:
    step = CLAIMS[name]
    assert old in step.text and step.expected == PROVED
    changed = Statement.parse(step.text.replace(old, new), step.where, step.let)
    assert prove(changed, timeout=20).status == REFUTED
