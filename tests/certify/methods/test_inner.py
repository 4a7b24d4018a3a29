"""Functions of one inner term, and single square roots."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certify.methods import inner
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules, unproved

BOX = ("1 <= x <= 2", "1 <= y <= 2", "1 <= z <= 2")


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("atan((x**2 + y*z)/sqrt(4*x*y*z + 1)) < 1.04", BOX),  # the argument is at most 5/3, atan(5/3) = 1.03037...
        ("4*sqrt(x**2 + y**2 + z**2) > x + 2*y + 3*z", BOX),
    ],
)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    assert rules(claim, *where)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("atan((x**2 + y*z)/sqrt(4*x*y*z + 1)) < 1.03", BOX),
        ("3.7*sqrt(x**2 + y**2 + z**2) > x + 2*y + 3*z", BOX),
    ],
)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


def test_where_the_outer_function_changes_its_sign() -> None:
    f = goal("1 - atan(x) > 0", "x in RR").f
    (name,) = f.free
    end = inner._end(f, name, Fraction(1, 2**14), rising=False)
    assert end is not None and 1.557 < end < 1.5574077  # tan(1) = 1.55740772...
    assert inner._end(f, name, Fraction(1, 2**14), rising=True) is None


def test_a_square_root_of_either_sign_is_left_alone() -> None:
    assert inner._single_root(goal("sqrt(x*y) > x + y", *BOX[:2])) is None
    assert inner._single_root(goal("x + y >= sqrt(x*y) + sqrt(x)", *BOX[:2])) is None
