"""Half-lines, integers and singular ends."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from flint import arb, ctx

from certify import prove, sample
from certify.enclose import compile
from certify.expr import Rational
from certify.methods import tail
from certify.methods.ends import Levelling, Taming
from certify.methods.ends.bounded import above
from certify.methods.ends.probe import Probe
from certify.methods.steps import Step
from certify.parse import parse_expression
from certify.unproved import Unproved
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules, unproved

TRUE = [
    ("x*log(1 + 1/x) < 1", ("x > 0",)),
    ("sqrt(x**2 + 1) - x < 1/(2*x)", ("x > 0",)),
    ("atan(x) > pi/2 - 1/x", ("x > 0",)),
    ("log(x) < x**(1/10)", ("x >= 10**16",)),
    ("exp(-x)*sin(x) < 0.3225", ("x >= 0",)),
    ("sin(x)/x > -0.21724", ("x > 0",)),
    ("gamma(x + 1) > sqrt(2*pi*x)*(x/e)**x", ("x > 0",)),
    ("(gamma(x + 1)/gamma(x + 1/2))**2 > x + 1/4", ("x >= 1",)),
    ("factorial(n) >= 10**n", ("n in ZZ", "n >= 25")),
    ("factorial(n)**2 >= n**n", ("n in ZZ", "n >= 1")),
    ("binomial(2*n, n) <= 4**n/sqrt(3*n + 1)", ("n in ZZ", "n >= 1")),
    ("(floor(d**(5/2)) - (d**2 - 1))/(4*e*pi*d**(5/2)) >= 1/(5*e*pi)", ("d in ZZ", "d >= 25")),
    ("n**(n + 1) > (n + 1)**n", ("n in ZZ", "n >= 3")),
]
FALSE = [
    ("x*log(1 + 1/x) < 0.999999", ("x > 0",)),
    ("sqrt(x**2 + 1) - x > 1/(2*x) - 0.12/x**3", ("x >= 1",)),
    ("log(x) < x**(1/10)", ("x >= 10**15",)),
    ("exp(-x)*sin(x) < 0.3223", ("x >= 0",)),
    ("(gamma(x + 1)/gamma(x + 1/2))**2 > x + 0.250001", ("x >= 1",)),
    ("factorial(n) >= 10**n", ("n in ZZ", "n >= 24")),
    ("n**(n + 1) > (n + 1)**n", ("n in ZZ", "n >= 2")),
    ("(floor(d**(5/2)) - (d**2 - 1))/(4*e*pi*d**(5/2)) >= 1/(5*e*pi)", ("d in ZZ", "d >= 24")),
    ("tanh(x) < 1 - 2*exp(-2*x) + 1.99*exp(-4*x)", ("x > 0",)),
]


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    rules(claim, *where)


@pytest.mark.parametrize(("claim", "where"), FALSE)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


@pytest.mark.parametrize(
    ("text", "power", "logs"),
    [
        ("1 + u", 0, 0), ("1/u**2 + 1", -2, 0), ("sqrt(u + u**2)", Fraction(1, 2), 0), ("u*log(u)", 1, 1),
        ("log(1 + u) - u + u**2/2", 3, 0), ("log(u)**2/u", -1, 2), ("1 - cos(u)", 2, 0), ("u**(1/3)", Fraction(1, 3), 0),
    ],
)  # fmt: skip
def test_leading_powers(text: str, power: Fraction, logs: int) -> None:
    probe = Probe(goal("u >= 0", "0 < u <= 1").domain, "u")
    assert probe.order(parse_expression(text)) == (power, logs)


@pytest.mark.parametrize("text", ["exp(-1/u)", "exp(1/u)", "sin(1/u)", "0*u"])
def test_what_has_no_leading_power(text: str) -> None:
    assert Probe(goal("u >= 0", "0 < u <= 1").domain, "u").order(parse_expression(text)) is None


def test_bounds_from_above_are_above_and_not_much() -> None:
    with ctx.workprec(64):
        for value in (arb(1) / 3, arb(10) ** 20 / 7, arb(2) ** -100 * 5 / 3, arb(1)):
            bound = above(value)
            ball = arb(bound.numerator) / bound.denominator
            assert ball >= value and ball < value * (1 + arb(1) / 200)
        assert above(arb(-1)) == 0


SHAPES = [
    "log(1 + 1/u) - u/2", "sqrt(1/u**2 + 1) - 1/u", "atan(1/u) - 1 + u", "exp(1/u) - 1/u**3", "1/u - 10*log(1/u)",
    "pi/2*tanh(1/u) - atan(1/u)", "log(cosh(1/u)) - 1/u + log(2)", "lgamma(1/u) - 1/u", "2**(1/u) - 1/u**2",
    "(1/u**3 + 1)**(1/3) - 1", "log(1/u + log(1/u)) - 1", "u*log(u)**2 + 1", "sin(1/u)/u + 2/u", "floor(1/u) - 1/u + 2",
    "1 - erf(1/u)", "acos(1 - u**2) - u", "1/tanh(1/u) - 1",
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_regularised_goals_have_the_same_sign(shape: str) -> None:
    """At sample points: put every new variable's value in, and compare signs (far out, as far as the precision shows them)."""
    g = goal(f"{shape} >= 0", "0 < u <= 1/16")
    steps, last = Taming(g.domain, "u").tamed(g)
    steps += Levelling(last.domain, "u").levelled(last)
    last = steps[-1].last
    values = {"u": parse_expression("u")}
    for step in steps:
        if step.rule == "generalise":
            values[step.params["new"]] = step.params["term"]
    with ctx.workprec(4_000):
        for k in (5, 9, 30):
            u = arb(2) ** -k * 1.37
            point = {"u": u}
            for step in steps:
                if step.rule == "generalise":
                    names = tuple(step.goal.domain.ranges)
                    point[step.params["new"]] = compile(step.params["term"], names).ball([point[n] for n in names])
            names = tuple(last.domain.ranges)
            new = compile(last.f, names).ball([point[n] for n in names])
            old = compile(g.f, ("u",)).ball([u])
            assert not (new > 0 and old < 0) and not (new < 0 and old > 0), (shape, k, new, old)
            assert k > 5 or (not new.contains(0) and not old.contains(0)), (shape, k, new, old)
            for name, r in last.domain.ranges.items():
                for bound, inside in ((r.lower, 1), (r.upper, -1)):
                    if bound is not None:
                        gap = (point[name] - compile(bound, ()).ball(())) * inside
                        assert not gap < 0, (shape, name)
    assert sample.compiled_for(last.f, names) is not None


def test_cuts_of_a_half_line_begin_where_it_does() -> None:
    cuts = [c for c in tail._cuts(goal("x > 0", "x >= 5"), "x", "up") if c is not None]
    assert cuts[0] == Rational(6) and all(a.value < b.value for a, b in itertools.pairwise(cuts))  # type: ignore[attr-defined]


def test_integers_without_an_end() -> None:
    g = goal("exp(n) > n", "n in ZZ")
    with pytest.raises((Unproved, AssertionError)):
        tail._integers(g, "n", None)  # type: ignore[arg-type]


def test_the_plan_at_the_end_is_a_chain_of_steps() -> None:
    step = tail.approach(goal("x*log(1 + 1/x) < 1", "x >= 1"), "x", "up", None)
    assert isinstance(step, Step) and step.rule == "substitute"


def test_a_wave_whose_argument_does_not_move_has_no_period() -> None:
    """Once a division by zero: x/x stays 1 when x moves on."""
    assert prove("tan(x/x) >= sqrt(tan(x/x)**2)", ["x >= 1/2", "x <= 1/2"]).status in ("proved", "undecided")
