"""Integers: greater than -1 means at least 0."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.methods.whole import content
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules, unproved

TWO = ("x in ZZ", "y in ZZ")


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x <= y", (*TWO, "x < y + 1")),  # undecided before
        ("x >= y + 1", (*TWO, "x > y")),
        ("x/2 >= y", (*TWO, "x > 2*y - 1")),
        ("x**2 + x*y + y**2 >= x + y", TWO),  # fails for reals, at x = y = 1/3
        ("x**2 - x*y >= 0", (*TWO, "x >= 0", "y < x + 1")),  # a constraint is sharpened
    ],
)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    assert rules(claim, *where)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x <= y", ("x in RR", "y in RR", "x < y + 1")),
        ("x <= y", ("x in ZZ", "y in RR", "x < y + 1")),
        ("x <= y - 1", (*TWO, "x < y + 1")),
        ("x/2 >= y", (*TWO, "x > 2*y - 2")),
        ("x**2 + x*y + y**2 > x + y", TWO),
    ],
)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


@settings(max_examples=20, deadline=None)
@given(st.integers(-6, 6), st.integers(-6, 6), st.integers(0, 3))
def test_between_a_strict_and_a_weak_bound(a: int, b: int, k: int) -> None:
    """a*x + b*y > -1 gives >= 0, but no more; with a factor common to a and b it gives less than it might."""
    where = (*TWO, f"{a}*x + {b}*y > -1") if a and b else ("x in ZZ", "x > -1")
    left = f"{a}*x + {b}*y" if a and b else "x"
    assert rules(f"{left} >= 0", *where)
    unproved(f"{left} >= {k + 1}", *where)


@pytest.mark.parametrize(
    ("f", "value"),
    [
        ("x/2 - y", Fraction(1, 2)),
        ("4*x**2 - 6*y", Fraction(2)),
        ("x + y*2/3", Fraction(1, 3)),
        ("floor(x/2)", Fraction(1)),
    ],
)
def test_content(f: str, value: Fraction) -> None:
    assert content(goal(f"{f} >= 0", *TWO)) == value
