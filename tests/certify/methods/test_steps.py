"""Steps that must be refused, and chains of derivatives against exact roots."""

from __future__ import annotations

import itertools
from dataclasses import replace as altered
from fractions import Fraction

import pytest
from flint import fmpq, fmpq_poly
from hypothesis import given
from hypothesis import strategies as st

from certify import sample
from certify.domain import Domain, Range
from certify.expr import ONE, ZERO, Call, Expr, Rational, Variable, add, exp, log, mul, power
from certify.goal import Goal
from certify.methods import evident, exact, known, sign, steps
from certify.methods.steps import Step, realise
from certify.parse import Relation, parse_expression
from certify.unproved import Unproved
from tests.certify.methods.goals import Alone, goal

X, Y, T = Variable("x"), Variable("y"), Variable("t")


def context() -> Alone:
    return Alone(exact, known, evident, sign)


def refused(step: Step) -> None:
    """A step that is no more than a plan is refused when it is realised."""
    with pytest.raises(Unproved):
        realise(step, context())


def test_a_factor_must_multiply_out_and_be_positive() -> None:
    g = goal("(x - 1)/x >= 0", "x >= 1")
    assert realise(steps.multiply(g, X, X - 1), context()).rule == "multiply"
    refused(steps.multiply(g, X, X - 2))
    refused(steps.multiply(g, -X, 1 - X))
    refused(steps.multiply(goal("(x - 1)/x >= 0", "x < 0"), X, X - 1))
    # the denominator changes its sign inside
    refused(steps.multiply(goal("(x - 1)/x >= 0", "-2 <= x <= -1/2"), X, X - 1))
    refused(steps.multiply(goal("1/(x - 1) > 0", "0 <= x <= 3"), X - 1, ONE))


def test_factors_with_two_signs_changed_only() -> None:
    g = goal("(x - 2)*(x - 1) > 0", "x < 1")
    assert realise(steps.product(g, (2 - X, 1 - X)), context()).rule == "product"
    refused(steps.product(g, (2 - X, X - 1)))
    with pytest.raises(Unproved):
        steps.product(goal("x*(x - 1) == 0", "x >= 0"), (X, X - 1))


def test_a_strict_sum_needs_a_strict_term() -> None:
    g = goal("x**2 + x > 0", "x >= 0")
    with pytest.raises(Unproved):
        steps.total(g, (X**2, X), (">=", ">="))
    refused(steps.total(g, (X**2, X), (">", ">=")))
    assert realise(steps.total(altered(g, op=">="), (X**2, X), (">=", ">=")), context()).rule == "sum"
    refused(steps.total(altered(g, op=">="), (X**2, X + 1), (">=", ">=")))


def test_logarithms_need_a_positive_side() -> None:
    g = goal("x**2 - 1 >= 0", "x <= -1")
    # x**2 - 1 = 1*(exp(2*log(x)) - 1) where log(x) is defined, which is nowhere here
    refused(steps.logarithm(g, ONE, 2 * log(X)))
    refused(steps.logarithm(goal("x >= 0", "x >= -1"), Rational(-1), log(1 - X)))
    refused(steps.logarithm(goal("x - 1 >= 0", "x >= 1"), ONE, log(X + 1)))


def test_exponentials_undo_logarithms_only_exactly() -> None:
    g = goal("log(x) >= 0", "x >= 1")
    assert realise(steps.exponential(g, ONE, X - 1), context()).rule == "exp"
    refused(steps.exponential(g, ONE, X - 2))
    refused(steps.exponential(g, Rational(-1), 1 - X))


def test_a_substitution_must_cover_the_domain() -> None:
    g = goal("x - 1 >= 0", "x >= 1")
    assert realise(steps.substitution(g, "x", "t", T + 1, X - 1, Range(ZERO)), context()).rule == "substitute"
    refused(steps.substitution(g, "x", "t", T + 1, X - 2, Range(ZERO)))  # no inverse
    refused(steps.substitution(g, "x", "t", T + 1, X - 1, Range(ONE)))  # a part of the range only
    refused(steps.substitution(g, "x", "t", T + 1, X - 1, Range(ZERO, lower_strict=True)))
    refused(
        steps.substitution(
            goal("x**2 >= 0", "x in RR"), "x", "t", power(T, Rational(Fraction(1, 2))), X**2, Range(ZERO)
        )
    )
    with pytest.raises(Unproved):
        steps.substitution(g, "x", "x", X + 1, X - 1, Range(ZERO))


def test_constraints_are_carried_along() -> None:
    g = goal("y - x >= 0", "x >= 0", "y >= 0", "x <= y")
    step = steps.substitution(g, "y", "t", X + T, Y - X, Range(ZERO))
    assert step.last.domain.constraints == (Relation(X, "<=", X + T),)


def test_generalising_must_give_f_back() -> None:
    g = goal("sin(x) + 1 >= 0", "x in RR")
    sine = Call("sin", (X,))
    assert steps.generalise(g, sine, "t", Range(Rational(-1), ONE), T + 1).last.f == T + 1
    refused(steps.generalise(g, sine, "t", Range(ZERO, ONE), T + 1))  # sin is not in [0, 1]
    refused(steps.generalise(g, sine, "t", Range(Rational(-1), ONE), T + 2))
    with pytest.raises(Unproved):
        steps.generalise(g, sine, "x", Range(Rational(-1), ONE), X + 1)


