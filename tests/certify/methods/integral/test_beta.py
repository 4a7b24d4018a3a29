"""Exact values by Euler's, Poisson's and symmetry's rules, against the rigorous rule at sampled parameters."""

from __future__ import annotations

import pytest
from flint import arb, ctx

from certify.domain import Domain, Range
from certify.enclose import compile
from certify.expr import ZERO, Binder, Rational
from certify.goal import Goal
from certify.methods.integral.beta import beta, odd, poisson, rising
from certify.methods.integral.quadrature import integrate
from certify.parse import parse_expression
from certify.text import to_text
from certify.unproved import Unproved

POSITIVE = Range(lower=Rational(0), lower_strict=True)
DOMAIN = Domain({"a": POSITIVE, "d": Range(lower=Rational(2)), "p": POSITIVE, "r": POSITIVE, "c": POSITIVE})
SAMPLES = ({"a": 1.25, "d": 2.0, "p": 0.5, "r": 1.75, "c": 0.75}, {"a": 7.5, "d": 9.5, "p": 3.0, "r": 0.125, "c": 2.5})


def goal_of(text: str) -> tuple[Goal, Binder]:
    item = parse_expression(text)
    assert isinstance(item, Binder)
    return Goal(DOMAIN, item, "=="), item


def agrees(text: str, rule: object) -> None:
    """The rule's value lies in the rigorous enclosure, which is tight."""
    goal, item = goal_of(text)
    value, step = rule(goal, item)  # type: ignore[operator]
    assert step.goal == Goal(DOMAIN, item - value, "==")
    for sample in SAMPLES:
        with ctx.workprec(80):
            parameters = {name: arb(v) for name, v in sample.items()}
            ball = integrate(item, parameters).ball
            exact = compile(value, tuple(sample)).ball(list(parameters.values()))
            assert ball.is_finite() and ball.overlaps(exact)
            assert ball.rad() < 1e-9 and exact.rad() < 1e-9


@pytest.mark.parametrize(
    "text",
    [
        "integral((1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(x**4*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral((1+x+x**2)**2*(1-x**2)**p, x, -1, 1)",
        "integral((c**2-x**2)**p, x, -c, c)",
        "integral((4-4*x**2)**p*(1+x), x, -1, 1)",
        "integral(legendre(3, d, x)**2*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(1/sqrt(1-x**2), x, -1, 1)",
        "integral(sqrt(4-x**2)*x**2, x, -2, 2)",
        "integral(x**p*(1-x)**r, x, 0, 1)",
        "integral((2+x)**3*x**p*(1-x)**r, x, 0, 1)",
        "integral(x**p*(c-x)**r, x, 0, c)",
        "integral((x-1)**p*(3-x)**r*x, x, 1, 3)",
        "integral((1-x)**p*(1+x)**r, x, -1, 1)",
        "integral(x**p, x, 0, c)",
        "integral((x*(1-x))**p, x, 0, 1)",
        "integral(2*x**(-1/2)*(3-3*x)**(-1/2), x, 0, 1)",
    ],
)
def test_beta(text: str) -> None:
    agrees(text, beta)


@pytest.mark.parametrize(
    "text",
    [
        "integral(x**p*(1-x)**r*exp(x), x, 0, 1)",
        "integral((1-x**2)**p*abs(x), x, -1, 1)",
        "integral(exp(x), x, 0, 1)",
        "integral(x**2, x, 0, 1)",
        "integral((1+x**2)**p, x, -1, 1)",
        "integral((1-x**2)**p, x, -1, 1/2)*0 + integral((1-x**4)**p, x, -1, 1)",
        "integral((1-x)**(p*x), x, 0, 1)",
    ],
)
def test_beta_refuses_what_it_does_not_cover(text: str) -> None:
    item = parse_expression(text)
    item = item if isinstance(item, Binder) else item.args[-1]  # type: ignore[attr-defined]
    assert isinstance(item, Binder)
    with pytest.raises(Unproved):
        beta(Goal(DOMAIN, item, "=="), item)


def test_orthogonal_polynomials_give_a_plain_zero() -> None:
    for n in range(5):
        for m in range(n):
            goal, item = goal_of(f"integral(legendre({n}, d, x)*legendre({m}, d, x)*(1-x**2)**((d-3)/2), x, -1, 1)")
            assert beta(goal, item)[0] == ZERO


def test_the_conditions_are_left_as_children() -> None:
    goal, item = goal_of("integral((c**2-x**2)**p, x, -c, c)")
    _, step = beta(goal, item)
    assert sorted(str(child.f) for child in step.children if isinstance(child, Goal)) == ["<c>", "<p + 1>"]
    goal, item = goal_of("integral((a*x)**p*(c-x)**r, x, 0, c)")
    _, step = beta(goal, item)
    assert {to_text(child.f) for child in step.children if isinstance(child, Goal)} == {"p + 1", "r + 1", "a", "c"}


@pytest.mark.parametrize(
    "text",
    [
        "integral(cos(a*x)*(1-x**2)**(p-1/2), x, -1, 1)",
        "integral(3*cos(a*x)*sqrt(1-x**2), x, -1, 1)",
        "integral(cos(2*a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(legendre(1, d, x)*sin(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(legendre(2, d, x)*cos(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(legendre(3, d, x)*sin(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(legendre(4, d, x)*cos(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(legendre(4, d, x)*sin(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(cos(a*x)/sqrt(1-x**2), x, -1, 1)",
    ],
)
def test_poisson(text: str) -> None:
    agrees(text, poisson)


@pytest.mark.parametrize(
    "text",
    [
        "integral(cos(a*x)*(1-x**2)**p, x, 0, 1)",
        "integral(cos(a*x+1)*(1-x**2)**p, x, -1, 1)",
        "integral(cos(a*x**2)*(1-x**2)**p, x, -1, 1)",
        "integral(cos(a*x)**2*(1-x**2)**p, x, -1, 1)",
        "integral(cos(a*x)*cos(x)*(1-x**2)**p, x, -1, 1)",
        "integral(legendre(2, d, x)*cos(a*x)*(1-x**2)**p, x, -1, 1)",
        "integral(legendre(2, d, x**2)*cos(a*x)*(1-x**2)**((d-3)/2), x, -1, 1)",
        "integral(cos(a*x)*(4-x**2)**p, x, -2, 2)",
        "integral((1-x**2)**p, x, -1, 1)",
    ],
)
def test_poisson_refuses_what_it_does_not_cover(text: str) -> None:
    goal, item = goal_of(text)
    with pytest.raises(Unproved):
        poisson(goal, item)


def test_odd() -> None:
    for text in ("integral(x**3*exp(x**2), x, -c, c)", "integral(sin(a*x)*(1-x**2)**p, x, -1, 1)"):
        goal, item = goal_of(text)
        assert odd(goal, item)[0] == ZERO
    for text in ("integral(x**2, x, -1, 1)", "integral(x, x, -1, 2)", "integral(abs(x), x, -1, 1)"):
        goal, item = goal_of(text)
        with pytest.raises(Unproved):
            odd(goal, item)


def test_rising() -> None:
    assert [rising(Rational(3), k) for k in range(4)] == [Rational(v) for v in (1, 3, 12, 60)]
