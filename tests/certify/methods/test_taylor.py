"""Chains of derivatives: what they prove, and claims that are false only by a little or only at an end."""

from __future__ import annotations

import pytest

from certify.deadline import Deadline
from certify.methods import taylor
from certify.methods.rewrite import simplified
from tests.certify.methods.goals import Alone, goal
from tests.certify.methods.proving import rules, unproved

TRUE = [
    ("exp(x) >= 1 + x + x**2/2", ("x >= 0",)),
    ("log(1 + x) >= 2*x/(2 + x)", ("x >= 0",)),
    ("log(1 + x) <= x/sqrt(1 + x)", ("x >= 0",)),
    ("atan(x) >= 3*x/(1 + 2*sqrt(1 + x**2))", ("x >= 0",)),
    ("(1 + x)*log(1 + x) - x >= x**2/(2 + 2*x/3)", ("x >= 0",)),
    ("x*tanh(x) >= log(cosh(x))", ("x >= 0",)),
    ("cosh(x) <= exp(x**2/2)", ("x >= 0",)),
    ("x*log(x) >= x - 1", ("x > 0",)),
    ("x*log(x) >= -1/e", ("x > 0",)),
    ("(1 + 1/x)**(x + 1/2) > e", ("x > 0",)),
    ("sin(x) <= x", ("x >= 0",)),
    ("(1 + x)**a >= 1 + a*x", ("x > -1", "a >= 1")),
]
FALSE = [
    ("exp(x) > 1 + x", ("x >= 0",)),  # equal at the end, which belongs to the range
    ("log(1 + x) >= 2.0001*x/(2 + x)", ("x >= 0",)),
    ("exp(x) >= 1 + x + x**2/1.9999", ("x >= 0",)),  # false near 0 only
    ("x*log(1 + 1/x) < 999/1000", ("x > 0",)),  # false near infinity only
    ("x*log(x) >= -0.36787", ("x > 0",)),  # false around exp(-1) only
    ("x*log(x) >= x - 0.999999", ("x > 0",)),
    ("(1 + x)**a >= 1 + a*x", ("x > -1", "0 <= a <= 1")),
    ("cosh(x) <= exp(0.499999*x**2)", ("x >= 0",)),
]


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    assert rules(claim, *where)


@pytest.mark.parametrize(("claim", "where"), FALSE)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


def plan_of(claim: str, *where: str) -> list[str]:
    g = goal(claim, *where)
    cleared = simplified(g)
    found = next(taylor.plans(g if cleared is None else cleared.last, Alone()), None)
    names: list[str] = []
    while found is not None:
        names.append(found.rule)
        last = found.children[-1] if found.children else None
        found = last if isinstance(last, taylor.Step) else None
    return names


def test_no_plan_leads_through_a_false_goal() -> None:
    for claim, where in FALSE:
        g = goal(claim, *where)
        cleared = simplified(g)
        assert next(taylor.plans(g if cleared is None else cleared.last, Alone(seconds=5)), None) is None


def test_the_moves() -> None:
    # two derivatives in t; what is left is a square
    assert plan_of("log(1 - p + p*exp(t)) <= p*t + t**2/8", "0 <= p <= 1", "t >= 0") == ["taylor", "multiply", "fact"]
    # the reciprocal makes infinity an end
    assert "substitute" in plan_of("x*log(1 + 1/x) < 1", "x > 0")
    # logarithms of both sides
    assert "log" in plan_of("1 + x + x**2/2 <= exp(x)", "x >= 0") + plan_of("x**x >= exp(x - 1)", "x >= 1")


def test_a_deadline_ends_the_search() -> None:
    context = Alone()
    context.deadline = Deadline.after(-1)
    with pytest.raises(taylor.OutOfTime):
        next(taylor.plans(goal("exp(x) >= 1 + x", "x >= 0"), context))
