"""The paper as a whole: nothing is left out, every guard exists, and the claims notice a changed constant."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from certify.ledger import PROVED, REFUTED, Argued, Claim, Step, closure
from certify.prove import prove
from certify.statement import Statement
from proofs.daniely2017 import paper

ROOT = Path(__file__).parents[3]
CLAIMS = {step.id.removeprefix("daniely2017."): step for step in paper.steps if isinstance(step, Claim)}


def test_every_claim_and_gap_of_the_list_occurs() -> None:
    tags = {tag for step in paper.steps for tag in step.tags}
    wanted = {f"C-D{k}" for k in range(1, 11)} | {f"D-G{k}" for k in range(1, 15)}
    wanted |= {f"X{k}" for k in range(1, 13)}  # beyond the paper
    assert wanted <= tags
    assert tags <= wanted | {erratum.tag for erratum in paper.errata}
    assert all(step.tags for step in paper.steps)


def test_every_gap_and_every_slip_of_the_slides_is_an_erratum() -> None:
    assert [e.tag for e in paper.errata] == [*(f"D-G{k}" for k in range(1, 15)), *(f"S-{k}" for k in range(1, 10))]
    for erratum in paper.errata:
        assert erratum.where and erratum.printed and erratum.found and erratum.repair
        assert erratum.repaired is not None
        assert set(erratum.sources) <= {"paper", "slides"}
        assert erratum.kind != "false" or erratum.witness is not None


def test_every_step_of_the_paper_has_its_place() -> None:
    assert {item.name for item in paper.lemmas} == {
        "legendre", "separable", "main", "sine", "relu", "inner_product_net", "width", "exact_tail", "closed_tail", "sharp_sine", "sharp_width",
        "constants",
    }  # fmt: skip
    everything = closure(paper.steps)
    assert set(everything) == set(paper.steps)
    carried = set(closure([item for item in paper.lemmas if item.name in ("width", "sharp_sine", "sharp_width")]))
    for item in paper.lemmas:
        assert item.name == "constants" or carried & set(item.steps), item.name


@pytest.mark.parametrize("step", [s for s in paper.steps if isinstance(s, Argued)], ids=lambda s: s.id)
def test_every_argued_step_is_guarded(step: Argued) -> None:
    path, _, name = step.guard.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE)
    assert len(step.text) > 80
    assert step.uses


def test_refuted_claims_say_what_is_printed_or_which_bound_they_test() -> None:
    for step in paper.steps:
        if isinstance(step, Claim) and step.expected == REFUTED:
            assert step.source


def test_the_steps_are_told_apart() -> None:
    digests: dict[str, Step] = {}
    for name, step in CLAIMS.items():
        other = digests.setdefault(step.statement.digest, step)
        assert other is step, f"{name} says the same as {other.id}"


# (claim, what is printed there, what it is changed to): each change makes a false statement
MUTATIONS = [
    ("legendre.ladder-up", "(n+1)*(p - x*r)", "n*(p - x*r)"),
    ("legendre.ladder-down", "(n+d-2)*", "(n+d-3)*"),
    ("legendre.differential-equation", "n*(n+d-2)", "n*(n+d-1)"),
    ("legendre.energy-derivative", "2*(d-2)*x", "2*(d-1)*x"),
    ("legendre.multiplication-by-x", "n*q", "(n-1)*q"),
    ("legendre.dimension-ratio-excess", "(n+1)*(2*n+d-2)", "(n+1)*(2*n+d)"),
    ("separable.square-completion", "2*a*s", "a*s"),
    ("main.preactivation", "sqrt(4*d)", "sqrt(3*d)"),
    ("sine.weight", "-2*x**2", "-x**2"),
    ("sine.density-at-end", "(2*e*pi)", "(7*e*pi/10)"),
    ("sine.sine-square", "1/(2*m)", "1/m"),
    ("sine.floor-half", "2*(floor", "(floor"),
    ("relu.few-cells", "<= 2*t", "<= 19*t/10"),
    ("relu.fine-cells", "<= 1", "<= 99/100"),
    ("relu.chord-error-middle", "L*h/2", "49*L*h/100"),
    ("inner_product_net.half-square-lipschitz", "<= 2", "<= 19/10"),
    ("inner_product_net.width-coordinate", "16*d*L", "8*d*L"),
    ("inner_product_net.error-budget", "eps/2 == eps", "eps == eps"),
    ("width.half-square", "50*e**2", "25*e**2"),
    ("width.derived-less-printed", "10*e*pi", "20*e*pi"),
    ("width.at-least-86-neurons", ">= 10*e*pi", ">= 30*e*pi"),
    ("width.stronger-error-factor", "43/", "42/"),
]


def test_mutations_are_about_claims() -> None:
    for name, old, _ in MUTATIONS:
        assert old in CLAIMS[name].text
        assert CLAIMS[name].expected == PROVED


@pytest.mark.parametrize(("name", "old", "new"), MUTATIONS, ids=[m[0] for m in MUTATIONS])
def test_a_changed_constant_is_refuted(name: str, old: str, new: str) -> None:
    step = CLAIMS[name]
    changed = Statement.parse(step.text.replace(old, new), step.where, step.let)
    assert prove(changed, timeout=10).status == REFUTED


@cache
def _least(name: str) -> int:
    return next(int(line.split(">=")[1]) for line in CLAIMS[name].where if line.startswith("d >="))


@pytest.mark.parametrize(
    "name", ["width.at-least-one-neuron", "width.separation", "width.growth-1-16", "width.growth-1-4", "width.square"]
)
def test_a_range_that_begins_too_early_is_refuted(name: str) -> None:
    step, least = CLAIMS[name], _least(name)
    where = [f"d >= {least - 1}" if line.startswith("d >=") else line for line in step.where]
    verdict = prove(Statement.parse(step.text, where, step.let), timeout=10)
    assert verdict.status == REFUTED
    assert verdict.witness == {"d": str(least - 1)}