def test_a_split_leaves_no_gap() -> None:
    g = goal("x**2 >= 0", "x in RR")
    left, right = steps.split(g, "x", [ONE]).children
    assert isinstance(left, Goal) and isinstance(right, Goal)
    assert left.domain.ranges["x"] == Range(None, ONE)
    assert right.domain.ranges["x"] == Range(ONE)
    low, high = steps.split(goal("n**2 >= 0", "n in ZZ"), "n", [ONE]).children
    assert isinstance(low, Goal) and isinstance(high, Goal)
    assert low.domain.ranges["n"] == Range(None, ONE, integer=True)
    assert high.domain.ranges["n"] == Range(Rational(2), integer=True)


def test_an_end_is_a_case_of_its_own() -> None:
    g = goal("x*y >= 0", "0 <= x <= 1", "x <= y")
    step = steps.opened(g, "x", "lower")
    at_end, rest = step.children
    assert isinstance(at_end, Goal) and isinstance(rest, Goal)
    assert at_end.domain.constraints == (Relation(ZERO, "<=", Y),)
    assert rest.domain.ranges["x"].lower_strict
    with pytest.raises(Unproved):
        steps.opened(goal("x > 0", "x > 0"), "x", "lower")
    with pytest.raises(Unproved):
        steps.opened(goal("x**2 >= 0", "x in RR"), "x", "upper")


def test_logs_of_what_is_not_there() -> None:
    g = goal("log(x*y) - log(x) - log(y) == 0", "x > 0", "y > 0")
    terms = [(ONE, X * Y), (Rational(-1), X), (Rational(-1), Y)]
    assert realise(steps.by_logs(g, terms, ZERO), context()).rule == "logs"
    refused(
        steps.by_logs(
            goal("log(x*y) - log(x) - 2*log(y) == 0", "x > 0", "y > 0"), [*terms[:2], (Rational(-2), Y)], ZERO
        )
    )
    with pytest.raises(Unproved):  # log(y) does not occur, so nothing says y > 0
        steps.by_logs(goal("log(x**2) - 2*log(x) == 0", "x > 0"), [(ONE, X**2), (Rational(-2), Y)], ZERO)


# chains of derivatives --------------------------------------------------------------------------------------------------


def chain(g: Goal, at: Expr, side: str, ops: tuple[str, ...]) -> Step:
    terms = [g.f]
    for _ in ops[1:]:
        terms.append(steps.slope(terms[-1], "x"))
    return steps.taylor(g, "x", at, side, terms, ops)


def test_a_chain_that_is_right() -> None:
    g = goal("exp(x) - 1 - x > 0", "x > 0")
    step = chain(g, ZERO, "lower", (">=", ">=", ">"))
    assert [str(c) for c in step.leaves()] == [
        str(Goal(Domain(), steps.put(g.f, {"x": ZERO}), ">=")),
        str(Goal(Domain(), steps.put(steps.slope(g.f, "x"), {"x": ZERO}), ">=")),
        "exp(x) > 0  for x > 0",
    ]


@pytest.mark.parametrize(
    ("claim", "where", "at", "side", "ops"),
    [
        ("x**2 > 0", "x >= 0", "0", "lower", (">=", ">=", ">")),  # the centre belongs to the domain
        ("x**2 > 0", "x > 0", "0", "lower", (">=", ">=", ">=")),  # nothing strict
        ("x**2 >= 0", "x >= 0", "1", "lower", (">=", ">=")),  # not the end
        ("x**2 >= 0", "x >= 0", "0", "upper", (">=", ">=")),
        ("x**3 >= 0", "-1 <= x <= 1", "0", "inner", (">=", "==", ">=", ">=")),  # an odd order inside
        ("x**3 >= 0", "-1 <= x <= 1", "0", "inner", (">=", ">=", ">=")),  # the first derivative must vanish
        ("x**2 >= 0", "-1 <= x <= 1", "0", "inner", (">", "==", "==")),
        ("x >= 0", "x >= 0", "x", "lower", (">=", ">=")),
        ("x == 0", "x >= 0", "0", "lower", (">=", ">=")),
    ],
)
def test_a_chain_that_proves_nothing(claim: str, where: str, at: str, side: str, ops: tuple[str, ...]) -> None:
    with pytest.raises(Unproved):
        chain(goal(claim, where), parse_expression(at), side, ops)


def test_a_derivative_is_not_taken_on_trust() -> None:
    g = goal("x**2 - 2*x >= 0", "x >= 0")
    refused(steps.taylor(g, "x", ZERO, "lower", (g.f, 2 * X), (">=", ">=")))
    with pytest.raises(Unproved):
        steps.taylor(
            goal("x - floor(x) >= 0", "x >= 0"), "x", ZERO, "lower", (X - Call("floor", (X,)), ONE), (">=", ">=")
        )
    with pytest.raises(Unproved):
        chain(goal("abs(x) >= 0", "x >= -1"), Rational(-1), "lower", (">=", ">="))
    whole = goal("x >= 0", "x in ZZ", "x >= 0")
    with pytest.raises(Unproved):
        chain(whole, ZERO, "lower", (">=", ">="))


