"""The facts against mpmath, inside and outside their conditions, and the two rules with an order."""

from __future__ import annotations

import random

import mpmath
import pytest

from certify import certificate
from certify.expr import Binder, Call, Constant, Expr, Rational, Variable
from certify.goal import Goal
from certify.methods import facts
from certify.methods.facts import FACTS, by_erfc, by_fact, by_floor, by_stirling, fact
from certify.parse import Relation, parse_expression
from certify.unproved import Unproved
from tests.certify.methods.goals import goal
from tests.certify.methods.proving import rules

FUNCTIONS = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "asin": mpmath.asin,
    "acos": mpmath.acos, "atan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "abs": abs, "erf": mpmath.erf, "gamma": mpmath.gamma, "lgamma": mpmath.loggamma, "polygamma": mpmath.polygamma,
    "besselj": mpmath.besselj, "floor": mpmath.floor, "ceil": mpmath.ceil, "max": max, "min": min,
    "binomial": lambda a, b: mpmath.gamma(a + 1) * mpmath.rgamma(b + 1) * mpmath.rgamma(a - b + 1),
    "harmonic_dim": lambda d, n: mpmath.binomial(d + n - 1, d - 1) - mpmath.binomial(d + n - 3, d - 1),
}  # fmt: skip


def value(item: Expr, names: dict[str, mpmath.mpf]) -> mpmath.mpf:
    """An expression by mpmath alone."""
    if isinstance(item, Rational):
        return mpmath.mpf(item.value.numerator) / item.value.denominator
    if isinstance(item, Constant):
        return +mpmath.pi
    if isinstance(item, Variable):
        return names[item.name]
    assert isinstance(item, Call) and not isinstance(item, Binder)
    args = [value(a, names) for a in item.args]
    if item.op == "add":
        return mpmath.fsum(args)
    if item.op == "mul":
        return mpmath.fprod(args)
    if item.op == "pow":
        return mpmath.power(*args)
    return FUNCTIONS[item.op](*args)


def holds(r: Relation, names: dict[str, mpmath.mpf]) -> bool:
    a, b = value(r.lhs, names), value(r.rhs, names)
    if r.op == "==":
        return bool(abs(a - b) <= mpmath.mpf(10) ** -40 * (1 + abs(a)))
    return bool({"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[r.op])


def points(name: str) -> list[dict[str, mpmath.mpf]]:
    """Points that satisfy the conditions, small and large ones, and whole numbers where they are needed."""
    draw = random.Random(name)
    found = []
    while len(found) < 60:
        scale = draw.choice((0.01, 0.5, 1, 3, 12))
        names = {a: mpmath.mpf(draw.uniform(-scale, scale)) for a in fact(name).arguments}
        if name == "harmonic_dim":
            names = {a: mpmath.mpf(draw.randint(2, 30)) for a in names}
        if name == "power_positive" or (name == "power_nonnegative" and names["b"] < 0):
            names = {a: abs(v) for a, v in names.items()}
        if name.startswith("asin") and abs(names["a"]) > 1:
            continue
        if all(holds(c, names) for c in fact(name).conditions):
            found.append(names)
    return found


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_under_its_conditions(name: str) -> None:
    with mpmath.workdps(120):
        for names in points(name):
            assert holds(fact(name).relation, names), (name, names)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("atan_inverse", {"a": -1}), ("abs_positive", {"a": -1}), ("log_nonnegative", {"a": 0.5}),
        ("log_positive", {"a": 1}), ("log_nonpositive", {"a": 2}), ("log_negative", {"a": 1}), ("atan_positive", {"a": 0}),
        ("asin_positive", {"a": -1}), ("erf_positive", {"a": 0}), ("harmonic_dim", {"a": 3, "b": 0}),
        ("binomial_positive", {"a": 1.5, "b": 3}), ("binomial_positive", {"a": -1.5, "b": -0.9}), ("max", {"a": 1, "b": 2}),
        ("min", {"a": 2, "b": 1}), ("gamma_ratio_lower", {"a": 2, "b": 0.5}),
    ],
)  # fmt: skip
def test_the_conditions_are_needed(name: str, names: dict[str, float]) -> None:
    at = {a: mpmath.mpf(v) for a, v in names.items()}
    assert not all(holds(c, at) for c in fact(name).conditions)
    if name == "harmonic_dim":  # the left side is 1 there, the right side 2*0 + 3 - 2 over 0! 1!
        assert value(parse_expression("(2*0 + 3 - 2)*gamma(1)/(gamma(1)*gamma(2))"), at) == 1
        return
    assert not holds(fact(name).relation, at)


