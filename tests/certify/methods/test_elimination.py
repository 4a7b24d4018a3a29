"""Equations solved for a variable, variables on the unit interval, and polynomials in exponentials, roots and sines."""

from __future__ import annotations

import pytest

from certify.methods import algebraic, elimination
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules, unproved


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("-x*log(x) - y*log(y) - z*log(z) <= log(3)", ("x > 0", "y > 0", "z > 0", "x + y + z == 1")),
        ("cos(x) + cos(y) + cos(z) <= 3/2", ("x > 0", "y > 0", "z > 0", "x + y + z == pi")),
        ("-x*log(x) - y*log(y) - (1 - x - y)*log(1 - x - y) <= log(3)", ("x > 0", "y > 0", "x + y < 1")),
        ("exp((x + y + z)/3) <= (exp(x) + exp(y) + exp(z))/3", ("x in RR", "y in RR", "z in RR")),
        ("(a + b + c + d)/4 >= (a*b*c*d)**(1/4)", ("a > 0", "b > 0", "c > 0", "d > 0")),
        ("sin(x + y) <= sin(x) + sin(y)", ("0 <= x <= pi", "0 <= y <= pi")),
    ],
)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    assert rules(claim, *where)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("-x*log(x) - y*log(y) - z*log(z) <= 1.098", ("x > 0", "y > 0", "z > 0", "x + y + z == 1")),
        ("cos(x) + cos(y) + cos(z) < 3/2", ("x > 0", "y > 0", "z > 0", "x + y + z == pi")),
        ("exp((x + y + z)/3) < (exp(x) + exp(y) + exp(z))/3", ("x in RR", "y in RR", "z in RR")),
        ("sin(x + y) <= 0.99*(sin(x) + sin(y))", ("0 <= x <= pi", "0 <= y <= pi")),
        ("sin(x + y) <= sin(x) + sin(y)", ("-1/10 <= x <= pi", "0 <= y <= pi")),
    ],
)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


def test_solutions_of_equations() -> None:
    domain = goal("x*y*z > 0", "x > 0", "y > 0", "z > 0", "x*y*z == 2").domain
    found = dict(elimination.solutions(domain, domain.constraints[0]))
    assert set(found) == set(domain.ranges) and all(name not in value.free for name, value in found.items())
    domain = goal("x + y > 0", "x > 0", "y > 0", "x**2 + y**2 == 2").domain
    assert not list(elimination.solutions(domain, domain.constraints[0]))


def test_bounds_that_no_constraint_ties_are_left_alone() -> None:
    assert not list(elimination.bounded(goal("x**y > 0", "0 < x <= 2", "0 < y <= 1", "x != 1")))


def test_the_unit_interval() -> None:
    (step,) = list(elimination.bounded(goal("exp(x*y) > x + y", "0 < x < 1", "y > 0", "x + y < 1")))[:1]
    *_, last = step.leaves()
    assert [c.free for c in last.domain.constraints] == [{"x"}]  # x < 1; nothing ties the new variable
    assert all(r.compact or r.upper is not None for r in last.domain.ranges.values())


def test_what_is_algebraic() -> None:
    assert algebraic.applies(goal("exp(x + y) + sin(y) > 0", "x in RR", "y in RR"))
    assert not algebraic.applies(goal("x**y + sqrt(x) > 0", "x > 0", "y > 0"))
    assert not algebraic.applies(goal("exp(x) > 0", "x in RR"))
