"""Writing out literal sums, products and Legendre polynomials."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx

from certify.enclose import compile
from certify.expr import ONE, ZERO, Rational, Variable, substitute
from certify.goal import Goal
from certify.methods.unfold import applies, legendre, step, unfolded
from certify.parse import parse_expression
from certify.statement import Statement
from certify.text import to_text
from certify.unproved import Unproved


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sum(k**2/x, k, 1, 3)", "1/x + 4/x + 9/x"),
        ("product(x + k, k, 0, 2)", "x*(x + 1)*(x + 2)"),
        ("sum(x, k, 3, 2)", "0"),
        ("product(x, k, 3, 2)", "1"),
        ("sum(sum(j*k, j, 1, k), k, 1, 2)", "7"),
        ("sum(k, k, 1, n)", "sum(k, k, 1, n)"),
        ("integral(sum(x**k, k, 0, 2), x, 0, 1)", "integral(x**0 + x + x**2, x, 0, 1)"),
        ("legendre(1, d, x + 1)", "x + 1"),
        ("legendre(0, d, x)", "1"),
        ("legendre(n, d, x)", "legendre(n, d, x)"),
        ("sum(legendre(k, 3, x), k, 0, 1)", "1 + x"),
    ],
)
def test_what_is_written(text: str, written: str) -> None:
    assert to_text(unfolded(parse_expression(text))) == to_text(parse_expression(written))


@pytest.mark.parametrize("d", [Fraction(2), Fraction(3), Fraction(5, 2), Fraction(24)])
def test_legendre_polynomials_satisfy_the_recurrence(d: Fraction) -> None:
    """P_0 = 1, P_1 = x, (n+d-3) P_n = (2n+d-4) x P_{n-1} - (n-1) P_{n-2}, in exact rationals."""

    def at(n: int, x: Fraction) -> Fraction:
        value = substitute(legendre(Fraction(n), Rational(d), Variable("x")), {"x": Rational(x)})
        assert isinstance(value, Rational)
        return value.value

    for x in (Fraction(0), Fraction(1), Fraction(-1), Fraction(2, 7), Fraction(-5, 3)):
        assert at(0, x) == 1 and at(1, x) == x
        for n in range(2, 14):
            assert (n + d - 3) * at(n, x) == (2 * n + d - 4) * x * at(n - 1, x) - (n - 1) * at(n - 2, x)


def test_the_written_form_has_the_same_value() -> None:
    f = parse_expression("sum(legendre(k, d, x)*product(j + x, j, 1, 3), k, 0, 6)")
    with ctx.workprec(64):
        values = [arb(4.5), arb(0.3)]
        assert compile(f, ("d", "x")).ball(values).overlaps(compile(unfolded(f), ("d", "x")).ball(values))


def test_limits() -> None:
    for text in (
        "sum(k*x, k, 1, 10**9)",
        "sum(k*x, k, 1, 5/2)",
        "legendre(61, d, x)",
        "sum(x/k, k, 0, 3)",
        "legendre(-1, d, x)",
    ):
        with pytest.raises(Unproved):
            unfolded(parse_expression(text))


def test_the_step_says_what_it_introduces() -> None:
    statement = Statement.parse("legendre(2, d, x) <= sum(1, k, 1, 2)", ["d >= 2", "0 <= x <= 1"])
    goal = Goal.of(statement.domain, statement.relations[0])
    assert applies(goal)
    found = step(goal)
    assert found.last.op == goal.op and found.last.domain == goal.domain
    assert found.new == ((goal, (found.last.f,)),)
    plain = Goal(statement.domain, Variable("x"), ">=")
    assert not applies(plain)
    with pytest.raises(Unproved):
        step(plain)


def test_empty_ranges() -> None:
    assert unfolded(parse_expression("sum(1/k, k, 0, -1)")) == ZERO
    assert unfolded(parse_expression("product(1/k, k, 0, -1)")) == ONE
