"""Symmetric polynomials: by the order of their variables."""

from __future__ import annotations

import pytest

from certify.methods import symmetric
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules, unproved

ORTHANT = ("x >= 0", "y >= 0", "z >= 0")


@pytest.mark.parametrize(
    "claim",
    [
        "x**3 + y**3 + z**3 + 3*x*y*z >= x**2*y + x**2*z + y**2*x + y**2*z + z**2*x + z**2*y",
        "2*(x**3 + y**3 + z**3) >= x**2*y + x**2*z + y**2*x + y**2*z + z**2*x + z**2*y",
    ],
)
def test_true_claims_are_proved_and_checked(claim: str) -> None:
    assert rules(claim, *ORTHANT)


def test_false_claims_are_not() -> None:
    # equality at x = y, z = 0
    unproved("x**3 + y**3 + z**3 + 2.999*x*y*z >= x**2*y + x**2*z + y**2*x + y**2*z + z**2*x + z**2*y", *ORTHANT)


def test_the_orders_of_three_variables() -> None:
    step = symmetric.by_order(goal("x*y*z >= 0", *ORTHANT))
    assert step is not None
    leaves = list(step.leaves())
    assert len(leaves) in (6, 7, 8) and all(symmetric.by_order(leaf) is None for leaf in leaves)


def test_what_is_symmetric() -> None:
    assert symmetric.applies(goal("x*y + z >= 0", *ORTHANT))
    assert not symmetric.applies(goal("x*y + z >= 0", "x >= 0", "y >= 0", "z >= 1"))
    assert not symmetric.applies(goal("exp(x*y) + z >= 0", *ORTHANT))
    cycle = goal("x**2*y + y**2*z + z**2*x >= 0", *ORTHANT)
    found = [symmetric._invariant(cycle, p) for p in symmetric._permutations(cycle.active)]
    assert found == [False, False, False, True]
