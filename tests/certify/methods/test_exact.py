"""Closed goals: equality by algebra only, signs by balls, nothing from what is undefined."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.deadline import Deadline
from certify.domain import Domain
from certify.goal import Goal
from certify.methods import exact
from certify.parse import parse_relations
from certify.unproved import Disproved, OutOfTime, Unproved
from tests.certify.methods.goals import Alone


def closed(text: str) -> Goal:
    (relation,) = parse_relations(text)
    return Goal.of(Domain(), relation)


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("pi**2 < 10", "boxes"), ("exp(pi*sqrt(163)) < 262537412640768744", "boxes"), ("2**(10**9) > 3**(6*10**8)", "boxes"),
        ("sqrt(2)*sqrt(3) == sqrt(6)", "identity"), ("exp(log(3)) >= 3", "identity"), ("gamma(1/2)**2 == pi", "identity"),
        ("1/3 + 1/6 == 1/2", "identity"), ("sin(1) != cos(1)", "apart"), ("pi != 22/7", "apart"), ("0 >= 0", "identity"),
        ("pi + 1/10**200 > pi", "boxes"), ("log(2) >= 0.6931471805599453", "boxes"), ("binomial(10, 3) == 120", "identity"),
        ("sum(k**2, k, 1, 10) == 385", "identity"), ("harmonic_dim(3, 4) == 9", "identity"), ("legendre(2, 3, 1/2) < 0", "boxes"),
    ],
)  # fmt: skip
def test_true_claims(claim: str, rule: str) -> None:
    goal = closed(claim)
    assert exact.applies(goal)
    assert exact.attempt(goal, Alone()).rule == rule


@pytest.mark.parametrize(
    "claim",
    ["pi > 355/113", "exp(1) > 2.72", "sin(pi/6) != 1/2", "exp(log(3)) > 3", "exp(pi*sqrt(163)) == 262537412640768744",
     "sqrt(2) == 1.41421356237309504880168872420969807856967187537694", "0 > 0", "0 != 0", "1 == 1 + 1/10**400"],
)  # fmt: skip
def test_false_claims_are_disproved(claim: str) -> None:
    with pytest.raises(Disproved):
        exact.attempt(closed(claim), Alone())


@pytest.mark.parametrize(
    "claim",
    ["log(0-1) < 3", "0*log(0-1) >= 0", "0*log(sin(pi)) == 0", "1/sin(pi) > 0", "gamma(0-1/2) < 0", "sqrt(0-2)**2 == 0-2",
     "tan(pi/2) > 0", "asin(2) != 0", "exp(exp(exp(50))) > 10", "pi + exp(0-exp(10)) > pi", "sum(k, k, 1, 1/2) == 0"],
)  # fmt: skip
def test_undefined_or_out_of_reach(claim: str) -> None:
    """Neither proved nor disproved."""
    with pytest.raises(Unproved) as failure:
        exact.attempt(closed(claim), Alone())
    assert not isinstance(failure.value, Disproved)


@given(st.fractions(), st.fractions(), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_rationals(a: Fraction, b: Fraction, op: str) -> None:
    goal = closed(f"({a}) {op} ({b})")
    true = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[op]
    if true:
        exact.attempt(goal, Alone())
    else:
        with pytest.raises(Disproved):
            exact.attempt(goal, Alone())


def test_the_deadline_is_kept() -> None:
    context = Alone()
    context.deadline = Deadline.after(0)
    with pytest.raises(OutOfTime):
        exact.attempt(closed("exp(1) < 3"), context)


def test_open_goals_are_left_to_others() -> None:
    (relation,) = parse_relations("x >= 0")
    assert not exact.applies(Goal.of(Domain(), relation))