@pytest.mark.parametrize("name", FACTS)
def test_the_specification_lists_the_fact(name: str) -> None:
    listed = " ".join((certificate.__doc__ or "").split())
    assert f"{name} {' '.join(FACTS[name][1].split())}" in listed


def test_the_remainder_of_stirling_alternates() -> None:
    with mpmath.workdps(50):
        for z in (mpmath.mpf(1) / 100, mpmath.mpf(1) / 2, mpmath.mpf(1), mpmath.mpf(7)):
            for k in range(6):
                series = value(facts.stirling_series(Variable("z"), k), {"z": z})
                assert (-1) ** k * (mpmath.loggamma(z) - series) > 0
                assert (-1) ** k * value(facts.stirling_term(Variable("z"), k + 1), {"z": z}) > 0


def test_the_remainder_of_the_error_function_alternates() -> None:
    with mpmath.workdps(50):
        for z in (mpmath.mpf(1) / 10, mpmath.mpf(1), mpmath.mpf(5)):
            for n in range(5):
                series = value(facts.erfc_series(Variable("z"), n), {"z": z})
                assert (-1) ** n * (mpmath.erfc(z) - series) > 0
                assert (-1) ** n * value(facts.erfc_term(Variable("z"), n), {"z": z}) > 0
                longer = value(facts.erfc_series(Variable("z"), n + 1), {"z": z})
                assert abs(longer - series - value(facts.erfc_term(Variable("z"), n), {"z": z})) < mpmath.mpf(10) ** -40


def test_strict_facts_do_not_serve_for_equality_and_weak_ones_not_for_strict() -> None:
    x = Variable("x")
    assert by_fact(goal("sin(x) <= 1", "x in RR"), "sin_upper", x).rule == "fact"
    for claim, name in (("sin(x) < 1", "sin_upper"), ("sin(x) <= 99/100", "sin_upper"), ("sin(x) >= 1", "sin_upper"),
                        ("atan(x) <= 3/2", "atan_upper"), ("exp(x) >= 3*x", "exp_tangent")):  # fmt: skip
        with pytest.raises(Unproved):
            by_fact(goal(claim, "x in RR"), name, x)


def test_stirling_and_floor_refuse_the_wrong_side() -> None:
    z = Variable("z")
    above = goal("lgamma(z) > (z - 1/2)*log(z) - z + log(2*pi)/2", "z > 0")
    assert by_stirling(above, z, 0).rule == "stirling"
    for k in (1, 2):
        with pytest.raises(Unproved):
            by_stirling(above, z, k)
    with pytest.raises(Unproved):
        by_stirling(Goal(above.domain, -above.f, ">"), z, 0)
    term = Call("floor", (z,))
    assert by_floor(goal("z - floor(z) < 1", "z in RR"), term).rule == "floor"
    for claim in ("z - floor(z) > 0", "floor(z) >= z", "z - floor(z) <= 99/100"):
        with pytest.raises(Unproved):
            by_floor(goal(claim, "z in RR"), term)
    with pytest.raises(Unproved):
        by_erfc(goal("1 - erf(z) < 0", "z > 0"), z, 0)


def test_a_fact_whose_conditions_fail_leaves_the_others_their_turn() -> None:
    """Failed before: 1 - erf(x) > 0 was tried for x > 0 only, where the series of the complement begins."""
    assert "fact" in rules("erf(x) < 1", "x in RR")