def test_a_centre_by_a_constraint_must_lie_in_the_range() -> None:
    g = goal("x - y >= 0", "0 < x < 1", "0 < y < 1", "x >= y")
    step = chain(g, Y, "lower", (">=", ">="))
    placed = next(iter(step.leaves()))
    assert placed.relation == Relation(Y, ">", ZERO) and "x" not in placed.domain.ranges
    closed, inner = (base.domain for base, _ in step.new[1:])
    assert closed.ranges["x"] == g.domain.ranges["x"]
    assert inner.constraints == (Relation(X, ">", Y),)
    # without the constraint y is no side of the range
    with pytest.raises(Unproved):
        chain(goal("x - y >= 0", "0 < x < 1", "0 < y < 1"), Y, "lower", (">=", ">="))
    # and a strict constraint excludes the centre
    strict = goal("x - y > 0", "0 < x < 1", "0 < y < 1", "x > y")
    assert chain(strict, Y, "lower", (">=", ">")).rule == "taylor"
    with pytest.raises(Unproved):
        chain(altered(g, op=">"), Y, "lower", (">=", ">"))


def polynomial(coefficients: list[int]) -> Expr:
    return add(*(mul(Rational(c), power(X, Rational(k))) for k, c in enumerate(coefficients)), ZERO)


def nonnegative(coefficients: list[int], low: Fraction, high: Fraction, op: str, *, open_ends: bool) -> bool:
    """Whether a polynomial satisfies the relation on an interval, by isolating its roots."""
    p = fmpq_poly(coefficients)
    tests = [low, high] if not open_ends else []
    roots = [r for r, _ in p.complex_roots() if r.imag.contains(0)] if p.degree() > 0 else []
    cuts = sorted(
        [low, high, *(Fraction(float(r.real.mid())) for r in roots if low < Fraction(float(r.real.mid())) < high)]
    )
    middles = [(a + b) / 2 for a, b in itertools.pairwise(cuts) if a < b]
    values = [p(fmpq(t.numerator, t.denominator)) for t in (*tests, *middles)]
    if op == ">":
        inside = any(low < Fraction(float(r.real.mid())) < high for r in roots)
        return all(v > 0 for v in values) and not inside
    return all(v >= 0 for v in values)


@given(
    st.lists(st.integers(-4, 4), min_size=1, max_size=5),
    st.sampled_from(["lower", "upper", "inner"]),
    st.integers(1, 3),
    st.sampled_from([">=", ">"]),
    st.booleans(),
    st.booleans(),
)
def test_children_imply_the_goal(
    coefficients: list[int], side: str, order: int, op: str, low_strict: bool, high_strict: bool
) -> None:
    """Whenever every child of a chain holds for a polynomial on [-1, 2], the goal holds."""
    low, high = Fraction(-1), Fraction(2)
    r = Range(Rational(low), Rational(high), low_strict, high_strict)
    g = Goal(Domain({"x": r}), polynomial(coefficients), op)
    at = {"lower": Rational(low), "upper": Rational(high), "inner": Rational(1)}[side]
    terms, numbers = [g.f], [coefficients]
    for _ in range(order):
        terms.append(steps.slope(terms[-1], "x"))
        numbers.append([k * c for k, c in enumerate(numbers[-1])][1:] or [0])
    for strict_at in range(order + 1):
        ops = ["==" if side == "inner" and j % 2 else ">=" for j in range(order + 1)]
        if ops[strict_at] == "==":
            continue
        ops[strict_at] = ">"
        try:
            step = steps.taylor(g, "x", at, side, terms, ops)
        except Unproved:
            continue
        *centre, last = step.leaves()
        c = at.value
        s = -1 if side == "upper" else 1
        at_centre = [s**j * sum(k * c**i for i, k in enumerate(p)) for j, p in enumerate(numbers[:-1])]
        holds = all({">=": v >= 0, ">": v > 0, "==": v == 0}[o] for v, o in zip(at_centre, ops, strict=False))
        final = [s**order * k for k in numbers[-1]]
        if holds and len(centre) >= order and nonnegative(final, low, high, last.op, open_ends=True):
            assert sample.violation(g) is None
            ends = ([] if low_strict else [low]) + ([] if high_strict else [high])
            values = [sum(k * e**i for i, k in enumerate(coefficients)) for e in ends]
            assert all(v > 0 if op == ">" else v >= 0 for v in values)
            assert nonnegative(coefficients, low, high, op, open_ends=True)


def test_exponential_of_a_plan_is_spelled_out_only_when_it_is_realised() -> None:
    g = goal("exp(x) - 1 >= 0", "x >= 0")
    step = steps.logarithm(g, ONE, X)
    assert step.params["log"] == X
    proof = realise(step, context())
    assert proof.params["log"] == "x" and exp(X) - 1 == g.f
